"""Every verb that takes `executor=` runs on a card with the numbers of the processor; here it is emulated."""

import sys

import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.engine import Status
from musclebalance.simulation import simulate_adaptive
from musclebalance.treatment import AdaptivePlan, Level, Rule

DESK = mb.Lifestyle.office(hours=8, stress=0.6)
PLAN = mb.Plan(mb.PIR(), per_week=3, weeks=1, adherence=0.7)


@pytest.fixture(scope="module")
def cohort(hip):
    return mb.Cohort.sample(hip, n=7, seed=2, covariates={"chronicity": 60})


def both(work, card):
    """What a verb finds on the processor and on the card, and that the card did the work."""
    here = work(None)
    assert not card.launches
    there = work("gpu")
    assert sum(card.launches) > 0
    return here, there


def test_developing_a_cohort_and_simulating_it(cohort, card, tmp_path):
    people, there = both(lambda executor: cohort.develop(days=2, executor=executor, progress=False), card)
    assert there.state.tobytes() == people.state.tobytes()
    assert there.healthy_state.tobytes() == people.healthy_state.tobytes()
    options = {"weeks": 1, "seed": 3, "daily": {"stress": 0.3}, "progress": False, "store": [0, 2, 7]}
    expected = mb.simulate(people, PLAN, DESK, **options)
    card.people, card.launches = 2, []  # two blocks: of four people and of three
    found = mb.simulate(people, PLAN, DESK, executor="gpu", checkpoint=tmp_path / "kept", **options)
    assert sorted(card.launches) == [3, 4]  # two blocks at once: either may come first
    for name in ("states", "delivered", "kept"):
        assert getattr(found, name).tobytes() == getattr(expected, name).tobytes()
    again = mb.simulate(people, PLAN, DESK, checkpoint=tmp_path / "kept", block=4, **options)
    assert again.states.tobytes() == expected.states.tobytes()
    assert len([*(tmp_path / "kept").iterdir()]) == 2  # what the card found was taken, not found again


def test_one_person_who_cannot_be_integrated_costs_nobody_else(cohort, card, monkeypatch):
    people = cohort.develop(days=2, progress=False)
    module = sys.modules["musclebalance.engine.integrate"]
    checked = module._stopped_outside

    def failing(job, result):
        found = checked(job, result)
        found["status"][(job.params == people.body.vector[3]).all(axis=1)] = Status.NOT_FINITE
        return found

    monkeypatch.setattr(module, "_stopped_outside", failing)
    with pytest.raises(mb.EngineError, match="6 of 7 people reached the end") as stop:
        mb.simulate(people, None, DESK, days=1, executor="gpu", progress=False, store=())
    assert stop.value.partial.kept.tolist() == [0, 1, 2, 4, 5, 6]
    assert card.launches == [7, 3, 4, 2, 2]  # halves, until it is alone


def test_a_trial(cohort, card):
    arms = {"PIR": PLAN, "none": None}
    here, there = both(
        lambda executor: mb.trial(
            cohort, arms, DESK, weeks=1, seed=4, before=DESK, before_days=2, executor=executor, progress=False
        ),
        card,
    )
    for name, values in here.truth.items():
        assert there.truth[name].tobytes() == values.tobytes()
    assert (here.arm == there.arm).all()


def test_an_adaptive_plan(cohort, card):
    people = cohort.develop(days=2, progress=False)
    plan = AdaptivePlan((Level(mb.PIR(), 3),), (Rule("discharge", "pain < 0.5"),), weeks=1)
    here, there = both(lambda e: simulate_adaptive(people, plan, DESK, executor=e, progress=False), card)
    assert there.states.tobytes() == here.states.tobytes()


def test_sensitivity_a_fit_and_the_best_dose(hip, card):
    life = mb.Lifestyle.healthy()
    asked = {"plan": None, "lifestyle": life, "outcomes": ["rom_agonist"], "weeks": [0], "before": "healthy"}
    free = {"neutral_angle": (-1, 1), "joint_stiffness": (3.9, 4.1)}
    here, there = both(lambda e: mb.sobol(hip, free, n=8, executor=e, progress=False, **asked), card)
    assert here.to_frame().equals(there.to_frame())
    card.launches = []
    seen = pd.DataFrame({"day": [0, 7], "measurement": "pain", "value": [1.0, 2.0]})
    given = {"lifestyle": life, "free": ["pain_half"], "sampler": "none", "progress": False}
    here, there = both(lambda e: mb.fit(seen, hip, None, executor=e, **given), card)
    assert here.parameters == there.parameters
    card.launches = []
    wish = {"outcome": "rom_agonist", "target": 18.2, "weeks": 1, "budget": 6, "population": 6}
    person = mb.healthy(hip)
    here, there = both(
        lambda e: mb.best_dose(person, "StaticStretch", lifestyle=life, executor=e, **wish), card
    )
    assert here.choices == there.choices
