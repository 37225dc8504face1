"""Four slow states and one joint, small enough for a blackboard; a course of sessions as jumps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, MusclebalanceError, check_range, unknown
from ..core.parameters import Parameter, ParameterSet
from ..model.laws.joint import joint
from ..model.laws.tone import memory, tone_feedback

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Order of the states in every array.
STATES = ("tone_agonist", "tone_antagonist", "length_agonist", "length_antagonist")
MUSCLES = ("agonist", "antagonist")
SIDES = np.array([1.0, -1.0])  # sign of the posture that shortens each muscle
#: The healthy state.
HEALTH: Array = np.array([0.0, 0.0, 1.0, 1.0])
_RATIO, _SHIFT = "relative change of length per degree of posture", "shift of the resting angle"
#: Slopes of the detailed model at health: name, values of hip flexors and gluteus maximus, unit, bounds.
_GEOMETRY = (
    ("length_per_angle", (0.00395, 0.0048), "1/deg", (1e-4, 0.05), _RATIO, "rho"),
    ("angle_per_length", (123.2, 27.2), "deg", (0.0, 1000.0), f"{_SHIFT} per unit of length", "G"),
    ("angle_per_tone", (0.78, 1.11), "deg", (0.0, 60.0), f"{_SHIFT} by full tone, to its own side", "H"),
)
_SOURCES = ("Rajagopal2016", "DeGrooteFregly2016")
_LENGTH_TIME = "time constant of length in a lived day; 4 d in a cast, longer where part of each day protects"
_CHARGE, _RELEASE = "rate at which the full cause makes tense", "share of tone that a session takes away"
_COMMON = (
    *tone_feedback.parameters,
    *(p for p in (*memory.parameters, *joint.parameters) if p.name in ("memory_leak", "posture_gain")),
)
#: Parameters in common with the detailed model.
SHARED = tuple(p.name for p in _COMMON)
#: Default values: hip flexors and gluteus maximus. Shared ones are those of the detailed model's mechanisms,
#: geometry is its linearisation at health, the last four are fitted to it by `musclebalance.bistable.reduce`.
PARAMETERS = ParameterSet(
    (
        *_COMMON,
        *(
            Parameter(
                f"{muscle}.{name}", value, unit, *bounds, meaning, _SOURCES, "derived", f"{symbol}_{part}"
            )
            for name, values, unit, bounds, meaning, symbol in _GEOMETRY
            for muscle, part, value in zip(MUSCLES, "AB", values, strict=True)
        ),
        Parameter("lived_length_time", 32.0, "d", 1.0, 1000.0, _LENGTH_TIME, symbol="tau_n"),
        Parameter("posture_shift", 6.8, "deg", 0.0, 60.0, "shift of posture by the full cause", symbol="p"),
        Parameter("charge_rate", 0.0122, "1/d", 0.0, 1.0, _CHARGE, symbol="k_c"),
        Parameter("session_release", 0.138, "-", 0.0, 1.0, _RELEASE, symbol="d"),
    )
)


@dataclass(frozen=True)
class BistableModel:
    """Tone and length of two opposing muscles, and the joint between them.

    The states are the habitual tone `a` of each muscle (0 silent, 1 the most it can keep) and its length
    `n` (1 healthy). The joint is fast: it rests where the two muscles balance, at the angle (positive towards
    the agonist's side)::

        q = G_A (1 - n_A) + G_B (n_B - 1) + H_A a_A - H_B a_B                               [deg]

    A muscle adapts to the posture it is kept in, and posture follows the resting angle by a share chi::

        tau_n dn_A/dt = 1 - rho_A (chi q + p c) - n_A
        tau_n dn_B/dt = 1 + rho_B (chi q + p c) - n_B

    Tone is raised by the cause `c` (0 none, 1 the desk day), feeds itself above a threshold, and leaks away::

        da_A/dt = c k_c (1 - a_A) + k_H (1 + g tanh(q/q_H)) a_A^4/(a_A^4 + m_H^4) (1 - a_A) - a_A/tau_m
        da_B/dt =                   k_H (1 - g tanh(q/q_H)) a_B^4/(a_B^4 + m_H^4) (1 - a_B) - a_B/tau_m

    A session of contract-release removes a share `d` of the treated muscle's tone at once: a jump. Without
    any cause there are thus two stable states, healthy and tense, with a threshold between them that a course
    of sessions must cross. Time is in days.

    Parameters
    ----------
    parameters : ParameterSet
        Default hip flexors and gluteus maximus; :func:`reduce` derives those of another pair.

    Raises
    ------
    MusclebalanceError
        Posture follows the resting angle with a loop gain of 1 or more.
    """

    parameters: ParameterSet = field(default=PARAMETERS)

    def __post_init__(self) -> None:
        if self.loop_gain >= 1.0:
            raise MusclebalanceError(
                f"posture follows the resting angle with a loop gain of {self.loop_gain:.2f}; at 1 or more "
                "every disturbance of length grows. Lower posture_gain, angle_per_length or length_per_angle."
            )

    def value(self, name: str, muscle: str | None = None) -> float:
        """A parameter in its own unit; with `muscle`, that muscle's own."""
        return self.parameters.value(name, muscle)

    def of_both(self, name: str) -> Array:
        """A parameter of agonist and antagonist in its own unit, shape (2,)."""
        return np.array([self.value(name, muscle) for muscle in MUSCLES])

    def with_(self, values: dict[str, float] | None = None, /, **named: float) -> BistableModel:
        """A copy with some values changed, e.g. ``with_(feedback_gain=0)``."""
        return BistableModel(self.parameters.with_(values, **named))

    @property
    def angle_per_habit(self) -> float:
        """Shift of the resting angle per degree of habitual posture, once both lengths have adapted."""
        return sum(self.value("angle_per_length", m) * self.value("length_per_angle", m) for m in MUSCLES)

    @property
    def loop_gain(self) -> float:
        """Gain of the loop posture → lengths → resting angle → posture; below 1, disturbances shrink."""
        return self.value("posture_gain") * self.angle_per_habit

    def resting_angle(self, states: Array) -> Array:
        """Resting angle towards the agonist's side [deg], shape (...), of states (..., 4)."""
        return np.asarray((np.asarray(states, dtype=float) - HEALTH) @ self._angle_slope())

    def _angle_slope(self) -> Array:
        by_tone, by_length = self.of_both("angle_per_tone"), self.of_both("angle_per_length")
        return np.concatenate([SIDES * by_tone, -SIDES * by_length])

    def rate(self, states: Array, cause: float = 0.0) -> Array:
        """Change (..., 4) of the states (..., 4) [1/d], the cause between 0 (none) and 2 (1 the desk day)."""
        check_range("cause", cause, 0.0, 2.0)
        y = np.asarray(states, dtype=float)
        tone, length = y[..., :2], y[..., 2:]
        q = self.resting_angle(y)[..., None]
        short = self.value("feedback_gain") * np.tanh(q / self.value("feedback_angle"))
        feed = self.value("feedback_rate") * (1.0 + SIDES * short) * self.filtered(tone)
        tone_rate = (self._charge(cause) + feed) * (1.0 - tone) - self.value("memory_leak") * tone
        posture = self.value("posture_gain") * q + self.value("posture_shift") * cause
        goal = 1.0 - SIDES * self.of_both("length_per_angle") * posture
        return np.concatenate([tone_rate, (goal - length) / self.value("lived_length_time")], axis=-1)

    def _charge(self, cause: float) -> Array:
        """Rate at which the cause raises each muscle's tone [1/d], shape (2,): the agonist's alone."""
        return np.array([self.value("charge_rate") * cause, 0.0])

    def filtered(self, tone: Array) -> Array:
        """Share of the feedback that acts at a tone: a Hill function of order 4."""
        fourth = np.asarray(tone, dtype=float) ** 4
        return np.asarray(fourth / (fourth + self.value("feedback_threshold") ** 4))

    def jacobian(self, states: Array, cause: float = 0.0) -> Array:
        """Derivatives (..., 4, 4) of :meth:`rate` i with respect to state j [1/d]; arguments as there."""
        y = np.asarray(states, dtype=float)
        tone, slope, q = y[..., :2], self._angle_slope(), self.resting_angle(y)[..., None]
        width, half = self.value("feedback_angle"), self.value("feedback_threshold") ** 4
        feed, gain, days = (self.value(n) for n in ("feedback_rate", "feedback_gain", "lived_length_time"))
        bend = gain / np.cosh(q / width) ** 2 / width
        hill, steep = self.filtered(tone), 4.0 * tone**3 * half / (tone**4 + half) ** 2
        own = feed * (1.0 + SIDES * (gain * np.tanh(q / width))) * (steep * (1.0 - tone) - hill)
        follow = self.of_both("length_per_angle") * self.value("posture_gain")
        result = np.zeros((*y.shape, 4))
        result[..., :2, :] = (feed * SIDES * bend * hill * (1.0 - tone))[..., None] * slope
        result[..., [0, 1], [0, 1]] += own
        result[..., [0, 1], [0, 1]] -= self._charge(cause) + self.value("memory_leak")
        result[..., 2:, :] = (-SIDES * follow)[:, None] * slope / days
        result[..., [2, 3], [2, 3]] -= 1.0 / days
        return result

    def after_session(self, states: Array, muscle: str = "agonist") -> Array:
        """States (..., 4) right after a session on one muscle, whose tone has lost `session_release`."""
        if muscle not in MUSCLES:
            raise unknown("muscle", muscle, MUSCLES)
        y = np.array(states, dtype=float)
        y[..., MUSCLES.index(muscle)] *= 1.0 - self.value("session_release")
        return y

    def on_plane(self, tone: Array, length: Array) -> Array:
        """States (..., 4) of the plane where the antagonist is silent and its length mirrors the agonist's.

        Both lengths follow the same posture, so no course leaves this plane: phase portraits on it are exact.
        """
        tone, length = np.broadcast_arrays(np.asarray(tone, dtype=float), np.asarray(length, dtype=float))
        mirrored = 1.0 + self.length_ratio * (1.0 - length)
        return np.stack([tone, np.zeros_like(tone), length, mirrored], axis=-1)

    @property
    def length_ratio(self) -> float:
        """How much the antagonist lengthens when the agonist shortens by one unit of length."""
        return self.value("length_per_angle", "antagonist") / self.value("length_per_angle", "agonist")

    def __str__(self) -> str:
        lines = (f"\n  {p}" for p in self.parameters.values())
        return "bistable model: tone and length of two muscles and their joint" + "".join(lines)


def integrate(what: str, rate: Any, span: tuple[float, float], start: Array, **how: Any) -> Any:
    """What ``scipy.integrate.solve_ivp`` finds, by an explicit method of order 8, or an error."""
    from scipy.integrate import solve_ivp

    solved = solve_ivp(rate, span, start, "DOP853", **how)
    if not solved.success:
        raise EngineError(f"{what} could not be integrated: {solved.message}")
    return solved


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """States over days; a session shows as two rows of the same day, before and after its jump."""

    model: BistableModel
    days: Array  # (k,), not decreasing [d]
    states: Array  # (k, 4), in the order of `STATES`

    @property
    def final(self) -> Array:
        """State at the end, shape (4,)."""
        return np.asarray(self.states[-1])

    @property
    def angle(self) -> Array:
        """Resting angle [deg], shape (k,)."""
        return self.model.resting_angle(self.states)

    def to_frame(self) -> pd.DataFrame:
        """States and resting angle as columns over days."""
        import pandas as pd

        index, columns = pd.Index(self.days, name="day"), [f"{s} [-]" for s in STATES]
        return pd.DataFrame(self.states, index, columns).assign(**{"resting_angle [deg]": self.angle})


def weekly(per_week: int, weeks: int, first: float = 0.0) -> tuple[float, ...]:
    """Days of sessions spread evenly over each week.

    Parameters
    ----------
    per_week, weeks : int
        Up to 7 and 520.
    first : float
        Day of the first one [d].

    Examples
    --------
    >>> weekly(3, weeks=1)
    (0.0, 2.0, 4.0)
    """
    check_range("sessions per week", per_week, 1, 7)
    check_range("weeks", weeks, 0, 520)
    spread = [float(7 * i // per_week) for i in range(per_week)]
    return tuple(first + 7.0 * week + day for week in range(weeks) for day in spread)


def course(
    model: BistableModel,
    days: float,
    start: Array | Sequence[float] = tuple(HEALTH),
    *,
    cause: float | Iterable[tuple[float, float]] = 0.0,
    sessions: Iterable[float] = (),
    muscle: str = "agonist",
    every: float = 1.0,
) -> Course:
    """Follow one person, stopping at every session and change of cause so that none is stepped over.

    Parameters
    ----------
    model : BistableModel
    days, every : float
        Length of the course, and of the interval between stored days [d].
    start : sequence of 4 floats
        Default health.
    cause : float, or iterable of (day, cause)
        Constant, or from each of these days on; the first day must be 0 [-].
    sessions : iterable of float
        Days [d] on which the muscle is treated; see :func:`weekly`.
    muscle : {"agonist", "antagonist"}

    Raises
    ------
    OutOfRangeError
        A session or a change of cause lies outside the course.
    MusclebalanceError
        The changes of cause are out of order or do not begin at day 0.
    """
    check_range("length of the course", days, 1e-6, 1e6, "d")
    check_range("every", every, 1e-3, 1e6, "d")
    changes = _changes(cause)
    treated = [float(day) for day in sessions]
    moments = [*sorted(treated), *(day for day, _ in changes)]
    for day in moments:
        check_range("day of a session or change", day, 0.0, days, "d")
    times, states = [0.0], [np.asarray(start, dtype=float)]
    edges = sorted({0.0, days, *moments})
    for begin, end in zip(edges, [*edges[1:], None], strict=True):
        for _ in range(treated.count(begin)):
            times.append(begin)
            states.append(model.after_session(states[-1], muscle))
        if end is not None:
            level = [c for day, c in changes if day <= begin][-1]
            inner, path = _between(model, states[-1], begin, end, level, every)
            times += inner.tolist()
            states += list(path)
    return Course(model, np.array(times), np.array(states))


def _changes(cause: float | Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Days from which each cause acts, with the cause."""
    given = [(0.0, cause)] if isinstance(cause, (int, float)) else cause
    changes = [(float(day), float(level)) for day, level in given]
    if not changes or changes[0][0] != 0.0 or changes != sorted(changes):
        raise MusclebalanceError("give the cause in order and from day 0 on, for example [(0, 1), (180, 0)].")
    return changes


def _between(
    model: BistableModel, state: Array, begin: float, end: float, cause: float, every: float
) -> tuple[Array, Array]:
    """Stored days after `begin` up to `end`, and the states then."""
    inside = np.arange(np.floor(begin / every) + 1, np.ceil(end / every)) * every
    moments = np.append(inside[(inside > begin) & (inside < end)], end)
    what, how = f"the bistable model from day {begin:g} on", {"t_eval": moments, "rtol": 1e-9, "atol": 1e-12}
    return moments, integrate(what, lambda _, y: model.rate(y, cause), (begin, end), state, **how).y.T
