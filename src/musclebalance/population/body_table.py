"""People of bodies from a table: which pairs a row speaks of, and which row holds for a pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..core.distribution import Distribution
from ..core.errors import MusclebalanceError, number, unknown
from ..core.parameters import ParameterSet
from ..core.tables import Column, Row, Table, check_spelling
from ..simulation import Body
from ..simulation.body import check_gain
from ..simulation.healthy import complete_parameters
from ..simulation.labels import parted
from .sampling import Covariate, PeopleTable, covariates_of, fitting, has, people_of, people_sheet

if TYPE_CHECKING:
    import pandas as pd

#: What is wrong, and the row that it is wrong in.
Problem = tuple[Row, str]


class Line(NamedTuple):
    """A row of somebody: the pairs it speaks of, and how closely it names them."""

    row: Row
    labels: tuple[str, ...]
    close: int  # 0 the person, 1 a side or a pair, 2 a pair of a side


def read_bodies(
    source: pd.DataFrame | str | Path, body: Body, fixed: Mapping[str, Mapping[str, float]],
    given: Mapping[str, Covariate | Distribution | float],
) -> dict[str, PeopleTable]:  # fmt: skip
    """What a table says of each pair of everybody; `fixed` are parameters that the body has of its own."""
    people = body.people.items()
    sets = {label: complete_parameters(one.pair, one.model, fixed[label]) for label, one in people}
    known, _ = covariates_of(given, next(iter(sets.values())))
    pair = Column("pair", _pair(dict.fromkeys(one.pair.name for _, one in people)), aliases=("muscle pair",))
    found = people_sheet(source, list(sets.values()), known, [pair])
    lines = found.each(lambda row: _placed(row, sets))
    persons, wrong = _persons(found, lines)
    told = {name for name in (*known, "sex") if not any(has(one, name) for one in sets.values())}
    covariates = [_covariates(found, own, told, wrong) for own in persons.values()]
    read, alike = {}, dict[Any, Any]()  # both sides of a pair are checked once
    for label, parameters in sets.items():
        names = {column.name for column in found.columns if has(parameters, column.name)}
        kind = (body[label].pair.name, *fixed[label].items())
        checked = alike.setdefault(kind, fitting(parameters, _fit(label, body, fixed[label])))
        rows = [_closest(found, own, label, names, checked, wrong) for own in persons.values()]
        read[label] = [{**row, **common} for row, common in zip(rows, covariates, strict=True)]
    if wrong:
        each = {(row.line, problem): (row, problem) for row, problem in wrong}  # of several pairs once
        raise found.refusal([each[key] for key in sorted(each)])
    return {
        label: PeopleTable(
            *people_of(found, read[label], parameters, given, fixed[label]),
            tuple(persons) if "person" in _headings(found) else (), np.arange(len(persons)), found.report,
        )
        for label, parameters in sets.items()
    }  # fmt: skip


def _pair(names: Iterable[str]) -> Callable[[str], str]:
    """Reads the name of a pair of the body."""
    known = {name.lower(): name for name in names}

    def read(text: str) -> str:
        if text.lower() not in known:
            raise unknown("pair of this body", text, known.values())
        return known[text.lower()]

    return read


def _fit(label: str, body: Body, fixed: Mapping[str, float]) -> Callable[[dict[str, float]], object]:
    """Refuses parameters of a pair that do not fit each other, or the bone."""
    person = body[label]

    def fit(own: dict[str, float]) -> object:
        check_gain(label, own.get("posture_gain", 0.0), body.bones)
        return complete_parameters(person.pair, person.model, {**fixed, **own})

    return fit


def _placed(row: Row, sets: Mapping[str, ParameterSet]) -> Line:
    """The pairs that a row speaks of, all of them unless it says which."""
    side, pair = row["side"], row["pair"]
    labels = tuple(
        label for label in sets if side in (None, parted(label)[0]) and pair in (None, parted(label)[1])
    )
    if not labels:
        asked = " ".join(filter(None, (side, pair)))
        raise MusclebalanceError(f"this body has no {asked!r}; its pairs are {', '.join(sets)}.")
    own = (name for name in row.values if any(has(one, name) for one in sets.values()))
    for name in own:
        if not any(has(sets[label], name) for label in labels):
            raise MusclebalanceError(
                f"{' and '.join(labels)} have no parameter {name!r}; leave the cell empty."
            )
    return Line(row, labels, (side is not None) + (pair is not None))


def _persons(found: Table, lines: Sequence[Line]) -> tuple[dict[str, list[Line]], list[Problem]]:
    """Everybody's rows, in the order of the table, and those that are one too many or missing."""
    headings = _headings(found)
    named = "person" in headings
    if not named and {"side", "pair"} & headings:
        raise found.error("has sides or pairs, but no column 'person' that says whose they are; add one.")
    persons: dict[str, list[Line]] = {}
    wrong: list[Problem] = []
    for k, line in enumerate(lines):
        who = line.row["person"] if named else str(k)
        if who is None:
            wrong.append((line.row, "no person is named."))
            continue
        mine = persons.setdefault(who, [])
        if any((one.labels, one.close) == (line.labels, line.close) for one in mine):
            place = " ".join(filter(None, (who, line.row["side"], line.row["pair"])))
            wrong.append(
                (line.row, f"{place!r} stands there twice; give each person, side and pair one row.")
            )
        mine.append(line)
    check_spelling(found, persons)
    everybody = dict.fromkeys(label for line in lines for label in line.labels)
    for who, mine in persons.items():
        missing = set(everybody).difference(*(line.labels for line in mine))
        if missing:
            told = " and ".join(label for label in everybody if label in missing)
            hint = "and others have; add one, or one without side and pair."
            wrong.append((mine[0].row, f"{who!r} has no row for {told}, {hint}"))
    return persons, wrong


def _headings(found: Table) -> set[str]:
    return {column.name for column in found.columns}


def _covariates(
    found: Table, lines: Sequence[Line], names: Iterable[str], wrong: list[Problem]
) -> dict[str, Any]:
    """What the rows of a person say of the person; where they disagree, it is added to what is `wrong`."""
    told: dict[str, tuple[Any, Row]] = {}
    for row in (line.row for line in lines):
        for name in (name for name in names if name in row):
            value, first = told.setdefault(name, (row[name], row))
            if value != row[name]:
                here, there = _word(name, row[name]), f"{_word(name, value)} in {_line(found, first)}"
                problem = f"{name} is {here} here and {there}; it is the person's, so write it once or alike."
                wrong.append((row, problem))
    return {name: value for name, (value, _) in told.items()}


def _word(name: str, value: float) -> str:
    return {1.0: "f", 0.0: "m"}.get(value, "") if name == "sex" else number(value)


def _line(found: Table, row: Row) -> str:
    return f"{'row' if found.sheet.framed else 'line'} {row.line}"


def _closest(
    found: Table, lines: Sequence[Line], label: str, names: set[str],
    checked: Callable[[Mapping[str, Any]], Mapping[str, Any]], wrong: list[Problem],
) -> Mapping[str, Any]:  # fmt: skip
    """Parameters of a pair of somebody, each from the row that names the pair most closely."""
    values: dict[str, Any] = {}
    chosen: dict[str, Line] = {}
    mine = sorted((line for line in lines if label in line.labels), key=lambda line: line.close)
    for line in mine:
        for name in names & line.row.values.keys():
            if name in chosen and chosen[name].close == line.close == 1:
                other = _line(found, chosen[name].row)
                wrong.append((line.row, f"{name} of {label!r} is given in {other} too; keep one."))
            values[name], chosen[name] = line.row[name], line
    try:
        return checked(values)
    except MusclebalanceError as problem:
        wrong.append((mine[-1].row, str(problem)))
        return values
