"""Frozen calibrations: dated parameter sets with uncertainties and correlations, in the package's data."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import unknown
from ..model import hypotheses
from ..model.body import program_of
from .observation import NAMES
from .published import calibration_arms

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
FOLDER = resources.files("musclebalance") / "evidence" / "data" / "calibration"


@dataclass(frozen=True, eq=False)
class Calibration:
    """A calibrated parameter set.

    Parameters
    ----------
    model : str
        Named hypothesis.
    date, evidence, rows : str
        When it was made, version of the evidence, and the number of rows it rests on.
    rests_on : str
        Digest of everything it was made from, see :func:`foundation`.
    settings : mapping
        Seed, designed points, sampler.
    table : tuple of mapping
        Per parameter: name, unit, basis of the prior, prior median, posterior median, 95 % interval,
        shrinkage, shift, informed.
    sample : mapping of str to ndarray (draws,)
        Joint posterior draws [unit of the parameter]: uncertainties and correlations together.
    """

    model: str
    date: str
    evidence: str
    rows: int
    rests_on: str
    settings: Mapping[str, Any]
    table: tuple[Mapping[str, Any], ...]
    sample: Mapping[str, Array]

    @property
    def values(self) -> dict[str, float]:
        """Posterior medians of the model's parameters [their unit], for ``parameters=`` of a simulation."""
        return {row["name"]: float(row["value"]) for row in self.table if row["name"] not in NAMES}

    @property
    def informed(self) -> tuple[str, ...]:
        """Names of the parameters that the trials inform; the others stay at their prior."""
        return tuple(row["name"] for row in self.table if row["informed"])

    @property
    def current(self) -> bool:
        """Whether equations, defaults, pairs and evidence are still those it was made from."""
        return self.rests_on == foundation(self.model)

    def draws(self, count: int | None = None) -> dict[str, Array]:
        """The first `count` joint draws, all by default."""
        return {name: values[:count] for name, values in self.sample.items()}

    def correlation(self) -> pd.DataFrame:
        """Rank correlations between parameters over the joint draws."""
        import pandas as pd

        return pd.DataFrame(self.sample).rank().corr()

    def to_frame(self) -> pd.DataFrame:
        """The table of parameters."""
        import pandas as pd

        return pd.DataFrame(list(self.table)).set_index("name")

    def __str__(self) -> str:
        rests = f"on {self.rows} results (evidence {self.evidence})"
        return "\n".join([f"calibration of '{self.model}', {self.date}, {rests}", *map(_line, self.table)])

    __repr__ = __str__


def _line(row: Mapping[str, Any]) -> str:
    numbers = f"{row['value']:10.4g} [{row['low']:.4g}, {row['high']:.4g}] {row['unit']:5s}"
    told = "informed" if row["informed"] else "stays at its prior"
    return f"  {row['name']:30s} {numbers} prior {row['prior']:.4g}; {told}"


@lru_cache(maxsize=16)
def foundation(model: str) -> str:
    """Digest of a named hypothesis' equations and defaults, of the pairs, and of the results fitted."""
    chosen = hypotheses.get(model)
    total = hashlib.sha256(program_of(chosen).digest.encode())
    for one in chosen.parameters.parameters:
        total.update(f"{one.name}={one.value!r} {one.unit}\n".encode())
    pairs = resources.files("musclebalance") / "pairs" / "data"
    for file in sorted(pairs.iterdir(), key=lambda file: file.name):
        total.update("\n".join(file.read_text("utf-8").splitlines()).encode())
    for arm in calibration_arms():
        total.update(repr(astuple(arm)).encode())
    return total.hexdigest()[:16]


@lru_cache(maxsize=16)
def calibration(model: str = "combined") -> Calibration:
    """The frozen calibration of a named hypothesis.

    Parameters
    ----------
    model : str
        Name of the hypothesis.

    Raises
    ------
    UnknownNameError
        No calibration of that name is in the package.

    Examples
    --------
    >>> from musclebalance import evidence
    >>> evidence.calibration().model
    'combined'
    """
    known = sorted(f.name.removesuffix(".toml") for f in FOLDER.iterdir() if f.name.endswith(".toml"))
    if model not in known:
        raise unknown("calibration", model, known)
    return load(FOLDER / f"{model}.toml", FOLDER / f"{model}.csv")


def load(about: Any, draws: Any) -> Calibration:
    """Read a calibration from its two files."""
    head = tomllib.loads(about.read_text("utf-8"))
    names, *rows = csv.reader(draws.read_text("utf-8").splitlines())
    sample = dict(zip(names, np.array(rows, dtype=float).T, strict=True))
    return Calibration(table=tuple(head.pop("parameter")), sample=sample, **head)


def save(made: Calibration, folder: Path) -> None:
    """Write a calibration as TOML (values) and CSV (joint draws)."""
    folder.mkdir(parents=True, exist_ok=True)
    head = ("model", "date", "evidence", "rows", "rests_on")
    lines = [
        "# Generated by `python -m validation.regenerate`; do not edit.",
        *(f"{name} = {_toml(getattr(made, name))}" for name in head),
        "",
        "[settings]",
        *(f"{key} = {value}" for key, value in made.settings.items()),
    ]
    for row in made.table:
        lines += ["", "[[parameter]]", *(f"{key} = {_toml(value)}" for key, value in row.items())]
    (folder / f"{made.model}.toml").write_text("\n".join(lines) + "\n", "utf-8")
    numbers = np.column_stack(list(made.sample.values()))
    body = [",".join(made.sample), *(",".join(f"{x:.5g}" for x in row) for row in numbers)]
    (folder / f"{made.model}.csv").write_text("\n".join(body) + "\n", "utf-8")


def _toml(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    return f"{float(value):.6g}"
