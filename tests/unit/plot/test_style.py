"""The style is used when asked for and leaves no trace; colours stay apart."""

from __future__ import annotations

import itertools

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb

from musclebalance.plot import style
from musclebalance.plot.style import ARMS, MUSCLES, UNTREATED, axes_or_new, looks, name_ends, spread


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
    assert looks(["none", "PIR", "static"]) == {"none": UNTREATED, "PIR": ARMS[0], "static": ARMS[1]}
    assert looks(["PIR", "No treatment"])["No treatment"] == UNTREATED


def test_names_at_line_ends_do_not_overlap():
    ax = plt.subplots()[1]
    ax.set_ylim(0.0, 10.0)
    name_ends(
        ax,
        [(5.0, "one", "k"), (5.1, "two", "k"), (5.05, "three", "k"), (9.9, "four", "k"), (9.8, "five", "k")],
    )
    heights = sorted(text.xy[1] for text in ax.texts)
    assert np.min(np.diff(heights)) >= 0.075 - 1e-9
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
