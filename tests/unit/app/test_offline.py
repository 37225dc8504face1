"""The model without Python: kernels in WebAssembly and the page's driver of them."""

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from musclebalance.app.offline import READINGS, kernel_data
from musclebalance.app.settings import TOLERANCE
from musclebalance.engine import jit, kernel
from musclebalance.engine.layout import lay_out
from musclebalance.engine.timeline import Job, Settings
from musclebalance.engine.translate import FIELDS
from musclebalance.lifestyle import Lifestyle
from musclebalance.model import hypotheses
from musclebalance.pairs import pair
from musclebalance.simulation import healthy
from musclebalance.simulation.people import pack
from musclebalance.timeline import compile
from musclebalance.treatment import PIR, Plan
from tests.javascript import evaluate

RUN = """
return MB.kernel.Kernel.make(data.model).then((kernel) => {
  kernel.parameters = data.parameters;
  const done = kernel.run(data.start, data.timeline, data.tolerance);
  const read = Object.keys(data.model.readings).map((group) => [
    group, [...kernel.read(group, [...done.final], data.inputs)],
  ]);
  return {
    states: done.states.map((one) => [...one]), final: [...done.final], steps: done.steps,
    read: Object.fromEntries(read),
  };
});
"""


@pytest.fixture(scope="module")
def muscles():
    return pair("hip-flexors-gluteus-maximus")


def both(name, muscles):
    """What the browser's kernel gives, and the same instructions on this machine."""
    model = hypotheses.get(name)
    person = healthy(muscles, model=model, tol=TOLERANCE)
    timeline = compile(Plan(PIR(), per_week=3, weeks=1), Lifestyle.office(), muscles)
    packed = pack(person.body, timeline)
    program, keep = person.body.program, timeline.day_ends
    stored = np.isin(np.arange(len(packed.durations)), keep).astype(int)
    inputs = packed.table[packed.rows[0]]
    data = {
        "model": kernel_data(model), "parameters": person.body.vector.tolist(),
        "start": person.state.tolist(), "tolerance": TOLERANCE, "inputs": inputs.tolist(),
        "timeline": {
            "durations": packed.durations.tolist(), "rows": packed.rows.tolist(),
            "table": packed.table.ravel().tolist(), "stored": stored.tolist(),
        },
    }  # fmt: skip
    blueprint = lay_out(program)
    job = Job(
        program, person.body.vector[None], person.state[None], (packed,), (keep,), Settings(tol=TOLERANCE)
    )
    arrays = kernel.pack(blueprint.layout, job, 1)
    maker = jit.Machine()
    run = maker.load(maker.compile(kernel.text(blueprint, 1, fused=False)))
    run(np.array([arrays[field].ctypes.data for field in FIELDS]).ctypes.data)
    return evaluate(("kernel.js",), RUN, data), kernel.unpack(blueprint.layout, arrays), person, inputs


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=() if n in ("combined", "core") else pytest.mark.slow) for n in hypotheses.NAMED],
)
def test_the_browser_computes_the_same_bits_as_the_same_instructions_here(name, muscles):
    found, expected, person, inputs = both(name, muscles)
    assert np.array_equal(found["states"], expected["output"])
    assert np.array_equal(found["final"], expected["final"][0])
    assert found["steps"] == expected["all_steps"][0] > 500
    program = person.body.program
    state = np.array(found["final"])
    for group, names in READINGS.items():
        known = [one for one in names if one in program.quantities]
        values = program.evaluate(known, state, person.body.vector, inputs)
        assert found["read"][group] == pytest.approx([float(values[one]) for one in known], rel=1e-12)


def test_a_fault_of_the_integration_is_told(muscles):
    model = hypotheses.get("core")
    person = healthy(muscles, model=model, tol=TOLERANCE)
    data = {
        "model": kernel_data(model), "parameters": person.body.vector.tolist(),
        "start": [None] * len(person.state), "tolerance": TOLERANCE,
        "inputs": [], "timeline": {
            "durations": [60.0], "rows": [0], "stored": [1],
            "table": [0.0] * len(person.body.program.input_names),
        },
    }  # fmt: skip
    body = RUN.replace("data.start,", "data.start.map(() => NaN),").replace(
        "return MB", "const told = (e) => ({ error: e.message }); return MB"
    )
    assert evaluate(("kernel.js",), body.rstrip().removesuffix(";") + ".catch(told);", data)["error"] == (
        "segment 0: a rate or target is not finite."
    )
