"""Read a pair from its data file and from the packaged tables of musculoskeletal models."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from ..core.errors import MusclebalanceError, unknown
from ..core.parameters import Parameter, ParameterSet
from ..model.exposure import Exposure
from .definition import Activity, Pair
from .geometry import SIDES, Geometry, geometry
from .schema import ACTIVITIES, JOINT, MUSCLE, Field


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

    Returns
    -------
    Pair

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
    for key, field in fields.items():
        value, basis, *sources = given[key]
        about = (field.unit, field.low, field.high, field.meaning, tuple(sources), basis, field.symbol)
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
