"""Healthy people: length set-points for which a healthy life changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import EngineError, MusclebalanceError, OutOfRangeError, unknown
from ..core.parameters import Parameter, ParameterSet
from ..engine import functions
from ..lifestyle import Event, Lifestyle
from ..model import hypotheses, imbalance
from ..model.body import MUSCLES, Body
from ..model.laws.tissue import EXPOSURE_TIME, length_exposures, length_rates, serial_length
from ..model.model import Model
from ..pairs import Pair, unresisted
from ..result import Person
from ..timeline import compile
from .people import People, run

Array = NDArray[np.float64]

#: What the laws compute with, on arrays of people.
ARRAYS: Any = functions
#: Torques that the muscles resist with at their healthy ends of range.
RESISTANCE = tuple(f"reference_torque_{muscle}" for muscle in MUSCLES)
#: Days after which fast states of a healthy life repeat from day to day.
SETTLING_DAYS = 10
#: Largest change of resting length in one healthy day that counts as none.
DAILY_DRIFT = 2e-7
#: Days between two steps of Newton's method, which starts from a settled state.
POLISH_DAYS = 3


@overload
def healthy(
    pair: Pair, life: Lifestyle | None = ..., *, model: str | Model = ...,
    parameters: Mapping[str, float] | None = ..., tol: float = ...,
) -> Person: ...  # fmt: skip
@overload
def healthy(
    pair: Pair, life: Lifestyle | None = ..., *, own: Mapping[str, Array], model: str | Model = ...,
    parameters: Mapping[str, float] | None = ..., numbers: NDArray[np.int64] | None = ..., tol: float = ...,
) -> People: ...  # fmt: skip
@public
def healthy(
    pair: Pair,
    life: Lifestyle | None = None,
    *,
    own: Mapping[str, Array] | None = None,
    model: str | Model = "combined",
    parameters: Mapping[str, float] | None = None,
    numbers: NDArray[np.int64] | None = None,
    tol: float = 1e-4,
) -> Person | People:
    """A person, or many, for whom a healthy life is a fixed point.

    The length set-point of each muscle is derived, not chosen: it is the value at which a muscle of resting
    length 1 neither grows nor shortens over a day of `life`.

    Parameters
    ----------
    pair : Pair
    life : Lifestyle, optional
        The healthy life; default :meth:`Lifestyle.healthy`.
    own : mapping of name to ndarray (people,), optional
        For many people: values in which they differ [unit of the parameter].
    model : str or Model
        A named hypothesis or a model of your own.
    parameters : mapping, optional
        Values that differ from the defaults, by name.
    numbers : ndarray of int (people,), optional
        For many people: number of each, which names their random stream; default 0, 1, 2 ...
    tol : float
        Error tolerance of the integration.

    Returns
    -------
    Person or People
        The ``state`` is the ``healthy_state``, and there is no ``history``. A person's numbers do not depend
        on who else is among the people.

    Raises
    ------
    UnknownNameError, OutOfRangeError
        A parameter that does not exist or a value outside its bounds.
    EngineError
        No set-point is found.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> person.imbalance < 1e-3
    True
    """
    life, chosen = life or Lifestyle.healthy(), hypotheses.get(model)
    if own is None:
        return _healthy(pair, life, chosen, tuple(sorted((parameters or {}).items())), tol)
    values = complete_parameters(pair, chosen, parameters)
    if not own and numbers is not None:  # people who do not differ: any parameter can say so
        own = {"joint_stiffness": np.full(len(numbers), values.value("joint_stiffness"))}
    body = Body(chosen, values, own)
    if body.people is None:
        raise MusclebalanceError("own= needs at least one parameter, with one value per person.")
    known = np.arange(body.people) if numbers is None else np.asarray(numbers)
    return _live(pair, body, life, tol, known)


@lru_cache(maxsize=32)
def _healthy(
    pair: Pair, life: Lifestyle, model: Model, changes: tuple[tuple[str, float], ...], tol: float
) -> Person:
    body = Body(model, complete_parameters(pair, model, dict(changes)))
    return _live(pair, body, life, tol, np.zeros(1, dtype=np.int64)).person(0)


def _live(pair: Pair, body: Body, life: Lifestyle, tol: float, numbers: NDArray[np.int64]) -> People:
    """Let everybody live the healthy life with the set-points that make it one."""
    reset: tuple[Event, ...] = ()
    if "serial_length" in body.model:
        parameters = body.parameters.merged([_setpoint(pair, m) for m in MUSCLES])
        ones = {f"{m}.length_setpoint": np.ones(len(numbers)) for m in MUSCLES}
        body = Body(body.model, parameters, {**body.own, **ones})
    _check_resistance(pair, body, numbers)
    if "serial_length" in body.model:
        body, start = _with_setpoints(pair, body, life, tol)
        reset = _reset(life, SETTLING_DAYS)
    else:
        start = np.broadcast_to(body.rest(), (len(numbers), len(body.program.rest)))
    timeline = compile(None, life, pair, days=2 * SETTLING_DAYS, events=reset)
    state = run(body, start, timeline, store=timeline.day_ends[-1:], tol=tol).final
    return People(pair, body, state, state, life, numbers)


def _check_resistance(pair: Pair, body: Body, numbers: NDArray[np.int64]) -> None:
    """Refuse people whose healthy end of range nothing resists, as the pair refuses it of one person."""
    if "passive_torque" not in body.model:
        return
    found = body.evaluate(RESISTANCE, np.broadcast_to(body.rest(), (len(numbers), len(body.program.rest))))
    for muscle, torque in zip(MUSCLES, found.values(), strict=True):
        who = int(np.argmin(torque))
        if torque[who] <= 0.0:
            told = unresisted(getattr(pair, muscle), float(torque[who]))
            raise OutOfRangeError(f"pair {pair.name!r}, person {numbers[who]}: {told}")


def complete_parameters(pair: Pair, model: Model, changes: Mapping[str, float] | None = None) -> ParameterSet:
    """Every parameter of model, readouts and pair with the user's changes; those of the pair must fit it."""
    values = imbalance.PARAMETERS.merged(model.parameters).merged(pair.parameters)
    known = {name.split(".")[-1] for name in values} | {"length_setpoint"}
    for name in model.from_pair:
        if name not in known:
            hint = unknown("parameter", name, known)
            raise MusclebalanceError(
                f"model {model.name!r} reads a parameter that neither it nor {pair.name!r} defines. {hint}"
            )
    changed = values.with_(changes or {})
    own = {name: changed[name].value for name in pair.parameters if changed[name] != values[name]}
    if own:
        pair.with_(own)
    return changed


def with_setpoint_entries(pair: Pair, model: Model, changes: Mapping[str, float]) -> ParameterSet:
    """Every parameter with room for the derived set-points, where the model has them."""
    values = complete_parameters(pair, model, changes)
    return values.merged([_setpoint(pair, m) for m in MUSCLES]) if "serial_length" in model else values


def _setpoint(pair: Pair, muscle: str) -> Parameter:
    return Parameter(
        f"{muscle}.length_setpoint", 1.0, "-", 0.1, 3.0,
        f"fibre length at which resting length stays in the healthy life ({getattr(pair, muscle)}) [lopt]",
        ("T35",), "derived", "l_set",
    )  # fmt: skip


def _with_setpoints(pair: Pair, body: Body, life: Lifestyle, tol: float) -> tuple[Body, Array]:
    """Bodies with their set-points, and settled states: by quadrature over a day, then Newton on lived days.

    `body` has the set-points 1.
    """
    weights, lengths, state = _healthy_day(pair, body, life, tol)
    found = {m: _roots(body, m, weights, lengths[m]) for m in MUSCLES}
    for m in MUSCLES:
        shares = _exposures(_numbers(body, m), weights, lengths[m], found[m])[1:]
        for name, share in zip(("long_share", "stretched_share"), shares, strict=True):
            state[:, body.index(f"{name}_{m}")] = share[:, -1]
    polish = compile(None, life, pair, days=POLISH_DAYS, events=_reset(life, POLISH_DAYS))
    columns = {m: body.index(f"resting_length_{m}") for m in MUSCLES}
    open_ = np.arange(len(state))
    for _ in range(10):
        known = {f"{m}.length_setpoint": found[m] for m in MUSCLES}
        body = Body(body.model, body.parameters, {**body.own, **known})
        some = body.of(open_)
        state[open_] = run(some, state[open_], polish, store=polish.day_ends[-1:], tol=min(tol, 1e-6)).final
        drift = {m: state[:, columns[m]] - 1.0 for m in MUSCLES}
        late = np.max([np.abs(drift[m][open_]) for m in MUSCLES], axis=0) >= DAILY_DRIFT
        some, open_ = some.of(np.flatnonzero(late)), open_[late]
        if len(open_) == 0:
            return body, state
        for m in MUSCLES:
            change = partial(_daily_change, some, m, weights, lengths[m][open_])
            now, width = found[m][open_], 1e-4 * found[m][open_]
            slope = (change(now + width) - change(now - width)) / (2 * width)
            found[m] = found[m].copy()
            found[m][open_] -= drift[m][open_] / slope
    who = open_[0]
    raise EngineError(
        f"no length set-point found for {pair.name!r} in life {life.name!r} (person {who}; {len(open_)} in "
        f"all): a healthy day still changes resting length by {float(drift['agonist'][who]):.2g} and "
        f"{float(drift['antagonist'][who]):.2g}; posture_gain or gamma_gain may be too large, "
        "or life leaves no posture in which the muscle is long."
    )


def _reset(life: Lifestyle, day: int) -> tuple[Event, ...]:
    """Set both resting lengths to 1 on a day by which the fast states repeat."""
    return (Event(day, life.wake, tuple((f"resting_length_{m}", "set", 1.0) for m in MUSCLES)),)


def _healthy_day(
    pair: Pair, body: Body, life: Lifestyle, tol: float
) -> tuple[Array, dict[str, Array], Array]:
    """Weights (k,) [s], fibre lengths (people, k) [lopt] over the last day, states after it."""
    days = compile(None, life, pair, days=SETTLING_DAYS)
    frozen = body.vector.copy()
    for muscle in MUSCLES:
        frozen[:, body.program.parameter_names.index(f"length_time_{muscle}")] = 1e30
    first, _ = days.day(days.days)
    start = float(days.edges[first])
    fine = days.sampled(120.0, within=(start, float(days.edges[-1])))
    begin = int(np.searchsorted(fine.edges, start))
    keep = np.arange(begin, len(fine))
    solution = run(body, body.rest(), fine, store=keep, tol=tol, vector=frozen)
    _, rows, table = fine.pack(body.program.input_names)
    names = [f"length_{m}" for m in MUSCLES]
    found = body.program.evaluate(names, solution.states, frozen[:, None], table[rows[keep]])
    return fine.durations[keep], {m: np.asarray(found[f"length_{m}"]) for m in MUSCLES}, solution.final.copy()


def _daily_change(body: Body, muscle: str, weights: Array, length: Array, setpoint: Array) -> Array:
    """Change of resting length over the day at length 1, its exposures being periodic, by quadrature."""
    p = _numbers(body, muscle)
    strain, long_share, stretched_share = _exposures(p, weights, length, setpoint)
    rates: Any = length_rates(strain, long_share, stretched_share, p, ARRAYS)
    return np.asarray(np.sum(weights * (rates[0] - rates[1]), axis=-1))


def _exposures(p: Any, weights: Array, length: Array, setpoint: Array) -> tuple[Any, Any, Any]:
    """Strain and the shares of the last day spent long and stretched, (people, k), in a day that repeats."""
    strain: Any = length / setpoint[:, None] - 1.0
    decay = np.exp(-weights / EXPOSURE_TIME)[None]  # the same for everybody
    now: Any = length_exposures(strain, p, ARRAYS)
    return strain, _periodic(now[0], decay), _periodic(now[1], decay)


def _numbers(body: Body, muscle: str) -> Any:
    """Parameters of the law of serial length, (people, 1) each."""
    return SimpleNamespace(
        **{p.name: np.reshape(body.si(p.name, muscle), (-1, 1)) for p in serial_length.parameters}
    )


def _periodic(target: Array, decay: Array) -> Array:
    """Values at the ends of the pieces of a day, (people, k), of a state that repeats itself daily."""
    slope, offset = decay.copy(), target * (1.0 - decay)
    reach = 1
    while reach < slope.shape[-1]:
        offset[:, reach:] += slope[:, reach:] * offset[:, :-reach]  # the product is whole before it is added
        slope[:, reach:] *= slope[:, :-reach].copy()
        reach *= 2
    start = offset[:, -1:] / (1.0 - slope[:, -1:])
    return offset + slope * start


def _roots(body: Body, muscle: str, weights: Array, length: Array) -> Array:
    """Set-points (people,) at which the quadrature gives no daily change."""
    from scipy.optimize import elementwise

    def change(setpoint: Array, row: Array) -> Array:
        who = row.astype(int)
        return _daily_change(body.of(who), muscle, weights, length[who], setpoint)

    rows = np.arange(len(length), dtype=float)
    bracket = (0.8 * length.min(axis=-1), 1.2 * length.max(axis=-1))
    found = elementwise.find_root(change, bracket, args=(rows,), tolerances={"xatol": 1e-7})
    if not np.all(found.success):
        who = int(np.flatnonzero(~found.success)[0])
        raise EngineError(
            f"no length set-point of the {muscle} between 0.8 and 1.2 of its lengths (person {who})."
        )
    return np.asarray(found.x, dtype=float)
