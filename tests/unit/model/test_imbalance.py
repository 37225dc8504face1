"""The composite in detectable differences, time to symmetry, the share due to treatment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musclebalance.model.imbalance import COMPOSITE_UNIT, Components, due_to_treatment, time_to_symmetry

number = st.floats(-5, 5)


def components(*values: float) -> Components:
    return Components(*(np.array(v) for v in values))


def test_composite_of_health_is_zero():
    assert components(0, 0, 0, 0).composite == 0


def test_composite_is_the_root_mean_square_over_its_unit():
    assert components(3, 4, 0, 0).composite == pytest.approx(2.5 / COMPOSITE_UNIT)
    assert components(*[COMPOSITE_UNIT] * 4).composite == pytest.approx(1)


@given(number, number, number, number)
def test_composite_has_no_sign_and_no_favourite(a, b, c, d):
    found = components(a, b, c, d).composite
    assert found == pytest.approx(components(-a, -b, -c, -d).composite)
    assert found == pytest.approx(components(d, c, b, a).composite)
    assert found >= max(abs(v) for v in (a, b, c, d)) / 2 / COMPOSITE_UNIT - 1e-12


def test_composite_works_on_many_people_and_days():
    values = np.arange(24.0).reshape(4, 2, 3)
    assert Components(*values).composite.shape == (2, 3)


def test_time_to_symmetry_asks_for_staying_symmetric():
    days = np.arange(5.0)
    assert time_to_symmetry(days, np.array([1, 0.3, 0.5, 0.3, 0.3])) == 3
    assert time_to_symmetry(days, np.array([1, 0.3, 0.3, 0.3, 0.5])) is None
    assert time_to_symmetry(days, np.full(5, 0.1)) == 0
    assert time_to_symmetry(days, np.array([1, 0.3, 0.3, 0.3, 0.3]), below=0.2) is None
    assert time_to_symmetry(days, np.array([1, 0.3, np.nan, 0.3, 0.3])) == 3
    assert time_to_symmetry(days, np.full(5, np.nan)) is None


def test_due_to_treatment_is_the_share_of_recovery_that_would_not_have_come():
    assert due_to_treatment(1.0, 0.0, 1.0) == pytest.approx(1)
    assert due_to_treatment(1.0, 0.25, 0.25) == pytest.approx(0)
    assert due_to_treatment(1.0, 0.5, 1.2) == pytest.approx(1.4)
    assert due_to_treatment(10.0, 15.0, 12.0, healthy=20.0) == pytest.approx(0.6)


def test_due_to_treatment_is_none_when_nothing_recovered():
    assert due_to_treatment(1.0, 1.0, 1.0) is None
    assert due_to_treatment(1.0, 1.1, 1.0) is None
    assert due_to_treatment(0.0, 0.0, 0.0) is None
