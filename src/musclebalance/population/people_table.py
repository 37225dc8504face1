"""People from a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..core.parameters import Parameter, ParameterSet
from ..core.tables import Column, Row, number, read
from .sampling import COVARIATES

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: What spreadsheets and pandas write where a value is missing.
MISSING = ("na", "n/a", "#n/a", "nan", "null", "none", "<na>")


def read_people(
    table: pd.DataFrame | str | Path, parameters: ParameterSet
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Own parameters and covariates from a table with one row per person; the column `person` is a label."""

    def parameter(name: str) -> Parameter | None:
        return parameters.get(name) or parameters.get(name.rpartition(".")[2])

    def column(name: str, unit: str) -> Column:
        entry = parameter(name)
        return Column(name, str if name == "person" else number(), entry.unit if entry and unit else unit)

    found = read(table, column, blank=MISSING)
    names = [column.name for column in found.columns if column.name != "person"]
    if not names:
        raise MusclebalanceError(f"{found.path} has neither parameters nor covariates as columns.")
    own = {name: entry for name in names if (entry := parameter(name)) is not None}
    default = {name: entry.value for name, entry in own.items()}
    default |= {name: COVARIATES[name].middle for name in names if name not in own and name in COVARIATES}

    def values(row: Row) -> list[float]:
        for name in names:
            if name not in row and name not in default:
                raise MusclebalanceError(f"{name}: a value is missing, and there is no default for it.")
        return [row[name] if name in row else default[name] for name in names]

    every = dict(zip(names, np.array(found.each(values), dtype=float).T.copy(), strict=True))
    return (
        {name: column for name, column in every.items() if name in own},
        {name: column for name, column in every.items() if name not in own},
    )
