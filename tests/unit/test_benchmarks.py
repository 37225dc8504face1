"""The benchmark's own arithmetic: times at equal error, never extrapolated; ratios to the best peer."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found  # dataclasses look their module up
    spec.loader.exec_module(found)
    return found


measuring, report = module("measuring"), module("report")


class Clock:
    """A processor clock that goes on when work is done."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(measuring.time, "process_time", found)
    return found


def power_law(clock: Clock, order: float, factor: float = 3.0, people: int = 1) -> Any:
    """A tool whose error is `factor` times its tolerance and whose time is tol^(-1/order)."""

    def run(tol: float) -> None:
        clock.now += people * tol ** (-1.0 / order)

    return measuring.Tool("tool", run, lambda tol: factor * tol, (1e-3, 1e-5), people)


@pytest.mark.parametrize("order", [2.0, 5.0])
@pytest.mark.parametrize("factor", [0.05, 3.0, 400.0])
def test_the_time_for_an_error_is_interpolated_exactly_on_logarithmic_scales(
    clock: Clock, order: float, factor: float
) -> None:
    tool = power_law(clock, order, factor, people=7)
    tool.prepare()
    measuring.interleaved([tool], 3)
    for target in measuring.TARGETS:
        assert tool.seconds(target) == pytest.approx((target / factor) ** (-1.0 / order))
    assert {len(found) for found in tool.times.values()} == {3}


def test_an_error_that_no_tolerance_brackets_has_no_time(clock: Clock) -> None:
    tool = power_law(clock, 5.0)
    tool.check = lambda tol: max(tol, 2e-6)
    tool.prepare()
    measuring.interleaved([tool], 1)
    assert tool.seconds(1e-4) is not None
    assert tool.seconds(1e-6) is None
    assert tool.table()["at"]["1e-06"] is None


def test_a_more_exact_and_faster_run_counts_for_the_larger_error_too(clock: Clock) -> None:
    tool = measuring.Tool("odd", lambda tol: None, lambda tol: tol)
    tool.errors = {1e-3: 1e-3, 1e-5: 1e-5}
    tool.times = {1e-3: [5.0], 1e-5: [2.0]}
    assert tool.seconds(1e-4) == pytest.approx(np.sqrt(2.0 * 2.0))


def test_the_error_is_relative_with_a_floor_and_infinite_for_no_number() -> None:
    wanted = np.array([0.0, 1.0])
    assert measuring.error(np.array([1e-6, 1.0]), wanted) == pytest.approx(1e-3)
    assert measuring.error(np.array([np.nan, 1.0]), wanted) == np.inf


def timed(first: float | None, second: float | None, people: int = 1) -> dict[str, Any]:
    return {
        "people": people, "errors": {"0.001": 1e-4}, "seconds": {"0.001": 1.0},
        "at": {"0.0001": first, "1e-06": second},
    }  # fmt: skip


@pytest.fixture
def found() -> dict[str, Any]:
    ours = timed(0.1, 0.2)
    return {
        "mode": "quick",
        "machine": {"processor": "a processor", "cpus": 2, "python": "3.11"},
        "case": {"states": 4, "segments": 9, "operations": 16},
        "starts": {"cold": 2.0, "cached": 0.3},
        "one person": {"musclebalance": ours, "numbalsoda": timed(2.0, None), "C++ kernel": timed(0.3, 0.6)},
        "cohort": {
            "musclebalance": timed(0.05, 0.1, 64), "numbalsoda": timed(2.0, 3.0, 2),
            "C++ kernel": timed(0.06, 0.1, 64),
        },
        "slow": {"SciPy": {**timed(1.5, 9.0), "days": 1.0}, "broken": {"missing": "it ended | early"}},
        "checks": {"numbalsoda": 1e-10},
        "missing": {},
        "steps": {"1e-4": {"steps": 10, "repeated": 1, "ns per step": 900.0}},
        "scaling": {
            "people": {"1": 0.1}, "days": {"7": 0.1}, "own timelines": {"cost": 0.02},
            "threads": {"1 thread": 1.0, "2 threads": 0.6, "2 processes": 0.5},
            "memory": {"1000": {"seconds": 1.0, "peak MiB": 100.0, "disk MiB": 2.0}},
        },
    }  # fmt: skip


def test_ratios_are_to_the_fastest_tool_of_others_and_none_where_an_error_was_not_reached(
    found: dict[str, Any],
) -> None:
    ratios = report.ratios(found)
    assert ratios["one_person_1e-4"] == pytest.approx(15.0)  # the slow peer is the best one here
    assert ratios["one_person_1e-6"] == pytest.approx(45.0)
    assert ratios["thousand_per_thread_1e-6"] == pytest.approx(30.0)
    assert ratios["of_c_kernel"] == pytest.approx(1.2)
    found["cohort"]["musclebalance"] = timed(0.05, None, 64)
    assert report.ratios(found)["thousand_per_thread_1e-6"] is None


def test_the_page_has_every_ratio_every_tool_and_the_trial(found: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "benchmarks-people.md").write_text(
        "# People\n\n| stage | wall [s] |\n|---|---|\n| trial | 9 |\n"
    )
    found["ratios"] = report.ratios(found)
    report.write(found, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text()
    assert "| one person, error 1e-4: times faster than the best peer | 15 | 16 |" in page
    assert "| two threads against one (256 people) | 1.67 |" in page
    assert "| two processes against one, which shows whether it is | 2.00 |" in page
    assert "it ended / early" in page
    assert "| trial | 9 |" in page
    assert page.count("## ") == 6
