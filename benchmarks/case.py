"""The benchmark's problem: the full model, 84 days with a PIR programme, one person and a cohort."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np

from musclebalance.engine import PackedTimeline


def build(path: Path) -> None:
    """Write program, parameters, initial state and timeline of the programme to a file."""
    import musclebalance as mb  # the peers' environment lacks what these need
    from musclebalance.simulation import people

    calls = []
    original = people.integrate

    def keep(program, params, y0, timeline, **options):
        calls.append((program, params, y0, timeline))
        return original(program, params, y0, timeline, **options)

    people.integrate = keep
    try:
        desk = mb.Lifestyle.office(hours=8, stress=0.6)
        person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=60)
        pir = mb.PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)
        mb.simulate(person, mb.Plan(pir, per_week=3, weeks=12), desk, weeks=12)
    finally:
        people.integrate = original
    path.write_bytes(pickle.dumps(calls[-1]))


def load(path: Path):
    """Program, parameters (n,), initial state (m,) and timeline."""
    return pickle.loads(path.read_bytes())


def days(timeline: PackedTimeline, count: float) -> PackedTimeline:
    """The first days of a timeline, or the timeline repeated until there are enough."""
    repeats = int(np.ceil(count * 86400.0 / timeline.ends[-1]))
    durations, rows = np.tile(timeline.durations, repeats), np.tile(timeline.rows, repeats)
    last = int(np.searchsorted(np.cumsum(durations), count * 86400.0 - 1.0)) + 1
    return PackedTimeline(durations[:last], rows[:last], timeline.table)


def people(params: np.ndarray, y0: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """A cohort: every parameter of every person within about 2 % of the first person's, one stream each."""
    streams = [np.random.default_rng([84, k]) for k in range(count)]
    return np.array([params * np.exp(0.01 * rng.standard_normal(len(params))) for rng in streams]), np.tile(
        y0, (count, 1)
    )
