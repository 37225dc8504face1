"""Errors say what was given, what is allowed, the nearest name and what to do."""

from __future__ import annotations

import math

import pytest

from musclebalance.core.errors import (
    LONGEST_LINE,
    EngineError,
    FileError,
    MusclebalanceError,
    OutOfRangeError,
    UnknownNameError,
    check_range,
    nearest,
    unknown,
)


def test_unknown_name_offers_the_nearest() -> None:
    problem = unknown("parameter", "fatige_rate", ["fatigue_rate", "recovery_rate"])
    assert str(problem) == "No parameter 'fatige_rate'. Did you mean 'fatigue_rate'?"


def test_unknown_name_lists_what_is_known_when_nothing_is_near() -> None:
    text = str(unknown("pair", "xyz", [f"pair-{i}" for i in range(10)]))
    assert text == f"No pair 'xyz'. Known: {', '.join(repr(f'pair-{i}') for i in range(8))} and 2 more."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("hip-flexors", "hip-flexors-gluteus-maximus"),
        ("HIP", "hip-flexors-gluteus-maximus"),
        ("flexors", "hip-flexors-gluteus-maximus"),
        ("quadriceps", "hamstrings-quadriceps"),
        ("suboccipitals-deep", "suboccipitals-deep-neck-flexors"),
        ("hamstrng", "hamstrings-quadriceps"),
    ],
)
def test_a_name_cut_short_offers_the_one_that_begins_with_it_or_holds_it(given: str, expected: str) -> None:
    known = ["suboccipitals-deep-neck-flexors", "hip-flexors-gluteus-maximus", "hamstrings-quadriceps"]
    assert nearest(given, known) == expected


@pytest.mark.parametrize("kind", [MusclebalanceError, UnknownNameError, OutOfRangeError, EngineError])
def test_a_message_does_not_echo_a_long_input(kind: type[MusclebalanceError]) -> None:
    long = f"name {'x' * 10**6} is not known.\nsecond line"
    head, second = str(kind(long)).split("\n")
    assert len(head) < LONGEST_LINE + 20
    assert head.startswith("name xxx")
    assert head.endswith("is not known.")
    assert second == "second line"
    assert str(kind("short 'quoted'")) == "short 'quoted'"


def test_nearest_ignores_case() -> None:
    assert nearest("TONE_WEIGHT", ["tone_weight"]) == "tone_weight"


def test_range_names_value_unit_limits_and_place() -> None:
    with pytest.raises(OutOfRangeError) as caught:
        check_range("contraction", 140, 0, 100, "%MVC", "step 3 of session 'PIR'")
    assert str(caught.value) == "contraction 140 %MVC is outside 0 to 100 %MVC (step 3 of session 'PIR')."


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "seven", None, [1]])
def test_range_refuses_what_is_not_a_finite_number(value: object) -> None:
    with pytest.raises(OutOfRangeError):
        check_range("length", value, 0, math.inf, "s")  # type: ignore[arg-type]


def test_range_returns_a_float_at_both_ends() -> None:
    assert check_range("x", 0, 0, 1) == 0.0
    assert check_range("x", 1, 0, 1) == 1.0


def test_open_ends_read_as_words() -> None:
    with pytest.raises(OutOfRangeError, match="-1 s is outside 0 s or more"):
        check_range("rest", -1, 0, math.inf, "s")


def test_file_errors_name_file_and_line() -> None:
    error = FileError("visits.csv", "angle is missing.", 7)
    assert str(error) == "visits.csv, line 7: angle is missing."
    assert (error.path, error.line) == ("visits.csv", 7)
