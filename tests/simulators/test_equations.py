"""SBML, PEtab and archives in the programs of others: libSBML, RoadRunner, petab's linter, libCombine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.engine import PackedTimeline, integrate
from musclebalance.model.exposure import input_values

pytestmark = pytest.mark.simulators

#: petab reads tables in ways that pandas will drop.
READS = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SEGMENTS = {
    "stretch": mb.Segment(60.0, "stretch", "stretch", barrier=0.9, muscle="agonist"),
    "hold": mb.Segment(60.0, "hold", "hold", effort_agonist=0.3),
    "free": mb.Segment(3600.0, stress=0.5),
}
HELD = mb.Segment(90.0, "posture", "rest", angle=-10.0, label="held")


@pytest.fixture(scope="module")
def roadrunner():
    import roadrunner

    config = roadrunner.Config  # its other compiler takes a minute for a model of this size
    config.setValue(config.LLVM_BACKEND, config.LLJIT)
    return roadrunner


def errors(path: Path) -> list[str]:
    """What libSBML finds wrong."""
    import libsbml

    document = libsbml.readSBML(str(path))
    document.checkConsistency()
    found = (document.getError(k) for k in range(document.getNumErrors()))
    return [one.getMessage() for one in found if one.getSeverity() >= libsbml.LIBSBML_SEV_ERROR]


@pytest.mark.parametrize("name", SEGMENTS)
def test_roadrunner_finds_the_course_of_the_engine(roadrunner, tmp_path: Path, developed, name: str) -> None:
    segment = SEGMENTS[name]
    path = mb.to_sbml(developed, segment, tmp_path / "segment.xml")
    assert errors(path) == []
    program = developed.body.program
    runner = roadrunner.RoadRunner(str(path))
    runner.integrator.relative_tolerance, runner.integrator.absolute_tolerance = 1e-10, 1e-13
    shown = ["passive_torque_agonist", "activation_agonist", "stiffness"]
    runner.timeCourseSelections = ["time", *program.state_names, *shown]
    found = np.asarray(runner.simulate(0, segment.duration, 7))
    inputs = np.array([input_values(segment, program.input_names)])
    states = len(program.state_names)
    for row in found[1:]:
        timeline = PackedTimeline([row[0]], [0], inputs)
        ours = integrate(program, developed.body.vector, developed.state, timeline, tol=1e-10)
        apart = np.abs(row[1 : states + 1] - ours.final) / (np.abs(ours.final) + program.scale)
        assert apart.max() < 1e-6
        read = program.evaluate(shown, ours.final, developed.body.vector, inputs[0])
        assert row[states + 1 :] == pytest.approx([float(read[one]) for one in shown], rel=1e-6)


def test_roadrunner_shows_what_the_laboratory_shows(roadrunner, tmp_path: Path, developed) -> None:
    runner = roadrunner.RoadRunner(str(mb.to_sbml(developed, HELD, tmp_path / "held.xml")))
    runner.integrator.relative_tolerance, runner.integrator.absolute_tolerance = 1e-9, 1e-12
    runner.timeCourseSelections = ["time", "passive_torque_agonist"]
    found = np.asarray(runner.simulate(0, 90, 10))
    seen = mb.lab(developed, HELD, at=found[:, 0], tol=1e-8)
    np.testing.assert_allclose(found[1:, 1], seen.values("passive_torque_agonist")[1:], rtol=1e-5)


@pytest.mark.parametrize("pair", ["neck-flexors-extensors", "hamstrings-quadriceps"])
@pytest.mark.parametrize("model", ["combined", "mechanical", "core"])
def test_libsbml_finds_no_error(tmp_path: Path, pair: str, model: str) -> None:
    person = mb.healthy(mb.pair(pair), model=model)
    assert errors(mb.to_sbml(person, SEGMENTS["stretch"], tmp_path / "a.xml")) == []


@READS
def test_the_tables_of_a_fit_pass_the_linter(tmp_path: Path, hip, desk) -> None:
    import petab.v1 as petab

    seen = pd.DataFrame(
        {
            "day": [0, 7, 14, 14],
            "measurement": ["rom_agonist"] * 3 + ["pain"],
            "value": [9.0, 10.0, 11.0, 2.0],
        }
    )
    plan = mb.Plan(mb.PIR(effort=0.2), per_week=3, weeks=2)
    free = {"chronicity": None, "posture_gain": (0.1, 0.5), "length_time": None}
    fit = mb.fit(seen, hip, plan, lifestyle=desk, free=free, sampler="none", starts=1)
    problem = petab.Problem.from_yaml(str(mb.to_petab(fit, tmp_path)))
    assert not petab.lint_problem(problem)
    assert problem.x_ids == list(fit.problem.free)
    assert dict(zip(problem.x_ids, problem.x_nominal, strict=True)) == pytest.approx(fit.parameters)
    wrong = pd.read_csv(tmp_path / "measurements.tsv", sep="\t").replace("pain", "pian")
    wrong.to_csv(tmp_path / "measurements.tsv", sep="\t", index=False)
    assert petab.lint_problem(petab.Problem.from_yaml(str(tmp_path / "problem.yaml")))  # it does look


@READS
def test_a_problem_of_one_segment_passes_the_linter_and_is_simulated(roadrunner, tmp_path: Path, hip) -> None:
    import petab.v1 as petab

    person = mb.healthy(hip)
    recorded = mb.lab(person, HELD, at=[0, 5, 10, 30, 60, 90], tol=1e-9)
    rows = [
        (time, name, value, 0.2)
        for name in ("passive_torque_agonist", "angle")
        for time, value in zip(recorded.times, recorded.values(name), strict=True)
    ]
    table = pd.DataFrame(rows, columns=["time [s]", "variable", "value", "sd"])
    free = ["relaxation_fast_share", "relaxation_fast_time", "joint_stiffness", "agonist.passive_strain"]
    problem = petab.Problem.from_yaml(str(mb.to_petab_segment(person, HELD, table, tmp_path, free=free)))
    assert not petab.lint_problem(problem)
    runner = roadrunner.RoadRunner(str(tmp_path / "model.xml"))
    nominal = dict(zip(problem.x_ids, problem.x_nominal, strict=True))
    for column, value in problem.condition_df.iloc[0].items():
        if column != "conditionName":
            runner[column] = nominal[value]
    runner.integrator.relative_tolerance, runner.integrator.absolute_tolerance = 1e-9, 1e-12
    measured = problem.measurement_df
    for observable, formula in problem.observable_df["observableFormula"].items():
        own = measured[measured["observableId"] == observable]
        factor, _, name = formula.rpartition(" * ")
        runner.reset()
        runner.timeCourseSelections = ["time", name]
        found = np.asarray(runner.simulate(times=own["time"].tolist()))[:, 1] * float(factor or 1.0)
        np.testing.assert_allclose(found, own["measurement"], rtol=1e-5, atol=1e-5)


def test_libcombine_reads_an_archive(tmp_path: Path, developed) -> None:
    import libcombine

    model = mb.to_sbml(developed, HELD, tmp_path / "held.xml")
    week = mb.Scenario("hip-flexors-gluteus-maximus", mb.Lifestyle.healthy(), weeks=1, title="a < b")
    path = mb.to_omex(
        tmp_path / "a.omex", scenario=week, data=[model], description="held & <more>",
        creators=["Ada King Lovelace", "Plato"], created="2026-11-28",
    )  # fmt: skip
    archive = libcombine.CombineArchive()
    assert archive.initializeFromArchive(str(path))
    assert archive.getMasterFile().getLocation() == "./scenario.toml"
    assert archive.extractEntryToString("scenario.toml") == week.to_toml()
    formats = {archive.getEntry(k).getLocation(): archive.getEntry(k) for k in range(archive.getNumEntries())}
    assert formats["./held.xml"].isFormat("sbml")
    described = archive.getMetadataForLocation(".")
    assert described.getDescription() == "held & <more>"
    assert [described.getCreator(k).getFamilyName() for k in range(2)] == ["Lovelace", "Plato"]
    assert described.getCreated().getDateAsString() == "2026-11-28T00:00:00Z"
