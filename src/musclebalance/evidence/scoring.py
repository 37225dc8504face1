"""The scoreboard: every arm observed against predicted, with its interval; misses stay visible."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import check_whole
from .calibrating import FOLDER, KEPT, Calibration, calibrated_predictions, calibration
from .comparing import Skill, lines, published_skill
from .dataset import VERSION
from .forecast import Forecast
from .observation import levers, observed
from .own import own_results
from .published import Z95, Arm, Published, Unscored, scored

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Joint draws that are simulated: all that are kept.
DRAWS = KEPT
#: Nominal coverage of the prediction intervals.
LEVEL = 0.95
USES = ("calibrate", "validate")


@dataclass(frozen=True, slots=True)
class Score:
    """One arm, observed and predicted."""

    id: str
    study: str
    use: str
    joint: str
    technique: str
    outcome: str
    readout: str
    unit: str
    people: float
    observed: float
    predicted: float
    low: float
    high: float
    inside: bool
    doses_unknown: bool
    is_range: bool
    acute: bool
    presumed: str
    standard_error: float | None = None  # of the observed [unit]; None: the usual spread stands in for it

    @property
    def error(self) -> float:
        """Predicted minus observed [unit]."""
        return self.predicted - self.observed


@dataclass(frozen=True, slots=True)
class NullScore:
    """One null result: the contrast predicted, and the margin of the trial."""

    id: str
    use: str
    rows: str
    claim: str
    unit: str
    predicted: float
    low: float
    high: float
    margin: float
    reproduced: bool


@dataclass(frozen=True)
class Scoreboard:
    """Scores of all arms and nulls.

    Parameters
    ----------
    scores, nulls, unscored : tuple of Score, of NullScore, of Unscored
        The last: rows that are not scored, each with its reason.
    model, calibrated, evidence : str
        Hypothesis, date of its calibration, version of the evidence.
    settings : mapping
        Seed, draws.
    skill : Skill, optional
        Studies left out, beside baselines; of the packaged results alone.
    report : str
        How a table of your own was understood, row by row.
    """

    scores: tuple[Score, ...]
    nulls: tuple[NullScore, ...]
    unscored: tuple[Unscored, ...]
    model: str
    calibrated: str
    evidence: str
    settings: Mapping[str, int]
    skill: Skill | None = None
    report: str = ""

    def totals(self, use: str) -> dict[str, Any]:
        """Arms, coverage, error and sharpness of one use (``"own"`` for a user's table)."""
        return totals([s for s in self.scores if s.use == use], [n for n in self.nulls if n.use == use])

    def by(self, field: str, use: str) -> dict[str, dict[str, Any]]:
        """Totals by `joint`, `technique` or `readout`."""
        groups: dict[str, list[Score]] = {}
        for score in self.scores:
            if score.use == use:
                groups.setdefault(getattr(score, field), []).append(score)
        return {name: totals(found, []) for name, found in sorted(groups.items())}

    def to_frame(self) -> pd.DataFrame:
        """One row per arm."""
        import pandas as pd

        names = [*(one.name for one in fields(Score)), "error"]
        return pd.DataFrame(self.rows(), columns=names).set_index("id")

    def rows(self) -> list[dict[str, Any]]:
        """Arms as plain records."""
        return [_plain(asdict(s) | {"error": s.error}) for s in self.scores]

    def to_json(self) -> dict[str, Any]:
        """The scoreboard as plain values: totals per use, rows, nulls, rows not scored."""
        about = {"model": self.model, "calibrated": self.calibrated, "evidence": self.evidence}
        skill = {} if self.skill is None else {"skill": self.skill.all_totals()}
        return {
            **skill,
            **{use: self.totals(use) for use in dict.fromkeys([*USES, *self.uses])},
            "rows": self.rows(),
            "nulls": [_plain(asdict(n)) for n in self.nulls],
            "unscored": [asdict(u) for u in self.unscored],
            "about": about | dict(self.settings),
            **({"report": self.report.splitlines()} if self.report else {}),
        }

    @property
    def uses(self) -> tuple[str, ...]:
        """Uses of the rows that are scored: calibrate and validate, or own."""
        return tuple(dict.fromkeys([*(s.use for s in self.scores), *(n.use for n in self.nulls)]))

    def __str__(self) -> str:
        told = [f"model '{self.model}', calibrated {self.calibrated}, evidence {self.evidence}"]
        told += [_heading(use, self.totals(use)) for use in self.uses]
        shown = [s for s in self.scores if not s.inside or s.use == "own"]
        told += ["", f"  {'X outside their 95 % interval':43s} observed predicted"] if shown else [""]
        told += [_line(s) for s in sorted(shown, key=lambda s: s.inside)]
        told += [_null_line(n) for n in self.nulls if not n.reproduced or n.use == "own"]
        left = sum(u.use == "own" for u in self.unscored)
        if left:
            told.append(f"not scored: {left} {'row' if left == 1 else 'rows'}; see report")
        if self.skill is not None:
            told += ["", *lines(self.skill)]
        return "\n".join([*told, "all rows: to_frame()"])

    __repr__ = __str__


def _heading(use: str, t: Mapping[str, Any]) -> str:
    """Totals of one use in 80 columns."""
    rom = "" if t["rom_mae_deg"] is None else f"; range off by {t['rom_mae_deg']:.1f} deg"
    nulls = f"; {t['nulls_reproduced']} of {t['nulls']} nulls" if t["nulls"] else ""
    name = f"{use}, in sample" if use == "calibrate" else use
    inside = f"{100 * t['coverage']:.0f} % of {t['arms']}" if t["arms"] else "no"
    return f"{name}: {inside} results inside{rom}{nulls}"


def _null_line(n: NullScore) -> str:
    """One null in 80 columns."""
    mark, where = ("  ", "within") if n.reproduced else ("X ", "beyond")
    return f"{mark}null: {n.id[:36]:36s} {n.predicted:6.1f} {where} {n.margin:.1f} {n.unit}"


def _line(s: Score) -> str:
    """One arm in 80 columns."""
    about = f"{' ' if s.inside else 'X'} {s.id[:12]:12s} {s.study[:14]:14s} {s.outcome[:14]:14s}"
    return f"{about} {s.observed:6.1f} {s.predicted:6.1f} [{s.low:.1f}, {s.high:.1f}] {s.unit}"


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """A record with numbers rounded for JSON."""
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in record.items()}


def totals(scores: Sequence[Score], nulls: Sequence[NullScore]) -> dict[str, Any]:
    """Totals of some scores: what is reported of coverage, error and sharpness."""
    rom = [s for s in scores if s.is_range]
    mean = (lambda x: round(float(np.mean(x)), 3)) if rom else (lambda _: None)
    return {
        "arms": len(scores),
        "coverage": round(float(np.mean([s.inside for s in scores])), 4) if scores else None,
        "rom_arms": len(rom),
        "rom_mae_deg": mean([abs(s.error) for s in rom]),
        "rom_bias_deg": mean([s.error for s in rom]),
        "sharpness_deg": mean([s.high - s.low for s in rom]),
        "nulls": len(nulls),
        "nulls_reproduced": sum(n.reproduced for n in nulls),
    }


@public
def scoreboard(
    table: str | Path | pd.DataFrame | None = None,
    *,
    model: str = "combined",
    draws: int = DRAWS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Scoreboard:
    """Predict trials with the calibrated model and score the predictions.

    Parameters
    ----------
    table : path or DataFrame, optional
        Your own trials, one row a result; :func:`template` writes a table to start from and says what each
        column means. Doses left blank are drawn from their stated ranges. A row that cannot be read is left
        out; `report` of the scoreboard says how each was understood, or why it was not. Default: all
        published arms of the package.
    model : str
        A named hypothesis that has a frozen calibration.
    draws, seed : int
        Joint parameter draws that are simulated (8 to 256), and the seed of unknown doses, drawn with them.
    progress : callable, optional
        Called with protocols done and their number.

    Raises
    ------
    FileError
        The table lacks columns or has unknown ones, or no row can be read; the message names each.
    """
    check_whole("draws", draws, 8, KEPT)
    if table is not None:
        found = own_results(table)
        return replace(score(calibration(model), found, draws, seed, progress), report=found.report)
    board = score(calibration(model), scored(), draws, seed, progress)
    return replace(board, skill=published_skill()) if model == published_skill().model else board


def published_scoreboard() -> Scoreboard:
    """The scoreboard of the documentation, as it was frozen with the calibration.

    Examples
    --------
    >>> from musclebalance import evidence
    >>> evidence.published_scoreboard().totals("validate")["arms"] > 30
    True
    """
    board = read_board((FOLDER / "scoreboard.json").read_text("utf-8"))
    return replace(board, skill=published_skill())


def read_board(text: str) -> Scoreboard:
    """A scoreboard from its JSON text."""
    body = json.loads(text)
    about = body["about"]
    return Scoreboard(
        tuple(Score(**{k: v for k, v in row.items() if k != "error"}) for row in body["rows"]),
        tuple(NullScore(**entry) for entry in body["nulls"]),
        tuple(Unscored(**entry) for entry in body["unscored"]),
        about.pop("model"),
        about.pop("calibrated"),
        about.pop("evidence"),
        about,
        report="\n".join(body.get("report", ())),
    )


def score(
    frozen: Calibration,
    found: Published,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Scoreboard:
    """Score results and nulls under a calibration."""
    count = len(found.results)
    raw, seen = calibrated_predictions(found.results + found.nulls, frozen, draws, seed, progress)
    raw = np.where(np.isfinite(raw), raw, np.nanmedian(raw, axis=0))
    scores = _scores(found.results, raw[:, :count], seen)
    nulls = _null_scores(found.nulls, raw[:, count:], seen)
    settings = {"seed": seed, "draws": len(raw)}
    return Scoreboard(scores, nulls, found.unscored, frozen.model, frozen.date, VERSION, settings)


def _scores(arms: Sequence[Arm], raw: Array, seen: Mapping[str, Array]) -> tuple[Score, ...]:
    if not arms:
        return ()
    tail = (1.0 - LEVEL) / 2.0
    told = np.empty((3, len(arms)))
    for mine, one in observed(arms).studies:
        forecast = Forecast.of(one, raw[:, mine], seen, 0.0)
        told[:, mine] = forecast.expected, forecast.quantile(tail), forecast.quantile(1.0 - tail)
    return tuple(_score(arm, *told[:, i]) for i, arm in enumerate(arms))


def _score(arm: Arm, mean: float, low: float, high: float) -> Score:
    known = ("id", "study", "use", "joint", "readout", "unit", "people", "observed", "is_range", "presumed")
    doses = [dose for dose in arm.regimen.doses if dose[0] not in ("barrier", "release")]
    return Score(
        **{name: getattr(arm, name) for name in known},
        technique=arm.regimen.technique,
        outcome=arm.label,
        predicted=float(mean),
        low=float(low),
        high=float(high),
        inside=bool(low <= arm.observed <= high),
        doses_unknown=any(least != most for _, least, most in doses),
        acute=arm.regimen.acute,
        standard_error=arm.error if arm.error_known else None,
    )


def _null_scores(nulls: Sequence[Arm], raw: Array, seen: Mapping[str, Array]) -> tuple[NullScore, ...]:
    """A null is reproduced when the predicted contrast stays within what the trial could have seen."""
    made = []
    for null, contrast in zip(nulls, (raw * levers(nulls, seen)).T if nulls else (), strict=True):
        mean, margin = float(contrast.mean()), Z95 * null.error
        low, high = (float(x) for x in np.quantile(contrast, [0.025, 0.975]))
        about = (null.id, null.use, null.rows, null.label, null.unit)
        made.append(NullScore(*about, mean, low, high, margin, abs(mean) <= margin))
    return tuple(made)
