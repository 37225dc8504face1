"""Every language says everything: the same keys, the same values and terms, and every name of the library."""

from __future__ import annotations

import re
from typing import Any

import pytest

from musclebalance.app.offline import about, lives_data
from musclebalance.app.page import LANGUAGES, choices, read
from musclebalance.pairs import pair, pair_names
from musclebalance.plot.session import PHASES
from musclebalance.treatment import TECHNIQUES
from tests.javascript import evaluate

STRINGS = tuple(f"strings.{code}.js" for code in LANGUAGES)
SCRIPTS = ("text.js", *STRINGS)


def packs() -> dict[str, Any]:
    return dict(evaluate(SCRIPTS, "return MB.languages"))


def forms(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def shown() -> set[str]:
    """Everything the library gives the page to say."""
    offered = choices()
    found = {t for one in offered["models"] for t in one.values()}
    found |= {one[part] for one in offered["techniques"] for part in ("name", "differs")}
    found |= {t.session().name for t in TECHNIQUES.values()}
    found |= {limit[part] for limit in offered["limits"].values() for part in ("label", "unit")}
    found |= {*offered["causes"], "clinic", "home", *PHASES.values()}
    for name in pair_names():
        known = about(pair(name))
        found |= {known[part] for part in ("title", "agonist", "antagonist", "coordinate")}
        found |= set(known["cautions"])
    found |= {
        one["bone"][part] for one in offered["bodies"] if one["bone"] for part in ("name", "coordinate")
    }
    lives = lives_data()
    found |= set(lives["names"].values()) | {"office", "stress", "wakes"}
    return found | {bout[0] for life in ("healthy", "reduced") for bout in lives[life]}


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_a_language_has_every_text_with_its_values_and_terms(code: str) -> None:
    known = packs()
    english, other = known["en"]["texts"], known[code]["texts"]
    assert set(english) == set(other)
    for key, text in english.items():
        own, theirs = ("\n".join(forms(one)) for one in (text, other[key]))
        assert isinstance(text, str) == isinstance(other[key], str), key
        if not key.startswith("headline.treated"):  # a language may say weeks as a number or in words
            assert set(re.findall(r"\{\w+\}", own)) == set(re.findall(r"\{\w+\}", theirs)), key
        terms = [set(re.findall(r"\]\((\w+)\)", one)) for one in (own, theirs)]
        assert terms[0] == terms[1], key
        assert all(f"term.{term}" in other for term in terms[1]), key


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_a_language_names_all_that_the_library_names(code: str) -> None:
    assert shown() - set(packs()[code]["terms"]) == set()


def test_numbers_plurals_and_lines_follow_the_language() -> None:
    body = """
    const found = {};
    for (const code of ['en', 'de']) {
      MB.language.use(code);
      found[code] = [MB.number(-1.25, 2), MB.number(null, 1), MB.number(-1e-9, 1), MB.count(1, 'week'),
        MB.count(1.04, 'week', 1), MB.count(2, 'session'), MB.told('desk 3.98 h (stress 0.6); wakes 07:00')];
    }
    return found;"""
    assert evaluate(SCRIPTS, body) == {
        "en": [
            "−1.25",
            "–",
            "0.0",
            "1 week",
            "1.0 week",
            "2 sessions",
            "desk 3.98 h (stress 0.6); wakes 07:00",
        ],
        "de": [
            *("−1,25", "–", "0,0", "1 Woche", "1,0 Woche", "2 Sitzungen"),
            "Schreibtisch 3,98 h (Stress 0,6); wach ab 07:00",
        ],
    }


def test_an_unknown_text_is_an_error() -> None:
    body = "try { MB.text('page.nothing'); return ''; } catch (error) { return error.message; }"
    assert evaluate(SCRIPTS, body) == 'no text "page.nothing" in en'


def test_page_and_scripts_ask_for_texts_that_there_are() -> None:
    known = set(packs()["en"]["texts"])
    asked = set(re.findall(r'data-(?:text|label)="([\w.]+)"', read("page.html")))
    for name in ("panels", "headline", "table", "controls", "view", "session", "keep", "buttons", "looks",
                 "page", "joint", "phase", "source", "bodyview"):  # fmt: skip
        asked |= set(re.findall(r"MB\.text\('([\w.]+)'", read(f"{name}.js")))
    assert len(asked) > 80
    assert asked <= known
