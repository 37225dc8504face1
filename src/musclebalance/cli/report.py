"""Results in words and tables, for a terminal."""

from __future__ import annotations

from ..model.imbalance import SYMMETRIC
from ..result import Result
from ..result.summary import SHOWN, short
from ..simulation.study import Study

NAME, CELL, SHARE = 38, 7, 8


def study_text(study: Study) -> str:
    """A study on one screen: the start, then for each life every programme before, after and at follow-up."""
    person = study.person
    lines = [
        f"{person.pair.title}, model '{person.model.name}': "
        f"from an imbalance of {person.imbalance:.2f} (healthy 0)"
    ]
    if person.history is not None:
        lines.append(
            f"developed in {person.history.days[-1]:.0f} days of "
            f"{person.history.provenance['lifestyle'].split(':')[0]}"
        )
    if study.stopped:
        missing = [life for life in study.lives if life not in study.whole_lives]
        lines.insert(0, f"PARTIAL, stopped in {study.stopped}. Not shown: {', '.join(missing) or 'nothing'}.")
    lines += _doses(study)
    for life in study.whole_lives:
        lines += ["", *_life(study, life)]
    assumed, total = len(person.parameters.assumed), len(person.parameters)
    lines += [
        "",
        "due to: share of the recovery after the programme that is due to it, against no treatment; '-'",
        "where nothing recovered, above 100 % where it would have got worse, below 0 % where it hurt.",
        f"{assumed} of {total} parameters are assumptions. "
        "A research and teaching model, not a prediction for a patient.",
    ]
    return "\n".join(line.rstrip() for line in lines)


def _doses(study: Study) -> list[str]:
    lines = []
    for programme in study.programmes:
        if programme == study.control:
            continue
        audit = next(r for (_, name), r in study.results.items() if name == programme).timeline.audit
        asked, given = audit.prescribed, audit.delivered
        lines.append(
            f"  {programme}: {asked.sessions} sessions prescribed, {given.sessions} delivered "
            f"({given.repetitions} repetitions, {given.effort_seconds / 60:.0f} min of effort, "
            f"{given.stretch_seconds / 60:.0f} min of stretch)"
        )
    return lines


def _life(study: Study, life: str) -> list[str]:
    arms = [study[life, programme] for programme in study.programmes]
    treated = [p for p in study.programmes if p != study.control]
    due = {p: study.due_to_treatment(life, p) for p in treated}
    days = study.moments
    when, last = list(days)[1], list(days)[-1]
    pair_head = "".join(f"{p:^{2 * CELL}}" for p in study.programmes) + "".join(
        f"{'due to':>{SHARE}}" for _ in treated
    )
    head = f"{'healthy':>{CELL}}{'before':>{CELL}}"
    moments = f"{f'd {days[when]:.0f}':>{CELL}}{f'd {days[last]:.0f}':>{CELL}}"
    lines = [
        f"{life[: NAME + 2 * CELL]:{NAME + 2 * CELL}}{pair_head}",
        f"{'':{NAME}}{head}{moments * len(arms)}" + "".join(f"{p[: SHARE - 1]:>{SHARE}}" for p in treated),
    ]
    for name, digits in SHOWN:
        if name not in arms[0].variables:
            continue
        cells = (
            f"{study.person.healthy.values(name)[0]:{CELL}.{digits}f}{arms[0].at(name, 0.0):{CELL}.{digits}f}"
        )
        for result in arms:
            cells += "".join(f"{result.at(name, days[moment]):{CELL}.{digits}f}" for moment in (when, last))
        cells += "".join(_share(due[p].get(name, {}).get(when)) for p in treated)
        lines.append(
            f"  {short(name, arms[0].variables[name].unit, arms[0].groups)[: NAME - 2]:{NAME - 2}}{cells}"
        )
    symmetric = "".join(f"{_symmetric(result):^{2 * CELL}}" for result in arms)
    lines.append(f"  {f'symmetric (below {SYMMETRIC:g} to the end)':{NAME - 2 + 2 * CELL}}{symmetric}")
    return lines


def _share(value: float | None) -> str:
    if value is None:
        text = "-"
    else:
        text = ">100 %" if value > 1.0 else "<0 %" if value < 0.0 else f"{100 * value:.0f} %"
    return f"{text:>{SHARE}}"


def _symmetric(result: Result) -> str:
    day = result.time_to_symmetry
    return "not reached" if day is None else f"from day {day:.0f}"
