"""Adaptive plans and maintenance: deterministic, each person the same alone, decisions as the rules say."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from musclebalance.core.errors import UnknownNameError
from musclebalance.lifestyle import Lifestyle
from musclebalance.result import Person
from musclebalance.simulation import (
    People,
    healthy,
    maintenance,
    simulate,
    simulate_adaptive,
)
from musclebalance.treatment import PIR
from musclebalance.treatment.adaptive import AdaptivePlan, Level, Rule

LEVELS = (Level(PIR(repetitions=2), 2, adherence=0.7), Level(PIR(repetitions=5), 3, adherence=0.7))
RULES = (
    Rule("discharge", "imbalance < 0.3", visits=2),
    Rule("flare-up", "change of pain > 1", pause=2),
    Rule("progress", "gain of rom_agonist < 6"),
)
PLAN = AdaptivePlan(LEVELS, RULES, weeks=6, every=2, errors={"rom_agonist": 2.0, "pain": 0.5})


def test_one_person_takes_the_course_the_rules_prescribe(developed: Person) -> None:
    result, course = simulate_adaptive(developed, PLAN, Lifestyle.reduced(), seed=4)
    assert len(course.history) == 3
    assert len(result.days) == 43
    for visit in course.history:
        assert abs(visit.measured["pain"] - result.at("pain", visit.day)) < 2.0
    assert course.history[0].action == "hold"
    gain = course.history[1].measured["rom_agonist"] - course.history[0].measured["rom_agonist"]
    assert (course.history[1].action == "progress") == (gain < 6)
    assert result.timeline.audit.delivered == result.timeline.audit.adhered


def test_measurement_error_is_drawn_from_the_seed(developed: Person) -> None:
    measured = [
        simulate_adaptive(developed, PLAN, Lifestyle.reduced(), seed=s)[1].history[0].measured["pain"]
        for s in (4, 4, 5)
    ]
    assert measured[0] == measured[1] != measured[2]


def test_a_person_is_the_same_alone_and_among_others(developed: Person) -> None:
    weak = developed.with_state(memory_agonist=0.2)
    both = simulate_adaptive(People.of([developed, weak]), PLAN, Lifestyle.reduced(), seed=4)
    alone, course = simulate_adaptive(developed, PLAN, Lifestyle.reduced(), seed=4)
    assert both.courses[0].history == course.history
    np.testing.assert_array_equal(both.states[0, -1], alone.states[-1])
    assert both.values("imbalance").shape == (2, 4)
    assert both.share("hold")[0] == 1.0


def test_visits_are_the_same_on_any_executor_and_in_any_block(developed: Person) -> None:
    weak = developed.with_state(memory_agonist=0.2)
    people = People.of([developed, weak] * 12)
    here = simulate_adaptive(people, PLAN, Lifestyle.reduced(), seed=4, progress=False)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = simulate_adaptive(people, PLAN, Lifestyle.reduced(), seed=4, executor=pool, progress=False)
    np.testing.assert_array_equal(here.states, there.states)
    some = simulate_adaptive(people[7:9], PLAN, Lifestyle.reduced(), seed=4, progress=False)
    np.testing.assert_array_equal(here.states[7:9], some.states)
    for other in (there.courses[7:9], some.courses):
        assert [c.history for c in here.courses[7:9]] == [c.history for c in other]
    assert here.days.tolist() == [0, 14, 28, 42]
    assert here.sessions.min() > 0


def test_a_rule_on_an_unknown_readout_is_refused(developed: Person) -> None:
    plan = AdaptivePlan(LEVELS, (Rule("progress", "rom_agonst > 3"),), weeks=2)
    with pytest.raises(UnknownNameError, match="Did you mean 'rom_agonist'"):
        simulate_adaptive(developed, plan, Lifestyle.reduced())


def test_maintenance_needs_no_dose_when_the_cause_is_gone(developed: Person) -> None:
    found = maintenance(
        developed, PIR(), Lifestyle.healthy(), readout="pain", keep=4.4, tolerance=1.0, weeks=4
    )
    assert found.per_week == 0.0


def test_maintenance_finds_a_dose_that_keeps_and_a_rarer_one_that_does_not(developed: Person) -> None:
    found = maintenance(developed, PIR(), Lifestyle.reduced(), keep=16.0, weeks=8)
    tried = {trial.per_week: trial.later for trial in found.tried}
    assert found.per_week is not None
    assert found.per_week > 0
    assert tried[found.per_week] >= 16.0
    assert max(v for dose, v in tried.items() if dose < found.per_week) < 16.0


@pytest.mark.slow
def test_twelve_weeks_at_home_for_a_thousand_people(developed: Person) -> None:
    rng = np.random.default_rng(1)
    own = {"memory_rate": rng.uniform(0.03, 0.07, 1000), "tolerance_slow_max": rng.uniform(0.4, 1.0, 1000)}
    people = healthy(developed.pair, Lifestyle.healthy(), own=own)
    start = simulate(people, None, Lifestyle.office(8, 0.6), days=60, progress=False, store=()).final
    plan = AdaptivePlan(LEVELS, RULES, weeks=12, every=2, errors={"rom_agonist": 2.0})
    found = simulate_adaptive(start, plan, Lifestyle.reduced(), seed=2)
    imbalance = found.values("imbalance")
    assert imbalance.shape == (1000, 7)
    assert imbalance[:, -1].mean() < imbalance[:, 0].mean()
    assert 0 < found.share("discharge").max() < 1 or found.share("progress").max() > 0.5
