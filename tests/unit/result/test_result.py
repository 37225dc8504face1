"""Results: by name with units, tables, one screen, files without pickle."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musclebalance.core.errors import FileError, MusclebalanceError, UnknownNameError
from musclebalance.lifestyle import Event, Lifestyle
from musclebalance.model import readouts
from musclebalance.result import Person, Result, load, save
from musclebalance.result.person import written
from musclebalance.result.variables import variables
from musclebalance.simulation import simulate
from musclebalance.simulation.citation import cite, source_keys
from musclebalance.treatment import PIR, Diary, Plan


@pytest.fixture(scope="module")
def result(developed: Person, programme: Plan) -> Result:
    return simulate(developed, programme, Lifestyle.healthy(), weeks=16, seed=3)


def test_series_carry_name_unit_and_label(result: Result) -> None:
    series = result["rom_agonist"]
    assert series.name == "rom_agonist [deg]"
    assert series.index.name == "day"
    assert len(series) == 113
    assert series.attrs["label"] == "passive range of motion against the hip flexors [deg]"


def test_an_unknown_name_offers_the_nearest(result: Result) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'rom_agonist'"):
        result["rom_agonst"]


def test_every_variable_can_be_computed_and_is_finite(result: Result) -> None:
    for name in result.variables:
        values = result.values(name)
        assert values.shape == result.times.shape, name
        assert np.isfinite(values).all(), name


def test_units_shown_are_degrees_and_percent(result: Result) -> None:
    assert result.variables["angle"].unit == "deg"
    assert result.variables["tone_agonist"].unit == "%MVC"
    column = result.states[:, result.body.index("tone_agonist")]
    np.testing.assert_allclose(result.values("tone_agonist"), 100 * column)


def test_frame_and_dataset_agree(result: Result) -> None:
    frame, data_set = result.to_frame(), result.to_xarray()
    assert list(frame.columns) == [f"{n} [{result.variables[n].unit}]" for n in result.names()]
    np.testing.assert_array_equal(frame["pain [0-10]"].to_numpy(), data_set["pain"].to_numpy())
    assert data_set["rom_agonist"].attrs["units"] == "deg"


def test_the_text_fits_one_screen(result: Result) -> None:
    lines = str(result).splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 130
    assert "are assumptions" in lines[-2]


def test_the_text_says_how_many_sessions_are_expected(result: Result, developed: Person) -> None:
    done = result.timeline.audit.adhered.sessions
    assert f"  adherence  {done} of 52 sessions done, 44 expected, seed 3" in str(result).splitlines()
    for adherence, told in (
        (1.0, ""),
        (0.0, "0 of 3 sessions done"),
        (Diary([1], [3, 5]), "1 of 3 sessions done"),
    ):
        plan = Plan(PIR(), 3, 1, adherence=adherence)
        lines = str(simulate(developed, plan, Lifestyle.healthy(), tol=1e-2)).splitlines()
        assert [line.split("  ")[-1] for line in lines if "adherence  " in line] == ([told] if told else [])
    half = Plan(PIR(), 3, 4, adherence=0.5)
    assert "of 6 sessions done, 3 expected" in str(simulate(developed, half, Lifestyle.healthy(), weeks=2))


def test_small_forces_are_told_with_three_digits() -> None:
    assert written([152.3, 9.87], None) == ["152", "10"]
    assert written([8.153, 7.2], None) == ["8.15", "7.20"]
    assert written([0.0421, -0.001], None) == ["0.0421", "-0.0010"]
    assert written([0.0, 0.0], None) == ["0", "0"]
    assert written([0.5], 2) == ["0.50"]


def test_the_summary_is_plain_data(result: Result) -> None:
    found = json.loads(json.dumps(result.summary()))
    assert found["dose"]["prescribed"]["sessions"] == 52
    assert found["dose"]["delivered"] == found["dose"]["adhered"]
    assert found["readings"]["imbalance"]["before"] == pytest.approx(result.person.imbalance)
    assert result.moments == {"before": 0.0, "after": 84.0, "follow-up": 112.0}


def test_saved_and_loaded_results_are_equal(result: Result, tmp_path: Path) -> None:
    path = str(tmp_path / "r.npz")
    save(result, path)
    again = load(path)
    np.testing.assert_array_equal(again.states, result.states)
    assert again["imbalance"].equals(result["imbalance"])
    assert str(again) == str(result)
    assert again.timeline.spans == result.timeline.spans
    assert again.person.parameters == result.person.parameters


def test_a_loaded_result_can_be_continued(result: Result, tmp_path: Path) -> None:
    path = str(tmp_path / "r.npz")
    save(result, path)
    on = [simulate(r.final, None, Lifestyle.healthy(), days=3).states for r in (result, load(path))]
    np.testing.assert_array_equal(*on)


def test_netcdf_holds_the_readouts(result: Result, tmp_path: Path) -> None:
    import xarray as xr

    path = str(tmp_path / "r.nc")
    save(result, path)
    with xr.open_dataset(path, engine="h5netcdf") as found:
        np.testing.assert_array_equal(found["pain"].to_numpy(), result.values("pain"))


def test_files_that_are_not_results_are_refused(tmp_path: Path, result: Result) -> None:
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"not a zip file")
    with pytest.raises(FileError, match=r"bad\.npz: not a saved result"):
        load(str(bad))
    with pytest.raises(FileError, match="no such file"):
        load(str(tmp_path / "none.npz"))
    with pytest.raises(FileError, match=r"cannot save as '\.pkl'"):
        save(result, str(tmp_path / "r.pkl"))


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "evil.npz"
    np.savez(path, header=np.array([{"format": 1}], dtype=object))
    with pytest.raises(FileError, match="not a saved result"):
        load(str(path))


def test_a_result_with_an_event_survives_saving(developed: Person, tmp_path: Path) -> None:
    strike = Event(
        2, "09:00", (("capacity_agonist", "add", -0.3), ("guarding_agonist", "add", 0.02)), "strain"
    )
    hurt = simulate(developed, None, Lifestyle.healthy(), days=3, events=[strike])
    assert hurt.at("capacity_agonist", 1) == pytest.approx(1.0)
    assert hurt.at("capacity_agonist", 2) == pytest.approx(1 - 0.3 * np.exp(-22 / 24 / 7), abs=1e-6)
    path = str(tmp_path / "hurt.npz")
    save(hurt, path)
    assert load(path).timeline.events == hurt.timeline.events


def test_citations_name_model_files_papers_and_the_integrator(result: Result) -> None:
    text = cite(result)
    for key in ("Rajagopal2016", "DeGrooteFregly2016", "Steinebach2023"):
        assert f"{{{key}," in text
    assert text.count("@") == len(set(text.split("\n@")))


def test_switched_off_mechanisms_are_not_cited(hip: object) -> None:
    from musclebalance.model import hypotheses

    assert "T59" in source_keys(hypotheses.combined)
    assert "T59" not in source_keys(hypotheses.neural)


def test_cite_refuses_other_things() -> None:
    with pytest.raises(MusclebalanceError, match=r"not what cite.. takes"):
        cite("PIR")  # type: ignore[arg-type]


def test_variables_are_found_by_name_and_by_meaning() -> None:
    assert [v.name for v in variables("serial sarcomere number")] == [
        "resting_length_agonist",
        "resting_length_antagonist",
    ]
    assert {v.better for v in variables("rom") if v.name.startswith("rom")} == {1}
    assert "numeric" in str(variables("pain"))
    assert {v.better for v in variables("pain") if v.name == "pain"} == {-1}
    everything = variables()
    assert len(everything) == len(everything.to_frame()) > 100
    with pytest.raises(UnknownNameError, match="Did you mean 'resting_tension_agonist'"):
        variables("restingtension")


def test_every_reading_settles_the_joint_once(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    settled = readouts.settled
    monkeypatch.setattr(readouts, "settled", lambda *given: calls.append(1) or settled(*given))
    replace(result).to_frame()
    assert len(calls) == 1


def test_only_what_is_computed_is_saved_and_only_what_was_saved_is_loaded(developed, tmp_path):
    save(developed, tmp_path / "person.NPZ")
    assert str(load(tmp_path / "person.NPZ")) == str(developed)
    with pytest.raises(MusclebalanceError, match="people alone, bodies, trials and fits, not Pair"):
        save(developed.pair, tmp_path / "pair.npz")
    with pytest.raises(FileError, match=r"a Person is saved as .npz"):
        save(developed, tmp_path / "person.nc")
    table = tmp_path / "table.npz"
    table.write_text("day,pain\n1,2\n")
    with pytest.raises(FileError, match="not a saved result") as refused:
        load(str(table))
    assert "pickle" not in str(refused.value)
    (tmp_path / "result.nc").write_text("")
    with pytest.raises(FileError, match="not a saved result, or damaged"):
        load(str(tmp_path / "result.nc"))
