"""Figures of the gallery are checked while the documentation runs its scripts, so that they run only once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
from sphinx_gallery.scrapers import matplotlib_scraper

UNIT = re.compile(r"\[[^\]]+\]")


def check() -> None:
    """Every open figure with axes to be seen has labels, and every label names its unit in brackets."""
    for figure in map(plt.figure, plt.get_fignums()):
        shown = [ax for ax in figure.axes if ax.axison]
        labels = [text for ax in shown for text in (ax.get_xlabel(), ax.get_ylabel()) if text]
        assert labels or (figure.axes and not shown), "a figure without axis labels"
        for text in labels:
            assert UNIT.search(text), f"no unit in the label {text!r}"


def labelled(block: Any, variables: dict[str, Any], settings: dict[str, Any]) -> str:
    """Keep the figures of a block of a script, after they have been checked."""
    check()
    return str(matplotlib_scraper(block, variables, settings))


def _get_sg_image_scraper() -> Callable[..., str]:
    return labelled
