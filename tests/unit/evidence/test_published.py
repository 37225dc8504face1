"""Typed results: every printed row is one or has a reason; what is not printed is a range."""

import numpy as np
import pandas as pd
import pytest

from musclebalance import evidence
from musclebalance.evidence import published as results
from musclebalance.evidence.dataset import describe
from musclebalance.evidence.published import DOSES, TECHNIQUES, Regimen

USES = ("calibrate", "validate")


@pytest.fixture(scope="module")
def typed():
    return evidence.load("typed_arms")


@pytest.fixture(scope="module")
def by_id():
    return {arm.id: arm for use in USES for arm in results.published(use).results}


@pytest.mark.parametrize("table", ["typed_arms", "derived_numbers", "overlaps", "second"])
def test_our_own_columns_have_a_unit_and_a_meaning(table):
    about = describe(table)
    assert list(about["meaning"]) == list(about["columns"])
    assert all(text.startswith("[") and "] " in text for text in about["meaning"].values())


@pytest.mark.parametrize("use", USES)
def test_every_row_of_a_trial_is_a_result_or_has_a_reason(use):
    found = results.published(use)
    rows = {arm.id.split("-")[0].split("+")[0] for arm in found.results} | {e.id for e in found.unscored}
    assert rows >= set(evidence.arms(use).index)
    assert all(entry.reason for entry in found.unscored)
    assert {arm.use for arm in (*found.results, *found.nulls)} == {use}


def test_results_are_of_the_study_and_use_of_their_row(by_id):
    for key, arm in by_id.items():
        row = evidence.row(key.split("-")[0].split("+")[0])
        assert (arm.study, arm.use) == (row.fields["study"], row.use), key


def test_changes_are_the_printed_ones(by_id):
    """A change is the printed one, or after minus before where both are printed, up to sign and unit."""
    rows = evidence.arms()
    compared = 0
    for key, arm in by_id.items():
        if key not in rows.index or arm.unit != rows.loc[key, "unit"]:
            continue
        row = rows.loc[key]
        if (
            not np.isnan(row["baseline_mean"])
            and not np.isnan(row["post_mean"])
            and pd.isna(row["change_mean"])
        ):
            assert abs(arm.observed) == pytest.approx(abs(row["post_mean"] - row["baseline_mean"])), key
        assert abs(arm.observed) == pytest.approx(abs(row["change"])), key
        compared += 1
    assert compared > 40


def test_standard_errors_are_the_printed_ones(by_id):
    rows = evidence.arms()
    compared = 0
    for key, arm in by_id.items():
        if key not in rows.index or arm.unit != rows.loc[key, "unit"] or not rows.loc[key, "se_change"] > 0:
            continue
        notes = " ".join(str(note) for note in rows[rows["study"] == arm.study]["note"])
        if "n is the whole trial" not in notes:
            assert arm.error == pytest.approx(rows.loc[key, "se_change"]), key
            compared += 1
    assert compared > 10


def test_printed_doses_are_those_of_the_row(by_id):
    rows = evidence.arms()
    columns = {
        "contract": ("contraction_s", 1.0),
        "release": ("relax_s", 1.0),
        "effort": ("contraction_intensity_pctMVC", 0.01),
        "per_week": ("sessions_per_week", 1.0),
    }
    for key, arm in by_id.items():
        doses = {name: (low, high) for name, low, high in arm.regimen.doses}
        for name, (column, factor) in columns.items():
            if key in rows.index and name in doses and rows.loc[key, f"{column}_low"] > 0:
                printed = rows.loc[key, [f"{column}_low", f"{column}_high"]].to_numpy(float) * factor
                assert doses[name] == pytest.approx(tuple(printed)), (key, name)


def test_an_effect_is_never_better_than_its_numbers_of_people(by_id):
    for arm in by_id.values():
        assert arm.error > 0
        assert arm.spread > 0
        assert arm.people >= 4


def test_printed_doses_are_exact_and_unknown_ones_are_ranges(by_id):
    printed = {name: (low, high) for name, low, high in by_id["P023"].regimen.doses}
    assert printed["stretch"] == (30.0, 30.0)
    assert printed["repetitions"] == (4.0, 4.0)
    assert printed["barrier"] == DOSES["barrier"].unknown
    unknown = {name: (low, high) for name, low, high in by_id["P011"].regimen.doses}
    assert unknown["stretch"] == DOSES["stretch"].unknown
    assert unknown["per_week"][0] < unknown["per_week"][1]


def test_a_slope_is_compared_as_degrees_a_week(by_id):
    arm = by_id["P024"]
    assert (arm.observed, arm.unit, arm.slope_weeks, arm.readout) == (2.4, "deg/week", 6.0, "knee extension")
    assert not arm.is_range


def test_follow_up_is_an_arm_of_its_own(by_id):
    assert by_id["P001+28d"].observed == pytest.approx(2.0)
    assert by_id["P001+28d"].after == (28.0, 28.0)


def test_adjusted_means_become_a_difference_from_the_control_row(by_id):
    arm = by_id["P008-P007"]
    assert arm.observed == pytest.approx(23.1)
    assert arm.versus.technique == "none"
    assert arm.error == pytest.approx((1.6**2 + 1.4**2) ** 0.5)


def test_confidence_interval_becomes_a_standard_error(by_id):
    assert by_id["P026"].error == pytest.approx(7 / (2 * results.Z95), rel=1e-6)


def test_deficits_and_pain_count_as_gains_when_they_fall(by_id):
    assert by_id["P033"].observed == pytest.approx(23.6)
    assert by_id["P058"].observed == pytest.approx(1.9)
    assert by_id["A036"].observed == pytest.approx(-11.4)


def test_population_sets_the_end_of_range(by_id):
    assert by_id["P020"].regimen.limit == (31.0, 45.0)
    assert by_id["P005"].regimen.limit == (8.0, 30.0)


def test_total_stretch_time_is_kept_when_repetitions_are_unknown(by_id):
    regimen = by_id["P020"].regimen
    session = regimen.session({name: low for name, low, _ in regimen.doses})
    stretched = sum(step.seconds for step in session.flat() if step.action == "stretch")
    assert stretched == pytest.approx(90.0)


def test_every_technique_builds_a_session():
    middle = {"effort": 0.5, "contract": 6, "release": 3, "stretch": 20, "repetitions": 3, "barrier": 0.9}
    for technique, about in TECHNIQUES.items():
        regimen = Regimen("", "hamstrings-quadriceps", "agonist", technique, (), (4.0, 4.0), (8.0, 30.0))
        session = regimen.session({name: middle[name] for name in about.needs})
        assert session.seconds > 0
        assert sum(step.action in ("stretch", "contract") for step in session.flat()) >= 3
        assert regimen.untreated.session({}) is None


def test_further_results_of_other_tables_are_results_too(by_id):
    assert by_id["T012"].observed == pytest.approx(13.1)
    assert by_id["R036"].readout == "tendon stiffness"


def test_every_null_can_be_asked():
    nulls = [null for use in USES for null in results.published(use).nulls]
    assert len(nulls) == 60
    for null in nulls:
        assert null.observed == 0.0
        assert null.error > 0
        for row in null.rows.split(", "):
            assert evidence.row(row)
    folpp = next(n for n in nulls if n.id.startswith("Folpp"))
    assert results.Z95 * folpp.error == pytest.approx(3.5)
    assert folpp not in results.calibration_arms()  # P025 is fitted


def test_packaged_ranges_are_in_order(typed):
    names = [name for name, form in describe("typed_arms")["columns"].items() if form == "range"]
    for name in names:
        for text in typed[name].dropna():
            low, _, high = text.partition(" to ")
            assert float(low) <= float(high or low), (name, text)


def test_columns_are_those_of_the_manifest():
    assert [column.name for column in results.COLUMNS] == list(describe("typed_arms")["columns"])
