"""The phase plane of the core model: field, nullclines, fixed points, separatrix, basins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, check_range
from .model import HEALTH, Core

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Each muscle and the sign of the posture that shortens it.
SIDES = (("agonist", 1.0), ("antagonist", -1.0))
#: Roots closer than this are one.
SAME = 1e-7
#: Tone and length of the agonist that portraits show.
TONE, LENGTH = (0.0, 1.0), (0.90, 1.05)
#: Distance from a fixed point at which it counts as reached.
REACHED = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class FixedPoint:
    """A state that does not change.

    Parameters
    ----------
    state : ndarray (4,)
        In the order of ``bistable.STATES``.
    eigenvalues : ndarray (4,)
        Of the Jacobian there [1/d]; all with a negative real part: stable.
    angle : float
        Resting angle [deg].
    """

    state: Array
    eigenvalues: NDArray[np.complex128]
    angle: float

    @property
    def stable(self) -> bool:
        """Whether small disturbances fade."""
        return bool(np.all(self.eigenvalues.real < 0))

    @property
    def kind(self) -> str:
        """``"stable"``, ``"threshold"`` (one way out: it divides two basins) or ``"unstable"``."""
        ways_out = int(np.sum(self.eigenvalues.real > 0))
        return ("stable", "threshold", "unstable")[min(ways_out, 2)]

    def __str__(self) -> str:
        a, b, n, m = self.state
        return f"{self.kind}: tone {a:.3f} / {b:.3f}, length {n:.4f} / {m:.4f}, angle {self.angle:+.2f} deg"


def fixed_points(core: Core, cause: float = 0.0) -> tuple[FixedPoint, ...]:
    """Every state that does not change under a constant cause, healthiest first.

    At a fixed point the lengths follow from the tones, so two equations for two tones remain. Newton's
    method on all four, from a grid of tones; what converges inside the bounds is kept once.

    Parameters
    ----------
    core : Core
    cause : float

    Returns
    -------
    tuple of FixedPoint
    """
    start = np.linspace(0.0, 1.0, 21)
    tones = np.stack(np.meshgrid(start, start, indexing="ij"), axis=-1).reshape(-1, 2)
    found: list[Array] = []
    for state in _newton(core, _settled(core, tones, cause), cause):
        if all(np.max(np.abs(state - other)) > SAME for other in found):
            found.append(state)
    points = [_point(core, state, cause) for state in found]
    return tuple(sorted(points, key=lambda p: (round(float(p.state[0] + p.state[1]), 6), p.state[1])))


def _point(core: Core, state: Array, cause: float) -> FixedPoint:
    eigenvalues = np.linalg.eigvals(core.jacobian(state, cause)).astype(complex)
    return FixedPoint(state, eigenvalues, float(core.resting_angle(state)))


def _settled(core: Core, tones: Array, cause: float) -> Array:
    """States whose lengths are at rest, for given tones (..., 2)."""
    by_tone = sum(side * core.value("angle_per_tone", m) * tones[..., i] for i, (m, side) in enumerate(SIDES))
    posture = core.value("posture_gain") * by_tone + core.value("posture_shift") * cause
    posture = posture / (1.0 - core.loop_gain)
    lengths = [1.0 - side * core.value("length_per_angle", m) * posture for m, side in SIDES]
    return np.concatenate([tones, np.stack(lengths, axis=-1)], axis=-1)


def _newton(core: Core, states: Array, cause: float) -> Array:
    """Newton's method from many starts at once; those that end at a root inside the bounds."""
    for _ in range(60):
        rate = core.rate(states, cause)
        step = np.linalg.solve(core.jacobian(states, cause), -rate[..., None])[..., 0]
        longest = np.max(np.abs(step), axis=-1, keepdims=True)
        states = states + step * np.minimum(1.0, 0.2 / np.maximum(longest, 1e-300))
        states = states[np.all(np.abs(states[:, :2] - 0.5) < 0.75, axis=-1)]
    inside = np.all((states[:, :2] > -1e-9) & (states[:, :2] < 1.0 + 1e-9), axis=-1)
    small = np.max(np.abs(core.rate(states, cause)), axis=-1) < 1e-12
    return np.asarray(states[inside & small])


def branches(core: Core, causes: Iterable[float]) -> pd.DataFrame:
    """Fixed points against the cause, the antagonist silent: where hysteresis comes from.

    Parameters
    ----------
    core : Core
    causes : iterable of float

    Returns
    -------
    DataFrame
        One row per fixed point: cause, kind, tone and length of the agonist, resting angle [deg].
    """
    import pandas as pd

    columns = ["cause", "kind", "tone", "length", "angle"]
    rows = [
        (cause, p.kind, p.state[0], p.state[2], p.angle)
        for cause in causes
        for p in fixed_points(core, float(cause))
        if abs(p.state[1]) < 1e-9
    ]
    return pd.DataFrame(rows, columns=columns)


def field(
    core: Core, cause: float = 0.0, tone: Array | None = None, length: Array | None = None
) -> tuple[Array, Array, Array, Array]:
    """The phase plane as arrows.

    Parameters
    ----------
    core : Core
    cause : float
    tone, length : ndarray, optional
        Of the agonist; default a grid of 21 each over what portraits show.

    Returns
    -------
    tone, length, tone_rate, length_rate : ndarray (k, l)
        The rates [1/d]; rows run with the length, columns with the tone, as ``matplotlib`` streamplots
        want them.
    """
    grid = _grid(tone, length, 21)
    rate = core.rate(core.on_plane(*grid), cause)
    return grid[0], grid[1], rate[..., 0], rate[..., 2]


def nullclines(core: Core, cause: float = 0.0, count: int = 401) -> dict[str, Array]:
    """Curves on which one of the two states stands still.

    Parameters
    ----------
    core : Core
    cause : float
    count : int
        Points of each curve.

    Returns
    -------
    dict
        ``"length"``: ndarray (count, 2) of (tone, length) where the length stands still, a straight line.
        ``"tone"``: ndarray (count, branches, 2) where the tone stands still, up to three branches, NaN
        where a branch has ended: for each resting angle the tone solves a polynomial of degree five.
    """
    tone = np.linspace(0.0, 1.0, count)
    settled = _settled(core, np.column_stack([tone, np.zeros(count)]), cause)[:, 2]
    angles = np.linspace(-30.0, 30.0, count)
    curve = np.full((count, 3, 2), np.nan)
    for row, angle in zip(curve, angles, strict=True):
        roots = _standing_tones(core, float(angle), cause)
        for column, root in enumerate(roots[:3]):
            habit = (angle - core.value("angle_per_tone", "agonist") * root) / core.angle_per_habit
            row[column] = root, 1.0 - core.value("length_per_angle", "agonist") * habit
    return {"length": np.column_stack([tone, settled]), "tone": curve}


def _standing_tones(core: Core, angle: float, cause: float) -> Array:
    """Tones of the agonist that do not change at a resting angle, increasing."""
    short = 1.0 + core.value("feedback_gain") * np.tanh(angle / core.value("feedback_angle"))
    feed, charge, leak = (
        core.value("feedback_rate") * short,
        core.value("charge_rate") * cause,
        core.value("memory_leak"),
    )
    filter_ = np.polynomial.Polynomial([core.value("feedback_threshold") ** 4, 0, 0, 0, 1])
    tone, left = np.polynomial.Polynomial([0, 1]), np.polynomial.Polynomial([1, -1])
    balance = feed * tone**4 * left + charge * left * filter_ - leak * tone * filter_
    roots = balance.roots()
    real = roots.real[(np.abs(roots.imag) < 1e-9) & (roots.real > -1e-9) & (roots.real < 1.0 + 1e-9)]
    return np.sort(np.clip(real, 0.0, 1.0))


def separatrix(core: Core, cause: float = 0.0, length: tuple[float, float] = (0.80, 1.15)) -> Array:
    """The line between the two basins of the phase plane: what ends healthy from what ends tense.

    Followed backwards in time from the threshold, on both sides.

    Parameters
    ----------
    core : Core
    cause : float
    length : (float, float)
        Lengths of the agonist between which it is followed.

    Returns
    -------
    ndarray (k, 2)
        Tone and length of the agonist along the line; empty where there is only one basin.

    Raises
    ------
    EngineError
        The line could not be followed.
    """
    from scipy.integrate import solve_ivp

    saddles = [p for p in fixed_points(core, cause) if p.kind == "threshold" and p.state[1] < 1e-9]
    if not saddles:
        return np.empty((0, 2))
    state = saddles[0].state[[0, 2]]

    def backward(_: float, y: Array) -> Array:
        return np.asarray(-core.rate(core.on_plane(y[0], y[1]), cause)[[0, 2]])

    def outside(_: float, y: Array) -> float:
        return float(min(y[0] + 0.05, 1.05 - y[0], y[1] - length[0], length[1] - y[1]))

    outside.terminal = True  # type: ignore[attr-defined]
    slope = _plane_jacobian(core, state, cause)
    values, vectors = np.linalg.eig(slope)
    inward = vectors[:, int(np.argmin(values.real))].real
    arms = []
    for sign in (-1.0, 1.0):
        solved = solve_ivp(
            backward,
            (0.0, 5000.0),
            state + sign * 1e-7 * inward,
            "DOP853",
            events=outside,
            rtol=1e-9,
            atol=1e-12,
        )
        if not solved.success:
            raise EngineError(f"the separatrix could not be followed: {solved.message}")
        arms.append(solved.y.T)
    return np.vstack([arms[0][::-1], state, arms[1]])


def _plane_jacobian(core: Core, state: Array, cause: float) -> Array:
    """Slopes within the plane, where the antagonist's length follows the agonist's."""
    full = core.jacobian(core.on_plane(state[0], state[1]), cause)
    ratio = core.value("length_per_angle", "antagonist") / core.value("length_per_angle", "agonist")
    return np.array([[full[i, 0], full[i, 2] - ratio * full[i, 3]] for i in (0, 2)])


@dataclass(frozen=True, slots=True, eq=False)
class Basins:
    """Where each start of the phase plane ends.

    Parameters
    ----------
    tone, length : ndarray (k, l)
        Starts; rows run with the length, columns with the tone.
    index : ndarray of int (k, l)
        Which of the stable fixed points is reached; -1 where none is, within the days followed.
    stable : tuple of FixedPoint
    """

    tone: Array
    length: Array
    index: NDArray[np.int64]
    stable: tuple[FixedPoint, ...]

    @property
    def healthy(self) -> NDArray[np.bool_]:
        """Which starts end at the stable fixed point nearest to health."""
        distance = [float(np.max(np.abs(p.state - HEALTH))) for p in self.stable]
        return np.asarray(self.index == int(np.argmin(distance)))


def basins(
    core: Core,
    cause: float = 0.0,
    tone: Array | None = None,
    length: Array | None = None,
    days: float = 8000.0,
) -> Basins:
    """Where each start of the phase plane ends, by integrating all of them.

    Parameters
    ----------
    core : Core
    cause : float
    tone, length : ndarray, optional
        Of the agonist; default 41 values each over what portraits show.
    days : float
        How long each start is followed [d].

    Returns
    -------
    Basins

    Raises
    ------
    EngineError
        The integration failed.
    """
    from scipy.integrate import solve_ivp

    check_range("days", days, 1.0, 1e6, "d")
    grid = _grid(tone, length, 41)
    start = core.on_plane(*grid)

    def rate(_: float, y: Array) -> Array:
        return core.rate(y.reshape(start.shape), cause).ravel()

    solved = solve_ivp(rate, (0.0, days), start.ravel(), "DOP853", t_eval=[days], rtol=1e-7, atol=1e-9)
    if not solved.success:
        raise EngineError(f"the basins could not be integrated: {solved.message}")
    stable = tuple(p for p in fixed_points(core, cause) if p.stable)
    end = solved.y[:, -1].reshape(start.shape)
    away = np.stack([np.max(np.abs(end - p.state), axis=-1) for p in stable], axis=-1)
    index = np.where(away.min(axis=-1) < REACHED, away.argmin(axis=-1), -1)
    return Basins(grid[0], grid[1], index.astype(np.int64), stable)


def _grid(tone: Array | None, length: Array | None, count: int) -> tuple[Array, Array]:
    columns = np.linspace(*TONE, count) if tone is None else np.asarray(tone, dtype=float)
    rows = np.linspace(*LENGTH, count) if length is None else np.asarray(length, dtype=float)
    across, along = np.meshgrid(columns, rows)
    return across, along
