"""Every number has a unit, bounds, a meaning, a basis and sources that can be looked up."""

from __future__ import annotations

import importlib
import math
import re

import pytest

from musclebalance.core.parameters import BASES, SOURCED, Parameter
from musclebalance.core.units import UNITS

COMPOSITE = re.compile(r"[A-Za-z%°·]+[0-9^]*( [A-Za-z]+)*(/[A-Za-z%]+(\^\d)?)*")


@pytest.fixture(scope="module")
def mechanisms(modules):
    """Every mechanism found in the package, by module name."""
    from musclebalance.model.mechanism import Mechanism

    found = {}
    for module in modules:
        if ".laws." in module.name:
            for entry in vars(importlib.import_module(module.name)).values():
                if isinstance(entry, Mechanism):
                    found[entry.name] = entry
    assert len(found) > 10
    return found


@pytest.fixture(scope="module")
def parameters(mechanisms) -> dict[str, Parameter]:
    """Every parameter of every mechanism and of every pair in every source set, named by its owner."""
    from musclebalance.pairs import pair, pair_names

    found = {f"{name}: {p.name}": p for name, m in mechanisms.items() for p in m.parameters}
    for name in pair_names():
        found |= {f"{name}: {key}": entry for key, entry in pair(name).parameters.items()}
    assert len(found) > 100
    return found


def test_units_can_be_converted(parameters):
    bad = {
        owner: p.unit
        for owner, p in parameters.items()
        if p.unit not in UNITS and p.unit.removeprefix("1/") not in UNITS and not COMPOSITE.fullmatch(p.unit)
    }
    assert not bad


def test_bounds_are_finite_and_not_a_point(parameters):
    bad = [
        str(p)
        for p in parameters.values()
        if not (
            math.isfinite(p.low) and math.isfinite(p.high) and p.low <= p.value <= p.high and p.low < p.high
        )
    ]
    assert not bad, "\n".join(bad)


def test_every_meaning_is_a_sentence_of_words(parameters):
    bad = [owner for owner, p in parameters.items() if len(p.meaning.split()) < 2]
    assert not bad, bad


def test_basis_is_stated_and_only_assumptions_lack_a_source(parameters):
    bad = [
        owner
        for owner, p in parameters.items()
        if p.basis not in BASES or (p.basis in SOURCED and not p.source)
    ]
    assert not bad, bad


def test_every_source_can_be_looked_up(parameters):
    from musclebalance.core import sources

    missing = {}
    for owner, parameter in parameters.items():
        for key in parameter.source:
            try:
                found = sources.get(key)
            except ValueError:
                missing.setdefault(key, owner)
            else:
                assert found.title, key
    assert not missing, f"source keys without an entry, and a parameter that uses each: {missing}"


def test_a_parameter_name_means_one_thing(mechanisms):
    """Two mechanisms may not declare the same parameter with different meanings."""
    owners: dict[str, str] = {}
    for name, mechanism in mechanisms.items():
        for parameter in mechanism.parameters:
            assert parameter.name not in owners, f"{parameter.name}: {owners[parameter.name]} and {name}"
            owners[parameter.name] = name


def test_every_mechanism_tells_its_law_and_its_reference(mechanisms):
    bad = []
    for name, mechanism in mechanisms.items():
        text = mechanism.law.__doc__ or ""
        sourced = any(p.source for p in mechanism.parameters) or "References" in text
        if not text.strip() or not sourced:
            bad.append(name)
    assert not bad, f"no docstring, or neither a sourced parameter nor a References section: {bad}"


def test_every_mechanism_has_a_reference_check(mechanisms, root):
    """A test elsewhere names it: a closed form, a published figure or an independent computation."""
    folders = (root / "tests" / "reference", root / "tests" / "unit" / "model")
    text = "\n".join(p.read_text("utf-8") for folder in folders for p in folder.rglob("test_*.py"))
    missing = [name for name in mechanisms if not re.search(rf"\b{name}\b", text)]
    assert not missing, missing
