"""A figure of the evidence that the model predicts: row, observation, accepted band, prediction."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

from musclebalance.core.errors import MusclebalanceError, unknown

from . import adaptation, effort, tissue

DEFAULT_BASIS = "no spread given: a quarter of the value"
PREDICTIONS: Mapping[str, Callable[[], float]] = {
    **tissue.PREDICTIONS,
    **effort.PREDICTIONS,
    **adaptation.PREDICTIONS,
}


@dataclass(frozen=True)
class Check:
    """A prediction held against a row of the evidence."""

    name: str  # of the prediction
    row: str  # of the evidence, such as T14
    what: str  # is predicted, with the conditions under which it was observed
    unit: str
    observed: str  # as the source gives it
    low: float  # accepted band [unit]
    high: float
    basis: str = DEFAULT_BASIS  # where the band comes from
    note: str = ""  # what the model cannot do, or what was assumed about the experiment

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise MusclebalanceError(
                f"target {self.name!r}: the band {self.low:g} to {self.high:g} is not in order."
            )
        if self.name not in PREDICTIONS:
            raise unknown("prediction", self.name, PREDICTIONS)

    @cached_property
    def predicted(self) -> float:
        """The prediction [unit]; the model runs once."""
        return float(PREDICTIONS[self.name]())

    @property
    def inside(self) -> bool:
        """Whether the prediction lies in the accepted band."""
        return self.low <= self.predicted <= self.high


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = (resources.files("validation") / "targets" / "targets.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """Every check, in the order of the file."""
    entries = {name: dict(entry) for name, entry in _table().items() if name != "not_expressed"}
    found = []
    for name, entry in entries.items():
        low, high = entry.pop("band")
        found.append(Check(name=name, low=float(low), high=float(high), **entry))
    return tuple(found)


def not_expressed() -> Mapping[str, str]:
    """Rows that no state variable can express: row -> reason."""
    return dict(_table()["not_expressed"])
