"""How the pairs of bodies act on one another in the morning, for one person or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.units import DEG
from ..engine import Program
from ..model.body import Body as Numbers
from ..model.body import input_vector, narrowed
from ..pairs import Pair
from .bones import Bone
from .labels import SIDES, parted
from .sides import crossed_over

Array = NDArray[np.float64]
READ = ("misalignment", "stiffness")
TRACES = ("tolerance_trace_agonist", "tolerance_trace_antagonist")
#: Shift [rad] below which a posture is the one that its pairs bring it to, and steps allowed to get there.
SETTLED, STEPS = 1e-9, 50


class Pull(NamedTuple):
    """The pairs that move with a bone."""

    which: NDArray[np.intp]  # positions
    share: Array
    levels: Array
    follows: float


@dataclass(frozen=True, eq=False)
class Coupling:
    """What a person's pairs share; states are (people, pairs, n_states)."""

    labels: tuple[str, ...]
    program: Program
    pulls: tuple[Pull, ...]
    standing: Array  # (people, pairs): angles in standing [rad]
    vectors: Array  # (people, pairs, n_parameters)
    crossing: float

    @classmethod
    def of(
        cls, pairs: Mapping[str, Pair], numbers: Sequence[Numbers], bones: Sequence[Bone], crossing: float,
        people: int,
    ) -> Coupling:  # fmt: skip
        """Of pairs by name, with the parameter values of each."""
        vectors = [np.broadcast_to(one.vector, (people, one.vector.shape[-1])) for one in numbers]
        angles = [
            np.broadcast_to(standing(pair, one), people)
            for pair, one in zip(pairs.values(), numbers, strict=True)
        ]
        pulls = tuple(_pull(bone, tuple(pairs.values())) for bone in bones)
        every = (np.stack(angles, axis=1), np.stack(vectors, axis=1))
        return cls(tuple(pairs), numbers[0].program, pulls, *every, crossing)

    def __getitem__(self, who: NDArray[np.intp]) -> Coupling:
        """Of some of the people."""
        return replace(self, standing=self.standing[who], vectors=self.vectors[who])

    def postures(self, states: Array) -> Array:
        """Angles of the bones [rad], shape (people, bones), that states bring about."""
        angles = np.zeros((len(states), len(self.pulls)))
        moving = np.arange(len(states))
        for _ in range(STEPS):
            some = self if len(moving) == len(states) else self[moving]
            found = some._pulled(states[moving], angles[moving])
            moved = np.abs(found - angles[moving]).max(axis=1, initial=0.0)
            angles[moving] = found
            moving = moving[moved >= SETTLED]
            if not len(moving):
                break
        return angles

    def _pulled(self, states: Array, before: Array) -> Array:
        """Angles to which the bones are pulled at angles `before`, on which the pull hardly depends."""
        found = [self._posture(states, k, angle) for k, angle in enumerate(before.T)]
        return np.stack(found, axis=1) if found else before

    def _posture(self, states: Array, bone: int, angle: Array) -> Array:
        pull = self.pulls[bone]
        rows = states[:, pull.which].copy()
        place = self.program.state_names.index("angle")
        rows[..., place] = self.standing[:, pull.which] + pull.share * angle[:, None]
        found = self._reader.evaluate(READ, rows, self.vectors[:, pull.which], self._inputs)
        return pull.follows * balance(pull.share, pull.levels, found["stiffness"], found["misalignment"])

    @cached_property
    def _reader(self) -> Program:
        return narrowed(self.program, READ)

    @cached_property
    def _inputs(self) -> Array:
        return input_vector(self.program, mode_posture=1.0, phase_rest=1.0)

    def shifts(self, postures: Array) -> Array:
        """Shift of the postures of each pair [rad], shape (people, pairs), for angles of the bones."""
        found = np.zeros((len(postures), len(self.labels)))
        for pull, angle in zip(self.pulls, postures.T, strict=True):
            found[:, pull.which] = pull.share * angle[:, None]
        return found

    def crossed(self, states: Array) -> Array:
        """States after what crosses from one side to the other."""
        met = states.copy()
        for trace in self._traces:
            met[..., trace] = crossed_over(states[..., trace], states[:, self.opposite, trace], self.crossing)
        return met

    @cached_property
    def _traces(self) -> list[int]:
        names = self.program.state_names
        return [names.index(name) for name in TRACES if name in names]

    @cached_property
    def opposite(self) -> NDArray[np.intp]:
        """Position of the other side of each pair; its own where there is none."""
        places = {parted(label): k for k, label in enumerate(self.labels)}
        swapped = dict(zip(SIDES, reversed(SIDES), strict=True))
        return np.array([places.get((swapped.get(side or ""), n), k) for (side, n), k in places.items()])


def _pull(bone: Bone, pairs: Sequence[Pair]) -> Pull:
    mine = [(k, link) for k, pair in enumerate(pairs) if (link := bone.link(pair.name))]
    which, links = zip(*mine, strict=True)
    share, levels = (np.array([getattr(one, name) for one in links]) for name in ("share", "levels"))
    return Pull(np.array(which), share, levels, bone.follows)


def standing(pair: Pair, numbers: Numbers) -> float | Array:
    """Angle of a pair's joint in standing [rad], of one person or of many."""
    angle = pair.activity("stand")[0].angle
    return DEG * angle if angle is not None else numbers.si("neutral_angle")


def balance(share: Array, levels: Array, stiffness: Array, pull: Array) -> Array:
    """Angle [rad] at which the torques of pairs, the last axis, on a bone are in balance."""
    weight = levels * share * stiffness
    return np.asarray(_sum(weight * pull) / _sum(weight * share))


def _sum(values: Array) -> Array:
    """Sum over the pairs that does not depend on which side comes first."""
    return np.asarray(reduce(add, np.moveaxis(np.sort(values, axis=-1), -1, 0)))
