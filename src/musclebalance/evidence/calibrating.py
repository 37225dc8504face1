"""Calibration on the `calibrate` rows: a dated, frozen set of values with uncertainties and correlations.

The ensemble sampler emcee draws from the posterior: sourced values and their bounds are the prior, the
printed changes of the calibrate rows the data. Nothing of a held-out study is read. Everything is written in
standard normal coordinates: ``u = 0`` is the median, the value is the quantile of the truncated (log-)normal.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.distribution import Distribution
from ..core.errors import FileError, MusclebalanceError, unknown
from ..core.parameters import Parameter
from ..inference.surrogate import Surrogate, gaussian_process_fit
from ..model import hypotheses
from ..model.body import program_of
from ..model.model import Model
from .dataset import VERSION
from .forecast import Forecast
from .observation import OBSERVATION, TAILS, Observed, Priors, distributed, log_likelihood, observed
from .predicting import VARIANTS, raw_predictions
from .published import Arm, calibration_arms

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
FOLDER = resources.files("musclebalance") / "evidence" / "data" / "calibration"

#: Designed model runs per protocol, walkers and steps of the sampler (the first half is dropped).
POINTS, WALKERS, STEPS = 64, 80, 1200
#: The designed points reach this many prior standard deviations further than the prior.
REACH = 1.2
#: Joint draws kept in the frozen set.
KEPT = 256
#: Scores at which values are tabulated; linear between them to 1e-6.
SCORES = np.linspace(-5.0, 5.0, 4001)
#: Below this effective number of draws a left-out study is refitted instead of reweighted; the refit's steps.
ENOUGH, REFIT_STEPS = 400.0, 400
#: A parameter is informed when its posterior standard deviation is below this share of the prior's.
INFORMED = 0.8


Draws = Mapping[str, Array]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Law:
    """What answers to a trial before it is observed: a model simulated, or a formula.

    Parameters
    ----------
    name : str
    priors : mapping of str to Distribution
        Its own parameters; those of the observation are added.
    respond : callable
        ``respond(arms, draws, seed, progress)`` is the change of every arm for every draw (arms, draws) [unit
        of the arm], for levers of 1 and without drift.
    formula : bool
        Cheap enough for the sampler itself; otherwise a surface fitted at designed draws stands in for it.
    """

    name: str
    priors: Priors
    respond: Callable[[Sequence[Arm], Draws, int, Progress | None], Array]
    formula: bool = False


def simulated(model: Model) -> Law:
    """A model as a law: its calibrated parameters, and the simulation of every arm."""
    own = model.parameters
    known = {name: prior(own[name]) for name in hypotheses.PRIORS if name in own}

    def respond(arms: Sequence[Arm], draws: Draws, seed: int, progress: Progress | None) -> Array:
        return raw_predictions(arms, draws, model, seed, progress)

    return Law(model.name, known, respond)


def prior(known: Parameter) -> Distribution:
    """Prior of one parameter, within its bounds."""
    median, size = hypotheses.PRIORS[known.name]
    return distributed(
        "log", known.unit, median, max(known.low, median / 20.0), known.high, size, known.basis
    )


def values(entries: Priors, u: Array) -> dict[str, Array]:
    """Values by name at standard normal coordinates of shape (..., k)."""
    return {name: np.interp(u[..., j], SCORES, _table(one)) for j, (name, one) in enumerate(entries.items())}


@lru_cache(maxsize=256)
def _table(one: Distribution) -> Array:
    """Values at `SCORES`, between which the sampler interpolates."""
    return one.values(SCORES)


@dataclass(frozen=True)
class Formula:
    """Stands for itself: evaluated at the draws, without error."""

    law: Law
    arms: tuple[Arm, ...]
    error: float = 0.0
    between_groups: float = 0.0

    def __call__(self, u: Array) -> Array:
        """Responses (draws, arms) at standard normal coordinates."""
        return self.law.respond(self.arms, values(self.law.priors, u), 0, None).T


@dataclass(frozen=True)
class Trained:
    """A law known at the calibrate rows: a surface through simulated draws, or the formula itself."""

    law: Law
    arms: tuple[Arm, ...]
    data: Observed
    surrogate: Surrogate | Formula

    @property
    def priors(self) -> Priors:
        """Priors of the law, then those of the observation."""
        return {**self.law.priors, **OBSERVATION}

    @property
    def extra(self) -> Array:
        """Standard deviation of what the surface and unknown doses leave open, of each arm."""
        found = np.hypot(self.surrogate.error, self.surrogate.between_groups)
        return np.broadcast_to(found, len(self.arms))

    def responses(self, u: Array) -> Array:
        """Responses (draws, arms) at standard normal coordinates."""
        return self.surrogate(u[:, : len(self.law.priors)])

    def observation(self, u: Array) -> dict[str, Array]:
        """Values of the observation at standard normal coordinates (draws, k)."""
        return values(OBSERVATION, u[:, len(self.law.priors) :])

    def log_likelihood(self, u: Array, data: Observed | None = None) -> Array:
        """Log-likelihood at standard normal coordinates (draws, k), of each study: (draws, studies)."""
        seen = self.observation(u)
        return log_likelihood(data or self.data, self.responses(u), seen, self.extra, by_study=True)

    def forecast(self, data: Observed, raw: Array, u: Array, extra: Array | float) -> Forecast:
        """Of the arms of one study, from responses (draws, arms)."""
        return Forecast.of(data, raw, self.observation(u), extra)


def design(k: int, points: int, seed: int = 0) -> Array:
    """Scrambled Sobol points as standard normal coordinates, (points, k); a power of two spreads best."""
    from scipy import stats

    share = stats.qmc.Sobol(k, rng=np.random.default_rng(seed)).random(points)
    return np.asarray(stats.norm.ppf(np.clip(share, 1e-4, 1 - 1e-4)), dtype=float)


def train(
    law: Law | Model,
    arms: Sequence[Arm] | None = None,
    points: int = POINTS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    steps: int = STEPS // 3,
) -> Trained:
    """Run a law at designed points and fit the surfaces that stand in for it, if it needs any."""
    law = simulated(law) if isinstance(law, Model) else law
    arms = calibration_arms() if arms is None else list(arms)
    held = [arm.id for arm in arms if arm.use == "validate"]
    if held:
        raise MusclebalanceError(
            f"rows {', '.join(held)} are held out for validation and are not calibrated on."
        )
    own, data = law.priors, observed(arms)
    if law.formula:
        return Trained(law, tuple(arms), data, Formula(law, tuple(arms)))

    def run(u: Array) -> Array:
        # a model without calibrated parameters still has draws: of a name that no model reads
        drawn = values(own, u) or {"nothing": np.zeros(len(u))}
        return law.respond(arms, drawn, seed, progress)

    def fitted(u: Array, raw: Array) -> Trained:
        surfaces = gaussian_process_fit(u, raw.T, np.arange(len(u)) % VARIANTS)
        return Trained(law, tuple(arms), data, surfaces)

    first = design(len(own), points, seed) * REACH if own else np.zeros((points, 0))
    raw = run(first)
    made = fitted(first, raw)
    if not own:
        return made
    near = posterior(made, seed, steps=steps)[:, : len(own)]
    root = np.linalg.cholesky(np.cov(near.T) + 1e-6 * np.eye(len(own)))
    second = np.clip(near.mean(axis=0) + 1.3 * design(len(own), points, seed + 1) @ root.T, -3.0, 3.0)
    return fitted(np.vstack([first, second]), np.hstack([raw, run(second)]))


def posterior(
    trained: Trained,
    seed: int = 0,
    walkers: int = WALKERS,
    steps: int = STEPS,
    without: int | None = None,
    y: Array | None = None,
    start: Array | None = None,
) -> Array:
    """Draws from the posterior as standard normal coordinates, shape (draws, k); `start` is (walkers, k)."""
    import emcee

    data = trained.data if y is None else replace(trained.data, y=y)

    def log_posterior(u: Array) -> Array:
        found = trained.log_likelihood(u, data)
        if without is not None:
            found = np.delete(found, without, axis=1)
        density = found.sum(axis=1) - 0.5 * (u**2).sum(axis=1)
        return np.where(np.isfinite(density) & (np.abs(u).max(axis=1) < 4.0), density, -np.inf)

    k = len(trained.priors)
    if start is None:
        start = 0.5 * np.random.default_rng(seed).standard_normal((walkers, k))
    moves = emcee.moves
    mixed = [(moves.DEMove(), 0.8), (moves.DESnookerMove(), 0.1), (moves.StretchMove(), 0.1)]
    sampler = emcee.EnsembleSampler(walkers, k, log_posterior, vectorize=True, moves=mixed)
    sampler.random_state = np.random.RandomState(seed).get_state()
    sampler.run_mcmc(start, steps, progress=False)
    return np.asarray(sampler.get_chain(discard=steps // 2, thin=10, flat=True), dtype=float)


def without(trained: Trained, u: Array, study: int, seed: int = 0, count: int = KEPT) -> Array:
    """Draws from the posterior without a study: those of all drawn anew by their weights, or a refit."""
    weight = weights_without(trained.log_likelihood(u)[:, study])
    if weight is None:
        # begins where all results lead, a good deal wider
        start = u.mean(axis=0) + 1.5 * (thinned(u, WALKERS) - u.mean(axis=0))
        refit = posterior(trained, seed, steps=REFIT_STEPS, without=study, start=np.clip(start, -3.9, 3.9))
        return thinned(refit, count)
    return u[np.searchsorted(np.cumsum(weight), (np.arange(count) + 0.5) / count)]


def weights_without(density: Array) -> Array | None:
    """Weights of draws when a study of this log density is left out; None where too few carry them."""
    weight = np.exp(density.min() - density)
    weight = weight / weight.sum()
    return weight if 1.0 / (weight**2).sum() >= ENOUGH else None


def thinned(u: Array, count: int) -> Array:
    """Draws spread evenly over a chain."""
    return np.asarray(u[np.linspace(0, len(u) - 1, min(count, len(u))).round().astype(int)])


def summary(trained: Trained, u: Array) -> list[dict[str, Any]]:
    """Per parameter: prior and posterior median, 95 % interval, and whether the data inform it."""
    table = []
    for j, (name, prior) in enumerate(trained.priors.items()):
        low, median, high = (float(x) for x in prior.values(np.quantile(u[:, j], [0.025, 0.5, 0.975])))
        shrinkage, shift = float(u[:, j].std()), float(u[:, j].mean())
        informed = shrinkage < INFORMED or abs(shift) > 1.0
        known = {"name": name, "unit": prior.unit, "basis": prior.basis, "prior": prior.middle}
        found = {"value": median, "low": low, "high": high, "shrinkage": shrinkage, "shift": shift}
        table.append({**known, **found, "informed": informed})
    return table


def calibrate(
    model: Model, seed: int = 0, points: int = POINTS, progress: Callable[[int, int], None] | None = None
) -> tuple[Trained, Array, Calibration]:
    """Train, sample and freeze one model."""
    trained = train(model, points=points, seed=seed, progress=progress)
    u = posterior(trained, seed)
    settings = {"seed": seed, "points": points, "walkers": WALKERS, "steps": STEPS}
    today, table = datetime.date.today().isoformat(), tuple(summary(trained, u))
    made = (model.name, today, VERSION, len(trained.arms), foundation(model.name), settings, table)
    return trained, u, Calibration(*made, values(trained.priors, draws_kept(u, seed)))


def draws_kept(u: Array, seed: int) -> Array:
    """The draws that the frozen set holds."""
    return np.asarray(u[np.random.default_rng(seed).permutation(len(u))[:KEPT]])


@dataclass(frozen=True, eq=False)
class Calibration:
    """A calibrated parameter set.

    Parameters
    ----------
    model, date, evidence, rows, rests_on : str
        Named hypothesis, when it was made, version of the evidence, the number of rows it rests on, and the
        digest of everything it was made from, see :func:`foundation`.
    settings : mapping
        Seed, designed points, sampler.
    table : tuple of mapping
        Per parameter: name, unit, basis of the prior, prior median, posterior median, 95 % interval,
        shrinkage, shift, informed.
    sample : mapping of str to ndarray (draws,)
        Joint posterior draws [unit of the parameter]: uncertainties and correlations together.
    """

    model: str
    date: str
    evidence: str
    rows: int
    rests_on: str
    settings: Mapping[str, Any]
    table: tuple[Mapping[str, Any], ...]
    sample: Mapping[str, Array]

    @property
    def values(self) -> dict[str, float]:
        """Posterior medians of the model's parameters [their unit], for ``parameters=`` of a simulation."""
        return {row["name"]: float(row["value"]) for row in self.table if row["name"] not in OBSERVATION}

    @property
    def informed(self) -> tuple[str, ...]:
        """Names of the parameters that the trials inform; the others stay at their prior."""
        return tuple(row["name"] for row in self.table if row["informed"])

    @property
    def current(self) -> bool:
        """Whether equations, defaults, pairs and evidence are still those it was made from."""
        return self.rests_on == foundation(self.model)

    def draws(self, count: int | None = None) -> dict[str, Array]:
        """The first `count` joint draws, all by default."""
        return {name: values[:count] for name, values in self.sample.items()}

    def correlation(self) -> pd.DataFrame:
        """Rank correlations between parameters over the joint draws."""
        import pandas as pd

        return pd.DataFrame(self.sample).rank().corr()

    def to_frame(self) -> pd.DataFrame:
        """The table of parameters."""
        import pandas as pd

        return pd.DataFrame(list(self.table)).set_index("name")

    def __str__(self) -> str:
        rests = f"on {self.rows} results (evidence {self.evidence})"
        return "\n".join([f"calibration of '{self.model}', {self.date}, {rests}", *map(_line, self.table)])

    __repr__ = __str__


def _line(row: Mapping[str, Any]) -> str:
    numbers = f"{row['value']:10.4g} [{row['low']:.4g}, {row['high']:.4g}] {row['unit']:5s}"
    told = "informed" if row["informed"] else "stays at its prior"
    return f"  {row['name']:30s} {numbers} prior {row['prior']:.4g}; {told}"


@lru_cache(maxsize=16)
def foundation(model: str) -> str:
    """Digest of a named hypothesis' equations and defaults, of the pairs, and of the results fitted."""
    chosen = hypotheses.get(model)
    total = hashlib.sha256(program_of(chosen).digest.encode())
    for one in chosen.parameters.parameters:
        total.update(f"{one.name}={hypotheses.PRIORS.get(one.name, one.value)!r} {one.unit}\n".encode())
    pairs = resources.files("musclebalance") / "pairs" / "data"
    for file in sorted(pairs.iterdir(), key=lambda file: file.name):
        total.update("\n".join(file.read_text("utf-8").splitlines()).encode())
    total.update(repr((OBSERVATION, TAILS)).encode())
    for arm in calibration_arms():
        total.update(repr(astuple(arm)).encode())
    return total.hexdigest()[:16]


@lru_cache(maxsize=16)
def calibration(model: str = "combined") -> Calibration:
    """The frozen calibration of a named hypothesis.

    Raises
    ------
    UnknownNameError
        No calibration of that name is in the package.

    Examples
    --------
    >>> from musclebalance import evidence
    >>> evidence.calibration().model
    'combined'
    """
    known = sorted(f.name.removesuffix(".toml") for f in FOLDER.iterdir() if f.name.endswith(".toml"))
    if model not in known:
        raise unknown("calibration", model, known)
    return load(FOLDER / f"{model}.toml", FOLDER / f"{model}.csv")


def load(about: Any, draws: Any) -> Calibration:
    """Read a calibration from its two files."""
    head = tomllib.loads(about.read_text("utf-8"))
    names, *rows = csv.reader(draws.read_text("utf-8").splitlines())
    if not set(OBSERVATION) <= set(names):
        raise FileError(
            str(draws), "was made with another observation model; run `python -m validation.regenerate`."
        )
    sample = dict(zip(names, np.array(rows, dtype=float).T, strict=True))
    return Calibration(table=tuple(head.pop("parameter")), sample=sample, **head)


def save(made: Calibration, folder: Path) -> None:
    """Write a calibration as TOML (values) and CSV (joint draws)."""
    folder.mkdir(parents=True, exist_ok=True)
    head = ("model", "date", "evidence", "rows", "rests_on")
    lines = [
        "# Generated by `python -m validation.regenerate`; do not edit.",
        *(f"{name} = {_toml(getattr(made, name))}" for name in head),
        "",
        "[settings]",
        *(f"{key} = {value}" for key, value in made.settings.items()),
    ]
    for row in made.table:
        lines += ["", "[[parameter]]", *(f"{key} = {_toml(value)}" for key, value in row.items())]
    (folder / f"{made.model}.toml").write_text("\n".join(lines) + "\n", "utf-8")
    numbers = np.column_stack(list(made.sample.values()))
    body = [",".join(made.sample), *(",".join(f"{x:.5g}" for x in row) for row in numbers)]
    (folder / f"{made.model}.csv").write_text("\n".join(body) + "\n", "utf-8")


def _toml(value: str | float) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool | str) else f"{value:.6g}"


def calibrated_predictions(
    arms: Sequence[Arm],
    frozen: Calibration,
    draws: int,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Array, Mapping[str, Array]]:
    """Predictions (draws, arms) under the joint draws of a calibration, and its draws of the observation."""
    joint = frozen.draws(draws)  # the model reads its own of them
    raw = raw_predictions(arms, joint, hypotheses.get(frozen.model), seed, progress).T
    return raw, {name: joint[name] for name in OBSERVATION}
