"""Every script of the gallery runs, asserts what it claims, and labels what it draws."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "docs" / "gallery").glob("plot_*.py"))


def test_there_is_a_gallery():
    assert len(SCRIPTS) >= 6


#: Many simulations each; building the documentation, which comes before the tests, runs and asserts them too.
LONG = ("tornado", "sobol", "best_dose")


def _marked(path):
    long = any(word in path.stem for word in LONG)
    return pytest.param(path, marks=pytest.mark.slow if long else (), id=path.stem)


@pytest.mark.parametrize("script", [_marked(path) for path in SCRIPTS])
def test_gallery_script(script):
    import matplotlib.pyplot as plt

    plt.close("all")
    try:
        runpy.run_path(str(script))
        figures = [plt.figure(number) for number in plt.get_fignums()]
        assert figures, "the script draws nothing"
        for figure in figures:
            labels = [text for ax in figure.axes for text in (ax.get_xlabel(), ax.get_ylabel()) if text]
            assert labels
            for text in labels:
                assert re.search(r"\[[^\]]+\]", text), f"no unit in the label {text!r}"
            figure.canvas.draw()
    finally:
        plt.close("all")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_gallery_script_checks_a_number(script):
    assert re.search(r"^assert ", script.read_text("utf-8"), re.M), "a gallery script asserts what it says"
