"""Reflexes, fatigue, flow, nerves, tone, hypoalgesia: effort within a day (T14 to T31, T47, T48, T59)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from musclebalance.model import Segment

from .bench import DAY, HOUR, MINUTE, Bench, isolated, person

KNEE, ELBOW, TRAPEZIUS = (
    "hamstrings-quadriceps",
    "elbow-flexors-triceps",
    "upper-trapezius-lower-trapezius",
)
#: Fits over all joints (fatigue_parameters.csv, Frey-Law 2012, r from Looft 2018) [1/s, 1/s, -].
GENERAL = {"fatigue_rate": 0.00970, "recovery_rate": 0.00091, "rest_recovery": 15.0}


@lru_cache
def depression(seconds: float) -> float:
    """Depression of the H-reflex [%] `seconds` after a contraction of 70 % MVC."""
    bench = isolated(KNEE, "inhibition")
    trace = bench.run(
        Segment(7.0, "hold", "hold", effort_agonist=0.7),
        Segment(1.0, "hold", "plateau"),
        Segment(20.0, "hold", "release"),
        every=0.05,
    )
    return 100.0 * trace.at("inhibition_agonist", 7.0 + seconds)


def drive_after_contraction() -> float:
    """Change of resting drive [%] 2 s after a contraction, in a muscle with some tone."""
    bench = isolated(KNEE, "inhibition", "tone", "trauma").with_state(
        tone_agonist=0.01, guarding_agonist=0.01
    )
    before = bench.run(Segment(10.0, "hold"))["resting_drive_agonist"][-1]
    trace = bench.run(
        Segment(7.0, "hold", "hold", effort_agonist=0.7),
        Segment(1.0, "hold", "plateau"),
        Segment(1.0, "hold", "release"),
    )
    return 100.0 * float(trace["resting_drive_agonist"][-1] / before - 1.0)


@lru_cache
def fatigued(effort: float, seconds: float, joint: str = KNEE) -> Bench:
    """A muscle after sustained effort."""
    bench = isolated(joint, "fatigue", "slow_fatigue")
    return bench.run(Segment(seconds, "hold", "work", effort_antagonist=effort)).end


def lost(bench: Bench, *states: str) -> float:
    """Sum of fatigue states of the antagonist [%]."""
    return 100.0 * sum(float(bench.state[bench.body.index(f"{s}_antagonist")]) for s in states)


@lru_cache
def endurance(effort: float, duty: float = 1.0, cycle: float = 20.0) -> float:
    """Time [s] until a load can no longer be held: capacity falls below it; at most two hours."""
    bench = isolated(KNEE, "fatigue", "slow_fatigue", values=GENERAL)
    work = Segment(cycle * duty, "hold", "work", effort_antagonist=effort)
    rest = [Segment(cycle * (1.0 - duty), "hold", "rest")] if duty < 1.0 else []
    trace = bench.run(*([work, *rest] * int(2 * HOUR / cycle)))
    left = 1.0 - trace["fatigue_antagonist"] - trace["slow_fatigue_antagonist"]
    failed = left < effort
    return float(trace.times[failed.argmax()]) if failed.any() else 2 * HOUR


def _root(function: Callable[[float], float], low: float, high: float, within: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=within))


@lru_cache
def endurance_limit(duty: float = 1.0) -> float:
    """Mean load [% MVC] that can just be held for an hour."""
    low, high = (0.03, 0.4) if duty == 1.0 else (0.1, 0.9)
    load = _root(lambda e: endurance(e, duty) - HOUR, low, high, 2e-4)
    return 100.0 * load * duty


def intermittent_residue() -> float:
    """Slow fatigue [%] an hour after an hour of 30 % MVC in half of each minute."""
    bench = isolated(ELBOW, "fatigue", "slow_fatigue")
    cycle = [Segment(30.0, "hold", "work", effort_antagonist=0.3), Segment(30.0, "hold", "rest")]
    return lost(bench.run(*(cycle * 60)).end.run(Segment(HOUR)).end, "slow_fatigue")


def sustained_residue() -> float:
    """Slow fatigue [%] a day after an hour of 15 % MVC."""
    return lost(fatigued(0.15, HOUR, ELBOW).run(Segment(DAY)).end, "slow_fatigue")


@lru_cache
def working(effort: float, seconds: float, joint: str = KNEE) -> tuple[float, float, float]:
    """Intramuscular pressure [mmHg], flow relative to rest, metabolite, under a sustained effort."""
    bench = isolated(joint, "perfusion")
    trace = bench.run(
        Segment(30.0, "hold"), Segment(seconds, "hold", "work", effort_agonist=effort), every=5.0
    )
    names = ("pressure_agonist", "flow_agonist", "metabolite_agonist")
    pressure, flow, metabolite = (float(trace[name][-1]) for name in names)
    return pressure, flow, metabolite


def unopened_flow(effort: float, joint: str = KNEE) -> float:
    """Flow through vessels as open as at rest, relative to rest [%]: what pressure alone leaves."""
    return 100.0 * working(effort, 0.01, joint)[1]


def occlusion(joint: str = KNEE, left: float = 10.0) -> float:
    """Effort [% MVC] at which pressure leaves a tenth of the resting flow."""
    return 100.0 * _root(lambda e: unopened_flow(e, joint) - left, 0.05, 0.95, 1e-4)


def metabolite_drift(effort: float) -> float:
    """Rise of metabolites from the fifth to the tenth minute [% of the tenth]."""
    early, late = working(effort, 5 * MINUTE)[2], working(effort, 10 * MINUTE)[2]
    return 100.0 * (1.0 - early / late)


@lru_cache
def hyperaemia(effort: float = 0.25, seconds: float = 5 * MINUTE) -> tuple[float, float]:
    """Largest flow after exercise over flow in exercise, and the half-life of its excess [s]."""
    bench = isolated(KNEE, "perfusion")
    work = bench.run(Segment(seconds, "hold", "work", effort_agonist=effort))
    after = work.end.run(Segment(10 * MINUTE, "hold"), every=1.0)
    flow, times = after["flow_agonist"][1:], after.times[1:]
    peak = int(flow.argmax())
    half = 1.0 + 0.5 * (flow[peak] - 1.0)
    passed = peak + int((flow[peak:] < half).argmax())
    return float(flow[peak] / work["flow_agonist"][-1]), float(times[passed] - times[peak])


def nerve_index(pressure: float) -> float:
    """Nerve compression index at a pressure [mmHg] in the compartment."""
    base = isolated(KNEE, "perfusion", "nerve", values={"agonist.nerve_coupling": 1.0})
    body, state = base.body, base.body.rest()
    at_rest = float(body.evaluate(("pressure_agonist",), state)["pressure_agonist"])
    slope = body.si("pressure_slope", "agonist")
    curve = float(body.evaluate(("active_curve_agonist",), state)["active_curve_agonist"])
    effort = (pressure - at_rest) / (slope * curve)
    return float(body.evaluate(("nerve_index_agonist",), state, effort_agonist=effort)["nerve_index_agonist"])


@lru_cache
def stressed_trapezius() -> tuple[float, float]:
    """Tone [% MVC] and change of flow [%] of a healthy trapezius after 90 min of work with full stress."""
    found = person(TRAPEZIUS)
    bench = Bench(found.body, found.state, TRAPEZIUS)
    desk = Segment(
        90 * MINUTE, "posture", angle=12.0, effort_agonist=0.005, effort_antagonist=0.002, stress=1.0
    )
    trace = bench.run(Segment(10 * MINUTE, "posture", angle=0.0), desk)
    flow = trace["flow_agonist"]
    return 100.0 * float(trace["tone_agonist"][-1]), 100.0 * float(flow[-1] / flow[1] - 1.0)


def relief(seconds: float = 3 * MINUTE) -> float:
    """Difference of pain [points] that five holds of 7 s at 20 % MVC make, against the same time without."""
    found = person(KNEE)
    ill = Bench(found.body, found.state, KNEE).with_state(
        memory_agonist=0.8, tone_agonist=0.006, pain=5.0, sensitisation=0.5
    )
    rest, release = Segment(7.0, "hold"), Segment(23.0, "hold", "release")
    hold = Segment(7.0, "hold", "hold", effort_agonist=0.2)
    treated, untreated = ([hold, release] * 5, [rest, release] * 5)
    pain = [float(ill.run(*s).end.run(Segment(seconds))["pain"][-1]) for s in (treated, untreated)]
    return pain[0] - pain[1]


PREDICTIONS: dict[str, Callable[[], float]] = {
    "reflex_early": partial(depression, 0.05),
    "reflex_1s": partial(depression, 1.0),
    "reflex_5s": partial(depression, 5.0),
    "reflex_10s": partial(depression, 10.05),
    "reflex_8s": partial(depression, 8.0),
    "reflex_2s": partial(depression, 2.0),
    "drive_after_contraction": drive_after_contraction,
    "endurance_limit": endurance_limit,
    "endurance_limit_intermittent": partial(endurance_limit, 0.5),
    "five_percent_hour": lambda: lost(fatigued(0.05, HOUR), "fatigue", "slow_fatigue"),
    "sustained_residue": sustained_residue,
    "intermittent_residue": intermittent_residue,
    "pressure_rest": lambda: working(0.0, 1.0)[0],
    "pressure_5": lambda: working(0.05, HOUR)[0],
    "pressure_full": lambda: working(1.0, 1.0, TRAPEZIUS)[0],
    "pressure_16": lambda: working(0.16, 1.0, TRAPEZIUS)[0],
    "flow_16": lambda: unopened_flow(0.16, TRAPEZIUS) - 100.0,
    "occlusion_limb": occlusion,
    "occlusion_stiff": partial(occlusion, TRAPEZIUS),
    "metabolite_10": partial(metabolite_drift, 0.10),
    "metabolite_20": partial(metabolite_drift, 0.20),
    "flow_after_exercise": lambda: hyperaemia()[0],
    "hyperaemia_half": lambda: hyperaemia()[1],
    "nerve_25": partial(nerve_index, 25.0),
    "nerve_45": partial(nerve_index, 45.0),
    "nerve_80": partial(nerve_index, 80.0),
    "stress_tone": lambda: stressed_trapezius()[0],
    "stress_flow": lambda: stressed_trapezius()[1],
    "relief": relief,
}
