"""The pages on muscle pairs, from the data: ``python -m validation.pages.pairs docs/model/pairs``."""

from __future__ import annotations

from musclebalance.core import sources
from musclebalance.core.parameters import Parameter
from musclebalance.pairs import Pair, pair, pair_names
from musclebalance.pairs.packaged import nerve_source
from musclebalance.pairs.table import GENERAL_CAUTION

from ..page import folder, table

HEAD = """# Muscle pairs

This page and those of the pairs are generated from the data files of the package; do not edit them.

Each pair is a dated set of numbers: geometry and forces read from a published musculoskeletal model, the
rest from the sources named, or *assumed*. The agonist is the muscle that gets short and tight in the
pair's story. A positive moment arm raises the joint angle. The moment arm is a cubic fitted to the
tabulated curve of the model, and the fibre length is its integral, anchored at the model's neutral
posture ($l = l_0 - \\int r\\,dq / l_{opt}$). There are pairs for eleven places of the body. The neck
counts twice, because its upper and lower joints need different antagonists: twelve sets in all.

"""
TOCTREE = """```{{toctree}}
:hidden:

{names}
```
"""


def pages() -> dict[str, str]:
    """Every page by the name of its file: one for each pair, and one that leads to them."""
    every = [pair(name) for name in pair_names()]
    head = "pair | name | agonist | antagonist | model | other models | parameters | assumed"
    index = f"{HEAD}All pairs: {GENERAL_CAUTION}.\n\n" + table(head, map(_row, every))
    index += TOCTREE.format(names="\n".join(entry.name for entry in every))
    return {"index.md": index, **{f"{entry.name}.md": _page(entry) for entry in every}}


def _row(p: Pair) -> tuple[object, ...]:
    others, numbers = ", ".join(p.alternatives) or "none", p.parameters
    told = (p.agonist, p.antagonist, p.source, others, len(numbers), len(numbers.assumed))
    return f"[{p.title}]({p.name}.md)", f"`{p.name}`", *told


def _page(entry: Pair) -> str:
    value = entry.parameters.value
    low, high = value("range_low"), value("range_high")
    used = sorted({*entry.sources(), *(nerve_source() if entry.nerves else ())})
    parts = [
        f"# {entry.title}\n\n`{entry.name}`, {entry.date}. Angle: {entry.coordinate}. Rests at "
        f"{value('neutral_angle'):g} deg; the fit of the moment arms holds from {low:g} to {high:g} deg.\n\n",
        "## Cautions\n\n" + "".join(f"* {text}\n" for text in entry.cautions) + "\n",
        "## Geometry\n\n" + _geometry(entry),
        "## Numbers of each muscle\n\n" + _muscles(entry),
        "## Numbers of the joint\n\n" + _joint(entry),
        "## Activities\n\nWhat each activity does to this joint; the shares of one add up to 1.\n\n",
        _activities(entry),
        _nerves(entry),
        "## Sources\n\n" + "".join(f"* {sources.get(key)}\n" for key in used),
    ]  # fmt: skip
    return "".join(parts)


def _nerves(entry: Pair) -> str:
    """Nerves that an entrapment can reach."""
    if not entry.nerves:
        return ""
    rows = "".join(f"* {getattr(entry, part)}: {nerve}\n" for part, nerve in entry.nerves.items())
    return (
        f"## Nerves\n\nNerves that `pair.with_entrapment()` couples to the pressure (default 0):\n\n{rows}\n"
    )


def _geometry(entry: Pair) -> str:
    """Preferred and alternative models side by side: where models differ, a reader sees how much."""
    rows = []
    for source in (entry.source, *entry.alternatives):
        for part, g in pair(entry.name, source).geometry.items():
            force, arm = f"{g.max_isometric_force:.0f}", f"{1e3 * g.coefficients[0]:+.1f}"
            fibre, rest = f"{1e3 * g.optimal_fibre_length:.1f}", f"{g.neutral_fibre_length:.3f}"
            errors = f"{1e3 * g.moment_arm_rms:.2f}", f"{g.length_error:.3f}"
            rows.append((source, part, g.group, force, fibre, arm, rest, *errors))
    return table(
        "model | side | group | force [N] | fibre [mm] | moment arm at rest [mm] | fibre at rest [lopt] | "
        "fit rms [mm] | length error [lopt]",
        rows,
    )


def _muscles(entry: Pair) -> str:
    """Both muscles side by side."""
    rows = []
    for p in entry.parameters.values():
        side, _, name = p.name.partition(".")
        if side == "agonist":
            other = entry.parameters[f"antagonist.{name}"]
            told = dict.fromkeys((_origin(p), _origin(other)))
            values = (f"{p.value:.6g}", f"{other.value:.6g}")
            rows.append((f"`{name}`", p.meaning, *values, p.unit, " / ".join(told)))
    sides = f"agonist: {entry.agonist} | antagonist: {entry.antagonist}"
    return table(f"parameter | meaning | {sides} | unit | basis (source)", rows)


def _joint(entry: Pair) -> str:
    """What belongs to neither muscle."""
    mine = (p for p in entry.parameters.values() if "." not in p.name)
    rows = ((f"`{p.name}`", p.meaning, f"{p.value:.6g}", p.unit, _origin(p)) for p in mine)
    return table("parameter | meaning | value | unit | basis (source)", rows)


def _origin(p: Parameter) -> str:
    """Basis of a number, with its sources if it has any."""
    return f"{p.basis} ({', '.join(p.source)})" if p.source else p.basis


def _activities(entry: Pair) -> str:
    rows = []
    for name, activity in entry.actions.items():
        for part in activity.exposures:
            where = part.mode if part.angle is None else f"{part.angle:g} deg"
            efforts = f"{100 * part.effort_agonist:g} / {100 * part.effort_antagonist:g}"
            offsets = f"{part.offset_agonist:g} / {part.offset_antagonist:g}"
            note = f"{activity.note} ({activity.basis})"
            share, load = f"{part.share:g}", f"{part.load:g}"
            rows.append((name, share, part.phase, where, efforts, load, offsets, note))
    return table(
        "activity | share | phase | angle | effort agonist / antagonist [%MVC] | load [N m] | "
        "length offset agonist / antagonist [lopt] | note",
        rows,
    )


if __name__ == "__main__":
    folder(pages, "validation.pages.pairs")
