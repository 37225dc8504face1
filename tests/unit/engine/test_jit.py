"""Compiled kernels: kept on disk, without a writable directory, without a compiler."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from musclebalance.engine import integrate, jit, kernel

pytestmark = pytest.mark.skipif(not jit.available(), reason="no compiler here")


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """No kernel in memory, an empty cache directory."""
    monkeypatch.setattr(kernel, "_KERNELS", {})
    monkeypatch.setenv("MUSCLEBALANCE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


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


def test_a_damaged_file_in_the_cache_is_compiled_again(fresh, program, toy):
    course = toy.course()
    first = integrate(program, toy.PARAMS, program.rest, course)
    (kept,) = fresh.glob("*.kernel")
    kept.write_bytes(kept.read_bytes()[:2000])
    kernel._KERNELS.clear()
    assert integrate(program, toy.PARAMS, program.rest, course).states.tobytes() == first.states.tobytes()
    assert len(kept.read_bytes()) > 2000


def test_without_a_writable_directory(fresh, program, toy):
    fresh.parent.joinpath("cache").write_text("a file where the directory should be")
    assert integrate(program, toy.PARAMS, program.rest, toy.course()).status == 0
    assert fresh.read_text() == "a file where the directory should be"


def test_another_kernel_has_another_file(fresh, program, toy):
    kernel.compiled(program, 1)
    kernel.compiled(program, 8)
    kernel.compiled(program, 1, program.state_names)
    assert len(list(fresh.glob("*.kernel"))) == 3


def test_instructions_are_the_same_in_every_process(program):
    code = (
        "import importlib.util, sys; s = importlib.util.spec_from_file_location('toy', sys.argv[1]);"
        "m = importlib.util.module_from_spec(s); s.loader.exec_module(m);"
        "from musclebalance.engine import kernel; p = m.trace(m.system());"
        "print(kernel.digest(kernel.text(kernel.lay_out(p), 1), kernel.text(kernel.lay_out(p), 8)))"
    )
    path = str(Path(__file__).with_name("toy.py"))
    found = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code, path],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        found.add(run.stdout)
    assert len(found) == 1


def test_the_engine_works_without_a_compiler(program, toy, tmp_path):
    code = (
        "import sys; sys.modules['llvmlite'] = None; import importlib.util;"
        "s = importlib.util.spec_from_file_location('toy', sys.argv[1]);"
        "m = importlib.util.module_from_spec(s); s.loader.exec_module(m); import numpy as np;"
        "from musclebalance.engine import integrate; p = m.trace(m.system());"
        "np.save(sys.argv[2], integrate(p, m.PARAMS, p.rest, m.course()).states)"
    )
    path = str(Path(__file__).with_name("toy.py"))
    subprocess.run([sys.executable, "-c", code, path, str(tmp_path / "states.npy")], check=True)
    found = np.load(tmp_path / "states.npy")
    assert found == pytest.approx(
        integrate(program, toy.PARAMS, program.rest, toy.course()).states, rel=1e-11, abs=1e-13
    )


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
