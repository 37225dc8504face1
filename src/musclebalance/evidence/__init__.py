"""Published evidence as typed tables: facts with citation, row ids kept, split by study.

`load("programmes")` gives one table, `arms("calibrate")` the arms of all trials with change and spread in
one form, `row("P050")` one row with its citation.
"""

from .dataset import VERSION, Row, arms, describe, load, overlaps, row, tables
from .normalise import normalise

__all__ = ["VERSION", "Row", "arms", "describe", "load", "normalise", "overlaps", "row", "tables"]
