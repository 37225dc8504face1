"""What a public function is called with: every argument is held against the signature before any work.

A function under :func:`public` refuses text where a number belongs, a session where a plan belongs, or a name
that it does not have, and reads ``"5 d"`` or ``"20 %MVC"`` where it takes a number with a unit.
"""

from __future__ import annotations

import functools
import inspect
import math
import numbers
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, TypeVar

from .errors import MusclebalanceError, check_seed, nearest, shown
from .units import in_unit

T = TypeVar("T")

#: Unit of a number by the name of the argument, wherever text such as "5 d" may stand for it.
UNIT_OF: Mapping[str, str] = {
    "days": "d", "day": "d", "weeks": "week", "hours": "h", "chronicity": "d", "every": "d",
    **dict.fromkeys(("seconds", "contract", "hold", "release", "rest", "stretch", "work", "back"), "s"),
    **dict.fromkeys(("effort", "partner_effort", "effort_agonist", "effort_antagonist", "barrier"), "-"),
    "angle": "deg", "load": "N m", "moment": "N m", "lever": "m",
}  # fmt: skip
#: How to make what an argument needs.
HINTS: Mapping[str, str] = {
    "AdaptivePlan": "make one with mb.AdaptivePlan(...)",
    "Cohort": "mb.Cohort.sample(pair, n=100) makes one",
    "Fit": "mb.fit(...) makes one",
    "Lifestyle": "write for example mb.Lifestyle.office()",
    "Pair": "write for example mb.pair('hip-flexors-gluteus-maximus')",
    "People": "mb.Cohort.sample(pair, n=100).develop() makes them",
    "Person": "mb.develop(pair, mb.Lifestyle.office()) makes one",
    "Plan": "write for example mb.Plan(mb.PIR(), per_week=3, weeks=4)",
    "Result": "mb.simulate(...) makes one",
    "Session": "write for example mb.PIR() or mb.session('contract at 20 %MVC for 7 s')",
    "Trial": "mb.trial(...) makes one",
}
_SEEDS = ("seed", "adherence_seed")
_MANY = {"Sequence", "Iterable", "Collection", "tuple", "list", "set", "Array", "NDArray", "ndarray"}
_PLAIN = {"str", "int", "float", "bool", "None", "Path", "Mapping", "dict", "DataFrame", "Callable", *_MANY}


class ArgumentError(MusclebalanceError, TypeError):
    """A public function was called with something that it does not take."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an argument may be: names of types in its annotation; `open` where one of them is not known."""

    name: str
    types: tuple[str, ...]
    open: bool
    optional: bool = False  # None is the default and has a meaning of its own

    @classmethod
    def of(cls, parameter: inspect.Parameter, scope: Mapping[str, Any]) -> Kind:
        """What the annotation of an argument says."""
        text = parameter.annotation if isinstance(parameter.annotation, str) else ""
        text = re.sub(r"(Callable)\[.*\]|(NDArray|Literal)\[[^\]]*\]", r"\1\2", text)
        names = tuple(dict.fromkeys(name.rpartition(".")[2] for name in re.findall(r"[\w.]+", text)))
        known = all(name in _PLAIN or name in HINTS or _is_class(scope.get(name)) for name in names)
        many = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        return cls(parameter.name, names, not names or not known or many, parameter.default is None)

    def read(self, value: Any, place: str) -> Any:
        """The argument as the function takes it, or an error that says what it takes."""
        if self.name in _SEEDS and not (value is None and self.optional):
            return check_seed(value)
        if self.open:
            return value
        if isinstance(value, str) and self._has_unit:
            value = in_unit(value, UNIT_OF[self.name], self.name)
        if not self._fits(value):
            raise ArgumentError(self._wrong(value, place))
        return value

    @property
    def _has_unit(self) -> bool:
        return self.name in UNIT_OF and bool({"float", "int"} & {*self.types}) and "str" not in self.types

    def _fits(self, value: Any) -> bool:
        """Whether a value may be one of the types."""
        types = set(self.types)
        if value is None:
            return "None" in types
        if isinstance(value, str | bytes):
            return isinstance(value, str) and "str" in types
        if isinstance(value, PurePath):
            return "Path" in types
        if isinstance(value, bool):
            return "bool" in types
        if isinstance(value, numbers.Number) or (hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0):
            return self._number(value)
        mine = {base.__name__ for base in type(value).__mro__}
        if types & mine or ("Callable" in types and callable(value)):
            return True
        if isinstance(value, Mapping):
            return bool(types & {"Mapping", "dict"})
        from_here = type(value).__module__.partition(".")[0] == __name__.partition(".")[0]
        return not from_here and isinstance(value, Iterable) and bool(types & _MANY)

    def _number(self, value: Any) -> bool:
        """Whether a number is finite, and whole where it must be."""
        types = set(self.types)
        if not types & {"float", "int"}:
            return type(value).__name__ == "bool_" and "bool" in types
        try:
            plain = float(value)
        except (TypeError, ValueError):
            return False
        except OverflowError:
            return "float" in types or "int" in types  # its bounds are checked by the function
        return math.isfinite(plain) and ("float" in types or plain.is_integer())

    def _wrong(self, value: Any, place: str) -> str:
        words = {"str": "text", "int": "a whole number", "float": "a number", "bool": "True or False"}
        words |= {"Mapping": "a mapping", "Path": "a path", "Callable": "a function"}
        words |= {"DataFrame": "a data frame", **dict.fromkeys(_MANY, "several of them")}
        told = dict.fromkeys(words.get(name, name) for name in self.types)
        hint = next((f"; {HINTS[name]}" for name in self.types if name in HINTS), "")
        given = shown(value).splitlines()[0]
        return f"{self.name} {given} is not what {place} takes: {' or '.join(told)}{hint}."


def _is_class(thing: Any) -> bool:
    """Whether instances can be told by their class; those of a protocol cannot."""
    return isinstance(thing, type) and thing is not Any and not getattr(thing, "_is_protocol", False)


def public(thing: T) -> T:
    """Hold the arguments of a function, or of a class, against its signature."""
    if isinstance(thing, type):
        thing.__init__ = _guarded(thing.__init__, thing.__name__)  # type: ignore[misc]
        return thing
    return _guarded(thing, thing.__qualname__)  # type: ignore[attr-defined, no-any-return]


def _guarded(function: Any, place: str) -> Any:
    """The function with its arguments checked."""
    signature = inspect.signature(function)
    scope = getattr(function, "__globals__", {})
    kinds: dict[str, Kind] = {}

    @functools.wraps(function)
    def checked(*args: Any, **named: Any) -> Any:
        if not kinds:
            kinds.update((name, Kind.of(one, scope)) for name, one in signature.parameters.items())
        try:
            bound = signature.bind(*args, **named)
        except TypeError as error:
            raise ArgumentError(_unbound(str(error), named, signature, place)) from None
        for name, value in bound.arguments.items():
            bound.arguments[name] = kinds[name].read(value, f"{place}()")
        return function(*bound.args, **bound.kwargs)

    return checked


def _unbound(error: str, named: Mapping[str, Any], signature: inspect.Signature, place: str) -> str:
    """Which argument is missing or not known, and the nearest name."""
    known = [name for name in signature.parameters if name not in ("self", "cls")]
    strange = next((name for name in named if name not in known), None)
    if strange is None:
        return f"{place}(): {error}."
    near = nearest(strange, known)
    told = f"Did you mean {near!r}?" if near else f"It takes {', '.join(known)}."
    return f"{place}() has no argument {strange!r}. {told}"
