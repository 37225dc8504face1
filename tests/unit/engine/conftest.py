"""The toy system of the engine's own tests."""

import importlib.util
from pathlib import Path

import pytest

from musclebalance.engine import kernel


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def toy():
    """Laws, parameters and timelines of a toy system: two parts of one kind, one shared part."""
    return load(Path(__file__).with_name("toy.py"))


@pytest.fixture(scope="session")
def program(toy):
    return toy.trace(toy.system())


@pytest.fixture(scope="session")
def people(toy, program):
    """Parameters and initial states of 21 different people."""
    return toy.people(program, 21)


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """No kernel in memory, an empty cache directory."""
    monkeypatch.setattr(kernel, "_KERNELS", {})
    monkeypatch.setenv("MUSCLEBALANCE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"
