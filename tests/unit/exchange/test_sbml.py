"""The equations of a segment as SBML: read and evaluated here by a reader of its own, against the engine."""

from __future__ import annotations

import math
import operator
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.engine import functions as f
from musclebalance.engine.graph import Graph
from musclebalance.engine.program import NUMPY
from musclebalance.exchange.mathml import DEFINED, definition, expression
from musclebalance.model.body import Body
from musclebalance.model.exposure import input_values

CORE, MATH = "{http://www.sbml.org/sbml/level3/version2/core}", "{http://www.w3.org/1998/Math/MathML}"
STRETCH = mb.Segment(20.0, "stretch", "stretch", barrier=0.9, muscle="agonist")
SEGMENTS = {
    "stretch": STRETCH,
    "hold": mb.Segment(7.0, "hold", "hold", effort_agonist=0.3),
    "free": mb.Segment(3600.0, stress=0.5),
    "sleep": mb.Segment(3600.0, "posture", "rest", angle=10.0, asleep=True),
}
DO = {
    "plus": operator.add, "minus": lambda a, b=None: -a if b is None else a - b, "times": operator.mul,
    "divide": operator.truediv, "exp": math.exp, "ln": math.log, "root": math.sqrt, "tanh": math.tanh,
    "cos": math.cos, "abs": abs, "lt": operator.lt, "leq": operator.le, "gt": operator.gt, "neq": operator.ne,
}  # fmt: skip


def evaluate(node: ET.Element, names: Mapping[str, float], functions: Mapping[str, ET.Element]):
    """The value of a MathML expression."""
    tag = node.tag.removeprefix(MATH)
    if tag in ("math", "otherwise"):
        return evaluate(node[0], names, functions)
    if tag == "cn":
        power = node.find(f"{MATH}sep")
        return float(node.text) if power is None else float(f"{node.text}e{power.tail}")
    if tag == "ci":
        return names[node.text.strip()]
    if tag == "piecewise":
        for piece in node:
            if piece.tag == f"{MATH}otherwise" or evaluate(piece[1], names, functions):
                return evaluate(piece[0], names, functions)
    assert tag == "apply", tag
    args = [evaluate(arg, names, functions) for arg in node[1:]]
    first = node[0].tag.removeprefix(MATH)
    if first == "ci":
        held = functions[node[0].text.strip()]
        return evaluate(
            held[-1], {bound[0].text: arg for bound, arg in zip(held, args, strict=False)}, functions
        )
    return reduce(DO[first], args) if first in ("plus", "times") else DO[first](*args)


def read(path: Path) -> tuple[dict[str, float], dict[str, float], ET.Element]:
    """Every value at the start, the rate of every state, and the model."""
    model = ET.parse(path).getroot()[0]
    functions = {one.get("id"): one[0][0] for one in model.iter(f"{CORE}functionDefinition")}
    names = {p.get("id"): float(p.get("value")) for p in model.iter(f"{CORE}parameter") if p.get("value")}
    computed = {one.get("symbol"): one[0] for one in model.iter(f"{CORE}initialAssignment")}
    computed |= {one.get("variable"): one[0] for one in model.iter(f"{CORE}assignmentRule")}
    assert not set(names) & set(computed)
    for name, math_ in computed.items():  # in the order of the file: arguments first
        names[name] = evaluate(math_, names, functions)
    rates = {one.get("variable"): one[0] for one in model.iter(f"{CORE}rateRule")}
    return names, {name: evaluate(math_, names, functions) for name, math_ in rates.items()}, model


@pytest.mark.parametrize("segment", SEGMENTS.values(), ids=SEGMENTS)
@pytest.mark.parametrize("who", ["developed", "cervical"])
def test_rates_and_quantities_are_the_engines(tmp_path: Path, developed, who: str, segment) -> None:
    person = developed if who == "developed" else mb.healthy(mb.pair("neck-flexors-extensors"))
    path = mb.to_sbml(person, segment, tmp_path / "segment.xml")
    names, rates, _ = read(path)
    program, vector = person.body.program, person.body.vector
    inputs = np.array(input_values(segment, program.input_names))
    expected = program.rhs(person.state, vector, inputs)
    assert tuple(rates) == program.state_names
    apart = np.abs(np.array(list(rates.values())) - expected)
    assert (apart <= 1e-9 * np.abs(expected) + 1e-9 * program.scale).all()  # tiny states begin at 0
    for name, value in program.evaluate(program.quantity_names, person.state, vector, inputs).items():
        if name in names:
            assert names[name] == pytest.approx(float(value), rel=1e-8, abs=1e-9), name


def test_names_and_starts_are_those_of_results(tmp_path: Path, developed) -> None:
    names, _, model = read(mb.to_sbml(developed, STRETCH, tmp_path / "segment.sbml"))
    program = developed.body.program
    state = [names[name] for name in program.state_names]
    assert state == pytest.approx(developed.state, abs=1e-9 * program.scale.min())
    assert {"barrier", "relaxation_fast_time_agonist", "tension_antagonist"} <= set(names)
    declared = {p.get("id"): p for p in model.iter(f"{CORE}parameter")}
    assert declared["angle"].get("constant") == "false"
    assert declared["angle"].get("name") == "joint angle [rad]"
    assert declared["relaxation_fast_time_agonist"].get("constant") == "true"
    assert len(declared) == len(list(model.iter(f"{CORE}parameter")))
    text = "".join(model[0].itertext())
    assert "barrier 0.9" in text
    assert "phase_stretch 1" in text


def test_a_day_of_a_result_and_an_exposure_are_taken(tmp_path: Path, developed) -> None:
    exposure = mb.Exposure(mode="posture", phase="rest", angle=85.0)
    names, _, _ = read(mb.to_sbml(developed.history, exposure, tmp_path / "a.xml", day=30))
    assert names["resting_length_agonist"] == developed.history.at("resting_length_agonist", 30)
    assert names["angle_set"] == pytest.approx(math.radians(85.0))


def test_the_same_person_and_segment_give_the_same_text(tmp_path: Path, developed) -> None:
    texts = [mb.to_sbml(developed, STRETCH, tmp_path / f"{k}.xml").read_bytes() for k in range(2)]
    assert texts[0] == texts[1]


def test_a_mechanism_of_ones_own_is_in_it_with_its_switches(tmp_path: Path, hip) -> None:
    """Everything a law may use: conditions, extremes, signs, switches, powers, values at the start."""

    def law(m, p, fn):
        fresh = fn.where(m.start.warmth < 0.5, p.warming, 2.0 * p.warming)
        level = fn.max(fn.min(m.phase_rest, 0.7), fn.abs(fn.sign(m.load) * 0.2)) + fn.where(
            m.asleep, 1.0, 0.0
        )
        flagged = fn.cos(m.load) * (m.load <= 1.0)
        m.heat = level + fn.sigmoid(m.warmth) + fn.softplus(m.warmth - 9.0) + fn.tanh(flagged)
        target = fn.log1p(m.heat) + fn.expm1(-m.warmth) + fn.sqrt(m.heat) + m.heat**-3 + fn.log(m.heat) / 1e-7
        return {"warmth": (target * 1e-9, fresh)}

    warming = mb.Mechanism(
        "warming", law, states=(mb.State("warmth", "w", "-", 0.2, -9.0, 9.0, "warmth <of> the muscle"),),
        quantities=(mb.Quantity("heat", "h", "-", "heat & more"),),
        parameters=(mb.Parameter("warming", 0.01, "1/s", 0.0, 1.0, "how fast"),),
    )  # fmt: skip
    healthy = mb.healthy(hip)
    model = mb.hypotheses.get("combined") + warming
    body = Body(model, model.parameters.merged(healthy.parameters))
    person = replace(healthy, body=body, state=body.rest(), healthy_state=body.rest())
    for segment in (mb.Segment(1.0, load=1.0), mb.Segment(1.0, "hold", "hold", load=-2.0, asleep=True)):
        _, rates, model = read(mb.to_sbml(person, segment, tmp_path / "own.xml"))
        program = person.body.program
        expected = program.rhs(
            person.state, person.body.vector, np.array(input_values(segment, program.input_names))
        )
        place = program.state_names.index("warmth_agonist")
        assert rates["warmth_agonist"] == pytest.approx(expected[place], rel=1e-9)
        assert expected[place] != 0.0
    assert len(list(model.iter(f"{MATH}piecewise"))) > 5
    assert {one.get("id") for one in model.iter(f"{CORE}functionDefinition")} == set(DEFINED)


@given(x=st.floats(-30.0, 30.0), name=st.sampled_from(sorted(DEFINED)))
def test_functions_are_those_of_the_engine(x: float, name: str) -> None:
    held = ET.fromstring(f'<math xmlns="{MATH[1:-1]}">{definition(name)}</math>')[0]
    assert evaluate(held[-1], {"x": x}, {}) == pytest.approx(float(NUMPY[name](x)), rel=1e-12, abs=1e-14)


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_to_the_digit(value: float) -> None:
    graph = Graph()
    written = expression(graph.number(value), {})
    assert evaluate(ET.fromstring(f'<math xmlns="{MATH[1:-1]}">{written}</math>'), {}, {}) == value


def test_a_state_that_stays_is_there_too(tmp_path: Path) -> None:
    """Nothing pulls on what a switched-off law would have moved; its rate is 0."""
    assert f.exp(0.0) == 1.0
    person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"), model="sensory")
    _, rates, _ = read(mb.to_sbml(person, mb.Segment(9.0, "hold", "rest"), tmp_path / "a.xml"))
    assert rates["angle"] == 0.0
    assert set(rates) == set(person.body.program.state_names)


def test_what_cannot_be_written_is_refused(tmp_path: Path, developed) -> None:
    stepped = replace(STRETCH, event=(("capacity_agonist", "set", 0.5),))
    with pytest.raises(mb.MusclebalanceError, match="'capacity_agonist' at its start; set it with person"):
        mb.to_sbml(developed, stepped, tmp_path / "a.xml")
    with pytest.raises(mb.MusclebalanceError, match=r"ends in \.xml or \.sbml"):
        mb.to_sbml(developed, STRETCH, tmp_path / "a.toml")
    with pytest.raises(mb.MusclebalanceError, match="a person has no days"):
        mb.to_sbml(developed, STRETCH, tmp_path / "a.xml", day=3)
    assert not list(tmp_path.iterdir())
