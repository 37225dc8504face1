"""Every cause of the account has its consequence, through its mechanism, in direction and size."""

from __future__ import annotations

from pathlib import Path

import pytest

from musclebalance.core.errors import UnknownNameError
from musclebalance.pairs import pair
from validation.causes import CAUSES, CONSEQUENCES, HIP, LINKS, PAIRS, Link, cause, consequence, run
from validation.pages.causes import markdown

PAGE = Path(__file__).parents[2] / "docs/model/causes.md"
ACCOUNT = {
    "semi-contracted muscle": ("agonist's tone, mean of the day", "agonist active at rest without a pause"),
    "short muscle": ("agonist's resting length",),
    "stretched, weak partner": ("antagonist's resting length", "antagonist's strength when short"),
    "altered joint motion": ("resting angle, to the agonist's side", "range of motion"),
    "wear": ("wear, per year",),
    "constricted flow": ("flow, lowest of the day",),
    "pinched nerve": ("nerve above 30 mmHg",),
    "pain": ("pain, mean of the day", "pain, highest of the day"),
}


def named(link: Link) -> str:
    return f"{link.cause}: {link.consequence}"


@pytest.mark.parametrize("link", LINKS, ids=named)
def test_the_cause_has_the_consequence_in_direction_and_size(link: Link):
    assert link.low <= link.effect(link.on()) <= link.high


@pytest.mark.parametrize("link", LINKS, ids=named)
def test_with_its_mechanism_switched_off_the_consequence_is_gone(link: Link):
    assert abs(link.effect(link.off())) < 0.2 * abs(link.effect(link.on()))


@pytest.mark.parametrize("entry", CAUSES, ids=lambda entry: entry.name)
def test_every_cause_of_the_account_is_linked_to_a_consequence(entry):
    assert len({link.consequence for link in LINKS if link.cause == entry.name}) >= 3


@pytest.mark.parametrize("names", ACCOUNT.values(), ids=ACCOUNT)
def test_every_consequence_of_the_account_is_reached_from_some_cause(names):
    for name in names:
        reached = [link for link in LINKS if link.consequence == name]
        assert any(consequence(name).counts(link.on()) for link in reached), name


@pytest.mark.parametrize("entry", CAUSES, ids=lambda entry: entry.name)
def test_without_an_entrapment_no_cause_reaches_a_nerve(entry):
    assert consequence("nerve above 30 mmHg").effect(run(pair(HIP), entry)) == 0.0


@pytest.mark.parametrize("name", PAIRS)
def test_the_healthy_life_has_no_consequence(name):
    lived = run(pair(name).with_entrapment(), cause("emotional stress")).without
    reads = {row.name: row.read(lived) for row in CONSEQUENCES}
    for name in (
        "agonist's tone, mean of the day",
        "memory of the agonist",
        "agonist active at rest without a pause",
    ):
        assert reads[name] == 0.0
    assert abs(reads["composite imbalance"]) < 0.01
    assert reads["pain, mean of the day"] < 0.1


def test_an_unknown_cause_or_consequence_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'heavy lifting'"):
        cause("heavy liftng")
    with pytest.raises(UnknownNameError, match="Did you mean 'range of motion'"):
        consequence("range of moton")


def test_the_page_is_the_one_generated_by_the_model():
    assert PAGE.read_text("utf-8") == markdown()
