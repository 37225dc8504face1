"""The phase plane of the bistable model: field, nullclines, fixed points, separatrix, basins.

Tone and length are those of the agonist [-]; the cause is constant, 0 none, 1 the desk day [-].
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import check_range
from .model import HEALTH, SIDES, Array, BistableModel, integrate

if TYPE_CHECKING:
    import pandas as pd

SAME = 1e-7  # roots closer than this are one
SILENT = 1e-9  # a fixed point whose antagonist has less tone than this lies on the phase plane
TONE, LENGTH = (0.0, 1.0), (0.90, 1.05)  # what phase portraits show
REACHED = 0.02  # distance from a fixed point at which it counts as reached


@dataclass(frozen=True, slots=True, eq=False)
class FixedPoint:
    """A state that does not change."""

    state: Array  # (4,), in the order of `STATES`
    eigenvalues: NDArray[np.complex128]  # (4,), of the Jacobian [1/d]; all real parts negative: stable
    angle: float  # at rest [deg]

    @property
    def stable(self) -> bool:
        """Whether small disturbances fade."""
        return bool(np.all(self.eigenvalues.real < 0))

    @property
    def kind(self) -> str:
        """``"stable"``, ``"threshold"`` (one way out: it divides two basins), ``"unstable"``."""
        ways_out = int(np.sum(self.eigenvalues.real > 0))
        return ("stable", "threshold", "unstable")[min(ways_out, 2)]

    @property
    def on_plane(self) -> bool:
        """Whether the antagonist is silent."""
        return bool(abs(self.state[1]) < SILENT)

    def __str__(self) -> str:
        a, b, n, m = self.state
        return f"{self.kind}: tone {a:.3f} / {b:.3f}, length {n:.4f} / {m:.4f}, angle {self.angle:+.2f} deg"


def fixed_points(model: BistableModel, cause: float = 0.0) -> tuple[FixedPoint, ...]:
    """Every state that does not change under a constant cause, healthiest first.

    At a fixed point the lengths follow from the tones, so two equations for two tones remain. All four are
    solved by Newton's method from a grid of tones; each root inside the bounds is kept once.

    Parameters
    ----------
    model : BistableModel
    cause : float
        Constant, 0 none, 1 the desk day [-].
    """
    start = np.linspace(0.0, 1.0, 21)
    tones = np.stack(np.meshgrid(start, start, indexing="ij"), axis=-1).reshape(-1, 2)
    found: list[Array] = []
    for state in _newton(model, _settled(model, tones, cause), cause):
        if all(np.max(np.abs(state - other)) > SAME for other in found):
            found.append(state)
    values = [np.linalg.eigvals(model.jacobian(state, cause)).astype(complex) for state in found]
    points = [FixedPoint(s, v, float(model.resting_angle(s))) for s, v in zip(found, values, strict=True)]
    return tuple(sorted(points, key=lambda p: (round(float(p.state[0] + p.state[1]), 6), p.state[1])))


def _settled(model: BistableModel, tones: Array, cause: float) -> Array:
    """States whose lengths are at rest, for given tones (..., 2)."""
    by_tone = (SIDES * model.of_both("angle_per_tone") * tones).sum(axis=-1, keepdims=True)
    posture = model.value("posture_gain") * by_tone + model.value("posture_shift") * cause
    posture = posture / (1.0 - model.loop_gain)
    return np.concatenate([tones, 1.0 - SIDES * model.of_both("length_per_angle") * posture], axis=-1)


def _newton(model: BistableModel, states: Array, cause: float) -> Array:
    """Newton's method from many starts at once; those that end at a root inside the bounds."""
    for _ in range(60):
        rate = model.rate(states, cause)
        step = np.linalg.solve(model.jacobian(states, cause), -rate[..., None])[..., 0]
        longest = np.max(np.abs(step), axis=-1, keepdims=True)
        states = states + step * np.minimum(1.0, 0.2 / np.maximum(longest, 1e-300))
        states = states[np.all(np.abs(states[:, :2] - 0.5) < 0.75, axis=-1)]
    inside = np.all((states[:, :2] > -1e-9) & (states[:, :2] < 1.0 + 1e-9), axis=-1)
    small = np.max(np.abs(model.rate(states, cause)), axis=-1) < 1e-12
    return np.asarray(states[inside & small])


def branches(model: BistableModel, causes: Iterable[float]) -> pd.DataFrame:
    """Fixed points against the cause, the antagonist silent: a bifurcation diagram, which shows hysteresis.

    Parameters
    ----------
    model, causes
        As in :func:`fixed_points`, of each cause.

    Returns
    -------
    DataFrame
        One row per fixed point: cause, kind, tone and length of the agonist [-], resting angle [deg].
    """
    import pandas as pd

    points = [(cause, p) for cause in causes for p in fixed_points(model, float(cause)) if p.on_plane]
    rows = [(cause, p.kind, p.state[0], p.state[2], p.angle) for cause, p in points]
    return pd.DataFrame(rows, columns=["cause", "kind", "tone", "length", "angle"])


def field(
    model: BistableModel, cause: float = 0.0, tone: Array | None = None, length: Array | None = None
) -> tuple[Array, Array, Array, Array]:
    """The phase plane as a field of arrows.

    Parameters
    ----------
    model, cause
        As in :func:`fixed_points`.
    tone, length : ndarray, optional
        Of the agonist [-]; default 21 values each over what phase portraits show.

    Returns
    -------
    tone, length, tone_rate, length_rate : ndarray (k, l)
        The rates [1/d]; length varies along rows, tone along columns, as Matplotlib's ``streamplot`` expects.
    """
    grid = _grid(tone, length, 21)
    rate = model.rate(model.on_plane(*grid), cause)
    return grid[0], grid[1], rate[..., 0], rate[..., 2]


def nullclines(model: BistableModel, cause: float = 0.0, count: int = 401) -> dict[str, Array]:
    """Curves on which one of the two states does not change.

    Parameters
    ----------
    model, cause
        As in :func:`fixed_points`.
    count : int
        Points of each curve.

    Returns
    -------
    dict
        ``"length"``: ndarray (count, 2) of (tone, length) where length does not change, a straight line.
        ``"tone"``: ndarray (count, branches, 2) where tone does not change, up to three branches, NaN
        where a branch has ended: for each resting angle, tone solves a polynomial of degree five.
    """
    settled = _settled(model, np.column_stack([np.linspace(0.0, 1.0, count), np.zeros(count)]), cause)
    angles = np.linspace(-30.0, 30.0, count)
    curve = np.full((count, 3, 2), np.nan)
    for row, angle in zip(curve, angles, strict=True):
        for column, root in enumerate(_constant_tones(model, float(angle), cause)[:3]):
            habit = (angle - model.value("angle_per_tone", "agonist") * root) / model.angle_per_habit
            row[column] = root, 1.0 - model.value("length_per_angle", "agonist") * habit
    return {"length": settled[:, [0, 2]], "tone": curve}


def _constant_tones(model: BistableModel, angle: float, cause: float) -> Array:
    """Tones of the agonist that do not change at a resting angle, increasing."""
    short = 1.0 + model.value("feedback_gain") * np.tanh(angle / model.value("feedback_angle"))
    feed, charge = model.value("feedback_rate") * short, model.value("charge_rate") * cause
    filter_ = np.polynomial.Polynomial([model.value("feedback_threshold") ** 4, 0, 0, 0, 1])
    tone, left = np.polynomial.Polynomial([0, 1]), np.polynomial.Polynomial([1, -1])
    balance = feed * tone**4 * left + charge * left * filter_ - model.value("memory_leak") * tone * filter_
    roots = balance.roots()
    real = roots.real[(np.abs(roots.imag) < 1e-9) & (roots.real > -1e-9) & (roots.real < 1.0 + 1e-9)]
    return np.sort(np.clip(real, 0.0, 1.0))


def separatrix(model: BistableModel, cause: float = 0.0, length: tuple[float, float] = (0.80, 1.15)) -> Array:
    """The line between the two basins, followed backwards in time from the threshold, on both sides.

    Parameters
    ----------
    model, cause
        As in :func:`fixed_points`.
    length : (float, float)
        Lengths of the agonist between which it is followed [-].

    Returns
    -------
    ndarray (k, 2)
        Tone and length of the agonist along the line; empty where there is only one basin.

    Raises
    ------
    EngineError
        The line could not be followed.
    """
    saddles = [p for p in fixed_points(model, cause) if p.kind == "threshold" and p.on_plane]
    if not saddles:
        return np.empty((0, 2))
    state = saddles[0].state[[0, 2]]

    def backward(_: float, y: Array) -> Array:
        return np.asarray(-model.rate(model.on_plane(*y), cause)[[0, 2]])

    def outside(_: float, y: Array) -> float:
        return float(min(y[0] + 0.05, 1.05 - y[0], y[1] - length[0], length[1] - y[1]))

    outside.terminal = True  # type: ignore[attr-defined]
    slopes = model.jacobian(model.on_plane(*state), cause)[[0, 2]]  # the antagonist's length follows
    within = np.column_stack([slopes[:, 0], slopes[:, 2] - model.length_ratio * slopes[:, 3]])
    values, vectors = np.linalg.eig(within)
    inward = 1e-7 * vectors[:, int(np.argmin(values.real))].real
    down, up = (
        integrate("the separatrix", backward, (0.0, 5000.0), start, events=outside, rtol=1e-9, atol=1e-12).y.T
        for start in (state - inward, state + inward)
    )
    return np.vstack([down[::-1], state, up])


@dataclass(frozen=True, slots=True, eq=False)
class Basins:
    """Where each starting point of the phase plane ends."""

    tone: Array  # (k, l), of the starting points, varying along columns
    length: Array  # (k, l), varying along rows
    index: NDArray[np.int64]  # (k, l), which stable fixed point is reached; -1 for none in the days followed
    stable: tuple[FixedPoint, ...]

    @property
    def healthy(self) -> NDArray[np.bool_]:
        """Which starting points end at the stable fixed point nearest to health."""
        distance = [float(np.max(np.abs(p.state - HEALTH))) for p in self.stable]
        return np.asarray(self.index == int(np.argmin(distance)))


def basins(
    model: BistableModel,
    cause: float = 0.0,
    tone: Array | None = None,
    length: Array | None = None,
    days: float = 8000.0,
) -> Basins:
    """Where each starting point of the phase plane ends, by integrating from all of them.

    Parameters
    ----------
    model, cause
        As in :func:`fixed_points`.
    tone, length : ndarray, optional
        Of the agonist [-]; default 41 values each over what phase portraits show.
    days : float
        How long each starting point is followed [d].

    Raises
    ------
    EngineError
        The integration failed.
    """
    check_range("days", days, 1.0, 1e6, "d")
    grid = _grid(tone, length, 41)
    start = model.on_plane(*grid)

    def rate(_: float, y: Array) -> Array:
        return model.rate(y.reshape(start.shape), cause).ravel()

    how = {"t_eval": [days], "rtol": 1e-7, "atol": 1e-9}
    end = integrate("the basins", rate, (0.0, days), start.ravel(), **how).y[:, -1].reshape(start.shape)
    stable = tuple(p for p in fixed_points(model, cause) if p.stable)
    away = np.stack([np.max(np.abs(end - p.state), axis=-1) for p in stable], axis=-1)
    index = np.where(away.min(axis=-1) < REACHED, away.argmin(axis=-1), -1)
    return Basins(grid[0], grid[1], index.astype(np.int64), stable)


def _grid(tone: Array | None, length: Array | None, count: int) -> tuple[Array, Array]:
    """Tone along columns and length along rows, by default `count` values of each."""
    columns = np.linspace(*TONE, count) if tone is None else np.asarray(tone, dtype=float)
    rows = np.linspace(*LENGTH, count) if length is None else np.asarray(length, dtype=float)
    across, along = np.meshgrid(columns, rows)
    return across, along
