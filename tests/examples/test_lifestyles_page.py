"""The page on lifestyles: its code runs, its table is read, its refusal is the real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import musclebalance as mb
from tests import snippets

PAGE = Path(__file__).parents[2] / "docs" / "lifestyles.md"
TEXT = PAGE.read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", TEXT, re.S)


def test_the_code_means_what_it_says():
    space = snippets.left_behind(PAGE)
    assert snippets.run(PAGE, 0)["life"].hours()["sport"] == pytest.approx(2 / 7)
    assert space["histogram"].hours()["85 deg"] == pytest.approx(9)
    assert space["week"].hours()["desk"] == pytest.approx(4 * 5 / 7)
    assert 0.1 < space["held"].effort_agonist < 0.4
    assert space["weaker"].values("strength_size_antagonist")[-1] == pytest.approx(0.94, abs=0.01)
    assert space["hours"].sum() == pytest.approx(24.0)
    assert space["day"].agonist.sustained_at_rest > 0.1


def test_every_ready_life_of_the_table_can_be_made():
    rows = re.findall(r"^\| `(Lifestyle\.\w+)(\(.*?\))` \|", TEXT, re.M)
    assert len(rows) == 9
    for name, arguments in rows:
        if arguments != "(...)":
            assert eval(f"mb.{name}{arguments}").hours()["sleep"] >= 7.99


def test_the_refusal_shown_is_the_real_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (shown,) = blocks("text")
    table = re.search(r'write_text\("""\\\n(.*?)"""', TEXT, re.S)[1]
    Path("week.csv").write_text(table.replace("bench,13:00", "bench,11:00"), "utf-8")
    with pytest.raises(mb.FileError) as caught:
        mb.Lifestyle.from_table("week.csv", fill="free")
    assert str(caught.value) == shown.strip()
