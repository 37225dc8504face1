"""What a row of a user's table measured: change in the model's unit and sign, and how surely it is known."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ..core.cells import Range
from ..core.errors import MusclebalanceError, check_range, number, shown
from ..core.tables import Row
from .published import PEOPLE, READOUTS, Z95, Readout
from .words import Meaning, unit

#: Correlation of before and after where none is given, as in the packaged rows.
CORRELATION = 0.7
#: Units that a kind of readout may be in, beside a unit of its own with the mean before.
_UNITS = {
    "range": ("deg", "percent", "SD", "deg/week"),
    "fixed": ("deg", "SD"),
    "pain": ("points", "percent"),
}
_RELATIVE = ("torque", "stress", "tendon", "tolerance", "strength")
#: Largest change, spread or error by unit; of percent and the like, 1000.
_LARGEST = {"deg": 180.0, "points": 10.0, "SD": 20.0, "deg/week": 60.0}
#: What is read off the model for each kind.
QUANTITIES = {
    "range": "angle at which the passive torque is as large as is tolerated",
    "fixed": "angle at the passive torque of the first test",
    "torque": "passive torque at the first end of range",
    "stress": "passive stress of the muscle at the first end of range",
    "tendon": "stiffness of the tendon",
    "tolerance": "passive torque that is tolerated",
    "strength": "maximal torque at the pair's test angle",
    "pain": "pain after half a year at a desk",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Change, its unit, standard error and spread where they are told, and how all that was found."""

    change: float
    unit: str
    error: float | None
    spread: float | None
    presumed: str
    told: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """The unit of the model, and the factors to it from the unit of the change and that of its levels."""

    unit: str
    change: float
    level: float | None


def p_value(text: str) -> tuple[str, float]:
    """Reads 0.03, < .001, > 0.05 or ns as a relation and a number."""
    found = re.fullmatch(r"(?:p\s*)?([<>=≤≥]?)\s*(0?[.,]\d+|[01](?:[.,]0*)?)", text.lower(), re.ASCII)
    if text.lower().strip(".") in ("ns", "n.s", "not significant"):
        return ">", 0.05
    if found is None or not 0.0 < float(found[2].replace(",", ".")) < 1.0:
        raise MusclebalanceError(f"{text[:40]!r} is no p value; write for example 0.03, <0.001 or ns.")
    return {"≤": "<", "≥": ">"}.get(found[1], found[1] or "="), float(found[2].replace(",", "."))


def kind_of_spread(text: str) -> str | tuple[float, float]:
    """Reads SD, SE or none given, or a 95 % interval with its ends."""
    ends = re.fullmatch(r"(?:95\s?% ?)?ci\b:?\s*(.+)", text.lower())
    if ends is not None:
        return Range()(ends[1])
    found = {"sd": "SD", "se": "SE", "sem": "SE", "none given": "", "none": "", "-": ""}.get(text.lower())
    if found is None:
        raise MusclebalanceError(f"{shown(text)} is not SD or SE; write an interval as 95% CI 4.7 to 10.7.")
    return found


def measured(row: Row, meaning: Meaning, given: str | None, asked: bool) -> Measured:
    """What a row measured; of an `asked` one the change is still to come, and a null has none."""
    none = all(row[name] is None for name in ("change", "gain")) and (
        row["pre"] is None or row["post"] is None
    )
    null = asked or (row["kind"] in ("null", "printed null") and none)
    if none and not null:
        raise MusclebalanceError("change is missing; fill it, or pre and post.")
    if given is None:
        raise MusclebalanceError(
            "the unit of the change is missing; fill unit, or write it in a heading: change [deg]."
        )
    about = READOUTS[meaning.readout]
    scale = _scale(row, meaning, about, given)
    if null:
        value, how = 0.0, "to be forecast" if asked else f"nothing was found: a change of 0 {scale.unit}"
    else:
        value, how = _change(row, meaning, scale, given)
        _check(value, scale.unit, about)
    error, spread, presumed, from_what = _error(row, value, scale, meaning, asked)
    _check_error(error, spread, scale.unit)
    if row["kind"] in ("null", "printed null") and error is not None and abs(value) > Z95 * error:
        raise MusclebalanceError(
            f"nothing was found, kind says, but the change {value:.3g} {scale.unit} is more than 1.96 errors "
            f"of {error:.3g}; leave the change blank, or let kind be 'result'."
        )
    return Measured(value, scale.unit, error, spread, presumed, f"{how}; {from_what}")


def _scale(row: Row, meaning: Meaning, about: Readout, given: str) -> _Scale:
    """How the row's unit becomes the model's."""
    name, times = unit(given)
    first, share = row["pre"], 100.0 / row["pre"] if row["pre"] else None
    if name == "raw" and about.kind in _RELATIVE:
        if share is None or share < 0.0:
            raise MusclebalanceError(
                f"{meaning.readout} in {given} is read as percent of the mean before: fill pre."
            )
        return _Scale("percent", share, share)
    allowed = ("SD",) if meaning.readout == "girdle length" else _UNITS.get(about.kind, ("percent",))
    if name not in allowed:
        more = ", or N m and the like with pre" if about.kind in _RELATIVE else ""
        raise MusclebalanceError(
            f"unit {given!r} is none that {meaning.readout} can be read in; give {', '.join(allowed)}{more}."
        )
    if name != "percent":
        return _Scale(name, times, times if name in ("deg", "points") else None)
    if about.kind != "range" or (row["post"] is not None and share and not meaning.falls):
        return _Scale("percent", 1.0, share)
    if first is not None and row["post"] is None:  # percent of a range that is given
        check_range("pre", first, 1.0, 180.0, "deg")
        return _Scale("deg", first / 100.0, 1.0)
    if meaning.falls is not False or about.baseline == Readout("range").baseline:
        raise MusclebalanceError(
            f"percent of what? Fill pre with the mean before [deg], or give the {meaning.readout} in deg."
        )
    return _Scale("percent", 1.0, None)


def _change(row: Row, meaning: Meaning, scale: _Scale, given: str) -> tuple[float, str]:
    """The change, positive for a gain, and how it was found."""
    named = [name for name in ("change", "gain") if row[name] is not None]
    levels = row["pre"] is not None and row["post"] is not None
    if len(named) > 1:
        raise MusclebalanceError("change and gain are both given; keep one.")
    difference = _difference(row, meaning, scale, bool(named)) if levels else None
    if not named:
        assert difference is not None
        order = "pre - post" if meaning.falls else "post - pre"
        of = " of pre" if scale.level not in (None, 1.0) and scale.unit == "percent" else ""
        return difference, f"{order}: {difference:+.3g} {scale.unit}{of}"
    value = float(row[named[0]] * scale.change)
    if named == ["change"] and meaning.falls is not False:
        value = _signed(value, difference, meaning)
    if difference is not None and value * difference < 0.0:
        raise MusclebalanceError(
            f"{named[0]} {number(row[named[0]])} and pre, post {number(row['pre'])}, {number(row['post'])} "
            "go opposite ways; a change is positive for a gain."
        )
    printed = f" ({number(row[named[0]])} {given})" if scale.change != 1.0 else ""
    unlike = difference is not None and f"{difference:.3g}" != f"{value:.3g}"
    spare = f", not the {difference:+.3g} between pre and post" if unlike else ""
    return value, f"{named[0]} {value:+.3g} {scale.unit}{printed}{spare}"


def _difference(row: Row, meaning: Meaning, scale: _Scale, named: bool) -> float | None:
    """What the means before and after say, positive for a gain."""
    pre, post = row["pre"], row["post"]
    if scale.level is None:
        raise MusclebalanceError(
            f"pre and post are not in {scale.unit}; give the change and leave post blank."
        )
    if scale.unit == "points":
        for name in ("pre", "post"):
            check_range(name, row[name] * scale.level, 0.0, 10.0, "points")
    if meaning.falls is None:
        if named:
            return None
        raise MusclebalanceError(
            "the sign of this test is not told by its name; give gain, positive for more range."
        )
    found = float((post - pre) * scale.level * (-1.0 if meaning.falls else 1.0))
    if not named and meaning.readout == "knee extension" and not meaning.falls and found < 0.0:
        raise MusclebalanceError(
            f"pre {number(pre)} and post {number(post)}: is it what the knee lacks? Then write the readout "
            "'knee extension deficit'; for a loss of range, give change."
        )
    return found


def _signed(value: float, difference: float | None, meaning: Meaning) -> float:
    """A change of what should fall: its sign is that of pre and post, or has to be said."""
    if difference is not None:
        return math.copysign(value, difference)
    if meaning.readout == "pain" and value >= 0.0:
        return value
    levels = ", or give pre and post" if meaning.falls else ""
    raise MusclebalanceError(
        f"change {value:.3g}: of this test, a change may be better or worse; head the column gain, positive "
        f"for better{levels}."
    )


def _check(value: float, name: str, about: Readout) -> None:
    """Refuse a change that cannot be one."""
    if name == "percent" and about.kind in (*_RELATIVE, "pain"):
        most = 100.0 if about.kind == "pain" else 1000.0
        check_range("change", value, -99.9 if about.kind != "pain" else -1000.0, most, "percent")
    largest = _LARGEST.get(name, 1000.0)
    check_range("change", value, -largest, largest, name)


def _check_error(error: float | None, spread: float | None, name: str) -> None:
    """Refuse a spread or an error that is wider than any change, as of a unit misread."""
    for what, size in (("spread of the change", spread), ("error of the change", error)):
        if size is not None:
            check_range(what, size, 0.0, _LARGEST.get(name, 1000.0), name)


def _error(
    row: Row, value: float, scale: _Scale, meaning: Meaning, asked: bool
) -> tuple[float | None, float | None, str, str]:
    """Standard error and spread of the change, what is presumed, and where they are from."""
    spread, presumed, how = _spread(row, scale)
    people, name, ends = row["people"], scale.unit, _interval(row)
    among = f"{number(people)} people" if people else f"{PEOPLE:g} people presumed"
    relation, p = row["p"] or ("", 1.0)
    spare = "; p not used" if relation else ""
    if spread is not None and row["spread kind"] == "SE":
        return spread, None, presumed, f"error {spread:.3g} {name}: {how}, as SE{spare}"
    if row["error"] is not None:
        error = _positive("error", row["error"]) * abs(scale.change)
        return error, spread, presumed, f"error {error:.3g} {name}, as given{spare}"
    if ends is not None:
        error = _of_interval(ends, value, scale, meaning, asked)
        return error, spread, presumed, f"error {error:.3g} {name} from the 95 % interval{spare}"
    if spread is not None:
        error = spread / math.sqrt(people or PEOPLE)
        presumed = presumed or ("" if people else "people")
        return error, spread, presumed, f"error {error:.3g} {name} from {how}, {among}{spare}"
    if relation in ("=", "<") and not asked:
        error = _of_p(value, p, people)
        bound = " at most" if relation == "<" else ""
        who = among if people else "as if of many people"
        return error, None, "", f"error {error:.3g} {name}{bound} from p {relation} {number(p)}, {who}"
    nothing = "p says no spread" if relation else "no spread given"
    return None, None, "", f"{nothing}: the usual one between people, {among}"


def _positive(name: str, value: float) -> float:
    if value > 0.0:
        return value
    raise MusclebalanceError(
        f"{name} 0 would be a change known exactly; leave it blank if it was not printed."
    )


def _spread(row: Row, scale: _Scale) -> tuple[float | None, str, str]:
    """Standard deviation of the change between people, what of it is presumed, and where it is from."""
    if row["sd"] is not None and row["change"] is None and row["gain"] is None:
        raise MusclebalanceError(
            f"sd {number(row['sd'])}: of what? Head the column change sd, or pre sd and post sd."
        )
    printed = row["sd"] if row["spread"] is None else row["spread"]
    if printed is not None:
        found = _positive("spread", printed) * abs(scale.change)
        return found, "", f"the SD of the change, {found:.3g} {scale.unit}"
    before, after = row["pre_sd"], row["post_sd"]
    if before is None and after is None:
        return None, "", ""
    if before is None and after is not None and scale.unit == "percent" and row["pre"] == 100.0:
        return _positive("post_sd", after), "", f"the SD after, {after:.3g} percent of before"
    if before is None or after is None or scale.level is None:
        raise MusclebalanceError(
            "the spreads before and after are needed both, and pre where the change is in percent; fill "
            "them, or leave both blank."
        )
    r = CORRELATION if row["correlation"] is None else row["correlation"]
    found = math.sqrt(max(0.0, before**2 + after**2 - 2.0 * r * before * after)) * abs(scale.level)
    said = "assumed" if row["correlation"] is None else "given"
    how = f"the SDs before and after (correlation {r:g}, {said}: {found:.3g} {scale.unit})"
    return _positive("spread of the change", found), "correlation" if said == "assumed" else "", how


def _interval(row: Row) -> tuple[float, float] | None:
    """The 95 % interval of the change."""
    low, high = row["ci_low"], row["ci_high"]
    for ends in (row["ci"], row["spread kind"]):
        if isinstance(ends, tuple):
            return ends[0], ends[1]
    if low is None and high is None:
        return None
    if low is None or high is None or low >= high:
        raise MusclebalanceError("ci_low and ci_high: both are needed, the smaller one first.")
    return low, high


def _of_interval(
    ends: tuple[float, float], value: float, scale: _Scale, meaning: Meaning, asked: bool
) -> float:
    """Standard error from a 95 % interval that holds the change."""
    low, high = sorted(end * scale.change for end in ends)
    turned = meaning.falls is not False and low <= -value <= high
    if not asked and not turned and not low - 1e-9 <= value <= high + 1e-9:
        raise MusclebalanceError(
            f"the change {value:.3g} {scale.unit} is outside its interval, {low:.3g} to {high:.3g}; give "
            "that of the change."
        )
    return _positive("interval", (high - low) / (2.0 * Z95))


def _of_p(value: float, p: float, people: float | None) -> float:
    """Standard error with which a change has a two-sided p value."""
    from scipy import stats

    if value == 0.0:
        raise MusclebalanceError("p of a change of 0 tells no spread; leave p blank.")
    degrees = people - 1.0 if people and people > 1.0 else math.inf
    return abs(value) / float(stats.t.isf(p / 2.0, degrees))
