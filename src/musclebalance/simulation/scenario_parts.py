"""Lives and sessions as they stand in scenario files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..core.errors import MusclebalanceError, unknown
from ..core.toml import Fields
from ..core.units import DEG
from ..core.units import parse as parse_quantity
from ..lifestyle import Bout, Lifestyle
from ..model.exposure import Exposure
from ..treatment import TECHNIQUES, Session, Step
from ..treatment import session as session_of_words

_LIVES = {
    "office": ("hours", "stress", "breaks", "evening", "wake"),
    "healthy": (),
    "reduced": ("stress", "evening", "wake"),
    "lifting": ("hours", "carrying", "stress", "wake"),
    "driving": ("hours", "stress", "breaks", "wake"),
    "screens": ("phone", "computer", "stress"),
    "resting": ("sleep", "wake"),
    "working": ("desk", "stress", "walk", "stand", "evening", "breaks", "sleep", "wake", "name"),
    "week": ("name", "wake", "days"),
}
_FRACTIONS = ("effort", "partner_effort", "barrier", "approach_barrier")


def life_data(life: Lifestyle) -> dict[str, Any]:
    """A lifestyle as plain data."""
    days = [[_bout_data(bout) for bout in day] for day in life.week]
    return {"kind": "week", "name": life.name, "wake": life.wake, "days": days}


def _bout_data(bout: Bout) -> list[Any]:
    """``[activity, hours, stress]``, and a table of what the pair does not say: exposures, cycle."""
    extra: dict[str, Any] = {} if bout.cycle is None else {"cycle": bout.cycle}
    if bout.exposures:
        parts = [asdict(part) for part in bout.exposures]
        extra["exposures"] = [{k: v for k, v in part.items() if v is not None} for part in parts]
    return [bout.activity, bout.hours, bout.stress, *([extra] if extra else [])]


def read_life(fields: Fields) -> Lifestyle:
    """A lifestyle from its table."""
    kind = fields.text("kind")
    if kind not in _LIVES:
        fields.fail("kind", str(unknown("kind of lifestyle", kind, _LIVES)))
    fields.only(("kind", *_LIVES[kind]))
    given: dict[str, Any] = {key: value for key, value in fields.data.items() if key != "kind"}
    for key in given:
        if key in ("name", "wake"):
            fields.text(key)
        elif key == "breaks":
            fields.whole(key)
        elif key != "days":
            fields.number(key)
    if kind == "week":
        week = _week(fields)
        name, wake = fields.text("name", "week"), fields.text("wake", "07:00")
        life: Lifestyle = fields.made(None, lambda: Lifestyle(name, week, wake))
        return life
    if kind == "working":
        for key in ("desk", "stress", "walk", "stand", "evening"):
            fields.number(key)
    built: Lifestyle = fields.made(None, lambda: getattr(Lifestyle, kind)(**given))
    return built


def _week(fields: Fields) -> tuple[tuple[Bout, ...], ...]:
    week: list[tuple[Bout, ...]] = []
    for index, day in enumerate(fields.items("days")):
        where = (*fields.where, "days", index)
        bouts: list[Bout] = []
        for place, entry in enumerate(day if isinstance(day, list) else [day]):
            if not isinstance(entry, list) or not 2 <= len(entry) <= 4 or not isinstance(entry[0], str):
                fields.document.fail(
                    (*where, place),
                    f"{entry!r} is no bout; give [activity, hours] or [activity, hours, stress].",
                )
            try:
                bouts.append(_bout(*entry))
            except (MusclebalanceError, TypeError) as error:
                fields.document.fail((*where, place), str(error))
        week.append(tuple(bouts))
    return tuple(week)


def _bout(activity: str, hours: float, stress: float = 0.0, extra: Mapping[str, Any] | None = None) -> Bout:
    given = dict(extra or {})
    for key in given:
        if key not in ("exposures", "cycle"):
            raise unknown(f"detail of activity {activity!r}", key, ("exposures", "cycle"))
    exposures = tuple(Exposure(**part) for part in given.get("exposures", ()))
    return Bout(activity, hours, stress, exposures, given.get("cycle"))


def read_sessions(top: Fields) -> dict[str, Session]:
    """Sessions from the table ``sessions``, by key."""
    table = top.table("sessions")
    return {key: _session(key, table.table(key)) for key in table.data}


def _session(key: str, fields: Fields) -> Session:
    ways = [way for way in ("technique", "words", "steps") if way in fields.data]
    if len(ways) != 1:
        fields.fail(
            None,
            f"a session has one of 'technique', 'words' and 'steps'; this one has "
            f"{', '.join(ways) or 'none'}.",
        )
    name, source = fields.text("name", key), fields.text("source", "") if "source" in fields.data else ""
    if ways[0] == "technique":
        made = _technique(fields)
        session: Session = fields.made(None, lambda: made.named(name if "name" in fields.data else made.name))
        return session
    fields.only(("name", "source", ways[0]))
    if ways[0] == "words":
        words = fields.data["words"]
        if not isinstance(words, str) and not (
            isinstance(words, list) and all(isinstance(line, str) for line in words)
        ):
            fields.fail("words", "give text, or a list of phrases.")
        return fields.made("words", lambda: session_of_words(words, name, source))  # type: ignore[no-any-return]
    steps = [_step(step) for step in fields.tables("steps")]
    return fields.made("steps", lambda: Session(steps, name, source))  # type: ignore[no-any-return]


def _technique(fields: Fields) -> Session:
    name = fields.text("technique")
    if name not in TECHNIQUES:
        fields.fail("technique", str(unknown("technique", name, TECHNIQUES)))
    found = TECHNIQUES[name]
    fields.only(("technique", "name", *found.parameters))
    given = {
        key: _quantity(fields, key, value, found.parameters[key])
        for key, value in fields.data.items()
        if key in found.parameters
    }
    return fields.made(None, lambda: found.session(**given))  # type: ignore[no-any-return]


def _quantity(fields: Fields, key: str, value: Any, default: Any) -> Any:
    """A parameter: a number in the usual unit, or text with a unit; names and flags as they are."""
    if isinstance(default, bool) or key == "assisted":
        return value if isinstance(value, bool) else fields.fail(key, f"{value!r} is neither true nor false.")
    if isinstance(default, str):
        return fields.text(key)
    if isinstance(default, int):
        return fields.whole(key)
    if isinstance(value, str) and key != "session":
        kind = (
            "fraction"
            if key in _FRACTIONS
            else "angle"
            if key == "angle"
            else "torque"
            if key == "load"
            else "time"
        )
        parsed = fields.made(key, lambda: parse_quantity(value, kind))
        return parsed / DEG if kind == "angle" else parsed / 60.0 if key == "minutes" else parsed
    return fields.number(key)


def _step(fields: Fields) -> Step:
    names = [name for name in Step.__dataclass_fields__ if name != "where"]
    fields.only(names)
    given: dict[str, Any] = {}
    for key in fields.data:
        default = {"action": "", "muscle": "", "activity": "", "assisted": False}.get(key, 0.0)
        given[key] = _quantity(fields, key, fields.data[key], default)
    if "action" not in given:
        fields.text("action")
    return fields.made(None, lambda: Step(**given))  # type: ignore[no-any-return]
