"""Structure, strength and range over days to months (T32 to T44, T56, T60 to T62, D-rows and programmes)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from musclebalance.lifestyle import Bout, Lifestyle
from musclebalance.model import Segment, readouts
from musclebalance.model.exposure import Exposure
from musclebalance.pairs import pair as find_pair
from musclebalance.result import Result
from musclebalance.simulation import develop, simulate
from musclebalance.treatment import PIR, Plan, Session, StaticStretch, Step

from .bench import DAY, MINUTE, Bench, ankle_lever, isolated, person, whole

KNEE, CALF, HIP = (
    "hamstrings-quadriceps",
    "triceps-surae-tibialis-anterior",
    "hip-flexors-gluteus-maximus",
)
#: Between-person spread of fascicle length (T37: 7.7 of 56 mm) and of passive torque (assumed) [share].
LENGTH_SPREAD, TORQUE_SPREAD, TOLERANCE_SPREAD = 0.14, 0.25, 0.45


def _cast_bench() -> Bench:
    """Triceps surae with serial length only, posture imposed exactly, set-point at the angle of standing."""
    return isolated(CALF, "serial_length", values={"posture_gain": 0.0}, tol=1e-6)


@lru_cache
def cast(
    stretch: float, days: float, minutes: float = 0.0, every: float = 1.0, release: float = 0.0
) -> float:
    """Serial length [%] of a calf immobilised at a fibre length relative to its set-point.

    `minutes` of stretch to 1.2 set-points begin every `every` days in the cast; after it `release` days at 1.
    """
    bench = _cast_bench()
    held, free = _length(bench, stretch), _length(bench, 1.0)
    inside = Segment(every * DAY - minutes * MINUTE, "posture", offset_agonist=held)
    bout = [Segment(minutes * MINUTE, "posture", "stretch", offset_agonist=_length(bench, 1.2))]
    course = [*(bout if minutes else []), inside] * round(days / every)
    after = [Segment(DAY, "posture", offset_agonist=free)] * round(release)
    return 100.0 * (float(bench.run(*course, *after)["resting_length_agonist"][-1]) - 1.0)


def _length(bench: Bench, ratio: float) -> float:
    """Length offset [lopt] that puts the fibres at 0 deg at `ratio` times their set-point."""
    at_zero = bench.run(Segment(20.0, "posture", angle=0.0))["length_agonist"][-1]
    return float(ratio * bench.body.si("length_setpoint", "agonist") - at_zero)


def strain_left(days: float = 14.0) -> float:
    """Strain [%] left of 14 % after so many days of sustained stretch."""
    n = 1.0 + cast(1.14, days) / 100.0
    return 100.0 * (1.14 / n - 1.0)


def prevented(minutes: float, every: float) -> float:
    """Share [%] of ten days' loss in a cast at 0.75 set-points that stretching prevents."""
    return 100.0 * (1.0 - cast(0.75, 10, minutes, every) / cast(0.75, 10))


@lru_cache
def heels(angle: float, days: int) -> float:
    """Serial length of the calf [%] after so many days in heels that point the foot by `angle` [deg].

    Heels are worn for four fifths of the hours upright, every day.
    """
    plain = Lifestyle.healthy().day(0)
    heeled: list[Bout] = []
    for bout in plain:
        upright = bout.activity in ("stand", "walk")
        if upright:
            heeled.append(Bout(f"heeled {bout.activity}", 0.8 * bout.hours))
        heeled.append(Bout(bout.activity, (0.2 if upright else 1.0) * bout.hours))
    muscles = find_pair(CALF)
    muscles = muscles.with_activity(
        "heeled stand", Exposure(1.0, "posture", "work", angle=-angle, effort_agonist=0.05)
    )
    muscles = muscles.with_activity(
        "heeled walk", Exposure(1.0, "posture", "work", angle=-angle, effort_agonist=0.15)
    )
    end = develop(muscles, Lifestyle("heels", (tuple(heeled),)), days=days)
    return 100.0 * (float(end.state[end.body.index("resting_length_agonist")]) - 1.0)


@lru_cache
def stretched(pair: str, hold: float, repetitions: int, per_week: int, weeks: int) -> Result:
    """A healthy person's stretching programme in a healthy life."""
    session = StaticStretch(hold=hold, rest=10.0, repetitions=repetitions)
    return simulate(
        person(pair), Plan(session, per_week=per_week, weeks=weeks), Lifestyle.healthy(), weeks=weeks
    )


def gains(result: Result) -> dict[str, float]:
    """Changes after a programme: length [%], range [deg], angle and torque at the old end, tolerance [%]."""
    body, first, last = result.person.body, result.states[0], result.states[-1]
    end = readouts.range_of_motion(body, first, "agonist")
    torque = [
        readouts.passive_torque_curve(body, y, "agonist", np.array([float(end)]))[..., 0]
        for y in (first, last)
    ]
    fixed = readouts.angle_at_torque(body, last, "agonist", float(torque[0])) - end
    tolerated = float(body.evaluate(("tolerance_agonist",), last)["tolerance_agonist"])
    n = body.index("resting_length_agonist")
    return {
        "length": 100.0 * float(last[n] / first[n] - 1.0),
        "range": float(readouts.range_of_motion(body, last, "agonist") - end),
        "fixed": float(fixed),
        "torque": float(torque[1] - torque[0]),
        "torque_share": 100.0 * float(torque[1] / torque[0] - 1.0),
        "tolerance": 100.0 * (tolerated - 1.0),
    }


def gain(what: str, *programme: float, pair: str = KNEE) -> float:
    """One of `gains` after hold [s], repetitions, sessions a week, weeks."""
    hold, repetitions, per_week, weeks = programme
    return gains(stretched(pair, hold, int(repetitions), int(per_week), int(weeks)))[what]


FOLPP = (1200.0, 1, 5, 4)


@lru_cache
def trained(days: int = 35) -> dict[str, float]:
    """Strength, drive, size and serial length [%] after three sessions of 4 x 7 maximal efforts a week."""
    work = Session([Step("contract", 3.0, effort=1.0), Step("rest", 3.0)], name="training") * 28
    result = simulate(person(KNEE), Plan(work, per_week=3, weeks=days // 7), Lifestyle.healthy(), days=days)
    state = {
        k: 100.0 * (float(result.values(f"{k}_agonist")[-1]) - 1.0)
        for k in ("strength_neural", "strength_size")
    }
    both = (1 + state["strength_neural"] / 100) * (1 + state["strength_size"] / 100)
    return {
        "neural": state["strength_neural"],
        "size": state["strength_size"],
        "total": 100 * (both - 1),
    }


@lru_cache
def disuse(days: int) -> float:
    """Strength lost in a joint that is not used for so many days, against the size lost."""
    end = isolated(KNEE, "strength").run(*[Segment(DAY, "posture", "unused", angle=45.0)] * days).end
    left = [float(end.state[end.body.index(f"strength_{part}_agonist")]) for part in ("size", "neural")]
    return (1.0 - left[0] * left[1]) / (1.0 - left[0])


@lru_cache
def seated(hours: float, days: int) -> float:
    """Loss of passive hip extension [deg] after days of office life against a healthy one."""
    found = develop(find_pair(HIP), Lifestyle.office(hours=hours, stress=0.0), days=days)
    return float(
        found.reference.rom["agonist"] - readouts.range_of_motion(found.body, found.state, "agonist")
    )


@lru_cache
def acute(session: Session, pair: str = KNEE) -> dict[float, float]:
    """Gain of range [deg] at some minutes after a session, in tissue as it then is."""
    bench = whole(pair).run(Segment(10 * MINUTE)).end
    end = bench.run(*bench.session(session)).end
    before = bench.range_of_motion()
    later = {m: (end.run(Segment(m * MINUTE)).end if m else end) for m in (0.0, 1.0, 3.0, 6.0, 30.0)}
    return {m: b.range_of_motion() - before for m, b in later.items()}


@lru_cache
def loss_time() -> float:
    """Time constant [d] with which the gain of 6 weeks of 2 x 30 s is lost over the next 4."""
    session = StaticStretch(hold=30.0, rest=10.0, repetitions=2)
    result = simulate(person(KNEE), Plan(session, per_week=5, weeks=6), Lifestyle.healthy(), weeks=10)
    gained = [result.at("rom_agonist", day) - result.at("rom_agonist", 0) for day in (42, 70)]
    return float(28.0 / np.log(gained[0] / gained[1]))


@lru_cache
def one_sided() -> tuple[float, float]:
    """Gain of range [deg] a minute after MET of the tight side (4 x 5 s): tight side, free side."""
    bench = whole(KNEE).with_state(resting_length_agonist=0.96).run(Segment(10 * MINUTE)).end
    session = PIR(effort=0.25, contract=5.0, release=3.0, stretch=3.0, repetitions=4)
    end = bench.run(*bench.session(session)).end.run(Segment(MINUTE)).end
    tight, free = (end.range_of_motion(m) - bench.range_of_motion(m) for m in ("agonist", "antagonist"))
    return tight, free


def hour_of_stretch() -> float:
    """Size [%] after six weeks of an hour of stretch a day."""
    result = stretched(KNEE, 1800.0, 2, 7, 6)
    return 100.0 * (float(result.values("strength_size_agonist")[-1]) - 1.0)


STANDARD = StaticStretch(hold=29.0, rest=3.0, repetitions=5)
FOUR = StaticStretch(hold=30.0, rest=10.0, repetitions=4)

PREDICTIONS: dict[str, Callable[[], float]] = {
    "cast_short": partial(cast, 0.6, 28),
    "cast_long": partial(cast, 1.3, 28),
    "cast_recovery": partial(cast, 0.6, 28, release=28),
    "strain_left": strain_left,
    "heels_habitual": partial(heels, 20.0, 730),
    "prevented_daily": partial(prevented, 30.0, 1.0),
    "prevented_second_day": partial(prevented, 15.0, 2.0),
    "fascicle_smd": lambda: gain("length", 60.0, 5, 5, 8) / (100 * LENGTH_SPREAD),
    "freitas_length": partial(gain, "length", 60.0, 4, 5, 6),
    "freitas_torque_smd": lambda: gain("torque_share", 60.0, 4, 5, 6) / (100 * TORQUE_SPREAD),
    "freitas_tolerance_smd": lambda: gain("tolerance", 60.0, 4, 5, 6) / (100 * TOLERANCE_SPREAD),
    "moltubakk_range": lambda: ankle_lever() * gain("range", 60.0, 4, 7, 24, pair=CALF),
    "moltubakk_torque": partial(gain, "torque", 60.0, 4, 7, 24, pair=CALF),
    "moltubakk_length": partial(gain, "length", 60.0, 4, 7, 24, pair=CALF),
    "training_total": lambda: trained()["total"],
    "training_neural": lambda: trained()["neural"],
    "training_size": lambda: trained()["size"],
    "disuse_5d": partial(disuse, 5),
    "disuse_14d": partial(disuse, 14),
    "disuse_35d": partial(disuse, 35),
    "sitting_two_years": partial(seated, 8.0, 730),
    "marshall_range_share": lambda: 100 * gain("range", 30.0, 12, 5, 4) / 80.0,
    "marshall_stiffness": partial(gain, "torque_share", 30.0, 12, 5, 4),
    "ylinen_range": partial(gain, "range", 30.0, 4, 7, 4),
    "ylinen_torque": partial(gain, "torque_share", 30.0, 4, 7, 4),
    "folpp_fixed": partial(gain, "fixed", *FOLPP),
    "folpp_tolerated": partial(gain, "range", *FOLPP),
    "tight_side": lambda: one_sided()[0],
    "free_side": lambda: one_sided()[1],
    "stretch_strength": hour_of_stretch,
    "static_1min": lambda: acute(FOUR)[1.0],
    "static_3min": lambda: acute(FOUR)[3.0],
    "static_6min": lambda: acute(FOUR)[6.0],
    "pir_1min": lambda: acute(PIR())[1.0],
    "pir_hip_1min": lambda: acute(PIR(), HIP)[1.0],
    "pir_effort": lambda: acute(PIR(effort=1.0))[1.0] / acute(PIR(effort=0.2))[1.0],
    "static_against_pir": lambda: 100.0 * (acute(STANDARD)[1.0] / acute(PIR())[1.0] - 1.0),
    "rate": lambda: gain("range", 30.0, 2, 5, 6) / 6.0,
    "loss_time": loss_time,
    "feland_15": lambda: gain("range", 15.0, 4, 5, 6) / 6.0,
    "feland_30": lambda: gain("range", 30.0, 4, 5, 6) / 6.0,
    "feland_60": lambda: gain("range", 60.0, 4, 5, 6) / 6.0,
}
