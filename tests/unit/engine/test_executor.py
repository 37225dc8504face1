"""Any executor gives the same bits; a lost worker costs a block, Ctrl-C leaves what was solved."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from musclebalance.engine import Interrupted, Status, executor, integrate


@pytest.fixture(scope="module")
def course(toy):
    return toy.course(days=2)


@pytest.fixture(scope="module")
def alone(program, people, course):
    return integrate(program, *people, course, progress=False)


class Serial:
    """The smallest executor: everything at once, in this thread."""

    def submit(self, function, /, *args):
        future = Future()
        future.set_result(function(*args))
        return future


class Losing(Serial):
    """An executor whose second worker is lost."""

    count = 0

    def submit(self, function, /, *args):
        self.count += 1
        if self.count == 2:
            future = Future()
            future.set_exception(ConnectionError("worker gone"))
            return future
        return super().submit(function, *args)


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("block", [4, 21])
def test_threads(program, people, course, alone, workers, block):
    with ThreadPoolExecutor(workers) as pool:
        found = integrate(program, *people, course, executor=pool, block=block)
    assert found.states.tobytes() == alone.states.tobytes()
    assert (found.steps == alone.steps).all()


def test_serial_and_default(program, people, course, alone, toy):
    assert (
        integrate(program, *people, course, executor=Serial(), block=5).states.tobytes()
        == alone.states.tobytes()
    )
    long = toy.course(days=60)  # long enough for the threads of this process
    one = integrate(program, *people, long, block=8, progress=False)
    two = integrate(program, *people, long, executor=Serial())
    assert one.states.tobytes() == two.states.tobytes()


def test_processes_and_a_killed_worker(program, people, course, alone, capsys):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = integrate(program, *people, course, executor=pool, block=7)
        assert found.states.tobytes() == alone.states.tobytes()
        pid = pool.submit(os.getpid).result()
        os.kill(pid, signal.SIGKILL)
        again = integrate(program, *people, course, executor=pool, block=3)
    assert again.states.tobytes() == alone.states.tobytes()
    assert "its block is run here" in capsys.readouterr().err or sys.platform == "win32"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_worker_killed_in_the_middle_of_its_block(program, people, toy, capsys):
    """Blocks long enough that the kill hits one at work; all of them arrive, with the same bits."""
    long = toy.course(days=300)
    last = [len(long.durations) - 1]
    alone = integrate(program, *people, long, store=last, progress=False)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        victim = pool.submit(os.getpid).result()
        begun = []

        class Killing:
            def submit(self, function, /, *args):
                future = pool.submit(function, *args)
                if not begun:
                    begun.append(future)
                    threading.Thread(target=kill_when_running, args=(future, victim), daemon=True).start()
                return future

        found = integrate(program, *people, long, store=last, executor=Killing(), block=11, progress=False)
    assert begun[0].exception() is not None  # it was lost, not finished
    assert found.states.tobytes() == alone.states.tobytes()
    assert "its block is run here" in capsys.readouterr().err


def kill_when_running(future, pid):
    while not future.running():
        time.sleep(0.0005)
    os.kill(pid, signal.SIGKILL)


def test_a_lost_worker_costs_only_its_block(program, people, course, alone, capsys):
    losing = Losing()
    found = integrate(program, *people, course, executor=losing, block=4)
    assert found.states.tobytes() == alone.states.tobytes()
    assert losing.count == 6
    assert "a worker was lost (ConnectionError)" in capsys.readouterr().err


def test_an_error_of_the_model_is_not_taken_for_a_lost_worker(program, people, course, monkeypatch):
    def broken(job, watch=None):
        raise ZeroDivisionError("a fault in the kernel itself")

    monkeypatch.setattr(sys.modules["musclebalance.engine.integrate"], "run_job", broken)
    with pytest.raises(ZeroDivisionError):
        integrate(program, *people, course, executor=Serial(), block=4)


@pytest.mark.cluster
@pytest.mark.slow
def test_dask_cluster(program, people, course, alone):
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        found = integrate(program, *people, course, executor=client.get_executor(), block=5)
    assert found.states.tobytes() == alone.states.tobytes()


def test_ctrl_c_keeps_what_was_solved(program, people, toy, monkeypatch):
    long = toy.course(days=6000)
    begun = executor.Watch.add

    def add(watch, counters):
        begun(watch, counters)

        def interrupt():
            while counters[3] < 50:
                time.sleep(0.001)
            os.kill(os.getpid(), signal.SIGINT)

        if len(watch.counters) == 1:
            threading.Thread(target=interrupt, daemon=True).start()

    monkeypatch.setattr(executor.Watch, "add", add)
    with pytest.raises(Interrupted) as stop:
        integrate(program, *people, long, block=8, progress=False)
    partial = stop.value.partial
    assert (partial.status == Status.INTERRUPTED).any()
    person = int(np.argmax(partial.reached))
    reached = int(partial.reached[person])
    assert 0 < reached < len(long.durations)
    assert np.isfinite(partial.states[person, :reached]).all()
    assert np.isnan(partial.states[person, reached:]).all()


def test_a_bar_appears_when_it_takes_long(program, people, course, capsys, monkeypatch):
    clock = iter(np.arange(0.0, 1e6, 5.0))
    monkeypatch.setattr(executor.time, "perf_counter", lambda: next(clock))
    integrate(program, *people, course, executor=Serial(), block=4)
    assert "segment" in capsys.readouterr().err
    integrate(program, *people, course, executor=Serial(), block=4, progress=False)
    assert "segment" not in capsys.readouterr().err


STREAM = """
import importlib.util, sys
import numpy as np
spec = importlib.util.spec_from_file_location("toy", sys.argv[1])
toy = importlib.util.module_from_spec(spec); spec.loader.exec_module(toy)
from musclebalance.engine import stream
program = toy.trace(toy.system())
params, y0 = toy.people(program, 400)
def people(first, last):
    return params[first:last], y0[first:last]
found = stream(program, people, 400, toy.course(days=20), sys.argv[2], names=["slack_left", "strain_right"],
               store=[8, 98, 179], block=10, progress=False)
print(found["strain_right"].sum().hex())
"""


def start_stream(directory):
    toy = str(Path(__file__).with_name("toy.py"))
    return subprocess.Popen(
        [sys.executable, "-c", STREAM, toy, str(directory)], stdout=subprocess.PIPE, text=True
    )


def test_a_killed_process_resumes_from_what_is_on_disk(tmp_path):
    whole, _ = start_stream(tmp_path / "whole").communicate(timeout=120)
    killed = start_stream(tmp_path / "killed")
    while killed.poll() is None and len(list((tmp_path / "killed").glob("*.npz"))) < 4:
        time.sleep(0.002)
    killed.kill()
    killed.wait()
    killed.stdout.close()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "killed").glob("*.npz")}
    resumed, _ = start_stream(tmp_path / "killed").communicate(timeout=120)
    assert resumed == whole != ""
    assert len(before) >= 4
    assert all(path.stat().st_mtime_ns == when for path, when in before.items())
    for one in sorted((tmp_path / "whole").glob("*.npz")):
        assert one.read_bytes() == (tmp_path / "killed" / one.name).read_bytes()
