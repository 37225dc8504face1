"""What the page's own model is compared with: numbers of results, the script, sessions, the plane."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from musclebalance.app.page import choices, unit_of
from musclebalance.app.portrait import numbers, portrait
from musclebalance.app.settings import COLUMNS, LIMITS, TOLERANCE, SettingError, Settings
from musclebalance.model import hypotheses
from musclebalance.simulation import develop, simulate
from tests.page import followed, readings, run, session, untreated

SHORT = Settings(days=30, weeks=3, clinic_weeks=1, home_weeks=1)


@pytest.mark.parametrize("model", list(hypotheses.NAMED))
def test_readings_are_those_of_results(model: str) -> None:
    result = followed(replace(SHORT, model=model, days=30, weeks=1)).result
    found = readings(result.person, result.states)
    shown = [name for name in found if not name.startswith("fibre_length")]
    assert "imbalance" in shown
    for name in shown:
        np.testing.assert_allclose(found[name], result.values(name), rtol=1e-9, atol=1e-9, err_msg=name)


def test_tolerance_of_the_page_is_fine_enough() -> None:
    settings = replace(SHORT, days=60, weeks=6, clinic_weeks=3, home_weeks=2)
    course = followed(settings)
    person = develop(settings.muscles, settings.before, days=settings.days, tol=1e-5)
    exact = simulate(person, settings.plan, settings.after, weeks=settings.weeks, tol=1e-5)
    for name, most in {"imbalance": 1e-3, "rom_agonist": 0.01, "resting_tension_agonist": 0.05}.items():
        assert np.max(np.abs(course.read[name] - exact.values(name))) < most, name
    assert course.result.provenance["tol"] == TOLERANCE


def test_run_is_plain_data_and_complete() -> None:
    found = json.loads(json.dumps(run(SHORT), allow_nan=False))
    assert found["past"]["weeks"][0] == pytest.approx(-30 / 7)
    assert found["past"]["weeks"][-1] == 0
    assert found["course"]["weeks"][-1] == pytest.approx(3)
    for part in ("past", "course"):
        assert {len(v) for v in found[part]["series"].values()} == {len(found[part]["weeks"])}
    for name in COLUMNS:
        assert found["past"]["series"][name][-1] == pytest.approx(
            found["course"]["series"][name][0], rel=1e-6
        )
    assert found["sessions"] == found["dose"]["delivered"]["sessions"]
    assert [p["where"] for p in found["phases"]] == ["clinic", "home"]


def test_without_treatment_nothing_is_due_to_it() -> None:
    assert untreated(replace(SHORT, words=""))["due"] is None
    found = untreated(SHORT)
    assert 0 < found["due"] < 1
    assert found["course"]["series"]["imbalance"][0] == run(SHORT)["course"]["series"]["imbalance"][0]


@pytest.mark.parametrize("settings", [SHORT, replace(SHORT, words="", cause="unchanged")])
def test_script_gives_the_numbers_of_the_page(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = run(settings)
    monkeypatch.chdir(tmp_path)
    exec(compile(shown["script"], "script.py", "exec"), {"__name__": "__main__"})
    assert "research and teaching model" in capsys.readouterr().out
    table = pd.read_csv("recovery.csv")
    assert list(table.columns) == ["day", *(f"{name} [{unit_of(name)}]" for name in COLUMNS)]
    for name in COLUMNS:
        page = [*shown["past"]["series"][name][:-1], *shown["course"]["series"][name]]
        np.testing.assert_allclose(table[f"{name} [{unit_of(name)}]"], page, rtol=2e-6, atol=1e-9)
    assert table["day"].iloc[0] == -settings.days


def test_columns_have_the_units_of_results() -> None:
    variables = followed(SHORT).result.variables
    assert {name: variables[name].unit for name in COLUMNS} == {name: unit_of(name) for name in COLUMNS}


def test_session_in_seconds() -> None:
    found: dict[str, Any] = json.loads(json.dumps(session(SHORT, 2), allow_nan=False))
    assert found["number"] == 2
    assert found["count"] == run(SHORT)["sessions"]
    assert {len(v) for v in found["series"].values()} == {len(found["seconds"])}
    assert max(found["series"]["tension_agonist"]) > 5 * found["series"]["tension_agonist"][0] / 2
    assert found["seconds"][0] == pytest.approx(-10, abs=0.6)
    assert {p["name"] for p in found["phases"]} == {"contract", "release", "stretch"}


def test_session_that_is_not_there() -> None:
    with pytest.raises(SettingError, match="no session was delivered"):
        session(replace(SHORT, words=""))
    with pytest.raises(ValueError, match="session 99"):
        session(SHORT, 99)


def test_plane_has_two_basins_without_the_cause() -> None:
    found = json.loads(json.dumps(portrait("hip-flexors-gluteus-maximus"), allow_nan=False))
    kinds = [point["kind"] for point in found["planes"]["0"]["points"]]
    assert kinds == ["stable", "threshold", "stable"]
    assert len(found["planes"]["0"]["separatrix"]) > 10
    low, high = found["length"]
    assert all(low <= point["length"] <= high for point in found["planes"]["0"]["points"])


def test_choices_are_the_librarys() -> None:
    found = json.loads(json.dumps(choices()))
    assert len(found["pairs"]) == 12
    assert set(found["limits"]) == set(LIMITS)
    for technique in found["techniques"]:
        Settings(words=technique["words"])


def test_numbers_are_the_decimals_nearest_to_them() -> None:
    given = np.array([0.0, 1.0, -1 / 3, 2 / 3e9, 123456789.0, 99999.996, 1e-5, -0.2, 7 / 11])
    assert numbers(given) == [float(f"{value:.7g}") for value in given]
