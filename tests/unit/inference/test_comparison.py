"""The comparison as an object: table, print, courses for plots, bad input."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.inference.comparison import MOMENTS, PREDICTIONS

PAIR = "hip-flexors-gluteus-maximus"


@pytest.fixture(scope="module")
def plan() -> mb.Plan:
    return mb.Plan(mb.PIR(repetitions=2), per_week=2, weeks=1)


@pytest.fixture(scope="module")
def found(plan) -> mb.Comparison:
    return mb.compare(mb.pair(PAIR), plan, models=("combined", "sensory", "background"), days=20)


def test_the_frame_has_a_row_per_prediction_and_a_column_per_hypothesis(found):
    frame = found.to_frame()
    assert list(frame.index) == [row.name for row in PREDICTIONS] == [row.name for row in found.rows]
    assert tuple(frame.columns) == (
        "unit",
        "measured",
        "tells",
        "source",
        "combined",
        "sensory",
        "background",
    )
    assert np.all(np.isfinite(frame[list(found.models)].to_numpy(dtype=float)))
    assert frame.loc["programme_rom", "sensory"] == found["sensory", "programme_rom"]


def test_sources_of_predictions_can_be_looked_up():
    for row in PREDICTIONS:
        if row.source:
            assert mb.sources.get(row.source).title


def test_print_shows_every_prediction_with_unit_and_shows_nulls_as_nulls(found):
    lines = str(found).splitlines()
    assert len(lines) <= 38
    for row in PREDICTIONS:
        line = next(line for line in lines if line.strip().startswith(f"{row.meaning} [{row.unit}]"))
        shown = line[37:].split()
        assert len(shown) == 3
        assert (shown[1] == "0") == (abs(found["sensory", row.name]) < 1e-9)
        assert not any(cell.startswith("-0.0") and not cell.strip("-0.") for cell in shown)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 15])
@pytest.mark.parametrize(
    "name", ["m{}", "combined - tolerance {}", "a hypothesis with a long name, number {}"]
)
def test_any_number_of_hypotheses_fits_a_terminal(found, count, name):
    names = [name.format(k) for k in range(count)]
    values = {one: dict.fromkeys(found.predictions["combined"], -99.0) for one in names}
    text = str(dataclasses.replace(found, predictions=values))
    assert max(map(len, text.splitlines())) <= 79
    assert all(one in " ".join(text.split()) for one in names)
    row = next(row for row in PREDICTIONS if row.digits == 1)
    cells = [line[37:].split() for line in text.splitlines() if line.startswith(f"{row.meaning} [")]
    assert [cell for some in cells for cell in some] == ["-99.0"] * count


def test_every_phase_of_the_programme_is_named(found):
    phases = [f"{k}. pir, Mon Tue Wed Thu Fri at 18:00, home, day {k} on for 8 weeks" for k in (1, 2)]
    treated = {
        name: dataclasses.replace(one, provenance={**one.provenance, "plan": "\n".join(phases)})
        for name, one in found.treated.items()
    }
    text = str(dataclasses.replace(found, treated=treated))
    assert all(phase in text for phase in phases)


def test_the_course_after_a_session_is_the_table_s(found):
    course = found.acute()
    assert list(course.index) == list(MOMENTS)
    assert course.loc[60.0, "combined"] == found["combined", "acute_rom_1min"]
    assert course.loc[86400.0, "sensory"] == found["sensory", "acute_rom_24h"]
    assert np.all(np.diff(course["background"]) <= 1e-3), "stress relaxation only fades"


def test_results_are_there_for_plots(found, plan):
    assert set(found.treated) == set(found.untreated) == set(found.models)
    for model, result in found.treated.items():
        assert result.person.model.name == model
        assert len(result.timeline.spans) == 2
        assert result.days[-1] == plan.days + 28
    assert mb.plot.arms(found.treated, "rom_agonist").get_ylabel()


def test_the_programme_rows_are_those_of_the_results(found, plan):
    treated, untreated = found.treated["combined"], found.untreated["combined"]
    gain = treated.at("rom_agonist", plan.days) - untreated.at("rom_agonist", plan.days)
    assert found["combined", "programme_rom"] == pytest.approx(gain, abs=1e-6)


def test_models_of_one_s_own_and_lives_can_be_given(plan):
    own = mb.hypotheses.combined - "memory"
    desk = mb.Lifestyle.office(hours=4, stress=0.1)
    found = mb.compare(mb.pair(PAIR), plan, desk, models=(own,), cause=desk, days=5)
    assert found.models == ("combined - memory",)
    assert "office 4 h" in found.treated[own.name].provenance["lifestyle"]


def test_bad_input_is_refused_before_anything_runs(plan, found):
    pair = mb.pair(PAIR)
    with pytest.raises(mb.UnknownNameError, match="Did you mean 'sensory'"):
        mb.compare(pair, plan, models=("sensry",))
    with pytest.raises(mb.MusclebalanceError, match="different names"):
        mb.compare(pair, plan, models=("sensory", "sensory"))
    with pytest.raises(mb.MusclebalanceError, match="none"):
        mb.compare(pair, plan, models=())
    with pytest.raises(mb.UnknownNameError, match="Did you mean 'programme_rom'"):
        found["sensory", "programm_rom"]
    with pytest.raises(mb.UnknownNameError, match="hypothesis in this comparison"):
        found["neural", "programme_rom"]


def test_progress_names_each_hypothesis(plan):
    seen: list[str] = []
    mb.compare(mb.pair(PAIR), plan, models=("background",), days=2, progress=seen.append)
    assert seen == ["background"]
