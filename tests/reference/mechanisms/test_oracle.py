"""Every law against a second, plain writing of the whole model, for random people, states and segments."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from musclebalance.core.parameters import Parameter
from musclebalance.model import hypotheses
from musclebalance.model.body import MUSCLES, Body, split
from musclebalance.model.exposure import MODES, PHASES
from musclebalance.model.laws import ALL
from musclebalance.pairs import pair, pair_names
from musclebalance.simulation.healthy import complete_parameters

GEOMETRY = (
    "neutral_angle",
    "moment_arm",
    "optimal_fibre",
    "neutral_fibre",
    "rom_",
    "range_",
    "strength_angle",
)
ROUNDS = 12


def random_body(name: str, rng: np.random.Generator) -> Body:
    """Parameters a third of the way from their defaults to anywhere within bounds; bones as they are."""
    model = hypotheses.combined
    values = complete_parameters(pair(name), model)
    moved = {
        key: p.value + rng.uniform(0, 0.33) * (rng.uniform(p.low, p.high) - p.value)
        for key, p in values.items()
        if not key.split(".")[-1].startswith(GEOMETRY)
    }
    lengths = [
        Parameter(
            f"{m}.length_setpoint", rng.uniform(0.8, 1.2), "-", 0.1, 3.0, "of a test", ("T35",), "derived"
        )
        for m in MUSCLES
    ]
    return Body(model, values.with_(moved).merged(lengths))


def random_state(body: Body, rng: np.random.Generator) -> np.ndarray:
    program, state = body.program, body.rest()
    for k, flat in enumerate(program.state_names):
        reach = {"angle": 0.1, "relaxation_fast": 0.01, "relaxation_slow": 0.01, "tone": 0.03}.get(
            split(flat)[0], 0.2
        )
        state[k] = np.clip(state[k] + reach * rng.uniform(-1, 1), program.low[k], program.high[k])
    return state


def random_inputs(body: Body, rng: np.random.Generator) -> dict[str, float]:
    mode, phase = rng.choice(MODES), rng.choice(PHASES)
    row = dict.fromkeys(body.program.input_names, 0.0)
    row |= {f"mode_{mode}": 1.0, f"phase_{phase}": 1.0, f"stretched_{rng.choice(MUSCLES)}": 1.0}
    row |= {"angle_set": 0.2 * rng.uniform(-1, 1), "barrier": rng.uniform(0.3, 1), "load": rng.uniform(-5, 5)}
    row |= {"stress": rng.uniform(0, 1), "torque": rng.uniform(0, 5), "asleep": rng.integers(0, 2)}
    row |= {f"effort_{m}": rng.uniform(0, 1) * rng.integers(0, 2) for m in MUSCLES}
    row |= {f"offset_{m}": rng.uniform(-0.05, 0.05) for m in MUSCLES}
    return {name: float(row[name]) for name in body.program.input_names}


def view(values: dict[str, float], muscle: str | None) -> SimpleNamespace:
    """Flat names as one part sees them: its own without the ending, and everything shared."""
    shared = {name: value for name, value in values.items() if split(name)[1] is None}
    own = {split(name)[0]: value for name, value in values.items() if muscle and split(name)[1] == muscle}
    return SimpleNamespace(**{**shared, **own})


def second_opinion(oracle, body: Body, state: np.ndarray, row: dict[str, float]) -> dict[str, float]:
    """Rates of every state by the plain writing."""
    y = dict(zip(body.program.state_names, map(float, state), strict=True))
    p = dict(zip(body.program.parameter_names, map(float, body.vector), strict=True))
    u = view(row, None)
    u.mode = next(m for m in MODES if row[f"mode_{m}"])
    u.phase = next(f for f in PHASES if row[f"phase_{f}"])
    u.angle, u.efforts = y["angle"], [row[f"effort_{m}"] for m in MUSCLES]
    u.both_stretched = [row[f"stretched_{m}"] for m in MUSCLES]
    found, rates = [], {}
    for muscle, partner in zip(MUSCLES, reversed(MUSCLES), strict=True):
        states, numbers = view(y, muscle), view(p, muscle)
        inputs = SimpleNamespace(**{**vars(view(row, muscle)), **vars(u)})
        q = oracle.muscle(states, numbers, inputs, row[f"effort_{partner}"], view(y, None))
        found.append((q, numbers, states))
        own = oracle.tissue_rates(states, numbers, inputs, q)
        own |= oracle.drive_rates(states, numbers, inputs, q, y["pain"])
        rates |= {f"{name}_{muscle}": rate for name, rate in own.items()}
    qs, ps, states = zip(*found, strict=True)
    return rates | oracle.joint_rates(view(y, None), view(p, None), u, (qs, ps), states)


@pytest.mark.parametrize("name", pair_names())
def test_every_state_changes_as_the_second_writing_says(oracle, name):
    rng = np.random.default_rng(sum(map(ord, name)))
    for _ in range(ROUNDS):
        body = random_body(name, rng)
        state, row = random_state(body, rng), random_inputs(body, rng)
        expected = second_opinion(oracle, body, state, row)
        inputs = np.array(list(row.values()))
        found = dict(zip(body.program.state_names, body.program.rhs(state, body.vector, inputs), strict=True))
        assert set(found) == set(expected)
        for flat, rate in found.items():
            assert rate == pytest.approx(expected[flat], rel=1e-7, abs=1e-13), (flat, row)


def test_the_second_writing_covers_every_state_of_every_mechanism(oracle):
    """Those with states (relaxation, softening, tendon, thixotropy, inhibition, tone, memory, fatigue,
    slow_fatigue, perfusion, tolerance, serial_length, strength, trauma, joint, pain, creep, wear) by
    their rates; those without (geometry, stretch, activation, tension, neutral, passive_torque, nerve)
    through what they name."""
    rng = np.random.default_rng(1)
    body = random_body(pair_names()[0], rng)
    covered = {
        split(n)[0] for n in second_opinion(oracle, body, random_state(body, rng), random_inputs(body, rng))
    }
    assert covered == {s.name for m in ALL for s in m.states}
