"""Tables that people write, as a CSV file or a data frame, read strictly: every wrong cell is named.

A reader declares its columns and says what to make of a row::

    COLUMNS = (Column("day", whole(1), needed=True), Column("time", number(0), "s"))
    steps = read("steps.csv", COLUMNS).each(lambda row: Step(row["day"], row["time"]))

A column with a unit is headed ``time [s]`` or ``Time (min)``, which is converted. A column that is not known
is refused with the nearest name, but for remarks. What was understood is told by :attr:`Table.report`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO, TypeVar

from .cells import MISSING, NO_NUMBER, Date, Marks, Number, Range
from .errors import FileError, MusclebalanceError, UnknownNameError, nearest, shown, unknown
from .sheet import WIDEST, Sheet, sheet, too_many
from .units import UNITS, factor

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
#: Reads the text of a cell that is not blank, or raises an error that shows it and says what to write.
Read = Callable[[str], Any]

#: Wrong cells that one message shows.
SHOWN = 8
#: Most rows of a table, unless its reader says otherwise.
MOST = 100_000
#: What the columns of a person and of a side may be called, and what a side may be.
PERSON = (
    "patient",
    "patient id",
    "subject",
    "subject id",
    "id",
    "record id",
    "participant",
    "participant id",
)
SIDES = {"left": "left", "l": "left", "right": "right", "r": "right"}
#: Columns that every table may have and that nothing is read from.
REMARKS = ("note", "notes", "remark", "remarks", "comment", "comments")
_HEADING = re.compile(r"(?P<name>.*?)\s*(?:[\[({<](?P<unit>[^\[\](){}<>]*)[\])}>])?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, how a cell is read, unit ("?" any); `needed` in every table, `filled` in every row.

    The heading of a `bare` column may leave the unit out.
    """

    name: str
    read: Read = str
    unit: str = ""
    aliases: tuple[str, ...] = ()
    needed: bool = False
    filled: bool = False
    bare: bool = False

    @property
    def heading(self) -> str:
        """The name with its unit, as it stands in the first line."""
        return f"{self.name} [{self.unit}]" if self.unit.strip("?") else self.name

    def scale(self, unit: str) -> float:
        """Factor from the unit of a heading to the unit of the column, "?" for any."""
        if unit == self.unit or self.unit == "?" or (self.bare and not unit):
            return 1.0
        if not unit:
            raise MusclebalanceError(f"column {self.name!r} lacks its unit; write {self.heading!r}.")
        if not self.unit or self.unit not in UNITS:
            own = f"is in {self.unit}" if self.unit else "has no unit"
            raise MusclebalanceError(f"column '{self.name} [{unit}]': {self.name} {own}, not in {unit}.")
        return factor(unit, UNITS[self.unit][0]) / factor(self.unit)


Columns = Sequence[Column]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number, its cells as text, its values by the name of the column, and what is wrong."""

    line: int
    cells: tuple[str, ...]
    values: Mapping[str, Any]
    wrong: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """Value in a column; None where the cell is blank or the table has no such column."""
        return self.values.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self.values


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read: its sheet, the columns that it has, its rows, and what was understood."""

    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    understood: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)  # of columns that may have any

    @property
    def path(self) -> str:
        """Name of the table in messages."""
        return self.sheet.path

    @property
    def report(self) -> str:
        """What was read and how it was understood, one line each."""
        columns = ", ".join(column.heading for column in self.columns)
        head = f"{self.path}: {len(self.rows)} {'row' if len(self.rows) == 1 else 'rows'} of {columns}"
        return "\n  ".join([head, *self.understood])

    def error(self, message: str, line: int | None = None) -> FileError:
        """The error that names the table and a line of it."""
        return self.sheet.error(message, line)

    def each(self, make: Callable[[Row], T], *, ordered: bool = False) -> list[T]:
        """What `make` makes of every row; names all that is wrong; with `ordered` rows, the first."""
        made, wrong = self.tried(make, ordered=ordered)
        if wrong:
            raise self.refusal(wrong)
        return made

    def tried(
        self, make: Callable[[Row], T], *, ordered: bool = False
    ) -> tuple[list[T], list[tuple[Row, str]]]:
        """What `make` makes of the rows that can be read, and the others with all that is wrong."""
        wrong = [(row, problem) for row in self.rows for problem in row.wrong]
        made: list[T] = []
        for row in self.rows:
            if row.wrong or (wrong and ordered):
                continue
            try:
                made.append(make(row))
            except MusclebalanceError as problem:
                wrong.append((row, str(problem)))
        return made, sorted(wrong, key=lambda entry: entry[0].line)

    def refusal(self, problems: Sequence[tuple[Row, str]]) -> FileError:
        """The error that names all that is wrong with some rows."""
        wrong = [(row.line, problem) for row, problem in problems]
        line, message = wrong[0]
        if len(wrong) == 1:
            return self.error(message, line)
        counted = "row" if self.sheet.framed else "line"
        shown = [f"{counted} {at}: {what}" for at, what in wrong[:SHOWN]]
        shown += [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        count = len({at for at, _ in wrong})
        head = f"{count} {counted}s cannot be read:" if count > 1 else "cannot be read:"
        return self.error("\n  ".join([head, *shown]), line)


class Named(dict[str, T]):
    """What a table holds, by name; `report` tells how the table was understood."""

    def __init__(self, items: Mapping[str, T], report: str) -> None:
        super().__init__(items)
        self.report = report


class Reshape(Protocol):
    """Makes a sheet of another shape into one with the columns declared."""

    def known(self, cell: str) -> bool:
        """Whether a cell is a heading of the other shape."""

    def whole(self, cells: Sequence[str]) -> bool:
        """Whether cells are a line of headings of the other shape."""

    def __call__(self, sheet: Sheet) -> Sheet:
        """The sheet with the columns declared."""

    def named(self, row: Row) -> Row:
        """A row whose errors name the heading that its cell had."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A heading: its column (None where it is left out), the factor to the column's unit, its own unit."""

    heading: str
    column: Column | None
    scale: float = 1.0
    unit: str = ""


def read(
    source: str | Path | TextIO | pd.DataFrame,
    columns: Columns,
    *,
    blank: Iterable[str] = (),
    short: bool = False,
    leave_out: Iterable[str] = (),
    dayfirst: bool | None = None,
    most: int = MOST,
    worksheet: str | None = None,
    reshape: Reshape | None = None,
) -> Table:
    """Read a table; `blank` words are nothing, `short` lines may end early, `leave_out` is not read.

    Of a workbook with several, one `worksheet`; `reshape` makes other shapes into the one declared.
    """
    by_name = _by_name(columns)
    found = _located(source, by_name, most, worksheet, reshape)
    given, found = found, found if reshape is None or not found.lines else reshape(found)
    if not found.lines or not any(found.lines[0][1]):
        raise found.error("the table is empty; its first line must name the columns.")
    (first, headings), *body = found.lines
    try:
        if len(headings) > WIDEST:
            raise MusclebalanceError(f"{len(headings)} columns are more than {WIDEST}; is this a table?")
        heads = [_head(heading, by_name, columns, leave_out) for heading in headings]
        _check(heads, columns)
    except MusclebalanceError as problem:
        raise found.error(f"{problem} Columns found: {_listed(headings)}.", first) from None
    if not body:
        raise found.error("has a heading but no rows; give at least one.", first)
    if len(body) > most:
        raise found.error(too_many(most), body[most][0])
    marks = Marks.of(_numbers(body, heads), _dates(body, heads), found.between, dayfirst)
    words = MISSING | set(blank)
    rows = tuple(_row(line, cells, heads, marks, words, short) for line, cells in body)
    if reshape is not None and found is not given:
        rows = tuple(map(reshape.named, rows))
    kept = tuple(head.column for head in heads if head.column)
    units = {head.column.name: head.unit for head in heads if head.column and head.column.unit == "?"}
    return Table(found, kept, rows, (*found.found, *marks.told, *_told(heads)), units)


def _located(
    source: str | Path | TextIO | pd.DataFrame, by_name: Mapping[str, Column], most: int,
    worksheet: str | None, reshape: Reshape | None,
) -> Sheet:  # fmt: skip
    """The sheet from its heading on."""
    needed = {column.name for column in by_name.values() if column.needed}

    def whole(cells: Sequence[str]) -> bool:
        found = [by_name[name].name for name in map(_key, cells) if name in by_name]
        return (len(found) > 1 and needed <= set(found)) or (reshape is not None and reshape.whole(cells))

    def known(cell: str) -> bool:
        return _key(cell) in by_name or (reshape is not None and reshape.known(cell))

    return sheet(source, known, whole, most, worksheet)


def check_spelling(table: Table, names: Iterable[str]) -> None:
    """Refuse names of a table that differ in capitals, spaces or zeros at the beginning only."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(re.sub(r"(?<![\d.])0+(?=\d)", "", " ".join(name.split())).casefold(), name)
        if other != name:
            raise table.error(f"{other!r} and {name!r}: are they one? Write one name always in the same way.")


def _key(heading: str) -> str:
    """A heading's name as it is compared: no case, no unit, and a space for dashes and underscores."""
    name = _HEADING.fullmatch(heading.strip()).group("name")  # type: ignore[union-attr]
    return re.sub(r"[\s_-]+", " ", name).strip().lower()


def _by_name(columns: Columns) -> dict[str, Column]:
    return {_key(name): column for column in columns for name in (column.name, *column.aliases)}


def _head(heading: str, by_name: Mapping[str, Column], columns: Columns, leave_out: Iterable[str]) -> _Found:
    """What stands under a heading."""
    key = _key(heading)
    unit = " ".join((_HEADING.fullmatch(heading.strip()).group("unit") or "").split())  # type: ignore[union-attr]
    if key in by_name:
        return _Found(heading, by_name[key], by_name[key].scale(unit), unit)
    if not heading or key in (*REMARKS, *map(_key, leave_out)):
        return _Found(heading, None)
    if key in ("side", "person", "patient", "subject", "participant"):
        raise MusclebalanceError(
            f"column {heading!r}: this kind of table is of nobody in particular and of no side; write one "
            "for each and leave the column out."
        )
    near = nearest(key, by_name)
    if near is not None:
        raise UnknownNameError(f"No column {shown(heading)}. Did you mean {by_name[near].heading!r}?")
    raise unknown("column", heading, [column.heading for column in columns])


def _check(found: Sequence[_Found], columns: Columns) -> None:
    """Refuse a column that stands there twice or is missing."""
    names = [head.column.name for head in found if head.column]
    for name in names:
        if names.count(name) > 1:
            given = [head.heading for head in found if head.column and head.column.name == name]
            raise MusclebalanceError(
                f"column {name!r} stands there twice ({_listed(given)}); keep one of the two."
            )
    missing = [repr(column.heading) for column in columns if column.needed and column.name not in names]
    if missing:
        which = f"a column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
        raise MusclebalanceError(
            f"{which} needed; name {'it' if len(missing) == 1 else 'them'} in a heading."
        )
    if not names:
        raise MusclebalanceError("none of the columns is known.")


def _listed(words: Sequence[str]) -> str:
    """Headings as a message shows them, tabs and long ones made visible."""
    shown = ", ".join(repr(word if len(word) <= 60 else f"{word[:57]}...") for word in words[:SHOWN])
    return shown + (f" and {len(words) - SHOWN} more" if len(words) > SHOWN else "")


def _told(heads: Sequence[_Found]) -> list[str]:
    """How headings were understood that stand there otherwise than the reader writes them."""
    told = [
        f"{head.heading!r} is {head.column.heading!r}{f', times {head.scale:.6g}' if head.scale != 1 else ''}"
        for head in heads
        if head.column and head.heading != head.column.heading
    ]
    out = [head.heading for head in heads if head.column is None and head.heading]
    return told + ([f"left out: {_listed(out)}"] if out else [])


def _numbers(body: Sequence[tuple[int, Sequence[str]]], heads: Sequence[_Found]) -> Iterable[str]:
    return _under(
        body, [head.column is not None and isinstance(head.column.read, Number | Range) for head in heads]
    )


def _dates(body: Sequence[tuple[int, Sequence[str]]], heads: Sequence[_Found]) -> Iterable[str]:
    return _under(body, [head.column is not None and isinstance(head.column.read, Date) for head in heads])


def _under(body: Sequence[tuple[int, Sequence[str]]], chosen: Sequence[bool]) -> Iterable[str]:
    """The cells of some columns."""
    at = [place for place, wanted in enumerate(chosen) if wanted]
    return (cells[k] for _, cells in body for k in at if k < len(cells))


def _row(
    line: int, cells: Sequence[str], heads: Sequence[_Found], marks: Marks, nothing: Set[str], short: bool
) -> Row:
    """Read the cells of a line."""
    cells, missing = tuple(cells), len(heads) - len(cells)
    if missing < 0 or (missing and not short):
        count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        message = (
            f"{count} where the heading names {len(heads)} columns; put a text with a comma, or a decimal "
            "comma, in quotation marks."
        )
        return Row(line, cells, {}, (message,))
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for head, cell in zip(heads, (*cells, *[""] * missing), strict=True):
        column = head.column
        if column is None:
            if cell and not head.heading:
                wrong.append(f"{cell!r} stands in a column without a name; name it in the heading.")
            continue
        try:
            value = _value(cell, column, head.scale, marks, nothing)
        except MusclebalanceError as problem:
            wrong.append(f"column {column.heading!r}: {problem}")
            continue
        if value is not None:
            values[column.name] = value
        elif column.filled:
            wrong.append(f"column {column.heading!r} is empty; fill it or delete the line.")
    return Row(line, cells, values, tuple(wrong))


def _value(cell: str, column: Column, scale: float, marks: Marks, nothing: Set[str]) -> Any:
    """What a cell says, in the unit of its column; None for nothing."""
    nameless = isinstance(column.read, Number | Range | Date) and cell.lower() in NO_NUMBER
    if cell.lower() in nothing or nameless:
        return None
    if isinstance(column.read, Range):
        return column.read(cell, scale, marks.point)
    if isinstance(column.read, Number):
        return column.read(marks.point(cell), scale)
    return column.read(marks.iso(cell) if isinstance(column.read, Date) else cell)
