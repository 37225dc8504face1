"""A state that leaves its bounds stops the run: which one, how far, and what was reached until then."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.model.body import Body
from validation.strangers import checks


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


@pytest.mark.slow
@pytest.mark.parametrize("end", ["low", "high"])
def test_every_parameter_at_its_bounds_gives_numbers_or_a_refusal(end):
    """`python3 dev.py pytest -m slow tests/unit/simulation/test_bounds.py`."""
    pair, desk = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office()
    plan = mb.Plan(mb.PIR(), per_week=7, weeks=1)
    wrong, refused = dict[str, list[str]](), dict[str, str]()
    for one in mb.healthy(pair).parameters.parameters:
        try:
            person = mb.healthy(pair, parameters={one.name: getattr(one, end)}, tol=1e-2)
            result = mb.simulate(person, plan, desk, days=2, store="segments", tol=1e-2)
        except MusclebalanceError as problem:
            refused[one.name] = str(problem)
            continue
        if found := [*checks._states(result.body.program, result.states, 1e-2), *checks._readings(result)]:
            wrong[one.name] = found
    assert not wrong
    assert len(refused) < 40
    assert "\n" not in "".join(refused.values())
    print(f"{len(refused)} parameters refused at their {end} end: {', '.join(refused)}")
