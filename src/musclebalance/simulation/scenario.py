"""Scenario files: pair, model, life, sessions, plan and events of one simulation, in TOML or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from ..core.arguments import public
from ..core.calendar import WEEKDAYS, parse_weekday
from ..core.errors import (
    FileError,
    MusclebalanceError,
    check_range,
    check_seed,
    check_text,
    check_whole,
    shown,
    unknown,
)
from ..core.toml import Document, Fields, load, to_toml
from ..core.toml import parse as parse_text
from ..core.units import DEG
from ..core.units import parse as parse_quantity
from ..core.writing import write_text
from ..lifestyle import Bout, Event, Lifestyle
from ..model import hypotheses
from ..model.body import MUSCLES
from ..model.exposure import Exposure
from ..model.model import KINDS, Model
from ..pairs import Pair
from ..pairs import pair as find_pair
from ..timeline.compiling import LONGEST
from ..treatment import TECHNIQUES, Session, Step
from ..treatment import session as session_of_words
from ..treatment.plan import Adherence, Diary, Habit, Phase, Plan, Ramp
from .healthy import complete_parameters

#: Keys of each kind of lifestyle.
LIVES = {
    "office": "hours stress breaks evening wake",
    "healthy": "",
    "reduced": "stress evening wake",
    "lifting": "hours carrying stress wake",
    "driving": "hours stress breaks wake",
    "screens": "phone computer stress",
    "resting": "sleep wake",
    "working": "desk stress walk stand evening breaks sleep wake name",
    "week": "name wake days",
}
#: What text with a unit is, by key; anything else is a time.
QUANTITIES = {
    **dict.fromkeys(("effort", "partner_effort", "barrier", "approach_barrier"), "fraction"),
    "angle": "angle",
    "load": "torque",
}


@public
@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything about one simulation.

    Parameters
    ----------
    pair : str
        Name of the muscle pair, or the path of the file of one's own; :meth:`load` looks for it beside the
        scenario.
    lifestyle : Lifestyle
        Life during the simulation.
    plan : Plan, optional
        None for no treatment.
    weeks : float, optional
        Length of the simulation; None for the length of the plan [weeks].
    develop_days : int
        Days of life before it, in which the imbalance develops; 0 for a healthy start [d].
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
    model : str
        Name of the hypothesis, such as ``"combined"`` or ``"combined - tolerance"``.
    parameters : mapping of str to float
        Values of the pair or the model that differ from the defaults, by name: numbers in the parameter's own
        unit, or text with a unit, such as ``"5 d"``.

    Raises
    ------
    OutOfRangeError, UnknownNameError
        A length, seed or weekday that cannot be.

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
    model: str = "combined"
    parameters: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.weeks is not None:
            _check_weeks(self.weeks)
        _check_days(self.develop_days)
        _check_seed(self.seed)
        parse_weekday(self.first_weekday)
        for what in ("title", "pair", "model"):
            check_text(what, getattr(self, what))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, in the layout of the files."""
        data: dict[str, Any] = {"title": self.title, "pair": self.pair, "model": self.model}
        data["develop_days"] = self.develop_days
        if self.weeks is not None:
            data["weeks"] = self.weeks
        data |= {"seed": self.seed, "first_weekday": self.first_weekday}
        if self.parameters:
            data["parameters"] = dict(self.parameters)
        data["lifestyle"] = _life_data(self.lifestyle)
        if self.lifestyle_before is not None:
            data["lifestyle_before"] = _life_data(self.lifestyle_before)
        if self.plan is not None:
            data |= _plan_data(self.plan)
        if self.events:
            data["events"] = [
                {"day": e.day, "clock": e.clock, "label": e.label, "changes": [list(c) for c in e.changes]}
                for e in self.events
            ]
        return data

    def to_toml(self) -> str:
        """The scenario as TOML text."""
        return to_toml(self.to_dict())

    def to_json(self) -> str:
        """The scenario as JSON text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"

    @public
    def save(self, path: str | Path) -> None:
        """Write a ``.toml`` or ``.json`` file, chosen by the ending.

        Raises
        ------
        FileError
            The path ends in neither, or cannot be written; what was there is then kept.
        """
        text = {".toml": self.to_toml, ".json": self.to_json}.get(Path(path).suffix.lower())
        if text is None:
            raise FileError(str(path), "scenario files end in '.toml' or '.json'.")
        write_text(path, text())

    @classmethod
    @public
    def load(cls, path: str | Path) -> Scenario:
        """Read a scenario file; nothing in it is executed, and nothing is kept when any of it is wrong.

        Raises
        ------
        FileError
            Naming file, line, key, and what to do.
        """
        return _scenario(load(path), Path(path).parent)

    @classmethod
    @public
    def parse(cls, text: str, kind: str = "toml") -> Scenario:
        """Read scenario text of kind ``"toml"`` or ``"json"``."""
        return _scenario(parse_text(text, kind))


def _life_data(life: Lifestyle) -> dict[str, Any]:
    days = [[_bout_data(bout) for bout in day] for day in life.week]
    return {"kind": "week", "name": life.name, "wake": life.wake, "days": days}


def _bout_data(bout: Bout) -> list[Any]:
    """``[activity, hours, stress]``, and a table of what the pair does not say: exposures, cycle."""
    extra: dict[str, Any] = {} if bout.cycle is None else {"cycle": bout.cycle}
    if bout.exposures:
        parts = [asdict(part) for part in bout.exposures]
        extra["exposures"] = [{k: v for k, v in part.items() if v is not None} for part in parts]
    return [bout.activity, bout.hours, bout.stress, *([extra] if extra else [])]


def _plan_data(plan: Plan) -> dict[str, Any]:
    sessions: dict[str, Session] = {}
    entries: list[dict[str, Any]] = []
    for phase in plan.phases:
        key = _session_key(phase.session, sessions)
        sessions[key] = phase.session
        days = " ".join(WEEKDAYS[day] for day in phase.weekdays)
        entry = {"session": key, "start": phase.start + 1, "length": phase.length}
        entry |= {"days": days} if phase.every is None else {"every": phase.every}
        entry |= {"time": list(phase.times), "where": phase.where}
        entry["adherence"] = _adherence_data(phase.adherence)
        if phase.ramps:
            entry["ramps"] = [{"quantity": r.quantity, "first": r.first, "last": r.last} for r in phase.ramps]
        entries.append(entry)
    written = {k: {"name": s.name, "source": s.source, "words": s.words()} for k, s in sessions.items()}
    holidays = {"holidays": [list(pair) for pair in plan.holidays]} if plan.holidays else {}
    return {"sessions": written, "plan": entries, **holidays}


def _session_key(session: Session, known: Mapping[str, Session]) -> str:
    key, number = session.name, 1
    while key in known and not (known[key].items == session.items and known[key].source == session.source):
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


def _check_weeks(weeks: float) -> float:
    return check_range("length of the simulation", weeks, 1 / 7, LONGEST / 7, "weeks")


def _check_days(days: int) -> int:
    return check_whole("days of the life before", days, 0, LONGEST, "d")


def _check_seed(seed: int) -> int:
    check_range("seed", seed, 0, inf)
    return check_seed(seed)


def _scenario(document: Document, folder: Path = Path()) -> Scenario:
    top = Fields(document, document.data)
    top.only(
        "title pair model develop_days weeks seed first_weekday parameters lifestyle lifestyle_before "
        "sessions plan holidays events"
    )
    table = top.maybe(top.table, "sessions")
    sessions = {key: _session(key, table.table(key)) for key in table.data} if table else {}
    weekday, days, seed = top.text("first_weekday", "Mon"), top.whole("develop_days", 0), top.whole("seed", 0)
    weeks, name = top.maybe(top.number, "weeks"), top.text("model", "combined")
    name_of_pair = top.text("pair")
    made = Scenario(
        first_weekday=WEEKDAYS[top.made("first_weekday", lambda: parse_weekday(weekday))],
        events=tuple(_event(fields) for fields in top.tables("events")),
        pair=str(folder / name_of_pair) if name_of_pair.lower().endswith(".toml") else name_of_pair,
        lifestyle=_life(top, "lifestyle"),
        plan=_plan(top, sessions),
        weeks=None if weeks is None else top.made("weeks", lambda: _check_weeks(weeks)),
        develop_days=top.made("develop_days", lambda: _check_days(days)),
        lifestyle_before=_life(top, "lifestyle_before") if "lifestyle_before" in top.data else None,
        seed=top.made("seed", lambda: _check_seed(seed)),
        title=top.text("title", ""),
        model=name,
    )
    pair = top.made("pair", lambda: find_pair(made.pair))
    model = top.made("model", lambda: hypotheses.get(name))
    for index, event in enumerate(made.events):
        _check_event(top, index, event, model)
    return replace(made, parameters=_parameters(top, pair, model))


def _check_event(top: Fields, index: int, event: Event, model: Model) -> None:
    """Refuse a state that no model of the library has, nor this one."""
    ends = {"muscle": tuple(f"_{muscle}" for muscle in MUSCLES), "joint": ("",)}
    states = [
        f"{state}{end}"
        for kind in KINDS
        for state in (*(s.name for s in model.states(kind)), *model.absent(kind))
        for end in ends[kind]
    ]
    for place, (state, _, _) in enumerate(event.changes):
        if state not in states:
            where = ("events", index, "changes", place)
            top.document.fail(where, str(unknown("state", state, states)))


def _parameters(top: Fields, pair: Pair, model: Model) -> dict[str, float]:
    """Values that differ from the defaults, in their own units; ``parameters.agonist`` is a muscle's own."""
    table = top.maybe(top.table, "parameters")
    if table is None:
        return {}
    known, found = complete_parameters(pair, model), {}
    tables = [(key, table.table(key)) for key in MUSCLES if isinstance(table.data.get(key), dict)]
    own = [(f"{part}.{key}", key, below) for part, below in tables for key in below.data]
    shared = [(key, key, table) for key in table.data if key not in dict(tables)]
    for name, key, place in (*shared, *own):
        value = place.data[key]
        if name in found:
            place.fail(key, f"parameter {name!r} is given twice; leave one out.")
        if not isinstance(value, str):
            value = place.number(key)
        changed = place.made(key, partial(known.with_, {name: value}))
        found[name] = next(p.value for p in changed.values() if p.name in (name, f"{MUSCLES[0]}.{name}"))
    top.made("parameters", partial(known.with_, found))
    return found


def _life(top: Fields, key: str) -> Lifestyle:
    table = top.table(key)
    kind = table.text("kind")
    if kind not in LIVES:
        table.fail("kind", str(unknown("kind of lifestyle", kind, LIVES)))
    table.only(f"kind {LIVES[kind]}")
    given: dict[str, Any] = {key: value for key, value in table.data.items() if key != "kind"}
    for key in given:
        if key in ("name", "wake"):
            table.text(key)
        elif key == "breaks":
            table.whole(key)
        elif key != "days":
            table.number(key)
    if kind == "week":
        week = tuple(_day(table, index, day) for index, day in enumerate(table.items("days")))
        name, wake = table.text("name", "week"), table.text("wake", "07:00")
        return table.made(None, lambda: Lifestyle(name, week, wake))
    if kind == "working":
        for key in ("desk", "stress", "walk", "stand", "evening"):
            table.number(key)
    make: Callable[..., Lifestyle] = getattr(Lifestyle, kind)
    return table.made(None, lambda: make(**given))


def _day(table: Fields, index: int, day: Any) -> tuple[Bout, ...]:
    bouts: list[Bout] = []
    for place, entry in enumerate(day if isinstance(day, list) else [day]):
        where = (*table.where, "days", index, place)
        if not isinstance(entry, list) or not 2 <= len(entry) <= 4 or not isinstance(entry[0], str):
            problem = f"{shown(entry)} is no bout; give [activity, hours] or [activity, hours, stress]."
            table.document.fail(where, problem)
        try:
            bouts.append(_bout(*entry))
        except (MusclebalanceError, TypeError) as error:
            table.document.fail(where, str(error))
    return tuple(bouts)


def _bout(activity: str, hours: float, stress: float = 0.0, extra: Mapping[str, Any] | None = None) -> Bout:
    given = dict(extra or {})
    for key in given:
        if key not in ("exposures", "cycle"):
            raise unknown(f"detail of activity {activity!r}", key, ("exposures", "cycle"))
    exposures = tuple(Exposure(**part) for part in given.get("exposures", ()))
    return Bout(activity, hours, stress, exposures, given.get("cycle"))


def _session(key: str, table: Fields) -> Session:
    ways = [way for way in ("technique", "words", "steps") if way in table.data]
    if len(ways) != 1:
        said = ", ".join(ways) or "none"
        table.fail(None, f"a session has one of 'technique', 'words' and 'steps'; this one has {said}.")
    name, source = table.text("name", key), table.text("source", "")
    if ways[0] == "technique":
        made = _technique(table)
        return table.made(None, lambda: made.named(name if "name" in table.data else made.name))
    table.only(("name", "source", ways[0]))
    if ways[0] == "words":
        words = table.texts("words", "give text, or a list of phrases.")
        return table.made("words", lambda: session_of_words(words, name, source))
    steps = [_step(step) for step in table.tables("steps")]
    return table.made("steps", lambda: Session(steps, name, source))


def _technique(table: Fields) -> Session:
    name = table.text("technique")
    if name not in TECHNIQUES:
        table.fail("technique", str(unknown("technique", name, TECHNIQUES)))
    found = TECHNIQUES[name]
    table.only(("technique", "name", *found.parameters))
    own = [key for key in table.data if key in found.parameters]
    given = {key: _quantity(table, key, found.parameters[key]) for key in own}
    return table.made(None, lambda: found.session(**given))


def _step(table: Fields) -> Step:
    table.only(field.name for field in fields(Step) if field.name != "where")
    table.text("action")
    kinds = {"action": "", "muscle": "", "activity": "", "assisted": False}
    given: dict[str, Any] = {key: _quantity(table, key, kinds.get(key, 0.0)) for key in table.data}
    return table.made(None, lambda: Step(**given))


def _quantity(table: Fields, key: str, default: Any) -> Any:
    """A parameter: a number in the usual unit, or text with a unit; names and flags as they are."""
    value = table.data[key]
    if isinstance(default, bool) or key == "assisted":
        return (
            value
            if isinstance(value, bool)
            else table.fail(key, f"{shown(value)} is neither true nor false.")
        )
    if isinstance(default, str):
        return table.text(key)
    if isinstance(default, int):
        return table.whole(key)
    if not isinstance(value, str) or key == "session":
        return table.number(key)
    parsed = table.made(key, lambda: parse_quantity(value, QUANTITIES.get(key, "time")))
    return parsed / DEG if key == "angle" else parsed / 60.0 if key == "minutes" else parsed


def _plan(top: Fields, sessions: Mapping[str, Session]) -> Plan | None:
    phases: list[Phase] = []
    after = 0
    for table in top.tables("plan"):
        after = max(after, phases[-1].start + phases[-1].length) if phases else 0
        phases.append(_phase(table, sessions, after))
    used = [table.text("session") for table in top.tables("plan")]
    for name in sessions:
        if name not in used:
            message = f"session {name!r} is in no plan; give it a [[plan]], or leave it out."
            top.document.fail(("sessions", name), message)
    holidays = []
    for index, pair in enumerate(top.items("holidays")):
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(day, int) for day in pair):
            top.document.fail(
                ("holidays", index), f"{shown(pair)} is no holiday; give [first day, last day]."
            )
        holidays.append((pair[0], pair[1]))
    return top.made("plan", lambda: Plan.of(phases, holidays)) if phases else None


def _phase(table: Fields, sessions: Mapping[str, Session], after: int) -> Phase:
    table.only("session start length weeks per_week days every time where adherence ramps")
    name = table.text("session")
    if name not in sessions:
        table.fail("session", str(unknown("session in this file", name, sessions)))
    if ("weeks" in table.data) == ("length" in table.data):
        table.fail(None, "give either weeks = 4 or length = 28 (days).")
    weeks = table.number("weeks") if "weeks" in table.data else table.whole("length") / 7
    given: dict[str, Any] = {key: table.whole(key) for key in ("per_week", "every") if key in table.data}
    for key, example in (("days", "Mon Thu"), ("time", "18:00")):
        if key in table.data:
            given[key] = table.texts(key, f"{{}} is not text; give for example {example!r}.")
    given |= {"adherence": _adherence(table), "where": table.text("where", "clinic")}
    given["ramps"] = [_ramp(ramp) for ramp in table.tables("ramps")]
    phase = table.made(None, lambda: Plan(sessions[name], weeks=weeks, **given).phases[0])
    start = table.whole("start", after + 1)
    return table.made("start", lambda: replace(phase, start=start - 1))


def _adherence(table: Fields) -> Adherence:
    value = table.data.get("adherence", 1.0)
    if not isinstance(value, dict):
        return table.number("adherence", 1.0)
    inner = table.table("adherence")
    if "keep" in value:
        inner.only("keep resume start")
        keep, resume, start = inner.number("keep"), inner.number("resume"), inner.maybe(inner.number, "start")
        return inner.made(None, lambda: Habit(keep, resume, start))
    inner.only("keep resume start done missed")
    if not value:
        inner.fail(None, "give keep and resume of a habit, or the days done and missed of a diary.")
    inner.only("done missed")
    for key in ("done", "missed"):
        if not all(isinstance(day, int) and not isinstance(day, bool) for day in inner.items(key)):
            inner.fail(key, "give a list of days, counted from 1.")
    return inner.made(None, lambda: Diary(inner.items("done"), inner.items("missed")))


def _ramp(table: Fields) -> Ramp:
    table.only("quantity first last")
    quantity, first, last = table.text("quantity"), table.number("first"), table.number("last")
    return table.made(None, lambda: Ramp(quantity, first, last))


def _event(table: Fields) -> Event:
    table.only("day clock label changes")
    for index, change in enumerate(table.items("changes")):
        if not isinstance(change, list) or len(change) != 3:
            where = (*table.where, "changes", index)
            problem = f"{shown(change)} is no change; give [state, 'add' or 'set', value]."
            table.document.fail(where, problem)
    changes = tuple((change[0], change[1], change[2]) for change in table.items("changes"))
    day, clock, label = table.whole("day"), table.text("clock"), table.text("label", "event")
    return table.made(None, lambda: Event(day, clock, changes, label))
