"""Published results in the model's terms: which regimen, which readout, what was observed, and how surely.

The table ``typed_arms`` holds one row per result; a table of your own has the same columns. What a row leaves
blank was not printed: doses are drawn from their stated ranges, a spread between people is the usual one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import FileError, check_range, unknown
from ..pairs import pair, pair_names
from .dataset import Use, describe, records
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
UNITS = ("deg", "deg/week", "percent", "SD", "points")
KINDS = ("result", "null", "printed null", "reference", "unscored")
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


@cache
def published(use: Use) -> Published:
    """The packaged results of one use; no row of another use is read."""
    rows = [row for row in records("typed_arms") if row["use"] in (use, "")]
    return read(rows, "typed_arms.csv")


def calibration_arms() -> list[Arm]:
    """What is calibrated on: results and nulls, each number once."""
    found = published("calibrate")
    return [*found.results, *(arm for arm in found.nulls if arm.kind == "null")]


def scored() -> Published:
    """The packaged results that are scored: calibrated on, and held out."""
    fitted, held = published("calibrate"), published("validate")
    return Published(
        fitted.results + held.results, held.nulls + fitted.nulls, fitted.unscored + held.unscored
    )


def own_results(table: str | Path | pd.DataFrame) -> Published:
    """Results of a user's table."""
    import pandas as pd

    where = "the table" if isinstance(table, pd.DataFrame) else str(table)
    frame = table if isinstance(table, pd.DataFrame) else pd.read_csv(table, dtype=str)
    missing = [c for c in ("pair", "technique", "readout", "unit", "change") if c not in frame]
    if missing:
        raise FileError(
            where,
            f"lacks the column(s) {', '.join(missing)}; "
            "see evidence.describe('typed_arms')['meaning'] for all columns.",
        )
    rows = []
    for number, record in enumerate(frame.to_dict("records"), 1):
        cells = {str(name): "" if pd.isna(value) else str(value) for name, value in record.items()}
        rows.append({"row_id": str(number)} | cells | {"use": "own"})
    return read(rows, where)


def read(rows: Sequence[Mapping[str, str]], where: str) -> Published:
    """Rows in the columns of ``typed_arms`` as arms."""
    known = describe("typed_arms")["columns"]
    for name in rows[0] if rows else ():
        if name not in known:
            raise unknown("column of a table of trials", name, known)
    cells = [_Cells(row, f"{where}, row {row.get('row_id') or k}") for k, row in enumerate(rows, 1)]
    by_id = {one.text("row_id"): one for one in cells}
    arms, unscored = [], []
    for key, one in by_id.items():
        if one.text("readout"):
            arms.append(_arm(one, by_id))
        elif one.text("reason"):
            unscored.append(Unscored(key, one.text("study"), one.text("use"), one.text("reason")))
    results = tuple(arm for arm in arms if arm.kind == "result")
    return Published(results, tuple(arm for arm in arms if arm.kind != "result"), tuple(unscored))


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row of text, read with its types."""

    row: Mapping[str, str]
    where: str

    def text(self, name: str, default: str = "") -> str:
        return self.row.get(name) or default

    def choice(self, name: str, known: Iterable[str], default: str = "") -> str:
        value, known = self.text(name, default), list(known)
        if value not in known:
            raise FileError(self.where, str(unknown(name, value, known)))
        return value

    def span(self, name: str) -> Span | None:
        low, _, high = self.text(name).partition(" to ")
        if not low:
            return None
        try:
            return float(low), float(high or low)
        except ValueError:
            raise FileError(
                self.where, f"{name} {self.row[name]!r} is neither a number nor a range such as '20 to 60'."
            ) from None

    def number(self, name: str) -> float | None:
        found = self.span(name)
        return found and found[0]

    def dose(self, name: str) -> Span | None:
        found = self.span(name)
        for value in found or ():
            check_range(name, value, 0.0, DOSES[name].most, DOSES[name].unit, self.where)
        return found


def _regimen(row: _Cells, readout: str) -> Regimen:
    name = row.choice("pair", pair_names())
    muscle = row.choice("muscle", ("agonist", "antagonist"), "agonist")
    technique = row.choice("technique", ("none", *TECHNIQUES))
    weeks = row.dose("weeks") or DOSES["weeks"].unknown
    printed = {dose: found for dose in DOSES if (found := row.dose(dose)) is not None}
    return Regimen(
        study=row.text("study", row.text("row_id")),
        pair=name,
        muscle=muscle,
        technique=technique,
        doses=dose_ranges(technique, printed, weeks == (0.0, 0.0)),
        weeks=weeks,
        limit=row.span("limit") or _usual_limit(name, muscle),
        life="desk" if readout == "pain" else "healthy",
    )


def _usual_limit(name: str, muscle: str) -> Span:
    """End of range of a muscle in unselected people [deg, joint coordinate]."""
    if (name, muscle) == ("hamstrings-quadriceps", "agonist"):
        return _HAMSTRINGS
    usual = pair(name).parameters.value("rom_limit", muscle)
    return usual - 4.0, usual + 4.0


def _versus(row: _Cells, regimen: Regimen, rows: Mapping[str, _Cells]) -> Regimen | None:
    other = row.text("versus")
    if not other:
        return None
    if other == "untreated":
        return regimen.untreated
    row.choice("versus", rows)
    return _regimen(rows[other], row.text("readout"))


def _arm(row: _Cells, rows: Mapping[str, _Cells]) -> Arm:
    readout = row.choice("readout", READOUTS)
    regimen = _regimen(row, readout)
    unit = row.choice("unit", UNITS)
    after = row.span("after") or (None if regimen.acute else (1.0, 3.0))
    change = row.number("change")
    if change is None or after is None:
        lacking = "change" if change is None else "after [minutes after the session]"
        raise FileError(row.where, f"{lacking} is missing; fill it, or give a reason and no readout.")
    over = regimen.weeks[0] if unit == "deg/week" else 1.0
    printed, error = row.number("spread"), row.number("error")
    people = row.number("people") or _PEOPLE
    usual = SPREADS.get((unit.removesuffix("/week"), regimen.acute), SPREADS["percent", False])
    spread = usual / over if printed is None else printed
    presumed = "spread" if printed is None and error is None else ""
    if error is None:
        error = usual / math.sqrt(people) / over if printed is None else printed / math.sqrt(people)
    return Arm(
        id=row.text("row_id"),
        study=regimen.study,
        use=row.text("use", "own"),
        kind=row.choice("kind", KINDS, "result"),
        rows=row.text("rows"),
        label=row.text("outcome", readout),
        regimen=regimen,
        versus=_versus(row, regimen, rows),
        readout=readout,
        unit=unit,
        after=after,
        observed=change,
        error=error,
        spread=spread,
        people=people,
        presumed=row.text("presumed", presumed),
    )
