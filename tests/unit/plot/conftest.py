"""One person, three arms and a day, simulated once for all tests of figures."""

from __future__ import annotations

import io
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from musclebalance import bistable, plot
from musclebalance.bistable import BistableModel
from musclebalance.evidence import published_scoreboard
from musclebalance.inference import Sensitivity, compare, fit
from musclebalance.io import passive_curve, read_dynamometer, tissue_or_tolerance
from musclebalance.lifestyle import Lifestyle
from musclebalance.pairs import pair, pair_names
from musclebalance.population import MeasurementError, Power, Trial
from musclebalance.simulation import Body, crossed, develop, healthy, simulate
from musclebalance.simulation.people import People
from musclebalance.treatment import PIR, Plan, StaticStretch
from tests import laboratory


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


@pytest.fixture(scope="session")
def comparison(hip):
    plan = Plan(PIR(repetitions=2), per_week=3, weeks=1)
    return compare(hip, plan, models=("mechanical", "sensory", "background"), days=14)


@pytest.fixture(scope="session")
def courses(hip, desk):
    """Five people whose postures follow their resting angle more or less."""
    persons = [healthy(hip, parameters={"posture_gain": gain}) for gain in (0.1, 0.2, 0.3, 0.4, 0.5)]
    return simulate(People.of(persons), None, desk, days=28, store=range(0, 29, 7), progress=False)


@pytest.fixture(scope="session")
def trial(hip) -> Trial:
    """Forty people of whom the treated gain 6 deg and the others nothing, known without error."""
    one = healthy(hip, own={"length_time": np.array([5.0])})
    people, rng = one[np.zeros(40, dtype=int)], np.random.default_rng(1)
    truth = 10 + rng.standard_normal((40, 2, 1)) + np.zeros((40, 2, 2))
    truth[:, 0, 1] += 6.0
    return Trial(
        people, {"PIR": None, "none": None}, np.arange(40) % 2, np.array([0.0, 4.0]), {"rom_agonist": truth},
        np.zeros((40, 2, 2), dtype=int), {}, {"rom_agonist": MeasurementError(sd=0.0)}, 0.0, "none", 1,
    )  # fmt: skip


@pytest.fixture(scope="session")
def published():
    rows = {"arm": ["PIR", "PIR", "none"], "week": [0, 4, 4], "mean": [10.0, 12.0, 10.0], "sd": 1.0, "n": 20}
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def sensitivity():
    """Four numbers over eight weeks; the outcome does not vary on the first day."""
    names = ("chronicity", "tolerance_growth_time", "agonist.passive_strain", "length_time")
    total = np.linspace([0.3, 0.31, 0.5, 0.02], [0.7, 0.32, 0.1, 0.02], 5).T[:, None, :].copy()
    total[..., 0] = np.nan
    bands = {"total": np.full((4, 1, 5), 0.05)}
    indices = {"first": total / 2, "total": total}
    return Sensitivity("Sobol", names, ("pain",), np.arange(0, 57, 14), indices, bands, 64)


@pytest.fixture(scope="session")
def best():
    tried = pd.DataFrame({"minutes": [10.0, 20.0, 30.0], "outcome": [0.8, 0.4, 0.5]})
    wish = SimpleNamespace(goal="least time", target=0.45, outcome="imbalance")
    found = {"minutes": 20.0, "outcome": 0.4}
    return SimpleNamespace(tried=tried, pareto=lambda: tried.iloc[:2], results=found, wish=wish)


@pytest.fixture(scope="session")
def fitted(hip):
    """Three numbers of one person from five measurements, one of them odd."""
    days, pain = [0, 7, 14], [2.0, 1.5, 9.0]
    seen = pd.DataFrame({"day": days, "measurement": "pain", "value": pain})
    rom = pd.DataFrame({"day": days[:2], "measurement": "rom_agonist", "value": [18.0, 19.5]})
    return fit(
        pd.concat([seen, rom]), hip, Plan(PIR(), per_week=3, weeks=2), lifestyle=Lifestyle.reduced(),
        before="healthy",
        free=["pain_half", "length_time", "tolerance_slow_max"], sampler="none", tol=1e-3, progress=False,
    )  # fmt: skip


def laboratory_curve(last, shift=0.0):
    """A passive curve of the left hip flexors, as a machine recorded it."""
    test = laboratory.passive_test(curve=lambda x: 0.5 * np.exp(0.08 * (x - shift)), last=last, noise=0.2)
    recording = read_dynamometer(io.StringIO(laboratory.humac(test)))
    hip = pair("hip-flexors-gluteus-maximus")
    return passive_curve(recording, hip, "agonist", side="left", sign=-1, zero=20, resists=1).loading()


def recorded():
    """How figures of a laboratory's recordings are called."""
    before, after = laboratory_curve(36.0), laboratory_curve(42.0, 2.0)
    return {
        "passive_curve": [lambda: plot.passive_curve(before, after, labels=["before", "after"])],
        "tissue_or_tolerance": [lambda: plot.tissue_or_tolerance(tissue_or_tolerance(before, after))],
    }


def bodies():
    """How figures of bodies are called: every pair of both sides, for two days."""
    body = Body.of(map(pair, pair_names()), bones=crossed("lower").bones)
    course = simulate(body, None, Lifestyle.office(), days=2)
    hip = "hip-flexors-gluteus-maximus"
    return {
        "body": [lambda: plot.body(course)],
        "sides": [lambda: plot.sides(course, "rom_agonist", hip)],
    }


@pytest.fixture(scope="session")
def every(person, result, arms, comparison, courses, trial, published, sensitivity, best, fitted):
    """How each figure function is called: name -> calls that draw it."""
    n, power = np.array([5, 10, 20]), np.array([0.3, 0.6, 0.9])
    curve = Power("rom_agonist", "ancova", "PIR", "none", 8.0, 0.05, n, power, np.full(3, 0.02))
    board, model = published_scoreboard(), BistableModel()
    weeks, dose = np.arange(2.0, 8.0), np.arange(1.0, 6.0)
    labels = ("sessions a week [1/week]", "length of the programme [weeks]", "range of motion gained [deg]")
    swings = {"tolerance_slow_time": (0.4, 0.5), "memory_release_rate": (0.9, 0.1)}
    path = bistable.course(model, 90, cause=1.0)
    return {
        **recorded(),
        **bodies(),
        "acute": [lambda: plot.acute(comparison)],
        "arms": [lambda: plot.arms(arms, "rom_agonist"), lambda: plot.arms(arms, "imbalance")],
        "cohort": [lambda: plot.cohort(courses, "resting_angle")],
        "course": [lambda: plot.course(result, "resting_length"), lambda: plot.course(result, "imbalance")],
        "day": [lambda: plot.day(result.timeline, 1)],
        "dose_response": [
            lambda: plot.dose_response(dose, weeks, np.outer(weeks, dose), labels=labels, enough=12.0)
        ],
        "explanations": [lambda: plot.explanations(comparison)],
        "fit": [lambda: plot.fit(fitted, people=8)],
        "forest": [lambda: plot.forest(["A, static stretch", "B"], [5, 1], [4, 4])],
        "hysteresis": [lambda: plot.hysteresis(model, count=11)],
        "joint": [lambda: plot.joint(result, 14)],
        "pareto": [lambda: plot.pareto(best)],
        "phase_portrait": [lambda: plot.phase_portrait(model, course=path)],
        "power": [lambda: plot.power({"range of motion": curve, "pain": curve})],
        "predictive_check": [lambda: plot.predictive_check(trial, published, "rom_agonist")],
        "recovery": [lambda: plot.recovery(result), lambda: plot.recovery(arms)],
        "scoreboard": [lambda: plot.scoreboard(board), lambda: plot.scoreboard(board, "null")],
        "session": [lambda: plot.session(result, 2)],
        "sobol": [lambda: plot.sobol(sensitivity, "pain", most=3)],
        "story": [
            lambda: plot.story(person.history, {"cause removed": arms, "cause unchanged": arms, "x": arms})
        ],
        "tornado": [lambda: plot.tornado(swings, base=0.45, quantity="imbalance after 8 weeks")],
        "torque_angle": [lambda: plot.torque_angle(result)],
    }
