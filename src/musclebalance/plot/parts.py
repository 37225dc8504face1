"""What figures share: Axes, labels, named lines, notes, legends, marked levels and phases."""

from __future__ import annotations

import functools
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError
from ..model.body import split
from ..model.imbalance import SYMMETRIC
from ..result import Result
from ..result.variables import Variable, find
from ..simulation.reading import Reading
from ..timeline import SessionSpan
from .style import COLOURS, MUSCLES, Look, points, present_size, reference

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

Array = NDArray[np.float64]
Grid = NDArray[np.object_]
Drawing = TypeVar("Drawing", bound=Callable[..., Any])

DAYS_A_WEEK = 7.0
#: Share of its room that Axes take before the layout is settled.
WITHOUT_MARGINS = 0.775
#: How much longer than its axis a label may be.
OVER = 1.02
#: Distance of two lines of text in heights of the font.
LINE = 1.3
#: Least height of a panel, as a share of the values it shows.
LEAST_SPAN = 0.05
#: A unit in a label; a dollar that would begin a formula; characters that XML does not know.
_UNIT = re.compile(r"\[[^\]]*\]")
_DOLLAR = re.compile(r"(?<!\\)\$")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Short names for axis labels; other readouts are labelled by their own meaning.
SHORT = {
    "imbalance": "composite imbalance",
    "resting_length": "resting length",
    "resting_tension": "resting tension",
    "resting_angle": "resting angle",
    "rom": "range of motion − healthy",
    "rom_agonist": "passive range of motion",
    "rom_antagonist": "passive range of motion",
    "strength_ratio": "strength ratio",
    "strength_torque": "isometric torque",
    "tone": "tone",
    "pain": "pain",
}
#: Letters of a label of a body's reading that stand on one line, and on each where there are more.
LONG, WIDEST = 44, 34
#: Readouts whose axis begins at 0, with the least upper end of the axis.
FROM_ZERO = {"imbalance": 1.0, "pain": 2.0}


def on_axes(function: Drawing) -> Drawing:
    """Complete the docstring of a figure that takes `ax` or `axes`, and check what it is called with."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def as_written(*args: Any, **named: Any) -> Any:
        given = signature.bind(*args, **named).arguments
        own = {text: text.get_text() for text in _texts([given.get("ax"), given.get("axes")])}
        made = function(*args, **named)
        for text in _texts([made]):
            if own.get(text) != text.get_text():
                text.set_text(literal(text.get_text()))
        if given.get("ax") is None and given.get("axes") is None:
            fold(np.ravel(np.asarray(made, dtype=object))[0].figure)
        return made

    drawing = public(cast(Drawing, as_written))
    if not function.__doc__:  # python -OO
        return drawing
    text = inspect.cleandoc(function.__doc__)
    end = text.find("\n\n", text.index("Parameters\n---"))
    parameters, rest = (text[:end], text[end:]) if end > 0 else (text, "")
    given, made = "ax : Axes, optional\n    Where to draw; default a new figure.", "Axes"
    if "axes" in signature.parameters:
        given = "axes : sequence of Axes, optional\n    One for each panel; default a new figure."
        made = "ndarray of Axes (panels,)"
    parameters += f"\n{given}"
    returns = "" if "Returns\n---" in rest else f"\n\nReturns\n-------\n{made}"
    drawing.__doc__ = parameters + returns + rest
    return drawing


def literal(text: str) -> str:
    """A text that Matplotlib draws as it is: no formula between dollars, and nothing that no SVG may hold."""
    return _DOLLAR.sub(r"\\$", _CONTROL.sub("\ufffd", text))


def signed(value: float, digits: int = 1) -> str:
    """A number with its sign, a minus of the width of a plus."""
    return f"{value:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _texts(given: Iterable[Any]) -> Iterator[Text]:
    """Titles, labels, notes and legends of Axes."""
    from matplotlib.text import Text

    for ax in (one for some in given if some is not None for one in np.ravel(np.asarray(some, dtype=object))):
        legend = ax.get_legend()
        in_legend = () if legend is None else (legend.get_title(), *legend.get_texts())
        yield from (part for part in (*ax.get_children(), *in_legend) if isinstance(part, Text))
        yield from (ax.xaxis.label, ax.yaxis.label)


def fold(figure: Figure) -> None:
    """Break titles and labels of axes that are longer than their Axes into lines."""
    from matplotlib.text import Text

    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    for ax in figure.axes:
        room = ax.get_window_extent()
        titles = [part for part in ax.get_children() if isinstance(part, Text) and part not in ax.texts]
        for text, most in (
            *((one, room.width) for one in titles),
            (ax.xaxis.label, OVER * room.width),
            (ax.yaxis.label, OVER * room.height),
        ):
            words, box = text.get_text(), text.get_window_extent()
            length = box.height if text is ax.yaxis.label else box.width
            if words and "\n" not in words and length > most:
                text.set_text(_broken(words, int(most / length * len(words))))


def _broken(words: str, most: int) -> str:
    """A text in few lines of about one length, at most so many letters; a unit stays whole."""
    if len(words) <= max(most, 1):
        return words
    whole = _UNIT.sub(lambda unit: unit.group().replace(" ", "\0"), words)
    count = -(-len(words) // max(most, 1))
    for width in range(-(-len(words) // count), max(most, 1) + 1):
        lines = textwrap.wrap(whole, width, break_long_words=False)
        if len(lines) <= count:
            break
    return "\n".join(lines).replace("\0", " ")


def axes_or_new(ax: Axes | None, width: float = 6.4, height: float = 3.6, *, whole: bool = False) -> Axes:
    """The given Axes, or new ones of this size [inch] on a screen; `whole`: as high in every size."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=present_size().inches(width, height, whole), layout="constrained")[1]


def axes_grid(
    axes: Sequence[Axes] | None, names: Sequence[str], columns: int, size: tuple[float, float], **how: Any
) -> Grid:
    """One of the given Axes for each name, or new ones of this size [inch] in at most so many columns."""
    count = len(names)
    if axes is not None:
        given = np.asarray(axes, dtype=object).ravel()
        if len(given) < count:
            raise MusclebalanceError(
                f"{count} panels ({', '.join(names)}) need as many Axes, got {len(given)}."
            )
        return given[:count]
    import matplotlib.pyplot as plt

    columns = present_size().columns(columns, count)
    rows = -(-count // columns)
    total = present_size().inches(size[0] * columns, size[1] * rows)
    figure, made = plt.subplots(rows, columns, figsize=total, squeeze=False, layout="constrained", **how)
    for number, ax in enumerate(made.flat):
        if number >= count:
            figure.delaxes(ax)
        elif how.get("sharex") and number + columns >= count:
            ax.xaxis.set_tick_params(labelbottom=True)
    return np.asarray(made.ravel()[:count])


def short(name: str) -> str:
    """A readout in few words, as it stands within a longer label."""
    return SHORT.get(name, name.replace("_", " "))


def axis_label(name: str, variable: Variable | Reading) -> str:
    """Axis label with unit of a readout, named with or without its muscle."""
    _, muscle = split((variable.variable if isinstance(variable, Reading) else name).partition(" at ")[0])
    told = variable.meaning.replace("{muscle}", muscle or "muscle")
    label = f"{SHORT.get(name, told)} [{variable.unit}]"
    return textwrap.fill(label, WIDEST) if isinstance(variable, Reading) and len(label) > LONG else label


def variable_of(name: str, variable: Variable | Reading) -> str:
    """The variable of one pair that is read, or the name of the reading where it is none."""
    one = isinstance(variable, Reading) and len(variable.where) == 1
    return (variable.variable or name) if isinstance(variable, Reading) and one else name


def variables(result: Result, name: str) -> list[tuple[str, str]]:
    """Flat names behind a readout, each with its muscle ("" for the joint)."""
    both = [(f"{name}_{muscle}", muscle) for muscle in MUSCLES]
    if all(flat in result.variables for flat, _ in both):
        return both
    find(result.person.model, name)  # an unknown name is an error here
    muscle = name.rpartition("_")[2]
    return [(name, muscle if muscle in MUSCLES else "")]


def result_label(result: Result, name: str) -> str:
    """Axis label of a readout of a result; its own meaning and muscle where it has no short name."""
    variable = variables(result, name)[0][0]
    return axis_label(name, result.variables[variable]) if name in SHORT else result.label(variable)


def reference_level(result: Result, variable: str) -> float:
    """Level to compare with: the healthy value; for the composite imbalance, where it counts as symmetric."""
    return SYMMETRIC if variable == "imbalance" else float(result.person.healthy.values(variable)[0])


def weeks_axis(ax: Axes, last: float) -> None:
    """Whole weeks from 0 to `last`."""
    from matplotlib.ticker import MaxNLocator

    ax.set(xlabel="time [weeks]", xlim=(0.0, last))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True, steps=[1, 2, 4, 8, 10]))


def readout_axes(ax: Axes, name: str, label: str, weeks: float) -> None:
    """Weeks, label and limits of a readout; indices and pain start at 0, everything else gets a margin."""
    weeks_axis(ax, weeks)
    ax.set_ylabel(label)
    if name in FROM_ZERO:
        ax.set_ylim(0.0, max(ax.get_ylim()[1], FROM_ZERO[name]))
    else:
        ax.margins(y=0.12)


def outer(grid: Grid) -> None:
    """Name an axis that all panels of a figure share at its outer panels alone."""
    count, columns = len(grid), grid[0].get_subplotspec().get_gridspec().ncols
    for number, ax in enumerate(grid):
        if ax.get_shared_x_axes().joined(ax, grid[0]) and number + columns < count:
            ax.set_xlabel("")
        if ax.get_shared_y_axes().joined(ax, grid[0]) and number % columns:
            ax.set_ylabel("")


def note(
    ax: Axes, text: str, at: tuple[float, float], where: Any, shift: tuple[float, float], **look: Any
) -> Text:
    """Small grey text, `shift` points (of a screen's figure) away from a place in the coordinates `where`."""
    how = {"fontsize": "x-small", "color": COLOURS["quiet"], **look}
    away = (points(shift[0]), points(shift[1]))
    return ax.annotate(text, at, xycoords=where, xytext=away, textcoords="offset points", **how)


def legend_above(ax: Axes, columns: int, side: Literal["left", "right"] = "left", **how: Any) -> None:
    """A legend above the Axes, flush with one of its sides, in as many columns as find room."""
    corner = (0.0 if side == "left" else 1.0, 1.0)
    place = {"loc": f"lower {side}", "bbox_to_anchor": corner, "borderaxespad": 0.2}
    room, handles = ax.get_window_extent().width, how.pop("handles", ax.get_legend_handles_labels()[0])
    words = [literal(str(handle.get_label())) for handle in handles]
    for ncols in range(columns, 0, -1):
        legend = ax.legend(handles, words, **{"ncols": ncols, **place, **how})
        if legend.get_window_extent().width <= room:
            break


def legend_outside(grid: Grid, handles: Sequence[Look], *, own: bool) -> None:
    """A legend of lines above all panels of an own figure; within the first of somebody else's Axes."""
    from matplotlib.lines import Line2D

    lines = [Line2D([], [], **{**look, "label": literal(look["label"])}) for look in handles]
    if not own:
        grid[0].legend(handles=lines, loc="best", handlelength=2.8)
        return
    figure = grid[0].figure
    for ncols in range(len(lines), 0, -1):
        for legend in figure.legends:
            legend.remove()
        made = figure.legend(handles=lines, loc="outside upper left", ncols=ncols, handlelength=2.8)
        if made.get_window_extent().width <= figure.bbox.width:
            break


def name_rows(ax: Axes, names: Sequence[str], colours: Sequence[str]) -> None:
    """Rows from the top, each with its name."""
    ax.set_yticks(np.arange(len(names)), list(map(literal, names)))
    labels = ax.get_yticklabels()
    for label, colour in zip(labels, colours, strict=True):
        label.set_color(colour)
    told, size = _fitting(ax, labels)
    ax.set_yticks(np.arange(len(names)), told)
    ax.tick_params(axis="y", labelsize=size)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _fitting(ax: Axes, labels: Sequence[Text]) -> tuple[list[str], float]:
    """Names of rows in so many lines that their font is as large as can be, and its size [pt]."""
    box, inch = ax.get_window_extent(), ax.figure.dpi / 72.0
    room, row = 0.5 * box.width / WITHOUT_MARGINS / inch, box.height / len(labels) / inch
    size, words = float(labels[0].get_fontsize()), [label.get_text() for label in labels]
    letters = sum(len(text) for text in words)
    letter = sum(float(label.get_window_extent().width) for label in labels) / inch / max(letters, 1)
    found: tuple[list[str], float] = (words, 0.0)
    whole = max(map(len, words))
    for lines in range(1, 4):
        for most in range(-(-whole // lines), whole + 1):
            told = [_broken(text, most) for text in words]
            high = max(text.count("\n") + 1 for text in told)
            if high <= lines:
                break
        longest = max(len(line) for text in told for line in text.split("\n"))
        fitting = min(size, row / (LINE * high), size * room / (letter * longest))
        if fitting > 1.05 * found[1]:
            found = (told, fitting)
    return found


def name_lines(ax: Axes, lines: Iterable[Line2D], words: Callable[[str], str] = str) -> None:
    """Write each line's label beside its right end, in its colour, pushed apart where ends lie close."""
    from matplotlib.font_manager import FontProperties

    low, high = ax.get_ylim()
    letters = FontProperties(size="small").get_size_in_points()
    gap = LINE * letters * ax.figure.dpi / 72.0 / ax.get_window_extent().height
    drawn = [(float(np.asarray(line.get_ydata())[-1]), str(line.get_label()), line) for line in lines]
    ends = sorted(((y - low) / (high - low), words(name), line.get_color()) for y, name, line in drawn)
    for (_, name, colour), place in zip(ends, spread([end[0] for end in ends], gap), strict=True):
        look: Look = {"color": colour, "va": "center", "fontsize": "small", "annotation_clip": False}
        note(ax, name, (1.0, place), "axes fraction", (4, 0), **look)


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


def mark_levels(ax: Axes, name: str, levels: Mapping[float, str], runs: Sequence[Array]) -> None:
    """Draw levels to compare with in their colours, and name each that is not close to one named before."""
    for level, colour in levels.items():
        ax.axhline(level, **reference(colour))
    _widen(ax)
    named: list[float] = []
    for level in levels:
        height = float(ax.transData.transform((0.0, level))[1])
        if all(abs(height - other) > 2.0 * points(10.0) * ax.figure.dpi / 72.0 for other in named):
            _name_level(ax, name, level, runs)
            named.append(height)


def _name_level(ax: Axes, name: str, level: float, runs: Sequence[Array]) -> None:
    """Name a level at the end where the curves leave more room for the name."""
    gaps = [np.abs(run - level) for run in runs]
    under = [-(-len(gap) // 6) for gap in gaps]  # points that the name is written over
    room = [
        min(float(gap[:many].min()) for gap, many in zip(gaps, under, strict=True)),
        min(float(gap[-many:].min()) for gap, many in zip(gaps, under, strict=True)),
    ]
    below = name == "imbalance"
    x, side, away = (0.0, "left", 4) if room[0] >= room[1] else (1.0, "right", -4)
    look = {"ha": side, "va": "top" if below else "bottom"}
    words = "symmetric below" if below else "healthy"
    note(ax, words, (x, level), ax.get_yaxis_transform(), (away, -3 if below else 3), **look)


def _widen(ax: Axes) -> None:
    """Limits that show a change of less than a few percent as the little that it is."""
    low, high = ax.get_ylim()
    middle, least = 0.5 * (low + high), LEAST_SPAN * max(abs(low), abs(high))
    if high - low < least:
        ax.set_ylim(middle - 0.5 * least, middle + 0.5 * least)


def mark_phases(ax: Axes, result: Result) -> None:
    """Shade each phase of the programme and write its place above it; nothing without treatment."""
    for number, (start, end, where) in enumerate(phase_spans(result)):
        ax.axvspan(
            start, end, color=COLOURS["untreated"], alpha=0.08 if number % 2 else 0.16, linewidth=0, zorder=0
        )
        middle = (0.5 * (start + end), 1.0)
        note(ax, where, middle, ax.get_xaxis_transform(), (0, 0), ha="center", va="bottom")


def phase_spans(result: Result) -> list[tuple[float, float, str]]:
    """Start and end [weeks] of each phase and its place, as delivered: each lasts until the next begins."""
    delivered: dict[int, list[SessionSpan]] = {}
    for span in result.timeline.spans:
        delivered.setdefault(span.phase, []).append(span)
    phases = sorted(delivered.values(), key=lambda spans: spans[0].day)
    starts = [(spans[0].day - 1) / DAYS_A_WEEK for spans in phases]
    found = []
    for spans, start in zip(phases, starts, strict=True):
        following = min((other for other in starts if other > start), default=np.inf)
        found.append((start, min(float(np.ceil(spans[-1].day / DAYS_A_WEEK)), following), spans[0].where))
    return found
