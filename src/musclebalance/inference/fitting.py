"""Fit a person's measurements.

A surrogate (a polynomial through simulated parameter sets drawn from the prior) is searched from several
starts; the best is improved by bounded least squares on the model itself; emcee samples the posterior on a
second surrogate made around it, whose error at sets left out counts as further measurement error.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, check_whole, unknown
from ..core.record import stored
from ..engine.executor import Executor
from ..model.model import Model
from ..pairs import Pair
from ..population.measuring import MeasurementError
from ..simulation import Body
from .problem import Free, Lives, Plans, Problem
from .surrogate import Surrogate, polynomial_fit, sets_needed
from .visits import Visits, read_visits

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Function = Callable[[Array], Array]

#: Prior scores are searched within these bounds.
BOUND = 4.0
STEP = 0.05
WARM_UP = 300  # steps of each walker before samples are kept
SAMPLERS = ("emulated", "exact", "none")
#: Contraction of the prior's standard deviation from which a number counts as identified, or as partly so.
VERDICTS = ((0.5, "identified"), (0.2, "partly"), (-np.inf, "not identified"))
#: Correlation from which two numbers cannot be told apart.
TIED = 0.7


@dataclass(frozen=True, eq=False)
class Estimate:
    """Most probable scores."""

    scores: Array
    covariance: Array
    cost: float
    agreeing: int
    starts: int


@stored
@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted person.

    Parameters
    ----------
    problem, visits
        What was free, and what was measured.
    estimate : Estimate
        Most probable scores, found with the model itself.
    chains, effective
        Posterior samples (chains, draws, free) of the prior scores, and their smallest effective number.
    surrogate, seed
        What stood in for the model while sampling, or None.

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> seen = pd.DataFrame({"day": [0], "measurement": "pain", "value": [1.0]})
    >>> found = mb.fit(seen, pair, None, lifestyle=life, free=["pain_half"], sampler="none")
    >>> found.table.loc["pain_half", "verdict"]
    'not identified'
    """

    problem: Problem
    visits: Visits
    estimate: Estimate
    chains: Array
    effective: float
    surrogate: Surrogate | None
    seed: int

    @property
    def scores(self) -> Array:
        """Posterior samples (samples, free) as prior scores."""
        return np.asarray(self.chains.reshape(-1, self.chains.shape[-1]))

    @cached_property
    def samples(self) -> Array:
        """Posterior samples (samples, free) in the units of the parameters."""
        return self.problem.values(self.scores)

    def draws(self, count: int) -> Array:
        """Evenly thinned posterior scores (count, free)."""
        check_whole("draws", count, 1, 10**7)
        scores = self.chains.swapaxes(0, 1).reshape(-1, self.chains.shape[-1])
        return np.asarray(scores[np.linspace(0, len(scores) - 1, count).astype(int)])

    @cached_property
    def table(self) -> pd.DataFrame:
        """Per fitted number: estimate, median, 95 % interval, unit, prior, contraction and verdict.

        Contraction is the share by which the data narrow the prior's standard deviation; 0: nothing learnt.
        """
        import pandas as pd

        low, middle, high = np.percentile(self.samples, (2.5, 50, 97.5), axis=0)
        share, priors = 1.0 - self.scores.std(axis=0), self.problem.free.values()
        columns = {
            "estimate": list(self.parameters.values()), "median": middle, "low": low, "high": high,
            "unit": [d.unit for d in priors], "prior": [d.middle for d in priors], "contraction": share,
            "verdict": [next(word for least, word in VERDICTS if s >= least) for s in share],
        }  # fmt: skip
        return pd.DataFrame(columns, index=pd.Index(list(self.problem.free), name="parameter"))

    @property
    def tied(self) -> list[tuple[str, str, float]]:
        """Pairs of fitted numbers that the data cannot tell apart, with their correlation."""
        found = np.triu(np.atleast_2d(np.corrcoef(self.scores.T)), 1)
        free = list(self.problem.free)
        return [(free[i], free[j], float(found[i, j])) for i, j in np.argwhere(np.abs(found) >= TIED)]

    @property
    def parameters(self) -> dict[str, float]:
        """Most probable values, ``chronicity`` included."""
        found = self.problem.values(self.estimate.scores[None])[0]
        return dict(zip(self.problem.free, found.tolist(), strict=True))

    @property
    def at_edge(self) -> tuple[str, ...]:
        """Fitted numbers whose estimate is within a fiftieth of an end of what the prior allows."""
        found = []
        for name, prior in self.problem.free.items():
            low, high = prior.values(np.array([-9.0, 9.0]))
            ends = np.array([low, self.parameters[name], high])
            low, value, high = np.log(ends) if low > 0.0 else ends
            if not 0.02 * (high - low) < value - low < 0.98 * (high - low):
                found.append(name)
        return tuple(found)

    @property
    def described(self) -> bool:
        """Whether the residuals are no larger than their errors allow (chi-squared, 99.9 %)."""
        from scipy.stats import chi2

        return bool(np.sum(self.fitted()["residual"] ** 2) <= chi2.ppf(0.999, len(self.visits)))

    def for_file(self) -> Fit:
        """What a file holds of it: not who computes, and where blocks are kept."""
        running = {**self.problem.running, "executor": None, "checkpoint": None}
        return replace(self, problem=replace(self.problem, running=running))

    def check(self) -> None:
        """Refuse arrays that do not fit each other, as in a damaged file."""
        free, seen = len(self.problem.free), self.visits
        fits = (
            self.estimate.scores.shape == (free,)
            and self.chains.ndim == 3
            and self.chains.shape[-1] == free
            and bool(np.isfinite(self.chains).all())
            and seen.days.shape == seen.values.shape == seen.sd.shape == (len(seen.names),)
        )
        if not fits:
            raise MusclebalanceError("samples and measurements do not fit each other; the file is damaged.")

    @cached_property
    def _simulated(self) -> Array:
        return np.asarray(self.problem.measured(self.estimate.scores[None], self.visits)[0])

    def fitted(self) -> pd.DataFrame:
        """Measured beside fitted values."""
        import pandas as pd

        v, found = self.visits, self._simulated
        columns = {"day": v.days, "variable": v.names, "measured": v.values, "sd": v.sd, "fitted": found}
        return pd.DataFrame(columns).assign(residual=(v.values - found) / v.sd)

    def to_arviz(self) -> Any:
        """Posterior in the units of the parameters for ArviZ; needs the extra ``bayes``.

        A group ``posterior`` with one variable per number, dimensions chain and draw: an InferenceData, or a
        DataTree from ArviZ 1 on.
        """
        try:
            with warnings.catch_warnings():  # ArviZ announces its next version once a day
                warnings.filterwarnings("ignore", r"\s*ArviZ is undergoing", FutureWarning)
                import arviz
        except ImportError:
            raise MusclebalanceError("ArviZ is not installed: pip install 'musclebalance[bayes]'.") from None
        values = np.moveaxis(self.problem.values(self.chains), -1, 0)
        posterior = dict(zip(self.problem.free, values, strict=True))
        if int(arviz.__version__.partition(".")[0]) < 1:
            return arviz.from_dict(posterior=posterior)
        return arviz.from_dict({"posterior": posterior})

    def __str__(self) -> str:
        """What was fitted, how well, and what the data cannot tell."""
        problem, visits, estimate = self.problem, self.visits, self.estimate
        apart = np.sqrt(np.mean(self.fitted()["residual"] ** 2))
        lines = [
            f"Fit of {len(visits)} measurements ({problem.subject.summarised(problem.names)}) over "
            f"{int(visits.days.max())} days, {problem.subject.title}, model {problem.model.name!r}",
            f"  root mean square residual {apart:.2f} standard errors; {estimate.agreeing} of "
            f"{estimate.starts} starts agree; {self.effective:.0f} effective samples",
        ]
        if not self.described:
            worst = self.fitted()["residual"].abs().max()
            lines.append(
                "  the model does not describe these measurements: the best fit misses one by "
                f"{worst:.0f} standard errors; do not read the numbers below as this person's"
            )
        if self.surrogate is not None:
            worst = float(np.max(self.surrogate.error / visits.sd))
            lines.append(f"  surrogate's error: at most {worst:.2f} of a measurement's")
        heads = {name: f"{name} [{prior.unit}]" for name, prior in problem.free.items()}
        wide, edges = max(32, *map(len, heads.values())), self.at_edge
        lines.append(f"  {'estimate':>{wide + 10}s}{'95 % interval':>24s}{'prior':>10s}  what the data say")
        for name, row in self.table.iterrows():
            interval = f"{row.low:.4g} to {row.high:.4g}"
            lines.append(
                f"  {heads[str(name)]:{wide}s}{row.estimate:10.4g}{interval:>24s}{row.prior:10.4g}  "
                f"{row.verdict} (interval {100 * row.contraction:.0f} % narrower)"
                f"{'; at the edge of its prior' if name in edges else ''}"
            )
        lines += [f"  cannot be told apart: {a} and {b} (correlation {r:+.2f})" for a, b, r in self.tied]
        lines += [f"  left out: {note}" for note in visits.notes]
        lines.append("  a research and teaching model, not advice for a patient")
        return "\n".join(lines)

    __repr__ = __str__


@public
def fit(
    visits: pd.DataFrame | str | Path | Visits, pair: Pair | Body, plan: Plans, *, lifestyle: Lives,
    free: Free | None = None, before: Lives | str = "same", model: str | Model | None = None,
    parameters: Mapping[str, float] | None = None,
    errors: Mapping[str, MeasurementError | float] | None = None, relative: bool = False, starts: int = 4,
    sampler: str = "emulated", draws: int = 1000, seed: int = 0, tol: float = 1e-4,
    executor: Executor | None = None, progress: bool = True, checkpoint: str | Path | None = None,
) -> Fit:  # fmt: skip
    """Fit the model to one person's measurements.

    Parameters
    ----------
    visits : path, DataFrame or Visits
        Columns ``date`` (ISO, e.g. 2024-03-18) or ``day``, 0 being the first visit; ``measurement`` (a
        variable such as ``rom_agonist``, or ``rom``, ``strength``, ``pain``, ``resting angle``); ``muscle``
        where the measurement needs it (the pair's group names may be used); ``value``; optionally ``unit``,
        ``sd`` (standard error of measurement), ``person`` and ``side``; see
        :func:`musclebalance.read_visits`.
    pair : Pair or Body
        A healthy body, from :func:`both_sides`, :func:`crossed` or :meth:`Body.of`, is one person: all that
        was measured of its pairs makes one posterior.
    plan, lifestyle
        What is done, and the life that is lived, from day 0 on; of a body also by side or pair, as for
        :func:`musclebalance.simulate`.
    free : sequence of str, or mapping of str to Distribution, optional
        What is fitted; default chronicity and the rates of response. A mapping gives the priors: a
        :class:`musclebalance.Distribution`, the ends (low, high) of an even one, or None for the usual one.
        Of a body a number is one for all pairs; ``"agonist.rom_limit of left"`` is of a side, and a pair or
        ``"left"`` with a pair may stand there, too. Where two name one parameter, the closer one holds.
    before : Lifestyle, "same" or "healthy"
        Life that had been lived for ``chronicity`` days (180 where it is not free) until day 0; ``"same"`` is
        the life from then on, ``"healthy"`` starts healthy. Of a body also by side or pair.
    errors : mapping of variable to MeasurementError or float, optional
        Standard errors of measurement that differ from the usual ones [unit of the variable].
    relative : bool
        Measured values are changes from the first visit.
    sampler : {"emulated", "exact", "none"}
        ``"exact"`` simulates every sample: hours; ``"none"`` takes the normal approximation at the estimate.
    starts, draws : int
        Starts of the least squares, and steps of each walker.
    model, parameters
        As for :func:`musclebalance.healthy`, default ``"combined"``; a body brings its own.
    seed, tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulate`.

    Raises
    ------
    FileError, UnknownNameError, OutOfRangeError, MusclebalanceError

    See Also
    --------
    forecast, next_measurement, fit_people

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> seen = pd.DataFrame({"day": [0, 7], "measurement": "pain", "value": [1.0, 2.0]})
    >>> list(mb.fit(seen, pair, None, lifestyle=life, free=["pain_half"], sampler="none").parameters)
    ['pain_half']
    """
    if sampler not in SAMPLERS:
        raise unknown("sampler", sampler, SAMPLERS)
    check_range("starts", starts, 1, 100)
    check_range("draws", draws, 1, 10**7)
    if not isinstance(visits, Visits):
        people = read_visits(visits, pair, model, errors=errors, relative=relative)
        if len(people) > 1:
            raise MusclebalanceError(
                f"measurements of {len(people)} people or legs ({', '.join(people)[:60]}); use fit_people(), "
                "or give the Visits of one of them."
            )
        (visits,) = people.values()
    problem = Problem.of(
        pair, plan, lifestyle, free, *read_when([visits]), before=before, model=model, parameters=parameters,
        seed=seed, tol=tol, executor=executor, progress=progress, checkpoint=checkpoint,
    )  # fmt: skip
    return fitted(problem, visits, *design(problem, seed), starts, sampler, draws, seed)


def read_when(seen: Collection[Visits]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Variables that were measured in anybody, and the days, day 0 among them."""
    names = tuple(dict.fromkeys(name for one in seen for name in one.names))
    return names, np.unique(np.concatenate([[0], *(one.days for one in seen)]))


def design(problem: Problem, seed: int) -> tuple[Array, Array]:
    """Scores (sets, free) spread over the prior, and the outputs (sets, columns) simulated for them."""
    from scipy.stats import norm, qmc

    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(82,)))
    free = len(problem.free)
    points = qmc.LatinHypercube(free, rng=rng, optimization="random-cd").random(sets_needed(free))
    scores = 1.3 * norm.ppf(np.clip(points, 1e-3, 1 - 1e-3))
    return scores, problem.outputs(scores)


def fitted(
    problem: Problem, seen: Visits, scores: Array, outputs: Array, starts: int, sampler: str, draws: int,
    seed: int,
) -> Fit:  # fmt: skip
    """Estimate and posterior from a design that has been simulated."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(83,)))
    free = scores.shape[1]
    _, wide = emulated(scores, problem.predicted(outputs, seen), seen)
    begin = np.concatenate([np.zeros((1, free)), rng.standard_normal((starts - 1, free))])
    guess = least_squares(wide, begin)
    exact = partial(problem.measured, visits=seen)
    true = residuals(exact, seen.values, seen.sd)
    best = least_squares(true, guess.scores[None], most=6)
    found = replace(best, agreeing=guess.agreeing, starts=guess.starts)
    if sampler == "none":
        chains = rng.multivariate_normal(found.scores, found.covariance, size=(4, draws))
        return Fit(problem, seen, found, chains, float(4 * draws), None, seed)
    second = None
    if sampler == "emulated":
        wide_enough = 1.7 * found.covariance + 0.1 * np.eye(free)  # posteriors may be thin and curved
        around = rng.multivariate_normal(found.scores, wide_enough, size=len(scores)).clip(-4.0, 4.0)
        second, true = emulated(around, exact(around), seen)
    chains, effective = sample(true, found, draws=draws, seed=seed)
    return Fit(problem, seen, found, chains, effective, second, seed)


def emulated(scores: Array, predicted: Array, seen: Visits) -> tuple[Surrogate, Function]:
    """A surrogate of one person's measurements, and the residuals under it; its error adds to theirs."""
    surrogate = polynomial_fit(scores, predicted)
    return surrogate, residuals(surrogate, seen.values, np.hypot(seen.sd, surrogate.error))


def residuals(predict: Function, values: Array, sd: Array) -> Function:
    """Residuals (sets, measurements + free) of scores (sets, free): the data's, then the prior's."""
    return lambda scores: np.concatenate([(predict(scores) - values) / sd, scores], axis=1)


def least_squares(find: Function, starts: Array, *, most: int = 40) -> Estimate:
    """Bounded least squares by SciPy from each start; derivatives by differences in one call."""
    from scipy.optimize import least_squares as solve

    shift = STEP * np.eye(starts.shape[1])

    def slope(scores: Array) -> Array:
        up, down = np.split(find(np.concatenate([scores + shift, scores - shift])), 2)
        return np.asarray((up - down).T / (2.0 * STEP))

    def one(scores: Array) -> Any:
        return find(scores[None])[0]

    setting: dict[str, Any] = {"jac": slope, "bounds": (-BOUND, BOUND), "max_nfev": most}
    inside = np.clip(starts, -0.99 * BOUND, 0.99 * BOUND)
    found: list[Any] = [solve(one, start, **setting) for start in inside]
    best = min(found, key=lambda end: end.cost)
    near = sum(end.cost - best.cost < 0.5 for end in found)
    covariance = np.linalg.inv(best.jac.T @ best.jac)
    return Estimate(best.x, covariance, float(best.cost), near, len(found))


def sample(find: Function, estimate: Estimate, *, draws: int, seed: int) -> tuple[Array, float]:
    """Posterior samples (walkers, draws, free) by the affine-invariant ensemble of emcee, and their worth."""
    try:
        import emcee
    except ImportError:
        raise MusclebalanceError("sampling needs emcee: pip install 'musclebalance[bayes]'.") from None
    count = max(24, 8 * len(estimate.scores))
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(81,)))
    start = rng.multivariate_normal(estimate.scores, estimate.covariance, size=count)

    def log_probability(scores: Array) -> Array:
        inside = np.all(np.abs(scores) <= BOUND, axis=1)
        value = -0.5 * np.sum(find(np.clip(scores, -BOUND, BOUND)) ** 2, axis=1)
        return np.where(inside, value, -np.inf)

    sampler = emcee.EnsembleSampler(count, len(estimate.scores), log_probability, vectorize=True)
    sampler.random_state = np.random.RandomState(seed % 2**32).get_state()
    state = sampler.run_mcmc(np.clip(start, -0.99 * BOUND, 0.99 * BOUND), WARM_UP)
    sampler.reset()
    sampler.run_mcmc(state, draws)
    time = sampler.get_autocorr_time(quiet=True, tol=0)
    return np.swapaxes(sampler.get_chain(), 0, 1), float(count * draws / np.nanmax(time))
