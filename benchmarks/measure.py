"""All measurements, in the peers' environment: `measure.py CASE OUTPUT [--quick]` writes one JSON file."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import case
import native
import numpy as np
import peers
import slow
from measuring import Tool, best, error, interleaved, note, processor
from scaling import One, integrate, scaling, starts

from musclebalance.engine.jit import Machine

OURS = (1e-2, 1e-5)  # tolerances at which the search for the errors 1e-4 and 1e-6 begins
THEIRS = (3e-5, 3e-7)


def one_person(problem, quick: bool, work: Path) -> dict[str, object]:
    """Times and errors of one person's course, and how far the reference is from others."""
    program, params, y0, timeline = problem
    reference = integrate(program, params, y0, timeline, tol=1e-11).states
    np.save(work / "reference.npy", reference)
    tools, missing = tools_one_person(problem, reference, work)
    for tool in tools:
        tool.prepare()
    interleaved(tools, 3 if quick else 7)
    checks = {f"{tool.name} at 1e-11": tool.check(1e-11) for tool in tools if tool.name == "numbalsoda"}
    part = case.days(timeline, 0.3 if quick else 1)
    radau = integrate(program, params, y0, part, tol=1e-10, method="radau").states
    checks["SciPy Radau at 1e-10, first part of a day"] = error(radau, reference[: len(part.durations)])
    return {
        "one person": {tool.name: tool.table() for tool in tools},
        "checks": checks,
        "missing": missing,
        "steps": steps(problem, {"1e-4": 1e-4, "1e-6": 1e-6, "1e-8": 1e-8}),
    }


def tools_one_person(problem, reference, directory: Path) -> tuple[list[Tool], dict[str, str]]:
    """Everything that solves the whole course of one person in seconds."""
    program, params, y0, timeline = problem
    found, missing = [], {}

    def add(name: str, run, guesses) -> None:
        found.append(Tool(name, run, lambda tol: error(run(tol), reference), guesses))

    add("musclebalance", lambda tol: integrate(program, params, y0, timeline, tol=tol).states, OURS)
    everything = np.arange(len(timeline.durations))
    try:
        kernel = native.build(program, 1, directory)
        add(
            "C++ kernel, one person",
            lambda tol: kernel(params[None], y0[None], timeline, everything, tol)["output"],
            OURS,
        )
    except Exception as problem_:
        missing["C++ kernel"] = _why(problem_)
    try:
        lsoda = peers.numbalsoda(program, timeline)
        lsoda(params, y0, 1e-3)
        add("numbalsoda", lambda tol: lsoda(params, y0, tol), THEIRS)
    except Exception as problem_:  # not installed, or built against something else
        missing["numbalsoda"] = _why(problem_)
    return found, missing


def steps(problem, tolerances: dict[str, float]) -> dict[str, dict[str, float]]:
    """Steps, repeated steps and time of a step of one person's course at some tolerances."""
    program, params, y0, timeline = problem
    found = {}
    for label, tol in tolerances.items():
        run = partial(integrate, program, params, y0, timeline, tol=tol, store=[])
        solution, seconds = run(), best(run, 3)
        found[label] = {
            "steps": solution.steps,
            "repeated": solution.rejected,
            "ns per step": 1e9 * seconds / (solution.steps + solution.rejected),
        }
    return found


def cohort(problem, quick: bool, directory: Path, alone: dict[str, dict]) -> dict:
    """Seconds per person on one thread, at the wanted errors of a sample of the people.

    Everybody is solved by the kernels; numbalsoda, which takes one person after the other, solves the sample.
    """
    program, params, y0, timeline = problem
    count, sample, rounds = (64, 2, 2) if quick else (1000, 8, 3)
    both = everybody, starting = case.people(params, y0, count)
    few, few_y0 = everybody[:sample], starting[:sample]
    wanted = integrate(program, few, few_y0, timeline, tol=1e-10).states
    last = [len(timeline.durations) - 1]
    ends = np.arange(len(timeline.durations))

    def kernel(tol: float) -> np.ndarray:
        return integrate(program, *both, timeline, tol=tol, store=last, executor=One(), block=count).final

    def kernel_error(tol: float) -> float:
        return error(integrate(program, few, few_y0, timeline, tol=tol).states, wanted)

    tools = [Tool("musclebalance", kernel, kernel_error, guesses(alone, "musclebalance", OURS), count)]
    if "C++ kernel, one person" in alone:
        run = native.build(program, Machine().doubles, directory)  # one register a value

        def native_error(tol: float) -> float:
            return error(run(few, few_y0, timeline, ends, tol)["output"].reshape(wanted.shape), wanted)

        tools.append(
            Tool("C++ kernel", lambda tol: run(*both, timeline, np.array(last), tol), native_error,
                 guesses(alone, "C++ kernel, one person", OURS), count)
        )  # fmt: skip
    if "numbalsoda" in alone:
        lsoda = peers.numbalsoda(program, timeline)

        def sequence(tol: float) -> list[np.ndarray]:
            return [lsoda(p, y, tol) for p, y in zip(few, few_y0, strict=True)]

        tools.append(
            Tool("numbalsoda", sequence, lambda tol: error(np.array(sequence(tol)), wanted),
                 guesses(alone, "numbalsoda", THEIRS), sample)
        )  # fmt: skip
    for tool in tools:
        note(f"  errors of {tool.name}")
        tool.prepare()
    interleaved(tools, rounds)
    return {tool.name: tool.table() for tool in tools}


def guesses(alone: dict[str, dict], name: str, otherwise: tuple[float, float]) -> tuple[float, float]:
    """Tolerances that bracketed the wanted errors for one person: a good beginning for many."""
    tolerances = sorted((float(tol) for tol in alone[name]["errors"]), reverse=True)
    return (tolerances[0], tolerances[-1]) if tolerances else otherwise


def main() -> None:
    """Measure everything and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("case", type=Path)
    parser.add_argument("output", type=Path)
    given = parser.parse_args()
    problem = case.load(given.case)
    program, _, _, timeline = problem
    work = Path(tempfile.mkdtemp())
    result: dict[str, object] = {
        "mode": "quick" if given.quick else "full",
        "machine": {
            "processor": processor(),
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
        },
        "case": {
            "states": len(program.state_names),
            "segments": len(timeline.durations),
            "operations": len(program.recipe),
        },
    }

    def stage(name: str, measured: Callable[[], dict[str, object]]) -> None:
        note(name)
        result.update(measured())
        given.output.write_text(json.dumps(result, indent=1))  # a long run that breaks keeps what it has

    try:
        stage("first results of a process", lambda: {"starts": starts(given.case)})
        stage("one person", lambda: one_person(problem, given.quick, work))
        alone = result["one person"]
        stage("cohort on one thread", lambda: {"cohort": cohort(problem, given.quick, work, alone)})
        stage("slow peers", lambda: {"slow": slow.measure(given.case, work / "reference.npy", given.quick)})
        stage("scaling", lambda: {"scaling": scaling(given.case, given.quick)})
        note("done")
    finally:
        shutil.rmtree(work)


def _why(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}".splitlines()[0][:200]


if __name__ == "__main__":
    main()
