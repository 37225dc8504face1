"""Units are converted at the border and refused when they measure something else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musclebalance.core.errors import UnitError, UnknownNameError
from musclebalance.core.units import UNITS, factor, in_unit, parse, to_si


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("7 s", "time", 7.0),
        ("3 weeks", "time", 1_814_400.0),
        ("20 %MVC", "fraction", 0.2),
        ("90 deg", "angle", math.pi / 2),
        (".5 h", "time", 1800.0),
        ("1e-2 m", "length", 0.01),
        ("-5 °", "angle", -math.pi / 36),
    ],
)
def test_quantities_are_read(text: str, dimension: str, value: float) -> None:
    assert parse(text, dimension) == pytest.approx(value)


def test_a_bare_number_needs_a_default() -> None:
    assert parse("7", "time", default="s") == 7.0
    with pytest.raises(UnitError, match="has no unit"):
        parse("7", "time")


def test_a_wrong_dimension_names_the_right_units() -> None:
    with pytest.raises(UnitError, match="measures angle, but a time is expected: use one of s, "):
        parse("7 deg", "time")


@pytest.mark.parametrize(
    ("dimension", "message"),
    [
        ("time", "a time is expected, for example '7 s'"),
        ("fraction", "a fraction is expected, for example '7 %MVC'"),
        ("angle", "an angle is expected, for example '7 rad'"),
    ],
)
def test_an_example_is_in_a_unit_that_will_do(dimension: str, message: str) -> None:
    with pytest.raises(UnitError, match=message):
        parse("7", dimension)


@pytest.mark.parametrize("text", ["7,5 s", "1,25 min"])
def test_a_decimal_comma_is_named(text: str) -> None:
    for read in (lambda: parse(text, "time"), lambda: in_unit(text, "s", "contract")):
        with pytest.raises(UnitError, match=r"write a decimal point, as in '7.5 s'"):
            read()


def test_an_unknown_unit_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'minutes'"):
        factor("minuts")


@given(st.sampled_from(sorted(u for u in UNITS if u)), st.floats(-1e6, 1e6, allow_subnormal=False))
def test_parsing_what_is_printed_gives_the_internal_value(unit: str, value: float) -> None:
    dimension, scale = UNITS[unit]
    assert parse(f"{value!r} {unit}", dimension) == pytest.approx(value * scale)


def test_parameters_in_rates_and_composites() -> None:
    assert to_si(1.0, "1/h") == pytest.approx(1 / 3600)
    assert to_si(2.0, "N m/rad") == 2.0
    assert to_si(180.0, "deg") == pytest.approx(math.pi)
