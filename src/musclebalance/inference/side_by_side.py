"""Hypotheses side by side: what each predicts as a table, and the parameters that each has."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..core.errors import unknown
from ..model.model import Model
from ..pairs import Pair
from ..simulation.healthy import complete_parameters

#: Widths of a line, a row's label and a column at most; hypotheses beside each other.
WIDTH, HEAD, CELL, BESIDE = 79, 37, 12, 7


@dataclass(frozen=True, slots=True)
class Prediction:
    """One number that the hypotheses disagree on: a row of the table."""

    name: str
    unit: str
    meaning: str  # what is measured, a few words
    tells: str  # what a trial could learn from it
    digits: int = 1  # decimals in print
    source: str = ""  # evidence row or paper that measured it, where there is one


def values_of(
    parameters: Mapping[str, float], pair: Pair, models: Sequence[Model]
) -> dict[str, dict[str, float]]:
    """Those of the parameters that each hypothesis has; one that none of them has is an error."""
    names = {m.name: {n.rpartition(".")[2] for n in complete_parameters(pair, m)} for m in models}
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    for parameter, value in parameters.items():
        having = [name for name, own in names.items() if parameter.rpartition(".")[2] in own]
        if not having:
            raise unknown("parameter of any of these hypotheses", parameter, set().union(*names.values()))
        for name in having:
            found[name][parameter] = value
    return found


def number(value: float, digits: int) -> str:
    """A prediction in print; an exact null has no decimals."""
    return "0" if abs(value) < 1e-9 else f"{round(value, digits) + 0.0:.{digits}f}"


def beside(predictions: Mapping[str, Mapping[str, float]], rows: Sequence[Prediction | str]) -> list[str]:
    """Lines of a table with hypotheses side by side, so many as fit; a text among the rows is a heading.

    Hypotheses go by number where their names are too long.
    """
    lines: list[str] = []
    for first in range(0, len(predictions), BESIDE):
        models = list(predictions)[first : first + BESIDE]
        wide = min((WIDTH - HEAD) // len(models), CELL)
        named = all(len(model) < wide for model in models)
        heads = [model if named else str(k) for k, model in enumerate(models, first + 1)]
        which = ", ".join(f"{k}\u00a0{model}" for k, model in enumerate(models, first + 1))
        lines += ["", *([] if named else [x.replace("\u00a0", " ") for x in textwrap.wrap(which, WIDTH)])]
        lines.append(" " * HEAD + "".join(f"{head:>{wide}}" for head in heads))
        for row in rows:
            if isinstance(row, str):
                lines.append(row)
                continue
            cells = (number(predictions[model][row.name], row.digits) for model in models)
            label = f"{row.meaning} [{row.unit}]"
            lines.append(f"{label:{HEAD}}" + "".join(f"{cell:>{wide}}" for cell in cells))
    return lines
