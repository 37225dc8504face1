"""Lumped muscles of a pair as read from the packaged tables of musculoskeletal models."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from ..core.errors import MusclebalanceError
from .geometry import Curve, Geometry, fit, significant

SIDES = {"agonist": "A", "antagonist": "B"}
SIDE_COLUMN = "side(A=agonist,B=antagonist)"


class Lump(NamedTuple):
    """Force-weighted means over the muscles of one group."""

    group: str
    muscles: str
    force: float
    fibre: float
    pennation: float
    anchor_angle: float
    length: float
    share: float


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one packaged table of musculoskeletal models."""
    text = (resources.files("musclebalance") / "evidence" / "data" / "mechanisms" / f"{name}.csv").read_text(
        "utf-8"
    )
    return tuple(csv.DictReader(text.splitlines()))


def geometry(part: str, model: Mapping[str, Any], neutral: float) -> Geometry:
    """The lumped muscle of `part` with its moment arm fitted over the model's range."""
    side = _other(part) if model.get("swap") else part
    sign = model.get("sign", 1)
    low, high = model.get("fit", model["range"])
    lump = _lump(side, model, model.get("exclude", {}).get(part, ()))
    curve = [
        row
        for row in table("moment_arm_curves")
        if row["pair_id"] == model["rows"]
        and row["side"] == SIDES[side]
        and row["model"] == model["curve"]
        and row["coordinate"] == model["coordinate"]
    ]
    points = sorted((sign * float(p["angle_deg"]), i) for i, p in enumerate(curve))
    inside = [(angle, curve[i]) for angle, i in points if low <= angle <= high]
    tabulated = Curve(
        angles=[angle for angle, _ in inside],
        moment_arms=[lump.share * sign * float(p["Fmax_weighted_moment_arm_m"]) for _, p in inside],
        lengths=[lump.share * float(p["Fmax_weighted_MTU_length_m"]) for _, p in inside],
        anchor_angle=sign * lump.anchor_angle,
        anchor_length=lump.length,
    )
    c, length, rms, error = fit(tabulated, lump.fibre, neutral)
    stated = model.get(part, {}).get("neutral_fibre_length")
    length = float(stated[0]) if stated else length
    return Geometry(
        lump.group,
        lump.muscles,
        lump.force,
        lump.fibre,
        lump.pennation,
        (c[0], c[1], c[2], c[3]),
        length,
        rms,
        error,
    )


def _other(part: str) -> str:
    return "antagonist" if part == "agonist" else "agonist"


def _lump(side: str, model: Mapping[str, Any], exclude: Sequence[str]) -> Lump:
    """The tabulated lump, or the same without muscles that have no moment arm about this coordinate."""
    found = [
        row
        for row in table("pairs")
        if row["pair_id"] == model["rows"]
        and row["side"] == side
        and row["source_model"].startswith(model["model"])
        and row["joint_coordinate"] == model["coordinate"]
    ]
    if len(found) != 1:
        raise MusclebalanceError(
            f"{model['rows']} ({side}, {model['model']}): {len(found)} rows in the table; one is needed."
        )
    row = found[0]
    force = float(row["Fmax_N"])
    whole = Lump(
        row["group"],
        row["muscles"],
        force,
        float(row["opt_fibre_length_m"]),
        float(row["pennation_deg"]),
        float(row["neutral_deg"]),
        float(row["norm_fibre_length_at_neutral_rigid_tendon"]),
        1.0,
    )
    return _without(whole, side, model, exclude) if exclude else whole


def _without(whole: Lump, side: str, model: Mapping[str, Any], exclude: Sequence[str]) -> Lump:
    """The lump without `exclude`; the tabulated curves then only change by the ratio of forces."""
    members = [
        row
        for row in table("pair_muscles")
        if row["pair_id"] == model["rows"]
        and row[SIDE_COLUMN] == SIDES[side]
        and row["coordinate"] == model["coordinate"]
    ]
    acting = [row for row in members if row["muscle"] in exclude and abs(float(row["moment_arm_m"])) > 1e-5]
    if acting or not set(exclude) <= {row["muscle"] for row in members}:
        raise MusclebalanceError(
            f"{model['rows']}: only muscles of the group without a moment arm can be left out; "
            f"got {list(exclude)}."
        )
    kept = [row for row in members if row["muscle"] not in exclude]
    force = sum(float(row["Fmax_N"]) for row in kept)

    def mean(column: str) -> float:
        return significant(sum(float(row["Fmax_N"]) * float(row[column]) for row in kept) / force, 4)

    return whole._replace(
        muscles=" ".join(row["muscle"] for row in kept),
        force=significant(force, 5),
        fibre=mean("opt_fibre_length_m"),
        pennation=mean("pennation_deg"),
        length=mean("norm_fibre_length_rigid_tendon"),
        share=whole.force / force,
    )
