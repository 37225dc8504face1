"""
How many people does a trial need?
==================================

A small trial is simulated; trials of other sizes are drawn from its people. The bars are twice the standard
error of that drawing. Spreads between people are assumptions, so this is a statement about the model.
"""

import matplotlib.pyplot as plt
import pandas as pd

import musclebalance as mb

cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=32, seed=1, covariates={"chronicity": 60})
pir = mb.PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)
arms = {"PIR": mb.Plan(pir, per_week=3, weeks=4), "none": None}
trial = mb.trial(
    cohort, arms, mb.Lifestyle.reduced(), weeks=4, seed=1, potential=True, tol=1e-3, progress=False
)

curves = {
    name: mb.power(trial, outcome, week=4, n=[4, 6, 8, 12, 16, 24, 32])
    for name, outcome in (("range of motion", "rom_agonist"), ("pain", "pain"))
}
with mb.plot.style():
    fig, ax = plt.subplots(figsize=(6.4, 3.6))
    mb.plot.power(curves, ax)
    ax.set_ylabel("power, week 4 [-]")

assert curves["range of motion"].power[-1] > curves["range of motion"].power[0]

# %%
# A predictive check lays means that somebody measured (here made up: the first is what the model would give,
# the second is not) over the means of simulated trials of the same size.

expected = trial.truth["rom_agonist"][:, 0, 1].mean()
seen = pd.DataFrame({"arm": ["PIR", "none"], "week": 4, "mean": [expected, 25.0], "sd": 2.5, "n": 16})
with mb.plot.style():
    fig, ax = plt.subplots(figsize=(6.4, 3.6))
    mb.plot.predictive_check(trial, seen, "rom_agonist", ax)

assert mb.predictive_check(trial, seen, "rom_agonist")["mean_inside"].tolist() == [True, False]
