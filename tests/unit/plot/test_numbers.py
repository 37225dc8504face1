"""Figures of tables of numbers: forest, tornado, Sobol indices, dose and response."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.evidence import published_scoreboard
from musclebalance.evidence.scoring import NullScore, Score, Scoreboard
from musclebalance.inference import Sensitivity
from musclebalance.plot.rows import misses
from musclebalance.plot.style import ARMS, COLOURS


def test_forest_marks_what_was_missed():
    observed, predicted = [5.0, 1.0, 9.0], [4.0, 4.0, 4.0]
    intervals = [(2.0, 6.0)] * 3
    ax = plot.forest(["A", "B", "C"], observed, predicted, predicted_interval=intervals, quantity="gain")
    assert [label.get_color() for label in ax.get_yticklabels()] == [
        COLOURS["ink"],
        COLOURS["missed"],
        COLOURS["missed"],
    ]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A", "B", "C"]
    assert ax.get_xlabel() == "gain [deg]"
    assert ax.yaxis_inverted()
    hit, miss, seen = (
        next(line for line in ax.lines if line.get_color() == COLOURS[meaning] and line.get_marker() in "Do")
        for meaning in ("predicted", "missed", "observed")
    )
    np.testing.assert_array_equal(hit.get_xdata(), [4.0])
    np.testing.assert_array_equal(miss.get_xdata(), [4.0, 4.0])
    np.testing.assert_array_equal(seen.get_xdata(), observed)
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.containers[0]]
    assert bars == intervals


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
    assert low.patches[0].get_facecolor() == plt.matplotlib.colors.to_rgba(COLOURS["low"])
    assert high.patches[0].get_facecolor() == plt.matplotlib.colors.to_rgba(COLOURS["high"])
    assert ax.get_xlabel() == "pain [0-10]"
    with pytest.raises(MusclebalanceError, match="no parameter"):
        plot.tornado({}, 0.0)


def test_tornado_keeps_the_widest():
    swings = {f"p{k}": (0.0, float(k)) for k in range(30)}
    labels = [label.get_text() for label in plot.tornado(swings, 0.0, most=4).get_yticklabels()]
    assert labels == ["p29", "p28", "p27", "p26"]


def test_sobol_shows_the_largest_and_counts_the_rest(sensitivity):
    ax = plot.sobol(sensitivity, "pain", most=2)
    assert [line.get_label() for line in ax.lines] == ["chronicity", "agonist.passive_strain"]
    assert [line.get_color() for line in ax.lines] == [ARMS[0]["color"], ARMS[1]["color"]]
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [0.0, 2.0, 4.0, 6.0, 8.0])
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [np.nan, 0.4, 0.5, 0.6, 0.7])
    assert ax.get_ylabel() == "total index of pain [-]"
    assert ax.get_title(loc="right") == "2 more, none above 0.32"
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


def score(name, study="A", use="validate", unit="deg", inside=True, error=None):
    return Score(
        name, study, use, "knee", "PIR", "range (deg)", "rom", unit, 20.0, 5.0 if inside else 9.0,
        5.5, 3.0, 8.0, inside, False, True, False, "", error,
    )  # fmt: skip


@pytest.fixture
def board():
    rows = (
        *(score("P1", error=1.0), score("P9", study="B (short)"), score("P2", inside=False)),
        *(score("P3", use="calibrate"), score("P4", unit="N m")),
    )
    nulls = (NullScore("no gain", "validate", "", "", "deg", 1.0, 0.5, 1.5, 2.0, reproduced=True),)
    return Scoreboard(rows, nulls, (), "combined", "2026-11-23", "1", {"seed": 0})


def test_scoreboard_shows_one_use_in_one_unit_study_by_study(board):
    ax = plot.scoreboard(board)
    labels = ax.get_yticklabels()
    assert [label.get_text() for label in labels] == [
        *("A, PIR: range (P1)", "PIR: range (P2)", "B, PIR: range (P9)")
    ]
    assert [label.get_color() for label in labels] == [COLOURS[m] for m in ("ink", "missed", "ink")]
    (ground,) = (patch for patch in ax.patches if patch.get_width() == 1.0)
    assert (ground.get_y(), ground.get_height()) == (-0.5, 2.0)
    assert plot.scoreboard(board, unit="N m").get_xlabel() == "change [N m]"
    with pytest.raises(MusclebalanceError, match="no arm for 'own'"):
        plot.scoreboard(board, use="own")


def test_scoreboard_has_bars_for_the_errors_that_are_known(board):
    ax = plot.scoreboard(board)
    (bars,) = ax.containers[1].lines[2]
    ends = [segment[:, 0].tolist() for segment in bars.get_segments() if segment.size]
    assert ends == [pytest.approx([5.0 - 1.96, 5.0 + 1.96])]
    wide = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.containers[0]]
    assert wide == [(3.0, 8.0)] * 3
    assert ax.get_xlim()[0] < 3.0


@pytest.mark.parametrize("use", ["validate", "calibrate", "null"])
def test_scoreboard_has_one_colour_for_each_use(board, use):
    assert COLOURS[use] in {line.get_color() for line in plot.scoreboard(board, use).lines}


def test_a_null_that_is_reproduced_is_no_miss(board):
    ax = plot.scoreboard(board, "null")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["no gain"]
    assert ax.get_yticklabels()[0].get_color() == COLOURS["ink"]
    assert ax.get_xlabel() == "difference [deg]"


def test_scoreboard_of_some_studies(board):
    ax = plot.scoreboard(board, studies=["B (short)"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["B, PIR: range (P9)"]
    with pytest.raises(UnknownNameError, match=r"No study 'B'. Did you mean 'B \(short\)'"):
        plot.scoreboard(board, studies=["B"])


def test_published_errors_are_drawn_where_they_are_known():
    known = [s.standard_error for s in published_scoreboard().scores if s.standard_error is not None]
    assert 50 < len(known) < 150
    assert min(known) > 0.0


def test_pareto_shows_what_was_tried_and_what_is_not_beaten(best):
    ax = plot.pareto(best)
    every, front, star, target = ax.lines
    np.testing.assert_array_equal(every.get_xydata(), best.tried.to_numpy())
    np.testing.assert_array_equal(front.get_xydata(), best.tried.to_numpy()[:2])
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
