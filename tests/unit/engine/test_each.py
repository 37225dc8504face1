"""Working memory of its own, as on a graphics card: the same bits as the kernel in lanes."""

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from musclebalance.engine import kernel
from musclebalance.engine.layout import lay_out
from musclebalance.engine.ptx import ENTRY
from musclebalance.engine.timeline import Job, Settings
from musclebalance.engine.translate import FIELDS
from tests import emulated


def with_own_memory(program, job):
    """What a task gives when one call with its own memory takes everybody."""
    blueprint = lay_out(program)
    arrays = kernel.pack(blueprint.layout, job, 1)
    run = emulated.compiled(emulated.host_text(blueprint), ENTRY)
    run(np.array([arrays[field].ctypes.data for field in FIELDS]).ctypes.data)
    return kernel.unpack(blueprint.layout, arrays)


@pytest.mark.parametrize("own", [False, True])
def test_people_have_the_bits_they_have_in_lanes(program, people, toy, own):
    params, y0 = people
    courses = [toy.course(days=1 + k % 3, seed=k) for k in range(len(params) if own else 1)]
    stored = tuple(np.arange(0, len(course.durations), 2) for course in courses)
    job = Job(program, params, y0, tuple(courses), stored, Settings(tol=1e-5))
    lanes = kernel.compiled(program, kernel.people_in_lanes(program))
    arrays = kernel.pack(lanes.layout, job, lanes.width)
    lanes.run(arrays)
    expected, found = kernel.unpack(lanes.layout, arrays), with_own_memory(program, job)
    for name in kernel.RESULTS:
        assert np.array_equal(found[name], expected[name]), name
    assert not found["status"].any()
    assert np.isfinite(found["output"]).all()
