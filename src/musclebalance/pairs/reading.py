"""Read a pair from its data file and from the packaged tables of musculoskeletal models."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from ..errors import MusclebalanceError, unknown
from ..exposure import Exposure
from ..parameters import Parameter, ParameterSet
from .geometry import Curve, Geometry, fit
from .definition import Activity, Pair
from .schema import ACTIVITIES, FITTED, JOINT, MUSCLE, Field

PARTS = {"agonist": "A", "antagonist": "B"}
DATA = resources.files("musclebalance") / "data"


@cache
def pair_names() -> tuple[str, ...]:
    """Names of all pairs, in the order of the catalogue (head to foot)."""
    order = tomllib.loads((DATA / "pairs" / "catalogue.toml").read_text("utf-8"))
    return tuple(order["pairs"])


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    text = (DATA / "evidence" / "mechanisms" / f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _document(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / "pairs" / f"{name}.toml").read_text("utf-8"))


@cache
def pair(name: str, source: str | None = None) -> Pair:
    """A muscle pair with its published numbers.

    Parameters
    ----------
    name : str
        One of :func:`pair_names`, e.g. ``"hip-flexors-gluteus-maximus"``.
    source : str, optional
        Musculoskeletal model to take forces and geometry from; default the preferred one.
        Everything that the model does not state (ranges, activities, tissue) stays the same.

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
    models = document["models"]
    chosen = source or next(iter(models))
    if chosen not in models:
        raise unknown(f"model (of pair {name!r})", chosen, models)
    return _build(document, chosen)


def _build(document: Mapping[str, Any], source: str) -> Pair:
    model = document["models"][source]
    joint = {**document["joint_values"], **model.get("joint_values", {})}
    joint["pain_tone_scale"] = max((document[part]["tone_weight"] for part in PARTS), key=lambda row: float(row[0]))
    neutral = float(joint["neutral_angle"][0])
    geometry = {part: _geometry(part, model, neutral) for part in PARTS}
    parameters: list[Parameter] = []
    for part, shape in geometry.items():
        given = {**document[part], **model.get(part, {})}
        parameters += _muscle(part, shape, given, source, document["name"])
    parameters += _values("", JOINT, joint, document["name"])
    return Pair(
        name=document["name"], title=document["title"], joint=document["joint"], coordinate=document["coordinate"],
        agonist=document["agonist_name"], antagonist=document["antagonist_name"],
        parameters=ParameterSet(parameters), geometry=geometry, source=source,
        alternatives=tuple(other for other in document["models"] if other != source),
        actions=_actions(document), cautions=(*document["cautions"], *model.get("cautions", ())), date=document["date"],
    )


def _geometry(part: str, model: Mapping[str, Any], neutral: float) -> Geometry:
    """Lumped muscle of `part` with its moment arm fitted over the model's range."""
    rows, side, sign = model["rows"], PARTS[part], model.get("sign", 1)
    low, high = model["range"]
    found = [
        row for row in _table("pairs")
        if row["pair_id"] == rows and row["side"] == part and row["source_model"].startswith(model["model"])
        and row["joint_coordinate"] == model["coordinate"]
    ]
    curve = [
        row for row in _table("moment_arm_curves")
        if row["pair_id"] == rows and row["side"] == side and row["model"] == model["curve"] and row["coordinate"] == model["coordinate"]
    ]
    if len(found) != 1 or not curve:
        raise MusclebalanceError(f"{rows} ({part}, {model['model']}): {len(found)} rows and {len(curve)} curve points; one row is needed.")
    row = found[0]
    points = sorted((sign * float(p["angle_deg"]), p) for p in curve if low <= sign * float(p["angle_deg"]) <= high)
    fibre = float(row["opt_fibre_length_m"])
    tabulated = Curve(
        angles=[angle for angle, _ in points],
        moment_arms=[sign * float(p["Fmax_weighted_moment_arm_m"]) for _, p in points],
        lengths=[float(p["Fmax_weighted_MTU_length_m"]) for _, p in points],
        anchor_angle=sign * float(row["neutral_deg"]), anchor_length=float(row["norm_fibre_length_at_neutral_rigid_tendon"]),
    )
    c, length, rms, error = fit(tabulated, fibre, neutral)
    return Geometry(
        row["group"], row["muscles"], float(row["Fmax_N"]), fibre, float(row["pennation_deg"]), (c[0], c[1], c[2], c[3]), length, rms, error
    )


def _muscle(part: str, shape: Geometry, given: Mapping[str, Any], source: str, name: str) -> Iterable[Parameter]:
    """Fitted and stated parameters of one muscle."""
    measured = [source, "measured"]
    derived = [source, "derived", "An1984"]
    fitted = dict(zip(FITTED, [shape.max_isometric_force, shape.optimal_fibre_length, shape.pennation, *shape.coefficients,
                               shape.neutral_fibre_length], strict=True))
    values = {
        key: [value, *((derived[1], source, derived[2]) if key.startswith(("moment", "neutral")) else (measured[1], source))]
        for key, value in fitted.items()
    }
    return _values(f"{part}.", MUSCLE, {**values, **given}, name)


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
        made.append(Parameter(
            prefix + key, float(value), field.unit, field.low, field.high, field.meaning, tuple(sources), basis, field.symbol
        ))
    return made


def _actions(document: Mapping[str, Any]) -> dict[str, Activity]:
    """The activities of a pair's file, in the order of the schema."""
    given: Mapping[str, Any] = document["activities"]
    for name in given:
        if name not in ACTIVITIES:
            raise unknown(f"activity (of pair {document['name']!r})", name, ACTIVITIES)
    missing = [name for name in ACTIVITIES if name not in given]
    if missing:
        raise MusclebalanceError(f"pair {document['name']!r} lacks activity {missing[0]!r}; every pair must state it.")
    return {
        name: Activity(
            tuple(Exposure(**part) for part in given[name]["parts"]), given[name].get("basis", "assumed"),
            tuple(given[name].get("source", ())), given[name].get("note", ""),
        )
        for name in ACTIVITIES
    }
