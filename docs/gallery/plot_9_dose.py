"""
Dose and response
=================

Range of motion gained by programmes of different length and frequency while the cause stays, over
no treatment. More sessions help less and less; the white line is a gain of 2.5 deg.
"""

import numpy as np

import musclebalance as mb

desk = mb.Lifestyle.office(hours=8, stress=0.6)
person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=180)
sessions, weeks = np.arange(1, 8), np.array([2, 4, 6, 8, 12])

untreated = mb.simulate(person, None, desk, weeks=int(weeks[-1]))
gain = np.empty((len(weeks), len(sessions)))
for column, per_week in enumerate(sessions):
    plan = mb.Plan(mb.PIR(), per_week=int(per_week), weeks=int(weeks[-1]))
    treated = mb.simulate(person, plan, desk)
    for row, week in enumerate(weeks):
        gain[row, column] = treated.at("rom_agonist", 7 * week) - untreated.at("rom_agonist", 7 * week)

with mb.plot.style():
    mb.plot.dose_response(
        sessions,
        weeks,
        gain,
        labels=(
            "sessions a week [1/week]",
            "length of the programme [weeks]",
            "range of motion gained [deg]",
        ),
        enough=2.5,
    )

print(f"12 weeks: {gain[-1, 0]:.1f} deg with one session a week, {gain[-1, -1]:.1f} deg with seven")
assert np.all(np.diff(gain[-1]) > 0.0)
assert gain[-1, -1] < 7.0 * gain[-1, 0]
