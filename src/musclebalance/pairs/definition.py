"""A muscle pair: two muscles, one joint, every number that belongs to this pair alone, read from its file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from ..core.errors import MusclebalanceError, OutOfRangeError, check_range, number, shown, unknown
from ..core.parameters import Basis, Parameter, ParameterSet
from ..core.sources import Source
from ..core.toml import to_toml
from ..model.body import MUSCLES
from ..model.exposure import Exposure
from .geometry import SIDES, Fit, Geometry
from .plausible import faults, strength, tolerated_torque
from .schema import JOINT, JOINT_MAY, MUSCLE, MUSCLE_MAY

#: What tells a pair whose muscles have changed places from the one it was made of.
SWAPPED = "swapped"
#: Shortest fibre that a length offset may leave at the healthy end of range [lopt], and the largest external
#: moment in isometric torques.
SHORTEST_FIBRE, MOST_LOAD = 0.4, 2.0


@dataclass(frozen=True, slots=True)
class Activity:
    """What one named activity does to this joint: parts whose shares add up to 1, and their origin."""

    exposures: tuple[Exposure, ...]
    basis: Basis = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        total = sum(exposure.share for exposure in self.exposures)
        if abs(total - 1.0) > 1e-9:
            raise MusclebalanceError(
                f"the shares of an activity add up to {total:.6g}; they must add up to 1."
            )

    def swapped(self) -> Activity:
        """The same with the efforts and offsets of the two muscles exchanged."""
        return replace(self, exposures=tuple(_swapped(part) for part in self.exposures))

    def to_dict(self) -> dict[str, Any]:
        """Plain data in the layout of a pair's file; what is usual is left out."""
        usual = asdict(Exposure())
        parts = [{k: v for k, v in asdict(e).items() if v != usual[k]} for e in self.exposures]
        for part, exposure in zip(parts, self.exposures, strict=True):
            if exposure.mode == "posture":
                part.pop("mode")  # an angle says so
        about = {"basis": self.basis, "source": list(self.source), "note": self.note}
        return {k: v for k, v in about.items() if v} | {"parts": parts}


@dataclass(frozen=True)
class Pair:
    """Two opposing muscle groups at one joint, as a dated and citable set of numbers.

    Parameters
    ----------
    name, title : str
        ``"hip-flexors-gluteus-maximus"`` and the same for people.
    joint : str
        Joint.
    coordinate : str
        What the angle means and which direction is positive.
    agonist, antagonist : str
        The group that gets short and tight in this pair's story, and its partner.
    parameters : ParameterSet
        Everything that is specific to the pair.
    fits : mapping
        ``"agonist"``, ``"antagonist"`` -> what was lumped together there, and the residuals of the fit.
    source : str
        Musculoskeletal model the geometry and forces come from.
    alternatives : tuple of str
        Other models that `pair(name, source=...)` accepts.
    actions : mapping
        Activity name -> :class:`Activity`.
    cautions : tuple of str
        What a reader must know before using a number of this pair.
    date : str
        Date of this set (ISO 8601).
    nerves : mapping
        ``"agonist"``, ``"antagonist"`` -> the nerve that runs there by anatomy, where there is one.
    references : mapping
        Key -> source, of those that the pair's own file describes.

    Examples
    --------
    >>> from musclebalance.pairs import pair
    >>> hip = pair("hip-flexors-gluteus-maximus")
    >>> hip.agonist, hip.parameters.value("optimal_fibre_length", "agonist")
    ('hip flexors', 0.1126)
    """

    name: str
    title: str
    joint: str
    coordinate: str
    agonist: str
    antagonist: str
    parameters: ParameterSet
    fits: Mapping[str, Fit]
    source: str
    alternatives: tuple[str, ...]
    actions: Mapping[str, Activity]
    cautions: tuple[str, ...]
    date: str
    nerves: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, Source] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.name, self.source, self.date, self.parameters))

    @cached_property
    def geometry(self) -> dict[str, Geometry]:
        """Moment arm and fibre length of ``"agonist"`` and ``"antagonist"`` as the parameters have them."""
        return {part: Geometry.of(self.parameters, part, self.fits[part]) for part in MUSCLES}

    @property
    def activities(self) -> tuple[str, ...]:
        """Names of the activities this pair can map to a posture."""
        return tuple(self.actions)

    def activity(self, name: str) -> tuple[Exposure, ...]:
        """What the named activity does to this joint: the parts of a bout in order.

        Parameters
        ----------
        name : str
            ``"desk"``, ``"walk"``, ``"sleep"``, ...

        Raises
        ------
        UnknownNameError
        """
        if name not in self.actions:
            raise unknown(f"activity (of pair {self.name!r})", name, self.actions)
        return self.actions[name].exposures

    def check_position(
        self, what: str, angle: float | None, muscle: str = "agonist", offset: float = 0.0, load: float = 0.0,
        *, stretches: bool = False, torque: float | None = None,
    ) -> None:  # fmt: skip
        """Refuse a position that this joint cannot take, or that leaves a muscle slack which it stretches.

        Parameters
        ----------
        what : str
            Who asks, in the user's words.
        angle : float, optional
            Joint angle [deg], within ``range_low`` to ``range_high``.
        muscle : {"agonist", "antagonist"}
            The muscle that `offset` belongs to, or that is stretched.
        offset : float
            Length offset [lopt]; at the healthy end of range passive force stays below the maximum
            isometric force.
        load : float
            External moment [N m], at most twice the largest isometric torque.
        stretches : bool
            Whether the angle is to lengthen the muscle.
        torque : float, optional
            Passive torque that a stretch goes to [N m], at most what a healthy person tolerates.

        Raises
        ------
        OutOfRangeError
        """
        value, where = self.parameters.value, f"pair {self.name!r}"
        neutral = value("neutral_angle")
        if angle is not None:
            check_range(f"angle of {what}", angle, value("range_low"), value("range_high"), "deg", where)
        if offset:
            check_range(f"length offset of {what}", offset, *self.offset_bounds(muscle), "lopt", where)
        if load:
            check_range(f"load of {what}", load, -self.most_load, self.most_load, "N m", where)
        if torque is not None:
            most = tolerated_torque(self.parameters, muscle)
            check_range(f"torque of {what}", torque, 0.0, most, "N m", where)
        side = self.lengthens(muscle)
        if stretches and angle is not None and offset <= 0.0 and side * (angle - neutral) <= 0.0:
            end = value("range_high" if side > 0 else "range_low")
            raise OutOfRangeError(
                f"{what} to {number(angle)} deg leaves the {getattr(self, muscle)} slack: they lengthen from "
                f"{number(neutral)} deg towards {number(end)} deg ({where})."
            )

    def offset_bounds(self, muscle: str) -> tuple[float, float]:
        """Length offsets that leave a fibre, and passive force below the maximum isometric force [lopt]."""
        value = self.parameters.value
        end = self.geometry[muscle].fibre_length(value("rom_limit", muscle), value("neutral_angle"))
        return SHORTEST_FIBRE - end, 1.0 + value("passive_strain", muscle) - end

    @property
    def most_load(self) -> float:
        """Largest external moment [N m]."""
        return MOST_LOAD * max(self.strength(part) for part in MUSCLES)

    def lengthens(self, muscle: str) -> float:
        """The direction in which the joint turns to lengthen the muscle, 1.0 or -1.0."""
        return -math.copysign(1.0, self.parameters.value("moment_arm_c0", muscle))

    def strength(self, muscle: str) -> float:
        """Isometric torque of the healthy, rested muscle at the neutral angle [N m]."""
        return strength(self.parameters, muscle)

    def faults(self) -> Iterator[tuple[str, str]]:
        """What does not fit together: name of a parameter or activity, and what is wrong with it."""
        yield from faults(self.parameters, self.geometry, {part: getattr(self, part) for part in MUSCLES})
        for name, activity in self.actions.items():
            what = f"activity {name!r}"
            for part in activity.exposures:
                try:
                    self.check_position(what, part.angle, load=part.load)
                    for muscle in MUSCLES:
                        offset = getattr(part, f"offset_{muscle}")
                        self.check_position(f"{what} ({muscle})", None, muscle, offset)
                except OutOfRangeError as error:
                    yield f"activities.{name}", f"{error} Correct the activity, or the numbers of the joint."

    def with_(self, values: Mapping[str, float] | None = None, /, **named: float) -> Pair:
        """A copy with some parameters changed, which say from what; see :meth:`ParameterSet.with_`.

        Raises
        ------
        UnknownNameError, OutOfRangeError
            No such parameter; a value outside its bounds, or one that does not fit the others.
        """
        return replace(self, parameters=self.parameters.with_(values, **named))._consistent()

    def _consistent(self) -> Pair:
        """The pair, or its first fault as an error."""
        for _, message in self.faults():
            named = repr(self.name) in message
            raise OutOfRangeError(message if named else f"pair {self.name!r}: {message}")
        return self

    def swapped(self) -> Pair:
        """The same joint with agonist and antagonist exchanged; swapping twice gives the same pair.

        Examples
        --------
        >>> from musclebalance.pairs import pair
        >>> pair("elbow-flexors-triceps").swapped().agonist
        'triceps'
        """
        known = self.parameters
        entries = [
            replace(known[other], name=name) if other in known else replace(known[name], name=other)
            for name in known
            for other in [_other(name)]
        ]
        return replace(
            self,
            name=_toggled(self.name, f"-{SWAPPED}"),
            title=_toggled(self.title, f" ({SWAPPED})"),
            agonist=self.antagonist,
            antagonist=self.agonist,
            parameters=ParameterSet(entries),
            fits={part: self.fits[_other(part)] for part in MUSCLES},
            actions={name: activity.swapped() for name, activity in self.actions.items()},
            nerves={_other(part): nerve for part, nerve in self.nerves.items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data in the layout of a pair's file."""
        texts = ("name", "title", "joint", "coordinate", "date", "source")
        data: dict[str, Any] = {name: getattr(self, name) for name in texts}
        data |= {f"{part}_name": getattr(self, part) for part in MUSCLES}
        data["cautions"] = list(self.cautions)
        if self.alternatives:
            data["alternatives"] = list(self.alternatives)
        if self.nerves:
            data["nerves"] = dict(self.nerves)
        rows = {name: _row(entry) for name, entry in self.parameters.items()}
        data["joint_values"] = {name: row for name, row in rows.items() if "." not in name}
        for part in MUSCLES:
            own = {n.partition(".")[2]: row for n, row in rows.items() if n.startswith(f"{part}.")}
            data[part] = own | {"fit": asdict(self.fits[part])}
        data["activities"] = {name: activity.to_dict() for name, activity in self.actions.items()}
        if self.references:
            data["sources"] = {key: _described(source) for key, source in self.references.items()}
        return data

    def to_toml(self) -> str:
        """The pair as the text of a file that :func:`pair` reads back to the digit.

        Examples
        --------
        >>> from musclebalance.pairs import pair
        >>> print(pair("elbow-flexors-triceps").to_toml().splitlines()[2])
        name = "elbow-flexors-triceps"
        """
        return HEAD + _ROW.sub(_remarked, to_toml(self.to_dict()))

    def with_entrapment(self, muscle: str | None = None, share: float = 1.0) -> Pair:
        """A copy in which the pressure in a muscle reaches the nerve that runs there.

        Parameters
        ----------
        muscle : {"agonist", "antagonist"}, optional
            Which muscle; by default every muscle of the pair with a nerve.
        share : float
            Share of the intramuscular pressure that reaches the nerve, 0 to 1 [-]; 0 in healthy people.

        Raises
        ------
        MusclebalanceError
            No nerve runs there by anatomy.

        Examples
        --------
        >>> from musclebalance.pairs import pair
        >>> pair("triceps-surae-tibialis-anterior").nerves["antagonist"]
        'deep fibular nerve, in the anterior compartment'
        """
        if muscle is not None and muscle not in MUSCLES:
            raise unknown("muscle", muscle, MUSCLES)
        chosen = tuple(self.nerves) if muscle is None else (muscle,)
        missing = [name for name in chosen if name not in self.nerves]
        if missing or not chosen:
            raise MusclebalanceError(
                f"no nerve runs in the {missing[0] if missing else 'muscles'} of pair {self.name!r} by "
                f"anatomy; known: {', '.join(self.nerves) or 'none'}."
            )
        return self.with_({f"{name}.nerve_coupling": share for name in chosen})

    def with_activity(self, name: str, *exposures: Exposure) -> Pair:
        """A copy in which the named activity (new or known) is these parts, whose shares add up to 1."""
        for one in exposures:
            if not isinstance(one, Exposure):
                raise MusclebalanceError(
                    f"activity {name!r}: {shown(one)} is no part; write for example "
                    "mb.Exposure(1.0, angle=40)."
                )
        activity = Activity(tuple(exposures), "assumed", (), "set by the user")
        return replace(self, actions={**self.actions, name: activity})._consistent()

    def sources(self) -> tuple[str, ...]:
        """Every source key of the pair, each once, in order of first use."""
        keys = [key for entry in self.parameters.values() for key in entry.source]
        keys += [key for activity in self.actions.values() for key in activity.source]
        return tuple(dict.fromkeys(keys))

    def __str__(self) -> str:
        value, changed = self.parameters.value, len(self.parameters.changed)
        lines = [
            f"{self.title} ({self.name}), {self.date}",
            f"  angle: {self.coordinate}; rests at {value('neutral_angle'):g} deg",
            f"  fit holds from {value('range_low'):g} to {value('range_high'):g} deg; "
            f"geometry and forces from {self.source}",
        ]
        for part, shape in self.geometry.items():
            lines.append(
                f"  {part:<10} {getattr(self, part)}: {value('max_isometric_force', part):.0f} N, "
                f"fibre {1e3 * value('optimal_fibre_length', part):.0f} mm, "
                f"moment arm {1e3 * value('moment_arm_c0', part):+.0f} mm "
                f"(fit rms {1e3 * shape.moment_arm_rms:.1f} mm), "
                f"rests at {value('neutral_fibre_length', part):.2f} lopt, "
                f"range ends at {value('rom_limit', part):g} deg"
            )
        lines += [
            f"  parameters {len(self.parameters)}, of which assumed {len(self.parameters.assumed)}"
            f"{f' (changed {changed})' if changed else ''}; "
            f"other models: {', '.join(self.alternatives) or 'none'}",
            f"  activities: {', '.join(self.activities)}",
            *(f"  caution: {text}" for text in self.cautions),
        ]
        return "\n".join(lines)

    __repr__ = __str__


#: First lines of a written file.
HEAD = """# A muscle pair of musclebalance; mb.pair("its name.toml") reads it.
# Rows read [value, basis, source, ...]; a changed one [value, "changed", value before, basis, source, ...].
"""
_ROW = re.compile(r"^(\w+) = \[.*$", re.M)


def _remarked(line: re.Match[str]) -> str:
    """A row of a parameter with its unit and meaning."""
    known = {**MUSCLE, **MUSCLE_MAY, **JOINT, **JOINT_MAY}.get(line[1])
    return f"{line[0]}  # [{known.unit}] {known.meaning}" if known else line[0]


def _row(entry: Parameter) -> list[Any]:
    if entry.before is None:
        return [entry.value, entry.basis, *entry.source]
    value, basis, source = entry.before
    return [entry.value, entry.basis, value, basis, *source]


def _described(source: Source) -> dict[str, Any]:
    known = {f.name: getattr(source, f.name) for f in fields(source) if f.name not in ("key", "rows")}
    return {name: value for name, value in known.items() if value}


def _other(name: str) -> str:
    """The name of the same thing of the other muscle; that of the joint as it is."""
    part, dot, base = name.partition(".")
    return next((other for other in SIDES if other != part), part) + dot + base if part in SIDES else name


def _toggled(text: str, suffix: str) -> str:
    return text.removesuffix(suffix) if text.endswith(suffix) else text + suffix


def _swapped(part: Exposure) -> Exposure:
    own = {
        f"{name}_{muscle}": getattr(part, f"{name}_{_other(muscle)}")
        for name in ("effort", "offset")
        for muscle in MUSCLES
    }
    return replace(part, **own)
