"""The second edition: split by a rule, kept apart, and never more than was printed."""

import hashlib
import math

import numpy as np
import pandas as pd
import pytest

from musclebalance import evidence
from musclebalance.core.errors import UnknownNameError
from musclebalance.evidence import dataset
from musclebalance.evidence import published as results
from musclebalance.evidence.published import Z95

USES = ("calibrate", "validate")
FIRST = tuple(name for name in dataset.TRIALS if name != "second")


@pytest.fixture(scope="module")
def second():
    return evidence.load("second")


@pytest.fixture(scope="module")
def typed():
    return pd.concat([evidence.load(f"second_{use}") for use in USES])


@pytest.fixture(scope="module")
def arms():
    """New arms by the id of their row."""
    made = {}
    for use in USES:
        found, known = results.published(use, "second"), results.published(use, "first")
        new = [arm for arm in found.results + found.nulls if arm not in known.results + known.nulls]
        made |= {arm.rows or arm.id: arm for arm in new}
    return made


def by_hash(study):
    return "validate" if int(hashlib.sha256(study.encode()).hexdigest(), 16) % 3 == 0 else "calibrate"


def kept():
    """The use of every study that the first edition fits or holds out."""
    rows = [evidence.load(name)[["study", "suggested_use"]] for name in FIRST]
    table = pd.concat(rows).drop_duplicates()
    return dict(table[table["suggested_use"] != "context"].itertuples(index=False))


def test_the_use_of_a_study_follows_from_its_name(second):
    earlier = kept()
    split = second[second["suggested_use"] != "context"]
    assert split["study"].nunique() > 30
    for study, use in split[["study", "suggested_use"]].itertuples(index=False):
        known = earlier.get(study) or earlier.get(study.split(" (")[0])
        assert use == (known or by_hash(study)), study


def test_a_context_row_has_its_reason_and_no_other_has_one(second):
    assert (second["reason"].notna() == (second["suggested_use"] == "context")).all()


def test_people_of_another_study_are_not_counted_again(second):
    again = second[second["same_people"].notna()]
    assert (again["suggested_use"] == "context").all()


def test_every_row_but_context_is_a_result_or_has_a_reason(second):
    for use in USES:
        found, known = results.published(use, "second"), results.published(use, "first")
        new = {arm.rows or arm.id for arm in found.results + found.nulls}
        new |= {entry.id for entry in found.unscored if entry not in known.unscored}
        assert new >= set(second.index[second["suggested_use"] == use])
        assert {arm.use for arm in found.results + found.nulls} == {use}
        assert all(entry.reason for entry in found.unscored)


def test_the_first_edition_is_unmoved():
    for use in USES:
        found, known = results.published(use, "second"), results.published(use, "first")
        assert found.results[: len(known.results)] == known.results
        assert found.nulls[: len(known.nulls)] == known.nulls
        assert not {arm.id for arm in known.results} & set(evidence.load("second").index)
    assert results.EDITION == "second"
    assert results.calibration_arms("second") == results.calibration_arms()
    assert results.scored("second") == results.scored()


def test_held_out_results_are_never_opened_for_the_calibration(monkeypatch):
    opened = []
    monkeypatch.setattr(results, "text", lambda name: opened.append(name) or dataset.text(name))
    results.published.cache_clear()
    arms = results.calibration_arms("second")
    results.published.cache_clear()
    assert opened == ["typed_arms", "second_calibrate"]
    assert not {arm.study for arm in arms} & {row["study"] for row in dataset.records("second_validate")}


def test_an_unknown_edition_is_named():
    with pytest.raises(UnknownNameError, match="Did you mean 'second'"):
        results.published("calibrate", "secnd")  # type: ignore[arg-type]


def change(row):
    """A row's change in its own unit: as printed, or after minus before; 0 where nothing was found."""
    if not np.isnan(row["change_mean"]):
        return row["change_mean"]
    after = row["post_mean"] - row["baseline_mean"]
    return 0.0 if np.isnan(after) else after


def test_changes_are_the_printed_ones(second, arms):
    assert len(arms) > 80
    for key, arm in arms.items():
        row = second.loc[key]
        sign = -1.0 if row["improves_when"] == "down" else 1.0
        found = sign * change(row)
        if arm.unit != row["unit"]:  # a share of the range, or of ten points
            found *= 0.1 if arm.unit == "points" else 100.0 / row["baseline_mean"]
        assert arm.observed == pytest.approx(found), key
        assert arm.readout == row["readout"]
        assert (arm.study, arm.use) == (row["study"], row["suggested_use"])


def test_errors_are_the_printed_ones(second, arms):
    compared = 0
    for key, arm in arms.items():
        row = second.loc[key]
        if arm.unit != row["unit"] or row["dispersion_type"] not in ("SD", "SE", "95% CI"):
            continue
        spread = {"SD": row["change_SD"] / math.sqrt(arm.people), "SE": row["change_SD"]}
        spread["95% CI"] = (row["ci_high"] - row["ci_low"]) / (2.0 * Z95)
        printed = spread[row["dispersion_type"]]
        if printed > 0.0:
            assert arm.error == pytest.approx(printed), key
            compared += 1
    assert compared > 15


def test_printed_doses_are_those_of_the_row_and_blank_ones_stay_blank(second, typed):
    columns = {
        "effort": ("contraction_intensity_pctMVC", 0.01),
        "contract": ("contraction_s", 1.0),
        "release": ("relax_s", 1.0),
        "stretch": ("stretch_s", 1.0),
        "repetitions": ("reps_per_session", 1.0),
        "total": ("total_s", 1.0),
        "per_week": ("sessions_per_week", 1.0),
        "weeks": ("weeks", 1.0),
        "people": ("n_arm", 1.0),
    }
    for key, row in typed[typed["kind"] == "result"].iterrows():
        for name, (column, factor) in columns.items():
            if " to " in str(row[name]):  # a range is told in words, no single number is printed
                assert pd.isna(second.loc[key, column])
                said = f"{second.loc[key, 'arm']} {second.loc[key, 'note']}"
                assert all(bound in said for bound in row[name].split(" to ")), (key, name)
            elif not pd.isna(row[name]):
                assert float(row[name]) == pytest.approx(second.loc[key, column] * factor), (key, name)


def test_what_the_scorer_lacks_is_said(typed):
    lacking = typed[typed["kind"] == "unscored"]
    assert lacking["reason"].str.contains("the scorer has no word for|the scorer has no technique").all()
    scored = set(typed["readout"].dropna())
    assert not set(lacking["reason"].str.removeprefix("the scorer has no word for ")) & scored


def test_a_session_says_when_it_was_read_and_a_follow_up_stands_after_the_programme(second):
    assert set(second["phase"]) <= {"session", "programme", "after stopping"}
    assert ((second["weeks"] == 0.0) == (second["phase"] == "session")).all()
    assert second.loc[second["phase"] == "after stopping", "time_after"].notna().all()


def test_every_row_says_what_was_read(second):
    assert second["read"].notna().all()
    kinds = ("abstract", "full text", "summary of the paper", "handed table (")
    assert second["read"].str.startswith(kinds).all()
