"""The grid of cells that a file or a data frame holds, whatever program wrote it.

Spreadsheets write UTF-8, UTF-16 or Windows-1252, commas, semicolons or tabs, a line ``sep=;`` and title lines
above the heading. What was found is kept in words, for the report of the table.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from .errors import FileError

if TYPE_CHECKING:
    import pandas as pd

#: Largest file that is read as a table [bytes], and its most columns.
LARGEST, WIDEST = 50_000_000, 1000
#: Lines among which the heading is looked for.
TITLES = 30
BETWEEN = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
WORKBOOKS = (".xlsx", ".xlsm")
#: What begins files that are no text -> what to do with them.
_BINARY = {
    b"PK\x03\x04": "is a workbook or an archive, not text; end its name in .xlsx, or save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook, not text; save the sheet as CSV",
    b"\x89HDF": "is an HDF5 or netCDF file, not a table",
    b"%PDF": "is a PDF, not a table; type the numbers into a CSV file",
}
#: Text that a spreadsheet would take for a formula; an apostrophe before it makes it text.
_FORMULA = re.compile(r"[=+@\t\r\n-](?![\d.]*(?:[eE][+-]?\d+)?$)", re.ASCII)
_SEP = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)

Text = TypeVar("Text", str, bytes)
#: Whether a cell is the name of a known column, and whether cells hold all that a heading must have.
Known = Callable[[str], bool]
Whole = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines that are not blank, each with its number and its cells; what separates cells; what was found.

    The lines of a data frame are its rows, counted from 0, its heading is line -1.
    """

    path: str
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    between: str = ","
    found: tuple[str, ...] = ()
    framed: bool = False

    def error(self, message: str, line: int | None = None) -> FileError:
        """The error that names the sheet and a line of it."""
        if self.framed:
            return FileError(self.path, message, None if line == -1 else line, "row")
        return FileError(self.path, message, line)


def sheet(
    source: str | Path | TextIO | pd.DataFrame, known: Known, whole: Whole, most: int,
    worksheet: str | None = None,
) -> Sheet:  # fmt: skip
    """The cells of a file, of its text or of a data frame, from the heading on, in `most` rows at most."""
    if isinstance(source, str | Path) and str(source).lower().endswith(WORKBOOKS):
        return _of_workbook(Path(source), worksheet, known, whole, most)
    if worksheet is not None:
        raise FileError(str(source)[:80], "has no worksheets; leave worksheet out.")
    if isinstance(source, str | Path | io.TextIOBase):
        text, name, found = text_of(source)
        return _of_text(text, name, found, known, whole, most)
    if hasattr(source, "itertuples"):
        return _of_frame(source, most)
    raise FileError(
        "table", f"{type(source).__name__} is no table; give the path of a CSV file or a data frame."
    )


def text_of(source: str | Path | TextIO | io.TextIOBase) -> tuple[str, str, list[str]]:
    """The text of a file, its name in messages, and what was found out about its encoding."""
    if isinstance(source, str | Path):
        text, found = _decoded(bytes_of(Path(source)), str(source))
        return text, str(source), found
    name = str(getattr(source, "name", "table"))
    return _limited(source.read(LARGEST + 1), name), name, []


def bytes_of(path: Path) -> bytes:
    """What is in a file."""
    try:
        with path.open("rb") as file:
            return _limited(file.read(LARGEST + 1), str(path))
    except FileNotFoundError:
        raise FileError(str(path), "no such file; check the path.") from None
    except ValueError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(repr(str(path)), f"is no path of a file ({error}).") from None
    except OSError as error:
        raise FileError(str(path), f"cannot be read ({error.strerror}); check the path.") from None


def _limited(data: Text, path: str) -> Text:
    """What was read, or an error where it is more than a table may be."""
    if len(data) > LARGEST:
        raise FileError(path, f"has more than {LARGEST / 1e6:.0f} MB; split it.")
    return data


def _decoded(data: bytes, path: str) -> tuple[str, list[str]]:
    """The text of a file and what was found out about its encoding."""
    for start, message in _BINARY.items():
        if data.startswith(start):
            raise FileError(path, f"{message}.")
    every_second = data[1:200:2] if data[1:2] == b"\0" else data[:200:2]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif len(data) > 3 and every_second.count(0) > 0.9 * len(every_second):
        encoding = "utf-16-le" if data[1] == 0 else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in data:
        raise FileError(path, "is not text; save the table as CSV in UTF-8.")
    try:
        text = data.decode(encoding)
        return text, ["UTF-16"] if encoding.startswith("utf-16") else []
    except UnicodeDecodeError as error:
        if encoding != "utf-8-sig":
            raise FileError(path, f"is not UTF-16 text throughout ({error.reason}).") from None
    try:
        return data.decode("cp1252"), ["Windows-1252 (Latin-1), since it is not UTF-8"]
    except UnicodeDecodeError:
        line = data[: _first_undefined(data)].count(b"\n") + 1
        raise FileError(
            path, "is neither UTF-8 nor Windows-1252 text; save it as CSV in UTF-8.", line
        ) from None


def _first_undefined(data: bytes) -> int:
    """Place of the first byte that Windows-1252 does not know."""
    return next(k for k, byte in enumerate(data) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))


def _of_text(text: str, path: str, found: list[str], known: Known, whole: Whole, most: int) -> Sheet:
    """The cells of a CSV text; its separator is the one with which most columns are recognised."""
    first, _, rest = text.partition("\n")
    told = _SEP.fullmatch(first)
    body, before = (rest, 1) if told else (text, 0)
    between = told[1] if told else _between(body, known)
    lines = _split(body, between, path, before, most)
    start = _heading(lines, known, whole)
    if between != ",":
        found = [*found, f"{BETWEEN.get(between, repr(between))} between the cells"]
    if start:
        found = [*found, f"{start} title {'line' if start == 1 else 'lines'} above the heading left out"]
    cells = ((line, tuple(map(_unquoted, cells))) for line, cells in lines[start:])
    return Sheet(path, tuple(cells), between, tuple(found))


def _between(text: str, known: Known) -> str:
    """The separator with which one of the first lines names most known columns, else most cells."""
    head = [line for line in text[:20_000].splitlines() if line.strip()][:TITLES]

    def names(mark: str) -> tuple[int, int]:
        rows = [_cells(line, mark) for line in head]
        most = max((sum(map(known, row)) for row in rows), default=0)
        return most, len(rows[0]) if rows else 0

    return max(BETWEEN, key=names)


def plain(text: str) -> str:
    """Text as it is written into a cell, so that no spreadsheet runs it."""
    return f"'{text}" if _FORMULA.match(text.lstrip("'")) else text


def written(headings: Sequence[str], rows: Iterable[Mapping[str, object]], blank: str = "") -> str:
    """Rows as CSV text under their headings, `blank` where they say nothing; no text becomes a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval=blank, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: plain(cell) if isinstance(cell, str) else cell for key, cell in row.items()})
    return text.getvalue()


def _unquoted(cell: str) -> str:
    """What `plain` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell.lstrip("'")) else cell


def _cells(line: str, between: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=between), [])]
    except csv.Error:
        return []


def _split(
    text: str, between: str, path: str, before: int, most: int
) -> list[tuple[int, tuple[str, ...]]]:  # fmt: skip
    """Lines of a CSV text that are not blank, with their cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, skipinitialspace=True, strict=True)
    lines: list[tuple[int, tuple[str, ...]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((reader.line_num + before, tuple(cell.strip() for cell in cells)))
            if len(lines) > most + TITLES:
                raise FileError(path, too_many(most), reader.line_num + before)
    except csv.Error as error:
        raise FileError(path, f"is not CSV ({error}).", reader.line_num + before) from None
    return lines


def _heading(lines: Sequence[tuple[int, Sequence[str]]], known: Known, whole: Whole) -> int:
    """Place of the heading: the first line, unless a later one alone names all columns that are needed."""
    found = next((k for k, (_, cells) in enumerate(lines[:TITLES]) if whole(cells)), 0)
    more = found and sum(map(known, lines[found][1])) > sum(map(known, lines[0][1]))
    return found if more else 0


def too_many(most: int) -> str:
    """Why a table of more rows is not read."""
    return f"has more than {most} rows; split the table."


def _of_workbook(path: Path, worksheet: str | None, known: Known, whole: Whole, most: int) -> Sheet:
    """The cells of one worksheet, as a person sees them."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        message = "is a workbook, which needs the package openpyxl: pip install 'musclebalance[lab]'."
        raise FileError(str(path), message) from None
    data = bytes_of(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and pictures, which nothing is read from
            books = [load_workbook(io.BytesIO(data), data_only=computed) for computed in (True, False)]
    except Exception as problem:  # a damaged workbook ends in errors of many kinds
        raise FileError(str(path), f"is no workbook, or is damaged ({problem}); save it again.") from None
    pages = {page.title: page for page in books[0].worksheets}
    grids = {title: _cells_of_page(page, books[1][title], path) for title, page in pages.items()}
    filled = [title for title, lines in grids.items() if lines]
    if worksheet is None and len(filled) > 1:
        raise FileError(str(path), f"has several worksheets; say worksheet=, one of {_quoted(filled)}.")
    if worksheet is not None and worksheet not in grids:
        raise FileError(str(path), f"has no worksheet {worksheet!r}; it has {_quoted(grids)}.")
    title = worksheet or next(iter(filled), next(iter(grids), ""))
    lines = grids.get(title, [])
    if len(lines) > most + TITLES:
        raise FileError(str(path), too_many(most), lines[most][0])
    start = _heading(lines, known, whole)
    found = [f"worksheet {title!r}"]
    if title in pages:
        found += _hidden(pages[title], [line for line, _ in lines])
    if start:
        found.append(f"{start} title {'line' if start == 1 else 'lines'} above the heading left out")
    return Sheet(str(path), tuple(lines[start:]), found=tuple(found))


def _hidden(page: Any, lines: Sequence[int]) -> list[str]:
    """What nobody sees of a worksheet that is read all the same."""
    rows = sum(page.row_dimensions[line].hidden for line in lines)
    told = ["a hidden worksheet"] if page.sheet_state != "visible" else []
    return told + ([f"{rows} hidden {'row' if rows == 1 else 'rows'} read, too"] if rows else [])


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))


def _cells_of_page(computed: Any, written: Any, path: Path) -> list[tuple[int, tuple[str, ...]]]:
    """Rows of a worksheet that are not blank; a formula whose value was never computed is refused."""
    lines = []
    for row, formulas in zip(computed.iter_rows(), written.iter_rows(), strict=True):
        for cell, formula in zip(row, formulas, strict=True):
            if cell.value is None and formula.value is not None:
                raise FileError(
                    str(path), f"cell {cell.coordinate} is a formula whose value is not in the file; open "
                    "it in a spreadsheet and save it, or write the value.", cell.row,
                )  # fmt: skip
        cells = tuple(_shown(cell.value) for cell in row)
        if any(cells):
            lines.append((row[0].row, cells))
    width = max((k + 1 for _, cells in lines for k, cell in enumerate(cells) if cell), default=0)
    return [(line, cells[:width]) for line, cells in lines]


def _shown(value: Any) -> str:
    """A cell's value as text: a date as a date, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _of_frame(frame: Any, most: int) -> Sheet:
    """The cells of a data frame; an index with a name is a column."""
    if len(frame) > most:
        raise FileError("data frame", too_many(most), most, "row")
    named = [name for name in frame.index.names if name is not None and name not in frame.columns]
    frame = frame.reset_index(level=named) if named else frame
    blank = frame.isna().to_numpy()
    rows = [
        tuple("" if gone else str(value).strip() for value, gone in zip(row, missing, strict=True))
        for row, missing in zip(frame.itertuples(index=False, name=None), blank, strict=True)
    ]
    heading = tuple(str(name).strip() for name in frame.columns)
    body = [(place, cells) for place, cells in enumerate(rows) if any(cells)]
    return Sheet("data frame", ((-1, heading), *body), framed=True)
