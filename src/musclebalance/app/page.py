"""The page's files: served one by one, or put into a single file that opens by double-click."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

#: Scripts in the order in which they are loaded.
SCRIPTS = (
    "words.js", "state.js", "source.js", "chart.js", "joint.js", "phase.js", "panels.js", "controls.js",
    "view.js", "session.js", "keep.js", "buttons.js", "page.js",
)  # fmt: skip
STYLE = "page.css"
MARKER = "<!-- SCRIPTS -->"


def read(name: str) -> str:
    """Text of one of the page's files."""
    return files("musclebalance.app").joinpath("static", name).read_text(encoding="utf-8")


def served() -> str:
    """The page as the server gives it: style and scripts by name, nothing inline."""
    tags = "\n".join(f'<script src="{name}" defer></script>' for name in SCRIPTS)
    return read("page.html").replace(MARKER, f'<link rel="stylesheet" href="{STYLE}">\n{tags}')


def single(data: dict[str, Any]) -> str:
    """The page in one file, with its data; a policy with hashes lets nothing else run or load."""
    style = read(STYLE)
    # "</" may not stand inside a script element; in JSON "<\/" means the same.
    known = "window.MUSCLEBALANCE = " + json.dumps(data, separators=(",", ":")).replace("</", "<\\/") + ";"
    script = "\n".join(["'use strict';", known, *(read(name) for name in SCRIPTS)])
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>{style}</style>'
    page = read("page.html").replace(MARKER, head)
    return page.replace("</body>", f"<script>{script}</script>\n</body>")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
