"""Time against people, days, threads and own timelines; memory of streamed cohorts; first results.

`scaling.py CASE PEOPLE DIRECTORY` streams a cohort to disk and prints seconds and peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import case
import numpy as np
from measuring import best, note

from musclebalance import engine
from musclebalance.engine import PackedTimeline, stream

THREADED = 256  # people of the measurements on threads

integrate = partial(engine.integrate, progress=False)


class One:
    """Runs everything on one thread, for figures per thread."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)

    def submit(self, function, /, *args):
        return self._pool.submit(function, *args)


def scaling(path: Path, quick: bool) -> dict:
    """Everything about how time and memory grow."""
    program, params, y0, timeline = case.load(path)
    week = case.days(timeline, 7)
    result: dict[str, dict] = {"people": {}, "days": {}, "threads": {}}
    for count in (1, 10, 100, 1000) if quick else (1, 10, 100, 1000, 10_000, 100_000):
        note(f"  {count} people")
        everybody = case.people(params, y0, count)
        times = 3 if count < 1000 else 1
        result["people"][count] = best(lambda e=everybody: integrate(program, *e, week, store=[]), times)
    for length in (7, 84, 336, 1000):
        course = case.days(timeline, length)
        result["days"][length] = best(lambda c=course: integrate(program, params, y0, c, store=[]), 3)
    note("  threads and own timelines")
    everybody = case.people(params, y0, THREADED)
    result["threads"] = threads(path, program, everybody, week)
    rng = np.random.default_rng(1)
    own = []
    for _ in range(THREADED):
        order = rng.permutation(len(week.durations))
        own.append(PackedTimeline(week.durations[order], week.rows[order], week.table))
    result["own timelines"] = own_timelines(program, everybody, own)
    result["memory"] = {}
    for count in (10_000,) if quick else (10_000, 100_000, 1_000_000):
        note(f"  {count} people streamed to disk")
        result["memory"][count] = memory(path, count)
    return result


def threads(path: Path, program, everybody, week) -> dict[str, float]:
    """Wall seconds with one thread, two threads, and two processes with half of the people each, in turn.

    Two processes share nothing but the machine: they show whether its second core is free. Shortest of five.
    """
    found: dict[str, float] = {}
    half = [values[: len(values) // 2] for values in everybody]
    child = subprocess.Popen(
        [sys.executable, __file__, str(path), "half"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run(people, pool) -> None:
        integrate(program, *people, week, store=[], executor=pool, block=32)

    def beside(pool) -> None:
        print("again", file=child.stdin, flush=True)
        run(half, pool)
        child.stdout.readline()

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(2) as two, child:
        child.stdout.readline()
        for _ in range(5):
            for name, work in (
                ("1 thread", lambda: run(everybody, one)),
                ("2 threads", lambda: run(everybody, two)),
                ("2 processes", lambda: beside(one)),
            ):
                found[name] = min(found.get(name, np.inf), best(work, 1))
        child.stdin.close()
    return found


def other_half(path: Path) -> None:
    """Solve the second half of the people whenever a line comes in."""
    program, params, y0, timeline = case.load(path)
    half = [values[THREADED // 2 :] for values in case.people(params, y0, THREADED)]
    week = case.days(timeline, 7)
    with ThreadPoolExecutor(1) as one:
        print("ready", flush=True)
        for _ in sys.stdin:
            integrate(program, *half, week, store=[], executor=one, block=32)
            print("done", flush=True)


def own_timelines(program, everybody, own) -> dict[str, float]:
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


def memory(path: Path, people: int) -> dict[str, float]:
    """Seconds, peak memory and bytes on disk of a process that streams a cohort over one day."""
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, __file__, str(path), str(people), directory]
        found = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if found.returncode:
            return {"missing": f"the process ended with code {found.returncode}"}
        disk = sum(file.stat().st_size for file in Path(directory).iterdir()) / 2**20
    return {"disk MiB": disk, **json.loads(found.stdout.splitlines()[-1])}


def stream_cohort(path: Path, people: int, directory: str) -> dict[str, float]:
    """Stream a cohort over one day to disk and read one state of everybody back."""
    program, params, y0, timeline = case.load(path)
    course = case.days(timeline, 1)

    def supply(first: int, last: int):
        rng = np.random.default_rng([7, first])
        return params * np.exp(0.01 * rng.standard_normal((last - first, len(params)))), y0

    begin = time.perf_counter()
    last = [len(course.durations) - 1]
    kept = stream(program, supply, people, course, directory, store=last, progress=False)
    seconds = time.perf_counter() - begin
    if not (kept.complete and np.isfinite(kept["angle"]).all()):
        raise RuntimeError("the streamed cohort is not whole.")
    return {"seconds": seconds, "peak MiB": peak_memory()}


def peak_memory() -> float:
    """Largest resident memory of this process [MiB].

    Linux's own mark where there is one: getrusage hands a new process its parent's peak.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024.0
    except (OSError, StopIteration):
        unit = 2**20 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


START = """
import time; begin = time.perf_counter()
import sys, pickle
from musclebalance.engine import integrate
program, params, y0, timeline = pickle.loads(open(sys.argv[1], 'rb').read())
integrate(program, params, y0, timeline, store=[0])
print(time.perf_counter() - begin)
"""


def starts(path: Path) -> dict[str, float]:
    """First result of a process: with an empty cache, and with a full one."""
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "MUSCLEBALANCE_CACHE": directory}
        command = [sys.executable, "-c", START, str(path)]
        found = [
            float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
            for _ in range(4)
        ]
    return {"cold": found[0], "cached": min(found[1:])}


if __name__ == "__main__":
    if sys.argv[2] == "half":
        other_half(Path(sys.argv[1]))
    else:
        print(json.dumps(stream_cohort(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
