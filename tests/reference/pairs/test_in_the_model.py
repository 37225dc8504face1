"""Every pair, in every model it is offered in, is healthy in the assembled model."""

from __future__ import annotations

import pytest

import musclebalance as mb
from musclebalance.model import readouts

EVERY = [(entry.name, source) for entry in mb.catalogue() for source in (None, *entry.alternatives)]


@pytest.mark.parametrize(("name", "source"), EVERY, ids=[f"{n}-{s or 'preferred'}" for n, s in EVERY])
def test_a_healthy_life_leaves_the_pair_healthy(name, source):
    entry = mb.pair(name, source)
    person = mb.develop(entry, mb.Lifestyle.healthy(), days=7)
    neutral = entry.parameters.value("neutral_angle")
    rest = float(readouts.resting_angle(person.body, person.state))
    assert rest == pytest.approx(neutral, abs=1.2)
    for part in ("agonist", "antagonist"):
        assert person.state[person.body.index(f"resting_length_{part}")] == pytest.approx(1.0, abs=2e-3)
    assert person.imbalance < 0.1
