"""What trials did *not* find: contrasts that a good model must leave within what the trial could have seen.

A null is reproduced when the predicted contrast is smaller than the trial's own 95 % margin: half the width
of its confidence interval, or 1.96 standard errors from the numbers of people and the spread between them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .dataset import Use
from .dataset import arms as rows
from .normalise import Z95
from .trial_arms import Arm, Protocol, _plain, protocol_of
from .vocabulary import READOUTS, SPREADS, joint_group, untreated

Doses = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Null:
    """One null result."""

    id: str
    use: Use
    rows: str
    claim: str
    base: str
    readout: str
    after: tuple[float, float] = (1.0, 3.0)
    people: tuple[float, float] = (15.0, 15.0)
    doses: Doses = field(default_factory=dict)
    other: Doses = field(default_factory=dict)
    technique: str = "static stretch"
    against: str = "untreated"
    margin: float = math.nan
    printed: bool = False


_EARLY = (0.5, 3.0)
NULLS: tuple[Null, ...] = (
    Null(
        "hold-relax = static, 6 weeks",
        "validate",
        "P005, P006",
        "no difference in gain",
        "P006",
        "hip flexion",
        people=(21, 21),
        technique="hold-relax",
        against="static stretch",
        margin=Z95 * 3.01,
    ),
    Null(
        "9 x 10 s = 3 x 30 s",
        "validate",
        "P020, P021",
        "repetitions at equal total time make no difference",
        "P020",
        "knee extension",
        people=(17, 17),
        doses={"stretch": 10, "repetitions": 9},
        other={"stretch": 30, "repetitions": 3},
        against="static stretch",
        margin=Z95 * 1.82,
    ),
    Null(
        "PIR = static, children",
        "validate",
        "P086",
        "no difference in popliteal angle",
        "P086",
        "knee extension",
        people=(32, 31),
        doses={"per_week": 7},
        other={"per_week": 7},
        technique="PIR",
        against="static stretch",
    ),
    Null(
        "hip flexor stretching = control",
        "validate",
        "P093",
        "no group by time effect on hip extension",
        "P093",
        "hip extension",
        people=(15, 15),
    ),
    Null(
        "180 s at once, team athletes",
        "validate",
        "A061",
        "no gain (p = .99)",
        "A061",
        "hip flexion",
        _EARLY,
        (13, 0),
        against="",
        margin=Z95 * 1.83,
    ),
    Null(
        "strength unmoved, hamstrings (Marshall)",
        "validate",
        "S039, P028",
        "strength unchanged after 4 weeks",
        "P028",
        "strength",
        people=(11, 11),
    ),
    Null(
        "strength unmoved, hamstrings (Ylinen)",
        "validate",
        "S039, P027",
        "strength unchanged after 4 weeks",
        "P027",
        "strength",
        people=(12, 0),
        against="",
    ),
    Null(
        "strength unmoved, calf (Konrad)",
        "validate",
        "S039, R038",
        "MVC unchanged after 6 weeks of PNF",
        "P041",
        "strength",
        people=(24.5, 24.5),
        technique="hold-relax",
    ),
    Null(
        "passive torque unmoved, calf (Konrad)",
        "validate",
        "R038",
        "passive torque unchanged after 6 weeks of PNF",
        "P041",
        "passive torque",
        people=(24.5, 24.5),
        technique="hold-relax",
    ),
    Null(
        "compliance unmoved, hamstrings (Ylinen)",
        "validate",
        "R046",
        "no change of torque at equal angle",
        "P027",
        "passive torque",
        people=(12, 0),
        against="",
    ),
    Null(
        "gain gone after 5 min",
        "validate",
        "A027",
        "no clear gain of knee extension beyond 5 min",
        "A027",
        "knee extension",
        (6, 20),
        (9, 9),
    ),
    Null(
        "MVC after 3 x 60 s",
        "validate",
        "A034",
        "MVC unchanged at 0 and 5 min",
        "A034",
        "strength",
        (0.5, 5),
        (14, 0),
        against="",
    ),
    Null(
        "tendon after static stretch",
        "validate",
        "A034",
        "tendon unchanged at 0 and 5 min",
        "A034",
        "tendon stiffness",
        (0.5, 5),
        (14, 0),
        against="",
    ),
    Null(
        "5 weeks off",
        "validate",
        "P101",
        "range back to baseline 5 weeks after stopping",
        "P101",
        "dorsiflexion",
        (35, 35),
        (15, 0),
        against="",
    ),
    Null(
        "Folpp: fixed torque",
        "calibrate",
        "P025",
        "angle at standardised torque unchanged",
        "P025",
        "hip flexion at fixed torque",
        people=(20, 20),
        margin=3.5,
        printed=True,
    ),
    Null(
        "effort 100 % = 20 %",
        "calibrate",
        "P085, A078",
        "intensity of the contraction makes no difference",
        "P085",
        "knee extension",
        people=(20, 20),
        doses={"effort": 1.0},
        other={"effort": 0.2},
        technique="contract-relax",
        against="contract-relax",
    ),
    Null(
        "gain gone after 6 min",
        "calibrate",
        "A017",
        "back to baseline by 6 min",
        "A017",
        "knee extension",
        (6, 6),
        (15, 0),
        against="",
    ),
    Null(
        "MET to the external rotators",
        "calibrate",
        "A008",
        "no gain of internal rotation",
        "A008",
        "shoulder rotation",
        _EARLY,
        (22, 20),
        technique="MET",
        printed=True,
    ),
    Null(
        "free side of the neck",
        "calibrate",
        "A002",
        "the free side does not gain",
        "A002",
        "neck rotation, other side",
        _EARLY,
        (17, 17),
        technique="MET",
        printed=True,
    ),
    Null(
        "stiffness after 4 x 30 s",
        "calibrate",
        "A031",
        "stiffness back within 10 min",
        "A031",
        "passive torque",
        (10, 10),
        (12, 0),
        against="",
    ),
    Null(
        "stiffness after 8 x 30 s",
        "calibrate",
        "A032",
        "stiffness back within 20 min",
        "A032",
        "passive torque",
        (20, 20),
        (12, 0),
        against="",
    ),
    Null(
        "stiffness after 16 x 30 s",
        "calibrate",
        "A033",
        "stiffness back within 20 min",
        "A033",
        "passive torque",
        (20, 20),
        (12, 0),
        against="",
    ),
    Null(
        "torque ratio unmoved",
        "calibrate",
        "S026, S027",
        "flexor strength unchanged by stretching (ratio .50, .50)",
        "P033",
        "strength",
        people=(34, 0),
        technique="eccentric",
        against="",
    ),
)


def arm(null: Null) -> Arm:
    """A null as an arm: the contrast as its change, 0 observed, the trial's margin as 1.96 errors."""
    frame = rows(null.use)
    row = _plain(frame.loc[null.base].to_dict()) | {"id": null.base}
    words = {
        "none": "control",
        "hold-relax": "PNF-HR",
        "contract-relax": "PNF-CR",
        "eccentric": "eccentric training",
    }
    of_group = _protocol(row, null, null.technique, words, null.doses)
    versus: Protocol | None = None
    if null.against == "untreated":
        versus = untreated(of_group)
    elif null.against:
        versus = _protocol(row, null, null.against, words, null.other)
    unit = "deg" if READOUTS[null.readout].kind in ("range", "fixed") else "percent"
    spread = SPREADS[(unit, of_group.acute)]
    error = null.margin / Z95
    if error != error:
        error = spread * math.sqrt(sum(1.0 / n for n in null.people if n > 0))
    return Arm(
        id=null.id,
        study=of_group.study,
        use=null.use,
        table="null",
        joint=joint_group(of_group.pair),
        label=null.claim,
        protocol=of_group,
        versus=versus,
        readout=null.readout,
        scale="absolute" if unit == "deg" else "percent",
        after=null.after,
        observed=0.0,
        error=error,
        spread=spread,
        people=null.people[0],
        unit=unit,
    )


def _protocol(
    row: dict[str, object], null: Null, technique: str, words: Mapping[str, str], doses: Doses
) -> Protocol:
    """The row's protocol with another technique and some doses stated."""
    as_told = row | {"arm": words.get(technique, technique)}
    found = protocol_of(as_told, null.readout)
    kept = tuple(
        (name, float(doses[name]), float(doses[name])) if name in doses else (name, low, high)
        for name, low, high in found.doses
        if not (name == "total" and "repetitions" in doses)
    )
    missing = tuple(
        (name, float(v), float(v)) for name, v in doses.items() if name not in {k[0] for k in kept}
    )
    return replace(found, doses=kept + missing)
