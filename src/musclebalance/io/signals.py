"""Named signals over time, whatever machine recorded them, and the clock they run on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from .grid import Grid

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

TIME = ("time", "t", "elapsed time", "zeit")
FRAME = ("frame", "frames", "frame#", "sample", "samples", "item", "bild")
SUB_FRAME = ("sub frame", "subframe", "sub frames")
#: How far a step of time may be from the usual one before it counts as a gap, and by how much a clock may
#: differ from the rate that is stated.
GAP, DRIFT = 1.5, 0.01


@dataclass(frozen=True, eq=False, repr=False)
class Signals:
    """Signals over time.

    Parameters
    ----------
    name : str
        The file.
    time : ndarray (k,)
        [s].
    columns, units : mapping
        Name -> ndarray (k,), and its unit.
    rate : float
        Samples a second [Hz].
    seen : tuple of str
        What was seen in the file, and what was left out and why.

    Examples
    --------
    >>> import numpy as np, musclebalance as mb
    >>> time = np.arange(3) / 100
    >>> print(mb.Signals("made", time, {"EMG biceps": 1e-4 * time}, {"EMG biceps": "V"}, rate=100.0))
    made: 3 samples in 0.02 s from 0 s, 100 Hz
      EMG biceps [V]
    """

    name: str
    time: Array
    columns: Mapping[str, Array]
    units: Mapping[str, str]
    rate: float
    seen: tuple[str, ...] = field(default=())

    def __getitem__(self, name: str) -> Array:
        """A signal by its name."""
        if name not in self.columns:
            raise unknown(f"signal in {self.name}", name, self.columns)
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.time)

    @property
    def duration(self) -> float:
        """Time from the first sample to the last [s]."""
        return float(self.time[-1] - self.time[0])

    def to_frame(self) -> pd.DataFrame:
        """Signals as columns ``"name [unit]"`` over time [s]."""
        import pandas as pd

        columns = {f"{name} [{self.units[name]}]": values for name, values in self.columns.items()}
        return pd.DataFrame(columns, pd.Index(self.time, name="time [s]"))

    def __repr__(self) -> str:
        named = ", ".join(f"{name} [{self.units[name]}]" for name in self.columns)
        return "\n  ".join([f"{self.name}: {span(self.time, self.rate)}", named, *self.seen])


def span(time: Array, rate: float) -> str:
    """Samples, duration and rate in words."""
    return f"{len(time)} samples in {time[-1] - time[0]:.6g} s from {time[0]:.6g} s, {rate:.6g} Hz"


def spoken(name: str) -> str:
    """A heading as it is compared: no case, unit, dashes and double blanks."""
    bare = name.split("[")[0].split("{")[0]
    return " ".join(bare.replace("_", " ").replace("-", " ").lower().split())


def clock(grid: Grid, place: int | None, unit: str, rate: float | None) -> tuple[Array, float, list[str]]:
    """Times [s], rate [Hz] and how they were found: a column of time, counters, or a rate alone."""
    if rate is not None:
        check_range("rate", rate, 1e-3, 1e6, "Hz")
    stated = grid.rate
    if rate is not None and stated is not None and abs(rate / stated[0] - 1.0) > DRIFT:
        raise grid.error(
            f"rate {rate:g} Hz, but line {stated[1]} says {stated[0]:g}; leave rate out, or correct one."
        )
    known = rate if rate is not None else stated[0] if stated else None
    if place is not None:
        time = grid.scaled(place, unit, "time")
        return (*_checked(grid, time, known), [])
    count = _counted(grid)
    if known is None:
        how = "counts frames but states no rate" if count else "has neither a column of time nor a rate"
        raise grid.error(f"{how}; say rate=, in samples a second [Hz].")
    told = f"time from {'the counters' if count else 'the order of rows'} at {known:g} Hz"
    told += f" (line {stated[1]})" if stated and rate is None else " (as stated)"
    return np.arange(len(grid.rows)) / known, known, [told]


def _checked(grid: Grid, time: Array, stated: float | None) -> tuple[Array, float]:
    """A column of time that rises, agrees with what is stated and has no gap; or an error with the line."""
    if np.isnan(time).any():
        raise grid.error("time is missing; delete the line, or export again.", int(np.argmax(np.isnan(time))))
    steps = np.diff(time)
    if len(steps) == 0:
        raise grid.error(f"{len(time)} samples are no recording; export it again.")
    if (steps <= 0.0).any():
        row = int(np.argmax(steps <= 0.0)) + 1
        raise grid.error("time does not rise here; give each trial a file of its own.", row)
    usual = float(np.median(steps))
    if (steps > GAP * usual + 1e-9).any():
        row = int(np.argmax(steps > GAP * usual + 1e-9)) + 1
        raise grid.error(
            f"{steps[row - 1]:.6g} s after the sample before, where {usual:.6g} s is usual: samples are "
            "missing; export again, or give the parts as files of their own.", row,
        )  # fmt: skip
    rate = (len(time) - 1) / float(time[-1] - time[0])
    if stated is not None and abs(rate / stated - 1.0) > DRIFT:
        raise grid.error(
            f"the column of time runs at {rate:.6g} Hz, and {stated:g} Hz is stated; is its unit right?"
        )
    return time, rate


def _counted(grid: Grid) -> bool:
    """Whether rows are counted; a counter that leaves one out is an error with the line."""
    names = [spoken(name) for name in grid.names]
    frame = next((k for k, name in enumerate(names) if name in FRAME), None)
    if frame is None:
        return False
    frames = grid.column(frame)
    sub = next((k for k, name in enumerate(names) if name in SUB_FRAME), None)
    steps = np.diff(frames)
    if sub is None:
        wrong = steps != 1.0
    else:
        parts = grid.column(sub)
        per_frame = parts.max() - parts.min() + 1.0
        wrong = np.diff(frames * per_frame + parts) != 1.0
    if wrong.any():
        raise grid.error(
            "the counter of frames leaves samples out here, or begins anew; give each trial a file of its "
            "own.", int(np.argmax(wrong)) + 1,
        )  # fmt: skip
    return True


def whole_rows(grid: Grid, columns: Mapping[str, Array]) -> tuple[slice, list[str]]:
    """Rows in which all columns have a number: those at the ends may be blank, one in the middle may not."""
    blank = np.any([np.isnan(values) for values in columns.values()], axis=0)
    if blank.all():
        raise grid.error("no row has all of " + ", ".join(columns) + ".")
    first, last = int(np.argmin(blank)), len(blank) - int(np.argmin(blank[::-1]))
    hole = np.flatnonzero(blank[first:last])
    if len(hole):
        row = first + int(hole[0])
        name = next(name for name, values in columns.items() if np.isnan(values[row]))
        raise grid.error(f"{name} is missing in the middle; mend the line, or export again.", row)
    told = []
    for count, where in ((first, "beginning"), (len(blank) - last, "end")):
        if count:
            told.append(f"{count} incomplete {'row' if count == 1 else 'rows'} at the {where} left out")
    return slice(first, last), told


def chosen(grid: Grid, wanted: str | int, role: str) -> int:
    """Place of a column that the user names by heading, by group and heading, or by number from 1."""
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        if not 1 <= wanted <= len(grid.labels):
            raise grid.error(f"columns: {role} is column {wanted}, and there are {len(grid.labels)}.")
        return wanted - 1
    if not isinstance(wanted, str):
        raise MusclebalanceError(f"columns: {role} is named by its heading or its number from 1.")
    exact = [k for k, label in enumerate(grid.labels) if label == wanted]
    alike = [k for k, name in enumerate(grid.names) if spoken(name) == spoken(wanted)]
    same = exact or alike
    if len(same) > 1:
        told = ", ".join(repr(grid.labels[k]) for k in same)
        raise grid.error(f"{len(same)} columns are called {wanted!r} ({told}); name {role} by its number.")
    if not same:
        raise grid.error(str(unknown("column", wanted, grid.labels)))
    return same[0]


def left_out(grid: Grid, kept: Sequence[int]) -> list[str]:
    """Columns that nothing was read from, in words."""
    others = [grid.labels[k] for k in range(len(grid.labels)) if k not in kept and grid.names[k]]
    names = [n for n in others if spoken(n) not in (*FRAME, *SUB_FRAME)]
    shown = ", ".join(map(repr, names[:6])) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    return [f"left out, as nothing here needs it: {shown}"] if names else []
