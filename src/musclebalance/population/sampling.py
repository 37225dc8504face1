"""Correlated draws for each person from a stream of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import ParameterSet
from ..model.assembly import MUSCLES
from ..treatment.adherence import person_stream
from .spread import Covariate, Spread

Array = NDArray[np.float64]

#: Purpose of the random stream a person's own values are drawn from.
OWN_STREAM = 11


def entries(parameters: ParameterSet, spreads: Mapping[str, Spread]) -> dict[str, Spread]:
    """Spreads by full parameter name: one entry per muscle where each muscle has its own value."""
    found: dict[str, Spread] = {}
    for name, spread in spreads.items():
        own = [f"{m}.{name}" for m in MUSCLES if f"{m}.{name}" in parameters]
        if name not in parameters and not own and name.rpartition(".")[2] not in parameters:
            raise unknown("parameter to vary", name, parameters)
        found |= dict.fromkeys(own or [name], spread)
    return found


def correlation_matrix(
    names: Sequence[str], spreads: Mapping[str, Spread], correlations: Mapping[tuple[str, str], float]
) -> Array:
    """Correlations of standard normal scores, shape (len(names), len(names))."""
    matrix = np.eye(len(names))
    for name, spread in spreads.items():
        part, _, base = name.partition(".")
        other = f"{MUSCLES[1]}.{base}"
        if part == MUSCLES[0] and other in names:
            i, j = names.index(name), names.index(other)
            matrix[i, j] = matrix[j, i] = spread.between_muscles
    for (one, two), value in correlations.items():
        check_range(f"correlation of {one!r} and {two!r}", value, -1.0, 1.0)
        first, second = (_places(names, name) for name in (one, two))
        for i in first:
            for j in second:
                if i != j:
                    matrix[i, j] = matrix[j, i] = value
    lowest = float(np.linalg.eigvalsh(matrix)[0])
    if lowest < -1e-9:
        raise MusclebalanceError(
            f"the correlations contradict each other (smallest eigenvalue {lowest:.3g}, needed >= 0); "
            "make the strongest ones weaker."
        )
    return matrix


def _places(names: Sequence[str], name: str) -> list[int]:
    found = [k for k, known in enumerate(names) if known == name or known.partition(".")[2] == name]
    if not found:
        raise unknown("varying parameter or covariate", name, names)
    return found


def scores(numbers: NDArray[np.int64], seed: int, matrix: Array) -> Array:
    """Correlated standard normal scores (people, names); each row from the person's own stream."""
    values, vectors = np.linalg.eigh(matrix)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    plain = np.array([person_stream(seed, int(k), OWN_STREAM).standard_normal(len(matrix)) for k in numbers])
    return np.asarray(np.sum(plain[:, None, :] * root[None, :, :], axis=-1))


def draw(
    parameters: ParameterSet,
    spreads: Mapping[str, Spread],
    covariates: Mapping[str, Covariate],
    correlations: Mapping[tuple[str, str], float],
    numbers: NDArray[np.int64],
    seed: int,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Values of parameters and covariates of each person."""
    spreads = entries(parameters, spreads)
    names = [*spreads, *covariates]
    if not names:
        raise MusclebalanceError("nothing varies between people; give at least one spread or covariate.")
    found = dict(
        zip(names, scores(numbers, seed, correlation_matrix(names, spreads, correlations)).T, strict=True)
    )
    known = {name: covariate.values(found[name]) for name, covariate in covariates.items()}
    return shifted(
        parameters, spreads, covariates, known, {n: found[n] for n in spreads}, len(numbers)
    ), known


def shifted(
    parameters: ParameterSet,
    spreads: Mapping[str, Spread],
    covariates: Mapping[str, Covariate],
    known: Mapping[str, Array],
    score: Mapping[str, Array],
    people: int,
) -> dict[str, Array]:
    """Own values: the middle of each parameter, moved by the person's covariates, and its spread about it."""
    effects: dict[str, list[tuple[str, float]]] = {}
    for covariate, what in covariates.items():
        for name in entries(parameters, {n: Spread(0.0) for n in what.effects}):
            base = name.partition(".")[2]
            value = what.effects.get(name, what.effects.get(base or name, 0.0))
            effects.setdefault(name, []).append((covariate, value))
    own = {}
    for name in dict.fromkeys([*spreads, *effects]):
        entry = parameters[name if name in parameters else name.rpartition(".")[2]]
        change = sum(
            (v * (known[c] - covariates[c].middle) for c, v in effects.get(name, ()) if c in known),
            np.zeros(people),
        )
        middle = np.clip(entry.value * np.exp(change), entry.low, entry.high)
        own[name] = spreads.get(name, Spread(0.0)).values(
            score.get(name, np.zeros(people)), middle, entry.low, entry.high
        )
    return own
