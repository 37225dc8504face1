"""Parameters: every number with its unit, bounds, meaning, source and basis, in frozen sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Literal

from .errors import MusclebalanceError, check_range, shown, unknown
from .units import in_unit, to_si

if TYPE_CHECKING:
    import pandas as pd

Basis = Literal["measured", "derived", "assumed"]
BASES: tuple[Basis, ...] = ("measured", "derived", "assumed")


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
        ``"-"`` when dimensionless.
    meaning : str
        One line.
    source : tuple of str
        Keys of :mod:`musclebalance.core.sources`; may be empty only when `basis` is ``"assumed"``.
    basis : {"measured", "derived", "assumed"}
        Read in the source, computed from values read there, or chosen without direct evidence (tuned values
        too).
    symbol : str
        Symbol in the equations.

    Raises
    ------
    OutOfRangeError
        The value is outside the bounds.
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

    def __post_init__(self) -> None:
        if isinstance(self.source, str):
            object.__setattr__(self, "source", (self.source,))
        for field_name in ("name", "unit", "meaning", "symbol", "basis"):
            if not isinstance(getattr(self, field_name), str):
                given = shown(getattr(self, field_name))
                raise MusclebalanceError(f"parameter {shown(self.name)}: {field_name} {given} is no text.")
        for end in ("low", "high"):
            check_range(f"{end} bound of parameter {self.name!r}", getattr(self, end), -inf, inf)
        if not self.unit or not self.meaning:
            raise MusclebalanceError(f"parameter {self.name!r} needs a unit ('-' if none) and a meaning.")
        if self.basis not in BASES:
            raise unknown(f"basis (parameter {self.name!r})", self.basis, BASES)
        if self.basis != "assumed" and not self.source:
            raise MusclebalanceError(
                f"parameter {self.name!r} is {self.basis} and so needs a source; else mark it 'assumed'."
            )
        if not self.low <= self.high:
            raise MusclebalanceError(
                f"parameter {self.name!r}: bounds {self.low} to {self.high} are not in order."
            )
        value = check_range(f"parameter {self.name!r}", self.value, self.low, self.high, self.unit)
        object.__setattr__(self, "value", value)

    @property
    def si(self) -> float:
        """Value in the library's internal units: rad, s, fractions; composite SI units stay as they are."""
        return to_si(self.value, self.unit)

    def with_value(self, value: float | str) -> Parameter:
        """The same parameter with another value [unit], or text such as ``"5 d"``, within the bounds."""
        return replace(self, value=in_unit(value, self.unit, f"parameter {self.name!r}"))

    def __str__(self) -> str:
        source = "; ".join(self.source) or "no source"
        return (
            f"{self.name} = {self.value:.6g} {self.unit} [{self.low:g}, {self.high:g}] "
            f"({self.basis}: {source}) {self.meaning}"
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
        """A copy with some values changed.

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
        index = dict(self._index)
        for name, value in {**(values or {}), **named}.items():
            part, dot, base = name.partition(".")
            targets = (
                [name] if name in index else [f"{p}.{name}" for p in _parts(index) if f"{p}.{name}" in index]
            )
            if targets:
                index |= {key: index[key].with_value(value) for key in targets}
            elif dot and base in index and part in ("agonist", "antagonist"):
                index[name] = replace(index[base].with_value(value), name=name)
            else:
                raise unknown("parameter", name, index)
        return ParameterSet(index.values())

    def merged(self, other: ParameterSet | Iterable[Parameter]) -> ParameterSet:
        """A copy in which the parameters of `other` replace those of the same name; new ones are appended."""
        entries = other.parameters if isinstance(other, ParameterSet) else other
        return ParameterSet({**self._index, **{entry.name: entry for entry in entries}}.values())

    @property
    def assumed(self) -> tuple[str, ...]:
        """Names of the parameters whose basis is ``"assumed"``."""
        return tuple(entry.name for entry in self.parameters if entry.basis == "assumed")

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
