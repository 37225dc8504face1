"""One person, three arms and a day, simulated once for all tests of figures."""

from __future__ import annotations

import pytest

from musclebalance.lifestyle import Lifestyle
from musclebalance.pairs import pair
from musclebalance.simulation import develop, simulate
from musclebalance.treatment import PIR, Plan, StaticStretch


@pytest.fixture(scope="session")
def hip():
    return pair("hip-flexors-gluteus-maximus")


@pytest.fixture(scope="session")
def desk():
    return Lifestyle.office(hours=8, stress=0.6)


@pytest.fixture(scope="session")
def person(hip, desk):
    return develop(hip, desk, days=28)


@pytest.fixture(scope="session")
def arms(person, desk):
    """PIR in two phases of two weeks, static stretching for four, nothing."""
    plans = {
        "PIR": Plan(PIR(), per_week=3, weeks=2) + Plan(PIR(), per_week=5, weeks=2, where="home"),
        "static": Plan(StaticStretch(), per_week=3, weeks=4),
        "no treatment": None,
    }
    return {arm: simulate(person, plan, desk, weeks=6, seed=1) for arm, plan in plans.items()}


@pytest.fixture(scope="session")
def result(arms):
    return arms["PIR"]


@pytest.fixture(autouse=True)
def closed():
    """Close what a test has drawn."""
    import matplotlib.pyplot as plt

    yield
    plt.close("all")
