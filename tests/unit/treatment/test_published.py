"""Published programmes: known doses make plans, unknown ones are asked for."""

from __future__ import annotations

import pytest

from musclebalance.core import sources
from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.treatment import programme, programmes, session_dose


def test_every_arm_is_there_and_resolvable():
    assert len(programmes()) > 70
    assert sources.get("P022") is not None


@pytest.mark.parametrize(
    "row", [row for row, found in programmes().items() if found.technique and not found.unknown]
)
def test_every_fully_known_arm_makes_its_plan(row):
    found = programme(row)
    plan = found.plan()
    (phase,) = plan.phases
    assert phase.session.source == row
    assert plan.weeks == pytest.approx(found.weeks, abs=0.08)
    assert len(plan.slots()) == pytest.approx(found.per_week * found.weeks, abs=1)
    dose = session_dose(phase.session)
    assert dose.repetitions == found.repetitions
    assert session_dose(found.plan(muscle="antagonist").phases[0].session) == dose


def test_feland_and_laudner_have_their_published_doses():
    feland = session_dose(programme("P024").plan().phases[0].session)
    assert (feland.stretches, feland.stretch_seconds) == (4, 240.0)
    laudner = session_dose(programme("P076").plan().phases[0].session)
    assert (laudner.contractions, laudner.effort_integral) == (4, pytest.approx(5.0))


def test_unknown_doses_stay_unknown():
    found = programme("P050")
    assert (found.effort, found.contract, found.stretch) == (None, None, None)
    assert set(found.unknown) == {"effort", "contract", "stretch", "repetitions"}
    assert "not known: effort" in str(found)
    assert "barrier" in programme("P022").assumed


def test_lists_of_intensities_are_not_a_number():
    assert programme("P085").effort is None


def test_supplied_doses_fill_the_gaps_and_nothing_else():
    plan = programme("P050").plan(effort=0.2, contract=7, stretch=10, repetitions=5)
    assert len(plan.slots()) == 16
    with pytest.raises(
        MusclebalanceError, match="does not state contract, stretch, repetitions; supply contract="
    ):
        programme("P050").plan(effort=0.2)
    with pytest.raises(MusclebalanceError, match="states stretch 15; it cannot be set to 20"):
        programme("P022").plan(stretch=20)
    with pytest.raises(UnknownNameError, match="Did you mean 'stretch'"):
        programme("P022").plan(strech=20)


def test_arms_of_other_kinds_are_refused():
    with pytest.raises(MusclebalanceError, match="no technique of this library"):
        programme("P059").plan()
    with pytest.raises(MusclebalanceError, match="control arm; simulate it with plan=None"):
        programme("P065").plan()
    with pytest.raises(UnknownNameError, match="No published programme"):
        programme("P999")
    with pytest.raises(UnknownNameError, match="No technique of a published arm"):
        programme("P059").plan(technique="Massage")
