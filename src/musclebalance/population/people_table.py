"""People from a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError
from ..core.parameters import ParameterSet

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


def read_people(
    table: pd.DataFrame | str | Path, parameters: ParameterSet
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Own parameters and covariates from a table with one row per person."""
    import pandas as pd

    name = "table" if isinstance(table, pd.DataFrame) else str(table)
    if not isinstance(table, pd.DataFrame) and not Path(table).exists():
        raise FileError(name, "no such file.")
    frame = table if isinstance(table, pd.DataFrame) else pd.read_csv(table)
    if frame.empty:
        raise FileError(name, "no people in it; give one row for each.")
    own: dict[str, Array] = {}
    covariates: dict[str, Array] = {}
    for column in frame.columns:
        base, _, unit = str(column).partition(" [")
        key = base if base in parameters else base.rpartition(".")[2]
        if base == "person":
            continue
        values = _numbers(name, str(column), frame[column])
        if key not in parameters:
            covariates[base] = _filled(name, base, values)
            continue
        entry = parameters[key]
        if unit and unit.rstrip("]") != entry.unit:
            raise FileError(name, f"column {column!r}: {base} is in {entry.unit}, not in {unit.rstrip(']')}.")
        own[base] = np.where(np.isnan(values), entry.value, values)
    if not own and not covariates:
        raise MusclebalanceError(f"{name} has neither parameters nor covariates as columns.")
    return own, covariates


def _numbers(name: str, column: str, values: pd.Series[float]) -> Array:
    import pandas as pd

    found = pd.to_numeric(values, errors="coerce")
    wrong = np.flatnonzero(found.isna().to_numpy() & values.notna().to_numpy())
    if len(wrong):
        raise FileError(name, f"{column}: {values.iloc[int(wrong[0])]!r} is not a number.", int(wrong[0]) + 2)
    return np.asarray(found, dtype=float)


def _filled(name: str, column: str, values: Array) -> Array:
    """A covariate with its gaps filled from the default covariate; one of the user's own may have none."""
    from .sampling import COVARIATES

    if np.isnan(values).any() and column not in COVARIATES:
        line = int(np.flatnonzero(np.isnan(values))[0]) + 2
        raise FileError(name, f"{column}: a value is missing, and there is no default for it.", line)
    return np.where(np.isnan(values), COVARIATES[column].middle if column in COVARIATES else np.nan, values)
