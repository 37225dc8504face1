"""A result on one screen, as text and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model.imbalance import SYMMETRIC, due_to_treatment
from .variables import healthy_value

if TYPE_CHECKING:
    from .result import Result

#: What a summary shows, in order: name, decimals.
SHOWN = (
    ("imbalance", 2),
    ("resting_angle", 1),
    ("rom_agonist", 1),
    ("resting_length_agonist", 3),
    ("resting_length_antagonist", 3),
    ("resting_tension_agonist", 0),
    ("resting_tension_antagonist", 0),
    ("tone_agonist", 2),
    ("strength_ratio", 2),
    ("pain", 1),
)


def moments(result: Result) -> dict[str, float]:
    """Days at which a summary reads: before, after the programme, at follow-up [d]."""
    end = float(result.days[-1])
    after = min(float(result.provenance.get("programme_days") or end), end)
    return {"before": 0.0, "after": after, "follow-up": end} if after < end else {"before": 0.0, "after": end}


def readings(result: Result) -> dict[str, dict[str, float]]:
    """Values at those moments [units shown]: ``{"rom_agonist": {"before": ..., "after": ...}}``."""
    days = moments(result)
    return {
        name: {when: result.at(name, day) for when, day in days.items()}
        for name, _ in SHOWN
        if name in result.variables
    }


def data(result: Result) -> dict[str, Any]:
    """Everything of the summary as plain data, ready for JSON."""
    audit = result.timeline.audit
    assumed = result.person.parameters.assumed
    return {
        "pair": result.pair.name,
        "model": result.person.model.name,
        "days": float(result.days[-1]),
        "stopped": result.stopped,
        "plan": result.provenance.get("plan"),
        "lifestyle": result.provenance.get("lifestyle"),
        "dose": {
            kind: {
                "sessions": dose.sessions,
                "repetitions": dose.repetitions,
                "effort_seconds": dose.effort_seconds,
                "stretch_seconds": dose.stretch_seconds,
            }
            for kind, dose in (
                ("prescribed", audit.prescribed),
                ("adhered", audit.adhered),
                ("delivered", audit.delivered),
            )
        },
        "moments": moments(result),
        "healthy": {
            name: healthy_value(result.person, name) for name, _ in SHOWN if name in result.variables
        },
        "readings": readings(result),
        "units": {name: result.variables[name].unit for name, _ in SHOWN if name in result.variables},
        "time_to_symmetry": result.time_to_symmetry,
        "parameters": len(result.person.parameters),
        "assumed_parameters": len(assumed),
    }


def text(result: Result) -> str:
    """The summary in at most 30 lines."""
    found = data(result)
    dose = found["dose"]
    lines = [f"PARTIAL RESULT, stopped {result.stopped}"] if result.stopped else []
    lines += [
        f"{result.pair.title}: {found['days']:.0f} days, model '{found['model']}'",
        f"  life       {found['lifestyle']}",
        *(f"  programme  {line}" for line in str(found["plan"]).splitlines()),
    ]
    if dose["prescribed"]["sessions"]:
        lines.append(
            "  dose       "
            + "; ".join(
                f"{kind} {d['sessions']} sessions, {d['repetitions']} repetitions, "
                f"{d['stretch_seconds'] / 60:.0f} min stretch"
                for kind, d in dose.items()
                if kind != "adhered"
            )
        )
    heads = list(found["moments"].items())
    lines.append(f"  {'':38s}" + "".join(f"{f'{when} (d {day:.0f})':>18s}" for when, day in heads))
    for name, digits in SHOWN:
        if name in found["readings"]:
            cells = "".join(f"{found['readings'][name][when]:18.{digits}f}" for when, _ in heads)
            lines.append(f"  {short(result, name):38s}{cells}")
    day = found["time_to_symmetry"]
    lines.append(
        f"  symmetric (imbalance below {SYMMETRIC:g} to the end): "
        + (f"from day {day:.0f}" if day is not None else "not reached")
    )
    lines.append(
        f"  {found['assumed_parameters']} of {found['parameters']} parameters are assumptions; "
        "a research and teaching model"
    )
    return "\n".join(lines)


def short(result: Result, name: str) -> str:
    """Name of a reading in a table: words, the muscle's name and the unit."""
    group = {"agonist": result.pair.agonist, "antagonist": result.pair.antagonist}
    head, _, tail = name.rpartition("_")
    words = f"{head.replace('_', ' ')}, {group[tail]}" if tail in group else name.replace("_", " ")
    unit = result.variables[name].unit
    return words.replace("rom", "range") + (f" [{unit}]" if unit != "-" else "")


def recovery_due_to_treatment(treated: Result, untreated: Result) -> dict[str, dict[str, float | None]]:
    """Share of each recovery that is due to treatment, per reading and moment of the treated arm."""
    shares: dict[str, dict[str, float | None]] = {}
    for name in readings(treated):
        start, healthy = treated.at(name, 0.0), healthy_value(treated.person, name)
        shares[name] = {
            when: due_to_treatment(start, treated.at(name, day), untreated.at(name, day), healthy)
            for when, day in moments(treated).items()
            if day > 0
        }
    return shares
