"""Blocks of cases run and counted, each within a time; a case that upsets its block is found by itself."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .checks import check
from .drawing import SIZE, Case, case

#: A case that runs longer hangs [s]; a block gets as much for every ten.
HANGS = 60


@dataclass(frozen=True)
class Count:
    """What became of a block: how often what was seen, and what does not hold, by case."""

    block: int
    counts: Counter[str]
    wrong: dict[int, list[str]]


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


def count_block(seed: int, block: int, size: int = SIZE) -> Count:
    """Run the first cases of a block; when something upsets them all, each by itself."""
    cases = [case(seed, number) for number in range(block * SIZE, block * SIZE + size)]
    counts, wrong = Counter[str](), dict[int, list[str]]()
    if told := count(cases, counts, wrong):
        for one in cases:
            if alone := count([one], counts, wrong):
                wrong[one.number] = [alone]
        if not wrong:
            wrong[cases[0].number] = [f"{told}, with the cases that follow, but not alone"]
    return Count(block, counts, wrong)


def count(cases: Sequence[Case], counts: Counter[str], wrong: dict[int, list[str]]) -> str:
    """Run cases together and count them; what upset them, if something did."""
    seconds = HANGS * -(-len(cases) // 10)
    try:
        with at_most(seconds):
            found = check(cases)
    except Hang:
        counts["HANGS"] += 1
        return f"runs for more than {seconds} s"
    except Exception as foreign:
        counts["FOREIGN"] += 1
        return f"{type(foreign).__name__}: {foreign}"
    for one in found:
        counts.update([f"{one.case.kind}: {one.end}", *one.checked])
        counts["cases"] += 1
        counts["days"] += one.case.days if one.end == "simulated" else 0
        if one.wrong:
            wrong[one.case.number] = list(one.wrong)
    return ""
