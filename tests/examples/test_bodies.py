"""The examples of bodies: a pitcher's shoulders, and hips that are treated for the spine."""

from __future__ import annotations

import pytest


def test_a_season_makes_one_side_stronger_and_stretching_one_side_longer(example):
    season, stretched = example("pitchers_shoulders").main(weeks=8)
    strength = season.symmetry("strength_torque_agonist")
    assert strength.difference[-1] < -0.2
    assert 90.0 < strength.limb_symmetry[-1] < 99.5
    assert abs(season.symmetry("rom_antagonist").difference[-1]) < 0.2
    gained = stretched.symmetry("rom_antagonist").difference[-1]
    assert -8.0 < gained < -2.0


def test_hardly_anything_arrives_at_the_pelvis(example):
    module = example("hips_and_spine")
    treated, untreated = (module.changes(course) for course in module.main(days=90, weeks=6).values())
    assert treated["hip extension [deg]"] > 4.0
    assert -0.2 < treated["tilt of the pelvis [deg]"] < untreated["tilt of the pelvis [deg]"]
    assert treated["length of the erector spinae [%]"] == pytest.approx(0.0, abs=0.1)
