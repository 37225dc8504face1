"""What the model says of every arm for every parameter draw, before it is observed.

Regimens are run once for all arms that share them; every draw also draws the doses that the paper left out.
Outcomes (range of motion, torque, stiffness, strength, pain) are read off the stored states.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import timeline as timelines
from ..core.units import DEG, to_si
from ..engine import PackedTimeline, Program, integrate
from ..lifestyle import Bout, Lifestyle
from ..model.body import MUSCLES, input_vector
from ..model.model import Model
from ..pairs import Pair, pair
from ..result import Person
from ..simulation.healthy import healthy
from ..simulation.people import pack
from ..simulation.run import develop
from ..treatment import Plan
from .published import SPREADS, Arm, Regimen, Span

Array = NDArray[np.float64]
Draws = Mapping[str, Array]

#: Sets of unknown doses per regimen; parameter draws are dealt out among them.
VARIANTS = 8
#: Lying in the laboratory: the joint is free.
LABORATORY = Lifestyle("laboratory", ((Bout("free", 24.0),),))
#: Where chronic neck pain comes from in the model: half a year at the desk.
DESK, DESK_DAYS = Lifestyle.office(hours=8, stress=0.6), 180
#: A reading so long after a single session needs another day; so long, moments are kept to 30 s [s].
NOON, CLOSELY = 12 * 3600.0, 2 * 3600.0
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
#: Error tolerance of the integration.
TOLERANCE = 1e-3


def raw_predictions(
    arms: Sequence[Arm],
    draws: Draws,
    model: Model,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Array:
    """Change of every arm for every draw (arms, draws) [unit of the arm], for levers of 1 and no drift."""
    count = len(next(iter(draws.values())))
    found = np.zeros((len(arms), count))
    jobs: dict[Regimen, list[tuple[int, float]]] = {}
    for index, arm in enumerate(arms):
        jobs.setdefault(arm.regimen, []).append((index, 1.0))
        if arm.versus is not None:
            jobs.setdefault(arm.versus, []).append((index, -1.0))
    for done, (regimen, users) in enumerate(jobs.items(), 1):
        times = list(dict.fromkeys(arms[index].after for index, _ in users))
        run = replay(regimen, draws, times, model, seed)
        for index, sign in users:
            value = change(run, arms[index])
            found[index] += sign * np.where(np.isfinite(value), value, np.nan)
        if progress:
            progress(done, len(jobs))
    for index, arm in enumerate(arms):
        found[index] *= unit_factor(arm, count, seed)
    return found


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


def replay(regimen: Regimen, draws: Draws, times: Sequence[Span], model: Model, seed: int = 0) -> Replay:
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
    for v in range(min(VARIANTS, count)):
        mine = np.flatnonzero(variant == v)
        doses = {k: float(a[v]) for k, a in unknown.items()}
        packed, stored, rows = _timeline(replace(who, pair=groups[v]), regimen, doses, times)
        block = max(8, (len(mine) + 1) // 2)  # one for each of two cores
        solution = integrate(
            who.body.program, vectors[mine], start[mine], packed,
            tol=TOLERANCE, store=stored, block=block, progress=False,
        )  # fmt: skip
        found = np.asarray(solution.states, dtype=float).reshape(len(mine), len(stored), -1)
        for span, row in zip(times, rows, strict=True):
            states[span][mine] = found[:, row]
        if regimen.acute:
            start[mine] = found[:, 0]
    return Replay(who.body.program, who.pair, regimen.muscle, vectors, start, states)


def degrees_of_tolerance(regimen: Regimen, model: Model) -> float:
    """End of range [deg] gained per unit of tolerance's logarithm, by the middle of a regimen's people."""
    who = person(regimen.pair, model, regimen.life)
    group = population(who.pair, regimen.muscle, 0.5 * sum(regimen.limit))
    vectors = parameter_vectors(who, {"nothing": np.zeros(2)})
    for name in ("rom_limit", "rom_offset"):
        column = who.body.program.parameter_names.index(f"{name}_{regimen.muscle}")
        vectors[:, column] = group.parameters[f"{regimen.muscle}.{name}"].si
    states = np.tile(who.state, (2, 1))
    states[1, who.body.program.state_names.index(f"tolerance_slow_{regimen.muscle}")] += 0.2
    run = Replay(who.body.program, who.pair, regimen.muscle, vectors, states, {})
    before, after = _Test(run, states, regimen.muscle).end_of_range()
    return float(after - before) / 0.2


@lru_cache(maxsize=4096)
def population(usual: Pair, muscle: str, limit: float) -> Pair:
    """A group whose muscle reaches its usual end-of-range length at another angle: a short or long muscle."""
    value = usual.parameters.value
    neutral = value("neutral_angle")
    curve = usual.geometry[muscle]
    longer = curve.fibre_length(value("rom_limit", muscle), neutral) - curve.fibre_length(limit, neutral)
    drawn = {f"{muscle}.rom_limit": limit, f"{muscle}.rom_offset": value("rom_offset", muscle) + longer}
    return replace(usual, parameters=usual.parameters.valued(drawn))


def parameter_vectors(who: Person, draws: Draws) -> Array:
    """Parameter vectors in the engine's order with the draws put in, shape (draws, n_parameters)."""
    names = who.body.program.parameter_names
    vectors = np.tile(who.body.vector, (len(next(iter(draws.values()))), 1))
    known = who.body.parameters
    for name in (name for name in draws if name in known):
        for flat in (name, *(f"{name}_{muscle}" for muscle in MUSCLES)):
            if flat in names:
                vectors[:, names.index(flat)] = [to_si(float(x), known[name].unit) for x in draws[name]]
    return vectors


def _unknowns(regimen: Regimen, seed: int) -> dict[str, Array]:
    """Quasi-random values of every dose, the population's end of range, length and reading time."""
    ranges = {name: (low, high) for name, low, high in regimen.doses}
    ranges |= {"limit": regimen.limit, "weeks": regimen.weeks, "delay": (0.0, 1.0)}
    return {
        name: low + (high - low) * shares(f"{regimen.study}/{name}/{seed}")
        for name, (low, high) in ranges.items()
    }


def shares(stream: str) -> Array:
    """A quasi-random number between 0 and 1 for each variant, from a stream with a name."""
    from scipy.stats import qmc

    rng = np.random.default_rng(zlib.crc32(stream.encode()))
    return np.asarray(qmc.Halton(1, rng=rng).random(VARIANTS)[:, 0])


def _timeline(
    who: Person, regimen: Regimen, doses: Mapping[str, float], times: Sequence[Span]
) -> tuple[PackedTimeline, list[int], list[int]]:
    """Packed timeline, segments to store, and for each reading time its place among them."""
    after = [low + (high - low) * doses["delay"] for low, high in times]
    made, segments = (_one_session if regimen.acute else _programme)(who, regimen, doses, after)
    stored = sorted(set(segments))
    if regimen.acute:
        segments = segments[1:]
    whole = pack(who.body, made)
    last = stored[-1] + 1  # for a single session, the first is the moment before it
    cut = PackedTimeline(whole.durations[:last], whole.rows[:last], whole.table)
    return cut, stored, [stored.index(s) for s in segments]


def _one_session(
    who: Person, regimen: Regimen, doses: Mapping[str, float], after: Sequence[float]
) -> tuple[timelines.Timeline, list[int]]:
    """The timeline of a session in the laboratory, the segments before it and at each minute after it."""
    treat = regimen.session(doses)
    plan = None if treat is None else Plan(treat, days="Mon", weeks=1 / 7, time="10:00")
    last = 60.0 * max(after)
    made = timelines.compile(plan, LABORATORY, who.pair, days=1 + math.ceil(max(0.0, last - NOON) / 86400.0))
    end = made.spans[-1].end if plan is not None else 4 * 3600.0
    begin = made.spans[-1].start if plan is not None else end
    fine = made.sampled(30.0, within=(begin - 60.0, end + min(last, CLOSELY) + 30.0))
    if last > CLOSELY:
        fine = fine.sampled(600.0, within=(end + CLOSELY, end + last + 600.0))
    edges = np.asarray(fine.edges)
    moments = (begin, *(end + 60.0 * minutes for minutes in after))
    return fine, [int(np.argmin(np.abs(edges - moment))) - 1 for moment in moments]


def _programme(
    who: Person, regimen: Regimen, doses: Mapping[str, float], after: Sequence[float]
) -> tuple[timelines.Timeline, list[int]]:
    """The timeline of weeks of sessions, and the last segment of each day after them."""
    treat = regimen.session(doses)
    days = round(7 * doses["weeks"])
    later = [round(d) for d in after]
    plan = None
    if treat is not None:
        often = max(1, round(doses["per_week"]))
        # above 7 a week, twice on some days
        when: dict[str, Any] = {"per_week": often, "time": "18:00"}
        if often > 7:
            when = {"days": DAYS[: max(1, round(often / 2))], "time": ("12:00", "18:00")}
        plan = Plan(treat, weeks=days / 7, where="home", **when)
    life = DESK if regimen.life == "desk" else who.healthy_life
    made = timelines.compile(plan, life, who.pair, days=days + max(later) + 1)
    last = made.spans[-1].day if plan is not None else days
    return made, [int(made.day_ends[last + d - 1]) for d in later]


def unit_factor(arm: Arm, count: int, seed: int = 0) -> Array:
    """Factor from the model's unit to the arm's: per week, percent of a baseline, per standard deviation."""
    factor = np.full(count, 1.0 / arm.slope_weeks)
    if arm.about.kind not in ("range", "fixed"):
        return factor
    if arm.unit == "percent":
        low, high = arm.about.baseline
        baseline = low + (high - low) * shares(f"{arm.study}/baseline/{seed}")
        factor = factor * 100.0 / baseline[np.arange(count) % VARIANTS]
    if arm.unit == "SD":
        factor = factor / SPREADS["deg", arm.regimen.acute]
    return factor


def change(run: Replay, arm: Arm) -> Array:
    """Change of an arm's readout from the start to its reading time, per draw."""
    kind, muscle = arm.about.kind, run.muscle
    if arm.about.whose == "partner":
        muscle = "antagonist" if muscle == "agonist" else "agonist"
    before, after = (_Test(run, states, muscle) for states in (run.start, run.states[arm.after]))
    if kind == "pain":
        relief, pain = before.state("pain") - after.state("pain"), before.state("pain")
        # a model without pain has no relief
        return relief if arm.unit == "points" else 100.0 * relief / np.maximum(pain, 1e-9)
    if kind in ("tolerance", "tendon", "strength"):
        return 100.0 * (after.level(kind) / before.level(kind) - 1.0)
    end = before.end_of_range()
    if kind == "range":
        return after.end_of_range() - end
    if kind == "fixed":
        return after.angle_where("passive_torque", before.at("passive_torque", end)) - end
    name = "passive_torque" if kind == "torque" else "passive_stress"
    return 100.0 * (after.at(name, end) / before.at(name, end) - 1.0)


@dataclass(frozen=True)
class _Test:
    """One muscle of every draw, tested passively and quickly at one moment; excursions [deg] from neutral."""

    run: Replay
    states: Array
    muscle: str

    def _parameter(self, name: str) -> Array:
        return self.run.vectors[:, self.run.program.parameter_names.index(name)]

    @cached_property
    def _side(self) -> Array:
        return np.sign(self._parameter(f"moment_arm_c0_{self.muscle}"))

    @cached_property
    def _neutral(self) -> Array:
        """Neutral angle [rad]."""
        return self._parameter("neutral_angle")

    @cached_property
    def _inputs(self) -> Array:
        """Segment inputs: joint free, limb in the test position of each draw's population."""
        offset = {f"offset_{self.muscle}": self._parameter(f"rom_offset_{self.muscle}")}
        return input_vector(self.run.program, mode_free=1.0, phase_rest=1.0, **offset)

    def state(self, name: str) -> Array:
        """A state; 0 in a model that does not have it."""
        names = self.run.program.state_names
        return self.states[:, names.index(name)] if name in names else np.zeros(len(self.states))

    def end_of_range(self) -> Array:
        """Excursion at which the passive torque is as large as is tolerated."""
        return self.angle_where("tolerance_share", np.ones(len(self.states)))

    def angle_where(self, quantity: str, level: Array) -> Array:
        """Excursion at which a quantity meets a level."""
        from scipy.optimize import elementwise

        limit = self._parameter(f"rom_limit_{self.muscle}")
        end = np.abs(limit - self._neutral) / DEG

        def gap(excursion: Array, row: Array, wanted: Array) -> Array:
            return self.at(quantity, excursion, row.astype(int)) - wanted

        solved = elementwise.find_root(
            gap,
            (np.minimum(-5.0, end - 100.0), end + 75.0),
            args=(np.arange(len(end), dtype=float), level),
            tolerances={"xatol": 1e-4},
        )
        return np.asarray(np.where(solved.success, solved.x, np.nan), dtype=float)

    def at(self, quantity: str, excursion: Array, who: NDArray[np.int64] | slice = slice(None)) -> Array:
        """A quantity at an excursion, of some draws."""
        angle = self._neutral[who] - self._side[who] * excursion * DEG
        return self._evaluate([f"{quantity}_{self.muscle}"], angle, who)[0]

    def _evaluate(
        self, names: list[str], angle: Array | float, who: NDArray[np.int64] | slice = slice(None)
    ) -> list[Array]:
        y = self.states[who].copy()
        y[:, self.run.program.state_names.index("angle")] = angle
        found = self.run.program.evaluate(names, y, self.run.vectors[who], self._inputs[who])
        return [np.broadcast_to(np.asarray(value, dtype=float), len(y)) for value in found.values()]

    def level(self, kind: str) -> Array:
        """Tolerated torque, tendon stiffness or strength relative to the healthy muscle."""
        muscle = self.muscle
        if kind == "tolerance":
            return np.exp(self.state(f"tolerance_fast_{muscle}") + self.state(f"tolerance_slow_{muscle}"))
        if kind == "tendon":
            return 1.0 - self.state(f"tendon_softening_{muscle}")
        angle = to_si(self.run.pair.parameters.value("strength_angle", muscle), "deg")
        levels = self._evaluate([f"strength_{muscle}", f"active_curve_{muscle}"], angle)
        lost = self.state(f"fatigue_{muscle}") + self.state(f"slow_fatigue_{muscle}")
        return np.asarray((1.0 - lost) * np.prod(levels, axis=0), dtype=float)
