"""Numbers of the hip and the knee against the published moments and rows from which they are derived."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.sources import evidence_row
from musclebalance.model import readouts
from musclebalance.simulation.healthy import healthy
from validation.pages import sensitivity

HIP, KNEE = "hip-flexors-gluteus-maximus", "hamstrings-quadriceps"


def hip_moment(hip: float) -> float:
    """Passive hip flexion moment [N m] with a straight knee, by hip flexion [deg] (Riener & Edrich 1999)."""
    return float(np.exp(1.4655 - 0.0750 * hip) - np.exp(1.3403 + 0.0305 * hip) + 8.072)


def knee_moment(knee: float, hip: float, last: float) -> float:
    """Passive knee flexion moment [N m] by flexion [deg] of both, ankle neutral (the same).

    `last` is the exponent of the term for the straight knee, 0.15 or 1.5 [1/deg]: copies of the paper differ.
    """
    short = np.exp(1.800 - 0.0352 * knee + 0.0217 * hip)
    return float(short - np.exp(-3.971 + 0.0495 * knee - 0.0128 * hip) - 4.820 + np.exp(2.220 - last * knee))


def test_the_passive_moment_of_the_extending_hip_rises_as_published():
    person = mb.healthy(mb.pair(HIP))
    angles = np.array([0.0, 10.0, 15.0, 18.0])
    torque = readouts.passive_torque_curve(person.body, person.state, "agonist", angles)
    wanted = [hip_moment(-angle) - hip_moment(0.0) for angle in angles[1:]]
    assert torque[1:] - torque[0] == pytest.approx(wanted, rel=0.1)


def test_capsule_and_soft_tissue_of_the_hip_stiffen_at_the_published_rate():
    assert mb.pair(HIP).parameters["end_range_angle"].value == pytest.approx(1.0 / 0.0750, abs=0.05)


@pytest.mark.parametrize("last", [0.15, 1.5])
def test_the_knee_rests_where_no_published_moment_pulls_when_the_hip_is_bent_a_little(last):
    neutral = mb.pair(KNEE).parameters["neutral_angle"].value
    assert knee_moment(neutral - 3.0, 20.0, last) > 0.0 > knee_moment(neutral + 3.0, 20.0, last)


def test_the_hamstrings_end_between_passive_and_active_extension_of_the_knee():
    passive = float(evidence_row("N237")["baseline_mean"])
    active = min(180.0 - float(evidence_row(row)["baseline_mean"]) for row in ("P001", "P002"))
    assert passive < mb.pair(KNEE).parameters["agonist.rom_limit"].value < active


def test_history_fades_so_early_that_contractions_add_no_more_to_a_stretch_than_arms_differ():
    usual = mb.hypotheses.combined.parameters["history_fade_length"].value
    people = healthy(mb.pair(HIP), own={"history_fade_length": np.array([usual, 1.2])}, tol=1e-3)
    sessions = (
        mb.PIR(effort=1.0, contract=5, release=1, stretch=10, repetitions=4),
        mb.StaticStretch(hold=10, repetitions=4),
    )
    gains = []
    for session in sessions:
        before, after = (
            sensitivity.tested(people.body, s) for s in sensitivity.in_laboratory(people, session)
        )
        gains.append(after - before)
    assert "ROM +2.5..5.3 deg" in evidence_row("T09")["response"]
    arms = 5.3 - 2.5  # between the arms [deg]
    early, late = gains[0] - gains[1]
    assert 0.0 < early < arms < late
