"""Fits as PEtab tables: what was measured, with which error, and what was estimated, within which bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..core.arguments import public
from ..core.cells import number
from ..core.distribution import Distribution
from ..core.errors import FileError, MusclebalanceError, shown, unknown
from ..core.tables import Column, read
from ..core.tables import Row as Line
from ..core.units import to_si
from ..core.writing import write_text
from ..inference import Fit
from ..inference.problem import Free, free_numbers
from ..inference.subject import ALONE, CHRONICITY
from ..model.body import MUSCLES, split
from ..model.exposure import Exposure, Segment
from ..result import Person, Result
from ..result.variables import SHOWN, catalogue_of, find
from .muscles import person_at
from .sbml import Equations, entries, held, to_sbml

if TYPE_CHECKING:
    import pandas as pd

#: Name of the one condition: everything that the person did and was treated with.
CONDITION = "visits"
FILES = {kind: f"{kind}.tsv" for kind in ("parameters", "measurements", "conditions", "observables")}
#: Scores that are beyond what any prior allows.
FAR = np.array([-9.0, 9.0])
Row = Mapping[str, object]
MODEL = "model.xml"
#: Of a table of what was measured within a segment.
COLUMNS = (
    Column("time", number(0.0, 1e7), "s", needed=True, filled=True),
    Column("variable", needed=True, filled=True),
    Column("value", number(-1e9, 1e9), needed=True, filled=True),
    Column("sd", number(1e-9, 1e9), needed=True, filled=True, aliases=("sem",)),
)

PROBLEM = """# {title}
# {remark}
format_version: 1
parameter_file: {parameters}
problems:
  - sbml_files: [{model}]
    measurement_files: [{measurements}]
    condition_files: [{conditions}]
    observable_files: [{observables}]
"""
NO_MODEL = (
    "Time in days from the first visit; values, errors and parameters in the units that the names tell. No "
    "SBML: these courses run over thousands of segments."
)


@public
def to_petab(fit: Fit, folder: str | Path) -> Path:
    """Write a fit as the tables of a PEtab problem (version 1).

    Parameters
    ----------
    fit : Fit
    folder : str or Path
        Where ``problem.yaml``, ``measurements.tsv``, ``observables.tsv``, ``conditions.tsv`` and
        ``parameters.tsv`` go; made if it is not there.

    Returns
    -------
    Path
        Of ``problem.yaml``.

    Notes
    -----
    A measurement is a row with its standard error as noise parameter, time in days; an observable is a
    variable of results; a parameter has its prior and the bounds at which that is truncated, and the estimate
    as nominal value. The list of SBML files is empty: a fit simulates months of segments, and SBML from here
    is of one (:func:`musclebalance.to_petab_segment` writes a problem of one segment, with its model).

    Raises
    ------
    FileError
        A place that cannot be written.
    MusclebalanceError
        The fit of a body.

    References
    ----------
    Schmiester et al. 2021, doi 10.1371/journal.pcbi.1008646.

    Examples
    --------
    >>> import tempfile, pandas as pd, musclebalance as mb
    >>> pair, life = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    >>> seen = pd.DataFrame({"day": [0], "measurement": "pain", "value": [1.0]})
    >>> found = mb.fit(seen, pair, None, lifestyle=life, free=["pain_half"], sampler="none")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print((mb.to_petab(found, folder).parent / "measurements.tsv").read_text().split()[:4])
    ['observableId', 'simulationConditionId', 'measurement', 'time']
    """
    problem, visits = fit.problem, fit.visits
    if not problem.subject.alone:
        raise MusclebalanceError("to_petab() writes fits of one pair, and this is of a body; fit one pair.")
    pair = problem.subject.parts[ALONE].pair
    ids = {name: f"change_{name}" if visits.relative else name for name in problem.names}
    said = "change from day 0 of " if visits.relative else ""
    labels = {name: f"{said}{find(problem.model, name).label(pair.agonist, pair.antagonist)}"
              for name in ids}  # fmt: skip
    tables: dict[str, Sequence[Row]] = {
        "measurements": measurements(
            [ids[name] for name in visits.names], visits.days, visits.values, visits.sd
        ),
        "observables": [observable(ids[name], labels[name], ids[name]) for name in ids],
        "conditions": [{"conditionId": CONDITION, "conditionName": _told(fit)}],
        "parameters": list(_parameters(fit)),
    }
    title = f"Fit of {pair.title}, model '{problem.model.name}', by musclebalance"
    return write_problem(folder, tables, title, NO_MODEL)


def measurements(
    ids: Sequence[str], times: Iterable[float], values: Iterable[float], sd: Iterable[float]
) -> list[Row]:
    """The table of measurements: observable, value, time, standard error."""
    return [
        {
            "observableId": one, "simulationConditionId": CONDITION, "measurement": float(value),
            "time": float(time), "noiseParameters": float(error),
        }
        for one, time, value, error in zip(ids, times, values, sd, strict=True)
    ]  # fmt: skip


def observable(name: str, label: str, formula: str) -> Row:
    """A row of the table of observables, whose noise is that of each measurement."""
    return {
        "observableId": name, "observableName": label, "observableFormula": formula,
        "noiseFormula": f"noiseParameter1_{name}", "observableTransformation": "lin",
        "noiseDistribution": "normal",
    }  # fmt: skip


def parameter(name: str, label: str, prior: Distribution, estimate: float, scale: float = 1.0) -> Row:
    """A row of the table of parameters, in the prior's unit times `scale`."""
    if prior.kind == "share" or not (prior.size or prior.kind == "even"):
        raise MusclebalanceError(
            f"{name}: a prior of kind {prior.kind!r} and size {prior.size:g} is not fitted."
        )
    low, high = (float(value) * scale for value in prior.values(FAR))
    logarithmic = prior.kind in ("factor", "log")
    first, second = _prior(prior, scale) if prior.kind != "even" else (low, high)
    kinds = {"even": "uniform", "shift": "normal"}
    return {
        "parameterId": name, "parameterName": label, "parameterScale": "log" if logarithmic else "lin",
        "lowerBound": low, "upperBound": high, "nominalValue": min(max(estimate * scale, low), high),
        "estimate": 1, "objectivePriorType": kinds.get(prior.kind, "logNormal"),
        "objectivePriorParameters": f"{first!r};{second!r}",
    }  # fmt: skip


def _prior(prior: Distribution, scale: float) -> tuple[float, float]:
    """Mean and standard deviation of a normal prior, or of the logarithm of a log-normal one."""
    middle = float(prior.middle or 0.0)
    if prior.kind == "shift":
        return middle * scale, prior.size * scale
    width = float(np.sqrt(np.log1p(prior.size**2))) if prior.kind == "factor" else prior.size
    return float(np.log(middle * scale)), width


def flat(name: str) -> str:
    """An identifier: ``agonist.tone_rate`` as ``tone_rate_agonist``, as in the equations."""
    first, _, rest = name.partition(".")
    return f"{rest}_{first}" if first in MUSCLES else name


def _parameters(fit: Fit) -> Iterator[Row]:
    known = fit.problem.model.parameters
    for name, prior in fit.problem.free.items():
        base = name.rpartition(".")[2]
        meaning = "days that the life before has been lived" if name == CHRONICITY else (
            known.entry(base).meaning if base in known else base)  # fmt: skip
        yield parameter(flat(name), f"{meaning} [{prior.unit}]", prior, fit.parameters[name])


def _told(fit: Fit) -> str:
    """What was done and lived, on one line."""
    problem = fit.problem
    lived = "; ".join(str(one).splitlines()[0] for one in (problem.plan or "no treatment", problem.lifestyle))
    return " ".join(lived.split())


@public
def to_petab_segment(
    who: Person | Result, segment: Segment | Exposure, measured: pd.DataFrame | str | Path,
    folder: str | Path, *, free: Free, day: float | None = None,
) -> Path:  # fmt: skip
    """Write what was measured within one segment as a PEtab problem with its model in SBML.

    Parameters
    ----------
    who, segment, day
        As for :func:`musclebalance.to_sbml`: the person at the start, and what holds meanwhile.
    measured : DataFrame or path of a CSV file
        Columns ``time [s]``, from 0 at the segment's start; ``variable``, a state or a named quantity such as
        ``passive_torque_agonist``; ``value`` and ``sd``, its standard error, in the unit of results.
    folder : str or Path
        Where ``problem.yaml``, ``model.xml`` and the tables go; made if it is not there.
    free : sequence of str, or mapping of str to Distribution
        What is to be estimated, as for :func:`musclebalance.fit`; a name that both muscles share is one
        parameter for both.

    Returns
    -------
    Path
        Of ``problem.yaml``.

    Notes
    -----
    Parameters are in internal units (rad, s, N, m, fractions), as in the model; observables in the unit of
    results. The initial state stays as it is: free what acts within the segment.

    Raises
    ------
    FileError, UnknownNameError, MusclebalanceError
        A wrong table, a variable that the equations do not hold (a range of motion is solved for), a
        parameter that no law of them reads.

    Examples
    --------
    >>> import tempfile, pandas as pd, musclebalance as mb
    >>> person, held = mb.healthy(mb.pair("hip-flexors-gluteus-maximus")), mb.Segment(60.0, "hold")
    >>> seen = pd.DataFrame({"time [s]": [30], "variable": "rom_agonist", "value": 1.0, "sd": 0.1})
    >>> mb.to_petab_segment(person, held, seen, "problem", free=["relaxation_fast_share"])
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: data frame, row 0: variable 'rom_agonist' is solved for, ...
    """
    person = person_at(who, day)
    equations = Equations(person, held(segment))
    longest = segment.duration if isinstance(segment, Segment) else np.inf
    rows = _measured(measured, equations, longest)
    priors = free_numbers(person.parameters, free, lived=False)
    shared, table = _freed(person, priors, set(equations.names.values()))
    names = dict.fromkeys(row.variable for row in rows)
    label = {
        name: find(person.model, name).label(person.pair.agonist, person.pair.antagonist) for name in names
    }
    tables: dict[str, Sequence[Row]] = {
        "measurements": measurements(
            [f"measured_{row.variable}" for row in rows],
            [row.time for row in rows],
            [row.value for row in rows],
            [row.sd for row in rows],
        ),
        "observables": [
            observable(f"measured_{name}", label[name], _formula(person, name)) for name in names
        ],
        "conditions": [
            {"conditionId": CONDITION, "conditionName": held(segment).label or "segment", **shared}
        ],
        "parameters": table,
    }
    title = f"One segment of {person.pair.title}, model '{person.model.name}', by musclebalance"
    path = write_problem(folder, tables, title, "Time in seconds from the segment's start.", MODEL)
    to_sbml(person, segment, path.parent / MODEL)
    return path


class Reading(NamedTuple):
    """What was measured at a time."""

    time: float
    variable: str
    value: float
    sd: float


def _measured(table: pd.DataFrame | str | Path, equations: Equations, longest: float) -> list[Reading]:
    """The rows of a table of measurements within a segment."""
    found = read(table, COLUMNS, short=True)
    known = {*equations.program.state_names, *equations.outputs}

    def take(row: Line) -> Reading:
        name = row["variable"]
        if name not in known:
            if name in catalogue_of(equations.person.model):
                raise MusclebalanceError(
                    f"variable {shown(name)} is solved for, not part of the equations; give what they hold, "
                    "such as 'passive_torque_agonist'."
                )
            raise unknown("variable in the equations", name, known)
        if row["time"] > longest:
            raise MusclebalanceError(
                f"time {row['time']:g} s is after the end of the segment at {longest:g} s, and its inputs "
                "hold no longer; give a longer segment, or leave the line out."
            )
        return Reading(row["time"], name, row["value"], row["sd"])

    rows = found.each(take)
    if not rows:
        raise found.error("no measurement in it.")
    return list(rows)


def _freed(
    person: Person, priors: Mapping[str, Distribution], known: set[str]
) -> tuple[dict[str, str], list[Row]]:
    """What stands for the parameters that two muscles share, and the table of parameters."""
    shared: dict[str, str] = {}
    table: list[Row] = []
    for name, prior in priors.items():
        one, base = flat(name), name.rpartition(".")[2]
        each = [f"{one}_{muscle}" for muscle in MUSCLES if f"{one}_{muscle}" in known]
        if one not in known and not each:
            raise unknown("parameter in the equations of this segment", one, sorted(known))
        shared |= dict.fromkeys([] if one in known else each, one)
        entry = person.parameters.entry(name if name in person.parameters else base)
        label = f"{entry.meaning} [internal unit]"
        value = person.parameters[name if name in person.parameters else base].value
        table.append(parameter(one, label, prior, value, float(to_si(1.0, entry.unit))))
    return shared, table


def _formula(person: Person, name: str) -> str:
    """An entity of the equations in the unit of results."""
    unit = next(one.unit for one in entries(person.model) if one.name == split(name)[0])
    factor = SHOWN[unit][1] if unit in SHOWN else 1.0
    return name if factor == 1.0 else f"{factor!r} * {name}"


def write_problem(
    folder: str | Path, tables: Mapping[str, Sequence[Row]], title: str, remark: str, model: str = ""
) -> Path:
    """Write the tables of a problem and the file that names them."""
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(str(folder), f"cannot be made ({error.strerror}); choose another folder.") from None
    for kind, rows in tables.items():
        write_text(place / FILES[kind], _table(rows))
    path = place / "problem.yaml"
    write_text(path, PROBLEM.format(title=title, remark=remark, model=model, **FILES))
    return path


def _table(rows: Sequence[Row]) -> str:
    lines = ["\t".join(rows[0]), *("\t".join(map(_cell, row.values())) for row in rows)]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return repr(value) if isinstance(value, float) else " ".join(str(value).split())
