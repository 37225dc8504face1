"""One day of a result: joint angles, tone, flow, nerve pressure, pain, and how long without interruption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range
from ..core.units import DEG
from ..model import Segment
from ..model.body import MUSCLES
from ..model.readouts import sustained
from .person import Result

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Pressures on a nerve that mark impaired venular flow, impaired capillary flow, no flow [mmHg] (T29).
NERVE_LEVELS = (30.0, 50.0, 80.0)
#: Time in which tone, flow and pain go from their value at the start of a segment to that at its end [s]: a
#: straight line of twice the time constant of tone has the area of its exponential.
SETTLING = 120.0
#: Activity below which a muscle pauses [MVC].
SILENT = 0.005
#: A joint that stays within this span has not moved [deg].
STILL = 5.0


@dataclass(frozen=True, slots=True)
class MuscleDay:
    """What one muscle went through in a day."""

    #: resting drive [%MVC]
    tone_mean: float
    tone_peak: float
    #: share of the day with resting drive above 0.5 %MVC for over 4 min without a gap of 4 s (SULMA) [-]
    sustained_at_rest: float
    #: the same rule for resting drive and static effort together; dynamic work counts as a gap [-]
    sustained: float
    #: share of the waking day in which drive and effort are below 0.5 %MVC [-]
    gaps: float
    #: blood flow relative to rest [-]
    flow_mean: float
    flow_lowest: float
    #: highest pressure on the nerve [mmHg], 0 without an entrapment, and hours above 30, 50 and 80 mmHg
    nerve_peak: float
    nerve_hours: tuple[float, ...]
    #: largest loss of force, fast and slow together [-]
    fatigue_peak: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day's report.

    Parameters
    ----------
    number : int
        Day, counted from 1.
    angles : ndarray (k,)
        Joint angle at the end of each segment [deg].
    hours : ndarray (k,)
        Length of each segment [h]; 24 in all.
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
                "sustained activity at rest [share of the day]": muscle.sustained_at_rest,
                "sustained activity [share of the day]": muscle.sustained,
                "gaps [share of the waking day]": muscle.gaps,
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
                f"  {name}: tone {m.tone_mean:.2f} %MVC (peak {m.tone_peak:.2f}), active without a pause "
                f"{100 * m.sustained_at_rest:.0f} % of the day, flow {m.flow_mean:.2f} "
                f"(lowest {m.flow_lowest:.2f}), nerve above 30 mmHg "
                f"{m.nerve_hours[0]:.1f} h, fatigue to {100 * m.fatigue_peak:.0f} %"
            )
        return "\n".join(lines)


def report(result: Result, number: int) -> Day:
    """The report of one day from the start and the end of each of its segments, which must be stored.

    In between, tone, flow and pain are taken to settle within two minutes.
    """
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
    rows = _rows(result, first, last)
    ends = {name: _both_ends(result, name, places, rows) for name in _quantities(result)}
    settled = ends["angle"][1] / DEG  # a joint moves within seconds
    hours = np.diff(edges) / 3600.0
    pieces, owner = _pieces(edges)
    ends = {name: _on_pieces(values, edges, pieces, owner) for name, values in ends.items()}
    seconds = np.diff(pieces)
    pain = ends.get("pain", np.zeros((2, len(seconds))))
    segments = [result.timeline.segment(first + int(index)) for index in owner]
    return Day(
        number,
        angles=settled,
        hours=hours,
        longest=_longest_still(settled, hours),
        pain_mean=float(pain.mean(axis=0) @ seconds / seconds.sum()),
        pain_peak=float(pain.max()),
        agonist=_muscle("agonist", ends, pieces, segments),
        antagonist=_muscle("antagonist", ends, pieces, segments),
    )


def _pieces(edges: Array) -> tuple[Array, NDArray[np.intp]]:
    """Edges with one more where a long segment has settled, and the segment of each piece."""
    inner = edges[:-1][np.diff(edges) > SETTLING] + SETTLING
    pieces = np.union1d(edges, inner)
    return pieces, np.searchsorted(edges, pieces[:-1], side="right") - 1


def _on_pieces(ends: Array, edges: Array, pieces: Array, owner: NDArray[np.intp]) -> Array:
    """Values at both ends of the pieces: a straight line until the segment has settled, then its end."""
    span = np.minimum(np.diff(edges), SETTLING)[owner]
    start, end = ends[0][owner], ends[1][owner]
    shares = [np.clip((moments - edges[owner]) / span, 0.0, 1.0) for moments in (pieces[:-1], pieces[1:])]
    return np.stack([start + share * (end - start) for share in shares])


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


def _longest_still(angles: Array, hours: Array) -> float:
    """Longest time [h] during which the angle stays within `STILL` [deg]."""
    best = 0.0
    for start in range(len(hours)):
        span = np.maximum.accumulate(angles[start:]) - np.minimum.accumulate(angles[start:])
        still = int(np.searchsorted(span, STILL, side="right"))
        best = max(best, float(hours[start : start + still].sum()))
    return best


def _muscle(muscle: str, ends: dict[str, Array], edges: Array, segments: Sequence[Segment]) -> MuscleDay:
    seconds = np.diff(edges)
    none = np.zeros((2, len(seconds)))
    tone = ends[f"resting_drive_{muscle}"]
    flow = ends.get(f"flow_{muscle}", none + 1.0)
    nerve = ends.get(f"nerve_pressure_{muscle}", none)
    lost = ends.get(f"fatigue_{muscle}", none) + ends.get(f"slow_fatigue_{muscle}", none)
    effort = np.array([getattr(segment, f"effort_{muscle}") for segment in segments])
    static = np.array([segment.phase != "work" for segment in segments])
    drive = tone + effort
    awake = seconds * np.array([not segment.asleep for segment in segments])
    return MuscleDay(
        tone_mean=100.0 * float(tone.mean(axis=0) @ seconds / seconds.sum()),
        tone_peak=100.0 * float(tone.max()),
        sustained_at_rest=sustained(edges, tone) / seconds.sum(),
        sustained=sustained(edges, np.where(static, drive, 0.0)) / seconds.sum(),
        gaps=1.0 - float(_share_above(drive, SILENT) @ awake / max(awake.sum(), 1.0)),
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
