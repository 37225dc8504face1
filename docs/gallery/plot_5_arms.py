"""
Arms compared
=============

One readout under several programmes: PIR, static stretching, and nothing. The untreated arm is
always grey and dotted.
"""

import musclebalance as mb

desk = mb.Lifestyle.office(hours=8, stress=0.6)
person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=180)
plans = {
    "PIR": mb.Plan(mb.PIR(), per_week=3, weeks=8),
    "static": mb.Plan(mb.StaticStretch(), per_week=3, weeks=8),
    "none": None,
}
results = {arm: mb.simulate(person, plan, desk, weeks=12) for arm, plan in plans.items()}

with mb.plot.style():
    ax = mb.plot.arms(results, "rom_agonist")

gains = {arm: r.at("rom_agonist", 56) - r.at("rom_agonist", 0) for arm, r in results.items()}
print(", ".join(f"{arm} {gain:+.1f} deg" for arm, gain in gains.items()), "after 8 weeks")
assert min(gains["PIR"], gains["static"]) > gains["none"]

# %%
# The same programme under each hypothesis is the same figure: the arms are the explanations.

pair = mb.pair("hip-flexors-gluteus-maximus")
explanations = {}
for name in ("combined", "mechanical", "sensory"):
    someone = mb.develop(pair, desk, days=180, model=name)
    explanations[name] = mb.simulate(someone, plans["PIR"], desk, weeks=12)
with mb.plot.style():
    ax = mb.plot.arms(explanations, "rom_agonist")
