"""
Why rest alone may not be enough
================================

The phase portrait of the bistable model. Without any cause there are two stable states with a threshold
between them. Half a year of the cause leads to the tense side; sessions, drawn as arrows, carry the
person across the threshold, and rest does the remainder. That tone sustains itself is an assumption of
this model without evidence in people.
"""

import musclebalance as mb
from musclebalance import bistable

hip = bistable.BistableModel()
tense = bistable.course(hip, 180, cause=1.0)
rested = bistable.course(hip, 365, tense.final)
treated = bistable.course(hip, 365, tense.final, sessions=bistable.weekly(3, weeks=12))

with mb.plot.style():
    mb.plot.phase_portrait(hip, course=treated)

for name, course in (("rest alone", rested), ("with sessions", treated)):
    print(f"tone after a year, {name}: {course.final[0]:.2f}")
assert treated.final[0] < 0.1 < rested.final[0]

# %%
# The same as hysteresis: a small cause is enough to stay tense, a larger one is needed to become tense.

with mb.plot.style():
    mb.plot.hysteresis(hip)
