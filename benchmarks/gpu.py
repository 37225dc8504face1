"""People on an NVIDIA card, in less than ten minutes: `python3 dev.py bench --gpu`. Without one it says so.

Beside it diffrax (Kvaerno5, vmapped) on the same card, if jax and diffrax are installed with it, at the error
that we reach. `python benchmarks/gpu.py --peer` compares the errors alone, of a few people, without a card.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import case
import numpy as np
from measuring import LOOSEST, TIGHTEST, error, grid, nearest, note

from musclebalance import engine
from musclebalance.engine import cuda, gpu
from musclebalance.engine.integrate import prepared
from musclebalance.engine.timeline import Settings

TOL = 1e-4
COMPARED = 512  # people whose bits are compared with the processor's
SIZES = (1, 2)  # people of a wave, in people that the card works on at once
FILLED = (0.125, 0.25, 0.5, 1)  # of those, how many it may work on
FILLED_DAYS = 2
DIFFRAX_PEOPLE, DIFFRAX_DAYS, CHECKED = 8192, 1, 4
TRIAL = 10_000


def main(as_json: bool = False) -> int:
    """Measure and print; 0 where there is no card, 1 where a bit differs from the processor's."""
    try:
        card = gpu.card()
    except cuda.CardError as problem:
        print(f"bench: nothing is measured: {problem}")
        return 0
    program, params, y0, timeline = problem_of_all()
    result = {"card": card.name, "at once": card.people, **bits(program, params, y0, timeline)}
    note(f"{card.name}: {result['people that differ']} of {COMPARED} people differ from the processor")
    result["filled"] = filled(card, program, params, y0, case.days(timeline, FILLED_DAYS))
    result["waves"] = waves(card, program, params, y0, timeline)
    result["diffrax"] = beside(program, params, y0, timeline)
    result["trial"] = trial()
    print(json.dumps(result, indent=None if as_json else 1))
    return int(result["people that differ"] > 0)


def problem_of_all() -> tuple:
    """Program, parameters, start and timeline of the benchmark's problem."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "case.pickle"
        case.build(path)
        return case.load(path)


def bits(program, params, y0, timeline) -> dict:
    """Whether the states of people at the end of every day are the processor's, to the bit."""
    everybody = case.people(params, y0, COMPARED)
    begin = time.perf_counter()
    found = engine.integrate(program, *everybody, timeline, tol=TOL, executor="gpu", progress=False)
    first = time.perf_counter() - begin
    wanted = engine.integrate(program, *everybody, timeline, tol=TOL, progress=False)
    same = (found.states == wanted.states).all(axis=(1, 2)) & (found.steps == wanted.steps)
    return {"people that differ": int((~same).sum()), "seconds with compiling": first}


def rate(card, program, params, y0, timeline, people: int, rounds: int = 1) -> dict[str, float]:
    """Nanoseconds a step of one person and milliseconds a person, on the card alone; shortest of some."""
    job = prepared(
        program, *case.people(params, y0, people), (timeline,), [len(timeline.durations) - 1], Settings(TOL),
        "auto",
    )  # fmt: skip
    seconds, steps = np.inf, 1
    for _ in range(rounds):
        begin = time.perf_counter()
        found = gpu.run(card, job, np.zeros(8, dtype=np.int64))
        seconds, steps = min(seconds, time.perf_counter() - begin), int(found["all_steps"].sum())
    return {"people": people, "ns a step": 1e9 * seconds / steps, "ms a person": 1e3 * seconds / people}


def filled(card, program, params, y0, timeline) -> list[dict]:
    """Rates with fewer people at once, whose memory then stays in the caches longer."""
    most, found = card.people, []
    try:
        for share in FILLED:
            card.people = max(32, int(most * share))
            found.append({"at once": card.people, **rate(card, program, params, y0, timeline, 2 * most, 2)})
            note(f"  at once: {found[-1]}")
    finally:
        card.people = most
    return found


def waves(card, program, params, y0, timeline) -> list[dict]:
    """Rates of the whole programme with different numbers of people."""
    found = [rate(card, program, params, y0, timeline, int(card.people * share)) for share in SIZES]
    for one in found:
        note(f"  whole programme: {one}")
    return found


def beside(program, params, y0, timeline, people: int = DIFFRAX_PEOPLE) -> dict:
    """Diffrax over the first day at the error that we reach, scaled to the programme by segments."""
    try:
        import jax
        import peers
        from diffrax import Kvaerno5  # noqa: F401 -- only whether it is there
    except ImportError as problem:
        return {"missing": str(problem)}
    day = case.days(timeline, DIFFRAX_DAYS)
    run = peers.diffrax_many(program, day)
    everybody = case.people(params, y0, people)
    few = [values[:CHECKED] for values in everybody]
    wanted = engine.integrate(program, *few, day, tol=1e-9, progress=False).states
    ours = error(engine.integrate(program, *few, day, tol=TOL, progress=False).states, wanted)
    errors = as_exact(lambda tol: error(run(*few, tol), wanted), ours)
    seconds = {}
    for tol in list(errors)[-2:]:
        run(*everybody, tol)  # compile
        seconds[tol] = timed(lambda tol=tol: run(*everybody, tol))[1]
    scale = 1e3 / people * len(timeline.durations) / len(day.durations)
    return {
        "device": str(jax.devices()[0]), "people": people, "our error": ours, "errors": errors,
        "ms a person": {tol: scale * spent for tol, spent in seconds.items()},
        "ms a person at our error": scale * between(ours, [(errors[tol], seconds[tol]) for tol in seconds]),
    }  # fmt: skip


def as_exact(error_at: Callable[[float], float], ours: float) -> dict[float, float]:
    """Errors at ever smaller tolerances, until one is no larger than ours.

    A tolerance means something else to every tool: over a day of this problem diffrax errs by 30 times its
    tolerance (it weighs the root mean square over all states), we by a fortieth of ours.
    """
    errors: dict[float, float] = {}
    for step in range(nearest(LOOSEST), nearest(TIGHTEST) + 1):
        errors[grid(step)] = error_at(grid(step))
        if errors[grid(step)] <= ours:
            return errors
    raise RuntimeError(f"no tolerance down to {TIGHTEST:g} gives an error of {ours:.2g}: {errors}")


def between(ours: float, measured: list[tuple[float, float]]) -> float:
    """Seconds at our error from (error, seconds) on either side of it, on logarithmic scales."""
    errors, seconds = np.log(sorted(measured)).T
    return float(np.exp(np.interp(np.log(ours), errors, seconds)))


def trial() -> dict[str, float]:
    """Wall seconds of a trial of four arms on the card, with everything around the kernel."""
    import people

    import musclebalance as mb

    cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=TRIAL, seed=1)
    start, seconds = timed(lambda: cohort.develop(days=7, tol=people.TOL, executor="gpu", progress=False))
    note(f"  {TRIAL} people developed over a week in {seconds:.1f} s")
    life = mb.Lifestyle.reduced()
    options = {"weeks": 12, "seed": 1, "dropout": 0.15, "tol": people.TOL, "progress": False}
    _, longer = timed(lambda: mb.trial(start, people.ARMS(), life, executor="gpu", **options))
    return {"people": TRIAL, "set-points and a week [s]": seconds, "trial of 12 weeks [s]": longer}


def timed(work: Callable) -> tuple[object, float]:
    """What a call gives, and its wall seconds."""
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


if __name__ == "__main__":
    if "--peer" in sys.argv:
        print(json.dumps(beside(*problem_of_all(), people=CHECKED), indent=1))
    else:
        sys.exit(main("--json" in sys.argv))
