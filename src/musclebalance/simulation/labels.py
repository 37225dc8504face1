"""Names of the pairs of a body: side and pair, and what each of them is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.errors import MusclebalanceError, unknown

SIDES = ("left", "right")


def labelled(pair: str, sides: Sequence[str]) -> tuple[str, ...]:
    """Names of a pair in a body."""
    for side in sides:
        if side not in SIDES:
            raise unknown("side", side, SIDES)
    return tuple(f"{side} {pair}" for side in sides) or (pair,)


def parted(label: str) -> tuple[str | None, str]:
    """Side (or None) and pair of a name in a body."""
    side, _, name = label.partition(" ")
    return (side, name) if side in SIDES else (None, label)


def shared_out(given: Any, labels: tuple[str, ...], what: str, needed: bool = False) -> dict[str, Any]:
    """What each pair of a body is given: the same for all, or the entry that names it most closely."""
    if not isinstance(given, Mapping):
        return dict.fromkeys(labels, given)
    known = {
        name: [label for label in labels if name in (label, *parted(label))] for name in names_of(labels)
    }
    found: dict[str, list[str]] = {label: [] for label in labels}
    for name in given:
        if name not in known:
            raise unknown(f"side or pair of this body ({what})", name, known)
        for label in known[name]:
            found[label].append(name)
    chosen = {}
    for label, names in found.items():
        best = [name for name in names if name == label] or names
        if len(best) > 1:
            raise MusclebalanceError(
                f"{what} of {label!r} is given by {' and '.join(map(repr, best))}; keep one."
            )
        if not best and needed:
            raise MusclebalanceError(f"{label!r} has no {what}; give it one, or one for all.")
        chosen[label] = given[best[0]] if best else None
    return chosen


def names_of(labels: tuple[str, ...]) -> dict[str, None]:
    """Every name that an entry may have: of a side, of a pair, of a pair of a side."""
    parts = [part for label in labels for part in (*parted(label), label) if part]
    return dict.fromkeys(parts)
