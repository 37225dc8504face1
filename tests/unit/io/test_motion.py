"""Motion files: every dialect, degrees for rotations only, damage refused; no passive range."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError, UnknownNameError
from tests import laboratory

TIME = 1.56 + np.arange(60) / 60
COLUMNS = {
    "hip_flexion_r": 30 * np.sin(6 * TIME), "knee_angle_r": -20 - 15 * np.cos(6 * TIME),
    "pelvis_tx": 0.3 * TIME, "pelvis_ty": 0.93 + 0 * TIME,
}  # fmt: skip
KNEE = mb.pair("hamstrings-quadriceps")
PLACED = {"side": "right", "sign": -1, "zero": 0.0}
DIALECTS = {
    "plain": {}, "five surplus tabs": {"surplus": 5}, "commas": {"mark": ","},
    "decimal commas": {"decimal": ","},
    "padded header": {"mark": ",", "surplus": 4}, "CRLF": {"ending": "\r\n"}, "semicolons": {"mark": ";"},
    "remarks": {"remarks": "\nUnits are S.I. units (second, meters, Newtons, ...)\n\nLast changed by hand"},
    "blanks": {"mark": "  "}, "decimal commas between semicolons": {"mark": ";", "decimal": ","},
}  # fmt: skip


def read(text, **how):
    return mb.read_motion(io.StringIO(text), **how)


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("degrees", ["yes", "no"])
def test_every_dialect_gives_the_same_numbers(name, degrees):
    """Rotations are turned where the file has radians; a translation never is."""
    written = dict(COLUMNS)
    if degrees == "no":
        written |= {label: np.radians(COLUMNS[label]) for label in ("hip_flexion_r", "knee_angle_r")}
    found = read(laboratory.storage(TIME, written, degrees=degrees, **DIALECTS[name]))
    np.testing.assert_allclose(found.time, TIME, atol=1e-4)
    assert list(found.columns) == list(COLUMNS)
    for label, values in COLUMNS.items():
        np.testing.assert_allclose(found[label], values, atol=1e-5)
    assert found.units == {
        "hip_flexion_r": "deg", "knee_angle_r": "deg", "pelvis_tx": "m", "pelvis_ty": "m"
    }  # fmt: skip
    assert any("not turned: pelvis_tx [m], pelvis_ty [m]" in told for told in found.seen)
    assert "60 samples in 0.9833 s from 1.56 s" in str(found)


def test_moments_and_plates_are_no_rotations():
    names = [
        "hip_flexion_r_moment",
        "pelvis_tx_force",
        "ground_force_vx",
        "ground_force_px",
        "ground_torque_x",
    ]
    found = read(laboratory.storage(TIME, dict.fromkeys(names, 40 * TIME), degrees="no"))
    assert list(found.units.values()) == ["N m", "N", "N", "m", "N m"]
    np.testing.assert_allclose(found["hip_flexion_r_moment"], 40 * TIME, atol=1e-5)


GOOD = laboratory.storage(TIME, COLUMNS)


@pytest.mark.parametrize(
    ("text", "how", "message"),
    [
        (laboratory.storage(TIME, COLUMNS, degrees=""), {}, "does not say inDegrees; say degrees=True or"),
        (laboratory.storage(TIME, COLUMNS, degrees="maybe"), {},
         "line 5: inDegrees is 'maybe'; write yes or no"),
        (GOOD, {"degrees": False}, "says inDegrees=yes; leave degrees out"),
        (laboratory.storage(TIME, COLUMNS, degrees="no"), {}, "says radians, and knee_angle_r reaches 35"),
        (laboratory.storage(TIME, COLUMNS, rows=80), {},
         "line 3: announces nrows = 80 and has 60; the file is cut"),
        (GOOD.replace("nColumns=5", "nColumns=6"), {}, "line 4: announces ncolumns = 6 and has 5"),
        (GOOD.replace("endheader", "endhead"), {}, "has no line 'endheader'"),
        (GOOD.replace("\ntime\t", "\nframe\t"), {}, "begins with the column 'frame'"),
        (GOOD.replace("pelvis_tx", "pelvis_ty"), {}, "column 'pelvis_ty' stands there twice"),
        (GOOD[:-20], {}, "line 68: .* the file is cut or damaged here"),
        (GOOD.replace("0.93000000", "nan", 1), {}, "line 9: pelvis_ty is missing"),
        (GOOD.replace("0.93000000", "0.9x", 1), {}, "line 9: column 'pelvis_ty': '0.9x' is not a number"),
        (GOOD.replace("0.93000000", "0,93000000", 1), {}, "line 9: decimal commas and points in one line"),
        (GOOD.replace("1.6100", "1.5100"), {}, "line 12: time does not rise here"),
    ],
)  # fmt: skip
def test_what_is_not_whole_or_not_sure_is_refused(text, how, message):
    with pytest.raises(FileError, match=message):
        read(text, **how)


def test_degrees_that_may_be_radians_are_told():
    found = read(laboratory.storage(TIME, {"hip_flexion_r": np.sin(TIME)}))
    assert any("no rotation exceeds 1: are they radians?" in told for told in found.seen)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_the_same(data):
    lines = GOOD.splitlines(keepends=True)
    whole = read(GOOD)
    at = data.draw(st.integers(8, len(lines) - 3))
    kind = data.draw(st.sampled_from(["lose", "double", "letter", "cut", "cell"]))
    if kind == "lose":
        del lines[at]
    elif kind == "double":
        lines.insert(at, lines[at])
    elif kind == "cut":
        lines = [*lines[:at], lines[at][: data.draw(st.integers(0, 30))]]
    elif kind == "cell":
        lines[at] = "\t".join(lines[at].split("\t")[1:])
    else:
        place = data.draw(st.integers(0, len(lines[at]) - 2))
        lines[at] = lines[at][:place] + data.draw(st.sampled_from("xO?")) + lines[at][place + 1 :]
    try:
        found = read("".join(lines))
    except MusclebalanceError:
        return
    for label in COLUMNS:
        np.testing.assert_array_equal(found[label], whole[label])


def test_markers_come_in_metres_and_blanks_are_unseen():
    points = np.random.default_rng(1).normal(size=(20, 3)) * 100
    hidden = points.copy()
    hidden[3:5] = np.nan
    text = laboratory.markers(np.arange(20) / 100, {"RASI": points, "RKNE": hidden})
    found = read(text)
    np.testing.assert_allclose(found["RASI y"], points[:, 1] / 1000, atol=1e-7)
    assert np.isnan(found["RKNE z"]).sum() == 2
    assert found.seen == ("not seen in every frame: RKNE",)
    assert set(found.units.values()) == {"m"}
    for wrong, message in (
        (text.replace("\t20\t2\tmm", "\t21\t2\tmm"), "announces 21 frames and has 20"),
        (text.replace("\tmm", "\tinch"), "line 3: does not say DataRate"),
        (text.replace("RKNE", "RASI"), "line 4: announces 2 markers and names 1"),
        (text[:-30], r"line 26: \d cells where 2 markers need 8"),
    ):
        with pytest.raises(FileError, match=message):
            read(wrong)


def test_a_coordinate_becomes_the_angle_of_the_pair():
    motion = read(GOOD)
    found = mb.joint_angle(motion, "knee_angle_r", KNEE, **PLACED)
    np.testing.assert_allclose(found.angle, -COLUMNS["knee_angle_r"], atol=1e-6)
    low, high = found.active_range()
    assert (low, high) == pytest.approx((5.0, 35.0), abs=0.2)
    assert "knee_angle_r less 0 deg, sign -1" in str(found)


def test_extremes_of_a_movement_are_no_passive_range():
    found = mb.joint_angle(read(GOOD), "knee_angle_r", KNEE, **PLACED)
    for word in ("rom", "ROM", "range of motion", "rom_agonist"):
        with pytest.raises(
            MusclebalanceError, match=r"is what the person did .* passive range of motion is how far"
        ):
            found.visits(0, word)
    with pytest.raises(MusclebalanceError, match="the joint moves by 30 deg, so it is not at rest"):
        found.visits(0)
    with pytest.raises(UnknownNameError, match="No measurement of a joint angle 'gait'"):
        found.visits(0, "gait")


def test_a_resting_angle_is_a_measurement():
    still = {"knee_angle_r": -4.0 + 0.3 * np.sin(TIME)}
    found = mb.joint_angle(read(laboratory.storage(TIME, still)), "knee_angle_r", KNEE, **PLACED)
    seen = mb.read_visits(found.visits(0), KNEE)["right"]
    assert seen.names == ("resting_angle",)
    assert seen.values[0] == pytest.approx(np.mean(-still["knee_angle_r"]), abs=1e-6)
    assert found.visits(3, sd=2.0)["sd"].tolist() == [2.0]


def test_what_is_no_angle_or_not_placed_is_refused():
    motion = read(GOOD)
    with pytest.raises(MusclebalanceError, match=r"nothing is guessed; pass sign=1 if .*; zero=, the angle"):
        mb.joint_angle(motion, "knee_angle_r", KNEE, side="right")
    with pytest.raises(MusclebalanceError, match="is in m, no angle; angles of joints come from a model"):
        mb.joint_angle(motion, "pelvis_ty", KNEE, **PLACED)
    with pytest.raises(UnknownNameError, match="Did you mean 'knee_angle_r'"):
        mb.joint_angle(motion, "knee_angel_r", KNEE, **PLACED)


def test_points_and_channels_of_c3d(tmp_path):
    rng = np.random.default_rng(2)
    points, analog = rng.normal(size=(30, 3, 3)) * 100, rng.normal(size=(2, 300)) * 1e-3
    file = tmp_path / "walk.c3d"
    file.write_bytes(laboratory.c3d_bytes(points, ["RASI", "LASI", "Knie_ä"], analog, ["EMG1", "Fz"]))
    found = mb.read_motion(file)
    np.testing.assert_allclose(found["LASI z"], points[:, 1, 2] / 1000, rtol=1e-5)
    assert found.rate == 100.0
    assert "2 analog channels left out" in found.seen
    emg = mb.read_emg(file, unit="V")
    assert list(emg.columns) == ["EMG1"]
    np.testing.assert_allclose(emg["EMG1"], analog[0], rtol=1e-4, atol=1e-8)
    assert emg.rate == 1000.0
    assert mb.read_emg(file, muscles={"biceps": "Fz"}, unit="mV")["biceps"][7] == pytest.approx(
        analog[1, 7] / 1000
    )
    for muscles, message in ((["EMG9"], "No channel 'EMG9'. Did you mean 'EMG1'"), (["Fz"], "no voltage")):
        with pytest.raises(FileError, match=message):
            mb.read_emg(file, muscles=muscles)


def test_a_c3d_file_without_points_or_channels(tmp_path):
    file = tmp_path / "mvc.c3d"
    file.write_bytes(laboratory.c3d_bytes(np.zeros((0, 0, 3)), [], np.ones((1, 200)), ["EMG1"]))
    assert len(mb.read_emg(file, unit="V")) == 200
    with pytest.raises(FileError, match=r"has no points, but 1 analog channels; read them with mb\.read_emg"):
        mb.read_motion(file)
    file.write_bytes(laboratory.c3d_bytes(np.ones((5, 1, 3)), ["A"], np.zeros((0, 50)), []))
    with pytest.raises(FileError, match="has no analog channels"):
        mb.read_emg(file)


def test_more_points_than_labels(tmp_path):
    file = tmp_path / "many.c3d"
    points = np.arange(4 * 250 * 3, dtype=float).reshape(4, 250, 3)
    file.write_bytes(laboratory.c3d_bytes(points, [f"P{k}" for k in range(250)], np.zeros((0, 40)), []))
    found = mb.read_motion(file)
    assert len(found.columns) == 750
    assert [name for name in found.columns if name.endswith("x")][-2:] == ["point 249 x", "point 250 x"]
    np.testing.assert_allclose(list(found.columns.values())[-1], points[:, 249, 2] / 1000, rtol=1e-5)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.99])
def test_a_cut_c3d_file_is_refused(tmp_path, share):
    points, analog = np.ones((50, 4, 3)), np.ones((2, 500))
    data = laboratory.c3d_bytes(points, ["A", "B", "C", "D"], analog, ["EMG1", "EMG2"])
    size = len(data) - 512 if share == 0.99 else int(share * len(data))
    file = tmp_path / "cut.c3d"
    file.write_bytes(data[:size])
    with pytest.raises(
        FileError, match=r"is cut after frame \d+: \d+ of 50 frames|is no C3D file, or is damaged"
    ):
        mb.read_motion(file)
    with pytest.raises(FileError):
        mb.read_emg(file)


def test_what_is_no_c3d_file_is_refused(tmp_path):
    file = tmp_path / "text.c3d"
    file.write_text("time,angle\n" * 200)
    with pytest.raises(FileError, match="is no C3D file, or is damaged"):
        mb.read_motion(file)


STATES = {
    "/jointset/hip_r/hip_flexion_r/value": "deg", "/jointset/hip_r/hip_flexion_r/speed": "?",
    "/jointset/ground_pelvis/pelvis_tx/value": "m", "/jointset/ground_pelvis/pelvis_tx/speed": "?",
    "/forceset/psoas_r/activation": "?", "/forceset/psoas_r/normalized_tendon_force": "?",
    "hip_flexion_r": "deg", "hip_flexion_r_u": "?", "pelvis_ty": "m", "pelvis_ty_u": "?",
    "pelvis_tilt": "deg",
    "psoas_r.activation": "?", "psoas_r.fiber_length": "?", "center_of_mass_X": "?",
    "ground_moment_mx": "N m",
}  # fmt: skip


def test_states_of_muscles_and_bodies_are_not_turned():
    text = laboratory.storage(TIME, dict.fromkeys(STATES, 0.1 + 0 * TIME), degrees="no")
    found = mb.read_motion(io.StringIO(text))
    assert dict(found.units) == STATES
    for name, unit in STATES.items():
        assert found[name][0] == pytest.approx(np.degrees(0.1) if unit == "deg" else 0.1)
    with pytest.raises(MusclebalanceError, match="no angle"):
        mb.joint_angle(found, "hip_flexion_r_u", KNEE, **PLACED)


def test_a_header_that_says_two_things_is_refused():
    text = laboratory.storage(TIME, COLUMNS, remarks="inDegrees=no")
    with pytest.raises(FileError, match=r"line 6: says indegrees = yes and no"):
        mb.read_motion(io.StringIO(text))


def test_no_joint_turns_once_around():
    text = laboratory.storage(TIME, {"knee_angle_r": 10.0 + 0 * TIME}, degrees="no")
    with pytest.raises(MusclebalanceError, match="is inDegrees right"):
        mb.joint_angle(mb.read_motion(io.StringIO(text)), "knee_angle_r", KNEE, **PLACED)


def test_what_is_no_number_and_an_end_that_is_missing_are_told():
    text = laboratory.storage(TIME, COLUMNS)
    with pytest.raises(FileError, match="is missing"):
        mb.read_motion(io.StringIO(text.replace("0.93000000", "inf", 1)))
    assert any("may have been cut" in told for told in mb.read_motion(io.StringIO(text.rstrip())).seen)


@pytest.mark.parametrize(("rate", "frames"), [("0.00", 5), ("nan", 5), ("100.00", 0)])
def test_markers_without_a_rate_or_a_frame_are_refused(tmp_path, rate, frames):
    text = laboratory.markers(np.arange(frames + 2) / 100, {"A": np.ones((frames + 2, 3))}, frames=frames)
    lines = text.replace("100.00\t100.00", f"{rate}\t{rate}").splitlines()
    file = tmp_path / "made.trc"
    file.write_text("\n".join(lines[: len(lines) - 2]) + "\n")
    with pytest.raises(FileError, match=r"DataRate is|0 samples"):
        mb.read_motion(file)


def test_a_damaged_c3d_file_never_ends_in_a_foreign_error(tmp_path):
    data = laboratory.c3d_bytes(np.ones((9, 3, 3)), ["A", "B", "C"], np.ones((2, 90)), ["EMG1", "EMG2"])
    rng = np.random.default_rng(4)
    file = tmp_path / "damaged.c3d"
    for _ in range(150):
        damaged = bytearray(data)
        for place in rng.integers(0, 1500, 3):
            damaged[place] = rng.integers(0, 256)
        file.write_bytes(bytes(damaged))
        with contextlib.suppress(MusclebalanceError):
            mb.read_motion(file)
    file.write_bytes(data.replace(b"LABELS", b"LIBELS"))
    with pytest.raises(FileError, match="damaged"):
        mb.read_motion(file)
