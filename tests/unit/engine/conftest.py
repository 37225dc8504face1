"""The toy system of the engine's own tests."""

import importlib.util
from pathlib import Path

import pytest


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
