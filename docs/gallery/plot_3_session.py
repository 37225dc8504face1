"""
One session, second by second
=============================

Post-isometric relaxation: stretch to the barrier, contract gently without moving, release, take up
the slack. The reflex inhibition that follows each contraction is gone within ten seconds; the joint
gains angle from one repetition to the next.
"""

import musclebalance as mb

desk = mb.Lifestyle.office(hours=8, stress=0.6)
person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=180)
pir = mb.PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)
result = mb.simulate(person, mb.Plan(pir, per_week=3, weeks=1), desk)

with mb.plot.style():
    angle, tension, inhibition = mb.plot.session(result, number=1)

seconds, curve = inhibition.lines[0].get_data()
print(f"inhibition: {curve.max():.0f} % at most, {curve[-1]:.2f} % half a minute after the session")
assert curve.max() > 50.0 > 5.0 > curve[-1]
