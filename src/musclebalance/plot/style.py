"""Sizes, colours and line styles of everything drawn, and one restrained style, used only when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ..core.errors import MusclebalanceError, unknown

#: Keywords of Matplotlib for one thing drawn.
Look = Mapping[str, Any]

#: Ten colours that colour-blind readers can tell apart: M. A. Petroff 2021, doi 10.48550/arXiv.2107.02270.
BLUE, YELLOW, RED, GREY, PURPLE, BROWN, ORANGE, TAN, SLATE, SKY = (
    *("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6"),
    *("#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"),
)
PALE = "#dde2e4"
INK, QUIET, PAPER = "0.15", "0.35", "white"
#: One colour for each meaning, the same in every figure. Meanings of one colour never meet in one figure.
COLOURS: Mapping[str, str] = {
    # people and what becomes of them
    "agonist": RED, "antagonist": BLUE, "treated": PURPLE, "untreated": SLATE, "healthy": GREY,
    # the model against what was measured
    "observed": INK, "predicted": BLUE, "missed": RED, "uncertainty": SKY,
    "calibrate": BROWN, "validate": BLUE, "null": YELLOW, "own": PURPLE,
    # phases of a session
    "contract": PURPLE, "release": SKY, "stretch": ORANGE, "rest": GREY, "unused": PALE, "move": TAN,
    # activities of a day, and stress
    "sleep": SLATE, "desk": BROWN, "drive": YELLOW, "sit": TAN, "stand": SKY, "walk": BLUE, "free": PALE,
    "lift": ORANGE, "sport": RED, "stress": INK,
    # searches
    "low": BLUE, "high": ORANGE, "tried": GREY, "not beaten": PURPLE, "best": RED,
    # the bistable model
    "length": BROWN, "tone": BLUE, "path": PURPLE, "flow": SLATE, "stable": INK, "threshold": RED,
    "open": PALE, "ends tense": "#f6e3de", "ends healthy": "#e3eef8",
    # the drawn joint
    "bone": "#c9c3b8", "rim": "#8d8678", "healthy bone": PALE, "tendon": GREY,
    # text, axes and paper
    "ink": INK, "quiet": QUIET, "paper": PAPER,
}  # fmt: skip
#: Slack to taut: one ramp from light to dark, so that it reads in grey and for every kind of colour vision.
RAMP = ("#fdf3d8", "#f6b65a", "#d9541e", "#7d1128", "#33061a")
#: Levels of a surface, even in lightness: doi 10.1371/journal.pone.0199239.
SURFACE = "cividis"
#: The two muscles differ in line style too, so that they can be told apart in a grey print.
MUSCLES: Mapping[str, Look] = {
    "agonist": {"color": COLOURS["agonist"], "linestyle": "-"},
    "antagonist": {"color": COLOURS["antagonist"], "linestyle": (0, (5, 1.6))},
}
#: Arms of a comparison, in order; an untreated arm has a look of its own.
ARMS: tuple[Look, ...] = (
    {"color": COLOURS["treated"], "linestyle": "-"},
    {"color": ORANGE, "linestyle": (0, (5, 1.6))},
    {"color": BLUE, "linestyle": (0, (7, 1.6, 1.5, 1.6))},
    {"color": BROWN, "linestyle": (0, (3, 1.2))},
    {"color": RED, "linestyle": (0, (9, 1.6))},
    {"color": TAN, "linestyle": (0, (1, 0.8))},
    {"color": SKY, "linestyle": (0, (6, 1.2, 1.2, 1.2, 1.2, 1.2))},
    {"color": YELLOW, "linestyle": (0, (2, 0.8))},
)
UNTREATED: Look = {"color": COLOURS["untreated"], "linestyle": (0, (1.2, 1.2))}
UNTREATED_NAMES = ("none", "no treatment", "untreated", "background")


@dataclass(frozen=True, slots=True)
class Size:
    """A place that figures are made for: width and least and greatest height [inch], font [pt]."""

    width: float | None
    heights: tuple[float, float]
    font: float

    def inches(self, width: float, height: float, whole: bool = False) -> tuple[float, float]:
        """Width and height of a figure that is this large on a screen, where the font has 10 pt."""
        if self.width is None:
            return width, height
        scale, (least, most) = self.font / 10.0, self.heights
        tall = min(max(self.width * height / width, 0.8 * scale * height), 1.3 * scale * height)
        tall = scale * height if whole else tall  # rows keep their distance
        return self.width, min(max(tall, least), most)

    def columns(self, wanted: int, count: int) -> int:
        """How many of `count` panels stand beside one another: those wanted, unless too narrow, or uneven."""
        fitting = wanted
        if self.width is not None:
            fitting = min(wanted, max(1, int(72.0 * self.width / (NARROWEST * self.font))))
        return -(-count // -(-count // fitting))  # rows of about one length


#: Narrowest panel in widths of an "m".
NARROWEST = 17.0
#: Widths of a column and of two in most journals (89 and 183 mm); slides are 16:9.
SIZES: Mapping[str, Size] = {
    "screen": Size(None, (0.0, 1e3), 10.0),
    "single": Size(89 / 25.4, (0.0, 9.0), 8.0),
    "double": Size(183 / 25.4, (0.0, 9.0), 8.0),
    "slide": Size(40 / 3, (7.5, 7.5), 18.0),
}
_SIZE: ContextVar[Size] = ContextVar("size of figures", default=SIZES["screen"])


def _settings(size: Size) -> dict[str, Any]:
    """Settings of Matplotlib for one size; whatever is measured in points grows with the font."""
    font, mark = size.font, {"color": QUIET, "labelcolor": INK, "labelsize": 0.9 * size.font}
    return {
        "figure.constrained_layout.use": True,
        "figure.dpi": 120,
        "figure.figsize": size.inches(6.4, 3.6),
        "savefig.dpi": 300,
        "pdf.fonttype": 42,  # text of a PDF or EPS keeps its font, text of an SVG stays text
        "ps.fonttype": 42,
        "svg.fonttype": "none",
        "font.size": font,
        "axes.titlesize": 1.1 * font,
        "axes.titlelocation": "left",
        "axes.labelsize": font,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.08 * font,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": INK,
        **{f"{axis}.{key}": value for axis in ("xtick", "ytick") for key, value in mark.items()},
        **{f"{axis}.major.size": 0.35 * font for axis in ("xtick", "ytick")},
        **{f"{axis}.major.width": 0.08 * font for axis in ("xtick", "ytick")},
        "legend.frameon": False,
        "legend.fontsize": 0.9 * font,
        "lines.linewidth": 0.2 * font,
        "lines.markersize": 0.6 * font,
        "lines.solid_capstyle": "round",
    }


@contextmanager
def style(size: str = "screen", **changes: Any) -> Iterator[None]:
    """The project's restrained style, for the figures made and saved inside the ``with`` block only.

    Fonts and lines fit the size. Files written inside the block keep their text as text: PDF and EPS with the
    font in them, SVG with ``<text>``.

    Parameters
    ----------
    size : {"screen", "single", "double", "slide"}
        What the figures are for: a screen (6.4 inch wide or as many panels need), one column (89 mm) or two
        (183 mm) of a journal, or a slide (16:9). Axes of your own keep the size of their figure; one that is
        made without ``figsize`` has the size of a single panel.
    **changes : Any
        Further Matplotlib settings, with two underscores for each dot in a name (``font__size=14``).

    Raises
    ------
    UnknownNameError
        No such size or setting.

    Examples
    --------
    >>> import matplotlib
    >>> from musclebalance import plot
    >>> with plot.style("single", font__size=7):
    ...     matplotlib.rcParams["font.size"]
    7.0
    """
    import matplotlib

    if size not in SIZES:
        raise unknown("size of figures", size, SIZES)
    given = {name.replace("__", "."): value for name, value in changes.items()}
    strange = next((name for name in given if name not in matplotlib.rcParams), None)
    if strange is not None:
        raise unknown("setting of Matplotlib", strange, matplotlib.rcParams)
    # An inline backend switches "interactive" on when the first figure is made; that must outlast the block.
    settings: Any = {**_settings(SIZES[size]), **given}
    interactive = matplotlib.rcParams["interactive"]
    before = _SIZE.set(SIZES[size])
    try:
        with matplotlib.rc_context(settings):
            yield
            interactive = matplotlib.rcParams["interactive"]
    finally:
        matplotlib.rcParams["interactive"] = interactive
        _SIZE.reset(before)


def present_size() -> Size:
    """The size that figures are made in now."""
    return _SIZE.get()


def points(length: float) -> float:
    """A length [pt] of figures on a screen, where the font has 10 pt, in the font of now."""
    import matplotlib

    return float(length * matplotlib.rcParams["font.size"] / 10.0)


def reference(colour: str = COLOURS["healthy"]) -> Look:
    """Thin line at a level to compare with."""
    return {"color": colour, "linestyle": "-", "linewidth": points(0.9), "alpha": 0.8, "zorder": 0.5}


def looks(
    names: Sequence[str], labels: Sequence[str] | None = None, colours: Sequence[str] | None = None
) -> dict[str, Look]:
    """Colour, line style and label of each arm of a comparison; the untreated arm is grey and dotted."""
    told = labelled(names, labels)
    own = coloured(names, colours)
    found: dict[str, Look] = {}
    for name in names:
        treated = sum(n.lower() not in UNTREATED_NAMES for n in found)
        look = UNTREATED if name.lower() in UNTREATED_NAMES else ARMS[treated % len(ARMS)]
        found[name] = {**look, **own.get(name, {}), "label": told[name]}
    return found


def labelled(names: Sequence[str], labels: Sequence[str] | None) -> dict[str, str]:
    """The label of each name: its own, or one of as many that are given."""
    return dict(zip(names, names if labels is None else each("label", names, labels), strict=True))


def coloured(names: Sequence[str], colours: Sequence[str] | None) -> dict[str, Look]:
    """The colour of each name as a keyword, where as many are given."""
    if colours is None:
        return {}
    given = each("colour", names, colours)
    return {name: {"color": check_colour(colour)} for name, colour in zip(names, given, strict=True)}


def check_colour(colour: str) -> str:
    """A colour that Matplotlib knows, or an error with the nearest name."""
    from matplotlib.colors import CSS4_COLORS, is_color_like

    if not is_color_like(colour):
        raise unknown("colour", colour, CSS4_COLORS)
    return colour


def each(what: str, names: Sequence[str], given: Sequence[str]) -> Sequence[str]:
    """As many of something as there are names, or an error that says how many."""
    if isinstance(given, str) or len(given) != len(names):
        got = repr(given) if isinstance(given, str) else str(len(given))
        raise MusclebalanceError(
            f"one {what} for each of {', '.join(names)} is needed: {len(names)}, got {got}."
        )
    return given
