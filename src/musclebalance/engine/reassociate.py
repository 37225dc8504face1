"""Products and sums regrouped, so that what is known early is computed early.

(x p) s, with x a state, p a parameter and s an input, becomes x (p s): one product a stage instead of two.
(x - a) b becomes x b - a b: one fused multiply-add. Values change by rounding only; mirrored expressions are
regrouped alike.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Sequence
from functools import reduce

from .eliminate import Mirror
from .graph import Graph, Level, Node, reachable

Term = tuple[bool, Node]  # subtracted?, value


class Reassociation:
    """Rewrites the nodes that the outputs need."""

    def __init__(self, graph: Graph, outputs: Sequence[Node], mirror: Mirror) -> None:
        self.graph, self.mirror = graph, mirror
        self._images: dict[int, Node] = {}
        nodes = reachable(outputs)
        self._uses = Counter(arg.index for node in nodes for arg in node.args)
        self._uses.update({node.index: 2 for node in outputs})
        for node in nodes:
            twin = mirror(node)
            known = self._images.get(twin.index) if twin is not node else None
            self._images[node.index] = self._rewrite(node) if known is None else mirror(known)

    def __call__(self, node: Node) -> Node:
        """The regrouped form of a node."""
        return self._images[node.index]

    def _rewrite(self, node: Node) -> Node:
        if node.level < Level.STAGE or not node.args:
            return node
        if node.op == "mul":
            return self._product(node)
        if node.op in ("add", "sub") and not self._mirror_pair(node):
            return self._sum(self._terms(node, False))
        return self.graph.apply(node.op, *(self._images[arg.index] for arg in node.args))

    def _alone(self, node: Node, *ops: str) -> bool:
        """Whether a node is read once only, and is no sum of mirror images (which stays together)."""
        used_once = node.level >= Level.STAGE and self._uses[node.index] == 1
        return node.op in ops and used_once and not self._mirror_pair(node)

    def _mirror_pair(self, node: Node) -> bool:
        """Whether a node joins two mirror images."""
        return self.mirror(node) is node and any(self.mirror(arg) is not arg for arg in node.args)

    def _product(self, node: Node) -> Node:
        early, late = self.graph.number(1.0), []
        for factor in sorted(self._factors(node), key=lambda one: one.level):
            if factor.level < Level.STAGE:
                early *= factor
            else:
                late.append(factor)
        if len(late) == 1 and self._alone(late[0], "add", "sub"):
            terms = self._terms(late[0], False)
            moving = [term for term in terms if term[1].level >= Level.STAGE]
            if len(moving) == 1 and len(terms) > 1:
                return self._sum([(minus, early * value) for minus, value in terms])
        return early * reduce(operator.mul, (self._images[factor.index] for factor in late))

    def _factors(self, node: Node) -> list[Node]:
        found = []
        for arg in node.args:
            found += self._factors(arg) if self._alone(arg, "mul") else [arg]
        return found

    def _terms(self, node: Node, minus: bool) -> list[Term]:
        """Signed terms of a sum, in regrouped form."""
        found = []
        for k, arg in enumerate(node.args):
            sign = minus != (node.op == "sub" and k == 1)
            inner = self._alone(arg, "add", "sub")
            found += self._terms(arg, sign) if inner else [(sign, self._images[arg.index])]
        return found

    def _sum(self, terms: Sequence[Term]) -> Node:
        """What is known early first, then the rest as it was written."""
        total = self.graph.number(0.0)
        for minus, value in sorted(terms, key=lambda term: min(term[1].level, Level.STAGE)):
            total = total - value if minus else total + value
        return total
