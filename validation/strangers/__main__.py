"""``python3 dev.py strangers [--cases N] [--seed S] [--record FILE]``: run cases, go on where it was left."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from musclebalance.core.writing import write_text

from .checks import check
from .drawing import case

#: A case that runs longer hangs [s].
HANGS = 60
#: Cases after which the count is written.
EVERY = 50


class Hang(BaseException):
    """A case ran for too long."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise `Hang` after so long, where the system has an alarm."""
    if not hasattr(signal, "alarm"):
        yield
        return

    def ring(*_: Any) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def one(seed: int, number: int, counts: Counter[str]) -> list[str]:
    """Run a case, count it, and return what does not hold."""
    try:
        with at_most(HANGS):
            found = check(case(seed, number))
    except Hang:
        counts["HANGS"] += 1
        return [f"runs for more than {HANGS} s"]
    except Exception as foreign:
        counts["FOREIGN"] += 1
        return [f"{type(foreign).__name__}: {foreign}"]
    counts.update([f"{found.case.kind}: {found.end}", *found.checked])
    counts["cases"] += 1
    counts["days"] += found.case.days if found.end == "simulated" else 0
    return list(found.wrong)


def main(arguments: list[str]) -> int:
    """Run cases and print the count; 1 when something does not hold."""
    parser = argparse.ArgumentParser(prog="strangers", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000, help="cases in all, those of the record included")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--record", type=Path, default=Path("out/strangers.json"), help="the count, kept here"
    )
    given = parser.parse_args(arguments)
    kept: dict[str, Any] = {"seed": given.seed, "next": 0, "counts": {}, "wrong": {}}
    if given.record.exists():
        kept = json.loads(given.record.read_text("utf-8"))
        if kept["seed"] != given.seed:
            parser.error(
                f"{given.record} counts cases of seed {kept['seed']}; give that seed, or another --record."
            )
    given.record.parent.mkdir(parents=True, exist_ok=True)
    counts = Counter(kept["counts"])
    for number in range(kept["next"], given.cases):
        wrong = one(given.seed, number, counts)
        if wrong:
            kept["wrong"][str(number)] = wrong
            print(f"case {number}: {'; '.join(wrong)}", flush=True)
        kept |= {"next": number + 1, "counts": dict(sorted(counts.items()))}
        if wrong or number % EVERY == EVERY - 1 or number == given.cases - 1:
            write_text(given.record, json.dumps(kept, indent=1))
    print(json.dumps(kept["counts"], indent=1))
    print(f"{len(kept['wrong'])} of {kept['next']} cases of seed {given.seed} do not hold")
    return 1 if kept["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
