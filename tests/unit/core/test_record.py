"""Frozen data as JSON and arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pytest
import typing_extensions
from numpy.typing import NDArray

from musclebalance.core.errors import MusclebalanceError
from musclebalance.core.record import packed, unpacked

S = TypeVar("S", bound=np.generic)
#: What a ``type`` statement of Python 3.12 makes: numpy 2.5 declares NDArray so.
Grid = typing_extensions.TypeAliasType("Grid", np.ndarray[Any, np.dtype[S]], type_params=(S,))
Name = typing_extensions.TypeAliasType("Name", str)
Names = typing_extensions.TypeAliasType("Names", tuple[Name, ...])


@dataclass(frozen=True)
class Held:
    """Fields of every kind of type, by themselves and behind an alias."""

    name: Name
    names: Names
    grid: Grid[np.float64]
    maybe: float | Grid[np.float64] | None
    array: NDArray[np.int64]
    either: float | NDArray[np.float64]
    by_name: Mapping[str, float | Grid[np.float64]]


def held(**changed: Any) -> Held:
    grid, array = np.linspace(0, 1, 3), np.arange(2)
    fields = {
        "name": "a", "names": ("b", "c"), "grid": grid, "maybe": grid, "array": array, "either": grid,
        "by_name": {"one": 1.0, "two": grid},
    }  # fmt: skip
    return Held(**{**fields, **changed})


@pytest.mark.parametrize("changed", [{}, {"maybe": None}, {"maybe": 2.0}, {"either": 0.5}, {"names": ()}])
def test_what_was_packed_comes_back(changed):
    thing = held(**changed)
    data, arrays = packed(thing, {})
    again = unpacked(Held, data, arrays, {})
    assert repr(again) == repr(thing)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": 3}, "name: 3 where str belongs"),
        ({"names": (1,)}, r"names\[0\]: 1 where str belongs"),
        ({"grid": 1.0}, "grid: .* where an array belongs"),
        ({"grid": np.array(["x"])}, "grid: an array of <U1 where float64 belongs"),
        ({"maybe": "x"}, "maybe: .* where .* belongs"),
        ({"either": None}, "either: .* where .* belongs"),
    ],
)
def test_another_type_is_refused_behind_an_alias_too(wrong, told):
    data, arrays = packed(held(**wrong), {})
    with pytest.raises(MusclebalanceError, match=told):
        unpacked(Held, data, arrays, {})
