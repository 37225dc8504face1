"""The page on protocols: its code runs, its words are understood, its file is a scenario."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import musclebalance as mb
from musclebalance.treatment import TECHNIQUES
from musclebalance.treatment.grammar import parse_phrase
from tests import snippets

PAGE = Path(__file__).parents[2] / "docs" / "protocols.md"
TEXT = PAGE.read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", TEXT, re.S)


def test_the_code_means_what_it_says():
    space = snippets.left_behind(PAGE)
    named = snippets.run(PAGE, 0)["pir"]
    assert named.seconds == 160.0
    assert mb.PIR(muscle="hip flexors") == named
    assert mb.PIR() != named
    assert mb.session(space["words"]) * 5 == mb.PIR()
    assert space["whole"].holidays == ((36, 42),)
    assert space["timeline"].audit.techniques == ("PIR", "strengthening")
    assert space["course"].done


def test_every_phrase_of_the_table_is_understood():
    phrases = re.findall(r"^\| `([^`]+)` \|", TEXT, re.M)
    read = [phrase for phrase in phrases if phrase.split()[0].islower() and not phrase.startswith("repeat")]
    assert len(read) >= 12
    for phrase in read:
        parse_phrase(phrase)


def test_every_technique_has_its_row():
    assert set(re.findall(r"^\| `([A-Z]\w+)` \|", TEXT, re.M)) == set(TECHNIQUES)


def test_the_scenario_of_the_page_is_one():
    text, more = blocks("toml")
    scenario = mb.Scenario.parse(text)
    assert scenario.plan.weeks == 12
    whole = mb.Scenario.parse(text + more)
    assert whole.parameters == {"length_time": 4.0, "agonist.max_isometric_force": 2600.0}
    assert [event.label for event in whole.events] == ["a fall"]
    shown = blocks("text")[1].strip().removeprefix("scenario.toml")
    with pytest.raises(mb.FileError) as caught:
        mb.Scenario.parse(text.replace("per_week = 3", "per_weeks = 3"))
    assert str(caught.value) == f"scenario{shown}"


def test_the_refusal_shown_is_the_real_one():
    shown = blocks("text")[0].strip()
    with pytest.raises(mb.MusclebalanceError) as caught:
        mb.session(["rest for 3 s", "contract at 20 %MVX for 7 s"])
    assert str(caught.value).startswith(shown)
