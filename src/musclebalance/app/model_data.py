"""What the page's own model has to know, as plain data: the grammar of sessions, and each muscle pair."""

from __future__ import annotations

import re
from dataclasses import MISSING, asdict, fields
from typing import Any

from ..core.calendar import TICKS_PER_SECOND
from ..core.errors import HIDDEN
from ..model.body import MUSCLES
from ..model.exposure import MODES, PHASES
from ..pairs import Pair
from ..pairs.plausible import tolerated_torque
from ..timeline.pieces import MODE_AND_PHASE, TREATS, VERBS
from ..treatment import grammar, steps

#: Signs of a regular expression as JavaScript spells them; white space and letters are those of Python.
SPACE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_LETTER = r"\p{L}\p{N}_"
_SIGNS = {
    r"\s": f"[{SPACE}]",
    r"\S": f"[^{SPACE}]",
    r"\d": r"\p{Nd}",
    r"\w": f"[{_LETTER}]",
    r"\W": f"[^{_LETTER}]",
    r"\b": f"(?![{_LETTER}])",  # a word ends
    "a-zA-Z": "a-zA-Zİı",  # Turkish letters are cases of i here
}
_CLASS = re.compile(r"\[(\^?)((?:\\.|[^]\\])*)\]")


def model_data() -> dict[str, Any]:
    """What sessions in words mean, and how their steps drive a joint."""
    return {"grammar": grammar_data(), "treatment": treatment_data()}


def grammar_data() -> dict[str, Any]:
    """Verbs, actions, clauses, units, examples, bounds and regular expressions of sessions in words."""
    usual = {field.name: field.default for field in fields(steps.Step)}
    return {
        "actions": {name: action._asdict() for name, action in steps.ACTIONS.items()},
        "verbs": grammar.VERBS,
        "clauses": grammar.CLAUSES,
        "words": steps.GRAMMAR_WORDS,
        "numbers": {
            clause: [what, {unit: [field, str(factor)] for unit, (field, factor) in units.items()}]
            for clause, (what, units) in grammar.NUMBERS.items()
        },
        "pain": str(grammar.PAIN),
        "times": list(grammar.SECONDS),
        "examples": grammar.EXAMPLES,
        "step": {name: None if value is MISSING else value for name, value in usual.items()},
        "goals": steps.GOALS,
        "bounds": steps.BOUNDS,
        "limits": {name.lower(): getattr(grammar, name) for name in _GRAMMAR}
        | {name.lower(): getattr(steps, name) for name in _STEPS},
        "patterns": {
            "space": expression(re.compile(r"\s+")),
            "token": expression(grammar.TOKEN),
            "number": expression(grammar.NUMBER, "^"),
            "several": expression(grammar.TIMES),
            "repeat": expression(grammar.REPEAT, "^"),
            "word": expression(steps.WORD, "^", "$"),
            "hidden": expression(HIDDEN),
        },
    }


_GRAMMAR = ("MOST_LINES", "LONGEST_NUMBER", "MOST_NUMBER")
_STEPS = (
    "LEAST_EFFORT", "LONGEST_STEP", "LONGEST_SESSION", "MOST_STEPS", "DEEPEST_REPEAT", "MOST_REPEATS",
    "APPROACH_SECONDS", "APPROACH_BARRIER", "STRETCH_BARRIER", "SLACK_BARRIER",
)  # fmt: skip


def expression(pattern: re.Pattern[str], before: str = "", after: str = "") -> list[str]:
    """A regular expression as JavaScript reads it: its source and its flags."""
    text = _CLASS.sub(_escaped, pattern.pattern)
    for sign, meaning in _SIGNS.items():
        text = text.replace(sign, meaning)
    return [f"{before}{text}{after}", "iv" if pattern.flags & re.IGNORECASE else "v"]


def _escaped(found: re.Match[str]) -> str:
    """A class of characters in which those that JavaScript takes for signs are escaped."""
    inside = re.sub(r"^-|-$|[()/]", r"\\\g<0>", found[2])
    return f"[{found[1]}{inside}]"


def treatment_data() -> dict[str, Any]:
    """How each action drives the joint, and what it is called on plots."""
    return {
        "modes": MODES,
        "phases": PHASES,
        "mode_and_phase": MODE_AND_PHASE,
        "treats": TREATS,
        "verbs": VERBS,
        "plateau_seconds": steps.PLATEAU_SECONDS,
        "microsecond": steps.MICROSECOND,
        "ticks_per_second": TICKS_PER_SECOND,
    }


def pair_data(pair: Pair) -> dict[str, Any]:
    """What a session has to know of a muscle pair.

    Names of the groups, range and neutral angle [deg], largest load [N m], and of each muscle its offset in
    the range-of-motion test and the bounds of offsets [lopt], the direction that lengthens it and the torque
    that is tolerated there [N m]; and what each activity does to the joint.
    """
    value = pair.parameters.value
    return {
        "name": pair.name,
        "agonist": pair.agonist,
        "antagonist": pair.antagonist,
        "range": [value("range_low"), value("range_high")],
        "neutral": value("neutral_angle"),
        "most_load": pair.most_load,
        "muscles": {
            muscle: {
                "rom_offset": value("rom_offset", muscle),
                "offsets": [float(bound) for bound in pair.offset_bounds(muscle)],
                "most_torque": tolerated_torque(pair.parameters, muscle),
                "lengthens": pair.lengthens(muscle),
            }
            for muscle in MUSCLES
        },
        "activities": {name: [asdict(part) for part in pair.activity(name)] for name in pair.activities},
    }
