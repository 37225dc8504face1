"""
A fit, and what it tells
========================

Measurements of one person (here made up) during four weeks of PIR, with their standard errors, and the course
of the best fit with the interval that holds 95 % of the posterior; what the fit leaves, in standard errors;
and which of the fitted numbers the measurements cannot tell apart.
"""

import pandas as pd

import musclebalance as mb

pair = mb.pair("hip-flexors-gluteus-maximus")
plan = mb.Plan(mb.PIR(), per_week=3, weeks=4)
days = [0, 7, 14, 28]
rom = pd.DataFrame({"day": days, "measurement": "rom_agonist", "value": [18.2, 19.4, 20.9, 21.6]})
pain = pd.DataFrame({"day": days, "measurement": "pain", "value": [0.4, 0.8, 0.2, 0.5]})
found = mb.fit(
    pd.concat([rom, pain]),
    pair,
    plan,
    lifestyle=mb.Lifestyle.reduced(),
    before="healthy",
    free=["pain_half", "tolerance_slow_max", "tolerance_growth_time"],
    sampler="none",
    tol=1e-3,
    progress=False,
)
with mb.plot.style():
    axes = mb.plot.fit(found, people=16)

print(found)
assert len(axes) == 4
