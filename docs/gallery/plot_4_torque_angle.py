"""
Is it the tissue or the tolerance?
==================================

Passive torque against angle, healthy, before and after a programme. Each curve ends where the
stretch is no longer tolerated. Range that is gained along an unchanged curve is tolerance; a curve
that moves is tissue.
"""

import musclebalance as mb

desk = mb.Lifestyle.office(hours=8, stress=0.6)
person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=180)
plan = mb.Plan(mb.PIR(), per_week=5, weeks=4)

# %%
# Four weeks of treatment while the cause stays: the curve hardly moves, the end of range does.

unchanged = mb.simulate(person, plan, desk, weeks=4)
with mb.plot.style():
    mb.plot.torque_angle(unchanged)

# %%
# Twelve more weeks with the cause removed: the curve moves towards the healthy one.

healed = mb.simulate(unchanged.final, plan, mb.Lifestyle.healthy(), weeks=12)
with mb.plot.style():
    mb.plot.torque_angle(healed)

length = [r.values("resting_length_agonist")[-1] for r in (unchanged, healed)]
print(f"resting length of the hip flexors: {length[0]:.3f}, then {length[1]:.3f}")
assert length[0] < length[1] < 1.0
