"""Many people through plans and lives: as each alone, whatever the blocks; kept and resumed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.simulation import People, healthy_people, many, simulate_people

PAIR = mb.pair("hip-flexors-gluteus-maximus")
DESK = mb.Lifestyle.office(hours=8, stress=0.6)
PLAN = mb.Plan(mb.PIR(), per_week=5, weeks=1, adherence=0.6)


@pytest.fixture(scope="module")
def five() -> People:
    return healthy_people(PAIR, {"length_time": np.array([5.0, 4.0, 7.0, 6.0, 4.5])})


def test_each_course_is_that_of_the_person_alone(five: People) -> None:
    found = simulate_people(five, PLAN, DESK, days=7, at=(0, 3, 7), seed=4, progress=False)
    timeline = mb.compile(PLAN, DESK, PAIR, days=7, seed=4, person=2)
    from musclebalance.simulation.integration import run

    alone = run(five.person(2).body, five.person(2).state, timeline, store=timeline.day_ends)
    np.testing.assert_allclose(found.states[2, 1:], alone.states[[2, 6]], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found.states[:, 0], five.state)
    assert found.delivered[2] == timeline.audit.delivered.sessions
    assert found.values("rom_agonist").shape == (5, 3)


def test_blocks_executors_and_selections_do_not_change_a_bit(five: People) -> None:
    whole = simulate_people(five, PLAN, DESK, days=5, seed=4, daily={"stress": 0.4}, progress=False)
    with ThreadPoolExecutor(2) as pool:
        parts = simulate_people(
            five, PLAN, DESK, days=5, seed=4, daily={"stress": 0.4}, progress=False, block=2, executor=pool
        )
    some = simulate_people(
        five[np.array([3, 1])], PLAN, DESK, days=5, seed=4, daily={"stress": 0.4}, progress=False
    )
    np.testing.assert_array_equal(whole.final.state, parts.final.state)
    np.testing.assert_array_equal(whole.final.state[[3, 1]], some.final.state)
    assert len(set(whole.delivered.tolist())) > 1


def test_days_vary_around_the_same_mean(five: People) -> None:
    factors = many._factors(
        many._Block(five, (None,), (DESK,), np.array([1]), np.array([0]), 3, {"stress": 0.3}, 1e-4),
        2,
        40_000,
    )["stress"]
    assert factors.mean() == pytest.approx(1.0, abs=0.01)
    assert factors.std() == pytest.approx(0.29, abs=0.03)
    calm = simulate_people(five, None, DESK, days=3, progress=False).final
    moved = simulate_people(five, None, DESK, days=3, daily={"stress": 0.4}, progress=False).final
    tone = five.body.index("tone_agonist")
    assert np.ptp(calm.state[:, tone]) < np.ptp(moved.state[:, tone])


def test_a_kept_run_resumes_and_only_runs_what_is_missing(
    five: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = simulate_people(five, PLAN, DESK, days=3, checkpoint=tmp_path, block=2, progress=False)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 3
    files[1].unlink()
    ran: list[int] = []
    run = many._run
    monkeypatch.setattr(many, "_run", lambda block: ran.append(len(block)) or run(block))
    again = simulate_people(five, PLAN, DESK, days=3, checkpoint=tmp_path, block=2, progress=False)
    assert len(ran) == 1
    np.testing.assert_array_equal(first.final.state, again.final.state)
    simulate_people(five, PLAN, DESK, days=3, seed=9, checkpoint=tmp_path, block=2, progress=False)
    assert len(ran) == 4
    files[0].write_text("nonsense")
    again = simulate_people(five, PLAN, DESK, days=3, checkpoint=tmp_path, block=2, progress=False)
    assert len(ran) == 5
    np.testing.assert_array_equal(first.final.state, again.final.state)
    assert f"{files[0]} is damaged (ValueError); its block is run again" in capsys.readouterr().err
    with pytest.raises(FileError, match="cannot keep results there"):
        simulate_people(five, PLAN, DESK, days=3, checkpoint=files[0], block=2, progress=False)


def test_a_lost_worker_costs_its_block_only(five: People, capsys: pytest.CaptureFixture[str]) -> None:
    class Lossy:
        def submit(self, function, *args):  # type: ignore[no-untyped-def]
            from concurrent.futures import Future

            future: Future[object] = Future()
            future.set_exception(ConnectionError("gone"))
            return future

    lost = simulate_people(five, None, DESK, days=2, progress=False, executor=Lossy())
    here = simulate_people(five, None, DESK, days=2, progress=False)
    np.testing.assert_array_equal(lost.final.state, here.final.state)
    assert "a worker was lost (ConnectionError)" in capsys.readouterr().err


def test_wrong_input_is_refused(five: People) -> None:
    with pytest.raises(OutOfRangeError, match="morning to keep 9 d"):
        simulate_people(five, None, DESK, days=7, at=(9,))
    with pytest.raises(MusclebalanceError, match="2 plans for 5 people"):
        simulate_people(five, [PLAN, None], DESK, days=7)
    with pytest.raises(UnknownNameError, match="stress"):
        simulate_people(five, None, DESK, days=7, daily={"stres": 0.2})
