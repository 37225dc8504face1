"""Adaptive plans compiled visit by visit; timelines joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from musclebalance import timeline
from musclebalance.core.errors import MusclebalanceError
from musclebalance.lifestyle import Event, Lifestyle
from musclebalance.treatment import PIR, AdaptivePlan, Level, Plan, Rule

DESK = Lifestyle.office().on("Sat Sun", Lifestyle.healthy())
PLAN = AdaptivePlan(
    (
        Level(PIR(effort=0.1), 3),
        Level(PIR(effort=0.2), 4, adherence=0.8),
        Level(PIR(effort=0.3), 5, adherence=0.8),
    ),
    (
        Rule("flare-up", "change of pain > 1.5", pause=3),
        Rule("discharge", "pain < 1"),
        Rule("progress", "pain < 5"),
        Rule("regress", "pain > 7"),
    ),
    weeks=12,
    errors={"pain": 0.5},
)


def live(person, pair, seed=1, compiler=None):
    """A person whose pain falls a little with every session."""
    course, pain, blocks = PLAN.begin(seed, person), 6.0 + 0.2 * (person % 5), []
    while not course.done:
        blocks.append(timeline.next_block(course, DESK, pair, compiler=compiler, first_weekday="Wed"))
        pain = max(0.0, pain - 0.12 * len(blocks[-1].spans))
        course = course.visit({"pain": pain})
    return course, blocks


def test_a_thousand_people_go_through_an_adaptive_programme(pair):
    compiler = timeline.Compiler(pair)
    endings = [live(person, pair, compiler=compiler) for person in range(1000)]
    alone, blocks = live(617, pair)
    assert endings[617][0] == alone
    assert [list(block) for block in endings[617][1]] == [list(block) for block in blocks]
    actions = {visit.action for course, _ in endings for visit in course.history}
    assert {"progress", "hold", "discharge"} <= actions
    assert len({course.history[-1].day for course, _ in endings}) == 1
    assert len({sum(len(block.spans) for block in one) for _, one in endings}) > 10


def test_blocks_join_to_one_timeline(pair):
    course, blocks = live(3, pair)
    whole = timeline.join(blocks)
    assert whole.days == 84
    assert len(whole) == sum(map(len, blocks))
    assert [segment for block in blocks for segment in block] == list(whole)
    assert whole.audit.delivered.differs(whole.audit.adhered) == ()
    assert {row.week for row in whole.audit.rows} == {
        1 + index for index, block in enumerate(blocks) if block.audit.rows
    }
    for span in whole.spans:
        assert whole.edges[span.first] == pytest.approx(span.start)
        assert (span.day - 1) == int(span.start // 86400)
    weekdays = {(span.day - 1 + 2) % 7 for span in whole.spans}
    assert weekdays <= {0, 1, 2, 3, 4}
    assert str(course).count("week ") == 12


def test_joining_equals_compiling_at_once(pair):
    plan = Plan(PIR(), 3, 4)
    once = timeline.compile(plan, DESK, pair, events=[Event(9, "12:00", (("pain", "add", 1.0),))])
    parts = [
        timeline.compile(Plan(PIR(), 3, 1), DESK, pair, weeks=1),
        timeline.compile(
            Plan(PIR(), 3, 3), DESK, pair, weeks=3, events=[Event(2, "12:00", (("pain", "add", 1.0),))]
        ),
    ]
    joined = timeline.join(parts)
    assert list(joined) == list(once)
    assert np.array_equal(joined.ticks, once.ticks)
    assert joined.jumps() == once.jumps()
    assert [replace(span, phase=0) for span in joined.spans] == list(once.spans)
    assert joined.audit.rows == once.audit.rows


def test_adherence_differs_between_blocks(pair):
    plan = AdaptivePlan((Level(PIR(), 7, adherence=0.5),), (), weeks=8)
    course, patterns = plan.begin(1, 0), []
    while not course.done:
        patterns.append(tuple(span.day for span in timeline.next_block(course, DESK, pair).spans))
        course = course.visit({})
    assert len(set(patterns)) > 4


def test_what_cannot_be_joined(pair):
    day = timeline.compile(None, DESK, pair, days=1)
    with pytest.raises(MusclebalanceError, match="whole weeks"):
        timeline.join([day, day])
    with pytest.raises(MusclebalanceError, match="waking times"):
        timeline.join([day, replace(day, wake="06:00")])
    with pytest.raises(MusclebalanceError, match="no timeline"):
        timeline.join([])
