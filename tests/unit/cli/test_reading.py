"""``musclebalance read``: what is in a laboratory's file, said or refused, and written as a table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from musclebalance.cli import main
from tests import laboratory

TEST = laboratory.passive_test()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A laboratory's files."""
    monkeypatch.chdir(tmp_path)
    angles = {"knee_angle_r": TEST.angle, "pelvis_ty": TEST.angle / 100}
    rate = 2000.0
    emg = laboratory.passive_test(rate=rate)
    noise = np.random.default_rng(0).standard_normal(len(emg.time))
    for name, text in {
        "biodex.txt": laboratory.biodex(TEST),
        "humac.csv": laboratory.humac(TEST),
        "walk.mot": laboratory.storage(TEST.time, angles),
        "emg.csv": laboratory.nexus(emg, "Nm", {"EMG a": noise}),
        "visits.csv": "side,rom agonist pre [deg],rom agonist post [deg],pain pre,pain post\nleft,11,,3,2\n",
    }.items():
        (tmp_path / name).write_text(text, newline="")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["read", *arguments]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_it_says_what_it_saw(capsys):
    told = said(capsys, "humac.csv")
    assert told.startswith("read as dynamometer\nhumac.csv: 1900 samples in 18.99 s from 0 s, 100 Hz")
    told = said(capsys, "biodex.txt", "--columns", "angle=POS (ANAT)")
    assert "left out, as nothing here needs it: 'POSITION'" in told
    told = said(capsys, "walk.mot")
    assert "read as motion" in told
    assert "not turned: pelvis_ty [m]" in told
    told = said(capsys, "emg.csv", "--as", "emg")
    assert "EMG a [V]" in told
    told = said(capsys, "visits.csv", "--pair", "hip-flexors-gluteus-maximus", "--days", "pre=0;post=28")
    assert "left: 3 measurements over 28 days" in told
    assert "line 2: no value" in told


def test_a_motion_file_that_is_silent_is_answered_for(folder, capsys):
    (folder / "silent.mot").write_text((folder / "walk.mot").read_text().replace("inDegrees=yes", "by hand"))
    assert "rotations in degrees" in said(capsys, "silent.mot", "--degrees", "yes")


def test_it_writes_what_it_read(folder, capsys):
    said(capsys, "humac.csv", "--csv", "out.csv")
    table = pd.read_csv(folder / "out.csv")
    assert table.columns.tolist() == ["time [s]", "angle [deg]", "torque [N m]", "velocity [deg/s]"]
    np.testing.assert_allclose(table["angle [deg]"], TEST.angle, atol=1e-3)
    pair = ["--pair", "hip-flexors-gluteus-maximus", "--days", "pre=0;post=28"]
    said(capsys, "visits.csv", *pair, "--csv", "visits_out.csv")
    table = pd.read_csv(folder / "visits_out.csv")
    assert table[["person", "day", "measurement"]].iloc[0].tolist() == ["left", 0, "rom_agonist"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["biodex.txt"], "2 columns may be the angle"),
        (["biodex.txt", "--columns", "angle"], "'angle' is no setting; write for example"),
        (["walk.mot", "--rate", "100"], "--rate says nothing of motion; leave it out"),
        (["humac.csv", "--as", "dyno"], "No kind of file 'dyno'. Known: 'dynamometer'"),
        (["visits.csv", "--as", "visits"], "visits are of a muscle pair; say --pair"),
        (["nowhere.csv"], "nowhere.csv: no such file"),
        (["humac.csv", "--csv", "humac.csv"], "is the file that is read; give --csv another name"),
        (["humac.csv", "--rate", "0"], "rate 0 is outside"),
        (["visits.csv"], "It was read as dynamometer; say --as emg or motion or visits else"),
        (["walk.mot", "--degrees", "no"], "says inDegrees=yes"),
        (["walk.mot", "--degrees", "perhaps"], "No answer 'perhaps'"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read_is_said_in_a_line(arguments, message, capsys):
    assert main(["read", *arguments]) == 1
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
