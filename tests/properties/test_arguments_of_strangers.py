"""Whatever is given to a public function, it is used or refused in one line: no other exception."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError

PAIR = mb.pair("hip-flexors-gluteus-maximus")
DESK = mb.Lifestyle.office()
PLAN = mb.Plan(mb.PIR(), 3, 1)
ARMS = {"a": PLAN, "b": None}
SEEN = pd.DataFrame({"day": [0, 7], "measurement": "pain", "value": [1.0, 2.0]})


class World:
    """What is computed for the tests, once and when it is asked for."""

    @cached_property
    def person(self) -> mb.Person:
        return mb.healthy(PAIR)

    @cached_property
    def result(self) -> mb.Result:
        return mb.simulate(self.person, PLAN, DESK)

    @cached_property
    def cohort(self) -> mb.Cohort:
        return mb.Cohort.sample(PAIR, n=8, seed=1)

    @cached_property
    def people(self) -> Any:
        return self.cohort.develop(days=1, progress=False)

    @cached_property
    def trial(self) -> mb.Trial:
        return mb.trial(self.people, ARMS, DESK, weeks=1, progress=False)


WORLD = World()
QUICK = {"tol": 1e-2, "progress": False}
BAD = [
    *(None, True, -1, 0, 1.5, float("nan"), float("inf"), 10**400, "", "x", "5 d", "\0", b"x", [], ["x"], {}),
    *({"x": 1}, object(), np.array([1.0]), pd.NA, lambda: 1, mb.PIR()),
]
#: A public function, and arguments that it takes.
CALLS: dict[str, Callable[[World], tuple[Callable[..., Any], dict[str, Any]]]] = {
    "simulate": lambda w: (
        mb.simulate,
        {"person": w.person, "plan": PLAN, "lifestyle": DESK, "days": 2, **QUICK},
    ),
    "develop": lambda w: (mb.develop, {"pair": PAIR, "lifestyle": DESK, "days": 1, "tol": 1e-2}),
    "healthy": lambda w: (mb.healthy, {"pair": PAIR, "life": DESK, "tol": 1e-2}),
    "compile": lambda w: (mb.compile, {"plan": PLAN, "lifestyle": DESK, "pair": PAIR, "days": 7}),
    "lab": lambda w: (mb.lab, {"person": w.person, "done": mb.PIR()}),
    "sample": lambda w: (mb.Cohort.sample, {"pair": PAIR, "n": 3}),
    "people": lambda w: (mb.Cohort.from_table, {"pair": PAIR, "table": pd.DataFrame({"age": [30, 40]})}),
    "cohort": lambda w: (w.cohort.develop, {"lifestyle": DESK, "days": 1, **QUICK}),
    "trial": lambda w: (
        mb.trial,
        {"people": w.people, "arms": {"a": PLAN, "b": None}, "lifestyle": DESK, "weeks": 1, **QUICK},
    ),
    "analyse": lambda w: (mb.analyse, {"trial": w.trial, "outcome": "pain"}),
    **{
        name: (lambda _, name=name: (getattr(mb, name), {}))
        for name in ("PIR", "MET", "StaticStretch", "CRAC", "Strengthening", "cite")
    },
    "session": lambda w: (mb.session, {"words": "contract at 20 %MVC for 7 s"}),
    "Plan": lambda w: (mb.Plan, {"session": mb.PIR(), "per_week": 3, "weeks": 2}),
    "office": lambda w: (mb.Lifestyle.office, {}),
    "lifting": lambda w: (mb.Lifestyle.lifting, {}),
    "sport": lambda w: (mb.Lifestyle.sport, {}),
    "of_angles": lambda w: (mb.Lifestyle.of_angles, {"angles": [(10, 2)]}),
    "life": lambda w: (
        mb.Lifestyle.from_table,
        {"table": pd.DataFrame({"activity": ["desk"], "hours": [24]})},
    ),
    "Bout": lambda w: (mb.Bout, {"activity": "desk", "hours": 1}),
    "trauma": lambda w: (mb.Event.trauma, {"day": 1}),
    "Exposure": lambda w: (mb.Exposure, {}),
    "Habit": lambda w: (mb.Habit, {"keep": 0.9, "resume": 0.5}),
    "Diary": lambda w: (mb.Diary, {"done": [1]}),
    "Ramp": lambda w: (mb.Ramp, {"quantity": "effort", "first": 0.1, "last": 0.2}),
    "Step": lambda w: (mb.Step, {"action": "contract", "seconds": 7, "effort": 0.2}),
    "Repeat": lambda w: (mb.Repeat, {"times": 2, "items": [mb.Step("rest", seconds=3)]}),
    "Session": lambda w: (mb.Session, {"steps": [mb.Step("rest", seconds=3)]}),
    "Parameter": lambda w: (
        mb.Parameter,
        {"name": "a", "value": 1, "unit": "s", "low": 0, "high": 2, "meaning": "m"},
    ),
    "Distribution": lambda w: (mb.Distribution, {"size": 0.1, "middle": 1.0}),
    "pair": lambda w: (mb.pair, {"name": PAIR.name}),
    "carried_moment": lambda w: (mb.carried_moment, {"mass": 1, "lever": 0.1, "angle": 10}),
    "loaded": lambda w: (mb.loaded, {"pair": PAIR, "moment": 1.0, "angle": 10}),
    "programme": lambda w: (mb.programme, {"name": "x"}),
    "technique": lambda w: (mb.technique, {"name": "PIR"}),
    "variables": lambda w: (mb.variables, {"word": "rom"}),
    "load": lambda w: (mb.load, {"path": "none.npz"}),
    "at": lambda w: (w.result.at, {"name": "imbalance", "day": 1}),
    "values": lambda w: (w.result.values, {"name": "imbalance"}),
    "to_frame": lambda w: (w.result.to_frame, {}),
    "hypothesis": lambda w: (mb.hypotheses.get, {"name": "combined"}),
    "power": lambda w: (mb.power, {"trial": w.trial, "outcome": "pain", "replicates": 10}),
    "visits": lambda w: (mb.read_visits, {"table": SEEN, "pair": PAIR}),
    "evidence of": lambda _: (mb.evidence.load, {"table": "acute"}),
    "describe": lambda _: (mb.evidence.describe, {"table": "acute"}),
    "arms": lambda _: (mb.evidence.arms, {}),
    "row": lambda _: (mb.evidence.row, {"key": "A058"}),
    "predict": lambda _: (mb.evidence.predict, {"arm": ["A059"], "given": ["A058"], "draws": 8}),
    "with_": lambda w: (PAIR.with_, {"values": {"joint_stiffness": 4.0}}),
}


@pytest.mark.parametrize("name", CALLS)
def test_every_argument_is_used_or_refused_in_one_line(name, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function, usual = CALLS[name](WORLD)
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD or parameter.name in ("where", "stream"):
            continue
        for bad in BAD:
            told = ""
            try:
                function(**{**usual, parameter.name: bad})
            except MusclebalanceError as refusal:
                told = str(refusal)
            assert len(told) < 1000
            assert "\n" not in told, (name, parameter.name, bad)


def test_what_is_refused_says_what_to_do():
    for call, told in [
        (lambda: mb.simulate(WORLD.person, mb.PIR(), DESK), "write for example mb.Plan(mb.PIR(), per_week"),
        (lambda: mb.develop(PAIR, "office"), "lifestyle 'office' is not what develop() takes: Lifestyle"),
        (lambda: mb.develop(PAIR, DESK, lifstyle=DESK), "no argument 'lifstyle'. Did you mean 'lifestyle'?"),
        (lambda: mb.develop(PAIR), "missing a required argument: 'lifestyle'"),
        (lambda: mb.Cohort.sample(PAIR, n=2.5), "n 2.5 is not what Cohort.sample() takes: a whole number"),
        (lambda: mb.PIR(effort="20"), "is no number with a unit"),
        (lambda: mb.PIR(effort="20 s"), "measures time, but a fraction is expected"),
        (lambda: mb.Cohort.sample(PAIR, covariates={"desk_hour": 2}), "Did you mean 'desk_hours'?"),
        *(
            (lambda day=day: WORLD.result.at("imbalance", day), f"day {day:g} d is outside 0 to 7 d")
            for day in (100, -1, 1e300)
        ),
        (lambda: WORLD.result.at("imbalance", float("nan")), "day nan is not what Result.at() takes"),
        (lambda: mb.Event(2.5, "12:00", (("pain", "add", 1),)), "day 2.5 is not what Event() takes: a whole"),
        (lambda: mb.Event.trauma(2.5), "day 2.5 is not what Event.trauma() takes: a whole number"),
        (lambda: WORLD.cohort.develop(days=-1), "days -1 d is outside 0 to 36525 d"),
        (lambda: WORLD.cohort.develop(days=1.5), "days 1.5 is not what Cohort.develop() takes: a whole"),
        (lambda: WORLD.cohort.develop(days=float("nan")), "days nan is not what Cohort.develop() takes"),
    ]:  # fmt: skip
        with pytest.raises(MusclebalanceError) as refused:
            call()
        assert told in str(refused.value)


def test_text_with_a_unit_is_a_number_wherever_one_is_taken():
    assert mb.PIR(effort="20 %MVC", contract="7 s") == mb.PIR(effort=0.2, contract=7)
    assert mb.Plan(mb.PIR(), 3, weeks="14 d").days == mb.Plan(mb.PIR(), 3, weeks=2).days
    assert mb.Lifestyle.office(hours="480 min") == mb.Lifestyle.office(hours=8)
    assert PAIR.with_({"joint_stiffness": "4 N m/rad"}).parameters["joint_stiffness"].value == 4.0
    assert mb.Exposure(angle="85 deg") == mb.Exposure(mode="posture", angle=85)


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True, np.array([1])])
def test_a_seed_is_a_whole_number(seed):
    for call in (
        lambda: mb.simulate(WORLD.person, PLAN, DESK, seed=seed),
        lambda: mb.Cohort.sample(PAIR, n=2, seed=seed),
        lambda: mb.trial(WORLD.people, {"a": PLAN}, DESK, weeks=1, seed=seed),
        lambda: mb.sobol(PAIR, {"joint_stiffness": (3, 5)}, plan=PLAN, lifestyle=DESK, seed=seed),
    ):
        with pytest.raises(MusclebalanceError, match=r"seed .* is not a whole number of 0 or more"):
            call()


def test_a_seed_that_is_drawn_is_named():
    plan = mb.Plan(mb.PIR(), 3, 1, where="home", adherence=0.5)
    found = mb.simulate(WORLD.person, plan, DESK, seed=None)
    again = mb.simulate(WORLD.person, plan, DESK, seed=found.provenance["seed"])
    np.testing.assert_array_equal(found.states, again.states)
