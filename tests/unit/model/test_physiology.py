"""What pain, disuse, a long bend and a long tendon do: one property each, with the figures of the sources."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.model import Segment, readouts
from validation.targets.bench import DAY, MINUTE, Bench, isolated, whole

KNEE, CALF, BACK = (
    "hamstrings-quadriceps",
    "triceps-surae-tibialis-anterior",
    "erector-spinae-rectus-abdominis",
)
MUSCLES = ("agonist", "antagonist")


def strength(bench: Bench, muscle: str) -> float:
    return float(readouts.isometric_torque(bench.body, bench.state, muscle))


def test_pain_of_5_takes_5_to_15_percent_of_both_muscles_of_the_joint():
    """Khan 2011: 5 %, Salomoni 2016: 9 %, Henriksen 2011: 5 to 15 % in flexion and extension."""
    well = isolated(KNEE, "pain")
    for muscle in MUSCLES:
        lost = 1.0 - strength(well.with_state(pain=5.0), muscle) / strength(well, muscle)
        assert 0.05 <= lost <= 0.15


def test_without_pain_or_with_the_switch_at_0_nothing_is_lost():
    for bench in (isolated(KNEE), isolated(KNEE, "pain", values={"pain_weakness": 0.0}).with_state(pain=8.0)):
        assert strength(bench, "agonist") == pytest.approx(
            strength(isolated(KNEE, "pain"), "agonist"), rel=1e-12
        )


def test_an_injury_weakens_the_partner_while_it_hurts_and_no_longer():
    person = mb.healthy(mb.pair(KNEE))
    event = mb.Event.trauma(day=2, clock="18:00", muscle="agonist", severity=1.0)
    result = mb.simulate(person, None, mb.Lifestyle.healthy(), days=120, events=(event,))
    torque = np.array([readouts.isometric_torque(person.body, y, "antagonist") for y in result.states])
    left = torque / torque[0]
    assert 0.92 < left.min() < 0.98
    assert left[-1] == pytest.approx(1.0, abs=2e-3)


def test_a_joint_that_is_not_used_loses_size_and_strength_as_in_suspension():
    """De Boer 2007: after 14 and 23 days -5.2 and -10.0 % of size, -14.8 and -21.0 % of strength."""
    bench = isolated(KNEE, "strength")
    trace = bench.run(*[Segment(DAY, "posture", "unused", angle=45.0)] * 23)
    size, drive = (trace[f"strength_{part}_antagonist"][[14, 23]] for part in ("size", "neural"))
    assert list(1.0 - size) == pytest.approx([0.052, 0.100], rel=0.25)
    assert list(1.0 - size * drive) == pytest.approx([0.148, 0.210], rel=0.25)


def test_a_joint_at_rest_is_not_unused_and_one_used_again_recovers():
    bench = isolated(KNEE, "strength")
    rest = bench.run(*[Segment(DAY, "posture", angle=45.0)] * 20).end
    assert strength(rest, "agonist") == pytest.approx(strength(bench, "agonist"), rel=1e-9)
    unused = bench.run(*[Segment(DAY, "posture", "unused", angle=45.0)] * 20).end
    again = unused.run(*[Segment(DAY, "posture", angle=45.0)] * 60).end
    lost = [1.0 - strength(one, "agonist") / strength(bench, "agonist") for one in (unused, again)]
    assert 0.0 < lost[1] < 0.3 * lost[0]


def test_stretching_relieves_pain_as_holding_does_and_both_through_tolerance():
    """Stove 2021, Larouche 2020: one relief of stretch and of pain."""
    ill = whole(KNEE).with_state(memory_agonist=0.8, tone_agonist=0.006, pain=3.0, sensitisation=0.5)
    wait = Segment(5 * MINUTE)
    stretch = Segment(60.0, "stretch", "stretch", barrier=0.9, muscle="agonist")
    hold = Segment(60.0, "hold", "hold", effort_agonist=0.2)
    untouched = ill.run(Segment(60.0), wait).end
    for session in (stretch, hold):
        eased = ill.run(session, wait).end
        assert eased.state[eased.body.index("pain")] < untouched.state[untouched.body.index("pain")] - 0.1
    deaf = isolated(KNEE, "tone", "pain").with_state(tone_agonist=0.006, sensitisation=0.5)
    assert deaf.run(hold, wait)["pain"][-1] == pytest.approx(
        deaf.run(Segment(60.0), wait)["pain"][-1], rel=1e-6
    )


def test_half_of_the_creep_of_the_spine_is_back_within_2_minutes_of_standing_T57():
    bench = isolated(BACK, "relaxation", "creep")
    bent = bench.run(Segment(20 * MINUTE, "free", load=-25.0)).end
    upright = bent.run(Segment(5.0, "posture", angle=0.0)).end
    creep = upright.body.index("creep")
    later = upright.run(Segment(2 * MINUTE, "posture", angle=0.0)).end
    assert later.state[creep] / upright.state[creep] == pytest.approx(0.5, abs=0.03)
    assert isolated(KNEE, "creep").run(Segment(3600.0, "posture", angle=80.0))["creep"][-1] == 0.0


def test_the_tendon_of_the_calf_takes_half_of_a_stretch_and_the_published_curve_holds_the_rest():
    """Hoang 2007: 52 % of the passive lengthening is the tendon's."""
    pair = mb.pair(CALF)
    assert pair.parameters.value("passive_strain", "agonist") == 0.6
    bench = isolated(CALF)
    x, length = (
        np.array([bench.run(Segment(20.0, "posture", angle=a))[f"{name}_agonist"][-1] for a in (-10.0, 15.0)])
        for name in ("stretch", "length")
    )
    assert np.diff(x) / np.diff(length) == pytest.approx(0.48, rel=1e-6)


def test_a_tendon_that_takes_more_of_the_stretch_makes_the_joint_softer_where_it_is_stretched():
    softer, stiffer = (isolated(CALF, values={"agonist.fibre_share": share}) for share in (0.4, 0.8))
    torque = [
        one.run(Segment(20.0, "posture", angle=15.0))["passive_torque_agonist"][-1]
        for one in (softer, stiffer)
    ]
    assert torque[0] < torque[1]
