"""Fits and measurements of one segment as PEtab tables: columns, values, priors, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.exchange.petab import flat, parameter

HELD = mb.Segment(90.0, "posture", "rest", angle=-10.0, label="held")
FREE = ["relaxation_fast_share", "softening_recovery_time", "joint_stiffness", "agonist.passive_strain"]


@pytest.fixture(scope="module")
def fitted(hip, desk) -> mb.Fit:
    seen = pd.DataFrame(
        {
            "day": [0, 7, 14, 14],
            "measurement": ["rom_agonist"] * 3 + ["pain"],
            "value": [9.0, 10.0, 11.0, 2.0],
        }
    )
    free = {"chronicity": None, "posture_gain": (0.1, 0.5), "length_time": mb.Distribution(0.3)}
    plan = mb.Plan(mb.PIR(effort=0.2), per_week=3, weeks=2)
    return mb.fit(seen, hip, plan, lifestyle=desk, free=free, sampler="none", starts=1)


@pytest.fixture(scope="module")
def relaxing(hip) -> tuple[mb.Person, pd.DataFrame]:
    """A healthy person, and the torque and angle of a joint that is held, as a table."""
    person = mb.healthy(hip)
    seen = mb.lab(person, HELD, at=[0, 5, 10, 30, 60, 90], tol=1e-8)
    rows = [
        (time, name, value, sd)
        for name, sd in (("passive_torque_agonist", 0.2), ("angle", 0.5))
        for time, value in zip(seen.times, seen.values(name), strict=True)
    ]
    return person, pd.DataFrame(rows, columns=["time [s]", "variable", "value", "sd"])


def tables(problem: Path) -> dict[str, pd.DataFrame]:
    names = ("measurements", "observables", "conditions", "parameters")
    return {name: pd.read_csv(problem.parent / f"{name}.tsv", sep="\t") for name in names}


@pytest.mark.slow
def test_a_fit_is_its_measurements_and_its_priors(tmp_path: Path, fitted: mb.Fit) -> None:
    found = tables(mb.to_petab(fitted, tmp_path / "new" / "folder"))
    seen = fitted.visits
    assert found["measurements"]["observableId"].tolist() == list(seen.names)
    assert found["measurements"]["time"].tolist() == seen.days.tolist()
    assert found["measurements"]["measurement"].tolist() == seen.values.tolist()
    assert found["measurements"]["noiseParameters"].tolist() == seen.sd.tolist()
    assert set(found["measurements"]["simulationConditionId"]) == set(found["conditions"]["conditionId"])
    assert found["observables"]["observableName"][0].endswith("hip flexors [deg]")
    table = found["parameters"].set_index("parameterId")
    assert table["nominalValue"].to_dict() == pytest.approx(fitted.parameters)
    assert table["parameterScale"].to_dict() == {
        "chronicity": "log",
        "posture_gain": "lin",
        "length_time": "log",
    }
    assert table.loc["posture_gain", "objectivePriorType"] == "uniform"
    assert table.loc["chronicity", "parameterName"].endswith("[d]")
    assert (table["lowerBound"] < table["upperBound"]).all()


@pytest.mark.slow
def test_the_problem_names_its_files_and_no_model(tmp_path: Path, fitted: mb.Fit) -> None:
    text = mb.to_petab(fitted, tmp_path).read_text("utf-8")
    assert "sbml_files: []" in text
    assert "days from the first visit" in text
    named = {word.strip("[]") for word in text.split() if word.strip("[]").endswith(".tsv")}
    assert named == {path.name for path in tmp_path.glob("*.tsv")}


@pytest.mark.slow
def test_changes_are_observables_of_their_own(tmp_path: Path, hip, desk) -> None:
    seen = pd.DataFrame({"day": [0, 7], "measurement": "rom_agonist", "value": [0.0, 2.0]})
    fit = mb.fit(
        seen, hip, None, lifestyle=desk, free=["posture_gain"], sampler="none", starts=1, relative=True
    )
    found = tables(mb.to_petab(fit, tmp_path))
    assert set(found["measurements"]["observableId"]) == {"change_rom_agonist"}
    assert found["observables"]["observableName"][0].startswith("change from day 0 of passive range")


@given(
    kind=st.sampled_from(["factor", "log", "shift", "even"]), size=st.floats(0.05, 1.0),
    middle=st.floats(0.5, 5.0), score=st.floats(-2.0, 2.0), scale=st.sampled_from([1.0, 60.0, math.pi / 180]),
)  # fmt: skip
def test_priors_are_the_distributions(
    kind: str, size: float, middle: float, score: float, scale: float
) -> None:
    """The density that PEtab gives is that of the distribution, up to its truncation."""
    low, high = (-50.0, 60.0) if kind == "shift" else (0.2, 60.0)
    prior = mb.Distribution(size, kind, None if kind == "even" else middle, low, high, reach=math.inf)
    row = parameter("x", "x", prior, middle, scale)
    first, second = map(float, str(row["objectivePriorParameters"]).split(";"))
    if kind == "even":
        assert (first, second) == pytest.approx((low * scale, high * scale))
        return
    wide = mb.Distribution(size, kind, middle, 1e-9 if kind != "shift" else -1e9, 1e9, reach=math.inf)
    value = float(wide.values(np.array([score]))[0]) * scale
    x = value if kind == "shift" else math.log(value)
    assert (x - first) / second == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize("prior", [mb.Distribution(0.0, middle=1.0), mb.Distribution(0, "share", 0.5)])
def test_priors_that_nothing_can_estimate_are_refused(prior: mb.Distribution) -> None:
    with pytest.raises(mb.MusclebalanceError, match="is not fitted"):
        parameter("x", "x", prior, 1.0)


def test_names_are_identifiers() -> None:
    assert [flat(n) for n in ("agonist.tone_rate", "tone_rate", "chronicity")] == [
        "tone_rate_agonist", "tone_rate", "chronicity",
    ]  # fmt: skip


def test_a_segment_is_a_problem_with_its_model(tmp_path: Path, relaxing) -> None:
    person, seen = relaxing
    path = mb.to_petab_segment(person, HELD, seen, tmp_path, free=FREE)
    found = tables(path)
    assert "sbml_files: [model.xml]" in path.read_text("utf-8")
    assert (tmp_path / "model.xml").read_text() == mb.to_sbml(person, HELD, tmp_path / "m.xml").read_text()
    formulas = found["observables"].set_index("observableId")["observableFormula"]
    assert formulas["measured_passive_torque_agonist"] == "passive_torque_agonist"
    assert formulas["measured_angle"] == f"{math.degrees(1.0)!r} * angle"
    assert found["measurements"]["time"].tolist() == seen["time [s]"].tolist()
    shared = found["conditions"].iloc[0]
    for muscle in ("agonist", "antagonist"):
        assert shared[f"relaxation_fast_share_{muscle}"] == "relaxation_fast_share"
    assert "passive_strain_agonist" not in shared  # is a parameter of the model itself
    table = found["parameters"].set_index("parameterId")
    assert table.loc["softening_recovery_time", "nominalValue"] == pytest.approx(
        60 * person.parameters.value("softening_recovery_time")
    )
    assert list(table.index) == [flat(name) for name in FREE]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"variable": "rom_agonist"},
            "row 0: variable 'rom_agonist' is solved for, not part of the equations",
        ),
        ({"variable": "pasive_torque_agonist"}, "Did you mean 'passive_torque_agonist'"),
        ({"sd": 0.0}, "row 0"),
        ({"time [s]": -1.0}, "row 0"),
        ({"time [s]": 90.5}, "row 0: time 90.5 s is after the end of the segment at 90 s"),
        ({"value": "high"}, "row 0"),
    ],
)
def test_a_wrong_table_is_refused_by_row(tmp_path: Path, relaxing, change, message: str) -> None:
    person, seen = relaxing
    with pytest.raises(mb.FileError, match=message):
        mb.to_petab_segment(person, HELD, seen.assign(**change), tmp_path / "p", free=FREE)
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("free", "message"),
    [
        (["relaxation_fast_shar"], "Did you mean 'relaxation_fast_share'"),
        (["chronicity"], "needs a life lived before"),
        (["detectable_rom"], "No parameter in the equations of this segment 'detectable_rom'"),
        ([], "nothing is free"),
    ],
)
def test_parameters_that_the_segment_lacks_are_refused(tmp_path: Path, relaxing, free, message: str) -> None:
    person, seen = relaxing
    with pytest.raises(mb.MusclebalanceError, match=message):
        mb.to_petab_segment(person, HELD, seen, tmp_path / "p", free=free)
    assert not (tmp_path / "p").exists()


@pytest.mark.slow
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, fitted: mb.Fit) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(mb.FileError, match="cannot be made"):
        mb.to_petab(fitted, tmp_path / "file" / "problem")
