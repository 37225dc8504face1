"""
The joint
=========

The pair as a schematic: the angle and the lengths are those of the state, the colour is the tension of each
muscle. The pale bone is where the joint rests in health, the short marks are where the bellies end in health.
As a moving picture: ``mb.plot.animate_joint(result, "joint.gif")``.
"""

import matplotlib.pyplot as plt

import musclebalance as mb

pair = mb.pair("hip-flexors-gluteus-maximus")
person = mb.develop(pair, mb.Lifestyle.office(hours=8, stress=0.6), days=180)

with mb.plot.style():
    figure, axes = plt.subplots(1, 3, figsize=(12, 4.2))
    for ax, day in zip(axes, (0, 180), strict=False):
        mb.plot.joint(person.history, day, ax)
    mb.plot.course(person.history, "resting_tension", axes[2])

assert axes[1].get_title() == "day 180"
