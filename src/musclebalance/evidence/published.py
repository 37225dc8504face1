"""Published results in the model's terms: which regimen, which readout, what was observed, and how surely.

The table ``typed_arms`` holds one row per result; `own` brings a user's table to the same columns. What a row
leaves blank was not printed: a spread between people is the usual one, and an unknown dose is never set to a
typical value but drawn from the range that the printed protocols of the same technique span. The intensity of
a stretch (`barrier`) is printed nearly nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from io import StringIO
from typing import Any, Literal, get_args

from ..core import tables
from ..core.cells import Range, number
from ..core.errors import MusclebalanceError, unknown
from ..core.tables import Column, Row
from ..pairs import pair, pair_names
from ..treatment import CRAC, MET, PIR, ContractRelax, DynamicStretch, HoldRelax, Session, StaticStretch, Step
from .dataset import Use, text

Span = tuple[float, float]
#: Which published results: those of the frozen calibration, or the further ones too.
Edition = Literal["first", "second"]
#: The edition that is calibrated on and scored unless another is asked for.
EDITION: Edition = "second"

#: Half width of a 95 % normal interval in standard errors.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Dose:
    """Unit and largest value of a dose, and the range from which it is drawn where no paper states it."""

    unit: str
    most: float
    unknown: Span


#: The ranges are the spread of printed values over the trial tables (static stretching 15-60 s, 2-6 times;
#: contractions 3-10 s at 20-100 % MVC; 3-6 sessions a week); of a total, how it is cut is unknown.
DOSES: Mapping[str, Dose] = {
    "effort": Dose("of MVC", 1.0, (0.2, 1.0)),
    "contract": Dose("s", 3600.0, (3.0, 10.0)),
    "release": Dose("s", 3600.0, (1.0, 5.0)),
    "stretch": Dose("s", 4 * 3600.0, (15.0, 60.0)),
    "repetitions": Dose("times", 1000.0, (2.0, 6.0)),
    "total": Dose("s", 4 * 3600.0, (0.0, 0.0)),
    "barrier": Dose("of the tolerated torque", 1.0, (0.8, 1.0)),
    "per_week": Dose("sessions a week", 14.0, (3.0, 6.0)),
    "weeks": Dose("weeks", 520.0, (4.0, 8.0)),
}


def _eccentric(stretch: float, effort: float, repetitions: int, muscle: str, barrier: float) -> Session:
    """A stretch against one's own effort, repeated."""
    step = Step("stretch", stretch, muscle, effort=effort, barrier=barrier)
    return Session([step, Step("rest", 10.0)] * repetitions, "eccentric training")


def _isometric(effort: float, contract: float, repetitions: int, muscle: str) -> Session:
    """Contractions without any stretch."""
    step = Step("contract", contract, muscle, effort=effort)
    return Session([step, Step("rest", 10.0)] * repetitions, "isometric contraction")


def _static(stretch: float, release: float, repetitions: int, muscle: str, barrier: float) -> Session:
    return StaticStretch(hold=stretch, rest=release, repetitions=repetitions, muscle=muscle, barrier=barrier)


def _ballistic(stretch: float, repetitions: int, muscle: str, barrier: float) -> Session:
    """Swings of one second out and one back for `stretch` seconds, repeated."""
    swings = max(1, round(stretch / 2.0))
    return DynamicStretch(1.0, 1.0, swings, muscle, barrier=barrier, sets=repetitions, set_rest=20.0)


@dataclass(frozen=True, slots=True)
class Technique:
    """How a session is built, the doses it needs, and those whose unknown range is a narrower one."""

    build: Callable[..., Session]
    needs: tuple[str, ...] = ("effort", "contract", "release", "stretch", "repetitions", "barrier")
    narrower: Mapping[str, Span] = field(default_factory=dict)


_STRETCHING = ("stretch", "release", "repetitions", "barrier")
#: Stretches between contractions are shorter, and gentle techniques use little effort.
_SHORT: Mapping[str, Span] = {"stretch": (6.0, 30.0), "repetitions": (2.0, 5.0)}
_GENTLE: Mapping[str, Span] = {**_SHORT, "effort": (0.1, 0.3)}
_RESISTED: Mapping[str, Span] = {**_SHORT, "effort": (0.1, 0.6)}
_PAUSES: Mapping[str, Span] = {"release": (5.0, 30.0)}
#: A slow stretch is taken to a sensation once, not held.
_SLOW: Mapping[str, Span] = {**_PAUSES, "stretch": (5.0, 15.0), "repetitions": (1.0, 1.0)}
TECHNIQUES: Mapping[str, Technique] = {
    "static stretch": Technique(_static, _STRETCHING, _PAUSES),
    "slow stretch": Technique(_static, _STRETCHING, _SLOW),
    "ballistic": Technique(_ballistic, ("stretch", "repetitions", "barrier")),
    "PIR": Technique(PIR, narrower=_GENTLE),
    "MET": Technique(MET, narrower=_GENTLE),
    "hold-relax": Technique(HoldRelax, narrower=_SHORT),
    "contract-relax": Technique(ContractRelax, narrower=_SHORT),
    "CRAC": Technique(CRAC, narrower=_SHORT),
    "eccentric": Technique(_eccentric, ("stretch", "effort", "repetitions", "barrier"), _RESISTED),
    "isometric": Technique(_isometric, ("effort", "contract", "repetitions")),
}


@dataclass(frozen=True, slots=True)
class Regimen:
    """What one group did, and who they were; a single session takes 0 weeks."""

    study: str
    pair: str
    muscle: str
    technique: str
    doses: tuple[tuple[str, float, float], ...]
    weeks: Span
    limit: Span
    life: str = "healthy"

    @property
    def acute(self) -> bool:
        """Whether it is one session."""
        return self.weeks == (0.0, 0.0)

    @property
    def untreated(self) -> Regimen:
        """The same group without treatment."""
        return replace(self, technique="none", doses=())

    def session(self, doses: Mapping[str, float]) -> Session | None:
        """The session at one value of every dose; None without treatment."""
        if self.technique == "none":
            return None
        technique = TECHNIQUES[self.technique]
        values: dict[str, Any] = {name: doses[name] for name in technique.needs if name != "repetitions"}
        number = doses["total"] / doses["stretch"] if "total" in doses else doses["repetitions"]
        return technique.build(muscle=self.muscle, repetitions=max(1, round(number)), **values)


def dose_ranges(
    technique: str, printed: Mapping[str, Span], acute: bool
) -> tuple[tuple[str, float, float], ...]:
    """Every dose that a technique needs, as printed or as the range from which it is drawn."""
    if technique == "none":
        return ()
    about = TECHNIQUES[technique]
    whole = "total" in printed and "stretch" in about.needs
    needs = ["total" if n == "repetitions" and whole else n for n in about.needs]
    needs += [] if acute else ["per_week"]
    return tuple((n, *(printed.get(n) or about.narrower.get(n) or DOSES[n].unknown)) for n in needs)


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
    "knee flexion": Readout("range", baseline=(110.0, 145.0)),
    "hip flexion, knee bent": Readout("range", baseline=(100.0, 135.0)),
    "hip abduction": Readout("range", baseline=(30.0, 50.0)),
    "hip adduction": Readout("range", baseline=(20.0, 35.0)),
    "plantarflexion": Readout("range", baseline=(40.0, 62.0)),
    "elbow extension": Readout("range"),
    "elbow flexion": Readout("range", baseline=(130.0, 150.0)),
    "wrist flexion": Readout("range", baseline=(60.0, 90.0)),
    "wrist extension": Readout("range", baseline=(60.0, 80.0)),
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
#: Standard deviation of a change between people where none is printed, in programmes and single sessions.
#: Degrees: pooled over the rows P018, P019, P063-P065 (programme) and A005-A009 (session); points: from the
#: intervals of P058 and P059; percent: assumed. An effect size is in standard deviations.
SPREADS = {
    ("deg", False): 10.5,
    ("deg", True): 6.9,
    ("points", False): 2.8,
    ("points", True): 2.8,
    ("percent", False): 15.0,
    ("percent", True): 12.0,
    ("SD", False): 1.0,
    ("SD", True): 1.0,
}
#: People in an arm of a user's table that does not say.
PEOPLE = 15.0


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
    def error_known(self) -> bool:
        """Whether the error was printed or follows from what was; else it is that of the usual spread."""
        usual = self.spread / math.sqrt(self.people)
        return self.presumed != "spread" or not math.isclose(self.error, usual)

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
    """Results, nulls, rows that are not scored, and of a user's table how each row was understood."""

    results: tuple[Arm, ...]
    nulls: tuple[Arm, ...]
    unscored: tuple[Unscored, ...]
    report: str = ""


def _named(kind: str, known: Iterable[str]) -> Callable[[str], str]:
    """Reads one of some names."""
    names = list(known)

    def read(text: str) -> str:
        if text not in names:
            raise unknown(kind, text, names)
        return text

    return read


#: Columns of ``typed_arms``; the manifest says what they mean.
COLUMNS = (
    Column("row_id"),
    Column("kind", _named("kind of row", ("result", "null", "printed null", "reference", "unscored"))),
    *(Column(name) for name in ("use", "study", "rows", "outcome", "reason")),
    Column("pair", _named("muscle pair", pair_names()), needed=True),
    Column("muscle", _named("muscle", ("agonist", "antagonist"))),
    Column("technique", _named("technique", ("none", *TECHNIQUES)), needed=True),
    *(Column(name, Range(0.0, dose.most)) for name, dose in DOSES.items()),
    Column("limit", Range()),
    Column("versus"),
    Column("readout", _named("readout", READOUTS), needed=True),
    Column("unit", _named("unit of a change", ("deg", "deg/week", "percent", "SD", "points")), needed=True),
    Column("after", Range()),
    Column("change", number(-1e3, 1e3), needed=True),
    *(Column(name, number(0.0, 1e4)) for name in ("spread", "error")),
    Column("people", number(1.0, 1e6)),
    Column("presumed"),
)


@cache
def published(use: Use, edition: Edition = EDITION) -> Published:
    """The packaged results of one use, made without the rows of another."""
    if edition not in get_args(Edition):
        raise unknown("edition of the evidence", edition, get_args(Edition))
    first = _packaged("typed_arms", use)
    if edition == "first" or use == "context":
        return first
    further = _packaged(f"second_{use}", use)
    return Published(
        first.results + further.results, first.nulls + further.nulls, first.unscored + further.unscored
    )


def _packaged(name: str, use: Use) -> Published:
    """The results of one use in a packaged table."""
    table = tables.read(StringIO(text(name)), COLUMNS)
    return _published(replace(table, rows=tuple(row for row in table.rows if row["use"] in (use, None))))


def scored(edition: Edition = EDITION) -> Published:
    """The packaged results that are scored: calibrated on, and held out."""
    fitted, held = published("calibrate", edition), published("validate", edition)
    return Published(
        fitted.results + held.results, held.nulls + fitted.nulls, fitted.unscored + held.unscored
    )


def calibration_arms(edition: Edition = EDITION) -> list[Arm]:
    """What is calibrated on: results and nulls, each number once."""
    found = published("calibrate", edition)
    return [*found.results, *(arm for arm in found.nulls if arm.kind == "null")]


def _published(table: tables.Table) -> Published:
    """Rows that name a readout as arms, others with a reason as not scored."""
    by_id: dict[str, Row] = {}

    def make(row: Row) -> Arm | Unscored:
        if by_id[_id(row)] is not row:
            raise MusclebalanceError(f"row_id {_id(row)!r} stands there twice; give each row its own.")
        if row["readout"]:
            return arm(row, by_id)
        return Unscored(_id(row), row["study"] or "", row["use"] or "own", row["reason"] or "")

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


def arm(row: Row, rows: Mapping[str, Row]) -> Arm:
    """The arm of a row; `rows` are those that it may be compared with."""
    readout, unit, change = row["readout"], row["unit"], row["change"]
    regimen = _regimen(row, readout)
    for name in ("unit", "change", *(["after"] if regimen.acute else [])):
        if row[name] is None:
            raise MusclebalanceError(f"{name} is missing; fill it, or give a reason and no readout.")
    over = regimen.weeks[0] if unit == "deg/week" else 1.0
    printed, error, people = row["spread"], row["error"], row["people"] or PEOPLE
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
        return 8.0, 30.0  # knee extension lacking, hip flexed (S085-S088)
    usual = pair(name).parameters.value("rom_limit", muscle)
    return usual - 4.0, usual + 4.0


def _versus(row: Row, regimen: Regimen, rows: Mapping[str, Row]) -> Regimen | None:
    other = row["versus"]
    if other is None or other == "untreated":
        return regimen.untreated if other else None
    if other not in rows:
        raise unknown("row to compare with", other, rows)
    return _regimen(rows[other], row["readout"])
