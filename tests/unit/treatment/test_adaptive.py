"""Rules at visits, courses of people, and the search for a maintaining dose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.treatment import PIR, Action, AdaptivePlan, Condition, Level, Rule

EASY, MIDDLE, HARD = (Level(PIR(effort=effort), count) for effort, count in ((0.1, 3), (0.2, 4), (0.3, 5)))


def course(*rules, readouts, weeks=12, every=1, start=0, errors=None, seed=0, person=0):
    plan = AdaptivePlan((EASY, MIDDLE, HARD), rules, weeks, every, errors or {}, start)
    found = plan.begin(seed, person)
    for readout in readouts:
        found = found.visit(readout)
    return found


def test_progress_hold_and_regress():
    rules = (Rule("progress", "pain < 4"), Rule("regress", "pain > 7"))
    found = course(*rules, readouts=[{"pain": pain} for pain in (3.0, 5.0, 8.0, 8.0, 3.0, 3.0, 3.0)])
    assert [visit.action for visit in found.history] == [
        *("progress", "hold", "regress", "hold", "progress", "progress", "hold")
    ]
    assert [visit.level for visit in found.history] == [1, 1, 0, 0, 1, 2, 2]
    assert found.history[3].reason == "regress when pain > 7, but there is no further level"


def test_the_first_rule_that_applies_decides():
    found = course(Rule("hold", "pain < 9"), Rule("progress", "pain < 4"), readouts=[{"pain": 3.0}])
    assert found.history[0].reason == "hold when pain < 9"


def test_visits_in_a_row():
    found = course(
        Rule("discharge", ["pain < 1", "rom > 10"], visits=2),
        readouts=[
            {"pain": 0.5, "rom": 11},
            {"pain": 0.5, "rom": 9},
            {"pain": 0.5, "rom": 11},
            {"pain": 0.2, "rom": 12},
            {"pain": 9.0, "rom": 0},
        ],
    )
    assert [visit.action for visit in found.history] == ["hold", "hold", "hold", "discharge", "hold"]
    assert found.block() == (None, 7)


def test_changes_and_gains_count_from_earlier_visits():
    rule = Rule("flare-up", "change of pain >= 2", pause=3)
    found = course(
        rule,
        Rule("progress", "gain of rom >= 5"),
        start=2,
        readouts=[{"pain": 3.0, "rom": 10}, {"pain": 5.0, "rom": 10}],
    )
    assert [visit.action for visit in found.history] == ["hold", "flare-up"]
    plan, _ = found.block()
    assert (found.level, found.pause, plan.holidays) == (1, 3, ((1, 3),))
    after = found.visit({"pain": 5.0, "rom": 15.5})
    assert (after.history[-1].action, after.pause) == ("progress", 0)


def test_a_long_pause_lasts_over_visits():
    found = course(Rule("flare-up", "pain > 8", pause=10), readouts=[{"pain": 9.0}])
    assert found.block() == (None, 7)
    after = found.visit({"pain": 5.0})
    assert after.pause == 3


def test_measurement_error_is_the_persons_own_and_has_the_stated_size():
    def measured(person):
        return (
            course(
                Rule("hold", "rom > 0"),
                readouts=[{"rom": 10.0, "pain": 3.0}],
                errors={"rom": 2.5},
                seed=7,
                person=person,
            )
            .history[0]
            .measured
        )

    values = np.array([measured(person)["rom"] for person in range(400)])
    assert values.std() == pytest.approx(2.5, rel=0.1)
    assert values.mean() == pytest.approx(10.0, abs=0.4)
    assert measured(3) == measured(3)
    assert measured(3)["pain"] == 3.0


def test_a_programme_ends():
    found = course(Rule("hold", "pain > 0"), readouts=[{"pain": 1.0}] * 3, weeks=5, every=2)
    assert found.done
    assert [visit.day for visit in found.history] == [14, 28, 35]
    with pytest.raises(MusclebalanceError, match="is over"):
        found.block()


@dataclass(frozen=True)
class Coin:
    """A rule of one's own: progress when a coin says so."""

    def decide(self, visit, state, rng):
        return Action("progress", "heads") if rng.random() < 0.5 else None


def test_own_rules_get_a_seeded_stream():
    def actions(seed):
        return [visit.action for visit in course(Coin(), readouts=[{"pain": 1.0}] * 12, seed=seed).history]

    assert actions(1) == actions(1)
    assert len({tuple(actions(seed)) for seed in range(5)}) > 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Condition.parse("pain is low"), "condition 'pain is low' is not understood"),
        (lambda: Condition.parse("__import__('os') < 3"), "is not understood"),
        (lambda: Condition("pain", "==", 3), "No comparison '=='"),
        (lambda: Rule("progres", "pain < 3"), "No action of a rule 'progres'. Did you mean 'progress'?"),
        (lambda: Rule("progress", []), "has no condition"),
        (lambda: Rule("progress", "pain < 3", pause=3), "only a flare-up pauses treatment"),
        (lambda: Rule("progress", "pain < 3", visits=0), "visits in a row 0 is outside 1 to 100"),
        (lambda: AdaptivePlan((), ()), "needs at least one level"),
        (
            lambda: AdaptivePlan((EASY,), (), weeks=2, every=3),
            "weeks between visits 3 weeks is outside 1 to 2 weeks",
        ),
        (lambda: AdaptivePlan((EASY,), (), errors={"rom": -1}), "measurement error of rom -1 is outside"),
        (lambda: AdaptivePlan((Level(PIR(), 9),), ()), "sessions a week 9 is outside 1 to 7"),
    ],
)
def test_errors_say_what_is_wrong(make, message):
    with pytest.raises(MusclebalanceError) as caught:
        make()
    assert message in str(caught.value)


def test_an_unknown_readout_is_told_at_the_visit():
    with pytest.raises(UnknownNameError, match=r"No readout at the visit 'pian'\. Did you mean 'pain'"):
        course(Rule("progress", "pian < 3"), readouts=[{"pain": 3.0}])
    with pytest.raises(UnknownNameError, match="Did you mean 'rom_agonist'"):
        course(
            Rule("progress", "pain < 3"),
            readouts=[{"pain": 3.0, "rom_agonist": 1.0}],
            errors={"rom_agonst": 1.0},
        )
