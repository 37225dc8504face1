"""A day as a strip."""

from __future__ import annotations

from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb

from musclebalance import plot, timeline
from musclebalance.core.errors import OutOfRangeError
from musclebalance.plot.style import COLOURS


def test_bouts_lie_where_they_are_in_the_day(desk, hip):
    ax = plot.day(timeline.compile(None, desk, hip, days=1))
    bars = [
        (box.x0, box.x1, tuple(collection.get_facecolor()[0][:3]))
        for collection in ax.collections
        if (box := collection.get_datalim(ax.transData)).y1 > 0.5
    ]
    bars.sort(key=lambda bar: bar[0])
    assert bars[0][0] == pytest.approx(7.0)
    assert bars[-1][1] == pytest.approx(31.0)
    for one, two in pairwise(bars):
        assert one[1] == pytest.approx(two[0])
    sleep = [bar for bar in bars if bar[2] == to_rgb(COLOURS["sleep"])]
    assert [bar[1] - bar[0] for bar in sleep] == [pytest.approx(8.0)]
    at_desk = sum(bar[1] - bar[0] for bar in bars if bar[2] == to_rgb(COLOURS["desk"]))
    assert at_desk == pytest.approx(8.0)


def test_long_bouts_are_named_and_stress_is_written(desk, hip):
    ax = plot.day(timeline.compile(None, desk, hip, days=1))
    words = [text.get_text() for text in ax.texts]
    assert words.count("desk") == 4
    assert words.count("0.6") == 4
    assert "sleep" in words
    assert [label.get_text() for label in ax.get_yticklabels()] == ["stress", "activity", "session"]
    assert [label.get_text() for label in ax.get_xticklabels()][:2] == ["09:00", "12:00"]
    assert ax.get_xlabel() == "time of day [hh:mm]"


def test_sessions_are_marked_once(result):
    ax = plot.day(result.timeline, 1)
    assert [text.get_text() for text in ax.texts].count("PIR") == 1
    (marker,) = ax.lines
    assert marker.get_color() == COLOURS["treated"]
    span = result.timeline.spans[0]
    assert marker.get_xdata()[0] == pytest.approx(7.0 + 0.5 * (span.start + span.end) / 3600.0)
    assert not plot.day(result.timeline, 2).lines


def test_days_are_counted_from_one(result):
    with pytest.raises(OutOfRangeError, match="day 0"):
        plot.day(result.timeline, 0)
