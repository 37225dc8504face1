"""Models: order, composition, refusal of doubles and of missing mechanics; binding to a pair."""

from __future__ import annotations

import pytest

from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.core.parameters import ParameterSet
from musclebalance.model import Mechanism, State, hypotheses
from musclebalance.model.body import Body, input_vector, program_of, split, system_of
from musclebalance.model.laws import ALL, MECHANICS
from musclebalance.model.model import Model
from musclebalance.pairs import pair
from musclebalance.simulation.healthy import complete_parameters

combined = hypotheses.combined


def warming(m, p, f):
    """Effort warms the muscle."""
    return {"warmth": (m.effort, 1.0 / 60.0)}


OWN = Mechanism(
    "warming", warming, states=(State("warmth", "W", "-", 0.0, 0.0, 1.0, "warmth of the muscle"),)
)


def test_switching_off_and_on_again_restores_the_order():
    without = combined - "tolerance"
    assert "tolerance" not in without
    assert (without + combined["tolerance"]).names == combined.names


def test_an_own_mechanism_comes_last_and_is_a_switch():
    model = combined + OWN
    assert model.names[-1] == "warming"
    assert model.switches["warming"]
    assert "warmth_agonist" in program_of(model).state_names


def test_mechanics_must_be_there():
    with pytest.raises(MusclebalanceError, match="mechanics"):
        Model("broken", tuple(m for m in ALL if m.name != "joint"))
    with pytest.raises(MusclebalanceError, match="cannot be switched off"):
        combined - "joint"


def test_two_mechanisms_of_one_name_or_two_owners_of_a_state_are_refused():
    with pytest.raises(MusclebalanceError, match="twice"):
        Model("double", (*ALL, OWN, OWN))
    other = Mechanism("other", warming, states=OWN.states)
    with pytest.raises(MusclebalanceError, match="warmth"):
        Model("double", (*ALL, OWN, other))


def test_an_unknown_switch_is_named_with_its_neighbours():
    with pytest.raises(UnknownNameError, match="tolerance"):
        combined - "tolerence"


def test_absent_states_read_as_healthy():
    absent = (combined - "strength" - "perfusion").absent("muscle")
    assert absent["strength_neural"] == 1.0
    assert absent["flow"] == 1.0
    assert absent["pressure"] == 14.0
    assert "tone" not in absent


def test_a_law_on_the_wrong_kind_of_part_is_refused():
    with pytest.raises(UnknownNameError):
        Mechanism("odd", warming, per="limb")  # type: ignore[arg-type]


def test_the_parameters_a_pair_must_supply_are_listed():
    assert "moment_arm_c0" in combined.from_pair
    assert "length_setpoint" in combined.from_pair
    assert "softening_max" not in combined.from_pair


def test_a_parameter_that_nobody_defines_is_an_error():
    needy = Mechanism("needy", warming, states=OWN.states, needs=("wrmth_rate",))
    with pytest.raises(MusclebalanceError, match="wrmth_rate"):
        complete_parameters(pair("hamstrings-quadriceps"), combined + needy)


def test_the_parameter_vector_has_each_muscles_own_value_in_internal_units():
    values = complete_parameters(pair("hamstrings-quadriceps"), combined - "serial_length")
    values = values.with_({"antagonist.softening_recovery_time": 6.0})
    names = program_of(combined - "serial_length").parameter_names
    vector = Body(combined - "serial_length", values).vector
    found = dict(zip(names, vector, strict=True))
    assert found["softening_recovery_time_agonist"] == 300
    assert found["softening_recovery_time_antagonist"] == 360
    assert found["tolerance_slow_time_agonist"] == pytest.approx(13.8 * 86400.0)


def test_names_are_split_into_name_and_muscle():
    assert split("tone_agonist") == ("tone", "agonist")
    assert split("tone_antagonist") == ("tone", "antagonist")
    assert split("angle") == ("angle", None)


def test_inputs_are_named():
    program = program_of(combined)
    row = input_vector(program, stress=0.4)
    assert row[program.input_names.index("stress")] == 0.4
    assert row.sum() == 0.4
    with pytest.raises(MusclebalanceError, match="strss"):
        input_vector(program, strss=0.4)


def test_a_body_names_its_states_and_refuses_others():
    model = combined - "serial_length"
    body = Body(model, complete_parameters(pair("hamstrings-quadriceps"), model))
    assert body.rest()[body.index("angle")] == pytest.approx(0.349, abs=1e-3)
    with pytest.raises(UnknownNameError, match="tone_agonist"):
        body.index("tone_agonst")


def test_the_system_has_one_law_per_mechanism_in_order():
    assert tuple(law.name for law in system_of(combined).laws) == combined.names
    assert {m.name for m in MECHANICS} <= set(combined.names)
    assert isinstance(combined.parameters, ParameterSet)
    assert "on   tolerance" in str(combined)
