"""Adapted muscles in a MuJoCo model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.arguments import public
from ..core.errors import FileError
from .changes import Change, Changes
from .markup import Document, Edit, Element, numbers
from .muscles import Adaptation, Muscles, Names
from .writing import called, no_muscle, write_adapted

#: The nine numbers of a muscle in MuJoCo's order, and what it takes where a file does not say.
ORDER = ("range", "range", "force", "scale", "lmin", "lmax", "vmax", "fpmax", "fvmax")
USUAL = (0.75, 1.05, -1.0, 200.0, 0.5, 1.6, 1.5, 1.3, 1.2)
FORCE, SCALE, PASSIVE = ORDER.index("force"), ORDER.index("scale"), ORDER.index("fpmax")
GENERAL = ("gainprm", "biasprm")
TYPES = ("gaintype", "biastype")


@public
def to_mujoco(
    muscles: Muscles, *, model: str | Path, names: Names, path: str | Path, day: float | None = None
) -> Changes:
    """Write adapted muscles into a copy of a MuJoCo model.

    Parameters
    ----------
    muscles : Result, Person, or mapping of role to Adaptation
        Who has adapted; the mapping is what :func:`musclebalance.adaptation` gives.
    model : str or Path
        The ``.xml`` file (MJCF) that holds the actuators of the healthy body.
    names : mapping of role to name or names
        Muscle actuators of the file by role: ``<muscle>``, or ``<general>`` with gain and bias of a muscle.
    path : str or Path
        The ``.xml`` file to be written.
    day : float, optional
        Day of a result [d]; default the end.

    Returns
    -------
    Changes
        What was changed, by what factor.

    Notes
    -----
    Factors act on the file's own numbers, those of its default classes included; every other byte stays, and
    a comment above each actuator tells what changed. MuJoCo takes from `lengthrange` (R0, R1) and `range`
    (r0, r1) the optimal length ``L0 = (R1 - R0)/(r1 - r0)`` and the tendon's ``LT = R0 - r0 L0``. With serial
    length n and slack d the first becomes ``n L0`` and the second ``LT - d L0`` exactly where::

        range    (r0 + d)/n  (r1 + d)/n          lengthrange, the path's own, stays
        force    s force     (scale, where the force is left to MuJoCo)
        fpmax    fpmax p/s   passive force is a share of `force`, and p of it is left

    Raises
    ------
    FileError
        No such file, no MuJoCo model, an actuator that is no muscle, or one that was adapted before.
    UnknownNameError
        An actuator that the file does not have, with the nearest name.

    References
    ----------
    Todorov et al. 2012, doi 10.1109/IROS.2012.6386109.

    Examples
    --------
    >>> import musclebalance as mb
    >>> short = {"agonist": mb.Adaptation(length=0.95)}
    >>> mb.to_mujoco(short, model="leg.xml", names={"agonist": "psoas"}, path="desk.xml")
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: leg.xml: cannot be read (No such file or directory); check its name.
    """
    return write_adapted(MuJoCo.read(model), muscles, names, day, path, ".xml")


@dataclass(frozen=True, eq=False)
class MuJoCo:
    """A MuJoCo file as one that holds muscles."""

    document: Document

    @classmethod
    def read(cls, model: str | Path) -> MuJoCo:
        """The file, which must be a MuJoCo model."""
        return cls(Document.read(model, "mujoco", "MuJoCo model"))

    def muscle(self, name: str) -> Element:
        """The muscle actuator of a name."""
        named = [
            one for group in self.document.root if group.tag == "actuator"
            for one in group.children if "name" in one.attributes
        ]  # fmt: skip
        kinds = [one for one in named if self._is_muscle(one)]
        if found := called(self.document, kinds, name):
            return found
        others = [one for one in named if one.attributes["name"] == name]
        known = [one.attributes["name"] for one in kinds]
        error = no_muscle(self.document, name, known, others, "muscle actuators")
        included = [one.attributes.get("file", "") for one in self.document.root if one.tag == "include"]
        if included and not others:
            more = f"{error} The file includes {', '.join(included)}; give the file that holds the actuator."
            raise type(error)(more)
        raise error

    def edits(self, muscle: Element, role: str, change: Adaptation) -> tuple[list[Edit], list[Change]]:
        """What becomes of the numbers of a muscle."""
        if muscle.tag == "muscle":
            return self._of_muscle(muscle, role, change)
        edits: list[Edit] = []
        changes: list[Change] = []
        for name in GENERAL:
            before = self._numbers(muscle, name)
            after = _adapted(before, change)
            if after != before:
                edits.append(self.document.with_attribute(muscle, name, numbers(after)))
                if not changes:  # the second repeats the first
                    changes += _changes(role, muscle, before, after)
        return edits, changes

    def _of_muscle(self, muscle: Element, role: str, change: Adaptation) -> tuple[list[Edit], list[Change]]:
        before = self._numbers(muscle)
        after = _adapted(before, change)
        changes = _changes(role, muscle, before, after)
        written = dict.fromkeys(one.field.partition("[")[0] for one in changes)
        edits = [
            self.document.with_attribute(
                muscle, name, numbers(after[k] for k, known in enumerate(ORDER) if known == name)
            )
            for name in written
        ]
        return edits, changes

    def _numbers(self, muscle: Element, general: str = GENERAL[0]) -> tuple[float, ...]:
        """The nine numbers of a muscle: its own, those of its default classes, MuJoCo's."""
        found, said = list(USUAL), muscle.tag == "muscle"
        for one in (*self._templates(muscle), muscle):
            if one.tag == "muscle":
                said = True
                for name in dict.fromkeys(ORDER):
                    self._overlay(found, one, name, ORDER.index(name), ORDER.count(name))
            elif general in one.attributes:
                said = True
                self._overlay(found, one, general, 0, len(ORDER))
        if not said:
            raise FileError(
                str(self.document.path),
                f"{muscle.attributes['name']!r} has no {general}; give the nine numbers of a muscle.",
                muscle.line,
            )
        return tuple(found)

    def _overlay(self, found: list[float], one: Element, name: str, first: int, most: int) -> None:
        texts = one.attributes.get(name, "").split()
        values = [self.document.as_number(text, one) for text in texts][:most]
        found[first : first + len(values)] = values

    def _templates(self, actuator: Element) -> Iterator[Element]:
        """What the default classes of an actuator say, the outermost first."""
        tops = [child for child in self.document.root.children if child.tag == "default"]
        wanted = actuator.attributes.get("class")
        line: list[Element] = tops
        if wanted is not None:
            here = next((d for top in tops for d in top if d.attributes.get("class") == wanted), None)
            if here is None:
                raise FileError(
                    str(self.document.path), f"no default class {wanted!r}; give the file that holds it.",
                    actuator.line,
                )  # fmt: skip
            line = []
            while here is not None and here.tag == "default":
                line.insert(0, here)
                here = here.parent
            line = [*(top for top in tops if top is not line[0]), *line]
        for default in line:
            yield from (child for child in default.children if child.tag in ("muscle", "general"))

    def _is_muscle(self, actuator: Element) -> bool:
        """Whether gain and bias of an actuator are those of a muscle."""
        if actuator.tag == "muscle":
            return True
        if actuator.tag != "general":
            return False
        types: dict[str, str] = {}
        for one in (*self._templates(actuator), actuator):
            if one.tag == "muscle":
                types |= dict.fromkeys(TYPES, "muscle")
            types |= {name: one.attributes[name] for name in TYPES if name in one.attributes}
        return all(types.get(name) == "muscle" for name in TYPES)


def _adapted(before: tuple[float, ...], change: Adaptation) -> tuple[float, ...]:
    """The nine numbers of an adapted muscle."""
    after = list(before)
    if change.length != 1.0 or change.slack != 0.0:
        after[:2] = ((one + change.slack) / change.length for one in before[:2])
    after[FORCE if before[FORCE] >= 0.0 else SCALE] *= change.strength
    after[PASSIVE] *= change.normalised_passive
    return tuple(after)


def _changes(role: str, muscle: Element, before: tuple[float, ...], after: tuple[float, ...]) -> list[Change]:
    labels = ("range[0]", "range[1]", *ORDER[2:])
    return [
        Change(role, muscle.attributes["name"], label, old, new)
        for label, old, new in zip(labels, before, after, strict=True)
        if old != new
    ]
