"""The page on crossed patterns and sides: what it says of the model is what the model says."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.units import DEG
from musclebalance.population.measuring import ERRORS
from musclebalance.simulation.lab import record, session_segments

PAGE = (Path(__file__).parents[2] / "docs" / "body-evidence.md").read_text("utf-8")
HIP, BACK, PECTORALS, SHOULDER = (
    "hip-flexors-gluteus-maximus", "erector-spinae-rectus-abdominis", "pectorals-rhomboids",
    "shoulder-internal-external-rotators",
)  # fmt: skip
DESK = mb.Lifestyle.office(hours=8, stress=0.6)
STRETCH = mb.StaticStretch(hold=30, rest=10, repetitions=4)


def told(start: str) -> list[float]:
    """Numbers of the model in the row of the page that begins so."""
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| {start}"))
    text = re.sub(r"B\d+|\(.*?\)", "", row.split("|")[3])
    return [float(number) for number in re.findall(r"[-+]?\d+\.?\d*", text)]


@pytest.fixture(scope="module")
def bent() -> mb.Body:
    return mb.develop(mb.crossed("lower"), DESK, 180)


def change(course: mb.BodyCourse, name: str, label: str) -> float:
    values = course.values(name, label)
    return float(values[-1] - values[0])


def moved(course: mb.BodyCourse) -> float:
    (posture,) = course.postures.values()
    return float(posture[-1] - posture[0])


def gained(course: mb.BodyCourse, label: str) -> float:
    values = course.values("strength_torque_antagonist", label)
    return 100.0 * float(values[-1] / values[0] - 1.0)


def test_the_person_that_is_asked(bent: mb.Body) -> None:
    lost = bent[f"left {HIP}"].reference.rom["agonist"] - float(bent[f"left {HIP}"].read("rom_agonist"))
    numbers = re.search(r"have lost ([\d.]+) deg and whose pelvis stands ([\d.]+) deg", PAGE)
    assert numbers is not None
    assert [float(x) for x in numbers.groups()] == pytest.approx([lost, bent.posture["pelvis"]], abs=0.06)


def test_stretching_the_hip_flexors(bent: mb.Body) -> None:
    treated, untreated = (
        mb.simulate(bent, plan, DESK, weeks=10, progress=False)
        for plan in ({HIP: mb.Plan(STRETCH, per_week=5, weeks=10)}, None)
    )
    left = f"left {HIP}"
    assert told("ten weeks of hip-flexor") == pytest.approx([change(treated, "rom_agonist", left)], abs=0.06)
    assert told("the same: tilt") == pytest.approx([moved(treated), moved(untreated)], abs=0.006)
    assert told("the same: strength") == pytest.approx(
        [gained(treated, left), gained(untreated, left)], abs=0.06
    )


def test_one_session(bent: mb.Body) -> None:
    hip = bent[f"left {HIP}"]
    segments = session_segments(STRETCH, hip.pair, "clinic")
    after = record(hip.body, hip.state, segments, every=np.inf, tol=1e-5)[1][-1]
    states = np.array(
        [after if label.endswith(HIP) else person.state for label, person in bent.people.items()]
    )
    tilt = float((bent.postures(states) - bent.postures(bent.states))[0]) / DEG
    assert told("one session of it") == pytest.approx([tilt], abs=0.006)


def test_training_the_abdominals(bent: mb.Body) -> None:
    words = "repeat 30 times:\n  contract the antagonist at 80 %MVC for 3 s\n  rest for 3 s"
    plan = {BACK: mb.Plan(mb.session(words), per_week=3, weeks=8)}
    treated, untreated = (mb.simulate(bent, one, DESK, weeks=8, progress=False) for one in (plan, None))
    assert told("eight weeks of abdominal") == pytest.approx([moved(treated), moved(untreated)], abs=0.006)
    strength = re.search(r"\(\+(\d+) % strength\)", PAGE)
    assert strength is not None
    assert float(strength[1]) == pytest.approx(gained(treated, f"left {BACK}"), abs=0.6)


def test_muscle_energy_for_the_pectorals() -> None:
    bent = mb.develop(mb.crossed("upper"), DESK, 180)
    plan = {PECTORALS: mb.Plan(mb.MET(), per_week=2, weeks=6)}
    found = [moved(mb.simulate(bent, one, DESK, weeks=6, progress=False)) for one in (plan, None)]
    assert told("six weeks of MET") == pytest.approx(found, abs=0.006)


def test_one_sided_sport() -> None:
    lives = mb.one_sided(mb.Lifestyle.sport("Mon Tue Wed Thu Fri Sat", hours=2), "right", "sport")
    course = mb.simulate(mb.both_sides(mb.pair(SHOULDER)), None, lives, weeks=26, progress=False)
    assert told("half a year of one-sided") == pytest.approx(
        [-float(course.symmetry("rom_antagonist").difference[-1])], abs=0.06
    )


@pytest.mark.slow
def test_people_who_differ() -> None:
    cohort = mb.BodyCohort.sample(mb.crossed("lower", sides=("left",)), n=100, seed=1)
    people = cohort.develop(progress=False)
    rom, ratio, tilt = f"rom_agonist of left {HIP}", f"strength_ratio of left {BACK}", "posture of pelvis"
    read = {name: people.read(name) for name in (rom, ratio, tilt)}
    r = float(np.corrcoef(read[rom], read[tilt])[0, 1])
    spread = float(read[tilt].std(ddof=1))
    blurred = r * spread / float(np.hypot(spread, 5.0))
    assert [told("100 people")[k] for k in (0, 2)] == pytest.approx([r, blurred], abs=0.006)
    strong = float(np.corrcoef(read[ratio], read[tilt])[0, 1])
    assert told("the same: strength of the trunk") == pytest.approx([strong], abs=0.006)
    arms = {"stretch": {HIP: mb.Plan(STRETCH, per_week=5, weeks=10)}, "none": None}
    trial = mb.trial(
        people, arms, mb.Lifestyle.office(), weeks=10, seed=1, outcomes=[rom, tilt], potential=True,
        progress=False,
    )  # fmt: skip
    effect = trial.potential(tilt)[:, :, -1] @ [1.0, -1.0]
    assert effect.mean() == pytest.approx(-0.11, abs=0.006)
    assert told("the same in a trial") == [mb.sample_size(trial, tilt)]
    assert mb.sample_size(trial, rom) == 4
    assert float(mb.power(trial, tilt, n=37, replicates=400)) < 0.12


def test_the_page_names_the_error_that_trials_use() -> None:
    assert f"an error of {ERRORS['posture'].sd:g} deg" in PAGE
