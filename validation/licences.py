"""The page of licences: what every package that musclebalance can ask for says of itself."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHORT = 60  # characters; more is the licence's own text
HEAD = """# Licences

musclebalance has the BSD 3-Clause licence. It contains no code of the packages below; they are installed
beside it, with the package or with an extra. Licences are in their own words. Written by
`python3 dev.py licences`.

| package | comes with | licence |
|---|---|---|
"""


def page() -> str:
    """The page, from the packages that are installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    groups = {"the package": project["dependencies"], **{name: extras[name] for name in extras}}
    rows = [
        f"| {name} | {group} | {licence(name)} |\n"
        for group, asked in groups.items()
        if group not in ("docs", "test", "simulators")  # tools of development
        for name in (re.split(r"[\[<>=; ]", one)[0] for one in asked)
    ]
    return HEAD + "".join(rows)


def licence(name: str) -> str:
    """A package's licence: the expression, a short name, or the classifier."""
    stated = metadata(name)
    short = [stated[field] for field in ("License-Expression", "License") if field in stated]
    kinds = [
        kind.split(" :: ")[-1] for kind in stated.get_all("Classifier", []) if kind.startswith("License")
    ]
    return next(str(text) for text in [*short, *kinds] if text and len(text) <= SHORT and "\n" not in text)


if __name__ == "__main__":
    (ROOT / "docs" / "licences.md").write_text(page(), "utf-8")
