"""A pair of one's own: read from a single file, written to one, and a commented template to start from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ..core.arguments import public
from ..core.errors import FileError, unknown
from ..core.parameters import Parameter, ParameterSet
from ..core.sources import Source
from ..core.sources import keys as known_sources
from ..core.toml import Document, Fields, load
from ..core.toml import parse as parse_text
from ..core.writing import write_new, write_text
from .curve import ARMS, fitted
from .definition import Pair
from .geometry import SIDES, Fit
from .reading import actions, parameters
from .schema import ACTIVITIES, JOINT, JOINT_MAY, MUSCLE, MUSCLE_MAY

SUFFIX = ".toml"
TEXTS = ("name", "title", "joint", "coordinate", "date", "source", "agonist_name", "antagonist_name")
TABLES = ("joint_values", "agonist", "antagonist", "activities")
MAY = ("cautions", "alternatives", "nerves", "sources")
TONE, SCALE = "tone_weight", "pain_tone_scale"
#: What a muscle may state besides its own rows.
EXTRA = {**MUSCLE_MAY, **JOINT}
#: What the file says of a source of its own, in words.
BIBLIOGRAPHIC = ("authors", "title", "journal", "doi", "url", "note")


def read(path: str | Path) -> Pair:
    """The pair in a file."""
    if Path(path).suffix.lower() != SUFFIX:
        raise FileError(str(path), f"ends in {Path(path).suffix!r}; the file of a pair ends in '.toml'.")
    return _pair(load(path))


@public
def parse(text: str, name: str = "pair.toml") -> Pair:
    """A muscle pair from the text of its file.

    Parameters
    ----------
    text : str
        TOML, as :meth:`Pair.to_toml` and :func:`template` give it.
    name : str
        What errors call the file.

    Raises
    ------
    FileError
        Naming line, key and remedy.

    Examples
    --------
    >>> from musclebalance import pairs
    >>> pairs.parse(pairs.template()).agonist
    'finger flexors'
    """
    return _pair(parse_text(text, "toml", name))


@public
def write(pair: Pair, path: str | Path) -> None:
    """Write a pair, changed parameters and activities included, to a file that :func:`pair` reads.

    Parameters
    ----------
    pair : Pair
    path : str or Path
        Ending in ``.toml``.

    Raises
    ------
    FileError
        Another ending, or a file that cannot be written.

    Examples
    --------
    >>> from musclebalance import pairs
    >>> pairs.write(pairs.pair("elbow-flexors-triceps"), "elbow.txt")
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: elbow.txt: ends in '.txt'; the file of a pair ends in '.toml'.
    """
    if Path(path).suffix.lower() != SUFFIX:
        raise FileError(str(path), f"ends in {Path(path).suffix!r}; the file of a pair ends in {SUFFIX!r}.")
    write_text(path, pair.to_toml())


@public
def template(path: str | Path | None = None) -> str:
    """A commented file of a pair that loads as it stands, to start one of your own from.

    Parameters
    ----------
    path : str or Path, optional
        New file to write it to, ending in ``.toml``; a file that exists is not replaced.

    Returns
    -------
    str
        The text.

    Raises
    ------
    FileError
        Another ending, a file that exists, or one that cannot be written.

    Examples
    --------
    >>> from musclebalance import pairs
    >>> print(pairs.template().splitlines()[0])
    # A muscle pair of your own, all in one file. Read it with mb.pair("mine.toml").
    """
    text = _template()
    if path is not None:
        write_new(path, text, SUFFIX, "the file of a pair")
    return text


@cache
def _template() -> str:
    return (resources.files("musclebalance") / "pairs" / "template.toml").read_text("utf-8")


def _pair(document: Document) -> Pair:
    """The pair of a file; nothing is kept when any of it is wrong."""
    top = Fields(document, document.data)
    top.only([*TEXTS, *TABLES, *MAY])
    texts = {key: _text(top, key) for key in TEXTS}
    references = _references(top)
    for part in SIDES:
        top.table(part).only([*MUSCLE, *EXTRA, "fit", "curve"])
    joint = _joint(top)
    entries, fits = [], {}
    for part in SIDES:
        found, fits[part] = _muscle(top.table(part), part, {p.name: p.value for p in joint})
        entries += found
    doing = top.table("activities")
    made = Pair(
        **{key: texts[key] for key in ("name", "title", "joint", "coordinate", "date", "source")},
        agonist=texts["agonist_name"],
        antagonist=texts["antagonist_name"],
        parameters=_ordered(entries, joint),
        fits=fits,
        alternatives=_listed(top, "alternatives"),
        actions=actions(doing, [name for name in doing.data if name not in ACTIVITIES]),
        cautions=_listed(top, "cautions"),
        nerves=_nerves(top),
        references=references,
    )
    _check_sources(made, document)
    for name, message in made.faults():
        document.fail(_place(name), message)
    return made


def _text(top: Fields, key: str) -> str:
    text = top.text(key)
    if not text.strip():
        top.fail(key, "is empty; say it in words.")
    if key == "date":
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            top.fail(key, f"{text!r} is no date; write year-month-day, as in '2026-11-28'.")
    return text


def _listed(top: Fields, key: str) -> tuple[str, ...]:
    items = top.items(key)
    for item in items:
        if not isinstance(item, str):
            top.fail(key, f"{item!r} is not text; put each entry in quotes.")
    return tuple(items)


def _references(top: Fields) -> dict[str, Source]:
    """The sources that the file describes."""
    table = top.maybe(top.table, "sources")
    found = {}
    for key in table.data if table else ():
        entry = table.table(key)  # type: ignore[union-attr]
        entry.only([*BIBLIOGRAPHIC, "year", "recalled"])
        words: dict[str, Any] = {name: entry.text(name, "") for name in BIBLIOGRAPHIC}
        if not words["title"]:
            entry.fail(None, "has no title; say what was read or measured.")
        recalled = entry.data.get("recalled", False)
        if not isinstance(recalled, bool):
            entry.fail("recalled", f"{recalled!r} is neither true nor false.")
        found[key] = Source(key, **words, year=entry.maybe(entry.whole, "year"), recalled=recalled)
    return found


def _joint(top: Fields) -> list[Parameter]:
    """Rows of the joint; pain goes with the larger tone weight unless the file says otherwise."""
    table = top.table("joint_values")
    table.only([*JOINT, *JOINT_MAY])
    if SCALE not in table.data:
        muscles = [top.table(part) for part in SIDES]
        weight = {TONE: MUSCLE[TONE]}
        weights = [parameters(muscle, f"{muscle.where[0]}.", weight)[0].value for muscle in muscles]
        table = Fields(table.document, {**table.data, SCALE: [max(weights), "definition"]}, table.where)
    return parameters(table, "", JOINT, JOINT_MAY)


def _muscle(table: Fields, part: str, joint: Mapping[str, float]) -> tuple[list[Parameter], Fit]:
    """Rows of a muscle, its geometry stated as a cubic or fitted to a table."""
    if "curve" not in table.data:
        return parameters(table, f"{part}.", MUSCLE, EXTRA), _fit(table)
    stated = [key for key in (*ARMS, "fit") if key in table.data]
    if stated:
        table.fail(stated[0], "says what the table 'curve' says, too; leave out one of them.")
    curve = table.table("curve")
    (fibre,) = parameters(table, "", {"optimal_fibre_length": MUSCLE["optimal_fibre_length"]})
    rows, made = fitted(curve, table, fibre.value, joint)
    given = Fields(table.document, {**table.data, **rows}, table.where)
    return parameters(given, f"{part}.", MUSCLE, EXTRA), made


def _fit(table: Fields) -> Fit:
    """What was lumped together and how well it was fitted, where the file says so."""
    said = table.maybe(table.table, "fit")
    if said is None:
        return Fit()
    said.only("group muscles moment_arm_rms length_error")
    numbers = (float(said.number(key, 0.0)) for key in ("moment_arm_rms", "length_error"))
    return Fit(said.text("group", ""), said.text("muscles", ""), *numbers)


def _nerves(top: Fields) -> dict[str, str]:
    table = top.maybe(top.table, "nerves")
    if table is None:
        return {}
    table.only(SIDES)
    return {part: table.text(part) for part in table.data}


def _ordered(muscles: list[Parameter], joint: list[Parameter]) -> ParameterSet:
    """Parameters in the order of the package's pairs: muscles, joint, then what one muscle has of its own."""
    extra = [p for p in muscles if p.name.partition(".")[2] in JOINT]
    return ParameterSet([*(p for p in muscles if p not in extra), *joint, *extra])


def _place(name: str) -> tuple[str, ...]:
    """Where a parameter or an activity stands in the file."""
    return tuple(name.split(".")) if "." in name else ("joint_values", name)


def _check_sources(made: Pair, document: Document) -> None:
    """Every source is one of the library or described in the file."""
    known = {*known_sources(), *made.references}
    used = {_place(p.name): (*p.source, *(p.before[2] if p.before else ())) for p in made.parameters.values()}
    used |= {("activities", name): activity.source for name, activity in made.actions.items()}
    for place, keys in used.items():
        for key in keys:
            if key not in known:
                told = unknown("source", key, [*made.references, *known])
                document.fail(place, f"{told} Describe your own below [sources.{key}], with a title.")
