"""``musclebalance demo``: half a year at a desk, then sixteen weeks with and without treatment and cause."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path

from ..core.errors import MusclebalanceError
from ..core.parameters import assumptions
from ..lifestyle import Lifestyle
from ..model.imbalance import SYMMETRIC
from ..pairs import pair
from ..result import Result
from ..result.person import SHOWN, short, written
from ..simulation import Study, develop, study
from ..treatment import PIR, Plan, Session, StaticStretch
from .checks import seed
from .commands import (
    TOLERANCE,
    checked,
    command,
    flag,
    folder,
    option,
    progress,
    save_figure,
    say,
    show_even_if_stopped,
    write_table,
)  # fmt: skip

PAIR = "hip-flexors-gluteus-maximus"
DAYS, WEEKS = 180, 16
NAME, CELL, SHARE = 38, 7, 8  # widths in the table of a study


@command(
    "half a year at a desk, then 16 weeks with and without treatment and cause",
    " --seed 7 --out my-folder",
    flag("--json", "print the summary as JSON and write no files"),
    checked(option("--out", "folder of table and figure", "musclebalance-demo", metavar="FOLDER"), folder),
    flag("--no-figure", "write the table only"),
    checked(
        option("--seed", "seed of which sessions at home are missed", 0),
        seed,
    ),
    TOLERANCE,
)
def demo(options: Namespace) -> None:
    """Run the demonstration, print its report and write its files."""

    def show(found: object) -> None:
        if not isinstance(found, Study):
            say(found)  # stopped while the imbalance developed
        elif options.json:
            say(found, found.summary)
        else:
            say(study_text(found))
            for path in write(found, options.out, figure=not options.no_figure and not found.stopped):
                print(f"written: {path}")

    show_even_if_stopped(lambda: run(options.seed, options.tol, progress), show)


def programme(session: Session) -> Plan:
    """Three times a week in the clinic for 4 weeks, then five at home for 8 weeks at 80 % adherence."""
    clinic = Plan(session, per_week=3, weeks=4, where="clinic")
    return clinic + Plan(session, per_week=5, weeks=8, where="home", adherence=0.8)


def run(seed: int = 0, tol: float = 1e-4, progress: Callable[[str], None] | None = None) -> Study:
    """Develop the imbalance and simulate all nine arms."""
    desk = Lifestyle.office(hours=8, stress=0.6)
    if progress is not None:
        progress(f"{DAYS} days of {desk.name}")
    person = develop(pair(PAIR), desk, days=DAYS, tol=tol)
    pir = PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)
    static = StaticStretch(hold=29, rest=3, repetitions=5)
    programmes = {"no treatment": None, "PIR": programme(pir), "stretching": programme(static)}
    lives = {
        "cause removed": Lifestyle.healthy(),
        "cause reduced": Lifestyle.reduced(),
        "cause unchanged": desk,
    }
    return study(person, programmes, lives, weeks=WEEKS, seed=seed, tol=tol, progress=progress)


def write(found: Study, folder: str | Path, figure: bool = True) -> list[Path]:
    """Write trajectories (CSV) and the figure (PNG) into a folder; return what was written."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    table, image = target / "trajectories.csv", target / "recovery.png"
    write_table(str(table), found.to_frame(), float_format="%.6g")
    if not figure:
        return [table]
    past = found.person.history
    if past is None:
        raise MusclebalanceError("the study's person has no history to draw; start from develop().")
    arms = {life: {name: found[life, name] for name in found.programmes} for life in found.lives}
    save_figure(image, lambda plot: plot.story(past, arms))
    return [table, image]


def study_text(study: Study) -> str:
    """A study on one screen: the start, then for each life every programme before, after and at follow-up."""
    person = study.person
    start = f"from an imbalance of {person.imbalance:.2f} (healthy 0)"
    lines = [f"{person.pair.title}, model '{person.model.name}': {start}"]
    if person.history is not None:
        life = person.history.provenance["lifestyle"].split(":")[0]
        lines.append(f"developed in {person.history.days[-1]:.0f} days of {life}")
    if study.stopped:
        missing = [life for life in study.lives if life not in study.whole_lives]
        lines.insert(0, f"PARTIAL, stopped in {study.stopped}. Not shown: {', '.join(missing) or 'nothing'}.")
    lines += _doses(study)
    for life in study.whole_lives:
        lines += ["", *_life(study, life)]
    lines += [
        "",
        "due to: share of the recovery after the programme that is due to it, against no treatment; '-'",
        "where nothing recovered, above 100 % where it would have got worse, below 0 % where it hurt.",
        f"Parameters {person.parameter_set}: {assumptions(person.parameters.counted())}.",
        "A research and teaching model, not a prediction for a patient.",
    ]
    return "\n".join(line.rstrip() for line in lines)


def _doses(study: Study) -> list[str]:
    """What was prescribed and delivered in each treated arm."""
    lines = []
    for programme in (name for name in study.programmes if name != study.control):
        audit = next(r for (_, name), r in study.results.items() if name == programme).timeline.audit
        asked, given = audit.prescribed, audit.delivered
        lines.append(
            f"  {programme}: {asked.sessions} sessions prescribed, {given.sessions} delivered "
            f"({given.repetitions} repetitions, {given.effort_seconds / 60:.0f} min of effort, "
            f"{given.stretch_seconds / 60:.0f} min of stretch)"
        )
    return lines


def _life(study: Study, life: str) -> list[str]:
    """The table of one life: a row for each reading, two columns for each programme."""
    arms = {name: study[life, name] for name in study.programmes}
    due = {name: study.due_to_treatment(life, name) for name in arms if name != study.control}
    first, (_, when, *_), last = next(iter(arms.values())), study.moments, list(study.moments)[-1]
    days = [study.moments[moment] for moment in (when, last)]
    wide = NAME + 2 * CELL
    lines = [
        f"{life[:wide]:{wide}}" + _row(arms, 2 * CELL, "^") + _row(["due to"] * len(due), SHARE),
        f"{'':{NAME}}"
        + _row(["healthy", "before", *(f"d {day:.0f}" for day in days)], CELL)
        + _row([f"d {day:.0f}" for day in days] * (len(arms) - 1), CELL)
        + _row([name[: SHARE - 1] for name in due], SHARE),
    ]
    for name, digits in SHOWN:
        if name not in first.variables:
            continue
        values = [float(study.person.healthy.values(name)[0]), first.at(name, 0.0)]
        values += [arm.at(name, day) for arm in arms.values() for day in days]
        label = short(name, first.variables[name].unit, first.groups)[: NAME - 2]
        shares = [_share(found.get(name, {}).get(when)) for found in due.values()]
        cells = _row(written(values, digits), CELL)
        lines.append(f"  {label:{NAME - 2}}{cells}" + _row(shares, SHARE))
    symmetric = f"symmetric (below {SYMMETRIC:g} to the end)"
    lines.append(f"  {symmetric:{wide - 2}}" + _row(map(_symmetric, arms.values()), 2 * CELL, "^"))
    return lines


def _row(cells: Iterable[str], width: int, side: str = ">") -> str:
    return "".join(f"{cell:{side}{width}}" for cell in cells)


def _share(value: float | None) -> str:
    if value is None:
        return "-"
    return ">100 %" if value > 1.0 else "<0 %" if value < 0.0 else f"{100 * value:.0f} %"


def _symmetric(result: Result) -> str:
    day = result.time_to_symmetry
    return "not reached" if day is None else f"from day {day:.0f}"
