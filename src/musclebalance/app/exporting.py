"""The page as one HTML file that needs neither Python nor a network: a grid of runs instead of the model."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..core.errors import FileError, MusclebalanceError, unknown
from ..core.writing import whole_file
from .page import choices, single
from .running import portrait, run, session, untreated
from .settings import Settings

#: Values of the settings that can be moved in the file; all others stay as they were.
GRID: Mapping[str, tuple[Any, ...]] = {
    "hours": (4.0, 6.0, 8.0),
    "stress": (0.2, 0.6, 1.0),
    "cause": ("removed", "reduced", "unchanged"),
    "clinic_per_week": (1, 3, 5),
    "effort": (10, 20, 60),
}
#: Most runs in a file: some 6 kB each.
MOST = 2000
#: Digits, and days between points, of the series in a file.
DIGITS, EVERY = 5, 2
#: Settings on which the days before week 0 depend, and the untreated course; what each run has of its own.
PAST = ("hours", "stress", "days")
LIFE = (*PAST, "cause", "weeks")
OF_A_RUN = ("course", "phases", "sessions", "dose", "summary", "lives", "script")
_EFFORT = re.compile(r"(?im)^(\s*contract\b.*?\bat\s+)([\d.]+)(\s*%\s*MVC)")


def export(
    path: str | Path,
    settings: Settings | None = None,
    grid: Mapping[str, Sequence[Any]] | None = None,
    *,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Write the page as one HTML file that opens with a double-click."""
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise FileError(str(path), "the page is written as '.html'.")
    base = settings or Settings()
    axes = _axes(base, GRID if grid is None else grid)
    tell = progress or (lambda line: None)
    with whole_file(target) as beside:  # a folder that takes no file is found before anything is run
        page = single({"choices": choices(), "grid": _runs(base, axes, tell)})
        beside.write_text(page, encoding="utf-8")
    return target


def effort_of(words: str) -> float | None:
    """Effort of the first contraction in the words [%MVC]; None without one."""
    found = _EFFORT.search(words)
    return float(found[2]) if found else None


def with_effort(words: str, effort: float) -> str:
    """The words with all contractions at another effort [%MVC]."""
    return _EFFORT.sub(rf"\g<1>{effort:g}\g<3>", words)


def _axes(base: Settings, grid: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Values of each axis in order, those of the settings among them."""
    known = [name for name in base.to_data() if name not in ("words", "pair", "model")] + ["effort"]
    axes: dict[str, list[Any]] = {}
    runs = 1
    for name, values in grid.items():
        if name not in known:
            raise unknown("setting of the grid", name, known)
        own = effort_of(base.words) if name == "effort" else getattr(base, name)
        if own is None:
            continue  # no contraction, so no effort to choose
        given = list(dict.fromkeys([*values, own]))
        axes[name] = given if name == "cause" else sorted(float(value) for value in given)
        runs *= len(axes[name])
    if runs > MOST:
        raise MusclebalanceError(f"the grid has {runs} runs; at most {MOST} fit: leave some values out.")
    return axes


def _at(base: Settings, point: Mapping[str, Any]) -> Settings:
    given = {name: value for name, value in point.items() if name != "effort"}
    words = with_effort(base.words, point["effort"]) if "effort" in point else base.words
    return Settings.from_data({**base.to_data(), **given, "words": words})


def _runs(base: Settings, axes: Mapping[str, Sequence[Any]], tell: Callable[[str], None]) -> dict[str, Any]:
    """Every run of the grid; what does not depend on the programme is kept once."""
    pasts: dict[str, Any] = {}
    others: dict[str, Any] = {}
    runs: dict[str, Any] = {}
    places = list(itertools.product(*axes.values()))
    for number, values in enumerate(places, start=1):
        settings = _at(base, dict(zip(axes, values, strict=True)))
        own, life = key(settings, PAST), key(settings, LIFE)
        found, other = run(settings, DIGITS, EVERY), untreated(settings, DIGITS, EVERY)
        pasts.setdefault(own, found["past"])
        others.setdefault(life, other["course"])
        name = "|".join(f"{value:g}" if isinstance(value, float) else str(value) for value in values)
        shared = {"due": other["due"], "past": own, "untreated": life}
        runs[name] = {part: found[part] for part in OF_A_RUN} | shared
        if number == 1 or number % 20 == 0 or number == len(places):
            tell(f"run {number} of {len(places)}")
    first = run(base, DIGITS, EVERY)
    return {
        "axes": axes,
        "base": base.to_data(),
        "pair": first["pair"],
        "healthy": first["healthy"],
        "runs": runs,
        "pasts": pasts,
        "untreated": others,
        "sessions": _sessions(base, axes),
        "portrait": portrait(base.pair),
    }


def key(settings: Settings, names: Sequence[str]) -> str:
    """Name of a group of equal settings."""
    return "|".join(str(getattr(settings, name)) for name in names)


def _sessions(base: Settings, axes: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The first session at each effort, all else as in the settings."""
    if base.plan is None:
        return {}
    at = {f"{effort:g}": _at(base, {"effort": effort}) for effort in axes.get("effort", ())} or {"": base}
    return {name: session(settings, 1) for name, settings in at.items() if run(settings)["sessions"]}
