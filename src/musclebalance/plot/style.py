"""Colours and line styles of everything drawn, and one restrained style, used only when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

#: Keywords of Matplotlib for one thing drawn.
Look = Mapping[str, Any]

#: Ten colours that colour-blind readers can tell apart: M. A. Petroff 2021, doi 10.48550/arXiv.2107.02270.
BLUE, YELLOW, RED, GREY, PURPLE, BROWN, ORANGE, TAN, SLATE, SKY = (
    *("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6"),
    *("#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"),
)
PALE = "#dde2e4"
#: Lines and text that belong to neither muscle.
INK = "0.15"
#: The two muscles differ in line style too, so that they can be told apart in a grey print.
MUSCLES: Mapping[str, Look] = {
    "agonist": {"color": RED, "linestyle": "-"},
    "antagonist": {"color": BLUE, "linestyle": (0, (5, 1.6))},
}
#: Arms of a comparison, in order; an untreated arm has a look of its own.
ARMS: tuple[Look, ...] = (
    {"color": PURPLE, "linestyle": "-"},
    {"color": ORANGE, "linestyle": (0, (5, 1.6))},
    {"color": BLUE, "linestyle": (0, (7, 1.6, 1.5, 1.6))},
    {"color": BROWN, "linestyle": (0, (3, 1.2))},
    {"color": RED, "linestyle": (0, (9, 1.6))},
    {"color": TAN, "linestyle": (0, (1, 0.8))},
    {"color": SKY, "linestyle": (0, (6, 1.2, 1.2, 1.2, 1.2, 1.2))},
    {"color": YELLOW, "linestyle": (0, (2, 0.8))},
)
UNTREATED: Look = {"color": SLATE, "linestyle": (0, (1.2, 1.2))}
UNTREATED_NAMES = ("none", "no treatment", "untreated", "background")
#: Thin line at a level to compare with.
REFERENCE: Look = {"color": GREY, "linewidth": 0.9, "linestyle": "-", "alpha": 0.8, "zorder": 0.5}

RESTRAINED: Look = {
    "figure.constrained_layout.use": True,
    "figure.dpi": 120,
    "savefig.dpi": 200,
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.edgecolor": "0.35",
    "axes.labelcolor": "0.15",
    "xtick.color": "0.35",
    "ytick.color": "0.35",
    "xtick.labelcolor": "0.15",
    "ytick.labelcolor": "0.15",
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 2.0,
    "lines.solid_capstyle": "round",
}


@contextmanager
def style(**changes: Any) -> Iterator[None]:
    """The project's restrained style, for the figures made inside the ``with`` block only.

    Parameters
    ----------
    **changes : Any
        Further Matplotlib settings, with two underscores for each dot in a name (``font__size=14``).

    Examples
    --------
    >>> import matplotlib
    >>> from musclebalance import plot
    >>> with plot.style(font__size=14):
    ...     matplotlib.rcParams["font.size"]
    14.0
    """
    import matplotlib

    # An inline backend switches "interactive" on when the first figure is made; that must outlast the block.
    settings: Any = {**RESTRAINED, **{name.replace("__", "."): value for name, value in changes.items()}}
    interactive = matplotlib.rcParams["interactive"]
    try:
        with matplotlib.rc_context(settings):
            yield
            interactive = matplotlib.rcParams["interactive"]
    finally:
        matplotlib.rcParams["interactive"] = interactive


def looks(names: Iterable[str]) -> dict[str, Look]:
    """Colour and line style of each arm of a comparison; the untreated arm is grey and dotted."""
    found: dict[str, Look] = {}
    for name in names:
        treated = sum(n.lower() not in UNTREATED_NAMES for n in found)
        found[name] = UNTREATED if name.lower() in UNTREATED_NAMES else ARMS[treated % len(ARMS)]
    return found
