"""The joint as a schematic: angle and lengths true to state, colour for tension, moving pictures."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import PathPatch
from PIL import Image

from musclebalance import plot
from musclebalance.core.errors import FileError, OutOfRangeError
from musclebalance.lifestyle import Lifestyle
from musclebalance.plot.joint import PASS, SCALE, outline, poses
from musclebalance.result import Person, Result
from musclebalance.simulation import simulate

from .test_sizes import faults

joint = import_module("musclebalance.plot.joint")


@pytest.fixture(scope="module")
def history(developed: Person) -> Result:
    assert developed.history is not None
    return developed.history


def bellies(ax: plt.Axes) -> dict[str, PathPatch]:
    return {p.get_label(): p for p in ax.patches if p.get_label() in ("agonist", "antagonist")}


def test_pose_is_the_state(history: Result) -> None:
    pose = poses(history, history.states[-1:])[0]
    assert pose.angle == pytest.approx(history.values("resting_angle")[-1])
    assert pose.tension["agonist"] == pytest.approx(history.values("resting_tension_agonist")[-1])
    assert pose.resting_length["agonist"] == pytest.approx(history.values("resting_length_agonist")[-1])
    assert pose.healthy_angle == pytest.approx(history.reference.resting_angle, abs=1e-6)


def test_drawing_is_true_to_angle_and_length() -> None:
    for angle in (-40.0, 0.0, 75.0):
        drawn = outline(angle, 1, 1.1)
        x, y = drawn["bone"]
        assert np.degrees(np.arctan2(x, -y)) == pytest.approx(angle)
        first, last = drawn["belly"][:2]
        assert np.hypot(*(last - first)) == pytest.approx(SCALE * 1.1)
        assert np.hypot(*drawn["path"][2]) == pytest.approx(PASS)


def test_sides_are_mirror_images() -> None:
    left, right = outline(25.0, -1, 0.9), outline(-25.0, 1, 0.9)
    np.testing.assert_allclose(left["path"] * (-1, 1), right["path"])


def test_joint_on_a_day(history: Result) -> None:
    ax = plot.joint(history, day=180)
    assert ax.get_title() == "day 180"
    texts = " ".join(text.get_text() for text in ax.texts)
    assert "hip flexors" in texts
    assert f"{history.values('resting_tension_agonist')[-1]:.0f} N" in texts
    assert "deg" in texts
    taut, slack = (np.mean(bellies(ax)[m].get_facecolor()[:3]) for m in ("agonist", "antagonist"))
    assert taut < slack
    plt.close(ax.figure)


def test_tension_darkens(history: Result) -> None:
    early, late = (plot.joint(history, day=d) for d in (0, 180))
    shade = [np.mean(bellies(ax)["agonist"].get_facecolor()[:3]) for ax in (early, late)]
    assert shade[1] < shade[0]
    plt.close("all")


def test_day_outside(history: Result) -> None:
    with pytest.raises(OutOfRangeError, match="day 181 d is outside 0 to 180 d"):
        plot.joint(history, day=181)


def test_moving_pictures(developed: Person, tmp_path: Path) -> None:
    result = simulate(developed, None, Lifestyle.healthy(), weeks=2)
    path = plot.animate_joint(result, tmp_path / "joint.gif", seconds=1, per_second=4, width=2)
    with Image.open(path) as image:
        assert image.n_frames == 4
    page = plot.animate_joint(result, tmp_path / "joint.html", seconds=0.5, per_second=4, width=2)
    assert "data:image/png" in page.read_text(encoding="utf-8")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("width", [1.0, 2.0, 4.4, 12.0])
@pytest.mark.parametrize("settings", [{}, {"font__size": 20}])
def test_captions_of_moving_pictures_are_whole(
    developed: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    width: float,
    settings: dict[str, float],
) -> None:
    long = replace(
        developed.pair, agonist="a muscle group with a very long name", antagonist="extensor carpi radialis"
    )
    history = developed.history
    assert history is not None
    own = replace(history, person=replace(developed, pair=long, history=None))
    seen: list[str] = []
    draw = joint._draw

    def watched(ax: plt.Axes, *rest: Any) -> None:
        draw(ax, *rest)
        seen.extend(faults(ax.figure))
        seen.append(ax.texts[0].get_text().partition("\n")[0])

    monkeypatch.setattr(joint, "_draw", watched)
    with plot.style(**settings):
        plot.animate_joint(own, tmp_path / "joint.gif", seconds=0.5, per_second=4, width=width)
    assert set(seen) == {long.agonist}
    assert len(seen) >= 2


def test_moving_pictures_that_cannot_be(history: Result, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"\.gif"):
        plot.animate_joint(history, tmp_path / "joint.avi")
    with pytest.raises(OutOfRangeError, match="frames per second 0"):
        plot.animate_joint(history, tmp_path / "joint.gif", per_second=0)


def test_film_needs_ffmpeg(history: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matplotlib.animation.writers.is_available", lambda name: False)
    with pytest.raises(FileError, match="ffmpeg"):
        plot.animate_joint(history, tmp_path / "joint.mp4")
