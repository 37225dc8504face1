"""Every readout is in the nomenclature, with its unit."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from musclebalance.model.hypotheses import combined
from musclebalance.result import Day, MuscleDay
from musclebalance.result.variables import catalogue_of

PAGE = (Path(__file__).parents[3] / "docs/nomenclature.md").read_text("utf-8")
READOUTS = PAGE[PAGE.index("## Readouts") : PAGE.index("## States")]
STORED = {
    entry.name
    for kind in ("muscle", "joint")
    for entry in (*combined.states(kind), *combined.quantities(kind))
}


def flat(name: str) -> str:
    head, _, tail = name.rpartition("_")
    return f"{head}_{{muscle}}" if tail in ("agonist", "antagonist") else name


@pytest.mark.parametrize(
    "name",
    sorted(
        {flat(name) for name in catalogue_of(combined) if flat(name).removesuffix("_{muscle}") not in STORED}
    ),
)
def test_every_readout_is_listed_with_its_unit(name: str):
    unit = catalogue_of(combined)[name.replace("{muscle}", "agonist")].unit
    (line,) = [line for line in READOUTS.splitlines() if f"`{name}`" in line]
    assert unit in line


@pytest.mark.parametrize("kind", [Day, MuscleDay])
def test_every_entry_of_a_day_is_listed(kind: type):
    skipped = {"number", "angles", "hours", "agonist", "antagonist"}
    for field in dataclasses.fields(kind):
        assert field.name in skipped or f".{field.name}`" in READOUTS, field.name
