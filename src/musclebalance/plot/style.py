"""Colours, line styles and the one restrained style, used only when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Ten colours that stay apart for colour-blind readers: M. A. Petroff 2021, doi 10.48550/arXiv.2107.02270.
BLUE, YELLOW, RED, GREY, PURPLE, BROWN, ORANGE, TAN, SLATE, SKY = (
    *("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6"),
    *("#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"),
)
PALE = "#dde2e4"
#: Lines and words that belong to neither muscle.
INK = "0.15"
#: The two muscles differ by line style too, so that a grey print still tells them apart.
MUSCLES: Mapping[str, Mapping[str, Any]] = {
    "agonist": {"color": RED, "linestyle": "-"},
    "antagonist": {"color": BLUE, "linestyle": (0, (5, 1.6))},
}
#: Arms of a comparison, in order; what is called no treatment is always the last one.
ARMS: tuple[Mapping[str, Any], ...] = (
    {"color": PURPLE, "linestyle": "-"},
    {"color": ORANGE, "linestyle": (0, (5, 1.6))},
    {"color": BLUE, "linestyle": (0, (7, 1.6, 1.5, 1.6))},
    {"color": BROWN, "linestyle": (0, (3, 1.2))},
    {"color": RED, "linestyle": (0, (9, 1.6))},
    {"color": TAN, "linestyle": (0, (1, 0.8))},
    {"color": SKY, "linestyle": (0, (6, 1.2, 1.2, 1.2, 1.2, 1.2))},
    {"color": YELLOW, "linestyle": (0, (2, 0.8))},
)
UNTREATED: Mapping[str, Any] = {"color": SLATE, "linestyle": (0, (1.2, 1.2))}
UNTREATED_NAMES = ("none", "no treatment", "untreated", "background")
#: Thin line at a level that is only there to compare with.
REFERENCE: Mapping[str, Any] = {
    "color": GREY,
    "linewidth": 0.9,
    "linestyle": "-",
    "alpha": 0.8,
    "zorder": 0.5,
}

RESTRAINED: Mapping[str, Any] = {
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
        Further settings; a dot in a name of Matplotlib's is written as two underscores (``font__size=14``).

    Examples
    --------
    >>> import matplotlib
    >>> from musclebalance import plot
    >>> with plot.style(font__size=14):
    ...     matplotlib.rcParams["font.size"]
    14.0
    """
    import matplotlib

    # An inline backend switches "interactive" on when the first figure is made: that must outlast the block.
    settings: Any = {**RESTRAINED, **{name.replace("__", "."): value for name, value in changes.items()}}
    interactive = matplotlib.rcParams["interactive"]
    try:
        with matplotlib.rc_context(settings):
            yield
            interactive = matplotlib.rcParams["interactive"]
    finally:
        matplotlib.rcParams["interactive"] = interactive


def axes_or_new(ax: Axes | None, width: float = 6.4, height: float = 3.6) -> Axes:
    """The given Axes, or those of a new figure of this size [inch]."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def looks(names: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Colour and line style of each arm of a comparison; the untreated arm is grey and dotted."""
    found: dict[str, Mapping[str, Any]] = {}
    for name in names:
        treated = sum(n.lower() not in UNTREATED_NAMES for n in found)
        found[name] = UNTREATED if name.lower() in UNTREATED_NAMES else ARMS[treated % len(ARMS)]
    return found


def weeks_axis(ax: Axes, last: float) -> None:
    """Whole weeks from 0 to `last`."""
    from matplotlib.ticker import MaxNLocator

    ax.set_xlabel("time [weeks]")
    ax.set_xlim(0.0, last)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True, steps=[1, 2, 4, 8, 10]))


def name_ends(ax: Axes, ends: Iterable[tuple[float, str, str]], gap: float = 0.075) -> None:
    """Write each line's name beside its right end, pushed apart where ends lie close."""
    low, high = ax.get_ylim()
    wanted = sorted(((y - low) / (high - low), name, colour) for y, name, colour in ends)
    places = spread([height for height, _, _ in wanted], gap)
    for (_, name, colour), place in zip(wanted, places, strict=True):
        ax.annotate(
            name,
            (1.0, place),
            xycoords="axes fraction",
            xytext=(4, 0),
            textcoords="offset points",
            color=colour,
            va="center",
            fontsize="small",
            annotation_clip=False,
        )


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Places at least `gap` apart, as near as can be to increasing `heights`, none above 1."""
    blocks: list[list[float]] = []  # [mean of height - rank * gap, members]
    for rank, height in enumerate(heights):
        blocks.append([height - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, members = blocks.pop()
            before = blocks[-1]
            before[0] = (before[0] * before[1] + mean * members) / (before[1] + members)
            before[1] += members
    bases = [mean for mean, members in blocks for _ in range(int(members))]
    highest = 1.0 - (len(bases) - 1) * gap
    return [min(base, highest) + rank * gap for rank, base in enumerate(bases)]
