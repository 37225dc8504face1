"""The style is used when asked for and leaves no trace; colours stay apart."""

from __future__ import annotations

import inspect
import itertools
import re

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from musclebalance import plot
from musclebalance.plot import style
from musclebalance.plot.parts import axes_or_new, name_lines, spread
from musclebalance.plot.style import ARMS, MUSCLES, UNTREATED, looks


def test_style_ends_with_its_block():
    before = dict(matplotlib.rcParams)
    with style(font__size=17):
        assert matplotlib.rcParams["font.size"] == 17
        assert not matplotlib.rcParams["axes.spines.top"]
    assert dict(matplotlib.rcParams) == before


def test_importing_figures_changes_no_setting(result):
    before = dict(matplotlib.rcParams)
    axes_or_new(None)
    assert dict(matplotlib.rcParams) == before


def test_given_axes_are_used():
    ax = plt.subplots()[1]
    assert axes_or_new(ax) is ax


def test_muscles_differ_by_colour_and_by_line_style():
    agonist, antagonist = MUSCLES["agonist"], MUSCLES["antagonist"]
    assert agonist["color"] != antagonist["color"]
    assert agonist["linestyle"] != antagonist["linestyle"]


def test_arms_differ_by_colour_and_by_line_style():
    for one, two in itertools.combinations((*ARMS, UNTREATED), 2):
        assert one["color"] != two["color"]
        assert one["linestyle"] != two["linestyle"]


def test_muscles_stay_apart_for_colour_blind_readers():
    """Without the red or the green cones too, by the simulation of Vienot, Brettel and Mollon (1999)."""
    to_lms = np.array(
        [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
    )
    deuteranope = np.array([[1.0, 0.0, 0.0], [0.494207, 0.0, 1.24827], [0.0, 0.0, 1.0]])
    protanope = np.array([[0.0, 2.02344, -2.52581], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    for loss in (deuteranope, protanope):
        seen = [
            np.linalg.solve(to_lms, loss @ to_lms @ np.array(to_rgb(MUSCLES[muscle]["color"])))
            for muscle in MUSCLES
        ]
        assert np.linalg.norm(seen[0] - seen[1]) > 0.5


def test_untreated_arm_is_grey_wherever_it_stands():
    assert looks(["none", "PIR", "static"]) == {
        name: {**look, "label": name}
        for name, look in (("none", UNTREATED), ("PIR", ARMS[0]), ("static", ARMS[1]))
    }
    assert looks(["PIR", "No treatment"])["No treatment"]["color"] == UNTREATED["color"]


def test_names_at_line_ends_do_not_overlap():
    ax = plt.subplots()[1]
    ax.set_ylim(0.0, 10.0)
    ends = {"one": 5.0, "two": 5.1, "three": 5.05, "four": 9.9, "five": 9.8}
    name_lines(ax, [ax.plot([0.0, 1.0], [1.0, end], label=name)[0] for name, end in ends.items()])
    heights = sorted(text.xy[1] for text in ax.texts)
    boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
    assert all(one.y1 <= two.y0 for one, two in itertools.pairwise(boxes))
    assert max(heights) <= 1.0
    order = [text.get_text() for text in sorted(ax.texts, key=lambda text: text.xy[1])]
    assert order == ["one", "three", "two", "five", "four"]


def test_names_stay_as_near_as_can_be():
    """One block of three around its mean; the one far away stays where it is."""
    np.testing.assert_allclose(spread([0.5, 0.5, 0.5, 0.9], 0.1), [0.4, 0.5, 0.6, 0.9])
    np.testing.assert_allclose(spread([0.2, 0.8], 0.1), [0.2, 0.8])
    np.testing.assert_allclose(spread([0.97, 0.99], 0.1), [0.9, 1.0])


def test_style_keeps_what_an_inline_backend_switches_on():
    """Notebooks turn interactive mode on when the first figure is made; later figures need it."""
    with matplotlib.rc_context():
        matplotlib.rcParams["interactive"] = False
        with style():
            matplotlib.rcParams["interactive"] = True
        assert matplotlib.rcParams["interactive"]


@pytest.mark.parametrize("name", plot.__all__)
def test_a_figure_documents_all_its_parameters(name):
    """What every figure says of its Axes is added to its docstring."""
    function = getattr(plot, name)
    text = inspect.getdoc(function)
    said = text[text.index("Parameters\n---") :]
    for parameter in inspect.signature(function).parameters:
        assert re.search(rf"^(\*\*|\w+, )*{parameter}(, \w+)* :", said, re.MULTILINE), parameter
    assert name == "style" or text.count("\nReturns\n---") == 1
    assert said.count("ax : Axes, optional") == ("ax" in inspect.signature(function).parameters)
