"""Random lives, plans, events and parameters: states in bounds, no dose lost, the same however it is cut."""

from __future__ import annotations

import json
import os
from collections import Counter

import numpy as np
import pytest

import musclebalance as mb
from validation.strangers import checks
from validation.strangers.__main__ import main, one
from validation.strangers.drawing import DEFAULT, case, halved

SEED = int(os.environ.get("MUSCLEBALANCE_SEED", "7"))


def test_some_cases(capsys):
    counts: Counter[str] = Counter()
    wrong = {number: told for number in range(50) if (told := one(SEED, number, counts))}
    assert not wrong
    assert counts["cases"] == 50


@pytest.mark.slow
def test_many_cases(tmp_path):
    cases = os.environ.get("MUSCLEBALANCE_CASES", "2000")
    assert main(["--cases", cases, "--seed", str(SEED + 1), "--record", str(tmp_path / "count.json")]) == 0


def test_a_case_is_the_same_each_time():
    again = case(SEED, 3)
    assert repr(case(SEED, 3)) == repr(again)
    assert len({repr(case(SEED, number)) for number in range(20)}) == 20


def test_the_count_is_kept_and_goes_on(tmp_path, capsys, monkeypatch):
    made = []
    monkeypatch.setattr("validation.strangers.__main__.check", lambda c: made.append(c.number) or found(c))
    record = ["--seed", "5", "--record", str(tmp_path / "count.json")]
    assert main(["--cases", "3", *record]) == 0
    assert main(["--cases", "5", *record]) == 0
    assert made == [0, 1, 2, 3, 4]
    assert json.loads((tmp_path / "count.json").read_text())["counts"]["cases"] == 5
    with pytest.raises(SystemExit):
        main(["--cases", "9", "--seed", "6", *record[2:]])


def found(one: object, **wrong: object) -> checks.Found:
    return checks.Found(one, "simulated", **wrong)  # type: ignore[arg-type]


def test_what_does_not_hold_is_told(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("validation.strangers.__main__.check", lambda c: found(c, wrong=("pain is 11",)))
    assert main(["--cases", "1", "--record", str(tmp_path / "count.json")]) == 1
    assert "case 0: pain is 11" in capsys.readouterr().out

    def fails(_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("validation.strangers.__main__.check", fails)
    assert one(5, 0, counts := Counter()) == ["KeyError: 'x'"]
    assert counts["FOREIGN"] == 1


def test_the_checks_see_what_is_wrong(developed, programme, desk):
    result = mb.simulate(developed, programme, desk, days=3, tol=1e-2)
    assert not [*checks._states(result), *checks._dose(result), *checks._readings(result)]
    states = result.states.copy()
    states[-1, 0] = 1e6
    broken = mb.Result(developed, result.timeline, result.times, states, result.rows, {"tol": 1e-2})
    assert "outside" in next(checks._states(broken))
    states[-1, 0] = np.nan
    assert "not finite" in next(checks._states(broken))


def test_a_plan_with_halved_steps_is_the_same_plan():
    number = next(
        n for n in range(99) if (c := case(SEED, n)).plan is not None and c.kind.startswith(DEFAULT)
    )
    plan = case(SEED, number).plan
    assert [phase.session for phase in halved(plan).phases] == [phase.session for phase in plan.phases]


def test_a_state_that_errs_by_less_than_the_tolerance_stops_nothing():
    for number in (878, 1114):
        assert not checks.check(case(902, number)).wrong
