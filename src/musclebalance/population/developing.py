"""Blocks of a cohort: made healthy, then given their lives, as one unit of work."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..engine.checkpoint import Arrays
from ..engine.executor import Executor, Gathered, block_size, gather
from ..lifestyle import Lifestyle
from ..model.assembly import MUSCLES, program_of
from ..model.body import Body
from ..simulation.healthy import healthy_people, with_setpoint_entries
from ..simulation.many import simulate_people
from ..simulation.people import People

if TYPE_CHECKING:
    from .cohort import Cohort


@dataclass(frozen=True, eq=False)
class _Block:
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
        cohort = self.cohort
        found = hashlib.sha256(program_of(cohort.model).digest.encode())
        for array in (*cohort.own.values(), cohort.numbers, self.days):
            found.update(np.ascontiguousarray(array).tobytes())
        distinct = {id(one): one for one in (*self.lives, self.healthy_life)}
        order = {key: k for k, key in enumerate(distinct)}
        pair = (cohort.pair.name, repr(cohort.pair.actions), repr(cohort.pair.parameters))
        shared = (
            list(cohort.own),
            sorted(cohort.parameters.items()),
            sorted(cohort.daily.items()),
            cohort.seed,
        )
        found.update(repr((pair, shared, [order[id(one)] for one in self.lives], self.tol)).encode())
        found.update(pickle.dumps(list(distinct.values()), protocol=4))
        return found.hexdigest()[:32]


def developed(
    cohort: Cohort,
    lives: tuple[Lifestyle, ...],
    days: NDArray[np.int64],
    healthy_life: Lifestyle,
    tol: float,
    executor: Executor | None,
    progress: bool,
    checkpoint: str | Path | None,
) -> People:
    """Everybody after their lives; see :meth:`Cohort.develop`."""
    size = block_size(len(cohort))
    parts = [slice(k, k + size) for k in range(0, len(cohort), size)]
    blocks = [_Block(cohort[s], lives[s], days[s], healthy_life, tol) for s in parts]
    found = gather(_develop, blocks, executor=executor, progress=progress, checkpoint=checkpoint)
    people = _people(cohort, healthy_life, found) if found.arrays else None
    found.check(people)
    assert people is not None  # nobody is missing
    return people


def _people(cohort: Cohort, healthy_life: Lifestyle, found: Gathered) -> People:
    """Those who reached the present day."""
    whole, some = found.arrays, cohort[found.kept]
    parameters = with_setpoint_entries(cohort.pair, cohort.model, cohort.parameters)
    setpoints = {name: values for name, values in whole.items() if name.endswith(".length_setpoint")}
    body = Body(cohort.model, parameters, {**some.own, **setpoints})
    state, healthy = whole["state"], whole["healthy_state"]
    return People(cohort.pair, body, state, healthy, healthy_life, some.numbers, found.problem)


def _develop(block: _Block) -> Arrays:
    cohort = block.cohort
    people = healthy_people(
        cohort.pair,
        cohort.own,
        block.healthy_life,
        model=cohort.model,
        parameters=cohort.parameters,
        tol=block.tol,
        numbers=cohort.numbers,
    )
    lived = np.flatnonzero(block.days > 0)
    state = people.state.copy()
    if len(lived):
        lives = [block.lives[k] for k in lived]
        final = simulate_people(
            people[lived],
            None,
            lives,
            days=block.days[lived],
            seed=cohort.seed,
            daily=cohort.daily,
            tol=block.tol,
            progress=False,
            block=len(lived),
        ).final
        state[lived] = final.state
    names = [f"{m}.length_setpoint" for m in MUSCLES]
    setpoints = {name: people.body.own[name] for name in names if name in people.body.own}
    return {"state": state, "healthy_state": people.healthy_state, **setpoints}
