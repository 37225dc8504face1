"""The audit: prescribed, adhered and delivered, and the error when they disagree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from musclebalance import timeline
from musclebalance.core.errors import DoseError, MusclebalanceError
from musclebalance.lifestyle import Lifestyle
from musclebalance.timeline.timeline import delivered_doses
from musclebalance.treatment import MET, PIR, TECHNIQUES, Plan, StaticStretch, Strengthening, session_dose

DESK = Lifestyle.office()


@pytest.mark.parametrize("name", TECHNIQUES)
def test_every_technique_is_delivered_as_prescribed(name, pair):
    session = TECHNIQUES[name].session()
    made = timeline.compile(Plan(session, 3, 2), DESK, pair)
    expected = session_dose(session) * 6
    assert made.audit.prescribed == expected
    assert made.audit.delivered.differs(expected) == ()
    assert made.audit.techniques == (session.name,)


def test_doses_are_told_by_technique_and_week(pair):
    plan = Plan(PIR(), 3, 2) & Plan(Strengthening(), 2, 3, time="09:00", where="home", adherence=0.5)
    audit = timeline.compile(plan, DESK, pair, seed=2).audit
    assert [(row.week, row.technique) for row in audit.rows] == [
        (1, "PIR"),
        (1, "strengthening"),
        (2, "PIR"),
        (2, "strengthening"),
        (3, "strengthening"),
    ]
    assert audit.of("PIR").delivered.sessions == 6
    home = audit.of("strengthening")
    assert home.prescribed.sessions == 6
    assert 0 < home.adhered.sessions < 6
    assert home.delivered.differs(home.adhered) == ()
    frame = audit.to_frame()
    assert len(frame) == 15
    assert frame[frame["dose"] == "delivered"]["effort_seconds"].sum() == pytest.approx(
        audit.delivered.effort_seconds
    )


def test_names_and_roles_of_one_muscle_are_one_muscle(pair):
    both = PIR(repetitions=1, muscle="hip flexors", stretch=0, release=0) + PIR(
        repetitions=1, muscle="agonist", stretch=0, release=0
    )
    audit = timeline.compile(Plan(both, 1, 1), DESK, pair).audit
    assert audit.delivered.contractions == 2


def test_reciprocal_contraction_by_group_name_is_delivered(pair):
    session = MET(form="reciprocal", muscle="hip flexors")
    audit = timeline.compile(Plan(session, 1, 1), DESK, pair).audit
    assert audit.delivered.effort_integral == pytest.approx(4 * 5 * 0.25)


def test_a_lost_segment_is_noticed(pair):
    made = timeline.compile(Plan(PIR(), 3, 1), DESK, pair)
    contraction = next(index for index, segment in enumerate(made) if segment.phase == "hold")
    rows = made.rows.copy()
    rows[contraction] = rows[0]
    delivered = delivered_doses(made.table, rows, made.ticks, [(s.first, s.last) for s in made.spans])
    (row,) = made.audit.rows
    broken = replace(made.audit, rows=(replace(row, delivered=delivered[0] + delivered[1] + delivered[2]),))
    with pytest.raises(DoseError, match="week 1 of 'PIR' delivers contractions 14, but 15 were adhered to"):
        replace(made, audit=broken).check()


def test_a_broken_timeline_is_noticed(pair):
    made = timeline.compile(None, DESK, pair, days=2)
    ticks = made.ticks.copy()
    ticks[0] += 1
    with pytest.raises(MusclebalanceError, match="24 h"):
        replace(made, ticks=ticks).check()
    with pytest.raises(MusclebalanceError, match="longer than 0 s"):
        replace(made, ticks=np.zeros_like(ticks)).check()


def test_printing_shows_the_three_doses(pair):
    text = str(timeline.compile(Plan(StaticStretch(), 3, 4, adherence=0.5), DESK, pair, weeks=2).audit)
    assert "prescribed 6 sessions, 30 stretches, 0 s of effort (0 MVC s), 810 s of stretch" in text
    assert "6 prescribed sessions lie beyond the end" in text
    assert str(timeline.compile(None, DESK, pair, days=1).audit) == "no treatment"
