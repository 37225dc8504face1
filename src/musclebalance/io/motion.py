"""Motion that was recorded: storage files of OpenSim, marker files, and the angle of a joint in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import FileError, MusclebalanceError, check_range, unknown
from ..core.sheet import text_of
from ..pairs import Pair
from .grid import UNENDED, Grid, cells_of, decimal_of, lines_of
from .placing import placed
from .signals import Signals, clock, span

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Endings of a column's name -> its unit; all others are rotations. Coordinates, loads and plates of OpenSim.
NO_ROTATION: Mapping[str, str] = {
    r"_t[xyz]": "m", r"_p[xyz]": "m", r"_moment": "N m", r"_torque_?[xyz]?": "N m", r"_force": "N",
    r"_v[xyz]": "N", r"_m[xyz]": "N m",
}  # fmt: skip
#: Columns of states, muscles and bodies: speeds, activations, lengths, positions. Their unit stands nowhere.
NO_COORDINATE = re.compile(r"/(?!value$)[^/]*$|\.|_u$|_[XYZ]$|(?i:_activation|_fiber_length)$")
#: No joint turns further [rad]; a joint that stays within this span rests [deg].
FULL_TURN, STILL = 4.0 * np.pi, 5.0
#: Words for a passive range of motion, which nobody reads off a movement.
PASSIVE = ("rom", "range", "range of motion", "rom agonist", "rom antagonist", "passive range of motion")
_MARKERS = "marker files of type 4 (XYZ)"


@public
def read_motion(path: str | Path | TextIO, *, degrees: bool | None = None) -> Signals:
    """Coordinates over time from a ``.mot`` or ``.sto`` file, or points from a ``.trc`` or ``.c3d`` file.

    Storage files are read as programs and spreadsheets leave them: surplus tabs, commas, decimal commas,
    remarks in the header, a late start. ``inDegrees`` holds for rotations only: a translation stays in
    metres, a moment in N m. Rotations come in degrees.

    Parameters
    ----------
    path : path of a file, or open text of a storage file
    degrees : bool, optional
        Whether rotations are in degrees, where the file does not say ``inDegrees``.

    Returns
    -------
    Signals

    Raises
    ------
    FileError
        Naming line or frame: no ``inDegrees``, fewer rows than announced, a file that was cut.

    See Also
    --------
    joint_angle

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> head = "walk\\nnRows=3\\nnColumns=3\\ninDegrees=no\\nendheader\\n"
    >>> rows = "time\\thip_flexion_r\\tpelvis_ty\\n0\\t0.1\\t0.9\\n0.1\\t0.2\\t0.9\\n0.2\\t0.3\\t0.9\\n"
    >>> found = mb.read_motion(io.StringIO(head + rows))
    >>> found["hip_flexion_r"].round(1).tolist(), found["pelvis_ty"].tolist(), found.units["pelvis_ty"]
    ([5.7, 11.5, 17.2], [0.9, 0.9, 0.9], 'm')
    """
    ending = Path(path).suffix.lower() if isinstance(path, str | Path) else ""
    if ending == ".c3d":
        from .c3d_file import points

        return points(Path(str(path)))
    text, name, found = text_of(path)
    if ending == ".trc" or text.startswith("PathFileType"):
        return _markers(text, name, found)
    return _storage(text, name, found, degrees)


def _storage(text: str, name: str, found: Sequence[str], degrees: bool | None) -> Signals:
    """A storage file."""
    lines = lines_of(text)
    end = next((k for k, (_, line) in enumerate(lines) if line.strip(" \t,;").lower() == "endheader"), None)
    if end is None:
        raise FileError(name, "has no line 'endheader'; is this a .mot or .sto file?")
    header = _header(lines[:end], name)
    body = [(k, line) for k, line in lines[end + 1 :] if line.strip(" \t,;")]
    if len(body) < 3:
        raise FileError(name, "has fewer than two rows below its labels; export it again.", lines[end][0])
    mark = next((one for one in ("\t", ";", ",") if one in body[0][1].strip()), None)
    labels = [cell for cell in cells_of(body[0][1], mark) if cell]
    rows = [(k, [*cells_of(line, mark)]) for k, line in body[1:]]
    _check_size(header, labels, rows, name)
    decimal = decimal_of([cells for _, cells in rows], [k for k, _ in rows], name, settled=True)
    grid = Grid(
        name, tuple(labels), ("",) * len(labels), ("",) * len(labels), tuple(k for k, _ in rows),
        tuple(tuple(cells[: len(labels)]) for _, cells in rows), decimal, None, (),
    )  # fmt: skip
    if labels[0].lower() != "time":
        raise FileError(name, f"begins with the column {labels[0]!r}, where 'time' is expected.", body[0][0])
    stated = _in_degrees(header, degrees, name)
    time, rate, _ = clock(grid, 0, "s", None)
    columns, units = {}, {}
    for place, label in enumerate(labels[1:], 1):
        if label in columns:
            raise FileError(name, f"column {label!r} stands there twice; rename one.", body[0][0])
        values = grid.column(place)
        if not np.isfinite(values).all():
            row = int(np.argmin(np.isfinite(values)))
            raise grid.error(f"{label} is missing; delete the line, or export again.", row)
        units[label] = _unit(label)
        columns[label] = values if units[label] != "deg" or stated else np.degrees(values)
    found = [*found, *([] if text.endswith(("\n", "\r")) else [UNENDED])]
    told = [*found, *(["decimal commas"] if decimal == "," else []), *_turned(columns, units, stated, name)]
    return Signals(name, time, columns, units, rate, tuple(told))


def _header(lines: Sequence[tuple[int, str]], name: str) -> dict[str, tuple[str, int]]:
    """What a header says, in lower case, and the line; remarks and blank lines say nothing."""
    said: dict[str, tuple[str, int]] = {}
    for number, line in lines:
        key, sign, value = line.strip(" \t,;").partition("=")
        key = key.strip().lower()
        if sign and key in said and said[key][0].lower() != value.strip().lower():
            raise FileError(name, f"says {key} = {said[key][0]} and {value.strip()}; keep one.", number)
        if sign:
            said[key] = value.strip(), number
    return said


def _check_size(
    header: Mapping[str, tuple[str, int]], labels: Sequence[str], rows: Sequence[tuple[int, list[str]]],
    name: str,
) -> None:  # fmt: skip
    """Refuse rows that are too long or too short, or another number of them than the header announces."""
    for line, cells in rows:
        filled = max((k + 1 for k, cell in enumerate(cells) if cell), default=0)
        if filled != len(labels):
            raise FileError(
                name, f"{filled} numbers under {len(labels)} labels; the file is cut or damaged here: export "
                "it again.", line,
            )  # fmt: skip
    for key, count in (("nrows", len(rows)), ("ncolumns", len(labels))):
        value, line = header.get(key, (str(count), 0))
        if not value.isdigit() or int(value) != count:
            raise FileError(
                name, f"announces {key} = {value} and has {count}; the file is cut: export it again, or "
                "correct this line.", line,
            )  # fmt: skip


def _in_degrees(header: Mapping[str, tuple[str, int]], degrees: bool | None, name: str) -> bool:
    """Whether rotations are in degrees, as the file or the user says."""
    value, line = header.get("indegrees", ("", 0))
    said = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(value.lower())
    if value and said is None:
        raise FileError(name, f"inDegrees is {value!r}; write yes or no.", line)
    if said is None and degrees is None:
        raise FileError(name, "does not say inDegrees; say degrees=True or degrees=False.")
    if said is not None and degrees is not None and said != degrees:
        raise FileError(name, f"says inDegrees={value}; leave degrees out, or correct the file.", line)
    return bool(said if said is not None else degrees)


def _unit(label: str) -> str:
    """Unit of a column of a storage file, "?" where no name of a coordinate, load or plate tells it."""
    if NO_COORDINATE.search(label):
        return "?"
    bare = label.lower().removesuffix("/value")
    return next((unit for end, unit in NO_ROTATION.items() if re.search(f"{end}$", bare)), "deg")


def _turned(columns: Mapping[str, Array], units: Mapping[str, str], degrees: bool, name: str) -> list[str]:
    """What was done with rotations; refuses radians that are degrees."""
    turns = {label: float(np.abs(values).max()) for label, values in columns.items() if units[label] == "deg"}
    others = [f"{label} [{unit}]" for label, unit in units.items() if unit != "deg"]
    told = [f"not turned: {', '.join(others[:6])}{' ...' if len(others) > 6 else ''}"] if others else []
    if not turns:
        return told
    label, most = max(turns.items(), key=lambda entry: entry[1])
    if not degrees and most > np.degrees(FULL_TURN):
        raise FileError(name, f"says radians, and {label} reaches {np.radians(most):.3g}; is it in degrees?")
    if degrees and most < np.pi:
        told.append(f"says degrees, and no rotation exceeds {most:.2g}: are they radians?")
    return [f"rotations in {'degrees' if degrees else 'radians, turned to degrees'}", *told]


def _markers(text: str, name: str, found: Sequence[str]) -> Signals:
    """A marker file: three columns of metres for each marker; a marker that was not seen is NaN."""
    lines = [line for _, line in lines_of(text)]
    if len(lines) < 7 or not lines[0].startswith("PathFileType"):
        raise FileError(name, f"does not begin with PathFileType; {_MARKERS} are read.", 1)
    said = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=False))
    try:
        rate, frames = float(said["DataRate"]), int(said["NumFrames"])
        count, scale = int(said["NumMarkers"]), {"mm": 1e-3, "cm": 1e-2, "m": 1.0}[said["Units"]]
    except (KeyError, ValueError):
        message = "does not say DataRate, NumFrames, NumMarkers and Units (mm, cm or m) in lines 2 and 3."
        raise FileError(name, message, 3) from None
    if not rate > 0.0:
        raise FileError(name, f"DataRate is {said['DataRate']}; write the frames a second.", 3)
    names = [cell.strip() for cell in lines[3].split("\t")[2:] if cell.strip()]
    if len(names) != count or len(set(names)) != count:
        raise FileError(name, f"announces {count} markers and names {len(set(names))} of them.", 4)
    rows = [(k + 1, line.split("\t")) for k, line in enumerate(lines[5:], 5) if line.strip()]
    if len(rows) != frames:
        raise FileError(
            name, f"announces {frames} frames and has {len(rows)}; the file is cut: export it again.", 3
        )
    labels = ("Frame", "time", *(f"{marker} {axis}" for marker in names for axis in "xyz"))
    for line, cells in rows:
        if len(cells) < len(labels) or any(cell.strip() for cell in cells[len(labels) :]):
            raise FileError(
                name, f"{len(cells)} cells where {count} markers need {len(labels)}; mend the line.", line
            )
    grid = Grid(
        name, labels, ("",) * len(labels), ("",) * len(labels), tuple(k for k, _ in rows),
        tuple(tuple(cell.strip() for cell in cells[: len(labels)]) for _, cells in rows), ".", (rate, 3), (),
    )  # fmt: skip
    time, true_rate, _ = clock(grid, 1, "s", None)
    columns = {label: scale * grid.column(k + 2) for k, label in enumerate(labels[2:])}
    unseen = [marker for marker in names if np.isnan(columns[f"{marker} x"]).any()]
    told = [f"not seen in every frame: {', '.join(unseen)}"] if unseen else []
    return Signals(name, time, columns, dict.fromkeys(columns, "m"), true_rate, (*found, *told))


@dataclass(frozen=True, eq=False, repr=False)
class JointAngle:
    """The angle of a pair's joint over time, in the pair's own coordinate.

    Parameters
    ----------
    name : str
        The file, and the coordinate in it.
    pair, side
        Whose joint it is.
    time, angle : ndarray (k,)
        [s], [deg] as ``pair.coordinate`` has it.
    seen : tuple of str
        How it was found.

    Examples
    --------
    >>> import numpy as np, musclebalance as mb
    >>> hip = mb.pair("hip-flexors-gluteus-maximus")
    >>> mb.JointAngle("made", hip, "left", np.arange(3.0), np.array([4.0, 5.0, 6.0])).resting_angle()
    5.0
    """

    name: str
    pair: Pair
    side: str
    time: Array
    angle: Array
    seen: tuple[str, ...] = field(default=())

    def resting_angle(self) -> float:
        """Mean angle of a joint that is at rest [deg]; one that moves by more than 5 deg is refused."""
        moved = float(np.ptp(self.angle))
        if moved > STILL:
            raise MusclebalanceError(
                f"{self.name}: the joint moves by {moved:.3g} deg, so it is not at rest; cut the recording "
                "to the time in which the person stood or lay still."
            )
        return float(self.angle.mean())

    def active_range(self) -> tuple[float, float]:
        """Smallest and largest angle in the movement [deg]: what the person did, not how far it goes."""
        return float(self.angle.min()), float(self.angle.max())

    def visits(
        self, day: int, measurement: str = "resting angle", *, sd: float | None = None
    ) -> pd.DataFrame:
        """The resting angle as a measurement of a visit, for :func:`musclebalance.fit`.

        Parameters
        ----------
        day : int
            Day of the visit; 0 is the first.
        measurement : str
            ``"resting angle"``; a passive range of motion is refused, since no movement shows it.
        sd : float, optional
            Standard error of measurement [deg].
        """
        import pandas as pd

        asked = " ".join(measurement.lower().replace("_", " ").split())
        if asked in PASSIVE:
            low, high = self.active_range()
            raise MusclebalanceError(
                f"{self.name}: {low:.1f} to {high:.1f} deg is what the person did in this movement; a "
                "passive range of motion is how far the relaxed joint can be moved. Measure it with a "
                "goniometer, or read a passive test with mb.read_dynamometer."
            )
        if asked != "resting angle":
            raise unknown("measurement of a joint angle", measurement, ("resting angle",))
        row = {
            "day": day, "measurement": asked, "side": self.side, "value": self.resting_angle(), "unit": "deg",
        }  # fmt: skip
        if sd is not None:
            row["sd"] = check_range("sd", sd, 1e-6, 100.0, "deg")
        return pd.DataFrame([row])

    def __repr__(self) -> str:
        low, high = self.active_range()
        rate = (len(self.time) - 1) / (self.time[-1] - self.time[0])
        head = f"{self.pair.joint} angle, {self.side}: {span(self.time, rate)}"
        return "\n  ".join([head, f"{self.pair.coordinate}: {low:.4g} to {high:.4g}", *self.seen])


@public
def joint_angle(
    motion: Signals, coordinate: str, pair: Pair, *, side: str | None = None, sign: int | None = None,
    zero: float | None = None,
) -> JointAngle:  # fmt: skip
    """The angle of a pair's joint from a coordinate of a motion file.

    Parameters
    ----------
    motion : Signals
        From :func:`musclebalance.read_motion`.
    coordinate : str
        Name of the coordinate, as ``"hip_flexion_r"``.
    pair : Pair
    side : {"left", "right"}
        Side of the body.
    sign : {1, -1}
        1 if the coordinate rises with the pair's (``pair.coordinate``), -1 if it falls.
    zero : float
        Value of the coordinate at which the pair's is 0 [deg].

    Raises
    ------
    MusclebalanceError
        Side, sign or zero is missing, which says what to pass; the coordinate is no rotation.

    Examples
    --------
    >>> import numpy as np, musclebalance as mb
    >>> knee = np.array([-10.0, -20.0, -60.0])
    >>> motion = mb.Signals("walk.mot", np.arange(3.0), {"knee_angle_l": knee}, {"knee_angle_l": "deg"}, 1.0)
    >>> pair = mb.pair("hamstrings-quadriceps")
    >>> mb.joint_angle(motion, "knee_angle_l", pair, side="left", sign=-1, zero=0).active_range()
    (10.0, 60.0)
    """
    values = motion[coordinate]
    if motion.units[coordinate] != "deg":
        raise MusclebalanceError(
            f"{motion.name}: {coordinate!r} is in {motion.units[coordinate]}, no angle; angles of joints "
            "come from a model, by inverse kinematics."
        )
    found = placed(pair, side=side, sign=sign, zero=zero)
    if np.isnan(values).any():
        raise MusclebalanceError(f"{motion.name}: {coordinate!r} has missing values; export it again.")
    most = float(values[np.argmax(np.abs(values))])
    check_range(f"{motion.name}: {coordinate}", most, -360.0, 360.0, "deg", "of a joint; is inDegrees right?")
    told = f"{coordinate} less {found.zero:g} deg, sign {found.sign:+.0f}"
    angle = found.sign * (values - found.zero)
    name = f"{motion.name}: {coordinate}"
    return JointAngle(name, pair, found.side, motion.time, np.asarray(angle), (*motion.seen, told))
