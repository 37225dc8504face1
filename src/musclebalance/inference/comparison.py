"""Comparison of hypotheses: the table, the results behind it, and the function that makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, unknown
from ..lifestyle import Lifestyle
from ..model import hypotheses
from ..model.model import Model
from ..pairs import Pair
from ..result import Person, Result
from ..simulation import develop, healthy, simulate
from ..treatment import Plan
from . import probes
from .probes import PREDICTIONS, Prediction

if TYPE_CHECKING:
    import pandas as pd

#: Compared unless asked otherwise: the explanations, and what any muscle does without them.
DEFAULT = ("combined", "classical", "mechanical", "neural", "sensory", "hypoalgesic", "background")
HEAD, CELL = 46, 9


@dataclass(frozen=True, eq=False)
class Comparison:
    """What each hypothesis predicts for the same programme.

    Parameters
    ----------
    pair : Pair
    predictions : mapping of str to mapping of str to float
        Hypothesis -> prediction -> value [unit of the prediction].
    treated, untreated : mapping of str to Result
        Hypothesis -> the programme, and the same weeks without it.
    course : mapping of str to ndarray (moments,)
        Hypothesis -> gain of range of motion after one session [deg].
    moments : tuple of float
        Seconds after that session.

    Examples
    --------
    >>> import musclebalance as mb
    >>> plan = mb.Plan(mb.PIR(repetitions=1), per_week=1, weeks=1)
    >>> found = mb.compare(mb.pair("hip-flexors-gluteus-maximus"), plan, models=("background",), days=1)
    >>> found.to_frame().loc["programme_pain", "background"]
    np.float64(0.0)
    """

    pair: Pair
    predictions: Mapping[str, Mapping[str, float]]
    treated: Mapping[str, Result]
    untreated: Mapping[str, Result]
    course: Mapping[str, NDArray[np.float64]]
    moments: tuple[float, ...] = probes.MOMENTS

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the hypotheses, in order."""
        return tuple(self.predictions)

    @property
    def rows(self) -> tuple[Prediction, ...]:
        """The predictions, in the order of the table, with their meaning."""
        return PREDICTIONS

    def __getitem__(self, key: tuple[str, str]) -> float:
        """One number: ``comparison["sensory", "programme_rom"]``."""
        model, name = key
        if model not in self.predictions:
            raise unknown("hypothesis in this comparison", model, self.predictions)
        if name not in self.predictions[model]:
            raise unknown("prediction", name, self.predictions[model])
        return self.predictions[model][name]

    def to_frame(self) -> pd.DataFrame:
        """A row per prediction: unit, what is measured, what it tells, source; a column per hypothesis."""
        import pandas as pd

        heads = ["prediction", "unit", "measured", "tells", "source", *self.models]
        rows = [
            [p.name, p.unit, p.meaning, p.tells, p.source, *(self[m, p.name] for m in self.models)]
            for p in PREDICTIONS
        ]
        return pd.DataFrame(rows, columns=heads).set_index("prediction")

    def acute(self) -> pd.DataFrame:
        """Gain of range of motion after one session [deg]: a row per moment [s], a column per hypothesis."""
        import pandas as pd

        return pd.DataFrame(dict(self.course), index=pd.Index(self.moments, name="seconds"))

    def __str__(self) -> str:
        programme = next(iter(self.treated.values())).provenance["plan"].splitlines()[0]
        short = (m if len(m) < CELL else m[: CELL - 2] + "." for m in self.models)
        lines = [f"{self.pair.title}: one programme under {len(self.models)} hypotheses", f"  {programme}"]
        lines.append(" " * HEAD + "".join(f"{name:>{CELL}}" for name in short))
        for row in PREDICTIONS:
            cells = (_number(found[row.name], row.digits) for found in self.predictions.values())
            line = f"  {f'{row.meaning} [{row.unit}]':{HEAD - 2}}"
            lines.append(line + "".join(f"{cell:>{CELL}}" for cell in cells))
        lines += [
            "differences from the same time without treatment (the first two: after the cause, from health);",
            "0 without decimals is an exact null: nothing in the hypothesis changes it at all.",
        ]
        return "\n".join(lines)

    __repr__ = __str__


def compare(
    pair: Pair, plan: Plan, lifestyle: Lifestyle | None = None, *, models: Iterable[str | Model] = DEFAULT,
    cause: Lifestyle | None = None, days: int = 180, seed: int = 0, tol: float = 1e-4,
    progress: Callable[[str], None] | None = None,
) -> Comparison:  # fmt: skip
    """Run one programme under several hypotheses and tabulate what tells them apart.

    Each hypothesis gets its own person: healthy under that hypothesis, then `days` of the cause. One
    session is followed for a day, single contractions and stretches are tried, the programme is run against
    no treatment, and a healthy person stretches 20 min a day for 4 weeks.

    Parameters
    ----------
    pair, plan
        Its agonist is treated and measured; the first session is the one studied by itself.
    lifestyle : Lifestyle, optional
        Life during the programme; default the healthy life (cause removed).
    models : iterable of str or Model
        Names (``"sensory"``, ``"combined - tolerance"``) or models of your own, no name twice.
    cause, days
        Life that brought the imbalance about, by default 8 h at a desk with stress 0.6, and how long it was
        lived [d].
    seed, tol
        As for :func:`musclebalance.simulate`; adherence is the same under every hypothesis.
    progress : callable, optional
        Called with the name of each hypothesis before it runs.

    Examples
    --------
    >>> import musclebalance as mb
    >>> plan = mb.Plan(mb.PIR(repetitions=2), per_week=2, weeks=1)
    >>> found = mb.compare(mb.pair("hip-flexors-gluteus-maximus"), plan, models=("sensory", "neural"), days=7)
    >>> found["sensory", "programme_rom"] > found["neural", "programme_rom"]
    True
    """
    chosen = [hypotheses.get(model) for model in models]
    names = [model.name for model in chosen]
    if not names or len(set(names)) < len(names):
        raise MusclebalanceError(f"compare needs hypotheses of different names, got {names or 'none'}.")
    life, desk = lifestyle or Lifestyle.healthy(), cause or Lifestyle.office(hours=8, stress=0.6)
    runs = []
    for model in chosen:
        if progress is not None:
            progress(model.name)
        person = develop(pair, desk, days=days, model=model, tol=tol)
        runs.append(_run(person, plan, life, seed, tol))
    parts: Any = (dict(zip(names, part, strict=True)) for part in zip(*runs, strict=True))
    return Comparison(pair, *parts)


def _run(
    person: Person, plan: Plan, life: Lifestyle, seed: int, tol: float
) -> tuple[dict[str, float], Result, Result, NDArray[np.float64]]:
    """Predictions, the programme, the same weeks without it, and the course after one session."""
    days = plan.days + 7 * probes.FOLLOW_UP_WEEKS
    treated, untreated = (simulate(person, p, life, days=days, seed=seed, tol=tol) for p in (plan, None))
    found, rom = probes.acute_course(person, plan.phases[0].session, tol)
    found |= probes.developed(person) | probes.contraction(person, tol) | probes.stiffness(person, tol)
    found |= probes.long_stretching(healthy(person.pair, model=person.model, tol=tol), tol)
    found |= probes.programme(treated, untreated, plan.days)
    return {row.name: found[row.name] for row in PREDICTIONS}, treated, untreated, rom


def _number(value: float, digits: int) -> str:
    return "0" if abs(value) < 1e-9 else f"{round(value, digits) + 0.0:.{digits}f}"
