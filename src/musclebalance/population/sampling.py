"""How people differ: parameters and covariates with their effects, drawn together or read from a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.cells import choice, number
from ..core.distribution import Distribution
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import Parameter, ParameterSet
from ..core.tables import PERSON, SIDES, Column, Row, Table, check_spelling, read
from ..model.body import MUSCLES
from ..treatment.plan import person_stream

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Purpose of the random stream a person's own values are drawn from.
OWN_STREAM = 11
#: Columns of a table that say who is meant.
LABELS = ("person", "side", "pair")
#: Values of default covariates that a table may hold; wider than those that are drawn.
PLAUSIBLE = {
    "age": (10.0, 110.0), "desk_hours": (0.0, 12.0), "stress": (0.0, 1.0), "chronicity": (0.0, 3650.0),
    "asymmetry": (-1.5, 1.5),
}  # fmt: skip
#: How a table writes sex, as the share of women; under `female` a 1 is a woman, under `sex` it may be a man.
SEX = {**dict.fromkeys(("f", "female", "w", "woman"), 1.0), **dict.fromkeys(("m", "male", "man"), 0.0)}
FEMALE = {**SEX, "1": 1.0, "1.0": 1.0, "0": 0.0, "0.0": 0.0}


@public
@dataclass(frozen=True, slots=True)
class Covariate:
    """Something known of a person besides the parameters, and what it does to them.

    Parameters
    ----------
    distribution : Distribution
        With a middle.
    effects : mapping of str to float
        Parameter -> relative change per unit of the covariate above its middle (compounded:
        ``exp(effect * difference)``).
    meaning : str

    Examples
    --------
    >>> import musclebalance as mb
    >>> mass = mb.Distribution(12, "shift", middle=70, low=45, high=120, unit="kg")
    >>> mb.Covariate(mass, {"joint_stiffness": 0.01}).distribution.unit
    'kg'
    """

    distribution: Distribution
    effects: Mapping[str, float] = field(default_factory=dict)
    meaning: str = ""

    def __post_init__(self) -> None:
        if self.distribution.middle is None:
            raise MusclebalanceError("the distribution of a covariate needs a middle; give middle=.")

    @property
    def middle(self) -> float:
        """Middle of the distribution [its unit], from which the effects count."""
        assert self.distribution.middle is not None
        return self.distribution.middle


#: Spreads between people unless given otherwise. No published spreads of these model parameters were found:
#: they are assumed, wide where the parameter is a rate of adaptation.
SPREADS: Mapping[str, Distribution] = {
    "max_isometric_force": Distribution(0.25, between_muscles=0.8),
    "passive_strain": Distribution(0.15, between_muscles=0.5),
    "end_range_torque": Distribution(0.20, between_muscles=0.5),
    "tone_weight": Distribution(0.25, between_muscles=0.5),
    **dict.fromkeys(("joint_stiffness", "length_time"), Distribution(0.20)),
    **dict.fromkeys(("memory_rate", "memory_release_rate", "memory_stretch_rate"), Distribution(0.30)),
    "tolerance_growth_time": Distribution(0.35),
    "tolerance_slow_time": Distribution(0.25),
    **dict.fromkeys(("stress_half", "neural_training_rate", "size_training_rate"), Distribution(0.30)),
    **dict.fromkeys(("fatigue_rate", "pain_half"), Distribution(0.30)),
}

#: Covariates unless given otherwise; distributions and effects are assumed.
COVARIATES: Mapping[str, Covariate] = {
    "age": Covariate(Distribution(12.0, "shift", 40.0, 20.0, 70.0, "y"),
        {"max_isometric_force": -0.005, "neural_training_rate": -0.005}, "age"),
    "female": Covariate(Distribution(kind="share", middle=0.5, low=0.0, high=1.0),
        {"max_isometric_force": -0.36, "joint_stiffness": -0.15}, "1 woman, 0 man"),
    "desk_hours": Covariate(Distribution(1.5, "shift", 8.0, 2.0, 12.0, "h", step=0.5),
        meaning="desk hours of the life that caused the imbalance"),
    "stress": Covariate(Distribution(0.15, "shift", 0.6, 0.0, 1.0, step=0.1), meaning="stress at the desk"),
    "chronicity": Covariate(Distribution(0.4, "factor", 180.0, 60.0, 540.0, "d", step=7.0),
        meaning="days that life has been lived"),
    "asymmetry": Covariate(Distribution(0.2, "shift", 0.0, -0.6, 0.6),
        {"agonist.tone_weight": 0.5, "antagonist.tone_weight": -0.5},
        "log ratio added to the tone weights, agonist over antagonist"),
}  # fmt: skip


def spreads_of(
    given: Mapping[str, Distribution | float], parameters: ParameterSet
) -> dict[str, Distribution]:
    """Default spreads that a model can use, replaced and joined by those given."""
    own = {k: v if isinstance(v, Distribution) else Distribution(float(v)) for k, v in given.items()}
    return {name: one for name, one in SPREADS.items() if _usable(name, parameters)} | own


def covariates_of(
    given: Mapping[str, Covariate | Distribution | float], parameters: ParameterSet
) -> tuple[dict[str, Covariate], dict[str, float]]:
    """Covariates with the effects that a model can use, and the values that everybody shares."""
    known, shared = dict(COVARIATES), {}
    for name, one in given.items():
        if isinstance(one, Covariate):
            known[name] = one
            continue
        if name not in known:
            hint = unknown("covariate", name, known)
            raise type(hint)(f"{hint} One of your own is a mb.Covariate, which says what it does.")
        usual = known[name]
        if isinstance(one, Distribution):
            known[name] = replace(usual, distribution=one)
        else:
            ends = (usual.distribution.low, usual.distribution.high, usual.distribution.unit)
            shared[name] = check_range(f"covariate {name!r}", float(one), *ends)
    for name in COVARIATES:
        effects = {k: v for k, v in known[name].effects.items() if _usable(k, parameters)}
        known[name] = replace(known[name], effects=effects)
    return known, shared


def _usable(name: str, parameters: ParameterSet) -> bool:
    """Whether a model has the parameter, with a value to which a factor can be applied."""
    try:
        return all(parameters.entry(full).value > 0.0 for full in _full_names(parameters, name))
    except MusclebalanceError:
        return False


def _full_names(parameters: ParameterSet, name: str) -> list[str]:
    """Full names of a parameter: one per muscle where each muscle has its own value."""
    own = [f"{m}.{name}" for m in MUSCLES if f"{m}.{name}" in parameters]
    if not own and name not in parameters and name.rpartition(".")[2] not in parameters:
        raise unknown("parameter to vary", name, parameters)
    return own or [name]


class Apart(NamedTuple):
    """What a pair of a person has of its own beside what is drawn for the person."""

    names: frozenset[str]  # full names of parameters
    parts: tuple[tuple[int, float], ...]  # random streams, and their shares of the variance


#: Nothing of one's own: the pairs of a person differ in nothing that is drawn.
TOGETHER = Apart(frozenset(), ())


def draw(
    parameters: ParameterSet, spreads: Mapping[str, Distribution], covariates: Mapping[str, Covariate],
    shared: Mapping[str, float], correlations: Mapping[tuple[str, str], float], numbers: NDArray[np.int64],
    seed: int, apart: Apart = TOGETHER,
) -> tuple[dict[str, Array], dict[str, Array]]:  # fmt: skip
    """Parameters and covariates of each person: a parameter's middle is moved by the person's covariates."""
    spreads = {full: one for name, one in spreads.items() for full in _full_names(parameters, name)}
    names = [*spreads, *covariates]
    if not names:
        raise MusclebalanceError("nothing varies between people; give at least one spread or covariate.")
    matrix = _correlation_matrix(names, spreads, correlations)
    apart_here = np.array([name in apart.names for name in names])
    scores = dict(zip(names, _mixed(numbers, seed, matrix, apart_here, apart.parts).T, strict=True))
    known = {name: one.distribution.values(scores[name]) for name, one in covariates.items()}
    known |= {name: np.full(len(numbers), value) for name, value in shared.items()}
    change = _change(parameters, covariates, known, len(numbers))
    nothing = np.zeros(len(numbers))
    own = {}
    for name in dict.fromkeys([*spreads, *change]):
        entry = parameters.entry(name)
        spread = replace(spreads.get(name, Distribution(0.0)), low=entry.low, high=entry.high)
        moved = np.clip(entry.value * np.exp(change.get(name, nothing)), entry.low, entry.high)
        own[name] = spread.values(scores.get(name, nothing), moved)
    return own, known


def _change(
    parameters: ParameterSet, covariates: Mapping[str, Covariate], known: Mapping[str, Array], people: int
) -> dict[str, Array]:
    """Logarithm of the factor by which people's covariates move each parameter."""
    change: dict[str, Array] = {}
    for name, one in covariates.items():
        for full, effect in _effects(parameters, one).items():
            change[full] = change.get(full, np.zeros(people)) + effect * (known[name] - one.middle)
    return change


def _effects(parameters: ParameterSet, covariate: Covariate) -> dict[str, float]:
    """Effects by full name; one given for a muscle comes before one given for both."""
    given = covariate.effects
    return {full: given.get(full, v) for k, v in given.items() for full in _full_names(parameters, k)}


def _correlation_matrix(
    names: Sequence[str], spreads: Mapping[str, Distribution], correlations: Mapping[tuple[str, str], float]
) -> Array:
    """Correlations of standard normal scores, shape (len(names), len(names))."""
    matrix = np.eye(len(names))
    for name, spread in spreads.items():
        part, _, base = name.partition(".")
        other = f"{MUSCLES[1]}.{base}"
        if part == MUSCLES[0] and other in names:
            i, j = names.index(name), names.index(other)
            matrix[i, j] = matrix[j, i] = spread.between_muscles
    for names_of, value in correlations.items():
        if not isinstance(names_of, tuple) or len(names_of) != 2:
            raise MusclebalanceError(
                f"correlations: {names_of!r} is no pair of names; write {{('a', 'b'): 0.5}}."
            )
        one, two = names_of
        check_range(f"correlation of {one!r} and {two!r}", value, -1.0, 1.0)
        for i, j in product(_places(names, one), _places(names, two)):
            if i != j:
                matrix[i, j] = matrix[j, i] = value
    lowest = float(np.linalg.eigvalsh(matrix)[0])
    if lowest < -1e-9:
        raise MusclebalanceError(
            f"the correlations contradict each other (smallest eigenvalue {lowest:.3g}, needed >= 0); "
            "weaken the strongest ones."
        )
    return matrix


def _places(names: Sequence[str], name: str) -> list[int]:
    found = [k for k, known in enumerate(names) if known == name or known.partition(".")[2] == name]
    if not found:
        raise unknown("varying parameter or covariate", name, names)
    return found


def _mixed(
    numbers: NDArray[np.int64], seed: int, matrix: Array, own: NDArray[np.bool_],
    parts: Sequence[tuple[int, float]],
) -> Array:  # fmt: skip
    """Scores of the person, (people, names), mixed with those of further streams where they are `own`."""
    scores = _scores(numbers, seed, matrix)
    if not parts:
        return scores
    left = 1.0 - sum(share for _, share in parts)
    found = np.sqrt(max(left, 0.0)) * scores
    for stream, share in parts:
        found += np.sqrt(share) * _scores(numbers, seed, matrix, stream)
    return np.where(own, found, scores)


def _scores(numbers: NDArray[np.int64], seed: int, matrix: Array, *stream: int) -> Array:
    """Correlated standard normal scores (people, names); each row from the person's own stream."""
    values, vectors = np.linalg.eigh(matrix)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    streams = (person_stream(seed, int(k), OWN_STREAM, *stream) for k in numbers)
    plain = np.array([one.standard_normal(len(matrix)) for one in streams])
    return np.asarray(np.sum(plain[:, None, :] * root[None, :, :], axis=-1))


class PeopleTable(NamedTuple):
    """What a table says of people: own parameters, covariates, a label of each, how it was understood."""

    own: dict[str, Array]
    covariates: dict[str, Array]
    labels: tuple[str, ...]
    numbers: NDArray[np.int64]
    report: str


def read_people(
    table: pd.DataFrame | str | Path, parameters: ParameterSet,
    given: Mapping[str, Covariate | Distribution | float], fixed: Iterable[str],
    fit: Callable[[dict[str, float]], object],
) -> PeopleTable:  # fmt: skip
    """Own parameters and covariates from a table with one row per person, acting as when they are drawn.

    `fit` raises when the parameters of a row do not fit each other.
    """
    known, _ = covariates_of(given, parameters)
    found = people_sheet(table, [parameters], known)
    labels = () if any(row.wrong for row in found.rows) else _labels(found, found.rows)
    checked = fitting(parameters, fit)
    rows = found.each(lambda row: checked(row.values))
    own, covariates = people_of(found, rows, parameters, given, fixed)
    return PeopleTable(own, covariates, labels, np.arange(len(rows)), found.report)


def people_sheet(
    source: pd.DataFrame | str | Path, sets: Sequence[ParameterSet], known: Mapping[str, Covariate],
    places: Sequence[Column] = (),
) -> Table:  # fmt: skip
    """A table that says something of people: parameters of some of the `sets`, covariates, who and where."""
    found = read(source, [*_columns(sets, known), *places])
    names = _told(found)
    if not names:
        raise found.error(f"has no column of a parameter or covariate, such as {', '.join(COVARIATES)}.")
    if "sex" in names - set(known) and "female" in names:
        raise found.error("columns 'female' and 'sex' say the same; keep one of the two.")
    return found


def people_of(
    found: Table, rows: Sequence[Mapping[str, Any]], parameters: ParameterSet,
    given: Mapping[str, Covariate | Distribution | float], fixed: Iterable[str],
) -> tuple[dict[str, Array], dict[str, Array]]:  # fmt: skip
    """Own parameters and covariates of people, for what a table says of each."""
    known, shared = covariates_of(given, parameters)
    names = {name for name in _told(found) if name in known or name == "sex" or has(parameters, name)}
    cells = {name: np.array([row.get(name, np.nan) for row in rows]) for name in names}
    if "sex" in names - set(known):
        names, cells["female"] = names - {"sex"} | {"female"}, cells.pop("sex")
    for name in sorted(names & {*shared, *fixed}):
        if not np.isnan(cells[name]).any():
            raise found.error(
                f"column {name!r} has a value for everybody, and one is given for all; leave one of them out."
            )
    covariates = {}
    for name, one in known.items():
        usual = shared.get(name, one.middle)
        told = cells.get(name, np.full(len(rows), usual))
        covariates[name] = np.where(np.isnan(told), usual, told)
    change = _change(parameters, known, covariates, len(rows))
    own = {}
    for name in _differing(names - set(known), change):
        entry = parameters.entry(name)
        moved = np.clip(entry.value * np.exp(change.get(name, np.zeros(len(rows)))), entry.low, entry.high)
        told = cells.get(name, moved)
        own[name] = np.where(np.isnan(told), moved, told)
    return own, {name: values for name, values in covariates.items() if name in names or name in shared}


def has(parameters: ParameterSet, name: str) -> bool:
    """Whether a column's name stands for a parameter of these."""
    return name in parameters or name.rpartition(".")[2] in parameters


def _told(found: Table) -> set[str]:
    """What the columns of a table tell, but for who is meant."""
    return {column.name for column in found.columns} - set(LABELS)


def fitting(
    parameters: ParameterSet, fit: Callable[[dict[str, float]], object]
) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """Values as they are, once what they state of parameters fits together; a large table repeats itself."""
    seen = set[tuple[tuple[str, Any], ...]]()

    def checked(values: Mapping[str, Any]) -> Mapping[str, Any]:
        stated = {name: value for name, value in values.items() if name in parameters}
        if stated and (alike := tuple(stated.items())) not in seen:
            fit(stated)
            seen.add(alike)
        return values

    return checked


def _differing(given: set[str], change: Mapping[str, Array]) -> list[str]:
    """Parameters in which people differ: those of a table, and those that covariates move."""
    return [*sorted(given), *(name for name, values in change.items() if name not in given and values.any())]


def _labels(table: Table, rows: Sequence[Row]) -> tuple[str, ...]:
    """What the table calls each person and side, or their number."""
    if not {"person", "side"} & {column.name for column in table.columns}:
        return ()
    labels: dict[str, int] = {}
    for row in rows:
        label = " ".join(row[name] for name in ("person", "side") if name in row)
        if not label or label in labels:
            raise table.error(
                f"{label!r} stands there twice; give each person and side one row."
                if label
                else "no person is named.",
                row.line,
            )
        labels[label] = row.line
    check_spelling(table, labels)
    return tuple(labels)


def _columns(sets: Sequence[ParameterSet], covariates: Mapping[str, Covariate]) -> list[Column]:
    """Every column that a table of people may have; a heading may leave the unit out."""
    columns = []
    for name, one in covariates.items():
        low, high = PLAUSIBLE.get(name, (one.distribution.low, one.distribution.high))
        columns.append(Column(name, number(low, high), one.distribution.unit, bare=True))
    if "female" in covariates:
        columns = [column for column in columns if column.name != "female"]
        columns.append(Column("female", choice(FEMALE)))
        if "sex" not in covariates:
            columns.append(Column("sex", choice(SEX), aliases=("gender",)))
    columns += [Column("person", aliases=PERSON), Column("side", choice(SIDES))]
    entries: dict[str, list[Parameter]] = {}
    for parameters in sets:
        for name, entry in _by_muscle(parameters).items():
            entries.setdefault(name, []).append(entry)
    for name, some in entries.items():
        low, high = min(one.low for one in some), max(one.high for one in some)
        columns.append(Column(name, number(low, high), some[0].unit, bare=True))
    return columns


def _by_muscle(parameters: ParameterSet) -> dict[str, Parameter]:
    """Every name that a parameter may have: also of one muscle, where both share it."""
    entries = dict(parameters)
    for name in [name for name in entries if "." not in name]:
        entries |= {f"{m}.{name}": entries[name] for m in MUSCLES if f"{m}.{name}" not in entries}
    return entries
