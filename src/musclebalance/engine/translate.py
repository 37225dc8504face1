"""From the driver's Python to machine instructions, for any number of lanes.

Only what `rosenbrock` needs is known: whole and real numbers, one value or truth value per lane, arrays of
the task, `if`, `while`, `for ... in range(...)`, and loops written out (`unroll`). Anything else raises at
translation.
"""

from __future__ import annotations

import ast
import inspect
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from . import ir
from .lanes import ARRAYS
from .layout import SIGNATURES

FIELDS = {name: (k, "d" if kind is float else "i") for k, (name, kind) in enumerate(ARRAYS.items())}
OPERATORS: dict[type[ast.AST], str] = {  # in Python's `operator`
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.Lt: "lt", ast.LtE: "le",
    ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne",
}  # fmt: skip
Place = tuple[str, str]  # kind, and address with alias marks
TRUTHS = {"d": "b", "v": "m", "e": "n"}  # kind of a comparison of two values of a kind
REALS = {truth: kind for kind, truth in TRUTHS.items()}
ROW = 8  # values moved at once
NAMES = {"truediv": "div", "maximum": "max", "minimum": "min", "absolute": "abs"}  # in `ir.Lanes`
KINDS = {"int": "i", "float": "d", "bool": "b", "Lanes": "v", "Mask": "m", "Row": "e", "None": ""}


def translate(module: ModuleType, constants: dict[str, Any], width: int, fused: bool = True) -> str:
    """Text of every function of the driver."""
    tree = ast.parse(inspect.getsource(module))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    scope = {name: value for name, value in vars(module).items() if name.isupper()}
    text = []
    for node in functions.values():
        block = ir.Block(fused=fused)
        text.append(_Function(block, Operands(block, width), functions, scope, constants).translate(node))
    return "\n\n".join([*text, _aliases()])


def _aliases() -> str:
    """Every array of the task is memory of its own."""
    count = len(FIELDS)
    lines = ['!0 = !{!"task"}', *(f'!{k + 1} = !{{!"{name}", !0}}' for name, (k, _) in FIELDS.items())]
    for k in range(count):
        others = ", ".join(f"!{j + 1}" for j in range(count) if j != k)
        lines += [f"!{count + 1 + 2 * k} = !{{!{k + 1}}}", f"!{count + 2 + 2 * k} = !{{{others}}}"]
    return "\n".join(lines)


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


@dataclass(slots=True)
class _Function:
    block: ir.Block
    values: Operands
    functions: dict[str, ast.FunctionDef]
    scope: dict[str, Any]
    constants: dict[str, Any]
    entry: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)  # name -> kind
    fixed: dict[str, Any] = field(default_factory=dict)  # loop counters of `unroll`
    arrays: dict[str, str] = field(default_factory=dict)
    returns: str = ""

    def translate(self, node: ast.FunctionDef) -> str:
        """Text of one function."""
        self.returns = _kind(node.returns)
        arguments = []
        for arg in node.args.args:
            if arg.arg == "task":
                arguments.append("ptr %task")
            elif arg.arg != "model":
                kind = _kind(arg.annotation)
                arguments.append(f"{self.values.type(kind)} %{arg.arg}")
                self._assign(arg.arg, Value(kind, f"%{arg.arg}"))
        self._body(node.body)
        self.block.do("unreachable" if self.returns else "ret void")
        linkage = "" if node.name == "advance" else "internal "
        head = f"define {linkage}{self.values.type(self.returns)} @{node.name}"
        head += f"({', '.join(arguments)}) nounwind {{"
        return "\n".join([head, "entry:", *self.entry, *self.block.lines, "}"])

    # statements

    def _body(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Expr(value=value):
                self._value(value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                for target, value in zip(targets, [self._value(v) for v in values], strict=True):
                    self._put(target, value)
            case ast.Assign(targets=[target], value=value):
                self._put(target, self._value(value))
            case ast.If(test=test, body=body, orelse=orelse):
                self._if(test, body, orelse)
            case ast.While(test=test, body=body):
                self._loop(lambda: self._value(test), lambda: self._body(body))
            case ast.For(
                target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id=how), args=args), body=body
            ):
                self._for(name, how, args, body)
            case ast.Return(value=ast.expr() as value):
                self.block.do(f"ret {self.values.typed(self.returns, self._value(value))}")
                self._label(self._new("dead"))
            case _:
                raise SyntaxError(f"the driver may not use: {ast.unparse(node)}")

    def _put(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Name):
            self._assign(target.id, value)
        elif isinstance(target, ast.Subscript):
            self._store(self._place(target.value, target.slice), value)

    def _assign(self, name: str, value: Any) -> None:
        if name not in self.variables:
            self.variables[name] = common(value)
            self.entry.append(f"  %var.{name} = alloca {self.values.type(common(value))}")
        self.block.do(f"store {self.values.typed(self.variables[name], value)}, ptr %var.{name}")

    def _if(self, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
        condition = self._value(test)
        if not isinstance(condition, Value):
            self._body(body if condition else orelse)
            return
        yes, no, end = (self._new(name) for name in ("yes", "no", "end"))
        self.block.do(f"br {self.values.typed('b', condition)}, label %{yes}, label %{no}")
        for label, part in ((yes, body), (no, orelse)):
            self._label(label, jump=False)
            self._body(part)
            self.block.do(f"br label %{end}")
        self._label(end, jump=False)

    def _loop(self, test: Callable[[], Any], body: Callable[[], None]) -> None:
        again, inside, end = (self._new(name) for name in ("again", "inside", "end"))
        self._label(again)
        self.block.do(f"br {self.values.typed('b', test())}, label %{inside}, label %{end}")
        self._label(inside, jump=False)
        body()
        self.block.do(f"br label %{again}")
        self._label(end, jump=False)

    def _for(self, name: str, how: str, args: list[ast.expr], body: list[ast.stmt]) -> None:
        bounds = [self._value(arg) for arg in args]
        first, last = bounds if len(bounds) == 2 else (0, bounds[0])
        if how == "unroll":
            for value in range(first, last):
                self.fixed[name] = value
                self._body(body)
            self.fixed.pop(name, None)
            return
        self._assign(name, first)
        limit = Value("i", self.values.operand("i", last))

        def once() -> None:
            self._body(body)
            self._assign(name, self.values.apply("add", self._read(name), 1))

        self._loop(lambda: self.values.apply("lt", self._read(name), limit), once)

    # expressions

    def _value(self, node: ast.expr) -> Any:
        """Value of an expression: a `Value`, or a Python object when it is known now."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self._read(name)
            case ast.Attribute(value=ast.Name(id="model"), attr=name):
                return self.constants[name]
            case ast.Subscript(value=ast.Attribute() as array, slice=place):
                return self._load(self._place(array, place))
            case ast.Subscript(value=value, slice=place):
                return self._value(value)[self._value(place)]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.values.apply("neg", self._value(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.values.negation(self._value(operand))
            case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr() as op, right=right):
                return self._together(op, left, right)
            case ast.BoolOp(op=op, values=values):
                return self._together(op, *values)
            case (
                ast.BinOp(left=left, op=op, right=right)
                | ast.Compare(left=left, ops=[op], comparators=[right])
            ) if type(op) in OPERATORS:
                return self.values.apply(OPERATORS[type(op)], self._value(left), self._value(right))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._choose(self._value(test), body, orelse)
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._call(name, args)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="model"), attr=name), args=args):
                return self._model(name, args)
        raise SyntaxError(f"the driver may not use: {ast.unparse(node)}")

    def _together(self, op: ast.AST, *nodes: ast.expr) -> Any:
        how = "and" if isinstance(op, ast.And | ast.BitAnd) else "or"
        return self.values.together(how, *(self._value(node) for node in nodes))

    def _read(self, name: str) -> Any:
        if name in self.fixed:
            return self.fixed[name]
        if name in self.variables:
            kind = self.variables[name]
            return Value(kind, self.block.emit(f"load {self.values.type(kind)}, ptr %var.{name}"))
        return self.scope[name]

    def _place(self, array: ast.expr, index: ast.expr, kind: str = "") -> Place:
        """An element of an array of the task, or with a kind the value of that kind at an index."""
        assert isinstance(array, ast.Attribute)
        position, own_kind = FIELDS[array.attr]
        lanes = self.values.lanes(kind)
        at = self.values.operand("i", self._value(index))
        if lanes > 1:
            at = self.block.emit(f"mul i64 {at}, {lanes}")
        base = self._array(array.attr)
        address = self.block.emit(f"getelementptr {self.values.type(own_kind)}, ptr {base}, i64 {at}")
        own = len(FIELDS) + 1 + 2 * position
        return kind or own_kind, f"ptr {address}, align 8, !alias.scope !{own}, !noalias !{own + 1}"

    def _load(self, place: Place) -> Value:
        kind, address = place
        return Value(kind, self.block.emit(f"load {self.values.type(kind)}, {address}"))

    def _store(self, place: Place, value: Any) -> None:
        kind, address = place
        self.block.do(f"store {self.values.typed(kind, value)}, {address}")

    def _array(self, name: str) -> str:
        if name not in self.arrays:
            at = FIELDS[name][0]
            self.entry += [
                f"  %at.{name} = getelementptr ptr, ptr %task, i64 {at}",
                f"  %{name} = load ptr, ptr %at.{name}, align 8",
            ]
            self.arrays[name] = f"%{name}"
        return self.arrays[name]

    def _choose(self, condition: Any, body: ast.expr, orelse: ast.expr) -> Any:
        if not isinstance(condition, Value):
            return self._value(body if condition else orelse)
        a, b = self._value(body), self._value(orelse)
        kind = common(a, b)
        typed = (self.values.typed(k, v) for k, v in (("b", condition), (kind, a), (kind, b)))
        return Value(kind, self.block.emit(f"select {', '.join(typed)}"))

    def _call(self, name: str, args: list[ast.expr]) -> Any:
        if name in self.functions:
            return self._own(self.functions[name], args)
        if name in ("load", "store", "row", "put"):
            place = self._place(args[0], args[1], "v" if name in ("load", "store") else "e")
            return self._load(place) if len(args) == 2 else self._store(place, self._value(args[2]))
        if name in ("peek", "take"):
            kind, address = self._place(args[0], args[1])
            at = address.partition(",")[0]
            how = f"load atomic i64, {at}" if name == "peek" else f"atomicrmw add {at}, i64 1"
            return Value(kind, self.block.emit(f"{how} monotonic, align 8"))
        values = [self._value(arg) for arg in args]
        if name == "int":
            return Value("i", self.block.emit(f"fptosi {self.values.typed('d', values[0])} to i64"))
        if name in ("some", "largest", "select"):
            return getattr(self.values, name)(*values)
        return self.values.apply(name, *values)

    def _own(self, node: ast.FunctionDef, args: list[ast.expr]) -> Any:
        passed = [
            "ptr %task" if arg.arg == "task" else self.values.typed(_kind(arg.annotation), self._value(value))
            for arg, value in zip(node.args.args, args, strict=True)
            if arg.arg != "model"
        ]
        kind = _kind(node.returns)
        text = f"call {self.values.type(kind)} @{node.name}({', '.join(passed)})"
        return Value(kind, self.block.emit(text)) if kind else self.block.do(text)

    def _model(self, name: str, args: list[ast.expr]) -> None:
        passed = []
        for declared, arg in zip(SIGNATURES[name], args, strict=True):
            kind = {"ptr": "", "lanes": "v", "i64": "i"}[declared.split()[0]]
            if kind:
                passed.append(self.values.typed(kind, self._value(arg)))
            else:
                assert isinstance(arg, ast.Attribute)
                passed.append(f"ptr {self._array(arg.attr)}")
        self.block.do(f"call void @{name}({', '.join(passed)})")

    def _new(self, name: str) -> str:
        self.block.count += 1
        return f"{name}{self.block.count}"

    def _label(self, label: str, jump: bool = True) -> None:
        if jump:
            self.block.do(f"br label %{label}")
        self.block.lines.append(f"{label}:")


def _kind(annotation: ast.expr | None) -> str:
    return KINDS[ast.unparse(annotation) if annotation is not None else "None"]
