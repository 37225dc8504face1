"""A state that leaves its bounds stops the run: which one, how far, and what was reached until then."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.model.body import Body


@pytest.mark.parametrize("method", ["reference", "radau"])
def test_a_state_beyond_its_bounds_stops_the_run(method):
    heat = mb.State("heat", "H", "-", 0.0, 0.0, 1.0, "goes where it has no meaning")
    rise = mb.Mechanism("heat", lambda m, p, f: {"heat": [(5.0, 1.0 / 86400.0)]}, states=(heat,))
    healthy = mb.healthy(mb.pair("elbow-flexors-triceps"), model="background")
    model = mb.hypotheses.get("background") + rise
    body = Body(model, healthy.parameters.merged(model.parameters))
    start = mb.Person(healthy.pair, body, body.rest(), body.rest(), healthy.healthy_life)
    with pytest.raises(mb.EngineError, match=r"heat_agonist reached 3.161, its bounds are 0 to 1") as stopped:
        mb.simulate(start, None, mb.Lifestyle.healthy(), days=2, tol=1e-4, method=method, progress=False)
    partial = stopped.value.partial
    assert partial.stopped is not None
    assert np.isfinite(partial.states).all()


@pytest.mark.parametrize("method", ["kernel", "reference", "radau"])
@pytest.mark.parametrize(
    ("pulls", "stop"),
    [
        ([(1.0, -0.0002)], "left its bounds"),  # runs away from 1
        ([(1.0, 0.01), (0.0, -0.01)], "left its bounds"),  # grows steadily
    ],
)
def test_negative_rates_are_integrated_and_not_ignored(method, pulls, stop):
    heat = mb.State("heat", "H", "-", 0.5, 0.0, 1.0, "runs away")
    model = mb.hypotheses.get("background") + mb.Mechanism(
        "heat", lambda m, p, f: {"heat": pulls}, states=(heat,)
    )
    healthy = mb.healthy(mb.pair("elbow-flexors-triceps"), model="background")
    body = Body(model, healthy.parameters.merged(model.parameters))
    start = mb.Person(healthy.pair, body, body.rest(), body.rest(), healthy.healthy_life)
    with pytest.raises(mb.EngineError, match=stop):
        mb.simulate(start, None, mb.Lifestyle.healthy(), days=1, tol=1e-4, method=method, progress=False)
