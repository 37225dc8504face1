"""A cohort: virtual people of one muscle pair, sampled or read from a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.distribution import Distribution
from ..core.errors import check_range
from ..engine.checkpoint import Arrays, Shapes
from ..engine.executor import Executor, block_size, gather
from ..engine.naming import digest, origin
from ..lifestyle import Lifestyle
from ..model import hypotheses
from ..model.body import MUSCLES, Body, program_of
from ..model.model import Model
from ..pairs import Pair
from ..result.variables import Variable, find
from ..simulation import healthy, simulate
from ..simulation.healthy import complete_parameters, with_setpoint_entries
from ..simulation.people import People
from .sampling import (
    COVARIATES,
    TOGETHER,
    Apart,
    Covariate,
    covariates_of,
    draw,
    read_people,
    spreads_of,
)

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: Variation from day to day unless given otherwise (coefficient of variation).
DAILY = {"stress": 0.3}
SETPOINTS = tuple(f"{muscle}.length_setpoint" for muscle in MUSCLES)


@dataclass(frozen=True, eq=False)
class Cohort:
    """Virtual people with their own parameters and covariates, before any life is lived.

    Parameters
    ----------
    pair, model
        What everybody shares.
    own : mapping of name to ndarray (people,)
        Parameters in which people differ [unit of the parameter].
    covariates : mapping of name to ndarray (people,)
        What else is known of them; ``desk_hours``, ``stress`` and ``chronicity`` shape the life that
        :meth:`develop` lets them live.
    numbers : ndarray of int (people,)
        Number of each person; names their random stream.
    seed, parameters, daily
        As given to :meth:`sample`.
    labels : tuple of str
        What a table calls the people, empty where they were drawn.
    report : str
        How a table was understood.

    Examples
    --------
    >>> import musclebalance as mb
    >>> cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=5, seed=1)
    >>> len(cohort), len(cohort[:2])
    (5, 2)
    """

    pair: Pair
    model: Model
    own: Mapping[str, Array]
    covariates: Mapping[str, Array]
    numbers: NDArray[np.int64]
    seed: int
    parameters: Mapping[str, float]
    daily: Mapping[str, float]
    labels: tuple[str, ...] = ()
    report: str = ""

    @classmethod
    @public
    def sample(
        cls, pair: Pair, n: int = 1000, seed: int = 1, *, model: str | Model = "combined",
        spread: Mapping[str, Distribution | float] | None = None,
        correlations: Mapping[tuple[str, str], float] | None = None,
        covariates: Mapping[str, Covariate | Distribution | float] | None = None,
        daily: Mapping[str, float] | None = None, parameters: Mapping[str, float] | None = None,
    ) -> Cohort:  # fmt: skip
        """Draw people.

        Parameters
        ----------
        pair, model
            As for :func:`musclebalance.healthy`.
        n, seed
            Number of people; the first hundred of a thousand are the hundred of a smaller cohort.
        spread : mapping, optional
            Parameter -> :class:`musclebalance.Distribution` about the default, or its coefficient of
            variation; replaces or adds to the default spreads, 0 removes one.
        correlations : mapping of (name, name) to float, optional
            Between parameters or covariates (Gaussian copula).
        covariates : mapping, optional
            Name -> :class:`musclebalance.Covariate`, its distribution alone, or a number that all share;
            replaces or adds to the default covariates. A shared number has the effects that it has on a
            person who was drawn with it.
        daily, parameters : mapping, optional
            Variation from day to day, default ``{"stress": 0.3}``; values all share.
        """
        return drawn(
            pair, n, seed, hypotheses.get(model), spread or {}, correlations or {}, covariates or {},
            DAILY if daily is None else daily, parameters or {},
        )  # fmt: skip

    @classmethod
    @public
    def from_table(
        cls, pair: Pair, table: pd.DataFrame | str | Path, *, seed: int = 1, model: str | Model = "combined",
        covariates: Mapping[str, Covariate | Distribution | float] | None = None,
        daily: Mapping[str, float] | None = None, parameters: Mapping[str, float] | None = None,
    ) -> Cohort:  # fmt: skip
        """People from a table with one row each.

        Parameters
        ----------
        table : DataFrame or path of a CSV file
            Columns named like parameters (in their unit, or in the one that the heading gives) or
            covariates, which act on parameters as for people who are drawn: those of :meth:`sample`, sex as
            f or m, and those of `covariates`. What is missing takes the default, or the middle of the
            covariate; where a number is shared by all, blank cells take it, and a full column is refused.
            ``person`` and ``side`` are labels.
        covariates : mapping, optional
            Covariates of your own, as for :meth:`sample`; a number is shared by all.
        pair, seed, model, daily, parameters
            As for :meth:`sample`.

        Raises
        ------
        FileError
            Naming every line that is wrong, and columns that are not known.
        """
        chosen = hypotheses.get(model)
        known = complete_parameters(pair, chosen, parameters)
        shared = dict(parameters or {})
        read = read_people(
            table, known, covariates or {}, shared,
            lambda own: complete_parameters(pair, chosen, {**shared, **own}),
        )  # fmt: skip
        usual = DAILY if daily is None else daily
        return cls(
            pair, chosen, read.own, read.covariates, read.numbers, seed, shared, dict(usual), read.labels,
            read.report,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, who: Any) -> Cohort:
        """Some of the people, by position, slice or mask."""
        at = np.atleast_1d(np.arange(len(self))[who])
        own = {name: values[at] for name, values in self.own.items()}
        covariates = {name: values[at] for name, values in self.covariates.items()}
        labels = tuple(self.labels[k] for k in at) if self.labels else ()
        return replace(self, own=own, covariates=covariates, numbers=self.numbers[at], labels=labels)

    def lives(self) -> tuple[Lifestyle, ...]:
        """The life of each person: a desk job of their hours and stress."""
        hours, stress = (self.covariate(name) for name in ("desk_hours", "stress"))
        return tuple(
            _office(round(float(h), 3), round(float(s), 3)) for h, s in zip(hours, stress, strict=True)
        )

    @public
    def develop(
        self, lifestyle: Lifestyle | None = None, days: int | None = None, *,
        healthy_life: Lifestyle | None = None, tol: float = 1e-4, executor: Executor | None = None,
        progress: bool = True, checkpoint: str | Path | None = None,
    ) -> People:  # fmt: skip
        """Let everybody live until the imbalance has come about.

        Parameters
        ----------
        lifestyle : Lifestyle, optional
            One life for all; default everybody's own (:meth:`lives`).
        days : int, optional
            How long; default everybody's own ``chronicity``.
        healthy_life : Lifestyle, optional
            From which the length set-points are derived.
        tol, executor, progress, checkpoint
            As for :func:`musclebalance.simulate`.
        """
        if days is not None:
            check_range("days", days, 0, 36_525, "d")
        lives = (lifestyle,) * len(self) if lifestyle is not None else self.lives()
        length = self.covariate("chronicity").astype(int) if days is None else np.full(len(self), days)
        whole = _Block(self, lives, length, healthy_life or Lifestyle.healthy(), tol)
        size = block_size(len(self), executor)
        blocks = [whole[k : k + size] for k in range(0, len(self), size)]
        found = gather(_develop, blocks, executor=executor, progress=progress, checkpoint=checkpoint)
        if not found.arrays:
            found.check(None)  # raises: nobody got to the present day
        some, arrays = self[found.kept], found.arrays
        setpoints = {name: values for name, values in arrays.items() if name.endswith(".length_setpoint")}
        parameters = with_setpoint_entries(self.pair, self.model, self.parameters)
        body = Body(self.model, parameters, {**some.own, **setpoints})
        people = People(
            self.pair, body, arrays["state"], arrays["healthy_state"], whole.healthy_life, some.numbers,
            found.problem,
        )  # fmt: skip
        found.check(people)
        return people

    def variable(self, name: str) -> Variable:
        """A variable that these people will show, with its unit."""
        return find(self.model, name)

    def covariate(self, name: str) -> Array:
        """A default covariate of everybody, its middle where it is not known."""
        if name in self.covariates:
            return self.covariates[name]
        return np.full(len(self), COVARIATES[name].middle)

    def to_frame(self) -> pd.DataFrame:
        """One row per person: covariates and own parameters."""
        import pandas as pd

        known = complete_parameters(self.pair, self.model)
        own = {f"{name} [{known.entry(name).unit}]": values for name, values in self.own.items()}
        columns = {**self.covariates, **own}
        return pd.DataFrame(columns, index=pd.Index(self.labels or self.numbers, name="person"))

    def __str__(self) -> str:
        lines = [f"{len(self)} people, {self.pair.title}, model {self.model.name!r}, seed {self.seed}"]
        for name, values in {**self.covariates, **self.own}.items():
            low, middle, high = np.percentile(values, (5, 50, 95))
            lines.append(f"  {name:32s} {middle:10.4g} (90 % within {low:.4g} to {high:.4g})")
        return "\n".join(lines)

    __repr__ = __str__


def drawn(
    pair: Pair, n: int, seed: int, model: Model, spread: Mapping[str, Distribution | float],
    correlations: Mapping[tuple[str, str], float],
    covariates: Mapping[str, Covariate | Distribution | float], daily: Mapping[str, float],
    parameters: Mapping[str, float], apart: Apart = TOGETHER,
) -> Cohort:  # fmt: skip
    """People of one pair, with what the pair has of its own beside what is drawn for the person."""
    check_range("number of people", n, 1, 10**7)
    known = complete_parameters(pair, model, parameters)
    numbers, spreads = np.arange(int(n)), spreads_of(spread, known)
    given, shared = covariates_of(covariates, known)
    own, values = draw(known, spreads, given, shared, correlations, numbers, seed, apart)
    return Cohort(pair, model, own, values, numbers, seed, dict(parameters), dict(daily))


@lru_cache(maxsize=1024)
def _office(hours: float, stress: float) -> Lifestyle:
    return Lifestyle.office(hours=hours, stress=stress)


@dataclass(frozen=True, eq=False)
class _Block:
    """Some of a cohort and what they live through, as one unit of work."""

    cohort: Cohort
    lives: tuple[Lifestyle, ...]
    days: NDArray[np.int64]
    healthy_life: Lifestyle
    tol: float

    def __len__(self) -> int:
        return len(self.cohort)

    def __getitem__(self, who: slice) -> _Block:
        return replace(self, cohort=self.cohort[who], lives=self.lives[who], days=self.days[who])

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each person."""
        return self.cohort.numbers

    @cached_property
    def digest(self) -> str:
        """Name by everything that decides the numbers."""
        return digest(origin(), program_of(self.cohort.model).digest, self)

    @property
    def shapes(self) -> Shapes:
        """What is found for each of them."""
        cohort = self.cohort
        state = (len(program_of(cohort.model).state_names),)
        entries = with_setpoint_entries(cohort.pair, cohort.model, cohort.parameters)
        setpoints = [name for name in SETPOINTS if name in entries]
        states = dict.fromkeys(("state", "healthy_state"), (np.float64, state))
        return {**states, **dict.fromkeys(setpoints, (np.float64, ()))}


def _develop(block: _Block) -> Arrays:
    cohort = block.cohort
    people = healthy(
        cohort.pair, block.healthy_life, own=cohort.own, model=cohort.model, parameters=cohort.parameters,
        tol=block.tol, numbers=cohort.numbers,
    )  # fmt: skip
    lived = np.flatnonzero(block.days > 0)
    state = people.state.copy()
    if len(lived):
        lives = [block.lives[k] for k in lived]
        courses = simulate(
            people[lived], None, lives, days=block.days[lived], seed=cohort.seed, daily=cohort.daily,
            tol=block.tol, progress=False, block=len(lived), store=(),
        )  # fmt: skip
        state[lived] = courses.final.state
    setpoints = {name: people.body.own[name] for name in SETPOINTS if name in people.body.own}
    return {"state": state, "healthy_state": people.healthy_state, **setpoints}
