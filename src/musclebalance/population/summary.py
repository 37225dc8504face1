"""A trial on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..result.variables import find
from .analysis import analyse

if TYPE_CHECKING:
    from .trial import Trial

#: People in each arm of a partial trial below which its arms are not compared.
FEWEST = 3


def text(trial: Trial) -> str:
    """Arms, doses, drop-out, outcomes over the visits and the comparison with the control at the last one."""
    people, model = trial.people, trial.people.body.model
    lines = [f"PARTIAL: {trial.stopped}."] if trial.stopped else []
    lines += [
        f"Trial in {len(people)} virtual people, {people.pair.title}, {trial.weeks[-1]:g} weeks, "
        f"model {model.name!r}, seed {trial.seed}"
    ]
    there = ~np.isnan(trial.measured(trial.outcomes[0])[:, -1])
    for k, (arm, plan) in enumerate(trial.arms.items()):
        own = trial.members(arm)
        if not len(own):
            lines.append(f"  {arm:16s} nobody")
            continue
        prescribed, delivered = trial.sessions[own, k].mean(axis=0)
        dose = f"{delivered:.1f} of {prescribed:.1f} sessions done" if plan is not None else "no treatment"
        lines.append(f"  {arm:16s} n = {len(own)}, {np.sum(there[own])} measured at the end; {dose}")
    for outcome in trial.outcomes:
        unit, read = find(model, outcome).unit, trial.measured(outcome)
        error = trial.error(outcome)
        noise = f", standard error of measurement {error.sd:g}" if error.sd else ""
        lines.append(f"{outcome} [{unit}]: mean (SD){noise}")
        lines.append("  " + " " * 16 + "".join(f"{f'week {week:g}':>16s}" for week in trial.weeks))
        for arm in trial.arms:
            mine = read[trial.members(arm)].T
            cells = (
                f"{np.nanmean(v):8.2f} ({np.nanstd(v):.2f})" if np.any(~np.isnan(v)) else "-" for v in mine
            )
            lines.append(f"  {arm:16s}" + "".join(f"{cell:>16s}" for cell in cells))
        enough = min(len(trial.members(arm)) for arm in trial.arms) >= FEWEST or not trial.stopped
        if len(trial.arms) > 1 and len(trial.weeks) > 1 and enough:
            lines += [
                f"  {line.strip()}" for line in str(analyse(trial, outcome, None, "ancova")).splitlines()[1:]
            ]
    lines.append(
        f"differences from '{trial.control}' at the last visit, adjusted for baseline; a research model"
    )
    return "\n".join(lines)
