"""Compiled kernels: announced, made in a child, beside a fork, without a compiler."""

import os
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import numpy as np
import pytest

from musclebalance.engine import integrate, jit, kernel

pytestmark = pytest.mark.skipif(jit.missing() != "", reason="no compiler here")


def test_the_first_compile_is_announced_in_one_line_and_kept(fresh, program, toy, capsys):
    course = toy.course()
    first = integrate(program, toy.PARAMS, program.rest, course)
    notice = capsys.readouterr().err
    assert notice.count("\n") == 1
    assert "compiling this model for this machine, once; method='reference' answers without" in notice
    assert len(list(fresh.glob("*.kernel"))) == 1
    kernel._KERNELS.clear()
    again = integrate(program, toy.PARAMS, program.rest, course)
    assert capsys.readouterr().err == ""
    assert again.states.tobytes() == first.states.tobytes()


def test_another_kernel_has_another_file(fresh, program, toy):
    kernel.compiled(program, 1)
    kernel.compiled(program, 8)
    kernel.compiled(program, 1, program.state_names)
    assert len(list(fresh.glob("*.kernel"))) == 3


def run(code, *arguments):
    """A program that has the toy model as `m` and its traced system as `p`, in a process of its own."""
    start = (
        "import importlib.util, os, sys; s = importlib.util.spec_from_file_location('toy', sys.argv[1])\n"
        "m = importlib.util.module_from_spec(s); s.loader.exec_module(m); p = m.trace(m.system())\n"
    )
    path = str(Path(__file__).with_name("toy.py"))
    command = [sys.executable, "-c", start + textwrap.dedent(code), path, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def test_instructions_are_the_same_in_every_process(monkeypatch):
    code = """
    from musclebalance.engine import kernel
    print(kernel.digest(kernel.text(kernel.lay_out(p), 1), kernel.text(kernel.lay_out(p), 8)))
    """
    found = set()
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        found.add(run(code).stdout)
    assert len(found) == 1
    assert len(found.pop()) == 33


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("sys.modules['llvmlite'] = None", "llvmlite is not installed"),
        (
            "import llvmlite.binding as b; b.llvm_version_info = (15, 0, 7)",
            "llvmlite that is installed is too old",
        ),
        ("sys.meta_path.insert(0, Broken())", "llvmlite cannot be loaded (no such library)"),
    ],
)
def test_the_engine_works_without_a_compiler_and_says_once_what_that_costs(program, toy, tmp_path, how, why):
    code = f"""
    import numpy as np
    from musclebalance.engine import integrate
    class Broken:
        def find_spec(self, name, *rest):
            if name == "llvmlite": raise OSError("no such library")
    {how}
    for _ in range(2):
        np.save(sys.argv[2], integrate(p, m.PARAMS, p.rest, m.course()).states)
    try: integrate(p, m.PARAMS, p.rest, m.course(), method="kernel")
    except Exception as error: print(error)
    """
    done = run(code, tmp_path / "states.npy")
    assert done.stderr.count("\n") == 1, done.stderr
    assert f"{why}, so plain Python computes, hundreds of times slower" in done.stderr
    for said in (done.stderr, done.stdout):
        assert why in said
        assert f"pip install '{jit.NEEDED}'" in said
    found = np.load(tmp_path / "states.npy")
    assert found == pytest.approx(
        integrate(program, toy.PARAMS, program.rest, toy.course()).states, rel=1e-11, abs=1e-13
    )


def test_the_remedy_asks_for_what_the_package_asks_for():
    project = tomllib.loads(Path(__file__).parents[3].joinpath("pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    assert [d.split(";")[0] for d in project["dependencies"] if d.startswith("llvmlite")] == [jit.NEEDED]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_while_a_thread_compiles_leaves_parent_and_child_able_to_run(fresh):
    code = """
    import signal, threading, time
    from musclebalance.engine import integrate, jit
    begun, compile_in = threading.Event(), jit.compile_in
    def slowly(*arguments):
        begun.set()
        time.sleep(0.5)
        return compile_in(*arguments)
    jit.compile_in = slowly
    def work():
        integrate(p, m.PARAMS, p.rest, m.course())
    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    if (child := os.fork()) == 0:
        signal.alarm(60)
        work()
        os._exit(0)
    print(os.waitpid(child, 0)[1])
    thread.join(60)
    print(thread.is_alive())
    """
    done = run(code)
    assert done.stdout == "0\nFalse\n", done.stderr


def fails(monkeypatch, how):
    """No child process can be had."""
    if how == "it cannot be started":
        monkeypatch.setattr(jit.subprocess, "Popen", lambda *args, **options: os.stat("/nowhere"))
    elif how == "it dies":
        start, dying = subprocess.Popen, "raise SystemExit(1)"
        monkeypatch.setattr(
            jit.subprocess, "Popen", lambda command, **options: start([*command[:4], dying], **options)
        )
    else:
        monkeypatch.setattr(sys, "executable", {"no executable": None, "embedded": "/bin/host"}[how])


@pytest.mark.parametrize("how", ["it cannot be started", "it dies", "no executable", "embedded"])
def test_without_a_child_the_kernel_is_compiled_here_with_the_same_bits(
    fresh, program, toy, capsys, monkeypatch, how
):
    course = toy.course()
    first = integrate(program, toy.PARAMS, program.rest, course)
    assert "slower" not in capsys.readouterr().err
    (in_order,) = fresh.glob("*.kernel")
    in_order.unlink()
    kernel._KERNELS.clear()
    with monkeypatch.context() as patch:
        fails(patch, how)
        again = integrate(program, toy.PARAMS, program.rest, course)
    notice = capsys.readouterr().err
    assert "it may be a tenth slower" in notice
    assert notice.count("\n") == 1
    assert again.states.tobytes() == first.states.tobytes()
    (here,) = fresh.glob("*.kernel")
    assert here.name != in_order.name
    kernel._KERNELS.clear()
    kernel.compiled(program, 1)  # a child is possible again: the slower kernel is not taken for the other
    assert in_order.exists()


def test_a_kernel_compiled_here_is_kept_for_the_next_process_without_a_child(
    fresh, program, capsys, monkeypatch
):
    fails(monkeypatch, "no executable")
    for _ in range(2):
        kernel._KERNELS.clear()
        kernel.compiled(program, 1)
    assert capsys.readouterr().err.count("\n") == 1
