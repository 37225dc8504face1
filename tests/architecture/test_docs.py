"""The documentation's generators say what the code says."""

from __future__ import annotations

import importlib
import re
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


@pytest.fixture(scope="module")
def drawn(extension):
    """Words of the model's diagram by what they are."""
    picture = extension("diagram").svg("page-of-{}.html".format)
    assert '<a href="page-of-tone.html">' in picture
    found: dict[str, list[str]] = {}
    for kind, words in re.findall(r'<text[^>]* class="(\w+)">([^<]*)</text>', picture):
        found.setdefault(kind, []).append(words)
    return found


def test_the_diagram_names_every_mechanism_and_every_state(drawn):
    from musclebalance.model.laws import ALL

    assert sorted(drawn["mechanism"]) == sorted(m.name.replace("_", " ").capitalize() for m in ALL)
    named = " ".join(drawn["state"]).split()
    assert sorted(named) == sorted(state.name for m in ALL for state in m.states)
    quantities = {quantity.name for m in ALL for quantity in m.quantities}
    assert set(" ".join(drawn["quantity"]).split()) <= quantities


def test_the_diagram_names_inputs_and_readings_that_there_are(drawn, extension):
    import musclebalance as mb
    from musclebalance.model import Segment

    fields = {name.removesuffix("_agonist") for name in Segment.__dataclass_fields__}
    assert set(" ".join(drawn["input"]).split()) <= fields
    readings = {name for names in extension("diagram").READINGS.values() for name in names}
    assert readings <= set(mb.variables().to_frame().index)
    assert {name.removesuffix("_agonist") for name in readings} >= set(drawn["reading"])


def test_activities_set_what_the_diagram_says(extension):
    """What stands under a cause is what some pair's activity of that kind does."""
    import musclebalance as mb

    for cause in extension("diagram").CAUSES:
        parts = [
            part
            for pair in mb.catalogue()
            for name in cause.activities
            for part in mb.pair(pair.name).actions[name].exposures
        ]
        done = {
            name
            for name in cause.inputs
            for part in parts
            if getattr(part, name, None) or getattr(part, f"{name}_agonist", None)
        }
        assert not cause.activities or done == set(cause.inputs), cause


def test_what_moves_a_mechanism_is_read_by_its_law(extension):
    from musclebalance.model.laws import ALL

    diagram = extension("diagram")
    moved = {m.name: diagram.moved_by(m) for m in ALL}
    assert moved["tone"] == ["stress", "memory", "injury", "blood"]
    assert moved["serial_length"] == ["length"]
    assert moved["trauma"] == ["injury"]
    known = {e.name for m in ALL for e in (*m.states, *m.quantities)} | set(moved)
    inputs = {"effort", "stretched", "phase_stretch", "stress"}
    assert {name for names in diagram.MOVERS.values() for name in names} <= known | inputs


def test_the_glossary_says_what_the_page_says(root):
    """Terms that explain themselves on the interactive page stand in the glossary with the same figures."""
    told = (root / "src/musclebalance/app/static/strings.en.js").read_text("utf-8")
    terms = re.findall(r"'term\.\w+':\s*'([^:']+): ([^\n]+)',\n", told)
    assert len(terms) > 10
    text = (root / "docs/glossary.md").read_text("utf-8")
    entries = dict(re.findall(r"^(\S[^\n]*)\n((?: {4}[^\n]+\n)+)", text, re.M))
    for name, words in terms:
        if name == "Source":
            continue
        entry = entries["MVC" if name == "%MVC" else name]
        figures = set(re.findall(r"\d[\d.]*\d|\d", words))
        assert figures <= set(re.findall(r"\d[\d.]*\d|\d", entry)), name


def test_the_glossary_has_no_symbols(root):
    """Symbols belong to the nomenclature, the one list of them."""
    text = (root / "docs/glossary.md").read_text("utf-8")
    assert "$" not in text
