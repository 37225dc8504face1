"""The page's files, served one by one or put into a single file, and what there is to choose from on it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from ..model import hypotheses
from ..pairs import pair, pair_names
from ..plot.joint import BELLY_FROM, INSERTION, ORIGIN, PASS, RAMP, SCALE, WIDTH
from ..plot.style import GREY, MUSCLES, ORANGE, PALE, PURPLE, SLATE
from ..treatment import TECHNIQUES
from . import bodies
from .settings import CAUSES, COLUMNS, LIMITS, TOLERANCE, WHOLE, Settings

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


def choices(
    begin: Settings | None = None, pairs: Sequence[str] | None = None, models: Sequence[str] | None = None
) -> dict[str, Any]:
    """Pairs, explanations, techniques in words, limits, defaults, columns of tables, colours, drawing."""
    explanations = [hypotheses.NAMED[name] for name in models or hypotheses.NAMED]
    return {
        "pairs": [
            {"name": name, "title": pair(name).title, "agonist": pair(name).agonist}
            for name in pairs or pair_names()
        ],
        "models": [{"name": m.name, "question": m.question} for m in explanations],
        "bodies": bodies.offered(tuple(pairs or pair_names())),
        "causes": list(CAUSES),
        "techniques": [
            {"name": t.name, "differs": t.differs, "words": str(t.session())} for t in TECHNIQUES.values()
        ],
        "limits": {name: asdict(limit) for name, limit in LIMITS.items()},
        "whole": list(WHOLE),
        "defaults": (begin or Settings()).to_data(),
        "columns": [[name, unit_of(name)] for name in COLUMNS],
        "tolerance": TOLERANCE,
        "colors": {
            **{muscle: str(look["color"]) for muscle, look in MUSCLES.items()},
            "ink": "#26292b",
            "card": "#ffffff",
            "slate": SLATE,
            "grey": GREY,
            "pale": PALE,
            "purple": PURPLE,
            "orange": ORANGE,
        },
        "drawing": drawing(),
    }


def drawing() -> dict[str, Any]:
    """How joint and figure are drawn."""
    return {
        "ramp": list(RAMP),
        "origin": list(ORIGIN),
        "pass": PASS,
        "insertion": list(INSERTION),
        "belly_from": BELLY_FROM,
        "scale": SCALE,
        "width": WIDTH,
        "figure": bodies.figure(),
    }


def unit_of(name: str) -> str:
    """Unit of a series, with or without its muscle."""
    return UNITS[name] if name in UNITS else UNITS[name.rpartition("_")[0]]


#: Languages of the page: each has its texts in strings.CODE.js.
LANGUAGES = ("en", "de")
#: Scripts in the order in which they are loaded: of the page, and of the model that runs beside it.
SCRIPTS = (
    "text.js", *(f"strings.{code}.js" for code in LANGUAGES), "theme.js", "laws.js", "terms.js",
    "words.js", "state.js", "source.js", "chart.js", "joint.js", "body.js", "phase.js", "panels.js",
    "headline.js", "table.js", "bodyview.js", "controls.js", "view.js", "session.js", "keep.js",
    "buttons.js", "looks.js", "question.js", "challenges.js", "feel.js", "band.js", "play.js", "page.js",
)  # fmt: skip
MODEL_SCRIPTS = (
    "messages.js", "steps.js", "grammar.js", "treatment.js", "random.js", "life.js", "kernel.js",
    "timeline.js", "readings.js", "closeup.js", "settings.js", "script.js", "bodycourse.js", "course.js",
    "worker.js",
)  # fmt: skip
WORKER = "model.js"
STYLE = "page.css"
MARKER = "<!-- SCRIPTS -->"


def read(name: str) -> str:
    """Text of one of the page's files."""
    return files("musclebalance.app").joinpath("static", name).read_text(encoding="utf-8")


def worker() -> str:
    """Text of the model that runs beside the page."""
    return "\n".join(["self.window = self;", *map(read, MODEL_SCRIPTS)])


def served() -> str:
    """The page as the server gives it: style and scripts by name, nothing inline."""
    tags = "\n".join(f'<script src="{name}" defer></script>' for name in SCRIPTS)
    return read("page.html").replace(MARKER, f'<link rel="stylesheet" href="{STYLE}">\n{tags}')


def single(data: dict[str, Any]) -> str:
    """The page in one file, with its data; a policy with hashes lets nothing else run or load."""
    style = read(STYLE)
    # "</script" and "<!--" may not stand inside a script element; in JSON "\\u003c" means the same as "<".
    known = json.dumps(data, separators=(",", ":")).replace("<", r"\u003c")
    script = "\n".join(
        ["'use strict';", f"window.MUSCLEBALANCE = {known};", *(read(name) for name in SCRIPTS)]
    )
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}' 'wasm-unsafe-eval'; worker-src blob:; "
        f"style-src '{_hash(style)}'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>{style}</style>'
    page = read("page.html").replace(MARKER, head)
    return page.replace("</body>", f"<script>{script}</script>\n</body>")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
