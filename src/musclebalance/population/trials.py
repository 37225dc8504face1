"""A trial that has run: true courses, what was measured, and the comparison of its arms."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.record import stored
from ..model.imbalance import SYMMETRIC
from ..simulation import Bodies
from ..simulation.people import People
from ..treatment import Plan
from .measuring import MeasurementError, error_of, for_good, gained, leaving, noise

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: People measured in each arm for the arms to be compared, and to be compared in print in a partial trial.
COMPARED, FEWEST = 2, 3
#: What an arm gets: none is no treatment, a mapping is by side or pair of a body.
Arm = Plan | Mapping[str, Plan] | None
#: Difference from the control, its standard error, the two ends of the 95 % interval, and p.
Estimate = tuple[float, float, float, float, float]
#: Readings (people, visits), position of the visit, and who is in each other arm (people, arms).
Test = Callable[[Array, int, NDArray[np.bool_]], list[Estimate]]


def treats(arm: Arm) -> bool:
    """Whether an arm has a plan for anything."""
    return any(plan is not None for plan in (arm.values() if isinstance(arm, Mapping) else (arm,)))


@stored
@dataclass(frozen=True, eq=False)
class Trial:
    """A randomised trial in virtual people.

    Parameters
    ----------
    people, arm
        Those enrolled, at the start, and the position (people,) of the arm each was allocated to.
    arms : mapping of name to Plan or None
        Of bodies also a mapping of side or pair to Plan.
    weeks : ndarray (visits,)
        Weeks of the visits; the first is 0.
    truth : mapping of outcome to ndarray (people, arms, visits)
        True values; NaN in arms a person was not simulated in.
    sessions : ndarray (people, arms, 2)
        Sessions prescribed and delivered; -1 where not simulated.
    covariates : mapping of name to ndarray (people,)
    errors, dropout, control, seed, context
        As given to :func:`musclebalance.trial`.
    stopped : str
        Why people are missing who were enrolled; empty when nobody is.

    See Also
    --------
    analyse, power, sample_size, predictive_check

    Examples
    --------
    >>> import musclebalance as mb
    >>> people = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=8, seed=1).develop(days=2)
    >>> found = mb.trial(people, {"a": None, "b": None}, mb.Lifestyle.healthy(), weeks=1)
    >>> found.measured("pain").shape
    (8, 2)
    """

    people: People | Bodies
    arms: Mapping[str, Plan | Mapping[str, Plan] | None]
    arm: NDArray[np.int64]
    weeks: Array
    truth: Mapping[str, Array]
    sessions: NDArray[np.int64]
    covariates: Mapping[str, Array]
    errors: Mapping[str, MeasurementError | float]
    dropout: float
    control: str
    seed: int
    stopped: str = ""
    context: Mapping[str, float] = field(default_factory=dict)
    _cache: dict[str, Array] = field(default_factory=dict, repr=False)

    def for_file(self) -> Trial:
        """What a file holds of it: everything."""
        return self

    def check(self) -> None:
        """Refuse arrays that do not fit each other, as in a damaged file."""
        people, arms, visits = len(self.people), len(self.arms), len(self.weeks)
        self.people.check()
        fits = (
            self.people.numbers.shape == self.arm.shape == (people,)
            and bool(((self.arm >= 0) & (self.arm < arms)).all())
            and all(values.shape == (people, arms, visits) for values in self.truth.values())
            and self.sessions.shape == (people, arms, 2)
            and all(values.shape == (people,) for values in self.covariates.values())
            and self.control in self.arms
        )
        if not fits:
            raise MusclebalanceError("people, arms and visits do not fit each other; the file is damaged.")

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes."""
        return tuple(self.truth)

    def visit(self, week: float | None = None) -> int:
        """Position of the visit in a week; the last one by default."""
        if week is None:
            return len(self.weeks) - 1
        place = int(np.argmin(np.abs(self.weeks - week)))
        at, known = float(self.weeks[place]), ", ".join(f"{w:g}" for w in self.weeks)
        check_range("week", week, at, at, where=f"visits are in weeks {known}")
        return place

    def later(self, week: float | None = None) -> int:
        """Position of the visit in a week after the baseline."""
        if (visit := self.visit(week)) == 0:
            raise MusclebalanceError("the first visit is the baseline; compare arms in a later week.")
        return visit

    def position(self, arm: str) -> int:
        """Position of an arm."""
        if arm not in self.arms:
            raise unknown("arm", arm, self.arms)
        return list(self.arms).index(arm)

    def members(self, arm: str) -> NDArray[np.intp]:
        """Positions of the people of an arm."""
        return np.flatnonzero(self.arm == self.position(arm))

    def potential(self, outcome: str) -> Array:
        """True values (people, arms, visits) in every arm a person was simulated in, else NaN."""
        if outcome not in self.truth:
            raise unknown("outcome of this trial", outcome, self.outcomes)
        return self.truth[outcome]

    def told(self, outcome: str) -> Array:
        """What is told without error (people, arms, visits): true values, and after the start the context.

        The context acts in every arm with sessions, a sham among them.
        """
        treated = np.array([treats(plan) for plan in self.arms.values()])
        acts = treated[:, None] & (self.weeks > 0.0)
        return np.asarray(self.potential(outcome) + self.context.get(outcome, 0.0) * acts)

    def true(self, outcome: str) -> Array:
        """True values (people, visits) in everybody's own arm."""
        return self.potential(outcome)[np.arange(len(self.arm)), self.arm]

    def error(self, outcome: str) -> MeasurementError:
        """Measurement error of an outcome."""
        self.potential(outcome)
        return error_of(outcome, self.errors)

    def measured(self, outcome: str) -> Array:
        """Readings (people, visits) in everybody's own arm: with measurement error, NaN after drop-out."""
        if outcome not in self._cache:
            told, place = self.told(outcome), self.outcomes.index(outcome)
            own = told[np.arange(len(self.arm)), self.arm]
            read = self.error(outcome).read(own, noise(self.seed, self.people.numbers, own.shape[1], place))
            gone = leaving(self.seed, self.people.numbers, self.dropout, float(self.weeks[-1]))
            self._cache[outcome] = np.where(self.weeks[None] >= gone[:, None], np.nan, read)
        return self._cache[outcome]

    def change(self, outcome: str, week: float | None = None) -> Array:
        """Measured change from the first visit (people,) [unit of the outcome]; NaN for those who left."""
        read = self.measured(outcome)
        return np.asarray(read[:, self.visit(week)] - read[:, 0])

    def time_to_symmetry(self, below: float = SYMMETRIC, outcome: str = "imbalance") -> Array:
        """Week (people,) of the visit from which the true imbalance stays below a level, or inf.

        Of bodies the outcome is that of a pair, as in ``"imbalance of left hip-flexors-gluteus-maximus"``.
        """
        return for_good(self.true(outcome) < below, self.weeks)

    def responders(
        self, outcome: str, week: float | None = None, threshold: float | None = None
    ) -> pd.DataFrame:
        """Per arm: people measured, and how many improved by `threshold`, with a 95 % interval (Wilson).

        The default threshold is the least detectable change. Differences between sides and postures of bones
        improve towards 0.
        """
        import pandas as pd
        from statsmodels.stats.proportion import proportion_confint

        least = self.error(outcome).detectable if threshold is None else threshold
        read = self.measured(outcome)
        gain = gained(outcome, read[:, 0], read[:, self.visit(week)])
        rows = {}
        for arm in self.arms:
            own = gain[self.members(arm)]
            own = own[~np.isnan(own)]
            some, count = max(len(own), 1), int(np.sum(own >= least if least > 0 else own > 0))
            low, high = proportion_confint(count, some, method="wilson")
            rows[arm] = (len(own), count, count / some, low if count else 0.0, high)  # low: 3e-17 by rounding
        names = ["people", "responders", "share", "low", "high"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=names)

    def to_frame(self) -> pd.DataFrame:
        """Measurements, one row per person and visit: person, arm, week, outcomes and covariates."""
        import pandas as pd

        names, visits = np.array(list(self.arms)), len(self.weeks)
        columns: dict[str, Any] = {
            "person": np.repeat(self.people.numbers, visits), "arm": np.repeat(names[self.arm], visits),
            "week": np.tile(self.weeks, len(self.arm)),
        }  # fmt: skip
        columns |= {name: self.measured(name).ravel() for name in self.outcomes}
        columns |= {name: np.repeat(values, visits) for name, values in self.covariates.items()}
        return pd.DataFrame(columns)

    def summary(self) -> str:
        """One screen: arms, doses, drop-out, outcomes over visits, comparison with the control."""
        people = self.people
        lines = [f"PARTIAL: {self.stopped}."] if self.stopped else []
        lines.append(
            f"Trial in {len(people)} virtual people, {people.title}, last visit in week "
            f"{self.weeks[-1]:g}, model {people.model.name!r}, seed {self.seed}"
        )
        lines += _arms(self)
        lines += [
            f"  the context of being treated adds {value:+g} to {name} in every arm with sessions"
            for name, value in self.context.items()
        ]
        lines += [line for outcome in self.outcomes for line in _outcome(self, outcome)]
        told = f"differences from '{self.control}' at the last visit, adjusted for baseline; a research model"
        missing = "means only: comparing the arms needs statsmodels: pip install 'musclebalance[trial]'"
        lines.append(told if find_spec("statsmodels") is not None else missing)
        return "\n".join(lines)

    __str__ = __repr__ = summary


@dataclass(frozen=True, eq=False)
class Analysis:
    """Every arm against the control."""

    outcome: str
    method: str
    control: str
    week: float
    table: pd.DataFrame  # per arm: people, difference from the control, se, 95 % interval from low to high, p

    def __str__(self) -> str:
        lines = [f"{self.outcome}, week {self.week:g}, against '{self.control}': {METHODS[self.method][1]}"]
        lines += [
            f"  {arm:16s} {row.difference:+.2f} (95 % interval {row.low:+.2f} to {row.high:+.2f}), "
            f"p = {row.p:.2g}, n = {row.people:.0f}"
            for arm, row in self.table.iterrows()
        ]
        return "\n".join(lines)

    __repr__ = __str__


@public
def analyse(trial: Trial, outcome: str, week: float | None = None, method: str = "ancova") -> Analysis:
    """Compare every arm with the control.

    Parameters
    ----------
    trial : Trial
    outcome, week
        What is compared, and the visit; default the last one, not the first.
    method : {"ancova", "t", "mixed"}
        Value at the visit adjusted for baseline; Welch's test on the change; mixed model of all visits with
        a random intercept for each person.

    Returns
    -------
    Analysis
        With a ``table`` of the arms.

    Examples
    --------
    >>> import musclebalance as mb
    >>> people = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=8, seed=1).develop(days=2)
    >>> found = mb.trial(people, {"a": None, "b": None}, mb.Lifestyle.healthy(), weeks=1)
    >>> mb.analyse(found, "rom_agonist").table["people"].tolist()
    [4]
    """
    if method not in METHODS:
        raise unknown("method of analysis", method, METHODS)
    if len(trial.arms) < 2:
        raise MusclebalanceError("one arm cannot be compared; give a trial at least two.")
    visit = trial.later(week)
    read = trial.measured(outcome)
    for arm in trial.arms:
        check_measured(arm, read[trial.members(arm), visit], trial.weeks[visit])
    import pandas as pd

    others = [arm for arm in trial.arms if arm != trial.control]
    groups = trial.arm[:, None] == [trial.position(arm) for arm in others]
    measured = (groups & ~np.isnan(read[:, [visit]])).sum(axis=0)
    estimates = METHODS[method][0](read, visit, groups)
    rows = {arm: (int(n), *found) for arm, n, found in zip(others, measured, estimates, strict=True)}
    columns = ["people", "difference", "se", "low", "high", "p"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return Analysis(outcome, method, trial.control, float(trial.weeks[visit]), table)


def check_measured(arm: str, readings: Array, week: float) -> None:
    """Refuse a comparison with an arm in which hardly anybody was measured."""
    if (there := int(np.sum(~np.isnan(readings)))) < COMPARED:
        raise MusclebalanceError(
            f"arm {arm!r} has {there} people measured in week {week:g}, and a comparison needs {COMPARED} or "
            "more: take more people, fewer arms or less drop-out."
        )


def _arms(trial: Trial) -> list[str]:
    """A line per arm: people, how many were measured at the end, and sessions done."""
    there = ~np.isnan(trial.measured(trial.outcomes[0])[:, -1])
    lines = []
    for k, (arm, plan) in enumerate(trial.arms.items()):
        own = trial.members(arm)
        if not len(own):
            lines.append(f"  {arm:16s} nobody")
            continue
        prescribed, delivered = trial.sessions[own, k].mean(axis=0)
        dose = f"{delivered:.1f} of {prescribed:.1f} sessions done" if treats(plan) else "no treatment"
        lines.append(f"  {arm:16s} n = {len(own)}, {np.sum(there[own])} measured at the end; {dose}")
    return lines


def _outcome(trial: Trial, outcome: str) -> list[str]:
    """Means and standard deviations over the visits, and the comparison with the control."""
    unit, read = trial.people.variable(outcome).unit, trial.measured(outcome)
    sd = trial.error(outcome).sd
    lines = [f"{outcome} [{unit}]: mean (SD)" + (f", standard error of measurement {sd:g}" if sd else "")]
    wide = max(16, *(len(arm) + 2 for arm in trial.arms))
    lines.append(" " * 12 + "".join(f"{arm:>{wide}}" for arm in trial.arms))
    for week, visit in zip(trial.weeks, read.T, strict=True):
        cells = (_mean(visit[trial.members(arm)]) for arm in trial.arms)
        lines.append(f"  {f'week {week:g}':10}" + "".join(f"{cell:>{wide}}" for cell in cells))
    enough = min(len(trial.members(arm)) for arm in trial.arms) >= FEWEST or not trial.stopped
    if len(trial.arms) > 1 and len(trial.weeks) > 1 and enough and find_spec("statsmodels") is not None:
        try:
            found = str(analyse(trial, outcome)).splitlines()[1:]
        except MusclebalanceError as few:
            found = [f"not compared: {few}"]
        lines += [f"  {line.strip()}" for line in found]
    return lines


def _mean(values: Array) -> str:
    """Mean and standard deviation of those who were measured."""
    there = values[~np.isnan(values)]
    return f"{np.mean(there):.2f} ({np.std(there):.2f})" if len(there) else "-"


def _ancova(read: Array, visit: int, groups: NDArray[np.bool_]) -> list[Estimate]:
    """Value at the visit, adjusted for baseline."""
    import statsmodels.api as sm

    there = ~np.isnan(read[:, visit])
    design = sm.add_constant(np.column_stack([read[:, 0], groups.astype(float)]), has_constant="add")
    fit = sm.OLS(read[there, visit], design[there]).fit()
    return _estimates(fit, range(2, 2 + groups.shape[1]))


def _welch(read: Array, visit: int, groups: NDArray[np.bool_]) -> list[Estimate]:
    """Change from baseline by Welch's t test."""
    from scipy.stats import ttest_ind

    change = read[:, visit] - read[:, 0]
    measured = ~np.isnan(change)
    control = change[measured & ~groups.any(axis=1)]
    found = []
    for group in groups.T:
        own = change[measured & group]
        test = ttest_ind(own, control, equal_var=False)
        ends = test.confidence_interval(0.95)
        difference = float(own.mean() - control.mean())
        found.append((difference, difference / test.statistic, ends.low, ends.high, test.pvalue))
    return found


def _mixed(read: Array, visit: int, groups: NDArray[np.bool_]) -> list[Estimate]:
    """Value at the visit from a mixed model of all visits with a random intercept, adjusted for baseline."""
    import statsmodels.api as sm

    people, visits = np.nonzero(~np.isnan(read[:, 1:]))
    later, arms = read.shape[1] - 1, groups.astype(float).T
    columns = [read[people, 0], *((visits == v).astype(float) for v in range(later))]
    columns += [one[people] * (visits == v) for v in range(later) for one in arms]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # singular random effects show in the interval
        fit = sm.MixedLM(read[people, visits + 1], np.column_stack(columns), groups=people).fit()
    first = 1 + later + (visit - 1) * len(arms)
    return _estimates(fit, range(first, first + len(arms)))


def _estimates(fit: Any, places: Iterable[int]) -> list[Estimate]:
    ends = np.asarray(fit.conf_int())
    return [(fit.params[k], fit.bse[k], ends[k][0], ends[k][1], fit.pvalues[k]) for k in places]


#: Method of analysis -> its test, and what the printed table calls it.
METHODS: Mapping[str, tuple[Test, str]] = {
    "ancova": (_ancova, "value at the visit, adjusted for baseline (ANCOVA)"),
    "t": (_welch, "change from baseline (Welch's t test)"),
    "mixed": (_mixed, "value at the visit from a mixed model of all visits, adjusted for baseline"),
}
