"""All kernels give one answer: alone, in lanes, in blocks, with own timelines; or say why not."""

import dataclasses

import numpy as np
import pytest

from musclebalance.core.errors import EngineError, MusclebalanceError, OutOfRangeError
from musclebalance.engine import Law, PackedTimeline, StateSpec, Status, integrate, kernel
from musclebalance.engine.jit import missing
from musclebalance.engine.kernel import pack, unpack
from musclebalance.engine.timeline import Job, Settings

COMPILED = [] if missing() else ["auto"]


@pytest.fixture(scope="module")
def course(toy):
    return toy.course(days=2)


@pytest.fixture(scope="module")
def cohort(program, people, course):
    return integrate(program, *people, course)


def test_a_person_alone_has_the_same_bits_as_in_the_cohort(program, people, course, cohort):
    params, y0 = people
    for k in (0, 7, 8, 20):
        alone = integrate(program, params[k], y0[k], course)
        assert alone.states.tobytes() == cohort.states[k].tobytes()
        assert (alone.steps, alone.rejected) == (cohort.steps[k], cohort.rejected[k])
        assert alone.status is Status.DONE


@pytest.mark.parametrize("block", [1, 3, 8, 256])
def test_block_size_changes_nothing(program, people, course, cohort, block):
    again = integrate(program, *people, course, block=block)
    assert again.states.tobytes() == cohort.states.tobytes()


def test_place_in_the_lanes_changes_nothing(program, people, course, cohort):
    params, y0 = people
    order = np.random.default_rng(0).permutation(len(params))
    again = integrate(program, params[order], y0[order], course)
    assert again.states.tobytes() == cohort.states[order].tobytes()


def test_own_timelines(program, people, toy):
    params, y0 = people
    courses = [toy.course(days=1 + k % 2, seed=k) for k in range(len(params))]
    together = integrate(program, params, y0, courses, block=10)
    for k in (0, 9, 20):
        alone = integrate(program, params[k], y0[k], courses[k])
        assert alone.states.tobytes() == together.states[k].tobytes()
        assert (alone.times == together.times[k]).all()


@pytest.mark.nocompiler
@pytest.mark.parametrize("method", ["reference", *COMPILED])
def test_plain_python_agrees_with_the_compiled_kernel(program, people, course, method):
    params, y0 = people[0][3], people[1][3]
    reference = integrate(program, params, y0, course, tol=1e-6, method="reference")
    found = integrate(program, params, y0, course, tol=1e-6, method=method)
    assert found.steps == reference.steps
    assert found.states == pytest.approx(reference.states, rel=1e-11, abs=1e-13)


@pytest.mark.skipif(not COMPILED, reason="no compiler here")
def test_exact_and_solved_states_agree(program, people, course):
    wanted = integrate(program, *people, course, tol=1e-9).states

    def run(chosen, first, last):
        part = [array[first:last] for array in people]
        everything = np.arange(len(course.durations))
        arrays = pack(
            chosen.layout, Job(program, *part, (course,), (everything,), Settings(1e-9)), chosen.width
        )
        chosen.run(arrays)
        return unpack(chosen.layout, arrays)["output"].reshape(last - first, *wanted.shape[1:])

    names = program.state_names
    cohort = run(kernel.compiled(program, 8, names), 0, 21)
    assert kernel.compiled(program, 8, names).layout.solved < len(names)
    assert cohort == pytest.approx(wanted, rel=1e-6, abs=1e-8)
    assert run(kernel.compiled(program, 1, names), 3, 4).tobytes() == cohort[3].tobytes()
    assert run(kernel.interpreted(program, names), 3, 4)[0] == pytest.approx(cohort[3], rel=1e-10, abs=1e-12)


@pytest.mark.skipif(not COMPILED, reason="no compiler here")
@pytest.mark.parametrize("width", [2, 4, 8])
def test_any_number_of_lanes_gives_the_same_bits(program, people, course, cohort, width):
    chosen = kernel.compiled(program, width)
    everything = np.arange(len(course.durations))
    arrays = pack(chosen.layout, Job(program, *people, (course,), (everything,)), width)
    chosen.run(arrays)
    found = unpack(chosen.layout, arrays)["output"].reshape(cohort.states.shape)
    assert found.tobytes() == cohort.states.tobytes()


def test_working_memory_begins_on_a_cache_line(program, people, course):
    layout = kernel.interpreted(program).layout
    arrays = pack(layout, Job(program, *people, (course,), (np.arange(len(course.durations)),)), 4)
    for name in ("values", "y", "u", "k", "slope", "right", "weights"):
        assert arrays[name].ctypes.data % 64 == 0


def test_storing_less_changes_nothing(program, people, course, cohort):
    some = integrate(program, *people, course, store=[11, 3, 3])
    assert some.states.tobytes() == cohort.states[:, [3, 11]].tobytes()
    assert (some.times == course.ends[[3, 11]]).all()
    assert some.final.tobytes() == cohort.states[:, -1].tobytes()
    assert integrate(program, *people, course, store=[]).states.shape == (21, 0, 17)


def test_cutting_a_segment_changes_nothing_beyond_tolerance(program, toy):
    whole = PackedTimeline([3600.0, 600.0], [0, 1], toy.course().table)
    cut = PackedTimeline([1000.0, 2600.0, 600.0], [0, 0, 1], toy.course().table)
    one, two = (integrate(program, toy.PARAMS, program.rest, t, tol=1e-8).final for t in (whole, cut))
    frozen = program.state_names.index("memory_left")  # reads a value frozen at the start of the segment
    keep = [k for k in range(len(one)) if k not in (frozen, frozen + 8)]
    assert one[keep] == pytest.approx(two[keep], rel=1e-6, abs=1e-8)


def test_exchanging_the_parts_exchanges_the_results(program, toy, course):
    mirror = {name: list(places) for name, places in program.mirrors.items()}
    twin = dataclasses.replace(course, table=course.table[:, mirror["input"]])
    params = toy.PARAMS * np.random.default_rng(5).uniform(0.9, 1.1, 13)
    swapped = params[mirror["param"]]
    for p in (params, swapped):
        p[[1, 7]] = 1.0, -1.0
    one = integrate(program, params, program.rest, course)
    swapped[[1, 7]] = -1.0, 1.0
    two = integrate(program, swapped, program.rest, twin)
    assert two.states[:, mirror["state"]].tobytes() == one.states.tobytes()


def test_jumps_add_set_and_stay_within_bounds(program, toy):
    names, table = program.state_names, toy.course().table
    still = np.array([1e-6])
    jumps = (
        (0, "tone_left", "add", 0.02),
        (0, "tone_right", "set", 5.0),
        (0, "soft_left", "add", -1.0),
        (0, "position", "set", 0.3),
    )
    y0 = program.rest.copy()
    y0[names.index("tone_left")] = 0.01
    end = integrate(program, toy.PARAMS, y0, PackedTimeline(still, [0], table, jumps)).final
    found = [end[names.index(n)] for n in ("tone_left", "tone_right", "soft_left", "position")]
    assert found == pytest.approx([0.03, 0.1, 0.0, 0.3], abs=1e-5)
    people = integrate(program, np.tile(toy.PARAMS, (9, 1)), y0, PackedTimeline(still, [0], table, jumps))
    assert (people.final == end).all()


def test_a_state_nothing_pulls_on_stays_where_it_is(toy):
    def law(m, p, f):
        return {"idle": (0.5, f.where(m.hold > 0.5, 1.0, 0.0)), "free": []}

    specs = (StateSpec("idle", 0.1, 0.0, 1.0), StateSpec("free", 0.2, 0.0, 1.0))
    program = toy.trace(toy.system(Law("idle", "lane", law), states=specs))
    table = np.array([[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    found = integrate(program, toy.PARAMS, program.rest, PackedTimeline([50.0, 1.0], [0, 1], table), tol=1e-8)
    k, free = program.state_names.index("idle_left"), program.state_names.index("free_left")
    assert found.states[0, k] == 0.1
    assert found.states[1, k] == pytest.approx(0.5 - 0.4 * np.exp(-1.0), abs=1e-7)
    assert found.states[1, free] == 0.2


def failing(toy):
    def law(m, p, f):
        return {"tone": (f.log(m.load), m.load)}

    return toy.trace(toy.system(Law("extra", "lane", law)))


@pytest.mark.parametrize("method", ["auto", "reference", "radau"])
def test_not_a_number_names_person_and_segment_and_keeps_the_part(toy, method):
    program = failing(toy)
    table = np.array([[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, -1.0]])
    timeline = PackedTimeline([10.0, 10.0, 10.0], [0, 0, 1], table)
    if method == "radau":
        with np.errstate(invalid="ignore"), pytest.raises((EngineError, ValueError)):
            integrate(program, toy.PARAMS, program.rest, timeline, method=method)
        return
    with pytest.raises(EngineError, match=r"^segment 2: a rate or target is not finite") as stop:
        integrate(program, toy.PARAMS, program.rest, timeline, method=method)
    partial = stop.value.partial
    assert partial.status is Status.NOT_FINITE
    assert partial.reached == 2
    assert np.isfinite(partial.states[:2]).all()
    assert np.isnan(partial.states[2]).all()


def test_one_person_failing_leaves_the_others_whole(toy):
    program = failing(toy)
    bad = PackedTimeline([10.0, 10.0], [0, 1], np.array([[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, -1.0]]))
    good = PackedTimeline([10.0, 10.0], [0, 0], bad.table)
    courses = [bad if k == 4 else good for k in range(12)]
    params, y0 = np.tile(toy.PARAMS, (12, 1)), program.rest
    with pytest.raises(EngineError, match=r"^person 4, segment 1: "):
        integrate(program, params, y0, courses)
    kept = integrate(program, params, y0, courses, on_error="return")
    assert list(kept.failed) == [4]
    alone = integrate(program, toy.PARAMS, y0, good)
    assert all(kept.states[k].tobytes() == alone.states.tobytes() for k in range(12) if k != 4)


def test_too_many_steps(program, toy, course):
    with pytest.raises(EngineError, match="too many steps in a segment"):
        integrate(program, toy.PARAMS, program.rest, course, max_steps=3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"durations": [0.0]}, "duration 0 s is outside"),
        ({"durations": [np.nan]}, "duration nan s is outside"),
        ({"rows": [9]}, "row of the input table 9 is outside"),
        ({"table": [[np.inf] * 4]}, "input 0 in row 0"),
        ({"jumps": ((3, "tone_left", "add", 1.0),)}, "segment of the jump of 'tone_left' 3 is outside"),
    ],
)
def test_timelines_are_checked(change, message):
    given = {"durations": [1.0], "rows": [0], "table": np.zeros((1, 4)), "jumps": ()} | change
    with pytest.raises(OutOfRangeError, match=message):
        PackedTimeline(**given)


def test_arguments_are_checked(program, toy, course):
    with pytest.raises(MusclebalanceError, match="5 timelines for 3 people"):
        integrate(program, np.tile(toy.PARAMS, (3, 1)), np.tile(program.rest, (3, 1)), [course] * 5)
    with pytest.raises(MusclebalanceError, match="No method 'fast'"):
        integrate(program, toy.PARAMS, program.rest, course, method="fast")
    with pytest.raises(OutOfRangeError, match="tol 1"):
        integrate(program, toy.PARAMS, program.rest, course, tol=1.0)
    y0 = program.rest.copy()
    y0[program.state_names.index("tone_right")] = np.nan
    with pytest.raises(OutOfRangeError, match=r"tone_right nan is outside .*person 0"):
        integrate(program, toy.PARAMS, y0, course)
    with pytest.raises(MusclebalanceError, match="3 inputs, the system 4: drive_left"):
        integrate(program, toy.PARAMS, program.rest, dataclasses.replace(course, table=course.table[:, :3]))


@pytest.mark.parametrize("method", ["auto", "reference"])
def test_a_larger_error_weight_makes_the_error_of_a_state_smaller(program, toy, method):
    """Of the state with the largest error, and its mirror image."""
    course = toy.course()
    exact = integrate(program, toy.PARAMS, program.rest, course, tol=1e-10).states

    def solved(chosen, weight):
        specs = [
            (*spec[:4], weight if name in chosen else 1.0)
            for name, spec in zip(program.state_names, program.specs, strict=True)
        ]
        other = dataclasses.replace(program, specs=tuple(specs))
        found = integrate(other, toy.PARAMS, program.rest, course, tol=1e-2, method=method)
        error = np.abs(found.states - exact) / (np.abs(exact) + program.scale)
        return error.max(axis=0), int(np.sum(found.steps))

    plain, steps = solved((), 1.0)
    worst = int(np.argmax(plain))
    both = {program.state_names[k] for k in (worst, program.mirrors["state"][worst])}
    careful, more = solved(both, 1000.0)
    assert careful[worst] < 0.1 * plain[worst]
    assert more > steps >= solved(both, 0.01)[1]


def test_a_cosine_of_an_input_is_compiled(toy):
    """It reads whole numbers in a number's bits, which the order of instructions must not move."""

    def law(m, p, f):
        return {"tone": (0.01 * f.tanh(f.cos(0.5 + m.load) + f.log(f.cos(m.load) + 2.0)), 0.02)}

    program = toy.trace(toy.system(Law("extra", "lane", law)))
    table = np.array([[0.0, 0.0, 0.0, 0.3], [0.0, 0.0, 0.0, 1.1]])
    timeline = PackedTimeline([40.0, 60.0], [0, 1], table)
    alone = integrate(program, toy.PARAMS, program.rest, timeline, tol=1e-8)
    plain = integrate(program, toy.PARAMS, program.rest, timeline, tol=1e-8, method="reference")
    assert alone.states == pytest.approx(plain.states, rel=1e-6, abs=1e-9)
