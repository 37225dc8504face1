"""The part of the evidence page that compares the model with baselines while studies are left out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from musclebalance.evidence import contrasts
from musclebalance.evidence.comparing import GIVEN, IN_SAMPLE, LEFT_OUT, Skill
from musclebalance.evidence.contrasting import KINDS, judged
from musclebalance.evidence.published import scored

from .. import page

_TOTALS = "error [deg] | CRPS [deg] | log score | inside | inside, by study | width [deg] | PIT"
#: What each table holds: use, way, heading.
TABLES = (
    ("calibrate", LEFT_OUT, "Each calibrate study left out in turn"),
    ("calibrate", GIVEN, "The same, given the study's other results"),
    ("validate", LEFT_OUT, "Held-out studies"),
    ("validate", GIVEN, "Held-out studies, given the study's other results"),
)
FIELDS = ("phase", "joint", "readout", "dose")


def sections(found: Skill) -> str:
    """Tables of errors, scores, contrasts and detections."""
    parts = [_table(found, *each) for each in TABLES]
    parts += ["### Where the model errs, studies left out\n", _by(found)]
    parts += ["### Differences within studies\n", _contrasts(found)]
    parts += ["### Effects that were seen, and nulls\n", _detections(found)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(found: Skill, use: str, way: str, heading: str) -> str:
    marks = found.of(found.model, way, use)
    studies = len({mark.study for mark in marks})
    rom = sum(mark.is_range for mark in marks)
    rows = [_row(found, name, way, use) for name in found.contenders]
    if use == "calibrate":
        if way == LEFT_OUT:
            rows.append(
                (f"*{found.model}, in sample*", *_numbers(found.totals(found.model, IN_SAMPLE)), "", "")
            )
        mean, low, high = found.floor[way]
        rows.append((f"*noise floor* ({low:.1f} to {high:.1f})", f"{mean:.2f}", *[""] * 8))
    head = f"forecast | {_TOTALS} | model's error less this | model's CRPS less this"
    told = f"{len(marks)} results of {studies} studies, {rom} of them range of motion in degrees.\n"
    return f"### {heading}\n\n{told}\n{page.table(head, rows)}"


def _row(found: Skill, name: str, way: str, use: str) -> tuple[object, ...]:
    gaps = ["", ""]
    if name != found.model:
        gaps = [_interval(found.behind(name, score, way, use)) for score in ("mae", "crps")]
    shown = f"**{name}**" if name == found.model else name
    return (shown, *_numbers(found.totals(name, way, use)), *gaps)


def _interval(told: tuple[float, float, float]) -> str:
    return f"{told[0]:+.2f} ({told[1]:+.2f} to {told[2]:+.2f})"


def _numbers(t: Mapping[str, float]) -> tuple[str, ...]:
    inside = (f"{100 * t[name]:.0f} %" for name in ("coverage", "coverage_by_study"))
    none = not t["rom_results"]
    error, crps = ("" if none else f"{t[name]:.2f}" for name in ("mae", "crps"))
    width = "" if none else f"{t['width']:.1f}"
    return error, crps, f"{t['log_score']:.2f}", *inside, width, f"{t['pit']:.2f}"


def _by(found: Skill) -> str:
    rows = []
    for field in FIELDS:
        for name, t in found.by(field, found.model).items():
            rows.append((field, name, t["results"], t["rom_results"], *_numbers(t)))
    return page.table(f"by | which | results | ROM results | {_TOTALS}", rows)


def _contrasts(found: Skill) -> str:
    arms, rows = scored().results, []
    for name in found.contenders:
        pairs = list(contrasts(found, name, arms))
        for kind in KINDS:
            mine = [pair for pair in pairs if pair.kind == kind]
            if mine:
                t = judged(mine)
                slope = "" if np.isnan(t["slope"]) else f"{t['slope']:.2f}"
                signs = f"{t['signs']:.0f} of {t['pairs']}"
                numbers = (f"{t['error']:.1f}", f"{t['none']:.1f}", f"{100 * t['skill']:.0f} %")
                rows.append((kind, name, t["studies"], signs, slope, *numbers))
    rows.sort(key=lambda row: KINDS.index(str(row[0])))
    head = "arms differ in | forecast | studies | sign right | slope | error [deg] | of no difference | skill"
    return page.table(head, rows)


def _detections(found: Skill) -> str:
    rows = []
    for use in ("calibrate", "validate"):
        for name in found.contenders:
            t = found.found(name, use)
            effects = f"{t['effects_found']} of {t['effects']}"
            rows.append((use, name, effects, f"{t['nulls_reproduced']} of {t['nulls']}"))
    return page.table("rows | forecast | effects found | nulls reproduced", rows)
