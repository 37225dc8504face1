"""Names are drawn as they are written, whatever signs stand in them, and the file stays XML."""

from __future__ import annotations

import dataclasses
import io
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from musclebalance import plot
from musclebalance.plot.parts import literal, name_rows
from musclebalance.population import Power

NAMES = ("costs $5 or $6", r"$\frac{$", "a\x0bb\x00c\x1b", "$", r"back\slash", "x^2 & <b>", "- -- -->")


def words(figure):
    """All that is written in a figure, from its SVG."""
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        figure.savefig(file, format="svg")
    plt.close(figure)
    return [" ".join("".join(t.itertext()).split()) for t in ElementTree.fromstring(file.getvalue()).iter()]


def shown(name):
    return " ".join(literal(name).replace(r"\$", "$").split())


def drawn(name, result, arms):
    """Figures in which a name of the user's stands."""
    curve = Power(
        "pain", "ancova", "PIR", "none", 8.0, 0.05, np.array([5, 9]), np.array([0.2, 0.4]), np.zeros(2)
    )
    own = dataclasses.replace(result.person.pair, agonist=name)
    person = dataclasses.replace(result.person, pair=own)
    named = dataclasses.replace(result, person=person)
    yield plot.arms({name: arms["PIR"], "no treatment": arms["no treatment"]})
    yield plot.story(result, {name: arms})[1]
    yield plot.power({name: curve})
    yield plot.forest([name, "B"], [5.0, 1.0], [4.0, 4.0])
    yield plot.tornado({name: (0.4, 0.5)}, base=0.45)
    yield plot.course(named, "rom")
    yield plot.torque_angle(named)
    yield plot.recovery({name: arms["PIR"], "no treatment": arms["no treatment"]})[0]
    yield plot.arms({"PIR": arms["PIR"]}, labels=[name])
    labels = (f"{name} [s]", "b [s]", "c [s]")
    yield plot.dose_response([1, 2], [1, 2], np.eye(2), labels=labels)
    yield plot.dose_response([1, 2], [1, 2], np.eye(2), labels=labels[::-1])


@pytest.mark.parametrize(
    "name", [*NAMES[:2], *(pytest.param(name, marks=pytest.mark.slow) for name in NAMES[2:])]
)
def test_names_are_drawn_as_they_are_written(name, result, arms):
    plt.close("all")
    for ax in drawn(name, result, arms):
        told = " ".join(words(ax.figure))
        wanted = shown(name)
        assert wanted in told or wanted[:1].upper() + wanted[1:] in told


def test_formulas_of_the_user_stay_formulas(arms):
    ax = plt.subplots()[1]
    ax.set_title(r"$\alpha$")
    plot.arms({"a $5 and $6": arms["PIR"]}, ax=ax)
    assert ax.get_title() == r"$\alpha$"
    ax.set_xlabel(r"$\beta$")  # as anybody goes on with the Axes of a figure
    told = " ".join(words(ax.figure))
    assert "a $5 and $6" in told
    assert "α" in told
    assert "β" in told


def test_rows_and_their_second_writing():
    ax = plt.subplots()[1]
    name_rows(ax, NAMES, ["black"] * len(NAMES))
    told = " ".join(words(ax.figure))
    assert all(shown(name) in told for name in NAMES)
    assert all(literal(literal(name)) == literal(name) for name in NAMES)
