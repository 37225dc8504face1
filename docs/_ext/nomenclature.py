"""The generated part of the nomenclature page: states, quantities and parameters of the mechanisms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from musclebalance.core.parameters import Parameter
from musclebalance.model import laws
from musclebalance.model.mechanism import Mechanism

GREEK = "alpha|beta|gamma|delta|epsilon|eta|kappa|lambda|mu|nu|rho|sigma|tau|phi|chi|psi|omega"
#: What mechanisms are about, by the file that holds their laws.
SUBJECTS = {
    "mechanics": "Mechanics",
    "tissue": "Tissue",
    "tone": "Tone",
    "strength": "Strength and fatigue",
    "perfusion": "Blood and nerve",
    "sensation": "What is felt",
    "joint": "The joint",
}
START, END = "<!-- written from the mechanisms: do not edit below -->", "<!-- end -->"


def found() -> list[Mechanism]:
    """Every mechanism of the package, in alphabetical order of its name."""
    entries = {
        entry.name: entry
        for module in iter_modules(laws.__path__)
        for entry in vars(import_module(f"{laws.__name__}.{module.name}")).values()
        if isinstance(entry, Mechanism)
    }
    return [entries[name] for name in sorted(entries)]


def tex(symbol: str) -> str:
    """A plain symbol (``tau_1``, ``F_0 cos(alpha)``) as inline TeX."""
    if not symbol:
        return ""
    text = re.sub(rf"(?<![A-Za-z\\])({GREEK})(?![a-z])", r"\\\1", symbol)
    text = re.sub(r"(?<![A-Za-z\\{])(?!cos)([A-Za-z]{2,})", r"\\mathrm{\1}", text)
    text = re.sub(r"_(\\\w+(\{\w+\})?)", r"_{\1}", text)
    text = text.replace("cos(", r"\cos(").replace(r"\mathrm{inf}", r"\infty")
    return f"${text}$"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A Markdown table."""
    head = list(head)
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", r"\|") for cell in row) + " |"


def lines() -> Iterator[str]:
    """The generated sections."""
    every = found()
    per = {"muscle": "each muscle", "joint": "pair"}
    yield "## States\n"
    yield from table(
        ("symbol", "name", "unit", "healthy", "bounds", "of", "meaning"),
        (
            (
                *(tex(s.symbol), f"`{s.name}`", s.unit, f"{s.rest:g}", f"{s.low:g} to {s.high:g}"),
                *(per[m.per], s.meaning),
            )
            for m in every
            for s in m.states
        ),
    )
    yield "\n## Named quantities"
    for title, members in by_subject(every):
        rows = [
            (tex(q.symbol), f"`{q.name}`", q.unit, per[m.per], words(m.name), q.meaning)
            for m in members
            for q in m.quantities
        ]
        if rows:
            yield f"\n### {title}: quantities\n"
            yield from table(("symbol", "name", "unit", "of", "mechanism", "meaning"), rows)
    yield "\n## Parameters of the mechanisms"
    head = ("symbol", "name", "value", "unit", "bounds", "basis", "source", "meaning")
    for title, members in by_subject(every):
        parameters = [p for m in members for p in m.parameters]
        if parameters:
            yield f"\n### {title}: parameters\n"
            yield from table(head, map(_parameter, parameters))


def _parameter(p: Parameter) -> tuple[str, ...]:
    bounds = f"{p.low:g} to {p.high:g}"
    return (
        tex(p.symbol),
        f"`{p.name}`",
        f"{p.value:.6g}",
        p.unit,
        bounds,
        p.basis,
        ", ".join(p.source),
        p.meaning,
    )


def by_subject(every: Iterable[Mechanism]) -> Iterator[tuple[str, list[Mechanism]]]:
    """Mechanisms by what they are about, in the order of `SUBJECTS`."""
    every = list(every)
    for module, title in SUBJECTS.items():
        yield title, [m for m in every if m.law.__module__.rpartition(".")[2] == module]


def words(name: str) -> str:
    """A name of the code as words."""
    return name.replace("_", " ")


def page(text: str) -> str:
    """The page with its generated part renewed."""
    head, rest = text.split(START)
    return head + START + "\n\n" + "\n".join(lines()) + "\n\n" + END + rest.split(END)[1]


def renew(path: Path) -> None:
    """Write the page anew if what it is generated from has changed."""
    old = path.read_text("utf-8")
    new = page(old)
    if new != old:
        path.write_text(new, "utf-8")


if __name__ == "__main__":
    renew(Path(__file__).parents[1] / "nomenclature.md")
