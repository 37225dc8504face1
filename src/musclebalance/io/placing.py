"""What stands in no file and is asked for: the side, which way is positive, and what is zero."""

from __future__ import annotations

from typing import NamedTuple

from ..core.errors import MusclebalanceError, check_range, unknown
from ..pairs import Pair

SIDES = ("left", "right")


class Placed(NamedTuple):
    """Side of the body, sign of the angle, its zero [deg], and sign of the torque that resists."""

    side: str
    sign: float
    zero: float
    resists: float = 1.0


def placed(pair: Pair, **given: str | float | None) -> Placed:
    """What was given of `side`, `sign`, `zero` and `resists`, or an error that says what to pass."""
    coordinate = pair.coordinate.partition(" [")[0]
    ask = {
        "side": "side='left' or 'right'",
        "sign": f"sign=1 if the angle recorded rises with {pair.coordinate}, else sign=-1",
        "zero": f"zero=, the angle recorded [deg] at which {coordinate} is 0",
        "resists": "resists=1 if the torque recorded is positive where tissue resists, else resists=-1",
    }
    missing = [ask[name] for name, value in given.items() if value is None]
    if missing:
        raise MusclebalanceError(
            "no file says which side and which way is positive, and nothing is guessed; pass "
            f"{'; '.join(missing)}."
        )
    if given["side"] not in SIDES:
        raise unknown("side", given["side"], SIDES)
    for name in ("sign", "resists"):
        if given.get(name, 1) not in (1, -1):
            raise MusclebalanceError(f"{name} {given[name]} is neither 1 nor -1.")
    zero = check_range("zero", float(given["zero"] or 0.0), -360.0, 360.0, "deg")
    return Placed(str(given["side"]), float(given["sign"] or 1), zero, float(given.get("resists") or 1))
