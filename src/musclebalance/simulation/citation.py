"""BibTeX of the numbers and mechanisms that a result, person, pair or model used."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.arguments import public
from ..core.errors import MusclebalanceError
from ..core.parameters import ParameterSet
from ..core.sources import Source, bibtex
from ..core.sources import keys as library
from ..model.model import Model
from ..pairs import Pair
from ..result import Person, Result

#: Methods every simulation uses: the integrator.
METHODS = ("Steinebach2023",)


@public
def cite(used: Result | Person | Pair | Model | ParameterSet) -> str:
    """BibTeX entries of every source that was used, each once.

    Parameters
    ----------
    used : Result, Person, Pair, Model or ParameterSet

    Returns
    -------
    str
        Sources of parameters of switched-off mechanisms are not listed. Rows of the evidence tables are
        cited through their paper.

    Raises
    ------
    MusclebalanceError
        Given something else.

    Examples
    --------
    >>> import musclebalance as mb
    >>> "DeGroote" in mb.cite(mb.pair("hip-flexors-gluteus-maximus"))
    True
    """
    return bibtex(source_keys(used), _references(used))


def _references(used: Result | Person | Pair | Model | ParameterSet) -> Mapping[str, Source]:
    """Sources that the file of a pair describes itself."""
    if isinstance(used, Result):
        return _references(used.person)
    return used.pair.references if isinstance(used, Person) else getattr(used, "references", {})


def source_keys(used: Result | Person | Pair | Model | ParameterSet) -> tuple[str, ...]:
    """Keys of :mod:`musclebalance.core.sources` behind an object, each once, in order of first use."""
    if isinstance(used, Result):
        return tuple(dict.fromkeys((*source_keys(used.person), *METHODS)))
    if isinstance(used, Person):
        read = {n for kind in ("muscle", "joint") for n in used.model.parameter_names(kind)}
        keys = [key for p in used.parameters.values() if p.name.split(".")[-1] in read for key in p.source]
        named = {*used.pair.references, *library(rows=False)} & {used.pair.source}
        return tuple(dict.fromkeys((*named, *keys)))
    if isinstance(used, Pair):
        return used.sources()
    if isinstance(used, Model):
        return source_keys(used.parameters)
    if isinstance(used, ParameterSet):
        return tuple(dict.fromkeys(key for p in used.values() for key in p.source))
    raise MusclebalanceError(
        f"cite() takes a result, person, pair, model or parameter set, got {type(used).__name__}."
    )
