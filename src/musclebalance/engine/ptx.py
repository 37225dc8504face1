"""NVIDIA graphics cards: the kernel's instructions as PTX; each thread takes person after person.

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
#: Name of the entry: `people(task)`, for any number of threads.
ENTRY = "people"
#: Oldest cards (compute capability) and drivers (CUDA) that take the PTX, and the version of PTX they take.
OLDEST, DRIVER, VERSION = (7, 5), (11, 0), "ptx70"


def text(blueprint: Blueprint) -> str:
    """Instructions for a card, before they are compiled for one."""
    entry = f"define ptx_kernel void @{ENTRY}(ptr %task) {{\n  call void @each(ptr %task)\n  ret void\n}}"
    parts = [kernel.text(blueprint, 1, joined=True), each.function(blueprint.layout), entry]
    # a card has no stack to align, and only the entry is called from outside
    whole = "\n\n".join(parts).replace(" alignstack(64)", "")
    return whole.replace("define void @advance(", "define internal void @advance(")


def assembly(blueprint: Blueprint) -> str:
    """PTX of a kernel for the oldest cards and all later ones."""
    cpu = "sm_{}{}".format(*OLDEST)
    target, made = jit.for_another(text(blueprint), TRIPLE, cpu=cpu, features=f"+{VERSION}")
    return str(target.emit_assembly(made))
