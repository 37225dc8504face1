"""A body: its pairs on a figure seen from the front, and the two sides of one reading over time."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..core.errors import MusclebalanceError, check_range
from ..result.variables import find
from ..simulation import BodyCourse
from ..simulation.labels import parted
from .parts import axes_or_new, on_axes, signed
from .style import COLOURS, RAMP, looks, points, present_size, reference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Parts of the right half of a figure seen from the front, in shares of its height: both ends (from the
#: middle and the sole), half width at each. The person's right is on the left.
PARTS: tuple[tuple[tuple[float, float], tuple[float, float], float, float], ...] = (
    ((0.000, 0.930), (0.000, 0.905), 0.055, 0.042),  # head
    ((0.000, 0.880), (0.000, 0.830), 0.026, 0.030),  # neck
    ((0.000, 0.790), (0.000, 0.630), 0.085, 0.060),  # thorax
    ((0.000, 0.635), (0.000, 0.535), 0.060, 0.070),  # pelvis
    ((-0.010, 0.800), (-0.100, 0.795), 0.034, 0.032),  # girdle
    ((-0.104, 0.790), (-0.125, 0.630), 0.028, 0.022),  # upper arm
    ((-0.125, 0.625), (-0.140, 0.480), 0.022, 0.014),  # forearm
    ((-0.141, 0.470), (-0.143, 0.420), 0.014, 0.012),  # hand
    ((-0.042, 0.520), (-0.046, 0.290), 0.046, 0.030),  # thigh
    ((-0.046, 0.280), (-0.044, 0.060), 0.032, 0.017),  # shank
    ((-0.044, 0.045), (-0.056, 0.015), 0.017, 0.014),  # foot
)
#: Where a pair of the right side is, and its half width and half height.
PLACES = {
    "suboccipitals-deep-neck-flexors": (-0.020, 0.888, 0.010, 0.018),
    "neck-flexors-extensors": (-0.022, 0.845, 0.010, 0.026),
    "upper-trapezius-lower-trapezius": (-0.052, 0.815, 0.034, 0.016),
    "pectorals-rhomboids": (-0.046, 0.750, 0.030, 0.022),
    "shoulder-internal-external-rotators": (-0.098, 0.775, 0.018, 0.026),
    "elbow-flexors-triceps": (-0.116, 0.695, 0.014, 0.048),
    "wrist-extensors-flexors": (-0.133, 0.545, 0.011, 0.044),
    "erector-spinae-rectus-abdominis": (-0.026, 0.655, 0.016, 0.052),
    "hip-flexors-gluteus-maximus": (-0.036, 0.545, 0.020, 0.040),
    "hip-adductors-abductors": (-0.030, 0.455, 0.013, 0.044),
    "hamstrings-quadriceps": (-0.046, 0.380, 0.019, 0.064),
    "triceps-surae-tibialis-anterior": (-0.046, 0.190, 0.016, 0.062),
}
#: Where names stand beside the figure, how far apart and how high, and how often they push one another.
BESIDE, APART, HIGHEST, PUSHES = 0.19, 0.08, 0.96, 1000
#: Letters in a line of names; width of a figure [inch] and font [pt] with little room for them.
WRAPPED, NARROW, BIG = 34, 5.0, 12.0
SIDE_OF = {"right": 1.0, "left": -1.0, None: 1.0}


@on_axes
def body(course: BodyCourse, day: float | None = None, ax: Axes | None = None, *, most: float = 1.0) -> Axes:
    """The pairs of a body on a figure seen from the front, coloured by their imbalance.

    The person's right is on the left; a pair without a side is drawn there too, and no side named. Every pair
    has its number beside it; below stand the postures of the bones that pairs share.

    Parameters
    ----------
    course : BodyCourse
    day : float, optional
        Day [d], the stored morning nearest to it; default the end.
    most : float
        Imbalance drawn in the darkest colour, 0.1 to 10 [-].

    Raises
    ------
    OutOfRangeError
        The day is not in the course.
    MusclebalanceError
        A pair that has no place on the figure (one of your own).

    Examples
    --------
    >>> import musclebalance as mb
    >>> calves = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"))
    >>> course = mb.simulate(calves, None, mb.Lifestyle.healthy(), days=1)
    >>> mb.plot.body(course).get_title()
    'day 1: imbalance of each pair'
    """
    last = float(course.days[-1])
    chosen = check_range("day", last if day is None else day, 0.0, last, "d")
    check_range("imbalance of the darkest colour", most, 0.1, 10.0)
    strange = [label for label in course.results if parted(label)[1] not in PLACES]
    if strange:
        raise MusclebalanceError(f"{strange[0]!r} has no place on the figure; leave it out of the body.")
    ax = axes_or_new(ax, 5.8, 6.4)
    row = int(np.argmin(np.abs(course.days - chosen)))
    _figure(ax)
    _pairs(ax, course, row, most)
    told = [
        f"{bone.name}: {bone.coordinate} {signed(float(course.postures[bone.name][row]))} deg"
        for bone in course.body.bones
    ]
    ax.text(0.0, -0.03, "\n".join(told), ha="center", va="top", color=COLOURS["ink"], size="small")
    ax.set(
        xlim=(-0.62, 0.34), ylim=(-0.08, 1.05), title=f"day {course.days[row]:.0f}: imbalance of each pair"
    )
    present = {parted(label)[0] for label in course.results}
    for side in [one for one in ("right", "left") if one in present]:
        ax.text(-SIDE_OF[side] * BESIDE, 1.01, side, ha="center", color=COLOURS["quiet"], size="small")
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _figure(ax: Axes) -> None:
    from matplotlib.patches import Circle, Polygon

    look: dict[str, Any] = {"facecolor": COLOURS["healthy bone"], "edgecolor": "none", "zorder": 1.0}
    for side in (1.0, -1.0):
        for (x0, y0), (x1, y1), first, second in PARTS:
            ends = np.array([[side * x0, y0], [side * x1, y1]])
            along = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
            across = np.array([-along[1], along[0]])
            corners = [ends[0] + first * across, ends[1] + second * across]
            corners += [ends[1] - second * across, ends[0] - first * across]
            ax.add_patch(Polygon(np.array(corners), **look))
            for end, radius in zip(ends, (first, second), strict=True):
                ax.add_patch(Circle((float(end[0]), float(end[1])), min(radius, 0.055), **look))


def _pairs(ax: Axes, course: BodyCourse, row: int, most: float) -> None:
    """A spot for each pair of each side; names stand on the left, and numbers on both sides."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Ellipse

    ramp = LinearSegmentedColormap.from_list("imbalance", RAMP)
    names = list(dict.fromkeys(parted(label)[1] for label in course.results))
    heights = dict(zip(names, _spread([PLACES[name][1] for name in names]), strict=True))
    told = dict.fromkeys(names, "")
    for label, result in course.results.items():
        which, name = parted(label)
        (x, y, wide, tall), side = PLACES[name], SIDE_OF[which]
        value = float(result.values("imbalance")[row])
        spot = Ellipse((side * x, y), 2 * wide, 2 * tall, facecolor=ramp(min(value / most, 1.0)), zorder=3.0)
        spot.set_edgecolor(COLOURS["rim"])
        spot.set_label(label)
        ax.add_patch(spot)
        line = [side * x, -side * BESIDE], [y, heights[name]]
        ax.plot(*line, color=COLOURS["quiet"], lw=points(0.6), zorder=2.0)
        if side > 0:
            told[name] = f": {value:.2f}"
        else:
            _text(ax, BESIDE + 0.01, heights[name], f"{value:.2f}", "left")
    for name in names:
        pair = next(one.pair for one in course.results.values() if one.pair.name == name)
        words = f"{pair.agonist}, {pair.antagonist}{told[name]}"
        _text(ax, -BESIDE - 0.01, heights[name], textwrap.fill(words, WRAPPED), "right")


def _text(ax: Axes, x: float, y: float, words: str, to: Literal["left", "right"]) -> None:
    ax.text(x, y, words, ha=to, va="center", color=COLOURS["ink"], size="x-small" if _narrow() else "small")


def _narrow() -> bool:
    """Whether a figure is made for a place where there is little room beside the body."""
    size = present_size()
    return size.width is not None and (size.width < NARROW or size.font > BIG)


def _spread(heights: Sequence[float]) -> list[float]:
    """Heights of names that stand apart, in the order of the pairs, each near its own."""
    if not heights:
        return []
    order = sorted(range(len(heights)), key=lambda k: -heights[k])
    found = list(heights)
    for _ in range(PUSHES):
        found[order[0]] = min(found[order[0]], HIGHEST)
        for above, below in pairwise(order):
            push = 0.5 * max(0.0, APART - (found[above] - found[below]))
            found[above], found[below] = found[above] + push, found[below] - push
    return found


@on_axes
def sides(
    course: BodyCourse, name: str, pair: str | None = None, ax: Axes | None = None, *,
    labels: Sequence[str] | None = None, colours: Sequence[str] | None = None,
) -> Axes:  # fmt: skip
    """A reading of the left and the right side of a pair over the weeks, beside its healthy value.

    Parameters
    ----------
    course : BodyCourse
    name : str
        A variable, e.g. ``"rom_agonist"``.
    pair : str, optional
        Name of the pair, where the body has more than one.
    labels, colours : sequence of str, optional
        Of left and right.

    Raises
    ------
    MusclebalanceError, UnknownNameError
        As from :meth:`BodyCourse.symmetry`; another number of labels or colours.

    Examples
    --------
    >>> import musclebalance as mb
    >>> calves = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"))
    >>> course = mb.simulate(calves, None, mb.Lifestyle.healthy(), days=1)
    >>> [line.get_label() for line in mb.plot.sides(course, "rom_agonist").lines[:2]]
    ['left', 'right']
    """
    chosen = course.two_sided(pair)
    results = {side: course[f"{side} {chosen}"] for side in ("left", "right")}
    ax = axes_or_new(ax, 5.0, 3.4)
    for side, look in looks(tuple(results), labels, colours).items():
        ax.plot(course.days / 7.0, results[side].values(name), **look)
    one = results["left"]
    healthy = float(one.person.healthy.values(name)[0])
    ax.axhline(healthy, **reference(), label="healthy")
    variable = find(one.person.model, name)
    ax.set(xlabel="week", ylabel=variable.label(one.pair.agonist, one.pair.antagonist), title=one.pair.title)
    ax.set_xlim(0.0, max(float(course.days[-1]) / 7.0, 1e-6))
    ax.legend(loc="best")
    return ax
