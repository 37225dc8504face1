"""Regimens of trials run for many parameter draws at once; every draw also draws what the paper left out."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import timeline as timelines
from ..core.units import to_si
from ..engine import PackedTimeline, Program, integrate
from ..lifestyle import Bout, Lifestyle
from ..model.body import MUSCLES, input_vector
from ..model.model import Model
from ..pairs import Pair, pair
from ..result import Person
from ..simulation.healthy import healthy
from ..simulation.people import pack
from ..simulation.run import develop
from ..treatment import Plan, Session
from .regimen import Regimen, Span

Array = NDArray[np.float64]

#: Sets of unknown doses per regimen; parameter draws are dealt out among them.
VARIANTS = 8
#: Lying in the laboratory: the joint is free.
LABORATORY = Lifestyle("laboratory", ((Bout("free", 24.0),),))
#: Where chronic neck pain comes from in the model: half a year at the desk.
DESK, DESK_DAYS = Lifestyle.office(hours=8, stress=0.6), 180
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
#: Error tolerance of the integration.
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Replay:
    """Stored states of one regimen for all draws."""

    program: Program
    pair: Pair
    muscle: str
    vectors: Array
    start: Array
    states: Mapping[Span, Array]


@lru_cache(maxsize=64)
def person(name: str, model: Model, life: str) -> Person:
    """The person a trial starts with: healthy, or after half a year at the desk."""
    if life == "desk":
        return develop(pair(name), DESK, DESK_DAYS, model=model, tol=TOLERANCE)
    return healthy(pair(name), model=model, tol=TOLERANCE)


def replay(
    regimen: Regimen,
    draws: Mapping[str, Array],
    times: Sequence[Span],
    model: Model,
    seed: int = 0,
) -> Replay:
    """Run a regimen for every draw."""
    who = person(regimen.pair, model, regimen.life)
    count = len(next(iter(draws.values())))
    variant = np.arange(count) % VARIANTS
    vectors = parameter_vectors(who, draws)
    unknown = _unknowns(regimen, seed)
    groups = [population(who.pair, regimen.muscle, float(limit)) for limit in unknown["limit"]]
    for name in ("rom_limit", "rom_offset"):
        of_group = np.array([group.parameters[f"{regimen.muscle}.{name}"].si for group in groups])
        vectors[:, who.body.program.parameter_names.index(f"{name}_{regimen.muscle}")] = of_group[variant]
    start = np.tile(who.state, (count, 1))
    states = {span: np.empty_like(start) for span in times}
    for v in range(VARIANTS):
        who_is = np.flatnonzero(variant == v)
        if not len(who_is):
            continue
        doses = {k: float(a[v]) for k, a in unknown.items()}
        packed, stored, rows = _timeline(replace(who, pair=groups[v]), regimen, doses, times)
        found = _integrated(who.body.program, vectors[who_is], start[who_is], packed, stored)
        for span, row in zip(times, rows, strict=True):
            states[span][who_is] = found[:, row]
        if regimen.acute:
            start[who_is] = found[:, 0]
    return Replay(who.body.program, who.pair, regimen.muscle, vectors, start, states)


def _integrated(
    program: Program, vectors: Array, start: Array, packed: PackedTimeline, stored: list[int]
) -> Array:
    """States (people, stored, n_states), in two blocks: one for each of two cores."""
    block = max(8, (len(vectors) + 1) // 2)
    solution = integrate(
        program, vectors, start, packed, tol=TOLERANCE, store=stored, block=block, progress=False
    )
    return np.asarray(solution.states, dtype=float).reshape(len(vectors), len(stored), -1)


@lru_cache(maxsize=4096)
def population(usual: Pair, muscle: str, limit: float) -> Pair:
    """A group whose muscle reaches its usual end-of-range length at another angle: a short or long muscle."""
    value = usual.parameters.value
    neutral = value("neutral_angle")
    curve = usual.geometry[muscle]
    longer = curve.fibre_length(value("rom_limit", muscle), neutral) - curve.fibre_length(limit, neutral)
    drawn = {f"{muscle}.rom_limit": limit, f"{muscle}.rom_offset": value("rom_offset", muscle) + longer}
    return replace(usual, parameters=usual.parameters.valued(drawn))


def parameter_vectors(who: Person, draws: Mapping[str, Array]) -> Array:
    """Parameter vectors in the engine's order with the draws put in, shape (draws, n_parameters)."""
    names = who.body.program.parameter_names
    vectors = np.tile(who.body.vector, (len(next(iter(draws.values()))), 1))
    for name, value in draws.items():
        unit = who.body.parameters[name].unit if name in who.body.parameters else None
        for flat in (name, *(f"{name}_{muscle}" for muscle in MUSCLES)):
            if unit is not None and flat in names:
                vectors[:, names.index(flat)] = [to_si(float(x), unit) for x in value]
    return vectors


def _unknowns(regimen: Regimen, seed: int) -> dict[str, Array]:
    """Quasi-random values of every dose, the population's end of range, length and reading time."""
    ranges = {name: (low, high) for name, low, high in regimen.doses}
    ranges |= {"limit": regimen.limit, "weeks": regimen.weeks, "delay": (0.0, 1.0)}
    return {
        name: low + (high - low) * shares(f"{regimen.study}/{name}/{seed}", VARIANTS)
        for name, (low, high) in ranges.items()
    }


def shares(stream: str, count: int) -> Array:
    """Quasi-random numbers between 0 and 1 from a stream with a name."""
    from scipy.stats import qmc

    rng = np.random.default_rng(zlib.crc32(stream.encode()))
    return np.asarray(qmc.Halton(1, rng=rng).random(count)[:, 0])


def _timeline(
    who: Person, regimen: Regimen, unknown: Mapping[str, float], times: Sequence[Span]
) -> tuple[PackedTimeline, list[int], list[int]]:
    """Packed timeline, segments to store, and for each reading time its place among them."""
    treat = regimen.session(unknown)
    share = unknown["delay"]
    after = [low + (high - low) * share for low, high in times]
    build = _one_session if regimen.acute else _programme
    made, segments = build(who, regimen, treat, unknown, after)
    stored = sorted(set(segments))
    if regimen.acute:
        segments = segments[1:]
    whole = pack(who.body, made)
    last = stored[-1] + 1  # for a single session, the first is the moment before it
    cut = PackedTimeline(whole.durations[:last], whole.rows[:last], whole.table)
    return cut, stored, [stored.index(s) for s in segments]


def _one_session(
    who: Person, regimen: Regimen, treat: Session | None, unknown: Mapping[str, float], after: Sequence[float]
) -> tuple[timelines.Timeline, list[int]]:
    plan = None if treat is None else Plan(treat, days="Mon", weeks=1 / 7, time="10:00")
    made = timelines.compile(plan, LABORATORY, who.pair, days=1)
    end = made.spans[-1].end if plan is not None else 4 * 3600.0
    begin = made.spans[-1].start if plan is not None else end
    fine = made.sampled(30.0, within=(begin - 60.0, end + 60.0 * max(after) + 30.0))
    edges = np.asarray(fine.edges)
    return fine, [_ending(edges, begin), *(_ending(edges, end + 60.0 * m) for m in after)]


def _ending(edges: Array, moment: float) -> int:
    """The segment that ends nearest to a moment [s]."""
    return int(np.argmin(np.abs(edges - moment))) - 1


def _programme(
    who: Person, regimen: Regimen, treat: Session | None, unknown: Mapping[str, float], after: Sequence[float]
) -> tuple[timelines.Timeline, list[int]]:
    days = round(7 * unknown["weeks"])
    later = [round(d) for d in after]
    plan = None
    if treat is not None:
        plan = Plan(treat, weeks=days / 7, where="home", **schedule(unknown["per_week"]))
    life = DESK if regimen.life == "desk" else who.healthy_life
    made = timelines.compile(plan, life, who.pair, days=days + max(later) + 1)
    last = made.spans[-1].day if plan is not None else days
    return made, [int(made.day_ends[last + d - 1]) for d in later]


def schedule(per_week: float) -> dict[str, Any]:
    """Sessions a week as arguments of a plan; above 7, twice on some days."""
    number = max(1, round(per_week))
    if number <= 7:
        return {"per_week": number, "time": "18:00"}
    return {"days": DAYS[: max(1, round(number / 2))], "time": ("12:00", "18:00")}


def passive_inputs(found: Replay, muscle: str) -> Array:
    """Segment inputs of a passive test of a muscle, per draw: joint free, limb in the test position."""
    row = input_vector(found.program, mode_free=1.0, phase_rest=1.0)
    table = np.tile(row, (len(found.vectors), 1))
    offset: Array | float = found.pair.parameters.value("rom_offset", muscle)
    if muscle == found.muscle:  # that of each draw's population
        offset = found.vectors[:, found.program.parameter_names.index(f"rom_offset_{muscle}")]
    table[:, found.program.input_names.index(f"offset_{muscle}")] = offset
    return table
