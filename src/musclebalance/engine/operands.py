"""Values while the driver is translated: their kinds, and arithmetic between kinds."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from . import ir

TRUTHS = {"d": "b", "v": "m", "e": "n"}  # kind of a comparison of two values of a kind
ROW = 8  # values moved at once
_COMPARE = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne"}
_ARITHMETIC = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}


def row_length(width: int) -> int:
    """Values in a row: one or several states of every lane's person."""
    return max(ROW, width)


@dataclass(frozen=True, slots=True)
class Value:
    """A value at run time: i (whole), d (real), v (per lane), e (row), b, m, n (truths of d, v, e)."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Operands:
    """Arithmetic on values of all kinds, for one number of lanes."""

    block: ir.Block
    width: int

    def type(self, kind: str) -> str:
        """Machine type of a kind."""
        if not kind:
            return "void"
        if kind == "i":
            return "i64"
        return ir.vector(self.lanes(kind), "i1" if kind in TRUTHS.values() else "double")

    def lanes(self, kind: str) -> int:
        """Number of lanes of a kind."""
        row = row_length(self.width)
        return {"v": self.width, "m": self.width, "e": row, "n": row}.get(kind, 1)

    def operand(self, kind: str, value: Any) -> str:
        """Operand of a kind, from a value of another one or a Python number."""
        if not isinstance(value, Value):
            if kind in TRUTHS:
                return ir.number(float(value), self.lanes(kind))
            return str(int(value)) if kind == "i" else str(bool(value)).lower()
        if value.kind == "i" and kind in TRUTHS:
            value = Value("d", self.block.emit(f"sitofp i64 {value.name} to double"))
        real = kind in TRUTHS
        if (value.kind in TRUTHS) != real or (value.kind == "i") != (kind == "i"):
            raise SyntaxError(f"the driver uses a value of kind {value.kind} where {kind} is needed")
        if self.lanes(value.kind) == self.lanes(kind):
            return str(value.name)
        if self.lanes(value.kind) > self.lanes(kind):
            raise SyntaxError(f"the driver uses a value of kind {value.kind} where {kind} is needed")
        return self._repeated(
            "double" if real else "i1", value.name, self.lanes(value.kind), self.lanes(kind)
        )

    def _repeated(self, kind: str, name: str, have: int, lanes: int) -> str:
        """A value again and again, until the lanes are full."""
        few = ir.vector(max(have, 2), kind)
        if have == 1:
            name = self.block.emit(f"insertelement {few} poison, {kind} {name}, i64 0")
        places = ", ".join(f"i32 {lane % have}" for lane in range(lanes))
        return self.block.emit(f"shufflevector {few} {name}, {few} poison, <{lanes} x i32> <{places}>")

    def unary(self, op: ast.unaryop, value: Any) -> Any:
        """`-value` or `not value`."""
        if not isinstance(value, Value):
            return not value if isinstance(op, ast.Not) else -value
        if isinstance(op, ast.Not):
            return Value(value.kind, self.block.emit(f"xor i1 {self.operand('b', value)}, true"))
        return Value(value.kind, self.block.emit(f"fneg {self.type(value.kind)} {value.name}"))

    def binary(self, op: ast.operator, a: Any, b: Any) -> Any:
        """Sum, difference, product, quotient, or truth of both or of one."""
        if isinstance(op, ast.BitAnd | ast.BitOr):
            return self.together("and" if isinstance(op, ast.BitAnd) else "or", [a, b])
        name = _ARITHMETIC[type(op)]
        if not isinstance(a, Value) and not isinstance(b, Value):
            return {"add": a.__add__, "sub": a.__sub__, "mul": a.__mul__, "div": a.__truediv__}[name](b)
        kind = common(a, b)
        name = name if kind == "i" else f"f{name}"
        return Value(
            kind,
            self.block.emit(f"{name} {self.type(kind)} {self.operand(kind, a)}, {self.operand(kind, b)}"),
        )

    def together(self, how: str, values: list[Any]) -> Any:
        """Truth of all values ("and") or of any ("or"); all are evaluated."""
        if not any(isinstance(v, Value) for v in values):
            return all(values) if how == "and" else any(values)
        kind = next(k for k in "nmb" if any(isinstance(v, Value) and v.kind == k for v in values))
        name = self.operand(kind, values[0])
        for value in values[1:]:
            name = self.block.emit(f"{how} {self.type(kind)} {name}, {self.operand(kind, value)}")
        return Value(kind, name)

    def compare(self, op: ast.cmpop, a: Any, b: Any) -> Any:
        """Truth of a comparison."""
        how = _COMPARE[type(op)]
        if not isinstance(a, Value) and not isinstance(b, Value):
            return {"lt": a < b, "le": a <= b, "gt": a > b, "ge": a >= b, "eq": a == b, "ne": a != b}[how]
        kind = common(a, b)
        if kind == "i":
            code = how if how in ("eq", "ne") else f"s{how}"
            return Value(
                "b", self.block.emit(f"icmp {code} i64 {self.operand('i', a)}, {self.operand('i', b)}")
            )
        code = "une" if how == "ne" else f"o{how}"
        text = f"fcmp {code} {self.type(kind)} {self.operand(kind, a)}, {self.operand(kind, b)}"
        return Value(TRUTHS[kind], self.block.emit(text))

    def arithmetic(self, name: str, values: list[Any]) -> Value:
        """One of the functions of `lanes` that has no place in memory."""
        kinds = {v.kind for v in values if isinstance(v, Value)}
        kind = "e" if kinds & {"e", "n"} else "v" if kinds & {"v", "m"} else "d"
        lanes = ir.Lanes(self.block, self.lanes(kind))
        if name == "select":
            mask = self.operand(TRUTHS[kind], values[0])
            return Value(kind, lanes.select(mask, *(self.operand(kind, v) for v in values[1:])))
        method = getattr(lanes, {"maximum": "max", "minimum": "min", "absolute": "abs"}.get(name, name))
        return Value(kind, method(*(self.operand(kind, v) for v in values)))

    def some(self, mask: Value) -> str:
        """Whether a mask holds in any lane."""
        if mask.kind == "b" or self.width == 1:
            return mask.name
        return self.block.emit(
            f"call i1 @llvm.vector.reduce.or.v{self.width}i1(<{self.width} x i1> {mask.name})"
        )

    def largest(self, name: str) -> str:
        """Largest element of a row, when a row holds one person's states."""
        count = row_length(self.width)
        while count > self.width:
            count //= 2
            halves = []
            for first in (0, count):
                places = ", ".join(f"i32 {k}" for k in range(first, first + count))
                wide = f"<{2 * count} x double>"
                text = f"shufflevector {wide} {name}, {wide} poison, <{count} x i32> <{places}>"
                halves.append(self.block.emit(text))
            if count == 1:
                halves = [self.block.emit(f"extractelement <1 x double> {half}, i64 0") for half in halves]
            name = ir.Lanes(self.block, count).max(*halves)
        return name

    def scaled(self, place: Any, lanes: int) -> str:
        """Index of the first element of a value that fills some lanes."""
        at = self.operand("i", place)
        return at if lanes == 1 else self.block.emit(f"mul i64 {at}, {lanes}")


def common(a: Any, b: Any) -> str:
    """Kind in which two values meet."""
    kinds = [v.kind if isinstance(v, Value) else ("i" if isinstance(v, int) else "d") for v in (a, b)]
    return next(kind for kind in "evdi" if kind in kinds)
