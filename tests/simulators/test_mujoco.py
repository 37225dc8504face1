"""MuJoCo loads and steps what was written, and its muscles are what the adaptation says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import musclebalance as mb
from tests.unit.exchange.bodies import MJCF

pytestmark = pytest.mark.simulators

CHANGE = mb.Adaptation(length=0.92, strength=0.8, passive=1.1, slack=0.03)
NAMES = {"agonist": ["flexor", "third"], "antagonist": "extensor"}


@pytest.fixture(scope="module")
def mujoco():
    import mujoco

    return mujoco


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "healthy.xml").write_text(MJCF, "utf-8")
    mb.to_mujoco(
        {"agonist": CHANGE, "antagonist": CHANGE}, model=tmp_path / "healthy.xml", names=NAMES,
        path=tmp_path / "adapted.xml",
    )  # fmt: skip
    return tmp_path / "healthy.xml", tmp_path / "adapted.xml"


def forces(mujoco, path: Path, activation: float) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Length and force of each muscle at several joint angles."""
    model = mujoco.MjModel.from_xml_path(str(path))
    data = mujoco.MjData(model)
    rows = []
    for angle in np.linspace(-0.8, 0.8, 17):
        data.qpos[0], data.act[:] = angle, activation
        mujoco.mj_forward(model, data)
        rows.append((data.actuator_length.copy(), data.actuator_force.copy()))
    found = np.array(rows)
    return {model.actuator(k).name: (found[:, 0, k], found[:, 1, k]) for k in range(model.nu)}


def multipliers(
    stretch: np.ndarray, fpmax: float, lmin: float = 0.5, lmax: float = 1.6
) -> tuple[np.ndarray, np.ndarray]:
    """MuJoCo's active and passive curves, from the equations of its documentation."""
    low, high = 0.5 * (lmin + 1.0), 0.5 * (1.0 + lmax)
    active = np.select(
        [stretch < lmin, stretch <= low, stretch <= 1.0, stretch <= high, stretch <= lmax],
        [
            0.0, 0.5 * ((stretch - lmin) / (low - lmin)) ** 2, 1 - 0.5 * ((1 - stretch) / (1 - low)) ** 2,
            1 - 0.5 * ((stretch - 1) / (high - 1)) ** 2, 0.5 * ((lmax - stretch) / (lmax - high)) ** 2,
        ],
        0.0,
    )  # fmt: skip
    u = (stretch - 1.0) / (high - 1.0)
    passive = fpmax * np.where(u <= 0, 0.0, np.where(u <= 1, 0.5 * u**2, u - 0.5))
    return active, passive


@pytest.mark.parametrize(
    ("name", "ends", "force", "fpmax"), [("flexor", (0.8, 1.2), 800, 1.4), ("third", (0.7, 1.1), 500, 1.2)]
)
@pytest.mark.parametrize("activation", [0.0, 0.6])
def test_forces_are_those_of_an_adapted_muscle(
    mujoco, paths, name: str, ends: tuple[float, float], force: float, fpmax: float, activation: float
) -> None:
    """Force at a path's length: stretched more, weaker, passive force 1.1 times that at such a stretch."""
    length = (0.34 - 0.22) / (ends[1] - ends[0])
    tendon = 0.22 - ends[0] * length
    for path, change in zip(paths, (mb.Adaptation(), CHANGE), strict=True):
        seen, found = forces(mujoco, path, activation)[name]
        stretch = ((seen - tendon) / length + change.slack) / change.length
        active, passive = multipliers(stretch, fpmax)
        expected = -force * (change.strength * activation * active + change.passive * passive)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_a_force_that_mujoco_derives_is_scaled(mujoco, paths) -> None:
    models = [mujoco.MjModel.from_xml_path(str(path)) for path in paths]
    before, after = (model.actuator("extensor").gainprm for model in models)
    assert before[2] == after[2] == -1.0
    assert after[3] == pytest.approx(0.8 * before[3])
    assert models[0].actuator("extensor").acc0 == models[1].actuator("extensor").acc0


def test_the_written_model_steps(mujoco, paths) -> None:
    model = mujoco.MjModel.from_xml_path(str(paths[1]))
    data = mujoco.MjData(model)
    data.ctrl[:3] = 0.2
    for _ in range(500):
        mujoco.mj_step(model, data)
    assert data.time == pytest.approx(500 * model.opt.timestep)
    assert np.isfinite(data.qpos).all()
    assert data.warning.number.sum() == 0


def test_other_actuators_are_as_before(mujoco, paths) -> None:
    before, after = (mujoco.MjModel.from_xml_path(str(path)) for path in paths)
    for name in ("motor",):
        np.testing.assert_array_equal(before.actuator(name).gainprm, after.actuator(name).gainprm)
    np.testing.assert_array_equal(before.body_mass, after.body_mass)
