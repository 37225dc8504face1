"""Develop and simulate: bad input is refused before anything runs, results are deterministic."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.lifestyle import Bout, Event, Lifestyle
from musclebalance.pairs import Pair, pair
from musclebalance.result import Person
from musclebalance.simulation import develop, healthy, simulate
from musclebalance.treatment import PIR, Plan, Step, session


def test_the_same_seed_gives_the_same_numbers(developed: Person, programme: Plan) -> None:
    one, two = (simulate(developed, programme, Lifestyle.healthy(), weeks=6, seed=5).states for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_another_seed_changes_adherence_only_at_home(developed: Person, programme: Plan) -> None:
    one, two = (simulate(developed, programme, Lifestyle.healthy(), weeks=8, seed=s) for s in (1, 2))
    np.testing.assert_array_equal(one.states[:29], two.states[:29])
    assert (one.states[-1] != two.states[-1]).any()


def test_delivered_dose_is_the_adhered_dose(developed: Person, programme: Plan) -> None:
    audit = simulate(developed, programme, Lifestyle.healthy(), weeks=12, seed=1).timeline.audit
    assert audit.prescribed.sessions == 52
    assert audit.delivered == audit.adhered
    assert audit.delivered.effort_seconds == pytest.approx(audit.delivered.sessions * 35)


def test_storing_every_segment_changes_no_number(developed: Person, programme: Plan) -> None:
    daily = simulate(developed, programme, Lifestyle.healthy(), days=5)
    dense = simulate(developed, programme, Lifestyle.healthy(), days=5, store="segments")
    np.testing.assert_array_equal(daily.states[1:], dense.states[1:][dense.timeline.day_ends])


def test_a_person_goes_on_where_they_stopped(developed: Person, desk: Lifestyle) -> None:
    whole = simulate(developed, None, desk, days=6)
    half = simulate(simulate(developed, None, desk, days=3).final, None, desk, days=3)
    np.testing.assert_array_equal(whole.states[-1], half.states[-1])


def test_parameters_reach_the_model(hip: Pair, desk: Lifestyle) -> None:
    plain = develop(hip, desk, days=20)
    none = develop(hip, desk, days=20, parameters={"memory_rate": 0.0})
    assert plain.state[plain.body.index("memory_agonist")] > 0.1
    assert none.state[none.body.index("memory_agonist")] == 0.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"memry_rate": 0.1}, "No parameter 'memry_rate'. Did you mean 'memory_rate'?"),
        ({"memory_rate": 7.0}, "parameter 'memory_rate' 7 1/d is outside 0 to 1 1/d."),
        (
            {"agonist.tone_weigth": 0.1},
            "No parameter 'agonist.tone_weigth'. Did you mean 'agonist.tone_weight'?",
        ),
    ],
)
def test_wrong_parameters_are_named(hip: Pair, change: dict[str, float], message: str) -> None:
    with pytest.raises(MusclebalanceError) as caught:
        healthy(hip, parameters=change)
    assert str(caught.value) == message


def test_wrong_pair_model_life_and_plan_are_named(hip: Pair, developed: Person, desk: Lifestyle) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'hip-flexors-gluteus-maximus'"):
        pair("hip-flexor-gluteus-maximus")
    with pytest.raises(UnknownNameError, match="Did you mean 'combined'"):
        develop(hip, desk, days=1, model="combind")
    with pytest.raises(MusclebalanceError, match=r"pair 'hip' is not what develop.. takes: Pair or Person"):
        develop("hip", desk, days=1)  # type: ignore[arg-type]
    with pytest.raises(
        MusclebalanceError,
        match=r"is not what simulate.. takes: Person .* or Bodies; mb.develop",
    ):
        simulate(hip, None, desk, weeks=1)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match=r"No activity.*Did you mean 'desk'"):
        simulate(developed, None, Lifestyle("odd", ((Bout("dsk", 24.0),),)), days=1)


def test_wrong_numbers_are_refused_where_they_are_written(developed: Person, desk: Lifestyle) -> None:
    with pytest.raises(OutOfRangeError, match="140 %MVC is outside 0 to 100 %MVC"):
        PIR(effort=1.40)
    with pytest.raises(OutOfRangeError, match=r"tol 1 is outside 1e-10 to 0\.01"):
        simulate(developed, None, desk, days=1, tol=1.0)
    with pytest.raises(UnknownNameError, match="Did you mean 'daily'"):
        simulate(developed, None, desk, days=1, store="dayly")
    with pytest.raises(MusclebalanceError, match="length of the timeline must be given"):
        simulate(developed, None, desk)


def test_an_event_on_an_unknown_state_is_named(developed: Person, desk: Lifestyle) -> None:
    strike = Event(1, "09:00", (("capacty_agonist", "add", -0.3),))
    with pytest.raises(UnknownNameError, match="Did you mean 'capacity_agonist'"):
        simulate(developed, None, desk, days=1, events=[strike])


def test_words_give_the_same_plan_as_the_constructor(developed: Person) -> None:
    words = (
        session(["stretch to barrier", "contract at 20 %MVC for 7 s", "release for 3 s", "stretch for 20 s"])
        * 5
    )
    spoken = simulate(developed, Plan(words, per_week=3, weeks=1), Lifestyle.healthy(), weeks=1)
    made = simulate(developed, Plan(PIR(), per_week=3, weeks=1), Lifestyle.healthy(), weeks=1)
    np.testing.assert_array_equal(spoken.states, made.states)


def test_person_prints_and_can_be_set(developed: Person) -> None:
    assert "hip flexors: resting length" in str(developed)
    changed = developed.with_state(memory_agonist=0.0)
    assert changed.state[changed.body.index("memory_agonist")] == 0.0
    assert developed.state[developed.body.index("memory_agonist")] > 0.5
    with pytest.raises(UnknownNameError, match="Did you mean 'memory_agonist'"):
        developed.with_state(memory_agonst=0.0)


def test_step_is_public() -> None:
    assert Step.__doc__


UNINSTALLED = """
import importlib.metadata as metadata
def hidden(name):
    raise metadata.PackageNotFoundError(name)
metadata.distribution = metadata.version = hidden
import musclebalance as mb
person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
print(mb.simulate(person, None, mb.Lifestyle.healthy(), days=1).provenance["musclebalance"] == mb.__version__)
"""


def test_a_source_tree_that_is_not_installed_can_simulate() -> None:
    done = subprocess.run([sys.executable, "-c", UNINSTALLED], capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("True", 0), done.stderr
