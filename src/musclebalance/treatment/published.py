"""Ready programmes from published trials: the dose where it is known, and None where it is not."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from ..core.errors import MusclebalanceError, unknown
from .plan import Plan
from .techniques import TECHNIQUES, Technique

#: Arm of a trial -> technique; arms that are no technique of this library (manual therapy, advice) have none.
ARMS: Mapping[str, str] = {
    "static stretch": "StaticStretch",
    "PIR": "PIR",
    "MET": "MET",
    "PNF-HR": "HoldRelax",
    "PNF-CR": "ContractRelax",
    "PNF-CRAC": "CRAC",
}
#: Column -> field of a programme.
_COLUMNS = {
    "contraction_intensity_pctMVC": "effort",
    "contraction_s": "contract",
    "relax_s": "release",
    "stretch_s": "stretch",
    "reps_per_session": "repetitions",
    "sessions_per_week": "per_week",
    "weeks": "weeks",
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Programme:
    """One arm of a published trial.

    Parameters
    ----------
    row : str
        Row of the evidence table, e.g. ``"P022"``; resolvable as a source.
    study, url, muscle, population, arm, detail : str
        As published.
    technique : str or None
        Name of the technique; None when the arm is none of this library's (or names several).
    effort : float or None
        Effort [fraction of MVC]; None means that it is not known, here and below.
    contract, release, stretch : float or None
        Seconds of contraction, of release or rest, of stretch [s].
    repetitions, per_week : int or None
        Repetitions a session, sessions a week.
    weeks : float or None
        Length [weeks].
    use : str
        ``"calibrate"``, ``"validate"`` or ``"context"``.

    Examples
    --------
    >>> print(programme("P022"))
    P022 Feland 2001, static stretch, hamstrings: release 10, stretch 15, repetitions 4, per_week 5, weeks 6
    """

    row: str
    study: str
    url: str
    muscle: str
    population: str
    arm: str
    detail: str
    technique: str | None
    effort: float | None
    contract: float | None
    release: float | None
    stretch: float | None
    repetitions: int | None
    per_week: int | None
    weeks: float | None
    use: str

    @property
    def needed(self) -> tuple[str, ...]:
        """Names of the doses that this arm must state before it can be a plan."""
        return ("per_week", "weeks") if self.technique is None else _needed(TECHNIQUES[self.technique])

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
        """The programme as a plan.

        Parameters
        ----------
        muscle : str
            Treated muscle of the pair.
        where : str
            ``"clinic"`` or ``"home"``; no row states it.
        technique : str, optional
            For an arm that names none of this library's.
        **supplied
            Doses that are not known, e.g. ``repetitions=4``. A dose that is known cannot be changed.

        Returns
        -------
        Plan
            Whole days: 5.3 weeks are 37 days.

        Raises
        ------
        MusclebalanceError
            A dose is not known and not supplied, or known and supplied otherwise.
        """
        name = technique or self.technique
        if name is None and self.arm.strip() == "control":
            raise MusclebalanceError(
                f"{self.row} ({self.study}) is a control arm; simulate it with plan=None."
            )
        if name is None:
            raise MusclebalanceError(
                f"{self.row} ({self.study}): arm {self.arm!r} is no technique of this library; "
                f"say which comes nearest with technique=, one of {', '.join(ARMS.values())}."
            )
        if name not in ARMS.values():
            raise unknown("technique of a published arm", name, ARMS.values())
        doses = self._doses(supplied, name)
        found = TECHNIQUES[name]
        session = found.session(**_parameters(found, doses, muscle)).named(
            f"{self.study} {name}".replace(",", "").replace(":", ""), self.row
        )
        days = round(7 * float(doses["weeks"]))
        return Plan(session, int(doses["per_week"]), days / 7, where=where, **_times(int(doses["per_week"])))

    def _doses(self, supplied: Mapping[str, Any], technique: str) -> dict[str, Any]:
        names = (*_COLUMNS.values(),)
        for name, value in supplied.items():
            if name not in names:
                raise unknown(f"dose of {self.row}", name, names)
            known = getattr(self, name)
            if known is not None and known != value:
                raise MusclebalanceError(
                    f"{self.row} ({self.study}) states {name} {known:g}; it cannot be set to {value:g}. "
                    "For another dose build a plan of your own."
                )
        doses = {
            name: getattr(self, name) if getattr(self, name) is not None else supplied.get(name)
            for name in names
        }
        missing = [name for name in _needed(TECHNIQUES[technique]) if doses[name] is None]
        if missing:
            raise MusclebalanceError(
                f"{self.row} ({self.study}, {self.arm}) does not state {', '.join(missing)}; supply "
                f"{', '.join(f'{name}=' for name in missing)} and treat the result "
                "as a prediction over a range of doses."
            )
        return doses

    def __str__(self) -> str:
        """One line."""
        known = [
            f"{name} {getattr(self, name):g}" for name in _COLUMNS.values() if getattr(self, name) is not None
        ]
        blank = f"; not known: {', '.join(self.unknown)}" if self.unknown else ""
        doses = ", ".join(known) or "no dose stated"
        return f"{self.row} {self.study}, {self.arm}, {self.muscle}: {doses}{blank}"


def _needed(technique: Technique) -> tuple[str, ...]:
    """Doses without which the technique would be a guess; a static stretch has no contraction."""
    contraction = ("effort", "contract") if "contract" in technique.parameters else ()
    return (*contraction, "stretch", "repetitions", "per_week", "weeks")


def _parameters(technique: Technique, doses: Mapping[str, Any], muscle: str) -> dict[str, Any]:
    """Doses under the names the technique gives them."""
    names = {
        "effort": "effort",
        "contract": "contract",
        "repetitions": "repetitions",
        "release": "release" if "release" in technique.parameters else "rest",
        "stretch": "stretch" if "stretch" in technique.parameters else "hold",
    }
    given = {names[dose]: value for dose, value in doses.items() if dose in names and value is not None}
    found = {name: value for name, value in given.items() if name in technique.parameters}
    return found | ({"muscle": muscle} if "muscle" in technique.parameters else {})


def _times(per_week: int) -> dict[str, Any]:
    """Twice a day when seven days are not enough."""
    return {"time": ("09:00", "18:00")} if per_week > 7 else {}


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
    text = (
        resources.files("musclebalance")
        .joinpath("evidence/data/trials/programmes.csv")
        .read_text(encoding="utf-8")
    )
    found = {row["row_id"]: _programme(row) for row in csv.DictReader(text.splitlines())}
    return MappingProxyType(found)


def programme(row: str) -> Programme:
    """One arm by its row.

    Parameters
    ----------
    row : str
        Row of the evidence table, e.g. ``"P022"``.

    Raises
    ------
    UnknownNameError
        There is no such row.

    Examples
    --------
    >>> programme("P022").unknown
    ()
    """
    if row not in programmes():
        raise unknown("published programme", row, programmes())
    return programmes()[row]


def _programme(row: Mapping[str, str]) -> Programme:
    doses = {field: _number(row[column]) for column, field in _COLUMNS.items()}
    effort, repetitions, per_week = doses["effort"], doses["repetitions"], doses["per_week"]
    return Programme(
        row["row_id"],
        row["study"],
        row["url_or_id"],
        row["target_muscle"],
        row["population"],
        row["arm"],
        row["arm_detail"],
        ARMS.get(row["arm"].strip()),
        None if effort is None else effort / 100.0,
        doses["contract"],
        doses["release"],
        doses["stretch"],
        None if repetitions is None else int(repetitions),
        None if per_week is None else int(per_week),
        doses["weeks"],
        row["suggested_use"],
    )


def _number(text: str) -> float | None:
    """A single number; a range, a list or a blank is not known."""
    return float(text) if _NUMBER.fullmatch(text.strip()) else None
