"""One colour for each meaning, labels and colours of one's own, and the page that says so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from matplotlib.colors import CSS4_COLORS, is_color_like

from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.plot.style import ARMS, COLOURS, MUSCLES, UNTREATED

FOLDER = Path(plot.__file__).parent
ROOT = Path(__file__).parents[3]
PALETTE = {"BLUE", "YELLOW", "RED", "GREY", "PURPLE", "BROWN", "ORANGE", "TAN", "SLATE", "SKY", "PALE", "INK"}
#: Meanings of which no two may have one colour.
APART = (
    ("agonist", "antagonist", "healthy"),
    ("treated", "untreated", "healthy", "uncertainty"),
    ("calibrate", "validate", "null", "own", "observed", "missed", "uncertainty"),
    ("observed", "predicted", "missed", "uncertainty"),
    ("low", "high"),
    ("contract", "release", "stretch", "rest", "move", "unused"),
)


def strange(text):
    """Colours in a source that are not from the table: literal ones, and names of the palette."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            word = node.value
            literal = re.fullmatch(r"#[0-9a-fA-F]{3,8}|0?\.\d+|C\d|tab:\w+", word) or word in CSS4_COLORS
            if literal and is_color_like(word):
                yield word
        if isinstance(node, ast.keyword) and "color" in (node.arg or ""):
            given = getattr(node.value, "value", None)
            if isinstance(given, str) and given not in ("none", "face", *CSS4_COLORS):
                yield given
        if isinstance(node, ast.Name) and node.id in PALETTE:
            yield node.id


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_figures_take_their_colours_from_the_table(path):
    if path.stem != "style":
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):  # examples in docstrings are no drawing
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                node.value.value = ""
        assert list(strange(ast.unparse(tree))) == []


def test_strange_colours_are_found():
    text = (
        'ax.plot(x, color="k"); a = "#123456"; b = "0.35"; c = "teal"; ax.fill(color=RED, edgecolor="none")'
    )
    assert sorted(strange(text)) == ["#123456", "0.35", "RED", "k", "teal"]


def test_meanings_that_meet_have_colours_of_their_own():
    for together in APART:
        assert len({COLOURS[meaning] for meaning in together}) == len(together), together
    for meaning in ("agonist", "antagonist"):
        assert MUSCLES[meaning]["color"] == COLOURS[meaning]
    assert (ARMS[0]["color"], UNTREATED["color"]) == (COLOURS["treated"], COLOURS["untreated"])


def test_the_page_says_which_colour_means_what():
    page = (ROOT / "docs" / "figure-style.md").read_text("utf-8")
    told = dict(re.findall(r"^\| ([^|]+?) \| [^|]* \| `([^`]+)` \|", page, re.MULTILINE))
    assert told == dict(COLOURS)


def test_arms_have_labels_and_colours_of_ones_own(arms):
    ax = plot.arms(arms, labels=["a $5 b", "s", "n"], colours=["teal", "0.5", "#123456"])
    assert [line.get_color() for line in ax.lines[:3]] == ["teal", "0.5", "#123456"]
    assert {r"a \$5 b", "s", "n"} <= {text.get_text() for text in ax.texts}


def test_several_results_are_told_apart(arms):
    axes = plot.recovery(
        arms, panels=("imbalance", "rom"), labels=["A", "B", "C"], colours=["teal", "navy", "gold"]
    )
    assert [line.get_color() for line in axes[0].lines[:3]] == ["teal", "navy", "gold"]
    both = [(line.get_color(), line.get_linestyle()) for line in axes[1].lines[:6]]
    assert both == [(colour, dash) for colour in ("teal", "navy", "gold") for dash in ("-", "--")]
    (legend,) = axes[0].figure.legends
    told = [text.get_text() for text in legend.get_texts()]
    assert told == ["A", "B", "C", "hip flexors", "gluteus maximus"]
    with pytest.raises(MusclebalanceError, match="no result to draw"):
        plot.recovery({})


def test_hypotheses_and_arms_of_a_trial_have_them_too(comparison, trial, published):
    colours, labels = ["teal", "navy", "gold"], ["m", "s", "b"]
    left, right = plot.explanations(comparison, labels=labels, colours=colours)
    for ax in (left, right, plot.acute(comparison, labels=labels, colours=colours)):
        assert [line.get_color() for line in ax.lines[:3]] == colours
        assert [line.get_label() for line in ax.lines[:3]] == labels
    ax = plot.predictive_check(trial, published, "rom_agonist", labels=["one", "other"], colours=colours[:2])
    told = [text.get_text() for text in ax.get_legend().get_texts()]
    assert {text.partition(",")[0] for text in told} == {"one", "other"}


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (
            {"labels": ["A"]},
            MusclebalanceError,
            "one label for each of PIR, static, no treatment .*: 3, got 1",
        ),
        ({"colours": ["teal"] * 4}, MusclebalanceError, "one colour for each of .*: 3, got 4"),
        ({"colours": ["teal", "tael", "navy"]}, UnknownNameError, "No colour 'tael'. Did you mean 'teal'"),
    ],
)
def test_labels_and_colours_that_do_not_fit_are_refused(arms, given, error, words):
    for figure in (plot.arms, plot.recovery):
        with pytest.raises(error, match=words):
            figure(arms, **given)


def test_colours_of_a_cohort_and_a_forest_are_checked(courses):
    with pytest.raises(UnknownNameError, match="No colour 'prple'"):
        plot.cohort(courses, "pain", color="prple")
    with pytest.raises(UnknownNameError, match="No colour 'prple'"):
        plot.forest(["A"], [1.0], [1.0], colour="prple")
    with pytest.raises(MusclebalanceError, match="one group for each of A, B"):
        plot.forest(["A", "B"], [1.0, 2.0], [1.0, 2.0], groups=["C"])
