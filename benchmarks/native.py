"""The same method and equations as C++ for the system's compiler: how far are the kernels from that?"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path

import numpy as np

from musclebalance.engine import rosenbrock
from musclebalance.engine.graph import reachable
from musclebalance.engine.ir import EXP, LOG
from musclebalance.engine.kernel import pack, unpack
from musclebalance.engine.layout import SIGNATURES, Blueprint, Function, lay_out
from musclebalance.engine.timeline import Job, Settings
from musclebalance.engine.translate import FIELDS

OPERATIONS = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-({})", "inv": "1.0 / {}",
    "sqrt": "root({})",
    "where": "({0} != 0.0) ? {1} : {2}", "lt": "truth({} < {})", "le": "truth({} <= {})",
}  # fmt: skip


def compiler() -> str | None:
    """The system's C++ compiler, if there is one."""
    return shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")


def build(program, width: int, directory: Path):
    """Compile the kernel for `width` people in lanes; return a function like the engine's kernels."""
    blueprint = lay_out(program)
    source = directory / f"kernel{width}.cpp"
    library = source.with_suffix(".so")
    if compiler() is None:
        raise FileNotFoundError("no C++ compiler (c++, g++ or clang++)")
    source.write_text(text(blueprint, width))
    flags = ["-O3", "-march=native", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math"]
    wide = ["-mprefer-vector-width=512"] if width > 1 else []
    subprocess.run([compiler(), *flags, *wide, "-shared", "-fPIC", "-w", "-o", library, source], check=True)
    function = ctypes.CDLL(str(library)).advance
    function.argtypes = [ctypes.c_void_p]

    def run(params, y0, timeline, stored, tol):
        arrays = pack(
            blueprint.layout, Job(blueprint.program, params, y0, (timeline,), (stored,), Settings(tol)), width
        )
        addresses = np.array([arrays[name].ctypes.data for name in FIELDS], dtype=np.int64)
        function(addresses.ctypes.data)
        return unpack(blueprint.layout, arrays)

    return run


def text(blueprint: Blueprint, width: int) -> str:
    """C++ text of the kernel: equations and driver."""
    lanes = (
        "#define SCALAR\ntypedef double V;"
        if width == 1
        else f"typedef double V __attribute__((vector_size({8 * width}), aligned(8)));"
    )
    n = len(blueprint.order)
    sizes = {
        "W": width, "STATES": n, "SOLVED": blueprint.solved,
        "PARAMETERS": len(blueprint.program.parameter_names),
        "INPUTS": len(blueprint.program.input_names),
    }  # fmt: skip
    fields = "\n".join(f"    {'double' if FIELDS[name][1] == 'd' else 'long'} *{name};" for name in FIELDS)
    template = (Path(__file__).parent / "driver.cpp.in").read_text()
    replaced = {
        "@LANES@": lanes,
        "@SIZES@": "\n".join(f"constexpr long {name} = {value};" for name, value in sizes.items()),
        "@TASK@": f"struct Task {{\n{fields}\n}};",
        "@EXP@": ", ".join(map(repr, EXP)),
        "@LOG@": ", ".join(map(repr, LOG)),
        "@MODEL@": "\n\n".join(_function(blueprint, f) for f in blueprint.functions),
        "@TABLEAU@": _tableau(),
    }
    for mark, value in replaced.items():
        template = template.replace(mark, value)
    return template


def _tableau() -> str:
    rows = []
    for name in ("A", "C"):
        table = [[*row, *[0.0] * (8 - len(row))] for row in getattr(rosenbrock, name)]
        table += [[0.0] * 8] * (8 - len(table))
        body = ", ".join("{" + ", ".join(map(repr, row)) + "}" for row in table)
        rows.append(f"constexpr double {name}[8][8] = {{{body}}};")
    return "\n".join([*rows, f"constexpr double GAMMA = {rosenbrock.GAMMA!r}, ORDER = {rosenbrock.ORDER!r};"])


def _function(blueprint: Blueprint, function: Function) -> str:
    apart = "i64 lane" in SIGNATURES[function.name]
    kinds = {"ptr": "double *__restrict ", "i64": "long ", "lanes": "V "}
    arguments = ", ".join(kinds[a.split()[0]] + a.split()[1] for a in SIGNATURES[function.name])
    kind = "double" if apart else "V"
    lines = [f"static __attribute__((noinline)) void {function.name}({arguments}) {{"]
    for node in reachable([node for _, _, node in function.outputs], function.level):
        if node.op != "const":
            lines.append(f"    const {kind} v{node.index} = {_expression(blueprint, function, node, apart)};")
    for array, place, node in function.outputs:
        at = f"offset + {place}" if array == "k" else str(place)
        value = _name(node)
        lines.append(
            f"    {_at(array, at, apart)} = {value};"
            if not (node.op == "const" and not apart)
            else f"    {_at(array, at, apart)} = V{{}} + {value};"
        )
    return "\n".join([*lines, "}"])


def _at(array: str, place: str, apart: bool) -> str:
    return f"{array}[({place}) * W + lane]" if apart else f"((V *){array})[{place}]"


def _expression(blueprint: Blueprint, function: Function, node, apart: bool) -> str:
    if node.level < function.level:
        return _at("values", str(blueprint.slots[node.index]), apart)
    place = int(node.value or 0)
    match node.op:
        case "param" | "input":
            return f"{node.op}s[offset + {place}]" if node.op == "input" else f"params[offset + {place}]"
        case "start" | "state":
            return _at("y", str(blueprint.order.index(place)), apart)
        case "right":
            row = str(blueprint.order.index(place))
            return f"{_at('right', row, apart)} * inverse_step + {_at('slope', row, apart)}"
        case "time" | "shift":
            return node.op
    operation = OPERATIONS.get(node.op, f"{node.op}_({', '.join(['{}'] * len(node.args))})")
    return operation.format(*(_name(arg) for arg in node.args))


def _name(node) -> str:
    return repr(float(node.value or 0.0)) if node.op == "const" else f"v{node.index}"
