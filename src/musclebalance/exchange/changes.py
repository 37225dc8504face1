"""What was changed in a file, from what to what, by what factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Change:
    """One number of a muscle in a file, before and after, in the unit of the file."""

    role: str
    muscle: str
    field: str
    before: float
    after: float

    @property
    def factor(self) -> float:
        """The new value over the old one; NaN where that was 0."""
        return self.after / self.before if self.before else float("nan")

    def __str__(self) -> str:
        times = f" (x {self.factor:.6g})" if self.before else ""
        return f"{self.field} {self.before:.6g} -> {self.after:.6g}{times}"


@dataclass(frozen=True)
class Changes:
    """A file that was written, and every number in it that differs from the file it was made from.

    Attributes
    ----------
    path : Path
    changes : tuple of Change
    """

    path: Path
    changes: tuple[Change, ...]

    def __len__(self) -> int:
        return len(self.changes)

    def to_frame(self) -> pd.DataFrame:
        """One row a number: role, muscle, field, before, after, factor."""
        import pandas as pd

        names = ("role", "muscle", "field", "before", "after", "factor")
        return pd.DataFrame([[getattr(c, n) for n in names] for c in self.changes], columns=names)

    def __str__(self) -> str:
        head = (
            f"{self.path}: {len(self)} numbers changed" if self.changes else f"{self.path}: nothing changed"
        )
        return "\n".join([head, *(f"  {c.muscle} ({c.role}): {c}" for c in self.changes)])

    __repr__ = __str__


def comment(role: str, changes: Sequence[Change], remark: str = "") -> str:
    """What a file says of the changes of one muscle."""
    text = f" musclebalance: {role}; {'; '.join(map(str, changes))}{remark} "
    return f"<!--{text.replace('--', '- -').replace('->', 'to')}-->"
