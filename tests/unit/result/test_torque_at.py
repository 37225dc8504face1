"""A passive torque at an excursion is a variable like any other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import UnknownNameError
from musclebalance.result.variables import find, summarised, torque_at

PAIR = mb.pair("hip-flexors-gluteus-maximus")


@pytest.fixture(scope="module")
def course():
    return mb.develop(PAIR, mb.Lifestyle.office(), days=14).history


def test_it_is_the_curve_at_that_excursion(course):
    for muscle in ("agonist", "antagonist"):
        for excursion in (-10.0, 0.0, 7.5):
            series = course[f"passive_torque_{muscle} at {excursion:g} deg"]
            assert series.name == f"passive_torque_{muscle} at {excursion:g} deg [N m]"
            for day in (0, 14):
                curve = course.torque_angle(muscle, day, [excursion])
                assert series.loc[day] == pytest.approx(curve.iloc[0], rel=1e-9)
    label = course.label("passive_torque_agonist at 7.5 deg")
    assert label == "passive torque of the hip flexors at 7.5 deg [N m]"


@given(st.floats(-90, 180))
def test_every_excursion_has_a_name_that_is_found(excursion):
    name = torque_at("agonist", excursion)
    found = find(mb.hypotheses.combined, name)
    assert found.name == name
    assert found.unit == "N m"
    assert float(name.split()[2]) == pytest.approx(excursion, abs=6e-4)


def test_what_is_no_muscle_is_not_found():
    with pytest.raises(UnknownNameError):
        find(mb.hypotheses.combined, "passive_torque_hamstrings at 5 deg")


def test_many_are_told_in_one_word():
    names = [*(torque_at("agonist", x) for x in np.arange(4.0)), "pain", torque_at("antagonist", 1.0)]
    assert (
        summarised(names) == "passive_torque_agonist at 4 angles, pain, passive_torque_antagonist at 1 angle"
    )
