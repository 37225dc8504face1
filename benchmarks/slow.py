"""Peers that take many seconds: the first days of the course only, scaled to the whole.

Each runs in a process of its own: one that crashes or never ends costs its row in the table and nothing else.
`slow.py CASE REFERENCE NAME DAYS ROUNDS` prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import case
import numpy as np
import peers
from measuring import Tool, error, interleaved, note

# maker, tolerances at which the search for the errors 1e-4 and 1e-6 begins, days of the full run
PEERS = {
    "scipy LSODA (odeint)": (lambda *a: peers.scipy(*a, "LSODA"), (3e-5, 3e-7), 7),
    "libroadrunner (CVODE)": (peers.roadrunner, (1e-6, 1e-8), 1),
    "scipy Radau": (lambda *a: peers.scipy(*a, "Radau"), (3e-3, 3e-6), 2),
    "diffrax Kvaerno5": (peers.diffrax, (1e-4, 1e-6), 1),
}
QUICK = ("scipy LSODA (odeint)",)
TIMEOUT = {True: 60.0, False: 300.0}  # [s], quick and full


def measure(problem: Path, reference: Path, quick: bool) -> dict[str, dict]:
    """Every slow peer's table, or the reason why it could not be measured."""
    found = {}
    for name in QUICK if quick else PEERS:
        note(f"  {name}")
        days, rounds = (1, 1) if quick else (PEERS[name][2], 3)
        command = [sys.executable, __file__, str(problem), str(reference), name, str(days), str(rounds)]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT[quick])
            last = [line for line in run.stderr.splitlines() if line.strip()][-1:]
            why = last[0][:200] if last else f"the process ended with code {run.returncode}"
            found[name] = json.loads(run.stdout.splitlines()[-1]) if run.returncode == 0 else {"missing": why}
        except subprocess.TimeoutExpired:
            found[name] = {"missing": f"not finished within {TIMEOUT[quick]:.0f} s"}
    return found


def one(problem: Path, reference: Path, name: str, days: float, rounds: int) -> dict:
    """Times at the wanted errors, scaled from the first days to the whole course by segments."""
    program, params, y0, timeline = case.load(problem)
    part = case.days(timeline, days)
    wanted = np.load(reference)[: len(part.durations)]
    maker, guesses, _ = PEERS[name]
    run = maker(program, part)
    more = {"reference": wanted} if name.startswith("diffrax") else {}
    failures: list[str] = []

    def check(tol: float) -> float:
        try:
            return error(run(params, y0, tol, **more), wanted)
        except (RuntimeError, ValueError, ArithmeticError) as problem_:  # gave up at this tolerance
            failures.append(f"{type(problem_).__name__} at tolerance {tol:g}: {problem_}"[:200])
            return float("inf")

    tool = Tool(name, lambda tol: run(params, y0, tol, **more), check, guesses)
    tool.prepare()
    interleaved([tool], rounds)
    table = tool.table()
    if all(value is None for value in table["at"].values()) and failures:
        return {"missing": failures[0]}
    scale = len(timeline.durations) / len(part.durations)
    for key in ("seconds", "at"):
        table[key] = {k: None if v is None else v * scale for k, v in table[key].items()}
    return {**table, "days": float(part.ends[-1] / 86400.0)}


if __name__ == "__main__":
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    result = one(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]), int(sys.argv[5]))
    print(json.dumps(result))
