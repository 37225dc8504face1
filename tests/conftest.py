"""Settings of every test: a plot backend without a screen, repeatable property tests, a run without numba."""

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
    parser.addoption("--without-numba", action="store_true", help="make `import numba` fail, as in a browser")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--without-numba"):
        if "numba" in sys.modules:
            raise pytest.UsageError("numba is loaded already; --without-numba comes too late.")
        sys.modules["numba"] = None  # type: ignore[assignment]
