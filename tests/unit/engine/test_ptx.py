"""The kernel for graphics cards: assembled by NVIDIA's assembler, rounded as on this machine."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("llvmlite")

from musclebalance.engine import ptx
from musclebalance.engine.layout import lay_out
from musclebalance.model import hypotheses
from musclebalance.model.body import program_of


@pytest.fixture(scope="module")
def assembly():
    return ptx.assembly(lay_out(program_of(hypotheses.get("combined"))))


def test_every_operation_says_how_it_rounds_and_nothing_of_others_is_called(assembly):
    assert re.findall(r"\.entry (\w+)", assembly) == [ptx.ENTRY]
    assert ".extern" not in assembly
    pattern = r"^\s+((?:add|sub|mul|div|rcp|sqrt|fma|mad)[.\w]*f64)"
    operations = set(re.findall(pattern, assembly, re.MULTILINE))
    assert operations >= {"add.rn.f64", "mul.rn.f64", "fma.rn.f64", "sqrt.rn.f64"}
    assert all(".rn." in one for one in operations)
    assert not re.findall(r"\w+\.(?:ftz|approx)\w*", assembly)


@pytest.mark.skipif(sys.platform != "linux", reason="the assembler's wheel is for Linux")
@pytest.mark.parametrize("architecture", ["sm_80", "sm_90"])
def test_the_assembler_takes_it(assembly, architecture, tmp_path):
    found = importlib.util.find_spec("nvidia.cuda_nvcc")
    assert found is not None
    ptxas = Path(next(iter(found.submodule_search_locations))) / "bin" / "ptxas"
    source, target = tmp_path / "kernel.ptx", tmp_path / "kernel.cubin"
    source.write_text(assembly)
    command = [ptxas, f"-arch={architecture}", "-v", source, "-o", target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert target.stat().st_size > 10_000
    assert f"Compiling entry function '{ptx.ENTRY}'" in done.stderr
