"""Order of a function's instructions: results ready when they are needed, few values waiting.

A kernel's functions are long and have no branches. Processors look ahead over a few hundred instructions,
and LLVM orders such functions so that few values wait, which leaves arithmetic units idle for a third of the
time. The order here is that of a list scheduler: of the instructions whose operands are ready, the one with
the longest way to the end comes first; when as many values wait as there are registers, one that ends a
value's life. The results do not depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LATENCY = {"fadd": 3, "fsub": 3, "fmul": 3, "fma": 4, "fdiv": 13, "sqrt": 20, "shufflevector": 2}  # cycles
TOGETHER = 2  # instructions begun in one cycle
REGISTERS = 10  # values that may wait before pressure counts (of 16; the others hold constants and copies)
SOON = 8  # cycles within which a result counts as ready when registers are short
_NAME = re.compile(r"%t\d+")


@dataclass(slots=True)
class _Instruction:
    """A line, what it needs, and who needs it; addresses and loads are printed with their first reader."""

    text: str
    operands: list[_Instruction]
    light: bool
    latency: int
    readers: list[_Instruction] = field(default_factory=list)
    height: int = 0  # cycles to the end of the function
    waiting: int = 0  # operands not computed yet
    unread: int = 0  # readers not computed yet
    ready: int = 0  # cycle in which the last operand is known
    printed: bool = False


def ordered(lines: Sequence[str]) -> list[str]:
    """The lines of a function without branches that reads no memory it writes, in a better order."""
    instructions = _parse(lines)
    order = _Order()
    pool = [one for one in instructions if not one.light and one.waiting == 0]
    while pool:
        best = order.best(pool)
        pool.remove(best)
        pool += order.take(best)
    return order.lines


def _parse(lines: Sequence[str]) -> list[_Instruction]:
    known: dict[str, _Instruction] = {}
    instructions = []
    for text in lines:
        target, equals, body = text.partition(" = ")
        operands = [known[name] for name in dict.fromkeys(_NAME.findall(body if equals else text))]
        kind = body.split(" ", 1)[0] if equals else ""
        if kind == "call":
            kind = next((name for name in ("fma", "sqrt") if f"@llvm.{name}." in body), kind)
        light = kind in ("load", "getelementptr") or (kind in ("add", "mul") and " i64 " in body)
        one = _Instruction(text, operands, light, LATENCY.get(kind, 1))
        instructions.append(one)
        for operand in operands:
            operand.readers.append(one)
        if equals:
            known[target.strip()] = one
    for one in reversed(instructions):
        one.height = one.latency + max((reader.height for reader in one.readers), default=0)
        one.operands.sort(key=lambda operand: operand.light)
        one.waiting = sum(not operand.light for operand in one.operands)
        one.unread = sum(not reader.light for reader in one.readers)
    return instructions


@dataclass(slots=True)
class _Order:
    lines: list[str] = field(default_factory=list)
    now: float = 0.0
    alive: int = 0  # values that wait for a reader

    def best(self, pool: list[_Instruction]) -> _Instruction:
        """The instruction to come next."""
        if self.alive >= REGISTERS:
            soon = [(one, _growth(one)) for one in pool if one.ready <= self.now + SOON]
            least = min((growth for _, growth in soon), default=1)
            if least < 0:
                return max((one for one, growth in soon if growth == least), key=_height)
            calm = [one for one in pool if _growth(one) <= 0]
            if calm:
                return max(calm, key=lambda one: one.height - max(0.0, one.ready - self.now))
        self.now = max(self.now, min(one.ready for one in pool))
        return max((one for one in pool if one.ready <= self.now), key=_height)

    def take(self, one: _Instruction) -> list[_Instruction]:
        """Print an instruction; return those that wait for nothing else."""
        self._print(one)
        done = max(self.now, one.ready) + one.latency
        for operand in one.operands:
            operand.unread -= 1
            self.alive -= not operand.light and operand.unread == 0
        self.alive += bool(one.readers)
        free = []
        for reader in one.readers:
            reader.ready = max(reader.ready, int(done))
            reader.waiting -= 1
            if reader.waiting == 0 and not reader.light:
                free.append(reader)
        self.now += 1.0 / TOGETHER
        return free

    def _print(self, one: _Instruction) -> None:
        for operand in one.operands:
            if operand.light and not operand.printed:
                self._print(operand)
        one.printed = True
        self.lines.append(one.text)


def _height(one: _Instruction) -> int:
    return one.height


def _growth(one: _Instruction) -> int:
    """By how much an instruction changes the number of waiting values."""
    ended = sum(not operand.light and operand.unread == 1 for operand in one.operands)
    return bool(one.readers) - ended
