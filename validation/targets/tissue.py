"""Passive tissue in seconds to an hour: T01 to T11, T57, T58."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from musclebalance.model import Segment
from musclebalance.treatment import PIR, Session, StaticStretch, Step

from .bench import MINUTE, Bench, ankle_lever, isolated, whole

KNEE, CALF, BACK = (
    "hamstrings-quadriceps",
    "triceps-surae-tibialis-anterior",
    "erector-spinae-rectus-abdominis",
)
#: A test "immediately after" a session: the limb has been moved back and is tested for the first time [s].
IMMEDIATE = MINUTE


@lru_cache
def relaxation(seconds: float) -> float:
    """Fall of passive torque [%] of the hamstrings `seconds` after the end of range was reached."""
    bench = isolated(KNEE, "relaxation")
    slack = bench.run(Segment(10 * MINUTE, "posture", angle=80.0)).end
    hold = Segment(120.0, "posture", "stretch", angle=30.0, offset_agonist=0.53, muscle="agonist")
    trace = slack.run(hold, every=0.25)
    torque = trace["passive_torque_agonist"]
    reached = float(trace.times[int(np.argmax(torque))])
    return 100.0 * (1.0 - trace.at("passive_torque_agonist", reached + seconds) / float(torque.max()))


@lru_cache
def creep_share(seconds: float) -> float:
    """Share [%] of the 30 s creep at constant torque that happens in the first `seconds`."""
    bench = isolated(CALF, "relaxation", "softening")
    trace = bench.run(Segment(40.0, "stretch", "stretch", barrier=0.9, muscle="agonist"), every=0.25)
    share = trace["torque_share_agonist"]
    start = float(trace.times[int(np.argmax(share >= 0.95 * 0.9))])
    angle = [trace.at("angle", start + t) for t in (0.0, seconds, 30.0)]
    return 100.0 * (angle[1] - angle[0]) / (angle[2] - angle[0])


@lru_cache
def rested(pair: str) -> Bench:
    """The healthy person after ten minutes of lying free."""
    return whole(pair).run(Segment(10 * MINUTE)).end


@lru_cache
def after(pair: str, session: Session, seconds: float) -> tuple[Bench, Bench]:
    """The bench before a session and `seconds` after it."""
    before = rested(pair)
    end = before.run(*before.session(session)).end
    return before, (end.run(Segment(seconds)).end if seconds > 0 else end)


def static(repetitions: int, hold: float = 30.0) -> Session:
    """Stretches to the edge of discomfort."""
    return StaticStretch(hold=hold, rest=5.0, repetitions=repetitions)


def contract_relax(stretch: float = 10.0) -> Session:
    """Four maximal contractions of 5 s, each followed by a stretch: the dose of Kay's group."""
    return PIR(effort=1.0, contract=5.0, release=1.0, stretch=stretch, repetitions=4)


def contractions_only() -> Session:
    """Four maximal contractions without a stretch."""
    once = Session([Step("contract", 5.0, effort=1.0), Step("release", 1.0), Step("rest", 15.0)])
    return once * 4


def stiffness_change(session: Session, seconds: float, pair: str = CALF) -> float:
    """Change [%] of the slope of passive torque over the last 5 deg before the old end of range."""
    before, now = after(pair, session, seconds)
    end = before.range_of_motion()
    slopes = [b.torque(end) - b.torque(end - 5.0) for b in (before, now)]
    return 100.0 * (slopes[1] / slopes[0] - 1.0)


def torque_change(session: Session, seconds: float, pair: str = CALF) -> float:
    """Change [%] of the passive torque at the old end of range."""
    before, now = after(pair, session, seconds)
    end = before.range_of_motion()
    return 100.0 * (now.torque(end) / before.torque(end) - 1.0)


def range_gain(session: Session, seconds: float) -> float:
    """Gain of dorsiflexion [deg], as the scoreboard reads it off an ankle."""
    before, now = after(CALF, session, seconds)
    return ankle_lever() * (now.range_of_motion() - before.range_of_motion())


def state_change(session: Session, state: str, seconds: float = IMMEDIATE) -> float:
    """Softening [%] of muscle or tendon after a session, as a change of stiffness (negative)."""
    _, now = after(CALF, session, seconds)
    return -100.0 * float(now.state[now.body.index(f"{state}_agonist")])


@lru_cache
def slack_shift(effort: float, seconds: float, angle: float = 0.0, stretch: float = 0.0) -> float:
    """Shift of the angle [deg] at which the quadriceps goes slack, after it contracted at `angle`."""
    bench = isolated(KNEE, "thixotropy")
    hold = Segment(10.0, "posture", "hold", angle=angle, muscle="antagonist", effort_antagonist=effort)
    trace = bench.run(Segment(60.0, "posture", angle=angle), hold, Segment(seconds, "posture", angle=angle))
    if stretch:
        trace = trace.end.run(Segment(30.0, "posture", "stretch", angle=angle + stretch, muscle="antagonist"))
    shift = trace["slack_history_antagonist"] + trace["slack_history_fast_antagonist"]
    length = float(shift[-1]) * bench.body.si("optimal_fibre_length", "antagonist")
    arm = abs(float(bench.run(Segment(5.0, "posture", angle=angle))["moment_arm_antagonist"][-1]))
    return float(np.degrees(length / arm))


def slack_kept(stretch: float) -> float:
    """Share [%] of that shift that survives a stretch of so many degrees."""
    return 100.0 * slack_shift(0.5, 60.0, stretch=stretch) / slack_shift(0.5, 60.0)


@lru_cache
def bent_back(seconds: float, cycles: tuple[float, float] | None = None) -> float:
    """Creep [deg] of the flexed lumbar spine from half a minute on; `cycles` [s] flexed and upright."""
    bench = isolated(BACK, "relaxation", "softening", "creep")
    down = Segment(seconds, "free", load=-25.0)
    first = bench.run(Segment(30.0, "free", load=-25.0))
    if cycles is None:
        last = first.end.run(down)
    else:
        flexed, upright = cycles
        bouts = [Segment(upright, "posture", angle=0.0), Segment(flexed, "free", load=-25.0)]
        last = first.end.run(*(bouts * int(seconds / (flexed + upright))))
    # five levels share the flexion of the lumbar spine; the pair models one
    return -5.0 * float(np.degrees(last["angle"][-1] - first["angle"][-1]))


FOUR, PNF = static(4), contract_relax()
FIVE_MINUTES = static(5, 60.0)

PREDICTIONS: dict[str, Callable[[], float]] = {
    "relaxation_90": partial(relaxation, 90.0),
    "relaxation_30": partial(relaxation, 30.0),
    "relaxation_late": lambda: relaxation(90.0) - relaxation(45.0),
    "creep_early": partial(creep_share, 17.5),
    "stiffness_2min_dose": partial(stiffness_change, FOUR, 10 * MINUTE),
    "stiffness_4min_dose": partial(stiffness_change, static(8), 20 * MINUTE),
    "stiffness_8min_dose": partial(stiffness_change, static(16), 20 * MINUTE),
    "stiffness_5x60_now": partial(stiffness_change, FIVE_MINUTES, IMMEDIATE),
    "stiffness_5x60_5min": partial(stiffness_change, FIVE_MINUTES, 5 * MINUTE),
    "stiffness_5x60_10min": partial(stiffness_change, FIVE_MINUTES, 10 * MINUTE),
    "range_5x60_30min": partial(range_gain, FIVE_MINUTES, 30 * MINUTE),
    "torque_static": partial(torque_change, FOUR, IMMEDIATE),
    "muscle_static": partial(state_change, FOUR, "softening"),
    "torque_pnf": partial(torque_change, PNF, IMMEDIATE),
    "range_pnf": partial(range_gain, PNF, IMMEDIATE),
    "range_static": partial(range_gain, FOUR, IMMEDIATE),
    "range_contractions": lambda: range_gain(contractions_only(), IMMEDIATE),
    "stiffness_static": partial(stiffness_change, FOUR, IMMEDIATE),
    "stiffness_pnf": partial(stiffness_change, PNF, IMMEDIATE),
    "tendon_pnf": partial(state_change, PNF, "tendon_softening"),
    "tendon_contractions": lambda: state_change(contractions_only(), "tendon_softening"),
    "tendon_static": partial(state_change, FOUR, "tendon_softening"),
    "muscle_pnf": partial(state_change, PNF, "softening"),
    "muscle_contractions": lambda: state_change(contractions_only(), "softening"),
    "slack_shift": partial(slack_shift, 0.5, 60.0),
    "slack_effort": lambda: slack_shift(0.05, 60.0) / slack_shift(1.0, 60.0),
    "slack_fading": lambda: slack_shift(0.5, 5.0) / slack_shift(0.5, 60.0),
    "slack_left_30": partial(slack_kept, 30.0),
    "slack_left_90": partial(slack_kept, 90.0),
    "back_creep": partial(bent_back, 20 * MINUTE),
    "back_cycles": lambda: bent_back(48 * MINUTE, (180.0, 720.0)) / bent_back(48 * MINUTE, (60.0, 240.0)),
}
