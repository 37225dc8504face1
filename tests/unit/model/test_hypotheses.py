"""Named hypotheses: what they contain, that they compose, and that everything downstream works without
any of it."""

from __future__ import annotations

import json

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.cli.demo import study_text
from musclebalance.core.errors import MusclebalanceError
from musclebalance.model import hypotheses
from musclebalance.model.laws import ALL, MECHANICS, OPTIONAL
from musclebalance.simulation import study

PAIR = "hip-flexors-gluteus-maximus"
EVERY = tuple(hypotheses.NAMED)


@pytest.fixture(scope="module", params=EVERY)
def recovery(request) -> mb.Result:
    """Two months at a desk and a week of PIR under each hypothesis."""
    desk = mb.Lifestyle.office(hours=8, stress=0.6)
    person = mb.develop(mb.pair(PAIR), desk, days=60, model=request.param)
    return mb.simulate(person, mb.Plan(mb.PIR(), per_week=3, weeks=1), mb.Lifestyle.healthy(), weeks=2)


def test_the_asked_for_names_are_there():
    asked = {"combined", "classical", "mechanical", "neural", "sensory", "hypoalgesic", "core"}
    assert asked <= set(EVERY)
    assert all(getattr(hypotheses, name) is hypotheses.NAMED[name] for name in EVERY)


def test_mechanics_are_in_all_and_the_background_in_all_but_core():
    for name, model in hypotheses.NAMED.items():
        assert {m.name for m in MECHANICS} <= set(model.names)
        assert (set(hypotheses.BACKGROUND) <= set(model.names)) == (name != "core")


def test_an_explanation_adds_to_the_background_only_what_it_claims():
    claims = {
        "sensory": {"tolerance"},
        "neural": {"inhibition", "tone", "memory"},
        "mechanical": {"softening", "tendon", "thixotropy", "serial_length"},
        "background": set(),
    }
    for name, claimed in claims.items():
        assert set(hypotheses.get(name).names) - set(hypotheses.background.names) == claimed
    assert "tolerance" not in hypotheses.classical


def test_models_print_what_is_on_and_off():
    lines = str(hypotheses.sensory).splitlines()
    assert "tolerance of stretch only" in lines[0]
    assert sum(line.startswith("  on ") for line in lines) == len(hypotheses.sensory.mechanisms)
    assert any(line.startswith("  off  memory") for line in lines)


def test_the_table_of_switches_agrees_with_the_models():
    table = hypotheses.switches()
    assert list(table.columns) == list(EVERY)
    assert len(table) == len(ALL) + len(OPTIONAL)
    for name, model in hypotheses.NAMED.items():
        assert set(table.index[table[name]]) == set(model.names)


def test_hypotheses_compose():
    both = hypotheses.mechanical + hypotheses.sensory
    assert set(both.names) == set(hypotheses.mechanical.names) | set(hypotheses.sensory.names)
    assert both.name == "mechanical + sensory"
    assert both.names == tuple(m.name for m in ALL if m.name in both.names), "the order of the laws is kept"
    assert hypotheses.get("mechanical + sensory").mechanisms == both.mechanisms
    assert (
        hypotheses.get("combined - tolerance - memory").mechanisms
        == (hypotheses.combined - "tolerance" - "memory").mechanisms
    )
    assert "tone_feedback" in hypotheses.get("combined + tone_feedback")


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("sensery", "Did you mean 'sensory'"),
        ("combined - tolerence", "Did you mean 'tolerance'"),
        ("mechanical + sensry", "Did you mean 'sensory'"),
        ("combined + memory", "has the mechanism 'memory' already"),
        ("combined -", "No hypothesis"),
        ("combined - joint", "part of the mechanics"),
    ],
)
def test_a_wrong_name_is_refused_with_a_hint(wrong, hint):
    with pytest.raises(mb.MusclebalanceError, match=hint):
        hypotheses.get(wrong)


@pytest.mark.parametrize("other", ["tolerance", ["tolerance"], 3, None])
def test_what_is_no_mechanism_is_not_added(other):
    with pytest.raises(MusclebalanceError, match=r"is no mechanism; one of another model is mb\.hypotheses"):
        hypotheses.get("core") + other


@pytest.mark.parametrize("other", [3, None, [3], "tolerence"])
def test_what_is_no_mechanism_is_not_taken_away(other):
    with pytest.raises(MusclebalanceError, match="No mechanism in model 'combined'"):
        hypotheses.get("combined") - other


def test_every_readout_exists_without_the_missing_mechanisms(recovery):
    for name in recovery.variables:
        values = recovery.values(name)
        assert values.shape == recovery.times.shape, name
        assert np.all(np.isfinite(values)), name
    assert recovery.to_frame().shape == (len(recovery.times), len(recovery.names()))


def test_result_and_person_print_one_screen(recovery):
    for text in (str(recovery), str(recovery.person), str(recovery.final)):
        assert recovery.person.model.name in text
        assert len(text.splitlines()) < 30
        assert "nan" not in text


def test_a_study_reports_under_every_hypothesis(recovery):
    """The one-screen report and its JSON twin leave out what the model does not have."""
    person = recovery.person
    plan = mb.Plan(mb.PIR(), per_week=3, weeks=1)
    found = study(person, {"no treatment": None, "PIR": plan}, {"healthy": mb.Lifestyle.healthy()}, weeks=2)
    text = study_text(found)
    assert f"model '{person.model.name}'" in text
    assert ("pain" in text.split("due to:")[0]) == ("pain" in person.model)
    assert ("resting length" in text) == ("serial_length" in person.model)
    arms = json.loads(json.dumps(found.summary()))["arms"]
    assert [arm["programme"] for arm in arms] == ["no treatment", "PIR"]


def test_components_of_missing_states_are_null(recovery):
    components = recovery.components
    if "serial_length" not in recovery.person.model:
        np.testing.assert_array_equal(components.length, 0.0)
    if "tone" not in recovery.person.model:
        np.testing.assert_array_equal(components.tone, 0.0)
    else:
        assert np.max(np.abs(components.tone)) > 0


def test_health_is_a_fixed_point_of_every_hypothesis(recovery):
    person = mb.healthy(mb.pair(PAIR), model=recovery.person.model)
    later = mb.simulate(person, None, mb.Lifestyle.healthy(), days=7)
    assert person.imbalance < 1e-3
    assert later.final.imbalance < 5e-3


def test_results_survive_saving(recovery, tmp_path):
    path = str(tmp_path / "result.npz")
    mb.save(recovery, path)
    again = mb.load(path)
    assert again.person.model == recovery.person.model
    np.testing.assert_array_equal(again.values("imbalance"), recovery.values("imbalance"))
    assert mb.cite(again) == mb.cite(recovery)


def test_only_what_can_hold_an_imbalance_develops_one():
    desk = mb.Lifestyle.office(hours=8, stress=0.6)
    imbalance = {n: mb.develop(mb.pair(PAIR), desk, days=180, model=n).imbalance for n in EVERY}
    assert min(imbalance[n] for n in ("combined", "classical", "mechanical", "core")) > 0.7
    assert max(imbalance[n] for n in ("sensory", "hypoalgesic", "background")) < 0.01
    assert 0.2 < imbalance["neural"] < 0.5, "tone alone: no change of length, little of range"
