"""Adapted muscles in an OpenSim model."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.arguments import public
from ..core.errors import FileError, check_range
from ..model.laws.mechanics import PASSIVE_SHAPE
from .changes import Change, Changes
from .markup import Document, Edit, Element
from .muscles import Adaptation, Muscles, Names
from .writing import called, no_muscle, write_adapted

#: Stiffness of Millard's passive curve at full force over its strain there, where a file does not say.
MILLARD_STIFFNESS = 2.0
#: Strain at which De Groote's curve is matched [strain of full force]: at the end of their range the muscles
#: of the catalogue are at 0.01 to 0.65 of it, half of them beyond 0.3.
MATCHED = 0.5
Place = tuple[str, ...]
CURVE = "FiberForceLengthCurve"
LENGTH, TENDON, FORCE = ("optimal_fiber_length",), ("tendon_slack_length",), ("max_isometric_force",)
PENNATION = ("pennation_angle_at_optimal",)
ZERO, ONE = (CURVE, "strain_at_zero_force"), (CURVE, "strain_at_one_norm_force")
LOW, STIFFNESS = (CURVE, "stiffness_at_low_force"), (CURVE, "stiffness_at_one_norm_force")
CURVINESS = (CURVE, "curviness")
STRAIN, SHAPE = ("FmaxMuscleStrain",), ("KshapePassive",)
PASSIVE_STRAIN = ("passive_fiber_strain_at_one_norm_force",)
#: What OpenSim 4 takes where neither a muscle nor the file's defaults say.
USUAL: dict[Place, float] = {
    FORCE: 1000.0, LENGTH: 0.1, TENDON: 0.2, PENNATION: 0.0, ZERO: 0.0, ONE: 0.7, LOW: 0.2,
    CURVINESS: 0.75, STRAIN: 0.6, SHAPE: 5.0, PASSIVE_STRAIN: 0.6,
}  # fmt: skip
Read = Callable[[Place], float]
Fields = Iterator[tuple[Place, float]]


@public
def to_opensim(
    muscles: Muscles, *, model: str | Path, names: Names, path: str | Path, day: float | None = None
) -> Changes:
    """Write adapted muscles into a copy of an OpenSim model.

    Parameters
    ----------
    muscles : Result, Person, or mapping of role to Adaptation
        Who has adapted; the mapping is what :func:`musclebalance.adaptation` gives.
    model : str or Path
        The ``.osim`` file of the healthy body.
    names : mapping of role to name or names
        Muscles of the file by role: ``{"agonist": ["iliacus_r", "psoas_r"], "antagonist": "glmax1_r"}``.
    path : str or Path
        The ``.osim`` file to be written.
    day : float, optional
        Day of a result [d]; default the end.

    Returns
    -------
    Changes
        What was changed, by what factor.

    Notes
    -----
    Factors act on the file's own numbers; every other byte stays, and a comment above each muscle tells what
    changed. With serial length n, strength s, passive force p at the same stretch and slack d
    (:class:`musclebalance.Adaptation`) and ``c = p/s``::

        optimal_fiber_length        n lopt
        max_isometric_force         s F0
        tendon_slack_length         lts - d lopt cos(pennation)
        Thelen2003Muscle            KshapePassive k' = log(1 + (exp(k) - 1)/c), FmaxMuscleStrain e0 k'/k
        Millard2012Equilibrium...   stiffness_at_one_norm_force c K, stiffness_at_low_force c K0,
                                    strain_at_one_norm_force e1 + (1/c - 1)/K
        DeGrooteFregly2016Muscle    passive_fiber_strain_at_one_norm_force e0/(1 + log(c)/2)

    A serial length is an optimal fibre length: the path and the tendon are as before, so that a fibre with
    fewer sarcomeres is stretched more at the same joint angle. OpenSim takes passive force as a share of
    max_isometric_force; the passive fields make up for it, so that a weak muscle is not a slack one. Of
    Thelen's muscle the passive force is p times the healthy one at every stretch, of Millard's nearly so, of
    De Groote's, whose shape is fixed, at half the strain of full force. Tone, fatigue, stress relaxation and
    stretch tolerance have no field. A tendon's stiffness goes with max_isometric_force, as OpenSim has it.

    Raises
    ------
    FileError
        No such file, no OpenSim model, or a muscle that was adapted before, as far as the comment above it
        tells: OpenSim drops comments when it saves a model, so start from the healthy file.
    UnknownNameError
        A muscle that the file does not have, with the nearest name.

    References
    ----------
    Thelen 2003, doi 10.1115/1.1531112; Millard et al. 2013, doi 10.1115/1.4023390; De Groote et al. 2016, doi
    10.1007/s10439-016-1591-9.

    Examples
    --------
    >>> import musclebalance as mb
    >>> short = {"agonist": mb.Adaptation(length=0.95)}
    >>> mb.to_opensim(short, model="leg.osim", names={"agonist": "psoas_r"}, path="desk.osim")
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: leg.osim: cannot be read (No such file or directory); check its name.
    """
    return write_adapted(OpenSim.read(model), muscles, names, day, path, ".osim")


@dataclass(frozen=True, eq=False)
class OpenSim:
    """An OpenSim file as one that holds muscles."""

    document: Document

    @classmethod
    def read(cls, model: str | Path) -> OpenSim:
        """The file, which must be an OpenSim model."""
        return cls(Document.read(model, "OpenSimDocument", "OpenSim model"))

    def muscle(self, name: str) -> Element:
        """The muscle of a name."""
        kinds = [one for one in self.document.root if one.tag in LAWS and not one.within("defaults")]
        if found := called(self.document, kinds, name):
            return found
        other = [one for one in self.document.root if one.attributes.get("name") == name]
        known = [one.attributes["name"] for one in kinds if "name" in one.attributes]
        raise no_muscle(self.document, name, known, other, f"muscles of the kinds {', '.join(LAWS)}")

    def edits(self, muscle: Element, role: str, change: Adaptation) -> tuple[list[Edit], list[Change]]:
        """What becomes of the numbers of a muscle."""
        edits, changes = [], []
        new: dict[Place, list[str]] = {}
        for place, after in _fields(muscle.tag, change, lambda path: self._value(muscle, path)):
            before, own = self._value(muscle, place), muscle.find(*place)
            if after < 0.0 <= before:
                raise FileError(
                    str(self.document.path),
                    f"{muscle.attributes['name']!r}: {place[-1]} {before:g} would become {after:.4g}, and "
                    "none is below 0; so short a tendon cannot take up that slack.", muscle.line,
                )  # fmt: skip
            if own is None or not self.document.text(own):
                new.setdefault(place[:-1], []).append(_element(place[-1], repr(after)))
            elif after != before:
                edits.append(self.document.replaced(own, repr(after)))
            if after != before:
                changes.append(Change(role, muscle.attributes["name"], "/".join(place), before, after))
        for around, texts in new.items():
            holder = muscle.find(*around)
            if holder is None:
                holder, texts = muscle, [_element(around[0], "".join(texts))]
            edits.append(self.document.first_in(holder, texts))
        return edits, changes

    def _value(self, muscle: Element, place: Place) -> float:
        """A number of a muscle: its own, that of the file's defaults for its kind, or OpenSim's."""
        ready = (e for e in self.document.root if e.tag == muscle.tag and e.within("defaults"))
        for holder in (muscle, *ready):
            found = holder.find(*place)
            if found is not None and self.document.text(found):
                return self.document.number(found)
        if place == STIFFNESS:
            return MILLARD_STIFFNESS / (self._value(muscle, ONE) - self._value(muscle, ZERO))
        return USUAL[place]


def _element(tag: str, inside: str) -> str:
    return f"<{tag}>{inside}</{tag}>"


def _fields(kind: str, change: Adaptation, read: Read) -> Fields:
    """Fields of a muscle that change, and what becomes of their numbers."""

    if change.length != 1.0:
        yield LENGTH, read(LENGTH) * change.length
    if change.strength != 1.0:
        yield FORCE, read(FORCE) * change.strength
    if change.slack != 0.0:
        yield TENDON, read(TENDON) - change.slack * read(LENGTH) * math.cos(read(PENNATION))
    if change.normalised_passive != 1.0:
        yield from LAWS[kind](change, read)


def _thelen(change: Adaptation, read: Read) -> Fields:
    factor = change.strain_factor(read(SHAPE))
    yield SHAPE, read(SHAPE) * factor
    yield STRAIN, read(STRAIN) * factor


def _millard(change: Adaptation, read: Read) -> Fields:
    """The curve times c: its slopes, and its end moved along the line that it ends in, to a force of 1."""
    share, stiffness = change.normalised_passive, read(STIFFNESS)
    yield ONE, read(ONE) + (1.0 / share - 1.0) / stiffness
    yield LOW, read(LOW) * share
    yield STIFFNESS, stiffness * share
    yield CURVINESS, read(CURVINESS)  # OpenSim takes all three or none


def _degroote(change: Adaptation, read: Read) -> Fields:
    """The exponential's strain, so that force is c times that of before at half of it."""
    share = change.normalised_passive
    check_range(
        "passive force over strength", share, 0.2, 5.0, where="what a curve of fixed shape can follow"
    )
    yield PASSIVE_STRAIN, read(PASSIVE_STRAIN) / (1.0 + math.log(share) / (PASSIVE_SHAPE * MATCHED))


#: Kind of muscle -> what becomes of its passive curve.
LAWS: dict[str, Callable[[Adaptation, Read], Fields]] = {
    "Thelen2003Muscle": _thelen,
    "Millard2012EquilibriumMuscle": _millard,
    "DeGrooteFregly2016Muscle": _degroote,
}
