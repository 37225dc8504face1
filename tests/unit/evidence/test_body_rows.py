"""Rows on sides and on pairs that share a bone: complete, in few words of their own, nulls kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from musclebalance import evidence
from musclebalance.core import sources
from musclebalance.evidence import dataset

ROWS = dataset.records("body")
WORDS = {
    "topic": {"sides", "transfer", "lower", "upper", "indices"},
    "spread_kind": {"sd", "ci", "se", "iqr", "none"},
    "null": {"yes", "no"},
    "read": {"abstract", "full", "summary"},
    "statistic": {
        "mean",
        "mean difference",
        "change",
        "correlation",
        "explained variance",
        "prevalence",
        "effect size",
        "odds ratio",
        "reliability",
        "detectable change",
        "direction",
    },
}
NUMBER = r"-?\d+(\.\d+)?"
RANGE = re.compile(rf"(?P<low>{NUMBER})( to (?P<high>{NUMBER}))?")


def ends(text):
    """Lower and upper end of ``"5.2 to 14.5"``; of one number, the number twice."""
    match = RANGE.fullmatch(text)
    assert match, text
    return float(match["low"]), float(match["high"] or match["low"])


def test_rows_are_numbered_in_order():
    assert [row["row_id"] for row in ROWS] == [f"B{k:03d}" for k in range(1, len(ROWS) + 1)]


@pytest.mark.parametrize("column", WORDS)
def test_words_of_a_column_are_few(column):
    assert {row[column] for row in ROWS} <= WORDS[column]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["row_id"])
def test_a_row_is_complete(row):
    for column in ("study", "population", "exposure", "measure", "finding"):
        assert row[column]
    assert row["finding"].endswith(".")
    assert row["study"].endswith(row["year"])
    assert row["doi_or_url"].startswith(("10.", "http"))
    assert bool(row["value"]) == bool(row["unit"]), "a number has a unit, and a unit a number"
    assert bool(row["spread"]) == (row["spread_kind"] != "none")
    assert row["value"] or row["statistic"] in ("direction", "correlation")
    assert not (row["value"] and row["statistic"] == "direction")


@pytest.mark.parametrize("row", [row for row in ROWS if row["value"]], ids=lambda row: row["row_id"])
def test_a_figure_is_possible(row):
    low, high = ends(row["value"])
    assert low <= high
    if row["unit"] in ("r", "R2", "kappa"):
        assert -1 <= low <= high <= 1
    if row["statistic"] == "prevalence":
        assert 0 <= low <= high <= {"percent": 100, "fraction": 1, "shoulders": 135}[row["unit"]]
    if row["spread_kind"] == "ci":
        lower, upper = ends(row["spread"])
        assert lower <= low <= high <= upper
    elif row["spread"]:
        assert float(row["spread"]) > 0


def test_every_topic_holds_nulls():
    for topic in WORDS["topic"]:
        nulls = [row for row in ROWS if row["topic"] == topic and row["null"] == "yes"]
        assert nulls, topic
    assert evidence.load("body")["null"].sum() == sum(row["null"] == "yes" for row in ROWS)


def test_no_row_is_offered_to_a_fit():
    assert "body" not in dataset.TRIALS
    assert not any(key.startswith("B") for key in evidence.arms().index)


def test_a_row_has_its_citation():
    row = evidence.row("B077")
    assert row.table == "body"
    assert row.citation == "Heino 1990 (https://doi.org/10.2519/jospt.1990.12.6.243)"
    assert sources.get("B077").note == "evidence row B077 (body)"
    assert all(sources.get(row["row_id"]).link for row in ROWS)


def test_the_page_speaks_of_these_rows():
    """The counts are right, and a row cited beside a study is a row of that study."""
    page = " ".join((Path(__file__).parents[3] / "docs" / "body-evidence.md").read_text("utf-8").split())
    studies, nulls = {row["study"] for row in ROWS}, [row for row in ROWS if row["null"] == "yes"]
    assert f"{len(ROWS)} rows of {len(studies)} studies, {len(nulls)} of them nulls" in page
    study = {row["row_id"]: row["study"] for row in ROWS}
    assert set(re.findall(r"\bB\d{3}\b", page)) <= set(study)
    cited = re.findall(
        r"\[?([A-ZÀ-Ž][^\W\d_][\w&ñé -]*? \d{4})(?:\]\([^ ]+\))?,? \(?(B\d{3})(?:–(B\d{3}))?", page
    )
    assert len(cited) > 30
    for name, first, last in cited:
        assert study[first] == name
        assert study[last or first] == name
