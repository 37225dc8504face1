"""Muscle activity from electrodes: filtered, rectified, as a share of a maximal contraction; its pauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown
from ..model.body import MUSCLES
from ..model.readouts import sustained_activity
from .dynamometer import activity_of, unit_at
from .grid import read_grid
from .placing import SIDES
from .signals import TIME, Signals, chosen, clock, left_out, spoken, whole_rows

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Pass band [Hz], order of the filter in each direction, and the lowest rate that carries the band [Hz].
BAND, ORDER, LOWEST = (20.0, 450.0), 2, 1000.0
#: Windows of the root mean square [s]: of a reading, and of the strongest part of a maximal contraction.
WINDOW, STRONGEST = 0.1, 0.5
#: Activity up to which a stretched muscle counts as silent [%MVC].
SILENT = 5.0
#: Activity below which a muscle pauses [%MVC], and the shortest pause [s].
PAUSE, SHORTEST = 0.5, 0.2
#: Lowest value of an envelope that a filter leaves [%MVC], and power of rest over that of a recording from
#: which it was no rest.
LEAST, LOUDER = -1.0, 2.0
#: Equal extreme samples in a row from which an amplifier was overdriven.
CLIPPED = 5


@dataclass(frozen=True, eq=False, repr=False)
class Activity:
    """Muscle activity as a share of a maximal contraction.

    Parameters
    ----------
    name : str
        The file.
    time : ndarray (k,)
        Start of each window [s].
    levels : mapping of str to ndarray (k,)
        Root mean square in each window [%MVC], by muscle.
    window : float
        Its length [s].
    seen : tuple of str
        How it was found.

    References
    ----------
    Hanvold et al. 2013 (T45: sustained activity); Veiersted et al. 1990, doi 10.1007/BF00397846 (gaps).

    Examples
    --------
    >>> import numpy as np, musclebalance as mb
    >>> activity = mb.Activity("made", 0.1 * np.arange(4), {"trapezius": np.array([2.0, 0.1, 0.2, 3.0])}, 0.1)
    >>> activity.gaps("trapezius")
    0.5
    """

    name: str
    time: Array
    levels: Mapping[str, Array]
    window: float
    seen: tuple[str, ...] = field(default=())

    def __getitem__(self, muscle: str) -> Array:
        if muscle not in self.levels:
            raise unknown(f"muscle in {self.name}", muscle, self.levels)
        return self.levels[muscle]

    def sustained(self, muscle: str) -> float:
        """Share of the recording in sustained low-level activity [-]: the rule of :mod:`readouts` (SULMA).

        Activity above 0.5 %MVC for over 4 min without a gap of 4 s; a day of the model has the same reading.
        """
        return float(np.mean(sustained_activity(self.time, self[muscle] / 100.0)))

    def gaps(self, muscle: str) -> float:
        """Share of the recording in which activity is below 0.5 %MVC for 0.2 s or longer [-]."""
        return float(sum(len(run) for run in self._pauses(muscle)) / len(self.time))

    def gaps_per_minute(self, muscle: str) -> float:
        """Pauses of 0.2 s or longer, a minute [1/min]."""
        return float(60.0 * len(self._pauses(muscle)) / (len(self.time) * self.window))

    def _pauses(self, muscle: str) -> list[NDArray[np.intp]]:
        below = np.flatnonzero(self[muscle] < PAUSE)
        runs = np.split(below, np.flatnonzero(np.diff(below) > 1) + 1)
        return [run for run in runs if len(run) * self.window >= SHORTEST - 1e-9]

    def visits(self, day: int, muscle: str, *, of: str, side: str, sd: float) -> pd.DataFrame:
        """The mean of a recording at rest as the tone of one visit, for :func:`musclebalance.fit`.

        Parameters
        ----------
        day : int
            Day of the visit; 0 is the first.
        muscle : str
            The muscle recorded.
        of : {"agonist", "antagonist"}
            The muscle of the pair that it stands for.
        side : {"left", "right"}
        sd : float
            Standard error of measurement [%MVC]: electrodes are placed anew at each visit.
        """
        import pandas as pd

        for what, given, known in (("muscle", of, MUSCLES), ("side", side, SIDES)):
            if given not in known:
                raise unknown(what, given, known)
        worked = float(self[muscle].max())
        if worked > SILENT:
            raise MusclebalanceError(
                f"{self.name}: {muscle} reaches {worked:.1f} %MVC, so it was not at rest; tone is what is "
                "left when nobody works: cut the recording to that time."
            )
        row = {
            "day": day, "measurement": f"tone_{of}", "side": side, "value": float(self[muscle].mean()),
            "unit": "%MVC", "sd": check_range("sd", sd, 1e-6, 100.0, "%MVC"),
        }  # fmt: skip
        return pd.DataFrame([row])

    def to_frame(self) -> pd.DataFrame:
        """One row a muscle, under the names that a day of the model has them by."""
        import pandas as pd

        rows = {
            muscle: {
                "tone, mean [%MVC]": values.mean(), "tone, peak [%MVC]": values.max(),
                "sustained activity [share of the recording]": self.sustained(muscle),
                "gaps [share of the recording]": self.gaps(muscle),
                "gaps [1/min]": self.gaps_per_minute(muscle),
            }
            for muscle, values in self.levels.items()
        }  # fmt: skip
        return pd.DataFrame.from_dict(rows, orient="index")

    def __repr__(self) -> str:
        length = len(self.time) * self.window
        lines = [f"{self.name}: activity over {length:.6g} s in windows of {self.window:g} s"]
        for muscle, values in self.levels.items():
            lines.append(
                f"{muscle}: mean {values.mean():.2f}, peak {values.max():.1f} %MVC; sustained "
                f"{100 * self.sustained(muscle):.0f} %, gaps {100 * self.gaps(muscle):.0f} % of the time"
            )
        return "\n  ".join([*lines, *self.seen])


@public
def read_emg(
    path: str | Path | TextIO, *, muscles: Mapping[str, str | int] | Sequence[str] | None = None,
    unit: str | None = None, rate: float | None = None, decimal: str | None = None,
) -> Signals:  # fmt: skip
    """Muscle activity as it was recorded, from a text or a ``.c3d`` file.

    Parameters
    ----------
    path : path of a file, or open text file
        Text as for :func:`musclebalance.read_dynamometer`; ``.c3d`` needs the extra ``lab``.
    muscles : mapping or sequence, optional
        Names to give -> heading or number from 1 of the column; or headings. Default: all whose heading or
        group begins with ``EMG``.
    unit : str, optional
        Unit where the file has none: V, mV, uV or %MVC.
    rate : float, optional
        Samples a second [Hz], where the file has no column of time and no rate.
    decimal : {".", ","}, optional
        Decimal mark, where no number tells.

    Raises
    ------
    FileError
        Naming the line or frame, and what to do.

    See Also
    --------
    percent_mvc

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> text = "time [s],EMG biceps [mV]\\n0,0.1\\n0.001,-0.2\\n0.002,0.1\\n0.003,0.3"
    >>> mb.read_emg(io.StringIO(text))["EMG biceps [mV]"].tolist()
    [0.0001, -0.0002, 0.0001, 0.0003]
    """
    if isinstance(path, str | Path) and str(path).lower().endswith(".c3d"):
        from .c3d_file import analog

        return analog(Path(path), muscles, unit)
    grid = read_grid(path, decimal)
    named = muscles if isinstance(muscles, Mapping) else {}
    times = [k for k, name in enumerate(grid.names) if spoken(name.partition("(")[0]) in TIME]
    place = times[0] if times else None
    time, found_rate, told = clock(grid, place, "" if place is None else unit_at(grid, place), rate)
    taken = {} if place is None else {"time": place}
    wanted = list(named.values()) if named else [] if muscles is None else list(muscles)
    columns, shown_unit = activity_of(grid, taken, wanted, unit)
    if not columns:
        labels = ", ".join(map(repr, grid.labels[:12]))
        raise grid.error(f"no column is called EMG; say muscles={{name: heading}}, headings being {labels}.")
    out = left_out(grid, [*taken.values(), *(grid.labels.index(label) for label in columns)])
    if named:
        heads = {grid.labels[chosen(grid, head, name)]: name for name, head in named.items()}
        if len(heads) < len(named):
            raise grid.error("muscles: one column stands for two muscles.")
        columns = {heads[label]: values for label, values in columns.items()}
    rows, dropped = whole_rows(grid, columns)
    kept = {name: values[rows] for name, values in columns.items()}
    seen = (*grid.found, *told, *dropped, *out)
    return Signals(grid.path, time[rows], kept, dict.fromkeys(kept, shown_unit), found_rate, seen)


@public
def percent_mvc(
    signals: Signals, mvc: Signals | None = None, *, rest: Signals | None = None, window: float = WINDOW
) -> Activity:
    """Muscle activity as a share of a maximal voluntary contraction.

    Raw signals are filtered from 20 to 450 Hz in both directions, so that nothing is delayed, rectified, and
    read as root mean square in windows, over the highest root mean square of the maximal contraction in half
    a second.

    Parameters
    ----------
    signals : Signals
        From :func:`musclebalance.read_emg`; what is in %MVC already is averaged only.
    mvc : Signals
        A maximal contraction with the same electrodes; it must have every muscle of `signals`, by name.
    rest : Signals, optional
        The relaxed muscle; the power of its noise is taken off both.
    window : float
        Length of a window [s].

    Raises
    ------
    MusclebalanceError
        No maximal contraction; a rate below 1000 Hz; a dead or overdriven channel; less activity in the
        maximal contraction than in the recording.

    References
    ----------
    Besomi et al. 2020, doi 10.1016/j.jelekin.2020.102438 (normalisation).

    Examples
    --------
    >>> import numpy as np, musclebalance as mb
    >>> noise = np.random.default_rng(1).standard_normal(4000)
    >>> def recorded(size):
    ...     return mb.Signals("made", np.arange(4000) / 2000, {"EMG": size * noise}, {"EMG": "V"}, 2000.0)
    >>> round(float(np.median(mb.percent_mvc(recorded(1e-5), recorded(1e-4))["EMG"])))
    9
    """
    check_range("window", window, 0.02, 10.0, "s")
    if not signals.columns:
        raise MusclebalanceError(f"{signals.name}: no muscle is in the recording.")
    if set(signals.units.values()) == {"%MVC"}:
        _check_envelope(signals)
        levels = {name: _windows(values, signals.rate, window) for name, values in signals.columns.items()}
        return _activity(signals, levels, window, ("in %MVC as recorded",))
    if mvc is None:
        raise MusclebalanceError(
            f"{signals.name}: volts say nothing of effort; give mvc=mb.read_emg(...), a maximal contraction "
            "recorded with the same electrodes."
        )
    for one in (signals, mvc, *(() if rest is None else (rest,))):
        _check_voltage(one)
    levels = {}
    for name in signals.columns:
        for other, what in ((mvc, "maximal contraction"), (rest, "recording at rest")):
            if other is not None and name not in other.columns:
                raise MusclebalanceError(
                    f"{other.name}: the {what} has no {name!r}; it has {', '.join(map(repr, other.columns))}."
                )
        noise = 0.0 if rest is None else float(np.mean(_filtered(rest, name) ** 2))
        strongest = _strongest(_filtered(mvc, name) ** 2, mvc, noise)
        power = _windows(_filtered(signals, name) ** 2, signals.rate, window)
        _check_rest(signals, name, power, noise)
        levels[name] = 100.0 * np.sqrt(np.maximum(power - noise, 0.0) / strongest)
        if levels[name].max() > 150.0:
            raise MusclebalanceError(
                f"{signals.name}: {name!r} reaches {levels[name].max():.0f} %MVC; the maximal contraction of "
                f"{mvc.name} was not maximal, or its unit or gain is another."
            )
    told = f"{BAND[0]:g} to {BAND[1]:g} Hz, root mean square in {window:g} s, MVC from {mvc.name}"
    return _activity(signals, levels, window, (told, *(() if rest is None else ("noise at rest taken off",))))


def _check_envelope(signals: Signals) -> None:
    """Refuse raw activity in %MVC, whose mean is nothing."""
    for name, values in signals.columns.items():
        if values.min(initial=0.0) < LEAST:
            raise MusclebalanceError(
                f"{signals.name}: {name!r} falls to {values.min():.3g} %MVC, and an envelope is never below "
                "0; is it raw activity, which is in volts?"
            )


def _check_rest(signals: Signals, name: str, power: Array, noise: float) -> None:
    """Refuse a recording at rest that is louder than what it is taken off."""
    if power.mean() < noise / LOUDER:
        raise MusclebalanceError(
            f"{signals.name}: {name!r} has less power than the recording at rest; was the muscle relaxed "
            "there?"
        )


def _check_voltage(signals: Signals) -> None:
    """Refuse signals of which a share of a maximal contraction says nothing."""
    other = sorted({*signals.units.values()} - {"V"})
    if other:
        raise MusclebalanceError(
            f"{signals.name}: {', '.join(other)} where volts are expected; recording, maximal contraction "
            "and rest are all in volts, or the recording alone is in %MVC."
        )
    for name, values in signals.columns.items():
        if len(values) == 0 or not np.isfinite(values).all():
            raise MusclebalanceError(f"{signals.name}: {name!r} has a sample without a number, or none.")


def _activity(
    signals: Signals, levels: Mapping[str, Array], window: float, told: tuple[str, ...]
) -> Activity:
    count = len(next(iter(levels.values())))
    time = signals.time[0] + window * np.arange(count)
    return Activity(signals.name, time, levels, window, (*signals.seen, *told))


def _windows(values: Array, rate: float, window: float) -> Array:
    """Means in windows, one after the other; for values that are squared, their power: [unit]."""
    size = max(1, round(window * rate))
    count = len(values) // size
    if count == 0:
        raise MusclebalanceError(
            f"{len(values) / rate:.3g} s recorded are shorter than a window of {window:g} s."
        )
    return np.asarray(values[: count * size].reshape(count, size).mean(axis=1))


def _strongest(power: Array, mvc: Signals, noise: float) -> float:
    """Highest mean power in half a second of a maximal contraction."""
    size = round(STRONGEST * mvc.rate)
    if len(power) < size:
        raise MusclebalanceError(
            f"{mvc.name}: a maximal contraction of {mvc.duration:.3g} s is shorter than {STRONGEST:g} s."
        )
    total = np.concatenate([[0.0], np.cumsum(power)])
    best = float(np.max(total[size:] - total[:-size]) / size) - noise
    if best <= noise:
        raise MusclebalanceError(
            f"{mvc.name}: the maximal contraction is hardly more than the noise at rest."
        )
    return best


def _filtered(signals: Signals, name: str) -> Array:
    """A signal through the pass band, without delay, after what spoils it has been refused."""
    from scipy.signal import butter, sosfiltfilt

    values = np.asarray(signals[name], dtype=float)
    if signals.rate < LOWEST:
        raise MusclebalanceError(
            f"{signals.name}: {signals.rate:g} Hz are too few for activity up to {BAND[1]:g} Hz; record at "
            f"{LOWEST:g} Hz or more, or give an envelope in %MVC."
        )
    if np.ptp(values) == 0.0:
        raise MusclebalanceError(f"{signals.name}: {name!r} never changes; was the electrode connected?")
    _check_clipped(values, signals, name)
    if len(values) < round(WINDOW * signals.rate):
        raise MusclebalanceError(f"{signals.name}: {signals.duration:.3g} s are too short to be filtered.")
    band = butter(ORDER, BAND, btype="bandpass", fs=signals.rate, output="sos")
    return np.asarray(sosfiltfilt(band, values - values.mean()))


def _check_clipped(values: Array, signals: Signals, name: str) -> None:
    """Refuse an amplifier that was overdriven: its extreme value, several times in a row."""
    for extreme in (values.max(), values.min()):
        there = np.flatnonzero(values == extreme)
        runs = np.split(there, np.flatnonzero(np.diff(there) > 1) + 1)
        longest = max(runs, key=len)
        if len(longest) >= CLIPPED:
            raise MusclebalanceError(
                f"{signals.name}: {name!r} stays at {extreme:.4g} {signals.units[name]} from "
                f"{signals.time[longest[0]]:.4g} s on for {len(longest)} samples: the amplifier was "
                "overdriven; record with less gain."
            )
