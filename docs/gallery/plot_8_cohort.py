"""
People differ
=============

Thirty people whose postures, tone and tissue answer differently, through half a year at a desk and
a programme of twelve weeks: median, bands that hold 50 % and 90 % of them, and eight of them as
thin lines.
"""

import numpy as np

import musclebalance as mb
from musclebalance.simulation.people import People

pair = mb.pair("hip-flexors-gluteus-maximus")
desk = mb.Lifestyle.office(hours=8, stress=0.6)
usual = mb.healthy(pair).parameters
rng = np.random.default_rng(seed=1)


def somebody() -> mb.Person:
    """A person with their own values, spread by about 30 % and kept within bounds."""
    own = {}
    for name in ("posture_gain", "stress_tone_max", "length_time", "tolerance_slow_max"):
        one = usual[name]
        own[name] = float(np.clip(one.value * np.exp(0.3 * rng.normal()), one.low, one.high))
    return mb.healthy(pair, parameters=own)


people = People.of([somebody() for _ in range(30)])
before = mb.simulate(people, None, desk, days=180, store=())
plan = mb.Plan(mb.PIR(), per_week=3, weeks=12)
courses = mb.simulate(before.final, plan, mb.Lifestyle.reduced(), days=112, store=range(0, 113, 7), seed=1)

with mb.plot.style():
    mb.plot.cohort(courses, "imbalance").legend()
    mb.plot.cohort(courses, "rom_agonist").legend(loc="lower right")

start, end = courses.values("imbalance")[:, [0, -1]].T
for when, values in (("before", start), ("after", end)):
    print(f"imbalance {when}: {values.mean():.2f} (SD {values.std():.2f})")
assert end.mean() < start.mean()
