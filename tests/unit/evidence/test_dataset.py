"""The packaged evidence: unaltered, typed, split by study, citable."""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from pathlib import Path

import pytest

from musclebalance import evidence
from musclebalance.core import sources
from musclebalance.core.errors import FileError, UnknownNameError
from musclebalance.evidence import dataset
from validation.pages.evidence_data import pages

IDENTITY = re.compile(r"PMID ?(\d+)|(PMC\d+)|(10\.\d{4,9}/[^\s;,]+[^\s;,.)])")
FOLDER = resources.files("musclebalance") / "evidence" / "data"


@pytest.mark.parametrize("table", evidence.tables())
def test_packaged_file_is_the_documented_one(table):
    about = evidence.describe(table)
    data = (FOLDER / about["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == about["sha256"]
    assert len(evidence.load(table)) == about["rows"]


def test_every_packaged_file_is_documented():
    folders = ("mechanisms", "trials", "body")
    files = {f"{folder}/{p.name}" for folder in folders for p in (FOLDER / folder).iterdir()}
    assert files == {evidence.describe(table)["file"] for table in evidence.tables()}


def test_a_changed_file_is_refused(monkeypatch):
    changed = {**dataset._MANIFEST["acute"], "sha256": "0" * 64}
    monkeypatch.setitem(dataset._MANIFEST, "acute", changed)
    dataset.text.cache_clear()
    dataset.records.cache_clear()
    with pytest.raises(FileError, match="checksum"):
        evidence.load("acute")
    dataset.text.cache_clear()
    dataset.records.cache_clear()


@pytest.mark.parametrize("table", evidence.tables())
def test_columns_have_their_declared_types(table):
    frame = evidence.load(table, derived=False)
    wanted = {"number": "float64", "category": "category", "flag": "bool"}
    for name, form in evidence.describe(table)["columns"].items():
        if name != evidence.describe(table)["id"]:
            assert frame[name].dtype == wanted.get(form, "string"), name


def test_row_ids_are_kept_and_unique():
    ids = [
        key
        for name in evidence.tables()
        if evidence.describe(name)["id"] and name != "derived_numbers" and "pair" not in evidence.load(name)
        for key in evidence.load(name).index
    ]
    assert len(ids) == len(set(ids))
    assert {"P050", "A001", "T14", "D003", "M001", "S005", "R002", "T002"} <= set(ids)


def identities(text):
    """PubMed, PMC and DOI identifiers in a text, so that one study under two names is still one study."""
    return {next(part for part in found if part) for found in IDENTITY.findall(text)}


def trial_rows():
    for name in dataset.TRIALS:
        for key in evidence.load(name, derived=False).index:
            yield evidence.row(key)


def test_no_study_is_both_fitted_and_held_out():
    """By name, and by PubMed, PMC and DOI identifiers: one paper under two names is one study."""
    uses: dict[str, set[str]] = {}
    for row in trial_rows():
        marks = {row.fields["study"], *identities(row.fields.get("url_or_id", ""))}
        for mark in marks:
            uses.setdefault(mark, set()).add(row.use)
    assert len(uses) > 100
    both = [mark for mark, found in uses.items() if {"calibrate", "validate"} <= found]
    assert not both


def test_every_use_is_one_of_three_and_each_occurs():
    assert {row.use for row in trial_rows()} == {"calibrate", "validate", "context"}
    assert len(evidence.arms("calibrate")) == 67
    assert len(evidence.arms("validate")) == 39


def authors(text):
    """First authors with year in a citation: ``"Marshall 2011; Ylinen 2009"`` gives two."""
    return set(re.findall(r"([A-Z][\w'-]+)(?: & [A-Z][\w'-]+)? ((?:19|20)\d\d)\b", text))


def expanded(text):
    """Row ids in ``"P001; T002-T004"``."""
    found = re.findall(r"([A-Z])(\d+)(?:-[A-Z]?(\d+))?", text)
    return {f"{a}{k:03d}" for a, low, high in found for k in range(int(low), int(high or low) + 1)}


def test_targets_from_held_out_studies_are_all_listed():
    """By row id, by identifier, or by author and year."""
    held = [row for row in trial_rows() if row.use == "validate"]
    found = {}
    for table in ("calibration_targets", "derived_constants"):
        for key in evidence.load(table).index:
            fields = evidence.row(key).fields
            marks = identities(fields.get("source", "") + " " + fields.get("url", ""))
            rows = [
                other.id
                for other in held
                if other.id in expanded(fields.get("source_rows", ""))
                or marks & identities(other.fields.get("url_or_id", ""))
                or authors(fields.get("source", "")) & authors(other.fields["study"])
            ]
            if rows:
                found[key] = ", ".join(rows)
    assert evidence.overlaps().set_index("row")["validate_rows"].to_dict() == found
    assert set(found) == {"T15", "T16", "T61", "T62", "D024"}


def test_a_row_has_its_citation():
    row = evidence.row("P026")
    assert row.table == "programmes"
    assert row.use == "calibrate"
    assert row.fields["change_mean"] == "8"
    assert row.citation == "Folpp 2006 (https://doi.org/10.1016/S0004-9514(06)70061-7)"
    assert "hip flexion at maximum tolerated torque" in str(row)
    assert sources.get("P026") == row.source


def test_unknown_names_are_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'programmes'"):
        evidence.load("programs")
    with pytest.raises(UnknownNameError, match="Did you mean 'validate'"):
        evidence.load("programmes", "valdate")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="trial table"):
        evidence.load("meta_analyses", "validate")
    with pytest.raises(UnknownNameError, match="evidence row"):
        evidence.row("P999")


def test_arms_keep_raw_columns_and_mark_their_table():
    arms = evidence.arms()
    assert set(arms["table"]) == {"programmes", "acute"}
    assert arms.loc["A026", "change_mean"] == "4-5"
    assert arms.loc["A026", "change"] == 4.5
    assert len(arms) == 156


def test_the_pages_are_those_generated_from_the_data():
    docs = Path(__file__).parents[3] / "docs" / "evidence-data"
    command = "python -m validation.pages.evidence_data docs/evidence-data"
    made = pages()
    assert {path.name for path in docs.glob("*.md")} == set(made), f"run: {command}"
    for name, text in made.items():
        assert (docs / name).read_text("utf-8") == text, f"{name}: run {command}"


def test_every_row_of_a_table_is_on_its_page():
    made = pages()
    for name in ("programmes", "second", "strength_balance"):
        text = made[f"{name.replace('_', '-')}.md"]
        rows = re.findall(r"^\| ([A-Z]\d+) \|", text, re.M)
        assert sorted(rows) == sorted(evidence.load(name, derived=False).index)
