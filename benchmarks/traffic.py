"""Bytes that the kernel loads and stores on a card, counted in NVIDIA's instructions, function by function.

`python benchmarks/traffic.py [sm_90]`; needs ptxas and nvdisasm (`pip install nvidia-cuda-nvcc-cu12
nvidia-cuda-nvdisasm`), no card. Functions without branches have the count of one call.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from musclebalance.engine import ptx
from musclebalance.engine.layout import lay_out
from musclebalance.model import hypotheses
from musclebalance.model.body import program_of

INSTRUCTION = re.compile(r"\s+/\*[0-9a-f]+\*/\s+(?:@!?U?P\d+\s+)?([A-Z0-9_.]+)")
FUNCTION = re.compile(r"^(?:\.text\.)?([A-Za-z$][\w$.]*):")
BITS = {"64": 8, "128": 16}
STAGES = 6  # calls of `stage` a step; `linearise` and `factor` are called once


def tool(name: str) -> str:
    """Path of one of NVIDIA's tools: of a wheel, or on the path."""
    wheels = (place for folder in map(Path, sys.path) for place in folder.glob(f"nvidia/*/bin/{name}"))
    found = next(map(str, wheels), shutil.which(name))
    if found is None:
        sys.exit(f"{name} is not here: pip install nvidia-cuda-nvcc-cu12 nvidia-cuda-nvdisasm")
    return found


def counted(assembly: str, architecture: str) -> dict[str, Counter[str]]:
    """Instructions, bytes of the kernel's own memory and bytes spilled, of each function."""
    with tempfile.TemporaryDirectory() as directory:
        source, binary = (Path(directory) / f"kernel.{kind}" for kind in ("ptx", "cubin"))
        source.write_text(assembly)
        subprocess.run([tool("ptxas"), f"-arch={architecture}", source, "-o", binary], check=True)
        told = subprocess.run([tool("nvdisasm"), binary], capture_output=True, text=True, check=True)
    found: dict[str, Counter[str]] = {}
    name = ""
    for line in told.stdout.splitlines():
        if (head := FUNCTION.match(line)) and not head[1].startswith(".L"):
            name = head[1].split("$")[-1]
        elif name and (one := INSTRUCTION.match(line)):
            kind, *marks = one[1].split(".")
            count = found.setdefault(name, Counter())
            count["instructions"] += 1
            size = next((BITS[mark] for mark in marks if mark in BITS), 4)
            if kind in ("LD", "ST", "LDL", "STL"):
                count["spilled" if kind.endswith("L") else "own"] += size
    return found


def main() -> None:
    """Print a table."""
    architecture = next(iter(sys.argv[1:]), "sm_90")
    found = counted(ptx.assembly(lay_out(program_of(hypotheses.get("combined")))), architecture)
    print("| function | instructions | bytes of arrays | bytes spilled |\n|---|---|---|---|")
    for name, count in found.items():
        print(f"| {name} | {count['instructions']} | {count['own']} | {count['spilled']} |")
    calls = {"linearise": 1, "factor": 1, "stage": STAGES}
    total = sum(times * (found[name]["own"] + found[name]["spilled"]) for name, times in calls.items())
    print(f"\nlinearise, factor and {STAGES} stages: {total} bytes a step of one person ({architecture})")


if __name__ == "__main__":
    main()
