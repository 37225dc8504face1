"""Healthy people: every parameter within its bounds makes one, or says in words why it does not."""

from __future__ import annotations

import pytest

import musclebalance as mb


@pytest.mark.slow
def test_every_parameter_at_either_bound_gives_a_healthy_person_or_a_clear_sentence():
    hip = mb.pair("hip-flexors-gluteus-maximus")
    for entry in mb.healthy(hip).parameters.parameters:
        for value in (entry.low, entry.high):
            if entry.name.endswith("length_setpoint"):
                continue
            told = ""
            try:
                person = mb.healthy(hip, parameters={entry.name: value})
                mb.simulate(person, mb.Plan(mb.PIR(), 7, 1), mb.Lifestyle.office(), days=3, tol=1e-3)
            except mb.MusclebalanceError as error:
                told = str(error)
            assert not told or "hip-flexors-gluteus-maximus" in told, (entry.name, value, told)
