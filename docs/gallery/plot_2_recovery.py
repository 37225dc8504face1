"""
A recovery at a glance
======================

Six readouts over sixteen weeks: composite imbalance, resting length and resting tension of both
muscles, passive range of motion, strength ratio and pain. Grey bands are the phases of the
programme; thin lines are the healthy values.
"""

import musclebalance as mb

desk = mb.Lifestyle.office(hours=8, stress=0.6)
person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=180)
pir = mb.PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)
plan = mb.Plan(pir, per_week=3, weeks=4, where="clinic") + mb.Plan(
    pir, per_week=5, weeks=8, where="home", adherence=0.8
)
recovery = mb.simulate(person, plan, mb.Lifestyle.reduced(), weeks=16, seed=1)

with mb.plot.style():
    mb.plot.recovery(recovery)

# %%
# One readout in Axes of your own. Without ``style()`` the settings of Matplotlib are left as they are.

import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
mb.plot.course(recovery, "rom", left)
mb.plot.course(recovery, "tone", right)

gain = recovery.at("rom_agonist", 84) - recovery.at("rom_agonist", 0)
print(f"range of motion after 12 weeks: {gain:+.1f} deg")
assert gain > 3.0
