"""
A day as a strip
================

What is done when, from waking to waking; sessions above it, emotional stress below it.
"""

import musclebalance as mb

pair = mb.pair("hip-flexors-gluteus-maximus")
plan = mb.Plan(mb.PIR(), per_week=5, weeks=1)
office = mb.compile(plan, mb.Lifestyle.office(hours=8, stress=0.6), pair, days=7)
healthy = mb.compile(None, mb.Lifestyle.healthy(), pair, days=1)

with mb.plot.style():
    ax = mb.plot.day(office, number=1)
    mb.plot.day(healthy)

assert "PIR" in {text.get_text() for text in ax.texts}
