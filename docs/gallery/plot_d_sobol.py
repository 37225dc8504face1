"""
What an outcome depends on, and when
====================================

Total Sobol indices over the weeks of a programme: the share of the spread between people that would be
left if everything but this one number were known. The bands are 95 % intervals of the estimate from this
small sample; ``examples/which_number_matters.py`` first screens ten numbers.
"""

import numpy as np

import musclebalance as mb

pair = mb.pair("hip-flexors-gluteus-maximus")
found = mb.sobol(
    pair,
    ["chronicity", "tolerance_growth_time", "agonist.passive_strain"],
    n=16,
    seed=1,
    plan=mb.Plan(mb.PIR(), per_week=3, weeks=8),
    lifestyle=mb.Lifestyle.reduced(),
    before=mb.Lifestyle.office(hours=8, stress=0.6),
    outcomes=["rom_agonist"],
    weeks=range(0, 9, 2),
    tol=1e-2,
    progress=False,
)
with mb.plot.style():
    mb.plot.sobol(found, "rom_agonist")

total = found.of("total", "rom_agonist")
print(found.ranking("rom_agonist"))
assert np.nanmax(total) > 0.3
