"""Other solvers on the same equations: the right-hand side is printed from the kernels' program."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import sbml

from musclebalance.engine import PackedTimeline, lanes, python_backend
from musclebalance.engine.layout import Blueprint, lay_out
from musclebalance.engine.program import Program

_COMPILED: dict[str, tuple[Blueprint, dict[str, Callable]]] = {}


def compiled_functions(program: Program) -> tuple[Blueprint, dict[str, Callable]]:
    """Set-up of person and segment, and right-hand side, compiled by numba.

    What depends on the person or the segment only is computed once there, as in the kernels.
    """
    import numba

    if program.digest in _COMPILED:
        return _COMPILED[program.digest]
    blueprint = lay_out(program, exact=())

    def njit(function):
        return numba.njit(function, error_model="numpy", nogil=True)

    namespace = {
        "exp": math.exp, "log": math.log, "tanh": math.tanh, "root": math.sqrt, "cos": math.cos,
        "inverse": njit(lambda x: 1.0 / x),
        "sigmoid": njit(lambda x: 1.0 / (1.0 + math.exp(-x))),
        "softplus": njit(lambda x: max(x, 0.0) + math.log(1.0 + math.exp(-abs(x)))),
        "saturate": njit(_saturate),
        "sign": njit(lambda x: math.copysign(1.0, x) if x != 0.0 else 0.0),
    }  # fmt: skip
    exec(python_backend.source(blueprint), namespace)
    functions = {name: njit(namespace[name]) for name in ("person", "segment", "rhs")}
    _COMPILED[program.digest] = blueprint, functions
    return blueprint, functions


def _saturate(x):
    """As the engine's `saturation`, with the square root's own instruction."""
    square = x * x
    y = x * (1.0 + square * (1.0 / 6.0 + square * (1.0 / 120.0)))
    return y / math.sqrt(1.0 + y * y)


def numbalsoda(
    program: Program, timeline: PackedTimeline
) -> Callable[[np.ndarray, np.ndarray, float], np.ndarray]:
    """LSODA without Python between the steps; one call for a whole course."""
    import numba
    from numbalsoda import lsoda, lsoda_sig

    blueprint, functions = compiled_functions(program)
    person, segment, rhs = (functions[name] for name in ("person", "segment", "rhs"))
    order, slots = np.array(blueprint.order), len(blueprint.slots)
    n = len(order)

    @numba.cfunc(lsoda_sig)
    def slope(t, u, du, p):
        rhs(numba.carray(p, (slots,)), numba.carray(u, (n,)), numba.carray(du, (n,)))

    address = slope.address

    @numba.njit(nogil=True)
    def course(params, start, durations, rows, table, tol):
        values, span, y = np.zeros(slots), np.zeros(2), start.copy()
        out = np.empty((len(durations), n))
        person(values, 0, params, 0)
        for i in range(len(durations)):
            segment(values, 0, table[rows[i]], 0, y)
            span[1] = durations[i]
            found, _ = lsoda(address, y, span, values, rtol=tol, atol=1e-3 * tol, mxstep=1_000_000)
            y = found[1].copy()
            out[i] = y
        return out

    back = np.argsort(order)

    def run(params, y0, tol):
        found = course(
            np.ascontiguousarray(params), y0[order], timeline.durations, timeline.rows, timeline.table, tol
        )
        return found[:, back]

    return run


def scipy(program, timeline, method: str) -> Callable[[np.ndarray, np.ndarray, float], np.ndarray]:
    """solve_ivp or odeint with the compiled right-hand side, segment by segment."""
    from scipy.integrate import odeint, solve_ivp

    blueprint, functions = compiled_functions(program)
    order = np.array(blueprint.order)
    back, n = np.argsort(order), len(order)

    def run(params, y0, tol):
        values, du, y = np.zeros(len(blueprint.slots)), np.zeros(n), y0[order].copy()
        functions["person"](values, 0, params, 0)
        out = np.empty((len(timeline.durations), n))

        def slope(t, u):
            functions["rhs"](values, u, du)
            return du.copy()

        for i, duration in enumerate(timeline.durations):
            functions["segment"](values, 0, timeline.table[timeline.rows[i]], 0, y)
            if method == "LSODA":
                y = odeint(slope, y, [0.0, duration], tfirst=True, rtol=tol, atol=1e-3 * tol, mxstep=10**6)[1]
            else:
                y = (
                    solve_ivp(slope, (0.0, duration), y, method=method, rtol=tol, atol=1e-3 * tol)
                    .y[:, -1]
                    .copy()
                )
            out[i] = y
        return out[:, back]

    return run


def _in_jax(blueprint) -> dict[str, Callable]:
    """The kernel's functions in JAX."""
    import jax
    import jax.numpy as jnp

    namespace = {
        "exp": jnp.exp, "log": jnp.log, "tanh": jnp.tanh, "root": jnp.sqrt, "inverse": lambda x: 1.0 / x,
        "sigmoid": jax.nn.sigmoid, "softplus": jax.nn.softplus, "saturate": lanes.saturate, "cos": jnp.cos,
        "sign": jnp.sign,
    }  # fmt: skip
    text = re.sub(r"= (v\d+|-?[\d.e+-]+) if (\w+) else (\S+)$", r"= where(\2, \1, \3)",
                  python_backend.source(blueprint), flags=re.MULTILINE)  # fmt: skip
    exec(text, namespace | {"where": jnp.where}, namespace)
    return namespace


def _slope(blueprint) -> Callable:
    """The kernel's right-hand side as a function of time, states and frozen values, in JAX."""
    import jax.numpy as jnp

    namespace = _in_jax(blueprint)
    n, slots = len(blueprint.order), len(blueprint.slots)

    def slope(t, y, values):
        out = [0.0] * n
        namespace["rhs"]([values[k] for k in range(slots)], [y[k] for k in range(n)], out)
        return jnp.stack([jnp.asarray(v, dtype=y.dtype) for v in out])

    return slope


def diffrax(program, timeline) -> Callable[[np.ndarray, np.ndarray, float], np.ndarray]:
    """Kvaerno5 in JAX: one scan over the segments, compiled."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import diffrax as dfx

    blueprint = lay_out(program, exact=())
    order = np.array(blueprint.order)
    back, slope = np.argsort(order), _slope(blueprint)
    plain_functions = python_backend.model(blueprint)
    starts = "start" in {node.op for node in blueprint.graph.nodes}

    @jax.jit
    def course(y0, all_values, durations, tol):
        controller = dfx.PIDController(rtol=tol, atol=1e-3 * tol)

        def one(y, segment):
            values, duration = segment
            found = dfx.diffeqsolve(
                dfx.ODETerm(slope), dfx.Kvaerno5(), 0.0, duration, duration * 1e-6, y, values,
                stepsize_controller=controller, max_steps=4096,
            )  # fmt: skip
            return found.ys[0], found.ys[0]

        return jax.lax.scan(one, y0, (all_values, durations))[1]

    def run(params, y0, tol, reference=None):
        values, rows = [0.0] * len(blueprint.slots), []
        plain_functions.person(values, 0, params.tolist(), 0)
        before = y0[order]
        for i in range(len(timeline.durations)):
            # frozen values come from the reference course: one compiled scan, no callback
            plain_functions.segment(values, 0, timeline.table[timeline.rows[i]].tolist(), 0, list(before))
            rows.append(list(values))
            if reference is not None and starts:
                before = reference[i][order]
        found = course(y0[order], np.array(rows), timeline.durations, tol)
        return np.asarray(found)[:, back]

    return run


def diffrax_many(program, timeline) -> Callable[[np.ndarray, np.ndarray, float], np.ndarray]:
    """Kvaerno5 in JAX for many people at once: each one's scan over the segments, vectorised."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import diffrax as dfx
    import jax.numpy as jnp

    blueprint = lay_out(program, exact=())
    functions, slope, slots = _in_jax(blueprint), _slope(blueprint), len(blueprint.slots)
    order = np.array(blueprint.order)
    back, n = np.argsort(order), len(order)
    segments = (jnp.asarray(timeline.table[timeline.rows]), jnp.asarray(timeline.durations))

    def person(params, y0, tol):
        known = [jnp.zeros(())] * slots
        functions["person"](known, 0, params, 0)
        controller = dfx.PIDController(rtol=tol, atol=1e-3 * tol)

        def one(y, segment):
            inputs, duration = segment
            values = list(known)
            functions["segment"](values, 0, inputs, 0, [y[k] for k in range(n)])
            found = dfx.diffeqsolve(
                dfx.ODETerm(slope), dfx.Kvaerno5(), 0.0, duration, duration * 1e-6, y, jnp.stack(values),
                stepsize_controller=controller, max_steps=4096,
            )  # fmt: skip
            return found.ys[0], found.ys[0]

        return jax.lax.scan(one, y0, segments)[1]

    course = jax.jit(jax.vmap(person, (0, 0, None)))

    def run(params, y0, tol):
        return np.asarray(course(params, y0[:, order], tol))[:, :, back]

    return run


def roadrunner(program, timeline) -> Callable[[np.ndarray, np.ndarray, float], np.ndarray]:
    """CVODE (BDF, Jacobian by differences) on the model as SBML, restarted at every edge."""
    from roadrunner import Config, RoadRunner

    Config.setValue(Config.LLVM_BACKEND, Config.LLJIT)
    Config.setValue(Config.LLJIT_OPTIMIZATION_LEVEL, Config.AGGRESSIVE)
    blueprint, functions = compiled_functions(program)
    text, slots = sbml.document(blueprint)
    runner = RoadRunner(text)
    runner.integrator.maximum_num_steps = 1_000_000
    order, read = np.array(blueprint.order), np.array(slots)
    back, n = np.argsort(order), len(order)
    place = {name: k for k, name in enumerate(runner.model.getGlobalParameterIds())}
    constants = [place[f"k{slot}"] for slot in slots]
    states = [place[f"y{k}"] for k in range(n)]

    def run(params, y0, tol):
        runner.integrator.relative_tolerance = tol
        runner.integrator.absolute_tolerance = [1e-3 * tol] * n  # one number would be scaled by the states
        values, y = np.zeros(len(blueprint.slots)), y0[order].copy()
        functions["person"](values, 0, params, 0)
        out = np.empty((len(timeline.durations), n))
        for i, duration in enumerate(timeline.durations):
            functions["segment"](values, 0, timeline.table[timeline.rows[i]], 0, y)
            runner.model.setGlobalParameterValues(constants, values[read])
            runner.model.setGlobalParameterValues(states, y)
            runner.oneStep(0.0, float(duration), True)
            y = np.array(runner.model.getGlobalParameterValues(states))
            out[i] = y
        return out[:, back]

    return run
