"""How a cell of a table is read: numbers, words, dates and clock times as many countries write them.

What one cell leaves open, the others settle (:class:`Marks`): 1,050 is 1.05 beside 2,5 and 1050 beside 2.5;
03/04/2024 is a day of April beside 18/03/2024. What nothing settles is refused.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from .errors import MusclebalanceError, check_range, shown
from .units import UNITS, factor

T = TypeVar("T")

YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "true", "y", "1", "x"), True), **dict.fromkeys(("no", "false", "n", "0"), False)
}  # fmt: skip
#: What R, pandas and spreadsheets write where a value is missing.
MISSING = frozenset({"", "na", "n/a", "n.a.", "#n/a", "nan", "<na>", "nat"})
#: What else stands for a missing number or date.
NO_NUMBER = frozenset({"null", "none", "-", "–", "—", "."})
#: Serial dates of spreadsheets that are read as dates: 2000 to 2050, counted from 30 December 1899.
_SERIAL = (36526, 54788)
_EPOCH = dt.date(1899, 12, 30)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_THOUSANDS = r"[-+]?[1-9]\d{{0,2}}(?:{0}\d{{3}})+"  # 1,050 or 12,345,678
_SPACED = re.compile(r"([-+]?\d{1,3})((?:[\u0020\u00a0\u2009\u202f'\u2019]\d{3})+)([.,]\d*)?")
_END = r"[-+−]?(?:\d[\d.,'\u2019\u00a0\u2009\u202f ]*|[.,]\d+)(?:[eE][-+]?\d+)?"
_ENDS = re.compile(rf"({_END})(?:\s*(?:to|–|—|-)\s*({_END}))?\s*([^\W\d_].*|[%°/].*)?", re.ASCII)
_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?",
    re.ASCII,
)
_SLASHED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})((?:[T ].*)?)", re.ASCII)
_CLOCK = re.compile(
    r"(?:0 days )?(\d{1,2})(?:[:h](\d{2}))(?:[:m](\d{2})(?:\.\d+)?s?)?\s*([ap]\.?m\.?)?", re.I | re.ASCII
)


class Clock(float):
    """A clock time [s after midnight] where a number could stand as well."""


@dataclass(frozen=True, slots=True)
class Number:
    """Reads a number, or a whole one, within bounds [unit of the column]."""

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    percent: bool = False  # 7 as the fraction 0.07, to the last digit
    clock: bool = False  # a clock time may stand there instead

    def __call__(self, text: str, scale: float = 1.0) -> float:
        """The number that a text says, times the factor to the unit of the column."""
        if self.clock and ":" in text:
            return Clock(clock(text))
        if _NUMBER.fullmatch(text) is None:
            raise MusclebalanceError(_no_number(text))
        value = float(text) * scale
        check_range("value", value, self.low, self.high)
        if self.whole and not value.is_integer():
            raise MusclebalanceError(f"{text!r} is not a whole number.")
        if self.percent:
            return float(Decimal(text) / 100) if scale == 1.0 else value / 100.0
        return int(value) if self.whole else value


@dataclass(frozen=True, slots=True)
class Range:
    """Reads a number, or the ends of a range (15 to 60, 15-60, [15, 60]), within bounds [unit].

    Some `words` stand for numbers; a unit behind them is converted; what may stand `behind` says nothing.
    """

    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    words: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    behind: tuple[str, ...] = ()

    def __call__(
        self, text: str, scale: float = 1.0, point: Callable[[str], str] = str
    ) -> tuple[float, float]:
        """The ends that a text says, times the factor to the unit of the column."""
        if text.lower() in self.words:
            return self.words[text.lower()]
        found = _ENDS.fullmatch(re.sub(r"\s*[;,]\s+", " to ", text.strip("[]()")))
        if found is None:
            raise MusclebalanceError(_no_number(text))
        first, last, behind = found[1], found[2] or found[1], (found[3] or "").strip()
        if behind and behind.lower() not in self.behind:
            if not self.unit or UNITS.get(behind, ("",))[0] != UNITS.get(self.unit, (None,))[0]:
                given = f"it is given in {self.unit}" if self.unit else "it has no unit"
                raise MusclebalanceError(f"{shown(text)}: {shown(behind)} does not fit; {given}.")
            scale = factor(behind) / factor(self.unit)
        ends = (Number(self.low, self.high)(point(end.strip()), scale) for end in (first, last))
        low, high = ends
        if low > high:
            raise MusclebalanceError(f"{shown(text)}: a range begins with the smaller number.")
        return low, high


def number(low: float = -math.inf, high: float = math.inf) -> Number:
    """Reads a number within bounds."""
    return Number(low, high)


def share(low: float = 0.0, high: float = 100.0) -> Number:
    """Reads percent within bounds as a fraction, 7 as 0.07."""
    return Number(low, high, percent=True)


def whole(low: float = -math.inf, high: float = math.inf) -> Number:
    """Reads a whole number within bounds; 3.0 is one, as data frames write it."""
    return Number(low, high, whole=True)


def _no_number(text: str) -> str:
    """Why a text is no number, and what to write."""
    if text[:1] in "<>≤≥":
        return (
            f"{shown(text)} is a limit, not a number; leave the cell empty and write the limit in a remark."
        )
    mean = re.match(r"([-+]?\d+(?:[.,]\d+)?)\s*(?:±|\+/-|\()", text)
    if mean:
        return f"{shown(text)} is two numbers; write {mean[1]}, and the other in a column of its own."
    bare = re.match(r"[-+]?\d+(?:[.,]\d+)?(?=\s*[^\W\d_]+|\s*[%°])", text)
    if bare:
        return f"{shown(text)} is not a number; write {bare[0]} and put the unit in the heading."
    return f"{shown(text)} is not a number; write for example 2.5, any unit stands in the heading."


def choice(values: Mapping[str, T]) -> Callable[[str], T]:
    """Reads one of some words, in upper or lower case, as what it stands for."""

    def read(text: str) -> T:
        if text.lower() not in values:
            raise MusclebalanceError(f"{shown(text)} is not one of {', '.join(map(repr, values))}.")
        return values[text.lower()]

    return read


@dataclass(frozen=True, slots=True)
class Date:
    """Reads the date of 2024-03-18 or 2024-03-18 09:30, which is the date at the person's place."""

    def __call__(self, text: str) -> dt.date:
        """The date that a text says; 24:00 is the next day."""
        serial = re.fullmatch(r"(\d{5})(?:\.\d*)?", text)
        if serial and _SERIAL[0] <= int(serial[1]) < _SERIAL[1]:
            return _EPOCH + dt.timedelta(days=int(serial[1]))
        found = _DATE.fullmatch(text)
        if found is None:
            raise MusclebalanceError(f"{shown(text)} is not a date; write 2024-03-18.")
        if found[7] in ("Z", "UTC", "+00:00", "+0000", "-00:00"):
            raise MusclebalanceError(
                f"{text!r} is a time of Greenwich, where the day may be another than at the person's place; "
                "write the local date."
            )
        hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
        if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
            raise MusclebalanceError(
                f"{text!r} has no clock time of a day; write 2024-03-18 or 2024-03-18 09:30."
            )
        try:
            day = dt.date(int(found[1]), int(found[2]), int(found[3]))
            return day + dt.timedelta(days=hour // 24)
        except (ValueError, OverflowError):
            raise MusclebalanceError(f"{text!r} is no day of the calendar.") from None


date = Date()


def clock(text: str) -> float:
    """Reads 18:00, 18:00:00, 6 pm, 24:00 or a spreadsheet's 0.75 as seconds after midnight [s]."""
    if re.fullmatch(r"0?\.\d+", text):  # a bare 0 or 1 may be an hour
        return float(round(86400.0 * float(text)))
    found = _CLOCK.fullmatch(text) or re.fullmatch(r"(\d{1,2})()()\s*([ap]\.?m\.?)", text, re.I | re.ASCII)
    if found is not None:
        hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
        half = (found[4] or "").lower()[:1]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 99
        if (hour < 24 and minute < 60 and second < 60) or (hour == 24 and minute == second == 0):
            return 3600.0 * hour + 60.0 * minute + second
    raise MusclebalanceError(
        f"{shown(text)} is not a clock time between 00:00 and 24:00; write for example '18:00'."
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """How a table writes decimals ("." or ",", "" where nothing tells) and whether the day comes first."""

    decimal: str
    dayfirst: bool | None
    thousands_by_point: bool = False  # 1.050 may be 1050, since semicolons stand between the cells

    @classmethod
    def of(
        cls, numbers: Iterable[str], dates: Iterable[str], between: str = ",", dayfirst: bool | None = None
    ) -> Marks:
        """What the cells of a table tell together."""
        comma = point = False
        for text in numbers:
            comma = comma or _tells(text, ",", ".")
            point = point or _tells(text, ".", ",")
        first = second = False
        for text in dates:
            found = _SLASHED.fullmatch(text)
            first = first or (found is not None and int(found[1]) > 12)
            second = second or (found is not None and int(found[3]) > 12)
        if dayfirst is None and first != second:
            dayfirst = first
        return cls("" if comma == point else "," if comma else ".", dayfirst, between == ";")

    @property
    def told(self) -> list[str]:
        """What was found, in words."""
        return (["decimal commas"] if self.decimal == "," else []) + (
            []
            if self.dayfirst is None
            else ["the day first in dates" if self.dayfirst else "the month first in dates"]
        )

    def point(self, text: str) -> str:
        """A number with a decimal point and without marks of thousands, or the text as it is."""
        spaced = _SPACED.fullmatch(text)
        if spaced is not None:
            text = spaced[1] + re.sub(r"\D", "", spaced[2]) + (spaced[3] or "").replace(",", ".")
        text = text.replace("−", "-")
        if "," in text and "." in text:
            last = max(",.", key=text.rindex)
            other = "," if last == "." else "."
            whole_part, _, rest = text.rpartition(last)
            grouped = re.fullmatch(_THOUSANDS.format(re.escape(other)), whole_part)
            return f"{whole_part.replace(other, '')}.{rest}" if grouped else text
        for mark, other in ((",", "."), (".", ",")):
            if re.fullmatch(_THOUSANDS.format(re.escape(mark)), text):
                return self._grouped(text, mark, other)
        return text.replace(",", ".") if text.count(",") == 1 else text

    def _grouped(self, text: str, mark: str, other: str) -> str:
        """What 1,050 or 1.050 says."""
        plain = text.replace(mark, "")
        if text.count(mark) > 1 or self.decimal == other:
            return plain
        if self.decimal == mark or (mark == "." and not self.thousands_by_point):
            return text.replace(mark, ".")
        raise MusclebalanceError(
            f"{text!r} may be {plain} or {text.replace(mark, '.')}; write {plain}, or one more digit "
            f"behind the mark: {text}0."
        )

    def iso(self, text: str) -> str:
        """A date with the year first, or the text as it is."""
        found = _SLASHED.fullmatch(text)
        if found is None:
            return text
        one, mark, two, year, rest = found.groups()
        day_first = True if mark == "." else self.dayfirst
        if day_first is None and max(int(one), int(two)) > 12:
            raise MusclebalanceError(
                f"{text!r}: in other dates day and month are the other way round; write 2024-03-18."
            )
        if day_first is None:
            raise MusclebalanceError(
                f"{text!r} may be the {one}. of month {two} or the {two}. of month {one}; "
                "write 2024-03-18, or say dayfirst=True or False."
            )
        day, month = (one, two) if day_first else (two, one)
        return f"{year}-{month}-{day}{rest}"


def _tells(text: str, mark: str, other: str) -> bool:
    """Whether a number can only be meant with this decimal mark."""
    if other in text and mark in text:
        return text.rindex(mark) > text.rindex(other)
    alone = text.count(mark) == 1 and re.fullmatch(r"[-+]?\d*[.,]\d+", text) is not None
    return alone and re.fullmatch(_THOUSANDS.format(re.escape(mark)), text) is None
