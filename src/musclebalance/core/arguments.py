"""What a public function is called with: every argument is held against the signature before any work.

A function under :func:`public` refuses text where a number belongs, a session where a plan belongs, or a name
that it does not have, and reads ``"5 d"`` or ``"20 %MVC"`` where it takes a number with a unit.
"""

from __future__ import annotations

import functools
import inspect
import io
import itertools
import math
import numbers
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

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
#: Ends that may be infinite.
UNBOUNDED = ("low", "high", "reach")
#: Elements of a sequence that are looked at.
MOST = 1000
_SEEDS = ("seed", "adherence_seed")
_MANY = {"Sequence", "Iterable", "Collection", "tuple", "list", "set", "Array", "NDArray", "ndarray"}
_PLAIN = {
    "str",
    "int",
    "float",
    "bool",
    "None",
    "Path",
    "Mapping",
    "dict",
    "DataFrame",
    "Callable",
    "TextIO",
    *_MANY,
}


class ArgumentError(MusclebalanceError, TypeError):
    """A public function was called with something that it does not take."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an argument may be: names of kinds in its annotation; `open` where one of them is not known."""

    name: str
    kinds: tuple[str, ...]
    open: bool
    optional: bool = False  # None is the default and has a meaning of its own
    members: tuple[str, ...] = ()  # of a protocol, one of which is asked for
    each: tuple[str, ...] = ()  # types of the elements, where there are several
    named: bool = False  # a mapping's keys are names

    @classmethod
    def of(cls, parameter: inspect.Parameter, scope: Mapping[str, Any]) -> Kind:
        """What the annotation of an argument says."""
        text = parameter.annotation if isinstance(parameter.annotation, str) else ""
        text = re.sub(r"InitVar\[(.*)\]", r"\1", text)
        names, members = _names(text, scope)
        many = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        inside = re.findall(r"(?:Sequence|Iterable|tuple)\[([\w | ]*)(?:, \.\.\.)?\]", text)
        each, needed = _names(inside[0], scope) if len(inside) == 1 else ((), ())
        each = () if "Any" in each or needed else each
        unknown = not names or many or "Any" in names
        named = re.search(r"(?:Mapping|dict)\[str,", text) is not None
        return cls(parameter.name, names, unknown, parameter.default is None, members, each, named)

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
        if self.each and not isinstance(value, str | Mapping) and hasattr(value, "__len__"):
            one = Kind(f"{self.name}: one of them,", self.each, open=False)
            for element in itertools.islice(value, MOST):
                one.read(element, place)
        if self.named and isinstance(value, Mapping):
            for key in value:
                if not isinstance(key, str):
                    raise ArgumentError(f"{self.name}: {_shown(key)} is no name; put each name in quotes.")
        return value

    @property
    def _has_unit(self) -> bool:
        return self.name in UNIT_OF and bool({"float", "int"} & {*self.kinds}) and "str" not in self.kinds

    def _fits(self, value: Any) -> bool:
        """Whether a value may be one of the types."""
        kinds = set(self.kinds)
        if value is None:
            return "None" in kinds
        if isinstance(value, str | bytes):
            return isinstance(value, str) and "str" in kinds and not ("Path" in kinds and "\0" in value)
        if isinstance(value, PurePath):
            return "Path" in kinds and "\0" not in str(value)
        if isinstance(value, bool):
            return "bool" in kinds
        if isinstance(value, numbers.Number) or (hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0):
            return self._number(value)
        if kinds & _classes(value) or ("Callable" in kinds and callable(value)):
            return True
        if isinstance(value, io.TextIOBase):
            return "TextIO" in kinds
        if self.members and all(hasattr(value, member) for member in self.members):
            return True
        if isinstance(value, Mapping):
            return bool(kinds & {"Mapping", "dict"})
        from_here = type(value).__module__.partition(".")[0] == __name__.partition(".")[0]
        return not from_here and isinstance(value, Iterable) and bool(kinds & _MANY)

    def _number(self, value: Any) -> bool:
        """Whether a number is finite, and whole where it must be."""
        kinds = set(self.kinds)
        if not kinds & {"float", "int"}:
            return type(value).__name__ == "bool_" and "bool" in kinds
        try:
            plain = float(value)
        except (TypeError, ValueError, OverflowError):
            return False
        finite = math.isfinite(plain) or (self.name in UNBOUNDED and not math.isnan(plain))
        return finite and ("float" in kinds or plain.is_integer())

    def _wrong(self, value: Any, place: str) -> str:
        words = {"str": "text", "int": "a whole number", "float": "a number", "bool": "True or False"}
        words |= {"Mapping": "a mapping", "Path": "a path", "Callable": "a function"}
        words |= {
            "DataFrame": "a data frame",
            "TextIO": "an open file",
            **dict.fromkeys(_MANY, "several of them"),
        }
        told = dict.fromkeys(words.get(name, name) for name in self.kinds)
        takes = " or ".join(told) + _hint(self.kinds)
        return f"{self.name} {_shown(value)} is not what {place} takes: {takes}."


def _names(text: str, scope: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Types that an annotation names beside one another, and the members of a protocol among them."""
    while "[" in text:
        text = re.sub(r"\[[^\[\]]*\]", "", text)
    names: list[str] = []
    members: list[str] = []
    for name in (word.rpartition(".")[2] for word in re.findall(r"[\w.]+", text)):
        thing = scope.get(name)
        if name in _PLAIN or name in HINTS or name == "Literal" or _is_class(thing):
            names.append("str" if name == "Literal" else name)
        elif isinstance(thing, type) and thing is not Any:
            inside = [member for member in vars(thing) if not member.startswith("_")]
            members += inside
            names.append(name if inside else "Any")
        elif get_origin(thing) is Literal:
            names.append("str")
        elif isinstance(thing, types.UnionType):
            inner = (get_origin(one) or one for one in get_args(thing))
            names += ["None" if one is type(None) else one.__name__ for one in inner]
        elif get_origin(thing) is Union and all(map(_told, get_args(thing))):
            for one in get_args(thing):
                name = "Literal" if get_origin(one) is Literal else one.__name__
                known, needed = _names(name, {name: one})
                names += known
                members += needed
        elif get_origin(thing) is not None and isinstance(get_origin(thing), type):
            names.append(get_origin(thing).__name__)  # type: ignore[union-attr]
        else:
            names.append("Any")
    return tuple(dict.fromkeys(names)), tuple(members)


def _classes(value: Any) -> set[str]:
    return {base.__name__ for base in type(value).__mro__} - {"object"}


def _shown(value: Any) -> str:
    """A value in one short line."""
    return (shown(value).splitlines() or [""])[0]


def _hint(names: Iterable[str]) -> str:
    """How to make the first of some things."""
    return next((f"; {HINTS[name]}" for name in names if name in HINTS), "")


def _is_class(thing: Any) -> bool:
    """Whether instances can be told by their class; those of a protocol cannot."""
    return isinstance(thing, type) and thing is not Any and not getattr(thing, "_is_protocol", False)


def _told(one: Any) -> bool:
    """Whether it can be told if a value is one: it is a class of this library, or given words."""
    return get_origin(one) is Literal or getattr(one, "__module__", "").startswith(__name__.partition(".")[0])


def public(thing: T) -> T:
    """Hold the arguments of a function, or of a class, against its signature."""
    if isinstance(thing, type):
        thing.__init__ = _guarded(thing.__init__, thing.__name__)  # type: ignore[misc]
        return thing
    return _guarded(thing, thing.__qualname__)  # type: ignore[attr-defined, no-any-return]


def _guarded(function: Any, place: str) -> Any:
    """The function with its arguments checked."""
    signature = inspect.signature(function)
    scope = inspect.unwrap(function).__globals__
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
