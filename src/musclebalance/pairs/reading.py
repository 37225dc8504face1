"""How the files of pairs are read: rows ``[value, basis, source, ...]`` and activities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from ..core.errors import OutOfRangeError, unknown
from ..core.parameters import BASES, Basis, Parameter
from ..core.toml import Fields
from ..model.exposure import Exposure
from .definition import Activity
from .schema import ACTIVITIES, Field

#: What a part of an activity may say.
PART = tuple(entry.name for entry in fields(Exposure))


def parameters(
    table: Fields, prefix: str, wanted: Mapping[str, Field], extra: Mapping[str, Field] | None = None
) -> list[Parameter]:
    """Every wanted row of a table as a parameter, then those of `extra` that it gives."""
    for key, entry in wanted.items():
        if key not in table.data:
            example = f'{key} = [..., "assumed"]'
            table.fail(None, f"lacks {key!r}, the {entry.meaning} [{entry.unit}]; add {example}.")
    more = {key: entry for key, entry in (extra or {}).items() if key in table.data}
    return [_parameter(table, key, prefix + key, entry) for key, entry in {**wanted, **more}.items()]


def _parameter(table: Fields, key: str, name: str, entry: Field) -> Parameter:
    given = table.data[key]
    row = given if isinstance(given, (list, tuple)) else [given]  # a number alone is an assumption
    if not row or isinstance(row[0], (list, dict)):
        table.fail(key, f"{given!r} is no row; write [value in {entry.unit}, basis, source, ...].")
    value, basis, before, sources = row[0], *_pedigree(table, key, row[1:])
    about = (entry.unit, entry.low, entry.high, entry.meaning, sources, basis, entry.symbol, before)

    def build() -> Parameter:
        try:
            return Parameter(name, value, *about)
        except OutOfRangeError as error:
            raise OutOfRangeError(f"{error} Correct it; a number alone is in {entry.unit}.") from None

    return table.made(key, build)


def _pedigree(table: Fields, key: str, rest: Sequence[Any]) -> tuple[Any, Any, tuple[str, ...]]:
    """Basis, what stood before a change, and sources."""
    basis, *sources = rest or ["assumed"]
    if basis == "changed":
        if len(sources) < 2 or not isinstance(sources[0], (int, float)) or isinstance(sources[0], bool):
            table.fail(key, 'a changed row reads [value, "changed", value before, basis, source, ...].')
        known = _known(table, key, sources[1], sources[2:])
        return "changed", (sources[0], *known), ()
    known = _known(table, key, basis, sources)
    return known[0], None, known[1]


def _known(table: Fields, key: str, basis: Any, sources: Sequence[Any]) -> tuple[Basis, tuple[str, ...]]:
    bases = [known for known in BASES if known != "changed"]
    if basis not in bases:
        table.fail(key, str(unknown("basis", basis, bases)))
    for source in sources:
        if not isinstance(source, str):
            table.fail(key, f"source {source!r} is not text; put its key in quotes.")
    return basis, tuple(sources)


def actions(table: Fields, more: Iterable[str] = (), scale: float = 1.0) -> dict[str, Activity]:
    """Every activity of daily life, then `more`; `scale` turns the angles into another coordinate."""
    for name in ACTIVITIES:
        if name not in table.data:
            table.fail(None, f"lacks the activity {name!r}; add {name} = {{}} if it imposes nothing.")
    return {name: _activity(table.table(name), scale) for name in (*ACTIVITIES, *more)}


def _activity(entry: Fields, scale: float) -> Activity:
    """One activity: one angle for its whole time, or several parts with shares."""
    about = ("basis", "source", "note")
    parts = [entry]
    if "parts" in entry.data:
        entry.only([*about, "parts"])
        parts = entry.tables("parts")
        if not parts:
            entry.fail("parts", "is empty; give one table for each part, with shares that add up to 1.")
    else:
        entry.only([*about, *PART, "parts"])
    exposures = tuple(_exposure(part, scale, () if part is not entry else about) for part in parts)
    basis, keys = _known(entry, "basis", entry.text("basis", "assumed"), source_keys(entry))
    note = entry.text("note", "")
    return entry.made(None, lambda: Activity(exposures, basis, keys, note))


def source_keys(table: Fields) -> tuple[str, ...]:
    """Keys of sources: one in quotes, or a list of them; none when the key is missing."""
    if "source" not in table.data:
        return ()
    given = table.texts("source", "{!r} is no source; give keys in quotes.")
    return (given,) if isinstance(given, str) else tuple(given)


def _exposure(part: Fields, scale: float, beside: Iterable[str]) -> Exposure:
    part.only([*PART, *beside])
    values: dict[str, Any] = {key: value for key, value in part.data.items() if key in PART}
    for key in PART:
        if key in values and key not in ("mode", "phase") and not isinstance(values[key], str):
            part.number(key)
    if "angle" in values and not isinstance(values["angle"], str):
        values["angle"] = scale * values["angle"]
    values = {"mode": "posture" if "angle" in values else "free", **values}
    return part.made(None, lambda: Exposure(**values))
