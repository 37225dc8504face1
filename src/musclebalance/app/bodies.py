"""Bodies on the page: which there are, what each pair is given, and what the browser has to know."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ..core.errors import unknown
from ..lifestyle import Lifestyle
from ..model.model import Model
from ..pairs import pair, pair_names
from ..plot.body import PARTS, PLACES
from ..simulation import Body, both_sides, crossed, healthy, one_sided
from ..simulation.bones import PATTERNS, Bone
from ..simulation.coupling import TRACES, standing
from ..simulation.labels import SIDES, labelled
from ..simulation.sides import CROSSING
from ..treatment import Plan

#: One pair alone, its two sides, and those with a bone.
ALONE, TWO_SIDES = "pair", "sides"
BODIES: Mapping[str, Bone | None] = {ALONE: None, TWO_SIDES: None, **PATTERNS}
#: What loads one side where the day is one-sided, and whoever lives it.
ONE_SIDED, BOTH, EVERY = "desk", "both", "all"


def pairs_of(body: str, name: str) -> tuple[str, ...]:
    """Pairs of a body of which one has this name."""
    bone = BODIES[body]
    return bone.names if bone else (name,)


def labels(body: str, name: str) -> tuple[str, ...]:
    """Names of the pairs of a body, left before right."""
    return tuple(label for one in pairs_of(body, name) for label in labelled(one, SIDES))


def treatable(body: str, name: str) -> tuple[str, ...]:
    """What a programme may be for: everything, a side, a pair, a pair of a side."""
    if body == ALONE:
        return (EVERY,)
    several = pairs_of(body, name) if BODIES[body] else ()
    return (EVERY, *SIDES, *several, *(labels(body, name) if several else ()))


class Choice(NamedTuple):
    """What is set of a body: which, the pair and side looked at, who lives the day, what is treated."""

    body: str
    pair: str
    side: str
    lived: str
    treated: str

    def refusal(self) -> tuple[str, str] | None:
        """Setting and message of what does not fit the body."""
        known = pairs_of(self.body, self.pair) if BODIES[self.body] else pair_names()
        lives = (BOTH, *SIDES) if self.body == TWO_SIDES else (BOTH,)
        for field, what, allowed in (
            ("pair", f"pair of the {self.body} cross", known),
            ("side", "side", SIDES),
            ("lived", "side that lives the day", lives),
            ("treated", "treated part of this body", treatable(self.body, self.pair)),
        ):
            if getattr(self, field) not in allowed:
                return field, str(unknown(what, getattr(self, field), allowed))
        return None

    def healthy(self, model: str) -> Body:
        """The healthy body."""
        if BODIES[self.body]:
            return crossed(self.body, model=model)
        return both_sides(pair(self.pair), model=model)

    def lives(self, life: Lifestyle) -> Lifestyle | dict[str, Lifestyle]:
        """A life for all pairs, or one for each side."""
        return one_sided(life, self.lived, ONE_SIDED) if self._sided(life) else life

    def _sided(self, life: Lifestyle) -> bool:
        """Whether a life loads one side only."""
        return self.lived != BOTH and ONE_SIDED in life.hours()

    def plans(self, plan: Plan | None) -> Plan | dict[str, Plan] | None:
        """The programme for all pairs, or for those that it names."""
        return plan if plan is None or self.treated == EVERY else {self.treated: plan}

    def script_parts(self, model: str, lives: Mapping[str, Lifestyle], plan: Plan | None) -> dict[str, Any]:
        """What a script of a body says beside that of a pair; `lives` by their names in it."""
        own = {name: repr(value) for name, value in (*self._asdict().items(), ("model", model))}
        sided = [SIDED.format(name=name, **own) for name, life in lives.items() if self._sided(life)]
        some = self.plans(plan) is not plan
        return {
            "body": MADE[self.body].format(**own),
            "one_sided": "".join(f"\n{line}" for line in sided),
            "plans": f"{{{self.treated!r}: plan}}" if some else "plan",
        }


def offered(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Bodies whose pairs are all among those with these names."""
    return [
        {"name": name, "pairs": list(bone.names) if bone else None, "bone": _bone(bone) if bone else None}
        for name, bone in BODIES.items()
        if bone is None or set(bone.names) <= set(names)
    ]


def _bone(bone: Bone) -> dict[str, Any]:
    return {
        "name": bone.name,
        "coordinate": bone.coordinate,
        "follows": bone.follows,
        "links": {link.pair: [link.share, link.levels] for link in bone.links},
    }


def coupling() -> dict[str, Any]:
    """What meets in the morning, beside the bones."""
    return {"sides": list(SIDES), "crossing": CROSSING.value, "traces": list(TRACES), "one_sided": ONE_SIDED}


def figure() -> dict[str, Any]:
    """The figure on which pairs are shown."""
    return {"parts": [[list(a), list(b), *radii] for a, b, *radii in PARTS], "places": PLACES}


@lru_cache(maxsize=256)
def bodied_data(name: str, model: Model, tol: float) -> dict[str, Any]:
    """The healthy person of a pair in a body, as it differs from the page's person of the pair alone.

    ``free`` where only the sides meet, ``bone`` where a bone has its posture.
    """
    alone = healthy(pair(name), model=model, tol=tol)
    made = {"free": healthy(pair(name), model=model)}
    if any(bone and bone.link(name) for bone in BODIES.values()):
        made["bone"] = healthy(pair(name), model=model, parameters={"posture_gain": 0.0})
    found: dict[str, Any] = {"standing": standing(alone.pair, alone.body)}
    for kind, person in made.items():
        (changed,) = np.nonzero(person.body.vector != alone.body.vector)
        found[kind] = {
            "names": [person.body.program.parameter_names[k] for k in changed],
            "values": person.body.vector[changed].tolist(),
            "state": person.healthy_state.tolist(),
            "counted": person.parameters.counted(),
        }
    return found


SCRIPT = '''"""{title}: written by the musclebalance page; a research and teaching model.

Prints a summary and writes recovery.csv, the same table as the page. What pairs of a body do to each other is
contested.
"""

import pandas as pd

import musclebalance as mb

body = {body}
before = mb.Lifestyle.office(hours={hours}, stress={stress})
after = {after}{one_sided}
past = mb.simulate(body, None, before, days={days}, tol={tol})
{plan}
course = mb.simulate(past.final, {plans}, after, weeks={weeks}, seed={seed}, tol={tol})
print(course)

names = {columns}


def table_of(found):
    parts = {{
        label: one.to_frame([n for n in names if n in one.variables]) for label, one in found.results.items()
    }}
    for bone in body.bones:
        posture = pd.Series(found.postures[bone.name], pd.Index(found.days, name="day"))
        parts[bone.name] = posture.to_frame(f"{{bone.coordinate}} [deg]")
    table = pd.concat(parts, axis=1)
    return table.set_axis(table.columns.map(": ".join), axis=1)


earlier = table_of(past)
earlier.index = earlier.index - {days}
table = pd.concat([earlier.iloc[:-1], table_of(course)])
table.to_csv("recovery.csv", float_format="%.7g")
'''
#: How the script makes each body, and a one-sided life.
MADE = {
    **dict.fromkeys(PATTERNS, "mb.crossed({body}, model={model})"),
    TWO_SIDES: "mb.both_sides(mb.pair({pair}), model={model})",
}
SIDED = '{name} = mb.one_sided({name}, {lived}, "' + ONE_SIDED + '")'
