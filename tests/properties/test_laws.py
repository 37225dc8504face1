"""Laws for any parameters within bounds and any timeline: symmetry, cutting, bounds, fatigue, cohorts."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from musclebalance.core.parameters import Parameter
from musclebalance.engine import PackedTimeline, integrate
from musclebalance.model import Segment, hypotheses
from musclebalance.model.body import MUSCLES, Body, program_of, split
from musclebalance.model.exposure import input_values
from musclebalance.pairs import pair, pair_names
from musclebalance.simulation.healthy import complete_parameters
from validation.targets.bench import Bench

#: Pair parameters that describe the bones: a random one would not be an anatomy.
GEOMETRY = (
    "neutral_angle",
    "moment_arm",
    "optimal_fibre",
    "neutral_fibre",
    "rom_",
    "range_",
    "strength_angle",
)
EXAMPLES = settings(max_examples=25)
#: A failure names pair, seed and spread; what it prints of the objects themselves may be long.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@lru_cache
def defaults(name: str, model: str = "combined"):
    """Every parameter of a pair under a model, set-points at the neutral length."""
    muscles = pair(name)
    found = complete_parameters(muscles, hypotheses.get(model))
    length = {m: found.value("neutral_fibre_length", m) for m in MUSCLES}
    setpoints = [
        Parameter(
            f"{m}.length_setpoint", length[m], "-", 0.1, 3.0, "set-point of a test", ("T35",), "derived"
        )
        for m in MUSCLES
    ]
    return found.merged(setpoints)


def drawn(name: str, seed: int, spread: float, model: str = "combined"):
    """Parameters in bounds: `spread` 0 keeps the defaults, 1 goes anywhere; a pair's own by a quarter."""
    rng = np.random.default_rng(seed)
    library = hypotheses.get(model).parameters
    values = {}
    for key, entry in defaults(name, model).items():
        own = key.split(".")[-1]
        anywhere = rng.uniform(entry.low, entry.high)
        if own in library and own != "pain_tone_scale":
            values[key] = entry.value + spread * (anywhere - entry.value)
        elif not own.startswith(GEOMETRY):
            factor = 1.25 ** (spread * rng.uniform(-1, 1))
            values[key] = float(np.clip(entry.value * factor, entry.low, entry.high))
    return defaults(name, model).with_(values)


@st.composite
def bodies(draw, model: str = "combined") -> Bench:
    """A person of any pair with any parameters, in a state that need not be healthy."""
    name = draw(st.sampled_from(pair_names()))
    seed, spread = draw(st.integers(0, 10**6)), draw(st.floats(0, 1))
    body = Body(hypotheses.get(model), drawn(name, seed, spread, model))
    rng = np.random.default_rng(seed + 1)
    note(f"{name}, seed {seed}, spread {spread}")
    program, state = body.program, body.rest()
    away = {
        "resting_length": 0.1,
        "slack_history": 0.05,
        "metabolite": 1.0,
        "hyperaemia": 2.0,
        "pain": 5.0,
        "creep": 0.02,
    }
    for k, flat in enumerate(program.state_names):
        if flat != "angle" and not flat.startswith(("relaxation", "capacity", "tone", "guarding")):
            step = draw(st.floats(0, 1)) * away.get(split(flat)[0], 0.3) * rng.uniform(-1, 1)
            state[k] = np.clip(state[k] + step, program.low[k], min(program.high[k], 0.999 * program.high[k]))
    for muscle in MUSCLES:  # tolerance rises to its largest and no further, or relief would be more than all
        if f"tolerance_fast_{muscle}" in program.state_names:
            place = body.index(f"tolerance_fast_{muscle}")
            state[place] = min(state[place], body.parameters.value("tolerance_fast_max", muscle))
    return Bench(body, state, name, tol=1e-5)


@st.composite
def timelines(draw, symmetric: bool = False, quiet: bool = False) -> tuple[Segment, ...]:
    """A few segments of seconds to hours; imposed angles are relative to neutral [deg]."""
    found = []
    for _ in range(draw(st.integers(1, 6))):
        mode = draw(
            st.sampled_from(
                ("free", "posture", "hold") if symmetric else ("free", "posture", "hold", "stretch")
            )
        )
        phase = {"free": "rest", "stretch": "stretch"}.get(mode) or draw(
            st.sampled_from(("rest", "work") if mode == "posture" else ("hold", "plateau", "release", "work"))
        )
        works = phase in ("work", "hold") and not quiet
        efforts = [draw(st.floats(0, 1)) if works else 0.0 for _ in MUSCLES]
        found.append(
            Segment(
                duration=draw(st.sampled_from((1.0, 7.0, 30.0, 300.0, 3600.0, 20000.0))),
                mode=mode,
                phase=phase,
                angle=0.0 if symmetric else draw(st.floats(-8, 8)) if mode == "posture" else None,
                barrier=draw(st.floats(0.3, 1.0)) if mode == "stretch" else None,
                muscle=draw(st.sampled_from(MUSCLES)) if mode == "stretch" else None,
                effort_agonist=efforts[0],
                effort_antagonist=efforts[0] if symmetric else efforts[1],
                stress=0.0 if quiet else draw(st.floats(0, 1)),
            )
        )
    return tuple(found)


def placed(bench: Bench, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Segments whose imposed angles are relative to the pair's neutral angle made absolute."""
    neutral = bench.body.parameters.value("neutral_angle")
    return tuple(s if s.angle is None else replace(s, angle=s.angle + neutral) for s in segments)


def swapped(values: dict[str, float]) -> dict[str, float]:
    """The same numbers with the muscles' names exchanged, in flat or dotted names."""
    other = {"agonist": "antagonist", "antagonist": "agonist"}

    def name(key: str) -> str:
        if "." in key:
            part, _, own = key.partition(".")
            return f"{other[part]}.{own}"
        own, part = split(key)
        return f"{own}_{other[part]}" if part else key

    return {name(key): value for key, value in values.items()}


def exchanged(bench: Bench) -> Bench:
    """The same person with the two muscles' names exchanged."""
    entries = {p.name: p.value for p in bench.body.parameters.parameters if "." in p.name}
    shared = {p.name: p.value for p in bench.body.parameters.parameters if "." not in p.name}
    state = dict(zip(bench.body.program.state_names, bench.state, strict=True))
    free = {k: replace(p, low=-1e9, high=1e9) for k, p in bench.body.parameters.items()}
    parameters = bench.body.parameters.merged(free.values()).with_({**shared, **swapped(entries)})
    body = Body(bench.body.model, parameters)
    order = np.array([swapped(state)[name] for name in body.program.state_names])
    return Bench(body, order, bench.pair, bench.tol)


def exchange(s: Segment) -> Segment:
    """A segment with the muscles' names exchanged."""
    return replace(
        s,
        effort_agonist=s.effort_antagonist,
        effort_antagonist=s.effort_agonist,
        muscle={"agonist": "antagonist", "antagonist": "agonist"}.get(s.muscle or ""),
    )


@EXAMPLES
@given(bodies(), timelines())
def test_law_1_swapping_the_muscles_swaps_the_outputs_exactly(bench, segments):
    segments = placed(bench, segments)
    there = bench.run(*segments)
    other = exchanged(bench).run(*(exchange(s) for s in segments))
    names = bench.body.program.state_names
    for k, name in enumerate(names):
        (partner,) = swapped({name: 0.0})
        np.testing.assert_array_equal(there.states[:, k], other.states[:, names.index(partner)], err_msg=name)


def mirrored(bench: Bench) -> Bench:
    """The agonist and its mirror image about the neutral angle: a symmetric pair in a symmetric state."""
    own = {p.name.split(".")[1]: p for p in bench.body.parameters.parameters if p.name.startswith("agonist.")}
    neutral = bench.body.parameters.value("neutral_angle")
    image = {name: p.value for name, p in own.items()}
    for power in (0, 2):
        image[f"moment_arm_c{power}"] = -own[f"moment_arm_c{power}"].value
    for name in ("rom_limit", "strength_angle"):
        image[name] = 2 * neutral - own[name].value
    entries = [
        replace(own[name], name=f"antagonist.{name}", value=v, low=-1e9, high=1e9)
        for name, v in image.items()
    ]
    body = Body(bench.body.model, bench.body.parameters.merged(entries))
    names = body.program.state_names
    state = bench.state.copy()
    for k, name in enumerate(names):
        if name.endswith("_antagonist"):
            state[k] = state[names.index(name.replace("_antagonist", "_agonist"))]
    state[body.index("angle")], state[body.index("creep")] = body.si("neutral_angle"), 0.0
    return Bench(body, state, bench.pair, bench.tol)


@EXAMPLES
@given(bodies(), timelines(symmetric=True))
def test_law_1_a_symmetric_pair_under_symmetric_inputs_stays_symmetric(bench, segments):
    pair_of_equals = mirrored(bench)
    segments = placed(pair_of_equals, segments)
    trace = pair_of_equals.run(*segments)
    np.testing.assert_allclose(trace["angle"], pair_of_equals.body.si("neutral_angle"), atol=1e-9)
    for name in trace.bench.body.program.state_names:
        if name.endswith("_agonist"):
            other = trace[name.replace("_agonist", "_antagonist")]
            np.testing.assert_allclose(trace[name], other, rtol=1e-9, atol=1e-9, err_msg=name)


@EXAMPLES
@given(bodies(), timelines(), st.integers(2, 5))
def test_law_3_cutting_segments_and_output_times_change_nothing(bench, segments, pieces):
    bench = replace(bench, tol=1e-8)
    segments = placed(bench, segments)
    cut = [replace(s, duration=s.duration / pieces) for s in segments for _ in range(pieces)]
    whole, parts = bench.run(*segments), bench.run(*cut)
    scale = np.array([s.scale for s in _specs(bench)])
    difference = np.abs(whole.states[1:] - parts.states[pieces::pieces])
    assert np.max(difference / (np.abs(whole.states[1:]) + scale)) < 1e-4


def _specs(bench: Bench):
    names = bench.body.program.state_names
    known = {s.name: s for kind in ("muscle", "joint") for s in bench.body.model.states(kind)}
    return [known[split(name)[0]] for name in names]


@EXAMPLES
@given(bodies(), timelines(), st.integers(1, 5))
def test_law_3_shifting_all_times_changes_nothing(bench, segments, at):
    segments = placed(bench, segments)
    whole = bench.run(*segments)
    first = bench.run(*segments[:at])
    if segments[at:]:
        later = first.end.run(*segments[at:])
        np.testing.assert_array_equal(whole.states[-1], later.states[-1])
    np.testing.assert_array_equal(whole.states[: len(first.times)], first.states)


@settings(max_examples=80)
@given(bodies(), timelines())
def test_law_5_states_stay_in_their_bounds_and_nothing_is_nan(bench, segments):
    trace = bench.run(*placed(bench, segments))
    program = bench.body.program
    assert np.isfinite(trace.states).all()
    assert (trace.states >= program.low - 1e-9).all()
    assert (trace.states <= program.high + 1e-9).all()


@EXAMPLES
@given(bodies(model="combined - tone"), timelines(), timelines(quiet=True))
def test_law_5_fatigue_never_rises_without_work(bench, work, rest):
    tired = bench.run(*placed(bench, work)).end
    trace = tired.run(*placed(bench, rest), every=60.0)
    for muscle in MUSCLES:
        assert (np.diff(trace[f"fatigue_{muscle}"]) <= 1e-12).all()
        # a muscle that is still tired goes on losing a little of what recovers slowly
        rise = np.diff(trace[f"slow_fatigue_{muscle}"])
        rate, limit = (bench.body.si(f"slow_fatigue_{name}", muscle) for name in ("rate", "max"))
        most = rate * limit * np.diff(trace.times) * trace[f"fatigue_{muscle}"][:-1] ** 2
        assert (rise <= 1.01 * most + 1e-9).all()


@EXAMPLES
@given(st.lists(st.tuples(bodies(), timelines()), min_size=2, max_size=5))
def test_law_6_a_member_of_a_cohort_equals_the_same_person_alone(people):
    program = program_of(hypotheses.combined)
    packed = []
    for bench, segments in people:
        table = np.array([input_values(s, program.input_names) for s in placed(bench, segments)])
        durations = np.array([s.duration for s in segments])
        packed.append(PackedTimeline(durations, np.arange(len(segments), dtype=np.int32), table))
    vectors = np.array([bench.body.vector for bench, _ in people])
    starts = np.array([bench.state for bench, _ in people])
    # whoever leaves the bounds of a state is stopped there, alone as among others
    run = partial(integrate, program, tol=1e-5, on_error="return")
    together = run(vectors, starts, packed)
    backwards = run(vectors[::-1], starts[::-1], packed[::-1])
    for k, timeline in enumerate(packed):
        alone, last = run(vectors[k], starts[k], timeline), len(packed) - 1 - k
        np.testing.assert_array_equal(alone.final, together.final[k])
        np.testing.assert_array_equal(alone.final, backwards.final[last])
        assert alone.status == together.status[k] == backwards.status[last]


@pytest.mark.parametrize("method", ["reference", "radau"])
def test_law_6_every_way_to_integrate_gives_the_same_course(method):
    bench = Bench(Body(hypotheses.combined, defaults(pair_names()[0])), np.array([]), pair_names()[0])
    bench = replace(bench, state=bench.body.rest(), tol=1e-7)
    segments = placed(
        bench,
        (
            Segment(600.0, "posture", angle=5.0, stress=0.5),
            Segment(20.0, "stretch", "stretch", barrier=0.9, muscle="agonist"),
            Segment(7.0, "hold", "hold", effort_agonist=0.2),
            Segment(600.0),
        ),
    )
    program = bench.body.program
    table = np.array([input_values(s, program.input_names) for s in segments])
    timeline = PackedTimeline(np.array([s.duration for s in segments]), np.arange(4, dtype=np.int32), table)
    found = integrate(program, bench.body.vector, bench.state, timeline, tol=1e-7, method=method)
    np.testing.assert_allclose(found.final, bench.run(*segments).states[-1], rtol=2e-5, atol=2e-6)
