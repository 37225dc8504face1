"""Torque-angle curves: has the tissue changed, or what is tolerated?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import unknown
from ..model import readouts
from ..result import Result
from .style import MUSCLES, SLATE, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FALL_SHORT = 20.0  # how far below the smallest range the curves begin [deg]


def torque_angle(result: Result, muscle: str = "agonist", ax: Axes | None = None) -> Axes:
    """Passive torque against angle: healthy, before and after.

    Each curve ends where the stretch is no longer tolerated. A range that grows along an unchanged curve is
    tolerance; a curve that moves is tissue.

    Parameters
    ----------
    result : Result
    muscle : {"agonist", "antagonist"}
        The muscle that is stretched.
    ax : Axes, optional
        Where to draw; default a new figure.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> [line.get_label() for line in mb.plot.torque_angle(person.history).lines[::2]]
    ['healthy', 'before', 'after', 'end of range']
    """
    if muscle not in MUSCLES:
        raise unknown("muscle", muscle, MUSCLES)
    ax = axes_or_new(ax, 5.0, 3.8)
    colour = MUSCLES[muscle]["color"]
    looks: dict[str, tuple[Any, dict[str, Any]]] = {
        "healthy": (result.person.healthy_state, {"color": SLATE, "linestyle": (0, (1.2, 1.2))}),
        "before": (result.states[0], {"color": colour, "linestyle": (0, (5, 1.6))}),
        "after": (result.states[-1], {"color": colour, "linestyle": "-"}),
    }
    body = result.body
    ends = {
        label: float(readouts.range_of_motion(body, state, muscle)) for label, (state, _) in looks.items()
    }
    for label, (state, look) in looks.items():
        angles = np.linspace(min(ends.values()) - FALL_SHORT, ends[label], 120)
        torque = readouts.passive_torque_curve(body, state, muscle, angles)
        ax.plot(angles, torque, label=label, **look)
        ax.plot(
            angles[-1:],
            torque[-1:],
            "o",
            color=look["color"],
            markersize=6,
            label=f"_{label}: end of range",
        )
    group = getattr(result.pair, muscle)
    ax.set_xlabel(f"{result.pair.joint} angle from neutral, lengthening the {group} [deg]")
    ax.set_ylabel("passive torque [N m]")
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    ax.plot([], [], "o", color="0.35", label="end of range")
    ax.legend(loc="upper left", handlelength=2.8)
    return ax
