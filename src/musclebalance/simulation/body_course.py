"""What happened to a body: a result for every pair, the posture of every bone, symmetry of the sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, unknown
from ..core.record import stored
from ..result import Result
from .body import Body
from .labels import SIDES
from .reading import both_sided, reading_of, two_sided
from .sides import Symmetry, symmetry

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@stored
@dataclass(frozen=True, eq=False, repr=False)
class BodyCourse:
    """What happened to a body.

    Parameters
    ----------
    body : Body
        At the start.
    final : Body
        At the end.
    results : mapping of str to Result
        What happened to each pair, every morning; all that a result can show and plot can be had of each.
    postures : mapping of str to ndarray (k,)
        Angle of each bone in standing on these mornings, beyond that of the healthy body [deg].

    Examples
    --------
    >>> import musclebalance as mb
    >>> body = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"))
    >>> course = mb.simulate(body, None, mb.Lifestyle.healthy(), days=2)
    >>> [float(x) for x in course.symmetry("rom_agonist").difference]
    [0.0, 0.0, 0.0]
    """

    body: Body
    final: Body
    results: Mapping[str, Result]
    postures: Mapping[str, Array]

    def for_file(self) -> BodyCourse:
        """What a file holds of it: every result, and the body before and after without its history."""
        results = {label: found.for_file() for label, found in self.results.items()}
        return replace(self, body=self.body.for_file(), final=self.final.for_file(), results=results)

    def check(self) -> None:
        """Refuse parts that do not fit each other, as in a damaged file."""
        for body in (self.body, self.final):
            body.check()
        for result in self.results.values():
            result.check()
        labels, days = list(self.body.people), self.days.shape
        fits = list(self.results) == labels == list(self.final.people)
        fits = fits and set(self.postures) == {bone.name for bone in self.body.bones}
        arrays = (*self.postures.values(), *(found.times for found in self.results.values()))
        if not fits or any(array.shape != days or not np.isfinite(array).all() for array in arrays):
            raise MusclebalanceError("results, postures and body do not fit each other; the file is damaged.")

    @property
    def days(self) -> Array:
        """Stored mornings [d] from waking on day 1, shape (k,)."""
        return self._any.days

    @property
    def stopped(self) -> str | None:
        """Why the course is partial; None when it is whole."""
        return self._any.stopped

    @property
    def _any(self) -> Result:
        return next(iter(self.results.values()))

    def __getitem__(self, label: str) -> Result:
        """The result of one pair, by its name in the body."""
        if label not in self.results:
            raise unknown("pair of this body", label, self.results)
        return self.results[label]

    @public
    def values(self, name: str, label: str | None = None) -> Array:
        """What is read every morning, shape (k,), in the unit shown.

        Parameters
        ----------
        name : str
            A variable of the pair that `label` names; without it, as of :meth:`Bodies.read`:
            ``"rom_agonist of left hip-flexors-gluteus-maximus"``, ``"posture of pelvis"``.
        label : str, optional
        """
        if label is not None:
            return self[label].values(name)
        asked = reading_of(name, tuple(self.results), self.body.bones, self._any.person.model)
        if not asked.variable:
            return self.postures[asked.where[0]]
        values = [self.results[one].values(asked.variable) for one in asked.where]
        return values[0] - values[1] if len(values) > 1 else values[0]

    @public
    def symmetry(self, name: str, pair: str | None = None) -> Symmetry:
        """Indices of symmetry of a variable between the sides of a pair, each ndarray (k,).

        Parameters
        ----------
        name : str
            A variable, e.g. ``"rom_agonist"``.
        pair : str, optional
            Name of the pair, where the body has more than one.

        Raises
        ------
        MusclebalanceError, UnknownNameError
            A pair that the body does not have on both sides.
        """
        chosen = self.two_sided(pair)
        left, right = (self[f"{side} {chosen}"].values(name) for side in SIDES)
        return symmetry(left, right)

    def two_sided(self, pair: str | None = None) -> str:
        """Name of a pair that the body has on both sides; by default the only one."""
        return two_sided(tuple(self.results), pair)

    @public
    def to_frame(self, names: Iterable[str] = ("imbalance", "rom_agonist", "rom_antagonist")) -> pd.DataFrame:
        """Variables of all pairs and the postures of the bones over days; two levels of columns."""
        import pandas as pd

        chosen = tuple(names)
        columns = {(label, one): found[one] for label, found in self.results.items() for one in chosen}
        columns |= {
            (bone.name, f"{bone.coordinate} [deg]"): pd.Series(self.postures[bone.name], pd.Index(self.days))
            for bone in self.body.bones
        }
        data: dict[Any, Any] = {key: np.asarray(series) for key, series in columns.items()}
        return pd.DataFrame(data, index=pd.Index(self.days, name="day"))

    def __str__(self) -> str:
        lines = [f"PARTIAL RESULT, stopped {self.stopped}"] if self.stopped else []
        lines.append(
            f"a body of {len(self.results)} pairs over {self.days[-1]:.0f} days, imbalance before and after"
        )
        for label, found in self.results.items():
            read = found.values("imbalance")
            lines.append(f"  {label:46s} {read[0]:6.2f} {read[-1]:6.2f}")
        for bone in self.body.bones:
            first, last = self.postures[bone.name][[0, -1]]
            told = f"{bone.name}, {bone.coordinate} [deg beyond healthy]"
            lines.append(f"  {told:46s} {first:6.2f} {last:6.2f}")
        for name in both_sided(tuple(self.results)):
            angle = self.symmetry("rom_agonist", name).difference
            lines.append(f"  {'left less right, range [deg], ' + name:46s} {angle[0]:6.2f} {angle[-1]:6.2f}")
        lines.append("  a research and teaching model; what pairs of a bone do to each other is contested")
        return "\n".join(lines)

    __repr__ = __str__
