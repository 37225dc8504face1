"""Adapted muscles written into a copy of another simulator's model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ..core.errors import FileError, MusclebalanceError, shown, unknown
from ..core.writing import whole_file
from .changes import Change, Changes, comment
from .markup import Document, Edit, Element
from .muscles import Adaptation, Muscles, Names, adapted


class Body(Protocol):
    """The file of a body with muscles by name."""

    @property
    def document(self) -> Document:
        """The file."""

    def muscle(self, name: str) -> Element:
        """The muscle of a name, or an error with the nearest one."""

    def edits(self, muscle: Element, role: str, change: Adaptation) -> tuple[list[Edit], list[Change]]:
        """How the file is edited for the adaptation of a muscle, and the numbers that change."""


def write_adapted(
    body: Body, muscles: Muscles, names: Names, day: float | None, path: str | Path, suffix: str
) -> Changes:
    """Adapt the named muscles of a file and write it under another name."""
    document, place = body.document, Path(path)
    if place.suffix.lower() != suffix:
        raise FileError(str(path), f"ends in {place.suffix!r}; the model's name ends in {suffix!r}.")
    if place.resolve() == document.path.resolve():
        raise FileError(str(path), "is the model of the healthy body; give the adapted one another name.")
    edits: list[Edit] = []
    changes: list[Change] = []
    for role, name, change in adapted(muscles, day, names):
        muscle = body.muscle(name)
        if document.is_adapted(muscle):
            raise FileError(
                str(document.path),
                f"{name!r} was adapted already; start from the healthy model.",
                muscle.line,
            )
        some, told = body.edits(muscle, role, change)
        edits += some
        changes += told
        if told:
            edits.append(document.before(muscle, comment(role, told)))
    with whole_file(place) as beside:
        beside.write_bytes(document.edited(edits))
    return Changes(place, tuple(changes))


def called(document: Document, muscles: Sequence[Element], name: str) -> Element | None:
    """The one of some muscles that has a name."""
    found = [one for one in muscles if one.attributes.get("name") == name]
    if len(found) > 1:
        raise FileError(str(document.path), f"two muscles are called {name!r}; rename one.", found[1].line)
    return found[0] if found else None


def no_muscle(
    document: Document, name: str, known: Sequence[str], others: Sequence[Element], what: str
) -> MusclebalanceError:
    """The error for a name that no muscle has: of something else, or of nothing."""
    if others:
        return FileError(
            str(document.path), f"{name!r} is <{others[0].tag}>, not one of the {what}.", others[0].line
        )
    return unknown(f"muscle in {shown(document.path.name)[1:-1]}", name, known)
