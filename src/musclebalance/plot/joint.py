"""The joint as a schematic: two bones, two muscles whose colour is their tension, and how they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError, check_range
from ..core.units import DEG
from ..model import readouts
from ..model.assembly import MUSCLES as NAMES
from ..result import Result
from .style import GREY, INK, MUSCLES, PALE, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: Slack to taut: one ramp from light to dark, so that it reads in grey and for every kind of colour vision.
RAMP = ("#fdf3d8", "#f6b65a", "#d9541e", "#7d1128", "#33061a")
#: Lengths of the drawing in bone lengths: origin of a muscle (beside, along the fixed bone), how far it
#: passes the joint, insertion (along, beside the moving bone), where the belly begins, length drawn per
#: optimal fibre length, half width of a belly of one optimal fibre length.
ORIGIN, PASS, INSERTION, BELLY_FROM, SCALE, WIDTH = (0.10, 0.90), 0.16, (0.50, 0.07), 0.04, 0.58, 0.08
#: Degrees at which the drawn joint has its angle 0: a foot stands at a right angle to the leg.
DRAWN_FROM = {"ankle": 90.0}
ENDINGS = (".gif", ".mp4", ".html")


@dataclass(frozen=True, slots=True)
class Pose:
    """The joint at one moment."""

    angle: float
    healthy_angle: float
    length: Mapping[str, float]
    healthy_length: Mapping[str, float]
    resting_length: Mapping[str, float]
    tension: Mapping[str, float]


def poses(result: Result, states: Array) -> list[Pose]:
    """The joint at rest in each of the given states, shape (k, n_states), of the result's person."""
    body, person = result.body, result.person
    rows = np.vstack([person.healthy_state, states])
    settled = readouts.settled(body, rows)
    angle = settled[:, body.index("angle")] / DEG
    found = body.evaluate(tuple(f"{n}_{m}" for n in ("length", "tension") for m in NAMES), settled)
    lengths = {m: np.ones(len(rows)) for m in NAMES}
    if "resting_length_agonist" in body.program.state_names:
        lengths = {m: rows[:, body.index(f"resting_length_{m}")] for m in NAMES}

    def each(values: Mapping[str, Array], k: int) -> dict[str, float]:
        return {m: float(values[m][k]) for m in NAMES}

    fibre = {m: found[f"length_{m}"] for m in NAMES}
    tension = {m: found[f"tension_{m}"] for m in NAMES}
    return [
        Pose(
            float(angle[k]),
            float(angle[0]),
            each(fibre, k),
            each(fibre, 0),
            each(lengths, k),
            each(tension, k),
        )
        for k in range(1, len(rows))
    ]


def outline(angle: float, side: float, length: float) -> dict[str, Array]:
    """Where a muscle is drawn, in bone lengths with the joint at (0, 0) and the fixed bone upwards."""
    turn = angle * DEG
    bone = np.array([np.sin(turn), -np.cos(turn)])
    across = np.array([np.cos(turn), np.sin(turn)])
    beside = side * PASS * np.array([np.cos(turn / 2), np.sin(turn / 2)])
    origin = np.array([side * ORIGIN[0], ORIGIN[1]])
    insertion = INSERTION[0] * bone + side * INSERTION[1] * across
    along = (beside - origin) / np.hypot(*(beside - origin))
    normal = np.array([-along[1], along[0]])
    first = origin + BELLY_FROM * along
    last = first + SCALE * length * along
    width = 2.0 * WIDTH / np.sqrt(length) * normal
    middle = 0.5 * (first + last)
    return {
        "path": np.array([origin, last, beside, insertion]),
        "belly": np.array([first, last, middle + width, middle - width]),
        "bone": bone,
    }


def joint(result: Result, day: float = 0.0, ax: Axes | None = None, *, most: float | None = None) -> Axes:
    """The joint as it rests on one morning: angle and lengths true to state, colour for tension.

    Each muscle's belly is as long as its fibres (in optimal fibre lengths, the same scale for both); a short
    line across marks where it ends in health, the pale bone where the joint rests in health.

    Parameters
    ----------
    result : Result
    day : float
        The stored morning nearest to this day is drawn [d].
    ax : Axes, optional
        Where to draw; default a new figure.
    most : float, optional
        Tension with the darkest colour [N]; default the greatest of either muscle in the result.

    Returns
    -------
    Axes

    Raises
    ------
    OutOfRangeError
        The day is not in the result.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> mb.plot.joint(person.history, day=7).get_title()
    'day 7'
    """
    first, last = (round(float(result.days[k]), 6) for k in (0, -1))
    check_range("day", day, first, last, "d")
    ax = axes_or_new(ax, 4.4, 4.2)
    row = int(np.argmin(np.abs(result.days - day)))
    course = poses(result, result.states)
    greatest = max(max(pose.tension.values()) for pose in course)
    _draw(ax, result, course[row], greatest if most is None else most, f"day {result.days[row]:.0f}")
    return ax


def animate_joint(
    result: Result, path: str | Path, *, seconds: float = 8.0, per_second: int = 10, width: float = 4.4
) -> Path:
    """Write the joint's course as a moving picture: how the imbalance came about, then this result.

    Parameters
    ----------
    result : Result
        What came before day 0, if known (``result.person.history``), is shown first.
    path : str or Path
        Ends in ``.gif`` (needs nothing else), ``.mp4`` (needs the program ffmpeg) or ``.html``.
    seconds : float
        Length of the picture, 0.1 to 120 [s].
    per_second : int
        Pictures a second, 1 to 50.
    width : float
        Of the picture, 1 to 20 [inch].

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    FileError
        Another ending, or ``.mp4`` without ffmpeg.

    Examples
    --------
    >>> import tempfile, musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=7)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     mb.plot.animate_joint(person.history, f"{folder}/joint.gif", seconds=0.5, per_second=4).name
    'joint.gif'
    """
    import matplotlib.pyplot as plt
    from matplotlib import animation

    target = _checked(path)
    check_range("length of the picture", seconds, 0.1, 120.0, "s")
    check_range("pictures a second", per_second, 1, 50)
    check_range("width of the picture", width, 1.0, 20.0, "inch")
    days, frames = _frames(result, max(round(seconds * per_second), 2))
    most = max(max(pose.tension.values()) for pose in frames)
    figure = plt.figure(figsize=(width, 0.95 * width))
    ax = figure.add_axes((0.02, 0.02, 0.96, 0.9))

    def picture(number: int) -> list[Any]:
        ax.clear()
        _draw(ax, result, frames[number], most, _when(days[number]))
        return []

    moving = animation.FuncAnimation(figure, picture, frames=len(frames), interval=1000.0 / per_second)
    _write(moving, target, per_second)
    plt.close(figure)
    return target


def _write(moving: Any, target: Path, per_second: int) -> None:
    if target.suffix == ".html":
        target.write_text(moving.to_jshtml(default_mode="loop"), encoding="utf-8")
    else:
        moving.save(target, writer="pillow" if target.suffix == ".gif" else "ffmpeg", fps=per_second)


def _checked(path: str | Path) -> Path:
    target = Path(path)
    if target.suffix not in ENDINGS:
        raise FileError(str(path), f"moving pictures end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.")
    if target.suffix == ".mp4":
        from matplotlib import animation

        if not animation.writers.is_available("ffmpeg"):
            raise FileError(
                str(path), "needs the program ffmpeg, which is not installed; write a .gif instead."
            )
    return target


def _frames(result: Result, count: int) -> tuple[Array, list[Pose]]:
    """Days before and after day 0 and the pose on each, evenly spread; the end is held for a moment."""
    past = result.person.history
    days, states = result.days, result.states
    if past is not None and past is not result:
        days = np.concatenate([past.days[:-1] - past.days[-1], days])
        states = np.vstack([past.states[:-1], states])
    rows = np.round(np.linspace(0, len(days) - 1, count)).astype(int)
    return days[rows], poses(result, states[rows])


def _when(day: float) -> str:
    return f"{-day / 7:.0f} weeks before" if day < 0 else f"week {day / 7:.0f}"


def _draw(ax: Axes, result: Result, pose: Pose, most: float, title: str) -> None:
    """One picture."""
    from matplotlib.colors import LinearSegmentedColormap

    if most <= 0.0:
        raise MusclebalanceError(f"the darkest colour stands for {most:g} N; give more than 0.")
    ramp = LinearSegmentedColormap.from_list("tension", RAMP)
    start = DRAWN_FROM.get(result.pair.joint, 0.0)
    side = float(np.sign(result.body.si("moment_arm_c0", "agonist")))
    for angle, colour, wide in ((pose.healthy_angle, PALE, 9.0), (pose.angle, "#c9c3b8", 11.0)):
        end = outline(angle + start, 1.0, 1.0)["bone"]
        ax.plot([0, 0], [0, 1], color=colour, linewidth=wide, solid_capstyle="round", zorder=1)
        ax.plot([0, end[0]], [0, end[1]], color=colour, linewidth=wide, solid_capstyle="round", zorder=1)
    ax.plot(0, 0, "o", color="white", markeredgecolor="#8d8678", markersize=13, zorder=2)
    for muscle, one in zip(NAMES, (side, -side), strict=True):
        _muscle(ax, pose, muscle, one, start, ramp(min(pose.tension[muscle] / most, 1.0)))
        group = getattr(result.pair, muscle)
        change = round(100.0 * (pose.resting_length[muscle] - 1.0), 1) + 0.0
        ax.text(
            one * 0.30,
            0.66,
            f"{group}\n{pose.tension[muscle]:.0f} N\nresting length {change:+.1f} %",
            ha="left" if one > 0 else "right",
            va="center",
            fontsize="small",
            color=MUSCLES[muscle]["color"],
        )
    ax.text(
        0.5,
        0.0,
        f"rests at {pose.angle:+.1f} deg (healthy {pose.healthy_angle:+.1f})\n"
        f"colour: tension, 0 to {most:.0f} N",
        transform=ax.transAxes,
        ha="center",
        va="top",
        fontsize="small",
        color=INK,
    )
    ax.set(xlim=(-1.15, 1.15), ylim=(-1.25, 1.08), aspect="equal")
    ax.set_axis_off()
    ax.set_title(title, loc="center")


def _muscle(ax: Axes, pose: Pose, muscle: str, side: float, start: float, colour: Any) -> None:
    """Tendon, belly, and the mark where the belly ends in health."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    drawn = outline(pose.angle + start, side, pose.length[muscle])
    origin, last, beside, insertion = drawn["path"]
    tendon = Curve(
        [origin, last, beside, insertion], [Curve.MOVETO, Curve.LINETO, Curve.CURVE3, Curve.CURVE3]
    )
    ax.add_patch(PathPatch(tendon, facecolor="none", edgecolor=GREY, linewidth=2.5, zorder=3))
    first, last, up, down = drawn["belly"]
    belly = Curve(
        [first, up, last, down, first],
        [Curve.MOVETO, Curve.CURVE3, Curve.CURVE3, Curve.CURVE3, Curve.CURVE3],
    )
    look = MUSCLES[muscle]
    patch = PathPatch(
        belly,
        facecolor=colour,
        edgecolor=look["color"],
        linestyle=look["linestyle"],
        linewidth=1.4,
        zorder=4,
        label=muscle,
    )
    ax.add_patch(patch)
    along = (last - first) / np.hypot(*(last - first))
    end = first + SCALE * pose.healthy_length[muscle] * along
    mark = np.array([end - 0.05 * along[::-1] * (1, -1), end + 0.05 * along[::-1] * (1, -1)])
    ax.plot(mark[:, 0], mark[:, 1], color=INK, linewidth=1.2, zorder=5)
