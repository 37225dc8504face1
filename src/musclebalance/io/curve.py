"""From a recording to the passive curve of one muscle: torque over the excursion that lengthens it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, check_whole, unknown
from ..model.body import MUSCLES
from ..pairs import Pair
from .dynamometer import Recording, movement
from .emg import SILENT, Activity, percent_mvc
from .placing import placed
from .signals import Signals, span

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Velocity from which the joint moves, the fastest passive test that leaves reflexes silent [deg/s], time
#: that parts two movements [s], and the least excursion of one [deg].
MOVING, SLOW, APART, LEAST = 0.5, 5.0, 0.5, 5.0


class Points(NamedTuple):
    """Torque [N m] at excursions [deg], each the mean of samples, with its standard error [N m]."""

    excursion: Array
    torque: Array
    sd: Array


@dataclass(frozen=True, eq=False, repr=False)
class PassiveCurve:
    """Passive torque against lengthening a muscle, over the excursion that lengthens it.

    Parameters
    ----------
    name, pair, muscle, side
        The file, the pair, ``"agonist"`` or ``"antagonist"``, and the side of the body.
    time, excursion, torque, velocity : ndarray (k,)
        [s], [deg] from the pair's neutral angle, [N m], [deg/s]; positive lengthens, and resists lengthening.
    activity : ndarray (k,) or None
        Muscle activity [%MVC], the highest of the muscles recorded.
    rate : float
        [Hz].
    seen : tuple of str
        What was seen, what was done, and what was left out and why.

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> rows = "\\n".join(f"{k / 10},{k / 5},{k / 20}" for k in range(60))
    >>> recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\\n{rows}\\n"))
    >>> hip = mb.pair("hip-flexors-gluteus-maximus")
    >>> curve = mb.passive_curve(recording, hip, "agonist", side="left", sign=-1, zero=0, resists=1)
    >>> curve.loading().slow().tolerated
    2.95
    """

    name: str
    pair: Pair
    muscle: str
    side: str
    time: Array
    excursion: Array
    torque: Array
    velocity: Array
    activity: Array | None
    rate: float
    seen: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.time)

    @property
    def tolerated(self) -> float:
        """Torque at the greatest excursion [N m]: what was tolerated, if the person ended the test."""
        return float(self.torque[np.argmax(self.excursion)])

    @property
    def both_ways(self) -> bool:
        """Whether movements that lengthen and that shorten the muscle are in it, of 5 deg or more each."""
        ways = [self.excursion[way * self.velocity > MOVING] for way in (1.0, -1.0)]
        return all(len(way) > 0 and bool(np.ptp(way) >= LEAST) for way in ways)

    def loading(self, repetition: int | None = None) -> PassiveCurve:
        """The movement that lengthens the muscle, without the way back and without holds.

        Parameters
        ----------
        repetition : int, optional
            Which of several movements, counted from 1; they differ, since tissue remembers the ones before.
        """
        runs = self._runs()
        if not runs:
            raise MusclebalanceError(
                f"{self.name}: no movement of {LEAST:g} deg or more lengthens the {self._whose}; is the "
                "sign right?"
            )
        if repetition is None and len(runs) > 1:
            starts = ", ".join(f"{self.time[run[0]]:.3g} s" for run in runs)
            raise MusclebalanceError(
                f"{self.name}: {len(runs)} movements lengthen the {self._whose} (from {starts}); say "
                f"repetition=1 to {len(runs)}."
            )
        number = 1 if repetition is None else check_whole("repetition", repetition, 1, len(runs))
        rows = runs[number - 1]
        return self._some(rows, f"loading branch{f' {number} of {len(runs)}' if len(runs) > 1 else ''}")

    def slow(self, limit: float = SLOW) -> PassiveCurve:
        """The samples at no more than `limit` [deg/s]: faster movement excites the stretch reflex."""
        check_range("limit of velocity", limit, 0.1, 500.0, "deg/s")
        return self._some(np.abs(self.velocity) <= limit, f"at most {limit:g} deg/s")

    def silent(self, limit: float = SILENT) -> PassiveCurve:
        """The samples with muscle activity of no more than `limit` [%MVC]."""
        check_range("limit of activity", limit, 0.1, 100.0, "%MVC")
        if self.activity is None:
            raise MusclebalanceError(
                f"{self.name}: no activity in %MVC, so nobody knows whether the muscles were silent; give "
                "passive_curve(..., mvc=mb.read_emg(...)), a maximal contraction recorded with the same "
                "electrodes."
            )
        return self._some(self.activity <= limit, f"at most {limit:g} %MVC")

    def points(self, width: float = 2.0) -> Points:
        """Mean torque in steps of `width` [deg], each with its standard error.

        Samples of one movement are not independent: the standard error of a mean of n samples is that of
        ``n (1 - r)/(1 + r)`` independent ones, r being the correlation of neighbours.
        """
        check_range("width of a step", width, 0.1, 30.0, "deg")
        if self.both_ways:
            raise MusclebalanceError(
                f"{self.name}: the curve holds the way there and the way back, and tissue resists less on "
                "the second; take curve.loading() first."
            )
        step = np.floor(self.excursion / width).astype(int)
        found = [p for p in (_point(self, step == k) for k in np.unique(step)) if p is not None]
        if len(found) < 3:
            raise MusclebalanceError(
                f"{self.name}: {len(found)} steps of {width:g} deg hold four samples or more, too few for a "
                "curve; is the loading branch slow enough, or the step too narrow?"
            )
        return Points(*np.array(found).T)

    def visits(self, day: int, *, width: float = 2.0, sd: float | None = None) -> pd.DataFrame:
        """The curve as measurements of one visit, for :func:`musclebalance.fit`.

        Parameters
        ----------
        day : int
            Day of the visit; 0 is the first.
        width : float
            Step of excursion [deg].
        sd : float, optional
            Standard error of measurement of a torque [N m], which adds to the scatter of the samples: that of
            placing and strapping the limb again, for one.
        """
        import pandas as pd

        found = self.points(width)
        error = found.sd if sd is None else np.hypot(found.sd, check_range("sd", sd, 1e-6, 1e3, "N m"))
        return pd.DataFrame({
            "day": day, "measurement": "passive torque", "muscle": self.muscle, "side": self.side,
            "excursion [deg]": found.excursion.round(3), "value": found.torque, "unit": "N m", "sd": error,
        })  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """The samples as columns with units over time [s]."""
        import pandas as pd

        columns = {
            "excursion [deg]": self.excursion, "torque [N m]": self.torque, "velocity [deg/s]": self.velocity,
        }  # fmt: skip
        active = {} if self.activity is None else {"activity [%MVC]": self.activity}
        return pd.DataFrame({**columns, **active}, pd.Index(self.time, name="time [s]"))

    @property
    def _whose(self) -> str:
        return str(getattr(self.pair, self.muscle))

    def _some(self, rows: Array | NDArray[np.bool_] | NDArray[np.intp], told: str) -> PassiveCurve:
        """Some samples, and how many were left out."""
        active = None if self.activity is None else self.activity[rows]
        left = len(self.time) - len(self.time[rows])
        if left == len(self.time):
            raise MusclebalanceError(f"{self.name}: no sample is left ({told}).")
        return replace(
            self, time=self.time[rows], excursion=self.excursion[rows], torque=self.torque[rows],
            velocity=self.velocity[rows], activity=active,
            seen=(*self.seen, f"{told}: {left} samples left out"),
        )  # fmt: skip

    def _runs(self) -> list[NDArray[np.intp]]:
        """Samples of each movement that lengthens the muscle, holds left out."""
        rows = np.flatnonzero(self.velocity > MOVING)
        back = np.diff(self.excursion[rows]) < -LEAST / 2.0
        cuts = np.flatnonzero((np.diff(self.time[rows]) > APART) | back) + 1
        return [run for run in np.split(rows, cuts) if len(run) and np.ptp(self.excursion[run]) >= LEAST]

    def __repr__(self) -> str:
        head = f"passive curve of the {self._whose}, {self.side}: {span(self.time, self.rate)}"
        ends = (
            f"excursion {self.excursion.min():.4g} to {self.excursion.max():.4g} deg, torque "
            f"{self.torque.min():.4g} to {self.torque.max():.4g} N m"
        )
        return "\n  ".join([head, ends, *self.seen])


@public
def passive_curve(
    recording: Recording, pair: Pair, muscle: str, *, side: str | None = None, sign: int | None = None,
    zero: float | None = None, resists: int | None = None, mvc: Signals | None = None,
) -> PassiveCurve:  # fmt: skip
    """The passive curve of a muscle: the machine's angle and torque turned into those of the pair.

    What a machine calls positive and zero differs from laboratory to laboratory and stands in no file, so
    that all four are asked for.

    Parameters
    ----------
    recording : Recording
    pair : Pair
    muscle : {"agonist", "antagonist"}
        The muscle that the movement lengthens.
    side : {"left", "right"}
        Side of the body.
    sign : {1, -1}
        1 if the machine's angle rises with the pair's coordinate (``pair.coordinate``), -1 if it falls.
    zero : float
        The machine's angle at which the pair's coordinate is 0 [deg].
    resists : {1, -1}
        Sign of the machine's torque where tissue resists lengthening.
    mvc : Signals, optional
        A maximal contraction recorded with the same electrodes (:func:`musclebalance.read_emg`), so that
        activity is known in %MVC.

    Returns
    -------
    PassiveCurve
        ``curve.loading().slow().silent()`` keeps the samples that show passive tissue.

    Raises
    ------
    MusclebalanceError
        One of the four is missing, which says what to pass.

    See Also
    --------
    read_dynamometer, tissue_or_tolerance

    Examples
    --------
    >>> import io, musclebalance as mb
    >>> rows = "\\n".join(f"{k / 10},{k / 5},{k / 20}" for k in range(60))
    >>> recording = mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\\n{rows}\\n"))
    >>> hip = mb.pair("hip-flexors-gluteus-maximus")
    >>> curve = mb.passive_curve(recording, hip, "agonist", side="left", sign=-1, zero=5, resists=1)
    >>> curve.excursion[[0, -1]].round(1).tolist()
    [-5.0, 6.8]
    """
    if muscle not in MUSCLES:
        raise unknown("muscle", muscle, MUSCLES)
    found = placed(pair, side=side, sign=sign, zero=zero, resists=resists)
    value = pair.parameters.value
    lengthens = -np.sign(value("moment_arm_c0", muscle))
    angle = found.sign * (recording.angle - found.zero)
    excursion = lengthens * (angle - value("neutral_angle"))
    told = (
        f"machine's {found.zero:g} deg is 0 of {pair.coordinate.partition(',')[0]}, sign "
        f"{found.sign:+.0f}; torque that resists is {'positive' if found.resists > 0 else 'negative'}"
    )
    velocity, how = movement(recording)
    activity, heard = _activity(recording, mvc)
    return PassiveCurve(
        recording.name, pair, muscle, found.side, recording.time, excursion,
        found.resists * recording.torque, lengthens * found.sign * velocity, activity,
        recording.rate, (*recording.seen, told, *how, *heard),
    )  # fmt: skip


def _activity(recording: Recording, mvc: Signals | None) -> tuple[Array | None, list[str]]:
    """The highest activity of the muscles at each sample [%MVC], where it is known."""
    if recording.emg is None and mvc is not None:
        raise MusclebalanceError(
            f"{recording.name}: the recording has no muscle activity that the maximal contraction is for; "
            "leave mvc out, or name the columns with read_dynamometer(..., emg=[...])."
        )
    if recording.emg is None or (mvc is None and "V" in recording.emg.units.values()):
        return None, []
    activity: Activity = percent_mvc(recording.emg, mvc)
    highest = np.max(list(activity.levels.values()), axis=0)
    place = np.clip(np.searchsorted(activity.time, recording.time, side="right") - 1, 0, len(highest) - 1)
    return highest[place], [f"activity of {', '.join(activity.levels)} in %MVC"]


def _point(curve: PassiveCurve, rows: NDArray[np.bool_]) -> tuple[float, float, float] | None:
    """Mean excursion and torque of some samples, and the standard error of the torque."""
    x, y = curve.excursion[rows], curve.torque[rows]
    if len(y) < 4 or np.ptp(x) == 0.0:
        return None
    slope, start = np.polyfit(x - x.mean(), y, 1)
    left = y - start - slope * (x - x.mean())
    power = float(left @ left)
    alike = float(left[1:] @ left[:-1]) / power if power > 0.0 else 0.0
    alike = min(max(alike, 0.0), 0.999)
    worth = max(len(y) * (1.0 - alike) / (1.0 + alike), 1.0)
    spread = np.sqrt(power / (len(y) - 2) / worth)
    return float(x.mean()), float(y.mean()), max(float(spread), 1e-6)
