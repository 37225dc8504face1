"""The search beats a grid, keeps limits and finds known optima; the dose found does what it says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.inference import Archive, Burden, dose_space, minimise
from musclebalance.inference.search import non_dominated
from musclebalance.simulation import People

PAIR = mb.pair("hip-flexors-gluteus-maximus")
LIFE = mb.Lifestyle.healthy()


def rough(levels: np.ndarray) -> np.ndarray:
    """A bent valley with ripples over four choices; the lowest point is known."""
    x = levels / np.array([19.0, 19.0, 19.0, 19.0]) - np.array([0.31, 0.72, 0.55, 0.12])
    return (np.sum(x**2, axis=1) + 2 * (x[:, 0] + x[:, 1]) ** 2 + 0.02 * np.sin(40 * x[:, 2]) ** 2)[:, None]


def test_the_search_beats_a_grid_on_the_same_budget() -> None:
    grid = np.array(list(itertools.product(np.linspace(0, 19, 4).round().astype(int), repeat=4)))
    best_of_grid = rough(grid).min()
    found = []
    for seed in range(5):
        archive = Archive(rough, len(grid))
        levels, cost = minimise(archive, np.full(4, 20), lambda r: r[:, 0], seed=seed)
        assert len(archive.found) <= len(grid)
        assert rough(np.array([levels]))[0, 0] == cost
        found.append(cost)
    assert max(found) < best_of_grid


def test_nothing_is_evaluated_twice_and_the_budget_holds() -> None:
    seen: list[tuple[int, ...]] = []

    def evaluate(levels: np.ndarray) -> np.ndarray:
        seen.extend(tuple(row) for row in levels.tolist())
        return levels.sum(axis=1, keepdims=True).astype(float)

    archive = Archive(evaluate, 30)
    levels, cost = minimise(archive, np.array([6, 6, 1]), lambda r: r[:, 0], seed=1)
    assert len(seen) == len(set(seen)) <= 30
    assert levels == (0, 0, 0)
    assert cost == 0.0
    assert np.isnan(Archive(evaluate, 0)(np.array([[1, 1, 0]]))).all()


def test_the_pareto_front_has_no_dominated_point() -> None:
    points = np.array([[1.0, 5.0], [2.0, 3.0], [3.0, 4.0], [4.0, 1.0], [2.0, 3.0], [np.nan, 0.0]])
    assert sorted(non_dominated(points).tolist()) == [0, 1, 3]


def test_adherence_falls_with_burden() -> None:
    burden = Burden(0.9, 100.0, 20.0)
    found = [burden.adherence(m) for m in (0.0, 50.0, 100.0, 300.0)]
    assert found[0] == pytest.approx(0.9)
    assert found[2] == pytest.approx(0.45, rel=0.01)
    assert found == sorted(found, reverse=True)
    space = dose_space("PIR", 4, burden=burden)
    plan = space.plan({"effort": 0.2, "contract": 7, "stretch": 20, "repetitions": 5, "per_week": 3})
    assert plan.phases[0].adherence == pytest.approx(burden.adherence(3 * 160 / 60), abs=1e-6)
    assert dose_space("PIR", 4, overhead=5.0).minutes({**space.choices([0] * 5), "per_week": 2}) > 10.0


@pytest.fixture(scope="module")
def group() -> People:
    return mb.Cohort.sample(PAIR, n=3, seed=4, covariates={"chronicity": 90.0}).develop(progress=False)


def test_least_time_reaches_the_target_and_less_does_not(group: People) -> None:
    setting = {
        "lifestyle": LIFE,
        "weeks": 2,
        "outcome": "rom_agonist",
        "progress": False,
        "percentile": 0.0,
        "seed": 1,
    }
    ranges = {
        "effort": (0.2, 0.2, 0.1),
        "contract": (7, 7, 1),
        "stretch": (20, 20, 5),
        "repetitions": (1, 9, 2),
    }
    start = float(group.read("rom_agonist").min())
    no_burden = Burden(1.0, 1e4, 1.0)
    wide = mb.best_dose(group, target=start + 2.0, ranges=ranges, budget=40, burden=no_burden, **setting)
    assert wide.feasible
    cheaper = wide.tried[wide.tried["minutes"] < wide.results["minutes"] - 1e-9]
    assert (cheaper["outcome"] < start + 2.0).all()
    front = wide.pareto()
    assert front["minutes"].is_monotonic_increasing
    assert front["outcome"].is_monotonic_increasing
    single = mb.simulate(group.person(0), wide.plan, LIFE, weeks=2, tol=1e-4)
    assert single.at("rom_agonist", 14) >= start + 1.9
    assert "target and limits met" in str(wide)
    fast = mb.best_dose(
        group, target=start + 2.0, ranges=ranges, budget=40, burden=no_burden, goal="fastest", **setting
    )
    assert fast.results["week"] <= wide.results["week"]


def test_limits_are_kept_and_unreachable_targets_are_said(group: People) -> None:
    setting = {
        "lifestyle": LIFE,
        "weeks": 1,
        "outcome": "rom_agonist",
        "progress": False,
        "budget": 12,
        "population": 6,
    }
    short = mb.best_dose(
        group, "StaticStretch", target=90.0, limits={"minutes": 10.0, "sessions": 3, "pain": 9.0}, **setting
    )
    assert not short.feasible
    assert "NOT met" in str(short)
    assert short.results["minutes"] <= 10.0
    assert short.results["sessions"] == short.choices["per_week"] <= 3
    with pytest.raises(UnknownNameError, match="No goal 'cheapest'"):
        mb.best_dose(group, lifestyle=LIFE, goal="cheapest")
    with pytest.raises(UnknownNameError, match=r"No limit 'minuts'\. Did you mean 'minutes'"):
        mb.best_dose(group, lifestyle=LIFE, limits={"minuts": 1.0})
    with pytest.raises(UnknownNameError, match="variable"):
        mb.best_dose(group, lifestyle=LIFE, limits={"soreness": 1.0})
    with pytest.raises(UnknownNameError, match="technique"):
        mb.best_dose(group, "PRI", lifestyle=LIFE)
    with pytest.raises(MusclebalanceError, match="needs ranges"):
        mb.best_dose(group, mb.PIR, lifestyle=LIFE)
    with pytest.raises(OutOfRangeError, match="percentile"):
        mb.best_dose(group, lifestyle=LIFE, percentile=120.0)


@pytest.mark.slow
def test_the_search_beats_a_grid_of_simulated_programmes(group: People) -> None:
    """The same budget, the model itself: least minutes a week for a target."""
    start = float(group.read("rom_agonist").min())
    ranges = {"contract": (7, 7, 1), "repetitions": (1, 10, 1)}
    setting = {
        "lifestyle": LIFE,
        "weeks": 3,
        "outcome": "rom_agonist",
        "target": start + 2.5,
        "percentile": 0.0,
        "progress": False,
    }
    found = mb.best_dose(group, ranges=ranges, budget=81, seed=2, **setting)
    axes = [(0.05, 0.5, 0.475), (7, 7, 1), (0, 60, 30), (1, 10, 4.5), (1, 7, 3)]
    names = ("effort", "contract", "stretch", "repetitions", "per_week")
    grid = mb.best_dose(group, ranges=dict(zip(names, axes, strict=True)), budget=81, seed=2, **setting)
    assert found.feasible
    assert found.results["minutes"] <= grid.results["minutes"] or not grid.feasible
