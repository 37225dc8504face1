"""Torque-angle curves end at the range of motion, at the tolerated torque."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance import plot
from musclebalance.core.errors import UnknownNameError


@pytest.mark.parametrize("muscle", ["agonist", "antagonist"])
def test_curves_end_at_the_range_of_motion(result, muscle):
    ax = plot.torque_angle(result, muscle)
    curves = {line.get_label(): line for line in ax.lines}
    ends = {
        "healthy": result.reference.rom[muscle],
        "before": result.values(f"rom_{muscle}")[0],
        "after": result.values(f"rom_{muscle}")[-1],
    }
    for label, end in ends.items():
        assert curves[label].get_xdata()[-1] == pytest.approx(end)
        assert curves[f"_{label}: end of range"].get_xdata()[0] == pytest.approx(end)
        assert np.all(np.diff(curves[label].get_ydata()) > 0.0)
    starts = {curves[label].get_xdata()[0] for label in ends}
    assert len(starts) == 1
    assert ax.get_ylabel() == "passive torque [N m]"
    assert getattr(result.pair, muscle) in ax.get_xlabel()
    assert ax.get_xlabel().endswith("[deg]")


def test_before_is_left_of_healthy(result):
    """Desk life has made the agonist stiffer at the same angle."""
    lines = {line.get_label(): line for line in plot.torque_angle(result).lines}
    angle = 5.0
    torque = {k: np.interp(angle, lines[k].get_xdata(), lines[k].get_ydata()) for k in ("healthy", "before")}
    assert torque["before"] > torque["healthy"]


def test_unknown_muscle(result):
    with pytest.raises(UnknownNameError, match="Did you mean 'antagonist'"):
        plot.torque_angle(result, "antagonists")
