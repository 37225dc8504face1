"""Trials of one's own on the command line: a template, what was understood, the scores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from musclebalance import cli


def test_the_template_of_trials_is_scored_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["scoreboard", "--template", "mine.csv"]) == 0
    assert "musclebalance scoreboard mine.csv" in capsys.readouterr().out
    assert cli.main(["scoreboard", "--template", "mine.csv"]) == 1
    assert "exists already" in capsys.readouterr().err
    with Path("mine.csv").open("a") as file:
        file.write("bad,,calf,massage,,,30,4,,0,dorsiflexion,deg,5 min,,,,,3,,18\n")
    assert cli.main(["scoreboard", "mine.csv"]) == 0
    understood, _, scores = capsys.readouterr().out.partition("\n\n")
    for told in (
        "mine.csv: 3 rows of row_id, study, muscle",
        ", pir: hamstrings (agonist of hamstrings-quadriceps); PIR: effort 0.2 of MVC",
        "stretch 30 s, release 5 to 30 s (drawn)",
        "error 0.833 deg from the SDs before and after (correlation 0.7, assumed",
        "not read, bad: mine.csv, line ",
        "no technique 'massage'",
    ):
        assert told in understood
    assert "own: " in scores
    assert "not scored: 1 row; see report" in scores
    assert cli.main(["scoreboard", "mine.csv", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in found["rows"]] == ["pir", "calf"]
    assert "\n".join(found["report"]) == understood


def test_a_template_needs_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["scoreboard", "mine.csv", "--template", "t.csv"]) == 1
    assert "leave one of the two out" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
