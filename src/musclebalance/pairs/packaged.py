"""Pairs by name: published geometry and forces, with what each pair's file says beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ..core.arguments import public
from ..core.errors import FileError, unknown
from ..core.parameters import Parameter, ParameterSet
from ..core.toml import Document, Fields
from .definition import Pair
from .geometry import SIDES, Fit, Geometry, geometry
from .own import SUFFIX, read
from .reading import actions, parameters
from .schema import JOINT, JOINT_MAY, MUSCLE, MUSCLE_MAY


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
def pair(name: str | Path, source: str | None = None) -> Pair:
    """A muscle pair: one of the catalogue with its published numbers, or one of your own from a file.

    Parameters
    ----------
    name : str or Path
        One of the pairs of the catalogue, e.g. ``"hip-flexors-gluteus-maximus"``, or the path of a file that
        ends in ``.toml`` and holds all of a pair (:func:`musclebalance.pairs.template` writes one).
    source : str, optional
        Musculoskeletal model to take forces and geometry from; by default the preferred one. What the model
        does not state (ranges, activities, tissue) stays the same unless the pair's file says otherwise.
        A file of one's own holds one model and takes no source.

    Raises
    ------
    UnknownNameError
        No such pair, or the pair is not in that model.
    FileError
        The file cannot be read as a pair; the message names line, key and remedy.

    Examples
    --------
    >>> from musclebalance.pairs import pair
    >>> pair("hip-flexors-gluteus-maximus", source="gait2392").source
    'gait2392'
    """
    if isinstance(name, str) and not name.lower().endswith(SUFFIX):
        return _packaged(name, source)
    if source is not None:
        raise FileError(str(name), f"holds one model of the pair; leave out source={source!r}.")
    return read(name)


@cache
def _packaged(name: str, source: str | None = None) -> Pair:
    """A pair of the catalogue, by default with the geometry and forces of its preferred model."""
    if name not in pair_names():
        raise unknown("muscle pair", name, pair_names())
    document = _document(name)
    available = document["models"]
    chosen = source or next(iter(available))
    if chosen not in available:
        raise unknown(f"model (of pair {name!r})", chosen, available)
    model = available[chosen]
    entries, fits = _parameters(document, model, model.get("source", chosen))
    return Pair(
        name=name,
        title=document["title"],
        joint=document["joint"],
        coordinate=model.get("coordinate_title", document["coordinate"]),
        agonist=model.get("agonist_name", document["agonist_name"]),
        antagonist=model.get("antagonist_name", document["antagonist_name"]),
        parameters=ParameterSet(entries),
        fits=fits,
        source=chosen,
        alternatives=tuple(other for other in available if other != chosen),
        actions=actions(_fields(name, document["activities"]), scale=float(model.get("angle_scale", 1.0))),
        cautions=(*document["cautions"], *model.get("cautions", ())),
        date=document["date"],
        nerves=_document("nerves").get(name, {}),
    )


def _fields(name: str, table: Mapping[str, Any]) -> Fields:
    return Fields(Document(f"{name}.toml", {}, {}), table)


def _parameters(
    document: Mapping[str, Any], model: Mapping[str, Any], origin: str
) -> tuple[list[Parameter], dict[str, Fit]]:
    """Parameters of the muscles and the joint, and how well the geometry was fitted."""
    name = document["name"]
    joint = {**document["joint_values"], **model.get("joint_values", {})}
    joint["range_low"], joint["range_high"] = ([end, "derived", origin] for end in model["range"])
    weights = [document[part]["tone_weight"][0] for part in SIDES]
    joint["pain_tone_scale"] = [max(weights), "definition"]
    shapes = {part: geometry(part, model, float(joint["neutral_angle"][0])) for part in SIDES}
    found: list[Parameter] = []
    for part, shape in shapes.items():
        given = {**_read_from_model(shape, origin), **document[part], **model.get(part, {})}
        table = _fields(name, given)
        table.only([*MUSCLE, *MUSCLE_MAY])
        found += parameters(table, f"{part}.", MUSCLE, MUSCLE_MAY)
    table = _fields(name, joint)
    table.only([*JOINT, *JOINT_MAY])
    return [*found, *parameters(table, "", JOINT, JOINT_MAY)], {
        part: shape.fit for part, shape in shapes.items()
    }


def _read_from_model(shape: Geometry, source: str) -> dict[str, list[object]]:
    """What a musculoskeletal model states of a lump: sums and means of its muscles, moment arms as fitted."""
    lumped = ("max_isometric_force", "optimal_fibre_length", "pennation")
    fitted = {"neutral_fibre_length": shape.neutral_fibre_length}
    fitted |= {f"moment_arm_c{power}": value for power, value in enumerate(shape.coefficients)}
    return {name: [getattr(shape, name), "derived", source] for name in lumped} | {
        name: [value, "derived", source, "Sherman2013"] for name, value in fitted.items()
    }
