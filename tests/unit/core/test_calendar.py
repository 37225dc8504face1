"""Clock times and weekdays."""

from __future__ import annotations

import pytest

from musclebalance.core.calendar import (
    after_waking,
    parse_clock,
    parse_weekdays,
    show_clock,
    spread_weekdays,
    to_ticks,
)
from musclebalance.core.errors import MusclebalanceError


def test_times_after_waking_go_round_the_clock():
    assert after_waking("18:00", "07:00") == 11 * 3600
    assert after_waking("06:59", "07:00") == 24 * 3600 - 60
    assert show_clock(parse_clock("7:05")) == "07:05"


def test_weekdays():
    assert parse_weekdays("Fri, Mon Wednesday") == (0, 2, 4)
    assert [len(spread_weekdays(count)) for count in range(1, 8)] == list(range(1, 8))


@pytest.mark.parametrize("days", [3, None, True])
def test_weekdays_that_are_no_text(days):
    with pytest.raises(MusclebalanceError, match="no text; write for example 'Mon Wed Fri'"):
        parse_weekdays(days)


@pytest.mark.parametrize("text", ["24:00", "12:60", "noon", "7", ""])
def test_wrong_times(text):
    with pytest.raises(MusclebalanceError, match="is not a clock time"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("days", "message"),
    [("Mon Mon", "each of them once"), ("", "at least one"), ("Mo", "Did you mean 'Mon'")],
)
def test_wrong_weekdays(days, message):
    with pytest.raises(MusclebalanceError, match=message):
        parse_weekdays(days)


def test_ticks_are_whole_microseconds():
    assert to_ticks(0.1) + to_ticks(0.2) == to_ticks(0.3)
