"""Whose numbers are asked for: one pair, or a body, and which of its pairs a number belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..core.parameters import ParameterSet
from ..lifestyle import Lifestyle
from ..model import hypotheses
from ..model.model import Model
from ..pairs import Pair
from ..population.body_cohort import changed
from ..result.variables import find, summarised
from ..simulation import Bodies, Body, Bone, healthy
from ..simulation.healthy import complete_parameters
from ..simulation.labels import parted, shared_out
from ..simulation.living import LIFE, PLAN, check_waking
from ..simulation.people import People
from ..simulation.reading import DIFFERENCE, OF, POSTURE, Reading, reading_of

Array = NDArray[np.float64]
#: Days that the life before has been lived: how far the imbalance has come.
CHRONICITY = "chronicity"
#: The name of a pair that is nobody's side.
ALONE = ""


@dataclass(frozen=True, eq=False)
class Part:
    """One pair: its healthy life, and values that differ from the defaults."""

    pair: Pair
    healthy_life: Lifestyle | None
    fixed: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Subject:
    """A pair alone, whose name is "", or the pairs of a body by name, with what couples them."""

    parts: Mapping[str, Part]
    model: Model
    bones: tuple[Bone, ...] = ()
    crossing: float = 0.0

    @classmethod
    def of(
        cls, who: Pair | Body, model: str | Model | None = None, parameters: Mapping[str, float] | None = None
    ) -> Subject:
        """A pair under a model, or a healthy body, which brings its own."""
        if isinstance(who, Pair):
            return cls({ALONE: Part(who, None, dict(parameters or {}))}, hypotheses.get(model or "combined"))
        if model is not None or parameters:
            raise MusclebalanceError(
                "a body has a model and parameters already; give them to what makes it, as in "
                "mb.both_sides(pair, model=..., parameters=...)."
            )
        check_healthy(who)
        people = who.people.items()
        parts = {label: Part(one.pair, one.healthy_life, changed(one.body)) for label, one in people}
        return cls(parts, next(iter(who.people.values())).model, who.bones, who.crossing)

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of its pairs."""
        return tuple(self.parts)

    @property
    def alone(self) -> bool:
        """Whether it is one pair, and no body."""
        return ALONE in self.parts

    @property
    def title(self) -> str:
        """Its pairs in words."""
        if self.alone:
            return self.parts[ALONE].pair.title
        return f"a body of {len(self.parts)} {'pair' if len(self.parts) == 1 else 'pairs'}"

    def parameters(self, label: str) -> ParameterSet:
        """Every parameter of one of its pairs."""
        part = self.parts[label]
        return complete_parameters(part.pair, self.model, part.fixed)

    def variable(self, name: str) -> Reading:
        """What a name asks of it, with its unit; called by the whole name, however short that was."""
        if self.alone:
            one = find(self.model, name)
            return Reading(one.name, one.unit, one.meaning, one.better, one.name, (ALONE,))
        found = reading_of(name, self.labels, self.bones, self.model)
        return replace(found, name=full_name(found))

    def summarised(self, names: Iterable[str]) -> str:
        """What is measured in one line, whichever pairs it is of."""
        return summarised(names if self.alone else dict.fromkeys(name.rpartition(OF)[0] for name in names))

    def brief(self, name: str) -> str:
        """The name of a reading, without its pair where there is only one."""
        pairs = {parted(label)[1] for label in self.labels}
        if len(pairs) > 1:
            return name
        return name.removesuffix(pairs.pop()).rstrip().removesuffix(OF.rstrip())

    def everywhere(self, variable: str) -> tuple[str, ...]:
        """Names of a variable of every pair."""
        return (variable,) if self.alone else tuple(f"{variable}{OF}{label}" for label in self.labels)

    def check_given(self, place: str, plan: Any, *lives: Any) -> None:
        """Refuse plans and lives that are not of this subject's pairs."""
        given = (plan, *(life for life in lives if life is not None))
        if self.alone and any(isinstance(one, Mapping) for one in given):
            raise MusclebalanceError("plans and lives by name are for a body; of one pair give one alone.")
        for one in shared_out(plan, self.labels, "plan").values():
            PLAN.read(one, place)
        for life in given[1:]:
            lived = shared_out(life, self.labels, "life", needed=True)
            check_waking({label: LIFE.read(one, place) for label, one in lived.items()})

    def owners(self, free: Sequence[str]) -> dict[str, dict[str, int]]:
        """Of every pair, which free number (by position) a parameter follows: the closest that names it.

        ``"agonist.rom_limit"`` is of the whole body, ``"agonist.rom_limit of left"`` of a side.
        """
        general: dict[str, int] = {}
        special: dict[str, dict[str, int]] = {}
        for k, name in enumerate(free):
            base, of, place = name.partition(OF)
            if of and (self.alone or base == CHRONICITY):
                kind = "a pair alone has no sides" if self.alone else "it is of the whole person"
                raise MusclebalanceError(f"free number {name!r}: {kind}; write {base!r}.")
            if base == CHRONICITY:
                continue
            if of:
                special.setdefault(base, {})[place] = k
            else:
                general[base] = k
        found = {label: dict(general) for label in self.labels}
        for base, places in special.items():
            for label, position in shared_out(places, self.labels, f"free number {base!r}").items():
                if position is not None:
                    found[label][base] = position
        used = {position for own in found.values() for position in own.values()}
        idle = [name for k, name in enumerate(free) if k not in used and name != CHRONICITY]
        if idle:
            raise MusclebalanceError(
                f"free number {idle[0]!r} is of no pair, for each has a closer one; leave it out."
            )
        return found

    def people(self, free: Sequence[str], values: Array, tol: float) -> People | Bodies:
        """Healthy people with these values (sets, free) of the free numbers."""
        zeros = np.zeros(len(values), dtype=np.int64)  # one person tried out: one stream of adherence
        people: dict[str, People] = {}
        for label, owned in self.owners(free).items():
            part = self.parts[label]
            people[label] = healthy(
                part.pair, part.healthy_life, own={base: values[:, k] for base, k in owned.items()},
                model=self.model, parameters=part.fixed, tol=tol, numbers=zeros,
            )  # fmt: skip
        return people[ALONE] if self.alone else Bodies(people, self.bones, self.crossing)


def check_healthy(body: Body) -> None:
    """Refuse a body that has lived."""
    for label, person in body.people.items():
        if not np.array_equal(person.state, person.healthy_state):
            raise MusclebalanceError(
                f"{label!r} has lived already; give the healthy body, and the life that was lived before."
            )


def full_name(reading: Reading) -> str:
    """The one name of what is read of a body, with its pair, however short it was asked for."""
    if not reading.variable:
        return f"{POSTURE}{OF}{reading.where[0]}"
    if len(reading.where) == 1:
        return f"{reading.variable}{OF}{reading.where[0]}"
    return f"{DIFFERENCE}{reading.variable}{OF}{reading.where[0].partition(' ')[2]}"
