"""Muscle pairs with published numbers, each with its source; data files, not code.

`pair(name)` gives one pair, `catalogue()` prints all of them with their sources, assumed values and cautions.
A pair of your own is a file: `template("mine.toml")` writes one to start from, `pair("mine.toml")` reads it,
and `write(pair, "mine.toml")` writes any pair.
"""

from .carrying import carried_moment, loaded, torque_capacity
from .definition import Activity, Pair
from .own import parse, template, write
from .packaged import pair, pair_names
from .plausible import unresisted
from .table import Catalogue, catalogue

__all__ = [
    "Activity", "Catalogue", "Pair", "carried_moment", "catalogue", "loaded", "pair", "pair_names", "parse",
    "template", "torque_capacity", "unresisted", "write",
]  # fmt: skip
