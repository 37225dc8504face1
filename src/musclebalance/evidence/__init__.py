"""Published evidence as typed tables, and the model held against it.

`load("programmes")` gives one table, `arms("calibrate")` the arms of all trials with change and spread in
one form, `row("P050")` one row with its citation. `scoreboard()` predicts every trial with the calibrated
model, `skill()` compares a model or a law with baselines while studies are left out, `predict()` tells what
to expect of an arm given others, `template()` is a table to write trials of one's own in, `tournament()`
ranks the explanations, `calibration()` is the frozen parameter set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .dataset import VERSION, Row, arms, describe, load, overlaps, row, tables

if TYPE_CHECKING:
    from .asking import Prediction, predict
    from .calibrating import Calibration, Law, calibration
    from .comparing import Skill, skill
    from .contrasting import contrasts
    from .ranking import Tournament, discriminating_experiment, tournament
    from .scoring import Scoreboard, published_scoreboard, scoreboard
    from .starting import template

__all__ = [
    "VERSION", "Calibration", "Law", "Prediction", "Row", "Scoreboard", "Skill", "Tournament", "arms",
    "calibration", "contrasts", "describe", "discriminating_experiment", "load", "overlaps", "predict",
    "published_scoreboard", "row", "scoreboard", "skill", "tables", "template", "tournament",
]  # fmt: skip
#: What needs the simulation is imported when it is asked for: the tables alone stay light.
_WHERE = {
    **dict.fromkeys(("Calibration", "Law", "calibration"), "calibrating"),
    **dict.fromkeys(("Prediction", "predict"), "asking"),
    "contrasts": "contrasting",
    **dict.fromkeys(("Skill", "skill"), "comparing"),
    **dict.fromkeys(("Tournament", "discriminating_experiment", "tournament"), "ranking"),
    **dict.fromkeys(("Scoreboard", "published_scoreboard", "scoreboard"), "scoring"),
    "template": "starting",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
