"""Machine instructions of exponentials and logarithms, in every width, against NumPy."""

import ctypes

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from musclebalance.engine import ir, jit, lanes

COUNT = 64


def compiled(op, width):
    """Function that applies one operation to COUNT doubles, `width` at a time."""
    block = ir.Block()
    lanes = ir.Lanes(block, width)
    for k in range(0, COUNT, width):
        at = [block.emit(f"getelementptr double, ptr %{array}, i64 {k}") for array in ("x", "y")]
        value = block.emit(f"load {ir.real(width)}, ptr {at[0]}, align 8")
        if op in ir.EXPONENTIAL:
            value = lanes.after(op, value, *lanes.powers(lanes.before(op, value)))
        else:
            value = getattr(lanes, op)(value)
        block.do(f"store {ir.real(width)} {value}, ptr {at[1]}, align 8")
    body = "\n".join(block.lines)
    text = "define void @advance(ptr %both) {\n  %x = load ptr, ptr %both\n"
    text += "  %b = getelementptr ptr, ptr %both, i64 1\n"
    text += f"  %y = load ptr, ptr %b\n{body}\n  ret void\n}}"
    maker = jit.Machine()
    function = maker.load(maker.compile(text))

    def run(x, _maker=maker):
        out = np.zeros(COUNT)
        pointers = (ctypes.c_void_p * 2)(x.ctypes.data, out.ctypes.data)
        function(ctypes.addressof(pointers))
        return out

    return run


REFERENCE = {
    "exp": np.exp, "expm1": np.expm1, "tanh": np.tanh, "log": np.log, "log1p": np.log1p, "sqrt": np.sqrt,
    "sigmoid": lambda x: 1.0 / (1.0 + np.exp(-x)), "softplus": lambda x: np.logaddexp(0.0, x),
    "saturate": lanes.saturate, "saturate_slope": lanes.saturate_slope,
    "inv": lambda x: 1.0 / x, "sign": np.sign, "abs": np.abs, "cos": np.cos,
}  # fmt: skip
NEAR_ZERO = {"softplus": 3e-16, "cos": 3e-16}
RANGES = {"log": (1e-300, 1e300), "sqrt": (0.0, 1e9), "log1p": (-0.9, 1e6)}


@pytest.mark.parametrize("op", REFERENCE)
def test_accuracy_and_same_bits_in_every_width(op):
    rng = np.random.default_rng(1)
    runs = {width: compiled(op, width) for width in (1, 2, 4, 8)}
    for size in (1e-12, 1e-3, 1.0, 30.0, 600.0):
        x = rng.uniform(-size, size, COUNT)
        if op in RANGES:
            x = np.clip(np.abs(x) if op != "log1p" else x, *RANGES[op])
        found = {width: run(x) for width, run in runs.items()}
        assert found[1] == pytest.approx(REFERENCE[op](x), rel=2e-15, abs=NEAR_ZERO.get(op, 0.0))
        assert found[2].tobytes() == found[1].tobytes() == found[8].tobytes()


def test_limits():
    x = np.zeros(COUNT)
    x[:5] = [0.0, -1.0, np.inf, np.nan, 1.0]
    log = compiled("log", 8)(x)
    assert log[0] == -np.inf
    assert np.isnan(log[[1, 3]]).all()
    assert log[2] == np.inf
    assert log[4] == 0.0
    x[:4] = [-1e9, 1e9, np.nan, -0.0]
    exp = compiled("exp", 8)(x)
    assert exp[0] == pytest.approx(np.exp(-708.0))
    assert exp[1] == pytest.approx(np.exp(708.0))
    assert np.isnan(exp[2])
    assert exp[3] == 1.0


def test_tanh_is_odd_to_the_last_bit():
    x = np.random.default_rng(2).uniform(-3.0, 3.0, COUNT)
    run = compiled("tanh", 8)
    assert (run(x) == -run(-x)).all()
    assert (compiled("softplus", 2)(np.full(COUNT, -800.0)) < 1e-300).all()
