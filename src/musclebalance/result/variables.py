"""What can be read from states: variables by name with unit and meaning, and how each is computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import unknown
from ..core.units import DEG
from ..model import Quantity, State, hypotheses, imbalance, readouts
from ..model.body import MUSCLES, Body, split
from ..model.model import KINDS, Model

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Internal unit -> (unit shown, factor)
SHOWN = {"rad": ("deg", 180.0 / np.pi), "MVC": ("%MVC", 100.0), "F0": ("%F0", 100.0)}
#: Which direction is better, by how a name starts: 1 higher, -1 lower.
BETTER = {"rom": 1, "strength": 1, "resting_length": 1, "imbalance": -1, "tone": -1, "pain": -1}
#: Other words for what a variable shows, by how its name starts.
ALSO = {"resting_length": "serial sarcomere number", "rom": "flexibility", "tone": "resting muscle activity"}
#: Passive torque of a quick test at an excursion, the one kind of variable that has a number in its name.
AT = re.compile(r"passive_torque_(agonist|antagonist) at (-?\d+(?:\.\d+)?) deg")
#: States evaluated at once: keeps the memory of a reading below some hundred megabytes.
ROWS = 8192


@dataclass(frozen=True, slots=True)
class Reference:
    """Healthy resting angle and range of motion per muscle [deg]; of many people ndarray (people,)."""

    resting_angle: float | Array
    rom: Mapping[str, float | Array]

    def __getitem__(self, who: NDArray[np.intp]) -> Reference:
        """Of some of many people."""
        return Reference(
            np.asarray(self.resting_angle)[who], {m: np.asarray(v)[who] for m, v in self.rom.items()}
        )

    @classmethod
    def of(cls, body: Body, state: Array) -> Reference:
        """Readings of a healthy state, (n_states,) or (people, n_states)."""
        rom = {m: readouts.range_of_motion(body, state, m) for m in MUSCLES}
        angle = readouts.resting_angle(body, state)
        if state.ndim == 1:
            return cls(float(angle), {m: float(value) for m, value in rom.items()})
        return cls(angle, rom)


@dataclass(frozen=True, eq=False)
class Trajectory:
    """States of one person, (..., n_states), or of many, (people, ..., n_states), and what they show.

    Every variable is computed once, and so is the joint at rest, from which most of them are read.
    """

    body: Body
    reference: Reference
    states: Array
    #: Inputs that were acting (..., n_inputs); None for a free joint at rest.
    inputs: Array | None = None

    def values(self, name: str) -> Array:
        """A variable of the shape of ``states[..., 0]``, in the unit shown."""
        if name not in self._known:
            compute = find(self.body.model, name).compute
            self._known[name] = np.concatenate([np.atleast_1d(compute(part)) for part in self._parts])
        found = self._known[name]
        return found if self.states.ndim > 1 else found[0]

    @cached_property
    def _known(self) -> dict[str, Array]:
        return {}

    @cached_property
    def _parts(self) -> list[Trajectory]:
        """Blocks of people, small enough to be evaluated at once."""
        people = self.body.people
        size = max(1, ROWS // max(1, self.states[0, ..., 0].size)) if people else 0
        if people is None or people <= size or self.inputs is not None:
            return [self]
        blocks = np.split(np.arange(people), range(size, people, size))
        return [Trajectory(self.body.of(who), self.reference[who], self.states[who]) for who in blocks]

    @cached_property
    def settled(self) -> Array:
        """The states with the joint at its resting angle and passive tissue relaxed there."""
        return readouts.settled(self.body, self.states)

    def rom(self, muscle: str) -> Array:
        """Passive range of motion against a muscle [deg]."""
        if muscle not in self._rom:
            self._rom[muscle] = readouts.range_of_motion(self.body, self.settled, muscle, rested=False)
        return self._rom[muscle]

    @cached_property
    def _rom(self) -> dict[str, Array]:
        return {}

    def at_rest(self, name: str) -> Array:
        """A named quantity with the joint at its resting angle, internal units."""
        return self.body.evaluate((name,), self.settled)[name]

    def stored(self, name: str) -> Array:
        """A state or named quantity as it was at the time, internal units."""
        program = self.body.program
        if name in program.state_names:
            return self.states[..., self.body.index(name)]
        if self.inputs is None:
            return self.body.evaluate((name,), self.states)[name]
        many = self.body.people is not None
        vector = self.body.beside(self.body.vector, self.states) if many else self.body.vector
        found = program.evaluate((name,), self.states, vector, self.inputs)[name]
        return np.asarray(found + np.zeros(self.states.shape[:-1]))

    @cached_property
    def components(self) -> imbalance.Components:
        """Components of imbalance relative to the healthy readings."""
        body, states, reference = self.body, self.states, self.reference
        names = body.program.state_names
        value = partial(body.value, beside=states)

        def read(name: str, otherwise: float) -> Array:
            return self.stored(name) if name in names else np.full(states.shape[:-1], otherwise)

        length = {m: read(f"resting_length_{m}", 1.0) for m in MUSCLES}
        weight = {m: value("tone_weight", m) if "tone" in body.model else 1.0 for m in MUSCLES}
        tone = {m: read(f"tone_{m}", 0.0) / weight[m] for m in MUSCLES}
        lost = [np.maximum(body.beside(reference.rom[m], states) - self.rom(m), 0.0) for m in MUSCLES]
        side = np.sign(body.si("moment_arm_c0", "agonist", beside=states))
        rest = side * (_angle(self) - body.beside(reference.resting_angle, states))
        return imbalance.Components(
            length=np.log(length["antagonist"] / length["agonist"]) / value("detectable_length_contrast"),
            rest=np.asarray(rest / value("detectable_rest_angle")),
            rom=np.hypot(*lost) / value("detectable_rom"),
            tone=(tone["agonist"] - tone["antagonist"]) / value("detectable_tone_contrast"),
        )


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing a result can show."""

    name: str
    unit: str
    meaning: str
    compute: Callable[[Trajectory], Array]

    @property
    def better(self) -> int:
        """1 when higher is better, -1 when lower is better, 0 when neither is known."""
        return better(self.name)

    def label(self, agonist: str, antagonist: str) -> str:
        """Axis label: meaning with the muscle's name, and the unit."""
        _, muscle = split(self.name.partition(" at ")[0])
        group = {"agonist": agonist, "antagonist": antagonist}.get(muscle or "", "")
        text = self.meaning.replace("{muscle}", group)
        if muscle and "{muscle}" not in self.meaning:
            text = f"{text}, {group}"
        return f"{text} [{self.unit}]"


def better(name: str) -> int:
    """Which direction of a variable is better: 1 higher, -1 lower, 0 unknown."""
    return next((way for start, way in BETTER.items() if name.startswith(start)), 0)


@lru_cache(maxsize=32)
def catalogue_of(model: Model) -> Mapping[str, Variable]:
    """Every variable that results of this model can show, by name, readouts first."""
    found = {v.name: v for v in _readouts()}
    for kind in KINDS:
        suffixes = [f"_{m}" for m in MUSCLES] if kind == "muscle" else [""]
        entries: tuple[State | Quantity, ...] = (*model.states(kind), *model.quantities(kind))
        for entry in entries:
            unit, factor = SHOWN.get(entry.unit, (entry.unit, 1.0))
            for name in (entry.name + suffix for suffix in suffixes):
                compute = partial(_stored, name=name, factor=factor)
                found.setdefault(name, Variable(name, unit, entry.meaning, compute))
    return found


def find(model: Model, name: str) -> Variable:
    """Look a variable up by its flat name."""
    known = catalogue_of(model)
    at = AT.fullmatch(name)
    if at is not None and f"passive_torque_{at[1]}" in known:
        compute = partial(_torque_at, muscle=at[1], excursion=float(at[2]))
        return Variable(name, "N m", f"passive torque of the {{muscle}} at {at[2]} deg", compute)
    if name not in known:
        raise unknown(f"variable in results of model {model.name!r}", name, known)
    return known[name]


def torque_at(muscle: str, excursion: float) -> str:
    """Name of the passive torque of a muscle at an excursion [deg], to a thousandth of a degree."""
    return f"passive_torque_{muscle} at {round(excursion, 3) + 0.0:g} deg"


def summarised(names: Iterable[str]) -> str:
    """Names in one line; torques at many angles are counted."""
    told: dict[str, int] = {}
    for name in names:
        head, at, _ = name.partition(" at ")
        told[f"{head} at " if at else name] = told.get(f"{head} at " if at else name, 0) + 1
    words = {1: "1 angle"}
    return ", ".join(
        f"{n}{words.get(k, f'{k} angles')}" if n.endswith(" at ") else n for n, k in told.items()
    )


def _readouts() -> Iterator[Variable]:
    yield Variable("imbalance", "-", "composite imbalance (healthy 0)", partial(_component, name="composite"))
    for name, text in (
        ("length", "log ratio of resting lengths"),
        ("rest", "shift of the resting angle"),
        ("rom", "loss of range of motion"),
        ("tone", "contrast of tone"),
    ):
        compute = partial(_component, name=name)
        yield Variable(f"imbalance_{name}", "detectable differences", f"imbalance: {text}", compute)
    yield Variable("resting_angle", "deg", "angle at which the relaxed joint rests", _angle)
    meaning = "isometric torque of agonist over antagonist at the test angles"
    yield Variable("strength_ratio", "-", meaning, _strength_ratio)
    for muscle in MUSCLES:
        for name, unit, text, read in (
            ("rom", "deg", "passive range of motion against the {muscle}", Trajectory.rom),
            ("resting_tension", "N", "tension of the {muscle} at the resting angle", _tension),
            ("strength_torque", "N m", "largest isometric torque of the {muscle} at its test angle", _torque),
        ):
            yield Variable(f"{name}_{muscle}", unit, text, partial(read, muscle=muscle))


def _component(seen: Trajectory, name: str) -> Array:
    return np.asarray(getattr(seen.components, name))


def _angle(seen: Trajectory) -> Array:
    return np.asarray(seen.settled[..., seen.body.index("angle")] / DEG)


def _tension(seen: Trajectory, muscle: str) -> Array:
    return seen.at_rest(f"tension_{muscle}")


def _torque(seen: Trajectory, muscle: str) -> Array:
    return readouts.isometric_torque(seen.body, seen.states, muscle)


def _torque_at(seen: Trajectory, muscle: str, excursion: float) -> Array:
    at = np.array([excursion])
    return readouts.passive_torque_curve(seen.body, seen.settled, muscle, at, rested=False)[..., 0]


def _strength_ratio(seen: Trajectory) -> Array:
    return _torque(seen, "agonist") / _torque(seen, "antagonist")


def _stored(seen: Trajectory, name: str, factor: float) -> Array:
    return seen.stored(name) * factor


@dataclass(frozen=True, repr=False)
class VariableTable:
    """Variables as a table: print it, go through it, or take ``to_frame()``."""

    rows: tuple[Variable, ...]

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_frame(self) -> pd.DataFrame:
        """Unit and meaning by name."""
        import pandas as pd

        index = pd.Index([v.name for v in self], name="variable")
        return pd.DataFrame({"unit": [v.unit for v in self], "meaning": [_meaning(v) for v in self]}, index)

    def __str__(self) -> str:
        wide = [max((len(getattr(v, part)) for v in self), default=0) for part in ("name", "unit")]
        return "\n".join(f"{v.name:{wide[0]}s}  {v.unit:{wide[1]}s}  {_meaning(v)}" for v in self)

    __repr__ = __str__


@public
def variables(word: str = "", *, model: str | Model = "combined") -> VariableTable:
    """Everything that a result can show, or what a word finds: names, units and meanings.

    Parameters
    ----------
    word : str
        One or more words, looked for in names and meanings; nothing lists all.
    model : str or Model
        Named hypothesis or model of your own.

    Returns
    -------
    VariableTable
        Rows with ``name``, ``unit``, ``meaning`` and ``better`` (1 when higher is better, -1 when lower).

    Raises
    ------
    UnknownNameError
        Nothing is found; it names what is nearest.

    Examples
    --------
    >>> import musclebalance as mb
    >>> print(mb.variables("range of motion"))
    imbalance_rom   detectable differences  imbalance: loss of range of motion
    rom_agonist     deg                     passive range of motion against the agonist (flexibility)
    rom_antagonist  deg                     passive range of motion against the antagonist (flexibility)
    >>> mb.variables("serial sarcomere number").rows[0].name
    'resting_length_agonist'
    """
    every = catalogue_of(hypotheses.get(model)).values()
    wanted = word.lower().replace("_", " ").split()
    rows = tuple(v for v in every if all(part in _searched(v) for part in wanted))
    if not rows:
        parts = (part for v in every for part in (v.name, *re.findall("[a-z_]{3,}", _searched(v))))
        words = dict.fromkeys(parts)
        raise unknown("variable", word, words)
    return VariableTable(rows)


def _searched(variable: Variable) -> str:
    return f"{variable.name} {variable.name.replace('_', ' ')} {_meaning(variable)}".lower()


def _meaning(variable: Variable) -> str:
    """The meaning, in the words of a muscle of any pair, and other names for it."""
    _, muscle = split(variable.name)
    other = next((text for start, text in ALSO.items() if variable.name.startswith(f"{start}_")), "")
    text = variable.meaning.replace("{muscle}", muscle or "muscle")
    return f"{text} ({other})" if other else text
