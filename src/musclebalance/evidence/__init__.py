"""Published evidence as typed tables, and the model held against it.

`load("programmes")` gives one table, `arms("calibrate")` the arms of all trials with change and spread in
one form, `row("P050")` one row with its citation. `scoreboard()` predicts every trial with the calibrated
model, `tournament()` ranks the explanations, `calibration()` is the frozen parameter set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .dataset import VERSION, Row, arms, describe, load, overlaps, row, tables

if TYPE_CHECKING:
    from .calibrating import Calibration, calibration
    from .ranking import Tournament, discriminating_experiment, tournament
    from .scoring import Scoreboard, published_scoreboard, scoreboard

__all__ = [
    "VERSION", "Calibration", "Row", "Scoreboard", "Tournament", "arms", "calibration", "describe",
    "discriminating_experiment", "load", "overlaps", "published_scoreboard", "row", "scoreboard", "tables",
    "tournament",
]  # fmt: skip
#: What needs the simulation is imported when it is asked for: the tables alone stay light.
_WHERE = {
    **dict.fromkeys(("Calibration", "calibration"), "calibrating"),
    **dict.fromkeys(("Tournament", "discriminating_experiment", "tournament"), "ranking"),
    **dict.fromkeys(("Scoreboard", "published_scoreboard", "scoreboard"), "scoring"),
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
