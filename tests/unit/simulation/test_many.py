"""Many people through plans and lives: as each alone, whatever the blocks; kept and resumed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.lifestyle import Event
from musclebalance.result import Person
from musclebalance.simulation import People, develop, healthy, many, simulate

PAIR = mb.pair("hip-flexors-gluteus-maximus")
DESK = mb.Lifestyle.office(hours=8, stress=0.6)
PLAN = mb.Plan(mb.PIR(), per_week=5, weeks=1, adherence=0.6)


@pytest.fixture(scope="module")
def five() -> People:
    return healthy(PAIR, own={"length_time": np.array([5.0, 4.0, 7.0, 6.0, 4.5])})


def test_each_course_is_that_of_the_person_alone(five: People) -> None:
    found = simulate(five, PLAN, DESK, days=7, store=(0, 3, 7), seed=4, progress=False)
    timeline = mb.compile(PLAN, DESK, PAIR, days=7, seed=4, person=2)
    from musclebalance.simulation.people import run

    alone = run(five.person(2).body, five.person(2).state, timeline, store=timeline.day_ends)
    np.testing.assert_allclose(found.states[2, 1:], alone.states[[2, 6]], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found.states[:, 0], five.state)
    assert found.delivered[2] == timeline.audit.delivered.sessions
    assert found.values("rom_agonist").shape == (5, 3)


def test_blocks_executors_and_selections_do_not_change_a_bit(five: People) -> None:
    whole = simulate(five, PLAN, DESK, days=5, seed=4, daily={"stress": 0.4}, progress=False, store=())
    with ThreadPoolExecutor(2) as pool:
        parts = simulate(
            five,
            PLAN,
            DESK,
            days=5,
            seed=4,
            daily={"stress": 0.4},
            progress=False,
            block=2,
            executor=pool,
            store=(),
        )
    some = simulate(
        five[np.array([3, 1])], PLAN, DESK, days=5, seed=4, daily={"stress": 0.4}, progress=False, store=()
    )
    np.testing.assert_array_equal(whole.final.state, parts.final.state)
    np.testing.assert_array_equal(whole.final.state[[3, 1]], some.final.state)
    assert len(set(whole.delivered.tolist())) > 1


def test_days_vary_around_the_same_mean(five: People) -> None:
    factors = many._factors(
        many.Block(
            five, (None,), (DESK,), *2 * (np.array([1]),), (), {"stress": 0.3}, 3, "Mon", 1e-4, "auto"
        ),
        2,
        40_000,
    )["stress"]
    assert factors.mean() == pytest.approx(1.0, abs=0.01)
    assert factors.std() == pytest.approx(0.29, abs=0.03)
    calm = simulate(five, None, DESK, days=3, progress=False, store=()).final
    moved = simulate(five, None, DESK, days=3, daily={"stress": 0.4}, progress=False, store=()).final
    tone = five.body.index("tone_agonist")
    assert np.ptp(calm.state[:, tone]) < np.ptp(moved.state[:, tone])


def test_a_kept_run_resumes_and_only_runs_what_is_missing(
    five: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = simulate(five, PLAN, DESK, days=3, checkpoint=tmp_path, block=2, progress=False, store=())
    files = sorted(tmp_path.iterdir())
    assert len(files) == 3
    files[1].unlink()
    ran: list[int] = []
    run = many._run
    monkeypatch.setattr(many, "_run", lambda block: ran.append(len(block)) or run(block))
    again = simulate(five, PLAN, DESK, days=3, checkpoint=tmp_path, block=2, progress=False, store=())
    assert len(ran) == 1
    np.testing.assert_array_equal(first.final.state, again.final.state)
    simulate(five, PLAN, DESK, days=3, seed=9, checkpoint=tmp_path, block=2, progress=False, store=())
    assert len(ran) == 4
    files[0].write_text("nonsense")
    again = simulate(five, PLAN, DESK, days=3, checkpoint=tmp_path, block=2, progress=False, store=())
    assert len(ran) == 5
    np.testing.assert_array_equal(first.final.state, again.final.state)
    assert (
        f"{files[0]} is damaged (its checksum is wrong); it is kept as {files[0].name}.damaged"
        in capsys.readouterr().err
    )
    with pytest.raises(FileError, match="cannot keep results there"):
        simulate(five, PLAN, DESK, days=3, checkpoint=files[0], block=2, progress=False, store=())


def test_a_lost_worker_costs_its_block_only(five: People, capsys: pytest.CaptureFixture[str]) -> None:
    class Lossy:
        def submit(self, function, *args):  # type: ignore[no-untyped-def]
            from concurrent.futures import Future

            future: Future[object] = Future()
            future.set_exception(ConnectionError("gone"))
            return future

    lost = simulate(five, None, DESK, days=2, progress=False, executor=Lossy(), store=())
    here = simulate(five, None, DESK, days=2, progress=False, store=())
    np.testing.assert_array_equal(lost.final.state, here.final.state)
    assert "a worker was lost (ConnectionError)" in capsys.readouterr().err


def test_wrong_input_is_refused(five: People) -> None:
    with pytest.raises(OutOfRangeError, match="morning to store 9 d"):
        simulate(five, None, DESK, days=7, store=(9,))
    with pytest.raises(MusclebalanceError, match="2 plans for 5 people"):
        simulate(five, [PLAN, None], DESK, days=7, store=())
    with pytest.raises(UnknownNameError, match="stress"):
        simulate(five, None, DESK, days=7, daily={"stres": 0.2}, store=())


def test_one_verb_for_a_person_and_for_people(developed: Person) -> None:
    """Chosen mornings, events, weekday and the plan's own length mean the same for one and for many."""
    people = People.of([developed, developed.with_state(tone_agonist=0.03)])
    fall = Event(2, "12:00", (("pain", "set", 6.0),), "a fall")
    given = {"events": (fall,), "first_weekday": "Thu", "seed": 4, "tol": 1e-3}
    both = simulate(people, [PLAN, None], DESK, days=[6, 5], store=(0, 3, 5), progress=False, **given)
    one = simulate(developed, PLAN, DESK, days=6, store=(3, 5), **given)
    np.testing.assert_array_equal(both.states[0], one.states)
    np.testing.assert_array_equal(one.days, both.days)
    assert both["pain"].loc[3].iloc[0] == one.at("pain", 3)
    whole = simulate(people, PLAN, DESK, progress=False, seed=4)
    assert len(whole.days) == PLAN.days + 1
    lived = simulate(people, None, DESK, days=3, progress=False).final
    np.testing.assert_array_equal(develop(people, DESK, 3).state, lived.state)


def test_what_is_for_many_is_refused_for_one(developed: Person, five: People) -> None:
    with pytest.raises(MusclebalanceError, match="checkpoint: for many people"):
        simulate(developed, None, DESK, days=1, checkpoint="folder")  # type: ignore[call-overload]
    with pytest.raises(UnknownNameError, match="store of many people 'segments'"):
        simulate(five, None, DESK, days=1, store="segments")
