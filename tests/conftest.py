"""Settings of every test: plots without a screen, repeatable property tests, a run without a compiler."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from musclebalance.cli import demo
from musclebalance.engine import executor, gpu, ptx
from musclebalance.lifestyle import Lifestyle
from musclebalance.pairs import Pair, pair
from musclebalance.result import Person
from musclebalance.simulation import develop
from musclebalance.treatment import PIR, Plan
from tests import emulated

os.environ.setdefault("MPLBACKEND", "Agg")

settings.register_profile("random", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(  # the same examples everywhere: what passes here passes there
    "fixed", settings.get_profile("random"), derandomize=True, database=None, print_blob=True
)
settings.load_profile("random")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-compiler", action="store_true", help="make `import llvmlite` fail")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--without-compiler"):
        if "llvmlite" in sys.modules:
            raise pytest.UsageError("llvmlite is loaded already; --without-compiler comes too late.")
        sys.modules["llvmlite"] = None  # type: ignore[assignment]


@pytest.fixture(scope="session")
def hip() -> Pair:
    """The pair of the demonstration."""
    return pair("hip-flexors-gluteus-maximus")


@pytest.fixture(scope="session")
def desk() -> Lifestyle:
    """Eight hours at a desk, stress 0.6."""
    return Lifestyle.office(hours=8, stress=0.6)


@pytest.fixture(scope="session")
def developed(hip: Pair, desk: Lifestyle) -> Person:
    """A person after 180 days at the desk."""
    return develop(hip, desk, days=180)


@pytest.fixture(scope="session")
def programme() -> Plan:
    """PIR: three a week in the clinic for 4 weeks, then five a week at home for 8 weeks at 80 % adherence."""
    return demo.programme(PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5))


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[emulated.Card]:
    """An emulated card in place of a real one, and a cache of its own for kernels."""
    pytest.importorskip("llvmlite")
    one = emulated.Card()
    monkeypatch.setenv("MUSCLEBALANCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(gpu, "_LOADED", {})
    monkeypatch.setattr(gpu, "LOOK", 0.0005)
    monkeypatch.setattr(gpu, "card", lambda: one)
    monkeypatch.setattr(ptx, "assembly", emulated.host_text)
    yield one
    assert one.idle


@pytest.fixture
def files_up_to() -> Callable[[int], AbstractContextManager[None]]:
    """A disk on which no file grows beyond so many bytes."""
    resource = pytest.importorskip("resource")

    @contextmanager
    def limited(size: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited


@pytest.fixture
def ctrl_c_while_integrating(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C once the first long integration has solved a hundred segments."""
    begun = executor.Watch.add

    def add(watch: Any, counters: Any) -> None:
        begun(watch, counters)

        def interrupt() -> None:
            while counters[3] < 100:
                time.sleep(0.0005)
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=interrupt, daemon=True).start()

    monkeypatch.setattr(executor.Watch, "add", add)
