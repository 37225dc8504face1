"""Predictions that tell explanations of contract-release apart, and the experiments that make them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.calendar import TICKS_PER_SECOND, to_ticks
from ..lifestyle import Bout, Lifestyle
from ..model import readouts
from ..result import Person, Result
from ..simulation import simulate
from ..simulation.people import run
from ..timeline import compile
from ..treatment import Plan, Session, StaticStretch, Step

Array = NDArray[np.float64]

#: Rest before and after an acute experiment, so that nothing but the session differs.
LYING = Lifestyle("lying", ((Bout("free", 24.0),),))
#: Times after the end of a session at which range of motion is read [s].
MOMENTS: tuple[float, ...] = (
    10.0, 30.0, 60.0, 120.0, 180.0, 360.0, 600.0, 1200.0, 1800.0, 3600.0, 6 * 3600.0, 24 * 3600.0,
)  # fmt: skip
NAMED_MOMENTS = {10.0: "10s", 60.0: "1min", 360.0: "6min", 1800.0: "30min", 24 * 3600.0: "24h"}
FOLLOW_UP_WEEKS = 4  # after the end of the programme, when it is read again
SETTLED = 300.0  # after a single contraction [s]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One number that the hypotheses disagree on: a row of the table."""

    name: str
    unit: str
    meaning: str  # what is measured, a few words
    tells: str  # what a trial could learn from it
    digits: int = 1  # decimals in print
    source: str = ""  # evidence row or paper that measured it, where there is one


P = Prediction
#: In the order of the table. All but the first two are differences from the same time without treatment.
PREDICTIONS: tuple[Prediction, ...] = (
    P("developed_imbalance", "-", "imbalance after the cause", "can it hold an imbalance at all?", 2),
    P("developed_rom", "deg", "range of motion after the cause", "and a loss of motion?", 1, "T56"),
    P("acute_rom_10s", "deg", "range 10 s after one session", "what is gone by 1 min was reflex or z"),
    P("acute_rom_1min", "deg", "range 1 min after", "the size trials report"),
    P("acute_rom_6min", "deg", "range 6 min after", "5-20 min: softening of tissue"),
    P("acute_rom_30min", "deg", "range 30 min after", "over 30 min, motion only: sensory", 1, "T07"),
    P("acute_rom_24h", "deg", "range 24 h after", "what sessions can add up"),
    P("acute_fixed_1min", "deg", "angle at fixed torque, 1 min", "up: mechanical; none: sensory"),
    P("acute_fixed_30min", "deg", "angle at fixed torque, 30 min", "up: mechanical; none: sensory"),
    P("reflex_1s", "%", "reflex depression after 1 s", "neural", 0, "T14"),
    P("reflex_10s", "%", "reflex depression after 10 s", "neural: gone before the effect is", 0, "T14"),
    P("rest_short_100", "deg", "rest, 100 %MVC at short length", "tighter: slack-length history", 2, "T10"),
    P("rest_short_5", "deg", "rest, 5 %MVC at short length", "as much: intensity irrelevant", 2, "T10"),
    P("rest_long_100", "deg", "rest, 100 %MVC at long length", "looser: contraction length decides", 2),
    P("tendon_contraction", "%", "tendon stiffness, contraction", "down: contraction acts on tendon", 0,
      "T09"),
    P("muscle_contraction", "%", "muscle stiffness, contraction", "unchanged by contraction", 0, "T09"),
    P("tendon_stretch", "%", "tendon stiffness, stretch", "unchanged by stretch", 0, "T09"),
    P("muscle_stretch", "%", "muscle stiffness, stretch", "down: stretch acts on muscle", 0, "T08"),
    P("long_stretch_fixed", "deg", "4 wk stretching, fixed torque", "0: refutes tissue alone", 1, "P025"),
    P("long_stretch_rom", "deg", "4 wk stretching, tolerated", "up: sensory", 1, "P026"),
    P("programme_rom", "deg", "programme: range", "weeks: length or tolerance"),
    P("programme_fixed", "deg", "programme: at fixed torque", "weeks: length, not tolerance"),
    P("programme_length", "%", "programme: muscle length", "structure", 2),
    P("programme_tone", "%MVC", "programme: tone", "memory, retrained", 2),
    P("programme_imbalance", "-", "programme: imbalance", "the sum of it", 2),
    P("programme_pain", "0-10", "programme: pain", "tone, not range, reaches pain here", 1, "D033"),
    P("acute_pain_3min", "0-10", "pain 3 min after one session", "relief by effort", 1, "T59"),
    P("kept_rom_4wk", "deg", "range kept 4 wk after the end", "tau of weeks", 1, "D001"),
)  # fmt: skip


def after(person: Person, session: Session, moments: tuple[float, ...], tol: float) -> tuple[Array, Array]:
    """States some seconds after a session, and at the same times without it, lying before and after."""
    plan = Plan(session, days="Mon", weeks=1, time="10:00")
    end = compile(plan, LYING, person.pair, days=2).spans[0].end
    ticks = np.array([to_ticks(end + moment) for moment in moments], dtype=np.int64)
    found = []
    for arm in (plan, None):
        timeline = compile(arm, LYING, person.pair, days=2).cut(ticks)
        store = np.searchsorted(timeline.edges, ticks / TICKS_PER_SECOND - 1e-7) - 1
        found.append(run(person.body, person.state, timeline, store=store, tol=tol).states)
    return found[0], found[1]


def acute_course(person: Person, session: Session, tol: float) -> tuple[dict[str, float], Array]:
    """What one session does, and the gain of range (moments,) after it [deg]."""
    arms = after(person, session, MOMENTS, tol)
    body, muscle = person.body, "agonist"
    before = readouts.range_of_motion(body, person.state, muscle)
    torque = float(readouts.passive_torque_curve(body, person.state, muscle, np.atleast_1d(before))[0])
    ends = [readouts.range_of_motion(body, states, muscle, rested=False) for states in arms]
    angles = [readouts.angle_at_torque(body, states, muscle, torque, rested=False) for states in arms]
    rom, fixed, pain = ends[0] - ends[1], angles[0] - angles[1], _change(person, arms, "pain")
    found = {f"acute_rom_{name}": float(rom[MOMENTS.index(s)]) for s, name in NAMED_MOMENTS.items()}
    for name, values, s in (
        ("fixed_1min", fixed, 60),
        ("fixed_30min", fixed, 1800),
        ("pain_3min", pain, 180),
    ):
        found[f"acute_{name}"] = float(values[MOMENTS.index(s)])
    return found, rom


def contraction(person: Person, tol: float) -> dict[str, float]:
    """One contraction of 10 s, weak or full, at short or long length."""
    body = person.body
    side = np.sign(body.si("moment_arm_c0", "agonist"))
    neutral, limit = (person.parameters.value(n, "agonist") for n in ("neutral_angle", "rom_limit"))
    excursion = abs(limit - neutral)
    long, short = neutral - side * 0.5 * excursion, neutral + side * max(0.5 * excursion, 20.0)
    found = {}
    for name, effort, angle in (("short_100", 1.0, short), ("short_5", 0.05, short), ("long_100", 1.0, long)):
        held = Session((Step("contract", 10.0, "agonist", effort, angle=float(angle), offset=0.0),))
        treated, untreated = after(person, held, (SETTLED,), tol)
        shift = readouts.resting_angle(body, treated) - readouts.resting_angle(body, untreated)
        found[f"rest_{name}"] = float(side * shift[0])
    full = Session((Step("contract", 10.0, "agonist", 1.0), Step("release", 11.0)))
    treated, _ = after(person, full, (-10.0, -1.0), tol)
    reflex = 100.0 * _state(person, treated, "inhibition_agonist")
    return found | {"reflex_1s": float(reflex[0]), "reflex_10s": float(reflex[1])}


def stiffness(person: Person, tol: float) -> dict[str, float]:
    """Contraction alone and stretch alone."""
    contraction = Session((Step("contract", 40.0, "agonist", 0.6, offset=0.0),))
    stretch = StaticStretch(hold=30, rest=5, repetitions=4)
    found = {}
    for dose, session in (("contraction", contraction), ("stretch", stretch)):
        arms = after(person, session, (10.0,), tol)
        for tissue, state in (("tendon", "tendon_softening_agonist"), ("muscle", "softening_agonist")):
            found[f"{tissue}_{dose}"] = -100.0 * float(_change(person, arms, state)[0])
    return found


def long_stretching(healthy: Person, tol: float) -> dict[str, float]:
    """Folpp's trial: 20 min of stretching on 5 days a week for 4 weeks in healthy people, against none."""
    plan = Plan(StaticStretch(hold=1200, rest=0, repetitions=1), per_week=5, weeks=4)
    arms = {p: simulate(healthy, p, healthy.healthy_life, weeks=4, tol=tol).states[-1] for p in (plan, None)}
    rom, fixed = _gains(healthy, arms[plan], arms[None])
    return {"long_stretch_rom": rom, "long_stretch_fixed": fixed}


def programme(treated: Result, untreated: Result, day: int) -> dict[str, float]:
    """What the programme adds to the same time without it, on the day of its end and at follow-up."""
    person = treated.person
    index = int(np.argmin(np.abs(treated.days - day)))
    rom, fixed = _gains(person, treated.states[index], untreated.states[index])
    kept, _ = _gains(person, treated.states[-1], untreated.states[-1])

    def more(name: str) -> float:
        known = name in treated.variables
        return float(treated.values(name)[index] - untreated.values(name)[index]) if known else 0.0

    return {
        "programme_rom": rom, "programme_fixed": fixed, "programme_tone": more("tone_agonist"),
        "programme_length": 100.0 * more("resting_length_agonist"), "programme_imbalance": more("imbalance"),
        "programme_pain": more("pain"), "kept_rom_4wk": kept,
    }  # fmt: skip


def developed(person: Person) -> dict[str, float]:
    """What the cause has made of a healthy person."""
    now = float(readouts.range_of_motion(person.body, person.state, "agonist"))
    rom = float(now - person.reference.rom["agonist"])
    return {"developed_imbalance": float(person.imbalance), "developed_rom": rom}


def _gains(person: Person, treated: Array, untreated: Array) -> tuple[float, float]:
    """Gain of range and of the angle at a fixed torque [deg]."""
    body, muscle = person.body, "agonist"
    end = readouts.range_of_motion(body, untreated, muscle)
    torque = float(readouts.passive_torque_curve(body, untreated, muscle, np.atleast_1d(end))[0])
    rom = readouts.range_of_motion(body, treated, muscle) - end
    return float(rom), float(readouts.angle_at_torque(body, treated, muscle, torque) - end)


def _state(person: Person, states: Array, name: str) -> Array:
    """A state by its flat name; 0 where the hypothesis does not have it."""
    known = name in person.body.program.state_names
    return states[..., person.body.index(name)] if known else np.zeros(states.shape[:-1])


def _change(person: Person, arms: tuple[Array, Array], name: str) -> Array:
    """What treatment does to a state."""
    treated, untreated = (_state(person, states, name) for states in arms)
    return treated - untreated
