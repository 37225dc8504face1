"""One day of a result: joint angles, tone, flow, nerve pressure, pain, and how long without interruption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..assembly import MUSCLES
from ..errors import MusclebalanceError, check_range
from ..readouts import sustained
from ..units import DEG

if TYPE_CHECKING:
    import pandas as pd

    from .result import Result

Array = NDArray[np.float64]

#: Pressures on a nerve that mark impaired venular flow, impaired capillary flow, no flow [mmHg] (T29).
NERVE_LEVELS = (30.0, 50.0, 80.0)
#: A joint that stays within this span has not moved [deg].
STILL = 5.0


@dataclass(frozen=True, slots=True)
class MuscleDay:
    """What one muscle went through in a day.

    Parameters
    ----------
    tone_mean, tone_peak : float
        Resting drive [%MVC].
    spasm : float
        Share of the day in spasm: resting drive above 0.5 % MVC for over 4 min without a gap of 4 s [-].
    sustained : float
        The same rule for resting drive and static effort together; dynamic work counts as a gap [-].
    flow_mean, flow_lowest : float
        Blood flow relative to rest [-].
    nerve_peak : float
        Highest pressure on the nerve [mmHg]; 0 without an entrapment.
    nerve_hours : tuple of float
        Hours above 30, 50 and 80 mmHg [h].
    fatigue_peak : float
        Largest loss of force, fast and slow together [-].
    """

    tone_mean: float
    tone_peak: float
    spasm: float
    sustained: float
    flow_mean: float
    flow_lowest: float
    nerve_peak: float
    nerve_hours: tuple[float, ...]
    fatigue_peak: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day's report.

    Parameters
    ----------
    number : int
        Day, counted from 1.
    angles : ndarray (k,)
        Joint angle in the middle of each piece of time [deg].
    hours : ndarray (k,)
        Length of each piece [h]; 24 in all.
    longest : float
        Longest time during which the joint stayed within 5 deg [h].
    pain_mean, pain_peak : float
        Pain [0-10].
    agonist, antagonist : MuscleDay
    """

    number: int
    angles: Array
    hours: Array
    longest: float
    pain_mean: float
    pain_peak: float
    agonist: MuscleDay
    antagonist: MuscleDay

    def histogram(self, width: float = 10.0) -> pd.Series[float]:
        """Hours at each joint angle [h]; the index is the middle of a bin of `width` [deg]."""
        import pandas as pd

        check_range("width of a bin", width, 0.1, 360.0, "deg")
        bins = np.floor(self.angles / width + 0.5).astype(int)
        places = np.arange(bins.min(), bins.max() + 1)
        hours = np.bincount(bins - bins.min(), self.hours, len(places))
        return pd.Series(hours, pd.Index(width * places, name="joint angle [deg]"), name="time [h]")

    def to_frame(self) -> pd.DataFrame:
        """One row per muscle, names with units."""
        import pandas as pd

        rows = {
            name: {
                "tone, mean [%MVC]": muscle.tone_mean,
                "tone, peak [%MVC]": muscle.tone_peak,
                "in spasm [share of the day]": muscle.spasm,
                "sustained activity [share of the day]": muscle.sustained,
                "flow, mean [-]": muscle.flow_mean,
                "flow, lowest [-]": muscle.flow_lowest,
                "nerve pressure, peak [mmHg]": muscle.nerve_peak,
                **{
                    f"nerve above {level:g} mmHg [h]": hours
                    for level, hours in zip(NERVE_LEVELS, muscle.nerve_hours, strict=True)
                },
                "fatigue, peak [-]": muscle.fatigue_peak,
            }
            for name, muscle in (("agonist", self.agonist), ("antagonist", self.antagonist))
        }
        return pd.DataFrame.from_dict(rows, orient="index")

    def __str__(self) -> str:
        hours = self.histogram()
        angles = ", ".join(f"{angle:g} deg {time:.1f} h" for angle, time in hours.items() if time >= 0.05)
        lines = [
            f"day {self.number}: pain {self.pain_mean:.1f} (peak {self.pain_peak:.1f}) of 10, "
            f"longest without moving {self.longest:.1f} h",
            f"  joint angles: {angles}",
        ]
        for name, m in (("agonist", self.agonist), ("antagonist", self.antagonist)):
            lines.append(
                f"  {name}: tone {m.tone_mean:.2f} %MVC (peak {m.tone_peak:.2f}), in spasm "
                f"{100 * m.spasm:.0f} % of the day, flow {m.flow_mean:.2f} "
                f"(lowest {m.flow_lowest:.2f}), nerve above 30 mmHg "
                f"{m.nerve_hours[0]:.1f} h, fatigue to {100 * m.fatigue_peak:.0f} %"
            )
        return "\n".join(lines)


def report(result: Result, number: int) -> Day:
    """The report of one day; see :meth:`Result.day`."""
    first, last = result.timeline.day(number)
    edges = result.timeline.edges[first : last + 2]
    places = np.searchsorted(result.times, edges - 1e-6)
    stored = (places < len(result.times)) & np.isclose(
        result.times[np.minimum(places, len(result.times) - 1)], edges, rtol=0, atol=1e-5
    )
    if not stored.all():
        raise MusclebalanceError(
            f"day {number} needs the end of each of its {last - first + 1} segments, of which "
            f"{int(stored[1:].sum())} are stored; simulate with store='segments', or use "
            "mb.one_day(result, day), which integrates the day again."
        )
    seconds = np.diff(edges)
    rows = _rows(result, first, last)
    ends = {name: _both_ends(result, name, places, rows) for name in _quantities(result)}
    angle = ends["angle"].mean(axis=0) / DEG
    pain = ends.get("pain", np.zeros((2, len(seconds))))
    return Day(
        number,
        angles=angle,
        hours=seconds / 3600.0,
        longest=_longest_still(ends["angle"] / DEG, seconds) / 3600.0,
        pain_mean=float(pain.mean(axis=0) @ seconds / seconds.sum()),
        pain_peak=float(pain.max()),
        agonist=_muscle(result, "agonist", ends, edges, first),
        antagonist=_muscle(result, "antagonist", ends, edges, first),
    )


def _rows(result: Result, first: int, last: int) -> Array:
    """Inputs of the segments of the day, shape (segments, n_inputs)."""
    _, rows, table = result.timeline.pack(result.body.program.input_names)
    return np.asarray(table[rows[first : last + 1]], dtype=float)


def _quantities(result: Result) -> tuple[str, ...]:
    """What the report reads and the model has."""
    program = result.body.program
    wanted = ["angle", "pain"]
    for muscle in MUSCLES:
        wanted += [
            f"{n}_{muscle}" for n in ("resting_drive", "flow", "nerve_pressure", "fatigue", "slow_fatigue")
        ]
    known = {*program.state_names, *program.quantity_names}
    return tuple(name for name in wanted if name in known)


def _both_ends(result: Result, name: str, places: NDArray[np.intp], rows: Array) -> Array:
    """A quantity at the start and at the end of every segment under its own inputs, shape (2, segments)."""
    program, vector = result.body.program, result.body.vector
    states = result.states[places]
    ends = [program.evaluate((name,), y, vector, rows)[name] for y in (states[:-1], states[1:])]
    return np.stack([np.broadcast_to(np.asarray(end, dtype=float), (len(rows),)) for end in ends])


def _longest_still(ends: Array, seconds: Array) -> float:
    """Longest time [s] during which the angle stays within `STILL` [deg]."""
    low, high = ends.min(axis=0), ends.max(axis=0)
    best = 0.0
    for start in range(len(seconds)):
        span = np.maximum.accumulate(high[start:]) - np.minimum.accumulate(low[start:])
        still = int(np.searchsorted(span, STILL, side="right"))
        best = max(best, float(seconds[start : start + still].sum()))
    return best


def _muscle(result: Result, muscle: str, ends: dict[str, Array], edges: Array, first: int) -> MuscleDay:
    seconds = np.diff(edges)
    none = np.zeros((2, len(seconds)))
    tone = ends[f"resting_drive_{muscle}"]
    flow = ends.get(f"flow_{muscle}", none + 1.0)
    nerve = ends.get(f"nerve_pressure_{muscle}", none)
    lost = ends.get(f"fatigue_{muscle}", none) + ends.get(f"slow_fatigue_{muscle}", none)
    segments = [result.timeline.segment(first + i) for i in range(len(seconds))]
    effort = np.array([getattr(segment, f"effort_{muscle}") for segment in segments])
    static = np.array([segment.phase != "work" for segment in segments])
    return MuscleDay(
        tone_mean=100.0 * float(tone.mean(axis=0) @ seconds / seconds.sum()),
        tone_peak=100.0 * float(tone.max()),
        spasm=sustained(edges, tone) / seconds.sum(),
        sustained=sustained(edges, np.where(static, tone + effort, 0.0)) / seconds.sum(),
        flow_mean=float(flow.mean(axis=0) @ seconds / seconds.sum()),
        flow_lowest=float(flow.min()),
        nerve_peak=float(nerve.max()),
        nerve_hours=tuple(
            float((_share_above(nerve, level) * seconds).sum() / 3600.0) for level in NERVE_LEVELS
        ),
        fatigue_peak=float(lost.max()),
    )


def _share_above(ends: Array, level: float) -> Array:
    """Share of each segment above a level when the value goes in a straight line from start to end."""
    low, high = ends.min(axis=0), ends.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    return np.asarray(np.where(high > low, np.clip((high - level) / span, 0.0, 1.0), high > level))
