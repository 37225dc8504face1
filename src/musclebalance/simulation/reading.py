"""What can be read from a body: a variable of a pair, its difference between the sides, a posture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..core.errors import MusclebalanceError, unknown
from ..model.model import Model
from ..result.variables import find
from .bones import Bone
from .labels import SIDES, parted

POSTURE, DIFFERENCE, OF = "posture", "difference of ", " of "


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a body can show."""

    name: str
    unit: str
    meaning: str
    better: int  # 1 when higher is better, -1 when lower is, 0 when neither is known
    variable: str  # of a pair; empty for the posture of a bone
    where: tuple[str, ...]  # the pair, the left and the right one of a difference, or the bone


def reading_of(name: str, labels: Sequence[str], bones: Sequence[Bone], model: Model) -> Reading:
    """What a name asks of a body.

    ``"rom_agonist of left hip-flexors-gluteus-maximus"``, or shorter where one pair only is meant;
    ``"difference of rom_agonist of hip-flexors-gluteus-maximus"``, left less right; ``"posture of pelvis"``.
    """
    head, _, place = name.removeprefix(DIFFERENCE).partition(OF)
    if head == POSTURE and name.startswith(DIFFERENCE):
        raise MusclebalanceError(f"{name!r}: a bone has no sides; write '{POSTURE}{OF}{place or '...'}'.")
    if head == POSTURE:
        return _posture(name, place, bones)
    found = find(model, head)
    if name.startswith(DIFFERENCE):
        pair = two_sided(labels, place or None)
        where = tuple(f"{side} {pair}" for side in SIDES)
        return Reading(name, found.unit, f"{found.meaning}, left less right, {pair}", 0, head, where)
    label = _label(head, place, labels)
    return Reading(name, found.unit, f"{found.meaning}, {label}", found.better, head, (label,))


def _posture(name: str, place: str, bones: Sequence[Bone]) -> Reading:
    known = {bone.name: bone for bone in bones}
    if not known:
        raise MusclebalanceError(f"{name!r}: this body has no bone that pairs share.")
    if not place and len(known) == 1:
        place = next(iter(known))
    if place not in known:
        raise unknown("bone of this body", place, known)
    meaning = f"{known[place].coordinate} of the {place} beyond the healthy body"
    return Reading(name, "deg", meaning, 0, "", (place,))


def _label(head: str, place: str, labels: Sequence[str]) -> str:
    """The one pair that is meant by its name, its side, or nothing."""
    found = [label for label in labels if not place or place in (label, *parted(label))]
    if not found:
        raise unknown("pair of this body", place, labels)
    if len(found) > 1:
        raise MusclebalanceError(
            f"{head} of which pair? {place or 'This body'} has {', '.join(found)}; write "
            f"'{head} of {found[0]}'."
        )
    return found[0]


def both_sided(labels: Sequence[str]) -> list[str]:
    """Names of the pairs that a body has on both sides."""
    left = [label.removeprefix("left ") for label in labels if label.startswith("left ")]
    return [name for name in left if f"right {name}" in labels]


def two_sided(labels: Sequence[str], pair: str | None = None) -> str:
    """Name of a pair that a body has on both sides; by default the only one."""
    both = both_sided(labels)
    if not both:
        raise MusclebalanceError("no pair of this body has two sides; make one with mb.both_sides(...).")
    if pair is None and len(both) > 1:
        raise MusclebalanceError(f"which pair? This body has {', '.join(both)}; name one.")
    chosen = both[0] if pair is None else pair
    if chosen not in both:
        raise unknown("pair with two sides", chosen, both)
    return chosen
