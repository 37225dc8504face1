"""Working memory of its own for whoever works on a task: many work on one task at once, as on a card.

The kernel is the same as anywhere. Its working arrays are memory of the thread, everything else (people,
timelines, results, counts) is the task's, and each thread takes the next person that nobody has taken: so one
text runs on graphics cards and, in threads, on this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import kernel
from .ir import number
from .lanes import LANE_ARRAYS
from .layout import Layout
from .translate import FIELDS

TYPES = {"d": "double", "i": "i64"}
SHARED_MEMORY = ("shares", "weights")


def function(layout: Layout) -> str:
    """Text of `each(task)`, which calls the kernel with working memory of this call alone."""
    own = memory(layout)
    lines = ["define internal void @each(ptr %task) {"]
    lines += [f"  %own.{name} = alloca [{size} x {_type(name)}], align 64" for name, size in own.items()]
    lines.append(f"  %mine = alloca [{len(FIELDS)} x ptr], align 8")
    for name, (place, _) in FIELDS.items():
        source = f"%own.{name}" if name in own else f"%all.{name}"
        if name in own:
            lines += _filled(name, own[name])
        else:
            lines += [
                f"  %at.{name} = getelementptr ptr, ptr %task, i64 {place}",
                f"  {source} = load ptr, ptr %at.{name}, align 8",
            ]
        lines += [
            f"  %to.{name} = getelementptr ptr, ptr %mine, i64 {place}",
            f"  store ptr {source}, ptr %to.{name}, align 8",
        ]
    return "\n".join([*lines, "  call void @advance(ptr %mine)", "  ret void", "}"])


def memory(layout: Layout) -> dict[str, int]:
    """Elements of the arrays that a thread has for itself."""
    arrays = kernel.memory(layout, 1)
    return {name: len(array) for name, array in arrays.items() if name not in SHARED_MEMORY}


def _type(name: str) -> str:
    return TYPES[FIELDS[name][1]]


def _filled(name: str, size: int) -> Iterator[str]:
    """Instructions that give an array of the thread its first values."""
    kind, first = _type(name), LANE_ARRAYS.get(name, 0)
    value = number(first) if kind == "double" else str(first)
    for k in range(size):
        yield f"  %{name}.{k} = getelementptr {kind}, ptr %own.{name}, i64 {k}"
        yield f"  store {kind} {value}, ptr %{name}.{k}, align 8"
