"""Tables of trials that others wrote: their columns and words, and row by row what was understood.

A row that cannot be read, or that the model has nothing for, is left out with its reason and costs no other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core import tables
from ..core.cells import Number, Range
from ..core.errors import MusclebalanceError, number, shown, unknown
from ..core.tables import Column, Row
from ..core.units import DAY, MINUTE, UNITS
from ..pairs import pair, pair_names
from . import words
from .measured import QUANTITIES, kind_of_spread, measured, p_value
from .predicting import population
from .published import DOSES, READOUTS, Arm, Published, Regimen, Span, Unscored, arm, dose_ranges

if TYPE_CHECKING:
    import pandas as pd

#: Longest reading after one session: people lie in the laboratory until then. After a programme [d].
HOURS, DAYS = 24.0, 366.0
#: Longest session that is replayed [s], and longest programme [weeks].
LONGEST, PROGRAMME = 5 * 3600.0, 104.0
#: Most rows: each is replayed with hundreds of draws.
MOST = 2000
#: When a first reading is taken that is "at once": [min] after a session, [d] after a programme.
AT_ONCE: tuple[Span, Span] = (0.5, 3.0), (1.0, 3.0)
#: Where the range of a muscle ends: its angle, and the length that goes with it in the group's people.
_ENDS = {muscle: (f"{muscle}.rom_limit", f"{muscle}.rom_offset") for muscle in ("agonist", "antagonist")}
#: Kinds of rows: a result; a null, where nothing was found; a group that others are compared with.
KINDS = ("result", "null", "printed null", "reference")


@dataclass(frozen=True, slots=True)
class After:
    """When a row was read; `unit` as it stands behind the number, empty where it does not."""

    ends: Span
    unit: str


def after(text: str) -> After:
    """Reads 10, 5-10 min, 24 h, 4 weeks or "immediately"."""
    if words.plain(text) in ("immediately", "immediate", "immediately after", "at once", "post", "directly"):
        return After((0.0, 0.0), "")
    found = re.fullmatch(
        r"([^a-z]*?(?:\bto\b[^a-z]*)?)\s*(?<![a-z])([a-z]+)?(?: after| later)?", text.lower()
    )
    if found is None or (found[2] and UNITS.get(found[2], ("",))[0] != "time"):
        raise MusclebalanceError(f"{shown(text)} is no time; write for example 10 min, 24 h or immediately.")
    return After(Range(0.0)(re.sub(r"(\d),(\d{1,2})(?!\d)", r"\1.\2", found[1])), found[2] or "")


def _column(name: str) -> Column:
    """A column of a user's table; what it means and what else it is called stands in the file of words."""
    about = words.FILE["columns"][name]
    called = tuple(words.listed(about.get("called", "")))
    if name in _DOSES:
        unit = _DOSES[name].unit.replace("weeks", "")
        return Column(name, _DOSES[name], unit, called, bare=True)
    read, unit = _READ.get(name, str), "?" if name in (*_IN_UNIT, "after") else ""
    return Column(name, read, unit, called, needed=name == "technique")


_MVC = ("max", "maximal", "maximum", "mvc")
_TWICE = ("twice daily", "twice a day", "twice/day", "2x daily", "2x/day", "2 x daily")
_OFTEN = dict.fromkeys(("daily", "every day"), (7.0, 7.0)) | dict.fromkeys(_TWICE, (14.0, 14.0))
_ONCE = dict.fromkeys(("acute", "single session", "one session", "session", "single"), (0.0, 0.0))
_A_WEEK = (
    "x",
    "/week",
    "x/week",
    "x week",
    "per week",
    "x per week",
    "times per week",
    "times a week",
    "a week",
)
_DOSES: Mapping[str, Range] = {
    "effort": Range(0.0, 1.0, "MVC", dict.fromkeys(_MVC, (1.0, 1.0))),
    "effort percent": Range(0.0, 100.0, "", dict.fromkeys(_MVC, (100.0, 100.0)), ("%", "%mvc", "% mvc")),
    **{name: Range(0.0, DOSES[name].most, "s") for name in ("contract", "release", "stretch", "total")},
    "repetitions": Range(1.0, DOSES["repetitions"].most, behind=("x", "times", "reps", "repetitions")),
    "barrier": Range(0.0, 1.0),
    "per_week": Range(1.0, DOSES["per_week"].most, "", _OFTEN, _A_WEEK),
    "weeks": Range(0.0, PROGRAMME, "weeks", _ONCE),
    "limit": Range(-180.0, 180.0, "deg"),
}
#: Columns in the unit of the change, whose headings may say it.
_IN_UNIT = (
    *("change", "gain", "spread", "sd", "error", "ci", "ci_low", "ci_high"),
    *("pre", "post", "pre_sd", "post_sd"),
)
_READ: Mapping[str, Any] = {
    **{name: Number(-1e4, 1e4) for name in ("change", "gain", "pre", "post", "ci_low", "ci_high")},
    **{name: Number(0.0, 1e4) for name in ("spread", "sd", "error", "pre_sd", "post_sd")},
    "ci": Range(-1e4, 1e4),
    "correlation": Number(-1.0, 1.0),
    "people": Number(1.0, 1e6),
    "after": after,
    "p": p_value,
    "spread kind": kind_of_spread,
}
COLUMNS = tuple(map(_column, words.FILE["columns"]))
#: What tables of trials also hold, and nothing is read from.
LEFT_OUT = tuple(words.listed(words.FILE["left_out"]))


@dataclass(frozen=True, slots=True)
class _Typed:
    """A row in the columns of the packaged results, and how it was understood."""

    row: Row
    told: tuple[str, ...]


def own_results(
    table: str | Path | pd.DataFrame, *, asked: bool = False, study: str | None = None
) -> Published:
    """Results of a user's table; rows without a study are of `study`, and `asked` ones have no change yet."""
    found = tables.read(table, COLUMNS, leave_out=LEFT_OUT, most=MOST)
    _check_columns(found, asked)
    names = _names(found.rows)
    often = Counter(names.values())

    def type_row(row: Row) -> _Typed | Unscored:
        name = names[row.line]
        if often[name] > 1:
            raise MusclebalanceError(f"row_id {name!r} stands there twice; give each row its own.")
        return _typed(row, name, often, found.units, study, asked)

    made, wrong = found.tried(type_row)
    typed = {one.row["row_id"]: one for one in made if isinstance(one, _Typed)}
    rows = {name: one.row for name, one in typed.items()}
    scored = replace(found, rows=tuple(row for row in rows.values() if row["kind"] != "reference"))
    arms, more = scored.tried(lambda row: _arm(row, rows))
    refused = sorted([*wrong, *more], key=lambda entry: entry[0].line)
    said = [one for one in made if isinstance(one, Unscored)]
    if refused and not arms and not said:
        raise found.refusal(refused)
    left = [*said, *_left_out(found, refused)]
    report = _report(found, [typed[one.id] for one in arms], left)
    results, nulls = (tuple(a for a in arms if (a.kind == "result") is one) for one in (True, False))
    return Published(results, nulls, tuple(left), report)


def _names(rows: Sequence[Row]) -> dict[int, str]:
    """Names of the rows by their lines; one that several rows have stands behind that of the study."""
    given = {row.line: str(row["row_id"] or row.line) for row in rows}
    often = Counter(given.values())
    return {
        row.line: f"{row['study']}: {name}" if often[name] > 1 and row["study"] else name
        for row, name in zip(rows, given.values(), strict=True)
    }


def _left_out(table: tables.Table, refused: Sequence[tuple[Row, str]]) -> list[Unscored]:
    """Refused rows, each once, with all that is wrong."""
    why: dict[int, list[str]] = {}
    for row, problem in refused:
        why.setdefault(row.line, []).append(problem)
    rows = {row.line: row for row, _ in refused}
    return [
        Unscored(
            str(row["row_id"] or line), row["study"] or "", "own", str(table.error(" ".join(why[line]), line))
        )
        for line, row in rows.items()
    ]


def _report(table: tables.Table, read: Sequence[_Typed], left: Sequence[Unscored]) -> str:
    """How the table and each of its rows was understood, and which rows were not."""
    counted = "row" if table.sheet.framed else "line"
    lines = [table.report]
    for one in read:
        name, *rest = one.told
        lines.append(f"  {counted} {one.row.line}, {one.row['row_id']}: {name}")
        lines += [f"    {more}" for more in rest]
    lines += [f"  not read, {one.id}: {one.reason}" for one in left]
    lines += [f"  every {kind}: {words.LISTS[kind]}" for kind in ("readout", "technique") if left]
    return "\n".join(lines)


def _check_columns(table: tables.Table, asked: bool) -> None:
    """Refuse a table that cannot hold what is needed, or whose column `after` may be a mean."""
    names = {column.name for column in table.columns}
    unit = table.units.get("after", "")
    if unit and UNITS.get(unit, ("",))[0] != "time":
        raise table.error(
            f"column 'after [{unit}]' is when a row was read; call the mean after treatment 'post'."
        )
    if "after" in names and not unit and "pre" in names and "post" not in names:
        raise table.error(
            "columns 'pre' and 'after': is 'after' a mean or a time? Write 'post' or 'after [min]'."
        )
    what = [] if names & {"readout", "outcome", "reason"} else ["readout"]
    changes = {"change"} <= names or {"gain"} <= names or {"pre", "post"} <= names or "reason" in names
    what += [] if asked or changes or "kind" in names else ["change (or gain, or pre and post)"]
    if what:
        raise table.error(f"a column {' and a column '.join(what)} is needed; see evidence.template().")


def _typed(
    row: Row, name: str, names: Mapping[str, int], units: Mapping[str, str], study: str | None, asked: bool
) -> _Typed | Unscored:
    """A row in the columns of the packaged results."""
    text, kind = row["readout"] or row["outcome"], (row["kind"] or "result").lower()
    if kind not in (*KINDS, "unscored"):
        raise unknown("kind of row", row["kind"], KINDS)
    if row["reason"] and not row["readout"]:
        return Unscored(name, row["study"] or "", "own", row["reason"])
    if row["technique"] is None or (text is None and kind != "reference"):
        what = "readout" if row["technique"] else "technique"
        raise MusclebalanceError(f"{what} is missing; fill it, or give a reason and no readout.")
    meaning, (pair_name, which), treated = _treated(row, words.readout(text or "strength"))
    group = {
        "row_id": name, "kind": kind, "study": row["study"] or study, "pair": pair_name, "muscle": which,
        "technique": words.technique(row["technique"]), **_doses(row), "limit": row["limit"],
    }  # fmt: skip
    if kind == "reference":
        return _Typed(_kept(row, group), ())
    read, when = _when(row["after"], units.get("after", ""), group["weeks"])
    found = measured(row, meaning, _unit(row, units), asked)
    if found.unit == "deg/week" and group["weeks"] == (0.0, 0.0):
        raise MusclebalanceError(
            "unit deg/week is that of a programme; fill weeks, or give the change in deg."
        )
    result = {
        "outcome": row["outcome"] or text, "readout": meaning.readout, "unit": found.unit, "after": read,
        "change": found.change, "spread": found.spread, "error": found.error, "people": row["people"],
        "presumed": found.presumed, "versus": _versus(row, names),
    }  # fmt: skip
    typed = _kept(row, group | result)
    about = f"{shown(text)} is {meaning.readout}: {QUANTITIES[READOUTS[meaning.readout].kind]}, {when}"
    return _Typed(typed, (f"{treated}; {_told_doses(typed, row)}", about, found.told))


def _kept(row: Row, values: Mapping[str, Any]) -> Row:
    """A row with other values, of which those that say nothing are left out."""
    return replace(row, values={key: value for key, value in values.items() if value is not None})


def _unit(row: Row, units: Mapping[str, str]) -> str | None:
    """The unit of the change, from its column, from headings, or from behind the outcome."""
    given = {name: units[name] for name in _IN_UNIT if units.get(name) and row[name] is not None}
    own = row["unit"] or given.get("change") or given.get("gain") or next(iter(given.values()), None)
    own = own or words.split(row["readout"] or row["outcome"])[1]
    for name, unit in given.items():
        percent = name in ("pre", "pre_sd", "post_sd") and words.unit(own or unit)[0] == "percent"
        if words.unit(unit) != words.unit(own or unit) and not percent:
            raise MusclebalanceError(
                f"{name} is in {unit} by its heading and the change in {own}; give both in one."
            )
    return own


def _treated(row: Row, meanings: Sequence[words.Meaning]) -> tuple[words.Meaning, words.Muscle, str]:
    """What is read and of which muscle, as pair, muscle and readout say together."""
    possible = words.EVERY_MUSCLE
    if row["pair"] is not None:
        possible = _of_pair(row["pair"])
    if row["muscle"] is not None:
        which = row["muscle"].lower()
        named = which in ("agonist", "antagonist")
        if named and row["pair"] is None:
            raise MusclebalanceError(
                f"muscle {row['muscle']!r} of which pair? Fill pair, or name the muscle."
            )
        possible &= {one for one in possible if one[1] == which} if named else words.muscles(row["muscle"])
    fits = [(meaning, one) for meaning in meanings for one in sorted(meaning.muscles & possible)]
    if not fits:
        given = " and ".join(f"{name} {row[name]!r}" for name in ("pair", "muscle") if row[name] is not None)
        of = sorted({_called(one) for meaning in meanings for one in meaning.muscles})
        raise MusclebalanceError(
            f"readout {row['readout'] or row['outcome']!r} is of {' or '.join(of)}, not of {given}."
        )
    if row["muscle"] is None and row["pair"] is not None and len(fits) > 1:
        fits = [(meaning, one) for meaning, one in fits if one[1] == "agonist"] or fits
    if len(fits) > 1:
        choices = sorted({f"{meaning.readout} of {_called(one)}" for meaning, one in fits})
        some = ", ".join(choices[:4]) + (", ..." if len(choices) > 4 else "")
        name = "" if len({one for _, one in fits}) == 1 else ", and name the muscle"
        raise MusclebalanceError(f"{row['readout'] or row['outcome']!r} may be {some}; say which{name}.")
    meaning, one = fits[0]
    return meaning, one, f"{_called(one)} ({one[1]} of {one[0]})"


def _of_pair(text: str) -> words.Muscles:
    """The muscles of a pair, or that its column names."""
    if text.lower() in pair_names():
        return frozenset(one for one in words.EVERY_MUSCLE if one[0] == text.lower())
    try:
        return words.muscles(text)
    except MusclebalanceError:
        raise unknown("muscle pair", text, pair_names()) from None


def _called(one: words.Muscle) -> str:
    return str(getattr(pair(one[0]), one[1]))


def _doses(row: Row) -> dict[str, Span]:
    """Doses that the row gives."""
    found = {name: row[name] for name in DOSES if row[name] is not None}
    percent = row["effort percent"]
    if percent is not None and "effort" in found:
        raise MusclebalanceError("effort and effort percent are both given; keep one.")
    if percent is not None:
        found["effort"] = (percent[0] / 100.0, percent[1] / 100.0)
    if "weeks" not in found:
        if "per_week" not in found:
            raise MusclebalanceError(
                "weeks is missing; write the length of the programme, or 0 for one session."
            )
        found["weeks"] = DOSES["weeks"].unknown
    low, high = found["weeks"]
    if high > 0.0 and low < 1.0 / 7.0:
        raise MusclebalanceError(f"weeks {_span((low, high))}: write 0 for one session, or a day or more.")
    return found


def _when(given: After | None, heading: str, weeks: Span) -> tuple[Span, str]:
    """When a row was read [min after a session, d after a programme], and in words."""
    acute = weeks == (0.0, 0.0)
    unit = "min" if acute else "d"
    if given is None or given.ends == (0.0, 0.0):
        if acute and given is None:
            raise MusclebalanceError(
                "after is missing; write how long after the session, as in 10 min, or immediately."
            )
        ends = AT_ONCE[0 if acute else 1]
        return ends, f"{_span(ends)} {unit} after" + (" (at once)" if given else "")
    times = UNITS[given.unit or heading or unit][1] / (MINUTE if acute else DAY)
    low, high = (end * times for end in given.ends)
    most = HOURS * 60.0 if acute else DAYS
    if high > most or (not acute and low < 0.5):
        why = (
            "people stay in the laboratory until then" if acute else "a programme is read at the end of a day"
        )
        raise MusclebalanceError(
            f"after {_span((low, high))} {unit}: {why}; give {int(not acute)} to {most:g}."
        )
    return (low, high), f"{_span((low, high))} {unit} after"


def _versus(row: Row, ids: Mapping[str, int]) -> str | None:
    """What a row is compared with: the row of that name, of its study if need be, or nothing done."""
    text = row["versus"]
    within = f"{row['study']}: {text}"
    if text is None or text in ids or within in ids:
        return within if within in ids else text
    try:
        none = words.technique(text) == "none"
    except MusclebalanceError:
        none = False
    if not none:
        raise unknown("row to compare with", text, [*ids, "untreated"])
    return "untreated"


def _arm(row: Row, rows: Mapping[str, Row]) -> Arm:
    """The arm of a row, once its session and its people can be made."""
    made, other = arm(row, rows), rows.get(row["versus"] or "")
    if other is not None:
        _check_comparison(row, other)
    for regimen in (made.regimen, made.versus):
        if regimen is not None:
            _check_regimen(regimen, row["limit"] or ())
    return made


def _check_comparison(row: Row, other: Row) -> None:
    """Refuse another muscle, or a session beside a programme: they are not read in the same way."""
    name = row["versus"]
    if other is row:
        raise MusclebalanceError(f"versus {name!r} is the row itself; name another, or untreated.")
    if any(row[key] != other[key] for key in ("pair", "muscle")):
        raise MusclebalanceError(f"versus {name!r} is of another muscle; compare rows of one muscle.")
    if (row["weeks"] == (0.0, 0.0)) is not (other["weeks"] == (0.0, 0.0)):
        raise MusclebalanceError(
            f"versus {name!r}: one is a single session and one a programme; compare two alike."
        )


def _check_regimen(regimen: Regimen, limit: Sequence[float]) -> None:
    """Refuse a session that nobody can give, and an end of range that the joint does not have."""
    for angle in limit:
        usual = pair(regimen.pair)
        group = population(usual, regimen.muscle, angle).parameters
        usual.with_({name: group[name].value for name in _ENDS[regimen.muscle]})
    least, most = ({name: ends[which] for name, *ends in regimen.doses} for which in (0, 1))
    if "total" in most:  # most repetitions
        most["stretch"] = least["stretch"]
    for doses in (least, most):
        session = regimen.session(doses)
        if session is not None and session.seconds > LONGEST:
            raise MusclebalanceError(
                f"a session of {session.seconds / 3600.0:.1f} h is longer than {LONGEST / 3600.0:g} h; "
                "check the doses."
            )
    if not regimen.acute and regimen.weeks[0] < 1.0 and least.get("per_week", 7.0) < 7.0:
        raise MusclebalanceError(
            f"per_week {number(least['per_week'])} in less than a week: write 7 where sessions are daily."
        )


def _told_doses(typed: Row, given: Row) -> str:
    """Technique and doses, and which of them were not given."""
    name, acute = typed["technique"], typed["weeks"] == (0.0, 0.0)
    printed = {dose: typed[dose] for dose in DOSES if typed[dose] is not None}
    needs = dose_ranges(name, printed, acute)
    parts = [f"{dose} {_told_dose(dose, (low, high), dose in printed)}" for dose, low, high in needs]
    parts.append("one session" if acute else _told_dose("weeks", typed["weeks"], given["weeks"] is not None))
    if typed["limit"]:
        parts.append(f"end of range {_span(typed['limit'])} deg of {pair(typed['pair']).coordinate}")
    spare = sorted(set(printed) - {dose for dose, *_ in needs} - {"weeks"})
    said = (
        name if words.plain(given["technique"]) == words.plain(name) else f"{given['technique']!r} is {name}"
    )
    return f"{said}: {', '.join(parts)}" + (f"; not used: {', '.join(spare)}" if spare else "")


def _told_dose(name: str, ends: Span, given: bool) -> str:
    unit = {"s": " s", "of MVC": " of MVC", "weeks": " weeks"}.get(DOSES[name].unit, "")
    return f"{_span(ends)}{unit}{'' if given else ' (drawn)'}"


def _span(ends: Span) -> str:
    low, high = map(number, ends)
    return low if low == high else f"{low} to {high}"
