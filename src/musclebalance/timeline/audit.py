"""The audit: prescribed, adhered and delivered dose, per technique and week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.calendar import TICKS_PER_SECOND
from ..core.errors import DoseError
from ..treatment.dose import Dose, total
from .segment import Segment

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Doses of one technique in one week.

    Parameters
    ----------
    technique : str
        Name of the session.
    week : int
        Week of the simulation, counted from 1.
    prescribed, adhered, delivered : Dose
        What the plan asks for, what the person turns up for, and what the compiled segments contain.
    """

    technique: str
    week: int
    prescribed: Dose
    adhered: Dose
    delivered: Dose


@dataclass(frozen=True, slots=True)
class Audit:
    """All doses of a timeline.

    Parameters
    ----------
    rows : tuple of AuditRow
        In order of week and technique.
    beyond : int
        Prescribed sessions after the end of the timeline; they are in none of the rows.
    """

    rows: tuple[AuditRow, ...] = ()
    beyond: int = 0

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
        """Raise when what is delivered is not what was adhered to.

        Raises
        ------
        DoseError
            Naming technique, week, quantity and both values.
        """
        for row in self.rows:
            for name in row.adhered.differs(row.delivered):
                raise DoseError(
                    f"week {row.week} of {row.technique!r} delivers {name} "
                    f"{getattr(row.delivered, name):.9g}, "
                    f"but {getattr(row.adhered, name):.9g} were adhered to; "
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
            for kind in ("prescribed", "adhered", "delivered")
        ]
        return pandas.DataFrame(rows, columns=["technique", "week", "dose", "repetitions", *columns])

    def __str__(self) -> str:
        """A few lines: the three doses of each technique."""
        lines = []
        for technique in self.techniques:
            one = self.of(technique)
            lines += [
                f"{technique}:",
                f"  prescribed {one.prescribed}",
                f"  adhered    {one.adhered}",
                f"  delivered  {one.delivered}",
            ]
        if self.beyond:
            lines.append(
                f"{self.beyond} prescribed sessions lie beyond the end of the timeline and are not counted."
            )
        return "\n".join(lines) or "no treatment"


def delivered_doses(
    table: Sequence[Segment],
    rows: NDArray[np.int32],
    ticks: NDArray[np.int64],
    spans: Sequence[tuple[int, int]],
) -> tuple[Dose, ...]:
    """Dose of each span of segments (first, last), counted from the segments alone."""
    facts = np.array([_facts(segment) for segment in table], dtype=float).reshape(len(table), 4)[rows]
    running = np.zeros(len(rows), dtype=bool)
    kinds = facts[:, 0]
    running[1:] = kinds[1:] == kinds[:-1]
    starts = ~running
    for first, _ in spans:
        starts[first] = True
    seconds = ticks / TICKS_PER_SECOND
    columns = np.stack(
        [
            starts & (facts[:, 1] == 1),
            starts & (facts[:, 1] == 2),
            starts & (facts[:, 1] == 3),
            ticks * (facts[:, 2] > 0),
            ticks * (facts[:, 3] > 0),
            seconds * facts[:, 2],
        ],
        axis=1,
    ).astype(float)
    return tuple(
        Dose(
            1,
            int(part[0]),
            int(part[1]),
            int(part[2]),
            part[3] / TICKS_PER_SECOND,
            part[4] / TICKS_PER_SECOND,
            float(part[5]),
        )
        for part in (columns[first : last + 1].sum(axis=0) for first, last in spans)
    )


def _facts(segment: Segment) -> tuple[float, ...]:
    """Run code, kind (1 contraction, 2 stretch, 3 work), total effort, stretched."""
    effort = segment.effort_agonist + segment.effort_antagonist if segment.muscle else 0.0
    muscle = {"agonist": 1, "antagonist": 2, None: 0}[segment.muscle]
    kind = 0
    if segment.kind == "session":
        kind = {"hold": 1, "stretch": 2, "work": 3}.get(segment.phase, 0) if muscle else 0
    who = 0 if kind == 2 else 4 * (segment.effort_agonist > 0) + 8 * (segment.effort_antagonist > 0)
    code = 100 * kind + 16 * muscle + who if kind else -1.0
    return (code, kind, effort, float(kind == 2))
