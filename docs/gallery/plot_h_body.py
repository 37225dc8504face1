"""
A body from the front
=====================

Three weeks at a desk, seen in twelve pairs of both sides. Hips and lumbar spine share the pelvis. The
person's right is on the left; the darker a spot, the further its pair is out of balance.
"""

import musclebalance as mb
from musclebalance.pairs import pair_names

pairs = [mb.pair(name) for name in pair_names()]
pelvis = mb.crossed("lower").bones
body = mb.Body.of(pairs, bones=pelvis)
desk = mb.Lifestyle.office(hours=8, stress=0.6)
course = mb.simulate(body, None, desk, days=21)
with mb.plot.style():
    mb.plot.body(course, most=0.5)

hip = "hip-flexors-gluteus-maximus"
assert course.values("imbalance", f"left {hip}")[-1] > 0.2
assert 0.1 < course.postures["pelvis"][-1] < 1.2
