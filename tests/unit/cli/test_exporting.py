"""`musclebalance export`: every kind of file, from a scenario and from what was saved; refusals."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

import musclebalance as mb
from musclebalance import cli
from tests.unit.exchange.bodies import MJCF, osim


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, hip: mb.Pair) -> Path:
    """A folder with a scenario, a saved result and fit, visits and two bodies."""
    folder = tmp_path_factory.mktemp("saved")
    week = mb.Scenario(hip.name, mb.Lifestyle.office(hours=8), weeks=1, develop_days=20)
    week.save(folder / "mine.toml")
    mb.save(mb.simulate_scenario(week), folder / "result.npz")
    seen = pd.DataFrame({"day": [0], "measurement": "pain", "value": [1.0]})
    seen.to_csv(folder / "visits.csv", index=False)
    life = mb.Lifestyle.healthy()
    fit = mb.fit(seen, hip, None, lifestyle=life, free=["pain_half"], sampler="none", starts=1)
    mb.save(fit, folder / "fit.npz")
    (folder / "body.osim").write_text(osim(), "utf-8")
    (folder / "body.xml").write_text(MJCF, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def here(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(saved)


@pytest.mark.parametrize("kind", ["osim", "xml"])
@pytest.mark.parametrize("source", ["mine.toml", "result.npz"])
def test_muscles_go_into_a_body(capsys: pytest.CaptureFixture[str], kind: str, source: str) -> None:
    names = ["--agonist", "flexor", "--antagonist", "extensor"]
    command = ["export", source, f"out.{kind}", "--body", f"body.{kind}", *names, "--day", "3"]
    assert cli.main(command) == 0
    out = capsys.readouterr().out
    assert "flexor (agonist): " in out
    assert "extensor (antagonist): " in out
    write = mb.to_opensim if kind == "osim" else mb.to_mujoco
    result = mb.load("result.npz")
    chosen = {"agonist": "flexor", "antagonist": "extensor"}
    write(result, model=f"body.{kind}", names=chosen, path=f"own.{kind}", day=3)
    assert Path(f"out.{kind}").read_bytes() == Path(f"own.{kind}").read_bytes()


def test_equations_of_a_phrase(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "result.npz", "a.sbml", "--segment", "contract at 20 %MVC for 7 s"]) == 0
    assert "written: a.sbml" in capsys.readouterr().out
    text = Path("a.sbml").read_text("utf-8")
    assert "effort_agonist 0.2" in text
    assert "phase_hold 1" in text
    assert cli.main(["export", "result.npz", "rest.sbml"]) == 0
    assert "mode_free 1, phase_rest 1" in Path("rest.sbml").read_text("utf-8")


def test_tables_of_a_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "fit.npz", "problem.yaml"]) == 0
    assert "problem.yaml" in capsys.readouterr().out
    assert pd.read_csv("parameters.tsv", sep="\t")["parameterId"].tolist() == ["pain_half"]


@pytest.mark.parametrize(
    ("source", "held"),
    [
        ("mine.toml", {"scenario.toml", "visits.csv", "result.csv", "result.npz"}),
        ("result.npz", {"visits.csv", "result.csv", "result.npz"}),
        ("fit.npz", {"visits.csv", "fit.npz"}),
    ],
)
def test_an_archive(source: str, held: set[str]) -> None:
    assert cli.main(["export", source, "a.omex", "--data", "visits.csv"]) == 0
    with zipfile.ZipFile("a.omex") as file:
        assert set(file.namelist()) == held | {"manifest.xml", "metadata.rdf"}


BODY = ["--body", "body.osim"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mine.toml", "a.txt"], "end the name in .osim or .xml or .sbml or .yaml or .omex"),
        (["mine.toml", "a.osim"], "needs --body FILE, and its muscles"),
        (["mine.toml", "a.osim", *BODY], "needs --body FILE, and its muscles"),
        (["mine.toml", "a.osim", *BODY, "--agonist", "flexr"], "Did you mean 'flexor'?"),
        (["mine.toml", "a.osim", "--body", "body.xml", "--agonist", "flexor"], "no OpenSim model"),
        (["mine.toml", "a.omex", *BODY], "--body does not go with a file ending in .omex"),
        (["mine.toml", "a.sbml", "--data", "visits.csv"], "--data does not go with a file ending in .sbml"),
        (["mine.toml", "problem.yaml"], "is no fit; save one with mb.save"),
        (["fit.npz", "fit.yaml"], "PEtab's file is called problem.yaml"),
        (["fit.npz", "a.sbml"], "holds a Fit, not a result or a person"),
        (["result.npz", "a.sbml", "--segment", "strech for 20 s"], "stretch"),
        (
            ["result.npz", "a.sbml", "--segment", "stretch for 20 s", "--day", "40000"],
            "day 40000 d is outside",
        ),
        (["result.npz", "a.sbml", "--day", "40"], "day 40 d is outside"),
        (["nowhere.npz", "a.sbml"], "nowhere.npz: no such file"),
        (["mine.toml", "a.omex", "--data", "nowhere.csv"], "nowhere.csv: cannot be read"),
    ],
)
def test_errors_are_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert cli.main(["export", *arguments]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error
    assert not Path(arguments[1]).exists() or Path(arguments[1]).name in ("a.sbml", "a.omex", "problem.yaml")
