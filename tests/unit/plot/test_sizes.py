"""Every figure fits every size: no text is cut, none lies on another, and fonts stay readable."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from unittest import mock

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

from musclebalance import plot
from musclebalance.core.errors import UnknownNameError
from musclebalance.plot.style import SIZES

SOME = 1.0  # pixels by which texts may touch


def drawn_texts(figure):
    """Each text that is drawn in a figure, with its box [px]."""
    figure.canvas.draw()  # settles the layout
    seen, draw = [], Text.draw

    def watched(text, renderer):
        if text.get_visible() and text.get_text().strip():
            seen.append((text.get_text(), Text.get_window_extent(text, renderer)))
        draw(text, renderer)

    with mock.patch.object(Text, "draw", watched):
        figure.canvas.draw()
    return seen


def faults(figure):
    """Texts that leave the figure, and pairs that lie on each other."""
    seen, (width, height) = drawn_texts(figure), figure.canvas.get_width_height()
    for words, box in seen:
        if min(box.x0, box.y0, width - box.x1, height - box.y1) < -SOME:
            yield f"{words!r} is cut: {box.extents.round()} in {width} x {height}"
    for (one, a), (two, b) in itertools.combinations(seen, 2):
        across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if min(across, up) > SOME:
            yield f"{one!r} lies on {two!r}"


def figures_of(every, name):
    return [np.ravel(np.asarray(draw(), dtype=object))[0].figure for draw in every[name]]


FIGURES = [name for name in plot.__all__ if name not in ("style", "animate_joint")]


@pytest.mark.parametrize(
    "size", [pytest.param(s, marks=() if s in ("single", "slide") else pytest.mark.slow) for s in SIZES]
)
@pytest.mark.parametrize("name", FIGURES)
def test_texts_are_whole_and_apart(every, name, size):
    with plot.style(size):
        for number, figure in enumerate(figures_of(every, name)):
            folder = os.environ.get("FIG")
            if folder:
                figure.savefig(Path(folder) / f"{name}_{number}_{size}.png", dpi=150)
            assert list(faults(figure)) == []


@pytest.mark.parametrize(("size", "width"), [("single", 89.0), ("double", 183.0)])
@pytest.mark.parametrize("name", FIGURES)
def test_figures_for_a_journal_have_its_width_and_readable_letters(every, name, size, width):
    with plot.style(size):
        for figure in figures_of({name: every[name][:1]}, name):
            assert 25.4 * figure.get_figwidth() == pytest.approx(width)
            assert 25.4 * figure.get_figheight() <= 230.0
            sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()]
            assert min(sizes) >= 4.9


def test_slides_are_16_to_9():
    with plot.style("slide"):
        for draw in (lambda: plot.tornado({"a": (0.1, 0.2)}, 0.15), lambda: plt.subplots()[1]):
            width, height = draw().figure.get_size_inches()
            assert width / height == pytest.approx(16 / 9)


def test_lines_and_letters_grow_together():
    found = {}
    for size in ("single", "slide"):
        with plot.style(size):
            found[size] = [
                matplotlib.rcParams[name] for name in ("font.size", "lines.linewidth", "xtick.labelsize")
            ]
    assert np.divide(found["slide"], found["single"]) == pytest.approx([18 / 8] * 3)


def test_sizes_end_with_their_block():
    with plot.style("slide"), plot.style("single"):
        pass
    assert plot.forest(["A"], [1.0], [1.0]).figure.get_figwidth() == 7.0


def test_what_is_no_size_and_no_setting_is_refused():
    with pytest.raises(UnknownNameError, match=r"No size of figures 'singel'. Did you mean 'single'"):
        plot.style("singel").__enter__()
    with pytest.raises(
        UnknownNameError, match=r"setting of Matplotlib 'font.sise'. Did you mean 'font.size'"
    ):
        plot.style(font__sise=3).__enter__()


def test_overlaps_and_cuts_are_found():
    ax = plt.subplots()[1]
    ax.text(0.5, 0.5, "one")
    ax.text(0.51, 0.5, "two")
    ax.text(0.98, 0.8, "far too long for its place")
    found = list(faults(ax.figure))
    assert "'one' lies on 'two'" in found
    assert any("is cut" in fault for fault in found)
