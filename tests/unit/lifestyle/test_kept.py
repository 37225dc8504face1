"""Lives with postures, loads and cycles survive files; events of absent mechanisms do nothing."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.lifestyle import Event, Lifestyle
from musclebalance.model import hypotheses
from musclebalance.pairs import carried_moment, loaded, pair
from musclebalance.result import load, save
from musclebalance.simulation import Scenario, healthy, simulate

NAME = "elbow-flexors-triceps"


@pytest.fixture(scope="module")
def waiter() -> Lifestyle:
    held = loaded(pair(NAME), carried_moment(4, -0.3), angle=90)
    life = Lifestyle.healthy().with_("tray", hours=2, at="12:00", exposures=(held,), cycle=4)
    return life.with_("lift", hours=1, at="15:00", stress=0.3)


def test_a_scenario_keeps_the_life(waiter: Lifestyle):
    scenario = Scenario(NAME, waiter, weeks=1)
    assert Scenario.parse(scenario.to_toml()).lifestyle == waiter


@pytest.mark.parametrize("kind", ["lifting", "driving", "screens", "resting"])
def test_a_scenario_names_a_ready_life(kind: str):
    text = Scenario(NAME, Lifestyle.healthy(), weeks=1).to_toml()
    head, _, _ = text.partition("[lifestyle]")
    rest = text[text.index("\n[", len(head) + 1) :] if "\n[" in text[len(head) + 1 :] else ""
    made = Scenario.parse(f'{head}[lifestyle]\nkind = "{kind}"\n{rest}').lifestyle
    assert made == getattr(Lifestyle, kind)()


def test_a_detail_that_does_not_exist_is_refused_with_its_place(waiter: Lifestyle):
    text = Scenario(NAME, waiter, weeks=1).to_toml()
    assert "cycle" in text
    with pytest.raises(MusclebalanceError, match="Did you mean 'cycle'"):
        Scenario.parse(text.replace("cycle", "cylce"))


def test_a_saved_result_keeps_the_healthy_life(waiter: Lifestyle, tmp_path):
    person = healthy(pair(NAME), waiter)
    result = simulate(person, None, waiter, days=1)
    path = str(tmp_path / "waiter.npz")
    save(result, path)
    assert load(path).person.healthy_life == waiter


def test_the_own_posture_of_a_bout_is_lived(waiter: Lifestyle):
    result = simulate(healthy(pair(NAME)), None, waiter, days=1, store="segments")
    (at,) = [i for i, segment in enumerate(result.timeline) if segment.label == "tray"]
    assert result.timeline.segment(at).load == pytest.approx(carried_moment(4, -0.3))
    assert result.values("angle")[at + 1] == pytest.approx(90, abs=2)
    assert result.values("fatigue_agonist")[at + 1] > 0.05


def test_an_event_of_a_switched_off_mechanism_does_nothing():
    strike = Event.trauma(1, "12:00", "agonist", 1.0)
    person = healthy(pair(NAME), model=hypotheses.combined - ("trauma", "pain"))
    struck, spared = (
        simulate(person, None, Lifestyle.healthy(), days=2, events=events) for events in ((strike,), ())
    )
    np.testing.assert_allclose(struck.states[-1], spared.states[-1], atol=1e-12)


def test_an_event_on_a_state_that_no_mechanism_has_is_an_error():
    strike = Event(1, "12:00", (("guarding_agonst", "add", 0.01),))
    person = healthy(pair(NAME), model=hypotheses.combined - "trauma")
    with pytest.raises(UnknownNameError, match="guarding_agonst"):
        simulate(person, None, Lifestyle.healthy(), days=1, events=(strike,))
