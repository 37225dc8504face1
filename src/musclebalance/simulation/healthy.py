"""The healthy person: length set-points for which a healthy life changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from .. import hypotheses, indices
from ..assembly import MUSCLES
from ..body import Body
from ..errors import EngineError, MusclebalanceError, unknown
from ..lifestyle import Event, Lifestyle
from ..model import Model
from ..pairs import Pair
from ..parameters import Parameter, ParameterSet
from ..person import Person
from ..timeline import Timeline, compile
from .integration import run

Array = NDArray[np.float64]

#: Days after which fast states of a healthy life repeat from day to day.
SETTLING_DAYS = 10
#: Largest change of resting length in one healthy day that counts as none.
DAILY_DRIFT = 2e-7


def healthy(pair: Pair, life: Lifestyle | None = None, *, model: str | Model = "combined",
            parameters: Mapping[str, float] | None = None, tol: float = 1e-4) -> Person:
    """A person for whom a healthy life is a fixed point.

    The length set-point of each muscle is derived, not chosen: it is the value at which a muscle of resting length 1 neither
    grows nor shortens over a day of `life`.

    Parameters
    ----------
    pair : Pair
    life : Lifestyle, optional
        The person's healthy life; default :meth:`Lifestyle.healthy`.
    model : str or Model
        A named hypothesis or a model of your own.
    parameters : mapping, optional
        Values that differ from the defaults, by name.
    tol : float
        Error tolerance of the integration.

    Returns
    -------
    Person
        With ``history`` empty and ``state`` equal to ``healthy_state``.

    Raises
    ------
    UnknownNameError, OutOfRangeError
        A parameter that does not exist or a value outside its bounds.
    EngineError
        No set-point is found.
    """
    life = life or Lifestyle.healthy()
    return _healthy(pair, life, hypotheses.get(model), tuple(sorted((parameters or {}).items())), tol)


@lru_cache(maxsize=32)
def _healthy(pair: Pair, life: Lifestyle, model: Model, changes: tuple[tuple[str, float], ...], tol: float) -> Person:
    values = complete_parameters(pair, model).with_(dict(changes))
    if "serial_length" in model:
        values = _with_setpoints(pair, life, Body(model, _setpoints(values, pair, dict.fromkeys(MUSCLES, 1.0))), tol)
    body = Body(model, values)
    timeline = compile(None, life, pair, days=2 * SETTLING_DAYS, events=_reset(life) if "serial_length" in model else ())
    state = run(body, body.rest(), timeline, store=timeline.day_ends[-1:], tol=tol).final
    return Person(pair, body, state, state, life)


def complete_parameters(pair: Pair, model: Model) -> ParameterSet:
    """Every parameter of model, readouts and pair; the pair's own values take precedence.

    Raises
    ------
    MusclebalanceError
        The model reads a parameter that neither it nor the pair defines.
    """
    values = indices.PARAMETERS.merged(model.parameters).merged(pair.parameters)
    known = {name.split(".")[-1] for name in values} | {"length_setpoint"}
    for name in model.from_pair:
        if name not in known:
            hint = unknown("parameter", name, known)
            raise MusclebalanceError(f"model {model.name!r} reads a parameter that neither it nor pair {pair.name!r} defines. {hint}")
    return values


def _setpoints(values: ParameterSet, pair: Pair, found: Mapping[str, float]) -> ParameterSet:
    entries = [
        Parameter(f"{muscle}.length_setpoint", found[muscle], "-", 0.1, 3.0,
                  f"fibre length at which resting length stays, derived from the healthy life ({getattr(pair, muscle)}) [lopt]",
                  ("T35",), "derived", "l_set")
        for muscle in MUSCLES
    ]
    return values.merged(entries)


def _with_setpoints(pair: Pair, life: Lifestyle, body: Body, tol: float) -> ParameterSet:
    """Find the set-points: first by quadrature over a day with frozen lengths, then by Newton on the integrated day."""
    day = compile(None, life, pair, days=SETTLING_DAYS)
    frozen = body.vector.copy()
    for muscle in MUSCLES:
        frozen[body.program.parameter_names.index(f"length_time_{muscle}")] = 1e30
    weights, lengths = _healthy_day(body, day, frozen, tol)
    found = {m: _root(body, m, weights, lengths[m]) for m in MUSCLES}
    polish = compile(None, life, pair, days=SETTLING_DAYS, events=_reset(life))
    for _ in range(8):
        values = _setpoints(body.parameters, pair, found)
        solution = run(Body(body.model, values), body.rest(), polish, store=polish.day_ends[-1:], tol=min(tol, 1e-6))
        drift = {m: float(solution.final[body.index(f"resting_length_{m}")]) - 1.0 for m in MUSCLES}
        if max(abs(d) for d in drift.values()) < DAILY_DRIFT:
            return values
        for m in MUSCLES:
            width = 1e-4 * found[m]
            slope = (_daily_change(body, m, weights, lengths[m], found[m] + width) - _daily_change(body, m, weights, lengths[m], found[m] - width)) / (2 * width)
            found[m] -= drift[m] / slope
    raise EngineError(
        f"no length set-point found for {pair.name!r} in life {life.name!r}: a healthy day still changes resting length by {drift}; "
        "posture_gain may be too large, or the life leaves no posture in which the muscle is long."
    )


def _reset(life: Lifestyle) -> tuple[Event, ...]:
    """Set both resting lengths to 1 once the fast states (protection above all) repeat from day to day."""
    return (Event(SETTLING_DAYS, life.wake, tuple((f"resting_length_{m}", "set", 1.0) for m in MUSCLES)),)


def _healthy_day(body: Body, timeline: Timeline, vector: Array, tol: float) -> tuple[Array, dict[str, Array]]:
    """Weights [s] and fibre lengths [lopt] over the last day, lengths frozen."""
    first, _ = timeline.day(timeline.days)
    start = float(timeline.edges[first])
    fine = timeline.sampled(120.0, within=(start, float(timeline.edges[-1])))
    begin = int(np.searchsorted(fine.edges, start))
    keep = np.arange(begin, len(fine))
    solution = run(body, body.rest(), fine, store=keep, tol=tol, vector=vector)
    _, rows, table = fine.pack(body.program.input_names)
    names = [f"length_{m}" for m in MUSCLES]
    found = body.program.evaluate(names, solution.states, vector, table[rows[keep]])
    return fine.durations[keep], {m: np.asarray(found[f"length_{m}"]) for m in MUSCLES}


def _daily_change(body: Body, muscle: str, weights: Array, length: Array, setpoint: float) -> float:
    """Change of resting length over the day at length 1, protection being periodic (quadrature of the serial-length law)."""
    p = {n: body.si(n, muscle) for n in ("strain_max", "strain_width", "growth_weight", "length_time", "protection_time", "protection_loss_time")}
    strain = length / setpoint - 1.0
    is_long = 1.0 / (1.0 + np.exp(-np.clip(strain / p["strain_width"], -500, 500)))
    up, down = is_long / p["protection_time"], (1.0 - is_long) / p["protection_loss_time"]
    decay, target = np.exp(-(up + down) * weights), up / (up + down)
    protection = np.empty_like(weights)
    level = 0.0
    for _ in range(6):  # days until the protection repeats itself
        for k in range(len(weights)):
            protection[k] = level = target[k] + (level - target[k]) * decay[k]
    rate = p["growth_weight"] * is_long + (1.0 - is_long) * (1.0 - protection) ** 2
    bounded = p["strain_max"] * np.tanh(strain / p["strain_max"])
    return float(np.sum(weights * rate * bounded) / p["length_time"])


def _root(body: Body, muscle: str, weights: Array, length: Array) -> float:
    low, high = 0.8 * float(length.min()), 1.2 * float(length.max())
    return float(brentq(lambda s: _daily_change(body, muscle, weights, length, s), low, high, xtol=1e-6))
