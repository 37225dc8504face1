"""The page of what was read of each source: ``python -m validation.pages.sources docs/model/sources.md``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from musclebalance.core import sources
from musclebalance.core.errors import MusclebalanceError
from musclebalance.core.parameters import Parameter
from musclebalance.core.sources import Reading, Source, Verdict
from musclebalance.evidence.dataset import load
from musclebalance.model import hypotheses, imbalance
from musclebalance.pairs import pair, pair_names
from musclebalance.pairs.packaged import nerve_source

from ..causes.consequences import LINKS
from ..page import main, table
from ..targets.check import checks

HEAD = """# Sources: what was read, and whether it says so

This page is generated from the bibliography of the package; do not edit it.

Listed is every work that a parameter, an activity of a pair, a target, a link of the causes, a docstring of
the model or a result of a trial (fitted or held out) cites; an evidence row counts as the work it was read
from, a derived constant as those of its rows.
*Read* tells what was open when the citation was checked: the *model file* that holds the numbers, the
*abstract* (or as much of it as a public page shows), a *summary* by its author or in a later paper;
*earlier*: notes of an earlier reading hold the figures and the work was not opened again; *nothing*: it was
not opened.
No full text was read. What "agrees" has its figures there, with unit, muscle and direction; what the library
computes from them is its own. Works of the second edition alone are not listed: their rows say where each
figure was read (see the [evidence data](../evidence-data/index.md)).

"""
#: What each verdict means, the worst first.
MEANING: dict[Verdict, str] = {
    "disagrees": "Something else stands there.",
    "not found": "Nothing stands behind these but the citation.",
    "direction only": "The direction or the form stands there; the size does not.",
    "agrees": "The figures stand there.",
}
#: Rooms whose docstrings cite physiology.
ROOMS = ("model", "pairs", "bistable")
PACKAGE = Path(sources.__file__).parents[1]
ROW = re.compile(r"\b(?:[ADNPR]\d|T)\d{2,3}\b")
DOI = re.compile(r"\bdoi:?\s+(10\.\d{4,9}/(?:[^\s;,()]|\([^\s()]*\))*[^\s;,.()])")


def markdown() -> str:
    """The whole page."""
    chapters: dict[Verdict, list[tuple[Source, Reading, set[str]]]] = {name: [] for name in MEANING}
    for work, users in sorted(cited().items(), key=lambda item: (item[0].citation, item[0].key)):
        said = reading(work, users)
        chapters[said.verdict].append((work, said, users))
    every = [entry for name in MEANING for entry in chapters[name]]
    known = (f"* {_linked(work)}: {said.differs}.\n" for work, said, _ in every if said.differs)
    counts = ", ".join(f"{len(chapters[name]) or 'none'} *{name}*" for name in MEANING)
    told = (
        f"## {name.capitalize()}\n\n{MEANING[name]}\n\n"
        + table("source | read | what it says | cited by", map(_row, chapters[name]))
        for name in MEANING
        if chapters[name]
    )
    text = f"{HEAD}{len(every)} works: {counts}.\n\n## Known discrepancies\n\n{''.join(known)}\n"
    return (text + "".join(told)).rstrip("\n") + "\n"


def cited() -> dict[Source, set[str]]:
    """What cites each work: names of parameters, targets, links and modules.

    Raises
    ------
    UnknownNameError
        A citation leads to nothing.
    """
    found: dict[Source, set[str]] = defaultdict(set)
    for key, user in _citations():
        for work in works(key):
            found[work].add(user)
    return found


def reading(work: Source, users: set[str]) -> Reading:
    """What was read of a cited work.

    Raises
    ------
    MusclebalanceError
        The bibliography does not tell.
    """
    if work.reading is None:
        raise MusclebalanceError(
            f"source {work.key!r}, cited by {', '.join(sorted(users))}: nobody told what was read of it; "
            "give its entry in sources.toml a reading."
        )
    return work.reading


def works(key: str) -> tuple[Source, ...]:
    """The works behind a key: itself, that of an evidence row, those of a derived constant's rows."""
    if not ROW.fullmatch(key):
        return (sources.get(key),)
    behind = sources.evidence_row(key).get("source_rows")
    if behind is None:
        return (_work_of_row().get(key) or sources.get(key),)
    return tuple(work for row in ROW.findall(behind) for work in works(row))


@cache
def _work_of_row() -> dict[str, Source]:
    every = map(sources.get, sources.keys(rows=False))
    return {row: work for work in every for row in work.rows}


def _citations() -> Iterator[tuple[str, str]]:
    """Each key that is cited, and by what."""
    for entry in _parameters():
        yield from ((key, f"`{entry.name.rpartition('.')[2]}`") for key in entry.source)
    for one in map(pair, pair_names()):
        yield from ((key, "activities") for action in one.actions.values() for key in action.source)
    yield from ((key, "nerves") for key in nerve_source())
    yield from ((check.row, "target") for check in checks())
    yield from ((row, "cause") for link in LINKS for row in ROW.findall(link.because))
    arms = load("typed_arms")
    results = arms.index[arms["kind"] == "result"]
    yield from ((row, "trial") for result in results for row in ROW.findall(result))
    by_doi = {sources.get(key).doi.lower(): key for key in sources.keys(rows=False)}
    for path in (path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))):
        text, user = path.read_text("utf-8"), f"{path.parent.name}/{path.name}"
        yield from ((by_doi.get(doi.lower(), doi), user) for doi in DOI.findall(text))
        if path.parent.name == "laws":
            yield from ((row, user) for row in ROW.findall(text))


def _parameters() -> Iterator[Parameter]:
    """Every parameter: of the mechanisms, of the imbalance and of each pair in each model."""
    for mechanism in hypotheses.MECHANISMS.values():
        yield from mechanism.parameters
    yield from imbalance.PARAMETERS.values()
    for one in map(pair, pair_names()):
        for model in (one, *(pair(one.name, other) for other in one.alternatives)):
            yield from model.parameters.values()


def _row(entry: tuple[Source, Reading, set[str]]) -> tuple[str, ...]:
    work, said, users = entry
    return _linked(work), said.read, said.says, ", ".join(sorted(users))


def _linked(work: Source) -> str:
    """Short citation, with its address if it has one."""
    return f"[{work.citation}]({work.link})" if work.link else work.citation


if __name__ == "__main__":
    main(markdown, "validation.pages.sources")
