"""How well arms of studies that were not seen are forecast, by the model and by baselines alike.

Every calibrate study is left out in turn (`way` "left out"); the same given its other arms ("given
others"); in sample for comparison. The held-out studies are forecast from all calibrate rows. Errors and
scores are those of :class:`~musclebalance.evidence.forecast.Forecast`; what is uncertain about them is found
by drawing studies anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, unknown
from ..model import hypotheses
from ..model.model import Model
from .baselines import FORMULAS, REGRESSIONS, Contender, Regression, law_of_levers, phase
from .calibrating import FOLDER, POINTS, Law
from .fitted import Fitted, fit
from .forecast import Forecast
from .published import EDITION, Z95, Arm, Edition, calibration_arms, published

Array = NDArray[np.float64]

#: Ways of forecasting, the headline first.
LEFT_OUT, GIVEN, IN_SAMPLE = WAYS = ("left out", "given others", "in sample")
#: Studies drawn anew for an interval, and repetitions of the trials for the noise floor.
RESAMPLED, REPEATED = 4000, 4000


@dataclass(frozen=True, slots=True)
class Mark:
    """One arm forecast by one contender in one way, and the scores [unit of the arm] of that."""

    contender: str
    way: str
    use: str
    id: str
    study: str
    phase: str
    joint: str
    readout: str
    unit: str
    dose: str
    null: bool
    is_range: bool
    observed: float
    margin: float
    predicted: float
    low: float
    high: float
    crps: float
    log_score: float
    pit: float

    @property
    def inside(self) -> bool:
        """Whether the 95 % interval holds what was observed."""
        return self.low <= self.observed <= self.high


@dataclass(frozen=True)
class Skill:
    """Forecasts of arms and their scores, of a model and of what it is compared with.

    Parameters
    ----------
    marks : tuple of Mark
    floor : mapping of str to (mean, low, high)
        Mean absolute error of range of motion [deg] that is left when law and parameters are known, by way.
    model : str
        The contender that the others are compared with.
    settings : mapping
        Seed, draws.
    """

    marks: tuple[Mark, ...]
    floor: Mapping[str, tuple[float, float, float]]
    model: str
    settings: Mapping[str, int]

    @property
    def contenders(self) -> tuple[str, ...]:
        """Names, the model first."""
        return tuple(dict.fromkeys([self.model, *(mark.contender for mark in self.marks)]))

    def of(self, contender: str, way: str = LEFT_OUT, use: str = "calibrate") -> list[Mark]:
        """Marks of the results of one use."""
        if contender not in self.contenders:
            raise unknown("contender", contender, self.contenders)
        if way not in WAYS:
            raise unknown("way of forecasting", way, WAYS)
        return [m for m in self.marks if (m.contender, m.way, m.use, m.null) == (contender, way, use, False)]

    def totals(self, contender: str, way: str = LEFT_OUT, use: str = "calibrate") -> dict[str, float]:
        """Errors and scores of one contender; see :func:`totals`."""
        return totals(self.of(contender, way, use))

    def all_totals(self, use: str = "calibrate") -> dict[str, dict[str, dict[str, float]]]:
        """Totals by way of forecasting and contender."""
        return {way: {name: self.totals(name, way, use) for name in self.contenders} for way in WAYS}

    def by(
        self, field: str, contender: str, way: str = LEFT_OUT, use: str = "calibrate"
    ) -> dict[str, dict[str, float]]:
        """Totals by `phase`, `joint`, `readout` or `dose`."""
        marks = self.of(contender, way, use)
        names = sorted({getattr(mark, field) for mark in marks})
        return {name: totals([m for m in marks if getattr(m, field) == name]) for name in names}

    def behind(
        self, other: str, score: str = "mae", way: str = LEFT_OUT, use: str = "calibrate"
    ) -> tuple[float, float, float]:
        """Model minus another contender in a score, with its 95 % interval when studies are drawn anew.

        `score` is ``"mae"`` or ``"crps"`` of range of motion [deg], or ``"log_score"`` per result.
        """
        ours, theirs = (self.of(name, way, use) for name in (self.model, other))
        if score != "log_score":
            ours, theirs = ([m for m in marks if m.is_range] for marks in (ours, theirs))
        gaps = np.array([_score(a, score) - _score(b, score) for a, b in zip(ours, theirs, strict=True)])
        return by_study(gaps, [mark.study for mark in ours])

    def found(self, contender: str, use: str = "calibrate") -> dict[str, int]:
        """Nulls within the margin of their trial, and effects that a trial saw and the forecast has, too."""
        marks = [m for m in self.marks if (m.contender, m.way, m.use) == (contender, LEFT_OUT, use)]
        nulls = [m for m in marks if m.null]
        effects = [m for m in marks if not m.null and abs(m.observed) > m.margin]
        return {
            "nulls": len(nulls),
            "nulls_reproduced": sum(abs(m.predicted) <= m.margin for m in nulls),
            "effects": len(effects),
            "effects_found": sum(m.predicted * np.sign(m.observed) > m.margin for m in effects),
        }

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        names = [field.name for field in fields(Mark)]
        rows = [
            [float(f"{v:.5g}") if isinstance(v, float) else v for v in astuple(mark)] for mark in self.marks
        ]
        floor = {way: [round(x, 4) for x in found] for way, found in self.floor.items()}
        return {
            "model": self.model,
            "settings": dict(self.settings),
            "floor": floor,
            "columns": names,
            "marks": rows,
        }

    def __str__(self) -> str:
        return "\n".join(lines(self))

    __repr__ = __str__


def read(body: Mapping[str, Any]) -> Skill:
    """A :class:`Skill` from its plain values."""
    marks = tuple(Mark(**dict(zip(body["columns"], row, strict=True))) for row in body["marks"])
    floor = {way: (found[0], found[1], found[2]) for way, found in body["floor"].items()}
    return Skill(marks, floor, body["model"], body["settings"])


def _score(mark: Mark, name: str) -> float:
    return abs(mark.predicted - mark.observed) if name == "mae" else float(getattr(mark, name))


def totals(marks: Sequence[Mark]) -> dict[str, float]:
    """Results, studies, coverage by rows and by studies, log score; of range of motion the errors [deg].

    `pit` is the mean probability of less than was observed: 0.5 where forecasts are neither high nor low.
    """
    rom = [m for m in marks if m.is_range]
    inside: dict[str, list[bool]] = {}
    for mark in marks:
        inside.setdefault(mark.study, []).append(mark.inside)
    return {
        "results": len(marks),
        "studies": len(inside),
        "coverage": _mean(mark.inside for mark in marks),
        "coverage_by_study": _mean(np.mean(found) for found in inside.values()),
        "log_score": _mean(mark.log_score for mark in marks),
        "pit": _mean(mark.pit for mark in marks),
        "rom_results": len(rom),
        "mae": _mean(_score(mark, "mae") for mark in rom),
        "crps": _mean(mark.crps for mark in rom),
        "width": _mean(mark.high - mark.low for mark in rom),
        "bias": _mean(mark.predicted - mark.observed for mark in rom),
    }


def _mean(values: Iterable[Any]) -> float:
    """Mean; NaN of nothing."""
    found = [float(value) for value in values]
    return float(np.mean(found)) if found else float("nan")


def by_study(values: Array, studies: Sequence[str], seed: int = 0) -> tuple[float, float, float]:
    """Mean and its 95 % interval when studies are drawn anew with all their values."""
    if not len(values):
        raise MusclebalanceError("there is no result of this kind; choose another score, way or use.")
    names = list(dict.fromkeys(studies))
    place = np.array([names.index(study) for study in studies])
    sums, counts = (np.bincount(place, weights=w) for w in (values, np.ones(len(values))))
    drawn = np.random.default_rng(seed).integers(0, len(names), (RESAMPLED, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(values.mean()), float(low), float(high)


def marks_of(contender: Contender, arms: Sequence[Arm]) -> Iterator[Mark]:
    """Marks of all arms in every way; a held-out arm has no in-sample one."""
    for study in dict.fromkeys(arm.study for arm in arms):
        mine = [arm for arm in arms if arm.study == study]
        held = mine[0].use == "validate"
        forecast = contender.forecast(mine, "" if held else study)
        yield from _marks(contender.name, LEFT_OUT, mine, forecast)
        if not held:
            yield from _marks(contender.name, IN_SAMPLE, mine, contender.forecast(mine))
        told = [i for i, arm in enumerate(mine) if arm.kind == "result"]  # a null has no printed number
        for i, arm in enumerate(mine):
            others = [j for j in told if j != i]
            if others and i in told:
                seen = np.array([mine[j].observed for j in others])
                left = forecast.given(others, seen)
                rest = np.setdiff1d(np.arange(len(mine)), others).tolist()
                yield from _marks(contender.name, GIVEN, [arm], left.part([rest.index(i)]))


def _marks(contender: str, way: str, arms: Sequence[Arm], forecast: Forecast) -> Iterator[Mark]:
    y = np.array([arm.observed for arm in arms])
    low, high = forecast.quantile(0.025), forecast.quantile(0.975)
    scores = (
        forecast.expected,
        low,
        high,
        forecast.crps(y),
        forecast.log_density(y),
        forecast.share_below(y),
    )
    for i, arm in enumerate(arms):
        doses = [dose for dose in arm.regimen.doses if dose[0] not in ("barrier", "release")]
        yield Mark(
            contender, way, arm.use, arm.id, arm.study, phase(arm), arm.joint, arm.readout, arm.unit,
            "a range" if any(low != high for _, low, high in doses) else "printed",
            arm.kind != "result", arm.is_range and arm.kind == "result", arm.observed, Z95 * arm.error,
            *(float(score[i]) for score in scores),
        )  # fmt: skip


def noise_floor(
    contender: Fitted, arms: Sequence[Arm], seed: int = 0
) -> dict[str, tuple[float, float, float]]:
    """Mean absolute error of range [deg] with law and parameters known: mean, 5 and 95 % of repetitions."""
    rng = np.random.default_rng(seed)
    errors: dict[str, list[Array]] = {LEFT_OUT: [], GIVEN: []}
    results = [arm for arm in arms if arm.kind == "result"]
    for study in dict.fromkeys(arm.study for arm in results):
        mine = [arm for arm in results if arm.study == study]
        rom = [i for i, arm in enumerate(mine) if arm.is_range]
        if not rom:
            continue
        known = contender.known(mine, study)
        drawn = known.covariance[rng.choice(len(known.weight), REPEATED, p=known.weight)]
        noise = (np.linalg.cholesky(drawn) @ rng.standard_normal((REPEATED, len(mine), 1)))[..., 0]
        errors[LEFT_OUT].append(np.abs(noise[:, rom]))
        if len(mine) > 1:
            precision = np.linalg.inv(drawn)
            left = (precision @ noise[..., None])[..., 0] / np.diagonal(precision, axis1=1, axis2=2)
            errors[GIVEN].append(np.abs(left[:, rom]))
    found = {}
    for way, each in ((way, each) for way, each in errors.items() if each):
        mean = np.concatenate(each, axis=1).mean(axis=1)
        low, high = np.quantile(mean, [0.05, 0.95])
        found[way] = (float(mean.mean()), float(low), float(high))
    return found


@lru_cache(maxsize=4)
def baselines(seed: int = 0, edition: Edition = EDITION) -> tuple[Contender, ...]:
    """What every model is compared with, fitted to the calibrate rows; kept in memory."""
    rows = tuple(calibration_arms(edition))
    plain = [Regression(name, features, rows, seed) for name, features in REGRESSIONS.items()]
    formulas = (law_of_levers(name, rows, powers) for name, powers in FORMULAS.items())
    return *plain, *(fit(law, rows, seed=seed) for law in formulas)


def compared(fitted: Fitted, *, held_out: bool = False, edition: Edition = EDITION) -> Skill:
    """A fitted law beside the baselines, with studies left out and, if wanted, on the held-out studies."""
    uses = [published("calibrate", edition), *([published("validate", edition)] if held_out else [])]
    arms = [arm for found in uses for arm in (*found.results, *found.nulls)]
    contenders = (fitted, *baselines(fitted.seed, edition))
    marks = [mark for one in contenders for mark in marks_of(one, arms)]
    floor = noise_floor(fitted, fitted.trained.arms, fitted.seed)
    return Skill(tuple(marks), floor, fitted.name, {"seed": fitted.seed, "draws": len(fitted.draws)})


def skill(
    model: str | Model | Law = "combined",
    *,
    fresh: bool = False,
    held_out: bool = False,
    edition: Edition = EDITION,
    points: int = POINTS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Skill:
    """How well studies that were left out are forecast, beside baselines without mechanisms.

    A changed model or a law of your own is fitted and scored exactly as the calibrated model is.

    Parameters
    ----------
    model : str, Model or Law
        A named hypothesis, a changed model, or a :class:`~musclebalance.evidence.calibrating.Law`.
    fresh : bool
        Compute anew (minutes); otherwise the default is answered with its frozen result.
    held_out : bool
        Score the held-out studies too. Do not choose between laws by them: they would no longer be held out.
    edition : {"first", "second"}
        Published results that are fitted and scored.
    points, seed : int
        Designed model runs per protocol, and the seed of everything drawn.
    progress : callable, optional
        Called with protocols done and their number.

    Raises
    ------
    UnknownNameError

    Examples
    --------
    >>> from musclebalance import evidence
    >>> evidence.skill().contenders[0]
    'combined'
    """
    if model == "combined" and edition == EDITION and not fresh:
        return published_skill()
    law = hypotheses.get(model) if isinstance(model, str) else model
    made = fit(law, calibration_arms(edition), points=points, seed=seed, progress=progress)
    return compared(made, held_out=held_out, edition=edition)


@lru_cache(maxsize=1)
def published_skill() -> Skill:
    """The skill of the calibrated default, as it was frozen with the calibration."""
    return read(json.loads((FOLDER / "skill.json").read_text("utf-8")))


def lines(found: Skill, use: str = "calibrate") -> Iterator[str]:
    """The comparison in 80 columns."""
    told = {LEFT_OUT: "study left out", GIVEN: "given its other arms"}
    for way, words in told.items():
        marks = found.of(found.model, way, use)
        if not marks:
            continue
        t = totals(marks)
        yield f"{use} rows, {words}: {t['rom_results']} results of range [deg], {t['studies']} studies"
        yield f"  {'':26s}{'error':>6s}{'crps':>6s}{'width':>6s}{'inside':>8s}  model less this [95 %]"
        for name in found.contenders:
            t = found.totals(name, way, use)
            line = f"  {name:26s}{t['mae']:6.2f}{t['crps']:6.2f}{t['width']:6.1f}{100 * t['coverage']:6.0f} %"
            if name != found.model:
                mean, low, high = found.behind(name, "mae", way, use)
                line += f"  {mean:+.2f} [{low:+.2f}, {high:+.2f}]"
            yield line
        if way in found.floor and use == "calibrate":
            mean, low, high = found.floor[way]
            yield f"  {'noise floor':26s}{mean:6.2f} [{low:.1f} to {high:.1f}] with law and parameters known"
