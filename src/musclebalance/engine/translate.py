"""From the driver's Python to machine instructions, for any number of lanes.

Only what `rosenbrock` needs is known: whole and real numbers, one value or truth value per lane, arrays of
the task, `if`, `while`, `for ... in range(...)`, and loops written out (`unroll`). Anything else raises at
translation.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from . import ir
from .lanes import ARRAYS
from .layout import SIGNATURES
from .operands import Operands, Value, common

FIELDS = {name: (k, "d" if kind is float else "i") for k, (name, kind) in enumerate(ARRAYS.items())}
KINDS = {"int": "i", "float": "d", "bool": "b", "Lanes": "v", "Mask": "m", "Row": "e", "None": ""}


def translate(module: ModuleType, constants: dict[str, Any], width: int) -> str:
    """Text of every function of the driver."""
    tree = ast.parse(inspect.getsource(module))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    scope = {name: value for name, value in vars(module).items() if name.isupper()}
    text = []
    for node in functions.values():
        block = ir.Block()
        text.append(_Function(functions, scope, constants, block, Operands(block, width)).translate(node))
    return "\n\n".join([*text, _aliases()])


def _aliases() -> str:
    """Every array of the task is memory of its own."""
    count = len(FIELDS)
    lines = ['!0 = !{!"task"}', *(f'!{k + 1} = !{{!"{name}", !0}}' for name, (k, _) in FIELDS.items())]
    for k in range(count):
        others = ", ".join(f"!{j + 1}" for j in range(count) if j != k)
        lines += [f"!{count + 1 + 2 * k} = !{{!{k + 1}}}", f"!{count + 2 + 2 * k} = !{{{others}}}"]
    return "\n".join(lines)


@dataclass(slots=True)
class _Function:
    functions: dict[str, ast.FunctionDef]
    scope: dict[str, Any]
    constants: dict[str, Any]
    block: ir.Block
    values: Operands
    entry: list[str] = field(default_factory=list)
    variables: dict[str, tuple[str, str]] = field(default_factory=dict)  # name -> kind, address
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
        if not self.returns:
            self.block.do("ret void")
        else:
            self.block.do("unreachable")
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
            case ast.Expr(value=ast.Constant()):
                return
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
                self._loop(
                    lambda: self.values.operand("b", self._value(test)),
                    lambda: self._body(body),
                    lambda: None,
                )
            case ast.For(
                target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id=how), args=args), body=body
            ):
                self._for(name, how, args, body)
            case ast.Return(value=value):
                assert value is not None
                name = self.values.operand(self.returns, self._value(value))
                self.block.do(f"ret {self.values.type(self.returns)} {name}")
                self._label(self._new("dead"))
            case _:
                raise SyntaxError(f"the driver may not use: {ast.unparse(node)}")

    def _put(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Name):
            self._assign(target.id, value)
        elif isinstance(target, ast.Subscript):
            kind, address, alias = self._element(target)
            name = self.values.operand(kind, value)
            self.block.do(f"store {self.values.type(kind)} {name}, ptr {address}, align 8{alias}")

    def _assign(self, name: str, value: Any) -> None:
        if name not in self.variables:
            kind = value.kind if isinstance(value, Value) else ("i" if isinstance(value, int) else "d")
            self.variables[name] = (kind, f"%var.{name}")
            self.entry.append(f"  %var.{name} = alloca {self.values.type(kind)}")
        kind, address = self.variables[name]
        self.block.do(f"store {self.values.type(kind)} {self.values.operand(kind, value)}, ptr {address}")

    def _if(self, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
        condition = self._value(test)
        if not isinstance(condition, Value):
            self._body(body if condition else orelse)
            return
        yes, no, end = (self._new(name) for name in ("yes", "no", "end"))
        self.block.do(f"br i1 {self.values.operand('b', condition)}, label %{yes}, label %{no}")
        for label, part in ((yes, body), (no, orelse)):
            self._label(label, jump=False)
            self._body(part)
            self.block.do(f"br label %{end}")
        self._label(end, jump=False)

    def _loop(self, test: Any, body: Any, after: Any) -> None:
        again, inside, end = (self._new(name) for name in ("again", "inside", "end"))
        self._label(again)
        self.block.do(f"br i1 {test()}, label %{inside}, label %{end}")
        self._label(inside, jump=False)
        body()
        after()
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
        limit = self.values.operand("i", last)

        def less() -> str:
            return self.block.emit(f"icmp slt i64 {self.values.operand('i', self._read(name))}, {limit}")

        def more() -> None:
            old = self.values.operand("i", self._read(name))
            self._assign(name, Value("i", self.block.emit(f"add i64 {old}, 1")))

        self._loop(less, lambda: self._body(body), more)

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
            case ast.Subscript():
                return self._item(node)
            case ast.UnaryOp(op=op, operand=operand):
                return self.values.unary(op, self._value(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return self.values.binary(op, self._value(left), self._value(right))
            case ast.BoolOp(op=op, values=values):
                return self.values.together(
                    "and" if isinstance(op, ast.And) else "or", [self._value(v) for v in values]
                )
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.values.compare(op, self._value(left), self._value(right))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._choose(self._value(test), body, orelse)
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._call(name, args)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="model"), attr=name), args=args):
                return self._model(name, args)
        raise SyntaxError(f"the driver may not use: {ast.unparse(node)}")

    def _read(self, name: str) -> Any:
        if name in self.fixed:
            return self.fixed[name]
        if name in self.variables:
            kind, address = self.variables[name]
            return Value(kind, self.block.emit(f"load {self.values.type(kind)}, ptr {address}"))
        return self.scope[name]

    def _item(self, node: ast.Subscript) -> Any:
        if isinstance(node.value, ast.Attribute):
            kind, address, alias = self._element(node)
            return Value(
                kind, self.block.emit(f"load {self.values.type(kind)}, ptr {address}, align 8{alias}")
            )
        return self._value(node.value)[self._value(node.slice)]

    def _element(self, node: ast.Subscript) -> tuple[str, str, str]:
        assert isinstance(node.value, ast.Attribute)
        return self._place(node.value, self.values.operand("i", self._value(node.slice)))

    def _place(self, array: ast.expr, index: str) -> tuple[str, str, str]:
        """Kind, address and alias marks of an element of an array of the task."""
        assert isinstance(array, ast.Attribute)
        position, kind = FIELDS[array.attr]
        base = self._array(array.attr)
        address = self.block.emit(f"getelementptr {self.values.type(kind)}, ptr {base}, i64 {index}")
        own = len(FIELDS) + 1 + 2 * position
        return kind, address, f", !alias.scope !{own}, !noalias !{own + 1}"

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
        kinds = ", ".join(f"{self.values.type(kind)} {self.values.operand(kind, v)}" for v in (a, b))
        return Value(kind, self.block.emit(f"select i1 {self.values.operand('b', condition)}, {kinds}"))

    def _call(self, name: str, args: list[ast.expr]) -> Any:
        if name in self.functions:
            return self._own(self.functions[name], args)
        if name in ("load", "store", "row", "put"):
            kind = "v" if name in ("load", "store") else "e"
            _, address, alias = self._place(
                args[0], self.values.scaled(self._value(args[1]), self.values.lanes(kind))
            )
            if name in ("store", "put"):
                value = self.values.operand(kind, self._value(args[2]))
                self.block.do(f"store {self.values.type(kind)} {value}, ptr {address}, align 8{alias}")
                return None
            return Value(
                kind, self.block.emit(f"load {self.values.type(kind)}, ptr {address}, align 8{alias}")
            )
        values = [self._value(arg) for arg in args]
        if name == "int":
            return Value("i", self.block.emit(f"fptosi double {self.values.operand('d', values[0])} to i64"))
        if name == "some":
            return Value("b", self.values.some(values[0]))
        if name == "largest":
            return Value("v", self.values.largest(self.values.operand("e", values[0])))
        return self.values.arithmetic(name, values)

    def _own(self, node: ast.FunctionDef, args: list[ast.expr]) -> Any:
        passed = []
        for arg, value in zip(node.args.args, args, strict=True):
            if arg.arg == "task":
                passed.append("ptr %task")
            elif arg.arg != "model":
                kind = _kind(arg.annotation)
                passed.append(f"{self.values.type(kind)} {self.values.operand(kind, self._value(value))}")
        kind = _kind(node.returns)
        text = f"call {self.values.type(kind)} @{node.name}({', '.join(passed)})"
        if kind:
            return Value(kind, self.block.emit(text))
        self.block.do(text)
        return None

    def _model(self, name: str, args: list[ast.expr]) -> None:
        passed = []
        for declared, arg in zip(SIGNATURES[name], args, strict=True):
            kind = declared.split()[0]
            if kind == "ptr":
                assert isinstance(arg, ast.Attribute)
                passed.append(f"ptr {self._array(arg.attr)}")
            else:
                short = "v" if kind == "lanes" else "i"
                passed.append(f"{self.values.type(short)} {self.values.operand(short, self._value(arg))}")
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
