"""What each activity of daily life does to each pair, as simulated: the joint goes where it should."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance.lifestyle import Bout, Lifestyle
from musclebalance.pairs import pair, pair_names
from musclebalance.result import Result
from musclebalance.simulation import healthy, simulate

WAKING = ("stand", "walk", "sit", "desk", "drive", "phone", "lift", "carry", "sport", "free")


@pytest.fixture(scope="module", params=pair_names())
def lived(request: pytest.FixtureRequest) -> Result:
    """A day with an hour and a half of everything."""
    bouts = (*(Bout(activity, 1.5) for activity in WAKING), Bout("sleep", 9.0))
    life = Lifestyle("everything", (bouts,))
    return simulate(healthy(pair(request.param)), None, life, days=1, store="segments")


def test_the_joint_goes_where_the_activity_puts_it(lived: Result):
    angles = lived.values("angle")[1:]  # slack left by earlier work shifts a posture a little
    for segment, angle in zip(lived.timeline, angles, strict=True):
        if segment.angle is not None and segment.duration >= 6.0:
            assert angle == pytest.approx(segment.angle, abs=2.5), segment.label


def test_a_free_joint_stays_near_neutral(lived: Result):
    neutral = lived.pair.parameters.value("neutral_angle")
    free = [s.mode == "free" and s.load == 0 and s.duration > 60 for s in lived.timeline]
    # the calf, whose tendon takes half of a stretch, is soft near neutral: slack moves it most
    assert np.abs(lived.values("angle")[1:][free] - neutral).max() < 6.0


def test_lifting_tires_and_a_night_restores(lived: Result):
    labels = np.array([segment.label for segment in lived.timeline])
    tired = np.maximum(lived.values("fatigue_agonist"), lived.values("fatigue_antagonist"))[1:]
    assert 0.02 < tired[labels == "lift"].max() < 0.6
    assert tired[-1] < 0.02


def test_the_day_leaves_no_imbalance(lived: Result):
    assert abs(lived.values("imbalance")[-1]) < 0.1
