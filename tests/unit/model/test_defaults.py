"""Two sets of values: the defaults are the calibration's medians, and a person says which they have."""

from __future__ import annotations

import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.evidence import calibration
from musclebalance.model.hypotheses import DATE, PRIORS, set_of

PAIR = mb.pair("hamstrings-quadriceps")


def test_tolerance_has_the_calibrated_medians_and_tissue_the_values_of_its_sources():
    """Tissue is measured by itself; tolerance is known through trials alone, and its numbers go together."""
    frozen, values = calibration(), mb.hypotheses.combined.parameters
    assert frozen.date == DATE
    for name, (prior, _) in PRIORS.items():
        own = values[name]
        if name.startswith("tolerance"):
            assert own.value == pytest.approx(frozen.values[name], rel=0.005), name
            assert own.basis == "calibrated", name
        else:
            assert own.value == prior, name
            assert name not in frozen.informed, name


def test_every_hypothesis_knows_its_own_parameters():
    for name in ("combined", "mechanical", "classical"):
        own = mb.hypotheses.get(name).parameters
        for which in ("prior", "calibrated"):
            assert set(mb.parameters(which, name)) == set(PRIORS) & set(own)


def test_a_person_and_a_result_say_which_set_they_have():
    usual = mb.healthy(PAIR)
    prior = mb.healthy(PAIR, parameters=mb.parameters("prior"))
    assert usual.parameter_set == f"calibrated {DATE}"
    assert mb.healthy(PAIR, parameters=mb.parameters("calibrated")).parameter_set == usual.parameter_set
    assert prior.parameter_set == "prior"
    own = mb.healthy(PAIR, parameters={"softening_max": 0.1})
    assert own.parameter_set == f"calibrated {DATE} with changes"
    fitted = usual.parameters.fitted({"tolerance_slow_max": 0.5})
    drawn = usual.parameters.valued({"tolerance_slow_max": 0.5})
    for values in (fitted, drawn, prior.parameters.with_(joint_stiffness=4.1)):
        assert set_of(values) == f"calibrated {DATE} with changes"
    bare = mb.healthy(PAIR, model=mb.hypotheses.get("combined - tolerance"))
    assert bare.parameter_set == usual.parameter_set
    found = mb.simulate(prior, None, mb.Lifestyle.healthy(), days=1, progress=False)
    assert found.summary()["parameter_set"] == "prior"
    assert "parameters prior: " in str(found)


def test_another_set_is_refused():
    with pytest.raises(MusclebalanceError, match="set of values 'posterior'"):
        mb.parameters("posterior")  # type: ignore[arg-type]
