"""Cases drawn from a seed and a number: a person, a life, a plan and events, within what may be given."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, TypeVar

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.model import hypotheses
from musclebalance.pairs import pair_names
from musclebalance.treatment import TECHNIQUES

T = TypeVar("T")

#: How far parameters are from their defaults.
DEFAULT, NEAR, ANYWHERE = "default parameters", "parameters within 30 %", "parameters at bounds"
#: Cases that are computed together, and people of each kind among whom they choose.
SIZE, PEOPLE = 250, {DEFAULT: 1, NEAR: 4, ANYWHERE: 6}
#: Angles [deg] and moments [N m] beyond what a joint is for.
WILD_ANGLES, WILD_LOAD = (-100.0, 150.0), 100.0
MODELS = ("combined",) * 6 + tuple(name for name in hypotheses.NAMED if name != "combined")
ACTIVITIES = ("sleep", "free", "stand", "walk", "sit", "desk", "drive", "phone", "lift", "carry", "sport")
PHASES = ("rest", "work", "hold", "plateau", "release", "stretch")
MUSCLES = ("agonist", "antagonist")
EFFORTS, TIMES = ("effort", "partner_effort"), ("contract", "release", "stretch", "hold", "rest", "work")


class Draw(random.Random):
    """Random choices of one case; `angles` are those that its joint may be brought to [deg]."""

    angles: tuple[float, float] = WILD_ANGLES
    load: float = WILD_LOAD

    def within(self, low: float, high: float) -> float:
        """A number within bounds, one in ten times an end."""
        return self.choice([low, high]) if self.random() < 0.1 else self.uniform(low, high)

    def sometimes(self, share: float) -> bool:
        """Whether something happens."""
        return self.random() < share

    def angle(self) -> float:
        """An angle [deg]."""
        return self.within(*self.angles)

    def moment(self) -> float:
        """None, or an outside load [N m]."""
        return self.choice([0.0, self.within(-self.load, self.load)])

    def clock(self, first: int = 0, last: int = 23) -> str:
        """A clock time."""
        return f"{self.randint(first, last):02d}:{self.randrange(60):02d}"


@dataclass(frozen=True)
class Block:
    """What cases that run together have in common: pair, model, tolerance and whom to choose from."""

    pair: mb.Pair
    model: str
    tol: float
    parameters: Mapping[str, tuple[Mapping[str, float], ...]]


@dataclass(frozen=True)
class Case:
    """One case: who, what life, what plan, what strikes, how it is computed."""

    number: int
    kind: str
    pair: mb.Pair
    model: str
    parameters: Mapping[str, float]
    tol: float
    days: int
    life: mb.Lifestyle
    plan: mb.Plan | None
    events: tuple[mb.Event, ...]
    seed: int
    chance: float  # decides which of the costly checks are made


@lru_cache(maxsize=8)
def block(seed: int, number: int) -> Block:
    """What the cases of a block have in common, always the same."""
    draw = Draw(f"{seed}-block-{number}")
    pair, model = mb.pair(draw.choice(pair_names())), draw.choice(MODELS)
    known = healthy(pair, model).parameters.parameters
    people = {how: tuple(parameters(draw, how, known) for _ in range(count)) for how, count in PEOPLE.items()}
    return Block(pair, model, draw.choice([1e-2, 1e-3, 1e-3, 1e-4]), people)


def case(seed: int, number: int) -> Case:
    """The case of a seed and a number, always the same."""
    draw, shared = Draw(f"{seed}-{number}"), block(seed, number // SIZE)
    wild = draw.sometimes(0.15)
    days = draw.choice([7, 14]) if draw.sometimes(0.02) else draw.choice([1, 1, 1, 2, 3])
    if not wild:
        value = shared.pair.parameters.value
        draw.angles, draw.load = (value("range_low"), value("range_high")), 5.0
    how = draw.choice([DEFAULT, DEFAULT, NEAR, ANYWHERE])
    events = [
        mb.Event.trauma(draw.randint(1, days), draw.clock(), draw.choice(MUSCLES), draw.within(0, 1))
        for _ in range(draw.choice([0, 0, 0, 1, 2]))
    ]
    return Case(
        number=number,
        kind=f"{how}, {'any angle' if wild else 'angles of the joint'}",
        pair=shared.pair,
        model=shared.model,
        parameters=draw.choice(shared.parameters[how]),
        tol=shared.tol,
        days=days,
        life=life(draw),
        plan=plan(draw, days),
        events=tuple(events),
        seed=draw.randrange(10**6),
        chance=draw.random(),
    )


@cache
def healthy(pair: mb.Pair, model: str) -> mb.Person:
    """The healthy person of a pair and a model, with the default numbers."""
    return mb.healthy(pair, model=model, tol=1e-2)


def parameters(draw: Draw, how: str, known: Sequence[mb.Parameter]) -> dict[str, float]:
    """Some parameters with other values, within their bounds."""
    if how == DEFAULT:
        return {}
    known = [one for one in known if "length_setpoint" not in one.name]
    found = {}
    for one in draw.sample(known, min(len(known), draw.choice([1, 2, 5, 20, len(known)]))):
        near = one.value * draw.uniform(0.7, 1.3)
        value = (
            near if how == NEAR else draw.choice([one.low, one.high, draw.uniform(one.low, one.high), near])
        )
        found[one.name] = min(max(value, one.low), one.high)
    return found


def life(draw: Draw) -> mb.Lifestyle:
    """A life; where what was drawn is refused, the healthy one."""
    try:
        return _changed(draw, _preset(draw) if draw.sometimes(0.65) else _own(draw))
    except MusclebalanceError:
        return mb.Lifestyle.healthy()


def _preset(draw: Draw) -> mb.Lifestyle:
    u, life = draw.within, mb.Lifestyle
    match draw.randrange(7):
        case 0:
            return life.healthy()
        case 1:
            return life.office(
                u(0, 12), u(0, 1), breaks=draw.randint(1, 32), evening=u(0, 4), wake=draw.clock()
            )
        case 2:
            return life.lifting(u(0, 4), u(0, 4), u(0, 1))
        case 3:
            return life.driving(u(0, 12), u(0, 1), breaks=draw.randint(1, 10))
        case 4:
            return life.resting(u(6, 14))
        case 5:
            return life.screens(u(0, 3), u(0, 2), u(0, 1))
        case _:
            angles = [(draw.angle(), u(0.1, 3)) for _ in range(draw.randint(1, 6))]
            longest = draw.choice([None, 0.05, 1.0, 24.0])
            return life.of_angles(angles, longest=longest, stress=u(0, 1))


def _own(draw: Draw) -> mb.Lifestyle:
    """Bouts of any length and content, on one day for all or on seven."""
    days: list[tuple[mb.Bout, ...]] = []
    for _ in range(draw.choice([1, 7])):
        left, bouts = 24.0, list[mb.Bout]()
        while left > 1e-6 and len(bouts) < 12:
            hours = min(left, draw.within(0.01, 10))
            left -= hours
            cycle = draw.choice([None, None, draw.within(1, 1440)])
            bouts.append(mb.Bout(draw.choice(ACTIVITIES), hours, draw.within(0, 1), _exposures(draw), cycle))
        days.append((*bouts, *([mb.Bout("sleep", left)] if left > 1e-6 else [])))
    return mb.Lifestyle("strange", tuple(days), draw.clock())


def _exposures(draw: Draw) -> tuple[mb.Exposure, ...]:
    """What a bout does to the joint: nothing of its own, or up to three things in turn."""
    if draw.sometimes(0.5):
        return ()
    weights = [draw.random() + 0.01 for _ in range(draw.randint(1, 3))]
    return tuple(
        mb.Exposure(
            share=weight / sum(weights),
            mode=draw.choice(["free", "posture", "hold", "stretch"]),
            phase=draw.choice(PHASES),
            angle=draw.angle(),
            effort_agonist=draw.choice([0.0, draw.within(0, 1)]),
            effort_antagonist=draw.choice([0.0, draw.within(0, 1)]),
            load=draw.moment(),
            offset_agonist=draw.choice([0.0, draw.within(-0.3, 0.3)]),
            offset_antagonist=draw.choice([0.0, draw.within(-0.3, 0.3)]),
        )
        for weight in weights
    )


def _changed(draw: Draw, found: mb.Lifestyle) -> mb.Lifestyle:
    """The life with sport, breaks, stress or bad sleep put into it."""
    u = draw.within
    if draw.sometimes(0.2):
        found = found.with_("sport", hours=u(0.1, 2), at=draw.clock())
    if draw.sometimes(0.2):
        found = found.with_breaks(
            minutes=u(0.5, 30), every=u(5, 120), during=draw.choice(list(found.hours()))
        )
    if draw.sometimes(0.2):
        found = found.with_stress(u(0, 1))
    if draw.sometimes(0.1):
        found = found.with_sleep(u(4, 12), efficiency=u(0.3, 1), stress=u(0, 1), wakings=draw.randint(1, 40))
    return found


def step(draw: Draw) -> mb.Step:
    """A step of any kind and length."""
    u, muscle = draw.within, draw.choice(MUSCLES)
    seconds = draw.choice([u(0.001, 5), u(1, 120), u(1e-6, 600)])
    action = draw.choice(["stretch", "contract", "release", "slack", "rest", "position", "work"])
    given: dict[str, Any] = {}
    if action in ("stretch", "contract", "slack", "work"):
        given["muscle"] = muscle
    if action in ("contract", "work"):
        given["effort"] = u(0.01, 1)
    if action in ("contract", "stretch"):
        given["partner_effort"] = draw.choice([0.0, u(0, 1)])
    if action == "stretch":
        given |= draw.choice([{}, {"barrier": u(0.01, 1)}, {"angle": draw.angle()}])
    if action in ("position", "work"):
        given["load"] = draw.moment()
        given["angle"] = draw.angle() if action == "position" else draw.choice([None, draw.angle()])
    if action in ("stretch", "contract", "slack") and draw.sometimes(0.1):
        given["offset"] = u(-1.5, 1.5)
    return mb.Step(action, seconds, **given)


def session(draw: Draw) -> mb.Session:
    """A technique with numbers of its own, or steps in any order."""
    if draw.sometimes(0.4):
        technique = TECHNIQUES[draw.choice(list(TECHNIQUES))]
        given = {key: _dose(draw, key) for key in technique.parameters if draw.sometimes(0.4)}
        return technique.session(**{key: value for key, value in given.items() if value is not None})
    items: list[mb.Step | mb.Repeat] = [step(draw) for _ in range(draw.randint(1, 8))]
    if draw.sometimes(0.5):
        items = [mb.Repeat(draw.randint(1, 6), tuple(items)), *([step(draw)] if draw.sometimes(0.5) else [])]
    return mb.Session(items, name=f"strange {draw.randrange(3)}")


def _dose(draw: Draw, key: str) -> float | int | None:
    """A number for a parameter of a technique."""
    if key in ("repetitions", "sets"):
        return draw.randint(1, 6)
    ends = {**dict.fromkeys(EFFORTS, (0.01, 1.0)), **dict.fromkeys(TIMES, (0.5, 60.0)), "barrier": (0.1, 1.0)}
    return draw.within(*ends[key]) if key in ends else None


def plan(draw: Draw, days: int) -> mb.Plan | None:
    """Up to three phases after or beside one another; what is refused is left out."""
    found: mb.Plan | None = None
    for place in range(draw.choice([0, 1, 1, 1, 2, 2, 2, 3, 3])):
        when: dict[str, Any] = draw.choice(
            [
                {"per_week": draw.randint(1, 7)},
                {"every": draw.randint(1, 5)},
                {"days": draw.choice(["Mon", "Tue Sat", "Mon Wed Fri Sun"])},
            ]
        )
        habit = mb.Habit(draw.within(0.05, 0.95), draw.within(0.05, 0.95))
        when |= {
            "adherence": draw.choice([1.0, draw.within(0, 1), habit]),
            "time": draw.clock(*_hours(place)),
        }
        when |= (
            {"ramps": mb.Ramp("effort", draw.within(0.01, 1), draw.within(0.01, 1))}
            if draw.sometimes(0.2)
            else {}
        )
        try:
            one = mb.Plan(
                session(draw), weeks=draw.randint(1, days) / 7, where=draw.choice(["clinic", "home"]), **when
            )
            found = one if found is None else found + one if draw.sometimes(0.5) else found & one
        except MusclebalanceError:
            continue
    if found is not None and draw.sometimes(0.1):
        first = draw.randint(1, days)
        found = found.holiday(first, first + draw.randrange(3))
    return found


def _hours(place: int) -> tuple[int, int]:
    """First and last hour of the sessions of a phase, apart from those of the others."""
    return (3 + 7 * place, 7 + 7 * place)


def halved(plan: mb.Plan) -> mb.Plan:
    """The same plan with every step cut in two, to the microsecond."""

    def cut(steps: Sequence[mb.Step]) -> list[mb.Step]:
        parts: list[mb.Step] = []
        for one in steps:
            ticks = round((one.seconds or 0.0) * 1e6)
            first = round(0.4 * ticks)
            parts += [one] if ticks < 4 else [one.lasting(first / 1e6), one.lasting((ticks - first) / 1e6)]
        return parts

    phases = (
        replace(phase, session=mb.Session(cut(phase.session.flat()), phase.session.name))
        for phase in plan.phases
    )
    return mb.Plan.of(phases, plan.holidays)
