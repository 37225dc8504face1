"""Bodies that live in the browser, number by number against the library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("llvmlite")

from musclebalance.app import Settings, bodies, offline
from musclebalance.app.offline import part
from musclebalance.app.page import MODEL_SCRIPTS, unit_of
from musclebalance.app.settings import COLUMNS, TOLERANCE, SettingError, script
from musclebalance.plot.session import close_up_of
from musclebalance.simulation import BodyCourse, develop, simulate
from tests.javascript import evaluate
from tests.page import readings
from tests.unit.app.test_model_js import ASK, differences

LOWER = Settings(
    body="lower", side="left", treated="right hip-flexors-gluteus-maximus", days=30, cause="unchanged",
    weeks=2, clinic_weeks=1, home_weeks=1,
)  # fmt: skip
SIDES = Settings(
    body="sides", pair="wrist-extensors-flexors", lived="right", treated="left", days=30, cause="reduced",
    weeks=2, clinic_weeks=1, clinic_per_week=7, home_weeks=1, stress=0.3,
)  # fmt: skip
COUNTED = """
let segments = 0;
const run = MB.kernel.Kernel.prototype.run;
MB.kernel.Kernel.prototype.run = function (start, timeline, ...more) {
  segments += timeline.durations.length;
  return run.call(this, start, timeline, ...more);
};
const found = [];
const each = async () => {
  for (const one of data.parts) await ask('learn', one);
  for (const settings of data.asked) {
    segments = 0;
    const run = await ask('run', settings);
    const own = segments;
    const more = run.fault ? {} : { untreated: await ask('untreated', settings) };
    if (run.sessions) more.session = await ask('session', settings, 1);
    found.push({ run, segments: own, ...more });
  }
  return found;
};
return each();
"""


@pytest.fixture(autouse=True)
def no_portraits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phase portraits are the library's own: the page's model does not compute them."""
    monkeypatch.setattr(offline, "portrait", lambda name: {"pair": name})


def answers(*asked: Settings) -> list[dict[str, Any]]:
    """What the model beside the page answers, one after the other."""
    names = {name for one in asked for name in bodies.pairs_of(one.body, one.pair)}
    parts = [part(name, asked[0].model) for name in sorted(names)]
    data = {"parts": parts, "asked": [one.to_data() for one in asked]}
    return list(evaluate(MODEL_SCRIPTS, ASK.removesuffix("return all();\n") + COUNTED, data))


def lived(settings: Settings) -> tuple[BodyCourse, BodyCourse]:
    """The days before week 0 and the weeks after it, by the library."""
    before, after = (settings.choice.lives(life) for life in (settings.before, settings.after))
    healthy = settings.choice.healthy(settings.model)
    past = simulate(healthy, None, before, days=settings.days, tol=TOLERANCE, progress=False)
    bent = develop(healthy, before, days=settings.days, tol=TOLERANCE)
    plans, given = settings.choice.plans(settings.plan), {"weeks": settings.weeks, "seed": settings.seed}
    return past, simulate(bent, plans, after, **given, tol=TOLERANCE, progress=False)


def expected(settings: Settings) -> dict[str, Any]:
    """What the page draws of a body."""
    past, course = lived(settings)
    pairs = []
    for label, result in course.results.items():
        one, then = result.person, past[label]
        states = np.vstack([then.states[:-1], result.states])
        healthy = readings(one, one.healthy_state[None])
        pairs.append(
            {
                "series": {name: values.tolist() for name, values in readings(one, states).items()},
                "healthy": {name: float(values[0]) for name, values in healthy.items()},
            }
        )
    beyond = {b.name: np.concatenate([past.postures[b.name][:-1], course.postures[b.name]]).tolist()
              for b in course.body.bones}  # fmt: skip
    return {"pairs": pairs, "beyond": beyond}


def wrong(settings: Settings, found: dict[str, Any]) -> list[str]:
    """Where the page's body and the library's differ by more than a billionth."""
    body = found["run"]["body"]
    own = [{kind: one[kind] for kind in ("series", "healthy")} for one in body["pairs"]]
    bone = {body["bone"]["name"]: body["bone"]["beyond"]} if body["bone"] else {}
    return list(differences(expected(settings), {"pairs": own, "beyond": bone}, settings.body))


def test_a_lower_cross_of_which_one_pair_is_treated_as_in_the_library() -> None:
    looked = replace(LOWER, side="right", pair="hip-flexors-gluteus-maximus")
    other, treated, longer = answers(LOWER, looked, replace(LOWER, weeks=3))
    assert wrong(LOWER, other) == []
    assert treated["segments"] == 0  # another pair of the same body is only looked at
    assert 0 < longer["segments"] < other["segments"] / 4
    assert [one["treated"] for one in other["run"]["body"]["pairs"]] == [False, True, False, False]
    assert (other["run"]["sessions"], treated["run"]["sessions"]) == (0, 7)
    assert other["run"]["course"]["series"] != treated["run"]["course"]["series"]
    assert max(other["run"]["body"]["bone"]["beyond"]) > 0.1
    result = lived(looked)[1]["right hip-flexors-gluteus-maximus"]
    assert treated["run"]["counted"] == result.body.parameters.counted()
    _, dense, seconds = close_up_of(result, 1, every=lambda length: max(length / offline.POINTS, 0.25))
    shown = treated["session"]
    assert shown["seconds"] == pytest.approx(seconds, abs=1e-9)
    for name in ("angle", "tension_agonist", "length_antagonist"):  # with the postures that the bone shifted
        assert shown["series"][name] == pytest.approx(np.asarray(dense.values(name)), rel=1e-9, abs=1e-9)


def test_two_sides_of_unlike_days_of_which_one_is_treated_as_in_the_library() -> None:
    (found,) = answers(SIDES)
    assert wrong(SIDES, found) == []
    left, right = (one["series"]["imbalance"] for one in found["run"]["body"]["pairs"])
    assert left != right
    untreated = replace(SIDES, words="", treated="all")
    end = [one["series"] for one in expected(untreated)["pairs"]]
    told = found["untreated"]["body"]["pairs"]
    for label, series in zip(told, end, strict=True):
        assert told[label] == pytest.approx({name: values[-1] for name, values in series.items()}, rel=1e-9)


@pytest.mark.parametrize("settings", [LOWER, SIDES, replace(LOWER, treated="all", words="", cause="reduced")])
def test_the_script_of_a_body_gives_the_numbers_of_the_page(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = answers(settings)
    text, body = found["run"]["script"], found["run"]["body"]
    assert text == script(settings)
    monkeypatch.chdir(tmp_path)
    exec(compile(text, "script.py", "exec"), {"__name__": "__main__"})
    assert "research and teaching model" in capsys.readouterr().out
    table = pd.read_csv("recovery.csv", index_col="day")
    own = {f"{one['label']}: {name} [{unit_of(name)}]": one["series"][name]
           for one in body["pairs"] for name in COLUMNS}  # fmt: skip
    if body["bone"]:
        own[f"{body['bone']['name']}: {body['bone']['coordinate']} [deg]"] = body["bone"]["beyond"]
    assert list(table.columns) == list(own)
    assert list(table.index) == list(range(-settings.days, 7 * settings.weeks + 1))
    for name, values in own.items():
        np.testing.assert_allclose(table[name], values, rtol=2e-6, atol=1e-9, err_msg=name)


def test_what_does_not_fit_a_body_is_refused_as_by_the_library() -> None:
    good = LOWER.to_data()
    changes = [
        {"body": "lowre"}, {"pair": "hip-adductors-abductors"}, {"side": "letf"}, {"lived": "left"},
        {"treated": "left hip"}, {"body": "pair", "treated": "left"},
        {"body": "sides", "treated": LOWER.pair}, {"body": "sides", "treated": "left", "lived": "nobody"},
    ]  # fmt: skip
    parts = [part(name, LOWER.model) for name in bodies.pairs_of("lower", LOWER.pair)]
    data = {"parts": parts, "asked": [{**good, **change} for change in changes]}
    told = evaluate(MODEL_SCRIPTS, ASK.removesuffix("return all();\n") + COUNTED, data)
    for change, one in zip(changes, told, strict=True):
        with pytest.raises(SettingError) as caught:
            Settings.from_data({**good, **change})
        assert one["run"].get("fault") == caught.value.to_data(), change


def test_a_scenario_file_of_a_body_is_refused_with_a_sentence() -> None:
    with pytest.raises(SettingError, match="one pair, not a body; keep the link or the Python script"):
        LOWER.scenario()
