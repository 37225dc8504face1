"""What the data tell and what they do not; which next measurement would help most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..population.measuring import error_of

if TYPE_CHECKING:
    import pandas as pd

    from .fit import Fit

Array = NDArray[np.float64]

#: Contraction of the prior's standard deviation from which a number counts as identified, and as partly so.
IDENTIFIED, PARTLY = 0.5, 0.2
#: Correlation from which two numbers cannot be told apart.
TIED = 0.7
CANDIDATES = (
    "rom_agonist",
    "rom_antagonist",
    "resting_angle",
    "pain",
    "strength_torque_agonist",
    "strength_torque_antagonist",
)


def contraction(fit: Fit) -> Array:
    """Share (free,) by which the data narrow the prior's standard deviation; 0: nothing learnt."""
    return np.asarray(1.0 - fit.scores.std(axis=0))


def verdict(share: float) -> str:
    """Word for a contraction."""
    return "identified" if share >= IDENTIFIED else "partly" if share >= PARTLY else "not identified"


def table(fit: Fit) -> pd.DataFrame:
    """See :attr:`Fit.table`."""
    import pandas as pd

    low, middle, high = np.percentile(fit.samples, (2.5, 50, 97.5), axis=0)
    share = contraction(fit)
    return pd.DataFrame(
        {
            "estimate": list(fit.parameters.values()), "median": middle, "low": low, "high": high,
            "unit": [d.unit for d in fit.problem.free.values()],
            "prior": [d.middle for d in fit.problem.free.values()],
            "contraction": share, "verdict": [verdict(s) for s in share],
        },
        index=pd.Index(list(fit.problem.free), name="parameter"),
    )  # fmt: skip


def tied(fit: Fit) -> list[tuple[str, str, float]]:
    """Pairs of fitted numbers that the data cannot tell apart, with their correlation."""
    free = list(fit.problem.free)
    matrix = np.atleast_2d(np.corrcoef(fit.scores.T))
    return [
        (free[i], free[j], float(matrix[i, j]))
        for i in range(len(free))
        for j in range(i + 1, len(free))
        if abs(matrix[i, j]) >= TIED
    ]


def next_measurement(fit: Fit, weeks: float = 8, people: int = 64) -> pd.DataFrame:
    """Which further measurement would narrow the fitted numbers most."""
    import pandas as pd

    from ..result.variables import catalogue_of

    problem = fit.problem
    last = int(fit.visits.days.max())
    days = np.unique(last + np.round(7 * np.arange(1, int(weeks) + 1, max(1, int(weeks) // 4))).astype(int))
    scores = fit.draws(people)
    courses = problem.courses(scores, days)
    centred = scores - scores.mean(axis=0)
    rows = []
    for name in (n for n in CANDIDATES if n in catalogue_of(problem.model)):
        values = courses.values(name)
        error = error_of(name, {})
        for k, day in enumerate(days):
            seen = values[:, k] - values[:, k].mean()
            noise = np.hypot(error.sd, error.cv * values[:, k].mean())
            cov = seen @ centred / (people - 1)
            share = np.clip(cov**2 / (centred.var(axis=0, ddof=1) * (seen.var(ddof=1) + noise**2)), 0.0, 1.0)
            rows.append(
                {"variable": name, "day": int(day), "contraction": float(np.mean(1 - np.sqrt(1 - share)))}
            )
    return pd.DataFrame(rows).sort_values("contraction", ascending=False, ignore_index=True)


def report(fit: Fit) -> str:
    """See :meth:`Fit.report`."""
    problem, visits = fit.problem, fit.visits
    frame = fit.fitted()
    lines = [
        f"Fit of {len(visits)} measurements ({', '.join(problem.names)}) over {int(visits.days.max())} days, "
        f"{problem.pair.title}, model {problem.model.name!r}",
        f"  root mean square residual {np.sqrt(np.mean(frame['residual'] ** 2)):.2f} standard errors; "
        f"{fit.estimate.agreeing} of {fit.estimate.starts} starts agree; "
        f"{fit.effective:.0f} effective samples",
    ]
    if fit.surrogate is not None:
        worst = float(np.max(fit.surrogate.error / visits.sd))
        lines.append(f"  surrogate's error: at most {worst:.2f} of a measurement's")
    heads = f"{'estimate':>10s}{'95 % interval':>24s}{'prior':>10s}  what the data say"
    lines.append(f"  {'':32s}{heads}")
    for name, row in fit.table.iterrows():
        interval = f"{row.low:.4g} to {row.high:.4g}"
        lines.append(
            f"  {f'{name} [{row.unit}]':32s}{row.estimate:10.4g}{interval:>24s}{row.prior:10.4g}  "
            f"{row.verdict} (interval {100 * row.contraction:.0f} % narrower)"
        )
    lines += [f"  cannot be told apart: {a} and {b} (correlation {r:+.2f})" for a, b, r in tied(fit)]
    lines += [f"  left out: {note}" for note in visits.notes]
    lines.append("  a research and teaching model, not advice for a patient")
    return "\n".join(lines)
