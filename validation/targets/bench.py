"""A laboratory: one body, a few hand-written segments, and what is read off while they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from musclebalance.core.parameters import Parameter
from musclebalance.evidence import calibration
from musclebalance.model import Segment, hypotheses, readouts
from musclebalance.model.body import MUSCLES, Body
from musclebalance.model.laws import ALL, MECHANICS
from musclebalance.model.model import Model
from musclebalance.pairs import pair as find_pair
from musclebalance.result import Person
from musclebalance.simulation.healthy import complete_parameters, healthy
from musclebalance.simulation.lab import record, session_segments
from musclebalance.treatment import Session

Array = NDArray[np.float64]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True, repr=False)
class Trace:
    """What a bench did: states at the end of every piece of every segment, the start included.

    Parameters
    ----------
    bench : Bench
        Where it started.
    times : ndarray (k,)
        Times [s] since the start.
    states : ndarray (k, n_states)
    inputs : ndarray (k, n_inputs)
        Inputs of the segment that ended at each time; at the start those of the first.
    """

    bench: Bench
    times: Array
    states: Array
    inputs: Array

    def __repr__(self) -> str:
        return f"<trace of {self.times[-1]:g} s on {self.bench!r}>"

    def __getitem__(self, name: str) -> Array:
        """A flat state or quantity at every stored time, ndarray (k,) [internal unit]."""
        body = self.bench.body
        if name in body.program.state_names:
            return self.states[:, body.index(name)]
        found = body.program.evaluate([name], self.states, body.vector, self.inputs)[name]
        return np.broadcast_to(np.asarray(found, dtype=float), self.times.shape)

    def at(self, name: str, time: float) -> float:
        """A state or quantity at a time [s], linear between stored times."""
        return float(np.interp(time, self.times, self[name]))

    @property
    def end(self) -> Bench:
        """A bench that goes on from here."""
        return replace(self.bench, state=self.states[-1])


@dataclass(frozen=True, repr=False)
class Bench:
    """A body in a state, ready for segments.

    Parameters
    ----------
    body : Body
        Model and parameter values.
    state : ndarray (n_states,)
        Where the next run starts.
    pair : str
        Name of the muscle pair.
    tol : float
        Error tolerance of a step.
    """

    body: Body
    state: Array
    pair: str
    tol: float = 1e-5

    def __repr__(self) -> str:
        return f"<bench of {self.pair}, model {self.body.model.name!r}>"

    def run(self, *segments: Segment, every: float = np.inf) -> Trace:
        """Integrate segments one after another; `every` [s] cuts them for dense output."""
        return Trace(self, *record(self.body, self.state, segments, every=every, tol=self.tol))

    def session(self, session: Session, where: str = "clinic") -> tuple[Segment, ...]:
        """The segments of a session for this bench's pair."""
        return session_segments(session, find_pair(self.pair), where)

    def with_state(self, **values: float) -> Bench:
        """A copy with some flat states set [internal unit]."""
        state = self.state.copy()
        for name, value in values.items():
            state[self.body.index(name)] = value
        return replace(self, state=state)

    def range_of_motion(self, muscle: str = "agonist") -> float:
        """End of range against a muscle [deg], tissue as it is now."""
        return float(readouts.range_of_motion(self.body, self.state, muscle, rested=False))

    def angle_at_torque(self, torque: float, muscle: str = "agonist") -> float:
        """Excursion [deg] at which a quick passive test meets `torque` [N m], tissue as it is now."""
        return float(readouts.angle_at_torque(self.body, self.state, muscle, torque, rested=False))

    def torque(self, excursion: float, muscle: str = "agonist") -> float:
        """Passive torque [N m] of a quick test at an excursion [deg], tissue as it is now."""
        found = readouts.passive_torque_curve(
            self.body, self.state, muscle, np.array([excursion]), rested=False
        )
        return float(found[..., 0])

    def torque_at_end(self, muscle: str = "agonist") -> float:
        """Passive torque [N m] at the present end of range."""
        return self.torque(self.range_of_motion(muscle), muscle)


def _setpoint(muscle: str, value: float) -> Parameter:
    return Parameter(
        f"{muscle}.length_setpoint",
        value,
        "-",
        0.1,
        3.0,
        "fibre length at which resting length stays: that of the neutral angle, on the bench [lopt]",
        ("T35",),
        "derived",
        "l_set",
    )


def isolated(
    pair: str, *mechanisms: str, values: Mapping[str, float] | None = None, tol: float = 1e-6
) -> Bench:
    """A bench with the mechanics and only the mechanisms named; every state at its healthy value.

    Parameters
    ----------
    pair : str
        Name of a muscle pair.
    *mechanisms : str
        Names of the mechanisms switched on besides the mechanics.
    values : mapping, optional
        Parameter values that differ from the defaults.
    tol : float
        Error tolerance of a step.
    """
    wanted = (*MECHANICS, *(hypotheses.MECHANISMS[name] for name in mechanisms))
    model = Model("bench: " + ", ".join(mechanisms), tuple(m for m in ALL if m in wanted))
    muscles = find_pair(pair)
    parameters = complete_parameters(muscles, model)
    if "serial_length" in mechanisms:
        neutral = {m: parameters.value("neutral_fibre_length", m) for m in MUSCLES}
        parameters = parameters.merged([_setpoint(m, neutral[m]) for m in MUSCLES])
    body = Body(model, parameters.with_(values or {}))
    return Bench(body, body.rest(), pair, tol)


@lru_cache(maxsize=16)
def person(pair: str, model: str = "combined") -> Person:
    """The healthy person of a pair."""
    return healthy(find_pair(pair), model=model)


def whole(pair: str, model: str = "combined") -> Bench:
    """A bench with the healthy person of a pair: everything that the model holds."""
    found = person(pair, model)
    return Bench(found.body, found.state, pair)


@lru_cache(maxsize=1)
def ankle_lever() -> float:
    """Degrees that trials measure at the ankle for a degree of the model: median of the calibration."""
    return float(np.median(calibration().sample["lever_ankle"]))
