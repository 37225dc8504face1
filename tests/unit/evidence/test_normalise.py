"""Printed numbers turned into one form, and never into more than was printed."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musclebalance import evidence
from musclebalance.evidence.normalise import DOSE, interval, kind, normalise, people, span

NAN = pytest.approx(math.nan, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", (7, 7)),
        (2.5, (2.5, 2.5)),
        ("4-5", (4, 5)),
        ("-10.1 to -21.0", (-10.1, -21.0)),
        ("20 / 60 / 100 / control", (20, 100)),
        ("0/50/100", (0, 100)),
        ("3; 10", (3, 10)),
        ("-4", (-4, -4)),
    ],
)
def test_span_of_printed_doses(text, expected):
    assert span(text) == expected


@pytest.mark.parametrize("text", [None, math.nan, "pre", "1 vs 3", "as tolerated", ">8", ""])
def test_what_is_no_dose_stays_unknown(text):
    assert all(math.isnan(value) for value in span(text))


@given(st.floats(-1e6, 1e6))
def test_a_number_is_its_own_span(value):
    assert span(repr(value)) == (value, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("17", 17), (18.0, 18), ("20/20", 20), ("117 (MET 23)", 23), ("30/30", 30)],
)
def test_people_in_an_arm(text, expected):
    assert people(text) == expected


@pytest.mark.parametrize(
    "text", [None, "122 total", "17/18", "30 (two groups)", "13 vs 12", "96 healthy total"]
)
def test_a_total_is_not_an_arm(text):
    assert math.isnan(people(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SD", ("SD", False)),
        ("SE presumed (ANCOVA-adjusted means)", ("SE", True)),
        ("95% CI in note", ("CI95", False)),
        ("SD baseline; 95% CI of change in note", ("SD", False)),
        (None, ("", False)),
    ],
)
def test_kind_of_spread(text, expected):
    assert kind(text) == expected


def test_interval_takes_the_sign_of_the_change():
    assert interval("abstract; 95% CI -4 to 3: null", -1) == (-4, 3)
    assert interval("abstract; 95% CI 12-27 mm", -19) == (-27, -12)
    assert all(math.isnan(value) for value in interval("abstract", -19))


def test_known_rows_by_hand():
    arms = evidence.arms()
    folpp = arms.loc["P025"]
    assert (folpp["ci_low"], folpp["ci_high"]) == (-4, 3)
    assert folpp["se_change"] == pytest.approx(7 / 3.92, rel=1e-3)
    assert folpp["sd_change"] == pytest.approx(7 / 3.92 * math.sqrt(20), rel=1e-3)
    moore = arms.loc["A005"]  # 6.8 (SD 10.5), 19 people
    assert moore["se_change"] == pytest.approx(10.5 / math.sqrt(19))
    willy = arms.loc["P001"]  # 143 to 152 deg
    assert (willy["change"], willy["change_from"]) == (9, "post - baseline")
    pain = arms.loc["P058"]  # pain falls by 19 mm: an improvement
    assert (pain["change"], pain["improvement"]) == (-19, 19)
    intensities = arms.loc["P085"]  # 20, 60 and 100 % MVC in one row
    assert intensities["contraction_intensity_pctMVC_low"] == 20
    assert intensities["contraction_intensity_pctMVC_high"] == 100


def test_a_printed_interval_of_a_range_table_is_read_as_such():
    stiffness = evidence.load("reflex_and_stiffness")
    assert stiffness.loc["R045", "ci_low"] == 5
    assert stiffness.loc["R045", "ci_high"] == 12


def test_standard_errors_become_deviations_only_when_the_arm_is_known():
    rows = {"dispersion_type": ["SE", "SE"], "n_arm": ["16", "40 total"], "post_SD": [1.5, 1.5]}
    frame = normalise(pd.DataFrame(rows))
    assert frame["sd_post"].tolist() == [6.0, NAN]


@pytest.mark.parametrize(
    "table", ["programmes", "acute", "timecourse", "reflex_and_stiffness", "strength_balance"]
)
def test_nothing_is_made_up(table):
    """A derived number needs a printed one: blank doses and blank changes stay blank."""
    frame = evidence.load(table)
    raw = evidence.load(table, derived=False)
    pd.testing.assert_frame_equal(frame[raw.columns], raw)
    for column in (c for c in DOSE if c in raw):
        assert frame.loc[raw[column].isna(), f"{column}_low"].isna().all()
    if "change" in frame:
        printed = raw[["change_mean", "post_mean", *(["change_low"] if "change_low" in raw else [])]]
        assert frame.loc[printed.isna().all(axis=1), "change"].isna().all()
        assert (frame["se_change"].dropna() > 0).all()


def test_a_users_own_table_is_welcome():
    mine = pd.DataFrame({"study": ["Mine 2026"], "n_arm": ["12"], "change_mean": ["5"], "change_SD": [4.0],
                         "dispersion_type": ["SD"], "improves_when": ["up"], "weeks": [6.0]})  # fmt: skip
    row = normalise(mine).iloc[0]
    assert row["improvement"] == 5
    assert row["se_change"] == pytest.approx(4 / math.sqrt(12))
    assert row["weeks_low"] == row["weeks_high"] == 6
