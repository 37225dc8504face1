"""The Python script that computes again what the page shows."""

from __future__ import annotations

import json

from .settings import TOLERANCE, Settings

#: Columns of the table that the page and the script write, in order.
COLUMNS = (
    "imbalance", "resting_angle", "rom_agonist", "rom_antagonist", "resting_length_agonist",
    "resting_length_antagonist", "resting_tension_agonist", "resting_tension_antagonist", "strength_ratio",
    "pain",
)  # fmt: skip

_TEXT = '''"""{title}: written by the musclebalance page; a research and teaching model.

Prints a summary and writes recovery.csv, the same table as the page.
"""

import pandas as pd

import musclebalance as mb

pair = mb.pair({pair!r})
before = mb.Lifestyle.office(hours={hours!r}, stress={stress!r})
after = {after}
person = mb.develop(pair, before, days={days}, model={model!r}, tol={tol})
{plan}
result = mb.simulate(person, plan, after, weeks={weeks}, seed={seed}, tol={tol})
print(result)

names = [n for n in {columns} if n in result.variables]
past = person.history.to_frame(names)
past.index = past.index - {days}
table = pd.concat([past.iloc[:-1], result.to_frame(names)])
table.to_csv("recovery.csv", float_format="%.7g")
'''


def script(settings: Settings) -> str:
    """A script of public names only that computes what the page shows and writes its table."""
    return _TEXT.format(
        title=settings.muscles.title,
        pair=settings.pair,
        hours=settings.hours,
        stress=settings.stress,
        after={
            "removed": "mb.Lifestyle.healthy()",
            "reduced": "mb.Lifestyle.reduced()",
            "unchanged": "before",
        }[settings.cause],
        days=settings.days,
        model=settings.model,
        tol=TOLERANCE,
        plan=_plan(settings),
        weeks=settings.weeks,
        seed=settings.seed,
        columns="(" + "".join(f'\n    "{name}",' for name in COLUMNS) + "\n)",
    )


def _plan(settings: Settings) -> str:
    if settings.plan is None:
        return "plan = None"
    lines = "".join(f"{line!r},\n    " for line in settings.words.splitlines() if line.strip())
    phases = [", ".join(f"{name}={json.dumps(value)}" for name, value in p.items()) for p in settings.phases]
    plan = " + ".join(f"mb.Plan(session, {phase})" for phase in phases)
    return f"session = mb.session([\n    {lines.rstrip()}\n])\nplan = (\n    {plan}\n)"
