"""Techniques: each is what its documentation says, has a source, and is reachable by name."""

from __future__ import annotations

import pytest

from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.treatment import (
    CRAC,
    MET,
    PIR,
    TECHNIQUES,
    HoldRelax,
    IsometricStrength,
    LewitPIR,
    MovementBreak,
    Sham,
    StaticStretch,
    session_dose,
    technique,
)
from musclebalance.treatment import session as read


@pytest.mark.parametrize("name", TECHNIQUES)
def test_every_technique_reads_back_from_its_words(name):
    session = technique(name).session()
    again = read(str(session))
    assert again.items == session.items
    assert again.name == session.name


@pytest.mark.parametrize("name", [name for name, item in TECHNIQUES.items() if "muscle" in item.parameters])
def test_every_technique_treats_the_muscle_it_is_given(name):
    session = technique(name).session(muscle="hip flexors")
    treated = {
        step.muscle for step in session.flat() if step.action in ("stretch", "contract", "slack", "work")
    }
    assert treated == {"hip flexors"}


def test_lewit_never_stretches():
    dose = session_dose(LewitPIR())
    assert dose.contractions == 4
    assert dose.stretch_seconds == 0.0
    assert session_dose(LewitPIR(breath=3)).effort_seconds == 4 * 13.0


def test_reciprocal_met_contracts_the_other_muscle():
    by_word = [step for step in MET(form="reciprocal").flat() if step.action == "contract"]
    assert {step.muscle for step in by_word} == {"antagonist"}
    by_name = [
        step for step in MET(form="reciprocal", muscle="hamstrings").flat() if step.action == "contract"
    ]
    assert {(step.effort, step.partner_effort) for step in by_name} == {(0.0, 0.25)}
    with pytest.raises(UnknownNameError, match="Did you mean 'reciprocal'"):
        MET(form="reciprocl")


def test_crac_pulls_into_the_stretch():
    stretches = [step for step in CRAC().flat() if step.action == "stretch" and step.partner_effort]
    assert len(stretches) == 3


def test_hold_relax_has_the_published_contractions():
    dose = session_dose(HoldRelax(effort=0.6))
    assert (dose.contractions, dose.effort_seconds) == (3, 18.0)


def test_static_stretch_to_a_fixed_angle():
    step = StaticStretch(angle=15, repetitions=1).flat()[0]
    assert (step.angle, step.barrier) == (15.0, None)


def test_sets_have_pauses_between_them():
    for sets in (1, 2, 3):
        session = IsometricStrength(sets=sets, repetitions=4, set_rest=90)
        assert session_dose(session).contractions == 4 * sets
        assert session.seconds == sets * 4 * 10 + (sets - 1) * 90


def test_sham_gives_no_dose_in_the_same_time():
    for genuine in (PIR(), HoldRelax(), IsometricStrength()):
        sham = Sham(genuine)
        dose = session_dose(sham)
        assert sham.seconds == pytest.approx(genuine.seconds)
        assert (dose.contractions, dose.stretches, dose.effort_integral, dose.stretch_seconds) == (
            0,
            0,
            0.0,
            0.0,
        )


def test_movement_break_is_an_activity():
    (step,) = MovementBreak(minutes=3, activity="walk").flat()
    assert (step.action, step.activity, step.seconds) == ("do", "walk", 180.0)


def test_names_and_parameters_are_checked():
    with pytest.raises(UnknownNameError, match=r"No technique 'PIRR'\. Did you mean 'PIR'"):
        technique("PIRR")
    with pytest.raises(UnknownNameError, match=r"No parameter of PIR 'efort'\. Did you mean 'effort'"):
        technique("PIR").session(efort=0.2)
    with pytest.raises(MusclebalanceError, match=r"effort of the other muscle 130 %MVC is outside"):
        CRAC(partner_effort=1.3)
