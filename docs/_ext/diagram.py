"""The diagram of the model: what happens, the mechanisms it moves, their states, what is read off.

Mechanisms, states and what moves them are read from the laws; causes and readings are listed here and held
against the model by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

import equations
from docutils import nodes
from nomenclature import by_subject, words
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from musclebalance.model.laws import ALL, MECHANICS
from musclebalance.model.mechanism import Mechanism

Link = Callable[[str], str]


class Cause(NamedTuple):
    """Something that happens: its title, the inputs it sets, and activities, if the pairs know it by any."""

    title: str
    inputs: tuple[str, ...]
    activities: tuple[str, ...] = ()


CAUSES = (
    Cause("Hours at the desk", ("angle",), ("desk", "drive", "sit")),
    Cause("Stress", ("stress",)),
    Cause("Lifting, carrying", ("angle", "effort", "load"), ("lift", "carry")),
    Cause("Sport", ("effort",), ("sport",)),
    Cause("Injury", ("event",)),
    Cause("Treatment", ("effort", "barrier", "torque")),
)
#: What an examiner reads, by the names of its variables.
READINGS = {
    "Range of motion": ("rom_agonist",),
    "Resting length": ("resting_length_agonist",),
    "Resting angle": ("resting_angle",),
    "Resting tension": ("resting_tension_agonist",),
    "Resting tone": ("tone_agonist",),
    "Strength": ("strength_torque_agonist", "strength_ratio"),
    "Blood flow": ("flow_agonist",),
    "Nerve pressure": ("nerve_pressure_agonist",),
    "Pain": ("pain",),
    "Imbalance": ("imbalance",),
}
#: In whose words a law says what moves its states: names that it reads, by what they stand for.
MOVERS = {
    "length": {"length", "relative_length", "angle", "misalignment"},
    "stretch": {"stretched", "phase_stretch", "torque_share", "tolerance_share", "elastic_force"},
    "effort": {"effort", "drive", "activation"},
    "tension": {"tension", "active_stress"},
    "stress": {"stress", "stress_tone"},
    "fatigue": {"fatigue"},
    "tone": {"tone"},
    "memory": {"memory"},
    "injury": {"guarding"},
    "blood": {"metabolite", "pressure"},
    "nerve": {"nerve_index"},
}
LINE, PAD, WIDTH = 20, 12, 1116
COLUMNS = {"causes": (0, 172), "mechanics": (200, 165), "states": (393, 545), "readings": (966, 150)}
#: Where, in the third column, what moves a mechanism and its states stand.
MOVED, STATES = 104, 284


class Reads(dict[str, str]):
    """Symbols by name that remember which names were asked for."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__(names)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:  # type: ignore[override]
        """The symbol of a name."""
        self.asked.add(name)
        return super().get(name, default)


def moved_by(mechanism: Mechanism) -> list[str]:
    """What moves the states of a mechanism, from the names that its law reads."""
    names = Reads(equations.names())
    list(equations.equations(mechanism, names))
    own = {entry.name for entry in (*mechanism.states, *mechanism.quantities)}
    found = [word for word, known in MOVERS.items() if known & (names.asked - own)]
    return found or ["injury"]


def groups() -> dict[str, list[Mechanism]]:
    """Mechanisms beside the mechanics, by what they are about, in the order of their evaluation."""
    found = by_subject(m for m in ALL if m not in MECHANICS)
    return {title: members for title, members in found if members}


def text(x: float, y: float, words: str, kind: str, link: str = "") -> str:
    """A line of text, as a link if there is one."""
    drawn = f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(words)}</text>'
    return f'<a href="{escape(link)}">{drawn}</a>' if link else drawn


def box(column: str, y: float, height: float) -> str:
    """The frame of a box."""
    x, width = COLUMNS[column]
    return f'<rect x="{x + 1}" y="{y:g}" width="{width - 2}" height="{height:g}" rx="6"/>'


def causes(height: float) -> Iterator[str]:
    """The first column."""
    x, room = COLUMNS["causes"][0] + PAD, height / len(CAUSES)
    for number, cause in enumerate(CAUSES):
        top = number * room
        yield box("causes", top + 4, room - 8)
        yield text(x, top + room / 2 - 3, cause.title, "title")
        yield text(x, top + room / 2 + 17, " ".join(cause.inputs), "input")


def mechanics(height: float, link: Link) -> Iterator[str]:
    """The second column: algebra that is solved anew at every moment."""
    x = COLUMNS["mechanics"][0] + PAD
    yield box("mechanics", 4, height - 8)
    yield text(x, 30, "At every moment", "title")
    for line, told in enumerate(("where the joint is, how", "long and how tense its", "muscles are")):
        yield text(x, 54 + LINE * line, told, "quiet")
    top = 54 + LINE * 4
    for number, mechanism in enumerate(MECHANICS):
        y = top + number * 2.6 * LINE
        yield text(x, y, label(mechanism.name), "mechanism", link(mechanism.name))
        names = kept(mechanism)
        name = mechanism.name if mechanism.name in names else names[-1]
        yield text(x, y + LINE - 2, name, "state" if mechanism.states else "quantity")


def kept(mechanism: Mechanism) -> list[str]:
    """Names of a mechanism's states; where it has none, of its quantities."""
    return [entry.name for entry in mechanism.states or mechanism.quantities]


def cells(mechanism: Mechanism) -> list[tuple[str, str]]:
    """Lines of a mechanism: three words on what moves it and two names of states in each."""
    moved, names = moved_by(mechanism), kept(mechanism)
    words = [", ".join(moved[k : k + 3]) for k in range(0, len(moved), 3)]
    states = [" ".join(names[k : k + 2]) for k in range(0, len(names), 2)]
    return list(zip_longest(words, states, fillvalue=""))


def lines_of(mechanism: Mechanism) -> int:
    """Lines that a mechanism takes."""
    return len(cells(mechanism))


def label(name: str) -> str:
    """A name of the code as a title."""
    return words(name).capitalize()


def states(link: Link) -> Iterator[str]:
    """The third column: mechanisms, what moves them, their states."""
    x, y = COLUMNS["states"][0] + PAD, 4.0
    for title, members in groups().items():
        lines = sum(map(lines_of, members))
        yield box("states", y, LINE * (lines + 1) + 12)
        yield text(x, y + 20, title, "title")
        y += 20
        for mechanism in members:
            yield text(x, y + LINE, label(mechanism.name), "mechanism", link(mechanism.name))
            for moved, names in cells(mechanism):
                y += LINE
                yield text(x + MOVED, y, moved, "quiet")
                yield text(x + STATES, y, names, "state" if mechanism.states else "quantity")
        y += 20


def height() -> float:
    """Height of the third column, which the others take."""
    every = groups().values()
    lines = sum(lines_of(mechanism) for members in every for mechanism in members)
    return 4.0 + lines * LINE + 40 * len(every)


def readings(tall: float) -> Iterator[str]:
    """The last column."""
    x, room = COLUMNS["readings"][0] + PAD, tall / len(READINGS)
    for number, (title, names) in enumerate(READINGS.items()):
        top = number * room
        yield box("readings", top + 4, room - 8)
        yield text(x, top + room / 2 - 3, title, "title")
        yield text(x, top + room / 2 + 15, names[0].removesuffix("_agonist"), "reading")


def arrows(tall: float) -> Iterator[str]:
    """From column to column, and back from the states to the mechanics."""
    names = list(COLUMNS)
    for before, after in pairwise(names):
        start, end = sum(COLUMNS[before]) + 5, COLUMNS[after][0] - 5
        yield arrow(start, end, 0.5 * tall)
    yield arrow(COLUMNS["states"][0] - 5, sum(COLUMNS["mechanics"]) + 5, 0.5 * tall + 46)


def arrow(start: float, end: float, y: float) -> str:
    """A thick arrow."""
    way = 1 if end > start else -1
    neck = end - 13 * way
    return (
        f'<path d="M{start:g} {y - 5:g}H{neck:g}V{y - 13:g}L{end:g} {y:g}L{neck:g} {y + 13:g}'
        f'V{y + 5:g}H{start:g}Z" class="arrow"/>'
    )


def heads() -> Iterator[str]:
    """Titles of the columns."""
    told = ("What happens", "Mechanics", "Mechanisms · moved by · states", "What is read")
    for (x, _), head in zip(COLUMNS.values(), told, strict=True):
        yield text(x + PAD, 16, head, "head")


def svg(link: Link) -> str:
    """The whole picture; `link` gives the address of a mechanism's page."""
    tall = height()
    parts: Iterable[str] = (
        *causes(tall),
        *mechanics(tall, link),
        *states(link),
        *readings(tall),
        *arrows(tall),
    )
    return (
        f'<div class="model-diagram"><svg viewBox="0 0 {WIDTH} {tall + 30:g}" role="img" '
        'aria-label="What happens to a person sets inputs of the mechanics of the joint; they move the '
        'mechanisms and their states, which change the mechanics; an examiner reads the states.">'
        f'{"".join(heads())}<g transform="translate(0 26)">{"".join(parts)}</g></svg></div>'
    )


class ModelDiagram(SphinxDirective):
    """``{model-diagram}``: the picture, its mechanisms linked to their pages."""

    def run(self) -> list[nodes.Node]:
        """The picture as HTML, so that it takes the colours of the page."""
        pages = {m.name: f"model/generated/{n:02d}_{m.name}" for n, m in enumerate(ALL, 1)}
        builder = self.env.app.builder
        drawn = svg(lambda name: builder.get_relative_uri(self.env.docname, pages[name]))
        return [nodes.raw("", drawn, format="html")]


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("model-diagram", ModelDiagram)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
