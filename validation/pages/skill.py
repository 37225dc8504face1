"""The part of the evidence page that compares the model with baselines while studies are left out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from musclebalance.evidence import contrasts
from musclebalance.evidence.baselines import FORMULAS
from musclebalance.evidence.comparing import GIVEN, IN_SAMPLE, LEFT_OUT, Skill
from musclebalance.evidence.contrasting import KINDS, Contrast, judged
from musclebalance.evidence.published import Z95, scored

from .. import page

_TOTALS = "error [deg] | CRPS [deg] | log score | inside | inside, by study | width [deg] | PIT"
#: What each table holds: use, way, heading.
TABLES = (
    ("calibrate", LEFT_OUT, "Each study calibrated on, left out in turn"),
    ("calibrate", GIVEN, "The same, given the study's other results"),
    ("validate", LEFT_OUT, "Held-out studies"),
    ("validate", GIVEN, "Held-out studies, given the study's other results"),
)
FIELDS = ("phase", "joint", "readout", "dose")
#: Widths of 95 % intervals that were hoped for [deg].
HOPED = {GIVEN: 14, LEFT_OUT: 19}
#: Predicted differences that are smaller than this tell no slope [deg].
FLAT = 0.1
#: The uses of a result in words.
USED = {"validate": "held out", "calibrate": "calibrated on"}
#: Parts of a lacking log density that are named.
LARGEST = 4


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
                told = not np.isnan(t["slope"]) and said(mine) > FLAT
                slope = f"{t['slope']:.2f}" if told else ""
                signs = f"{t['signs']:.0f} of {t['pairs']}"
                numbers = (f"{t['error']:.1f}", f"{t['none']:.1f}", f"{round(100 * t['skill']) + 0:d} %")
                rows.append((kind, name, t["studies"], signs, slope, *numbers))
    rows.sort(key=lambda row: KINDS.index(str(row[0])))
    head = "arms differ in | forecast | studies | sign right | slope | error [deg] | of no difference | skill"
    return page.table(head, rows)


def said(pairs: Sequence[Contrast]) -> float:
    """Size of the predicted differences: their root mean square [deg]."""
    return float(np.sqrt(np.mean([pair.predicted**2 for pair in pairs])))


def _detections(found: Skill) -> str:
    rows = []
    for use in ("calibrate", "validate"):
        for name in found.contenders:
            t = found.found(name, use)
            effects = f"{t['effects_found']} of {t['effects']}"
            rows.append((USED[use], name, effects, f"{t['nulls_reproduced']} of {t['nulls']}"))
    return page.table("use | forecast | effects found | nulls reproduced", rows)


def limits(found: Skill) -> str:
    """What was hoped for and missed, beside what anything else reaches on the same rows."""
    rows = [*_widths(found), _against_the_mean(found), _density(found), _weeks(found), _given_others(found)]
    return page.table("hoped for | the model | by comparison", rows)


def _widths(found: Skill) -> Iterator[tuple[str, ...]]:
    """Intervals beside those that the noise floor makes by itself."""
    told = {GIVEN: "given a study's other results", LEFT_OUT: "nothing known of the study"}
    for way, words in told.items():
        error = found.floor[way][0]
        # the mean distance of a normal number from its centre is its standard deviation times sqrt(2 / pi)
        alone = 2.0 * Z95 * error * math.sqrt(math.pi / 2.0)
        width = found.totals(found.model, way)["width"]
        yield (
            f"95 % interval at most {HOPED[way]} deg wide, {words}",
            f"{width:.1f} deg",
            f"the noise floor's mean error of {error:.1f} deg makes {alone:.1f} deg by itself",
        )


def _against_the_mean(found: Skill) -> tuple[str, ...]:
    """Error beside that of a constant and the noise floor."""
    ours, theirs = (found.totals(name)["mae"] for name in (found.model, "one mean"))
    gap, floor = found.behind("one mean"), found.floor[LEFT_OUT][0]
    zero = "contains zero" if gap[1] <= 0.0 <= gap[2] else "does not contain zero"
    return (
        "a smaller error than one mean, studies left out",
        f"{ours:.2f} deg",
        f"one mean {theirs:.2f}; the difference {_interval(gap)} {zero}; noise floor {floor:.1f}",
    )


def _density(found: Skill) -> tuple[str, ...]:
    """Log density beside that of levers, and where most of what is lacking lies."""
    parts = {name: _parts(found, name) for name in (found.model, *FORMULAS)}
    totals = {name: sum(each.values()) for name, each in parts.items()}
    best = max(FORMULAS, key=lambda name: totals[name])
    lost = {where: parts[best][where] - part for where, part in parts[found.model].items()}
    largest = sorted(lost, key=lambda where: -lost[where])[:LARGEST]
    listed = ", ".join(f"*{name}* {totals[name]:.0f}" for name in FORMULAS)
    where = ", ".join(f"{readout} ({phase}) {lost[readout, phase]:.0f}" for readout, phase in largest)
    behind = totals[best] - totals[found.model]
    return (
        "a larger log density of all results than levers, studies left out",
        f"{totals[found.model]:.0f}",
        f"{listed}; most of the {behind:.0f} behind the best: {where}",
    )


def _parts(found: Skill, name: str) -> dict[tuple[str, str], float]:
    """Log density by readout and phase."""
    parts: dict[tuple[str, str], float] = {}
    for mark in found.of(name):
        where = (mark.readout, mark.phase)
        parts[where] = parts.get(where, 0.0) + mark.log_score
    return parts


def _weeks(found: Skill) -> tuple[str, ...]:
    """Slope of differences between weeks beside that of everything else that knows weeks."""
    arms, slopes = scored().results, {}
    for name in found.contenders:
        mine = [pair for pair in contrasts(found, name, arms) if pair.kind == "weeks"]
        t = judged(mine)
        if not np.isnan(t["slope"]):
            slopes[name] = t["slope"]
    listed = ", ".join(f"*{name}* {slope:.2f}" for name, slope in slopes.items() if name != found.model)
    return (
        "differences between weeks as large as predicted (slope 1)",
        f"{slopes[found.model]:.2f}",
        f"{listed}; {t['pairs']} differences of {t['studies']} studies are all there are",
    )


def _given_others(found: Skill) -> tuple[str, ...]:
    """CRPS given a study's other results, beside the formulas with powers of the dose."""
    listed = []
    for name in FORMULAS:
        crps, gap = found.totals(name, GIVEN)["crps"], found.behind(name, "crps", GIVEN)
        listed.append(f"*{name}* {crps:.2f}, model less this {_interval(gap)}")
    ours = found.totals(found.model, GIVEN)["crps"]
    return "a smaller CRPS than formulas, given a study's other results", f"{ours:.2f} deg", "; ".join(listed)
