"""Numbers derived beside the raw columns of a trial table: changes, spreads of one kind, doses as ranges.

Raw columns are never altered. Abstracts print standard deviations, standard errors and confidence
intervals. Here all become standard deviations and standard errors: SE = SD/sqrt(n), 95 % interval = 2 x
1.96 SE (normal). What was not printed stays missing.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: Half width of a 95 % normal interval in standard errors.
Z95 = 1.959963984540054
#: Columns that may hold several levels; each gets ``_low`` and ``_high``.
DOSE = (
    "contraction_intensity_pctMVC", "contraction_s", "relax_s", "stretch_s", "reps", "reps_per_session",
    "sessions_per_week", "weeks", "time_after_min", "t_value", "time_after",
)  # fmt: skip
#: Raw spread column -> derived standard deviation.
SPREADS = {
    "baseline_SD": "sd_baseline",
    "post_SD": "sd_post",
    "change_SD": "sd_change",
    "follow_up_SD": "sd_follow_up",
    "SD": "sd",
}

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_RANGE = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?)\s*(?:-|to)\s*([-+]?\d+(?:\.\d+)?)\s*$")
_LEVELS = re.compile(r"^\s*\d+(?:\.\d+)?(?:\s*[/,;]\s*(?:\d+(?:\.\d+)?|control))+\s*$")
_INTERVAL = re.compile(r"\bCI\s+([-+]?\d+(?:\.\d+)?)\s*(?:to|-)\s*([-+]?\d+(?:\.\d+)?)")


def span(text: object) -> tuple[float, float]:
    """Lowest and highest number of a printed dose or range."""
    if text is None or text != text:  # NaN
        return math.nan, math.nan
    if isinstance(text, (int, float)):
        return float(text), float(text)
    words = str(text)
    try:
        return float(words), float(words)
    except ValueError:
        pass
    found = _RANGE.match(words)
    if found:
        return float(found[1]), float(found[2])
    if _LEVELS.match(words):
        levels = [float(value) for value in _NUMBER.findall(words)]
        return min(levels), max(levels)
    return math.nan, math.nan


def people(text: object) -> float:
    """Number of people in one arm, or NaN when only a total or unequal arms are printed."""
    if text is None or text != text:
        return math.nan
    words = str(text)
    arm = re.search(r"\([A-Za-z-]+ (\d+)\)", words)
    if arm:
        return float(arm[1])
    if re.fullmatch(r"\d+(\.0)?", words):
        return float(words)
    if re.fullmatch(r"\d+(/\d+)+", words):
        arms = {float(part) for part in words.split("/")}
        return arms.pop() if len(arms) == 1 else math.nan
    return math.nan


def interval(note: object, change: float) -> tuple[float, float]:
    """The 95 % interval of a change printed in a note, with the sign of the change."""
    found = _INTERVAL.search(str(note))
    if not found:
        return math.nan, math.nan
    low, high = float(found[1]), float(found[2])
    if change < 0 and low > 0 and high > 0:
        low, high = -high, -low
    return low, high


def kind(text: object) -> tuple[str, bool]:
    """Kind of spread (``"SD"``, ``"SE"``, ``"CI95"`` or ``""``) and whether it was only presumed."""
    words = "" if text is None or text != text else str(text)
    presumed = "presumed" in words
    for sign, name in (("SE", "SE"), ("SD", "SD"), ("CI", "CI95")):
        if re.search(rf"\b{sign}\b", words):
            return name, presumed
    return "", presumed


def normalise(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy with derived columns after the raw ones.

    Parameters
    ----------
    frame : pandas.DataFrame
        One trial table with its raw columns; a user's own table in the same columns is welcome.

    Returns
    -------
    pandas.DataFrame
        Derived, where the raw columns exist:

        * `people` [persons in the arm];
        * `dispersion` (``SD``, ``SE``, ``CI95``), `dispersion_presumed`;
        * `sd_baseline`, `sd_post`, `sd_change`, `sd_follow_up`, `sd` [unit of the row];
        * `change`, `change_from`, `se_change`, `ci_low`, `ci_high` [unit of the row];
        * `improvement` [unit of the row], positive when better;
        * `<dose>_low`, `<dose>_high` for every dose column [unit of the column].
    """
    import pandas as pd

    records = [
        _derive({str(key): _plain(value) for key, value in row.items()}) for row in frame.to_dict("records")
    ]
    return frame.join(pd.DataFrame(records, index=frame.index))


def _plain(value: object) -> object:
    """Missing values of any kind as None."""
    import pandas as pd

    return None if pd.isna(value) else value  # type: ignore[call-overload]


def _derive(row: dict[str, object]) -> dict[str, object]:
    """Derived fields of one row."""
    made: dict[str, object] = {}
    count = people(row.get("n_arm") if "n_arm" in row else row.get("n"))
    made["people"] = count
    spread, presumed = kind(row.get("dispersion_type"))
    if "dispersion_type" in row:
        made["dispersion"], made["dispersion_presumed"] = spread, presumed
    root = math.sqrt(count) if count > 0 else math.nan
    for raw, derived in SPREADS.items():
        if raw in row:
            value = _number(row[raw])
            made[derived] = value * root if spread == "SE" else value
    if "change_mean" in row:
        made |= _change(row, spread, root, made)
    for column in DOSE:
        if column in row:
            made[f"{column}_low"], made[f"{column}_high"] = span(row[column])
    return made


def _change(row: dict[str, object], spread: str, root: float, made: dict[str, object]) -> dict[str, object]:
    """Change, its standard error and interval, and its sign as an improvement."""
    low, high = span(row["change_mean"])
    change, origin = (low + high) / 2, "reported" if low == high else "range"
    if change != change:
        origin = ""
        printed = _number(row.get("change_low")), _number(row.get("change_high"))
        levels = _number(row.get("baseline_mean")), _number(row.get("post_mean"))
        if all(value == value for value in printed):
            change, origin = sum(printed) / 2, "range"
        elif all(value == value for value in levels):
            change, origin = levels[1] - levels[0], "post - baseline"
    ci = (math.nan, math.nan)
    if spread == "CI95" and "change_low" in row:
        ci = _number(row["change_low"]), _number(row["change_high"])
    elif "CI" in str(row.get("dispersion_type") or ""):
        ci = interval(row.get("note"), change)
    error = (ci[1] - ci[0]) / (2 * Z95)
    deviation = _number(made.get("sd_change"))
    if error != error:
        error = deviation / root
    elif deviation != deviation and "sd_change" in made:
        made["sd_change"] = error * root
    sign = {"up": 1.0, "down": -1.0}.get(str(row.get("improves_when")), math.nan)
    return {
        "change": change, "change_from": origin, "se_change": error, "ci_low": ci[0], "ci_high": ci[1],
        "improvement": sign * change,
    }  # fmt: skip


def _number(value: object) -> float:
    return span(value)[0] if span(value)[0] == span(value)[1] else math.nan
