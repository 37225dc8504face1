"""Values while the driver is translated: their kinds, and `ir.Lanes` for values of any kinds."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from . import ir

TRUTHS = {"d": "b", "v": "m", "e": "n"}  # kind of a comparison of two values of a kind
REALS = {truth: kind for kind, truth in TRUTHS.items()}
ROW = 8  # values moved at once
NAMES = {"truediv": "div", "maximum": "max", "minimum": "min", "absolute": "abs"}  # in `ir.Lanes`


def row_length(width: int) -> int:
    """Values in a row: one or several states of every lane's person."""
    return max(ROW, width)


@dataclass(frozen=True, slots=True)
class Value:
    """A value at run time: i (whole), d (real), v (per lane), e (row), b, m, n (truths of d, v, e)."""

    kind: str
    name: str


@dataclass(slots=True)
class Operands:
    """Operations on values of all kinds, for one number of lanes."""

    block: ir.Block
    width: int

    def type(self, kind: str) -> str:
        """Machine type of a kind."""
        if kind in ("", "i"):
            return "i64" if kind else "void"
        return ir.vector(self.lanes(kind), "i1" if kind in REALS else "double")

    def lanes(self, kind: str) -> int:
        """Number of lanes of a kind."""
        return self.width if kind in ("v", "m") else row_length(self.width) if kind in ("e", "n") else 1

    def on(self, kind: str) -> ir.Lanes:
        """Arithmetic on values of a kind."""
        return ir.Lanes(self.block, self.lanes(kind))

    def operand(self, kind: str, value: Any) -> str:
        """Operand of a kind, from a value of another one or a Python number."""
        if not isinstance(value, Value):
            if kind in TRUTHS:
                return ir.number(float(value), self.lanes(kind))
            return str(int(value)) if kind == "i" else str(bool(value)).lower()
        if value.kind == "i" and kind in TRUTHS:
            value = Value("d", self.block.emit(f"sitofp i64 {value.name} to double"))
        have, lanes = self.lanes(value.kind), self.lanes(kind)
        families = [("i" if k == "i" else "real" if k in TRUTHS else "truth") for k in (value.kind, kind)]
        if families[0] != families[1] or have > lanes:
            raise SyntaxError(f"the driver uses a value of kind {value.kind} where {kind} is needed")
        if have == lanes:
            return str(value.name)
        return self.block.repeated("double" if kind in TRUTHS else "i1", value.name, have, lanes)

    def typed(self, kind: str, value: Any) -> str:
        """The operand after its type."""
        return f"{self.type(kind)} {self.operand(kind, value)}"

    def apply(self, name: str, *values: Any) -> Any:
        """An operation named as in Python's `operator` or in `lanes`; done now if all values are known."""
        if not any(isinstance(value, Value) for value in values):
            return getattr(operator, name)(*values)
        kind = common(*values)
        operands = [self.operand(kind, value) for value in values]
        if name in ("lt", "le", "gt", "ge", "eq", "ne"):
            if kind == "i":
                code = name if name in ("eq", "ne") else f"s{name}"
                return Value("b", self.block.emit(f"icmp {code} i64 {', '.join(operands)}"))
            code = "une" if name == "ne" else f"o{name}"
            return Value(TRUTHS[kind], self.on(kind).compare(code, *operands))
        if kind == "i":
            return Value("i", self.block.emit(f"{name} i64 {', '.join(operands)}"))
        return Value(kind, getattr(self.on(kind), NAMES.get(name, name))(*operands))

    def select(self, mask: Any, a: Any, b: Any) -> Value:
        """`a` in lanes where the mask holds, else `b`."""
        kind = common(Value(REALS[mask.kind], ""), a, b)
        mask, a, b = (self.operand(k, v) for k, v in ((TRUTHS[kind], mask), (kind, a), (kind, b)))
        return Value(kind, self.on(kind).select(mask, a, b))

    def together(self, how: str, *values: Any) -> Any:
        """Truth of all values ("and") or of any ("or"); all are evaluated."""
        kinds = [value.kind for value in values if isinstance(value, Value)]
        if not kinds:
            return all(values) if how == "and" else any(values)
        kind = min(kinds, key="nmb".index)
        name = self.operand(kind, values[0])
        for value in values[1:]:
            name = self.block.emit(f"{how} {self.type(kind)} {name}, {self.operand(kind, value)}")
        return Value(kind, name)

    def negation(self, truth: Any) -> Any:
        """Whether a truth, not of lanes, does not hold."""
        if not isinstance(truth, Value):
            return not truth
        return Value("b", self.block.emit(f"xor {self.typed('b', truth)}, true"))

    def some(self, mask: Value) -> Value:
        """Whether a mask holds in any lane."""
        if mask.kind == "b" or self.width == 1:
            return Value("b", mask.name)
        call = f"call i1 @llvm.vector.reduce.or.v{self.width}i1({self.type('m')} {mask.name})"
        return Value("b", self.block.emit(call))

    def largest(self, row: Value) -> Value:
        """Largest element of a row for each lane: a row may hold several states of one person."""
        count, name = row_length(self.width), self.operand("e", row)
        while count > self.width:
            wide, count = ir.Lanes(self.block, count), count // 2
            name = ir.Lanes(self.block, count).max(*(wide.part(name, first, count) for first in (0, count)))
        return Value("v", name)


def common(*values: Any) -> str:
    """Kind in which values meet."""
    kinds = [v.kind if isinstance(v, Value) else ("i" if isinstance(v, int) else "d") for v in values]
    return min(kinds, key="evdinmb".index)
