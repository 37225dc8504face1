"""Dynamometers: every dialect gives the same numbers, and what is not sure is refused with a remedy."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError
from tests import laboratory

TEST = laboratory.passive_test(noise=0.05, seed=3)
ANATOMICAL = {"angle": "POS (ANAT)"}
DIALECTS = {
    "biodex": (laboratory.biodex(TEST), {"columns": {"angle": "POSITION"}}),
    "nexus": (laboratory.nexus(TEST), {
        "columns": {"angle": "Angle.Position", "torque": "Force.Torque"}, "units": {"torque": "N m"}
    }),
    "humac": (laboratory.humac(TEST), {}),
    "tabs": (laboratory.table(TEST), {}),
    "semicolons": (laboratory.table(TEST, ";", ","), {}),
    "blanks": (laboratory.table(TEST, "  ", ","), {}),
    "commas": (laboratory.table(TEST, ","), {}),
    "trailing tabs": (laboratory.table(TEST).replace("\n", "\t\t\t\n") + "\t\t\t\n\n", {}),
    "ends of lines of old": (laboratory.humac(TEST).replace("\n", "\r"), {}),
    "BOM": ("\ufeff" + laboratory.humac(TEST), {}),
}  # fmt: skip


def read(text, **how):
    return mb.read_dynamometer(io.StringIO(text), **how)


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_gives_the_same_numbers(name, tmp_path):
    text, how = DIALECTS[name]
    file = tmp_path / f"{name}.txt"
    file.write_text(text, encoding="utf-8", newline="")
    found = mb.read_dynamometer(file, **how)
    np.testing.assert_allclose(found.time, TEST.time, atol=2e-3)
    np.testing.assert_allclose(found.angle, TEST.angle, atol=1e-3)
    np.testing.assert_allclose(found.torque, TEST.torque, atol=1e-3)
    assert found.rate == pytest.approx(100.0)
    inside = np.abs(np.gradient(TEST.velocity)) == 0.0
    moving = np.convolve(inside, np.ones(41), "same") > 40.5  # away from where the movement turns
    np.testing.assert_allclose(found.velocity[moving], TEST.velocity[moving], atol=0.05)


def test_it_says_what_it_saw():
    text, how = DIALECTS["nexus"]
    told = str(read(text, **how))
    for part in (
        "1900 samples in 18.99 s from 0 s, 100 Hz",
        "angle 0 to 40 deg",
        "commas between the cells",
        "time from the counters at 100 Hz (line 3)",
        "'Force.Torque' is in N m, as stated; the file says N",
        "velocity from the angle",
        "muscle activity: Voltage.EMG1 [V], Voltage.EMG2 [V]",
    ):
        assert part in told
    told = str(read(DIALECTS["biodex"][0], columns=ANATOMICAL))
    assert "left out, as nothing here needs it: 'POSITION'" in told
    assert "angle 90 to 130 deg" in told


ROWS = [f"{k / 10:.1f},{k},{k / 4}" for k in range(30)]
HEAD = "time [s],angle [deg],torque [N m]"


def rows(*lines, head=HEAD):
    return "\n".join([head, *(lines or ROWS)]) + "\n"


FRAMES = rows(*(f"{k},{k},1" for k in range(9)), head="frame,angle [deg],torque [N m]")


def changed(place, line):
    return rows(*ROWS[:place], line, *ROWS[place + 1 :])


@pytest.mark.parametrize(
    ("text", "how", "message"),
    [
        (laboratory.biodex(TEST), {}, "2 columns may be the angle; say which: columns={'angle': 'POSITION'"),
        (laboratory.nexus(TEST), {"columns": {"angle": "Angle.Position", "torque": "Force.Torque"}},
         "column 'Force.Torque' is in N, which measures force, not torque; .* units={'torque': 'N m'}"),
        (laboratory.nexus(TEST), {}, "no column is called angle; say columns={'angle': ...}, one of 'Frame'"),
        (rows(head="time [s],angle,torque [N m]"), {},
         "column 'angle' has no unit; say units={'angle': 'deg'}"),
        (rows(head="time [s],angle [furlong],torque [N m]"), {}, "unit 'furlong' is not known"),
        (rows(head="time [s],angle [deg]"), {}, "names 2 columns above rows of 3 numbers"),
        (rows(head=""), {}, "numbers without a line of names"),
        (rows(head="count,angle [deg],torque [N m]"), {}, "neither a column of time nor a rate; say rate="),
        (FRAMES, {}, "states no rate; say rate="),
        (changed(9, "0.9,9"), {}, "line 11: 2 of 3 cells: mend the line"),
        (changed(29, "2.9,2"), {}, "line 31: 2 of 3 cells; the file is cut here"),
        (changed(9, "0.9,9,1,7"), {}, "line 11: 4 cells where 3 columns are named"),
        (changed(9, "0.9,nine,1"), {}, "line 11: column 'angle .deg.': 'nine' is not a number"),
        (changed(9, "0.9,9,"), {}, "line 11: torque is missing in the middle"),
        (changed(9, "0.9,9,inf"), {}, "line 11: torque inf N m is outside"),
        (changed(9, "0.4,9,1"), {}, "line 11: time does not rise here"),
        (rows(*ROWS[:9], *ROWS[11:]), {}, "line 11: 0.3 s after the sample before, where 0.1 s is usual"),
        (changed(9, "\n0.9,9,1"), {}, "line 11: is blank in the middle of the numbers"),
        (changed(9, "0.9,-999,1"), {}, "line 11: angle -999 deg is outside -360 to 360; .* missing value"),
        (changed(9, "0.9,9,1e5"), {}, "line 11: torque 100000 N m is outside"),
        (rows(), {"rate": 100.0}, "runs at 10 Hz, and 100 Hz is stated"),
        (rows(), {"rate": -1.0}, "rate -1 Hz is outside"),
        (rows(), {"columns": {"angel": "angle"}}, "No role in columns 'angel'. Did you mean 'angle'"),
        (rows(), {"columns": {"angle": "winkl"}}, "No column 'winkl'"),
        (rows(), {"columns": {"angle": 7}}, "angle is column 7, and there are 3"),
        (rows(), {"columns": {"angle": 1}}, "one column is both time and angle"),
        (rows(*(f"{k / 10:.1f},4,{k}" for k in range(9))), {}, "the angle never changes"),
        (rows(*(line.replace(",", ";").replace(".", ",") for line in ROWS[:9]), "0.9;9;1",
              head=HEAD.replace(",", ";")), {}, "decimal commas in line 2, points in line 11"),
        ("time [s];angle [deg];torque [N m]\n" + "".join(f"{k};{k};1,0{k:02d}\n" for k in range(9)), {},
         "1,050 may be 1050 or 1.05, and no number tells; say decimal="),
        ("Nothing here\nbut words\nat all\n", {}, "has no rows of numbers"),
        ("", {}, "has no rows of numbers"),
        (rows(), {"units": {"velocity": "rad/s"}}, "units: the file has no column of velocity"),
        (rows(), {"units": {"emg": "V"}}, "units: the file has no column of emg"),
        (rows(), {"decimal": ","}, "line 2: decimal=',' is said, and here stand points"),
        (rows(), {"decimal": ";"}, "decimal ';' is neither"),
        (f"Subject\n7\n{FRAMES}", {}, "states no rate; say rate="),
        (f"Heart rate 72\n{FRAMES}", {}, "states no rate; say rate="),
        (rows(), {"emg": "EMG"}, "takes: several of them"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_refused(text, how, message):
    with pytest.raises(MusclebalanceError, match=message):
        read(text, **how)


@pytest.mark.parametrize(
    "line", ["Sampling rate;250 Hz", "Frequency: 250", "Abtastrate 250,0 Hz", "Devices\n250"]
)
def test_a_rate_is_taken_from_a_line_that_says_so(line):
    samples = "".join(f"{k};{k};1,5\n" for k in range(9))
    found = read(f"Patient 12\n{line}\nframe;angle [deg];torque [N m]\n{samples}")
    assert found.rate == 250.0


def test_a_second_block_that_is_wider_and_longer_changes_nothing():
    other = "".join(",".join(map(str, range(k, k + 9))) + "\n" for k in range(400))
    found = read(f"{rows()}\nTrajectories\n100\nFrame,Sub Frame,A,B,C,D,E,F,G\n{other}")
    np.testing.assert_array_equal(found.torque, read(rows()).torque)


def test_one_more_decimal_mark_settles_it():
    text = "time [s];angle [deg];torque [N m]\n" + "".join(f"{k};{k};1,0{k:02d}\n" for k in range(9))
    assert read(text, decimal=",").torque[-1] == 1.008


def test_counters_that_leave_a_frame_out_are_refused():
    lines = laboratory.nexus(TEST).splitlines(keepends=True)
    how = DIALECTS["nexus"][1]
    with pytest.raises(
        FileError, match=r"line 108: the counter of frames leaves samples out here"
    ) as refusal:
        read("".join(lines[:107] + lines[108:]), **how)
    assert refusal.value.line == 108


def test_incomplete_ends_and_a_second_block_are_left_out_aloud():
    text = rows("0,,", *ROWS[1:], "3.0,,", "3.1,,") + "\nTrajectories\n200\nFrame,X\n,mm\n1,2\n2,3\n3,4\n"
    found = read(text)
    assert len(found) == 29
    assert "1 incomplete row at the beginning left out" in found.seen
    assert "2 incomplete rows at the end left out" in found.seen
    assert "a second block from line 35 on left out" in found.seen


def test_a_last_line_without_an_end_is_told():
    assert any("may have been cut" in told for told in read(rows().rstrip("\n")).seen)
    assert not any("may have been cut" in told for told in read(rows()).seen)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_refused_or_the_same(data):
    """Cells and lines lost, doubled, swapped or filled with letters: refused, the same, or told."""
    text, how = data.draw(st.sampled_from([DIALECTS[name] for name in ("nexus", "humac", "commas")]))
    lines = text.splitlines(keepends=True)[:120]
    whole = read("".join(lines), **how)
    at = data.draw(st.integers(10, len(lines) - 2))
    kind = data.draw(st.sampled_from(["lose", "double", "swap", "letter", "cut", "cell"]))
    if kind == "lose":
        del lines[at]
    elif kind == "double":
        lines.insert(at, lines[at])
    elif kind == "swap":
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    elif kind == "cut":
        lines[at] = lines[at][: data.draw(st.integers(1, 5))] + "\n"
    elif kind == "cell":
        mark = ";" if ";" in lines[at] else ","
        lines[at] = mark.join(lines[at].rstrip("\n").split(mark)[:-1]) + "\n"
    else:
        place = data.draw(st.integers(0, len(lines[at]) - 2))
        lines[at] = lines[at][:place] + data.draw(st.sampled_from("xO?#")) + lines[at][place + 1 :]
    try:
        found = read("".join(lines), **how)
    except MusclebalanceError:
        return
    np.testing.assert_array_equal(found.torque, whole.torque)
    np.testing.assert_array_equal(found.angle, whole.angle)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-500, 500), st.floats(-500, 500)), min_size=5, max_size=30
    ),
    st.sampled_from(
        [("\t", "."), ("\t", ","), (";", "."), (";", ","), (",", "."), ("  ", "."), ("  ", ","), ("|", ".")]
    ),
    st.sampled_from(["", "Title\n", "Title\n\nSubject: 7\n"]),
)
def test_what_is_written_is_read(samples, dialect, title):
    """Any numbers in any dialect come back to the last digit."""
    mark, decimal = dialect
    samples[0] = (samples[0][0] - 0.5 if samples[0][0] > 0 else samples[0][0] + 0.5, *samples[0][1:])
    if len({angle for angle, *_ in samples}) == 1:
        return
    lines = [(f"{k / 8:.3f}", *(f"{value:.9f}" for value in row)) for k, row in enumerate(samples)]
    heads = ("Time [s]", "Position [deg]", "Torque [Nm]", "Velocity [deg/s]")
    body = "".join(mark.join(row).replace(".", decimal) + "\n" for row in lines)
    found = read(f"{title}{mark.join(heads)}\n{body}")
    written = np.array(lines, dtype=float)
    np.testing.assert_array_equal(found.time, written[:, 0])
    np.testing.assert_array_equal(found.angle, written[:, 1])
    np.testing.assert_array_equal(found.torque, written[:, 2])
    np.testing.assert_array_equal(found.velocity, written[:, 3])


def test_a_weight_is_removed_where_tissue_is_slack():
    slack = laboratory.passive_test(
        curve=lambda x: np.where(x > 25, 0.5 * np.expm1(0.1 * (x - 25)), 0.0), weight=(3.0, -7.0), noise=0.01
    )
    found = read(laboratory.humac(slack)).without_gravity((0, 20))
    clean = laboratory.passive_test(curve=lambda x: np.where(x > 25, 0.5 * np.expm1(0.1 * (x - 25)), 0.0))
    np.testing.assert_allclose(found.torque, clean.torque, atol=0.06)
    told = next(told for told in found.seen if told.startswith("weight removed"))
    sine, cosine = (float(number) for number in re.findall(r"(-?[\d.]+) (?:sin|cos)", told))
    assert (sine, cosine) == pytest.approx((3.0, -7.0), abs=0.1)


@settings(max_examples=20, deadline=None)
@given(st.floats(-180, 180), st.floats(-30, 30), st.floats(-30, 30))
def test_a_weight_is_removed_whatever_the_machine_calls_zero(zero, sine, cosine):
    test = laboratory.passive_test(curve=lambda x: 0.0 * x, weight=(sine, cosine))
    text = rows(
        *(
            f"{t:.2f},{a + zero:.9f},{m:.9f}"
            for t, a, m in zip(test.time, test.angle, test.torque, strict=True)
        )
    )
    found = read(text).without_gravity((zero, zero + 40))
    np.testing.assert_allclose(found.torque, 0.0, atol=1e-6)


@pytest.mark.parametrize("slack", [(100, 120), (0, 3), (10, 10)])
def test_too_little_slack_is_refused(slack):
    with pytest.raises(
        MusclebalanceError, match=r"cannot tell a weight; the angles recorded go from 0 to 40"
    ):
        read(laboratory.humac(TEST)).without_gravity(slack)
    with pytest.raises(MusclebalanceError, match="give two angles"):
        read(laboratory.humac(TEST)).without_gravity(5.0)  # type: ignore[arg-type]


RATES = {
    "Sampling rate: 0.1 kHz": 100.0, "Sampling rate [kHz],2": 2000.0,
    "Samples: 1200 Sampling rate: 100": 100.0,
    "Test 3,Sampling rate,100": 100.0, "Date 2024-03-18 Sampling rate 100 Hz": 100.0,
    "Abtastrate: 99,5 Hz": None,
    "Low pass frequency 10 Hz\nSampling frequency 100 Hz": 100.0, "sampling rate (Hz) 1.0e2": 100.0,
    "Frequency: 50 Hz": 50.0, "Filter cutoff frequency: 6 Hz": None, "Line frequency: 50 Hz": None,
    "Data frequency 10 ms": None, "Sample rate: 1,000 Hz": None, "Abtastrate: 1.000 Hz": None,
    "Scan rate 1000\nFrame rate 100": None,
}  # fmt: skip


@pytest.mark.parametrize("head", RATES)
def test_only_the_rate_of_the_samples_is_taken_for_it(head):
    rows = "".join(f"{k / 10},{k / 20}\n" for k in range(40))
    text = f"{head}\nangle [deg],torque [Nm]\n{rows}"
    if RATES[head] is None:
        with pytest.raises(FileError, match="say rate="):
            mb.read_dynamometer(io.StringIO(text))
    else:
        assert mb.read_dynamometer(io.StringIO(text)).rate == RATES[head]


@pytest.mark.parametrize("head", [h for h in RATES if "Sampl" not in h and h != "Frequency: 50 Hz"])
def test_the_rate_of_something_else_does_not_stand_against_a_column_of_time(head):
    rows = "".join(f"{k / 99.5:.5f},{k / 10},{k / 20}\n" for k in range(40))
    text = f"{head}\ntime [s],angle [deg],torque [Nm]\n{rows}"
    assert mb.read_dynamometer(io.StringIO(text)).rate == pytest.approx(99.5, rel=0.01)


@pytest.mark.parametrize("cell", ["2_5", "٢", "2５"])
def test_what_python_alone_calls_a_number_is_refused(cell):
    rows = "".join(f"{k / 100},{cell if k == 20 else k / 10},{k / 20}\n" for k in range(40))
    with pytest.raises(FileError, match=r"line 22: column 'angle \[deg\]': .* is not a number"):
        mb.read_dynamometer(io.StringIO(f"time [s],angle [deg],torque [Nm]\n{rows}"))


def test_a_block_with_a_rate_of_its_own_below_a_long_one_is_left_out():
    below = "Model Outputs\n10\n,,X\nFrame,Sub Frame,A\n,,deg\n1,0,3\n2,0,4\n3,0,4\n"
    text, how = DIALECTS["nexus"]
    found = mb.read_dynamometer(io.StringIO(f"{text}\n{below}"), **how)
    assert len(found) == len(TEST.time)
    assert any("a second block" in told for told in found.seen)


@pytest.mark.parametrize(("column", "code"), [("torque", -99.0), ("torque", 999.0), ("angle", -99.0)])
@pytest.mark.parametrize("place", [1, 40, 300])
def test_a_code_that_a_machine_leaves_in_a_column_is_told(column, code, place):
    test = laboratory.passive_test(noise=0.2, last=30.0)
    changed = getattr(test, column).copy()
    changed[place] = code
    text = laboratory.humac(replace(test, **{column: changed}))
    whole, found = (mb.read_dynamometer(io.StringIO(one)) for one in (laboratory.humac(test), text))
    line = next(k for k, row in enumerate(text.splitlines(), 1) if f"{code:g}" in row.replace(",", "."))
    assert not any("jump" in told for told in whole.seen)
    (told,) = (told for told in found.seen if "jump" in told)
    assert told.startswith(f"1 sample(s) of {column} jump and come back, the first to {code:g}")
    assert f"in line {line}: kept" in told


def test_the_error_of_a_weight_is_told_where_it_is_largest():
    found = []
    for seed in range(40):
        test = laboratory.passive_test(noise=0.5, weight=(4.0, 3.0), curve=lambda x: 0 * x, seed=seed)
        recording = mb.read_dynamometer(io.StringIO(laboratory.humac(test)))
        left = recording.without_gravity((0.0, 8.0))
        told = next(one for one in left.seen if "standard error" in one)
        said = float(re.search(r"standard error is ([\d.]+) N m", told)[1])
        far = np.abs(recording.angle - 40.0) < 0.01
        basis = np.stack([np.sin(np.radians(recording.angle)), np.cos(np.radians(recording.angle))], axis=1)
        truth = recording.torque - basis @ [4.0, 3.0]
        found.append((float(np.mean(left.torque[far] - truth[far])), said))
    errors, said = np.array(found).T
    assert 0.6 < errors.std() / said.mean() < 1.6
