"""What a dynamometer recorded: time, angle, torque, velocity, muscle activity, from the text of any make."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown
from .grid import Grid, read_grid
from .quantities import KNOWN, dimension_of
from .signals import TIME, Signals, chosen, clock, left_out, span, spoken, whole_rows

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: What machines call their columns; of several angles or torques, none is preferred.
NAMES: Mapping[str, tuple[str, ...]] = {
    "time": TIME,
    "angle": ("angle", "position", "pos", "joint angle", "joint position", "pos (anat)", "anat pos",
              "anatomical position", "position (anat)", "winkel", "position (anatomical)"),
    "torque": ("torque", "moment", "joint torque", "joint moment", "drehmoment"),
    "velocity": ("velocity", "speed", "vel", "angular velocity", "joint velocity", "geschwindigkeit",
                 "winkelgeschwindigkeit"),
}  # fmt: skip
#: Roles that every recording needs.
NEEDED = ("angle", "torque")
#: What a joint and a dynamometer can show: angle [deg], torque [N m], velocity [deg/s].
POSSIBLE = {"angle": (-360.0, 360.0), "torque": (-1000.0, 1000.0), "velocity": (-1000.0, 1000.0)}
#: Correlation of the angle with what the velocity adds up to from which the two go together, and how many
#: times as far the one may go as the other.
ALIKE, TWICE = 0.9, 2.0
#: Time over which an angle is smoothed where its velocity has to be found [s].
SMOOTHED = 0.2
#: Times the usual change, and share of the whole range, by which a sample jumps.
JUMP, LEAST_JUMP = 20.0, 0.02
#: Samples and angles without which a weight cannot be told from what resists.
FEWEST, LEAST_SPAN = 20, 5.0


@dataclass(frozen=True, eq=False, repr=False)
class Recording:
    """What a dynamometer recorded, as it was recorded: angle and torque have the machine's zero and sign.

    Parameters
    ----------
    name : str
        The file.
    time, angle, torque, velocity : ndarray (k,)
        [s], [deg], [N m], [deg/s].
    emg : Signals or None
        Muscle activity over the same time.
    rate : float
        Samples a second [Hz].
    seen : tuple of str
        What was seen in the file, what was done with it, and what was left out and why.

    See Also
    --------
    read_dynamometer, passive_curve

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> text = "time [s];angle [deg];torque [Nm]\\n0,0;1;0,2\\n0,1;1,5;0,3\\n0,2;2;0,5\\n0,3;2,5;0,6"
    >>> mb.read_dynamometer(io.StringIO(text)).torque.tolist()
    [0.2, 0.3, 0.5, 0.6]
    """

    name: str
    time: Array
    angle: Array
    torque: Array
    velocity: Array
    emg: Signals | None
    rate: float
    seen: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.time)

    def without_gravity(self, slack: tuple[float, float]) -> Recording:
        """The recording without the weight of limb and lever.

        The weight's torque is ``A sin(angle) + B cos(angle)``, whatever the machine's zero. `A` and `B` are
        fitted over the `slack` angles (from, to) [deg], where tissue does not resist: you know where.

        Raises
        ------
        MusclebalanceError
            Fewer than 20 samples there, or angles that span less than 5 deg.
        """
        ends = _span_of(slack)
        inside = (self.angle >= ends[0]) & (self.angle <= ends[1])
        reach = float(np.ptp(self.angle[inside])) if inside.any() else 0.0
        if inside.sum() < FEWEST or reach < LEAST_SPAN:
            raise MusclebalanceError(
                f"{self.name}: {inside.sum()} samples over {reach:.3g} deg between {ends[0]:g} and "
                f"{ends[1]:g} deg cannot tell a weight; the angles recorded go from "
                f"{self.angle.min():.3g} to {self.angle.max():.3g} deg: give at least "
                f"{LEAST_SPAN:g} of them where tissue is slack."
            )
        turn = np.radians(self.angle)
        basis = np.stack([np.sin(turn), np.cos(turn)], axis=1)
        weight, *_ = np.linalg.lstsq(basis[inside], self.torque[inside], rcond=None)
        left = self.torque - basis @ weight
        spread = float(np.sqrt(np.mean(left[inside] ** 2)))
        inverse = np.linalg.pinv(basis[inside].T @ basis[inside])
        unsure = spread * np.sqrt(np.sum((basis @ inverse) * basis, axis=1))
        worst = int(np.argmax(unsure))
        told = (
            f"weight removed: {weight[0]:.3g} sin + {weight[1]:.3g} cos N m, fitted from {ends[0]:g} to "
            f"{ends[1]:g} deg, where {spread:.2g} N m (root mean square) are left; at "
            f"{self.angle[worst]:.3g} deg its standard error is {unsure[worst]:.2g} N m, more where samples "
            "hang together"
        )
        return replace(self, torque=left, seen=(*self.seen, told))

    def to_frame(self) -> pd.DataFrame:
        """The signals as columns with units over time [s]."""
        import pandas as pd

        columns = {"angle [deg]": self.angle, "torque [N m]": self.torque, "velocity [deg/s]": self.velocity}
        frame = pd.DataFrame(columns, pd.Index(self.time, name="time [s]"))
        return frame if self.emg is None else frame.join(self.emg.to_frame())

    def __repr__(self) -> str:
        lines = [f"{self.name}: {span(self.time, self.rate)}"]
        for name in ("angle", "torque", "velocity"):
            values, unit = getattr(self, name), KNOWN[name][0]
            lines.append(f"{name} {values.min():.4g} to {values.max():.4g} {unit}")
        if self.emg is not None:
            told = ", ".join(f"{name} [{unit}]" for name, unit in self.emg.units.items())
            lines.append(f"muscle activity: {told}")
        return "\n  ".join([*lines, *self.seen])


@public
def read_dynamometer(
    path: str | Path | TextIO, *, columns: Mapping[str, str | int] | None = None,
    units: Mapping[str, str] | None = None, rate: float | None = None, emg: Sequence[str] = (),
    decimal: str | None = None,
) -> Recording:  # fmt: skip
    """What a dynamometer recorded, from the text that its software exports.

    Biodex text, CON-TREX through a motion system (Nexus), Humac tables, or any table with named columns:
    title lines, lines of groups and units, counters of frames, decimal commas, and commas, semicolons, tabs
    or blanks between the cells are understood. Nothing is guessed: a unit that is missing or cannot be, two
    columns for one thing, a hole, a step in time and a file that was cut are refused with the line.

    Parameters
    ----------
    path : path of a text file, or open file
    columns : mapping, optional
        ``"time"``, ``"angle"``, ``"torque"`` or ``"velocity"`` -> heading, or number from 1, of its column,
        where the usual names do not tell, as in ``{"angle": "POS (ANAT)"}``.
    units : mapping, optional
        The same, and ``"emg"``, -> unit, where the file lacks it or has a wrong one.
    rate : float, optional
        Samples a second [Hz], where the file has no column of time and no rate.
    emg : sequence of str
        Headings of muscle activity, if they do not begin with ``EMG``.
    decimal : {".", ","}, optional
        Decimal mark, where no number tells.

    Returns
    -------
    Recording
        Print it to see what was read and what was left out.

    Raises
    ------
    FileError
        Naming the line, and what to do.

    See Also
    --------
    passive_curve, read_emg, read_motion

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> rows = "\\n".join(f"{k},0,{k * 0.01:.2f},{k * 0.02:.2f}" for k in range(1, 6))
    >>> text = f"Devices\\n100\\n,,Dyno,Dyno\\nFrame,Sub Frame,Angle,Torque\\n,,deg,N\\n{rows}\\n"
    >>> try:
    ...     mb.read_dynamometer(io.StringIO(text))
    ... except mb.MusclebalanceError as error:
    ...     print(error)
    table: column 'Torque' is in N, which measures force, not torque; if the heading is wrong, say \
units={'torque': 'N m'}.
    >>> print(mb.read_dynamometer(io.StringIO(text), units={"torque": "N m"}))
    table: 5 samples in 0.04 s from 0 s, 100 Hz
      angle 0.01 to 0.05 deg
      torque 0.02 to 0.1 N m
      velocity 1 to 1 deg/s
      commas between the cells
      time from the counters at 100 Hz (line 2)
      'Torque' is in N m, as stated; the file says N
      velocity from the angle
    """
    for given, what in ((columns or {}, "columns"), (units or {}, "units")):
        for role in given:
            if role not in (*NAMES, "emg") or (what == "columns" and role == "emg"):
                raise unknown(f"role in {what}", role, NAMES if what == "columns" else (*NAMES, "emg"))
    grid = read_grid(path, decimal)
    places = _places(grid, columns or {})
    stated = units or {}
    told = list(grid.found)
    time, rate_, found = clock(grid, places.get("time"), _unit(grid, places, stated, "time"), rate)
    told += found
    values = {
        role: grid.scaled(place, _unit(grid, places, stated, role), role)
        for role, place in places.items() if role != "time"
    }  # fmt: skip
    told += [_stated(grid, place, stated[role]) for role, place in places.items() if role in stated]
    activity, unit = activity_of(grid, places, emg, stated.get("emg"))
    for role in stated:
        if role not in places and not (role == "emg" and activity):
            raise grid.error(f"units: the file has no column of {role}; leave it out, or say columns=.")
    rows, dropped = whole_rows(grid, {**values, **activity})
    told += [*dropped, *left_out(grid, [*places.values(), *map(grid.labels.index, activity)])]
    values = {name: column[rows] for name, column in values.items()}
    _check_possible(grid, values, rows.start)
    told += _jumps(grid, values, rows.start)
    if "velocity" not in values:
        values["velocity"] = velocity_of(values["angle"], rate_)
        told.append("velocity from the angle")
    seen = tuple(told)
    muscles = {name: column[rows] for name, column in activity.items()}
    signals = (
        Signals(grid.path, time[rows], muscles, dict.fromkeys(muscles, unit), rate_) if muscles else None
    )
    return Recording(grid.path, time[rows], **values, emg=signals, rate=rate_, seen=seen)


def movement(recording: Recording) -> tuple[Array, list[str]]:
    """Velocity [deg/s] that goes with the angle: the one recorded, or the slope of the angle.

    What machines call velocity may be a speed without sign, or have the sign of another angle; the movement
    that lengthens a muscle is then the wrong one. A unit that is wrong shows in how far the joint has turned.
    """
    turned = np.cumsum(recording.velocity) / recording.rate
    own = velocity_of(recording.angle, recording.rate)
    if np.ptp(turned) == 0.0:
        return own, ["velocity from the angle: the one recorded shows no movement"]
    if np.corrcoef(turned, recording.angle)[0, 1] < ALIKE:
        return own, ["velocity from the angle: the one recorded has another sign, or none"]
    times = float(np.ptp(turned) / np.ptp(recording.angle))
    if not 1.0 / TWICE < times < TWICE:
        raise MusclebalanceError(
            f"{recording.name}: at the velocity recorded the joint turns {times:.3g} times as far as the "
            "angle says; is the unit of time, angle or velocity right? Say read_dynamometer(..., "
            "units={'velocity': ...}), or that of the other."
        )
    return recording.velocity, []


def velocity_of(angle: Array, rate: float) -> Array:
    """Velocity [deg/s] of an angle [deg]: the slope of parabolas over a fifth of a second."""
    from scipy.signal import savgol_filter

    window = max(5, 2 * round(SMOOTHED * rate / 2.0) + 1)
    if len(angle) < window:
        return np.gradient(angle, 1.0 / rate)
    return np.asarray(savgol_filter(angle, window, 2, deriv=1, delta=1.0 / rate))


def _places(grid: Grid, columns: Mapping[str, str | int]) -> dict[str, int]:
    """Place of each role's column."""
    places: dict[str, int] = {}
    for role, names in NAMES.items():
        if role in columns:
            places[role] = chosen(grid, columns[role], role)
            continue
        found = [k for k, name in enumerate(grid.names) if _called(name) in names]
        if len(found) > 1:
            told = " or ".join(repr(grid.labels[k]) for k in found)
            raise grid.error(
                f"{len(found)} columns may be the {role}; say which: columns={{{role!r}: {told}}}."
            )
        if found:
            places[role] = found[0]
        elif role in NEEDED:
            named = ", ".join(repr(label) for label in grid.labels[:12])
            raise grid.error(f"no column is called {role}; say columns={{{role!r}: ...}}, one of {named}.")
    twice = [role for role, place in places.items() if list(places.values()).count(place) > 1]
    if twice:
        raise grid.error(f"columns: one column is both {' and '.join(twice)}.")
    return places


def _called(name: str) -> str:
    """A heading without a unit in round brackets."""
    bare = re.sub(r"\(([^()]*)\)\s*$", lambda m: "" if dimension_of(m[1]) else m[0], name)
    return spoken(bare)


def _unit(grid: Grid, places: Mapping[str, int], stated: Mapping[str, str], role: str) -> str:
    """Unit of a role: stated, in the line of units, or in the heading."""
    if role in stated or role not in places:
        return stated.get(role, "")
    return unit_at(grid, places[role])


def unit_at(grid: Grid, place: int) -> str:
    """Unit of a column: in the line of units, or in the heading."""
    if grid.units[place]:
        return grid.units[place]
    found = re.search(r"[\[({]([^\[\](){}]*)[\])}]\s*$", grid.names[place])
    return found[1].strip() if found and (dimension_of(found[1]) or found[0][0] == "[") else ""


def _stated(grid: Grid, place: int, unit: str) -> str:
    """What the user said of a unit, beside what the file says."""
    own = unit_at(grid, place)
    beside = f"; the file says {own}" if own and own != unit else ""
    return f"{grid.labels[place]!r} is in {unit}, as stated{beside}"


def activity_of(
    grid: Grid, places: Mapping[str, int], named: Sequence[str | int], stated: str | None
) -> tuple[dict[str, Array], str]:
    """Columns of muscle activity, in V or %MVC, and their unit."""
    if isinstance(named, str):
        raise MusclebalanceError(f"emg: give a list of headings, as in [{named!r}].")
    places_ = [chosen(grid, name, "emg") for name in named]
    if not named:
        places_ = [
            k for k, (name, group) in enumerate(zip(grid.names, grid.groups, strict=True))
            if k not in places.values() and name and re.search(r"\bemg", f"{group} {name}".lower())
        ]  # fmt: skip
    units = {stated or unit_at(grid, k) for k in places_}
    kinds = {"share of an MVC" if dimension_of(unit) == "share of an MVC" else "voltage" for unit in units}
    if len(kinds) > 1:
        raise grid.error("some muscle activity is in %MVC, some in volts; leave one out with emg=[...].")
    kind = next(iter(kinds), "voltage")
    values = {grid.labels[k]: grid.scaled(k, stated or unit_at(grid, k), kind) for k in places_}
    return values, KNOWN[kind][0]


def _check_possible(grid: Grid, values: Mapping[str, Array], first: int) -> None:
    """Refuse what no joint and no dynamometer shows."""
    for name, column in values.items():
        low, high = POSSIBLE[name]
        far = (column < low) | (column > high)
        if far.any():
            row = int(np.argmax(far))
            raise grid.error(
                f"{name} {column[row]:.6g} {KNOWN[name][0]} is outside {low:g} to {high:g}; is the unit "
                "right, or is it a code for a missing value?", first + row,
            )  # fmt: skip
    if np.ptp(values["angle"]) == 0.0:
        raise grid.error("the angle never changes; is this the right column?")


def _jumps(grid: Grid, values: Mapping[str, Array], first: int) -> list[str]:
    """Single samples far from both neighbours, which agree: codes for missing values, or faults."""
    told = []
    for name, column in values.items():
        before, here, after = column[:-2], column[1:-1], column[2:]
        usual = np.median(np.abs(np.diff(column))) if len(column) > 2 else 0.0
        room = JUMP * max(usual, LEAST_JUMP * np.ptp(np.percentile(column, (1, 99))))
        off = np.minimum(np.abs(here - before), np.abs(here - after))
        alone = off > np.maximum(room, JUMP * np.abs(after - before))
        if alone.any():
            place = 1 + int(np.argmax(alone))
            told.append(
                f"{alone.sum()} sample(s) of {name} jump and come back, the first to {column[place]:.6g} "
                f"{KNOWN[name][0]} in line {grid.lines[first + place]}: kept; are they codes for "
                "missing values?"
            )
    return told


def _span_of(span: tuple[float, float]) -> tuple[float, float]:
    """Two angles [deg], the smaller first."""
    if isinstance(span, str) or np.size(span) != 2:
        raise MusclebalanceError("slack: give two angles of the machine [deg], as in (5, 30).")
    low, high = (check_range("an end of slack", end, -360.0, 360.0, "deg") for end in span)
    return min(low, high), max(low, high)
