"""The page on sensitivity: ``python -m validation.pages.sensitivity`` writes it and the numbers behind it.

People who differ in one number each live together in one cohort, so that the table takes two minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import musclebalance as mb
from musclebalance.core.parameters import MATTERS, UNSOURCED, Parameter, ParameterSet, assumptions
from musclebalance.core.writing import write_text
from musclebalance.model import hypotheses, readouts
from musclebalance.model.body import Body
from musclebalance.simulation import people as simulation
from musclebalance.simulation.healthy import complete_parameters, healthy
from musclebalance.simulation.people import People
from musclebalance.timeline import compile

from ..page import table

Array = NDArray[np.float64]
PAIRS = ("hip-flexors-gluteus-maximus", "hamstrings-quadriceps")
#: Change of a parameter; a readout that it moves by less than this is not moved.
SHARE, NOTHING = 0.2, 0.01
#: Change of a position, whose zero is a convention [its unit].
STEPS = {"neutral_angle": 5.0, "strength_angle": 5.0, "rom_offset": 0.05}
DESK, DESK_DAYS = mb.Lifestyle.office(hours=8, stress=0.6), 180
LABORATORY = mb.Lifestyle("laboratory", ((mb.Bout("free", 24.0),),))
#: End of the programmes and of the time after them [d]; tolerance of the integration.
ENDED, LATER, TOLERANCE = 42, 70, 1e-3
SESSIONS = {"PIR": mb.PIR(), "static stretch": mb.StaticStretch()}
MUSCLE = "agonist"
ROOT = Path(__file__).parents[2]
PAGE, KEPT = ROOT / "docs/model/sensitivity.md", ROOT / "src/musclebalance/core/data/sensitivity.csv"


@dataclass(frozen=True)
class Readout:
    """A main readout; changes are relative to it, or to `least`, a difference that can be told, if larger."""

    name: str
    unit: str
    least: float


READOUTS = (
    Readout("range of motion from neutral after half a year at the desk", "deg", 5.0),
    Readout("imbalance there", "-", 1.0),
    Readout("passive torque at a fixed angle there", "N m", 1.0),
    Readout("strength of the partner there", "N m", 1.0),
    Readout("strength there", "N m", 1.0),
    Readout("pain at the desk in the afternoon", "0-10", 2.0),
    Readout("tone there", "%MVC", 0.5),
    Readout("endurance at a fifth of maximal force", "s", 60.0),
    Readout("softening after a static stretch", "-", 0.05),
    *(Readout(f"gain of range {when} of {name}", "deg", 5.0)
      for name in SESSIONS for when in ("after a session", "after six weeks", "28 days after six weeks")),
)  # fmt: skip


def step(known: Parameter) -> float:
    """By how much a parameter is changed either way, before its bounds [its unit]."""
    base = known.name.rpartition(".")[2]
    if base in STEPS:
        return STEPS[base]
    return SHARE * (abs(known.value) or known.high - known.low)


def varied(known: ParameterSet) -> list[tuple[str, float]]:
    """Each change of one parameter: its name and its value, within its bounds."""
    return [
        (name, value)
        for name, one in known.items()
        for value in (max(one.low, one.value - step(one)), min(one.high, one.value + step(one)))
        if value != one.value
    ]


@dataclass(frozen=True)
class Table:
    """Relative changes of every readout, (changes, readouts), by changes of one parameter at a time."""

    parameters: ParameterSet
    changes: list[tuple[str, float]]
    usual: Array
    effects: Array

    def of(self, name: str) -> tuple[float, str]:
        """Largest relative change by a parameter, and the readout that it moves most."""
        mine = [k for k, (other, _) in enumerate(self.changes) if other == name]
        largest = np.abs(self.effects[mine]).max(axis=0, initial=0.0)
        return float(largest.max()), READOUTS[int(largest.argmax())].name

    @property
    def decisive(self) -> list[Parameter]:
        """The parameters that matter."""
        return [one for name, one in self.parameters.items() if self.of(name)[0] > MATTERS]


@cache
def tabled(name: str) -> Table:
    """The table of one pair."""
    pair = mb.pair(name)
    known = complete_parameters(pair, hypotheses.get("combined"))
    changes = varied(known)
    own = {key: np.full(len(changes) + 1, one.value) for key, one in known.items()}
    for k, (key, value) in enumerate(changes):
        own[key][k + 1] = value
    read = measured(healthy(pair, own=own, tol=TOLERANCE))
    usual = read[:, 0]
    scale = np.maximum(np.abs(usual), [one.least for one in READOUTS])
    return Table(known, changes, usual, ((read - usual[:, None]) / scale[:, None])[:, 1:].T)


def measured(well: People) -> Array:
    """Every main readout of everybody, (readouts, people)."""
    ill = lived(well, None, DESK_DAYS, [DESK_DAYS])[0]
    end = readouts.range_of_motion(well.body, well.state, MUSCLE)[0]
    noon = at_desk(ill)
    torque = readouts.passive_torque_curve(ill.body, ill.state, MUSCLE, np.array([0.8 * end]))[:, 0]
    rows = [
        ill.read(f"rom_{MUSCLE}"), ill.imbalance, torque,
        ill.read("strength_torque_antagonist"), ill.read("strength_torque_agonist"),
        noon[:, ill.body.index("pain")], 100.0 * noon[:, ill.body.index(f"tone_{MUSCLE}")],
        readouts.endurance_time(well.body, well.state, MUSCLE, 0.2),
    ]  # fmt: skip
    gains: list[Array] = []
    for name, session in SESSIONS.items():
        before, after = in_laboratory(ill, session)
        if name == "static stretch":
            rows.append(after[:, ill.body.index(f"softening_{MUSCLE}")])
        gains.append(tested(ill.body, after) - tested(ill.body, before))
        treated = lived(ill, mb.Plan(session, per_week=5, weeks=6), LATER, [ENDED, LATER])
        gains += [one.read(f"rom_{MUSCLE}") - rows[0] for one in treated]
    return np.stack([*rows, *gains])


def lived(people: People, plan: mb.Plan | None, days: int, at: list[int]) -> list[People]:
    """People after so many days at the desk, on some mornings."""
    courses = mb.simulate(
        people, plan, DESK, days=days, tol=TOLERANCE, progress=False, store=at, block=len(people)
    )
    return [replace(people, state=courses.states[:, k]) for k in range(len(at))]


def at_desk(people: People) -> Array:
    """States at the desk in the afternoon, (people, n_states)."""
    day = compile(None, DESK, people.pair, days=1)
    moment = 8.0 * 3600.0
    return stored(people, day.sampled(600.0, within=(moment - 600.0, moment)), [moment])[0]


def in_laboratory(people: People, session: mb.Session) -> list[Array]:
    """States before a session in the laboratory and a minute after it."""
    plan = mb.Plan(session, days="Mon", weeks=1 / 7, time="10:00")
    made = compile(plan, LABORATORY, people.pair, days=1)
    begin, end = made.spans[0].start, made.spans[0].end + 60.0
    return stored(people, made.sampled(30.0, within=(begin - 30.0, end)), [begin, end])


def stored(people: People, timeline: Any, moments: list[float]) -> list[Array]:
    """States at some moments of a timeline, (people, n_states) each."""
    at = [int(np.argmin(np.abs(timeline.edges - moment))) - 1 for moment in moments]
    found = simulation.run(people.body, people.state, timeline, store=at, tol=TOLERANCE).states
    return list(np.asarray(found).reshape(len(people), len(at), -1).swapaxes(0, 1))


def tested(body: Body, states: Array) -> Array:
    """Range of motion within a minute of stretching [deg]."""
    return readouts.range_of_motion(body, states, MUSCLE, rested=False)


HEAD = """# Sensitivity

This page is generated by running the model; do not edit it.

Which numbers decide what becomes of a person? Each parameter is changed by a fifth either way, within
its bounds, and all others are left as they are. One whose default is 0 is raised by a fifth of its
range; a position, whose zero is a convention, is moved by 5 deg or 0.05 fibre lengths. Shown is the
largest change of any of the readouts below, relative to the readout, or, where that is small, to a
difference that can be told from error. A parameter *matters* when that is more than 5 %. Half a year at
the desk is eight hours a day under stress; sessions and programmes (five a week) are those of a person
after it, who goes on sitting. Gains of a session are read a minute after it, endurance in health.

"""
OTHERS = """## Parameters that move little

Between 1 and 5 %.

"""
NOTHINGS = """## Parameters that move nothing

Less than 1 % of any of these readouts: other questions, such as training, injury or nerves, still need them.

"""


def markdown() -> str:
    """The whole page."""
    tables = [tabled(name) for name in PAIRS]
    names = sorted(tables[0].parameters, key=lambda name: -largest(name))
    parts = [
        [name for name in names if low < largest(name) <= high]
        for low, high in ((MATTERS, np.inf), (NOTHING, MATTERS), (-1.0, NOTHING))
    ]
    return (
        HEAD + "## Readouts\n\n" + table("readout | unit | hip flexors | hamstrings", _readouts())
        + "## How many\n\n"
        + table("pair | parameters | assumed | that matter | of these assumed", map(_counts, PAIRS))
        + _told(len(parts[0]))
        + "## Parameters that matter\n\n" + _rows(parts[0]) + OTHERS + _rows(parts[1]) + NOTHINGS
        + ", ".join(f"`{name}`" for name in sorted(parts[2])) + ".\n"
    )  # fmt: skip


def largest(name: str) -> float:
    """Largest relative change by a parameter in either pair."""
    return max(tabled(one).of(name)[0] for one in PAIRS)


def _readouts() -> Iterator[tuple[str, ...]]:
    for k, one in enumerate(READOUTS):
        yield (one.name, one.unit, *(f"{tabled(name).usual[k]:.3g}" for name in PAIRS))


def _counts(name: str) -> tuple[object, ...]:
    known, matter = tabled(name).parameters, tabled(name).decisive
    return f"`{name}`", len(known), len(known.assumed), len(matter), sum(p.basis in UNSOURCED for p in matter)


def _told(matter: int) -> str:
    """Why a result counts more parameters that matter than the table."""
    counted = healthy(mb.pair(PAIRS[0])).parameters.counted()
    more = counted["decisive_parameters"] - matter
    told = (
        f"A result counts more: of a person with the first pair it says that *{assumptions(counted)}*.",
        f"For every pair it counts each parameter that matters in either of these two, {matter} below, since",
        f"other pairs were not looked at number by number, and the {more} that the table does not vary,",
        "because the healthy life decides them (the length set-points of both muscles).",
    )
    return "\n".join(told) + "\n\n"


def _rows(names: list[str]) -> str:
    return table("parameter | basis and source | hip flexors [%] | moves most | hamstrings [%] | moves most",
                 map(_row, names))  # fmt: skip


def _row(name: str) -> list[str]:
    tables = [tabled(one) for one in PAIRS]
    told = dict.fromkeys(one.parameters[name].pedigree for one in tables)
    found = (one.of(name) for one in tables)
    return [f"`{name}`", " / ".join(told), *(x for by, what in found for x in (f"{100 * by:.0f}", what))]


def kept() -> str:
    """The numbers behind the page, as the package keeps them."""
    lines = ["pair,parameter,change,readout"]
    for pair in PAIRS:
        for name in tabled(pair).parameters:
            change, readout = tabled(pair).of(name)
            lines.append(f"{pair},{name},{change:.4f},{readout}")
    return "\n".join(lines) + "\n"


def write(page: Path = PAGE) -> None:
    """Write the page and the numbers behind it."""
    write_text(KEPT, kept())
    write_text(page, markdown())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE)
