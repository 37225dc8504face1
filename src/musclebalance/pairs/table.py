"""All pairs at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .definition import Pair
from .reading import pair, pair_names

if TYPE_CHECKING:
    import pandas as pd


#: True of every pair.
GENERAL_CAUTION = (
    "maximal forces differ about twofold between models: compare ratios and normalised tension before newtons"
)


@dataclass(frozen=True)
class Catalogue:
    """The pairs of the library; iterate over it, index it by name, print it, or turn it into a frame.

    Parameters
    ----------
    pairs : tuple of Pair
        In the order head to foot.
    """

    pairs: tuple[Pair, ...]

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, name: str) -> Pair:
        return pair(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names that :func:`pair` accepts."""
        return tuple(entry.name for entry in self.pairs)

    def to_frame(self) -> pd.DataFrame:
        """One row per pair.

        Returns
        -------
        pandas.DataFrame
            Indexed by pair name; forces [N], angles [deg], fit residual [mm], counts of parameters and
            of assumed ones, sources, cautions.
        """
        import pandas as pd

        return pd.DataFrame([_row(entry) for entry in self.pairs]).set_index("name")

    def __str__(self) -> str:
        rows = [("pair", "agonist | antagonist", "model", "other models", "parameters (assumed)")]
        for entry in self.pairs:
            sides = f"{entry.agonist} | {entry.antagonist}"
            count = f"{len(entry.parameters)} ({len(entry.parameters.assumed)})"
            rows.append((entry.name, sides, entry.source, ", ".join(entry.alternatives) or "-", count))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = [
            "  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
        ]
        lines += ["", "Cautions", f"  all pairs: {GENERAL_CAUTION}"]
        lines += [f"  {entry.name}: {text}" for entry in self.pairs for text in entry.cautions]
        return "\n".join(lines)

    __repr__ = __str__


def _row(entry: Pair) -> dict[str, object]:
    value = entry.parameters.value
    row: dict[str, object] = {
        "name": entry.name,
        "title": entry.title,
        "joint": entry.joint,
        "agonist": entry.agonist,
        "antagonist": entry.antagonist,
        "model": entry.source,
        "alternatives": ", ".join(entry.alternatives),
        "neutral_angle_deg": value("neutral_angle"),
        "range_low_deg": value("range_low"),
        "range_high_deg": value("range_high"),
    }
    for part in ("agonist", "antagonist"):
        row[f"max_force_{part}_N"] = value("max_isometric_force", part)
        row[f"rom_limit_{part}_deg"] = value("rom_limit", part)
        row[f"moment_arm_rms_{part}_mm"] = 1e3 * entry.geometry[part].moment_arm_rms
    return {
        **row,
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
        Prints as a table; `.to_frame()` gives it to pandas.

    Examples
    --------
    >>> from musclebalance.pairs import catalogue
    >>> "hip-flexors-gluteus-maximus" in catalogue().names
    True
    """
    return Catalogue(tuple(pair(name) for name in pair_names()))
