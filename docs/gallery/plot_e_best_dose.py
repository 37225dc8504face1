"""
The least time that works
=========================

Programmes of PIR that were tried while searching the one which asks for the least time a week and still
brings range of motion to its target. Purple: no other programme tried gains more in less time. Limits of
time and of minutes a session are kept; adherence falls with the burden.
"""

import musclebalance as mb

cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=8, seed=2)
group = cohort.develop(tol=1e-2)
low = sorted(group.read("rom_agonist"))[0]
found = mb.best_dose(
    group,
    "PIR",
    lifestyle=mb.Lifestyle.reduced(),
    weeks=8,
    outcome="rom_agonist",
    target=low + 6.0,
    percentile=10,
    limits={"minutes": 120.0, "session_minutes": 20.0},
    burden=mb.Burden(half=90.0),
    budget=36,
    seed=1,
    tol=1e-2,
)
with mb.plot.style():
    mb.plot.pareto(found)

print(found)
front = found.pareto()
assert found.results["minutes"] <= 120.0
assert (front["outcome"].diff().dropna() > 0.0).all()
