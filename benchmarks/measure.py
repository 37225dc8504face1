"""All measurements, in the peers' environment: `measure.py CASE OUTPUT [--quick]` writes one JSON file."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import case
import native
import numpy as np
import peers
from measuring import Tool, error, interleaved

from musclebalance import engine
from musclebalance.engine import PackedTimeline, stream

HERE = Path(__file__).parent
TARGETS = (1e-4, 1e-6)
integrate = partial(engine.integrate, progress=False)


class One:
    """Runs everything on one thread, for figures per thread."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)

    def submit(self, function, /, *args):
        return self._pool.submit(function, *args)


def days(timeline: PackedTimeline, count: float) -> PackedTimeline:
    """The first days of a timeline, or the timeline repeated until there are enough."""
    repeats = int(np.ceil(count * 86400.0 / timeline.ends[-1]))
    durations, rows = np.tile(timeline.durations, repeats), np.tile(timeline.rows, repeats)
    last = int(np.searchsorted(np.cumsum(durations), count * 86400.0 - 1.0)) + 1
    return PackedTimeline(durations[:last], rows[:last], timeline.table)


def tools_one_person(problem, quick: bool, directory: Path) -> tuple[list[Tool], dict[str, str]]:
    """Everything that solves the whole course of one person in seconds."""
    program, params, y0, timeline = problem
    found = [Tool("musclebalance", lambda tol: integrate(program, params, y0, timeline, tol=tol).states,
                  (1e-2, 3e-3, 1e-3, 1e-5, 1e-6, 3e-7))]  # fmt: skip
    missing = {}
    if native.compiler():
        run = native.build(program, 1, directory)
        everything = np.arange(len(timeline.durations))

        def by_compiler(tol: float) -> np.ndarray:
            return run(params[None], y0[None], timeline, everything, tol)["output"]

        found.append(Tool("C++ kernel, one person", by_compiler, (1e-2, 3e-3, 1e-3, 1e-6, 3e-7)))
    try:
        lsoda = peers.numbalsoda(program, timeline)
        tolerances = (3e-5, 1e-6, 1e-7) if quick else (1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
        found.append(Tool("numbalsoda", lambda tol: lsoda(params, y0, tol), tolerances))
    except ImportError as problem_:
        missing["numbalsoda"] = str(problem_)
    return found, missing


def slow_peers(problem, reference: np.ndarray, quick: bool) -> dict[str, dict]:
    """Peers that take many seconds: the first days only, once, scaled to the whole course."""
    program, params, y0, timeline = problem
    part = days(timeline, 1 if quick else 7)
    scale = len(timeline.durations) / len(part.durations)
    wanted = reference[: len(part.durations)]
    jobs: dict[str, Callable] = {"scipy LSODA (odeint)": lambda: peers.scipy(program, part, "LSODA")}
    if not quick:
        jobs["scipy Radau"] = lambda: peers.scipy(program, part, "Radau")
        jobs["diffrax Kvaerno5"] = lambda: peers.diffrax(program, part)
    result = {}
    for name, make in jobs.items():
        try:
            run = make()
            more = {"reference": wanted} if name.startswith("diffrax") else {}
            rows = {}
            for tol in (1e-5, 1e-7):
                run(params, y0, tol, **more)
                begin = time.perf_counter()
                states = run(params, y0, tol, **more)
                rows[tol] = {"error": error(states, wanted), "seconds": (time.perf_counter() - begin) * scale}
            result[name] = {"rows": rows, "days": float(part.ends[-1] / 86400.0)}
        except Exception as problem_:
            result[name] = {"missing": f"{type(problem_).__name__}: {problem_}"[:200]}
    return result


def cohort(problem, quick: bool, directory: Path) -> dict:
    """Seconds per person on one thread, at the wanted errors of a sample of people."""
    program, params, y0, timeline = problem
    count, sample, rounds = (64, 2, 2) if quick else (1000, 8, 5)
    both = everybody, starts = case.people(params, y0, count)
    ends = np.arange(len(timeline.durations))
    few, few_y0 = everybody[:sample], starts[:sample]
    wanted = integrate(program, few, few_y0, timeline, tol=1e-10).states
    last = [len(ends) - 1]

    def kernel(tol: float) -> np.ndarray:
        return integrate(program, *both, timeline, tol=tol, store=last, executor=One(), block=count).final

    def measured(run, n: int, tolerances, errors) -> Tool:
        tool = Tool("", run, tolerances)
        tool.errors = dict(zip(tolerances, errors, strict=True))
        return tool

    tolerances = (1e-2, 3e-3, 1e-3, 1e-5, 1e-6, 3e-7)
    if quick:
        tolerances = (1e-2, 3e-3, 1e-6, 3e-7)
    errors = [error(integrate(program, few, few_y0, timeline, tol=t).states, wanted) for t in tolerances]
    tools = {"musclebalance": (measured(kernel, count, tolerances, errors), count)}
    if native.compiler():
        run = native.build(program, 8, directory)
        stored = np.array(last)
        tools["C++ kernel"] = (
            measured(lambda tol: run(*both, timeline, stored, tol), count, tolerances, errors), count,
        )  # fmt: skip
    try:
        lsoda = peers.numbalsoda(program, timeline)
        peer_tolerances = (3e-5, 1e-6, 1e-7) if quick else (1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
        peer_errors = [
            max(error(lsoda(p, y, tol), w) for p, y, w in zip(few, few_y0, wanted, strict=True))
            for tol in peer_tolerances
        ]
        few_run = lambda tol: [lsoda(p, y, tol) for p, y in zip(few, few_y0, strict=True)]  # noqa: E731
        tools["numbalsoda"] = (measured(few_run, sample, peer_tolerances, peer_errors), sample)
    except ImportError:
        pass
    interleaved([tool for tool, _ in tools.values()], rounds)
    return {
        name: {
            "people": n,
            "errors": {str(t): tool.errors[t] for t in tool.tolerances},
            "seconds": {str(t): float(np.median(tool.times[t])) / n for t in tool.tolerances},
            "at": {str(target): tool.seconds(target) / n for target in TARGETS},
        }
        for name, (tool, n) in tools.items()
    }


def scaling(problem, quick: bool) -> dict:
    """Time against people, days, threads, own timelines; memory of a streamed cohort."""
    program, params, y0, timeline = problem
    week = days(timeline, 7)
    result: dict[str, dict] = {"people": {}, "days": {}, "threads": {}, "own timelines": {}, "memory": {}}
    for count in (1, 10, 100, 1000) if quick else (1, 10, 100, 1000, 10_000):
        everybody = case.people(params, y0, count)
        result["people"][count] = best(lambda e=everybody: integrate(program, *e, week, store=[]), 2)
    for length in (7, 84, 336, 1000):
        course = days(timeline, length)
        result["days"][length] = best(lambda c=course: integrate(program, params, y0, c, store=[]), 3)
    everybody = case.people(params, y0, 256)
    for threads in (1, 2):
        with ThreadPoolExecutor(threads) as pool:
            run = lambda p=pool: integrate(program, *everybody, week, store=[], executor=p, block=32)  # noqa: E731
            result["threads"][threads] = best(run, 5)
    rng = np.random.default_rng(1)
    own = []
    for _ in range(256):
        order = rng.permutation(len(week.durations))
        own.append(PackedTimeline(week.durations[order], week.rows[order], week.table))
    result["own timelines"] = own_timelines(program, everybody, own)
    result["memory"] = memory(10_000 if quick else 100_000)
    return result


def own_timelines(program, everybody, own) -> dict:
    """Time per step with all-different timelines against one common timeline."""
    ratio = []
    for _ in range(5):
        cost = []
        for courses in (own[0], own):
            begin = time.process_time()
            found = integrate(program, *everybody, courses, store=[], executor=One(), block=len(own))
            cost.append((time.process_time() - begin) / np.sum(found.steps))
        ratio.append(cost[1] / cost[0])
    return {"cost": float(np.median(ratio)) - 1.0}


def memory(people: int) -> dict:
    """Peak memory of a process that streams a cohort to disk."""
    with tempfile.TemporaryDirectory() as directory:
        command = [
            sys.executable,
            str(Path(__file__)),
            "--stream",
            str(people),
            os.environ["BENCH_CASE"],
            directory,
        ]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
    return {"people": people, **json.loads(found.stdout.splitlines()[-1])}


def stream_cohort(people: int, path: Path, directory: str) -> None:
    """Stream a cohort over one week to disk, print seconds and peak memory."""
    program, params, y0, timeline = case.load(path)
    course = days(timeline, 1)

    def supply(first: int, last: int):
        rng = np.random.default_rng([7, first])
        return params * np.exp(0.01 * rng.standard_normal((last - first, len(params)))), y0

    begin = time.perf_counter()
    last = [len(course.durations) - 1]
    stream(program, supply, people, course, directory, store=last, progress=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(json.dumps({"seconds": time.perf_counter() - begin, "peak MiB": peak}))


def best(run: Callable, times: int) -> float:
    """Shortest of several runs [s]."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        found.append(time.perf_counter() - begin)
    return min(found)


START = """
import time; begin = time.perf_counter()
import sys, pickle
from musclebalance.engine import integrate
program, params, y0, timeline = pickle.loads(open(sys.argv[1], 'rb').read())
integrate(program, params, y0, timeline, store=[0])
print(time.perf_counter() - begin)
"""


def starts() -> dict[str, float]:
    """First result of a process: with an empty cache, and with a full one."""
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "MUSCLEBALANCE_CACHE": directory}
        command = [sys.executable, "-c", START, os.environ["BENCH_CASE"]]
        found = [
            float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
            for _ in range(4)
        ]
    return {"cold": found[0], "cached": min(found[1:])}


def main() -> None:
    """Measure everything and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stream", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("case", type=Path)
    parser.add_argument("output")
    given = parser.parse_args()
    if given.stream:
        stream_cohort(given.stream, given.case, given.output)
        return
    os.environ["BENCH_CASE"] = str(given.case)
    problem = case.load(given.case)
    program, params, y0, timeline = problem
    work = Path(tempfile.mkdtemp())
    result: dict[str, object] = {
        "mode": "quick" if given.quick else "full",
        "machine": {"processor": processor(), "cpus": os.cpu_count(), "python": platform.python_version()},
        "case": {
            "states": len(program.state_names),
            "segments": len(timeline.durations),
            "operations": len(program.recipe),
        },
    }
    note("one person")
    reference = integrate(program, params, y0, timeline, tol=1e-11).states
    result |= one_person(problem, reference, given.quick, work)
    note("slow peers")
    result["slow"] = slow_peers(problem, reference, given.quick)
    note("cohort")
    result["cohort"] = cohort(problem, given.quick, work)
    note("scaling and starts")
    result["scaling"] = scaling(problem, given.quick)
    result["starts"] = starts()
    note("done")
    shutil.rmtree(work)
    Path(given.output).write_text(json.dumps(result, indent=1))


def one_person(problem, reference: np.ndarray, quick: bool, work: Path) -> dict[str, object]:
    """Times and errors of one person's course, and how far the reference is from others."""
    program, params, y0, timeline = problem
    tools, missing = tools_one_person(problem, quick, work)
    for tool in tools:
        tool.prepare(reference)
    interleaved(tools, 3 if quick else 7)
    checks = {f"{t.name} at 1e-11": error(t.run(1e-11), reference) for t in tools if t.name == "numbalsoda"}
    part = days(timeline, 0.3 if quick else 1)
    radau = integrate(program, params, y0, part, tol=1e-10, method="radau").states
    checks["SciPy Radau at 1e-10, first part of a day"] = error(radau, reference[: len(part.durations)])
    one = integrate(program, params, y0, timeline, tol=1e-3, store=[])
    table = {
        tool.name: {
            "errors": {str(t): tool.errors[t] for t in tool.tolerances},
            "seconds": {str(t): float(np.median(tool.times[t])) for t in tool.tolerances},
            "at": {str(target): tool.seconds(target) for target in TARGETS},
        }
        for tool in tools
    }
    steps = {"steps at 1e-3": one.steps, "rejected": one.rejected}
    return {"one person": table, "checks": checks, "missing": missing, "steps": steps}


def note(text: str) -> None:
    """Say on stderr what is being measured."""
    print(
        f"bench: {text} ({time.process_time():.0f} s of processor time so far)", file=sys.stderr, flush=True
    )


def processor() -> str:
    """Model name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


if __name__ == "__main__":
    main()
