"""A blueprint printed as instructions: people in lanes, the two mirrored parts of each side by side.

A value with a mirror image shares a register with it: first the lanes of all people, then the image's. So one
instruction serves both parts, and the kernel is half as long as with one part in a register, which is what
its speed depends on: it fits the processor's caches.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .graph import Level, Node, reachable
from .ir import EXPONENTIAL, Block, Lanes, number, real
from .layout import SIGNATURES, Blueprint, Function
from .schedule import ordered

ATTRIBUTES = "noinline nounwind alignstack(64)"  # no value kept on the stack straddles two cache lines
Members = list[tuple[Node, str, int, int]]  # node, its argument, its first lane and how many
REGISTER = 8  # lanes in which exponentials that do not wait for each other are gathered


def functions(blueprint: Blueprint, width: int, fused: bool = True, joined: bool = False) -> str:
    """Text of the kernel's functions, for `width` people in lanes; a stage of one piece if `joined`."""
    texts = {f.name: _function(blueprint, f, width, fused) for f in blueprint.functions}
    if joined:
        texts |= {name: texts[name].replace("noinline", "alwaysinline") for name in ("rhs", "solve")}
    return "\n\n".join([*texts.values(), _stage(width, len(blueprint.order) * width if joined else 0)])


def _stage(width: int, own: int) -> str:
    """Text of `stage`, with so many slopes of its own: in one piece, none of them needs memory."""
    slope = "%mine" if own else "%slope"
    solved = f"ptr %right, ptr {slope}, {real(width)} %inverse_step, ptr %k, i64 %offset"
    lines = [
        _head("stage", width, "noinline nounwind" if own else "alwaysinline nounwind"),
        *([f"  %mine = alloca [{own} x double], align 8"] if own else []),
        f"  call void @rhs(ptr %values, ptr %y, ptr {slope})",
        f"  call void @solve(ptr %values, {solved})",
        "  ret void",
        "}",
    ]
    return "\n".join(lines)


def _head(name: str, width: int, attributes: str) -> str:
    """First line of a function."""
    types = {"ptr": "ptr noalias", "i64": "i64", "lanes": real(width)}
    pairs = (argument.split() for argument in SIGNATURES[name])
    arguments = ", ".join(f"{types[kind]} %{argument}" for kind, argument in pairs)
    return f"define internal void @{name}({arguments}) {attributes} {{"


def _function(blueprint: Blueprint, function: Function, width: int, fused: bool) -> str:
    apart = function.level <= Level.SEGMENT  # once a segment, for one lane among others
    lanes, stride = (1, width) if apart else (width, 1)
    printer = _Printer(blueprint, function, lanes, stride, Block(fused=fused))
    return f"{_head(function.name, width, ATTRIBUTES)}\n{printer.body()}\n  ret void\n}}"


@dataclass(slots=True)
class _Printer:
    """Prints one function; a value's *home* is the node in the first lanes of its register."""

    blueprint: Blueprint
    function: Function
    width: int
    stride: int
    block: Block
    names: dict[int, str] = field(default_factory=dict)
    fused: dict[int, tuple[Node, Node]] = field(default_factory=dict)  # sum -> (its product, the other term)
    skipped: set[int] = field(default_factory=set)
    present: set[int] = field(default_factory=set)

    @property
    def paired(self) -> bool:
        """Whether mirrored values share a register: not in what one lane does apart from the others."""
        return self.function.level > Level.SEGMENT

    def body(self) -> str:
        """Instructions of the function."""
        nodes = reachable([node for _, _, node in self.function.outputs], self.function.level)
        self.present = {node.index for node in nodes}
        self._fuse(nodes)
        for ready, together in _waves(
            [n for n in nodes if n.op != "const" and n.index not in self.skipped], self.function.level
        ):
            self._exponentials([node for node in together if self._home(node) is node])
            for node in ready:
                if self._home(node) is node and node.op != "right":
                    self._compute(node)
        written: set[tuple[str, int]] = set()
        for array, place, node in self.function.outputs:
            self._write(array, place, node, written)
        return "\n".join(ordered(self.block.lines))

    def _twin(self, node: Node) -> Node | None:
        """The mirrored node, if it is another one and computed here too."""
        twin = self.blueprint.mirror(node)
        return twin if twin is not node and twin.index in self.present else None

    def _home(self, node: Node) -> Node:
        twin = self._twin(node) if self.paired else None
        return node if twin is None or node.index < twin.index else twin

    def _lanes(self, node: Node) -> int:
        return 2 * self.width if self.paired and self._twin(node) is not None else self.width

    def _fuse(self, nodes: list[Node]) -> None:
        """Choose the products that become part of a fused multiply-add: used once, alike in mirrored sums."""
        computed = [node for node in nodes if node.level >= self.function.level]
        uses = Counter({node.index for _, _, node in self.function.outputs})
        uses.update(arg.index for node in computed for arg in node.args)
        for node in computed:
            if node.op not in ("add", "sub"):
                continue
            twin = self._twin(node)
            if twin is not None and twin.index < node.index:
                if twin.index in self.fused:
                    product, other = (self.blueprint.mirror(part) for part in self.fused[twin.index])
                    self.fused[node.index] = (product, other)
                    self.skipped.add(product.index)
                continue
            for product, other in (node.args, node.args[::-1]):
                if twin is None and self._twin(product) is not None:
                    continue  # its mirror image is the other term: both or none
                both = (product, self.blueprint.mirror(product))
                single = all(uses[p.index] == 1 for p in both if p.index in uses)
                if product.op == "mul" and product.level >= self.function.level and single:
                    self.fused[node.index] = (product, other)
                    self.skipped.add(product.index)
                    break

    def _exponentials(self, nodes: list[Node]) -> None:
        """Exponentials that do not need each other; those narrower than a register share one."""
        one, two = self.width, 2 * self.width
        pairs: list[tuple[str, Members]] = []  # exponent of two lanes for everybody, and what it is for
        singles: list[tuple[Node, str, str]] = []  # node, argument, exponent
        for node in nodes:
            width = self._lanes(node)
            lanes = Lanes(self.block, width)
            x = self._value(node.args[0], width)
            exponent = lanes.before(node.op, x)
            if not self.paired:
                self.names[node.index] = lanes.after(node.op, x, *lanes.powers(exponent))
            elif width == two:
                pairs.append((exponent, [(node, x, 0, two)]))
            else:
                singles.append((node, x, exponent))
        for k in range(0, len(singles), 2):
            couple = singles[k : k + 2]
            joined = Lanes(self.block, two).join([couple[0][2], couple[-1][2]], one)
            pairs.append((joined, [(node, x, place * one, one) for place, (node, x, _) in enumerate(couple)]))
        wide = Lanes(self.block, max(REGISTER, two))
        count = wide.width // two
        for k in range(0, len(pairs), count):
            group = pairs[k : k + count]
            exponents = [exponent for exponent, _ in group]
            power, less = wide.powers(wide.join(exponents + [exponents[-1]] * (count - len(group)), two))
            for place, (_, members) in enumerate(group):
                for node, x, offset, width in members:
                    parts = (wide.part(v, place * two + offset, width) for v in (power, less))
                    self.names[node.index] = Lanes(self.block, width).after(node.op, x, *parts)

    def _compute(self, node: Node) -> None:
        width = self._lanes(node)
        lanes = Lanes(self.block, width)
        if node.level < self.function.level:
            name = self._gather("values", node, width)
        elif not node.args:
            name = self._leaf(node, width)
        elif node.index in self.fused:
            product, other = self.fused[node.index]
            a, b, c = (self._value(part, width) for part in (*product.args, other))
            if node.op == "sub" and node.args[0] is product:
                c = lanes.neg(c)
            elif node.op == "sub":
                a = lanes.neg(a)
            name = lanes.fma(a, b, c)
        else:
            name = str(getattr(lanes, node.op)(*(self._value(arg, width) for arg in node.args)))
        self.names[node.index] = name

    def _leaf(self, node: Node, width: int) -> str:
        match node.op:
            case "time" | "shift":
                return f"%{node.op}"
            case "param" | "input":
                return self._fetch(f"{node.op}s", int(node.value or 0), 1)
            case "state" | "start":
                return self._gather("y", node, width)
        total, slope = (self._gather(array, node, width) for array in ("right", "slope"))
        return Lanes(self.block, width).fma(total, self._spread("%inverse_step", width), slope)

    def _value(self, node: Node, width: int) -> str:
        """The node as an operand of `width` lanes, in lane order of the asking node's home."""
        if node.op == "const":
            return number(float(node.value or 0.0), width)
        home = self._home(node)
        if home.index not in self.names:
            self._compute(home)
        name, have = self.names[home.index], self._lanes(node)
        if have == width:
            return name if have == self.width or home is node else self._swap(name)
        if have > width:  # what has no mirror image reads one half of a pair
            return Lanes(self.block, have).part(name, 0 if home is node else width, width)
        return self._spread(name, width)

    def _spread(self, name: str, width: int) -> str:
        """A value in both halves of a pair."""
        return name if width == self.width else Lanes(self.block, width).join([name, name], self.width)

    def _swap(self, name: str) -> str:
        places = [*range(self.width, 2 * self.width), *range(self.width)]
        return self.block.shuffle(2 * self.width, name, "poison", places)

    def _gather(self, array: str, node: Node, width: int) -> str:
        """A node's element of an array; in a paired register, together with its mirror image's."""
        nodes, order = [n for n in (node, self._twin(node)) if n is not None], self.blueprint.order
        at = [self.blueprint.slots[n.index] if array == "values" else order.index(n.value) for n in nodes]
        if width == self.width:
            return self._fetch(array, at[0], width)
        if abs(at[1] - at[0]) == 1:
            name = self._fetch(array, min(at), width)
            return name if at[0] < at[1] else self._swap(name)
        return Lanes(self.block, width).join([self._fetch(array, k, self.width) for k in at], self.width)

    def _fetch(self, array: str, place: int, width: int) -> str:
        return self.block.emit(f"load {real(width)}, ptr {self._address(array, place)}, align 8")

    def _address(self, array: str, place: int) -> str:
        """Address of an element of an array; working memory has a value for every lane."""
        at = f"{place * self.width}"
        if array in ("params", "inputs"):
            at = self.block.emit(f"add i64 %offset, {place}")
        elif not self.paired:
            at = self.block.emit(f"add i64 %lane, {place * self.stride}")
        elif array == "k":
            at = self.block.emit(f"mul i64 {self.block.emit(f'add i64 %offset, {place}')}, {self.width}")
        return self.block.emit(f"getelementptr double, ptr %{array}, i64 {at}")

    def _write(self, array: str, place: int, node: Node, written: set[tuple[str, int]]) -> None:
        if (array, place) in written:
            return
        width = self._lanes(node)
        value = number(float(node.value or 0.0), width) if node.op == "const" else self._value(node, width)
        if width > self.width:
            twin = self._twin(node)
            places = (k for a, k, n in self.function.outputs if a == array and n is twin)
            partner = next((k for k in places if abs(k - place) == 1), None)
            if partner is None:  # the other half goes elsewhere
                value, width = Lanes(self.block, width).part(value, 0, self.width), self.width
            elif partner < place:
                value, place = self._swap(value), partner
            written |= {(array, place), (array, place + 1)} if width > self.width else set()
        self.block.do(f"store {real(width)} {value}, ptr {self._address(array, place)}, align 8")


def _waves(nodes: list[Node], level: Level) -> list[tuple[list[Node], list[Node]]]:
    """Order of computation: exponentials that do not wait for each other, then what follows from them."""
    depth: dict[int, int] = {}
    waves: dict[int, tuple[list[Node], list[Node]]] = {}
    for node in nodes:
        below = max((depth.get(arg.index, 0) for arg in _inner(node, depth, level)), default=0)
        exponential = node.op in EXPONENTIAL and node.level >= level
        depth[node.index] = below + exponential
        waves.setdefault(depth[node.index], ([], []))[exponential].append(node)
    return [waves[k] for k in sorted(waves)]


def _inner(node: Node, depth: dict[int, int], level: Level) -> list[Node]:
    """Arguments, and instead of a fused product its own arguments."""
    if node.level < level:
        return []
    return [inner for arg in node.args for inner in ((arg,) if arg.index in depth else arg.args)]
