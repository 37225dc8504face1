"""What is set on the page: one flat, checked record, and the objects and the script made from it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property, partial
from typing import Any, TypeVar

from ..core.errors import MusclebalanceError, check_range, unknown
from ..lifestyle import Lifestyle
from ..model import hypotheses
from ..pairs import Pair, pair, pair_names
from ..simulation import Scenario
from ..treatment import PIR, Plan, session
from ..treatment.grammar import WordsError
from . import bodies

Made = TypeVar("Made")

#: What may become of the cause when the programme begins.
CAUSES = ("removed", "reduced", "unchanged")
#: Tolerance of the runs that the page draws; docs/app.md says what it costs in accuracy.
TOLERANCE = 1e-2
HOURS_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Limit:
    """One slider: label, unit, bounds, step."""

    label: str
    unit: str
    low: float
    high: float
    step: float


LIMITS: Mapping[str, Limit] = {
    "hours": Limit("hours at the desk", "h a day", 0, 12, 0.5),
    "stress": Limit("stress at the desk", "of 1", 0, 1, 0.05),
    "days": Limit("lived like this for", "days", 30, 720, 30),
    "clinic_per_week": Limit("sessions a week", "in the clinic", 1, 7, 1),
    "clinic_weeks": Limit("weeks in the clinic", "weeks", 0, 26, 1),
    "home_per_week": Limit("sessions a week", "at home", 1, 7, 1),
    "home_weeks": Limit("weeks at home", "weeks", 0, 26, 1),
    "adherence": Limit("done at home", "of 1", 0, 1, 0.05),
    "weeks": Limit("followed for", "weeks", 1, 52, 1),
    "seed": Limit("draw of missed sessions", "seed", 0, 9999, 1),
}
WHOLE = ("days", "clinic_per_week", "clinic_weeks", "home_per_week", "home_weeks", "weeks", "seed")


class SettingError(MusclebalanceError):
    """An error that the page shows beside the setting it belongs to."""

    def __init__(
        self, field: str, message: str, line: int | None = None, position: int | None = None
    ) -> None:
        super().__init__(message)
        self.field, self.line, self.position = field, line, position

    def to_data(self) -> dict[str, Any]:
        """As the page reads it."""
        return {"error": str(self), "field": self.field, "line": self.line, "position": self.position}


@dataclass(frozen=True)
class Settings:
    """Everything that is set on the page."""

    pair: str = "hip-flexors-gluteus-maximus"
    model: str = "combined"
    hours: float = 8.0
    stress: float = 0.6
    days: int = 180
    cause: str = "removed"
    words: str = str(PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5))
    clinic_per_week: int = 3
    clinic_weeks: int = 4
    home_per_week: int = 5
    home_weeks: int = 8
    adherence: float = 0.8
    weeks: int = 16
    seed: int = 0
    body: str = bodies.ALONE
    side: str = "right"  # looked at, of a body
    lived: str = bodies.BOTH
    treated: str = bodies.EVERY

    def __post_init__(self) -> None:
        """Check names and bounds, then build everything once, so that a bad record never exists."""
        known = {"pair": pair_names(), "model": tuple(hypotheses.NAMED), "cause": CAUSES}
        for name, allowed in {**known, "body": tuple(bodies.BODIES)}.items():
            if getattr(self, name) not in allowed:
                raise SettingError(name, str(unknown(name, getattr(self, name), allowed)))
        if wrong := self.choice.refusal():
            raise SettingError(*wrong)
        if not isinstance(self.words, str):
            raise SettingError("words", f"words {self.words!r} are not text.")
        for name, limit in LIMITS.items():
            given = (limit.label, getattr(self, name), limit.low, limit.high, limit.unit)
            value = self._at(name, partial(check_range, *given))
            if name in WHOLE and value != int(value):
                raise SettingError(name, f"{limit.label} {value:g} is not a whole number.")
            object.__setattr__(self, name, int(value) if name in WHOLE else value)
        self.plan  # noqa: B018  (reads the words)

    def _at(self, field: str, make: Callable[[], Made]) -> Made:
        """What `make` makes; its error names the setting."""
        try:
            return make()
        except WordsError as error:
            raise SettingError(field, str(error), error.phrase, error.position) from None
        except SettingError:
            raise
        except MusclebalanceError as error:
            place = re.search(r"\(phrase (\d+)", str(error)) if field == "words" else None
            raise SettingError(field, str(error), int(place[1]) if place else None) from None

    @classmethod
    def from_data(cls, data: Any) -> Settings:
        """From plain data; what is left out has its default."""
        if not isinstance(data, dict):
            raise SettingError("", f"settings are a table of names and values, not {type(data).__name__}.")
        known = [f.name for f in fields(cls)]
        for name in data:
            if name not in known:
                raise SettingError(str(name), str(unknown("setting", name, known)))
        return cls(**data)

    def to_data(self) -> dict[str, Any]:
        """Plain data, every setting."""
        return asdict(self)

    @cached_property
    def muscles(self) -> Pair:
        """The muscle pair."""
        return pair(self.pair)

    @property
    def choice(self) -> bodies.Choice:
        """What of a body is set."""
        return bodies.Choice(self.body, self.pair, self.side, self.lived, self.treated)

    @property
    def title(self) -> str:
        """What is simulated."""
        crossed = bodies.BODIES[self.body]
        return f"{self.body.capitalize()} cross" if crossed else self.muscles.title

    @cached_property
    def before(self) -> Lifestyle:
        """The life that brought the imbalance about."""
        return Lifestyle.office(hours=self.hours, stress=self.stress)

    @cached_property
    def after(self) -> Lifestyle:
        """The life from day 0 on."""
        lives = {"removed": Lifestyle.healthy(), "reduced": Lifestyle.reduced(), "unchanged": self.before}
        return lives[self.cause]

    @property
    def phases(self) -> list[dict[str, Any]]:
        """Each phase of the programme, as :class:`~musclebalance.Plan` takes it."""
        clinic = {"per_week": self.clinic_per_week, "weeks": self.clinic_weeks, "where": "clinic"}
        home = {"per_week": self.home_per_week, "weeks": self.home_weeks, "where": "home"}
        return [phase for phase in (clinic, {**home, "adherence": self.adherence}) if phase["weeks"]]

    @cached_property
    def plan(self) -> Plan | None:
        """The programme; None without treatment."""
        if not self.words.strip():
            return None
        treatment = self._at("words", partial(session, self.words))
        made = [self._at("words", partial(Plan, treatment, **phase)) for phase in self.phases]
        return sum(made[1:], made[0]) if made else None

    def scenario(self) -> Scenario:
        """The same as a scenario of the library."""
        if self.body != bodies.ALONE:
            raise SettingError(
                "file",
                "a scenario file holds one pair, not a body; keep the link or the Python script.",
            )
        return Scenario(
            pair=self.pair,
            lifestyle=self.after,
            plan=self.plan,
            weeks=self.weeks,
            develop_days=self.days,
            lifestyle_before=self.before,
            seed=self.seed,
            title=f"{self.muscles.title}, cause {self.cause}",
            model=self.model,
        )

    @classmethod
    def from_scenario(cls, scenario: Scenario) -> Settings:
        """Settings that mean the same as a scenario."""
        before = scenario.lifestyle_before or scenario.lifestyle
        if scenario.parameters:
            raise _beyond("parameters of its own")
        if scenario.events or scenario.first_weekday != "Mon":
            raise _beyond("events, or a first day other than Monday")
        hours = before.hours().get("desk", 0.0)
        stress = max((b.stress for day in before.week for b in day if b.activity == "desk"), default=0.0)
        weeks = scenario.weeks if scenario.weeks is not None else scenario.plan and scenario.plan.weeks
        given = {
            "pair": scenario.pair,
            "model": scenario.model,
            "hours": round(hours, 6),
            "stress": stress,
            "days": scenario.develop_days,
            "weeks": weeks or cls.weeks,
            "seed": scenario.seed,
            "words": "",
            **_phases(scenario.plan),
        }
        for cause in CAUSES:
            made = cls.from_data({**given, "cause": cause})
            if not _same(made.before, before):
                raise _beyond(f"the life {before.name!r}: the page offers office days only")
            if _same(made.after, scenario.lifestyle):
                break
        else:
            raise _beyond(
                f"the life {scenario.lifestyle.name!r} from day 0 on: the page offers {', '.join(CAUSES)}"
            )
        if str(made.plan) != str(scenario.plan):
            raise _beyond("the plan: the page knows sessions at 18:00, in the clinic, then at home")
        return made


def _beyond(what: str) -> SettingError:
    return SettingError(
        "file",
        f"this scenario has {what}; the page has no control for that. Run the file with "
        "`musclebalance simulate FILE` instead.",
    )


def _phases(plan: Plan | None) -> dict[str, Any]:
    """Settings of a plan of one session in the clinic, then at home."""
    found: dict[str, Any] = {"clinic_weeks": 0, "home_weeks": 0}
    if plan is None:
        return found
    if plan.holidays or len({phase.session for phase in plan.phases}) > 1 or len(plan.phases) > 2:
        raise _beyond("holidays, several different sessions or more than two phases")
    for phase in plan.phases:
        if found[f"{phase.where}_weeks"] or not phase.weekdays or phase.ramps or phase.length % 7:
            raise _beyond("a phase that is not so many sessions a week for whole weeks")
        found |= {f"{phase.where}_weeks": phase.length // 7, f"{phase.where}_per_week": len(phase.weekdays)}
        if phase.where == "home":
            found["adherence"] = phase.adherence
    return found | {"words": str(plan.phases[0].session)}


def _same(one: Lifestyle, other: Lifestyle) -> bool:
    """Whether two lives are the same but for rounding and name."""
    if one.wake != other.wake or [len(d) for d in one.week] != [len(d) for d in other.week]:
        return False
    return all(
        a.activity == b.activity and a.stress == b.stress and abs(a.hours - b.hours) < HOURS_TOLERANCE
        for mine, theirs in zip(one.week, other.week, strict=True)
        for a, b in zip(mine, theirs, strict=True)
    )


#: Columns of the table that the page and the script write, in order.
COLUMNS = (
    "imbalance", "resting_angle", "rom_agonist", "rom_antagonist", "resting_length_agonist",
    "resting_length_antagonist", "resting_tension_agonist", "resting_tension_antagonist", "strength_ratio",
    "pain",
)  # fmt: skip

TEMPLATE = '''"""{title}: written by the musclebalance page; a research and teaching model.

Prints a summary and writes recovery.csv, the same table as the page.
"""

import pandas as pd

import musclebalance as mb

pair = mb.pair({pair})
before = mb.Lifestyle.office(hours={hours}, stress={stress})
after = {after}
person = mb.develop(pair, before, days={days}, model={model}, tol={tol})
{plan}
result = mb.simulate(person, plan, after, weeks={weeks}, seed={seed}, tol={tol})
print(result)

names = [n for n in {columns} if n in result.variables]
past = person.history.to_frame(names)
past.index = past.index - {days}
table = pd.concat([past.iloc[:-1], result.to_frame(names)])
table.to_csv("recovery.csv", float_format="%.7g")
'''


#: The life from week 0 on, as the script writes it.
AFTER = {"removed": "mb.Lifestyle.healthy()", "reduced": "mb.Lifestyle.reduced()", "unchanged": "before"}


def script_data() -> dict[str, Any]:
    """What the script is written from, but for the settings."""
    columns = "(" + "".join(f'\n    "{name}",' for name in COLUMNS) + "\n)"
    common = {"tol": TOLERANCE, "columns": columns}
    body = {"template": bodies.SCRIPT, "made": bodies.MADE, "sided": bodies.SIDED}
    return {"template": TEMPLATE, "after": AFTER, "common": common, "body": body}


def script(settings: Settings) -> str:
    """A script of public names only that computes what the page shows and writes its table."""
    own = {name: repr(getattr(settings, name)) for name in ("pair", "model", "hours", "stress")}
    counts = {name: getattr(settings, name) for name in ("days", "weeks", "seed")}
    template = TEMPLATE
    if settings.body != bodies.ALONE:
        lives = {"before": settings.before, "after": settings.after}
        template, own = (
            bodies.SCRIPT,
            own | settings.choice.script_parts(settings.model, lives, settings.plan),
        )
    return template.format(
        title=settings.title, after=AFTER[settings.cause], plan=_plan(settings),
        **own, **counts, **script_data()["common"],
    )  # fmt: skip


def _plan(settings: Settings) -> str:
    if settings.plan is None:
        return "plan = None"
    lines = "".join(f"{line!r},\n    " for line in settings.words.splitlines() if line.strip())
    phases = [", ".join(f"{name}={json.dumps(value)}" for name, value in p.items()) for p in settings.phases]
    plan = " + ".join(f"mb.Plan(session, {phase})" for phase in phases)
    return f"session = mb.session([\n    {lines.rstrip()}\n])\nplan = (\n    {plan}\n)"
