"""The example that puts a person's muscles into a leg, and the page on models out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import musclebalance as mb

PAGE = Path(__file__).parents[2] / "docs" / "exchange.md"
BLOCKS = re.findall(r"```\{code-cell\}\n((?:.*\n)*?)```", PAGE.read_text("utf-8"))


def test_a_desk_shortens_the_muscle_and_a_programme_gives_some_back(example, capsys) -> None:
    found = example("muscles_into_a_body").main(days=60, weeks=4)
    healthy, desk, treated = (length for length, _ in found.values())
    assert healthy == 1.0
    assert desk < treated < healthy
    assert "after the desk       hip flexors -3." in capsys.readouterr().out


@pytest.mark.simulators
def test_the_leg_hangs_flexed_after_the_desk(example) -> None:
    found = example("muscles_into_a_body").main(days=180, weeks=12)
    healthy, desk, treated = (angle for _, angle in found.values())
    assert healthy + 0.3 < treated + 0.3 < desk


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_block_of_the_page_runs_alone(number: int, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    text = re.sub(r"^:tags:.*\n", "", BLOCKS[number])
    exec(compile(text, f"docs/exchange.md, block {number + 1}", "exec"), {})
    assert capsys.readouterr().out.strip()
    assert not list(tmp_path.iterdir())


def test_the_commands_of_the_page_are_commands() -> None:
    """Each line is understood by the command line's parser."""
    import shlex

    from musclebalance.cli import parser

    lines = re.findall(r"^musclebalance (export .*)$", PAGE.read_text("utf-8"), re.M)
    assert len(lines) == 5
    for line in lines:
        assert parser().parse_args(shlex.split(line)).command.name == "export"


def test_the_page_names_every_function() -> None:
    text = PAGE.read_text("utf-8")
    names = [name for name in mb.__all__ if name.startswith("to_")]
    assert len(names) == 6
    assert all(f"mb.{name}" in text for name in names)
