"""What a line of a table of visits measures: a variable of the pair, or a reading of a body."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.errors import MusclebalanceError, unknown
from ..core.tables import Row
from ..model.body import MUSCLES
from ..pairs import Pair
from ..result.variables import torque_at
from ..simulation.labels import parted
from ..simulation.reading import DIFFERENCE, OF, POSTURE, Reading, both_sided
from .subject import ALONE, Subject

#: What a measurement may be called in a file -> beginning of the variable's name and whether it belongs to
#: a muscle.
MEASUREMENTS: Mapping[str, tuple[str, bool]] = {
    **dict.fromkeys(("rom", "range", "range of motion"), ("rom", True)),
    **dict.fromkeys(("strength", "strength torque", "torque"), ("strength_torque", True)),
    "resting angle": ("resting_angle", False), "strength ratio": ("strength_ratio", False),
    "pain": ("pain", False), "imbalance": ("imbalance", False),
    "passive torque": ("passive_torque", True),
}  # fmt: skip


def muscles_of(subject: Subject) -> dict[str, str]:
    """Words for a muscle -> its role, or its own name where several pairs leave that open."""
    pairs = {part.pair.name: part.pair for part in subject.parts.values()}
    groups = {getattr(pair, role): role for pair in pairs.values() for role in MUSCLES}
    named = groups if len(pairs) == 1 else {group: group for group in groups}
    return {**dict(zip(MUSCLES, MUSCLES, strict=True)), **named}


def headings_of(subject: Subject) -> dict[str, str]:
    """Words for a measurement in the headings of a table with a column for each -> what they mean."""
    words = {word: name for word, (name, _) in MEASUREMENTS.items() if word != "passive torque"}
    if subject.alone:
        return words
    apart = {f"{DIFFERENCE}{word}": f"{DIFFERENCE}{name}" for word, name in words.items()}
    postures = [f"{POSTURE}{OF}{bone.name}" for bone in subject.bones]
    return words | apart | {name.lower(): name for name in postures}


def meant(row: Row, subject: Subject) -> Reading:
    """What a line measures."""
    words = str(row["measurement"] or "")
    if not words:
        raise MusclebalanceError("measurement is missing; write for example 'rom'.")
    if subject.alone:
        return subject.variable(_at(row, _variable(words, row["muscle"], subject.parts[ALONE].pair)))
    if words.lower().partition(OF)[0] == POSTURE:
        if told := [name for name in ("side", "pair", "muscle", "excursion") if row[name] is not None]:
            raise MusclebalanceError(f"{words!r} is of a bone, and the line names a {told[0]}; leave it out.")
        return subject.variable(POSTURE + words[len(POSTURE) :])
    apart = words.lower().startswith(DIFFERENCE)
    stem, place = _placed(words[len(DIFFERENCE) :] if apart else words)
    label = _label(row, words, place, apart, subject)
    variable = _at(row, _variable(stem, row["muscle"], subject.parts[label].pair))
    where = f"{variable}{OF}{parted(label)[1] if apart else label}"
    return subject.variable(f"{DIFFERENCE}{where}" if apart else where)


def _placed(words: str) -> tuple[str, str]:
    """A measurement, and the side or pair that it names: 'range of motion of left' names the left."""
    if OF not in words or _plain(words) in MEASUREMENTS:
        return words, ""
    stem, _, place = words.rpartition(OF)
    return stem, place


def _plain(words: str) -> str:
    return words.lower().replace("_", " ")


def _label(row: Row, words: str, place: str, apart: bool, subject: Subject) -> str:
    """The one pair that a line is of; of a difference the left one."""
    told = [row[name] for name in ("side", "pair") if row[name] is not None]
    if place and told:
        raise MusclebalanceError(f"{words!r} says where, and the line {told[0]!r} as well; keep one.")
    if apart and row["side"]:
        raise MusclebalanceError(f"{words!r} is left less right, and the line names a side; leave it out.")
    labels = [f"left {name}" for name in both_sided(subject.labels)] if apart else list(subject.labels)
    if apart and not labels:
        raise MusclebalanceError(f"{words!r}: no pair of this body has two sides.")
    asked = [place] if place else told
    found = [label for label in labels if all(one in (label, *parted(label)) for one in asked)]
    if not found:
        raise unknown("side or pair of this body", " ".join(asked), subject.labels)
    if len(found) > 1 and row["muscle"] and row["muscle"].lower() not in MUSCLES:
        known = {label: subject.parts[label].pair for label in found}
        names = {label: (one.agonist.lower(), one.antagonist.lower()) for label, one in known.items()}
        found = [label for label in found if row["muscle"].lower() in names[label]]
        if not found:
            raise unknown("muscle in this body", row["muscle"], muscles_of(subject))
    if len(found) > 1:
        sides = len({parted(label)[0] for label in found}) > 1
        raise MusclebalanceError(
            f"{words!r} of which pair? The line may mean {', '.join(map(repr, found))}; give a column "
            f"{'side' if sides else 'pair'!r}."
        )
    return found[0]


def _variable(words: str, muscle: str | None, pair: Pair) -> str:
    """Name of the variable of a pair that is measured."""
    stem, per_muscle = MEASUREMENTS.get(_plain(words), (words, False))
    if not muscle and not per_muscle:
        return stem
    if not muscle:
        raise MusclebalanceError(f"{words!r} needs a muscle: {pair.agonist!r} or {pair.antagonist!r}.")
    names = dict(zip(MUSCLES, MUSCLES, strict=True))
    names |= {pair.agonist.lower(): "agonist", pair.antagonist.lower(): "antagonist"}
    if muscle.lower() not in names:
        raise unknown("muscle in this pair", muscle, names)
    role = names[muscle.lower()]
    if not per_muscle and not stem.endswith(f"_{role}"):
        other = "of the other muscle" if stem.endswith(MUSCLES) else "of the joint"
        raise MusclebalanceError(f"{words!r} is {other}, and the line names {muscle!r}; leave it out.")
    return f"{stem}_{role}" if per_muscle else stem


def _at(row: Row, name: str) -> str:
    """The variable at the excursion that a line gives, which a passive torque needs and nothing else has."""
    torque = name.startswith("passive_torque_")
    if torque and row["excursion"] is None:
        raise MusclebalanceError(
            "a passive torque needs the excursion at which it was read, from neutral in the direction that "
            "lengthens the muscle; give a column 'excursion [deg]'."
        )
    if not torque and row["excursion"] is not None:
        raise MusclebalanceError(f"{name} is read at no excursion; leave it out, or is it a passive torque?")
    return torque_at(name.removeprefix("passive_torque_"), row["excursion"]) if torque else name
