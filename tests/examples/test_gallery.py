"""Every script of the gallery asserts what it claims; building the documentation runs them all."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
SCRIPTS = sorted((DOCS / "gallery").glob("plot_*.py"))


def test_there_is_a_gallery():
    assert len(SCRIPTS) >= 6


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_gallery_script_checks_a_number(script):
    assert re.search(r"^assert ", script.read_text("utf-8"), re.M), "a gallery script asserts what it says"


def test_the_documentation_runs_the_gallery_and_checks_its_labels():
    text = (DOCS / "conf.py").read_text("utf-8")
    assert '"image_scrapers": ("gallery_check",)' in text
    assert '"abort_on_example_error": True' in text


def test_a_label_without_a_unit_is_found(monkeypatch):
    import matplotlib.pyplot as plt

    monkeypatch.setattr(sys, "path", [str(DOCS / "_ext"), *sys.path])
    gallery_check = pytest.importorskip("gallery_check")
    plt.close("all")
    plt.subplots()[1].set_xlabel("time [d]")
    gallery_check.check()
    plt.gca().set_ylabel("pain")
    with pytest.raises(AssertionError, match="no unit in the label 'pain'"):
        gallery_check.check()
    plt.close("all")


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_gallery_script(script):
    """As a user would run it."""
    import matplotlib.pyplot as plt

    plt.close("all")
    runpy.run_path(str(script))
    assert plt.get_fignums(), "the script draws nothing"
    plt.close("all")
