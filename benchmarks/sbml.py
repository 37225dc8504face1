"""The right-hand side as SBML (level 3) for libroadrunner: a rule for every state and every shared value.

What depends on person or segment only is a constant of the model, `k<slot>`, set from outside.
"""

from __future__ import annotations

from collections import Counter

from musclebalance.engine.graph import Level, Node, reachable
from musclebalance.engine.layout import Blueprint

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">\n<model id="muscles">'
)
MATHML = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'
PLAIN = {
    "add": "plus", "sub": "minus", "mul": "times", "neg": "minus", "exp": "exp", "log": "ln", "tanh": "tanh",
    "sqrt": "root",
}  # fmt: skip


def _saturate(o, x):
    square = o("times", x, x)
    rest = o("plus", _cn(1.0 / 6.0), o("times", square, _cn(1.0 / 120.0)))
    y = o("times", x, o("plus", ONE, o("times", square, rest)))
    return o("divide", y, o("root", o("plus", ONE, o("times", y, y))))


# written out with <apply>: o(operation, arguments)
COMPOSED = {
    "inv": lambda o, x: o("divide", ONE, x),
    "sigmoid": lambda o, x: o("divide", ONE, o("plus", ONE, o("exp", o("minus", x)))),
    # (x + |x|) / 2 + log(1 + exp(-|x|)): no overflow, and no piecewise, at which CVODE would look for roots
    "softplus": lambda o, x: o(
        "plus", o("times", _cn(0.5), o("plus", x, o("abs", x))),
        o("ln", o("plus", ONE, o("exp", o("minus", o("abs", x))))),
    ),
    "saturate": _saturate,
    "log1p": lambda o, x: o("ln", o("plus", ONE, x)),
    "expm1": lambda o, x: o("minus", o("exp", x), ONE),
    "where": lambda o, condition, a, b: _where(o("neq", condition, ZERO), a, b),
}  # fmt: skip


def document(blueprint: Blueprint) -> tuple[str, tuple[int, ...]]:
    """SBML text of the right-hand side, and the slots of the constants it reads, in order.

    State k of the kernel is the parameter `y<k>`; a blueprint laid out with ``exact=()`` is needed.
    """
    (rhs,) = (f for f in blueprint.functions if f.name == "rhs")
    nodes = [
        node for node in reachable([node for _, _, node in rhs.outputs], Level.STAGE) if node.op != "const"
    ]
    row = {place: k for k, place in enumerate(blueprint.order)}
    readers = [node for node in nodes if node.level == Level.STAGE]
    uses = Counter(arg.index for node in readers for arg in node.args)
    uses.update(node.args[0].index for node in readers if node.op == "saturate")  # reads its argument often
    texts: dict[int, str] = {}
    slots, rules, shared = [], [], []
    for node in nodes:
        if node.level < Level.STAGE:
            slots.append(blueprint.slots[node.index])
            texts[node.index] = _ci(f"k{slots[-1]}")
        elif node.op == "state":
            texts[node.index] = _ci(f"y{row[int(node.value or 0)]}")
        else:
            texts[node.index] = _operation(node, [_text(arg, texts) for arg in node.args])
            if uses[node.index] > 1:  # a value read twice gets a name
                shared.append(f"v{node.index}")
                rules.append(_rule("assignmentRule", shared[-1], texts[node.index]))
                texts[node.index] = _ci(shared[-1])
    rules += [_rule("rateRule", f"y{k}", _text(node, texts)) for _, k, node in rhs.outputs]
    parameters = [
        *(f'<parameter id="y{k}" value="0" constant="false"/>' for k in range(len(blueprint.order))),
        *(f'<parameter id="k{slot}" value="0" constant="true"/>' for slot in slots),
        *(f'<parameter id="{name}" constant="false"/>' for name in shared),
    ]
    lists = f"<listOfParameters>{''.join(parameters)}</listOfParameters>\n<listOfRules>"
    return "\n".join([HEAD, lists, *rules, "</listOfRules>\n</model>\n</sbml>"]), tuple(slots)


def _operation(node: Node, arguments: list[str]) -> str:
    if node.op in COMPOSED:
        return COMPOSED[node.op](_apply, *arguments)
    return _apply(PLAIN[node.op], *arguments)


def _apply(operation: str, *arguments: str) -> str:
    return f"<apply><{operation}/>{''.join(arguments)}</apply>"


def _where(condition: str, a: str, b: str) -> str:
    return f"<piecewise><piece>{a}{condition}</piece><otherwise>{b}</otherwise></piecewise>"


def _rule(kind: str, name: str, text: str) -> str:
    return f'<{kind} variable="{name}">{MATHML.format(text)}</{kind}>'


def _text(node: Node, texts: dict[int, str]) -> str:
    return _cn(float(node.value or 0.0)) if node.op == "const" else texts[node.index]


def _ci(name: str) -> str:
    return f"<ci>{name}</ci>"


def _cn(value: float) -> str:
    """A number to the last bit; an exponent has a form of its own in MathML."""
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return f"<cn>{mantissa}</cn>"
    return f'<cn type="e-notation">{mantissa}<sep/>{int(exponent)}</cn>'


ZERO, ONE = _cn(0.0), _cn(1.0)
