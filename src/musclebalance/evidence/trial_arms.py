"""Trial rows as typed arms: which muscle, protocol with its doses, readout, and what was observed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import vocabulary as words
from .doses import Ranges, dose_ranges

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Protocol:
    """What one group of a trial did, with ranges where the paper is silent."""

    study: str
    pair: str
    muscle: str
    technique: str
    doses: Ranges
    weeks: tuple[float, float]
    limit: tuple[float, float]
    life: str = "healthy"

    @property
    def acute(self) -> bool:
        """Whether it is one session."""
        return self.weeks == (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Arm:
    """One published result and what it is compared with."""

    id: str
    study: str
    use: str
    table: str
    joint: str
    label: str
    protocol: Protocol
    versus: Protocol | None
    readout: str
    scale: str
    after: tuple[float, float]
    observed: float
    error: float
    spread: float
    people: float
    unit: str
    baseline: tuple[float, float] = (math.nan, math.nan)
    per_week: float = 1.0
    presumed: str = ""

    @property
    def is_range(self) -> bool:
        """Whether it is a change of range of motion in degrees."""
        return self.unit == "deg" and words.READOUTS[self.readout].kind == "range"


@dataclass(frozen=True, slots=True)
class Unscored:
    """A row that is not scored, and why."""

    id: str
    study: str
    use: str
    reason: str


def read(frame: pd.DataFrame) -> tuple[list[Arm], list[Unscored]]:
    """Arms of a normalised table of trials."""
    rows = {str(key): _plain(row) | {"id": str(key)} for key, row in frame.to_dict("index").items()}
    whole = {row.get("study") for row in rows.values() if "n is the whole trial" in str(row.get("note", ""))}
    rows = {key: row | {"whole_trial": row.get("study") in whole} for key, row in rows.items()}
    counts = _arms_of_study(rows)
    found: list[Arm] = []
    left: list[Unscored] = []
    for key, row in rows.items():
        try:
            found += _arms(row, rows, counts)
        except words.NotExpressible as reason:
            left.append(
                Unscored(key, str(row.get("study", "")), str(row.get("suggested_use", "")), str(reason))
            )
    return found, left


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row without its missing fields."""
    import pandas as pd

    return {str(k): v for k, v in row.items() if not pd.isna(v)}


def _arms_of_study(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Number of different arms in each study."""
    arms: dict[str, set[str]] = {}
    for row in rows.values():
        label = " ".join(str(row.get(c, "")) for c in ("arm", "arm_detail", "contraction_s", "stretch_s"))
        arms.setdefault(str(row.get("study")), set()).add(label)
    return {study: len(labels) for study, labels in arms.items()}


def _arms(row: dict[str, Any], rows: Mapping[str, Mapping[str, Any]], counts: Mapping[str, int]) -> list[Arm]:
    """The arm of a row, and that of its follow-up."""
    words.numeric(row)
    readout = words.readout(row)
    protocol = protocol_of(row, readout)
    made = [_arm(row, protocol, readout, counts, rows)]
    later, days = row.get("follow_up_mean"), row.get("follow_up_days")
    if later is not None and days is not None and made[0].unit == "deg":
        change = float(later) - (float(row["baseline_mean"]) if "baseline_mean" in row else 0.0)
        made.append(_later(made[0], change, float(days)))
    return made


def protocol_of(row: Mapping[str, Any], readout: str = "knee extension") -> Protocol:
    """The protocol of a row: pair and muscle, technique, doses as ranges, population."""
    pair, muscle = words.pair_and_muscle(row, readout)
    technique = words.technique(row)
    acute = "weeks" not in row and "time_after_min_low" in row
    weeks = (0.0, 0.0) if acute else words.weeks(row)
    return Protocol(
        study=str(row.get("study", row["id"])),
        pair=pair,
        muscle=muscle,
        technique=technique,
        doses=dose_ranges(row, technique, acute),
        weeks=weeks,
        limit=words.limit(row, pair, muscle),
        life="desk" if words.READOUTS[readout].kind == "pain" else "healthy",
    )


def _arm(
    row: dict[str, Any], protocol: Protocol, readout: str, counts: Mapping[str, int], rows: Mapping[str, Any]
) -> Arm:
    other, versus = words.reference(row, rows)
    scale, unit, factor, per_week = words.scale(row)
    observed = factor * (
        float(row["post_mean"]) - float(other["post_mean"]) if other else float(row["change"])
    )
    if other and scale == "percent":
        observed = 100.0 * observed / (factor * float(other["post_mean"]))
    people = words.count(row, counts)
    spread, presumed = words.spread(row, unit, factor, protocol.acute)
    known = "se_change" in row and not row.get("whole_trial")
    error = abs(factor) * float(row["se_change"]) if known else spread / math.sqrt(people)
    if other and "post_SD" in row:
        error = math.hypot(float(row["post_SD"]), float(other["post_SD"])) * abs(factor)
    compared = protocol_of(dict(other), readout) if other else None
    if versus == "untreated":
        compared = words.untreated(protocol)
    return Arm(
        id=row["id"] + (f"-{other['id']}" if other else ""),
        study=protocol.study,
        use=str(row.get("suggested_use", "")),
        table=str(row.get("table", "")),
        joint=words.joint_group(protocol.pair),
        label=str(row.get("outcome", "")),
        protocol=protocol,
        versus=compared,
        readout=readout,
        scale=scale,
        after=words.when(row, protocol.acute),
        observed=observed,
        error=error / per_week,
        spread=spread / per_week,
        people=people,
        unit=unit,
        baseline=words.baseline(row, readout) if scale == "percent" else (math.nan, math.nan),
        per_week=per_week,
        presumed=presumed,
    )


def _later(arm: Arm, change: float, days: float) -> Arm:
    """The follow-up of an arm."""
    from dataclasses import replace

    return replace(
        arm,
        id=f"{arm.id}+{days:g}d",
        observed=change,
        after=(days, days),
        error=arm.error * arm.per_week,
        spread=arm.spread * arm.per_week,
        per_week=1.0,
    )
