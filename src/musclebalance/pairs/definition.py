"""A muscle pair: two muscles, one joint, every number that belongs to this pair alone, read from its file."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

from ..core.arguments import public
from ..core.errors import MusclebalanceError, OutOfRangeError, check_range, number, unknown
from ..core.parameters import Basis, Parameter, ParameterSet
from ..model.body import MUSCLES
from ..model.exposure import Exposure
from .geometry import SIDES, Geometry, geometry
from .schema import ACTIVITIES, JOINT, MUSCLE, Field

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
    geometry : mapping
        ``"agonist"`` and ``"antagonist"`` as read from `source`, with the residuals of the fit.
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
    geometry: Mapping[str, Geometry]
    source: str
    alternatives: tuple[str, ...]
    actions: Mapping[str, Activity]
    cautions: tuple[str, ...]
    date: str
    nerves: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.name, self.source, self.date, self.parameters))

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
        *, stretches: bool = False,
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

        Raises
        ------
        OutOfRangeError
        """
        value, where = self.parameters.value, f"pair {self.name!r}"
        neutral = value("neutral_angle")
        if angle is not None:
            check_range(f"angle of {what}", angle, value("range_low"), value("range_high"), "deg", where)
        if offset:
            end = self.geometry[muscle].fibre_length(value("rom_limit", muscle), neutral)
            low, high = SHORTEST_FIBRE - end, 1.0 + value("passive_strain", muscle) - end
            check_range(f"length offset of {what}", offset, low, high, "lopt", where)
        if load:
            most = MOST_LOAD * max(self.strength(part) for part in MUSCLES)
            check_range(f"load of {what}", load, -most, most, "N m", where)
        side = -math.copysign(1.0, value("moment_arm_c0", muscle))
        if stretches and angle is not None and offset <= 0.0 and side * (angle - neutral) <= 0.0:
            end = value("range_high" if side > 0 else "range_low")
            raise OutOfRangeError(
                f"{what} to {number(angle)} deg leaves the {getattr(self, muscle)} slack: they lengthen from "
                f"{number(neutral)} deg towards {number(end)} deg ({where})."
            )

    def strength(self, muscle: str) -> float:
        """Isometric torque of the healthy, rested muscle at the neutral angle [N m]."""
        value = self.parameters.value
        force = value("max_isometric_force", muscle) * math.cos(math.radians(value("pennation", muscle)))
        return abs(force * value("moment_arm_c0", muscle))

    def with_(self, values: Mapping[str, float] | None = None, /, **named: float) -> Pair:
        """A copy with some parameters changed; see :meth:`ParameterSet.with_`."""
        return replace(self, parameters=self.parameters.with_(values, **named))

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
        activity = Activity(tuple(exposures), "assumed", (), "set by the user")
        return replace(self, actions={**self.actions, name: activity})

    def sources(self) -> tuple[str, ...]:
        """Every source key of the pair, each once, in order of first use."""
        keys = [key for entry in self.parameters.values() for key in entry.source]
        keys += [key for activity in self.actions.values() for key in activity.source]
        return tuple(dict.fromkeys(keys))

    def __str__(self) -> str:
        value = self.parameters.value
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
            f"  parameters {len(self.parameters)}, of which assumed {len(self.parameters.assumed)}; "
            f"other models: {', '.join(self.alternatives) or 'none'}",
            f"  activities: {', '.join(self.activities)}",
            *(f"  caution: {text}" for text in self.cautions),
        ]
        return "\n".join(lines)

    __repr__ = __str__


@cache
def _document(name: str) -> dict[str, Any]:
    file = resources.files("musclebalance") / "pairs" / "data" / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))


@cache
def pair_names() -> tuple[str, ...]:
    """Names of all pairs, in the order of the catalogue (head to foot)."""
    return tuple(_document("catalogue")["pairs"])


def nerve_source() -> tuple[str, ...]:
    """Sources of the nerves' courses."""
    return tuple(_document("nerves")["source"])


@public
@cache
def pair(name: str, source: str | None = None) -> Pair:
    """A muscle pair with its published numbers.

    Parameters
    ----------
    name : str
        One of the pairs of the catalogue, e.g. ``"hip-flexors-gluteus-maximus"``.
    source : str, optional
        Musculoskeletal model to take forces and geometry from; by default the preferred one. What the model
        does not state (ranges, activities, tissue) stays the same unless the pair's file says otherwise.

    Raises
    ------
    UnknownNameError
        No such pair, or the pair is not in that model.

    Examples
    --------
    >>> from musclebalance.pairs import pair
    >>> pair("hip-flexors-gluteus-maximus", source="gait2392").source
    'gait2392'
    """
    if name not in pair_names():
        raise unknown("muscle pair", name, pair_names())
    document = _document(name)
    available = document["models"]
    chosen = source or next(iter(available))
    if chosen not in available:
        raise unknown(f"model (of pair {name!r})", chosen, available)
    model = available[chosen]
    parameters, shapes = _parameters(document, model, model.get("source", chosen))
    return Pair(
        name=name,
        title=document["title"],
        joint=document["joint"],
        coordinate=model.get("coordinate_title", document["coordinate"]),
        agonist=model.get("agonist_name", document["agonist_name"]),
        antagonist=model.get("antagonist_name", document["antagonist_name"]),
        parameters=ParameterSet(parameters),
        geometry=shapes,
        source=chosen,
        alternatives=tuple(other for other in available if other != chosen),
        actions=_actions(document, float(model.get("angle_scale", 1.0))),
        cautions=(*document["cautions"], *model.get("cautions", ())),
        date=document["date"],
        nerves=_document("nerves").get(name, {}),
    )


def _parameters(
    document: Mapping[str, Any], model: Mapping[str, Any], origin: str
) -> tuple[list[Parameter], dict[str, Geometry]]:
    """Parameters of the muscles and the joint, and the geometry they were read from."""
    joint = {**document["joint_values"], **model.get("joint_values", {})}
    joint["range_low"], joint["range_high"] = ([end, "derived", origin] for end in model["range"])
    weights = [document[part]["tone_weight"] for part in SIDES]
    joint["pain_tone_scale"] = max(weights, key=lambda row: float(row[0]))
    shapes = {part: geometry(part, model, float(joint["neutral_angle"][0])) for part in SIDES}
    parameters: list[Parameter] = []
    for part, shape in shapes.items():
        given = {**_read_from_model(shape, origin), **document[part], **model.get(part, {})}
        parameters += _values(f"{part}.", MUSCLE, given, document["name"])
    return [*parameters, *_values("", JOINT, joint, document["name"])], shapes


def _read_from_model(shape: Geometry, source: str) -> dict[str, list[object]]:
    """What a musculoskeletal model states: forces and lengths as read, moment arms as fitted."""
    measured = ("max_isometric_force", "optimal_fibre_length", "pennation")
    derived = {"neutral_fibre_length": shape.neutral_fibre_length}
    derived |= {f"moment_arm_c{power}": value for power, value in enumerate(shape.coefficients)}
    return {name: [getattr(shape, name), "measured", source] for name in measured} | {
        name: [value, "derived", source, "Sherman2013"] for name, value in derived.items()
    }


def _complete(kind: str, name: str, given: Iterable[str], wanted: Iterable[str]) -> None:
    """Every pair states everything, and nothing else."""
    given, wanted = list(given), list(wanted)
    for key in given:
        if key not in wanted:
            raise unknown(f"{kind} (of pair {name!r})", key, wanted)
    for key in wanted:
        if key not in given:
            raise MusclebalanceError(f"pair {name!r} lacks the {kind} {key!r}; every pair must state it.")


def _values(prefix: str, fields: Mapping[str, Field], given: Mapping[str, Any], name: str) -> list[Parameter]:
    """Turn rows ``[value, basis, source, ...]`` into parameters."""
    _complete("parameter", name, given, fields)
    made = []
    for key, entry in fields.items():
        value, basis, *sources = given[key]
        about = (entry.unit, entry.low, entry.high, entry.meaning, tuple(sources), basis, entry.symbol)
        made.append(Parameter(prefix + key, value, *about))
    return made


def _actions(document: Mapping[str, Any], scale: float) -> dict[str, Activity]:
    """The activities of a pair's file; `scale` turns its angles into another model's coordinate."""
    given: Mapping[str, Any] = document["activities"]
    _complete("activity", document["name"], given, ACTIVITIES)
    return {name: _activity(given[name], scale) for name in ACTIVITIES}


def _activity(entry: Mapping[str, Any], scale: float) -> Activity:
    """One activity: one angle for its whole time, or several parts with shares."""
    about = {key: entry[key] for key in ("basis", "note") if key in entry}
    parts = entry.get("parts", [{key: entry[key] for key in entry if key not in (*about, "source")}])
    exposures = []
    for part in parts:
        values = {"mode": "posture" if "angle" in part else "free", **part}
        if "angle" in values:
            values["angle"] = scale * values["angle"]
        exposures.append(Exposure(**values))
    return Activity(tuple(exposures), source=tuple(entry.get("source", ())), **about)
