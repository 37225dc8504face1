"""A small muscle pair of its own, so that timelines are tested without the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from musclebalance.core.errors import unknown
from musclebalance.model.exposure import Exposure

ACTIVITIES = {
    "sleep": (Exposure(mode="posture", angle=30.0),),
    "stand": (Exposure(mode="posture", angle=0.0),),
    "walk": (
        Exposure(0.2, "posture", "work", -10.0, effort_agonist=0.05),
        Exposure(0.8, "posture", "work", 15.0, effort_antagonist=0.04),
    ),
    "sit": (Exposure(mode="posture", angle=85.0),),
    "desk": (Exposure(mode="posture", angle=85.0, effort_agonist=0.003, offset_agonist=-0.1),),
    "free": (Exposure(),),
    "broken": (Exposure(0.5), Exposure(0.4)),
}


@dataclass(frozen=True)
class Parameters:
    """Only what a timeline asks for."""

    values: dict[str, float] = field(
        default_factory=lambda: {"agonist.rom_offset": 0.5, "antagonist.rom_offset": -0.25}
    )

    def value(self, name: str, part: str | None = None) -> float:
        return self.values[f"{part}.{name}"]


@dataclass(frozen=True)
class SmallPair:
    """Two groups and seven activities."""

    agonist: str = "hip flexors"
    antagonist: str = "gluteus maximus"
    parameters: Parameters = field(default_factory=Parameters)

    def check_position(
        self, what: str, *position: object, stretches: bool = False, torque: float | None = None
    ) -> None:
        """This joint takes every position."""

    def activity(self, name: str) -> tuple[Exposure, ...]:
        if name not in ACTIVITIES:
            raise unknown("activity", name, ACTIVITIES)
        return ACTIVITIES[name]


@pytest.fixture(scope="session")
def pair() -> SmallPair:
    return SmallPair()
