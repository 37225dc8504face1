"""Runs that keep their blocks: what is there is used, what is older or damaged is not, and nobody is lost."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.engine import checkpoint
from musclebalance.population import cohort as cohort_module
from musclebalance.treatment import AdaptivePlan, Level, Rule

PAIR = mb.pair("hip-flexors-gluteus-maximus")
PLAN = mb.Plan(mb.PIR(), per_week=3, weeks=1, adherence=0.7)
COHORT = mb.Cohort.sample(PAIR, n=3, seed=2)
PEOPLE = mb.healthy(PAIR, own={"length_time": np.array([5.0, 6.0, 7.0])})


def developed(folder: Path | None) -> list[Any]:
    people = COHORT.develop(days=2, checkpoint=folder, progress=False)
    setpoints = [people.body.own[f"{muscle}.length_setpoint"] for muscle in ("agonist", "antagonist")]
    return [people.state, people.healthy_state, *setpoints]


def simulated(folder: Path | None) -> list[Any]:
    life = mb.Lifestyle.office()
    found = mb.simulate(PEOPLE, PLAN, life, days=3, store=(1, 3), checkpoint=folder, progress=False)
    return [found.states, found.final.state, found.prescribed, found.delivered]


def adaptive(folder: Path | None) -> list[Any]:
    plan = AdaptivePlan((Level(mb.PIR(), 3),), (Rule("discharge", "pain < 1"),), weeks=2)
    found = mb.simulate_adaptive(PEOPLE, plan, mb.Lifestyle.healthy(), checkpoint=folder, progress=False)
    return [found.states, found.sessions]


RUNS: dict[str, tuple[Callable[[Path | None], list[Any]], str, str]] = {
    "cohort": (developed, "musclebalance.population.cohort", "_develop"),
    "simulate": (simulated, "musclebalance.simulation.many", "_run"),
    "adaptive": (adaptive, "musclebalance.simulation.adaptive", "_visited"),
}


@pytest.mark.parametrize("kind", RUNS)
def test_a_block_is_used_when_it_is_of_this_version_and_whole(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run, module, work = RUNS[kind]
    done, count = getattr(sys.modules[module], work), []
    monkeypatch.setattr(sys.modules[module], work, lambda block: count.append(1) or done(block))
    with monkeypatch.context() as older:
        older.setattr(sys.modules[module], "origin", lambda: ("older",))
        run(tmp_path)
    (stale,) = tmp_path.iterdir()
    wanted = [array.tobytes() for array in run(tmp_path)]
    assert len(count) == 2
    assert [array.tobytes() for array in run(tmp_path)] == wanted
    assert len(count) == 2
    (path,) = set(tmp_path.iterdir()) - {stale}
    rng, changed = random.Random(kind), checkpoint.load(path)
    block = type("Named", (), {"digest": path.stem})
    for name, array in changed.items():
        how = rng.choice(["missing", "short", "another type"])
        new = {"missing": {}, "short": {name: array[:-1]}, "another type": {name: array.astype("c16")}}[how]
        if name == "stopped":
            new = {name: np.array(["person 1, segment 3"])}
        others = {n: a for n, a in changed.items() if n != name}
        checkpoint.Folder(tmp_path, lambda block, found: "").write(block, {**others, **new})
        capsys.readouterr()
        assert [one.tobytes() for one in run(tmp_path)] == wanted, (name, how)
        assert capsys.readouterr().err.count(f"{path} is damaged (") == 1, (name, how)
    assert len(count) == 2 + len(changed)


def warming(m: Any, p: Any, f: Any) -> dict[str, Any]:
    return {"warmth": (m.stress, 1.0 / p.warming_time)}


def model(default: float) -> mb.Model:
    """A mechanism of one's own, whose law does not say what it assumes."""
    warmth = mb.State("warmth", "w", "-", 0.0, 0.0, 1.0, "warmth of the muscle")
    time = mb.Parameter("warming_time", default, "s", 1.0, 1e5, "T12", "time of warming", symbol="t_w")
    return mb.hypotheses.sensory + mb.Mechanism("warming", warming, states=(warmth,), parameters=(time,))


def test_everything_that_decides_the_numbers_of_a_development_is_in_its_name() -> None:
    lives, healthy_life = COHORT.lives(), mb.Lifestyle.healthy()
    usual = cohort_module._Block(COHORT, lives, np.arange(3), healthy_life, 1e-4)
    changes: list[dict[str, Any]] = [
        *({"tol": 1e-3}, {"days": np.array([0, 1, 3])}, {"healthy_life": mb.Lifestyle.office()}),
        *({"lives": lives[::-1]}, {"lives": (lives[0], *lives[:2])}),
        *({"cohort": replace(COHORT, seed=3)}, {"cohort": COHORT[[0, 2, 1]]}),
        *(
            {"cohort": replace(COHORT, daily={})},
            {"cohort": replace(COHORT, parameters={"length_time": 9.0})},
        ),
        *({"cohort": replace(COHORT, pair=mb.pair("hamstrings-quadriceps"))},),
        *({"cohort": replace(COHORT, own={**COHORT.own, "length_time": np.full(3, 4.0)})},),
        *({"cohort": replace(COHORT, model=model(default))} for default in (100.0, 101.0)),
    ]
    names = {usual.digest, *(replace(usual, **change).digest for change in changes)}
    assert len(names) == 1 + len(changes)
    assert replace(usual, days=np.arange(3)).digest == usual.digest
