"""Which numbers matter: the table that is kept, what it is made of, and what stands behind those that do."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.parameters import MATTERS, UNSOURCED, Parameter, ParameterSet
from musclebalance.model import hypotheses
from musclebalance.simulation.healthy import complete_parameters
from validation.pages import sensitivity

#: Most parameters of a person, and the largest share of those that matter without a source.
MOST, SHARE = 120, 0.2


def rows(pair: str) -> dict[str, dict[str, str]]:
    """The kept table of one pair, by parameter."""
    text = sensitivity.KEPT.read_text("utf-8").splitlines()
    return {row["parameter"]: row for row in csv.DictReader(text) if row["pair"] == pair}


@pytest.fixture(params=sensitivity.PAIRS)
def pair(request) -> str:
    return request.param


def known(pair: str) -> ParameterSet:
    return complete_parameters(mb.pair(pair), hypotheses.combined)


def test_the_kept_table_has_every_parameter_once(pair):
    assert list(rows(pair)) == list(known(pair))


def test_of_those_that_matter_a_fifth_at_most_has_no_source(pair):
    matter = [known(pair)[name] for name, row in rows(pair).items() if float(row["change"]) > MATTERS]
    assert len(matter) > 20
    bare = [one.name for one in matter if one.basis in UNSOURCED]
    assert len(bare) <= SHARE * len(matter), (len(matter), bare)


def test_a_person_has_few_parameters(pair):
    assert len(mb.healthy(mb.pair(pair)).parameters) <= MOST


def test_a_result_counts_what_matters_and_what_the_user_changed(pair):
    usual = known(pair)
    changed = usual.with_(guarding_time=20.0)
    assert "guarding_time" not in usual.decisive
    assert "guarding_time" in changed.decisive
    before, after = usual.counted(), changed.counted()
    assert after["assumed_decisive_parameters"] == before["assumed_decisive_parameters"] + 1
    assert after["parameters"] == before["parameters"] == len(usual)


def test_each_parameter_is_changed_both_ways_within_its_bounds():
    free = Parameter("free", 10.0, "-", 0.0, 100.0, "of free size")
    bound = Parameter("bound", 1.0, "-", 0.9, 1.1, "between close bounds")
    zero = Parameter("zero", 0.0, "-", 0.0, 5.0, "off by default")
    place = Parameter("neutral_angle", 0.0, "deg", -180.0, 180.0, "where it rests")
    made = sensitivity.varied(ParameterSet([free, bound, zero, place]))
    assert made == [
        ("free", 8.0), ("free", 12.0), ("bound", 0.9), ("bound", 1.1), ("zero", 1.0),
        ("neutral_angle", -5.0), ("neutral_angle", 5.0),
    ]  # fmt: skip


def test_a_parameter_is_told_by_its_largest_effect():
    effects = np.zeros((3, len(sensitivity.READOUTS)))
    effects[0, 1], effects[1, 2], effects[2, 0] = 0.1, -0.3, 0.04
    one, other = (Parameter(name, 1.0, "-", 0.0, 2.0, "a number") for name in ("one", "other"))
    changes = [("one", 0.8), ("one", 1.2), ("other", 0.8)]
    table = sensitivity.Table(ParameterSet([one, other]), changes, np.ones(1), effects)
    assert table.of("one") == (0.3, sensitivity.READOUTS[2].name)
    assert table.decisive == [one]


@pytest.mark.slow
def test_the_kept_table_is_that_of_the_model(pair, monkeypatch):
    names = ("agonist.tone_weight", "softening_max", "tolerance_slow_max", "guarding_time")
    whole = sensitivity.varied
    monkeypatch.setattr(sensitivity, "varied", lambda p: [one for one in whole(p) if one[0] in names])
    made = sensitivity.tabled.__wrapped__(pair)
    for name in names:
        assert made.of(name)[0] == pytest.approx(float(rows(pair)[name]["change"]), abs=0.01)
