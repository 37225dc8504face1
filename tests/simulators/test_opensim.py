"""OpenSim opens what was written, and its muscles are what the adaptation says."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import musclebalance as mb
from tests.unit.exchange.bodies import PASSIVE, osim

pytestmark = pytest.mark.simulators

ANGLES = np.linspace(-1.0, 1.0, 9)
CHANGE = mb.Adaptation(length=0.92, strength=0.8, passive=1.1, slack=0.03)
RIGID = ("Millard2012EquilibriumMuscle", "DeGrooteFregly2016Muscle")


class Seen(NamedTuple):
    """A muscle at rest at several angles [m, N]."""

    length: np.ndarray
    stretch: np.ndarray
    passive: np.ndarray
    active: np.ndarray


@pytest.fixture(scope="module")
def opensim():
    import opensim

    opensim.Logger.setLevelString("Off")
    return opensim


def seen(opensim, path: Path, name: str, activation: float = 0.6) -> Seen:
    model = opensim.Model(str(path))
    state = model.initSystem()
    rows = []
    for angle in ANGLES:
        model.getCoordinateSet().get("angle").setValue(state, float(angle))
        muscle = opensim.Muscle.safeDownCast(model.getMuscles().get(name))
        muscle.setActivation(state, activation)
        model.equilibrateMuscles(state)
        model.realizeDynamics(state)
        rows.append(
            (
                muscle.getFiberLength(state), muscle.getNormalizedFiberLength(state),
                muscle.getPassiveFiberForce(state), muscle.getActiveFiberForce(state),
            )
        )  # fmt: skip
    return Seen(*np.array(rows).T)


def written(
    folder: Path, kind: str, change: mb.Adaptation = CHANGE, passive: bool = True
) -> tuple[Path, Path]:
    healthy, adapted = folder / "healthy.osim", folder / "adapted.osim"
    healthy.write_text(osim(kind, rigid=kind in RIGID, passive=passive), "utf-8")
    mb.to_opensim({"agonist": change}, model=healthy, names={"agonist": "flexor"}, path=adapted)
    return healthy, adapted


@pytest.mark.parametrize("kind", RIGID)
def test_fibres_are_where_the_law_of_stretch_puts_them(opensim, tmp_path: Path, kind: str) -> None:
    """At every joint angle: the length that is taken up longer, and stretched more for fewer sarcomeres."""
    healthy, adapted = (seen(opensim, path, "flexor") for path in written(tmp_path, kind))
    np.testing.assert_allclose(adapted.length, healthy.length + 0.03 * 0.12, rtol=1e-9)
    np.testing.assert_allclose(adapted.stretch, (healthy.stretch + 0.03) / 0.92, rtol=1e-9)


@pytest.mark.parametrize("kind", PASSIVE)
def test_active_force_goes_with_strength(opensim, tmp_path: Path, kind: str) -> None:
    """Exactly with a rigid tendon; a compliant one lets the fibre move a little."""
    paths = written(tmp_path, kind, mb.Adaptation(strength=0.8))
    healthy, adapted = (seen(opensim, path, "flexor") for path in paths)
    np.testing.assert_allclose(adapted.active, 0.8 * healthy.active, rtol=1e-9 if kind in RIGID else 0.05)
    other = [seen(opensim, path, "other") for path in paths]
    np.testing.assert_array_equal(other[0], other[1])


def test_thelens_passive_force_is_exact_at_every_stretch(opensim, tmp_path: Path) -> None:
    """Against Thelen's formula at the fibre length that OpenSim finds."""
    _, path = written(tmp_path, "Thelen2003Muscle")
    found = seen(opensim, path, "flexor")
    fpe = np.expm1(4.0 * np.maximum(found.stretch - 1.0, 0.0) / 0.6) / math.expm1(4.0)
    np.testing.assert_allclose(found.passive, 1.1 * 1000.0 * fpe, rtol=1e-9, atol=1e-9)
    assert found.passive.max() > 50.0


@pytest.mark.parametrize("strength", [0.8, 0.9, 1.1, 1.2])
@pytest.mark.parametrize("passive", [True, False], ids=["stated", "usual"])
@pytest.mark.parametrize(
    ("kind", "apart"), [("Millard2012EquilibriumMuscle", 0.09), ("DeGrooteFregly2016Muscle", 0.13)]
)
def test_a_weak_muscle_is_not_a_slack_one(
    opensim, tmp_path: Path, kind: str, apart: float, strength: float, passive: bool
) -> None:
    """Where its passive force matters (from 3 % of full force), it stays near the healthy one."""
    paths = written(tmp_path, kind, mb.Adaptation(strength=strength), passive)
    healthy, adapted = (seen(opensim, path, "flexor") for path in paths)
    matters = healthy.passive > 30.0
    assert matters.sum() >= 4
    ratio = adapted.passive[matters] / healthy.passive[matters]
    assert np.abs(ratio - 1.0).max() < apart
    assert np.abs(ratio - 1.0).max() < 0.75 * abs(strength - 1.0)  # better than leaving the fields alone


@pytest.mark.parametrize("kind", PASSIVE)
def test_the_written_model_runs(opensim, tmp_path: Path, kind: str) -> None:
    _, path = written(tmp_path, kind)
    model = opensim.Model(str(path))
    state = model.initSystem()
    model.equilibrateMuscles(state)
    manager = opensim.Manager(model)
    manager.initialize(state)
    end = manager.integrate(0.2)
    angle = model.getCoordinateSet().get("angle").getValue(end)
    assert end.getTime() == pytest.approx(0.2)
    assert math.isfinite(angle)
    assert angle != 0.0


def test_the_usual_values_are_opensims(opensim) -> None:
    from musclebalance.exchange import opensim as ours

    for kind in PASSIVE:
        muscle = getattr(opensim, kind)()
        for place in (
            ours.LENGTH,
            ours.FORCE,
            ours.TENDON,
            ours.PENNATION,
            ours.STRAIN,
            ours.SHAPE,
            ours.PASSIVE_STRAIN,
        ):
            if muscle.hasProperty(place[0]):
                assert float(muscle.getPropertyByName(place[0]).toString()) == ours.USUAL[place], place
    curve = opensim.FiberForceLengthCurve()
    assert curve.getStrainAtZeroForce() == ours.USUAL[ours.ZERO]
    assert curve.getStrainAtOneNormForce() == ours.USUAL[ours.ONE]
    assert curve.getStiffnessAtLowForceInUse() == ours.USUAL[ours.LOW]
    assert curve.getCurvinessInUse() == ours.USUAL[ours.CURVINESS]
    assert curve.getStiffnessAtOneNormForceInUse() * 0.7 == pytest.approx(ours.MILLARD_STIFFNESS)


def test_a_file_that_opensim_has_written_is_adapted(opensim, tmp_path: Path, developed) -> None:
    """As OpenSim prints it: with comments, tabs, and without what has its usual value."""
    for kind in PASSIVE:
        (tmp_path / "a.osim").write_text(osim(kind, rigid=kind in RIGID, passive=False), "utf-8")
        opensim.Model(str(tmp_path / "a.osim")).printToXML(str(tmp_path / "healthy.osim"))
        names = {"agonist": "flexor", "antagonist": ["extensor"]}
        found = mb.to_opensim(
            developed, model=tmp_path / "healthy.osim", names=names, path=tmp_path / "b.osim"
        )
        model = opensim.Model(str(tmp_path / "b.osim"))  # which its muscles do not keep alive
        muscle = opensim.Muscle.safeDownCast(model.getMuscles().get("extensor"))
        (change,) = [c for c in found.changes if (c.muscle, c.field) == ("extensor", "optimal_fiber_length")]
        assert muscle.getOptimalFiberLength() == pytest.approx(change.after, rel=1e-12)
        assert change.factor > 1.02
