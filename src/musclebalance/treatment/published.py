"""Ready programmes from published trials: the dose where it is known, and None where it is not."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from ..core.arguments import public
from ..core.errors import MusclebalanceError, unknown
from .plan import Plan
from .techniques import TECHNIQUES

#: Arm of a trial -> technique; arms that are no technique of this library (manual therapy, advice) have none.
ARMS: Mapping[str, str] = {
    "static stretch": "StaticStretch",
    "PIR": "PIR",
    "MET": "MET",
    "PNF-HR": "HoldRelax",
    "PNF-CR": "ContractRelax",
    "PNF-CRAC": "CRAC",
}
#: Dose of a programme -> its column in the table, and what makes it of the number there.
DOSES: Mapping[str, tuple[str, Callable[[float], float]]] = {
    "effort": ("contraction_intensity_pctMVC", lambda percent: percent / 100.0),
    "contract": ("contraction_s", float),
    "release": ("relax_s", float),
    "stretch": ("stretch_s", float),
    "repetitions": ("reps_per_session", int),
    "per_week": ("sessions_per_week", int),
    "weeks": ("weeks", float),
}


@dataclass(frozen=True, slots=True)
class Programme:
    """One arm of a published trial; a dose of None is not known."""

    row: str  # of the evidence table, e.g. "P022"; resolvable as a source
    study: str
    url: str
    muscle: str
    population: str
    arm: str
    detail: str
    technique: str | None  # None when the arm is none of this library's (or names several)
    effort: float | None  # [fraction of MVC]
    contract: float | None  # [s]
    release: float | None  # or rest [s]
    stretch: float | None  # [s]
    repetitions: int | None  # a session
    per_week: int | None
    weeks: float | None
    use: str  # "calibrate", "validate" or "context"

    @property
    def needed(self) -> tuple[str, ...]:
        """Names of the doses that this arm must state before it can be a plan."""
        return ("per_week", "weeks") if self.technique is None else _needed(self.technique)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Doses that are needed and not known."""
        return tuple(name for name in self.needed if getattr(self, name) is None)

    @property
    def assumed(self) -> tuple[str, ...]:
        """What no row states, so that the technique's own value stands for it: barrier, approach, rests."""
        if self.technique is None:
            return ()
        return ("barrier", "approach", *(("release",) if self.release is None else ()))

    def plan(
        self, muscle: str = "agonist", *, where: str = "clinic", technique: str | None = None, **supplied: Any
    ) -> Plan:
        """The programme as a plan of whole days: 5.3 weeks are 37 days.

        `technique` is for an arm that names none of this library's, `where` for the place, which no row
        states. Doses that are not known are supplied by name, e.g. ``repetitions=4``; a dose that is known
        cannot be changed.
        """
        name = technique or self._own_technique()
        if name not in ARMS.values():
            raise unknown("technique of a published arm", name, ARMS.values())
        doses = self._doses(supplied, name)
        title = f"{self.study} {name}".replace(",", "").replace(":", "")
        session = TECHNIQUES[name].session(**_parameters(name, doses, muscle)).named(title, self.row)
        per_week, days = int(doses["per_week"]), round(7 * float(doses["weeks"]))
        time = ("09:00", "18:00") if per_week > 7 else "18:00"  # twice a day when seven days are not enough
        return Plan(session, per_week, days / 7, where=where, time=time)

    def _own_technique(self) -> str:
        if self.technique is not None:
            return self.technique
        if self.arm.strip() == "control":
            raise MusclebalanceError(
                f"{self.row} ({self.study}) is a control arm; simulate it with plan=None."
            )
        raise MusclebalanceError(
            f"{self.row} ({self.study}): arm {self.arm!r} is no technique of this library; "
            f"say which comes nearest with technique=, one of {', '.join(ARMS.values())}."
        )

    def _doses(self, supplied: Mapping[str, Any], technique: str) -> dict[str, Any]:
        """Known and supplied doses together."""
        for name, value in supplied.items():
            if name not in DOSES:
                raise unknown(f"dose of {self.row}", name, DOSES)
            known = getattr(self, name)
            if known is not None and known != value:
                raise MusclebalanceError(
                    f"{self.row} ({self.study}) states {name} {known:g}; it cannot be set to {value:g}. "
                    "For another dose build a plan of your own."
                )
        doses = {name: getattr(self, name) for name in DOSES} | dict(supplied)
        missing = [name for name in _needed(technique) if doses[name] is None]
        if missing:
            raise MusclebalanceError(
                f"{self.row} ({self.study}, {self.arm}) does not state {', '.join(missing)}; supply "
                f"{', '.join(f'{name}=' for name in missing)} and treat the result "
                "as a prediction over a range of doses."
            )
        return doses

    def __str__(self) -> str:
        known = [f"{name} {getattr(self, name):g}" for name in DOSES if getattr(self, name) is not None]
        blank = f"; not known: {', '.join(self.unknown)}" if self.unknown else ""
        doses = ", ".join(known) or "no dose stated"
        return f"{self.row} {self.study}, {self.arm}, {self.muscle}: {doses}{blank}"


def _needed(technique: str) -> tuple[str, ...]:
    """Doses without which the technique would be a guess; a static stretch has no contraction."""
    contraction = ("effort", "contract") if "contract" in TECHNIQUES[technique].parameters else ()
    return (*contraction, "stretch", "repetitions", "per_week", "weeks")


def _parameters(technique: str, doses: Mapping[str, Any], muscle: str) -> dict[str, Any]:
    """Doses under the names the technique gives them."""
    known = TECHNIQUES[technique].parameters
    held = {"release": "rest", "stretch": "hold"} if technique == "StaticStretch" else {}
    given = {held.get(dose, dose): value for dose, value in doses.items() if value is not None}
    return {name: value for name, value in {**given, "muscle": muscle}.items() if name in known}


@public
@cache
def programmes() -> Mapping[str, Programme]:
    """Every arm of the published programmes, by row.

    Returns
    -------
    mapping of str to Programme
        All of them; those whose dose is wholly known have an empty ``unknown``.

    Examples
    --------
    >>> sum(not found.unknown for found in programmes().values() if found.technique) > 10
    True
    """
    table = resources.files("musclebalance") / "evidence/data/trials/programmes.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return MappingProxyType({row["row_id"]: _programme(row) for row in rows})


@public
def programme(row: str) -> Programme:
    """One arm by its row.

    Parameters
    ----------
    row : str
        Row of the evidence table, e.g. ``"P022"``.

    Returns
    -------
    Programme
        Its doses, what is ``unknown``, and ``plan(...)``.

    Raises
    ------
    UnknownNameError
        There is no such row.

    Examples
    --------
    >>> print(programme("P022"))
    P022 Feland 2001, static stretch, hamstrings: release 10, stretch 15, repetitions 4, per_week 5, weeks 6
    """
    if row not in programmes():
        raise unknown("published programme", row, programmes())
    return programmes()[row]


def _programme(row: Mapping[str, str]) -> Programme:
    doses: dict[str, Any] = {name: _dose(row[column], made) for name, (column, made) in DOSES.items()}
    return Programme(
        row=row["row_id"],
        study=row["study"],
        url=row["url_or_id"],
        muscle=row["target_muscle"],
        population=row["population"],
        arm=row["arm"],
        detail=row["arm_detail"],
        technique=ARMS.get(row["arm"].strip()),
        use=row["suggested_use"],
        **doses,
    )


def _dose(text: str, made: Callable[[float], float]) -> float | None:
    """A single number; a range, a list or a blank is not known."""
    return made(float(text)) if re.fullmatch(r"\d+(?:\.\d+)?", text.strip()) else None
