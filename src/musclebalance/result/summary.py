"""A result on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.imbalance import SYMMETRIC

#: What tables show unless asked for more.
MAIN = (
    "imbalance", "imbalance_length", "imbalance_rest", "imbalance_rom", "imbalance_tone", "resting_angle",
    "rom_agonist", "rom_antagonist", "resting_length_agonist", "resting_length_antagonist",
    "resting_tension_agonist", "resting_tension_antagonist", "tone_agonist", "tone_antagonist",
    "strength_torque_agonist", "strength_torque_antagonist", "strength_ratio", "memory_agonist",
    "tolerance_slow_agonist", "pain",
)  # fmt: skip
#: What a summary shows, in order: name, decimals.
SHOWN = (
    ("imbalance", 2), ("resting_angle", 1), ("rom_agonist", 1), ("resting_length_agonist", 3),
    ("resting_length_antagonist", 3), ("resting_tension_agonist", 0), ("resting_tension_antagonist", 0),
    ("tone_agonist", 2), ("strength_ratio", 2), ("pain", 1),
)  # fmt: skip


def text(found: Mapping[str, Any], title: str, groups: Mapping[str, str]) -> str:
    """A summary in at most 30 lines: its data, the title of the pair and the names of the muscles."""
    lines = [f"PARTIAL RESULT, stopped {found['stopped']}"] if found["stopped"] else []
    lines += [
        f"{title}: {found['days']:.0f} days, model '{found['model']}'",
        f"  life       {found['lifestyle']}",
        *(f"  programme  {line}" for line in str(found["plan"]).splitlines()),
    ]
    if found["dose"]["prescribed"]["sessions"]:
        doses = (
            f"{kind} {dose['sessions']} sessions, {dose['repetitions']} repetitions, "
            f"{dose['stretch_seconds'] / 60:.0f} min stretch"
            for kind, dose in found["dose"].items()
            if kind != "adhered"
        )
        lines.append("  dose       " + "; ".join(doses))
    heads = list(found["moments"].items())
    lines.append(f"  {'':38s}" + "".join(f"{f'{when} (d {day:.0f})':>18s}" for when, day in heads))
    for name, digits in SHOWN:
        if name in found["readings"]:
            cells = "".join(f"{found['readings'][name][when]:18.{digits}f}" for when, _ in heads)
            lines.append(f"  {short(name, found['units'][name], groups):38s}{cells}")
    day = found["time_to_symmetry"]
    reached = f"from day {day:.0f}" if day is not None else "not reached"
    lines.append(f"  symmetric (imbalance below {SYMMETRIC:g} to the end): {reached}")
    lines.append(
        f"  {found['assumed_parameters']} of {found['parameters']} parameters are assumptions; "
        "a research and teaching model"
    )
    return "\n".join(lines)


def short(name: str, unit: str, groups: Mapping[str, str]) -> str:
    """Name of a reading in a table: words, the muscle's name and the unit."""
    head, _, tail = name.rpartition("_")
    words = f"{head.replace('_', ' ')}, {groups[tail]}" if tail in groups else name.replace("_", " ")
    return words.replace("rom", "range") + (f" [{unit}]" if unit != "-" else "")
