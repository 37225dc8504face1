"""Published results in the model's terms: which regimen, which readout, what was observed, and how surely.

The table ``typed_arms`` holds one row per result; a table of your own has the same columns. What a row leaves
blank was not printed: doses are drawn from their stated ranges, a spread between people is the usual one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import tables
from ..core.cells import number
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.tables import Column, Row
from ..pairs import pair, pair_names
from .dataset import Use, text
from .regimen import DOSES, TECHNIQUES, Regimen, Span, dose_ranges

if TYPE_CHECKING:
    import pandas as pd

#: Half width of a 95 % normal interval in standard errors.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Readout:
    """How an outcome is read off the model; `baseline` [deg] turns a percentage of a range into degrees."""

    kind: str
    lever: str = ""
    whose: str = "treated"
    baseline: Span = (20.0, 90.0)


READOUTS: Mapping[str, Readout] = {
    "knee extension": Readout("range", baseline=(50.0, 100.0)),
    "hip flexion": Readout("range", "hip", baseline=(65.0, 95.0)),
    "hip flexion at fixed torque": Readout("fixed", "hip"),
    "hip extension": Readout("range"),
    "dorsiflexion": Readout("range", "ankle", baseline=(20.0, 38.0)),
    "shoulder rotation": Readout("range", "shoulder"),
    "horizontal adduction": Readout("range", "shoulder"),
    "neck rotation": Readout("range", "neck"),
    "neck rotation, other side": Readout("range", "neck", "partner"),
    "girdle length": Readout("range"),
    "passive torque": Readout("torque"),
    "muscle stiffness": Readout("stress"),
    "tendon stiffness": Readout("tendon"),
    "tolerated torque": Readout("tolerance"),
    "strength": Readout("strength"),
    "pain": Readout("pain"),
}
#: Group of joints in the totals.
JOINTS = {
    "hamstrings-quadriceps": "hamstrings",
    "triceps-surae-tibialis-anterior": "ankle",
    "hip-flexors-gluteus-maximus": "hip flexors",
    "suboccipitals-deep-neck-flexors": "neck",
    "upper-trapezius-lower-trapezius": "neck",
    "shoulder-internal-external-rotators": "shoulder",
    "pectorals-rhomboids": "shoulder",
}
#: Knee extension that the hamstrings lack in unselected people, hip flexed [deg] (S085-S088).
_HAMSTRINGS = (8.0, 30.0)
#: Standard deviation of a change between people where none is printed, in programmes and single sessions.
#: Degrees: pooled over the rows P018, P019, P063-P065 (programme) and A005-A009 (session); points: from the
#: intervals of P058 and P059; percent: assumed. An effect size is in standard deviations.
SPREADS = {
    ("deg", False): 10.5,
    ("deg", True): 6.9,
    ("points", False): 2.8,
    ("percent", False): 15.0,
    ("percent", True): 12.0,
    ("SD", False): 1.0,
    ("SD", True): 1.0,
}
#: People in an arm of a user's table that does not say.
_PEOPLE = 15.0


@dataclass(frozen=True, slots=True)
class Arm:
    """One published result and what it is compared with; a null observed 0."""

    id: str
    study: str
    use: str
    kind: str
    rows: str
    label: str
    regimen: Regimen
    versus: Regimen | None
    readout: str
    unit: str
    after: Span
    observed: float
    error: float
    spread: float
    people: float
    presumed: str = ""

    @property
    def about(self) -> Readout:
        """How the outcome is read off the model."""
        return READOUTS[self.readout]

    @property
    def joint(self) -> str:
        """Group of joints in the totals."""
        return JOINTS.get(self.regimen.pair, self.regimen.pair)

    @property
    def is_range(self) -> bool:
        """Whether it is a change of range of motion in degrees."""
        return self.unit == "deg" and self.about.kind == "range"

    @property
    def slope_weeks(self) -> float:
        """Weeks over which a slope was taken; 1 for a change."""
        return self.regimen.weeks[0] if self.unit == "deg/week" else 1.0


@dataclass(frozen=True, slots=True)
class Unscored:
    """A row that is not scored, and why."""

    id: str
    study: str
    use: str
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    """Results of one use, its nulls, and rows that are not scored."""

    results: tuple[Arm, ...]
    nulls: tuple[Arm, ...]
    unscored: tuple[Unscored, ...]


def _named(kind: str, known: Iterable[str]) -> Callable[[str], str]:
    """Reads one of some names."""
    names = list(known)

    def read(text: str) -> str:
        if text not in names:
            raise unknown(kind, text, names)
        return text

    return read


def _span(text: str) -> Span:
    """Reads a number, or the ends of a range: 20 to 60."""
    low, _, high = (part.strip() for part in text.partition(" to "))
    one = number()
    return one(low), one(high or low)


def _dose(name: str) -> Callable[[str], Span]:
    def read(text: str) -> Span:
        found = _span(text)
        for value in found:
            check_range(name, value, 0.0, DOSES[name].most, DOSES[name].unit)
        return found

    return read


#: Columns of ``typed_arms`` and of a user's table; the manifest says what they mean.
COLUMNS = (
    Column("row_id"),
    Column("kind", _named("kind of row", ("result", "null", "printed null", "reference", "unscored"))),
    *(Column(name) for name in ("use", "study", "rows", "outcome", "reason")),
    Column("pair", _named("muscle pair", pair_names()), needed=True),
    Column("muscle", _named("muscle", ("agonist", "antagonist"))),
    Column("technique", _named("technique", ("none", *TECHNIQUES)), needed=True),
    *(Column(name, _dose(name)) for name in DOSES),
    Column("limit", _span),
    Column("versus"),
    Column("readout", _named("readout", READOUTS), needed=True),
    Column("unit", _named("unit of a change", ("deg", "deg/week", "percent", "SD", "points")), needed=True),
    Column("after", _span),
    Column("change", number(-1e3, 1e3), needed=True),
    *(Column(name, number(0.0, 1e4)) for name in ("spread", "error")),
    Column("people", number(1.0, 1e6)),
    Column("presumed"),
)


@cache
def published(use: Use) -> Published:
    """The packaged results of one use, made without the rows of another."""
    table = tables.read(StringIO(text("typed_arms")), COLUMNS)
    return _published(replace(table, rows=tuple(row for row in table.rows if row["use"] in (use, None))))


def scored() -> Published:
    """The packaged results that are scored: calibrated on, and held out."""
    fitted, held = published("calibrate"), published("validate")
    return Published(
        fitted.results + held.results, held.nulls + fitted.nulls, fitted.unscored + held.unscored
    )


def calibration_arms() -> list[Arm]:
    """What is calibrated on: results and nulls, each number once."""
    found = published("calibrate")
    return [*found.results, *(arm for arm in found.nulls if arm.kind == "null")]


def own_results(table: str | Path | pd.DataFrame) -> Published:
    """Results of a user's table."""
    return _published(tables.read(table, COLUMNS))


def _published(table: tables.Table) -> Published:
    """Rows that name a readout as arms, others with a reason as not scored."""
    by_id: dict[str, Row] = {}

    def make(row: Row) -> Arm | Unscored:
        if by_id[_id(row)] is not row:
            raise MusclebalanceError(f"row_id {_id(row)!r} stands there twice; give each row its own.")
        return arm(row, by_id) if row["readout"] else _unscored(row)

    for row in table.rows:
        by_id.setdefault(_id(row), row)
    made = table.each(make)
    arms = [one for one in made if isinstance(one, Arm)]
    return Published(
        tuple(one for one in arms if one.kind == "result"),
        tuple(one for one in arms if one.kind != "result"),
        tuple(one for one in made if isinstance(one, Unscored) and one.reason),
    )


def _id(row: Row) -> str:
    return row["row_id"] or str(row.line)


def _unscored(row: Row) -> Unscored:
    return Unscored(_id(row), row["study"] or "", row["use"] or "own", row["reason"] or "")


def arm(row: Row, rows: Mapping[str, Row]) -> Arm:
    """The arm of a row; `rows` are those that it may be compared with."""
    readout, unit, change = row["readout"], row["unit"], row["change"]
    regimen = _regimen(row, readout)
    for name in ("unit", "change", *(["after"] if regimen.acute else [])):
        if row[name] is None:
            raise MusclebalanceError(f"{name} is missing; fill it, or give a reason and no readout.")
    over = regimen.weeks[0] if unit == "deg/week" else 1.0
    printed, error, people = row["spread"], row["error"], row["people"] or _PEOPLE
    usual = SPREADS.get((unit.removesuffix("/week"), regimen.acute), SPREADS["percent", False])
    presumed = "spread" if printed is None and error is None else ""
    if error is None:
        error = usual / math.sqrt(people) / over if printed is None else printed / math.sqrt(people)
    return Arm(
        id=_id(row),
        study=regimen.study,
        use=row["use"] or "own",
        kind=row["kind"] or "result",
        rows=row["rows"] or "",
        label=row["outcome"] or readout,
        regimen=regimen,
        versus=_versus(row, regimen, rows),
        readout=readout,
        unit=unit,
        after=row["after"] or (1.0, 3.0),
        observed=change,
        error=error,
        spread=usual / over if printed is None else printed,
        people=people,
        presumed=row["presumed"] or presumed,
    )


def _regimen(row: Row, readout: str) -> Regimen:
    name, muscle, technique = row["pair"], row["muscle"] or "agonist", row["technique"]
    if name is None or technique is None:
        raise MusclebalanceError(f"{'technique' if name else 'pair'} is missing; fill it.")
    weeks = row["weeks"] or DOSES["weeks"].unknown
    printed = {dose: row[dose] for dose in DOSES if row[dose] is not None}
    return Regimen(
        study=row["study"] or _id(row),
        pair=name,
        muscle=muscle,
        technique=technique,
        doses=dose_ranges(technique, printed, weeks == (0.0, 0.0)),
        weeks=weeks,
        limit=row["limit"] or _usual_limit(name, muscle),
        life="desk" if readout == "pain" else "healthy",
    )


def _usual_limit(name: str, muscle: str) -> Span:
    """End of range of a muscle in unselected people [deg, joint coordinate]."""
    if (name, muscle) == ("hamstrings-quadriceps", "agonist"):
        return _HAMSTRINGS
    usual = pair(name).parameters.value("rom_limit", muscle)
    return usual - 4.0, usual + 4.0


def _versus(row: Row, regimen: Regimen, rows: Mapping[str, Row]) -> Regimen | None:
    other = row["versus"]
    if other is None or other == "untreated":
        return regimen.untreated if other else None
    if other not in rows:
        raise unknown("row to compare with", other, rows)
    return _regimen(rows[other], row["readout"])
