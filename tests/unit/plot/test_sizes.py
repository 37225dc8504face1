"""Every figure fits every size: no text is cut, none lies on another, and fonts stay readable."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from matplotlib.text import Text

from musclebalance import plot
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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FIGURES)
def test_texts_are_whole_and_apart(every, name, size):
    with plot.style(size):
        for number, figure in enumerate(figures_of(every, name)):
            folder = os.environ.get("FIG")
            if folder:
                figure.savefig(Path(folder) / f"{name}_{number}_{size}.png", dpi=150)
            assert list(faults(figure)) == []
