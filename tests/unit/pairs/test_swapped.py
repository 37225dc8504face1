"""A pair with agonist and antagonist exchanged is the same joint: what is simulated is the mirror image."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.pairs import pair, pair_names
from musclebalance.result.person import MAIN

EVERY = [(name, source) for name in pair_names() for source in (None, *pair(name).alternatives)]
OTHER = {"agonist": "antagonist", "antagonist": "agonist"}


def mirrored(name: str) -> str:
    head, _, muscle = name.rpartition("_")
    return f"{head}_{OTHER[muscle]}" if muscle in OTHER else name


@pytest.mark.parametrize(("name", "source"), EVERY)
def test_swapping_twice_gives_the_same_pair(name: str, source: str | None):
    entry = pair(name, source)
    other = entry.swapped()
    assert other != entry
    assert other.swapped() == entry
    assert not list(other.faults())


def test_everything_of_the_muscles_changes_places():
    knee = pair("hamstrings-quadriceps").with_({"agonist.fatigue_rate": 0.02, "agonist.tone_weight": 0.3})
    other = knee.swapped()
    assert (other.agonist, other.antagonist) == (knee.antagonist, knee.agonist)
    assert other.geometry == {part: knee.geometry[OTHER[part]] for part in OTHER}
    assert other.parameters["antagonist.tone_weight"].pedigree == "changed from 0.25 -"
    assert other.parameters.value("fatigue_rate", "antagonist") == 0.02
    assert other.parameters.value("range_high") == knee.parameters.value("range_high")
    ((sit,), (mirror,)) = knee.activity("sit"), other.activity("sit")
    assert (mirror.offset_agonist, mirror.offset_antagonist) == (sit.offset_antagonist, sit.offset_agonist)
    assert mirror.angle == sit.angle
    calf = pair("triceps-surae-tibialis-anterior")
    assert calf.swapped().nerves == {part: calf.nerves[OTHER[part]] for part in OTHER}
    assert (other.name, other.title) == ("hamstrings-quadriceps-swapped", f"{knee.title} (swapped)")


@pytest.mark.parametrize("name", ["hip-flexors-gluteus-maximus", "hamstrings-quadriceps"])
def test_what_is_simulated_is_mirrored(name: str):
    desk = mb.Lifestyle.office(hours=8, stress=0.6)
    courses = {}
    for entry, muscle in ((pair(name), "agonist"), (pair(name).swapped(), "antagonist")):
        person = mb.develop(entry, desk, days=10)
        plan = mb.Plan(mb.PIR(effort=0.2, muscle=muscle), per_week=3, weeks=1)
        courses[muscle] = mb.simulate(person, plan, desk, weeks=1)
    for variable in MAIN:
        if variable.startswith("imbalance") and variable != "imbalance":
            continue  # components have a sign: towards the agonist
        there, here = courses["antagonist"].values(mirrored(variable)), courses["agonist"].values(variable)
        if variable == "strength_ratio":
            there = 1.0 / there
        assert np.allclose(here, there, rtol=1e-9, atol=1e-9), variable
    for component in ("length", "rest", "tone"):
        there, here = (courses[m].values(f"imbalance_{component}") for m in ("antagonist", "agonist"))
        assert np.allclose(here, -there, rtol=1e-9, atol=1e-9), component
