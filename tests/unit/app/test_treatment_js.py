"""From sessions to pieces, inputs and doses on the page: the same as the library's to the last bit."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pytest

from musclebalance.app.model_data import model_data, pair_data
from musclebalance.core.errors import MusclebalanceError
from musclebalance.model.exposure import INPUTS, Segment, input_values
from musclebalance.pairs import Pair, pair, pair_names
from musclebalance.timeline.pieces import resolved, session_pieces
from musclebalance.treatment import TECHNIQUES, session_dose
from musclebalance.treatment import session as read
from tests import phrases
from tests.javascript import evaluate

SCRIPTS = ("messages.js", "steps.js", "grammar.js", "treatment.js")
RUN = """
window.MUSCLEBALANCE = data.model;
return data.cases.map(([text, where, name]) => {
  const pair = data.pairs[name];
  try {
    const session = MB.grammar.session(text);
    const pieces = MB.treatment.pieces(session, where, pair);
    const values = pieces.map((piece) => MB.treatment.values(piece, data.inputs));
    return { pieces, values, dose: MB.treatment.dose(session, pair) };
  } catch (error) {
    if (!(error instanceof MB.messages.Fault)) throw error;
    return { error: error.message };
  }
});
"""
NAMES = (
    *INPUTS["joint"],
    *(f"{name}_{muscle}" for name in INPUTS["muscle"] for muscle in ("agonist", "antagonist")),
)
#: Text, place, name of a pair.
Case = tuple[str, str, str]


@pytest.fixture(scope="module")
def pairs() -> dict[str, Pair]:
    known = [pair(name) for name in pair_names()]
    return {one.name: one for one in [*known, *(one.swapped() for one in known)]}


def inputs(segment: Segment) -> dict[str, Any]:
    """What the page knows of a segment."""
    return {name: value for name, value in asdict(segment).items() if name not in ("duration", "event")}


def by_library(text: str, where: str, muscles: Pair) -> dict[str, Any]:
    """Pieces, values and dose of a session, or the message of what is wrong with it."""
    try:
        known = resolved(read(text), muscles)
        pieces = session_pieces(known, where, muscles)
    except MusclebalanceError as error:
        return {"error": str(error)}
    dose = session_dose(known)
    return {
        "pieces": [{"ticks": ticks, "inputs": inputs(segment)} for ticks, segment in pieces],
        "values": [input_values(segment, NAMES) for _, segment in pieces],
        "dose": {**asdict(dose), "repetitions": dose.repetitions},
    }


def compare(cases: Sequence[Case], pairs: dict[str, Pair]) -> list[str]:
    """Messages of what is refused; the page does with every case what the library does."""
    known = {name: pair_data(one) for name, one in pairs.items()}
    data = {"model": model_data(), "pairs": known, "cases": cases, "inputs": NAMES}
    expected = [by_library(text, where, pairs[name]) for text, where, name in cases]
    for case, one, other in zip(cases, evaluate(SCRIPTS, RUN, data), expected, strict=True):
        assert one == other, case
    return [one["error"] for one in expected if "error" in one]


def test_techniques_of_every_pair(pairs: dict[str, Pair]) -> None:
    made = [technique.session() for technique in TECHNIQUES.values()]
    cases = [
        (str(session), "home" if "swapped" in name else "clinic", name) for name in pairs for session in made
    ]
    assert compare(cases, pairs) == []


@pytest.mark.parametrize("seed", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in (1, 2, 3))])
def test_sessions_of_the_grammar(pairs: dict[str, Pair], seed: int) -> None:
    rng = random.Random(seed)
    names = [*pairs]
    cases: list[Case] = []
    for _ in range(500):
        name = rng.choice(names)
        text = phrases.session(rng, pairs[name].agonist, pairs[name].antagonist)
        cases.append((text, rng.choice(("clinic", "home")), name))
    refused = compare(cases, pairs)
    assert len(refused) < 400, len(refused)
    for message in ("angle of", "offset of", "load of", "torque of", "leaves the", "No activity"):
        assert any(message in told for told in refused), message


def test_faults_name_the_step_and_the_session(pairs: dict[str, Pair]) -> None:
    texts = {
        "my day:\n rest 3 s\n stretch the psoas for 3 s": "(step 2 of session 'my day')",
        "contract the hip flexor at 20 % for 3 s": "Did you mean 'hip flexors'?",
        "do juggle for 3 s": "No activity (of pair 'hip-flexors-gluteus-maximus') 'juggle'.",
        "do sleeping for 3 s": "Did you mean 'sleep'?",
        "stretch to 20 deg for 3 s": "leaves the hip flexors slack: they lengthen from 0 deg towards -30 deg",
        "hold at 111 deg for 3 s": "(session 'session').",
        "stretch to 18 N m": "torque of stretch of the hip flexors 18 N m is outside 0 to 17.9837 N m",
        f"{'long ' * 300}name:\n hold at 111 deg for 3 s": " [...] ",
    }
    told = compare([(text, "home", "hip-flexors-gluteus-maximus") for text in texts], pairs)
    for one, expected in zip(told, texts.values(), strict=True):
        assert expected in one


def test_an_unknown_input_is_refused(pairs: dict[str, Pair]) -> None:
    with pytest.raises(MusclebalanceError) as caught:
        input_values(Segment(), ["efort_agonist"])
    body = """
    window.MUSCLEBALANCE = data;
    try {
      return MB.treatment.values({ inputs: {} }, ['efort_agonist']);
    } catch (error) {
      return error.message;
    }
    """
    assert evaluate(SCRIPTS, body, model_data()) == str(caught.value)
