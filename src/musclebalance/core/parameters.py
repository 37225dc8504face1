"""Parameters: every number with its unit, bounds, meaning, source and basis, in frozen sets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from math import inf
from typing import TYPE_CHECKING, Literal, get_args

from .errors import MusclebalanceError, UnknownNameError, check_range, shown, unknown
from .units import composite, in_unit, to_si

if TYPE_CHECKING:
    import pandas as pd

Basis = Literal[
    "measured", "derived", "calibrated", "assumed", "fitted", "definition", "numerical", "switch", "changed"
]  # fmt: skip
BASES: tuple[Basis, ...] = get_args(Basis)
#: Those that a source must stand behind, and those that nothing published stands behind.
SOURCED, UNSOURCED = ("measured", "derived"), ("assumed", "fitted", "changed")
#: Change of a main readout above which a parameter matters, when it is changed by a fifth.
MATTERS = 0.05
#: Value, basis and sources of a parameter before it was changed.
Before = tuple[float, Basis, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model and all that a reader needs to judge it.

    Parameters
    ----------
    name : str
        Lower-case words joined by underscores; a muscle's own value is ``"agonist.name"`` or
        ``"antagonist.name"``.
    value, low, high : float
        Value and closed bounds [unit]; ``low <= value <= high``.
    unit : str
        ``"-"`` when dimensionless; a composite one reads ``"N m/rad"``.
    meaning : str
        One line.
    source : tuple of str
        Keys of :mod:`musclebalance.core.sources`; a measured or derived value needs one.
    basis : Basis
        Where the value comes from: ``"measured"``, read in the source; ``"derived"``, computed from
        values read there; ``"calibrated"`` on trials, the median of `musclebalance.evidence.calibration`;
        ``"assumed"``, chosen without direct evidence; ``"fitted"`` to a course; ``"definition"``, the
        scale of something that has no other; ``"numerical"``, a width or rate that only smooths;
        ``"switch"``, a gain that is 0 unless a hypothesis is switched on; ``"changed"``, set by the user
        in place of what stood `before`.
    symbol : str
        Symbol in the equations.
    before : tuple of (float, str, tuple of str), optional
        Value, basis and sources before the change.

    Raises
    ------
    OutOfRangeError
        The value is outside the bounds.
    UnknownNameError
        The unit or the basis is not known.
    MusclebalanceError
        Unit, meaning or source is missing.

    Examples
    --------
    >>> tau = Parameter("inhibition_time", 4.0, "s", 3.5, 4.6, "its decay", ("T14",), "derived", "tau_I")
    >>> print(tau)
    inhibition_time = 4 s [3.5, 4.6] (derived: T14) its decay
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    meaning: str
    source: tuple[str, ...] = ()
    basis: Basis = "assumed"
    symbol: str = ""
    before: Before | None = None

    def __post_init__(self) -> None:
        if isinstance(self.source, str):
            object.__setattr__(self, "source", (self.source,))
        for field_name in ("name", "unit", "meaning", "symbol", "basis"):
            if not isinstance(getattr(self, field_name), str):
                told = shown(getattr(self, field_name))
                raise MusclebalanceError(f"parameter {shown(self.name)}: {field_name} {told} is no text.")
        for end in ("low", "high"):
            check_range(f"{end} bound of parameter {self.name!r}", getattr(self, end), -inf, inf)
        if not self.unit or not self.meaning:
            raise MusclebalanceError(f"parameter {self.name!r} needs a unit ('-' if none) and a meaning.")
        try:
            composite(self.unit)
        except UnknownNameError as error:
            raise UnknownNameError(f"parameter {self.name!r}, unit {self.unit!r}: {error}") from None
        self._check_basis()
        if not self.low <= self.high:
            raise MusclebalanceError(
                f"parameter {self.name!r}: bounds {self.low} to {self.high} are not in order."
            )
        given = in_unit(self.value, self.unit, f"parameter {self.name!r}")
        value = check_range(f"parameter {self.name!r}", given, self.low, self.high, self.unit)
        object.__setattr__(self, "value", value)

    def _check_basis(self) -> None:
        """A basis is known, and has what it rests on."""
        if self.basis not in BASES:
            raise unknown(f"basis (parameter {self.name!r})", self.basis, BASES)
        if (self.basis == "changed") != (self.before is not None):
            raise MusclebalanceError(
                f"parameter {self.name!r}: basis 'changed' goes with what stood before it; "
                "change a value with with_({...})."
            )
        if self.before is not None:
            given, basis, source = self.before
            value = check_range(
                f"parameter {self.name!r} before its change", given, self.low, self.high, self.unit
            )
            object.__setattr__(self, "before", (value, basis, tuple(source)))
        elif self.basis in SOURCED and not self.source:
            raise MusclebalanceError(
                f"parameter {self.name!r} is {self.basis} and so needs a source; else mark it 'assumed'."
            )

    @property
    def si(self) -> float:
        """Value in the library's internal units: rad, s, N, m, fractions and what is composed of them."""
        return to_si(self.value, self.unit)

    def with_value(self, value: float | str) -> Parameter:
        """The same parameter with another value [unit], or text such as ``"5 d"``; the basis is kept."""
        return replace(self, value=in_unit(value, self.unit, f"parameter {self.name!r}"))

    def fitted_to(self, value: float) -> Parameter:
        """The parameter with a value [unit] that a fit found."""
        return replace(self.with_value(value), basis="fitted", source=(), before=None)

    def changed_to(self, value: float) -> Parameter:
        """The parameter with a value [unit] of the user, which no source states; it names what stood before.

        Examples
        --------
        >>> tau = Parameter("inhibition_time", 4.0, "s", 3.5, 4.6, "its decay", ("T14",), "derived", "tau_I")
        >>> print(tau.changed_to(4.2))
        inhibition_time = 4.2 s [3.5, 4.6] (changed from 4 s) its decay
        >>> tau.changed_to(4.2).changed_to(4.0) == tau
        True
        """
        made = self.with_value(value)
        before = self.before or (self.value, self.basis, self.source)
        if made.value == before[0]:
            return replace(made, basis=before[1], source=before[2], before=None)
        return replace(made, basis="changed", source=(), before=before)

    @property
    def pedigree(self) -> str:
        """Basis and sources in words: ``"derived: T14"``, ``"changed from 4 s"``."""
        if self.before is not None:
            return f"changed from {self.before[0]:.6g} {self.unit}"
        if not self.source and self.basis != "assumed":
            return self.basis
        return f"{self.basis}: {'; '.join(self.source) or 'no source'}"

    def __str__(self) -> str:
        return (
            f"{self.name} = {self.value:.6g} {self.unit} [{self.low:g}, {self.high:g}] "
            f"({self.pedigree}) {self.meaning}"
        )


@dataclass(frozen=True)
class ParameterSet(Mapping[str, Parameter]):
    """A frozen, ordered set of parameters; change it by copy with :meth:`with_`.

    Parameters
    ----------
    parameters : iterable of Parameter
        No name twice.

    Examples
    --------
    >>> from musclebalance import hypotheses
    >>> values = hypotheses.combined.parameters
    >>> values.with_(inhibition_time=4.2)["inhibition_time"].value
    4.2
    """

    parameters: tuple[Parameter, ...] = ()
    _index: dict[str, Parameter] = field(init=False, repr=False, compare=False)

    def __init__(self, parameters: Iterable[Parameter] = ()) -> None:
        entries = tuple(parameters)
        index: dict[str, Parameter] = {}
        for entry in entries:
            if entry.name in index:
                raise MusclebalanceError(f"parameter {entry.name!r} is given twice; keep one.")
            index[entry.name] = entry
        object.__setattr__(self, "parameters", entries)
        object.__setattr__(self, "_index", index)

    def __hash__(self) -> int:
        return hash(self.parameters)

    def __getitem__(self, name: str) -> Parameter:
        if name not in self._index:
            raise unknown("parameter", name, self._index)
        return self._index[name]

    def __contains__(self, name: object) -> bool:
        return name in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self.parameters)

    def value(self, name: str, part: str | None = None) -> float:
        """Value of `name` [its unit] as `part` sees it: its own value if it has one, else the shared one."""
        own = f"{part}.{name}"
        return self[own].value if part is not None and own in self._index else self[name].value

    def entry(self, name: str) -> Parameter:
        """The entry that `name` stands for; ``"agonist.x"`` is the shared ``"x"`` where a muscle has none."""
        return self[name if name in self._index else name.rpartition(".")[2]]

    def with_(self, values: Mapping[str, float] | None = None, /, **named: float) -> ParameterSet:
        """A copy with some values changed; each says from what (see :attr:`changed`).

        Parameters
        ----------
        values : mapping, optional
            For names with a dot: ``{"agonist.tone_weight": 0.3}``.
        **named : float
            New values [the parameter's own unit], or text with a unit. A name shared by both muscles may
            also be given with a part in front; a name that only exists per muscle sets both.

        Raises
        ------
        UnknownNameError, OutOfRangeError
        """
        return self._with({**(values or {}), **named}, Parameter.changed_to)

    def valued(self, values: Mapping[str, float]) -> ParameterSet:
        """A copy with values that were drawn or computed rather than set by the user: the basis is kept."""
        return self._with(values, Parameter.with_value)

    def fitted(self, values: Mapping[str, float]) -> ParameterSet:
        """A copy with values that a fit found, which each says."""
        return self._with(values, Parameter.fitted_to)

    def _with(
        self, values: Mapping[str, float], change: Callable[[Parameter, float], Parameter]
    ) -> ParameterSet:
        index = dict(self._index)
        for name, value in values.items():
            part, dot, base = name.partition(".")
            targets = (
                [name] if name in index else [f"{p}.{name}" for p in _parts(index) if f"{p}.{name}" in index]
            )
            if targets:
                index |= {key: change(index[key], value) for key in targets}
            elif dot and base in index and part in ("agonist", "antagonist"):
                index[name] = change(replace(index[base], name=name), value)
            else:
                raise unknown("parameter", name, index)
        return ParameterSet(index.values())

    def merged(self, other: ParameterSet | Iterable[Parameter]) -> ParameterSet:
        """A copy in which the parameters of `other` replace those of the same name; new ones are appended."""
        entries = other.parameters if isinstance(other, ParameterSet) else other
        return ParameterSet({**self._index, **{entry.name: entry for entry in entries}}.values())

    @property
    def assumed(self) -> tuple[str, ...]:
        """Names of the parameters that no source states: assumed, fitted, and those :attr:`changed`."""
        return tuple(entry.name for entry in self.parameters if entry.basis in UNSOURCED)

    @property
    def decisive(self) -> tuple[str, ...]:
        """Names of those that matter: changed by a fifth they move a main readout by more than 5 %.

        So it was found in two pairs (see the page on sensitivity). What was changed or fitted counts, too,
        and what was never looked at, as a number of your own mechanism.
        """
        moved = largest_changes()

        def matters(entry: Parameter) -> bool:
            known = entry.name if entry.name in moved else entry.name.rpartition(".")[2]
            return entry.basis in ("changed", "fitted") or moved.get(known, inf) > MATTERS

        return tuple(entry.name for entry in self.parameters if matters(entry))

    def counted(self) -> dict[str, int]:
        """How many there are, how many of them matter, and how many of each are :attr:`assumed`."""
        matter = self.decisive
        return {
            "parameters": len(self),
            "assumed_parameters": len(self.assumed),
            "decisive_parameters": len(matter),
            "assumed_decisive_parameters": len(set(self.assumed) & set(matter)),
        }

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the parameters that were changed from what the library or a file states."""
        return tuple(entry.name for entry in self.parameters if entry.basis == "changed")

    def to_frame(self) -> pd.DataFrame:
        """One row per parameter: symbol, value, unit, low, high, basis, source, meaning."""
        import pandas as pd

        columns = ["name", "symbol", "value", "unit", "low", "high", "basis", "source", "meaning"]
        rows = [
            [getattr(e, c) if c != "source" else "; ".join(e.source) for c in columns]
            for e in self.parameters
        ]
        return pd.DataFrame(rows, columns=columns).set_index("name")

    def __str__(self) -> str:
        return "\n".join(str(entry) for entry in self.parameters)


def _parts(index: Mapping[str, Parameter]) -> list[str]:
    return list(dict.fromkeys(name.split(".")[0] for name in index if "." in name))


def assumptions(counted: Mapping[str, int]) -> str:
    """A line on the assumptions behind a result, from what `ParameterSet.counted` found."""
    some, all_ = counted["assumed_decisive_parameters"], counted["decisive_parameters"]
    return f"{some} of {all_} that matter are assumptions"


@cache
def largest_changes() -> Mapping[str, float]:
    """Largest relative change of a main readout by parameter, over the pairs of the packaged table."""
    text = (resources.files("musclebalance") / "core" / "data" / "sensitivity.csv").read_text("utf-8")
    found: dict[str, float] = {}
    for row in csv.DictReader(text.splitlines()):
        found[row["parameter"]] = max(float(row["change"]), found.get(row["parameter"], 0.0))
    return found
