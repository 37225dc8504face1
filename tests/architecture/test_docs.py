"""The documentation's generators say what the code says."""

from __future__ import annotations

import importlib
import sys

import pytest


@pytest.fixture(scope="module")
def extension(root):
    """Import a module of docs/_ext."""
    sys.path.insert(0, str(root / "docs" / "_ext"))
    yield importlib.import_module
    sys.path.pop(0)


def test_nomenclature_is_up_to_date(extension, root):
    text = (root / "docs" / "nomenclature.md").read_text("utf-8")
    message = "states, quantities or parameters changed: run `python3 docs/_ext/nomenclature.py`"
    assert extension("nomenclature").page(text) == text, message


def test_every_law_can_be_written_as_equations(extension):
    """Each quantity a mechanism declares, and each state it owns, has its equation."""
    equations, ALL = extension("equations"), importlib.import_module("musclebalance.model.laws").ALL
    for mechanism in ALL:
        text = list(equations.equations(mechanism))
        assert len(text) >= len(mechanism.quantities) + len(mechanism.states), mechanism.name
        for name in equations.names():
            assert f"\\text{{{name.replace('_', ' ')}}}" not in "".join(text), (
                f"{mechanism.name}: {name} has a symbol"
            )


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("tau_1", r"$\tau_1$"),
        ("F_0 cos(alpha)", r"$F_0 \cos(\alpha)$"),
        ("P_im", r"$P_{\mathrm{im}}$"),
        ("1/eta", r"$1/\eta$"),
        ("MAP", r"$\mathrm{MAP}$"),
        ("", ""),
    ],
)
def test_symbols_become_tex(extension, symbol, expected):
    assert extension("nomenclature").tex(symbol) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1.0, "1"), (1.0 / 6.0, r"\frac{1}{6}"), (0.15, "0.15"), (0.6667, "0.6667"), (1e-3, "0.001")],
)
def test_numbers_are_written_as_a_reader_would(extension, value, expected):
    assert extension("equations").tex(value) == expected


def test_a_law_reads_as_its_equations(extension):
    from musclebalance.model import Mechanism, Quantity, State

    def law(m, p, f):
        m.tension = m.partner.effort * f.sigmoid(m.length - 1.0)
        return {"tone": [(0.5, p.gain + 1.0), (0.0, 2.0)]}

    mechanism = Mechanism(
        "made_up",
        law,
        states=(State("tone", "a", "-", 0, 0, 1, "x"),),
        quantities=(Quantity("tension", "T", "N", "x"),),
    )
    first, second = extension("equations").equations(mechanism)
    assert first == r"T = {e}'\,\operatorname{sg}\left(l - 1\right)"
    assert r"\left(0.5 - a\right)\, \left(\text{gain} + 1\right) \\ & + \left(- a\right)\, 2" in second


def test_every_public_name_is_listed_once_by_task(extension):
    api = extension("api")
    listed = [name for task in api.TASKS for name in task.listed]
    twice = sorted({name for name in listed if listed.count(name) > 1})
    assert not twice, f"listed twice in docs/_ext/api.py: {twice}"
    public, named = set(api.public()), set(listed)
    assert public >= {"simulate", "plot.recovery", "evidence.load", "app.serve", "treatment.Phase"}
    assert not public - named, f"public, but under no task in docs/_ext/api.py: {sorted(public - named)}"
    assert not named - public, f"listed in docs/_ext/api.py, but not public: {sorted(named - public)}"


def test_every_public_name_says_what_it_is(extension):
    api = extension("api")
    assert not [name for name in api.public() if not api.summary(name)]
