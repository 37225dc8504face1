"""COMBINE archives: what is in them, that equal contents are equal bytes, and what is refused."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

import musclebalance as mb

WEEK = mb.Scenario("hip-flexors-gluteus-maximus", mb.Lifestyle.healthy(), weeks=1, title="a < b")


@pytest.fixture(scope="module")
def result(hip) -> mb.Result:
    return mb.simulate(mb.healthy(hip), None, mb.Lifestyle.healthy(), weeks=1)


def archive(folder: Path, result: mb.Result, name: str = "a.omex") -> Path:
    (folder / "visits.csv").write_text("day,measurement,value\n0,pain,1\n")
    model = mb.to_sbml(result, mb.Segment(9.0), folder / "rest.xml")
    return mb.to_omex(
        folder / name, scenario=WEEK, data=[folder / "visits.csv", model], result=result,
        description="one week & <more>", creators=["Ada King Lovelace", "Plato"], created="2026-11-28",
    )  # fmt: skip


def test_everything_is_in_it_and_reads_back(tmp_path: Path, result: mb.Result) -> None:
    path = archive(tmp_path, result)
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        contents = {name: file.read(name) for name in file.namelist()}
    names = [
        "manifest.xml",
        "metadata.rdf",
        "scenario.toml",
        "visits.csv",
        "rest.xml",
        "result.csv",
        "result.npz",
    ]
    assert list(contents) == names
    assert mb.Scenario.parse(contents["scenario.toml"].decode()) == WEEK
    assert contents["visits.csv"] == (tmp_path / "visits.csv").read_bytes()
    (tmp_path / "r.npz").write_bytes(contents["result.npz"])
    assert mb.load(tmp_path / "r.npz").states.tolist() == result.states.tolist()
    assert contents["result.csv"].startswith(b"day,imbalance [-],")
    assert b"\r" not in contents["result.csv"]


def test_the_manifest_names_every_file_and_its_format(tmp_path: Path, result: mb.Result) -> None:
    with zipfile.ZipFile(archive(tmp_path, result)) as file:
        manifest = ET.fromstring(file.read("manifest.xml"))
        listed = {one.get("location"): one for one in manifest}
        assert {f"./{name}" for name in file.namelist()} | {"."} == set(listed)
    assert listed["./rest.xml"].get("format").endswith("sbml.level-3.version-2")
    assert listed["./visits.csv"].get("format").endswith("text/csv")
    assert [one for one, entry in listed.items() if entry.get("master") == "true"] == ["./scenario.toml"]


def test_equal_contents_are_equal_bytes(tmp_path: Path, result: mb.Result) -> None:
    first = archive(tmp_path, result).read_bytes()
    time.sleep(2.1)  # a zip file knows times to two seconds
    assert archive(tmp_path, result, "b.omex").read_bytes() == first


def test_a_scenario_file_takes_its_own_pair_with_it(tmp_path: Path) -> None:
    (tmp_path / "finger.toml").write_text(mb.pairs.template(), "utf-8")
    (tmp_path / "mine.toml").write_text(WEEK.to_toml().replace(WEEK.pair, "finger.toml"), "utf-8")
    path = mb.to_omex(tmp_path / "a.omex", scenario=tmp_path / "mine.toml")
    with zipfile.ZipFile(path) as file:
        file.extractall(tmp_path / "out")
    again = mb.Scenario.load(tmp_path / "out" / "scenario.toml")
    assert mb.pair(again.pair).name == mb.pair(str(tmp_path / "finger.toml")).name


def test_a_fit_goes_in_as_a_file_that_can_be_loaded(tmp_path: Path, hip) -> None:
    import pandas as pd

    seen = pd.DataFrame({"day": [0], "measurement": "pain", "value": [1.0]})
    life = mb.Lifestyle.healthy()
    fit = mb.fit(seen, hip, None, lifestyle=life, free=["pain_half"], sampler="none", starts=1)
    with zipfile.ZipFile(mb.to_omex(tmp_path / "a.omex", fit=fit)) as file:
        file.extract("fit.npz", tmp_path)
    assert mb.load(tmp_path / "fit.npz").parameters == fit.parameters


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "nothing to put in"),
        ({"scenario": WEEK, "path": "a.zip"}, r"ends in '\.omex'"),
        ({"data": ["nowhere.csv"]}, "nowhere.csv: cannot be read"),
        ({"scenario": "nowhere.toml"}, "nowhere.toml"),
        ({"scenario": WEEK, "created": "28.11.2026"}, "created '28.11.2026' is no date"),
        ({"data": ["a/x.csv", "b/x.csv"]}, "two files of the archive are called 'x.csv'"),
        ({"data": ["a/manifest.xml"]}, "called 'manifest.xml'"),
        ({"scenario": WEEK, "description": "a\x00b"}, "cannot be shown"),
    ],
)
def test_what_cannot_be_packed_is_refused(tmp_path: Path, monkeypatch, asked, message: str) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a/x.csv", "b/x.csv", "a/manifest.xml"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("x")
    with pytest.raises(mb.MusclebalanceError, match=message):
        mb.to_omex(**({"path": "a.omex"} | asked))
    assert not list(tmp_path.glob("*.omex"))
