"""Settings of every test: plots without a screen, repeatable property tests, a run without a compiler."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")

settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", settings.get_profile("local"), derandomize=True, database=None, print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-compiler", action="store_true", help="make `import llvmlite` fail")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--without-compiler"):
        if "llvmlite" in sys.modules:
            raise pytest.UsageError("llvmlite is loaded already; --without-compiler comes too late.")
        sys.modules["llvmlite"] = None  # type: ignore[assignment]
