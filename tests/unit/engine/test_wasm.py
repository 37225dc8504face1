"""WebAssembly modules: what they export, and that nothing of others is needed."""

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from musclebalance.core.errors import MusclebalanceError
from musclebalance.engine import jit, quantities, wasm


def number(code, place):
    value = shift = 0
    while True:
        value |= (code[place] & 0x7F) << shift
        shift += 7
        place += 1
        if code[place - 1] < 0x80:
            return value, place


def exports(code):
    """Names that a module exports."""
    assert code[:8] == b"\0asm\1\0\0\0"
    place, kinds, found = 8, [], []
    while place < len(code):
        kind = code[place]
        size, place = number(code, place + 1)
        if kind == 7:
            count, at = number(code, place)
            for _ in range(count):
                length, at = number(code, at)
                found.append(code[at : at + length].decode())
                at = number(code, at + length + 1)[1]
        kinds.append(kind)
        place += size
    assert kinds == sorted(kinds)
    return found


def test_a_module_exports_the_kernel_and_its_readings(program):
    made = wasm.compiled(program, {"pulls": ("force_left", "excess")})
    assert exports(made.code) == ["advance", "pulls"]
    assert made.fields[:2] == ("settings", "weights")
    assert made.layout.slots > 0


def test_functions_of_others_and_data_are_refused():
    calls = "declare double @other(double)\ndefine double @mine(double %x) {\n"
    calls += "  %y = call double @other(double %x)\n  ret double %y\n}"
    with pytest.raises(MusclebalanceError, match="calls a function of others"):
        wasm.module(calls, ["mine"])
    data = "@table = constant [4 x double] [double 1.0, double 2.0, double 3.0, double 4.0]\n"
    data += "define double @mine(i64 %k) {\n  %p = getelementptr double, ptr @table, i64 %k\n"
    data += "  %y = load double, ptr %p\n  ret double %y\n}"
    with pytest.raises(MusclebalanceError, match="data of its own"):
        wasm.module(data, ["mine"])
    with pytest.raises(MusclebalanceError, match="no function 'yours'; it has mine"):
        wasm.module("define double @mine(double %x) {\n  ret double %x\n}", ["yours"])


def test_quantities_as_instructions_are_those_of_the_recipe(program, toy):
    names = tuple(program.quantities)
    text = quantities.function(program, "read", names)
    call = "\ndefine void @advance(ptr %task) {\n"
    call += "".join(
        f"  %a{k} = getelementptr ptr, ptr %task, i64 {k}\n  %p{k} = load ptr, ptr %a{k}\n" for k in range(4)
    )
    call += "  call void @read(ptr %p0, ptr %p1, ptr %p2, ptr %p3)\n  ret void\n}"
    maker = jit.Machine()
    run = maker.load(maker.compile(text + call))
    rng = np.random.default_rng(3)
    for _ in range(20):
        params = np.array(toy.PARAMS) * rng.uniform(0.8, 1.2, len(toy.PARAMS))
        inputs = rng.uniform(0.0, 1.0, len(program.input_names))
        state, out = program.rest + 0.1 * rng.random(len(program.rest)), np.zeros(len(names))
        arrays = [np.ascontiguousarray(one, dtype=float) for one in (params, inputs, state)] + [out]
        run(np.array([one.ctypes.data for one in arrays]).ctypes.data)
        expected = program.evaluate(names, state, params, inputs)
        assert out == pytest.approx([float(expected[name]) for name in names], rel=1e-13, abs=1e-15)
