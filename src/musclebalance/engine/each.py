"""One person of a task in memory of its own: what a thread does where every person has one.

The kernel is the same as anywhere. Its arrays are either a person's part of an array of the task, memory of
the thread, or shared by all: so one text runs on graphics cards and, in a loop, on this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import kernel
from .ir import number
from .lanes import LANE_ARRAYS
from .layout import Layout
from .translate import FIELDS

COUNTERS = 8
TYPES = {"d": "double", "i": "i64"}
SHARED_MEMORY = ("shares", "weights")


def function(layout: Layout) -> str:
    """Text of `each(task, person)`, which calls the kernel on a task of this person alone."""
    strides, memory = _strides(layout), _memory(layout)
    lines = ["define internal void @each(ptr %task, i64 %person) {"]
    lines += [f"  %own.{n} = alloca [{size} x {_type(n)}], align 64" for n, size in memory.items()]
    lines.append(f"  %mine = alloca [{len(FIELDS)} x ptr], align 8")
    for name, (place, kind) in FIELDS.items():
        if name in memory:
            source = f"%own.{name}"
            lines += _filled(name, kind, memory[name])
        else:
            lines += [
                f"  %at.{name} = getelementptr ptr, ptr %task, i64 {place}",
                f"  %all.{name} = load ptr, ptr %at.{name}, align 8",
            ]
            source = f"%all.{name}"
            if name in strides:
                lines += [
                    f"  %far.{name} = mul i64 %person, {strides[name]}",
                    f"  %part.{name} = getelementptr {TYPES[kind]}, ptr %all.{name}, i64 %far.{name}",
                ]
                source = f"%part.{name}"
        lines += [
            f"  %to.{name} = getelementptr ptr, ptr %mine, i64 {place}",
            f"  store ptr {source}, ptr %to.{name}, align 8",
        ]
    return "\n".join([*lines, "  call void @advance(ptr %mine)", "  ret void", "}"])


def everyone() -> str:
    """Text of `everyone(task)`: each person of a task, one after the other."""
    place = FIELDS["sizes"][0]
    return f"""define void @everyone(ptr %task) {{
entry:
  %at = getelementptr ptr, ptr %task, i64 {place}
  %sizes = load ptr, ptr %at, align 8
  %people = load i64, ptr %sizes, align 8
  br label %again
again:
  %person = phi i64 [0, %entry], [%next, %inside]
  %more = icmp slt i64 %person, %people
  br i1 %more, label %inside, label %end
inside:
  call void @each(ptr %task, i64 %person)
  %next = add i64 %person, 1
  br label %again
end:
  ret void
}}"""


def _type(name: str) -> str:
    return TYPES[FIELDS[name][1]]


def _strides(layout: Layout) -> dict[str, int]:
    """Elements of a person in the arrays that have a part for everyone."""
    states, parameters = len(layout.order), len(layout.program.parameter_names)
    single = ("first", "last", "first_output", "status", "reached", "all_steps", "all_rejected")
    return {"start": states, "final": states, "params": parameters, **dict.fromkeys(single, 1)}


def _memory(layout: Layout) -> dict[str, int]:
    """Elements of the arrays that a thread has for itself."""
    arrays = kernel.memory(layout, 1)
    working = {name: len(array) for name, array in arrays.items() if name not in SHARED_MEMORY}
    return {**working, "counters": COUNTERS, "sizes": 1}


def _filled(name: str, kind: str, size: int) -> Iterator[str]:
    """Instructions that give an array of the thread its first values."""
    first = 1 if name == "sizes" else LANE_ARRAYS.get(name, 0)
    for k in range(size):
        yield f"  %{name}.{k} = getelementptr {TYPES[kind]}, ptr %own.{name}, i64 {k}"
        value = number(first) if kind == "d" else str(first)
        yield f"  store {TYPES[kind]} {value}, ptr %{name}.{k}, align 8"
