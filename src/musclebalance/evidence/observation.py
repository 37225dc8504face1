"""From the model's change to what a trial prints: levers, drift of controls, errors, study differences.

The printed change of an arm is taken as ``lever * change * (1 + b) + drift + e``. The lever turns the model's
angle into the measured one (a straight leg raise also tilts the pelvis). `drift` is what controls gain by
being tested again; a printed difference from a control group has none. `b` is how much studies (within them,
groups of people, and of these, results) respond differently; how much of it is shared is estimated; its tails
are heavy: one study in ten differs three times as much as the others. `e` is sampling error of the mean,
unknown doses and the floor of the method.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..core.distribution import Distribution, Kind
from ..core.parameters import Basis
from .published import SPREADS, Arm

Array = NDArray[np.float64]
Priors = Mapping[str, Distribution]


def distributed(
    kind: Kind, unit: str, median: float, low: float, high: float, size: float, basis: Basis = "assumed"
) -> Distribution:
    """Prior of one parameter, truncated at its bounds alone."""
    return Distribution(size, kind, median, low, high, unit, reach=math.inf, basis=basis)


#: Priors of the observation's parameters, the last columns of every draw: factors from the model's response
#: to the measured one at joints other than the knee, what controls gain by being measured again, how much
#: studies differ, what share of that whole studies have and what share of the rest all results of the same
#: people, and what the model misses whatever its parameters (range of motion; torque and stiffness;
#: tolerance; strength).
OBSERVATION: Priors = {
    "lever_hip": distributed("log", "-", 1.2, 0.4, 3.0, 0.35, "derived"),
    "lever_ankle": distributed("log", "-", 1.0, 0.1, 3.0, 0.50),
    "lever_shoulder": distributed("log", "-", 1.0, 0.2, 8.0, 0.80),
    "lever_neck": distributed("log", "-", 1.0, 0.2, 8.0, 0.80),
    "drift_programme": distributed("shift", "deg", 1.5, -5.0, 8.0, 2.0),
    "drift_session": distributed("shift", "deg", 0.0, -4.0, 4.0, 1.0),
    "drift_pain": distributed("shift", "points", 1.0, -2.0, 4.0, 0.8),
    "heterogeneity_programme": distributed("log", "-", 0.25, 0.05, 1.0, 0.50),
    "heterogeneity_session": distributed("log", "-", 0.25, 0.05, 1.0, 0.50),
    "share_study": distributed("shift", "-", 0.6, 0.0, 1.0, 0.25),
    "share_people": distributed("shift", "-", 0.7, 0.0, 1.0, 0.25),
    "discrepancy_range": distributed("log", "deg", 1.0, 0.1, 6.0, 0.70),
    "discrepancy_tissue": distributed("log", "percent", 5.0, 0.5, 30.0, 0.70),
    "discrepancy_tolerance": distributed("log", "percent", 5.0, 0.5, 60.0, 0.70),
    "discrepancy_strength": distributed("log", "percent", 5.0, 0.5, 60.0, 0.70),
}
#: Kinds of readouts, each with its own discrepancy; angles have that of range, all not named that of tissue.
MISSED = ("range", "tissue", "tolerance", "strength", "pain")
#: Between-study standard deviation of the drift in programmes, in sessions [deg], of pain [points] (assumed).
DRIFT_SPREAD = (2.0, 1.0, 0.7)
#: What the model misses of pain, whatever its parameters [points] (assumed).
PAIN_DISCREPANCY = 0.3
#: Shares of studies, and factors to the spread of their responses (the contaminated normal of Tukey 1960):
#: a study unlike all others is possible and does not decide for them.
TAILS = ((0.9, 1.0), (0.1, 3.0))


@dataclass(frozen=True)
class Observed:
    """Arms as arrays; `drift` weighs three parameters for every arm, `missed` one for each of `MISSED`."""

    arms: tuple[Arm, ...]
    y: Array
    error: Array
    study: NDArray[np.int64]
    people: NDArray[np.int64]
    drift: Array
    drift_spread: Array
    missed: Array

    @cached_property
    def studies(self) -> tuple[tuple[NDArray[np.int64], Observed], ...]:
        """Places and arms of each study."""
        return tuple((mine, self.of(mine)) for size in self.sizes for mine in size)

    @cached_property
    def sizes(self) -> tuple[NDArray[np.int64], ...]:
        """Places of the arms of studies with as many arms, (studies, arms) each."""
        places = [np.flatnonzero(self.study == study) for study in range(int(self.study.max()) + 1)]
        counts = dict.fromkeys(map(len, places))
        return tuple(np.array([mine for mine in places if len(mine) == count]) for count in counts)

    @cached_property
    def together(self) -> Array:
        """Whether two arms are of one study (arms, arms)."""
        return np.equal.outer(self.study, self.study).astype(float)

    @cached_property
    def same(self) -> Array:
        """Whether two arms are of the same people (arms, arms)."""
        return np.equal.outer(self.people, self.people).astype(float)

    def of(self, mine: NDArray[np.int64]) -> Observed:
        """Some of the arms."""
        arrays = ("y", "error", "study", "people", "drift", "drift_spread", "missed")
        arms = tuple(self.arms[i] for i in mine)
        return replace(self, arms=arms, **{name: getattr(self, name)[mine] for name in arrays})


def observed(arms: Sequence[Arm]) -> Observed:
    """Arms as arrays, ready for the likelihood."""
    drift = [_drift(arm) for arm in arms]
    spread = [sum(w * s for w, s in zip(weights, DRIFT_SPREAD, strict=True)) for weights in drift]
    rows = [(arm.observed, arm.error, _missed(arm)) for arm in arms]
    y, error, missed = map(np.array, zip(*rows, strict=True))
    study, people = _numbered([arm.study for arm in arms]), _numbered(_people(arms))
    return Observed(tuple(arms), y, error, study, people, np.array(drift), np.array(spread), missed)


def _numbered(names: Sequence[Hashable]) -> NDArray[np.int64]:
    """Place of each name among the different ones."""
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([places[name] for name in names])


def _people(arms: Sequence[Arm]) -> list[Hashable]:
    """The group of people behind each arm.

    Those treated alike for different weeks, or read at different times or in different ways, are one group;
    the same reading twice is of two.
    """
    found: list[Hashable] = []
    read: dict[Hashable, int] = {}
    for arm in arms:
        group = (replace(arm.regimen, weeks=(0.0, 0.0)), arm.people)
        reading = (group, arm.readout, arm.regimen.weeks, arm.after)
        read[reading] = read.get(reading, 0) + 1
        found.append((group, read[reading]))
    return found


def per_degree(arm: Arm) -> float:
    """Unit of the arm per degree of range of motion, or per point of pain."""
    if arm.about.kind == "pain":
        return 1.0 if arm.unit == "points" else 20.0
    if arm.unit == "percent":
        return 100.0 / (0.5 * sum(arm.about.baseline))
    if arm.unit == "SD":
        return 1.0 / SPREADS["deg", arm.regimen.acute]
    return 1.0 / arm.slope_weeks


def _drift(arm: Arm) -> tuple[float, float, float]:
    """Weights of the drift in programmes, in sessions, and of pain; a difference from a control has none."""
    if arm.versus is not None or arm.about.kind not in ("range", "pain"):
        return 0.0, 0.0, 0.0
    if arm.about.kind == "pain":
        return 0.0, 0.0, per_degree(arm)
    return (0.0, per_degree(arm), 0.0) if arm.regimen.acute else (per_degree(arm), 0.0, 0.0)


def _missed(arm: Arm) -> tuple[float, ...]:
    """Weights of what is missed of each kind of readout; angles and pain are in the unit of the arm."""
    kind = "range" if arm.about.kind == "fixed" else arm.about.kind
    name = kind if kind in MISSED else "tissue"
    weight = per_degree(arm) if name in ("range", "pain") else 1.0
    return tuple(weight * (name == one) for one in MISSED)


def discrepancy(data: Observed, observation: Mapping[str, Array]) -> Array:
    """Standard deviation of what the model misses whatever its parameters, shape (..., arms)."""
    pain = np.full_like(observation["discrepancy_range"], PAIN_DISCREPANCY)
    sizes = [*(observation[f"discrepancy_{name}"] for name in MISSED[:-1]), pain]
    return np.asarray(np.stack(sizes, axis=-1) @ data.missed.T)


def spread_of_response(arms: Sequence[Arm], observation: Mapping[str, Array]) -> Array:
    """Relative standard deviation of the response between studies and arms, shape (..., arms)."""
    names = [f"heterogeneity_{'session' if arm.regimen.acute else 'programme'}" for arm in arms]
    return np.stack([observation[name] for name in names], axis=-1)


def levers(arms: Sequence[Arm], observation: Mapping[str, Array]) -> Array:
    """Factor from the model's angle to the measured one, shape (..., arms)."""
    one = np.ones_like(next(iter(observation.values())))
    found = []
    for arm in arms:
        # at the ankle the tolerated torque responds as the range of motion does
        ankle = arm.about.kind == "tolerance" and arm.joint == "ankle"
        lever = "ankle" if ankle else arm.about.lever
        found.append(observation[f"lever_{lever}"] if lever else one)
    return np.stack(found, axis=-1)


def expected(data: Observed, raw: Array, observation: Mapping[str, Array]) -> tuple[Array, Array]:
    """Response (lever times the model's change) and expected printed change, each (..., arms)."""
    response = raw * levers(data.arms, observation)
    drift = np.stack([observation[n] for n in ("drift_programme", "drift_session", "drift_pain")], axis=-1)
    return response, response + drift @ data.drift.T


def components(
    data: Observed, raw: Array, observation: Mapping[str, Array], extra: Array | float
) -> tuple[Array, Array, Array]:
    """Share of studies, mean and covariance of what one study prints, each (tails, draws, ...)."""
    mean, random, rest = _parts(data, raw, observation, extra)
    every = np.arange(raw.shape[1])
    covariance = [_covariance(data, every, factor * random, rest, observation) for _, factor in TAILS]
    share = np.array([[share] for share, _ in TAILS])
    return share.repeat(len(mean), axis=1), np.stack([mean] * len(TAILS)), np.stack(covariance)


def _parts(
    data: Observed, raw: Array, observation: Mapping[str, Array], extra: Array | float
) -> tuple[Array, Array, Array]:
    """Mean, standard deviation of the random response, variance of the rest, all (draws, arms)."""
    response, mean = expected(data, raw, observation)
    random = response * spread_of_response(data.arms, observation)
    rest = data.error**2 + discrepancy(data, observation) ** 2 + np.asarray(extra) ** 2
    return mean, random, rest


def _covariance(
    data: Observed, at: NDArray[np.int64], random: Array, rest: Array, observation: Mapping[str, Array]
) -> Array:
    """Covariance (draws, ..., arms, arms) of the arms at some places (..., arms).

    A study's arms share responses and drift, of studies apart nothing.
    """
    draws = (-1, *[1] * (at.ndim + 1))
    study, people = (observation[name].reshape(draws) for name in ("share_study", "share_people"))
    rows, columns = at[..., :, None], at[..., None, :]
    together, same, own = data.together[rows, columns], data.same[rows, columns], np.eye(at.shape[-1])
    alike = study * together + (1.0 - study) * (people * same + (1.0 - people) * own)
    drift = together * data.drift_spread[rows] * data.drift_spread[columns]
    random, rest = random[:, at], rest[:, at]
    shared = alike * random[..., :, None] * random[..., None, :]
    return np.asarray(shared + drift + rest[..., :, None] * own)


def log_likelihood(
    data: Observed, raw: Array, observation: Mapping[str, Array], extra: Array, by_study: bool = False
) -> Array:
    """Log-likelihood of the printed changes, study effects integrated out."""
    mean, random, rest = _parts(data, raw, observation, extra)
    found = np.empty((len(raw), int(data.study.max()) + 1))
    for at in data.sizes:
        parts = []
        for share, factor in TAILS:
            covariance = _covariance(data, at, factor * random, rest, observation)
            parts.append(math.log(share) + normal_log_density(data.y[at] - mean[:, at], covariance))
        found[:, data.study[at[:, 0]]] = np.logaddexp.reduce(parts)
    return found if by_study else found.sum(axis=-1)


def normal_log_density(residual: Array, covariance: Array) -> Array:
    """Log density of residuals (..., n) under normals of covariance (..., n, n)."""
    root = np.linalg.cholesky(covariance)
    white = np.linalg.solve(root, residual[..., None])[..., 0]
    log_root = np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    size = residual.shape[-1]
    return np.asarray(-0.5 * (white**2).sum(axis=-1) - log_root - 0.5 * size * np.log(2 * np.pi))


def sample(data: Observed, raw: Array, observation: Mapping[str, Array], rng: np.random.Generator) -> Array:
    """What a repetition of the trials would print, one per draw, shape (draws, arms)."""
    printed = np.empty(raw.shape)
    for mine, one in data.studies:
        share, mean, covariance = components(one, raw[:, mine], observation, 0.0)
        tail, each = rng.choice(len(share), len(raw), p=share[:, 0]), np.arange(len(raw))
        noise = rng.standard_normal((*mean[0].shape, 1))
        printed[:, mine] = mean[0] + (np.linalg.cholesky(covariance[tail, each]) @ noise)[..., 0]
    return printed
