"""A toy system for the engine's own tests: two parts of one kind, one shared part."""

import numpy as np

from musclebalance.engine import Law, PackedTimeline, Part, StateSpec, System, trace

__all__ = ["PARAMS", "course", "people", "system", "trace"]


def geometry(m, p, f):
    m.length = p.size + p.sign * m.position * p.arm
    m.strain = m.length / m.slack - 1.0
    m.push = f.exp(p.stiff * m.strain - 3.0)


def flow(m, p, f):
    m.demand = m.drive + m.tone * (1.0 - m.block)
    m.force = m.push * (1.0 - m.soft) + f.softmin(m.demand, 1.0 - m.tired, 0.01)
    return {
        "soft": [(p.soft_max, p.soft_rate * m.push * f.sigmoid((m.push - 0.05) / 0.02)), (0.0, 1.0 / 300.0)],
        "creep_fast": (m.push, 1.0 / 4.0),
        "creep_slow": (0.3 * m.push, 1.0 / 40.0),
        "tired": [(1.0, 0.01 * m.force), (0.0, 0.002)],
    }


def control(m, p, f):
    return {
        "block": (f.where(m.drive > 0.05, 0.8, 0.0), f.where(m.hold > 0.5, 1.0, 0.25)),
        "tone": (0.03 * f.tanh(3.0 * m.memory) + 0.01 * m.partner.drive, 1.0 / 60.0),
        "memory": [
            (1.0, 4e-6 * f.softplus(m.start.slack - m.length, 0.02)),
            (0.0, 1e-6 + 0.006 * m.block * m.hold),
        ],
        "slack": (m.slack + 0.3 * f.tanh(m.strain - 0.1), 2e-6),
    }


def balance(j, p, f):
    a, b = j.lanes
    pull = a.force * a.arm_signed + b.force * b.arm_signed
    j.excess = pull - p.spring * j.position
    return {"position": (j.position + j.excess / (p.spring + 3.0), 0.67 * (1.0 - j.hold))}


def arms(m, p, f):
    m.arm_signed = p.sign * p.arm


LANE_STATES = (
    StateSpec("soft", 0.0, 0.0, 1.0),
    StateSpec("creep_fast", 0.05, -1.0, 5.0),
    StateSpec("creep_slow", 0.01, -1.0, 5.0),
    StateSpec("tired", 0.0, 0.0, 1.0),
    StateSpec("block", 0.0, 0.0, 1.0),
    StateSpec("tone", 0.0, 0.0, 0.1),
    StateSpec("memory", 0.0, 0.0, 1.0),
    StateSpec("slack", 1.0, 0.6, 1.4),
)
LAWS = (
    Law("geometry", "lane", geometry),
    Law("arms", "lane", arms),
    Law("flow", "lane", flow),
    Law("control", "lane", control),
    Law("balance", "hub", balance),
)


def system(*extra, states=()):
    """The toy system, with further laws and lane states."""
    return System(
        parts=(
            Part("left", "lane", "_left", {"partner": "right", "shared": "hub"}),
            Part("right", "lane", "_right", {"partner": "left", "shared": "hub"}),
            Part("hub", "hub", "", {"lanes": ("left", "right")}),
        ),
        laws=(*LAWS, *extra),
        states={"lane": (*LANE_STATES, *states), "hub": (StateSpec("position", 0.0, -2.0, 2.0),)},
        parameters={"lane": ("size", "sign", "arm", "stiff", "soft_max", "soft_rate"), "hub": ("spring",)},
        inputs={"lane": ("drive",), "hub": ("hold", "load")},
        absent={"lane": {"absent_law": 0.25}},
    )


def people(program, count):
    """Parameters and initial states of different people, each from a stream of its own."""
    streams = [np.random.default_rng([3, k]) for k in range(count)]
    params = np.array([PARAMS * rng.uniform(0.9, 1.1, len(PARAMS)) for rng in streams])
    return params, np.tile(program.rest, (count, 1))


PARAMS = np.array([1.0, 1.0, 0.3, 6.0, 0.2, 0.07, 1.0, -1.0, 0.3, 6.0, 0.2, 0.07, 4.0])


def course(days=1, seed=0):
    """A few days of long and short segments with changing inputs."""
    rng = np.random.default_rng(seed)
    table = np.column_stack([rng.choice([0.0, 0.01, 0.2, 0.6], (8, 2)), rng.integers(0, 2, 8), np.zeros(8)])
    durations, rows = [], []
    for _ in range(days):
        durations += [28800.0, 10.0, 7.0, 1.0, 3.0, 20.0, 3600.0, 14400.0, 600.0]
        rows += list(rng.integers(0, 8, 9))
    return PackedTimeline(np.array(durations), np.array(rows), table)
