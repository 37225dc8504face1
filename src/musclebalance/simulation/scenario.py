"""Scenario files: pair, life, sessions, plan and events of one simulation, in TOML or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..core.calendar import WEEKDAYS, parse_weekday
from ..core.errors import FileError, unknown
from ..core.toml import Document, Fields, load
from ..core.toml import parse as parse_text
from ..core.toml_writing import to_toml
from ..lifestyle import Event, Lifestyle
from ..treatment.adherence import Adherence, Diary, Habit
from ..treatment.plan import Phase, Plan, Ramp
from ..treatment.steps import Session
from .scenario_parts import life_data, read_life, read_sessions

_KEYS = (
    "title",
    "pair",
    "develop_days",
    "weeks",
    "seed",
    "first_weekday",
    "lifestyle",
    "lifestyle_before",
    "sessions",
    "plan",
    "holidays",
    "events",
)
_PHASE_KEYS = (
    "session",
    "start",
    "length",
    "weeks",
    "per_week",
    "days",
    "every",
    "time",
    "where",
    "adherence",
    "ramps",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything about one simulation except the model.

    Parameters
    ----------
    pair : str
        Name of the muscle pair.
    lifestyle : Lifestyle
        Life during the simulation.
    plan : Plan, optional
        None for no treatment.
    weeks : float, optional
        Length of the simulation; None for the length of the plan [weeks].
    develop_days : int
        Days of life before it, in which the imbalance develops [d].
    lifestyle_before : Lifestyle, optional
        Life in those days; None for the same.
    seed : int
        Of all that is random.
    first_weekday : str
        Weekday of day 1.
    events : tuple of Event
        Steps on states.
    title : str
        For reports.

    Examples
    --------
    >>> print(Scenario("hip-flexors-gluteus-maximus", Lifestyle.healthy(), weeks=2).to_toml().splitlines()[1])
    pair = "hip-flexors-gluteus-maximus"
    """

    pair: str
    lifestyle: Lifestyle
    plan: Plan | None = None
    weeks: float | None = None
    develop_days: int = 0
    lifestyle_before: Lifestyle | None = None
    seed: int = 0
    first_weekday: str = "Mon"
    events: tuple[Event, ...] = ()
    title: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data, in the layout of the files."""
        data: dict[str, Any] = {"title": self.title, "pair": self.pair, "develop_days": self.develop_days}
        if self.weeks is not None:
            data["weeks"] = self.weeks
        data |= {
            "seed": self.seed,
            "first_weekday": self.first_weekday,
            "lifestyle": life_data(self.lifestyle),
        }
        if self.lifestyle_before is not None:
            data["lifestyle_before"] = life_data(self.lifestyle_before)
        if self.plan is not None:
            data |= _plan_data(self.plan)
        if self.events:
            data["events"] = [
                {
                    "day": event.day,
                    "clock": event.clock,
                    "label": event.label,
                    "changes": [list(change) for change in event.changes],
                }
                for event in self.events
            ]
        return data

    def to_toml(self) -> str:
        """The scenario as TOML text."""
        return to_toml(self.to_dict())

    def to_json(self) -> str:
        """The scenario as JSON text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"

    def save(self, path: str | Path) -> None:
        """Write a ``.toml`` or ``.json`` file, chosen by the ending.

        Raises
        ------
        FileError
            The path ends in neither.
        """
        text = {".toml": self.to_toml, ".json": self.to_json}.get(Path(path).suffix.lower())
        if text is None:
            raise FileError(str(path), "scenario files end in '.toml' or '.json'.")
        Path(path).write_text(text(), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Scenario:
        """Read a scenario file; nothing in it is executed, and nothing is kept when any of it is wrong.

        Raises
        ------
        FileError
            Naming file, line, key, and what to do.
        """
        return _scenario(load(path))

    @classmethod
    def parse(cls, text: str, kind: str = "toml") -> Scenario:
        """Read scenario text of kind ``"toml"`` or ``"json"``."""
        return _scenario(parse_text(text, kind))


def _scenario(document: Document) -> Scenario:
    top = Fields(document, document.data)
    top.only(_KEYS)
    sessions = read_sessions(top) if "sessions" in top.data else {}
    weekday = top.text("first_weekday", "Mon")
    top.made("first_weekday", lambda: parse_weekday(weekday))
    events = tuple(_event(fields) for fields in top.tables("events"))
    return Scenario(
        pair=top.text("pair"),
        lifestyle=read_life(top.table("lifestyle")),
        plan=_plan(top, sessions),
        weeks=top.number("weeks") if "weeks" in top.data else None,
        develop_days=top.whole("develop_days", 0),
        lifestyle_before=read_life(top.table("lifestyle_before")) if "lifestyle_before" in top.data else None,
        seed=top.whole("seed", 0),
        first_weekday=WEEKDAYS[parse_weekday(weekday)],
        events=events,
        title=top.text("title", ""),
    )


def _plan_data(plan: Plan) -> dict[str, Any]:
    keys: dict[str, Session] = {}
    entries: list[dict[str, Any]] = []
    for phase in plan.phases:
        key = _session_key(phase.session, keys)
        keys[key] = phase.session
        entry: dict[str, Any] = {"session": key, "start": phase.start + 1, "length": phase.length}
        if phase.every is not None:
            entry["every"] = phase.every
        else:
            entry["days"] = " ".join(WEEKDAYS[day] for day in phase.weekdays)
        entry |= {
            "time": list(phase.times),
            "where": phase.where,
            "adherence": _adherence_data(phase.adherence),
        }
        if phase.ramps:
            entry["ramps"] = [
                {"quantity": ramp.quantity, "first": ramp.first, "last": ramp.last} for ramp in phase.ramps
            ]
        entries.append(entry)
    sessions = {
        key: {"name": session.name, "source": session.source, "words": session.words()}
        for key, session in keys.items()
    }
    data: dict[str, Any] = {"sessions": sessions, "plan": entries}
    return data | ({"holidays": [list(pair) for pair in plan.holidays]} if plan.holidays else {})


def _session_key(session: Session, keys: Mapping[str, Session]) -> str:
    key, number = session.name, 1
    while key in keys and not (keys[key].items == session.items and keys[key].source == session.source):
        number += 1
        key = f"{session.name} ({number})"
    return key


def _adherence_data(adherence: Adherence) -> Any:
    if isinstance(adherence, Habit):
        start = {} if adherence.start is None else {"start": adherence.start}
        return {"keep": adherence.keep, "resume": adherence.resume, **start}
    if isinstance(adherence, Diary):
        return {"done": list(adherence.done), "missed": list(adherence.missed)}
    return adherence


def _plan(top: Fields, sessions: Mapping[str, Session]) -> Plan | None:
    phases: list[Phase] = []
    for fields in top.tables("plan"):
        fields.only(_PHASE_KEYS)
        phases.append(
            _phase(fields, sessions, max((phase.start + phase.length for phase in phases), default=0))
        )
    holidays = []
    for index, pair in enumerate(top.items("holidays")):
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(day, int) for day in pair):
            top.document.fail(("holidays", index), f"{pair!r} is no holiday; give [first day, last day].")
        holidays.append((pair[0], pair[1]))
    if not phases:
        return None
    return top.made("plan", lambda: Plan.of(phases, holidays))  # type: ignore[no-any-return]


def _phase(fields: Fields, sessions: Mapping[str, Session], after: int) -> Phase:
    name = fields.text("session")
    if name not in sessions:
        fields.fail("session", str(unknown("session in this file", name, sessions)))
    if ("weeks" in fields.data) == ("length" in fields.data):
        fields.fail(None, "give either weeks = 4 or length = 28 (days).")
    weeks = fields.number("weeks") if "weeks" in fields.data else fields.whole("length") / 7
    given: dict[str, Any] = {"per_week": fields.whole("per_week")} if "per_week" in fields.data else {}
    given |= {"every": fields.whole("every")} if "every" in fields.data else {}
    given |= {key: fields.data[key] for key in ("days", "time") if key in fields.data}
    for key in ("days", "time"):
        _texts(fields, key)
    adherence = _adherence(fields)
    ramps = [_ramp(ramp) for ramp in fields.tables("ramps")]
    where = fields.text("where", "clinic")
    phase: Phase = fields.made(
        None,
        lambda: Plan(
            sessions[name], weeks=weeks, where=where, adherence=adherence, ramps=ramps, **given
        ).phases[0],
    )
    start = fields.whole("start", after + 1)
    return fields.made("start", lambda: replace(phase, start=start - 1))  # type: ignore[no-any-return]


def _texts(fields: Fields, key: str) -> None:
    value = fields.data.get(key, "")
    if not isinstance(value, str) and not (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
    ):
        fields.fail(
            key, f"{value!r} is not text; give for example {'Mon Thu' if key == 'days' else '18:00'!r}."
        )


def _adherence(fields: Fields) -> Adherence:
    value = fields.data.get("adherence", 1.0)
    if not isinstance(value, dict):
        return fields.number("adherence", 1.0)
    inner = fields.table("adherence")
    if "keep" in value:
        inner.only(("keep", "resume", "start"))
        start = inner.number("start") if "start" in value else None
        keep, resume = inner.number("keep"), inner.number("resume")
        return inner.made(None, lambda: Habit(keep, resume, start))  # type: ignore[no-any-return]
    inner.only(("done", "missed"))
    for key in ("done", "missed"):
        if not all(isinstance(day, int) and not isinstance(day, bool) for day in inner.items(key)):
            inner.fail(key, "give a list of days, counted from 1.")
    return inner.made(None, lambda: Diary(inner.items("done"), inner.items("missed")))  # type: ignore[no-any-return]


def _ramp(fields: Fields) -> Ramp:
    fields.only(("quantity", "first", "last"))
    quantity, first, last = fields.text("quantity"), fields.number("first"), fields.number("last")
    return fields.made(None, lambda: Ramp(quantity, first, last))  # type: ignore[no-any-return]


def _event(fields: Fields) -> Event:
    fields.only(("day", "clock", "label", "changes"))
    changes: list[tuple[str, str, float]] = []
    for index, change in enumerate(fields.items("changes")):
        if not isinstance(change, list) or len(change) != 3:
            fields.document.fail(
                (*fields.where, "changes", index),
                f"{change!r} is no change; give [state, 'add' or 'set', value].",
            )
        changes.append((change[0], change[1], change[2]))
    day, clock, label = fields.whole("day"), fields.text("clock"), fields.text("label", "event")
    return fields.made(None, lambda: Event(day, clock, tuple(changes), label))  # type: ignore[no-any-return]
