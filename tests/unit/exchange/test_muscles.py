"""What became of a muscle, as factors: read from the laws, and compared with what was put in."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.exchange.muscles import adapted, person_at

SHARE = st.floats(0.3, 3.0)


@cache
def well() -> mb.Person:
    """A healthy person, made once."""
    return mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))


@given(
    n=st.floats(0.6, 1.2), neural=st.floats(0.5, 1.5), size=st.floats(0.5, 1.5), capacity=st.floats(0.5, 1.0),
    softening=st.floats(0.0, 0.5), tendon=st.floats(0.0, 1.0), history=st.floats(-0.05, 0.05),
)  # fmt: skip
def test_what_is_put_into_the_states_comes_out(
    n: float, neural: float, size: float, capacity: float, softening: float, tendon: float, history: float
) -> None:
    """A second account of the laws of stretch, tension and activation, written from their equations."""
    person = well().with_state(
        resting_length_agonist=n, strength_neural_agonist=neural, strength_size_agonist=size,
        capacity_agonist=capacity, softening_agonist=softening, tendon_softening_agonist=tendon,
        slack_history_agonist=history,
    )  # fmt: skip
    found = mb.adaptation(person)
    before = dict(zip(person.body.program.state_names, person.healthy_state, strict=True))
    value = person.body.si
    gate = 0.5 + 0.5 * np.tanh(
        0.5 * (value("history_fade_length", "agonist") - value("neutral_fibre_length", "agonist") / n) / 0.05
    )
    slack = history * gate - value("tendon_compliance", "agonist") * tendon
    one = found["agonist"]
    assert one.length == pytest.approx(n / before["resting_length_agonist"], abs=1e-8)
    assert one.strength == pytest.approx(neural * size * capacity, rel=1e-6)
    assert one.passive == pytest.approx((1 - softening) / (1 - before["softening_agonist"]), rel=1e-6)
    assert one.slack == pytest.approx(slack, abs=1e-4)  # the switch is the sigmoid to 3e-4
    assert found["antagonist"] == mb.Adaptation()


def test_a_healthy_person_is_not_adapted() -> None:
    assert set(mb.adaptation(well()).values()) == {mb.Adaptation()}


def test_a_desk_shortens_one_muscle_and_lengthens_the_other(developed) -> None:
    found = mb.adaptation(developed)
    assert found["agonist"].length == pytest.approx(float(developed.read("resting_length_agonist")), abs=1e-5)
    assert found["agonist"].length < 0.97 < 1.0 < found["antagonist"].length


def test_the_day_of_a_result_is_the_one_asked_for(developed) -> None:
    result = developed.history
    early, late = mb.adaptation(result, 30), mb.adaptation(result)
    assert early["agonist"].length == pytest.approx(result.at("resting_length_agonist", 30), abs=1e-5)
    assert late == mb.adaptation(result.final)
    assert person_at(result, 30).state.tolist() == result.states[30].tolist()
    with pytest.raises(mb.OutOfRangeError, match=r"day 500 d is outside 0 to 180 d"):
        mb.adaptation(result, 500)
    with pytest.raises(mb.MusclebalanceError, match="a person has no days"):
        mb.adaptation(developed, 3)


def test_a_model_without_the_mechanisms_does_not_differ(hip, desk) -> None:
    model = "combined - serial_length - strength - softening - thixotropy - tendon - trauma"
    found = mb.adaptation(mb.develop(hip, desk, days=5, model=model))
    assert [one.length for one in found.values()] == [1.0, 1.0]
    assert [one.passive for one in found.values()] == [1.0, 1.0]
    assert [one.slack for one in found.values()] == [0.0, 0.0]


@given(strength=SHARE, passive=SHARE, shape=st.floats(2.0, 8.0), strain=st.floats(0.0, 1.0))
def test_the_passive_curve_is_scaled_at_every_strain(
    strength: float, passive: float, shape: float, strain: float
) -> None:
    """With both numbers of the exponential changed, force times strength is `passive` times before."""
    one = mb.Adaptation(strength=strength, passive=passive)
    factor = one.strain_factor(shape)

    def force(k: float, e0: float) -> float:
        return math.expm1(k * strain / e0) / math.expm1(k)

    assert strength * force(shape * factor, factor) == pytest.approx(passive * force(shape, 1.0), abs=1e-12)


def test_no_change_is_no_change_to_the_last_bit() -> None:
    assert all(mb.Adaptation().strain_factor(shape) == 1.0 for shape in np.linspace(2, 8, 50))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"length": 4.0}, "length of an adapted muscle 4 is outside"),
        ({"strength": 0.0}, "strength of an adapted muscle 0"),
        ({"slack": 1.0}, "slack of an adapted muscle 1 lopt"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(mb.OutOfRangeError, match=message):
        mb.Adaptation(**wrong)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({}, "names is empty"),
        ({"agonsit": "psoas"}, "Did you mean 'agonist'"),
        ({"antagonist": "psoas"}, "No role of a muscle 'antagonist'"),
        ({"agonist": []}, "give a name, or a list of names"),
        ({"agonist": ["psoas", "psoas"]}, "'psoas' is named twice"),
        ({"agonist": [3]}, "give a name, or a list of names"),
    ],
)
def test_names_that_cannot_be_are_refused(names, message: str) -> None:
    with pytest.raises(mb.MusclebalanceError, match=message):
        list(adapted({"agonist": mb.Adaptation()}, None, names))


def test_a_mapping_has_adaptations_and_no_day() -> None:
    with pytest.raises(mb.MusclebalanceError, match=r"0\.9 is no adaptation"):
        list(adapted({"agonist": 0.9}, None, {"agonist": "psoas"}))  # type: ignore[dict-item]
    with pytest.raises(mb.MusclebalanceError, match="day= goes with a result"):
        list(adapted({"agonist": mb.Adaptation()}, 3.0, {"agonist": "psoas"}))
    changed = replace(mb.Adaptation(), length=0.9)
    assert list(adapted({"agonist": changed}, None, {"agonist": ["a", "b"]})) == [
        ("agonist", "a", changed),
        ("agonist", "b", changed),
    ]
