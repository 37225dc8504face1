"""The page on the popular account: its figures are those of the model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import musclebalance as mb

PAGE = (Path(__file__).parents[2] / "docs" / "account.md").read_text("utf-8")
LIVES = {"removed": mb.Lifestyle.healthy(), "unchanged": mb.Lifestyle.office(hours=8, stress=0.6)}
DONE = {"none": None, "PIR": mb.PIR(), "static stretching": mb.StaticStretch(hold=29, rest=3, repetitions=5)}


@pytest.fixture(scope="module")
def desk() -> mb.Person:
    return mb.develop(mb.pair("hip-flexors-gluteus-maximus"), LIVES["unchanged"], days=180)


@pytest.mark.parametrize("cause", LIVES)
@pytest.mark.parametrize("treatment", DONE)
def test_the_table_of_the_story_is_what_the_model_says(desk: mb.Person, cause: str, treatment: str) -> None:
    row = re.search(rf"^\| {cause} \| {treatment} \| (.+?) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
    assert row is not None
    printed = [[float(number) for number in cell.split(", ")] for cell in row.groups()]
    session = DONE[treatment]
    plan = None if session is None else mb.Plan(session, per_week=3, weeks=8)
    course = mb.simulate(desk, plan, LIVES[cause], weeks=16, progress=False)
    moments = [0, 56, 112]
    found = [course.values(name)[moments] for name in ("imbalance", "rom_agonist", "resting_length_agonist")]
    found[2] = 100.0 * (found[2] - 1.0)
    for told, read, digits in zip(printed, found, (0.006, 0.06, 0.06), strict=True):
        assert told == pytest.approx(list(read), abs=digits)


def test_the_sentence_about_the_desk_is_what_the_model_says(desk: mb.Person) -> None:
    short, long = (
        100.0 * (float(desk.state[desk.body.index(f"resting_length_{m}")]) - 1.0)
        for m in ("agonist", "antagonist")
    )
    lost = desk.reference.rom["agonist"] - desk.read("rom_agonist")
    assert f"fibres {-short:.1f} % shorter, the partner's {long:.1f} % longer, {lost:.1f}\ndeg" in PAGE
    assert f"imbalance {desk.imbalance:.2f}." in PAGE


def test_the_sentence_about_inhibition_is_what_the_model_says(desk: mb.Person) -> None:
    told = re.search(r"eight weeks of PIR is ([\d.]+) %MVC with it and ([\d.]+) without", PAGE)
    assert told is not None
    without = mb.develop(desk.pair, LIVES["unchanged"], days=180, model="combined - inhibition")
    plan = mb.Plan(mb.PIR(), per_week=3, weeks=8)
    ends = [mb.simulate(who, plan, LIVES["unchanged"], weeks=8, progress=False) for who in (desk, without)]
    tones = [end.at("tone_agonist", 56) for end in ends]
    assert [float(number) for number in told.groups()] == pytest.approx(tones, abs=0.006)
    ranges = [float(end.values("rom_agonist")[-1]) for end in ends]
    assert ranges[0] == pytest.approx(ranges[1], abs=0.2)
