"""Sources: every number of the library leads to a paper, a model file or a row of the packaged evidence.

A key is either bibliographic (``"DeGrooteFregly2016"``) or a row id of the evidence tables (``"T14"``,
``"P050"``, ``"D003"``).
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

from .errors import unknown

#: What was read of a source: the model's file; its abstract, or part of it; a summary by its author or in a
#: later paper; notes of an earlier reading that could not be repeated; nothing.
Read = Literal["model file", "abstract", "summary", "earlier", "nothing"]
#: Whether it says what is cited from it: the figures, only which way or in which form, nothing that could be
#: found, or something else.
Verdict = Literal["agrees", "direction only", "not found", "disagrees"]

#: Evidence tables whose rows carry an id in their first column.
TABLES = (
    "mechanisms/calibration_targets",
    "trials/programmes",
    "trials/acute",
    "trials/timecourse",
    "trials/reflex_and_stiffness",
    "trials/strength_balance",
    "trials/second",
    "trials/meta_analyses",
    "trials/derived_constants",
    "body/rows",
)
_DATA = resources.files("musclebalance")
_STUDY = re.compile(r"^(?P<authors>.*?)\s+(?P<year>(?:19|20)\d\d)\b\s*(?P<journal>.*)$")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s;,]+[^\s;,.)]")
_ESCAPES = {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a source, whether that agrees with what is cited, and what it says.

    `differs` tells in which way what the library uses is known to be something else; empty if it is not.

    Raises
    ------
    UnknownNameError
        No such `read` or `verdict`.
    """

    read: Read
    verdict: Verdict
    says: str
    differs: str = ""

    def __post_init__(self) -> None:
        for name, word, words in (("read", self.read, Read), ("verdict", self.verdict, Verdict)):
            if word not in get_args(words):
                raise unknown(f"{name} (of a source)", word, get_args(words))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: `authors` are separated by ``" and "``; what is unknown is empty.

    `rows` are the evidence rows read from this source; `recalled` says that some bibliographic detail was
    written from memory and not checked against a text; `reading` what was read of it.
    """

    key: str
    authors: str = ""
    year: int | None = None
    title: str = ""
    journal: str = ""
    doi: str = ""
    url: str = ""
    note: str = ""
    rows: tuple[str, ...] = ()
    recalled: bool = False
    reading: Reading | None = None

    @property
    def link(self) -> str:
        """Address of the source: its DOI if there is one, else its URL."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def citation(self) -> str:
        """Short form for a table: ``Moore and Kukulka 1991``."""
        names = [name.split(",")[0].strip(" {}") for name in self.authors.split(" and ") if name]
        who = f"{names[0]} et al." if len(names) > 2 or "others" in names else " and ".join(names)
        return " ".join(part for part in (who or self.title or self.key, str(self.year or "")) if part)

    def bibtex(self) -> str:
        """One BibTeX entry."""
        recalled = "bibliographic detail from memory" if self.recalled else ""
        fields = {
            "author": _escape(self.authors),
            "year": str(self.year or ""),
            "title": f"{{{_escape(self.title)}}}" if self.title else "",
            "journal": _escape(self.journal),
            "doi": self.doi,
            "url": "" if self.doi else self.url,
            "note": _escape("; ".join(filter(None, (self.note, recalled)))),
        }
        body = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
        kind = "article" if self.journal else "misc"
        return f"@{kind}{{{self.key},\n" + ",\n".join(body) + "\n}"

    def __str__(self) -> str:
        who, year = self.authors.replace(" and ", ", "), str(self.year or "")
        parts = (who, year, self.title, self.journal, self.link, self.note)
        return f"{self.key}: " + ". ".join(part.rstrip(".") for part in parts if part)


def get(key: str) -> Source:
    """The source behind a key.

    Parameters
    ----------
    key : str
        Bibliographic key or evidence row id.

    Raises
    ------
    UnknownNameError
        Neither; the message names the nearest key.

    Examples
    --------
    >>> from musclebalance import sources
    >>> sources.get("DeGrooteFregly2016").doi
    '10.1007/s10439-016-1591-9'
    """
    if key in _library():
        return _library()[key]
    if key in _rows():
        return _rows()[key]
    raise unknown("source", key, keys())


def keys(rows: bool = True) -> tuple[str, ...]:
    """Every key that :func:`get` accepts.

    Parameters
    ----------
    rows : bool
        Include the row ids of the evidence tables.
    """
    return (*_library(), *_rows()) if rows else tuple(_library())


def bibtex(chosen: Iterable[str], own: Mapping[str, Source] | None = None) -> str:
    """BibTeX of the given keys, each work once.

    Parameters
    ----------
    chosen : iterable of str
        Bibliographic keys and evidence row ids; a row whose work has a bibliographic entry is cited
        through that entry.
    own : mapping, optional
        Key -> source, of those that are not the library's.

    Returns
    -------
    str
        Entries in order of first mention, separated by blank lines.

    Raises
    ------
    UnknownNameError
    """
    works = [_owner().get(key, key) for key in chosen]
    described = own or {}
    found = (described[key] if key in described else get(key) for key in dict.fromkeys(works))
    return "\n\n".join(source.bibtex() for source in found)


def evidence_row(key: str) -> Mapping[str, str]:
    """The raw fields of one evidence row, with the name of its table under ``"table"``.

    Raises
    ------
    UnknownNameError
    """
    if key not in _fields():
        raise unknown("evidence row", key, _fields())
    return _fields()[key]


@cache
def _library() -> dict[str, Source]:
    data = tomllib.loads((_DATA / "core" / "data" / "sources.toml").read_text("utf-8"))
    found = {}
    for key, entry in data.items():
        rows, reading = tuple(entry.pop("rows", ())), entry.pop("reading", None)
        found[key] = Source(key, **entry, rows=rows, reading=Reading(**reading) if reading else None)
    return found


@cache
def _owner() -> dict[str, str]:
    return {row: source.key for source in _library().values() for row in source.rows}


@cache
def _fields() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table in TABLES:
        text = (_DATA / "evidence" / "data" / f"{table}.csv").read_text("utf-8")
        for row in csv.DictReader(text.splitlines()):
            found[next(iter(row.values()))] = {"table": table.removesuffix("/rows").split("/")[-1], **row}
    return found


@cache
def _rows() -> dict[str, Source]:
    return {key: _row_source(key, row) for key, row in _fields().items()}


def _row_source(key: str, row: Mapping[str, str]) -> Source:
    """Cite one evidence row: what it says, who measured it, where it is found."""

    def first(*names: str) -> str:
        return next((row[name] for name in names if row.get(name)), "")

    study, address = first("study", "source"), first("url_or_id", "doi_or_url", "url")
    doi = _DOI.search(address) or _DOI.search(study)
    link = next((word for word in address.split() if word.startswith("http")), "")
    pubmed = re.search(r"PMID (\d+)", address)
    if pubmed and not link:
        link = f"https://pubmed.ncbi.nlm.nih.gov/{pubmed[1]}/"
    match = _STUDY.match(study)
    aside, journal = ("", match["journal"]) if match else (study, "")
    if journal.startswith("("):  # a remark such as "(acute)", not a journal
        aside, journal = journal.strip("()"), ""
    note = f"evidence row {key} ({row['table']})"
    if row["table"] == "derived_constants":
        note = f"evidence row {key}: {row['formula']} from {row['source_rows']}"
    else:
        note = "; ".join(filter(None, (note, "" if doi or link else address, aside)))
    return Source(
        key,
        match["authors"].replace(" & ", " and ") if match else "",
        int(match["year"]) if match else None,
        first("constant", "state_variable", "outcome", "measure", "topic"),
        journal,
        doi[0] if doi else "",
        link,
        note,
        (key,),
    )


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(letter, letter) for letter in text)
