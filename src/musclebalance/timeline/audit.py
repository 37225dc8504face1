"""The audit: prescribed, adhered and delivered dose, per technique and week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.calendar import TICKS_PER_SECOND
from ..core.errors import DoseError
from ..model.exposure import Segment
from ..treatment.dose import Dose, total

if TYPE_CHECKING:
    import pandas

KINDS = ("prescribed", "adhered", "delivered")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Doses of one technique in one week of the simulation (from 1)."""

    technique: str
    week: int
    prescribed: Dose  # what the plan asks for
    adhered: Dose  # what the person turns up for
    delivered: Dose  # what the compiled segments contain


@dataclass(frozen=True, slots=True)
class Audit:
    """All doses of a timeline, in order of week and technique."""

    rows: tuple[AuditRow, ...] = ()
    beyond: int = 0  # sessions prescribed after the end of the timeline, in none of the rows

    @property
    def prescribed(self) -> Dose:
        """Everything prescribed within the timeline."""
        return total(row.prescribed for row in self.rows)

    @property
    def adhered(self) -> Dose:
        """Everything the person turned up for."""
        return total(row.adhered for row in self.rows)

    @property
    def delivered(self) -> Dose:
        """Everything in the compiled segments."""
        return total(row.delivered for row in self.rows)

    @property
    def techniques(self) -> tuple[str, ...]:
        """Names of the techniques, in order of appearance."""
        return tuple(dict.fromkeys(row.technique for row in self.rows))

    def of(self, technique: str) -> Audit:
        """The rows of one technique."""
        return Audit(tuple(row for row in self.rows if row.technique == technique), 0)

    def check(self) -> None:
        """Raise a `DoseError` when what is delivered is not what was adhered to."""
        for row in self.rows:
            for name in row.adhered.differs(row.delivered):
                raise DoseError(
                    f"week {row.week} of {row.technique!r} delivers {name} {getattr(row.delivered, name):.9g}"
                    f", but {getattr(row.adhered, name):.9g} were adhered to; "
                    "the timeline was changed after it was compiled."
                )

    def to_frame(self) -> pandas.DataFrame:
        """One row for each technique, week and kind of dose."""
        import pandas

        columns = list(Dose.__dataclass_fields__)
        rows: list[dict[str, Any]] = [
            {
                "technique": row.technique,
                "week": row.week,
                "dose": kind,
                "repetitions": getattr(row, kind).repetitions,
                **{name: getattr(getattr(row, kind), name) for name in columns},
            }
            for row in self.rows
            for kind in KINDS
        ]
        return pandas.DataFrame(rows, columns=["technique", "week", "dose", "repetitions", *columns])

    def __str__(self) -> str:
        """A few lines: the three doses of each technique."""
        lines = []
        for technique in self.techniques:
            one = self.of(technique)
            lines += [f"{technique}:", *(f"  {kind:10} {getattr(one, kind)}" for kind in KINDS)]
        if self.beyond:
            lines.append(
                f"{self.beyond} prescribed sessions lie beyond the end of the timeline and are not counted."
            )
        return "\n".join(lines) or "no treatment"


CONTRACTION, STRETCH, WORK = 1, 2, 3


def delivered_doses(
    table: Sequence[Segment],
    rows: NDArray[np.int32],
    ticks: NDArray[np.int64],
    spans: Sequence[tuple[int, int]],
) -> tuple[Dose, ...]:
    """Dose of each span of segments (first, last), counted from the segments alone."""
    facts = np.array([_facts(segment) for segment in table], dtype=float).reshape(len(table), 3)[rows]
    run, kind, effort = facts.T
    starts = np.ones(len(rows), dtype=bool)
    starts[1:] = run[1:] != run[:-1]
    starts[[first for first, _ in spans]] = True
    columns = np.stack(
        [
            *(starts & (kind == k) for k in (CONTRACTION, STRETCH, WORK)),
            ticks * (effort > 0),
            ticks * (kind == STRETCH),
            ticks / TICKS_PER_SECOND * effort,
        ],
        axis=1,
    ).astype(float)
    sums = (columns[first : last + 1].sum(axis=0).tolist() for first, last in spans)
    return tuple(
        Dose(1, int(a), int(b), int(c), effort / TICKS_PER_SECOND, stretch / TICKS_PER_SECOND, integral)
        for a, b, c, effort, stretch, integral in sums
    )


def _facts(segment: Segment) -> tuple[float, ...]:
    """Code of the run (neighbours of equal code are one repetition), kind, effort of both muscles."""
    if segment.muscle is None:
        return -1.0, 0.0, 0.0
    effort = segment.effort_agonist + segment.effort_antagonist
    phases = {"hold": CONTRACTION, "stretch": STRETCH, "work": WORK}
    kind = phases.get(segment.phase, 0) if segment.kind == "session" else 0
    if not kind:
        return -1.0, 0.0, effort
    muscle = 1 if segment.muscle == "agonist" else 2
    who = 0 if kind == STRETCH else 4 * (segment.effort_agonist > 0) + 8 * (segment.effort_antagonist > 0)
    return 100.0 * kind + 16 * muscle + who, float(kind), effort
