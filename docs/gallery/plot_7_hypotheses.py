"""
Explanations compared
=====================

One programme under every explanation of contract-release. Left: range gained by a single session,
from seconds to a day after it; what is gone within a minute was reflex or stress relaxation, what
lasts over half an hour is sensory. Right: the weeks of the programme, each explanation starting
from the imbalance it can hold at all.
"""

import musclebalance as mb

pair = mb.pair("hip-flexors-gluteus-maximus")
plan = mb.Plan(mb.PIR(), per_week=3, weeks=8)
found = mb.compare(pair, plan, models=("combined", "mechanical", "neural", "sensory", "background"))

with mb.plot.style():
    mb.plot.explanations(found)

gain = found.acute()
print(gain.loc[[10.0, 1800.0]].round(1))
assert gain.loc[1800.0, "sensory"] > gain.loc[1800.0, "neural"]
