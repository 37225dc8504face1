"""Random lives, plans, events and parameters: states in bounds, no dose lost, the same however it is cut."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.engine.integrate import SLACK, outside
from validation.strangers import __main__ as command
from validation.strangers import checks, counting
from validation.strangers.counting import Count, Hang, count, count_block
from validation.strangers.courses import Course, together
from validation.strangers.drawing import DEFAULT, SIZE, Case, case, halved

SEED = int(os.environ.get("MUSCLEBALANCE_SEED", "7"))


@pytest.fixture(scope="module")
def few() -> list[Case]:
    return [case(SEED, number) for number in range(50)]


def test_some_cases(few):
    found = count_block(SEED, 0, size=50)
    assert not found.wrong
    assert found.counts["cases"] == 50
    assert sum(found.counts[f"{one}: simulated"] for one in {one.kind for one in few}) > 20


@pytest.mark.slow
def test_many_cases(tmp_path):
    cases = os.environ.get("MUSCLEBALANCE_CASES", "2000")
    given = ["--cases", cases, "--seed", str(SEED + 1), "--record", str(tmp_path / "count.json")]
    assert command.main(given) == 0


@pytest.mark.parametrize("name", checks.BESIDE_CHECKS)
def test_the_costly_checks_find_nothing_either(few, name):
    made = [checks._made(one) for one in few if one.kind.startswith(DEFAULT)]
    for course in [one for one in together(made_only(made)) if one.case.days < 3][:3]:
        assert checks.BESIDE_CHECKS[name](course) == []


def made_only(made: Sequence[object]) -> list[Course]:
    return [one for one in made if isinstance(one, Course)]


def test_a_case_is_the_same_each_time(few):
    assert repr(case(SEED, 3)) == repr(few[3])
    assert len({repr(one) for one in few}) == len(few)
    assert {(one.pair.name, one.model, one.tol) for one in few} == {
        (few[0].pair.name, few[0].model, few[0].tol)
    }
    assert len({(one.pair.name, one.model) for one in (case(SEED, SIZE * block) for block in range(9))}) > 3


def test_what_becomes_of_a_case_does_not_depend_on_the_others(few):
    some = few[::7]
    for one, among in zip(some, checks.check(some), strict=True):
        (alone,) = checks.check([one])
        assert (alone.end, alone.wrong) == (among.end, among.wrong)


def made_up(made: list[int], wrong: Sequence[str] = ()) -> object:
    def block(seed: int, number: int) -> Count:
        made.append(number)
        told = {number * SIZE: list(wrong)} if wrong else {}
        return Count(number, Counter(cases=SIZE), told)

    return block


def test_the_count_is_kept_and_goes_on(tmp_path, capsys, monkeypatch):
    made = list[int]()
    monkeypatch.setattr(command, "count_block", made_up(made))
    record = ["--seed", "5", "--workers", "1", "--record", str(tmp_path / "count.json")]
    assert command.main(["--cases", str(2 * SIZE), *record]) == 0
    assert command.main(["--cases", str(3 * SIZE + 1), *record]) == 0
    assert made == [0, 1, 2, 3]
    assert json.loads((tmp_path / "count.json").read_text())["counts"]["cases"] == 4 * SIZE
    with pytest.raises(SystemExit):
        command.main(["--cases", "9", "--seed", "6", *record[2:]])


def test_ctrl_c_loses_the_running_block_alone(tmp_path, capsys, monkeypatch):
    made = list[int]()
    record = ["--cases", str(4 * SIZE), "--workers", "1", "--record", str(tmp_path / "count.json")]

    def stopped(seed: int, number: int) -> Count:
        if number == 2:
            raise KeyboardInterrupt
        return made_up(made)(seed, number)  # type: ignore[operator, no-any-return]

    monkeypatch.setattr(command, "count_block", stopped)
    assert command.main(record) == 130
    assert json.loads((tmp_path / "count.json").read_text())["blocks"] == [0, 1]
    monkeypatch.setattr(command, "count_block", made_up(made))
    assert command.main(record) == 0
    assert made == [0, 1, 2, 3]


def test_processes_count_whole_blocks():
    (found,) = command.counted(SEED, [1], 2)
    assert found.block == 1
    assert found.counts["cases"] == SIZE
    assert not found.wrong


def test_a_lost_process_is_told(tmp_path, capsys, monkeypatch):
    def lost(*_: object) -> list[Count]:
        raise multiprocessing.TimeoutError

    monkeypatch.setattr(command, "counted", lost)
    assert command.main(["--cases", "1", "--record", str(tmp_path / "count.json")]) == 1
    assert "blocks without an answer: [0]" in capsys.readouterr().out


def test_what_does_not_hold_is_told(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(command, "count_block", made_up([], wrong=("pain is 11",)))
    record = ["--cases", "1", "--workers", "1", "--record", str(tmp_path / "count.json")]
    assert command.main(record) == 1
    assert "case 0: pain is 11" in capsys.readouterr().out


@pytest.mark.parametrize("problem", [KeyError("x"), Hang()])
def test_one_case_that_upsets_its_block_is_found(monkeypatch, problem):
    def upset(cases: Sequence[Case]) -> list[checks.Found]:
        if any(one.number == 4 for one in cases):
            raise problem
        return [checks.Found(one, "simulated") for one in cases]

    monkeypatch.setattr(counting, "check", upset)
    found = count_block(SEED, 0, size=9)
    assert found.wrong == {
        4: ["KeyError: 'x'" if isinstance(problem, KeyError) else "runs for more than 60 s"]
    }
    assert found.counts["cases"] == 8
    monkeypatch.setattr(
        counting, "check", lambda cases: upset(cases) if len(cases) > 1 else [found_in(cases)]
    )
    assert "but not alone" in count_block(SEED, 0, size=9).wrong[0][0]


def found_in(cases: Sequence[Case]) -> checks.Found:
    return checks.Found(cases[0], "simulated")


def test_what_a_check_tells_is_counted_with_its_case(few, monkeypatch):
    monkeypatch.setattr(counting, "check", lambda cases: [checks.Found(cases[0], "stopped", wrong=("bad",))])
    counts, wrong = Counter[str](), dict[int, list[str]]()
    assert count(few[:1], counts, wrong) == ""
    assert wrong == {0: ["bad"]}


def test_the_checks_see_what_is_wrong(developed, programme, desk):
    result = mb.simulate(developed, programme, desk, days=3, tol=1e-2)
    program, states = result.body.program, result.states.copy()
    assert not [*checks._states(program, states, 1e-2), *checks._readings(result)]
    assert not [*checks._dose(result.timeline)]
    states[-1, 0] = 1e6
    assert "outside" in next(checks._states(program, states, 1e-2))
    states[-1, 0] = np.nan
    assert "not finite" in next(checks._states(program, states, 1e-2))
    audit = result.timeline.audit
    less = replace(audit.rows[0], delivered=replace(audit.rows[0].delivered, sessions=0))
    lost = replace(result.timeline, audit=replace(audit, rows=(less,)))
    assert "dose, week 1: sessions" in next(checks._dose(lost))
    assert "outside" in next(checks._ends({"pain": np.array([11.0])}))
    assert "not finite" in next(checks._ends({"pain": np.array([np.nan])}))


def test_a_course_that_differs_is_seen(few):
    made = made_only([checks._made(one) for one in few])
    done = [one for one in together(made) if one.states is not None]
    changed = replace(done[0], states=np.nextafter(np.asarray(done[0].states), 9.0))
    assert checks._alone(changed) == ["differs alone and among others"]
    assert checks._permuted([changed, *done[1:]])[changed.case.number] == ["differs in another order"]
    assert not any(checks._permuted(done).values())


def test_a_plan_with_halved_steps_is_the_same_plan(few):
    plan = next(one.plan for one in few if one.plan is not None and one.kind.startswith(DEFAULT))
    assert [phase.session for phase in halved(plan).phases] == [phase.session for phase in plan.phases]


@pytest.mark.parametrize("tol", [1e-6, 1e-4, 1e-2])
def test_a_state_may_err_by_the_tolerance_and_no_more(developed, tol):
    program, room = developed.body.program, max(SLACK, tol)
    bounded = np.isfinite(program.high - program.low)
    span = (program.high - program.low)[bounded]
    for end, way in ((program.low, -1.0), (program.high, 1.0)):
        state = np.array(program.rest, dtype=float)
        state[bounded] = end[bounded] + way * 0.9 * room * span
        assert not outside(program, state, tol).any()
        state[bounded] = end[bounded] + way * 1.1 * room * span
        assert outside(program, state, tol)[bounded].all()
