"""The page on files of a laboratory: its code runs and finds what its words say."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import musclebalance as mb

PAGE = Path(__file__).parents[2] / "docs" / "laboratory.md"


@pytest.fixture(scope="module")
def space() -> dict[str, object]:
    found: dict[str, object] = {}
    for block in re.findall(r"```\{code-cell\}\n(.*?)```", PAGE.read_text("utf-8"), re.S):
        exec(compile(block, "docs/laboratory.md", "exec"), found)
    plt.close("all")
    return found


def test_parts_of_the_gain_are_those_put_into_the_files(space):
    change = space["parts"].table["change"]
    assert change["range"] == pytest.approx(6.0)
    assert change["tissue"] == pytest.approx(2.0, abs=0.4)
    assert "column 'Torque' is in N, which measures force" not in str(space["recording"])


def test_the_fit_names_what_trades_off(space):
    assert space["found"].tied
    assert "cannot be told apart" in str(space["found"])
    assert space["table"]["sd"].min() >= 0.5


def test_every_reader_named_there_exists():
    named = set(re.findall(r"`mb\.(\w+)`", PAGE.read_text("utf-8")))
    assert {"read_dynamometer", "read_emg", "read_motion", "read_visits"} <= named
    assert all(hasattr(mb, name) for name in named)
