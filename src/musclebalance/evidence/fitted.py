"""A law fitted to the calibrate rows, all and with each study left out, and what it then forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..model.model import Model
from .calibrating import (
    KEPT,
    POINTS,
    Law,
    Progress,
    Trained,
    posterior,
    thinned,
    train,
    values,
    without,
)  # fmt: skip
from .forecast import Forecast
from .observation import observed
from .published import Arm

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fitted:
    """Standard normal coordinates of draws (draws, k) from the posterior, of all rows and without a study."""

    trained: Trained
    draws: Array
    left_out: Mapping[str, Array]
    seed: int = 0
    _simulated: dict[tuple[object, ...], Array] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the law."""
        return self.trained.law.name

    def forecast(self, arms: Sequence[Arm], without: str = "") -> Forecast:
        """Of arms of one study; those not fitted are simulated."""
        u = self.left_out.get(without, self.draws)
        raw, extra = self._responses(arms, u, without)
        return self.trained.forecast(observed(arms), raw, u, extra)

    def known(self, arms: Sequence[Arm], without: str = "") -> Forecast:
        """The same for a law and parameters without error of their own."""
        u = self.left_out.get(without, self.draws)
        return self.trained.forecast(observed(arms), self._responses(arms, u, without)[0], u, 0.0)

    def _responses(self, arms: Sequence[Arm], u: Array, without: str) -> tuple[Array, Array]:
        """Responses (draws, arms), and what a surface in place of the simulation leaves open of each arm."""
        places = {arm: place for place, arm in enumerate(self.trained.arms)}
        raw, extra = np.empty((len(u), len(arms))), np.zeros(len(arms))
        fitted = [i for i, arm in enumerate(arms) if arm in places]
        if fitted:
            mine = [places[arms[i]] for i in fitted]
            raw[:, fitted], extra[fitted] = self.trained.responses(u)[:, mine], self.trained.extra[mine]
        others = [i for i in range(len(arms)) if i not in fitted]
        if others:
            raw[:, others] = self._simulate(tuple(arms[i] for i in others), u, without)
        return raw, extra

    def _simulate(self, arms: tuple[Arm, ...], u: Array, without: str) -> Array:
        """Responses of arms that were not fitted (draws, arms); one that fails counts as the median."""
        law = self.trained.law
        if (arms, without) not in self._simulated:
            drawn = values(law.priors, u) or {"nothing": np.zeros(len(u))}
            raw = law.respond(arms, drawn, self.seed, None).T
            self._simulated[arms, without] = np.where(np.isfinite(raw), raw, np.nanmedian(raw, axis=0))
        return self._simulated[arms, without]


def fit(
    law: Law | Model,
    arms: Sequence[Arm] | None = None,
    *,
    points: int = POINTS,
    seed: int = 0,
    progress: Progress | None = None,
) -> Fitted:
    """Fit a law to calibrate rows and, with each study left out, to those of the others."""
    trained = train(law, arms, points, seed, progress)
    return leave_out(trained, posterior(trained, seed), seed)


def leave_out(trained: Trained, u: Array, seed: int = 0, draws: Array | None = None) -> Fitted:
    """The same from draws that are there."""
    studies = dict.fromkeys(arm.study for arm in trained.arms)
    left_out = {study: without(trained, u, place, seed) for place, study in enumerate(studies)}
    return Fitted(trained, thinned(u, KEPT) if draws is None else draws, left_out, seed)
