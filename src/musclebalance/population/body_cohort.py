"""A cohort of bodies: virtual people whose pairs and sides share what a person has once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.distribution import Distribution
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import Parameter
from ..engine.checkpoint import Arrays, Shapes
from ..engine.executor import Executor, block_size, gather
from ..engine.naming import digest, origin
from ..lifestyle import Lifestyle
from ..model.body import Body as Numbers
from ..model.body import program_of
from ..simulation import Body, healthy, simulate
from ..simulation.bodies import Bodies
from ..simulation.healthy import with_setpoint_entries
from ..simulation.people import People
from ..simulation.reading import Reading, reading_of
from .body_table import read_bodies
from .cohort import DAILY, SETPOINTS, Cohort, drawn
from .sampling import Apart, Covariate

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Of anatomy (forces, stiffness, strain), which a pair's file holds; rates belong to the person.
BETWEEN_SIDES = Parameter(
    "between_sides", 0.9, "-", 0.0, 1.0, "correlation of left and right in what the pair's file gives"
)
BETWEEN_PAIRS = Parameter(
    "between_pairs", 0.5, "-", 0.0, 1.0, "correlation of two pairs of a person in what their files give"
)


@dataclass(frozen=True, eq=False, repr=False)
class BodyCohort:
    """Virtual people with several pairs each, before any life is lived.

    Parameters
    ----------
    body : Body
        The healthy body that all are drawn around: its pairs, sides, bones, model and parameters.
    cohorts : mapping of str to Cohort
        The same people under the name of each pair, with the parameters of that pair.

    Examples
    --------
    >>> import musclebalance as mb
    >>> cohort = mb.BodyCohort.sample(mb.crossed("lower"), n=3, seed=1)
    >>> len(cohort), len(cohort.cohorts)
    (3, 4)
    """

    body: Body
    cohorts: Mapping[str, Cohort]

    @classmethod
    @public
    def sample(
        cls, body: Body, n: int = 1000, seed: int = 1, *,
        spread: Mapping[str, Distribution | float] | None = None,
        correlations: Mapping[tuple[str, str], float] | None = None,
        covariates: Mapping[str, Covariate | Distribution | float] | None = None,
        daily: Mapping[str, float] | None = None, between_sides: float = BETWEEN_SIDES.value,
        between_pairs: float = BETWEEN_PAIRS.value,
    ) -> BodyCohort:  # fmt: skip
        """Draw people.

        Parameters
        ----------
        body : Body
            A healthy body, from :func:`both_sides`, :func:`crossed` or :meth:`Body.of`.
        n, seed, spread, correlations, covariates, daily
            As for :meth:`Cohort.sample`; covariates and rates of adaptation belong to the person and are
            those of all their pairs.
        between_sides, between_pairs : float
            Correlation of the scores of what the file of a pair gives (forces, stiffness, strains) between
            left and right, and between two pairs of one person; 0 to 1, sides not below pairs. Both are
            assumed. With 1 everything is shared, and everybody has the numbers of :meth:`Cohort.sample`.

        Raises
        ------
        OutOfRangeError, UnknownNameError, MusclebalanceError
            As from :meth:`Cohort.sample`, or a body that has lived already.
        """
        _check_healthy(body)
        check_range("correlation between pairs", between_pairs, 0.0, 1.0)
        check_range("correlation between sides", between_sides, between_pairs, 1.0)
        usual = DAILY if daily is None else daily
        cohorts = {}
        for label, person in body.people.items():
            anatomy = frozenset(person.pair.parameters)
            parts = (
                (crc32(person.pair.name.encode()), between_sides - between_pairs),
                (crc32(label.encode()), 1.0 - between_sides),
            )
            cohorts[label] = drawn(
                person.pair, n, seed, person.model, spread or {}, correlations or {}, covariates or {}, usual,
                changed(person.body), Apart(anatomy, tuple(one for one in parts if one[1] > 0.0)),
            )  # fmt: skip
        return cls(body, cohorts)

    @classmethod
    @public
    def from_table(
        cls, body: Body, table: pd.DataFrame | str | Path, *, seed: int = 1,
        covariates: Mapping[str, Covariate | Distribution | float] | None = None,
        daily: Mapping[str, float] | None = None,
    ) -> BodyCohort:  # fmt: skip
        """People from a table with one row or more each.

        Parameters
        ----------
        body : Body
            A healthy body, as for :meth:`sample`; what the table does not say is as there.
        table : DataFrame or path of a CSV file or workbook
            Columns as for :meth:`Cohort.from_table`, and ``side`` and ``pair``. A row speaks of the pairs
            that its side and its pair name, one without both of all of them; for a parameter of a pair the
            row holds that names it most closely. Covariates belong to the person: they may stand in one row
            or in several, alike.
        seed, covariates, daily
            As for :meth:`Cohort.from_table`.

        Raises
        ------
        FileError
            Naming every line that is wrong: a side, pair or parameter that the body does not have, two rows
            of one person, side and pair, two rows equally close that give one parameter, a covariate that
            differs between rows, somebody without a row for a pair for which others have one.

        Examples
        --------
        >>> import pandas as pd, musclebalance as mb
        >>> rows = {"person": ["Ann", "Ann", "Bob"], "side": [None, "left", None]}
        >>> table = pd.DataFrame({**rows, "agonist.rom_limit": [-12.0, -8.0, -10.0]})
        >>> hips = mb.both_sides(mb.pair("hip-flexors-gluteus-maximus"))
        >>> people = mb.BodyCohort.from_table(hips, table)
        >>> people["left hip-flexors-gluteus-maximus"].own["agonist.rom_limit"].tolist()
        [-8.0, -10.0]
        """
        _check_healthy(body)
        fixed = {label: changed(person.body) for label, person in body.people.items()}
        read = read_bodies(table, body, fixed, covariates or {})
        usual = dict(DAILY if daily is None else daily)
        cohorts = {
            label: Cohort(
                person.pair, person.model, one.own, one.covariates, one.numbers, seed, fixed[label], usual,
                one.labels, one.report,
            )
            for (label, person), one in zip(body.people.items(), read.values(), strict=True)
        }  # fmt: skip
        return cls(body, cohorts)

    def __len__(self) -> int:
        return len(self._any)

    def __getitem__(self, who: Any) -> Any:
        """One pair of everybody, by its name; or some of the people, by position, slice or mask."""
        if not isinstance(who, str):
            return replace(self, cohorts={label: one[who] for label, one in self.cohorts.items()})
        if who not in self.cohorts:
            raise unknown("pair of these bodies", who, self.cohorts)
        return self.cohorts[who]

    @property
    def _any(self) -> Cohort:
        return next(iter(self.cohorts.values()))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each person, which names their random stream."""
        return self._any.numbers

    @property
    def labels(self) -> tuple[str, ...]:
        """What a table calls the people, empty where they were drawn."""
        return self._any.labels

    @property
    def report(self) -> str:
        """How a table was understood."""
        return self._any.report

    @property
    def covariates(self) -> Mapping[str, Array]:
        """What else is known of everybody, (people,) each."""
        return self._any.covariates

    @property
    def daily(self) -> Mapping[str, float]:
        """Variation from day to day."""
        return self._any.daily

    def variable(self, name: str) -> Reading:
        """What a name will ask of them, with its unit: see :meth:`Bodies.read`."""
        return reading_of(name, tuple(self.cohorts), self.body.bones, self._any.model)

    def lives(self) -> tuple[Lifestyle, ...]:
        """The life of each person: a desk job of their hours and stress."""
        return self._any.lives()

    @public
    def develop(
        self, lifestyle: Lifestyle | Mapping[str, Lifestyle] | None = None, days: int | None = None, *,
        tol: float = 1e-4, executor: Executor | None = None, progress: bool = True,
        checkpoint: str | Path | None = None,
    ) -> Bodies:  # fmt: skip
        """Let everybody live until the imbalance has come about.

        Parameters
        ----------
        lifestyle : Lifestyle or mapping of str to Lifestyle, optional
            One life for all, or one for each side or pair; default everybody's own (:meth:`lives`).
        days : int, optional
            How long; default everybody's own ``chronicity``.
        tol, executor, progress, checkpoint
            As for :func:`musclebalance.simulate`.

        Raises
        ------
        EngineError, Interrupted
            As from :meth:`Cohort.develop`.
        """
        if days is not None:
            check_range("days", days, 0, 36_525, "d")
        own = self._any.covariate("chronicity").astype(int)
        length = own if days is None else np.full(len(self), days)
        lives = self.lives() if lifestyle is None else (lifestyle,) * len(self)
        whole = _Block(self, lives, length, tol)
        size = max(1, block_size(len(self) * len(self.cohorts), executor) // len(self.cohorts))
        blocks = [whole[k : k + size] for k in range(0, len(self), size)]
        found = gather(_develop, blocks, executor=executor, progress=progress, checkpoint=checkpoint)
        if not found.arrays:
            found.check(None)  # raises: nobody got to the present day
        bodies = _bodies(self[found.kept], found.arrays, found.problem)
        found.check(bodies)
        return bodies

    def to_frame(self) -> pd.DataFrame:
        """One row per person: covariates, and own parameters of each pair; two levels of columns."""
        import pandas as pd

        index = pd.Index(self.labels or self.numbers, name="person")
        covariates = pd.DataFrame(dict(self.covariates), index=index)
        known = list(self.covariates)
        own = {label: one.to_frame().drop(columns=known) for label, one in self.cohorts.items()}
        return pd.concat({"person": covariates, **own}, axis=1)

    def __str__(self) -> str:
        pairs = ", ".join(self.cohorts)
        lines = [f"{len(self)} people with {len(self.cohorts)} pairs each ({pairs}),"]
        lines.append(f"model {self._any.model.name!r}, seed {self._any.seed}")
        return "\n".join([*lines, *(f"  {line}" for line in str(self._any).splitlines()[1:])])

    __repr__ = __str__


def _check_healthy(body: Body) -> None:
    """Refuse a body that has lived: people are drawn around health."""
    for label, person in body.people.items():
        if not np.array_equal(person.state, person.healthy_state):
            raise MusclebalanceError(
                f"{label!r} has lived already; draw people around a healthy body, and let them develop."
            )


def changed(numbers: Numbers, keep: tuple[str, ...] = SETPOINTS) -> dict[str, float]:
    """Values of a person that are not those of the pair and the model, without derived set-points."""
    names = (name for name in numbers.parameters.changed if name not in keep)
    return {name: numbers.parameters[name].value for name in names}


def _bodies(cohort: BodyCohort, arrays: Arrays, problem: str) -> Bodies:
    """People of every pair from what was found of them."""
    people = {}
    for label, one in cohort.cohorts.items():
        mine = {name: arrays[f"{label}: {name}"] for name in _names(one)}
        states = (mine.pop("state"), mine.pop("healthy_state"))
        entries = with_setpoint_entries(one.pair, one.model, one.parameters)
        numbers = Numbers(one.model, entries, {**one.own, **mine})
        life = cohort.body[label].healthy_life
        people[label] = People(one.pair, numbers, *states, life, one.numbers, problem)
    return Bodies(people, cohort.body.bones, cohort.body.crossing)


def _names(cohort: Cohort) -> tuple[str, ...]:
    """Arrays that are found for a pair of everybody."""
    entries = with_setpoint_entries(cohort.pair, cohort.model, cohort.parameters)
    return ("state", "healthy_state", *(name for name in SETPOINTS if name in entries))


@dataclass(frozen=True, eq=False)
class _Block:
    """Some of a cohort and what they live through, as one unit of work."""

    cohort: BodyCohort
    lives: tuple[Any, ...]
    days: NDArray[np.int64]
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
        model = next(iter(self.cohort.cohorts.values())).model
        return digest(origin(), program_of(model).digest, self)

    @property
    def shapes(self) -> Shapes:
        """What is found for each of them."""
        found = {}
        for label, one in self.cohort.cohorts.items():
            states = len(program_of(one.model).state_names)
            for name in _names(one):
                found[f"{label}: {name}"] = (np.float64, () if name in SETPOINTS else (states,))
        return found


def _develop(block: _Block) -> Arrays:
    cohort, found, people = block.cohort, dict[str, Any](), {}
    for label, one in cohort.cohorts.items():
        life = cohort.body[label].healthy_life
        given: dict[str, Any] = {"model": one.model, "parameters": one.parameters, "numbers": one.numbers}
        people[label] = healthy(one.pair, life, own=one.own, tol=block.tol, **given)
        own = people[label].body.own
        found |= {f"{label}: {name}": own[name] for name in SETPOINTS if name in own}
    bodies = Bodies(people, cohort.body.bones, cohort.body.crossing)
    lived = np.flatnonzero(block.days > 0)
    final = None
    if len(lived):
        final = simulate(
            bodies[lived], None, [block.lives[k] for k in lived], days=block.days[lived], seed=_seed(cohort),
            daily=cohort.daily, tol=block.tol, progress=False, block=len(lived), store=(),
        ).final  # fmt: skip
    for label, some in people.items():
        found[f"{label}: healthy_state"], found[f"{label}: state"] = some.healthy_state, some.state.copy()
        if final is not None:
            found[f"{label}: state"][lived] = final[label].state
    return found


def _seed(cohort: BodyCohort) -> int:
    return next(iter(cohort.cohorts.values())).seed
