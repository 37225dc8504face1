"""Visits in other shapes than one measurement a line: a column for each measurement, visit or side.

``rom agonist left day 28 [deg]`` is a measurement, a muscle, a side and a day; exports of REDCap have lines
for events and repeats. What a heading or an event does not say is stated by the user, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..core.cells import MISSING
from ..core.errors import MusclebalanceError
from ..core.sheet import Sheet
from ..core.tables import SIDES, Row

#: What the columns of a visit's label are called, and columns of REDCap that say nothing here.
EVENT = ("event", "event name", "redcap event name", "visit", "time point", "timepoint", "session")
REPEAT = "redcap repeat instance"
REDCAP = r"redcap .*|.* complete|.* timestamp"
#: Columns of the long shape that a line of the wide one may have, too.
KEPT = ("date", "visit date", "date of visit", "test date", "day", "side", "leg", "muscle")
#: Headings that the long shape has and the wide one has not.
LONG = ("measurement", "variable", "what", "value")
#: Headings of the long table that is made.
MADE = ("measurement", "value", "unit", "heading")
_UNIT = re.compile(r"[\[({<]([^\[\](){}<>]*)[\])}>]")
_BEFORE = re.compile(r"\b(?:day|week)\s+[-−–]\s*\d+", re.IGNORECASE)
_DAY = re.compile(r"\b(day|week)\s*(\d+)\b|\b([dw])(\d+)\b")


class Part(NamedTuple):
    """What a heading of the wide shape says."""

    measurement: str
    muscle: str
    side: str
    day: int | None
    unit: str


@dataclass(frozen=True)
class Wide:
    """Turns a column a measurement, visit or side into a line a measurement.

    `measurements` are words that may stand for one -> what they mean, `muscles` -> role of one, `days` the
    days of labels.
    """

    measurements: Mapping[str, str]
    muscles: Mapping[str, str]
    days: Mapping[str, int]
    leave_out: Collection[str] = ()

    def part(self, heading: str) -> Part | None:
        """What a heading says, None where it is none of a measurement."""
        if _BEFORE.search(heading):
            return None
        units = [" ".join(unit.split()) for unit in _UNIT.findall(heading)]
        text = _words(_UNIT.sub(" ", heading))
        text, day = self._day(text)
        text, side = _taken(text, SIDES)
        text, muscle = _taken(text, self.muscles)
        if text not in self.measurements or len(units) > 1:
            return None
        return Part(text, muscle or "", side or "", day, units[0] if units else "")

    def _label(self, heading: str) -> str:
        """What stands in a heading beside a measurement, muscle and side, and is no day that is known."""
        before = _BEFORE.search(heading)
        text, _ = self._day(_words(_UNIT.sub(" ", heading)))
        for words in (SIDES, self.muscles, {word: word for word in self.measurements}):
            text, found = _taken(text, words)
        if before:
            return before[0]
        return text if found and text != _words(heading) else ""

    def known(self, cell: str) -> bool:
        """Whether a cell is a heading that this shape has."""
        return self.part(cell) is not None or _words(cell) in (*EVENT, *KEPT)

    def whole(self, cells: Sequence[str]) -> bool:
        """Whether cells are a line of headings of this shape."""
        words = list(map(_words, cells))
        parts = [part for part in map(self.part, cells) if part]
        return (
            bool(parts) and not set(words) & set(LONG) and (len(parts) > 1 or sum(map(self.known, cells)) > 1)
        )

    def __call__(self, sheet: Sheet) -> Sheet:
        """The long sheet; one that is long already stays."""
        (first, heads), *body = sheet.lines
        if not self._is_wide(sheet, heads):
            return sheet
        words = list(map(_words, heads))
        places = {k: part for k, part in enumerate(map(self.part, heads)) if part is not None}
        events = [k for k, word in enumerate(words) if word in EVENT]
        others = [k for k in range(len(heads)) if k not in places and k not in events]
        without = {*map(_words, self.leave_out)}
        out = [k for k in others if re.fullmatch(REDCAP, words[k]) or words[k] in without]
        kept = [k for k in others if k not in out]
        for line, cells in body:
            if len(cells) != len(heads):
                raise sheet.error(f"{len(cells)} cells where {len(heads)} columns are named.", line)
        when = self._when(sheet, places, [words[k] for k in kept], body, events)
        if when == "event":
            self._check_repeats(sheet, words, body, without)
        made = ["day"] if when else []
        made += [name for name in ("side", "muscle") if any(getattr(p, name) for p in places.values())]
        for name in made:
            if name in words:
                raise sheet.error(f"column {name!r} and the headings both say the {name}; keep one.", first)
        lines = [
            one for entry in body for one in self._melted(entry, heads, places, kept, made, events, when)
        ]
        told = [f"{len(places)} columns of measurements turned into {len(lines)} lines"]
        if empty := len(body) - len({line for line, _ in lines}):
            told.append(f"{empty} {'line' if empty == 1 else 'lines'} without a measurement left out")
        if dropped := [heads[k] for k in (*out, *([] if when == "event" else events))]:
            told.append(f"left out: {', '.join(map(repr, dropped))}")
        heading = (*(heads[k] for k in kept), *made, *MADE)
        return replace(sheet, lines=((first, heading), *lines), found=(*sheet.found, *told))

    def _is_wide(self, sheet: Sheet, heads: Sequence[str]) -> bool:
        """Whether a sheet has this shape; refuses headings that leave it open, or say one thing twice."""
        first = sheet.lines[0][0]
        apart = {*map(_words, self.leave_out), *EVENT, *KEPT}
        left_open = {head: self._label(head) for head in heads if _words(head) not in apart}
        head, label = next(((head, label) for head, label in left_open.items() if label), ("", ""))
        if label and not set(map(_words, heads)) & set(LONG):
            raise sheet.error(
                f"column {head!r}: no day is known of {label!r}; say days={{{label!r}: 0, ...}} if it is a "
                f"visit, or leave_out=[{head!r}].", first,
            )  # fmt: skip
        if not self.whole(heads):
            if self.days:
                raise sheet.error(
                    "days are of labels, and no heading has one of a visit; leave it out.", first
                )
            return False
        seen: dict[Part, str] = {}
        for head in heads:
            if (part := self.part(head)) is None:
                continue
            meant = part._replace(measurement=self.measurements[part.measurement], unit="")
            if meant in seen:
                raise sheet.error(f"columns {seen[meant]!r} and {head!r} say the same; keep one.", first)
            seen[meant] = head
        return True

    def _check_repeats(
        self, sheet: Sheet, words: Sequence[str], body: Sequence[tuple[int, Sequence[str]]],
        without: Collection[str],
    ) -> None:  # fmt: skip
        """Refuse repeats of one event, which may be visits on other days or trials of one visit."""
        if REPEAT not in words or REPEAT in without:
            return
        place = words.index(REPEAT)
        for line, cells in body:
            if cells[place].isdigit() and int(cells[place]) > 1:
                raise sheet.error(
                    f"repeat {cells[place]} of an event: on what day was it? Give a column 'date' if repeats "
                    "are visits, or leave_out=['redcap_repeat_instance'] if they are trials of one visit.",
                    line,
                )

    def named(self, row: Row) -> Row:
        """A row whose errors name the heading that its value had."""
        if not row.wrong or not row.cells:
            return row
        return replace(
            row, wrong=tuple(w.replace("column 'value'", f"column {row.cells[-1]!r}") for w in row.wrong)
        )

    def _day(self, text: str) -> tuple[str, int | None]:
        """The day that a heading says by number or by a label whose day is known, and the other words."""
        for label in sorted(self.days, key=len, reverse=True):
            found = re.search(rf"(?<!\w){re.escape(_words(label))}(?!\w)", text)
            if found:
                return _words(text[: found.start()] + " " + text[found.end() :]), int(self.days[label])
        found = _DAY.search(text)
        if found is None:
            return text, None
        kind, number = (found[1] or found[3])[0], int(found[2] or found[4])
        return _words(text[: found.start()] + " " + text[found.end() :]), number * (7 if kind == "w" else 1)

    def _when(
        self, sheet: Sheet, places: Mapping[int, Part], kept: Sequence[str],
        body: Sequence[tuple[int, Sequence[str]]], events: Sequence[int],
    ) -> str:  # fmt: skip
        """What says the day: ``"heading"``, ``"event"``, or "" where a column of dates or days does."""
        told = [part.day is not None for part in places.values()]
        dated = any(word in ("day", "date", "visit date", "date of visit", "test date") for word in kept)
        if any(told) and (not all(told) or dated):
            raise sheet.error(
                "some headings say a day, and others, or a column of days, say it otherwise; keep one way."
            )
        if any(told):
            return "heading"
        if dated:
            return ""
        labels = list(
            dict.fromkeys(cells[k] for k in events for _, cells in body if len(cells) > k and cells[k])
        )
        if len(events) != 1 or not labels:
            raise sheet.error(
                "nothing says when a measurement was made; give a column 'date' or 'day', or headings such "
                "as 'rom agonist day 28 [deg]'."
            )
        lacking = [label for label in labels if label not in self.days]
        if lacking:
            shown = ", ".join(map(repr, lacking[:8]))
            raise sheet.error(f"no day is known of {shown}; say days={{{lacking[0]!r}: 0, ...}}.")
        return "event"

    def _melted(
        self, entry: tuple[int, Sequence[str]], heads: Sequence[str], places: Mapping[int, Part],
        kept: Sequence[int], made: Sequence[str], events: Sequence[int], when: str,
    ) -> list[tuple[int, tuple[str, ...]]]:  # fmt: skip
        """The lines that one line becomes; one that holds no measurement of a known day holds nothing."""
        line, cells = entry
        dated = when == "heading" or any(
            cells[k] for k in (*kept, *events) if _words(heads[k]) in (*KEPT, *EVENT)
        )
        lines = []
        for place, part in places.items():
            blank = cells[place].lower() in MISSING
            if blank and not (dated and any(cells[k].lower() not in MISSING for k in places)):
                continue
            day = str(part.day) if when == "heading" else str(self.days[cells[events[0]]]) if when else ""
            extra = {"day": day, "side": part.side, "muscle": part.muscle}
            own = (part.measurement, cells[place], part.unit, heads[place])
            lines.append((line, (*(cells[k] for k in kept), *(extra[name] for name in made), *own)))
        return lines


def _words(heading: str) -> str:
    """A heading as it is compared: no case, and a blank for dashes and underscores."""
    return " ".join(re.sub(r"[\s_/-]+", " ", heading).split()).lower()


def _taken(text: str, words: Mapping[str, str]) -> tuple[str, str]:
    """A text without the first of some words that stands in it whole, and what that word stands for."""
    for word in sorted(words, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(_words(word))}(?!\w)", text)
        if found:
            return _words(text[: found.start()] + " " + text[found.end() :]), words[word]
    return text, ""


def check_days(days: Mapping[str, int]) -> None:
    """Refuse days of visits that are none."""
    for label, day in days.items():
        if isinstance(day, bool) or not isinstance(day, int) or not 0 <= day <= 3653:
            raise MusclebalanceError(
                f"days: {label!r} is on day {day!r}; give a whole number from 0 to 3653."
            )
