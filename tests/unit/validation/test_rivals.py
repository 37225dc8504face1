"""Rivals of the law of dose and time: each answers, and the chosen one as the simulated model does."""

import numpy as np
import pytest

from musclebalance.evidence.baselines import control
from musclebalance.evidence.predicting import raw_predictions
from musclebalance.evidence.published import calibration_arms
from musclebalance.model import hypotheses
from validation import rivals

ARMS = [arm for arm in calibration_arms() if arm.about.kind == "range" and arm.versus is None]


def numbers(law, **changed):
    """Medians of the priors, as one draw."""
    return {name: np.array([changed.get(name, prior.middle)]) for name, prior in rivals.priors(law).items()}


@pytest.mark.parametrize("law", rivals.LAWS)
def test_treatment_gains_and_nothing_else_does(law):
    found = rivals.rival(law).respond(ARMS, numbers(law), 0, None)[:, 0]
    treated = np.array([not control(arm) for arm in ARMS])
    assert (found[treated] > 0).all()
    assert (found[~treated] == 0).all()


def test_the_closed_form_after_many_sessions_is_the_sum_of_them(monkeypatch):
    programme = next(arm.regimen for arm in ARMS if arm.regimen.weeks[0] >= 6)
    for law in rivals.LAWS[:-1]:
        p = numbers(law)
        short = rivals.tolerance(law, programme, (1.0, 1.0), p)
        monkeypatch.setattr(rivals, "SETTLED", 1000)
        assert short == pytest.approx(rivals.tolerance(law, programme, (1.0, 1.0), p), rel=2e-3), law
        monkeypatch.undo()


def test_consolidation_is_what_the_model_simulates():
    """The formula and the simulation of the same numbers agree where tolerance alone acts: weeks after."""
    model = hypotheses.get("sensory")
    arms = [a for a in ARMS if a.id in ("P001", "P022", "P024")]
    assert len(arms) == 3
    own = model.parameters
    p = numbers(
        "consolidation", charge=own["tolerance_charge_time"].value, most=own["tolerance_slow_max"].value,
        growth=own["tolerance_growth_time"].value, trace=own["tolerance_trace_time"].value,
        loss=own["tolerance_slow_time"].value,
    )  # fmt: skip
    told = rivals.rival("consolidation").respond(arms, p, 0, None)[:, 0]
    simulated = raw_predictions(arms, {"nothing": np.zeros(8)}, model).mean(axis=1)
    np.testing.assert_allclose(told, simulated, rtol=0.15)
