"""The core model: four slow states and one joint, small enough for a blackboard."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import Parameter, ParameterSet
from ..core.parameters import parameter as P
from ..model.laws.joint import joint
from ..model.laws.memory import memory
from ..model.laws.tone_feedback import tone_feedback

Array = NDArray[np.float64]

#: Order of the states in every array.
STATES = ("tone_agonist", "tone_antagonist", "length_agonist", "length_antagonist")
MUSCLES = ("agonist", "antagonist")


#: Parameters that the core model has in common with the detailed one.
SHARED = (
    "feedback_rate",
    "feedback_threshold",
    "feedback_gain",
    "feedback_angle",
    "memory_leak",
    "posture_gain",
)


def _shared() -> tuple[Parameter, ...]:
    own = {p.name: p for m in (tone_feedback, joint, memory) for p in m.parameters}
    return tuple(own[name] for name in SHARED)


def _geometry() -> tuple[Parameter, ...]:
    """Slopes of the detailed model at health, hip flexors and gluteus maximus."""
    change, shift = "relative change of length per degree of posture", "shift of the resting angle"
    rows = (
        ("length_per_angle", (0.00395, 0.00522), "1/deg", (1e-4, 0.05), change, "rho"),
        ("angle_per_length", (123.2, 27.2), "deg", (0.0, 1000.0), f"{shift} per unit of length", "G"),
        ("angle_per_tone", (0.78, 1.11), "deg", (0.0, 60.0), f"{shift} by full tone, to its own side", "H"),
    )
    sources = ("Rajagopal2016", "DeGrooteFregly2016")
    return tuple(
        P(f"{muscle}.{name}", value, unit, bounds, meaning, sources, "derived", f"{symbol}_{part}")
        for name, values, unit, bounds, meaning, symbol in rows
        for muscle, part, value in zip(MUSCLES, "AB", values, strict=True)
    )


#: Default values: hip flexors and gluteus maximus. Shared ones are those of the detailed model's mechanisms,
#: geometry is its linearisation at health, the last four are fitted to it by `musclebalance.bistable.reduce`.
PARAMETERS = ParameterSet(
    (
        *_shared(),
        *_geometry(),
        P(
            "lived_length_time",
            57.9,
            "d",
            (1.0, 1000.0),
            "time constant of length in a lived day; 5 d in a cast, longer where part of each day protects",
            symbol="tau_n",
        ),
        P("posture_shift", 10.5, "deg", (0.0, 60.0), "shift of posture by the full cause", symbol="p"),
        P("charge_rate", 0.0123, "1/d", (0.0, 1.0), "rate at which the full cause makes tense", symbol="k_c"),
        P("session_release", 0.138, "-", (0.0, 1.0), "share of tone that a session takes away", symbol="d"),
    )
)


@dataclass(frozen=True)
class Core:
    """Tone and length of two opposing muscles, and the joint between them.

    The states are the habitual tone `a` of each muscle (0 silent, 1 the most it can keep) and its length
    `n` (1 healthy). The joint is quick: it rests where both muscles balance, at the angle (towards the
    agonist's side)::

        q = G_A (1 - n_A) + G_B (n_B - 1) + H_A a_A - H_B a_B                               [deg]

    A muscle follows the posture it is kept in, and posture follows the resting angle by a share chi::

        tau_n dn_A/dt = 1 - rho_A (chi q + p c) - n_A
        tau_n dn_B/dt = 1 + rho_B (chi q + p c) - n_B

    Tone is made by the cause `c` (0 none, 1 the desk day), feeds itself above a threshold, and leaks away::

        da_A/dt = c k_c (1 - a_A) + k_H (1 + g tanh(q/q_H)) a_A^4/(a_A^4 + m_H^4) (1 - a_A) - a_A/tau_m
        da_B/dt =                   k_H (1 - g tanh(q/q_H)) a_B^4/(a_B^4 + m_H^4) (1 - a_B) - a_B/tau_m

    A session of contract-release takes a share `d` of the treated muscle's tone away at once: a jump. So
    there are two stable ways to be without any cause: healthy, and tense; and a threshold between that a
    course of sessions must cross. Time is in days.

    Parameters
    ----------
    parameters : ParameterSet
        Default :data:`PARAMETERS` (hip flexors and gluteus maximus); :func:`reduce` makes those of
        another pair.

    Examples
    --------
    >>> from musclebalance import bistable
    >>> hip = bistable.Core()
    >>> bool(abs(hip.rate(bistable.HEALTH)).max() < 1e-12)
    True
    """

    parameters: ParameterSet = field(default=PARAMETERS)

    def __post_init__(self) -> None:
        gain = self.loop_gain
        if gain >= 1.0:
            raise MusclebalanceError(
                f"posture follows the resting angle with a loop gain of {gain:.2f}; at 1 or more every "
                "disturbance of length grows. Lower posture_gain, angle_per_length or length_per_angle."
            )

    def value(self, name: str, muscle: str | None = None) -> float:
        """A parameter in its own unit, as `muscle` has it."""
        return self.parameters.value(name, muscle)

    def with_(self, values: dict[str, float] | None = None, /, **named: float) -> Core:
        """A copy with some values changed, e.g. ``with_(feedback_gain=0)``."""
        return Core(self.parameters.with_(values, **named))

    @property
    def angle_per_habit(self) -> float:
        """Shift of the resting angle per degree of habitual posture to which both lengths have settled."""
        return sum(self.value("angle_per_length", m) * self.value("length_per_angle", m) for m in MUSCLES)

    @property
    def loop_gain(self) -> float:
        """Gain of the loop posture - lengths - resting angle - posture; disturbances shrink below 1."""
        return self.value("posture_gain") * self.angle_per_habit

    def resting_angle(self, states: Array) -> Array:
        """Resting angle towards the agonist's side [deg].

        Parameters
        ----------
        states : ndarray (..., 4)
            In the order of :data:`STATES`.

        Returns
        -------
        ndarray (...)
        """
        states = np.asarray(states, dtype=float)
        return np.asarray((states - HEALTH) @ self._angle_slope())

    def _angle_slope(self) -> Array:
        tone = [self.value("angle_per_tone", m) for m in MUSCLES]
        length = [self.value("angle_per_length", m) for m in MUSCLES]
        return np.array([tone[0], -tone[1], -length[0], length[1]])

    def rate(self, states: Array, cause: float = 0.0) -> Array:
        """Change of the states per day.

        Parameters
        ----------
        states : ndarray (..., 4)
        cause : float
            0 none, 1 the desk day; up to 2 [-].

        Returns
        -------
        ndarray (..., 4)
            [1/d]
        """
        check_range("cause", cause, 0.0, 2.0)
        y = np.asarray(states, dtype=float)
        q = self.resting_angle(y)
        posture = self.value("posture_gain") * q + self.value("posture_shift") * cause
        short = self.value("feedback_gain") * np.tanh(q / self.value("feedback_angle"))
        rates = []
        for i, side in enumerate((1.0, -1.0)):
            tone = y[..., i]
            charge = self.value("charge_rate") * cause if side > 0 else 0.0
            feed = self.value("feedback_rate") * (1.0 + side * short) * self.filtered(tone)
            rates.append((charge + feed) * (1.0 - tone) - self.value("memory_leak") * tone)
        for i, side in enumerate((1.0, -1.0)):
            goal = 1.0 - side * self.value("length_per_angle", MUSCLES[i]) * posture
            rates.append((goal - y[..., 2 + i]) / self.value("lived_length_time"))
        return np.stack(rates, axis=-1)

    def filtered(self, tone: Array) -> Array:
        """The share of the habit's rate at a tone: a Hill function of order 4."""
        fourth = np.asarray(tone, dtype=float) ** 4
        return np.asarray(fourth / (fourth + self.value("feedback_threshold") ** 4))

    def jacobian(self, states: Array, cause: float = 0.0) -> Array:
        """Slopes of :meth:`rate`.

        Parameters
        ----------
        states : ndarray (..., 4)
        cause : float

        Returns
        -------
        ndarray (..., 4, 4)
            Element (i, j) is the slope of rate i against state j [1/d].
        """
        y = np.asarray(states, dtype=float)
        slope, q = self._angle_slope(), self.resting_angle(y)
        width = self.value("feedback_angle")
        swing = self.value("feedback_gain") * np.tanh(q / width)
        bend = self.value("feedback_gain") / np.cosh(q / width) ** 2 / width
        feed, half = self.value("feedback_rate"), self.value("feedback_threshold") ** 4
        result = np.zeros((*y.shape, 4))
        for i, side in enumerate((1.0, -1.0)):
            tone, hill = y[..., i], self.filtered(y[..., i])
            steep = 4.0 * tone**3 * half / (tone**4 + half) ** 2
            charge = self.value("charge_rate") * cause if side > 0 else 0.0
            result[..., i, :] = (feed * side * bend * hill * (1.0 - tone))[..., None] * slope
            result[..., i, i] += feed * (1.0 + side * swing) * (steep * (1.0 - tone) - hill)
            result[..., i, i] -= charge + self.value("memory_leak")
            follow = self.value("length_per_angle", MUSCLES[i]) * self.value("posture_gain")
            result[..., 2 + i, :] = -side * follow * slope / self.value("lived_length_time")
            result[..., 2 + i, 2 + i] -= 1.0 / self.value("lived_length_time")
        return result

    def after_session(self, states: Array, muscle: str = "agonist") -> Array:
        """The states right after a session on one muscle: its tone has lost the share `session_release`.

        Raises
        ------
        UnknownNameError
        """
        if muscle not in MUSCLES:
            raise unknown("muscle", muscle, MUSCLES)
        y = np.array(states, dtype=float)
        y[..., MUSCLES.index(muscle)] *= 1.0 - self.value("session_release")
        return y

    def on_plane(self, tone: Array, length: Array) -> Array:
        """States of the plane in which the antagonist is silent and its length mirrors the agonist's.

        Both lengths follow one and the same posture, so this plane is never left: phase portraits on it
        are exact, not a cut through something larger.

        Parameters
        ----------
        tone, length : ndarray (...)
            Of the agonist.

        Returns
        -------
        ndarray (..., 4)
        """
        tone, length = np.broadcast_arrays(np.asarray(tone, dtype=float), np.asarray(length, dtype=float))
        ratio = self.value("length_per_angle", "antagonist") / self.value("length_per_angle", "agonist")
        return np.stack([tone, np.zeros_like(tone), length, 1.0 + ratio * (1.0 - length)], axis=-1)

    def __str__(self) -> str:
        return "\n".join(
            [
                "core model: tone and length of two muscles and their joint",
                *(f"  {p}" for p in self.parameters.values()),
            ]
        )


#: The healthy state.
HEALTH: Array = np.array([0.0, 0.0, 1.0, 1.0])
