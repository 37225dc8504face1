"""What one group of a trial did: printed doses as they are, unknown ones as stated ranges that are sampled.

An unknown dose is never set to a typical value: it is drawn from the range that the printed protocols of the
same technique span. The intensity of a stretch (`barrier`) is printed nearly nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..treatment import CRAC, MET, PIR, ContractRelax, DynamicStretch, HoldRelax, Session, StaticStretch, Step

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dose:
    """Unit and largest value of a dose, and the range from which it is drawn where no paper states it."""

    unit: str
    most: float
    unknown: Span


#: The ranges are the spread of printed values over the trial tables (static stretching 15-60 s, 2-6 times;
#: contractions 3-10 s at 20-100 % MVC; 3-6 sessions a week); of a total, how it is cut is unknown.
DOSES: Mapping[str, Dose] = {
    "effort": Dose("of MVC", 1.0, (0.2, 1.0)),
    "contract": Dose("s", 3600.0, (3.0, 10.0)),
    "release": Dose("s", 3600.0, (1.0, 5.0)),
    "stretch": Dose("s", 4 * 3600.0, (15.0, 60.0)),
    "repetitions": Dose("times", 1000.0, (2.0, 6.0)),
    "total": Dose("s", 4 * 3600.0, (0.0, 0.0)),
    "barrier": Dose("of the tolerated torque", 1.0, (0.8, 1.0)),
    "per_week": Dose("sessions a week", 14.0, (3.0, 6.0)),
    "weeks": Dose("weeks", 520.0, (4.0, 8.0)),
}


def _eccentric(stretch: float, effort: float, repetitions: int, muscle: str, barrier: float) -> Session:
    """A stretch against one's own effort, repeated."""
    step = Step("stretch", stretch, muscle, effort=effort, barrier=barrier)
    return Session([step, Step("rest", 10.0)] * repetitions, "eccentric training")


def _isometric(effort: float, contract: float, repetitions: int, muscle: str) -> Session:
    """Contractions without any stretch."""
    step = Step("contract", contract, muscle, effort=effort)
    return Session([step, Step("rest", 10.0)] * repetitions, "isometric contraction")


def _static(stretch: float, release: float, repetitions: int, muscle: str, barrier: float) -> Session:
    return StaticStretch(hold=stretch, rest=release, repetitions=repetitions, muscle=muscle, barrier=barrier)


def _ballistic(stretch: float, repetitions: int, muscle: str, barrier: float) -> Session:
    """Swings of one second out and one back for `stretch` seconds, repeated."""
    swings = max(1, round(stretch / 2.0))
    return DynamicStretch(1.0, 1.0, swings, muscle, barrier=barrier, sets=repetitions, set_rest=20.0)


@dataclass(frozen=True, slots=True)
class Technique:
    """How a session is built, the doses it needs, and those whose unknown range is a narrower one."""

    build: Callable[..., Session]
    needs: tuple[str, ...] = ("effort", "contract", "release", "stretch", "repetitions", "barrier")
    narrower: Mapping[str, Span] = field(default_factory=dict)


_STRETCHING = ("stretch", "release", "repetitions", "barrier")
#: Stretches between contractions are shorter, and gentle techniques use little effort.
_SHORT: Mapping[str, Span] = {"stretch": (6.0, 30.0), "repetitions": (2.0, 5.0)}
_GENTLE: Mapping[str, Span] = {**_SHORT, "effort": (0.1, 0.3)}
_PAUSES: Mapping[str, Span] = {"release": (5.0, 30.0)}
#: A slow stretch is taken to a sensation once, not held.
_SLOW: Mapping[str, Span] = {**_PAUSES, "stretch": (5.0, 15.0), "repetitions": (1.0, 1.0)}
TECHNIQUES: Mapping[str, Technique] = {
    "static stretch": Technique(_static, _STRETCHING, _PAUSES),
    "slow stretch": Technique(_static, _STRETCHING, _SLOW),
    "ballistic": Technique(_ballistic, ("stretch", "repetitions", "barrier")),
    "PIR": Technique(PIR, narrower=_GENTLE),
    "MET": Technique(MET, narrower=_GENTLE),
    "hold-relax": Technique(HoldRelax, narrower=_SHORT),
    "contract-relax": Technique(ContractRelax, narrower=_SHORT),
    "CRAC": Technique(CRAC, narrower=_SHORT),
    "eccentric": Technique(
        _eccentric, ("stretch", "effort", "repetitions", "barrier"), {**_SHORT, "effort": (0.1, 0.6)}
    ),
    "isometric": Technique(_isometric, ("effort", "contract", "repetitions")),
}


@dataclass(frozen=True, slots=True)
class Regimen:
    """What one group did, and who they were; a single session takes 0 weeks."""

    study: str
    pair: str
    muscle: str
    technique: str
    doses: tuple[tuple[str, float, float], ...]
    weeks: Span
    limit: Span
    life: str = "healthy"

    @property
    def acute(self) -> bool:
        """Whether it is one session."""
        return self.weeks == (0.0, 0.0)

    @property
    def untreated(self) -> Regimen:
        """The same group without treatment."""
        return replace(self, technique="none", doses=())

    def session(self, doses: Mapping[str, float]) -> Session | None:
        """The session at one value of every dose; None without treatment."""
        if self.technique == "none":
            return None
        technique = TECHNIQUES[self.technique]
        values: dict[str, Any] = {name: doses[name] for name in technique.needs if name != "repetitions"}
        number = doses["total"] / doses["stretch"] if "total" in doses else doses["repetitions"]
        return technique.build(muscle=self.muscle, repetitions=max(1, round(number)), **values)


def dose_ranges(
    technique: str, printed: Mapping[str, Span], acute: bool
) -> tuple[tuple[str, float, float], ...]:
    """Every dose that a technique needs, as printed or as the range from which it is drawn."""
    if technique == "none":
        return ()
    about = TECHNIQUES[technique]
    needs = ["total" if n == "repetitions" and "total" in printed else n for n in about.needs]
    needs += [] if acute else ["per_week"]
    return tuple((n, *(printed.get(n) or about.narrower.get(n) or DOSES[n].unknown)) for n in needs)
