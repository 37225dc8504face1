"""Law 9: switching a mechanism off removes the effect of its states and quantities, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance.core.parameters import Parameter
from musclebalance.model import Segment, hypotheses
from musclebalance.model.body import MUSCLES, Body, split
from musclebalance.model.laws import ALL, MECHANICS
from musclebalance.pairs import pair
from musclebalance.simulation.healthy import complete_parameters
from validation.targets.bench import Bench

SWITCHES = [m.name for m in ALL if m not in MECHANICS]
#: Which states a mechanism may move, its own apart, while the joint is held still by a posture.
TISSUE = {
    "relaxation_fast",
    "relaxation_slow",
    "softening",
    "metabolite",
    "hyperaemia",
    "pain",
    "sensitisation",
    "wear",
}
NEAR_BARRIER = {
    "softening", "memory", "tolerance_fast", "tolerance_slow", "tolerance_trace", "training_stimulus",
    "strength_neural", "strength_size", "tone", "fatigue", "slow_fatigue",
}  # fmt: skip
EFFORTS = {"fatigue", "slow_fatigue", "metabolite", "hyperaemia", "pain", "sensitisation", "wear"}
MAY_MOVE = {
    "relaxation": TISSUE | NEAR_BARRIER,
    "softening": TISSUE | NEAR_BARRIER,
    "tendon": TISSUE | NEAR_BARRIER,
    "thixotropy": TISSUE | NEAR_BARRIER | {"slack_history", "slack_history_fast"},
    "serial_length": TISSUE | NEAR_BARRIER | {"slack_history", "slack_history_fast"},
    "tolerance": {"memory", "tone", "training_stimulus", "strength_neural", "strength_size"} | EFFORTS,
    "inhibition": {"memory", "tone"} | EFFORTS,
    "memory": {"tone"} | EFFORTS,
    "tone": {"memory"} | EFFORTS,
    "trauma": {"memory", "tone"} | EFFORTS,
    "strength": {"metabolite", "hyperaemia", "pain", "sensitisation", "wear"},
    "fatigue": {"slow_fatigue", "metabolite", "hyperaemia", "pain", "sensitisation", "wear"},
    "slow_fatigue": {"fatigue", "metabolite", "hyperaemia", "pain", "sensitisation", "wear"},
    "perfusion": {"pain", "sensitisation"},
    "nerve": {"pain", "sensitisation", "hyperaemia", "metabolite", "wear"},
    "creep": TISSUE | NEAR_BARRIER,
    "pain": {"hyperaemia", "metabolite", "wear"},  # through strength and pressure
    "wear": set(),
}
DAY = (
    Segment(1800.0, "posture", angle=6.0, effort_agonist=0.01, stress=0.7),
    Segment(20.0, "posture", "stretch", angle=-8.0, muscle="agonist"),
    Segment(7.0, "posture", "hold", angle=-8.0, effort_agonist=0.3),
    Segment(1.0, "posture", "plateau", angle=-8.0),
    Segment(20.0, "posture", "stretch", angle=-8.0, muscle="agonist"),
    Segment(600.0, "posture", "work", angle=2.0, effort_antagonist=0.5, load=5.0),
    Segment(7200.0, "posture", angle=0.0),
)


def bench(model) -> Bench:
    """The hip with postures imposed exactly; set-points at the neutral length, a nerve in the compartment."""
    muscles = pair("hip-flexors-gluteus-maximus")
    values = complete_parameters(muscles, model)
    wanted = {"posture_gain": 0.0, "pain_nerve_weight": 0.5, "gamma_gain": 0.0, "nerve_coupling": 0.8}
    values = values.with_({k: v for k, v in wanted.items() if k in values or f"agonist.{k}" in values})
    setpoints = [
        Parameter(
            f"{m}.length_setpoint",
            values.value("neutral_fibre_length", m),
            "-",
            0.1,
            3.0,
            "of a test",
            ("T35",),
            "derived",
        )
        for m in MUSCLES
    ]
    body = Body(model, values.merged(setpoints))
    return Bench(body, body.rest(), muscles.name, tol=1e-8)


@pytest.fixture(scope="module")
def whole():
    return bench(hypotheses.combined).with_state(
        memory_agonist=0.4, guarding_agonist=0.005, capacity_agonist=0.9, resting_length_agonist=0.97
    )


@pytest.fixture(scope="module")
def reference_run(whole):
    return whole.run(*DAY)


@pytest.mark.parametrize("name", SWITCHES)
def test_law_9_a_switch_moves_only_what_its_mechanism_acts_on(whole, reference_run, name):
    without = bench(hypotheses.combined - name)
    shared = list(without.body.program.state_names)
    start = {n: float(whole.state[whole.body.index(n)]) for n in shared}
    trace = without.with_state(**start).run(*DAY)
    moved = set()
    for flat in shared:
        scale = 1e-5 * (1.0 + np.abs(reference_run[flat]))
        if (np.abs(trace[flat] - reference_run[flat]) > scale).any():
            moved.add(split(flat)[0])
    assert moved <= MAY_MOVE[name], moved - MAY_MOVE[name]


#: Quantities of a mechanism that others read even when its states are at rest, and the states they reach.
THROUGH_QUANTITIES = {
    # the share of stress left after relaxation enters the joint's stiffness and the healthy end of range
    "relaxation": {
        "angle",
        "softening",
        "memory",
        "tolerance_fast",
        "tolerance_slow",
        "tolerance_trace",
        "training_stimulus",
        "hyperaemia",
        "metabolite",
        "wear",
        "pain",
        "sensitisation",
    },
    "tone": {"memory"},  # stress tone charges memory
    "perfusion": {"pain", "sensitisation"},  # pressure on a nerve
    "nerve": {"pain", "sensitisation"},
}


@pytest.mark.parametrize("name", SWITCHES)
def test_law_9_off_is_the_whole_model_with_its_states_at_their_healthy_value(whole, name):
    without = bench(hypotheses.combined - name)
    own = {s.name: s.rest for m in ALL if m.name == name for s in m.states}
    rng = np.random.default_rng(7)
    full, part = whole.body.program, without.body.program
    for segment in DAY:
        state = whole.state.copy()
        for k, flat in enumerate(full.state_names):
            state[k] = own.get(split(flat)[0], state[k] + 0.05 * rng.uniform(0, 1))
        row = whole.run(segment).inputs[-1]
        all_rates = dict(zip(full.state_names, full.rhs(state, whole.body.vector, row), strict=True))
        kept = np.array([state[full.state_names.index(n)] for n in part.state_names])
        rates = dict(zip(part.state_names, part.rhs(kept, without.body.vector, row), strict=True))
        for flat, rate in rates.items():
            if split(flat)[0] not in THROUGH_QUANTITIES.get(name, set()):
                assert rate == pytest.approx(all_rates[flat], rel=1e-9, abs=1e-15), (name, flat)


def test_law_9_mechanics_cannot_be_switched_off():
    for mechanism in MECHANICS:
        with pytest.raises(ValueError, match="mechanics"):
            hypotheses.combined - mechanism.name


def test_law_9_every_switch_is_in_the_table():
    assert set(MAY_MOVE) == set(SWITCHES)
