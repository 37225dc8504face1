"""Which consequence a cause has through which mechanism: each link can be broken by switching it off."""

from __future__ import annotations

from dataclasses import dataclass

from musclebalance.model.hypotheses import combined
from musclebalance.pairs import pair

from .experiment import Experiment, run
from .scenarios import cause
from .tables import consequence

HIP, TRAPEZIUS = "hip-flexors-gluteus-maximus", "upper-trapezius-lower-trapezius"
PAIRS = (HIP, TRAPEZIUS)


@dataclass(frozen=True, slots=True)
class Link:
    """One cause, one consequence, and what carries it.

    Parameters
    ----------
    cause, consequence : str
        Names.
    pair : str
        Pair on which it is shown.
    through : tuple of str
        Mechanisms; without them the consequence is gone.
    low, high : float
        Between which the effect is sensible [unit of the consequence].
    because : str
        Where the bounds come from.
    """

    cause: str
    consequence: str
    pair: str
    through: tuple[str, ...]
    low: float
    high: float
    because: str

    def on(self) -> Experiment:
        """The experiment with every mechanism."""
        return run(pair(self.pair).with_entrapment(), cause(self.cause))

    def off(self) -> Experiment:
        """The experiment without the mechanisms of this link."""
        return run(pair(self.pair).with_entrapment(), cause(self.cause), combined - self.through)

    def effect(self, experiment: Experiment) -> float:
        """Difference from the healthy life [unit of the consequence]."""
        return consequence(self.consequence).effect(experiment)


TONE, SPASM, MEMORY = "agonist's tone, mean of the day", "agonist in spasm", "memory of the agonist"
SHORT, LONG, WEAK = (
    "agonist's resting length",
    "antagonist's resting length",
    "antagonist's strength when short",
)
REST, ROM, WEAR = "resting angle, to the agonist's side", "range of motion", "wear, per year"
FLOW, NERVE = "flow, lowest of the day", "nerve above 30 mmHg"
PAIN, PEAK, TIRED, STRENGTH = (
    "pain, mean of the day",
    "pain, highest of the day",
    "fatigue, highest of the day",
    "agonist's strength",
)
FATIGUE = ("fatigue", "slow_fatigue")
ORDER = "order of size only: no study of this measure"

LINKS: tuple[Link, ...] = (
    Link("fatigue", TIRED, TRAPEZIUS, FATIGUE, 10, 80, "12 % after 1 h at 5 % MVC (T20), more at 10 %"),
    Link(
        "fatigue",
        FLOW,
        TRAPEZIUS,
        ("perfusion",),
        -0.6,
        -0.05,
        "less flow at 16 % MVC in a stiff compartment (T25)",
    ),
    Link("fatigue", PEAK, TRAPEZIUS, ("perfusion",), 0.1, 3, ORDER),
    Link("fatigue", NERVE, TRAPEZIUS, ("nerve",), 0.5, 6, "42 mmHg at 16 % MVC (T25)"),
    Link(
        "bad posture",
        SHORT,
        HIP,
        ("serial_length",),
        -10,
        -0.5,
        "sarcomeres follow stretch within two weeks (T35)",
    ),
    Link("bad posture", LONG, HIP, ("serial_length",), 0.5, 10, "less than a cast lengthens (T33)"),
    Link("bad posture", WEAK, HIP, ("serial_length",), -20, -1, ORDER),
    Link("bad posture", ROM, HIP, ("serial_length",), -8, -1, "6 deg in sitters with little activity (T56)"),
    Link("bad posture", REST, HIP, ("serial_length", "memory"), 0.5, 8, ORDER),
    Link("bad posture", WEAR, HIP, ("wear",), 0.001, 0.1, ORDER),
    Link("bad posture", MEMORY, HIP, ("memory",), 0.05, 0.9, ORDER),
    Link("bad posture", TONE, TRAPEZIUS, ("memory",), 0.2, 4, "at most 4 % MVC (T47)"),
    Link(
        "bad posture", SPASM, TRAPEZIUS, ("memory",), 20, 100, "static activity through the working day (T45)"
    ),
    Link("bad posture", PAIN, TRAPEZIUS, ("pain",), 0.5, 5, ORDER),
    Link("trauma", TONE, HIP, ("trauma",), 0.1, 3, ORDER),
    Link("trauma", SPASM, HIP, ("trauma",), 20, 100, ORDER),
    Link("trauma", STRENGTH, HIP, ("trauma",), -30, -5, "heals within 2-6 weeks, assumed"),
    Link("trauma", PAIN, HIP, ("pain",), 0.5, 7, ORDER),
    Link("trauma", MEMORY, HIP, ("memory",), 0.02, 0.5, ORDER),
    Link("heavy lifting", TIRED, TRAPEZIUS, FATIGUE, 10, 60, ORDER),
    Link(
        "heavy lifting",
        FLOW,
        TRAPEZIUS,
        ("perfusion",),
        -1,
        -0.3,
        "2.9 mmHg per % MVC: flow stops near 28 % MVC (T24)",
    ),
    Link(
        "heavy lifting", NERVE, TRAPEZIUS, ("nerve",), 0.5, 8, "pressure at 30 % MVC is near 100 mmHg (T24)"
    ),
    Link("heavy lifting", PEAK, TRAPEZIUS, ("perfusion",), 0.3, 4, ORDER),
    Link("exercise", STRENGTH, TRAPEZIUS, ("strength",), 20, 80, "+39 % in 35 d at full effort (T43)"),
    Link("exercise", FLOW, HIP, ("perfusion",), -1, -0.3, "flow stops at 50-64 % MVC in a limb (T26)"),
    Link("exercise", TIRED, TRAPEZIUS, FATIGUE, 3, 40, ORDER),
    Link("sport", TIRED, TRAPEZIUS, FATIGUE, 5, 50, ORDER),
    Link("sport", FLOW, HIP, ("perfusion",), -1, -0.05, "flow falls with effort (T26)"),
    Link("sport", PEAK, TRAPEZIUS, ("perfusion",), 0.1, 3, ORDER),
    Link("emotional stress", TONE, TRAPEZIUS, ("tone",), 0.5, 4, "at most 4 % MVC (T47)"),
    Link(
        "emotional stress",
        SPASM,
        TRAPEZIUS,
        ("tone",),
        20,
        100,
        "static activity through the working day (T45)",
    ),
    Link("emotional stress", PAIN, TRAPEZIUS, ("tone",), 0.5, 6, ORDER),
    Link("emotional stress", MEMORY, HIP, ("memory",), 0.05, 0.9, ORDER),
    Link("emotional stress", NERVE, TRAPEZIUS, ("nerve",), 1, 24, ORDER),
)
