"""The equations of one segment as SBML Level 3 Version 2, printed from the graph that the engine runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from ..core.arguments import public
from ..core.errors import FileError, MusclebalanceError
from ..core.writing import write_text
from ..engine.graph import Level, Node, reachable
from ..engine.program import Program
from ..model import Quantity, State
from ..model.body import split
from ..model.exposure import Exposure, Segment, input_values
from ..model.model import KINDS, Model
from ..result import Person, Result
from .mathml import DEFINED, definition, expression
from .muscles import person_at

SUFFIXES = (".xml", ".sbml")
#: What counts as nothing of a state [its scale].
NOTHING = 1e-9
CORE = "http://www.sbml.org/sbml/level3/version2/core"
MATH = "http://www.w3.org/1998/Math/MathML"
XHTML = "http://www.w3.org/1999/xhtml"


@public
def to_sbml(
    who: Person | Result, segment: Segment | Exposure, path: str | Path, *, day: float | None = None
) -> Path:
    """Write the equations of a person in one segment as SBML.

    Parameters
    ----------
    who : Person or Result
        Whose numbers and present state; they are the initial values.
    segment : Segment or Exposure
        What holds meanwhile, such as ``mb.Segment(20.0, "stretch", "stretch", barrier=0.9,
        muscle="agonist")``; its inputs are constants of the model.
    path : str or Path
        Ending in ``.xml`` or ``.sbml``.
    day : float, optional
        Day of a result [d]; default the end.

    Returns
    -------
    Path

    Notes
    -----
    Level 3 Version 2 core: states as parameters with rate rules, named quantities as assignment rules, what
    does not change within the segment as initial assignments, all under the names of results, in internal
    units (rad, s, N, m, fractions); time in seconds from the segment's start. Conditions, maxima and minima
    are `piecewise`. A whole programme is thousands of segments, which SBML would write as events that few
    simulators get right: take one segment, or the table of a result.

    Raises
    ------
    FileError
        Another ending, or a place that cannot be written.
    MusclebalanceError
        A segment that begins with a step of a state; set it with ``person.with_state`` first.

    References
    ----------
    Hucka et al. 2019, doi 10.1515/jib-2019-0021 (SBML Level 3 Version 2 Core).

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> mb.to_sbml(person, mb.Segment(60.0), "rest.txt")
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: rest.txt: ends in '.txt'; a model in SBML ends in .xml or .sbml.
    """
    if Path(path).suffix.lower() not in SUFFIXES:
        raise FileError(str(path), f"ends in {Path(path).suffix!r}; a model in SBML ends in .xml or .sbml.")
    equations = Equations(person_at(who, day), held(segment))
    write_text(path, "\n".join(equations.lines()) + "\n")
    return Path(path)


def held(segment: Segment | Exposure) -> Segment:
    """What holds throughout; a step of a state at the start does not."""
    one = segment.segment() if isinstance(segment, Exposure) else segment
    if one.event:
        raise MusclebalanceError(
            f"the segment steps {one.event[0][0]!r} at its start; set it with person.with_state(...) instead."
        )
    return one


@dataclass(frozen=True, eq=False)
class Equations:
    """The right-hand side of a person in one segment."""

    person: Person
    segment: Segment

    @cached_property
    def program(self) -> Program:
        """The traced model."""
        return self.person.body.program

    @cached_property
    def nodes(self) -> list[Node]:
        """Every step of the recipe as a node."""
        return self.program.graph()[1]

    @cached_property
    def outputs(self) -> dict[str, Node]:
        """Named quantities that are no plain numbers."""
        found = {name: self.nodes[place] for name, place in self.program.quantities.items()}
        return {name: node for name, node in found.items() if node.op != "const"}

    @cached_property
    def slopes(self) -> dict[str, Node]:
        """Rate of every state."""
        pairs = zip(self.program.state_names, self.program.slopes, strict=True)
        return {name: self.nodes[place] for name, place in pairs}

    @cached_property
    def needed(self) -> list[Node]:
        """Nodes that rates and quantities need, arguments first."""
        return reachable([*self.slopes.values(), *self.outputs.values()])

    @cached_property
    def names(self) -> Mapping[int, str]:
        """Identifiers of leaves, of named quantities and of what is used more than once."""
        program, found, taken = self.program, dict[int, str](), set(self.program.state_names)
        lists = {"state": program.state_names, "param": program.parameter_names, "input": program.input_names}
        lists["start"] = tuple(f"start_{name}" for name in program.state_names)
        used = Counter(arg.index for node in self.needed for arg in node.args)
        quantities = {node.index: name for name, node in reversed(self.outputs.items())}
        for node in self.needed:
            if node.op in lists:
                name = lists[node.op][int(node.value or 0)]
                found[node.index] = name if node.op == "state" else _free(name, taken)
        for node in self.needed:
            if node.index in quantities and node.index not in found:
                found[node.index] = _free(quantities[node.index], taken)
            elif used[node.index] > 1 and node.op != "const" and node.index not in found:
                found[node.index] = _free(f"step_{node.index}", taken)
        return found

    @cached_property
    def state(self) -> list[float]:
        """The state at the start, without what rounding has left: some simulators take tolerances from it."""
        state, least = self.person.state, NOTHING * self.program.scale
        return [float(value) for value in np.where(np.abs(state) < least, 0.0, state)]

    @cached_property
    def values(self) -> dict[int, float]:
        """Values of the leaves, and of states at the start."""
        known = {
            "state": self.state, "start": self.state, "param": self.person.body.vector.tolist(),
            "input": input_values(self.segment, self.program.input_names),
        }  # fmt: skip
        return {n.index: known[n.op][int(n.value or 0)] for n in self.needed if n.op in known}

    def lines(self) -> Iterator[str]:
        """The document, line by line."""
        title = f"{self.person.pair.name}, model {self.person.model.name}"
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield f'<sbml xmlns="{CORE}" level="3" version="2">'
        yield f'<model id="musclebalance" name={quoteattr(title)} timeUnits="second">'
        yield f'<notes><p xmlns="{XHTML}">{escape(self._notes())}</p></notes>'
        used = {node.op for node in self.needed} & set(DEFINED)
        functions = (f'<functionDefinition id="{n}">{_math(definition(n))}' for n in sorted(used))
        yield from _listed("FunctionDefinitions", (f"{one}</functionDefinition>" for one in functions))
        yield from _listed("Parameters", self._parameters())
        fixed, moving = self._rules()
        yield from _listed("InitialAssignments", fixed)
        yield from _listed("Rules", moving)
        yield "</model>\n</sbml>"

    def _notes(self) -> str:
        inputs = dict(
            zip(self.program.input_names, input_values(self.segment, self.program.input_names), strict=True)
        )
        acting = ", ".join(f"{name} {value:.6g}" for name, value in inputs.items() if value)
        return (
            "One segment of musclebalance, a research and teaching model of an opposing muscle pair. Units: "
            "rad, s, N, m and fractions; time from the start of the segment. Acting: "
            f"{acting or 'nothing'}. Inputs are constant; the equations hold while they do."
        )

    def _parameters(self) -> Iterator[str]:
        """Declarations: states, what is given, what is computed; a state that nothing reads too."""
        told = self._meanings()
        own = {self.names[node.index]: node for node in self.needed if node.index in self.names}
        start = dict(zip(self.program.state_names, self.state, strict=True))
        for name in start:
            yield _parameter(name, start[name], False, told.get(name, ""))
        for name, node in own.items():
            if node.op != "state":
                constant = node.level <= Level.SEGMENT
                yield _parameter(name, self.values.get(node.index), constant, told.get(name, ""))

    def _meanings(self) -> dict[str, str]:
        """What names stand for."""
        model, numbers = self.person.model, self.person.parameters
        known = {one.name: f"{one.meaning} [{one.unit}]" for one in entries(model)}
        flat = (*self.program.state_names, *self.program.quantities)
        told = {name: known.get(split(name)[0], "") for name in flat}
        for name in self.program.parameter_names:
            base = split(name)[0]
            told[name] = numbers.entry(base).meaning if base in numbers else ""
        return told

    def _rules(self) -> tuple[list[str], list[str]]:
        """What is computed once at the start, and at every moment."""
        fixed, moving = [], []
        for node in self.needed:
            name = self.names.get(node.index)
            if name is None or node.index in self.values:
                continue
            inside = {index: known for index, known in self.names.items() if index != node.index}
            math = _math(expression(node, inside))
            if node.level <= Level.SEGMENT:
                fixed.append(f'<initialAssignment symbol="{name}">{math}</initialAssignment>')
            else:
                moving.append(f'<assignmentRule variable="{name}">{math}</assignmentRule>')
        for name, node in self.slopes.items():
            math = _math(expression(node, self.names))
            moving.append(f'<rateRule variable="{name}">{math}</rateRule>')
        return fixed, moving


def entries(model: Model) -> Iterator[State | Quantity]:
    """States and named quantities of a model, once for both muscles."""
    for kind in KINDS:
        yield from model.states(kind)
        yield from model.quantities(kind)


def _free(name: str, taken: set[str]) -> str:
    """An identifier that is not taken yet, and now is."""
    name = re.sub(r"\W", "_", name, flags=re.ASCII)
    while name in taken or name in DEFINED:
        name += "_"
    taken.add(name)
    return name


def _math(inside: str) -> str:
    return f'<math xmlns="{MATH}">{inside}</math>'


def _listed(kind: str, lines: Iterable[str]) -> Iterator[str]:
    """A list of SBML, which is left out where it is empty."""
    found = list(lines)
    if found:
        yield from (f"<listOf{kind}>", *found, f"</listOf{kind}>")


def _parameter(name: str, value: float | None, constant: bool, meaning: str) -> str:
    number = "" if value is None else f' value="{float(value)!r}"'
    label = f" name={quoteattr(meaning)}" if meaning else ""
    return f'<parameter id="{name}"{label}{number} constant="{str(constant).lower()}"/>'
