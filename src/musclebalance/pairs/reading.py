"""Read a pair from its data file and from the packaged tables of musculoskeletal models."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from ..core.errors import MusclebalanceError, unknown
from ..core.parameters import Parameter, ParameterSet
from ..model.exposure import Exposure
from . import musculoskeletal
from .definition import Activity, Pair
from .geometry import Geometry
from .schema import ACTIVITIES, JOINT, MUSCLE, Field

FOLDER = resources.files("musclebalance") / "pairs" / "data"


@cache
def pair_names() -> tuple[str, ...]:
    """Names of all pairs, in the order of the catalogue (head to foot)."""
    return tuple(tomllib.loads((FOLDER / "catalogue.toml").read_text("utf-8"))["pairs"])


@cache
def _document(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@cache
def _nerves() -> dict[str, Any]:
    """Nerves by pair and muscle; their source is `nerve_source`."""
    return tomllib.loads((FOLDER / "nerves.toml").read_text("utf-8"))


def nerve_source() -> tuple[str, ...]:
    """Sources of the nerves' courses."""
    return tuple(_nerves()["source"])


@cache
def pair(name: str, source: str | None = None) -> Pair:
    """A muscle pair with its published numbers.

    Parameters
    ----------
    name : str
        One of :func:`pair_names`, e.g. ``"hip-flexors-gluteus-maximus"``.
    source : str, optional
        Musculoskeletal model to take forces and geometry from; default the preferred one.
        What the model does not state (ranges, activities, tissue) stays the same unless the pair's
        file says otherwise.

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
    available = _document(name)["models"]
    chosen = source or next(iter(available))
    if chosen not in available:
        raise unknown(f"model (of pair {name!r})", chosen, available)
    return _build(_document(name), chosen)


def _build(document: Mapping[str, Any], source: str) -> Pair:
    name, model = document["name"], document["models"][source]
    joint = {**document["joint_values"], **model.get("joint_values", {})}
    origin = model.get("source", source)
    joint["range_low"], joint["range_high"] = ([end, "derived", origin] for end in model["range"])
    joint["pain_tone_scale"] = max(
        (document[part]["tone_weight"] for part in musculoskeletal.SIDES), key=lambda row: float(row[0])
    )
    geometry = {
        part: musculoskeletal.geometry(part, model, float(joint["neutral_angle"][0]))
        for part in musculoskeletal.SIDES
    }
    parameters: list[Parameter] = []
    for part, shape in geometry.items():
        given = {**_fitted(shape, origin), **document[part], **model.get(part, {})}
        parameters += _values(f"{part}.", MUSCLE, given, name)
    parameters += _values("", JOINT, joint, name)
    return Pair(
        name=name,
        title=document["title"],
        joint=document["joint"],
        coordinate=model.get("coordinate_title", document["coordinate"]),
        agonist=model.get("agonist_name", document["agonist_name"]),
        antagonist=model.get("antagonist_name", document["antagonist_name"]),
        parameters=ParameterSet(parameters),
        geometry=geometry,
        source=source,
        alternatives=tuple(other for other in document["models"] if other != source),
        actions=_actions(document, float(model.get("angle_scale", 1.0))),
        cautions=(*document["cautions"], *model.get("cautions", ())),
        date=document["date"],
        nerves=_nerves().get(name, {}),
    )


def _fitted(shape: Geometry, source: str) -> dict[str, list[object]]:
    """What the model states: forces and lengths as read, moment arms as fitted."""
    measured, derived = ["measured", source], ["derived", source, "Sherman2013"]
    rows: dict[str, list[object]] = {
        "max_isometric_force": [shape.max_isometric_force, *measured],
        "optimal_fibre_length": [shape.optimal_fibre_length, *measured],
        "pennation": [shape.pennation, *measured],
        "neutral_fibre_length": [shape.neutral_fibre_length, *derived],
    }
    for power, value in enumerate(shape.coefficients):
        rows[f"moment_arm_c{power}"] = [value, *derived]
    return rows


def _values(prefix: str, fields: Mapping[str, Field], given: Mapping[str, Any], name: str) -> list[Parameter]:
    """Turn rows ``[value, basis, source, ...]`` into parameters; every field exactly once."""
    for key in given:
        if key not in fields:
            raise unknown(f"parameter (of pair {name!r})", key, fields)
    missing = [key for key in fields if key not in given]
    if missing:
        raise MusclebalanceError(f"pair {name!r} lacks {prefix}{missing[0]}; every pair must state it.")
    made = []
    for key, field in fields.items():
        value, basis, *sources = given[key]
        made.append(
            Parameter(
                prefix + key,
                float(value),
                field.unit,
                field.low,
                field.high,
                field.meaning,
                tuple(sources),
                basis,
                field.symbol,
            )
        )
    return made


def _actions(document: Mapping[str, Any], scale: float) -> dict[str, Activity]:
    """The activities of a pair's file; `scale` turns its angles into another model's coordinate."""
    given: Mapping[str, Any] = document["activities"]
    for name in given:
        if name not in ACTIVITIES:
            raise unknown(f"activity (of pair {document['name']!r})", name, ACTIVITIES)
    missing = [name for name in ACTIVITIES if name not in given]
    if missing:
        raise MusclebalanceError(
            f"pair {document['name']!r} lacks activity {missing[0]!r}; every pair must state it."
        )
    return {name: _activity(given[name], scale) for name in ACTIVITIES}


def _activity(entry: Mapping[str, Any], scale: float) -> Activity:
    """One activity: one angle for its whole time, or several parts with shares."""
    parts = entry.get("parts", [{key: entry[key] for key in entry if key not in ("note", "basis", "source")}])
    exposures = []
    for part in parts:
        values = {"mode": "posture" if "angle" in part else "free", **part}
        if "angle" in values:
            values["angle"] = scale * values["angle"]
        exposures.append(Exposure(**values))
    return Activity(
        tuple(exposures), entry.get("basis", "assumed"), tuple(entry.get("source", ())), entry.get("note", "")
    )
