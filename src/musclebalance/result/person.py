"""A person at one moment, and a result: what happened to them, on one screen or as labelled numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range
from ..core.parameters import ParameterSet, assumptions
from ..core.record import stored
from ..core.units import DAY
from ..lifestyle import Lifestyle
from ..model import hypotheses, imbalance, readouts
from ..model.body import MUSCLES, Body, input_vector
from ..model.imbalance import SYMMETRIC
from ..model.model import Model
from ..pairs import Pair
from ..timeline import Timeline
from .variables import Reference, Trajectory, Variable, catalogue_of, find

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = NDArray[np.float64]


#: What tables show unless asked for more.
MAIN = (
    "imbalance", "imbalance_length", "imbalance_rest", "imbalance_rom", "imbalance_tone", "resting_angle",
    "rom_agonist", "rom_antagonist", "resting_length_agonist", "resting_length_antagonist",
    "resting_tension_agonist", "resting_tension_antagonist", "tone_agonist", "tone_antagonist",
    "strength_torque_agonist", "strength_torque_antagonist", "strength_ratio", "memory_agonist",
    "tolerance_slow_agonist", "pain",
)  # fmt: skip
#: What a summary shows, in order: name, decimals (None: three digits of the largest).
SHOWN: tuple[tuple[str, int | None], ...] = (
    ("imbalance", 2), ("resting_angle", 1), ("rom_agonist", 1), ("resting_length_agonist", 3),
    ("resting_length_antagonist", 3), ("resting_tension_agonist", None), ("resting_tension_antagonist", None),
    ("tone_agonist", 2), ("strength_ratio", 2), ("pain", 1),
)  # fmt: skip
#: The healthy person by body: later selves share it.
_HEALTHY: WeakKeyDictionary[Body, Trajectory] = WeakKeyDictionary()


@stored
@dataclass(frozen=True, eq=False)
class Person:
    """One person's muscle pair at one moment.

    Parameters
    ----------
    pair : Pair
        The muscles and the joint.
    body : Body
        The model with this person's parameter values.
    state : ndarray (n_states,)
        Present state, a morning measurement.
    healthy_state : ndarray (n_states,)
        The same person after a healthy life: the reference of every loss and imbalance.
    healthy_life : Lifestyle
        The life from which the muscles' length set-points were derived.
    history : Result, optional
        How the present state came about.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> round(person.with_state(memory_agonist=0.5).imbalance - person.imbalance, 6)
    0.0
    """

    pair: Pair
    body: Body
    state: Array
    healthy_state: Array
    healthy_life: Lifestyle
    history: Result | None = None

    def for_file(self) -> Person:
        """What a file holds of them: not how they came about."""
        return replace(self, history=None)

    def check(self) -> None:
        """Refuse states that are not those of the model, as in a damaged file."""
        for state in (self.state, self.healthy_state):
            if state.shape != (len(self.body.program.state_names),) or not np.isfinite(state).all():
                raise MusclebalanceError("the states do not fit the model; the file is damaged.")

    @property
    def model(self) -> Model:
        """The model this person is simulated with."""
        return self.body.model

    @property
    def parameters(self) -> ParameterSet:
        """Every parameter value of this person, with bounds, source and basis."""
        return self.body.parameters

    @property
    def parameter_set(self) -> str:
        """Which values these are: ``"calibrated"`` and its date, ``"prior"``, or ``"... with changes"``."""
        return hypotheses.set_of(self.parameters)

    @cached_property
    def healthy(self) -> Trajectory:
        """The person in health, as a trajectory of one state."""
        states = self.healthy_state[None, :]
        known = _HEALTHY.get(self.body)
        if known is None or not np.array_equal(known.states, states):
            known = Trajectory(self.body, Reference.of(self.body, self.healthy_state), states)
            _HEALTHY[self.body] = known
        return known

    @property
    def reference(self) -> Reference:
        """Healthy readings."""
        return self.healthy.reference

    def trajectory(self, states: Array | None = None) -> Trajectory:
        """What given states (..., n_states) of this person show, the joint free and at rest; default now."""
        return Trajectory(self.body, self.reference, self.state if states is None else states)

    def read(self, name: str, states: Array | None = None) -> Array:
        """A variable of given states, ndarray (...); default the present state [unit shown in results]."""
        return self.trajectory(states).values(name)

    def components(self, states: Array | None = None) -> imbalance.Components:
        """Components of imbalance of given states (default: the present state), each ndarray (...)."""
        return self.trajectory(states).components

    @property
    def imbalance(self) -> float:
        """Composite imbalance: 0 healthy, about 1 after half a year of a bad desk."""
        return float(self.components().composite)

    def with_state(self, changes: Mapping[str, float] | None = None, /, **named: float) -> Person:
        """A copy with some states set [internal units], e.g. ``memory_agonist=0.5``.

        Raises
        ------
        UnknownNameError
        """
        state = self.state.copy()
        for name, value in {**(changes or {}), **named}.items():
            state[self.body.index(name)] = value
        return replace(self, state=np.clip(state, self.body.program.low, self.body.program.high))

    def __str__(self) -> str:
        now, healthy = self.trajectory(), self.reference
        names = self.body.program.state_names

        def stored(name: str, otherwise: float) -> float:
            return float(now.stored(name)) if name in names else otherwise

        angle = float(now.values("resting_angle"))
        lines = [
            f"{self.pair.title}, model '{self.model.name}': imbalance {self.imbalance:.2f}",
            f"  resting angle {angle:+.1f} deg (healthy {healthy.resting_angle:+.1f})",
        ]
        for muscle in MUSCLES:
            length, tone = stored(f"resting_length_{muscle}", 1.0), stored(f"tone_{muscle}", 0.0)
            lines.append(
                f"  {getattr(self.pair, muscle)}: resting length {100 * (length - 1):+.1f} %, "
                f"tone {100 * tone:.2f} %MVC, "
                f"range {float(now.rom(muscle)):.1f} deg (healthy {healthy.rom[muscle]:.1f})"
            )
        return "\n".join(lines)

    __repr__ = __str__


@stored
@dataclass(frozen=True, eq=False)
class Result:
    """What happened to one person.

    Parameters
    ----------
    person : Person
        The person at the start; carries pair, model, parameters and healthy reference.
    timeline : Timeline
        What was prescribed and delivered, segment by segment.
    times : ndarray (k,)
        Stored times [s] from waking on day 1; the first is 0.
    states : ndarray (k, n_states)
        States at those times, internal units.
    rows : ndarray (k,) of int
        Row of the timeline's input table that led to each stored state.
    provenance : mapping
        Versions, seed, tolerance, plan and life in words.

    Examples
    --------
    >>> import musclebalance as mb
    >>> pair = mb.pair("hip-flexors-gluteus-maximus")
    >>> person = mb.develop(pair, mb.Lifestyle.office(hours=8, stress=0.6), days=3)
    >>> person.history["rom_agonist"].name
    'rom_agonist [deg]'
    """

    person: Person
    timeline: Timeline
    times: Array
    states: Array
    rows: NDArray[np.int64]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pair(self) -> Pair:
        """The muscle pair."""
        return self.person.pair

    @property
    def body(self) -> Body:
        """Model and parameter values."""
        return self.person.body

    @property
    def reference(self) -> Reference:
        """Healthy readings."""
        return self.person.reference

    def for_file(self) -> Result:
        """What a file holds of it: the person at the start without their history."""
        return replace(self, person=self.person.for_file())

    def check(self) -> None:
        """Refuse arrays that do not fit each other, as in a damaged file."""
        self.person.check()
        states, line = self.states, self.timeline
        fits = (
            self.times.ndim == 1
            and states.shape == (len(self.times), len(self.person.state))
            and self.rows.shape == self.times.shape
            and bool(np.isfinite(states).all())
            and bool(np.isfinite(self.times).all())
            and bool((np.diff(self.times) >= 0.0).all())
            and bool(((self.rows >= -1) & (self.rows <= len(line.table))).all())
            and line.rows.shape == line.ticks.shape
            and bool(((line.rows >= 0) & (line.rows < len(line.table))).all())
            and bool((line.ticks > 0).all())
            and bool((np.diff(line.day_ends) > 0).all())
            and len(line.day_ends) > 0
            and int(line.day_ends[-1]) == len(line.ticks) - 1
        )
        if not fits:
            raise MusclebalanceError("times, states and timeline do not fit each other; the file is damaged.")

    @property
    def stopped(self) -> str | None:
        """Why this result is partial, ``"after 12 of 84 days: ..."``; None when it is whole."""
        return self.provenance.get("stopped")

    @cached_property
    def days(self) -> Array:
        """Stored times [d] from waking on day 1."""
        return self.times / DAY

    @cached_property
    def trajectory(self) -> Trajectory:
        """The stored states as what they show, under the inputs that were acting."""
        program = self.body.program
        free = input_vector(program, mode_free=1.0, phase_rest=1.0)
        table = np.vstack([self.timeline.pack(program.input_names)[2], free])
        return Trajectory(self.body, self.reference, self.states, table[self.rows])

    @property
    def components(self) -> imbalance.Components:
        """Components of imbalance over time."""
        return self.trajectory.components

    @property
    def variables(self) -> Mapping[str, Variable]:
        """Everything this result can show, by name."""
        return catalogue_of(self.person.model)

    @public
    def values(self, name: str) -> Array:
        """A variable as an array of the shape of :attr:`times`, in the unit shown.

        Raises
        ------
        UnknownNameError
        """
        return self.trajectory.values(name)

    @public
    def quantity(self, name: str) -> Array:
        """A named quantity at the stored times, under the inputs that were acting [internal units]."""
        return self.trajectory.stored(name)

    def __getitem__(self, name: str) -> pd.Series[float]:
        """A variable as a series over days; its name carries the unit."""
        import pandas as pd

        variable = find(self.person.model, name)
        days = pd.Index(self.days, name="day")
        series = pd.Series(self.values(name), days, name=f"{name} [{variable.unit}]")
        series.attrs["label"] = self.label(name)
        return series

    @property
    def groups(self) -> dict[str, str]:
        """Names of the muscles by role."""
        return {muscle: getattr(self.pair, muscle) for muscle in MUSCLES}

    def label(self, name: str) -> str:
        """Axis label of a variable: what it is and its unit."""
        return find(self.person.model, name).label(**self.groups)

    def names(self) -> tuple[str, ...]:
        """Names of the main variables that this model has."""
        return tuple(name for name in MAIN if name in self.variables)

    @public
    def to_frame(self, names: Iterable[str] | None = None) -> pd.DataFrame:
        """Variables as columns ``"name [unit]"`` over days.

        Parameters
        ----------
        names : iterable of str, optional
            Default: the main readouts; ``result.variables`` lists all.
        """
        import pandas as pd

        return pd.concat([self[name] for name in (names or self.names())], axis=1)

    def to_xarray(self, names: Iterable[str] | None = None) -> xr.Dataset:
        """Variables as a labelled data set over days with units; needs the extra ``io``."""
        import xarray as xr

        chosen = tuple(names or self.names())
        data = {
            n: ("day", self.values(n), {"units": self.variables[n].unit, "long_name": self.label(n)})
            for n in chosen
        }
        attrs = {k: str(v) for k, v in self.provenance.items()} | {
            "pair": self.pair.name,
            "model": self.person.model.name,
        }
        return xr.Dataset(data, coords={"day": ("day", self.days, {"units": "d"})}, attrs=attrs)

    @property
    def final(self) -> Person:
        """The person at the end, with this result as history."""
        return replace(self.person, state=self.states[-1], history=self)

    @public
    def at(self, name: str, day: float) -> float:
        """Value of a variable at the stored time nearest to `day` [d], within the result [unit shown]."""
        return float(self.values(name)[self._place(day)])

    def _place(self, day: float) -> int:
        """Position of the stored time nearest to a day."""
        check_range("day", day, float(self.days[0]), float(self.days[-1]), "d", "of the result")
        return int(np.argmin(np.abs(self.days - day)))

    @property
    def time_to_symmetry(self) -> float | None:
        """First day from which the composite imbalance stays below 0.4 to the end, or None."""
        return imbalance.time_to_symmetry(self.days, self.values("imbalance"))

    def torque_angle(
        self, muscle: str, day: float | None = None, excursions: Iterable[float] | None = None
    ) -> pd.Series[float]:
        """Passive torque [N m] against `muscle` over the excursion of the joint [deg], on any stored day.

        Parameters
        ----------
        muscle : {"agonist", "antagonist"}
        day : float, optional
            Stored time nearest to it [d]; default the end.
        excursions : iterable of float, optional
            From neutral in the direction that lengthens the muscle [deg]; default 0 to the healthy range.
        """
        import pandas as pd

        reach = np.linspace(0.0, float(self.reference.rom[muscle]), 25) if excursions is None else excursions
        x = np.asarray(list(reach), dtype=float)
        torque = readouts.passive_torque_curve(self.body, self._state(day), muscle, x)
        return pd.Series(torque, pd.Index(x, name="excursion [deg]"), name=f"passive torque, {muscle} [N m]")

    def strength_at(self, muscle: str, angle: float, day: float | None = None) -> float:
        """Largest isometric torque of a muscle [N m] at any test angle [deg], on any stored day."""
        return float(readouts.isometric_torque(self.body, self._state(day), muscle, angle))

    def strength_ratio_at(self, angle: float, day: float | None = None) -> float:
        """Isometric torque of the agonist over that of the antagonist at one test angle [deg]."""
        return self.strength_at("agonist", angle, day) / self.strength_at("antagonist", angle, day)

    def endurance_time(self, muscle: str, load: float, day: float | None = None) -> float:
        """Time [s] for which a muscle holds a load [share of the healthy maximal force]; may be infinite."""
        return float(readouts.endurance_time(self.body, self._state(day), muscle, load))

    def _state(self, day: float | None) -> Array:
        return np.asarray(self.states[-1 if day is None else self._place(day)])

    @property
    def moments(self) -> dict[str, float]:
        """Days at which a summary reads: before, after the programme, at follow-up [d]."""
        end = float(self.days[-1])
        after = min(float(self.provenance.get("programme_days") or end), end)
        follow_up = {"follow-up": end} if after < end else {}
        return {"before": 0.0, "after": after, **follow_up}

    def summary(self) -> dict[str, Any]:
        """What the printed result says as plain data, ready for JSON."""
        audit = self.timeline.audit
        names = [name for name, _ in SHOWN if name in self.variables]
        kept = ("sessions", "repetitions", "effort_seconds", "stretch_seconds")
        return {
            "pair": self.pair.name,
            "model": self.person.model.name,
            "days": float(self.days[-1]),
            "stopped": self.stopped,
            "plan": self.provenance.get("plan"),
            "lifestyle": self.provenance.get("lifestyle"),
            "seed": self.provenance.get("seed"),
            "expected_sessions": None if self.stopped else self.provenance.get("expected_sessions"),
            "changed": {
                one.name: f"{one.value:.6g} {one.unit}, {one.pedigree}"
                for one in self.person.parameters.parameters
                if one.basis == "changed"
            },
            "events": list(self.provenance.get("events", ())),
            "dose": {
                kind: {name: getattr(getattr(audit, kind), name) for name in kept}
                for kind in ("prescribed", "adhered", "delivered")
            },
            "moments": self.moments,
            "healthy": {name: float(self.person.healthy.values(name)[0]) for name in names},
            "readings": {n: {when: self.at(n, day) for when, day in self.moments.items()} for n in names},
            "units": {name: self.variables[name].unit for name in names},
            "time_to_symmetry": self.time_to_symmetry,
            "parameter_set": self.person.parameter_set,
            **self.person.parameters.counted(),
        }

    def due_to_treatment(self, untreated: Result) -> dict[str, dict[str, float | None]]:
        """Share of each recovery that is due to treatment, per reading and moment."""
        found = self.summary()
        return {
            name: {
                when: imbalance.due_to_treatment(
                    read["before"], read[when], untreated.at(name, day), found["healthy"][name]
                )
                for when, day in found["moments"].items()
                if day > 0
            }
            for name, read in found["readings"].items()
        }

    def __str__(self) -> str:
        return summary_text(self.summary(), self.pair.title, self.groups)

    __repr__ = __str__


def summary_text(found: Mapping[str, Any], title: str, groups: Mapping[str, str]) -> str:
    """A summary in at most 30 lines: its data, the title of the pair and the names of the muscles."""
    lines = [f"PARTIAL RESULT, stopped {found['stopped']}"] if found["stopped"] else []
    lines += [
        f"{title}: {found['days']:.0f} days, model '{found['model']}'",
        f"  life       {found['lifestyle']}",
        *(f"  programme  {line}" for line in str(found["plan"]).splitlines()),
    ]
    changed = [f"{name} {told}" for name, told in found["changed"].items()]
    for label, told in (("changed", changed), ("struck by", found["events"])):
        if told:
            more = f" and {len(told) - 3} more" if len(told) > 3 else ""
            lines.append(f"  {label:10s} " + "; ".join(told[:3]) + more)
    if found["dose"]["prescribed"]["sessions"]:
        doses = (
            f"{kind} {dose['sessions']} sessions, {dose['repetitions']} repetitions, "
            f"{dose['stretch_seconds'] / 60:.0f} min stretch"
            for kind, dose in found["dose"].items()
            if kind != "adhered"
        )
        lines.append("  dose       " + "; ".join(doses))
        done, asked = (found["dose"][kind]["sessions"] for kind in ("adhered", "prescribed"))
        mean = found["expected_sessions"]
        drawn = f", {mean:.3g} expected, seed {found['seed']}" if mean is not None else ""
        if drawn or done < asked:
            lines.append(f"  adherence  {done} of {asked} sessions done{drawn}")
    heads = list(found["moments"].items())
    lines.append(f"  {'':38s}" + "".join(f"{f'{when} (d {day:.0f})':>18s}" for when, day in heads))
    for name, digits in SHOWN:
        if name in found["readings"]:
            values = written((found["readings"][name][when] for when, _ in heads), digits)
            cells = "".join(f"{value:>18s}" for value in values)
            lines.append(f"  {short(name, found['units'][name], groups):38s}{cells}")
    day = found["time_to_symmetry"]
    reached = f"from day {day:.0f}" if day is not None else "not reached"
    lines.append(f"  symmetric (imbalance below {SYMMETRIC:g} to the end): {reached}")
    lines.append(f"  parameters {found['parameter_set']}: {assumptions(found)}")
    lines.append("  a research and teaching model")
    return "\n".join(lines)


def written(values: Iterable[float], decimals: int | None) -> list[str]:
    """Numbers of one row with so many decimals; None: as many as give the largest three digits."""
    values = list(values)
    if decimals is None:
        largest = max(map(abs, values))
        decimals = max(0, 2 - math.floor(math.log10(largest))) if largest > 0.0 else 0
    return [f"{value:.{decimals}f}" for value in values]


def short(name: str, unit: str, groups: Mapping[str, str]) -> str:
    """Name of a reading in a table: words, the muscle's name and the unit."""
    head, _, tail = name.rpartition("_")
    words = f"{head.replace('_', ' ')}, {groups[tail]}" if tail in groups else name.replace("_", " ")
    return words.replace("rom", "range") + (f" [{unit}]" if unit != "-" else "")
