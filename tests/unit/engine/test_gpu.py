"""People on a card have the bits they have on the processor, whatever its size; here it is emulated."""

import os
import signal
import threading
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("llvmlite")

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.engine import Interrupted, Status, cuda, executor, gpu, integrate, kernel, ptx, stream
from musclebalance.engine.timeline import Job, Settings

FIELDS = ("final", "steps", "rejected", "status", "reached")


def same(found, expected):
    for one, other in zip(found.states, expected.states, strict=True):
        assert one.tobytes() == other.tobytes()
    for name in FIELDS:
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


def test_one_block_is_one_wave(program, people, toy, card):
    course = toy.course(days=2)
    found = integrate(program, *people, course, executor="gpu")
    same(found, integrate(program, *people, course, progress=False))
    assert sorted(card.launches) == [5, 16]  # blocks of twice the people it works on at once, in either order


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.integers(2, 21), at_once=st.integers(1, 40), workers=st.integers(1, 4), own=st.booleans(),
    block=st.one_of(st.none(), st.integers(2, 30)), share=st.floats(0.02, 2.0), every=st.integers(1, 7),
)  # fmt: skip
def test_any_card_and_any_waves_give_the_same_bits(
    program, people, toy, card, count, at_once, workers, own, block, share, every
):
    params, y0 = (values[:count] for values in people)
    courses = [toy.course(days=1 + k % 3, seed=k) for k in range(count if own else 1)]
    stored = [np.arange(0, len(course.durations), every) for course in courses]
    given = (courses, stored) if own else (courses[0], stored[0])
    job = Job(program, params, y0, tuple(courses), tuple(stored), Settings())
    layout = kernel.compiled(program, 1).layout
    one = max(gpu.size(layout, job[k : k + 1]) for k in range(count))
    card.people, card.workers, card.launches, card.largest = at_once, workers, [], 0
    card.memory = int((one + share * gpu.size(layout, job)) / gpu.SHARE) + 1
    found = integrate(program, params, y0, given[0], store=given[1], executor="gpu", block=block)
    expected = integrate(program, params, y0, given[0], store=given[1], progress=False)
    same(found, expected)
    alone = count % (block or 2 * at_once) == 1  # a block of one person runs on the processor
    assert sum(card.launches) == count - alone
    assert card.largest <= card.memory


def test_what_people_need_is_what_they_are_counted_to_need(program, people, toy, card):
    courses = [toy.course(days=1 + k % 3, seed=k) for k in range(21)]
    stored = tuple(np.arange(0, len(course.durations), 4) for course in courses)
    own = Job(program, *people, tuple(courses), stored, Settings())
    shared = Job(program, *people, (courses[0],), (stored[0],), Settings())
    layout = kernel.compiled(program, 1).layout
    for job in (own, shared):
        card.largest = 0
        gpu.run(card, job, np.zeros(8, dtype=np.int64))
        assert card.largest <= gpu.size(layout, job) <= card.largest + 2 * gpu.LINE * 60


def test_a_card_without_room_for_one_person_says_so(program, people, toy, card):
    card.memory = 1 << 14
    with pytest.raises(cuda.CardError, match=r"needs 0 MiB of the card Emulated, and 0 MiB are free: store"):
        integrate(program, *people, toy.course(days=2), executor="gpu")


@pytest.mark.parametrize(("most", "others"), [(40, Status.DONE), (30, Status.TOO_MANY_STEPS)])
def test_whoever_fails_fails_as_on_the_processor(program, people, toy, card, most, others):
    params, y0 = (values.copy() for values in people)
    params[3, 5] = 1e308  # a rate that no step is short enough for
    course = toy.course(days=2)
    options = {"on_error": "return", "max_steps": most}
    found = integrate(program, params, y0, course, executor="gpu", **options)
    expected = integrate(program, params, y0, course, progress=False, **options)
    assert set(expected.status) == {others, Status.STEP_TOO_SMALL}
    for name in FIELDS:
        assert np.array_equal(getattr(found, name), getattr(expected, name), equal_nan=name == "final"), name


@pytest.mark.parametrize("method", ["reference", "radau"])
def test_other_methods_are_refused(program, people, toy, card, method):
    with pytest.raises(MusclebalanceError, match=f"method='{method}' runs on the processor only"):
        integrate(program, *people, toy.course(), executor="gpu", method=method)


def test_a_kernel_is_kept_on_disk_and_loaded_once(program, people, toy, card, monkeypatch, capsys):
    course = toy.course(days=1)
    for _ in range(2):
        integrate(program, *people, course, executor="gpu")
    assert capsys.readouterr().err.count("for graphics cards, once ...") == 1
    monkeypatch.setattr(gpu, "_LOADED", {})
    monkeypatch.setattr(ptx, "assembly", None)  # nothing is compiled again
    integrate(program, *people, course, executor="gpu")


def interrupt_after(segments, monkeypatch):
    """Ctrl-C once so many segments are done."""
    begun = executor.Watch.add

    def add(watch, counters):
        begun(watch, counters)

        def interrupt():
            while watch.finished() < segments:
                time.sleep(0.0005)
            os.kill(os.getpid(), signal.SIGINT)

        if len(watch.counters) == 1:
            threading.Thread(target=interrupt, daemon=True).start()

    monkeypatch.setattr(executor.Watch, "add", add)


def test_ctrl_c_stops_the_card_and_keeps_what_was_solved(program, people, toy, card, monkeypatch):
    long = toy.course(days=4000)
    card.people = 3
    with monkeypatch.context() as patched:
        interrupt_after(500, patched)
        with pytest.raises(Interrupted) as stop:
            integrate(program, *people, long, executor="gpu", block=21, progress=False)
    partial = stop.value.partial
    assert (partial.status == Status.INTERRUPTED).all()
    assert 500 <= partial.reached.sum() < 21 * len(long.durations)
    person = int(np.argmax(partial.reached))
    reached = int(partial.reached[person])
    alone = integrate(program, *(values[person] for values in people), long, progress=False)
    assert partial.states[person, :reached].tobytes() == alone.states[:reached].tobytes()
    assert np.isnan(partial.states[person, reached:]).all()
    assert (partial.reached == 0).any()  # whoever was waiting is not begun


def test_ctrl_c_in_the_thread_that_waits_stops_the_kernel_first(program, people, toy, card, monkeypatch):
    course = toy.course(days=4000)
    stored = (np.empty(0, dtype=np.int64),)
    job = Job(program, *people, (course,), stored, Settings())
    looks = []

    def sleep(seconds):
        looks.append(seconds)
        if len(looks) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(gpu.time, "sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        gpu.run(card, job, np.zeros(8, dtype=np.int64))
    assert card.idle  # checked by the card itself too
    assert not card.lock.locked()


def test_the_bar_moves_while_a_wave_runs(program, people, toy, card, monkeypatch):
    seen = []
    monkeypatch.setattr(executor.Bar, "show", lambda bar, done: seen.append(done))
    course = toy.course(days=3000)
    integrate(program, *people, course, executor="gpu", block=21, store=[])
    assert len(card.launches) == 1
    assert seen == sorted(seen)
    assert len(set(seen)) > 3
    assert max(seen) <= 21 * len(course.durations)


def test_a_streamed_cohort_goes_on_where_the_card_was_stopped(
    program, people, toy, card, tmp_path, monkeypatch
):
    params, y0 = people
    course = toy.course(days=300)
    options = {"store": [5, len(course.durations) - 1], "block": 4, "progress": False}

    def supply(first, last):
        return params[first:last], y0[first:last]

    here = stream(program, supply, 21, course, tmp_path / "here", **options)
    with monkeypatch.context() as patched:
        interrupt_after(6 * len(course.durations), patched)
        with pytest.raises(Interrupted) as stop:
            stream(program, supply, 21, course, tmp_path / "there", executor="gpu", **options)
    done = set(stop.value.partial.firsts)
    assert done < set(here.firsts)
    card.launches = []
    there = stream(program, supply, 21, course, tmp_path / "there", executor="gpu", **options)
    assert sum(card.launches) == 20 - 4 * len(done)  # and one person alone, on the processor
    assert [path.name for path in there.files().values()] == [path.name for path in here.files().values()]
    for (_, found), (_, expected) in zip(there.blocks(), here.blocks(), strict=True):
        assert found.tobytes() == expected.tobytes()
    assert there.complete


def test_without_a_driver_the_refusal_says_what_to_do(program, people, toy, monkeypatch):
    monkeypatch.setattr(cuda.Card.__init__, "__defaults__", ("libcuda.so.none",))  # as without a driver
    gpu.card.cache_clear()
    said = r"^executor='gpu' finds no NVIDIA driver \(libcuda\.so\.none: .*\): install the driver of an"
    for _ in range(2):  # a refusal is not remembered
        with pytest.raises(cuda.CardError, match=said):
            integrate(program, *people, toy.course(), executor="gpu")
    with pytest.raises(MusclebalanceError, match=r"No executor 'gpus'\. Did you mean 'gpu'"):
        integrate(program, *people, toy.course(), executor="gpus")


def test_what_is_no_executor_is_refused_by_the_function_that_was_called(hip):
    cohort = mb.Cohort.sample(hip, n=2, seed=1)
    with pytest.raises(MusclebalanceError, match=r"executor 3 is not what .* takes: Pool or text or None"):
        cohort.develop(executor=3)
