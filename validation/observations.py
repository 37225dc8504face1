"""Other observations of one law compared under equal effort: ``python -m validation.observations``.

The law of the model's tolerance (:mod:`validation.rivals`) is observed in several ways, fitted and scored
with each study left out: how studies differ, whether a lacking range says more than the law knows, and how
the levers of joints and tests belong together. Takes about twenty minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musclebalance.core.distribution import Distribution
from musclebalance.evidence import comparing
from musclebalance.evidence.calibrating import Law, Progress, Trained, posterior, train, values
from musclebalance.evidence.fitted import Fitted, leave_out
from musclebalance.evidence.forecast import Forecast
from musclebalance.evidence.observation import (
    OBSERVATION,
    Observed,
    discrepancy,
    distributed,
    expected,
    normal_log_density,
    spread_of_response,
)
from musclebalance.evidence.published import Arm

from .rivals import arms_of_range, rival

Array = NDArray[np.float64]

#: Standard scores of the study that stand for all, and their weights: an integral by the trapezoid rule.
SCORES = np.linspace(-2.55, 2.55, 7)
WEIGHTS = np.exp(-0.5 * SCORES**2) / np.exp(-0.5 * SCORES**2).sum()
#: The range of knee extension lacking in unselected people, and its middle [deg].
USUAL, MIDDLE = (8.0, 30.0), 19.0
LEVERS = tuple(name for name in OBSERVATION if name.startswith("lever_"))


@dataclass(frozen=True)
class Multiplied(Trained):
    """Whole studies multiply the response by a log-normal factor; people and arms differ as before."""

    def log_likelihood(self, u: Array, data: Observed | None = None) -> Array:
        """See :class:`~musclebalance.evidence.calibrating.Trained`."""
        data, raw = data or self.data, self.responses(u)
        found = np.empty((len(u), int(data.study.max()) + 1))
        for at in data.sizes:
            mean, covariance = self._studies(data, at, raw, u, self.extra)
            density = normal_log_density(data.y[at] - mean, covariance)
            found[:, data.study[at[:, 0]]] = np.logaddexp.reduce(np.log(WEIGHTS)[:, None, None] + density)
        return found

    def forecast(self, data: Observed, raw: Array, u: Array, extra: Array | float) -> Forecast:
        """See :class:`~musclebalance.evidence.calibrating.Trained`."""
        n = raw.shape[1]
        mean, covariance = self._studies(data, np.arange(n)[None], raw, u, extra)
        each = np.repeat(WEIGHTS, len(u)) / len(u)
        return Forecast(each, mean.reshape(-1, n), covariance.reshape(-1, n, n))

    def _studies(
        self, data: Observed, at: NDArray[np.int64], raw: Array, u: Array, extra: Array | float
    ) -> tuple[Array, Array]:
        """Means and covariances (scores, draws, studies, arms, ...) of the arms of studies at places."""
        seen = self.observation(u)
        response, mean = (one[:, at] for one in expected(data, raw, seen))
        size = spread_of_response(data.arms, seen)[:, at]
        rest = (data.error**2 + discrepancy(data, seen) ** 2 + np.asarray(extra) ** 2)[:, at]
        share = seen["share_study"][:, None, None]
        people = seen["share_people"][:, None, None, None]
        study = size * np.sqrt(share)
        factor = np.exp(study * SCORES[:, None, None, None] - 0.5 * study**2)
        random = factor * response * size * np.sqrt(1.0 - share)
        rows, columns, own = at[..., :, None], at[..., None, :], np.eye(at.shape[-1])
        alike = people * data.same[rows, columns] + (1.0 - people) * own
        drift = data.drift_spread[rows] * data.drift_spread[columns]
        covariance = alike * random[..., :, None] * random[..., None, :] + drift + rest[..., :, None] * own
        return mean + (factor - 1.0) * response, covariance


@dataclass(frozen=True)
class Pooled(Trained):
    """Levers of joints have one spread, a number of the law, in place of one each."""

    def observation(self, u: Array) -> dict[str, Array]:
        """See :class:`~musclebalance.evidence.calibrating.Trained`."""
        seen = super().observation(u)
        places = list(self.priors)
        one = {"spread": self.law.priors["spread_joints"]}
        spread = values(one, u[:, [places.index("spread_joints")]])["spread"]
        for name in LEVERS:
            seen[name] = OBSERVATION[name].middle * np.exp(spread * u[:, places.index(name)])
        return seen


def way_of_testing(arm: Arm) -> str:
    """How range is tested: the readout, and whether one's own force moves the limb."""
    return f"{arm.readout}{', active' * ('active' in arm.label)}{', raised' * ('leg raise' in arm.label)}"


def lacking(arm: Arm) -> float:
    """Range lacking beyond that of unselected people [10 deg]; 0 where no baseline was printed."""
    low, high = arm.regimen.limit
    known = arm.regimen.pair == "hamstrings-quadriceps" and (low, high) != USUAL
    return (0.5 * (low + high) - MIDDLE) / 10.0 if known else 0.0


def scaled(
    law: Law,
    name: str,
    priors: Mapping[str, Distribution],
    factor: Callable[[Arm, Mapping[str, Array]], Array],
) -> Law:
    """A law whose response of every arm is multiplied by a factor with numbers of its own."""

    def respond(arms: Sequence[Arm], draws: Mapping[str, Array], seed: int, told: Progress | None) -> Array:
        return np.asarray(law.respond(arms, draws, seed, told) * [factor(arm, draws) for arm in arms])

    return Law(name, {**law.priors, **priors}, respond, formula=True)


def with_deficit(law: Law) -> Law:
    """The gain grows or falls exponentially with the range that is lacking."""
    return scaled(
        law,
        "lacking range as a covariate",
        {"deficit": distributed("shift", "-", 0.0, -1.5, 1.5, 0.3)},
        lambda arm, p: np.exp(p["deficit"] * lacking(arm)),
    )


def with_tests(law: Law, arms: Sequence[Arm]) -> Law:
    """Levers of tests around those of their joints, with one spread that is estimated."""
    tests = dict.fromkeys(way_of_testing(arm) for arm in arms if arm.about.kind == "range")
    own = {test: distributed("shift", "-", 0.0, -4.0, 4.0, 1.0) for test in tests}
    spreads = {one: distributed("log", "-", 0.2, 0.01, 2.0, 0.7) for one in ("spread_tests", "spread_joints")}

    def factor(arm: Arm, p: Mapping[str, Array]) -> Array:
        return np.asarray(np.exp(p["spread_tests"] * p.get(way_of_testing(arm), 0.0)))

    return scaled(law, "levers pooled over joints and tests", {**spreads, **own}, factor)


def observations(arms: Sequence[Arm]) -> dict[str, Trained]:
    """The law observed as it is, and otherwise."""
    law = rival("consolidation")
    plain = train(law, arms)
    levers = train(with_tests(law, arms), arms)
    return {
        "as it is: additive, heavy tails": plain,
        "multiplicative, log-normal": Multiplied(plain.law, plain.arms, plain.data, plain.surrogate),
        "lacking range as a covariate": train(with_deficit(law), arms),
        "levers pooled over joints and tests": Pooled(levers.law, levers.arms, levers.data, levers.surrogate),
    }


def joint_density(fitted: Fitted) -> Array:
    """Log density of each study's results together, forecast by the others."""
    found = []
    for study in fitted.left_out:
        arms = [arm for arm in fitted.trained.arms if arm.study == study]
        y = np.array([arm.observed for arm in arms])
        found.append(fitted.forecast(arms, study).joint_log_density(y))
    return np.array(found)


def main() -> None:
    """Print how well each observation forecasts studies that were left out."""
    arms = arms_of_range()
    sys.stdout.write("| observation | joint log density | less that of the first | error | CRPS "
                     "| log density given others | error | CRPS |\n")  # fmt: skip
    first = np.zeros(0)
    for name, trained in observations(arms).items():
        fitted = leave_out(trained, posterior(trained))
        density = joint_density(fitted)
        first = first if len(first) else density
        gap = density - first
        error = np.sqrt(len(gap)) * gap.std(ddof=1)
        cells = [name, f"{density.sum():.1f}", f"{gap.sum():+.1f} ± {error:.1f}"]
        found = comparing.Skill(tuple(comparing.marks_of(fitted, arms)), {}, fitted.name, {})
        for way in (comparing.LEFT_OUT, comparing.GIVEN):
            total = found.totals(fitted.name, way)
            cells += [f"{total['log_score'] * total['results']:.1f}"] if way == comparing.GIVEN else []
            cells += [f"{total['mae']:.2f}", f"{total['crps']:.2f}"]
        sys.stdout.write("| " + " | ".join(cells) + " |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
