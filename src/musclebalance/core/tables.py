"""Tables that people write, as a CSV file or a data frame, read strictly: every wrong cell is named.

A reader declares its columns and says what to make of a row::

    COLUMNS = (Column("day", whole(1), needed=True), Column("time", number(0), "s"))
    steps = read("steps.csv", COLUMNS).each(lambda row: Step(row["day"], row["time"]))

A column with a unit is headed ``time [s]``; ``time [min]`` is converted. Files are UTF-8 text with commas or
semicolons between the cells: other encodings and separators belong in :func:`_text_of` and :func:`_split`,
other ways of writing a value in the functions that read a cell (:func:`number` and its like).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from .errors import FileError, MusclebalanceError, check_range, unknown
from .units import UNITS, factor

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
#: Reads the text of a cell that is not blank, or raises an error that shows it and says what to write.
Read = Callable[[str], Any]

YES_NO: Mapping[str, bool] = {"yes": True, "no": False, "true": True, "false": False}
#: Wrong cells that one message shows.
SHOWN = 8
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_HEADING = re.compile(r"(?P<name>.*?)\s*(?:\[(?P<unit>[^\[\]]*)\])?", re.DOTALL)


def number(low: float = -math.inf, high: float = math.inf, *, comma: bool = False) -> Callable[[str], float]:
    """Reads a number within bounds; with `comma` also 2,5 for 2.5."""

    def read(text: str) -> float:
        digits = text.replace(",", ".") if comma and text.count(",") == 1 and "." not in text else text
        if _NUMBER.fullmatch(digits) is None:
            raise MusclebalanceError(
                f"{text!r} is not a number; write for example 2.5, any unit stands in the heading."
            )
        return check_range("value", float(digits), low, high)

    return read


def whole(low: float = -math.inf, high: float = math.inf) -> Callable[[str], int]:
    """Reads a whole number within bounds; 3.0 is one, as data frames write it."""
    plain = number(low, high)

    def read(text: str) -> int:
        value = plain(text)
        if not value.is_integer():
            raise MusclebalanceError(f"{text!r} is not a whole number.")
        return int(value)

    return read


def choice(values: Mapping[str, T]) -> Callable[[str], T]:
    """Reads one of some words, in upper or lower case, as what it stands for."""

    def read(text: str) -> T:
        if text.lower() not in values:
            raise MusclebalanceError(f"{text!r} is not one of {', '.join(map(repr, values))}.")
        return values[text.lower()]

    return read


def date(text: str) -> dt.date:
    """Reads the date of 2024-03-18, or of 2024-03-18 09:30."""
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise MusclebalanceError(f"{text!r} is not a date; write 2024-03-18.") from None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, how a cell is read, unit; `needed` in every table, `filled` in every row."""

    name: str
    read: Read = str
    unit: str = ""
    aliases: tuple[str, ...] = ()
    needed: bool = False
    filled: bool = False

    @property
    def heading(self) -> str:
        """The name with its unit, as it stands in the first line."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name

    def scale(self, unit: str) -> float:
        """Factor from the unit of a heading to the unit of the column."""
        if unit == self.unit:
            return 1.0
        if not unit:
            raise MusclebalanceError(f"column {self.name!r} lacks its unit; write {self.heading!r}.")
        if not self.unit or self.unit not in UNITS:
            own = f"is in {self.unit}" if self.unit else "has no unit"
            raise MusclebalanceError(f"column '{self.name} [{unit}]': {self.name} {own}, not in {unit}.")
        return factor(unit, UNITS[self.unit][0]) / factor(self.unit)


#: The columns of a table, or what makes a column of a heading's name and unit.
Columns = Sequence[Column] | Callable[[str, str], Column]


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
    """A table that was read: its name in messages, the columns that it has, and its rows."""

    path: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def each(self, make: Callable[[Row], T], *, ordered: bool = False) -> list[T]:
        """What `make` makes of every row; names all that is wrong; with `ordered` rows, the first."""
        wrong = [(row.line, problem) for row in self.rows for problem in row.wrong]
        made: list[T] = []
        for row in self.rows:
            if row.wrong or (wrong and ordered):
                continue
            try:
                made.append(make(row))
            except MusclebalanceError as problem:
                wrong.append((row.line, str(problem)))
        if wrong:
            raise self._error(sorted(wrong, key=lambda entry: entry[0]))
        return made

    def _error(self, wrong: Sequence[tuple[int, str]]) -> FileError:
        line, message = wrong[0]
        if len(wrong) == 1:
            return FileError(self.path, message, line)
        shown = [f"line {at}: {what}" for at, what in wrong[:SHOWN]]
        shown += [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        count = len({at for at, _ in wrong})
        head = f"{count} lines cannot be read:" if count > 1 else "cannot be read:"
        return FileError(self.path, "\n  ".join([head, *shown]), line)


def read(
    source: str | Path | TextIO | pd.DataFrame,
    columns: Columns,
    *,
    blank: Iterable[str] = (),
    short: bool = False,
    others: bool = False,
) -> Table:
    """Read a table; `blank` are words for nothing, `short` lines may end early, `others` are left out."""
    path, lines = _lines(source)
    if not lines:
        raise FileError(path, "the file is empty; its first line must name the columns.")
    (first, headings), *body = lines
    try:
        found = [_column(heading, columns, others) for heading in headings]
        _check(found, columns)
    except MusclebalanceError as problem:
        raise FileError(path, str(problem), first) from None
    if not body:
        raise FileError(path, "has a heading but no rows; give at least one.", first)
    nothing = {"", *blank}
    rows = tuple(_row(line, cells, found, nothing, short) for line, cells in body)
    return Table(path, tuple(column for column, _ in found if column), rows)


def _column(heading: str, columns: Columns, others: bool) -> tuple[Column | None, float]:
    """The column under a heading and the factor to its unit; None for an unknown one that may be there."""
    name, unit = (part or "" for part in _HEADING.fullmatch(heading).groups())  # type: ignore[union-attr]
    if callable(columns):
        column = columns(name, unit)
        return column, column.scale(unit)
    for column in columns:
        if name.lower() in (known.lower() for known in (column.name, *column.aliases)):
            return column, column.scale(unit)
    if others:
        return None, 1.0
    raise unknown("column", heading, [column.heading for column in columns])


def _check(found: Sequence[tuple[Column | None, float]], columns: Columns) -> None:
    """Refuse a column that stands there twice or is missing."""
    names = [column.name for column, _ in found if column]
    for name in names:
        if names.count(name) > 1:
            raise MusclebalanceError(f"column {name!r} stands there twice; keep one of the two.")
    known = () if callable(columns) else columns
    missing = [repr(column.heading) for column in known if column.needed and column.name not in names]
    if missing:
        which = f"a column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
        it = "it" if len(missing) == 1 else "them"
        raise MusclebalanceError(f"{which} needed; add {it} to the first line.")


def _row(
    line: int,
    cells: Sequence[str],
    found: Sequence[tuple[Column | None, float]],
    nothing: set[str],
    short: bool,
) -> Row:
    """Read the cells of a line."""
    if len(cells) > len(found) or (len(cells) < len(found) and not short):
        count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        message = (
            f"{count} where the first line names {len(found)} columns; put a text with a comma, or a decimal "
            "comma, in quotation marks."
        )
        return Row(line, tuple(cells), {}, (message,))
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for (column, scale), cell in zip(found, (*cells, *[""] * (len(found) - len(cells))), strict=True):
        if column is None:
            continue
        if cell.lower() in nothing:
            if column.filled:
                wrong.append(f"column {column.heading!r} is empty; fill it or delete the line.")
            continue
        try:
            value = column.read(cell)
            values[column.name] = value if scale == 1.0 else value * scale
        except MusclebalanceError as problem:
            wrong.append(f"column {column.heading!r}: {problem}")
    return Row(line, tuple(cells), values, tuple(wrong))


def _lines(source: str | Path | TextIO | pd.DataFrame) -> tuple[str, list[tuple[int, list[str]]]]:
    """Name of a table and its lines that are not blank, each with its number and its cells as text."""
    if isinstance(source, str | Path):
        path, lines = str(source), _split(_text_of(Path(source)), str(source))
    elif isinstance(source, io.TextIOBase):
        path = getattr(source, "name", "table")
        lines = _split(source.read(), path)
    else:
        rows = (source.columns, *source.itertuples(index=False, name=None))  # type: ignore[union-attr]
        path, lines = "table", [(line, [_text(v) for v in row]) for line, row in enumerate(rows, 1)]
    return path, [(line, cells) for line, cells in lines if any(cells)]


def _text_of(path: Path) -> str:
    """The text of a file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FileError(str(path), "no such file; check the path.") from None
    except OSError as error:
        raise FileError(str(path), f"cannot be read ({error.strerror}); check the path.") from None
    except UnicodeDecodeError:
        raise FileError(str(path), "is not UTF-8 text; save it as CSV in UTF-8.") from None


def _split(text: str, path: str) -> list[tuple[int, list[str]]]:
    """Lines of a CSV text with their cells; spreadsheets in half of Europe write semicolons."""
    head = text.lstrip().partition("\n")[0]
    between = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, skipinitialspace=True, strict=True)
    try:
        return [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise FileError(path, f"is not CSV ({error}).", reader.line_num) from None


def _text(value: Any) -> str:
    """A cell of a data frame as text; what pandas writes for a missing value is blank."""
    text = str(value).strip()
    return "" if text in ("nan", "None", "NaT", "<NA>") else text
