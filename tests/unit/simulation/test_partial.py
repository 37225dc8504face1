"""What was reached before an integration stopped is kept, marked, and can be gone on from."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.cli.demo import study_text
from musclebalance.core.errors import EngineError
from musclebalance.engine import Interrupted
from musclebalance.simulation import (
    People,
    Study,
    healthy,
    many,
    simulate,
    simulate_adaptive,
)

PAIR = mb.pair("hip-flexors-gluteus-maximus")
DESK = mb.Lifestyle.office(hours=8, stress=0.6)
PLAN = mb.Plan(mb.PIR(), per_week=5, weeks=2)
DAY = 86_400.0


def breaking(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """A law that is no number once stress has been felt for long enough."""
    return {
        "felt": (1e3, m.stress * 1e-3 / DAY),
        "broken": (f.log(p.endured - m.felt), 1.0 / DAY),
    }


BREAKING = mb.Mechanism(
    "breaking",
    breaking,
    states=(
        mb.State("felt", "F", "-", 0.0, 0.0, 1e3, "days of full stress"),
        mb.State("broken", "B", "-", 0.0, -1e3, 1e3, "what goes wrong"),
    ),
    parameters=(mb.Parameter("endured", 100.0, "-", 0.1, 1e3, "T12", "days endured", symbol="n_e"),),
)
MODEL = mb.hypotheses.combined + BREAKING


@pytest.fixture(scope="module")
def fragile() -> mb.Person:
    return mb.healthy(PAIR, model=MODEL, parameters={"endured": 1.0})


@pytest.fixture(scope="module")
def four() -> People:
    return healthy(PAIR, own={"endured": np.array([100.0, 100.0, 1.0, 90.0])}, model=MODEL)


def test_a_stopped_simulation_keeps_its_whole_days(fragile: mb.Person, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="the step shrank") as stop:
        mb.simulate(fragile, PLAN, DESK)
    partial = stop.value.partial
    assert isinstance(partial, mb.Result)
    reached = int(partial.days[-1])
    assert 1 < reached < 14
    assert partial.stopped is not None
    assert partial.stopped.startswith(f"after {reached} of 14 days: the step shrank")
    assert str(partial).startswith("PARTIAL RESULT, stopped after")
    whole = mb.simulate(fragile, PLAN, DESK, days=reached)
    np.testing.assert_array_equal(partial.states, whole.states)
    assert partial.timeline.audit.delivered == whole.timeline.audit.delivered
    assert whole.stopped is None
    mb.save(partial, str(tmp_path / "partial.npz"))
    assert mb.load(str(tmp_path / "partial.npz"), [BREAKING]).stopped == partial.stopped
    assert np.isfinite(partial["rom_agonist"]).all()
    assert mb.simulate(partial.final, None, mb.Lifestyle.healthy(), days=1).stopped is None


def test_segments_are_kept_up_to_the_last_whole_day(fragile: mb.Person) -> None:
    with pytest.raises(EngineError) as stop:
        mb.simulate(fragile, None, DESK, days=9, store="segments")
    partial = stop.value.partial
    assert len(partial.times) == len(partial.timeline) + 1
    assert partial.timeline.days == int(partial.days[-1])
    trauma = mb.Event(9, "12:00", (("pain", "add", 1.0),), "late")
    with pytest.raises(EngineError) as stop:
        mb.simulate(fragile, None, DESK, days=9, store="segments", events=[trauma])
    np.testing.assert_array_equal(stop.value.partial.states, partial.states)


def test_a_stop_on_the_first_day_leaves_the_start_and_no_dose(fragile: mb.Person) -> None:
    doomed = mb.healthy(PAIR, model=MODEL, parameters={"endured": 0.1})
    with pytest.raises(EngineError) as stop:
        mb.simulate(doomed, PLAN, mb.Lifestyle.office(hours=8, stress=1.0))
    partial = stop.value.partial
    assert partial.times.tolist() == [0.0]
    np.testing.assert_array_equal(partial.states[0], doomed.state)
    assert partial.timeline.audit.delivered.sessions == 0
    assert "stopped after 0 of 14 days" in str(partial)


def test_a_stopped_development_leaves_a_person() -> None:
    with pytest.raises(EngineError) as stop:
        mb.develop(PAIR, DESK, days=30, model=MODEL, parameters={"endured": 1.0})
    assert stop.value.partial.final.history.stopped == stop.value.partial.stopped


@pytest.mark.usefixtures("ctrl_c_while_integrating")
def test_ctrl_c_leaves_a_partial_result() -> None:
    person = mb.healthy(PAIR)
    with pytest.raises(KeyboardInterrupt) as stop:
        mb.simulate(person, None, DESK, days=4000)
    assert isinstance(stop.value, Interrupted)
    partial = stop.value.partial
    assert isinstance(partial, mb.Result)
    assert 1 <= partial.days[-1] < 4000
    assert np.isfinite(partial.states).all()
    assert "stopped before the end" in str(partial).splitlines()[0]


def test_one_person_who_stops_costs_nobody_else(four: People, tmp_path: Path) -> None:
    for _ in range(2):  # the second time from what was kept
        with pytest.raises(EngineError, match=r"3 of 4 people reached the end \(person 2, segment") as stop:
            simulate(four, PLAN, DESK, days=14, store=(7,), checkpoint=tmp_path, progress=False)
        partial = stop.value.partial
        assert partial.kept.tolist() == partial.people.numbers.tolist() == [0, 1, 3]
        others = simulate(four[partial.kept], PLAN, DESK, days=14, store=(7,), progress=False)
        np.testing.assert_array_equal(partial.states, others.states)
        assert str(partial.people).startswith("PARTIAL: 3 of 4 people reached the end (person 2")


def test_a_trial_goes_on_without_those_who_stop(four: People) -> None:
    arms = {"PIR": PLAN, "none": None}
    with pytest.raises(EngineError) as stop:
        mb.trial(four, arms, DESK, weeks=2, outcomes=["pain"], potential=True, progress=False)
    partial = stop.value.partial
    assert isinstance(partial, mb.Trial)
    whole = mb.trial(
        four[np.array([0, 1, 3])], arms, DESK, weeks=2, outcomes=["pain"], potential=True, progress=False
    )
    np.testing.assert_array_equal(partial.truth["pain"], whole.truth["pain"])
    np.testing.assert_array_equal(partial.sessions, whole.sessions)
    assert partial.summary().startswith("PARTIAL: 6 of 8 people reached the end")
    assert whole.stopped == ""


def test_a_cohort_develops_without_those_who_stop() -> None:
    cohort = mb.Cohort.sample(
        PAIR, n=3, seed=1, model=MODEL, spread={"endured": 0.0}, covariates={"chronicity": 60, "stress": 0.5}
    )
    fragile = mb.Cohort.from_table(
        PAIR, cohort.to_frame()[["stress", "chronicity"]].assign(endured=[100.0, 1.0, 100.0]), model=MODEL
    )
    with pytest.raises(EngineError, match="2 of 3 people") as stop:
        fragile.develop(progress=False)
    assert stop.value.partial.numbers.tolist() == [0, 2]
    assert stop.value.partial.imbalance.shape == (2,)


def test_ctrl_c_keeps_the_blocks_at_work(
    four: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, ran = many._run, []

    def interrupting(block: Any) -> Any:
        ran.append(len(block))
        if len(ran) == 4:
            os.kill(os.getpid(), signal.SIGINT)
        if len(ran) >= 4:
            time.sleep(0.1)  # the main thread has time to hear of it before all blocks are done
        return run(block)

    monkeypatch.setattr(many, "_run", interrupting)
    strong = replace(four[np.array([0, 1, 3] * 20)], numbers=np.arange(60))
    with pytest.raises(Interrupted) as stop:
        simulate(strong, None, DESK, days=3, block=1, checkpoint=tmp_path, progress=False, store=())
    partial = stop.value.partial
    assert 0 < len(partial.kept) < 60
    assert len(list(tmp_path.glob("*.npz"))) == len(partial.kept)
    assert "stopped by the user" in partial.stopped
    assert "at work are finished and kept" in capsys.readouterr().err


def test_when_nobody_reaches_the_end_nothing_is_made_up(four: People) -> None:
    with pytest.raises(EngineError, match="0 of 1 people") as stop:
        simulate(four[np.array([2])], None, DESK, days=14, progress=False, store=())
    assert stop.value.partial is None


def test_a_study_keeps_the_arms_that_were_run(fragile: mb.Person) -> None:
    lives = {"healthy": mb.Lifestyle.healthy(), "desk": DESK}
    with pytest.raises(EngineError) as stop:
        mb.study(fragile, {"none": None, "PIR": PLAN}, lives, weeks=2)
    partial = stop.value.partial
    assert isinstance(partial, Study)
    assert list(partial.results) == [("healthy", "none"), ("healthy", "PIR"), ("desk", "none")]
    assert partial.whole_lives == ("healthy",)
    assert partial.stopped.startswith("desk: none, after ")
    whole = mb.study(fragile, {"none": None, "PIR": PLAN}, {"healthy": mb.Lifestyle.healthy()}, weeks=2)
    np.testing.assert_array_equal(partial["healthy", "PIR"].states, whole["healthy", "PIR"].states)
    assert whole.stopped == ""
    table = partial.table("pain")
    assert table.loc[("healthy", "none")].notna().all()
    assert np.isnan(table.loc[("desk", "none")].iloc[-1])
    arms = partial.summary()["arms"]
    assert ["due_to_treatment" in arm for arm in arms] == [False, True, False]
    lines = study_text(partial).splitlines()
    assert lines[0].startswith("PARTIAL, stopped in desk: none, after")
    assert lines[0].endswith("Not shown: desk.")
    assert lines[1:] == study_text(whole).splitlines()


def test_a_study_that_stops_in_its_first_arm_keeps_that_part(fragile: mb.Person) -> None:
    with pytest.raises(EngineError) as stop:
        mb.study(fragile, {"none": None}, {"desk": DESK}, weeks=2)
    partial = stop.value.partial
    assert list(partial.results) == [("desk", "none")]
    assert partial.whole_lives == ()
    assert study_text(partial).startswith("PARTIAL")


def test_ctrl_c_between_arms_keeps_those_before(fragile: mb.Person) -> None:
    def stop(arm: str) -> None:
        if arm.endswith("PIR"):
            signal.raise_signal(signal.SIGINT)

    arms = {"none": None, "PIR": PLAN}
    with pytest.raises(KeyboardInterrupt) as stopped:
        mb.study(fragile, arms, {"healthy": mb.Lifestyle.healthy()}, weeks=2, progress=stop)
    partial = stopped.value.partial  # type: ignore[attr-defined]
    assert list(partial.results) == [("healthy", "none")]
    assert partial.stopped == "healthy: PIR, of which nothing is kept"


ADAPTIVE = mb.AdaptivePlan((mb.Level(mb.PIR(), 3),), (mb.Rule("hold", "pain < 9"),), weeks=3)


def test_an_adaptive_course_is_kept_up_to_its_last_visit() -> None:
    person = mb.healthy(PAIR, model=MODEL, parameters={"endured": 2.0})
    with pytest.raises(EngineError) as stop:
        mb.simulate_adaptive(person, ADAPTIVE, DESK)
    result, course = stop.value.partial
    assert result.days[-1] == 7 * len(course.history) == 7 * course.weeks_done > 0
    assert result.stopped.startswith(f"after the visit in week {course.weeks_done} of 3: ")
    assert str(result).startswith("PARTIAL RESULT")
    first = mb.AdaptivePlan(ADAPTIVE.levels, ADAPTIVE.rules, weeks=course.weeks_done)
    np.testing.assert_array_equal(mb.simulate_adaptive(person, first, DESK)[0].states, result.states)
    doomed = mb.healthy(PAIR, model=MODEL, parameters={"endured": 0.2})
    with pytest.raises(EngineError) as stop:
        mb.simulate_adaptive(doomed, ADAPTIVE, DESK)
    assert stop.value.partial is None


class Impatient:
    """Ctrl-C at the second visit."""

    def decide(self, visit: Any, state: Any, rng: np.random.Generator) -> None:
        if len(state.history) == 1:
            signal.raise_signal(signal.SIGINT)


def test_ctrl_c_at_a_visit_keeps_the_course_up_to_the_visit_before(fragile: mb.Person) -> None:
    plan = mb.AdaptivePlan(ADAPTIVE.levels, (Impatient(),), weeks=3)
    with pytest.raises(Interrupted) as stopped:
        mb.simulate_adaptive(fragile, plan, mb.Lifestyle.healthy())
    result, course = stopped.value.partial  # type: ignore[misc]
    assert result.days[-1] == 7
    assert len(course.history) == 1
    assert result.stopped == "after the visit in week 1 of 3: stopped by the user"


def test_adaptive_visits_go_on_without_those_who_stop(four: People, tmp_path: Path) -> None:
    for _ in range(2):  # the second time from what was kept
        with pytest.raises(EngineError, match=r"3 of 4 people reached the end \(person 2") as stop:
            simulate_adaptive(four, ADAPTIVE, DESK, checkpoint=tmp_path, progress=False)
        partial = stop.value.partial
        assert partial.kept.tolist() == partial.people.numbers.tolist() == [0, 1, 3]
        others = simulate_adaptive(four[partial.kept], ADAPTIVE, DESK, progress=False)
        np.testing.assert_array_equal(partial.states, others.states)
        assert [c.history for c in partial.courses] == [c.history for c in others.courses]
        assert partial.stopped
        assert others.stopped == ""
    assert len(list(tmp_path.glob("*.npz"))) == 1
