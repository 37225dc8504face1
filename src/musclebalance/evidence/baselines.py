"""Predictions without mechanisms: means, a ridge regression, and formulas in place of the model.

A baseline is fitted to the rows of some studies and forecasts the arms of another, as the model does
(:class:`Contender`). The plain ones are regressions with differences between studies and arms; the others
are laws in the model's own observation (levers, drift, differences between studies), with one number for
each kind of readout in place of the simulated response.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..core.distribution import Distribution
from .calibrating import Law, Progress
from .forecast import Forecast
from .observation import distributed, normal_log_density, per_degree
from .published import Arm, Regimen

Array = NDArray[np.float64]

#: From this many days after a programme a reading tells what is kept.
KEPT_AFTER = 7.0
#: A usual dose, at which the powers are 1: seconds of treatment in a session, weeks.
SECONDS, WEEKS = 120.0, 6.0
#: Draws of the differences between studies and arms in a regression.
DRAWS = 200
#: Standard deviations between studies and between arms that a regression tries, and the size of their
#: half-normal prior, in its scale.
SPREADS, SPREAD = tuple(np.geomspace(0.05, 1.6, 8)), 0.5


class Contender(Protocol):
    """Whatever forecasts the arms of a study from the rows of the others."""

    @property
    def name(self) -> str:
        """What the tables call it."""
        ...

    def forecast(self, arms: Sequence[Arm], without: str = "") -> Forecast:
        """Of arms of one study, fitted to all calibrate rows but those of the study `without`."""
        ...


def phase(arm: Arm) -> str:
    """Single session, programme, or some time after stopping one."""
    if arm.regimen.acute:
        return "session"
    return "kept" if arm.after[0] >= KEPT_AFTER else "programme"


def control(arm: Arm) -> bool:
    """Whether nobody treated what is read."""
    return arm.regimen.technique == "none" or arm.about.whose == "partner"


def middle(regimen: Regimen, dose: str) -> float | None:
    """A dose [its unit], geometric middle of its range; None where the technique has none of it."""
    found = [(low, high) for name, low, high in regimen.doses if name == dose]
    return math.sqrt(found[0][0] * found[0][1]) if found else None


def seconds(regimen: Regimen) -> float:
    """Stretching in a session [s], or contracting where nothing is stretched."""
    total = middle(regimen, "total")
    if total is not None:
        return total
    each = middle(regimen, "stretch") or middle(regimen, "contract") or SECONDS
    return each * (middle(regimen, "repetitions") or 1.0)


def weeks(regimen: Regimen) -> float:
    """Length of a programme [week]; the usual one for a single session."""
    return WEEKS if regimen.acute else 0.5 * sum(regimen.weeks)


Features = Callable[[Arm], Mapping[str, float]]


def nothing(arm: Arm) -> dict[str, float]:
    """No effect of anything."""
    return {}


def one_mean(arm: Arm) -> dict[str, float]:
    """One mean for single sessions, one for programmes, one for what is kept; controls apart."""
    return {"control" if control(arm) else "treated": 3.0}


def joint_means(arm: Arm) -> dict[str, float]:
    """Means by joint, drawn to that of all."""
    return one_mean(arm) | ({} if control(arm) else {f"joint {arm.joint}": 0.5})


def dose_and_kind(arm: Arm) -> dict[str, float]:
    """Logarithms of seconds and weeks, technique and joint."""
    if control(arm):
        return one_mean(arm)
    numbers = {
        name: 0.3 * value for name, value in zip(("seconds", "weeks"), _logs(arm.regimen), strict=True)
    }
    return joint_means(arm) | numbers | {f"technique {arm.regimen.technique}": 0.5}


@dataclass(frozen=True)
class Regression:
    """A linear regression on features, for each kind of readout and each phase by itself.

    Effects have normal priors of the size of the readout's scale; the spread between studies and between arms
    is drawn from its posterior.
    """

    name: str
    features: Features
    rows: tuple[Arm, ...]
    seed: int = 0

    def forecast(self, arms: Sequence[Arm], without: str = "") -> Forecast:
        """See :class:`Contender`."""
        mean = np.zeros((DRAWS, len(arms)))
        covariance = np.zeros((DRAWS, len(arms), len(arms)))
        rng = np.random.default_rng(self.seed)
        for block in dict.fromkeys(map(_block, arms)):
            mine = np.array([i for i, arm in enumerate(arms) if _block(arm) == block])
            fitted = [row for row in self.rows if row.study != without and _block(row) == block]
            asked = [arms[i] for i in mine]
            size = np.array([_size(arm) for arm in asked])
            found = list(self._posterior(fitted, asked))
            log_weight = np.array([entry[0] for entry in found])
            share = np.exp(log_weight - log_weight.max())
            drawn = rng.choice(len(found), DRAWS, p=share / share.sum())
            mean[:, mine] = np.array([entry[1] for entry in found])[drawn] * size
            whole = np.array([entry[2] for entry in found])[drawn] * np.outer(size, size)
            error = np.array([arm.error for arm in asked])
            covariance[:, mine[:, None], mine] = whole + np.diag(error**2)
        return Forecast.even(mean, covariance)

    def _posterior(self, fitted: Sequence[Arm], asked: Sequence[Arm]) -> Iterator[tuple[float, Array, Array]]:
        """Log weight, mean and covariance without sampling error, at each spread between studies and arms."""
        every = [*fitted, *asked]
        described = [self.features(arm) for arm in every]
        names = list(dict.fromkeys(name for entry in described for name in entry))
        x = np.array([[entry.get(name, 0.0) for name in names] for entry in described])
        alike = np.array([[a.study == b.study for b in every] for a in every])
        size, n = np.array([_size(arm) for arm in fitted]), len(fitted)
        y = np.array([arm.observed for arm in fitted]) / (size if n else 1.0)
        error = np.array([arm.error for arm in fitted]) / (size if n else 1.0)
        for of_studies, of_arms in product(SPREADS, SPREADS):
            whole = x @ x.T + of_studies**2 * alike + of_arms**2 * np.eye(len(every))
            seen = whole[:n, :n] + np.diag(error**2)
            gain = np.linalg.solve(seen, whole[:n, n:]).T
            prior = math.log(of_studies * of_arms) - 0.5 * (of_studies**2 + of_arms**2) / SPREAD**2
            yield (
                (float(normal_log_density(y, seen)) if n else 0.0) + prior,
                gain @ y,
                whole[n:, n:] - gain @ whole[:n, n:],
            )


def _block(arm: Arm) -> tuple[str, str]:
    return arm.about.kind, phase(arm)


def _size(arm: Arm) -> float:
    """Scale of a regression [unit of the arm]: 10 deg of range, 2 points of pain, 15 % of anything else."""
    if arm.about.kind in ("range", "fixed"):
        return 10.0 * per_degree(arm)
    return 2.0 * per_degree(arm) if arm.about.kind == "pain" else 15.0


#: Usual changes of range [deg], and how far other changes may go [percent, points].
_GAINS = {"session": 5.0, "programme": 12.0, "kept": 4.0}


def _constants(arms: Sequence[Arm]) -> dict[str, Distribution]:
    """Priors of one number for each kind of readout and phase among some arms."""
    found = {}
    for kind, when in dict.fromkeys(map(_block, arms)):
        name = f"{kind}_{when}"
        if kind == "range":
            found[name] = distributed("log", "deg", _GAINS[when], 0.1, 100.0, 0.7)
        else:
            found[name] = distributed("shift", "", 0.0, -80.0, 80.0, 2.0 if kind == "pain" else 15.0)
    return found


def law_of_levers(
    name: str, rows: Sequence[Arm], powers: Mapping[str, Distribution | float] | None = None
) -> Law:
    """One number for each kind of readout and phase; `powers` of seconds and weeks, estimated or fixed."""
    powers = powers or {}
    free = {key: value for key, value in powers.items() if isinstance(value, Distribution)}
    fixed = {key: np.array(value) for key, value in powers.items() if isinstance(value, float)}

    def respond(arms: Sequence[Arm], draws: Mapping[str, Array], seed: int, _: Progress | None) -> Array:
        blocks, treated, compared = _described(tuple(arms))
        zero = np.zeros_like(next(iter(draws.values())))
        exponents = np.array([fixed.get(key, draws.get(key, zero)) + zero for key in ("seconds", "weeks")])
        done, other = (dose[:, :1] * np.exp(dose[:, 1:] @ exponents) for dose in (treated, compared))
        return np.asarray(np.array([draws.get(block, zero) for block in blocks]) * (done - other))

    return Law(name, {**_constants(rows), **free}, respond, formula=True)


@lru_cache(maxsize=64)
def _described(arms: tuple[Arm, ...]) -> tuple[tuple[str, ...], Array, Array]:
    """Name of each arm's number; its factor and logarithms of doses; those of what it is compared with."""
    treated, compared = [], []
    for arm in arms:
        unit = per_degree(arm) if arm.about.kind in ("range", "fixed", "pain") else 1.0
        treated.append((0.0 if control(arm) else unit, *_logs(arm.regimen)))
        other = arm.versus if arm.versus and arm.versus.technique != "none" else None
        compared.append((unit, *_logs(other)) if other else (0.0, 0.0, 0.0))
    return tuple("_".join(_block(arm)) for arm in arms), np.array(treated), np.array(compared)


def _logs(regimen: Regimen) -> tuple[float, float]:
    """Logarithms of seconds in a session and of weeks, relative to the usual."""
    return math.log(seconds(regimen) / SECONDS), math.log(weeks(regimen) / WEEKS)


def power(middle: float) -> Distribution:
    """Prior of a power of a dose."""
    return distributed("shift", "-", middle, -1.0, 2.0, 0.4)


#: Powers of seconds and weeks in the formulas that stand in for the model.
FORMULAS: Mapping[str, Mapping[str, Distribution | float]] = {
    "levers only": {},
    "levers, seconds^a weeks^b": {"seconds": power(0.3), "weeks": power(0.5)},
    "levers, weeks^0.6": {"weeks": 0.6},
}
#: Features of the regressions.
REGRESSIONS: Mapping[str, Features] = {
    "no effect": nothing,
    "one mean": one_mean,
    "joint means": joint_means,
    "ridge": dose_and_kind,
}
