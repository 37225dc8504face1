"""One page per mechanism: its equations read from the code, states, quantities, parameters, sources."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from equations import equations
from nomenclature import tex, words

from musclebalance.model.laws import ALL
from musclebalance.model.mechanism import Mechanism

TEX = re.compile(r"\$(.*?)\$")


def rst(cell: object) -> str:
    """A table cell in reStructuredText: ``$x$`` becomes a math role."""
    if cell == "-":  # not the start of a list
        return r"\-"
    return TEX.sub(lambda m: f":math:`{m[1]}`", str(cell)).replace("|", r"\|") or " "


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A list-table."""
    yield ".. list-table::\n   :header-rows: 1\n"
    for row in (tuple(head), *rows):
        for index, cell in enumerate(row):
            yield f"   {'* -' if index == 0 else '  -'} {rst(cell)}"
    yield ""


def sections(text: str) -> str:
    """A numpydoc docstring with its section titles as rubrics."""
    return re.sub(r"^(\w[\w ]+)\n-{3,}$", r".. rubric:: \1\n", text, flags=re.M)


def page(mechanism: Mechanism) -> str:
    """The page of one mechanism."""
    doc = inspect.getdoc(mechanism.law) or ""
    title = words(mechanism.name).capitalize()
    lines = [f".. _mechanism-{mechanism.name}:\n", title, "=" * len(title), "", sections(doc), ""]
    lines += [".. rubric:: Equations as the code has them\n"]
    for equation in equations(mechanism):
        lines += [".. math::\n", f"   {equation}\n"]
    if mechanism.states:
        lines += [".. rubric:: States\n"]
        rows = [
            (tex(s.symbol), f"``{s.name}``", s.unit, f"{s.low:g} to {s.high:g}", s.meaning)
            for s in mechanism.states
        ]
        lines += table(("symbol", "name", "unit", "bounds", "meaning"), rows)
    if mechanism.quantities:
        lines += [".. rubric:: Named quantities\n"]
        rows4 = [(tex(q.symbol), f"``{q.name}``", q.unit, q.meaning) for q in mechanism.quantities]
        lines += table(("symbol", "name", "unit", "meaning"), rows4)
    if mechanism.parameters:
        lines += [".. rubric:: Parameters\n"]
        rows7 = [
            (
                *(tex(p.symbol), f"``{p.name}``", f"{p.value:.6g}", p.unit, f"{p.low:g} to {p.high:g}"),
                *(f"{p.basis} ({', '.join(p.source)})" if p.source else p.basis, p.meaning),
            )
            for p in mechanism.parameters
        ]
        lines += table(("symbol", "name", "value", "unit", "bounds", "basis (source)", "meaning"), rows7)
    return "\n".join(lines)


def write(folder: Path) -> None:
    """All pages, in the order in which the laws are evaluated."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.rst"):
        old.unlink()
    for number, mechanism in enumerate(ALL, 1):
        (folder / f"{number:02d}_{mechanism.name}.rst").write_text(page(mechanism), "utf-8")
