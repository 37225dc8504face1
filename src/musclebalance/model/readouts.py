"""What an examiner reads off a person: resting angle, range of motion, tension, torque, strength, activity.

Readouts are algebra on stored states; only a held load is integrated. Angles and torques are taken at a
standard test, not in whatever posture the person happens to be: the resting angle with passive tissue
fully relaxed, range of motion by one quick passive movement from where the tissue is.

`states` are stored states of a `body`, (..., n_states), and a reading is an ndarray (...); `muscle` is
``"agonist"`` or ``"antagonist"``, any other an `UnknownNameError`. With `rested`, stress relaxation is as
after lying at the resting angle for some minutes (the standard test); without, it is as stored, as in a test
within a minute of stretching. Everything else is as stored either way.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, MusclebalanceError, check_range, unknown
from ..core.units import DEG
from ..engine import functions
from .body import MUSCLES, Body

Array = NDArray[np.float64]
#: Share of its strength that an exhausted muscle keeps.
EXHAUSTED = 1e-3
#: Times at which a held load is looked at, close together at first [s].
HOLDING = 4.0 * 3600.0 * np.linspace(0.0, 1.0, 401) ** 3


def resting_angle(body: Body, states: Array) -> Array:
    """Angle at which the free joint comes to rest, stress relaxation in equilibrium there [deg].

    Raises
    ------
    EngineError
        No equilibrium is found; parameters are far outside the range in which the pair makes sense.
    """
    return settled(body, states)[..., body.index("angle")] / DEG


def settled(body: Body, states: Array) -> Array:
    """States with the joint at its resting angle and passive tissue relaxed there, shape (..., n_states)."""
    bodies, y = body.flat(states)
    angle = body.index("angle")
    moving = np.arange(len(y))
    before: tuple[Array, Array] | None = None
    for _ in range(100):
        some, rows = bodies.of(moving), y[moving]
        _relax(some, rows)
        found = some.evaluate(("net_torque", "stiffness"), rows)
        torque, slope = found["net_torque"], -found["stiffness"]
        if before is not None:
            # Newton's slope is that of tissue that does not relax; the slope wanted is that of the chord
            # between two relaxed moments, where the points are far enough apart to give one.
            change = rows[:, angle] - before[0]
            chord = (torque - before[1]) / np.where(change == 0.0, 1.0, change)
            slope = np.where((np.abs(change) > 1e-7) & (chord < 0.0), chord, slope)
        step = np.clip(-torque / slope, -0.2, 0.2)
        before = (rows[:, angle].copy(), torque)
        rows[:, angle] += step
        y[moving] = rows
        still = ~(np.abs(step) < 1e-9)
        moving, before = moving[still], (before[0][still], before[1][still])
        if len(moving) == 0:
            return y.reshape(states.shape)
    last = float(np.max(np.abs(step))) / DEG
    raise EngineError(f"no resting angle found (state {moving[0]}): the last step was still {last:.3g} deg.")


def _relax(body: Body, y: Array) -> None:
    """Set the stress relaxation terms to their equilibrium at the present angle, in place."""
    if "relaxation" not in body.model:
        return
    force = body.evaluate(tuple(f"elastic_force_{muscle}" for muscle in MUSCLES), y)
    for muscle in MUSCLES:
        for term in ("fast", "slow"):
            share = body.si(f"relaxation_{term}_share", muscle, beside=y)
            y[..., body.index(f"relaxation_{term}_{muscle}")] = share * force[f"elastic_force_{muscle}"]


def range_of_motion(body: Body, states: Array, muscle: str, share: float = 1.0, rested: bool = True) -> Array:
    """Passive range of motion against `muscle` [deg]: excursion from neutral in its lengthening direction.

    The angle at which the passive torque of a quick test reaches `share` of the tolerated torque (1 is the
    end of range; never NaN), with the joint that the pair does not model in its test position.

    Raises
    ------
    EngineError
        The torque does not reach the tolerated torque within 60 deg beyond the healthy end of range.
    """
    return _angle_where(body, states, muscle, f"tolerance_share_{muscle}", share, rested)


def angle_at_torque(body: Body, states: Array, muscle: str, torque: float, rested: bool = True) -> Array:
    """Excursion [deg] at which a quick passive test meets a fixed torque [N m], the standardised range."""
    return _angle_where(body, states, muscle, f"passive_torque_{muscle}", torque, rested)


def _angle_where(body: Body, states: Array, muscle: str, quantity: str, level: float, rested: bool) -> Array:
    """Excursion [deg] at which a quantity of a quick test reaches a level."""
    from scipy.optimize import elementwise

    _check_muscle(muscle)
    bodies, flat = body.flat(settled(body, states) if rested else np.asarray(states, dtype=float))
    rows = np.arange(len(flat))
    names = ("moment_arm_c0", "neutral_angle", "rom_limit", "rom_offset")
    arm, neutral, limit, offset = (np.broadcast_to(bodies.si(name, muscle), rows.shape) for name in names)
    end = np.abs(limit - neutral)
    low, high = np.minimum(-1.0, end - 1.6), end + 60.0 * DEG

    def reading(excursion: Array, row: NDArray[Any]) -> Array:
        chosen = row.astype(int)
        y = flat[chosen]
        y[..., body.index("angle")] = neutral[chosen] - np.sign(arm[chosen]) * excursion
        found = bodies.of(chosen).evaluate((quantity,), y, **{f"offset_{muscle}": offset[chosen]})
        return np.asarray(found[quantity])

    angle = _by_chords(reading, end, level)
    angle = np.where((angle > low) & (angle < high), angle, np.nan)
    left = np.flatnonzero(np.isnan(angle))
    if len(left):
        found = elementwise.find_root(
            lambda x, *args: reading(x, *args) - level,
            (low[left], high[left]),
            args=(left.astype(float),),
            tolerances={"xatol": 1e-9},
        )
        angle[left] = np.where(found.success, found.x, np.nan)
    missed = np.flatnonzero(np.isnan(angle))
    if len(missed):
        k = int(missed[0])
        raise EngineError(
            f"{quantity} does not reach {level:g} between {low[k] / DEG:.0f} and {high[k] / DEG:.0f} deg "
            f"(state {k})."
        )
    return np.asarray(angle / DEG, dtype=float).reshape(np.shape(states)[:-1])


@np.errstate(divide="ignore", invalid="ignore")
def _by_chords(reading: Callable[[Array, NDArray[Any]], Array], start: Array, level: float) -> Array:
    """Where a reading that grows about exponentially meets a level: chords of its logarithm, row by row."""
    found = np.full(len(start), np.nan)
    if level <= 0.0:
        return found
    left = np.arange(len(start))
    x, before = start - 0.05, start
    value = np.log(reading(before, left) / level)
    for _ in range(12):
        now = np.log(reading(x, left) / level)
        step = np.clip(-now * (x - before) / (now - value), -0.5, 0.5)
        done = (np.abs(step) < 1e-9) | (now == 0.0)
        found[left[done]] = x[done] + np.nan_to_num(step[done])
        still = ~done & np.isfinite(step)
        before, value, x, left = x[still], now[still], (x + step)[still], left[still]
        if len(left) == 0:
            break
    return found


def passive_torque_curve(
    body: Body, states: Array, muscle: str, excursions: Array, rested: bool = True
) -> Array:
    """Passive torque [N m], (..., k), of a quick test at k excursions [deg] that lengthen `muscle`."""
    _check_muscle(muscle)
    states = settled(body, states) if rested else np.asarray(states, dtype=float)
    y = np.repeat(states[..., None, :], len(excursions), axis=-2)
    side, neutral = np.sign(body.si("moment_arm_c0", muscle, beside=y)), body.si("neutral_angle", beside=y)
    y[..., body.index("angle")] = neutral - side * np.asarray(excursions, dtype=float) * DEG
    offset = {f"offset_{muscle}": body.si("rom_offset", muscle, beside=y)}
    return body.evaluate((f"passive_torque_{muscle}",), y, **offset)[f"passive_torque_{muscle}"]


def isometric_torque(body: Body, states: Array, muscle: str, angle: float | None = None) -> Array:
    """Largest isometric torque of `muscle` [N m] at an angle [deg] (default: the pair's test angle).

    Only the active part counts, as after subtracting the resting torque on a dynamometer. Of a muscle that is
    exhausted a thousandth is left, as the bound of fast fatigue has it.
    """
    _check_muscle(muscle)
    y = np.array(states, dtype=float)
    test = body.si("strength_angle", muscle, beside=y) if angle is None else angle * DEG
    y[..., body.index("angle")] = test
    names = tuple(f"{n}_{muscle}" for n in ("max_tension", "moment_arm", "active_curve", "strength"))
    force, arm, curve, strength = body.evaluate(names, y).values()
    fast, slow = (_state(body, y, f"{n}_{muscle}") for n in ("fatigue", "slow_fatigue"))
    left = np.maximum(1.0 - fast - slow, EXHAUSTED)
    return np.asarray(force * np.abs(arm) * curve * strength * left)


def _state(body: Body, states: Array, name: str) -> Array:
    """A state, or 0 where its mechanism is switched off."""
    known = name in body.program.state_names
    return states[..., body.index(name)] if known else np.zeros(states.shape[:-1])


def resting_tension(body: Body, states: Array, muscle: str) -> Array:
    """Tension of the muscle at the resting angle [N]."""
    _check_muscle(muscle)
    return body.evaluate((f"tension_{muscle}",), settled(body, states))[f"tension_{muscle}"]


def sustained_activity(
    times: Array, tone: Array, *, level: float = 0.005, gap: float = 4.0, least: float = 240.0
) -> Array:
    """Whether each sample lies in sustained low-level activity: above 0.5 % MVC for over 4 min, no 4 s gap.

    The rule of sustained low-level muscle activity (SULMA). It is no spasm, which is a strong, painful and
    involuntary contraction and no state of this model.

    Parameters
    ----------
    times, tone : ndarray (k,)
        Sample times [s] and resting drive [fraction of MVC].
    level, gap, least : float
        Threshold [MVC], shortest interruption that counts [s], shortest duration [s].

    References
    ----------
    Hanvold et al. 2013 (T45).
    """
    active = np.flatnonzero(np.asarray(tone) > level)
    result = np.zeros(len(np.asarray(tone)), dtype=bool)
    if len(active) == 0:
        return result
    interrupted = (np.diff(active) > 1) & (np.diff(np.asarray(times)[active]) > gap)
    for run in np.split(active, np.flatnonzero(interrupted) + 1):
        if times[run[-1]] - times[run[0]] > least:
            result[run[0] : run[-1] + 1] = True
    return result


def sustained(
    edges: Array, drive: Array, *, level: float = 0.005, gap: float = 4.0, least: float = 240.0
) -> float:
    """Time [s] in sustained activity, by the rule of :func:`sustained_activity` on pieces of time.

    Parameters
    ----------
    edges : ndarray (k + 1,)
        Edges of the pieces [s].
    drive : ndarray (2, k)
        Activity at the start and the end of each piece [fraction of MVC], a straight line in between.
    """
    first, last = np.asarray(drive, dtype=float) - level
    lengths = np.diff(edges)
    crossing = np.where(first == last, 0.5, first / np.where(first == last, 1.0, first - last))
    begin = edges[:-1] + np.where(first > 0, 0.0, np.clip(crossing, 0, 1)) * lengths
    end = edges[:-1] + np.where(last > 0, 1.0, np.clip(crossing, 0, 1)) * lengths
    active = (first > 0) | (last > 0)
    begin, end = begin[active], end[active]
    if len(begin) == 0:
        return 0.0
    cuts = np.flatnonzero(begin[1:] - end[:-1] >= gap) + 1
    runs = zip(np.split(begin, cuts), np.split(end, cuts), strict=True)
    return float(sum(e[-1] - b[0] for b, e in runs if e[-1] - b[0] > least))


def endurance_time(body: Body, states: Array, muscle: str, load: float) -> Array:
    """Time [s] for which `muscle` can hold a load before it fails; infinite where it need not fail.

    The laws of fatigue under a constant load, which all motor units that are left hold together: the muscle
    fails when ``1 - f - S`` has fallen to the load, within four hours or not at all. What has gone before
    counts: fatigue, capacity, strength, resting tone.

    Parameters
    ----------
    load : float
        Share of the healthy, untrained muscle's maximal force, 0.01 to 1 [-].

    Raises
    ------
    OutOfRangeError, MusclebalanceError
        A load beyond these bounds; the model has no fatigue.

    References
    ----------
    Xia & Frey Law 2008, doi 10.1016/j.jbiomech.2008.07.013.
    """
    _check_muscle(muscle)
    check_range("load", load, 0.01, 1.0)
    if "fatigue" not in body.model:
        raise MusclebalanceError(f"model {body.model.name!r} has no fatigue, so a muscle never fails in it.")
    bodies, y = body.flat(states)
    found = bodies.evaluate((f"strength_{muscle}", f"resting_drive_{muscle}"), y)
    target = load / found[f"strength_{muscle}"] + found[f"resting_drive_{muscle}"]
    lost = _course_of_fatigue(bodies, y, muscle, target)
    spare = 1.0 - lost - target
    after = np.argmax(spare <= 0, axis=0)
    before, who = np.maximum(after - 1, 0), np.arange(len(y))
    from_, to = spare[before, who], spare[after, who]
    share = np.divide(from_, from_ - to, out=np.zeros_like(to), where=from_ > to)
    time = HOLDING[before] + share * (HOLDING[after] - HOLDING[before])
    time = np.where(spare[0] <= 0, 0.0, np.where((spare <= 0).any(axis=0), time, np.inf))
    return time.reshape(states.shape[:-1])


def _course_of_fatigue(body: Body, y: Array, muscle: str, target: Array) -> Array:
    """Share of motor units lost at the times of `HOLDING` under a constant load: the laws, by RK4."""
    names = [name for name in ("fatigue", "slow_fatigue") if name in body.model]
    numbers = {
        name: SimpleNamespace(
            **{
                p: body.si(p, muscle)
                for p in (*(q.name for q in body.model[name].parameters), *body.model[name].needs)
            }
        )
        for name in names
    }

    def slope(state: Array) -> Array:
        held = {"drive": target, "activation": target, "phase_work": 1.0, "phase_hold": 0.0}
        now = SimpleNamespace(**held, **dict(zip(names, state, strict=True)))
        pulls: dict[str, Any] = {name: body.model[name].law(now, numbers[name], functions) for name in names}
        return np.stack([
            sum((goal - getattr(now, name)) * rate for goal, rate in pulls[name][name]) for name in names
        ])  # fmt: skip

    state = np.stack([_state(body, y, f"{name}_{muscle}") for name in names])
    course = [state.sum(axis=0)]
    for h in np.diff(HOLDING):
        one = slope(state)
        two = slope(state + 0.5 * h * one)
        three = slope(state + 0.5 * h * two)
        state = state + h / 6.0 * (one + 2.0 * two + 2.0 * three + slope(state + h * three))
        course.append(state.sum(axis=0))
    return np.stack(course)


def _check_muscle(muscle: str) -> None:
    if muscle not in MUSCLES:
        raise unknown("muscle", muscle, MUSCLES)
