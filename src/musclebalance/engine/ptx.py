"""NVIDIA graphics cards: the kernel's instructions as PTX, one person a thread.

The same text as on this machine, so the same bits: only operations with one exact rounding are used, and PTX
rounds them as IEEE 754 does (``div.rn``, ``sqrt.rn``, ``fma.rn``; no flush to zero).

References
----------
.. [1] NVIDIA, Parallel Thread Execution ISA, https://docs.nvidia.com/cuda/parallel-thread-execution.
"""

from __future__ import annotations

from . import each, jit, kernel
from .layout import Blueprint

TRIPLE = "nvptx64-nvidia-cuda"
#: Name of the entry: `people(task, count)`, thread k of the grid takes person k below the count.
ENTRY = "people"
_REGISTERS = ("ctaid", "ntid", "tid")


def text(blueprint: Blueprint) -> str:
    """Instructions for a card, before they are compiled for one."""
    parts = [kernel.text(blueprint, 1), each.function(blueprint.layout), _entry()]
    # a card has no stack to align, and only the entry is called from outside
    whole = "\n\n".join(parts).replace(" alignstack(64)", "")
    return whole.replace("define void @advance(", "define internal void @advance(")


def assembly(blueprint: Blueprint, architecture: str = "sm_80", version: str = "ptx80") -> str:
    """PTX of a kernel for cards of an architecture and later ones."""
    target, made = jit.for_another(text(blueprint), TRIPLE, cpu=architecture, features=f"+{version}")
    return str(target.emit_assembly(made))


def _entry() -> str:
    read = "call i32 @llvm.nvvm.read.ptx.sreg.{}.x()"
    registers = [f"  %{name} = {read.format(name)}" for name in _REGISTERS]
    declared = [f"declare i32 @llvm.nvvm.read.ptx.sreg.{name}.x()" for name in _REGISTERS]
    lines = [
        f"define ptx_kernel void @{ENTRY}(ptr %task, i64 %count) {{",
        *registers,
        "  %before = mul i32 %ctaid, %ntid",
        "  %thread = add i32 %before, %tid",
        "  %person = zext i32 %thread to i64",
        "  %inside = icmp slt i64 %person, %count",
        "  br i1 %inside, label %work, label %end",
        "work:",
        "  call void @each(ptr %task, i64 %person)",
        "  br label %end",
        "end:",
        "  ret void",
        "}",
        *declared,
    ]
    return "\n".join(lines)
