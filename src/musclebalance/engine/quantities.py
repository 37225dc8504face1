"""Named quantities of a program as machine instructions: what is read off one state of one person."""

from __future__ import annotations

from collections.abc import Sequence

from .ir import EXPONENTIAL, Block, Lanes, number
from .program import Program

VECTORS = {"param": "params", "input": "inputs", "state": "y", "start": "y"}


def function(program: Program, name: str, wanted: Sequence[str], fused: bool = True) -> str:
    """Text of a function that writes the wanted quantities, in this order, to the last of its four arrays.

    The others are a person's parameters, the inputs of the segment and a state that counts as its start.
    """
    block = Block(fused=fused)
    lanes = Lanes(block, 1)
    places = [program.quantities[one] for one in wanted]
    needed = program.needed(places)
    values: dict[int, str] = {}
    for place, (op, args, value) in enumerate(program.recipe):
        if needed[place]:
            values[place] = _value(lanes, op, [values[a] for a in args], value)
    for k, place in enumerate(places):
        block.do(f"store double {values[place]}, ptr {_element(block, 'out', k)}, align 8")
    body = "\n".join(block.lines)
    arrays = ", ".join(f"ptr noalias %{array}" for array in ("params", "inputs", "y", "out"))
    return f"define void @{name}({arrays}) nounwind {{\n{body}\n  ret void\n}}"


def _value(lanes: Lanes, op: str, args: Sequence[str], value: float | int | None) -> str:
    if op == "const":
        return number(float(value or 0.0))
    if op in VECTORS:
        return lanes.block.emit(
            f"load double, ptr {_element(lanes.block, VECTORS[op], int(value or 0))}, align 8"
        )
    if op in EXPONENTIAL:
        return lanes.after(op, args[0], *lanes.powers(lanes.before(op, args[0])))
    return str(getattr(lanes, op)(*args))


def _element(block: Block, array: str, place: int) -> str:
    return block.emit(f"getelementptr double, ptr %{array}, i64 {place}")
