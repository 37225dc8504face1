"""A body: pairs of one person side by side, left and right, with the bones that they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import Kind, public
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.record import stored
from ..core.units import DEG
from ..lifestyle import Lifestyle
from ..model.model import Model
from ..pairs import Pair, pair_names
from ..pairs import pair as find_pair
from ..result import Person
from .bones import Bone, pattern
from .coupling import Coupling
from .healthy import healthy
from .labels import SIDES, labelled, parted, shared_out
from .people import People
from .sides import CROSSING

Array = NDArray[np.float64]
PERSON = Kind("people: one of them,", ("Person",), open=False)
BONE = Kind("bones: one of them,", ("Bone",), open=False)
PAIR = Kind("pairs: one of them,", ("Pair",), open=False)


@public
@stored
@dataclass(frozen=True, eq=False, repr=False)
class Body:
    """Several pairs of one person: two sides of a joint, pairs that share a bone, or both.

    Parameters
    ----------
    people : mapping of str to Person
        The pairs by name: ``"left hip-flexors-gluteus-maximus"``, or the pair's name where there is one side.
        Made by :func:`both_sides`, :func:`crossed` or :meth:`of`.
    bones : tuple of Bone
        Bones that pairs share; a pair moves with one of them at most.
    crossing : float
        Share of a side's trace of sessions that reaches the other side of the same pair [0..1]; explanations
        without that trace have nothing that crosses.

    Raises
    ------
    MusclebalanceError
        No pairs, pairs under different models, two bones of one name, a bone none of whose pairs is there or
        one of whose pairs nobody knows, a pair of two bones, or a pair of a bone whose postures follow its
        own pull as well.

    Notes
    -----
    Each pair keeps its own states and is integrated as it is alone, all of them at once. They meet every
    morning: there the posture of each bone is the balance of its pairs (:class:`Bone`), which shifts all
    postures of that day, and what a treated side has gained reaches the other side. Within a day nothing
    passes between them. So a pair without bone and partner has exactly the numbers that it has alone.

    A day is a choice and not a limit: were the postures exchanged at every change of activity, they would be
    1 to 6 % larger after months at a desk, and ranges of motion up to 0.2 deg smaller, because pairs pull
    otherwise in the day than on waking. What crosses depends on the hour of the sessions: 33 % of what the
    treated calf gains with sessions at 07:00, 37 % at 22:00.

    Examples
    --------
    >>> import musclebalance as mb
    >>> body = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"))
    >>> list(body.people)
    ['left triceps-surae-tibialis-anterior', 'right triceps-surae-tibialis-anterior']
    """

    people: Mapping[str, Person]
    bones: tuple[Bone, ...] = ()
    crossing: float = CROSSING.value

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", dict(self.people))
        object.__setattr__(self, "bones", tuple(self.bones))
        check_range("share that crosses to the other side", self.crossing, 0.0, 1.0)
        if not self.people:
            raise MusclebalanceError("a body needs at least one pair; write mb.both_sides(mb.pair('...')).")
        for person in self.people.values():
            PERSON.read(person, "Body()")
        check_parts(self.people, self.bones)

    @classmethod
    @public
    def of(
        cls, pairs: Iterable[Pair], *, sides: Sequence[str] = SIDES, bones: Iterable[Bone] = (),
        model: str | Model = "combined", healthy_life: Lifestyle | None = None,
        parameters: Mapping[str, Any] | None = None, crossing: float = CROSSING.value,
    ) -> Body:  # fmt: skip
        """Healthy pairs put together; those of a bone follow it instead of their own pull.

        Parameters
        ----------
        pairs : iterable of Pair
        sides : sequence of str
            ``("left", "right")``, one of them, or none for pairs without a side.
        bones : iterable of Bone
        model, healthy_life
            As in :func:`musclebalance.healthy`.
        parameters : mapping, optional
            Values that differ from the defaults, for the whole body; or a mapping of them for a side, a pair
            or a pair of a side: ``{"left": {"agonist.rom_limit": -8}}``. Where two of them name one
            parameter, the closer one holds.
        crossing : float
            As of :class:`Body`.
        """
        chosen, sides, bones = list(pairs), tuple(sides), tuple(bones)
        for one in chosen:
            PAIR.read(one, "Body.of()")
        for bone in bones:
            BONE.read(bone, "Body.of()")
        labels = {label: pair for pair in chosen for label in labelled(pair.name, sides)}
        if len(labels) < len(chosen) * max(len(sides), 1):
            raise MusclebalanceError("a pair stands there twice; give each pair once.")
        general = {k: v for k, v in (parameters or {}).items() if not isinstance(v, Mapping)}
        special = {k: v for k, v in (parameters or {}).items() if isinstance(v, Mapping)}
        wide = {k: v for k, v in special.items() if k not in labels}
        wider = shared_out(wide, tuple(labels), "parameters")
        people = {}
        for label, pair in labels.items():
            chained = {"posture_gain": 0.0} if any(bone.link(pair.name) for bone in bones) else {}
            values = {**chained, **general, **(wider[label] or {}), **special.get(label, {})}
            people[label] = healthy(pair, healthy_life, model=model, parameters=values)
        return cls(people, bones, crossing)

    def for_file(self) -> Body:
        """What a file holds of it: not how it came about."""
        return replace(self, people={label: person.for_file() for label, person in self.people.items()})

    def check(self) -> None:
        """Refuse states that are not those of the model, as in a damaged file."""
        for person in self.people.values():
            person.check()

    def __getitem__(self, label: str) -> Person:
        """The person of one pair, by its name in the body."""
        if label not in self.people:
            raise unknown("pair of this body", label, self.people)
        return self.people[label]

    @cached_property
    def states(self) -> Array:
        """Present states, shape (pairs, n_states)."""
        return np.array([person.state for person in self.people.values()])

    @cached_property
    def coupling(self) -> Coupling:
        """How the pairs act on one another."""
        pairs = {label: person.pair for label, person in self.people.items()}
        numbers = [person.body for person in self.people.values()]
        return Coupling.of(pairs, numbers, self.bones, self.crossing, 1)

    def postures(self, states: Array) -> Array:
        """Angle of each bone [rad] for states (pairs, n_states)."""
        return np.asarray(self.coupling.postures(states[None])[0])

    @cached_property
    def healthy_postures(self) -> Array:
        """Angles of the bones of the healthy body [rad]."""
        return self.postures(np.array([person.healthy_state for person in self.people.values()]))

    @cached_property
    def posture(self) -> dict[str, float]:
        """Angle of each bone in standing, beyond that of the healthy body [deg]."""
        beyond = (self.postures(self.states) - self.healthy_postures) / DEG
        return {bone.name: float(angle) for bone, angle in zip(self.bones, beyond, strict=True)}

    def __str__(self) -> str:
        model = next(iter(self.people.values())).model.name
        lines = [f"a body of {len(self.people)} pairs, model {model!r}"]
        lines += [f"  {label}: imbalance {person.imbalance:.2f}" for label, person in self.people.items()]
        for bone in self.bones:
            lines.append(
                f"  {bone.name}: {bone.coordinate} {self.posture[bone.name]:+.2f} deg beyond the healthy body"
            )
        return "\n".join(lines)

    __repr__ = __str__


def check_parts(people: Mapping[str, Person] | Mapping[str, People], bones: Sequence[Bone]) -> None:
    """Refuse pairs and bones that make no body."""
    models = {one.body.model for one in people.values()}
    if len(models) > 1:
        names = ", ".join(sorted(model.name for model in models))
        raise MusclebalanceError(f"the pairs of a body need one model, these have {names}.")
    for label, one in people.items():
        _check_pair(label, one, bones)
    pairs = dict.fromkeys(one.pair.name for one in people.values())
    for bone in bones:
        _check_bone(bone, bones, pairs)


def _check_bone(bone: Bone, bones: Sequence[Bone], pairs: Mapping[str, None]) -> None:
    if [one.name for one in bones].count(bone.name) > 1:
        raise MusclebalanceError(f"two bones are called {bone.name!r}; give each a name of its own.")
    if not set(bone.names) & set(pairs):
        raise MusclebalanceError(
            f"no pair of this body moves with the {bone.name} ({', '.join(bone.names)})."
        )
    for name in bone.names:
        if name not in (known := (*pairs, *pair_names())):
            raise unknown(f"pair (link of the {bone.name})", name, known)


def _check_pair(label: str, one: Person | People, bones: Sequence[Bone]) -> None:
    _, name = parted(label)
    if name != one.pair.name:
        raise MusclebalanceError(
            f"{label!r} is a {one.pair.name!r}; call it so, with 'left ' or 'right ' before it."
        )
    mine = [bone.name for bone in bones if bone.link(name)]
    if len(mine) > 1:
        raise MusclebalanceError(f"{name} moves with {' and '.join(mine)}; a pair moves with one bone.")
    check_gain(label, one.body.value("posture_gain"), bones)


def check_gain(label: str, gain: float | Array, bones: Sequence[Bone]) -> None:
    """Refuse a pair of a bone whose postures follow its own pull as well."""
    mine = [bone.name for bone in bones if bone.link(parted(label)[1])]
    if mine and np.any(gain != 0.0):
        raise MusclebalanceError(
            f"the postures of {label!r} would follow its own pull and the {mine[0]}; leave posture_gain "
            "out, or make the person with parameters={'posture_gain': 0} (a bone has follows= for it)."
        )


@public
def both_sides(
    pair: Pair, *, model: str | Model = "combined", healthy_life: Lifestyle | None = None,
    parameters: Mapping[str, Any] | None = None, crossing: float = CROSSING.value,
) -> Body:  # fmt: skip
    """The left and the right of one pair of one healthy person.

    Parameters
    ----------
    pair : Pair
    model, healthy_life, parameters, crossing
        As in :meth:`Body.of`; the sides share every parameter that is not given for one of them.

    Returns
    -------
    Body

    Examples
    --------
    >>> import musclebalance as mb
    >>> calves = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"))
    >>> len(calves.people)
    2
    """
    return Body.of([pair], model=model, healthy_life=healthy_life, parameters=parameters, crossing=crossing)


@public
def crossed(
    which: str, *, sides: Sequence[str] = SIDES, model: str | Model = "combined",
    healthy_life: Lifestyle | None = None, parameters: Mapping[str, Any] | None = None,
    crossing: float = CROSSING.value,
) -> Body:  # fmt: skip
    """The pairs of a crossed pattern of one healthy person, with the bone that they share.

    Parameters
    ----------
    which : {"lower", "upper"}
        ``"lower"``: hip flexors against gluteus maximus and erector spinae against rectus abdominis on the
        pelvis; ``"upper"``: pectorals against rhomboids, upper against lower trapezius and suboccipitals
        against deep neck flexors on the girdle of neck and shoulders.
    sides, model, healthy_life, parameters, crossing
        As in :meth:`Body.of`.

    Returns
    -------
    Body

    Raises
    ------
    UnknownNameError

    Examples
    --------
    >>> import musclebalance as mb
    >>> len(mb.crossed("lower").people)
    4
    """
    bone = pattern(which)
    return Body.of(
        [find_pair(name) for name in bone.names], sides=sides, bones=[bone], model=model,
        healthy_life=healthy_life, parameters=parameters, crossing=crossing,
    )  # fmt: skip
