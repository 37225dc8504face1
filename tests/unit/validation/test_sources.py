"""What was read of each source: nothing that the model cites is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from musclebalance.core import sources
from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.core.parameters import Parameter, ParameterSet
from musclebalance.model import imbalance
from validation.pages import sources as page

DOCS = Path(__file__).parents[3] / "docs"


def citing(key: str) -> ParameterSet:
    """A set with one parameter that cites a key."""
    return ParameterSet([Parameter("made_up", 1.0, "-", 0.0, 2.0, "a number", (key,), "measured")])


def test_every_cited_work_tells_what_was_read_of_it():
    told = {work.key: page.reading(work, users) for work, users in page.cited().items()}
    assert len(told) > 110


@pytest.mark.parametrize(
    ("key", "user"),
    [
        ("Noorkoiv2010", "`detectable_length_contrast`"),
        ("gait2392", "`max_isometric_force`"),
        ("Gallagher2017", "activities"),
        ("Standring2016", "nerves"),
        ("Csapo2010", "target"),
        ("Hanvold2013", "cause"),
        ("Rowlands2003", "trial"),
        ("Hultborn1996", "laws/tone.py"),
        ("Tabary1972", "laws/tissue.py"),
    ],
)
def test_each_kind_of_citation_is_seen(key, user):
    assert user in page.cited()[sources.get(key)]


def test_the_page_is_up_to_date():
    assert (DOCS / "model" / "sources.md").read_text("utf-8") == page.markdown()


def test_a_parameter_may_not_cite_what_nobody_read(monkeypatch):
    assert sources.get("Rakshit2021").reading is None
    monkeypatch.setattr(imbalance, "PARAMETERS", citing("Rakshit2021"))
    with pytest.raises(MusclebalanceError, match=re.escape("source 'Rakshit2021', cited by `made_up`")):
        page.markdown()


@pytest.mark.parametrize("key", ["PMID20884841", "T99", "Rakshit2012"])
def test_a_parameter_may_not_cite_what_is_not_in_the_bibliography(monkeypatch, key):
    monkeypatch.setattr(imbalance, "PARAMETERS", citing(key))
    with pytest.raises(UnknownNameError, match=key):
        page.cited()


@pytest.mark.parametrize(
    ("key", "behind"),
    [
        ("T14", {"MooreKukulka1991"}),
        ("D003", {"Feland2001"}),
        ("D033", {"Ali2017"}),
        ("DeGrooteFregly2016", {"DeGrooteFregly2016"}),
    ],
)
def test_a_row_counts_as_the_work_it_was_read_from(key, behind):
    assert {work.key for work in page.works(key)} == behind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wilhelm 2009, doi 10.1186/1752-0509-3-90 (positive", "10.1186/1752-0509-3-90"),
        ("doi 10.1016/0268-0033(92)90007-Q (T57).", "10.1016/0268-0033(92)90007-Q"),
        ("(2016, doi 10.1007/s10439-016-1591-9):", "10.1007/s10439-016-1591-9"),
        ("doi\n    10.1152/jn.1998.79.3.1409; more", "10.1152/jn.1998.79.3.1409"),
    ],
)
def test_an_identifier_is_read_whole_and_no_further(text, found):
    assert page.DOI.findall(text) == [found]
