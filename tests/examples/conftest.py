"""Examples are imported from their files, as a user would run them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def example() -> Callable[[str], ModuleType]:
    """An example as a module, by the name of its file."""

    def load(name: str) -> ModuleType:
        qualified = f"examples_{name}"
        if qualified not in sys.modules:
            spec = importlib.util.spec_from_file_location(qualified, ROOT / "examples" / f"{name}.py")
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[qualified] = module
            spec.loader.exec_module(module)
        return sys.modules[qualified]

    return load
