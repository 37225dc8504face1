"""Doses counted from steps, and the plateau second."""

from __future__ import annotations

import pytest

from musclebalance.treatment import CRAC, PIR, Dose, StaticStretch, Strengthening, session, session_dose
from musclebalance.treatment.steps import total, with_plateaus


def timing(phrases):
    return [
        ("plateau" if plateau else step.action, step.seconds)
        for step, plateau in with_plateaus(session(phrases).flat())
    ]


def test_the_plateau_is_the_first_second_of_the_release():
    assert timing(["contract at 20 %MVC for 7 s", "release for 3 s"]) == [
        ("contract", 7),
        ("plateau", 1),
        ("release", 2),
    ]


def test_without_a_release_it_is_taken_from_the_next_step():
    assert timing(["contract at 20 %MVC for 7 s", "stretch for 20 s"]) == [
        ("contract", 7),
        ("plateau", 1),
        ("stretch", 19),
    ]


def test_a_short_release_is_all_plateau():
    assert timing(["contract at 20 %MVC for 7 s", "release for 0.4 s", "stretch for 20 s"]) == [
        ("contract", 7),
        ("plateau", 0.4),
        ("plateau", 0.6),
        ("stretch", 19.4),
    ]


def test_contractions_that_follow_at_once_have_one_plateau():
    steps = timing(["contract at 20 %MVC for 7 s", "contract at 40 %MVC for 3 s", "release for 3 s"])
    assert steps == [("contract", 7), ("contract", 3), ("plateau", 1), ("release", 2)]


def test_a_contraction_at_the_end_is_given_its_plateau():
    assert timing(["contract at 20 %MVC for 7 s"]) == [("contract", 7), ("plateau", 1)]


def test_pir_dose():
    dose = session_dose(PIR(effort=0.2, contract=7, stretch=20, repetitions=5))
    assert (dose.sessions, dose.contractions, dose.stretches, dose.repetitions) == (1, 5, 6, 5)
    assert (dose.effort_seconds, dose.stretch_seconds) == (35.0, 110.0)
    assert dose.effort_integral == pytest.approx(7.0)


def test_repetitions_of_techniques_without_contractions():
    assert session_dose(StaticStretch(repetitions=5)).repetitions == 5
    assert session_dose(Strengthening(repetitions=5, sets=2)).repetitions == 10


def test_effort_of_both_muscles_counts():
    dose = session_dose(CRAC(effort=0.6, partner_effort=0.3, contract=5, stretch=10, repetitions=3))
    assert dose.effort_seconds == 3 * (5 + 10)
    assert dose.effort_integral == pytest.approx(3 * (5 * 0.6 + 10 * 0.3))


def test_doses_add_and_differ():
    one = session_dose(PIR())
    assert total([one, one]) == one * 2
    assert total([]) == Dose()
    assert one.differs(one) == ()
    assert one.differs(session_dose(PIR(effort=0.21))) == ("effort_integral",)
    assert session_dose(PIR(repetitions=4)).differs(one) == (
        "contractions",
        "stretches",
        "effort_seconds",
        "stretch_seconds",
        "effort_integral",
    )
