"""Order of a function's instructions: results ready when they are needed, few values waiting.

A kernel's functions are long and have no branches, and LLVM orders such functions so that few values wait,
which leaves arithmetic units idle for a third of the time. Here a list scheduler orders them: of the
instructions whose operands are known, the one with the longest way to the end comes first; while as many
values wait as there are registers, one that ends values' lives. The results do not depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LATENCY = {"fadd": 3, "fsub": 3, "fmul": 3, "fma": 4, "fdiv": 13, "sqrt": 20, "shufflevector": 2}  # cycles
TOGETHER = 2  # instructions begun in one cycle
REGISTERS = 10  # values that may wait before pressure counts (of 16; the others hold constants and copies)
SOON = 8  # cycles within which a result counts as ready when registers are short
LINE = re.compile(r" *(?:(%t\d+) = )?(?:call .*?@llvm\.)?(\w+)(.*)")  # result, kind, operands


@dataclass(slots=True, eq=False)
class Instruction:
    """A line, what it reads, what reads it; *light* ones (addresses, loads) come with their first reader."""

    text: str
    latency: int
    light: bool
    operands: list[Instruction]
    readers: list[Instruction] = field(default_factory=list)
    height: int = 0  # cycles from its start to the end of the function
    waiting: int = 0  # operands to come, light ones not counted
    unread: int = 0  # readers to come
    ready: float = 0.0  # cycle in which its operands are known
    printed: bool = False

    def growth(self) -> int:
        """By how much it changes the number of waiting values."""
        return bool(self.readers) - sum(not one.light and one.unread == 1 for one in self.operands)


def parse(lines: Sequence[str]) -> list[Instruction]:
    """Instructions of a function, in the order of its lines."""
    known: dict[str, Instruction] = {}
    instructions = []
    for text in lines:
        name, kind, rest = LINE.match(text).groups()  # type: ignore[union-attr]
        operands = [known[operand] for operand in dict.fromkeys(re.findall(r"%t\d+", rest))]
        light = kind in ("load", "getelementptr") or (kind in ("add", "mul") and " i64 " in rest)
        light = light and all(
            operand.light for operand in operands
        )  # whole numbers of a value's bits are not
        known[name] = Instruction(text, LATENCY.get(kind, 1), light, operands)
        instructions.append(known[name])
        for operand in operands:
            operand.readers.append(known[name])
    for one in reversed(instructions):
        one.height = one.latency + max((reader.height for reader in one.readers), default=0)
        one.waiting = sum(not operand.light for operand in one.operands)
        one.unread = sum(not reader.light for reader in one.readers)
    return instructions


def ordered(lines: Sequence[str]) -> list[str]:
    """The lines of a function without branches that reads no memory it writes, in a better order."""
    pool = [one for one in parse(lines) if not one.light and one.waiting == 0]
    order: list[str] = []
    now, alive = 0.0, 0
    while pool:
        calm = [one for one in pool if one.growth() <= 0] if alive >= REGISTERS else []
        if calm:
            best = max(calm, key=lambda one: _relief(one, now))
        else:
            now = max(now, min(one.ready for one in pool))
            best = max((one for one in pool if one.ready <= now), key=lambda one: one.height)
        pool.remove(best)
        _print(best, order)
        for operand in best.operands:
            operand.unread -= 1
            alive -= not operand.light and operand.unread == 0
        alive += bool(best.readers)
        for reader in best.readers:
            reader.ready = max(reader.ready, max(now, best.ready) + best.latency)
            reader.waiting -= 1
            if reader.waiting == 0 and not reader.light:
                pool.append(reader)
        now += 1.0 / TOGETHER
    return order


def _relief(one: Instruction, now: float) -> tuple[int, float]:
    """Rank when registers are short: values whose life it ends soon, then the way to the end."""
    late = max(0.0, one.ready - now)
    return (-one.growth() if late <= SOON else 0, one.height - late)


def _print(one: Instruction, order: list[str]) -> None:
    """A line, after the addresses and loads it needs."""
    for operand in one.operands:
        if operand.light and not operand.printed:
            _print(operand, order)
    one.printed = True
    order.append(one.text)
