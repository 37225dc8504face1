"""Sources: keys, rows of evidence, BibTeX."""

from __future__ import annotations

import re

import pytest

from musclebalance.core import sources
from musclebalance.core.errors import UnknownNameError
from musclebalance.core.sources import Reading


def test_a_bibliographic_key_gives_the_paper():
    paper = sources.get("DeGrooteFregly2016")
    assert paper.year == 2016
    assert paper.doi == "10.1007/s10439-016-1591-9"
    assert paper.citation == "De Groote et al. 2016"
    assert paper.link == "https://doi.org/10.1007/s10439-016-1591-9"


@pytest.mark.parametrize(
    ("key", "authors", "year", "part_of_link"),
    [
        ("T14", "Moore and Kukulka", 1991, "2008455"),
        ("P001", "Willy", 2001, "pubmed.ncbi.nlm.nih.gov/11297019"),
        ("M001", "Medeiros", 2016, "27458757"),
        ("A040", "Konrad", 2017, "doi.org/10.1111/sms.12725"),
    ],
)
def test_an_evidence_row_is_a_source(key, authors, year, part_of_link):
    found = sources.get(key)
    assert (found.authors, found.year) == (authors, year)
    assert part_of_link in found.link
    assert key in found.note


@pytest.mark.parametrize(
    ("authors", "cited"),
    [
        ("Wilhelm, T.", "Wilhelm 2009"),
        ("Feland, J. B. and Marin, H. N.", "Feland and Marin 2009"),
        ("Hultborn, H. and others", "Hultborn et al. 2009"),
        ("Burd, N. A. and Holwerda, A. M. and others", "Burd et al. 2009"),
    ],
)
def test_a_short_citation_names_two_at_most(authors, cited):
    assert sources.Source("any", authors, 2009).citation == cited


def test_a_derived_constant_names_its_rows():
    assert "P024" in sources.get("D003").note


def test_an_unknown_key_names_the_nearest():
    with pytest.raises(
        UnknownNameError, match=re.escape("No source 'Zolner2012'. Did you mean 'Zollner2012'?")
    ):
        sources.get("Zolner2012")


def test_every_source_says_where_to_find_it():
    for key in sources.keys(rows=False):
        entry = sources.get(key)
        assert entry.title, key
        assert entry.link or entry.journal or entry.note, key
        assert re.fullmatch(r"(10\.\d{4,9}/\S+)?", entry.doi), key


def test_every_row_named_by_a_work_exists_and_belongs_to_one_work():
    owners: dict[str, str] = {}
    for key in sources.keys(rows=False):
        for row in sources.get(key).rows:
            assert sources.evidence_row(row)
            assert row not in owners, f"{row}: {owners.get(row)} and {key}"
            owners[row] = key
    assert len(owners) > 30


def test_no_key_is_both_a_work_and_a_row():
    every = sources.keys()
    assert len(every) == len(set(every))


def test_bibtex_cites_a_row_through_its_work_and_each_work_once():
    text = sources.bibtex(["T14", "MooreKukulka1991", "R002", "D003"])
    assert re.findall(r"^@(\w+)\{(\w+),", text, re.M) == [("article", "MooreKukulka1991"), ("misc", "D003")]


def test_bibtex_is_balanced_and_escaped():
    text = sources.bibtex(sources.keys())
    for entry in text.split("\n\n"):
        assert entry.count("{") == entry.count("}"), entry
        for line in entry.splitlines():
            if not line.strip().startswith(("doi", "url", "@")):
                assert not re.search(r"(?<!\\)[&%$#_]", line), line


def test_recalled_detail_is_marked_in_bibtex():
    assert "from memory" in sources.bibtex(["Tabary1972"])
    assert "from memory" not in sources.bibtex(["DeGrooteFregly2016"])


def test_bibtex_of_an_unknown_key_is_an_error():
    with pytest.raises(UnknownNameError):
        sources.bibtex(["DeGrooteFregly2016", "Nobody1900"])


@pytest.mark.parametrize(
    ("read", "verdict", "message"),
    [
        ("abstracts", "agrees", "No read (of a source) 'abstracts'. Did you mean 'abstract'?"),
        ("abstract", "agreed", "No verdict (of a source) 'agreed'. Did you mean 'agrees'?"),
    ],
)
def test_a_reading_is_told_in_the_words_there_are(read, verdict, message):
    with pytest.raises(UnknownNameError, match=re.escape(message)):
        Reading(read, verdict, "nothing")


def test_who_read_nothing_found_nothing_and_who_disagrees_tells_how():
    told = [entry for entry in (sources.get(key).reading for key in sources.keys(rows=False)) if entry]
    assert len(told) > 90
    for entry in told:
        assert entry.says, entry
        assert (entry.read == "nothing") == (entry.verdict == "not found"), entry
        assert entry.differs or entry.verdict != "disagrees", entry
