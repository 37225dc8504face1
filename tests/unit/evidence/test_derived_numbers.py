"""Derived numbers follow from the printed ones, and are never more than was printed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from musclebalance import evidence
from musclebalance.evidence.dataset import TRIALS
from musclebalance.evidence.published import Z95

SPREADS = {"baseline_SD": "sd_baseline", "post_SD": "sd_post", "change_SD": "sd_change", "SD": "sd"}


@pytest.fixture(params=[name for name in TRIALS if "derived" in evidence.describe(name)])
def frame(request):
    return evidence.load(request.param)


def ranges(frame):
    """Printed columns whose numbers stand beside them as ranges."""
    return [c.removesuffix("_low") for c in frame if c.endswith("_low") and c[:2] not in ("ci", "ch")]


def test_a_printed_dose_is_its_own_range(frame):
    for column in ranges(frame):
        numbers = pd.to_numeric(frame[column], errors="coerce").astype(float)
        known = numbers.notna()
        for end in ("low", "high"):
            np.testing.assert_array_equal(frame.loc[known, f"{column}_{end}"], numbers[known])
        several = frame[f"{column}_low"].notna() & ~known
        for low, high, text in frame.loc[several, [f"{column}_low", f"{column}_high", column]].itertuples(
            False
        ):
            assert all(f"{abs(value):g}" in text for value in (low, high)), text


def test_people_are_printed_as_a_number_or_in_the_text(frame):
    printed = frame["n_arm"] if "n_arm" in frame else frame["n"]
    for count, text in zip(frame["people"], printed, strict=True):
        if count == count:
            assert f"{count:g}" in str(text)


def test_standard_errors_become_deviations_only_when_the_arm_is_known(frame):
    for raw, derived in SPREADS.items():
        if raw not in frame:
            continue
        printed, found = frame[raw], frame[derived]
        errors = (frame["dispersion"] == "SE") & printed.notna()
        np.testing.assert_allclose(found[errors], printed[errors] * np.sqrt(frame.loc[errors, "people"]))
        others = printed.notna() & ~errors
        np.testing.assert_array_equal(found[others], printed[others])


def test_a_change_is_printed_or_after_minus_before(frame):
    if "change" not in frame:
        return
    printed = pd.to_numeric(frame["change_mean"], errors="coerce").astype(float)
    np.testing.assert_array_equal(frame.loc[printed.notna(), "change"], printed[printed.notna()])
    levels = frame["change_from"] == "post - baseline"
    found = frame[levels]
    np.testing.assert_array_equal(found["change"], found["post_mean"] - found["baseline_mean"])
    if "change_low" in frame:
        middle = (frame["change_from"] == "range") & printed.isna()
        found = frame[middle]
        np.testing.assert_array_equal(found["change"], (found["change_low"] + found["change_high"]) / 2)
    assert frame.loc[frame["change_from"].isna(), "change"].isna().all()


def test_standard_errors_follow_from_interval_or_deviation(frame):
    if "se_change" not in frame:
        return
    interval = frame["ci_low"].notna()
    width = frame.loc[interval, "ci_high"] - frame.loc[interval, "ci_low"]
    np.testing.assert_allclose(frame.loc[interval, "se_change"], width / (2 * Z95))
    if "sd_change" in frame:
        known = frame["sd_change"].notna() & frame["people"].notna() & ~interval
        found = frame[known]
        np.testing.assert_allclose(found["se_change"], found["sd_change"] / np.sqrt(found["people"]))


def test_improvement_has_the_sign_of_better(frame):
    if "improvement" not in frame:
        return
    sign = (
        frame["improves_when"].map({"up": 1.0, "down": -1.0}).astype(float)
        if "improves_when" in frame
        else 0.0
    )
    known = frame["improvement"].notna()
    if "improves_when" in frame:
        np.testing.assert_array_equal(frame.loc[known, "improvement"], (sign * frame["change"])[known])
    else:
        assert not known.any()


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


@pytest.mark.parametrize(
    "table", ["programmes", "acute", "timecourse", "reflex_and_stiffness", "strength_balance"]
)
def test_nothing_is_made_up(table):
    """A derived number needs a printed one: blank doses and blank changes stay blank."""
    frame = evidence.load(table)
    raw = evidence.load(table, derived=False)
    pd.testing.assert_frame_equal(frame[raw.columns], raw)
    for column in ranges(frame):
        assert frame.loc[raw[column].isna(), f"{column}_low"].isna().all()
    if "change" in frame:
        printed = raw[["change_mean", "post_mean", *(["change_low"] if "change_low" in raw else [])]]
        assert frame.loc[printed.isna().all(axis=1), "change"].isna().all()
        assert (frame["se_change"].dropna() > 0).all()
