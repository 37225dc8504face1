"""What there is to choose from on the page, and how it is drawn: the library's names, bounds, colours."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..model import hypotheses
from ..pairs import pair, pair_names
from ..plot.joint import BELLY_FROM, INSERTION, ORIGIN, PASS, RAMP, SCALE, WIDTH
from ..plot.style import GREY, MUSCLES, ORANGE, PALE, PURPLE, SLATE
from ..treatment import TECHNIQUES
from .script import COLUMNS
from .settings import CAUSES, LIMITS, TOLERANCE, Settings

#: Unit of each series of the page, by name without the muscle.
UNITS = {
    "imbalance": "-",
    "resting_angle": "deg",
    "rom": "deg",
    "resting_length": "-",
    "resting_tension": "N",
    "strength_ratio": "-",
    "pain": "0-10",
}


def choices() -> dict[str, Any]:
    """Pairs, explanations, techniques in words, limits, defaults, columns of tables, colours, drawing."""
    return {
        "pairs": [{"name": name, "title": pair(name).title} for name in pair_names()],
        "models": [{"name": m.name, "question": m.question} for m in hypotheses.NAMED.values()],
        "causes": list(CAUSES),
        "techniques": [
            {"name": t.name, "differs": t.differs, "words": str(t.session())} for t in TECHNIQUES.values()
        ],
        "limits": {name: asdict(limit) for name, limit in LIMITS.items()},
        "defaults": Settings().to_data(),
        "columns": [[name, unit_of(name)] for name in COLUMNS],
        "tolerance": TOLERANCE,
        "colors": {
            **{muscle: str(look["color"]) for muscle, look in MUSCLES.items()},
            "slate": SLATE,
            "grey": GREY,
            "pale": PALE,
            "purple": PURPLE,
            "orange": ORANGE,
        },
        "drawing": {
            "ramp": list(RAMP),
            "origin": list(ORIGIN),
            "pass": PASS,
            "insertion": list(INSERTION),
            "belly_from": BELLY_FROM,
            "scale": SCALE,
            "width": WIDTH,
        },
    }


def unit_of(name: str) -> str:
    """Unit of a series, with or without its muscle."""
    return UNITS[name] if name in UNITS else UNITS[name.rpartition("_")[0]]
