"""Further results of arms: time courses, stiffness, tolerance of groups whose protocol stands elsewhere.

Tables of time courses and of stiffness print no protocol. Each result here names the arm it belongs to; its
numbers are read from its own row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from .dataset import Use, load
from .dataset import arms as rows
from .normalise import span
from .trial_arms import Arm, _plain, protocol_of
from .vocabulary import READOUTS, SPREADS, joint_group, untreated


@dataclass(frozen=True, slots=True)
class Further:
    """One further result."""

    row: str
    table: str
    base: str
    readout: str
    weeks: float = 0.0
    minus: str = ""


FURTHER: dict[Use, tuple[Further, ...]] = {
    "calibrate": (
        Further("T012", "timecourse", "P008", "hip flexion", 3.0, "T011"),
        Further("T013", "timecourse", "P009", "hip flexion", 3.0, "T011"),
        Further("T019", "timecourse", "P045", "dorsiflexion", 6.0),
        Further("T021", "timecourse", "P045", "muscle stiffness", 6.0),
        Further("T022", "timecourse", "P045", "muscle stiffness"),
        Further("T023", "timecourse", "P045", "tolerated torque"),
        Further("T024", "timecourse", "P045", "passive torque"),
        Further("R034", "reflex_and_stiffness", "A052", "tendon stiffness"),
        Further("R035", "reflex_and_stiffness", "A052", "muscle stiffness"),
    ),
    "validate": (
        Further("R036", "reflex_and_stiffness", "P041", "tendon stiffness"),
        Further("R037", "reflex_and_stiffness", "P041", "tendon stiffness"),
        Further("R043", "reflex_and_stiffness", "P028", "passive torque"),
    ),
}


def further_arms(use: Use) -> list[Arm]:
    """Further results of one use as arms; only rows of that use are read."""
    frame = rows(use)
    tables = {name: load(name, use) for name in ("timecourse", "reflex_and_stiffness")}
    return [_arm(entry, use, frame, tables[entry.table]) for entry in FURTHER.get(use, ())]


def _arm(entry: Further, use: Use, frame: Any, table: Any) -> Arm:
    base = _plain(frame.loc[entry.base].to_dict()) | {"id": entry.base}
    row = _plain(table.loc[entry.row].to_dict())
    protocol = protocol_of(base, entry.readout)
    if entry.weeks:
        protocol = replace(protocol, weeks=(entry.weeks, entry.weeks))
    change, unit = _change(row)
    people = float(row.get("people", math.nan))
    people = people if people == people else float(base.get("n_arm", base.get("people", 14.3)))
    spread = SPREADS[(unit, protocol.acute)]
    error = spread / math.sqrt(people)
    if entry.minus:
        control = _plain(table.loc[entry.minus].to_dict())
        change = float(row["mean"]) - float(control["mean"])
        error = math.hypot(float(row["SD"]), float(control["SD"]))
    percent_of_range = unit == "percent" and READOUTS[entry.readout].kind == "range"
    return Arm(
        id=entry.row,
        study=protocol.study,
        use=use,
        table=entry.table,
        joint=joint_group(protocol.pair),
        label=str(row.get("outcome", row.get("measure", ""))),
        protocol=protocol,
        versus=untreated(protocol) if entry.minus else None,
        readout=entry.readout,
        scale="percent" if unit == "percent" else "absolute",
        after=(0.5, 3.0) if protocol.acute else (1.0, 3.0),
        observed=change,
        error=error,
        spread=spread,
        people=people,
        unit=unit,
        baseline=(20.0, 38.0) if percent_of_range else (math.nan, math.nan),
        presumed="" if entry.minus else "spread",
    )


def _change(row: dict[str, Any]) -> tuple[float, str]:
    """Change in percent or degrees, whichever way the table prints it."""
    unit = "deg" if row.get("unit") == "deg" else "percent"
    if "mean" in row:
        return float(row["mean"]), unit
    if "change_mean" in row:
        return sum(span(row["change_mean"])) / 2.0, unit
    if "change_low" in row:
        return 0.5 * (float(row["change_low"]) + float(row["change_high"])), unit
    before, after = float(row["baseline_mean"]), float(row["post_mean"])
    return 100.0 * (after / before - 1.0), "percent"
