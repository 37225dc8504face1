"""A trial that has run: true courses, what was measured, endpoints, analysis and power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import check_range, unknown
from ..model.imbalance import SYMMETRIC
from ..simulation.people import People
from ..treatment import Plan
from .measuring import MeasurementError, better, error_of, leaving, noise

if TYPE_CHECKING:
    import pandas as pd

    from .analysis import Analysis
    from .power import Power

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trial:
    """A randomised trial in virtual people.

    Parameters
    ----------
    people : People
        Those enrolled, at the start.
    arms : mapping of name to Plan or None
    arm : ndarray of int (people,)
        Position of the arm each was allocated to.
    weeks : ndarray (visits,)
        Weeks of the visits; the first is 0.
    truth : mapping of outcome to ndarray (people, arms, visits)
        True values; NaN in arms a person was not simulated in.
    sessions : ndarray (people, arms, 2)
        Sessions prescribed and delivered; -1 where not simulated.
    covariates : mapping of name to ndarray (people,)
    errors : mapping
        Measurement errors that differ from the defaults, by outcome.
    dropout : float
        Share that has left by the end.
    control : str
        Arm that the others are compared with.
    seed : int
    stopped : str
        Why people are missing who were enrolled; empty when nobody is.

    Examples
    --------
    >>> import musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> people = mb.Cohort.sample(pair, n=4, seed=1).develop(days=2)
    >>> found = mb.trial(people, {"a": None, "b": None}, life, weeks=1, outcomes=["pain"])
    >>> found.measured("pain").shape
    (4, 2)
    """

    people: People
    arms: Mapping[str, Plan | None]
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
    _cache: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes."""
        return tuple(self.truth)

    def visit(self, week: float | None = None) -> int:
        """Position of the visit in a week; the last one by default.

        Raises
        ------
        OutOfRangeError
            No visit in that week.
        """
        if week is None:
            return len(self.weeks) - 1
        place = int(np.argmin(np.abs(self.weeks - week)))
        at = float(self.weeks[place])
        check_range(
            "week", week, at, at, where=f"visits are in weeks {', '.join(f'{w:g}' for w in self.weeks)}"
        )
        return place

    def error(self, outcome: str) -> MeasurementError:
        """Measurement error of an outcome."""
        self.true(outcome)
        return error_of(outcome, self.errors)

    def true(self, outcome: str) -> Array:
        """True values (people, visits) in everybody's own arm."""
        if outcome not in self.truth:
            raise unknown("outcome of this trial", outcome, self.outcomes)
        return self.truth[outcome][np.arange(len(self.arm)), self.arm]

    def measured(self, outcome: str) -> Array:
        """Readings (people, visits) in everybody's own arm: with measurement error, NaN after drop-out."""
        if outcome not in self._cache:
            true, place = self.true(outcome), self.outcomes.index(outcome)
            read = self.error(outcome).read(true, noise(self.seed, self.people.numbers, true.shape[1], place))
            gone = leaving(self.seed, self.people.numbers, self.dropout, float(self.weeks[-1]))
            self._cache[outcome] = np.where(self.weeks[None] >= gone[:, None], np.nan, read)
        found: Array = self._cache[outcome]
        return found

    def members(self, arm: str) -> NDArray[np.intp]:
        """Positions of the people of an arm."""
        if arm not in self.arms:
            raise unknown("arm", arm, self.arms)
        return np.flatnonzero(self.arm == list(self.arms).index(arm))

    def change(self, outcome: str, week: float | None = None) -> Array:
        """Measured change from the first visit (people,) [unit of the outcome]; NaN for those who left."""
        read = self.measured(outcome)
        return np.asarray(read[:, self.visit(week)] - read[:, 0])

    def time_to_symmetry(self, below: float = SYMMETRIC) -> Array:
        """Week (people,) of the visit from which the true imbalance stays below a level, or inf."""
        under = self.true("imbalance") < below
        stays = np.flip(np.logical_and.accumulate(np.flip(under, axis=1), axis=1), axis=1)
        return np.where(stays[:, -1], self.weeks[np.argmax(stays, axis=1)], np.inf)

    def responders(
        self, outcome: str, week: float | None = None, threshold: float | None = None
    ) -> pd.DataFrame:
        """Share of each arm that improved by at least `threshold`; default the least detectable change.

        Returns
        -------
        DataFrame
            Per arm: people measured, responders, share with a 95 % interval (Wilson).
        """
        import pandas as pd
        from statsmodels.stats.proportion import proportion_confint

        least = self.error(outcome).detectable if threshold is None else threshold
        gain = better(outcome) * self.change(outcome, week)
        rows = {}
        for arm in self.arms:
            own = gain[self.members(arm)]
            own = own[~np.isnan(own)]
            count = int(np.sum(own >= least)) if least > 0 else int(np.sum(own > 0))
            low, high = proportion_confint(count, max(len(own), 1), method="wilson")
            rows[arm] = {
                "people": len(own),
                "responders": count,
                "share": count / max(len(own), 1),
                "low": low if count else 0.0,  # 3e-17 by rounding
                "high": high,
            }
        return pd.DataFrame.from_dict(rows, orient="index")

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

    def analyse(self, outcome: str, week: float | None = None, method: str = "ancova") -> Analysis:
        """Compare every arm with the control.

        Parameters
        ----------
        outcome : str
        week : float, optional
            Default the last visit.
        method : {"ancova", "t", "mixed"}
            Value at the visit adjusted for baseline; Welch's test on the change; mixed model of all visits
            with a
            random intercept for each person.
        """
        from .analysis import analyse

        return analyse(self, outcome, week, method)

    def power(
        self, outcome: str, week: float | None = None, n: int | Sequence[int] | None = None, **options: Any
    ) -> Power:
        """Power of comparing two arms, by drawing trials from these people; see :func:`.power.power`."""
        from .power import power

        return power(self, outcome, week, n, **options)

    def sample_size(self, outcome: str, week: float | None = None, power: float = 0.8, **options: Any) -> int:
        """Fewest people per arm that reach a power; see :func:`.power.sample_size`."""
        from .power import sample_size

        return sample_size(self, outcome, week, power, **options)

    def check(self, published: pd.DataFrame, outcome: str) -> pd.DataFrame:
        """Published means and standard deviations against this trial; see :func:`.check.check_against`."""
        from .check import check_against

        return check_against(self, published, outcome)

    def summary(self) -> str:
        """One screen: arms, doses, drop-out, outcomes over visits, comparison with the control."""
        from .summary import text

        return text(self)

    def __str__(self) -> str:
        return self.summary()

    __repr__ = __str__
