"""The page on muscle pairs, from the data: ``python -m validation.pages.pairs docs/model/pairs.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from musclebalance.core import sources
from musclebalance.core.markdown import table
from musclebalance.pairs.definition import Pair
from musclebalance.pairs.reading import nerve_source, pair, pair_names
from musclebalance.pairs.table import GENERAL_CAUTION

PARTS = ("agonist", "antagonist")
HEAD = """# Muscle pairs

This page is generated from the data files of the package; do not edit it.

Each pair is a dated set of numbers: geometry and forces read from a published musculoskeletal model, the
rest from the sources named, or *assumed*. The agonist is the muscle that gets short and tight in the
pair's story. A positive moment arm raises the joint angle. The moment arm is a cubic fitted to the
tabulated curve of the model, and the fibre length is its integral, anchored at the model's neutral
posture ($l = l_0 - \\int r\\,dq / l_{opt}$). There are pairs for eleven places of the body. The neck
counts twice, because its upper and lower joints need different antagonists: twelve sets in all.

"""


def markdown() -> str:
    """The whole page."""
    preferred = [pair(name) for name in pair_names()]
    chapters = [_chapter(entry) for entry in preferred]
    used = dict.fromkeys(key for entry in preferred for key in entry.sources())
    used |= dict.fromkeys(nerve_source())
    return (
        HEAD
        + f"All pairs: {GENERAL_CAUTION}.\n\n"
        + _overview(preferred)
        + "\n".join(chapters)
        + _sources(used)
    )


def _nerves(entry: Pair) -> str:
    """Nerves that an entrapment can reach."""
    if not entry.nerves:
        return ""
    rows = [f"* {getattr(entry, part)}: {nerve}\n" for part, nerve in entry.nerves.items()]
    return (
        "Nerves that `pair.with_entrapment()` couples to the pressure (default 0):\n\n" + "".join(rows) + "\n"
    )


def _overview(pairs: Iterable[Pair]) -> str:
    head = ("pair", "agonist", "antagonist", "model", "other models", "parameters", "assumed")
    rows = (
        (
            f"`{p.name}`",
            p.agonist,
            p.antagonist,
            p.source,
            ", ".join(p.alternatives) or "none",
            len(p.parameters),
            len(p.parameters.assumed),
        )
        for p in pairs
    )
    return table(head, rows)


def _chapter(entry: Pair) -> str:
    value = entry.parameters.value
    low, high = value("range_low"), value("range_high")
    lines = [
        f"## {entry.title}\n\n`{entry.name}`, {entry.date}. Angle: {entry.coordinate}. "
        f"Rests at {value('neutral_angle'):g} deg; the fit holds from {low:g} to {high:g} deg.\n\n",
        *(f"* {text}\n" for text in entry.cautions),
        "\n",
        _geometry(entry),
        _parameters(entry),
        _activities(entry),
        _nerves(entry),
    ]
    return "".join(lines)


def _geometry(entry: Pair) -> str:
    """Preferred and alternative models side by side: where models differ, a reader sees how much."""
    head = (
        "model",
        "side",
        "group",
        "force [N]",
        "fibre [mm]",
        "moment arm at rest [mm]",
        "fibre at rest [lopt]",
        "fit rms [mm]",
        "length error [lopt]",
    )
    rows = []
    for source in (entry.source, *entry.alternatives):
        other = pair(entry.name, source)
        for part in PARTS:
            g = other.geometry[part]
            rows.append(
                (
                    source,
                    part,
                    g.group,
                    f"{g.max_isometric_force:.0f}",
                    f"{1e3 * g.optimal_fibre_length:.1f}",
                    f"{1e3 * g.coefficients[0]:+.1f}",
                    f"{g.neutral_fibre_length:.3f}",
                    f"{1e3 * g.moment_arm_rms:.2f}",
                    f"{g.length_error:.3f}",
                )
            )
    return table(head, rows)


def _parameters(entry: Pair) -> str:
    rows = (
        (f"`{p.name}`", f"{p.value:.6g}", p.unit, p.basis, ", ".join(p.source) or "none", p.meaning)
        for p in entry.parameters.values()
    )
    return table(("parameter", "value", "unit", "basis", "source", "meaning"), rows)


def _activities(entry: Pair) -> str:
    rows = []
    for name, activity in entry.actions.items():
        for part in activity.exposures:
            where = part.mode if part.angle is None else f"{part.angle:g} deg"
            efforts = f"{100 * part.effort_agonist:g} / {100 * part.effort_antagonist:g}"
            offsets = f"{part.offset_agonist:g} / {part.offset_antagonist:g}"
            note = f"{activity.note} ({activity.basis})"
            rows.append(
                (name, f"{part.share:g}", part.phase, where, efforts, f"{part.load:g}", offsets, note)
            )
    head = (
        "activity",
        "share",
        "phase",
        "angle",
        "effort agonist / antagonist [%MVC]",
        "load [N m]",
        "length offset agonist / antagonist [lopt]",
        "note",
    )
    return table(head, rows)


def _sources(keys: Iterable[str]) -> str:
    return "## Sources\n\n" + "".join(f"* {sources.get(key)}\n" for key in sorted(keys))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(markdown(), "utf-8")
