"""Written figures keep their text: fonts are embedded as TrueType, text of an SVG stays text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from musclebalance import plot
from musclebalance.cli.commands import save_figure


def draw(plot):
    return [plot.forest(["A $5 and $6 study", "B"], [5.0, 1.0], [4.0, 4.0])]


def by_the_style(path):
    with plot.style("single"):
        draw(plot)[0].figure.savefig(path)


def by_the_command_line(path):
    save_figure(path, draw)


@pytest.mark.parametrize("write", [by_the_style, by_the_command_line])
def test_text_stays_text(write, tmp_path):
    for ending in ("pdf", "eps", "svg"):
        write(tmp_path / f"figure.{ending}")
    pdf = (tmp_path / "figure.pdf").read_bytes()
    assert b"/FontFile2" in pdf
    assert b"/TrueType" in pdf or b"/CIDFontType2" in pdf
    assert b"/Type3" not in pdf
    eps = (tmp_path / "figure.eps").read_bytes()
    assert b"/FontType 42" in eps
    assert b"/FontType 3" not in eps
    tree = ElementTree.parse(tmp_path / "figure.svg")
    words = {"".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert {"A $5 and $6 study", "B", "change [deg]"} <= words
