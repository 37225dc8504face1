"""Figures of tables of numbers: forest, tornado, Sobol indices, dose and response."""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.evidence.scoring import Score, Scoreboard
from musclebalance.inference import Sensitivity
from musclebalance.plot.rows import misses
from musclebalance.plot.style import ARMS, BLUE, INK, ORANGE, RED


def test_forest_marks_what_was_missed():
    observed, predicted = [5.0, 1.0, 9.0], [4.0, 4.0, 4.0]
    intervals = [(2.0, 6.0)] * 3
    ax = plot.forest(["A", "B", "C"], observed, predicted, predicted_interval=intervals, quantity="gain")
    assert [label.get_color() for label in ax.get_yticklabels()] == [INK, RED, RED]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A", "B", "C"]
    assert ax.get_xlabel() == "gain [deg]"
    assert ax.yaxis_inverted()
    hit, miss, seen = (container.lines[0] for container in ax.containers)
    np.testing.assert_array_equal(hit.get_xdata(), [4.0])
    np.testing.assert_array_equal(miss.get_xdata(), [4.0, 4.0])
    np.testing.assert_array_equal(seen.get_xdata(), observed)
    (bars,) = ax.containers[1].lines[2]
    assert [segment[:, 0].tolist() for segment in bars.get_segments()] == [[2.0, 6.0], [2.0, 6.0]]


def test_a_missing_observation_is_no_miss():
    assert misses(np.array([np.nan, 3.0, 7.0]), [(0.0, 5.0)] * 3).tolist() == [False, False, True]
    assert not misses(np.array([1.0]), None).any()


def test_forest_needs_as_many_of_each():
    with pytest.raises(MusclebalanceError, match="2 labels, 1 observed and 2 predicted"):
        plot.forest(["A", "B"], [1.0], [1.0, 2.0])


def test_tornado_ranks_by_swing():
    ax = plot.tornado({"a": (0.4, 0.5), "wide_one": (0.9, 0.1)}, base=0.45, quantity="pain", unit="0-10")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["wide one", "a"]
    low, high = ax.containers
    ends = [[bar.get_x() + bar.get_width() for bar in bars] for bars in (low, high)]
    np.testing.assert_allclose(ends, [[0.9, 0.4], [0.1, 0.5]])
    assert low.patches[0].get_facecolor() == plt.matplotlib.colors.to_rgba(BLUE)
    assert high.patches[0].get_facecolor() == plt.matplotlib.colors.to_rgba(ORANGE)
    assert ax.get_xlabel() == "pain [0-10]"
    with pytest.raises(MusclebalanceError, match="no parameter"):
        plot.tornado({}, 0.0)


def test_tornado_keeps_the_widest():
    swings = {f"p{k}": (0.0, float(k)) for k in range(30)}
    labels = [label.get_text() for label in plot.tornado(swings, 0.0, most=4).get_yticklabels()]
    assert labels == ["p29", "p28", "p27", "p26"]


@pytest.fixture
def sensitivity():
    """Three numbers on two days; the outcome does not vary on the first."""
    total = np.array([[[np.nan, 0.02]], [[np.nan, 0.7]], [[np.nan, 0.1]]])
    bands = {"total": np.full((3, 1, 2), 0.05)}
    names = ("small", "rising_one", "middle")
    return Sensitivity(
        "Sobol", names, ("pain",), np.array([0, 14]), {"first": total / 2, "total": total}, bands, 64
    )


def test_sobol_shows_the_largest_and_counts_the_rest(sensitivity):
    ax = plot.sobol(sensitivity, "pain", most=2)
    assert [line.get_label() for line in ax.lines] == ["rising_one", "middle"]
    assert [line.get_color() for line in ax.lines] == [ARMS[0]["color"], ARMS[1]["color"]]
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [0.0, 2.0])
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [np.nan, 0.7])
    assert ax.get_ylabel() == "total index of pain [-]"
    assert ax.get_title(loc="right") == "1 more, none above 0.02"
    assert len(ax.collections) == 2
    assert plot.sobol(sensitivity, "pain", index="first").get_ylabel() == "first-order index of pain [-]"


def test_indices_with_a_unit_say_so(sensitivity):
    size = {"mean_star": sensitivity.indices["total"]}
    morris = Sensitivity("Morris", sensitivity.names, ("pain",), sensitivity.days, size, {}, 8)
    assert plot.sobol(morris, "pain").get_ylabel() == "mean effect of pain [0-10]"


def test_sobol_refuses_what_was_not_analysed(sensitivity):
    with pytest.raises(UnknownNameError, match="outcome"):
        plot.sobol(sensitivity, "paine")
    with pytest.raises(UnknownNameError, match="index"):
        plot.sobol(sensitivity, "pain", index="totl")


def score(name, use="validate", unit="deg", inside=True):
    return Score(
        name, "study", use, "knee", "PIR", "range", "rom", unit, 20.0, 5.0 if inside else 9.0, 5.5, 3.0, 8.0,
        inside, False, True, False, "",
    )  # fmt: skip


def test_scoreboard_shows_one_use_in_one_unit():
    rows = (score("P1"), score("P2", inside=False), score("P3", use="calibrate"), score("P4", unit="N m"))
    board = Scoreboard(rows, (), (), "combined", "2026-11-23", "1", {"seed": 0})
    ax = plot.scoreboard(board)
    labels = ax.get_yticklabels()
    assert [label.get_text() for label in labels] == ["study, PIR: range (P1)", "study, PIR: range (P2)"]
    assert [label.get_color() for label in labels] == [INK, RED]
    assert plot.scoreboard(board, unit="N m").get_xlabel() == "change [N m]"
    with pytest.raises(MusclebalanceError, match="no arm for 'own'"):
        plot.scoreboard(board, use="own")


def test_pareto_shows_what_was_tried_and_what_is_not_beaten():
    tried = pd.DataFrame({"minutes": [10.0, 20.0, 30.0], "outcome": [0.8, 0.4, 0.5]})
    best = SimpleNamespace(
        tried=tried,
        pareto=lambda: tried.iloc[:2],
        results={"minutes": 20.0, "outcome": 0.4},
        wish=SimpleNamespace(goal="least time", target=0.45, outcome="imbalance"),
    )
    ax = plot.pareto(best)
    every, front, star, target = ax.lines
    np.testing.assert_array_equal(every.get_xydata(), tried.to_numpy())
    np.testing.assert_array_equal(front.get_xydata(), tried.to_numpy()[:2])
    np.testing.assert_array_equal(star.get_xydata(), [[20.0, 0.4]])
    assert target.get_ydata()[0] == 0.45
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time [min/week]", "composite imbalance at the end [-]")


def test_dose_response_labels_and_levels():
    x, y = np.arange(1.0, 6.0), np.arange(2.0, 8.0)
    outcome = np.outer(y, x)
    labels = ("sessions a week [1/week]", "length [weeks]", "gain [deg]")
    ax = plot.dose_response(x, y, outcome, labels=labels, enough=12.0, best=(3.0, 4.0))
    assert (ax.get_xlabel(), ax.get_ylabel()) == labels[:2]
    assert ax.figure.axes[1].get_ylabel() == "gain [deg]"
    assert [text.get_text() for text in ax.texts] == ["12"]
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [[3.0, 4.0]])
    line = ax.collections[-1].get_paths()[0].vertices
    np.testing.assert_allclose(line[:, 0] * line[:, 1], 12.0, rtol=0.05)


def test_dose_response_refuses_what_does_not_fit():
    with pytest.raises(MusclebalanceError, match=r"shape \(2, 3\)"):
        plot.dose_response([1, 2], [1, 2, 3], np.zeros((2, 3)), labels=("a [s]", "b [s]", "c [s]"))
    with pytest.raises(MusclebalanceError, match="'b' has no unit"):
        plot.dose_response([1, 2], [1, 2], np.zeros((2, 2)), labels=("a [s]", "b", "c [s]"))
