"""A mechanism added in a user's script is compiled, integrated and printed like those of the library."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb


@pytest.fixture(scope="module")
def own(example):
    return example("own_mechanism")


@pytest.fixture(scope="module")
def person(own):
    return mb.healthy(mb.pair("hip-flexors-gluteus-maximus"), model=mb.hypotheses.combined + own.STILLNESS)


def test_only_a_moved_muscle_is_looser_with_the_mechanism(own):
    found = own.main()
    library, added = found.values()
    change = {moment: added[moment] - library[moment] for moment in added}
    assert 1 < change["after 2 h at the desk"] < 10
    assert -20 < change["after a few minutes of walking"] < -1


def test_its_state_is_a_result_like_any_other(person):
    day = mb.simulate(person, None, mb.Lifestyle.office(), days=1, store="segments")
    assert day["stillness_agonist"].name == "stillness_agonist [-]"
    walked = np.array([label.startswith("walk") for label in day.timeline.labels])
    stillness = day.values("stillness_agonist")[1:]
    assert stillness[walked].max() < 0.01
    assert stillness[~walked].max() > 0.9


def test_it_runs_in_the_compiled_kernel_to_the_reference_s_numbers(person):
    plan = mb.Plan(mb.PIR(repetitions=2), per_week=7, weeks=1)
    office = mb.Lifestyle.office()
    kernel = mb.simulate(person, plan, office, days=1, method="kernel")
    reference = mb.simulate(person, plan, office, days=1, method="reference")
    assert kernel.provenance["method"] == "kernel"
    np.testing.assert_allclose(kernel.states, reference.states, rtol=1e-9, atol=1e-12)


def test_it_agrees_with_an_independent_solver(person):
    tight = mb.simulate(person, None, mb.Lifestyle.office(), days=1, tol=1e-8)
    radau = mb.simulate(person, None, mb.Lifestyle.office(), days=1, method="radau")
    scale = np.abs(radau.states) + 1e-2
    assert np.max(np.abs(tight.states - radau.states) / scale) < 1e-4


def test_its_parameters_carry_their_sources_into_the_bibliography(person):
    assert person.parameters["setting_time"].source == ("T12",)
    assert "Lakie" in mb.cite(person)
    assert "Lakie" not in mb.cite(mb.healthy(person.pair))


def test_it_can_be_switched_off_again(own):
    model = mb.hypotheses.combined + own.STILLNESS
    assert "stillness" in model
    assert (model - "stillness").mechanisms == mb.hypotheses.combined.mechanisms


def test_a_result_with_it_is_saved_and_loaded(own, person, tmp_path):
    result = mb.simulate(person, None, mb.Lifestyle.office(), days=1)
    mb.save(result, str(tmp_path / "own.npz"))
    with pytest.raises(mb.UnknownNameError, match="stillness"):
        mb.load(str(tmp_path / "own.npz"))
    again = mb.load(str(tmp_path / "own.npz"), mechanisms=[own.STILLNESS])
    np.testing.assert_array_equal(again.values("stillness_agonist"), result.values("stillness_agonist"))
