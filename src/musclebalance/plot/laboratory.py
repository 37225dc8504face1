"""What a laboratory measured: a passive curve, and two of them with what is tissue and what is tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import MusclebalanceError, check_range
from ..io import PassiveCurve, TissueOrTolerance
from .parts import axes_or_new, on_axes, signed
from .style import ARMS, COLOURS, Look, points, reference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Most samples drawn of a curve.
MOST = 2000
OFFSET: Look = {"textcoords": "offset points"}


@on_axes
def passive_curve(
    *curves: PassiveCurve, ax: Axes | None = None, labels: Sequence[str] | None = None, width: float = 2.0
) -> Axes:  # fmt: skip
    """Passive torque that was measured over the excursion: samples, and means in steps with their errors.

    A curve that holds the way there and the way back is shown as it is, without means.

    Parameters
    ----------
    curves : PassiveCurve
        One or several of one muscle, from :func:`musclebalance.passive_curve`.
    labels : sequence of str, optional
        Their names; default the side.
    width : float
        Step of excursion [deg].

    Raises
    ------
    MusclebalanceError
        Another number of labels; curves of two muscles.

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> rows = "\\n".join(f"{k / 10},{k / 5},{k / 20}" for k in range(60))
    >>> recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\\n{rows}\\n"))
    >>> hip = mb.pair("hip-flexors-gluteus-maximus")
    >>> curve = mb.passive_curve(recording, hip, "agonist", side="left", sign=-1, zero=0, resists=1)
    >>> mb.plot.passive_curve(curve.loading()).get_ylabel()
    'passive torque [N m]'
    """
    check_range("width of a step", width, 0.1, 30.0, "deg")
    _check(curves, labels)
    ax = axes_or_new(ax, 5.0, 3.8)
    for curve, label, look in zip(curves, labels or [c.side for c in curves], ARMS, strict=False):
        _curve(ax, curve, label, str(look["color"]), width)
    _axes(ax, curves[0])
    ax.legend(loc="upper left")
    return ax


@on_axes
def tissue_or_tolerance(found: TissueOrTolerance, ax: Axes | None = None, *, width: float = 2.0) -> Axes:
    """Two passive curves, and the gain of range that is tissue and that which is tolerance.

    The level line is the torque that is the same in both tests. Between the curves on it lies what tissue
    gained; the rest of the way from one end to the other is torque tolerated.

    Parameters
    ----------
    found : TissueOrTolerance
        From :func:`musclebalance.tissue_or_tolerance`.
    width : float
        Step of excursion [deg].

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> hip = mb.pair("hip-flexors-gluteus-maximus")
    >>> def tested(steep, last):
    ...     rows = "\\n".join(f"{k / 10},{k / 5},{steep * k / 5}" for k in range(last))
    ...     recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\\n{rows}\\n"))
    ...     curve = mb.passive_curve(recording, hip, "agonist", side="left", sign=-1, zero=0, resists=1)
    ...     return curve.loading()
    >>> ax = mb.plot.tissue_or_tolerance(mb.tissue_or_tolerance(tested(0.5, 101), tested(0.4, 141)))
    >>> [text.get_text() for text in ax.texts if text.get_text()]
    ['tissue\\n+5.0 deg', 'tolerance\\n+3.0 deg']
    """
    check_range("width of a step", width, 0.1, 30.0, "deg")
    ax = axes_or_new(ax, 5.4, 4.0)
    looks: tuple[tuple[str, str], ...] = (("before", COLOURS["untreated"]), ("after", COLOURS["treated"]))
    for (label, colour), curve in zip(looks, (found.before, found.after), strict=True):
        _curve(ax, curve, label, colour, width)
    dots: Look = {"linestyle": "none", "marker": "o", "markersize": points(7), "zorder": 4}
    for (_, colour), end, torque in zip(looks, found.ends, found.tolerated, strict=True):
        ax.plot([end], [torque], color=colour, markeredgecolor=COLOURS["ink"], **dots)
    ax.axhline(found.torque, **reference())
    _axes(ax, found.before)
    top = max(found.tolerated)
    changes = found.table["change"]
    tissue, tolerance = (f"{name}\n{signed(changes[name])} deg" for name in ("tissue", "tolerance"))
    _arrow(ax, *found.angles, found.torque)
    beside: Look = {"ha": "left", "va": "top", "fontsize": "small", "color": COLOURS["ink"]}
    ax.annotate(tissue, (max(found.angles), found.torque), (points(8), -points(6)), **beside, **OFFSET)
    start, height = found.ends[0] + changes["tissue"], 1.12 * top
    _arrow(ax, start, found.ends[1], height)
    above: Look = {"ha": "center", "va": "bottom", "fontsize": "small", "color": COLOURS["ink"]}
    middle = (0.5 * (start + found.ends[1]), height)
    ax.annotate(tolerance, middle, (0.0, points(4)), **above, **OFFSET)
    ax.set_ylim(top=1.35 * top)
    ax.legend(loc="upper left")
    return ax


def _check(curves: Sequence[PassiveCurve], labels: Sequence[str] | None) -> None:
    """Refuse what cannot be one figure."""
    if not all(isinstance(curve, PassiveCurve) for curve in curves):
        raise MusclebalanceError("give curves one after the other, as mb.passive_curve(...) makes them.")
    if not curves or len({(curve.pair.name, curve.muscle) for curve in curves}) > 1:
        raise MusclebalanceError("give one or several curves of one muscle.")
    if len(curves) > len(ARMS):
        raise MusclebalanceError(
            f"{len(curves)} curves are more than the {len(ARMS)} that can be told apart."
        )
    if labels is not None and (isinstance(labels, str) or len(labels) != len(curves)):
        raise MusclebalanceError(f"{len(curves)} curves need {len(curves)} labels.")


def _curve(ax: Axes, curve: PassiveCurve, label: str, colour: str, width: float) -> None:
    """Samples, faintly, and means in steps; of a curve that goes there and back, samples only."""
    rows = np.unique(np.linspace(0, len(curve) - 1, min(len(curve), MOST)).astype(int))
    faint: Look = {"linestyle": "none", "marker": ".", "markersize": points(2), "alpha": 0.35}
    name = label if curve.both_ways else "_samples"
    ax.plot(curve.excursion[rows], curve.torque[rows], color=colour, label=name, **faint)
    if curve.both_ways:
        return
    steps = curve.points(width)
    look: Look = {"fmt": "-o", "markersize": points(4), "linewidth": points(1.2), "capsize": points(2)}
    ax.errorbar(steps.excursion, steps.torque, yerr=steps.sd, color=colour, label=label, zorder=3, **look)


def _axes(ax: Axes, curve: PassiveCurve) -> None:
    group = getattr(curve.pair, curve.muscle)
    ax.set_xlabel(f"{curve.pair.joint} angle from neutral, lengthening the {group} [deg]")
    ax.set_ylabel("passive torque [N m]")


def _arrow(ax: Axes, start: float, end: float, height: float) -> None:
    """A gain of range."""
    arrow: Look = {"arrowstyle": "<|-|>", "color": COLOURS["ink"], "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (end, height), (start, height), arrowprops=dict(arrow), zorder=5)
