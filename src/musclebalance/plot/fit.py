"""A fit beside the measurements that it was made from, what it leaves, and what hangs together in it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import MusclebalanceError, check_range
from ..inference import Fit
from ..result.variables import AT
from ..simulation.reading import OF
from .parts import (
    DAYS_A_WEEK,
    FROM_ZERO,
    Array,
    Grid,
    axes_grid,
    axis_label,
    legend_outside,
    on_axes,
    short,
    signed,
    weeks_axis,
)
from .style import ARMS, COLOURS, Look, points, reference

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: Standard errors beyond which a residual is drawn in red.
FAR = 3.0
#: Marks of the variables among the residuals.
MARKS = "osDv^P*X"
#: Correlation from which its number is written in white.
STRONG = 0.75
#: Letters in a line of the names of the residuals.
LEGEND = 28


@on_axes
def fit(found: Fit, axes: Sequence[Axes] | None = None, *, people: int = 64) -> Grid:
    """What was measured beside what the fit says, what it leaves, and which numbers hang together.

    One panel a variable: measurements with their standard error, the course of the best fit, and the interval
    that holds 95 % of courses from the posterior. Passive torques of a muscle share a panel, over the
    excursion, each day in a colour of its own. Then residuals in standard errors; then, of several fitted
    numbers, how they correlate in the posterior. Measurements that the best fit misses by more than three
    standard errors are red. A fit that does not describe its measurements says so above the panels.

    Parameters
    ----------
    found : Fit
        From :func:`musclebalance.fit`.
    people : int
        Posterior draws that are simulated for the intervals, 2 to 10 000.

    Raises
    ------
    MusclebalanceError
        Too few Axes.
    OutOfRangeError
        Another number of draws.

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> seen = pd.DataFrame({"day": [0, 7], "measurement": "pain", "value": [1.0, 2.0]})
    >>> setting = {"lifestyle": mb.Lifestyle.healthy(), "free": ["pain_half"], "sampler": "none"}
    >>> found = mb.fit(seen, mb.pair("hip-flexors-gluteus-maximus"), None, **setting)
    >>> [ax.get_ylabel() for ax in mb.plot.fit(found, people=8)]
    ['pain [0-10]', 'residual [standard errors]']
    """
    check_range("people", people, 2, 10_000)
    table = found.fitted().assign(shown=lambda rows: rows["variable"].map(_panel))
    names, several = list(dict.fromkeys(table["shown"])), len(found.problem.free) > 1
    panels = [*names, "residuals", *(["correlation"] if several else [])]
    grid = axes_grid(axes, panels, min(len(panels), 3), (3.4, 3.0))
    days, courses = _courses(found, people)
    for ax, name in zip(grid, names, strict=False):
        rows = table[table["shown"] == name]
        if name in courses:
            _measured(ax, found, name, rows, days, courses[name])
        else:
            _torques(ax, found, rows, days, courses)
    _residuals(grid[len(names)], found, table, names)
    if several:
        _correlation(grid[-1], found)
    if not found.described:
        words = "The fit does not describe the measurements"
        grid[0].set_title(words, color=COLOURS["missed"], fontsize="medium")
    legend_outside(grid, _legend(bool((table["residual"].abs() > FAR).any())), own=axes is None)
    return grid


def _brief(found: Fit, name: str) -> str:
    """A panel's readings in few words."""
    return short(found.problem.subject.brief(name.replace(" at of", " of").removesuffix(" at")))


def _panel(name: str) -> str:
    """The panel of a variable: torques of one muscle at many excursions share one."""
    at = AT.match(name)
    return f"passive_torque_{at[1]} at{name[at.end() :]}" if at else name


def _torques(ax: Axes, found: Fit, rows: pd.DataFrame, days: Array, courses: Mapping[str, Array]) -> None:
    """Passive torque over the excursion, one curve with its interval for each day."""
    if len(set(rows["day"])) > len(ARMS):
        raise MusclebalanceError(f"curves of more than {len(ARMS)} days cannot be told apart; draw fewer.")
    bars: Look = {"fmt": "o", "markersize": points(4), "capsize": points(2), "zorder": 3}
    for (day, some), look in zip(rows.groupby("day"), ARMS, strict=False):
        angles = np.array([float(str(AT.match(name)[2])) for name in some["variable"]])  # type: ignore[index]
        at = int(np.searchsorted(days, float(str(day))))
        values = np.stack([courses[name][:, at] for name in some["variable"]])[np.argsort(angles)]
        low, high = np.quantile(values[:, 1:], (0.025, 0.975), axis=1)
        colour = str(look["color"])
        ax.fill_between(np.sort(angles), low, high, color=colour, alpha=0.25, linewidth=0)
        ax.plot(np.sort(angles), values[:, 0], color=colour, label=f"day {day}")
        far = some["residual"].abs().to_numpy() > FAR
        for chosen, mark in ((~far, colour), (far, COLOURS["missed"])):
            measured, sd = some["measured"][chosen], some["sd"][chosen]
            ax.errorbar(angles[chosen], measured, yerr=sd, color=mark, **bars)
    muscle, _, where = str(rows["shown"].iloc[0]).removeprefix("passive_torque_").partition(" at")
    pair = found.problem.subject.parts[where.removeprefix(OF)].pair
    ax.set_xlabel(f"excursion, lengthening the {getattr(pair, muscle)} [deg]")
    where = found.problem.subject.brief(where)
    ax.set_ylabel(f"{'change of ' if found.visits.relative else ''}passive torque{where} [N m]")
    ax.legend(loc="upper left", fontsize="small")


def _courses(found: Fit, people: int) -> tuple[Array, dict[str, Array]]:
    """Days, and of each variable the course of the best fit and those of posterior draws, in this order."""
    quiet = replace(found.problem, running={**found.problem.running, "progress": False})
    last = max(int(found.visits.days.max()), 1)
    days = np.unique(np.concatenate([np.linspace(0, last, 40).round().astype(int), found.visits.days]))
    scores = np.concatenate([found.estimate.scores[None], found.draws(people)])
    run = quiet.courses(scores, days)
    values = {name: run.values(name) for name in quiet.names}
    if found.visits.relative:
        values = {name: course - course[:, :1] for name, course in values.items()}
    return days.astype(float), values


def _measured(ax: Axes, found: Fit, name: str, rows: pd.DataFrame, days: Array, courses: Array) -> None:
    """Measurements of one variable over the course that was fitted, with its interval."""
    low, high = np.quantile(courses[1:], (0.025, 0.975), axis=0)
    ax.fill_between(days / DAYS_A_WEEK, low, high, color=COLOURS["uncertainty"], alpha=0.6, linewidth=0)
    ax.plot(days / DAYS_A_WEEK, courses[0], color=COLOURS["predicted"], label="fitted")
    far = rows["residual"].abs().to_numpy() > FAR
    for chosen, colour in ((~far, COLOURS["observed"]), (far, COLOURS["missed"])):
        some, bars = rows[chosen], {"capsize": points(3), "elinewidth": points(1.0)}
        look: Look = {"color": colour, "fmt": "o", "markersize": points(5), "zorder": 3, **bars}
        ax.errorbar(some["day"] / DAYS_A_WEEK, some["measured"], yerr=some["sd"], label="measured", **look)
    _weeks(ax, float(days[-1]) / DAYS_A_WEEK)
    subject = found.problem.subject
    variable = subject.variable(name)
    label = axis_label(name, variable) if subject.alone else f"{_brief(found, name)} [{variable.unit}]"
    ax.set_ylabel(f"change of {label}" if found.visits.relative else label)
    if variable.variable in FROM_ZERO and len(variable.where) == 1 and not found.visits.relative:
        ax.set_ylim(0.0, max(ax.get_ylim()[1], FROM_ZERO[variable.variable]))


def _weeks(ax: Axes, last: float) -> None:
    """Weeks with some air to either side, for the first and the last visit."""
    weeks_axis(ax, max(last, 1.0))
    ax.set_xlim(-0.04 * max(last, 1.0), 1.04 * max(last, 1.0))


def _residuals(ax: Axes, found: Fit, table: pd.DataFrame, names: Sequence[str]) -> None:
    """What the best fit leaves of each measurement, and within what 95 % of errors lie."""
    ax.axhspan(-1.96, 1.96, color=COLOURS["uncertainty"], alpha=0.35, linewidth=0, zorder=0)
    ax.axhline(0.0, **reference())
    for name, mark in zip(names, MARKS * (1 + len(names) // len(MARKS)), strict=False):
        rows = table[table["shown"] == name]
        far = rows["residual"].abs().to_numpy() > FAR
        for chosen, colour in ((~far, COLOURS["observed"]), (far, COLOURS["missed"])):
            look: Look = {"color": colour, "linestyle": "none", "marker": mark, "markersize": points(5)}
            named = np.any(chosen) and (colour == COLOURS["observed"] or far.all())
            label = textwrap.fill(_brief(found, name), LEGEND) if named else None
            ax.plot(rows["day"][chosen] / DAYS_A_WEEK, rows["residual"][chosen], label=label, **look)
    _weeks(ax, float(table["day"].max()) / DAYS_A_WEEK)
    reach = 1.2 * max(FAR, float(table["residual"].abs().max()))
    ax.set(ylim=(-reach, reach), ylabel="residual [standard errors]")
    if len(names) > 1:
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, ncols=1, fontsize="small")


def _correlation(ax: Axes, found: Fit) -> None:
    """How the fitted numbers correlate in the posterior; numbers stand for them from left to right."""
    from matplotlib.colors import LinearSegmentedColormap

    ends = [COLOURS["low"], COLOURS["paper"], COLOURS["high"]]
    names, values = list(found.problem.free), np.asarray(np.corrcoef(found.scores.T))
    np.fill_diagonal(values, np.nan)
    ramp = LinearSegmentedColormap.from_list("correlation", ends)
    ax.imshow(values, cmap=ramp, vmin=-1.0, vmax=1.0, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        colour = COLOURS["paper" if abs(value) > STRONG else "ink"]
        look: Look = {"ha": "center", "va": "center", "fontsize": "x-small", "color": colour}
        if np.isfinite(value):
            ax.text(column, row, signed(value, 2), **look)
    ticks = range(len(names))
    told = [f"{name.replace('_', ' ').replace('.', ': ')}  {k + 1}" for k, name in enumerate(names)]
    ax.set_yticks(ticks, told, fontsize="small")
    ax.set_xticks(ticks, [str(k + 1) for k in ticks], fontsize="small")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title("correlation [-]", fontsize="medium")


def _legend(missed: bool) -> list[Look]:
    """What the marks and lines of the measured variables mean."""
    mark: Look = {"linestyle": "none", "marker": "o", "markersize": points(5)}
    far: Look = {**mark, "color": COLOURS["missed"], "label": f"missed by more than {FAR:g}"}
    band: Look = {"color": COLOURS["uncertainty"], "linewidth": points(7), "alpha": 0.6}
    return [
        {**mark, "color": COLOURS["observed"], "label": "measured ± standard error"},
        *([far] if missed else []),
        {"color": COLOURS["predicted"], "label": "best fit"},
        {**band, "label": "95 % of the posterior"},
    ]
