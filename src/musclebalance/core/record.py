"""Frozen data as JSON and arrays, and back: every field is checked against its type, nothing is executed.

A dataclass becomes ``{"$": its name, field: value, ...}``, an array ``{"array": number}`` beside the list of
arrays, a mapping ``{"map": pairs}``. What has a meaning of its own in a file (a mechanism is a name) is
written and read by the caller.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from .errors import MusclebalanceError, shown

T = TypeVar("T")

#: Deepest nesting that is read.
DEEPEST = 40
#: Classes that a file may hold, by name; they have ``for_file()`` and ``check()``.
STORED: dict[str, type] = {}
#: Name of a class -> how its instances are written, or made of what was written.
Special = Mapping[str, Callable[[Any], Any]]


def stored(kind: type[T]) -> type[T]:
    """Let a file hold instances of a class."""
    STORED[kind.__name__] = kind
    return kind


def packed(thing: Any, special: Special) -> tuple[Any, list[NDArray[Any]]]:
    """JSON values and the arrays of frozen data."""
    arrays: list[NDArray[Any]] = []
    return _plain(thing, arrays, special), arrays


def _plain(thing: Any, arrays: list[NDArray[Any]], special: Special) -> Any:
    name = type(thing).__name__
    if name in special:
        return {"$": name, "is": special[name](thing)}
    if dataclasses.is_dataclass(thing):
        return {"$": name} | {f: _plain(getattr(thing, f), arrays, special) for f in _names(type(thing))}
    if isinstance(thing, np.ndarray):
        arrays.append(thing)
        return {"array": len(arrays) - 1}
    if isinstance(thing, np.generic):
        return thing.item()
    if isinstance(thing, Mapping):
        return {"map": [[_plain(one, arrays, special) for one in pair] for pair in thing.items()]}
    if isinstance(thing, tuple | list):
        return [_plain(one, arrays, special) for one in thing]
    if thing is None or isinstance(thing, str | int | float | bool):
        return thing
    raise MusclebalanceError(f"a {name} cannot be saved.")


def _names(kind: type) -> list[str]:
    """Fields that the constructor takes."""
    return [f.name for f in dataclasses.fields(kind) if f.init and not f.name.startswith("_")]


def unpacked(kind: Any, data: Any, arrays: Sequence[NDArray[Any]], special: Special, place: str = "") -> Any:
    """What JSON values say, as `kind`; an error names the place of what does not fit."""
    if place.count(".") > DEEPEST:
        raise _wrong(place, data, "less deeply nested data")
    kind = _meant(kind)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return unpacked(_chosen([*map(_meant, get_args(kind))], data, place), data, arrays, special, place)
    if kind is Any:
        return _any(data)
    if origin is Literal:
        if data not in get_args(kind):
            raise _wrong(place, data, f"one of {', '.join(map(repr, get_args(kind)))}")
        return data
    if kind is np.ndarray or origin is np.ndarray:
        return _array(kind, data, arrays, place)
    if origin is tuple:
        return _tuple(get_args(kind), data, arrays, special, place)
    if origin is not None and issubclass(origin, Mapping):
        pair: Any = types.GenericAlias(tuple, get_args(kind))
        if not isinstance(data, Mapping) or set(data) != {"map"}:
            raise _wrong(place, data, "a mapping")
        return dict(_tuple((pair, ...), data["map"], arrays, special, place))
    if getattr(kind, "__name__", "") in special or dataclasses.is_dataclass(kind):
        return _made(kind, data, arrays, special, place)
    return _scalar(kind, data, place)


def _any(data: Any) -> Any:
    """Provenance: plain values, lists and mappings, at any depth."""
    if isinstance(data, Mapping):
        pairs = data.get("map")
        if not isinstance(pairs, list) or not all(isinstance(e, list) and len(e) == 2 for e in pairs):
            raise _wrong("provenance", data, "a mapping")
        return {str(key): _any(value) for key, value in pairs}
    return [_any(one) for one in data] if isinstance(data, list) else data


def _meant(kind: Any) -> Any:
    """The type behind an alias of a ``type`` statement (NDArray since numpy 2.5); others as they are."""
    alias, given = get_origin(kind) or kind, get_args(kind)
    if not hasattr(alias, "__value__"):
        return kind
    return alias.__value__[given] if given else alias.__value__


def _chosen(kinds: Sequence[Any], data: Any, place: str) -> Any:
    """The one of several types that data are of."""
    if data is None and type(None) in kinds:
        return type(None)
    if isinstance(data, Mapping):
        name = "ndarray" if "array" in data else "Mapping" if "map" in data else data.get("$")
        found = [k for k in kinds if getattr(get_origin(k) or k, "__name__", "") == name]
    elif isinstance(data, list):
        found = [k for k in kinds if get_origin(k) is not None]
    else:
        found = [k for k in kinds if isinstance(k, type) and isinstance(data, k)]
        found += [float] if float in kinds and isinstance(data, int) and not isinstance(data, bool) else []
    if not found:
        raise _wrong(place, data, " or ".join(getattr(k, "__name__", str(k)) for k in kinds))
    return found[0]


def _array(kind: Any, data: Any, arrays: Sequence[NDArray[Any]], place: str) -> NDArray[Any]:
    number = data.get("array") if isinstance(data, Mapping) else None
    if not isinstance(number, int) or not 0 <= number < len(arrays):
        raise _wrong(place, data, "an array")
    array = arrays[number]
    wanted = get_args(get_args(kind)[1])[0] if get_origin(kind) is np.ndarray else array.dtype.type
    if wanted is not Any and not np.issubdtype(array.dtype, wanted):
        raise MusclebalanceError(f"{place}: an array of {array.dtype} where {wanted.__name__} belongs.")
    return array


def _tuple(kinds: tuple[Any, ...], data: Any, arrays: Any, special: Special, place: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise _wrong(place, data, "a list")
    many = len(kinds) == 2 and kinds[1] is Ellipsis
    if not many and len(kinds) != len(data):
        raise _wrong(place, data, f"{len(kinds)} values")
    each = [kinds[0]] * len(data) if many else kinds
    return tuple(
        unpacked(one, value, arrays, special, f"{place}[{k}]")
        for k, (one, value) in enumerate(zip(each, data, strict=True))
    )


def _made(kind: Any, data: Any, arrays: Any, special: Special, place: str) -> Any:
    """An instance of a dataclass from all its fields and no others, by its `of_fields` where it has one."""
    if not isinstance(data, Mapping) or data.get("$") != kind.__name__:
        raise _wrong(place, data, f"a {kind.__name__}")
    if kind.__name__ in special:
        return special[kind.__name__](data.get("is"))
    names, hints = _names(kind), get_type_hints(kind)
    if set(data) != {"$", *names}:
        odd = ", ".join(sorted(map(str, set(data) ^ {"$", *names})))
        raise MusclebalanceError(f"{place}: fields of {kind.__name__} are missing or unknown: {odd}.")
    values = [unpacked(hints[name], data[name], arrays, special, f"{place}.{name}") for name in names]
    try:
        return getattr(kind, "of_fields", kind)(*values)
    except MusclebalanceError as error:
        raise MusclebalanceError(f"{place}: {error}") from None


def _scalar(kind: Any, data: Any, place: str) -> Any:
    if kind is float and isinstance(data, int | float) and not isinstance(data, bool):
        if math.isnan(data):
            raise _wrong(place, data, "a number")
        return float(data)
    if kind in (int, str, bool) and type(data) is kind:
        return data
    if kind is type(None) and data is None:
        return None
    raise _wrong(place, data, getattr(kind, "__name__", str(kind)))


def _wrong(place: str, data: Any, wanted: str) -> MusclebalanceError:
    return MusclebalanceError(f"{place.lstrip('.')}: {shown(data)} where {wanted} belongs.")
