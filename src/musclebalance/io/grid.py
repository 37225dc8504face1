"""The columns of numbers that a machine writes as text: names, groups, units and rows, whatever the dialect.

A machine's file is lines of title, then names, often units below them, then rows of numbers, then perhaps
another block. The rows tell which mark stands between the cells and where they begin; what stands above is
read from there upwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError, shown
from ..core.sheet import text_of
from .quantities import factor, is_unit

Array = NDArray[np.float64]

#: What may stand between cells; None is white space.
MARKS: dict[str | None, str] = {";": "semicolons", "\t": "tabs", ",": "commas", "|": "bars", None: "blanks"}
UNENDED = "the last line has no end: the file may have been cut there"
#: Lines looked at to find the mark, and rows without which nothing is a table of samples.
LOOKED_AT, FEWEST = 200, 3
#: Names of the blocks of a motion system's text, below which its rate stands.
BLOCKS = (
    "devices",
    "device",
    "analog",
    "analog emg",
    "analog - emg",
    "trajectories",
    "joints",
    "model outputs",
)
#: A line that says the rate of the samples, not that of a filter: number and unit behind the words.
_RATE = re.compile(
    r"(?:\b(?:sampl\w*|frame|capture|scan|data)[\s_-]*(?:rate|frequency)|\babtast(?:rate|frequenz)"
    r"|^(?:frequency|frequenz))\b(?P<before>\D*)(?P<number>\d[\d.,]*(?:e[-+]?\d+)?)(?![\d.,]|\s\d)\s*"
    r"(?P<unit>[a-zµ]*)"
)
_PER_SECOND = {"khz": 1000.0, "hz": 1.0, "fps": 1.0, "": 1.0}
_NUMBER = re.compile(r"[-+−]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?", re.ASCII)
#: What looks like numbers at a glance; each cell is looked at when it is read.
_PLAIN = re.compile(r"[-+\d.,;|\teE ]*\d[-+\d.,;|\teE ]*", re.ASCII)
_NOTHING = frozenset({"", "nan", "na", "n/a", "-", "inf", "-inf", "null"})
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_GROUPED = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True, eq=False)
class Grid:
    """A block of numbers under names: `lines` says in which line of the file each row stands."""

    path: str
    names: tuple[str, ...]
    groups: tuple[str, ...]
    units: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    decimal: str
    rate: tuple[float, int] | None  # a number that stands alone above the names [Hz], and its line
    found: tuple[str, ...]

    def error(self, message: str, row: int | None = None) -> FileError:
        """The error that names the file and the line of a row."""
        return FileError(self.path, message, None if row is None else self.lines[row])

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Names made unlike each other by their group, or by their number."""
        counts = Counter(self.names)
        told = [
            f"{group}: {name}" if counts[name] > 1 and group else name
            for name, group in zip(self.names, self.groups, strict=True)
        ]
        again = Counter(told)
        return tuple(f"{t} ({k + 1})" if again[t] > 1 or not t else t for k, t in enumerate(told))

    def column(self, place: int) -> Array:
        """The numbers of a column; NaN where nothing stands."""
        cells = [row[place] for row in self.rows]
        plain = [cell.replace(",", ".").replace("−", "-") for cell in cells] if self.decimal == "," else cells
        try:
            if "_" not in (whole := "".join(plain)) and whole.isascii():  # Python reads 1_0 and other digits
                return np.array(plain, dtype=float)
        except ValueError:
            pass
        return np.array([self._number(k, cell, place) for k, cell in enumerate(plain)])

    def scaled(self, place: int, unit: str, dimension: str) -> Array:
        """The numbers of a column in the unit shown of what they measure."""
        try:
            scale = factor(unit, dimension, self.labels[place])
        except MusclebalanceError as problem:
            raise self.error(str(problem)) from None
        return scale * self.column(place)

    def _number(self, row: int, cell: str, place: int) -> float:
        if cell.lower() in _NOTHING:
            return np.nan
        if _NUMBER.fullmatch(cell) is None or "," in cell:
            raise self.error(
                f"column {self.labels[place]!r}: {shown(self.rows[row][place])} is not a number; mend the "
                "line, or export the file again.", row,
            )  # fmt: skip
        return float(cell.replace("−", "-"))


def read_grid(source: str | Path | TextIO, decimal: str | None = None) -> Grid:
    """Find the first block of numbers in a text, and what stands above it."""
    text, path, found = text_of(source)
    if decimal not in (None, ".", ","):
        raise MusclebalanceError(f"decimal {shown(decimal)} is neither '.' nor ','.")
    lines = lines_of(text)
    filled = [(k, line) for k, line in lines if line.strip(" \t,;|")]
    if len(filled) < FEWEST:
        raise FileError(path, "has no rows of numbers; is this a recording?")
    mark = _mark(filled, path)
    start, end = _block(filled, mark)
    head = [(k, cells_of(line, mark)) for k, line in filled[:start]]
    body = [(k, cells_of(line, mark)) for k, line in filled[start:end]]
    _check_blanks(lines, body, path)
    rate = _rate(head)
    width = Counter(_width(cells) for _, cells in body[:LOOKED_AT]).most_common(1)[0][0]
    names, groups, units = _names(filled[:start], mark, width, path)
    rows = _rows(body, len(names), path)
    point = decimal_of(rows, [line for line, _ in body], path) if decimal is None else decimal
    if decimal == "," and any("." in cell for cell in rows[0]):
        raise FileError(path, "decimal=',' is said, and here stand points; leave it out.", body[0][0])
    found += [f"{MARKS[mark]} between the cells"] + (["decimal commas"] if point == "," else [])
    if end < len(filled):
        found.append(f"a second block from line {filled[end][0]} on left out")
    elif len(lines) > 1 and not text.endswith(("\n", "\r")):
        found.append(UNENDED)
    return Grid(path, names, groups, units, tuple(k for k, _ in body), rows, point, rate, tuple(found))


def lines_of(text: str) -> list[tuple[int, str]]:
    """Lines of a text with their numbers, whatever ends them."""
    return list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1))


def cells_of(line: str, mark: str | None) -> list[str]:
    """The cells of a line without quotation marks and surplus marks at its end."""
    if mark is None:
        return line.split()
    if mark == "," and '"' in line:
        return [a or b for a, b in re.findall(r'\s*(?:"([^"]*)"|([^,]*?))\s*(?:,|$)', line)][:-1]
    cells = [cell.strip() for cell in line.split(mark)]
    return [cell.strip('"').strip() for cell in cells] if '"' in line else cells


def _is_row(cells: Sequence[str]) -> bool:
    """Whether cells are numbers, one at least, and blanks."""
    given = [cell for cell in cells if cell.lower() not in _NOTHING]
    return bool(given) and all(_NUMBER.fullmatch(cell) for cell in given)


def _is_whole(cells: Sequence[str]) -> bool:
    """Whether cells are several numbers, and blanks."""
    return _is_row(cells) and _width(cells) > 1


def _width(cells: Sequence[str]) -> int:
    """Cells up to the last that is not blank."""
    return (
        len(cells) if cells and cells[-1] else max((k + 1 for k, cell in enumerate(cells) if cell), default=0)
    )


def _mark(filled: Sequence[tuple[int, str]], path: str) -> str | None:
    """What stands between the cells of the rows."""
    looked_at = [line for _, line in filled[-LOOKED_AT:]]
    best: tuple[int, int, str | None] | None = None
    for mark in MARKS:
        rows = [cells for cells in (cells_of(line, mark) for line in looked_at) if _is_row(cells)]
        widths = Counter(w for w in map(_width, rows) if w > 1)
        if widths:
            width, count = widths.most_common(1)[0]
            if best is None or (count, width) > best[:2]:
                best = count, width, mark
    if best is None or best[0] < FEWEST:
        raise FileError(
            path, "has no rows of numbers; a recording is one row a sample, with one mark between its cells."
        )
    return best[2]


def _block(filled: Sequence[tuple[int, str]], mark: str | None) -> tuple[int, int]:
    """First row of the first block of numbers, and where that block ends: at words after a blank line."""
    rows = [
        (k > LOOKED_AT and (mark or " ") in line.strip() and _PLAIN.fullmatch(line) is not None)
        or _is_whole(cells_of(line, mark))
        for k, (_, line) in enumerate(filled)
    ]
    start = next(k for k, row in enumerate(rows) if row and all(rows[k : k + FEWEST]))
    while start and _is_row(cells_of(filled[start - 1][1], mark)):
        start -= 1  # rows that are not complete yet stand below the names, a rate above them
    for k in range(start, len(filled)):
        if not rows[k] and filled[k][0] > filled[k - 1][0] + 1 and not any(rows[k : k + 2]):
            return start, k
    return start, len(filled)


def _check_blanks(
    lines: Sequence[tuple[int, str]], body: Sequence[tuple[int, Sequence[str]]], path: str
) -> None:
    """Refuse a hole in the rows: what follows a blank line may be another trial."""
    for (before, _), (after, _) in pairwise(body):
        if after > before + 1:
            raise FileError(
                path, "is blank in the middle of the numbers; a sample is missing, or another trial begins: "
                "give each trial a file of its own.", before + 1,
            )  # fmt: skip


def _rate(head: Sequence[tuple[int, Sequence[str]]]) -> tuple[float, int] | None:
    """The rate [Hz] above the names: alone below a block's name, as in Nexus, or in a line that says so.

    None where lines differ: a camera has one rate and a converter another.
    """
    above = ""
    said: dict[float, int] = {}
    for line, cells in head:
        given = [cell for cell in cells if cell]
        words = " ".join(given).lower()
        found = _RATE.search(words)
        if len(given) == 1 and _NUMBER.fullmatch(words) and above in BLOCKS:
            said.setdefault(float(words.replace(",", ".").replace("−", "-")), line)
        elif found and (rate := _rate_said(found)):
            said.setdefault(rate, line)
        above = words
    rates = [(rate, line) for rate, line in said.items() if rate > 0.0]
    return rates[0] if len(rates) == 1 else None


def _rate_said(found: re.Match[str]) -> float | None:
    """The rate [Hz] that a line says; None where its number or its unit can be read in two ways."""
    number = found["number"].rstrip(".,")
    if _NUMBER.fullmatch(number) is None or _GROUPED.fullmatch(number):
        return None
    bracketed = re.search(r"[\[({]([^\[\](){}]*)[\])}]", found["before"])
    unit = bracketed[1].strip() if bracketed else found["unit"]
    scale = _PER_SECOND.get(unit)
    return None if scale is None else scale * float(number.replace(",", "."))


def _names(
    head: Sequence[tuple[int, str]], mark: str | None, width: int, path: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names, groups and units of the columns, from the lines above the numbers."""
    rows = [_heading(line, mark) for _, line in head]
    rows = [cells for cells in rows if sum(map(bool, cells)) > 1 or (cells and len(cells) >= width > 1)]
    units: list[str] = []
    if rows and len(rows) > 1 and any(rows[-1]) and all(is_unit(cell) for cell in rows[-1] if cell):
        units = [cell.strip("[](){} ") for cell in rows.pop()]
    if not rows:
        raise FileError(
            path, "has numbers without a line of names above them; write one, with units, as in "
            "'time [s], angle [deg], torque [N m]'.",
        )  # fmt: skip
    names = _fitting(rows[-1], width)
    if _width(names) < width:
        raise FileError(
            path, f"names {_width(names)} columns above rows of {width} numbers; name each column.",
            head[-1][0],
        )  # fmt: skip
    size = max(_width(names), width)
    names = names[:size]
    spread = list(_spread(rows[-2], size)) if len(rows) > 1 and _width(rows[-2]) <= size else [""] * size
    units = (units + [""] * size)[:size]
    return tuple(names), tuple(spread), tuple(units)


def _heading(line: str, mark: str | None) -> list[str]:
    """The cells of a line of names; between blanks, two or more part the names where there are any."""
    if mark is not None:
        return cells_of(line, mark)
    wide = re.split(r"\t+|\s{2,}", line.strip())
    return wide if len(wide) > 2 else line.split()


def _fitting(names: Sequence[str], width: int) -> list[str]:
    """Names of which some were cut at a blank, joined with what stands in brackets behind them."""
    joined = list(names)
    while len(joined) > width:
        place = next((k for k, cell in enumerate(joined) if k and re.fullmatch(r"[\[(].*[\])]", cell)), None)
        if place is None:
            break
        joined[place - 1 : place + 1] = [f"{joined[place - 1]} {joined[place]}"]
    return joined


def _spread(groups: Sequence[str], size: int) -> Iterator[str]:
    """Each group's name over all of its columns."""
    last = ""
    for cell in [*groups, *[""] * size][:size]:
        last = cell or last
        yield last


def _rows(body: Sequence[tuple[int, Sequence[str]]], width: int, path: str) -> tuple[tuple[str, ...], ...]:
    """Rows as wide as the names, or an error that names a line that is not."""
    rows = []
    for place, (line, cells) in enumerate(body):
        found = _width(cells)
        if found > width:
            raise FileError(
                path, f"{found} cells where {width} columns are named; mend the line, or export again.", line
            )
        if len(cells) < width:
            last = place == len(body) - 1
            raise FileError(
                path, f"{found} of {width} cells{'; the file is cut here' if last else ''}: "
                f"{'export it again' if last else 'mend the line'}, or delete the line.", line,
            )  # fmt: skip
        rows.append(tuple(cells[:width]))
    return tuple(rows)


def decimal_of(
    rows: Sequence[Sequence[str]], lines: Sequence[int], path: str, *, settled: bool = False
) -> str:
    """The decimal mark of all numbers; an error where they differ, or nothing tells, unless `settled`."""
    commas = pointed = 0
    grouped = not settled
    for line, row in zip(lines, rows, strict=True):
        text = "".join(row)
        has_comma, has_point = "," in text, "." in text
        commas, pointed = commas or line * has_comma, pointed or line * has_point
        if has_comma and has_point:
            raise FileError(path, "decimal commas and points in one line; write all alike.", line)
        if has_comma and grouped:
            grouped = all(_THOUSANDS.fullmatch(cell) for cell in row if "," in cell)
    if commas and pointed:
        raise FileError(
            path, f"decimal commas in line {commas}, points in line {pointed}; write all alike.",
            max(commas, pointed),
        )  # fmt: skip
    if commas and grouped:
        raise FileError(
            path, "1,050 may be 1050 or 1.05, and no number tells; say decimal=',' or decimal='.'.", commas
        )
    return "," if commas else "."
