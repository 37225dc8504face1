"""A result: labelled trajectories of one person, the dose that was delivered, and where it all came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.units import DAY
from ..model import readouts
from ..model.assembly import input_vector
from ..model.body import Body
from ..model.imbalance import Components, time_to_symmetry
from ..pairs import Pair
from ..timeline import Timeline
from .person import Person, Reference, components
from .variables import Variable, catalogue_of, find, label

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from .day import Day

Array = NDArray[np.float64]

#: What tables show unless asked for more.
MAIN = (
    "imbalance",
    "imbalance_length",
    "imbalance_rest",
    "imbalance_rom",
    "imbalance_tone",
    "resting_angle",
    "rom_agonist",
    "rom_antagonist",
    "resting_length_agonist",
    "resting_length_antagonist",
    "resting_tension_agonist",
    "resting_tension_antagonist",
    "tone_agonist",
    "tone_antagonist",
    "strength_torque_agonist",
    "strength_torque_antagonist",
    "strength_ratio",
    "memory_agonist",
    "tolerance_slow_agonist",
    "pain",
)


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

    @property
    def stopped(self) -> str | None:
        """Why this result is partial, ``"after 12 of 84 days: ..."``; None when it is whole."""
        return self.provenance.get("stopped")

    @cached_property
    def days(self) -> Array:
        """Stored times [d] from waking on day 1."""
        return self.times / DAY

    @cached_property
    def components(self) -> Components:
        """Components of imbalance over time."""
        return components(self.body, self.reference, self.states)

    @cached_property
    def variables(self) -> dict[str, Variable]:
        """Everything this result can show, by name."""
        return catalogue_of(self.person.model)

    @cached_property
    def _cache(self) -> dict[str, Array]:
        return {}

    def values(self, name: str) -> Array:
        """A variable as an array of the shape of :attr:`times`, in the unit shown.

        Raises
        ------
        UnknownNameError
        """
        if name not in self._cache:
            self._cache[name] = np.asarray(find(self.person.model, name).compute(self))
        return self._cache[name]

    def quantity(self, name: str) -> Array:
        """A named quantity at the stored times, under the inputs that were acting [internal units]."""
        table = np.vstack(
            [
                np.asarray(self.timeline.pack(self.body.program.input_names)[2]),
                input_vector(self.body.program, mode_free=1.0, phase_rest=1.0),
            ]
        )
        inputs = table[self.rows]
        return np.asarray(
            self.body.program.evaluate((name,), self.states, self.body.vector, inputs)[name]
            + np.zeros(len(self.times))
        )

    def __getitem__(self, name: str) -> pd.Series[float]:
        """A variable as a series over days; its name carries the unit."""
        import pandas as pd

        variable = find(self.person.model, name)
        series = pd.Series(
            self.values(name), index=pd.Index(self.days, name="day"), name=f"{name} [{variable.unit}]"
        )
        series.attrs["label"] = label(self, variable)
        return series

    def label(self, name: str) -> str:
        """Axis label of a variable: what it is and its unit."""
        return label(self, find(self.person.model, name))

    def names(self) -> tuple[str, ...]:
        """Names of the main variables that this model has."""
        return tuple(name for name in MAIN if name in self.variables)

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
        return Person(
            self.pair, self.body, self.states[-1], self.person.healthy_state, self.person.healthy_life, self
        )

    def at(self, name: str, day: float) -> float:
        """Value of a variable at the stored time nearest to `day` [unit shown]."""
        return float(self.values(name)[int(np.argmin(np.abs(self.days - day)))])

    @property
    def time_to_symmetry(self) -> float | None:
        """First day from which the composite imbalance stays below 0.4 to the end, or None."""
        return time_to_symmetry(self.days, self.values("imbalance"))

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

    def day(self, number: int) -> Day:
        """Report of one day, counted from 1: joint angles, tone, spasm, flow, nerve pressure, pain.

        Reads the start and the end of every segment of the day, as stored with ``store="segments"``; in
        between, tone, flow and pain are taken to settle within two minutes.
        :func:`musclebalance.one_day` integrates the day again with a stored state each minute, and works
        for any result.

        Raises
        ------
        OutOfRangeError, MusclebalanceError
            No such day, or its segments are not stored.
        """
        from .day import report

        return report(self, number)

    def _state(self, day: float | None) -> Array:
        index = -1 if day is None else int(np.argmin(np.abs(self.days - day)))
        return np.asarray(self.states[index])

    def save(self, path: str) -> None:
        """Write to ``.npz`` (no extra needed) or ``.nc`` (extra ``io``); see :func:`musclebalance.load`."""
        from .files import save

        save(self, path)

    def __str__(self) -> str:
        from .summary import text

        return text(self)

    __repr__ = __str__
