"""The toy system of the engine's unit tests."""

import importlib.util
from pathlib import Path

import pytest

TOY = Path(__file__).parents[2] / "unit" / "engine" / "toy.py"


@pytest.fixture(scope="session")
def toy():
    spec = importlib.util.spec_from_file_location("toy", TOY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def program(toy):
    return toy.trace(toy.system())
