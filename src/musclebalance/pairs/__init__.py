"""Muscle pairs with published numbers, each with its source; data files, not code.

`pair(name)` gives one pair, `catalogue()` prints all of them with their sources, assumed values and cautions.
"""

from .carrying import carried_moment, loaded, torque_capacity
from .definition import Activity, Pair, pair, pair_names
from .table import Catalogue, catalogue

__all__ = [
    "Activity", "Catalogue", "Pair", "carried_moment", "catalogue", "loaded", "pair", "pair_names",
    "torque_capacity",
]  # fmt: skip
