"""From laws to a program: names, links, pulls, errors, evaluation."""

import pickle

import numpy as np
import pytest
import sympy

from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.engine import Law, Part, StateSpec, System, run, trace


def with_law(toy, function, kind="lane", **more):
    return trace(toy.system(Law("extra", kind, function), **more))


def test_flat_names(program):
    assert program.state_names[:2] == ("soft_left", "creep_fast_left")
    assert program.state_names[-1] == "position"
    assert program.input_names == ("drive_left", "drive_right", "hold", "load")
    assert "strain_right" in program.quantity_names
    assert program.rest[program.state_names.index("slack_left")] == 1.0


def test_a_misspelt_name_says_which_law_which_part_and_what_was_meant(toy):
    def law(m, p, f):
        return {"tone": (m.memry, 1.0)}

    with pytest.raises(
        UnknownNameError, match=r"'memry'. Did you mean 'memory'\? \(law 'extra', part 'left'"
    ):
        with_law(toy, law)


def test_a_misspelt_parameter(toy):
    with pytest.raises(UnknownNameError, match=r"No parameter 'stif'\. Did you mean 'stiff'"):
        with_law(toy, lambda m, p, f: {"tone": (p.stif, 1.0)})


def test_a_misspelt_state_in_the_result(toy):
    with pytest.raises(
        UnknownNameError, match=r"pulled by law 'extra' 'tine_left'\. Did you mean 'tone_left'"
    ):
        with_law(toy, lambda m, p, f: {"tine": (0.0, 1.0)})


@pytest.mark.parametrize("given", [3, [("tone", 1.0)], (0.0, 1.0), "tone"])
def test_a_law_that_returns_no_mapping_is_named(toy, given):
    with pytest.raises(MusclebalanceError, match=r"mechanism 'extra' returns .*a law returns \{state: "):
        with_law(toy, lambda m, p, f: given)


@pytest.mark.parametrize("name", ["strain", "tone", "drive"])
def test_a_name_is_set_once(toy, name):
    with pytest.raises(MusclebalanceError, match=f"law 'extra' sets '{name}_left', which is already"):
        with_law(toy, lambda m, p, f: setattr(m, name, 1.0))


def test_laws_add_pulls_also_on_other_parts(toy, program):
    def law(m, p, f):
        return {(m.partner, "tone"): (0.1, 2.0), "tone": [(0.0, 1.0), (0.05, m.drive)]}

    y, inputs = program.rest, np.array([0.3, 0.6, 0.0, 0.0])
    left, right = (program.state_names.index(f"tone_{side}") for side in ("left", "right"))
    more = with_law(toy, law).rhs(y, toy.PARAMS, inputs) - program.rhs(y, toy.PARAMS, inputs)
    assert more[left] == pytest.approx(0.1 * 2.0 + 0.05 * 0.3)
    assert more[right] == pytest.approx(0.1 * 2.0 + 0.05 * 0.6)
    assert np.count_nonzero(more) == 2


def test_an_absent_law_reads_as_its_constant(toy, program):
    more = with_law(toy, lambda m, p, f: {"tone": (m.absent_law, 4.0)})
    y, inputs = program.rest, np.zeros(4)
    k = program.state_names.index("tone_left")
    assert more.rhs(y, toy.PARAMS, inputs)[k] - program.rhs(y, toy.PARAMS, inputs)[k] == pytest.approx(1.0)


def test_parts_with_one_suffix_are_refused():
    parts = (Part("a", "lane"), Part("b", "lane"))
    with pytest.raises(MusclebalanceError, match="same state 'x'"):
        trace(System(parts, (), {"lane": (StateSpec("x", 0.0, 0.0, 1.0),)}))


def test_a_program_survives_a_journey(program, toy):
    back = pickle.loads(pickle.dumps(program))
    assert back.digest == program.digest
    assert (
        back.rhs(program.rest, toy.PARAMS, np.zeros(4)) == program.rhs(program.rest, toy.PARAMS, np.zeros(4))
    ).all()


def test_evaluation_broadcasts_over_leading_axes(program, toy):
    rng = np.random.default_rng(0)
    y = program.rest + rng.uniform(0.0, 0.1, (3, 5, len(program.rest)))
    params = toy.PARAMS * rng.uniform(0.9, 1.1, (3, 1, len(toy.PARAMS)))
    inputs = rng.uniform(0.0, 0.5, (5, 4))
    found = program.evaluate(["strain_left", "tone_right", "drive_left", "spring"], y, params, inputs)
    assert found["strain_left"].shape == found["spring"].shape == (3, 5)
    alone = program.evaluate(["strain_left"], y[2, 4], params[2, 0], inputs[4])["strain_left"]
    assert found["strain_left"][2, 4] == alone
    assert (program.rhs(y, params, inputs)[1, 3] == program.rhs(y[1, 3], params[1, 0], inputs[3])).all()
    with pytest.raises(UnknownNameError, match="Did you mean 'strain_left'"):
        program.evaluate(["strain_lef"], y, params, inputs)


def test_vectors_of_the_wrong_length_are_refused(program):
    with pytest.raises(MusclebalanceError, match="this system has 13"):
        program.rhs(program.rest, np.zeros(3), np.zeros(4))


def test_laws_run_on_symbols(toy, program):
    system = toy.system()
    names = {"state": program.state_names, "param": program.parameter_names, "input": program.input_names}
    values = {kind: {n: sympy.Symbol(n) for n in flat} for kind, flat in names.items()}
    values["start"] = {n: sympy.Symbol(n + "_0") for n in program.state_names}
    pulls = run(system, values)
    target, rate = pulls["creep_slow_left"][0]
    assert rate == 1.0 / 40.0
    assert sympy.Symbol("slack_left") in target.free_symbols
    numbers = {s: x for kind, v in zip(names, (program.rest, toy.PARAMS, np.full(4, 0.2)), strict=True)
               for s, x in zip(values[kind].values(), v, strict=True)}  # fmt: skip
    k = program.state_names.index("creep_slow_left")
    slope = float(((target - values["state"]["creep_slow_left"]) * rate).subs(numbers))
    assert slope == pytest.approx(program.rhs(program.rest, toy.PARAMS, np.full(4, 0.2))[k], rel=1e-12)
