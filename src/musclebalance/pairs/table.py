"""All pairs at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .definition import Pair
from .packaged import pair, pair_names

if TYPE_CHECKING:
    import pandas as pd

#: True of every pair.
GENERAL_CAUTION = (
    "maximal forces differ about twofold between models: compare ratios and normalised tension before newtons"
)


@dataclass(frozen=True)
class Catalogue:
    """The pairs from head to foot; iterate over it, index it by name, print it, or turn it into a frame."""

    pairs: tuple[Pair, ...]

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, name: str) -> Pair:
        return pair(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names that `pair` accepts."""
        return tuple(entry.name for entry in self.pairs)

    def to_frame(self) -> pd.DataFrame:
        """One row per pair: forces [N], angles [deg], fit residuals [mm], parameters, sources, cautions."""
        import pandas as pd

        return pd.DataFrame([_row(entry) for entry in self.pairs]).set_index("name")

    def __str__(self) -> str:
        rows = [("pair: agonist | antagonist; other models", "model", "parameters (assumed)")]
        rows += [
            (entry.name, entry.source, f"{len(entry.parameters)} ({len(entry.parameters.assumed)})")
            for entry in self.pairs
        ]
        wide = [max(len(row[k]) for row in rows) + 2 for k in (0, 1)]
        lines = [f"{name:{wide[0]}}{model:{wide[1]}}{count}" for name, model, count in rows]
        for k, entry in reversed(list(enumerate(self.pairs, 1))):
            also = f"; {', '.join(entry.alternatives)}" if entry.alternatives else ""
            lines.insert(k + 1, f"  {entry.agonist} | {entry.antagonist}{also}")
        lines += ["", "Cautions", f"  all pairs: {GENERAL_CAUTION}"]
        lines += [f"  {entry.name}: {text}" for entry in self.pairs for text in entry.cautions]
        return "\n".join(lines)

    __repr__ = __str__


def _row(entry: Pair) -> dict[str, object]:
    value = entry.parameters.value
    row: dict[str, object] = {
        name: getattr(entry, name) for name in ("name", "title", "joint", "agonist", "antagonist")
    }
    row |= {"model": entry.source, "alternatives": ", ".join(entry.alternatives)}
    row |= {f"{name}_deg": value(name) for name in ("neutral_angle", "range_low", "range_high")}
    for part, shape in entry.geometry.items():
        row[f"max_force_{part}_N"] = value("max_isometric_force", part)
        row[f"rom_limit_{part}_deg"] = value("rom_limit", part)
        row[f"moment_arm_rms_{part}_mm"] = 1e3 * shape.moment_arm_rms
    return row | {
        "parameters": len(entry.parameters),
        "assumed": len(entry.parameters.assumed),
        "sources": ", ".join(entry.sources()),
        "cautions": " ".join(entry.cautions),
        "date": entry.date,
    }


def catalogue() -> Catalogue:
    """All muscle pairs of the library, with sources, number of assumed values and cautions.

    Returns
    -------
    Catalogue
        Prints as a table; ``.to_frame()`` gives it to pandas.

    Examples
    --------
    >>> from musclebalance.pairs import catalogue
    >>> "hip-flexors-gluteus-maximus" in catalogue().names
    True
    """
    return Catalogue(tuple(pair(name) for name in pair_names()))
