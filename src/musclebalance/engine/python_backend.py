"""A blueprint printed as plain Python: the kernel that needs no compiler."""

from __future__ import annotations

import math
from typing import Any

from . import lanes
from .graph import Node, reachable
from .layout import SIGNATURES, Blueprint, Function

TEMPLATES = {  # of operations that are no function of the same name
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-{}", "inv": "inverse({})",
    "sqrt": "root({})", "log1p": "log(1.0 + {})", "expm1": "exp({}) - 1.0", "lt": "{} < {}",
    "le": "{} <= {}", "where": "{1} if {0} else {2}",
}  # fmt: skip
STAGE = """def stage(values, y, right, slope, inverse_step, k, offset):
    rhs(values, y, slope)
    solve(values, right, slope, inverse_step, k, offset)"""


def source(blueprint: Blueprint) -> str:
    """Python text of all functions of the kernel."""
    return "\n\n".join([*(_function(blueprint, function) for function in blueprint.functions), STAGE]) + "\n"


def model(blueprint: Blueprint) -> lanes.Model:
    """Build the kernel's functions from their text."""
    namespace: dict[str, Any] = {
        "exp": lanes.exp, "log": lanes.log, "tanh": math.tanh, "inverse": _inverse, "root": _root,
        "sigmoid": lanes.sigmoid, "softplus": _softplus, "sign": lanes.sign, "cos": math.cos,
        "saturate": lanes.saturate, "saturate_slope": lanes.saturate_slope,
    }  # fmt: skip
    exec(compile(source(blueprint), "<kernel>", "exec"), namespace)
    return lanes.Model(**blueprint.sizes(1, 1), **{name: namespace[name] for name in SIGNATURES})


def _function(blueprint: Blueprint, function: Function) -> str:
    arguments = [argument.split()[1] for argument in SIGNATURES[function.name]]
    lines = [f"def {function.name}({', '.join(arguments)}):"]
    row = {place: k for k, place in enumerate(blueprint.order)}
    for node in reachable([node for _, _, node in function.outputs], function.level):
        if node.op != "const":
            lines.append(f"    v{node.index} = {_expression(blueprint, function, node, row)}")
    for array, k, node in function.outputs:
        place = f"offset + {k}" if array == "k" else f"{k}"
        lines.append(f"    {array}[{place}] = {_name(node)}")
    return "\n".join(lines if len(lines) > 1 else [*lines, "    pass"])


def _expression(blueprint: Blueprint, function: Function, node: Node, row: dict[int, int]) -> str:
    if node.level < function.level:
        return f"values[{blueprint.slots[node.index]}]"
    place = int(node.value or 0)
    match node.op:
        case "param":
            return f"params[offset + {place}]"
        case "input":
            return f"inputs[offset + {place}]"
        case "start" | "state":
            return f"y[{row[place]}]"
        case "right":
            return f"right[{row[place]}] * inverse_step + slope[{row[place]}]"
        case "time" | "shift":
            return node.op
    names = [_name(arg) for arg in node.args]
    return TEMPLATES.get(node.op, f"{node.op}({', '.join(names)})").format(*names)


def _name(node: Node) -> str:
    return repr(float(node.value or 0.0)) if node.op == "const" else f"v{node.index}"


def _inverse(x: float) -> float:
    return 1.0 / x if x != 0.0 else math.copysign(math.inf, x)


def _root(x: float) -> float:
    return math.sqrt(x) if x >= 0.0 else math.nan


def _softplus(x: float) -> float:
    return max(x, 0.0) + lanes.log(1.0 + lanes.exp(-abs(x)))  # as the compiled kernels
