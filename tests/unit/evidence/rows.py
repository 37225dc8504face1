"""A row of a table of trials as somebody else would write it, and how it is read."""

import pandas as pd

from musclebalance.evidence.own import own_results
from musclebalance.evidence.published import Arm, Published

MINE = {"row_id": "mine", "pair": "hamstrings-quadriceps", "technique": "PIR", "readout": "hip flexion",
        "unit": "deg", "weeks": "4", "change": "8", "spread": "6", "people": "20"}  # fmt: skip


def read(*rows: dict[str, str]) -> Published:
    return own_results(pd.DataFrame(rows))


def own(**changed: str) -> Arm:
    return read(MINE | changed).results[0]


def refused(*rows: dict[str, str]) -> list[str]:
    """The reasons of rows that are left out; the last row is one that can be read."""
    found = read(*rows, MINE | {"row_id": "good"})
    assert [arm.id for arm in (*found.results, *found.nulls)] == ["good"]
    assert all(f"not read, {one.id}: {one.reason}" in found.report for one in found.unscored)
    return [one.reason for one in found.unscored]
