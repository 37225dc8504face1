"""The command line: what it prints, what it writes, exit codes, errors without a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from musclebalance import cli
from musclebalance.cli import commands
from musclebalance.engine import executor
from musclebalance.result import load
from musclebalance.simulation import Scenario, many


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new scenario file, shortened, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "mine.toml"]) == 0
    path = tmp_path / "mine.toml"
    text = (
        path.read_text().replace("develop_days = 180", "develop_days = 60").replace("weeks = 16", "weeks = 5")
    )
    path.write_text(text)
    capsys.readouterr()
    return path


def test_a_new_scenario_runs_as_it_stands(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", str(scenario)]) == 0
    out, err = capsys.readouterr()
    assert "imbalance" in out
    assert "60 days of office 8 h" in err


def test_simulate_keeps_what_is_asked_for(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["--csv", "c.csv", "--save", "r.npz", "--figure", "f.png", "--json"]
    assert cli.main(["simulate", str(scenario), *files]) == 0
    found = json.loads(capsys.readouterr().out)
    frame = pd.read_csv("c.csv", index_col="day")
    assert len(frame) == 36
    assert frame["pain [0-10]"].iloc[-1] == pytest.approx(found["readings"]["pain"]["after"], rel=1e-4)
    assert load("r.npz").at("pain", 35) == pytest.approx(found["readings"]["pain"]["after"])
    assert Path("f.png").stat().st_size > 10_000


def test_an_existing_file_is_not_overwritten(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", str(scenario)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert cli.main(["new", str(scenario), "--force"]) == 0


def test_a_pair_of_ones_own_starts_from_a_file_and_a_scenario_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pairs").mkdir()
    assert cli.main(["new", "--pair-file", "pairs/finger.toml"]) == 0
    assert cli.main(["catalogue", "pairs/finger.toml"]) == 0
    assert "finger flexors" in capsys.readouterr().out
    assert cli.main(["new", "--pair-file", "pairs/finger.toml"]) == 1
    assert "exists already" in capsys.readouterr().err
    assert cli.main(["new", "first.toml", "--pair-file", "pairs/finger.toml", "--force"]) == 0
    assert cli.main(["new", "pairs/second.toml", "--pair", "pairs/finger.toml"]) == 0
    assert 'pair = "pairs/finger.toml"' in Path("first.toml").read_text()
    assert 'pair = "finger.toml"' in Path("pairs/second.toml").read_text()
    monkeypatch.chdir("pairs")
    short = Path("second.toml").read_text().replace("develop_days = 180", "develop_days = 3")
    Path("second.toml").write_text(short.replace("weeks = 16", "weeks = 1"))
    monkeypatch.chdir("..")
    assert cli.main(["simulate", "pairs/second.toml"]) == 0
    assert "finger flexors" in capsys.readouterr().out


def test_a_typo_names_file_line_and_nearest_key(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario.write_text(scenario.read_text().replace("per_week = 3", "per_wek = 3"))
    assert cli.main(["simulate", str(scenario)]) == 1
    error = capsys.readouterr().err
    assert "mine.toml, line " in error
    assert "Did you mean 'per_week'?" in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["simulate", "none.toml"], "none.toml"),
        (["simulate", "mine.toml", "--model", "sensry"], "Did you mean 'sensory'?"),
        (["simulate", "mine.toml", "--csv", "no/such/folder.csv"], "folder does not exist"),
        (["simulate", "mine.toml", "--csv", "folder.csv"], "is a folder"),
        (["simulate", "mine.toml", "--figure", "f.xyz"], "end the name in .png or .svg or .pdf"),
        (["simulate", "mine.toml", "--save", "r.mat"], "end the name in .npz or .nc"),
        (["compare", "mine.toml", "--csv", "no/such/folder.csv"], "folder does not exist"),
        (["trial", "mine.toml", "--people", "3"], "people in all arms 3 is outside 4 to"),
        (["catalogue", "hamstrng"], "Did you mean 'hamstrings-quadriceps'?"),
        (["new", "mine.yaml"], "end the name in .toml"),
        (["new"], "needs the name of a scenario file, or --pair-file FILE"),
        (["new", "--pair-file", "mine.txt"], "end the name in .toml"),
        (["new", "other.toml", "--pair", "hamstring-quadriceps"], "Did you mean 'hamstrings-quadriceps'?"),
        (["catalogue", "hamstring-quadriceps"], "Did you mean 'hamstrings-quadriceps'?"),
        (["demo", "--tol", "5", "--json"], "tol 5 is outside"),
    ],
)
def test_errors_are_one_line_and_exit_with_1(
    scenario: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    Path("folder.csv").mkdir()
    assert cli.main(arguments) == 1
    out, error = capsys.readouterr()
    assert message in error
    assert "Traceback" not in error
    assert "imbalance" not in out  # refused before anything is simulated
    assert not Path("other.toml").exists()


BAD_NAMES = ("", " ", "a\0b{}", "a\nb{}", "no/such{}", "a" * 300 + "{}", "/proc/x{}")
BAD_FOLDERS = ("", "a\0b", "mine.toml", "mine.toml/x", "/proc/x", "a" * 300)
BAD_FILES = ("", "a\0.toml", "a\nb.toml", "\udcff.toml", ".", "none.toml", "/dev/null", "/proc/self/mem")
BAD_NUMBERS = ("", "x", "nan", "inf", "-1", "1e400", "9" * 5000)
MINE = {command: [command, "mine.toml"] for command in ("simulate", "compare", "trial")}
WRITTEN = [
    *((asked, "--csv", ".csv") for asked in (*MINE.values(), ["scoreboard"])),
    (["scoreboard"], "--template", ".csv"),
    (MINE["simulate"], "--save", ".npz"),
    (MINE["simulate"], "--figure", ".png"),
    (["app"], "--export", ".html"),
]
NUMBERS = [
    *((asked, "--tol") for asked in (*MINE.values(), ["fit", "mine.toml", "v.csv"], ["demo"])),
    *((asked, "--seed") for asked in (*MINE.values(), ["fit", "mine.toml", "v.csv"], ["demo"])),
    *((MINE["trial"], name) for name in ("--people", "--week", "--dropout")),
    (["app"], "--port"),
]


@pytest.mark.parametrize(
    "arguments",
    [
        *([*asked, name, bad.format(end)] for asked, name, end in WRITTEN for bad in BAD_NAMES),
        *(["new", bad.format(".toml")] for bad in BAD_NAMES),
        *([*MINE["trial"], "--checkpoint", bad] for bad in BAD_FOLDERS),
        *(["demo", "--out", bad] for bad in BAD_FOLDERS),
        *([*asked, name, bad] for asked, name in NUMBERS for bad in BAD_NUMBERS),
        *([*asked, "--model", bad] for asked in (MINE["simulate"], MINE["trial"]) for bad in ("", "x", "\0")),
        *([*MINE["compare"], "--models", bad] for bad in (",", "", "sensory,,neural", "sensry")),
        *([*MINE["trial"], "--outcome", bad] for bad in ("rom_agnist", "", "__class__")),
        *([name, bad] for name in MINE for bad in BAD_FILES),
        *(["fit", "mine.toml", bad, "--quick"] for bad in BAD_FILES),
        *(["scoreboard", bad] for bad in BAD_FILES),
        *(["catalogue", bad] for bad in BAD_FILES),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_at_once_in_one_line(
    scenario: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    scenario.write_text(scenario.read_text().replace("weeks = 5", "weeks = 16"))
    before = sorted(Path().iterdir())
    assert cli.main(arguments) == 1
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith("musclebalance: ")
    assert error.count("\n") == 1
    assert len(error) < 450
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "module", "extra"),
    [
        ([*MINE["trial"], "--power"], "statsmodels", "trial"),
        (["fit", "mine.toml", "v.csv"], "emcee", "bayes"),
        ([*MINE["simulate"], "--save", "r.nc"], "xarray", "io"),
        ([*MINE["simulate"], "--save", "r.nc"], "h5netcdf", "io"),
    ],
)
def test_a_missing_extra_is_said_before_anything_runs(
    scenario: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], module: str, extra: str,
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, module, None)
    assert cli.main(arguments) == 1
    out, error = capsys.readouterr()
    assert f"needs {module}: pip install 'musclebalance[{extra}]'" in error
    assert "..." not in error
    assert out == ""


def test_a_trial_without_statsmodels_prints_means(
    scenario: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    assert cli.main([*MINE["trial"], "--people", "4", "--csv", "t.csv", "--tol", "0.01"]) == 0
    out = capsys.readouterr().out
    assert "pip install 'musclebalance[trial]'" in out
    assert "mean (SD)" in out
    assert Path("t.csv").exists()


EVENT = '\n[[events]]\nday = 8\nclock = "18:00"\nchanges = [["capacity_agonist", "add", -0.5]]\n'
HEALTHY = '[lifestyle_before]\nkind = "healthy"\n'
#: Every key of a scenario that decides what is found, and how it is changed.
KEYS = {
    "develop_days": ("develop_days = 60", "develop_days = 30"),
    "no develop_days": ("develop_days = 60", "develop_days = 0"),
    "weeks": ("weeks = 5", "weeks = 7"),
    "seed": ("seed = 0", "seed = 3"),
    "first_weekday": ('"Mon"', '"Sat"'),
    "model": ('"combined"', '"mechanical"'),
    "parameters": ("[lifestyle]", "[parameters]\nlength_time = 6\n\n[lifestyle]"),
    "lifestyle": ('kind = "reduced"', 'kind = "healthy"'),
    "lifestyle_before": ("hours = 8", "hours = 4"),
    "events": ('where = "clinic"\n', 'where = "clinic"\n' + EVENT),
    "plan": ("per_week = 3", "per_week = 2"),
}


def test_the_comments_of_a_new_scenario_are_right(scenario: Path) -> None:
    text = scenario.read_text()
    keys = "[parameters]", "length_time", "agonist.max", "[[events]]", "day =", "clock", "label", "changes"
    for key in keys:
        assert text.count(f"# {key}") == 1
        text = text.replace(f"# {key}", key)
    scenario.write_text(text)
    found = Scenario.load(scenario)
    assert found.parameters == {"length_time": 4.0, "agonist.max_isometric_force": 2600.0}
    assert found.events[0].day == 30


def test_long_lines_go_on_below_in_a_narrow_terminal() -> None:
    text = "short\n  a long line of words " + "and numbers 1.25 " * 9
    lines = commands.narrowed(text, 80).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "short"
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())
    assert all(line.startswith("      ") for line in lines[2:])


def test_a_terminal_that_cannot_write_a_letter_stops_no_command(scenario: Path) -> None:
    scenario.write_text(
        scenario.read_text().replace("[sessions.pir]", '[sessions.pir]\nname = "žlutý ≥ 3"'), "utf-8"
    )
    asked = [sys.executable, "-m", "musclebalance", *MINE["simulate"], "--csv", "c.csv", "--tol", "0.01"]
    places = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(asked, capture_output=True, env=places, check=False)
    assert done.returncode == 0, done.stderr
    assert b"?lut?" in done.stdout
    assert b"\x1b" not in done.stdout  # no colours in a pipe
    assert Path("c.csv").exists()


def _found(arguments: list[str]) -> str:
    assert cli.main([*arguments, "--csv", "found.csv", "--tol", "0.01"]) == 0
    return Path("found.csv").read_text()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("command", ["simulate", "trial", "compare"])
def test_every_key_of_a_scenario_decides_what_a_command_finds(
    scenario: Path, capsys: pytest.CaptureFixture[str], command: str, key: str
) -> None:
    if (command, key) == ("compare", "weeks"):
        pytest.skip("a comparison reads at the programme's end and four weeks later, and refuses less")
    arguments, text = [command, str(scenario)], scenario.read_text()
    arguments += {"trial": ["--people", "4"], "compare": ["--models", "combined"]}.get(command, [])
    if command == "compare":
        text = text.replace("weeks = 5", "weeks = 7").replace("weeks = 8", "weeks = 2")
        text = text.replace("weeks = 4", "weeks = 1")
        arguments = arguments[:2] if key == "model" else arguments
    scenario.write_text(text)
    first = _found(arguments)
    old, new = KEYS[key]
    assert text.count(old) >= 1
    scenario.write_text(text.replace(old, new, 1))
    second = _found(arguments)
    assert first != second


def test_an_unknown_pair_names_its_line(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario.write_text(scenario.read_text().replace("hip-flexors", "hip-flexers"))
    assert cli.main(["simulate", str(scenario)]) == 1
    error = capsys.readouterr().err
    assert "mine.toml, line 5: pair: " in error
    assert "Did you mean 'hip-flexors-gluteus-maximus'?" in error


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("musclebalance ")


def test_compare_prints_the_table(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario.write_text(scenario.read_text().replace("weeks = 5", "weeks = 16"))
    assert cli.main(["compare", str(scenario), "--models", "sensory, neural", "--csv", "t.csv"]) == 0
    assert "sensory" in capsys.readouterr().out
    assert Path("t.csv").exists()


def test_a_comparison_needs_a_plan(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = scenario.read_text()
    scenario.write_text(text[: text.index("[sessions")])
    assert cli.main(["compare", str(scenario)]) == 1
    assert "has no plan" in capsys.readouterr().err


def test_a_trial_randomises_measures_and_analyses(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["trial", str(scenario), "--people", "8", "--week", "3", "--outcome", "pain", "--csv", "t.csv"]
    assert cli.main(asked) == 0
    assert "Trial in 8 virtual people" in capsys.readouterr().out
    frame = pd.read_csv("t.csv")
    assert sorted(frame["week"].unique()) == [0.0, 3.0, 5.0]
    assert frame.groupby("arm")["person"].nunique().to_dict() == {"no treatment": 4, "programme": 4}


def test_a_trial_too_small_for_its_power_is_kept_all_the_same(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*MINE["trial"], "--people", "4", "--power", "--csv", "t.csv", "--tol", "0.01"]) == 1
    out, error = capsys.readouterr()
    assert "Trial in 4 virtual people" in out
    assert "people per arm 2 is outside 3 to" in error.splitlines()[-1]
    assert len(pd.read_csv("t.csv")) == 12


def test_an_interrupted_trial_prints_its_part_and_goes_on_from_what_was_kept(
    scenario: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        "trial",
        str(scenario),
        *["--people", "16", "--tol", "0.01", "--checkpoint", "kept", "--csv", "t.csv"],
    ]
    run, ran = many._run, []

    def interrupting(block: Any) -> Any:
        found = run(block)
        if any(block.plans):  # the trial, not the development before it
            ran.append(len(block))
            if len(ran) == 1:
                os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)  # the main thread has time to hear of it before the next block begins
        return found

    with monkeypatch.context() as patched:
        patched.setattr(many, "_run", interrupting)
        patched.setattr(executor, "workers", lambda: 1)
        patched.setattr(many, "block_size", lambda people, executor: 4)
        assert cli.main(asked) == 130
        out, err = capsys.readouterr()
        assert "what is printed and written now is partial" in err
        assert "interrupted" in err
        assert out.startswith("PARTIAL: ")
        assert "stopped by the user" in out
        part = pd.read_csv("t.csv")
        assert 0 < part["person"].nunique() < 16
        before = len(ran)
        assert cli.main(asked) == 0
        assert len(ran) == 4  # blocks that were kept are not run again
        assert before < 4
    whole = pd.read_csv("t.csv")
    assert whole["person"].nunique() == 16
    both = part.merge(whole, on=["person", "week"], suffixes=("", " then"))
    assert len(both) == len(part)
    for column in both.columns:
        if column + " then" in both:
            pd.testing.assert_series_equal(both[column], both[column + " then"], check_names=False)


@pytest.mark.usefixtures("ctrl_c_while_integrating")
def test_an_interrupted_simulation_prints_and_saves_the_days_it_reached(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario.write_text(scenario.read_text().replace("develop_days = 60", "develop_days = 2000"))
    assert cli.main(["simulate", str(scenario), "--save", "r.npz"]) == 130
    out, err = capsys.readouterr()
    assert out.startswith("PARTIAL RESULT, stopped after ")
    assert "is partial" in err
    assert load("r.npz").stopped is not None


def test_catalogue_shows_all_pairs_or_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["catalogue"]) == 0
    table, _, cautions = capsys.readouterr().out.partition("\n\n")
    assert "hamstrings-quadriceps" in table
    assert "hamstrings-quadriceps" in cautions
    assert max(map(len, table.splitlines())) <= 79
    assert cli.main(["catalogue", "hamstrings-quadriceps"]) == 0
    assert "caution:" in capsys.readouterr().out


def test_demo_json_is_the_summary(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["demo", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [a["cause"] for a in found["arms"]].count("cause removed") == 3
    assert found["arms"][1]["due_to_treatment"]["pain"]["after"] > 0.5
    assert not list(tmp_path.iterdir())


def test_help_shows_examples_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "musclebalance simulate mine.toml" in out
    assert "exit codes" in out


def test_ctrl_c_while_the_library_is_loaded_is_quiet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting:
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "musclebalance.cli.demo":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "musclebalance.cli.demo")
    monkeypatch.delattr(cli, "demo")
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    assert cli.main(["catalogue"]) == 130
    assert capsys.readouterr() == ("", "musclebalance: interrupted\n")


def test_a_wrong_command_line_exits_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["simulat"])
    assert caught.value.code == 2


def test_app_serves_or_exports(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from musclebalance import app

    served: list[tuple[int, bool]] = []
    monkeypatch.setattr(app, "serve", lambda port, open_browser: served.append((port, open_browser)))
    monkeypatch.setattr(app, "export", lambda path, progress: Path(path))
    assert cli.main(["app", "--port", "8123", "--no-browser"]) == 0
    assert served == [(8123, False)]
    assert cli.main(["app", "--export", str(tmp_path / "page.html")]) == 0
    assert "page.html" in capsys.readouterr().out


@pytest.mark.slow
def test_a_person_s_visits_are_fitted(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ["day,measurement,muscle,value,unit", "0,rom,hip flexors,9,deg", "28,rom,hip flexors,15,deg"]
    Path("visits.csv").write_text("\n".join(rows) + "\n")
    assert cli.main(["fit", str(scenario), "visits.csv", "--quick"]) == 0
    assert "Fit of 2 measurements" in capsys.readouterr().out


def test_a_wrong_visit_names_its_line(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("visits.csv").write_text("day,measurement,muscle,value,unit\n0,rom,hip flexrs,9,deg\n")
    assert cli.main(["fit", str(scenario), "visits.csv", "--quick"]) == 1
    assert "visits.csv, line 2" in capsys.readouterr().err


def test_what_a_trial_prints_fits_a_terminal(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario.write_text(scenario.read_text().replace("weeks = 5", "weeks = 16"))
    assert cli.main([*MINE["trial"], "--people", "4", "--tol", "0.01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    table = lines[lines.index(next(line for line in lines if "mean (SD)" in line)) :]
    assert [line.split()[:2] for line in table[2:7]] == [["week", str(week)] for week in (0, 4, 8, 12, 16)]
    assert max(map(len, table[:-1])) <= 79
