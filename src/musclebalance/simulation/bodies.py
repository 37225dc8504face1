"""Many bodies, and what happened to them: the pairs of many people with what couples them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import Kind, public
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.units import DEG
from ..model.model import Model
from .body import Body, check_parts
from .bones import Bone
from .coupling import Coupling
from .many import Courses
from .people import People
from .reading import Reading, reading_of
from .sides import CROSSING, Symmetry, symmetry

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
PEOPLE = Kind("people: some of them,", ("People",), open=False)
BODY = Kind("bodies: one of them,", ("Body",), open=False)


@dataclass(frozen=True, eq=False, repr=False)
class Bodies:
    """Many people, each with the same pairs, as :class:`Body` is one of them.

    Parameters
    ----------
    people : mapping of str to People
        Everybody's pairs by name, the same people under each.
    bones, crossing
        As of :class:`Body`.

    Raises
    ------
    MusclebalanceError
        As from :class:`Body`, or people who are not the same under each name.

    Examples
    --------
    >>> import musclebalance as mb
    >>> calves = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"))
    >>> len(mb.Bodies.of([calves, calves]))
    2
    """

    people: Mapping[str, People]
    bones: tuple[Bone, ...] = ()
    crossing: float = CROSSING.value

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", dict(self.people))
        object.__setattr__(self, "bones", tuple(self.bones))
        check_range("share that crosses to the other side", self.crossing, 0.0, 1.0)
        if not self.people:
            raise MusclebalanceError("bodies need at least one pair; mb.BodyCohort.sample(body) makes them.")
        for one in self.people.values():
            PEOPLE.read(one, "Bodies()")
        check_parts(self.people, self.bones)
        if any(not np.array_equal(one.numbers, self.numbers) for one in self.people.values()):
            raise MusclebalanceError(
                "the pairs of bodies belong to different people; give all the same ones."
            )

    @classmethod
    @public
    def of(cls, bodies: Iterable[Body]) -> Bodies:
        """Single bodies put together: the same pairs, bones, model and healthy life.

        Parameters
        ----------
        bodies : iterable of Body

        Raises
        ------
        MusclebalanceError
            They differ in that, or there are none.
        """
        bodies = list(bodies)
        for one in bodies:
            BODY.read(one, "Bodies.of()")
        if not bodies:
            raise MusclebalanceError("no body given; give at least one.")
        first = bodies[0]
        for k, other in enumerate(bodies):
            if _kind(other) != _kind(first):
                raise MusclebalanceError(f"body {k} has other pairs, bones or crossing than body 0.")
        people = {label: People.of([body[label] for body in bodies]) for label in first.people}
        return cls(people, first.bones, first.crossing)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, who: str) -> People: ...
    @overload
    def __getitem__(self, who: int | slice | NDArray[Any]) -> Bodies: ...
    def __getitem__(self, who: str | int | slice | NDArray[Any]) -> People | Bodies:
        """One pair of everybody, by its name; or some of the people, by position, slice or mask."""
        if not isinstance(who, str):
            return replace(self, people={label: one[who] for label, one in self.people.items()})
        if who not in self.people:
            raise unknown("pair of these bodies", who, self.people)
        return self.people[who]

    def body(self, position: int) -> Body:
        """One of them as a body of its own."""
        people = {label: one.person(position) for label, one in self.people.items()}
        return Body(people, self.bones, self.crossing)

    def check(self) -> None:
        """Refuse states that are not those of the model, as in a damaged file."""
        for one in self.people.values():
            one.check()

    @property
    def _any(self) -> People:
        return next(iter(self.people.values()))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each person, which names their random stream."""
        return self._any.numbers

    @property
    def stopped(self) -> str:
        """Why people are missing who were asked for; empty when nobody is."""
        return self._any.stopped

    @property
    def model(self) -> Model:
        """The model that all pairs are simulated with."""
        return self._any.model

    @property
    def title(self) -> str:
        """Their pairs in words."""
        return f"bodies of {len(self.people)} pairs ({', '.join(self.people)})"

    @cached_property
    def coupling(self) -> Coupling:
        """How the pairs act on one another."""
        pairs = {label: one.pair for label, one in self.people.items()}
        numbers = [one.body for one in self.people.values()]
        return Coupling.of(pairs, numbers, self.bones, self.crossing, len(self))

    @cached_property
    def states(self) -> Array:
        """Present states, shape (people, pairs, n_states)."""
        return np.stack([one.state for one in self.people.values()], axis=1)

    @cached_property
    def healthy_postures(self) -> Array:
        """Angles of the bones of everybody's healthy body [rad], shape (people, bones)."""
        states = np.stack([one.healthy_state for one in self.people.values()], axis=1)
        return self.coupling.postures(states)

    @cached_property
    def posture(self) -> dict[str, Array]:
        """Angle of each bone in standing beyond that of the healthy body [deg], shape (people,) each."""
        beyond = (self.coupling.postures(self.states) - self.healthy_postures) / DEG
        return {bone.name: beyond[:, k] for k, bone in enumerate(self.bones)}

    def variable(self, name: str) -> Reading:
        """What a name asks of them, with its unit: see :meth:`read`."""
        return reading_of(name, tuple(self.people), self.bones, self.model)

    @public
    def read(self, name: str) -> Array:
        """What everybody shows now, shape (people,).

        Parameters
        ----------
        name : str
            ``"rom_agonist of left hip-flexors-gluteus-maximus"`` (shorter where one pair is meant), left less
            right ``"difference of rom_agonist of hip-flexors-gluteus-maximus"``, ``"posture of pelvis"``.

        Raises
        ------
        UnknownNameError, MusclebalanceError
            No such variable, pair or bone, or one that several pairs have.
        """
        asked = self.variable(name)
        if not asked.variable:
            return self.posture[asked.where[0]]
        values = [self.people[label].read(asked.variable) for label in asked.where]
        return values[0] - values[1] if len(values) > 1 else values[0]

    def __str__(self) -> str:
        partial = f"PARTIAL: {self.stopped}.\n" if self.stopped else ""
        lines = [f"{partial}{len(self)} bodies of {len(self.people)} pairs, model {self.model.name!r}"]
        for label, one in self.people.items():
            lines.append(f"  {label}: imbalance {_spread(one.imbalance)}")
        for bone in self.bones:
            lines.append(
                f"  {bone.name}: {bone.coordinate} {_spread(self.posture[bone.name])} deg beyond health"
            )
        return "\n".join(lines)

    __repr__ = __str__


def _kind(body: Body) -> tuple[Any, ...]:
    return tuple(body.people), body.bones, body.crossing


def _spread(values: Array) -> str:
    low, middle, high = np.percentile(values, (5, 50, 95))
    return f"{middle:.2f} ({low:.2f} to {high:.2f} in 90 % of them)"


@dataclass(frozen=True, eq=False, repr=False)
class BodyCourses:
    """What happened to many bodies.

    Parameters
    ----------
    people : Bodies
        At the start.
    courses : mapping of str to Courses
        What happened to each pair of everybody.
    postures : mapping of str to ndarray (people, k)
        Angle of each bone in standing on the stored mornings, beyond that of the healthy body [deg].

    Examples
    --------
    >>> import musclebalance as mb
    >>> calves = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"))
    >>> both = mb.Bodies.of([calves, calves])
    >>> course = mb.simulate(both, None, mb.Lifestyle.healthy(), days=2)
    >>> course.values("difference of rom_agonist").tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """

    people: Bodies
    courses: Mapping[str, Courses]
    postures: Mapping[str, Array]

    @property
    def _any(self) -> Courses:
        return next(iter(self.courses.values()))

    @property
    def days(self) -> NDArray[np.int64]:
        """Mornings whose states are stored [d from waking on day 1]."""
        return self._any.days

    @property
    def kept(self) -> NDArray[np.int64]:
        """Positions of these people among those that were given."""
        return self._any.kept

    @property
    def stopped(self) -> str:
        """Why these courses are partial; empty when they are whole."""
        return self._any.stopped

    @property
    def final(self) -> Bodies:
        """At the end."""
        return replace(self.people, people={label: one.final for label, one in self.courses.items()})

    @property
    def prescribed(self) -> NDArray[np.int64]:
        """Sessions prescribed to everybody (people,); one for each pair that has one."""
        return np.asarray(np.sum([one.prescribed for one in self.courses.values()], axis=0))

    @property
    def delivered(self) -> NDArray[np.int64]:
        """Sessions delivered (people,), counted alike."""
        return np.asarray(np.sum([one.delivered for one in self.courses.values()], axis=0))

    def __getitem__(self, label: str) -> Courses:
        """What happened to one pair of everybody, by its name."""
        if label not in self.courses:
            raise unknown("pair of these bodies", label, self.courses)
        return self.courses[label]

    @public
    def values(self, name: str) -> Array:
        """What is read at the stored mornings, shape (people, k); names as of :meth:`Bodies.read`."""
        asked = self.people.variable(name)
        if not asked.variable:
            return self.postures[asked.where[0]]
        values = [self.courses[label].values(asked.variable) for label in asked.where]
        return values[0] - values[1] if len(values) > 1 else values[0]

    @public
    def symmetry(self, name: str, pair: str | None = None) -> Symmetry:
        """Indices of symmetry of a variable between the sides of a pair, each ndarray (people, k)."""
        asked = self.people.variable(f"difference of {name}" + (f" of {pair}" if pair else ""))
        left, right = (self.courses[label].values(asked.variable) for label in asked.where)
        return symmetry(left, right)

    def to_frame(self, name: str) -> pd.DataFrame:
        """One reading over days, a column for each person; names as of :meth:`Bodies.read`."""
        import pandas as pd

        unit = self.people.variable(name).unit
        people = pd.Index(self.people.numbers, name=f"{name} [{unit}]")
        return pd.DataFrame(self.values(name).T, pd.Index(self.days, name="day"), people)

    def __repr__(self) -> str:
        return f"<{len(self.days)} mornings of {len(self.people)} bodies; at the end: {self.final}>"
