"""The joint: a schematic with muscles coloured by tension, still or animated, and torque-angle curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import FileError, MusclebalanceError, check_range, unknown
from ..core.units import DEG
from ..model import readouts
from ..model.body import MUSCLES as NAMES
from ..result import Result
from .parts import Array, axes_or_new, literal, on_axes, signed
from .style import COLOURS, MUSCLES, Look, points, present_size
from .style import RAMP as RAMP

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Lengths of the drawing in bone lengths: origin of a muscle (beside, along the fixed bone), how far it
#: passes the joint, insertion (along, beside the moving bone), where the belly begins, length drawn per
#: optimal fibre length, half width of a belly of one optimal fibre length.
ORIGIN, PASS, INSERTION, BELLY_FROM, SCALE, WIDTH = (0.10, 0.90), 0.16, (0.50, 0.07), 0.04, 0.58, 0.08
#: Degrees at which the drawn joint has its angle 0: a foot stands at a right angle to the leg.
DRAWN_FROM = {"ankle": 90.0}
ENDINGS = (".gif", ".mp4", ".html")
ON_SCREEN = 4.4  # width of the drawing for which its strokes and letters are made [inch]
FALL_SHORT = 20.0  # how far below the smallest range the curves begin [deg]


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
    fibre, tension = ({m: found[f"{n}_{m}"] for m in NAMES} for n in ("length", "tension"))

    def at(values: Mapping[str, Array], k: int) -> dict[str, float]:
        return {m: float(values[m][k]) for m in NAMES}

    return [
        Pose(float(angle[k]), float(angle[0]), at(fibre, k), at(fibre, 0), at(lengths, k), at(tension, k))
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


@on_axes
def joint(result: Result, day: float = 0.0, ax: Axes | None = None, *, most: float | None = None) -> Axes:
    """The joint as it rests on one morning: angle and lengths true to state, colour for tension.

    Each muscle's belly is as long as its fibres (in optimal fibre lengths, the same scale for both); a short
    line across marks where it ends in health, the pale bone where the joint rests in health.

    Parameters
    ----------
    result : Result
    day : float
        Day [d]; the stored morning nearest to it is drawn.
    most : float, optional
        Tension drawn in the darkest colour [N]; default the greatest of either muscle in the result.

    Raises
    ------
    OutOfRangeError
        The day is not in the result.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(), days=7)
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
    """Write the joint's course as an animation: how the imbalance came about, then this result.

    Parameters
    ----------
    result : Result
        What came before day 0, if known (``result.person.history``), is shown first.
    path : str or Path
        Ends in ``.gif`` (needs nothing else), ``.mp4`` (needs the program ffmpeg) or ``.html``.
    seconds : float
        Length of the animation, 0.1 to 120 [s].
    per_second : int
        Frames per second, 1 to 50.
    width : float
        Width of the picture, 1 to 20 [inch].

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
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(), days=7)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     mb.plot.animate_joint(person.history, f"{folder}/joint.gif", seconds=0.5, per_second=4).name
    'joint.gif'
    """
    import matplotlib.pyplot as plt
    from matplotlib import animation

    target = _checked(path)
    check_range("length of the animation", seconds, 0.1, 120.0, "s")
    check_range("frames per second", per_second, 1, 50)
    check_range("width of the picture", width, 1.0, 20.0, "inch")
    days, frames = _frames(result, max(round(seconds * per_second), 2))
    most = max(max(pose.tension.values()) for pose in frames)
    letters = plt.rcParams["font.size"] * 10.0 / present_size().font * width / ON_SCREEN
    plain: Any = {
        "font.size": letters,
        "axes.titlesize": 1.1 * letters,
        "figure.constrained_layout.use": False,
    }
    with plt.rc_context(plain):
        figure = plt.figure(figsize=(width, width))
        ax = figure.add_axes((0.02, 0.12, 0.96, 0.8))

        def picture(number: int) -> list[Any]:
            ax.clear()
            _draw(ax, result, frames[number], most, _when(days[number]))
            return []

        moving = animation.FuncAnimation(figure, picture, frames=len(frames), interval=1000.0 / per_second)
        try:
            _write(moving, target, per_second)
        finally:
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
        raise FileError(str(path), f"animations end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.")
    if target.suffix == ".mp4":
        from matplotlib import animation

        if not animation.writers.is_available("ffmpeg"):
            raise FileError(
                str(path), "needs the program ffmpeg, which is not installed; write a .gif instead."
            )
    return target


def _frames(result: Result, count: int) -> tuple[Array, list[Pose]]:
    """Days before and after day 0, evenly spread, and the pose on each."""
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
    """One frame."""
    from matplotlib.colors import LinearSegmentedColormap

    if most <= 0.0:
        raise MusclebalanceError(f"the darkest colour stands for {most:g} N; give more than 0.")
    ramp = LinearSegmentedColormap.from_list("tension", RAMP)
    start = DRAWN_FROM.get(result.pair.joint, 0.0)
    side = float(np.sign(result.body.si("moment_arm_c0", "agonist")))
    for angle, colour, wide in ((pose.healthy_angle, "healthy bone", 9.0), (pose.angle, "bone", 11.0)):
        end = outline(angle + start, 1.0, 1.0)["bone"]
        for tip in ((0, 1), end):
            x, y = (0, tip[0]), (0, tip[1])
            ax.plot(x, y, color=COLOURS[colour], linewidth=points(wide), solid_capstyle="round", zorder=1)
    rim: Look = {"color": COLOURS["paper"], "markeredgecolor": COLOURS["rim"], "markersize": points(13)}
    ax.plot(0, 0, "o", zorder=2, **rim)
    for muscle, one in zip(NAMES, (side, -side), strict=True):
        _muscle(ax, pose, muscle, one, start, ramp(min(pose.tension[muscle] / most, 1.0)))
        group = literal(getattr(result.pair, muscle))  # of an animation nobody else looks at the texts
        change = round(100.0 * (pose.resting_length[muscle] - 1.0), 1) + 0.0
        words = f"{group}\n{pose.tension[muscle]:.0f} N\nresting length {signed(change)} %"
        look: Look = {"ha": "left" if one > 0 else "right", "color": MUSCLES[muscle]["color"]}
        ax.text(one * 0.30, 0.66, words, va="center", fontsize="small", **look)
    words = (
        f"rests at {signed(pose.angle)} deg (healthy {signed(pose.healthy_angle)})\n"
        f"colour: tension, 0 to {most:.0f} N"
    )
    below: Look = {"transform": ax.transAxes, "ha": "center", "va": "top"}
    ax.text(0.5, 0.0, words, fontsize="small", color=COLOURS["ink"], **below)
    ax.set(xlim=(-1.15, 1.15), ylim=(-1.25, 1.08), aspect="equal")
    ax.set_axis_off()
    ax.set_title(title, loc="center", pad=points(6))
    _shrink(ax)


def _shrink(ax: Axes) -> None:
    """Make texts smaller that would leave the Axes to a side, or the figure above or below."""
    ax.apply_aspect()
    room, page = ax.get_window_extent(), ax.figure.bbox
    for text in (*ax.texts, ax.title):
        box = text.get_window_extent()
        across = max(room.x0 - box.x0, box.x1 - room.x1, 0.0) / box.width
        up = max(page.y0 - box.y0, box.y1 - page.y1, 0.0) / box.height
        text.set_fontsize(text.get_fontsize() * (1.0 - 1.3 * max(across, up)))


def _muscle(ax: Axes, pose: Pose, muscle: str, side: float, start: float, colour: Any) -> None:
    """Tendon, belly, and the mark where the belly ends in health."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Curve

    drawn, own = outline(pose.angle + start, side, pose.length[muscle]), MUSCLES[muscle]
    bend = Curve.CURVE3
    tendon = Curve(drawn["path"], [Curve.MOVETO, Curve.LINETO, bend, bend])
    ax.add_patch(
        PathPatch(tendon, facecolor="none", edgecolor=COLOURS["tendon"], linewidth=points(2.5), zorder=3)
    )
    first, last, up, down = drawn["belly"]
    belly = Curve([first, up, last, down, first], [Curve.MOVETO, bend, bend, bend, bend])
    edge: Look = {"edgecolor": own["color"], "linestyle": own["linestyle"], "linewidth": points(1.4)}
    ax.add_patch(PathPatch(belly, facecolor=colour, zorder=4, label=muscle, **edge))
    along = (last - first) / np.hypot(*(last - first))
    end, across = first + SCALE * pose.healthy_length[muscle] * along, 0.05 * along[::-1] * (1, -1)
    ax.plot(
        *np.transpose([end - across, end + across]), color=COLOURS["ink"], linewidth=points(1.2), zorder=5
    )


@on_axes
def torque_angle(result: Result, muscle: str = "agonist", ax: Axes | None = None) -> Axes:
    """Passive torque against angle: healthy, before and after.

    Each curve ends where the stretch is no longer tolerated. A range that grows along an unchanged curve is
    tolerance; a curve that moves is tissue.

    Parameters
    ----------
    result : Result
    muscle : {"agonist", "antagonist"}
        The muscle that is stretched.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(), days=7)
    >>> [line.get_label() for line in mb.plot.torque_angle(person.history).lines[::2]]
    ['healthy', 'before', 'after', 'end of range']
    """
    if muscle not in MUSCLES:
        raise unknown("muscle", muscle, MUSCLES)
    ax = axes_or_new(ax, 5.0, 3.8)
    body, colour = result.body, MUSCLES[muscle]["color"]
    curves: tuple[tuple[str, Array, Look], ...] = (
        ("healthy", result.person.healthy_state, {"color": COLOURS["healthy"], "linestyle": (0, (1.2, 1.2))}),
        ("before", result.states[0], {"color": colour, "linestyle": (0, (5, 1.6))}),
        ("after", result.states[-1], {"color": colour, "linestyle": "-"}),
    )
    ends = [float(readouts.range_of_motion(body, state, muscle)) for _, state, _ in curves]
    for (label, state, look), end in zip(curves, ends, strict=True):
        angles = np.linspace(min(ends) - FALL_SHORT, end, 120)
        torque = readouts.passive_torque_curve(body, state, muscle, angles)
        ax.plot(angles, torque, label=label, **look)
        dot: Look = {"color": look["color"], "markersize": points(6), "label": f"_{label}: end of range"}
        ax.plot(angles[-1:], torque[-1:], "o", **dot)
    ax.plot([], [], "o", color=COLOURS["quiet"], label="end of range")
    group = getattr(result.pair, muscle)
    ax.set_xlabel(f"{result.pair.joint} angle from neutral, lengthening the {group} [deg]")
    ax.set_ylabel("passive torque [N m]")
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    ax.legend(loc="upper left", handlelength=2.8)
    return ax
