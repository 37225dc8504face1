"""A fit: measurements, the fitted course with its interval, residuals, correlation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection

import musclebalance as mb
from musclebalance import plot
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError
from musclebalance.plot.fit import FAR
from musclebalance.plot.style import ARMS, COLOURS


@pytest.fixture
def axes(fitted):
    return plot.fit(fitted, people=8)


def test_measurements_stand_beside_the_fitted_course(fitted, axes):
    pain, rom = axes[:2]
    assert [ax.get_ylabel().replace("\n", " ") for ax in (pain, rom)] == [
        "pain [0-10]",
        "passive range of motion [deg]",
    ]
    table = fitted.fitted()
    for ax, name in ((pain, "pain"), (rom, "rom_agonist")):
        rows = table[table.variable == name]
        measured = [value for bars in ax.containers for value in bars[0].get_ydata()]
        assert sorted(measured) == sorted(rows.measured)
        line = next(line for line in ax.lines if line.get_label() == "fitted")
        at = np.interp(rows.day / 7, line.get_xdata(), line.get_ydata())
        np.testing.assert_allclose(at, rows.fitted, rtol=1e-3)


def test_the_interval_holds_the_posterior(axes):
    for ax in axes[:2]:
        (band,) = (c for c in ax.collections if isinstance(c, PolyCollection))
        low, high = (f(band.get_paths()[0].vertices[:, 1]) for f in (np.min, np.max))
        line = next(line for line in ax.lines if line.get_label() == "fitted").get_ydata()
        assert low <= np.median(line) <= high
        assert high > low


def test_what_is_missed_is_red_and_said(fitted, axes):
    residual = fitted.fitted().residual
    assert (residual.abs() > FAR).any(), "the odd measurement is odd no more"
    assert not fitted.described
    assert "does not describe" in axes[0].get_title().replace("\n", " ")
    red = [bars[0] for bars in axes[0].containers if bars[0].get_color() == COLOURS["missed"]]
    assert [value for line in red for value in line.get_ydata()] == [9.0]


def test_residuals_are_those_of_the_fit(fitted, axes):
    points = [value for line in axes[2].lines if line.get_linestyle() == "None" for value in line.get_ydata()]
    assert sorted(points) == sorted(fitted.fitted().residual)
    assert axes[2].get_ylabel() == "residual [standard errors]"
    assert {text.get_text() for text in axes[2].get_legend().get_texts()} == {
        *("pain", "passive range of motion")
    }


def test_correlation_is_that_of_the_posterior(fitted, axes):
    expected = np.corrcoef(fitted.scores.T)
    off = ~np.eye(3, dtype=bool)
    np.testing.assert_allclose(np.asarray(axes[3].images[0].get_array())[off], expected[off])
    written = [float(text.get_text().replace("\N{MINUS SIGN}", "-")) for text in axes[3].texts]
    np.testing.assert_allclose(written, expected[off], atol=0.0051)
    names = [label.get_text().rstrip(" 123") for label in axes[3].get_yticklabels()]
    assert names == [name.replace("_", " ") for name in fitted.problem.free]


def test_changes_are_drawn_as_changes(fitted):
    changes = replace(fitted.visits, relative=True, values=fitted.visits.values - 2.0)
    ax = plot.fit(replace(fitted, visits=changes), people=4)[0]
    assert ax.get_ylabel() == "change of pain [0-10]"
    assert next(line for line in ax.lines if line.get_label() == "fitted").get_ydata()[0] == 0.0


def test_what_cannot_be_drawn_is_refused(fitted):
    with pytest.raises(OutOfRangeError, match="people 1 is outside 2 to 10000"):
        plot.fit(fitted, people=1)
    with pytest.raises(MusclebalanceError, match="4 panels"):
        plot.fit(fitted, plot.fit(fitted, people=4)[:2], people=4)


def test_passive_torques_share_a_panel_over_the_excursion(hip):
    """Each day has its colour; points and lines are what was measured and fitted."""
    x = np.array([-10.0, 0.0, 10.0])
    rows = [
        {"day": day, "measurement": "passive torque", "muscle": "agonist", "excursion [deg]": at,
         "value": value - shift, "unit": "N m", "sd": 0.3}
        for day, shift in ((0, 0.0), (7, 0.4)) for at, value in zip(x, (0.4, 4.0, 11.0), strict=True)
    ]  # fmt: skip
    found = mb.fit(
        pd.DataFrame(rows), hip, None, lifestyle=mb.Lifestyle.healthy(), before="healthy",
        free=["agonist.passive_strain"], sampler="none", progress=False,
    )  # fmt: skip
    ax = plot.fit(found, people=4)[0]
    assert ax.get_ylabel() == "passive torque [N m]"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["day 0", "day 7"]
    table = found.fitted()
    lines = [line for line in ax.lines if str(line.get_label()).startswith("day")]
    for day, line, look in zip((0, 7), lines, ARMS, strict=False):
        some = table[table.day == day]
        np.testing.assert_allclose(line.get_xdata(), x)
        np.testing.assert_allclose(line.get_ydata(), some.fitted, rtol=1e-3)
        assert line.get_color() == look["color"]
    measured = [value for bars in ax.containers for value in bars[0].get_ydata()]
    assert sorted(measured) == pytest.approx(sorted(table.measured))
