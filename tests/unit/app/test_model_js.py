"""The model beside the page, number by number against the library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from musclebalance.app import Settings, offline
from musclebalance.app.offline import part
from musclebalance.app.page import MODEL_SCRIPTS
from musclebalance.app.settings import CAUSES, LIMITS, SettingError
from musclebalance.core.errors import MusclebalanceError
from musclebalance.model import hypotheses
from musclebalance.pairs import pair_names
from musclebalance.treatment import TECHNIQUES
from tests import page
from tests.javascript import evaluate

ASK = """
const sent = [];
window.postMessage = (message) => sent.push(message);
const ask = async (what, ...given) => {
  await window.onmessage({ data: { number: 0, what, given } });
  const { found, fault } = sent.pop();
  return fault ? { fault } : found;
};
const all = async () => {
  for (const one of data.parts) await ask('learn', one);
  const found = [];
  for (const [settings, number] of data.asked) {
    const run = await ask('run', settings);
    const more = run.fault ? {} : {
      untreated: await ask('untreated', settings), session: await ask('session', settings, number),
    };
    found.push({ run, ...more });
  }
  return found;
};
return all();
"""


@pytest.fixture(autouse=True)
def no_portraits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phase portraits are the library's own: the page's model does not compute them."""
    monkeypatch.setattr(offline, "portrait", lambda name: {"pair": name})


def answers(asked: list[tuple[Settings | dict[str, Any], int]]) -> list[dict[str, Any]]:
    """What the model beside the page answers."""
    plain = [(one if isinstance(one, dict) else one.to_data(), number) for one, number in asked]
    known = {(one["pair"], one["model"]) for one, _ in plain}
    good = [names for names in known if names[0] in pair_names() and names[1] in hypotheses.NAMED]
    data = {"parts": [part(*names) for names in sorted(good)], "asked": plain}
    return list(evaluate(MODEL_SCRIPTS, ASK, data))


def differences(expected: Any, found: Any, where: str) -> Iterator[str]:
    """Where two pieces of plain data differ, numbers by more than a billionth."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in sorted(set(expected) | set(found)):
            if name in expected and name in found:
                yield from differences(expected[name], found[name], f"{where}.{name}")
            else:
                yield f"{where}.{name}: only in {'Python' if name in expected else 'JavaScript'}"
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        if expected and all(isinstance(one, float | int) for one in (*expected, *found)):
            room = 1e-9 * max(1.0, float(np.max(np.abs(expected))))
            if not np.allclose(found, expected, rtol=1e-9, atol=room):
                worst = np.max(np.abs(np.subtract(found, expected)))
                yield f"{where}: by {worst} of {np.max(np.abs(expected))}"
            return
        for k, both in enumerate(zip(expected, found, strict=True)):
            yield from differences(*both, f"{where}[{k}]")
    elif isinstance(expected, float | int) and isinstance(found, float | int):
        if found != pytest.approx(expected, rel=1e-9, abs=1e-9):
            yield f"{where}: {expected} and {found}"
    elif expected != found:
        yield f"{where}: {str(expected)[:200]} and {str(found)[:200]}"


def compared(asked: list[tuple[Settings, int]]) -> list[str]:
    """Everything in which the page's model and the library differ."""
    wrong: list[str] = []
    for (settings, number), found in zip(asked, answers(asked), strict=True):
        what = f"{settings.pair}, {settings.model}, {settings.cause}, seed {settings.seed}"
        found["run"].pop("milliseconds", None)
        try:
            wrong += differences(page.run(settings), found["run"], f"{what}: run")
            untreated, other = page.untreated(settings), found["untreated"]
            due = untreated.pop("due"), other.pop("due")  # a quotient of differences, shown as per cent
            lost = abs(found["run"]["summary"]["before"]) > 1e-6  # else it is a quotient of rounding errors
            if lost and due != (None, None) and due[1] != pytest.approx(due[0], abs=1e-5):
                wrong.append(f"{what}: due {due}")
            wrong += differences(untreated, other, f"{what}: untreated")
            wrong += differences(page.session(settings, number), found["session"], f"{what}: session")
        except MusclebalanceError as problem:
            told = found["run"].get("fault") or found["session"].get("fault")
            if told is None or told["error"] != str(problem):
                wrong.append(f"{what}: {problem} and {told}")
    return wrong


def drawn(rng: np.random.Generator, name: str, model: str, short: bool = False) -> tuple[Settings, int]:
    """Random settings of a pair under an explanation, and a session to look at."""
    given: dict[str, Any] = {"pair": name, "model": model, "cause": str(rng.choice(CAUSES))}
    for key, limit in LIMITS.items():
        steps = round((limit.high - limit.low) / limit.step)
        given[key] = limit.low + limit.step * int(rng.integers(0, steps + 1))
    given |= {"adherence": round(float(given["adherence"]), 10), "stress": round(float(given["stress"]), 10)}
    if short:
        given |= {"days": 30, "weeks": int(rng.integers(1, 4))}
    technique = list(TECHNIQUES.values())[int(rng.integers(len(TECHNIQUES)))]
    words = "" if rng.random() < 0.05 else str(technique.session())
    return Settings.from_data({**given, "words": words}), int(rng.integers(1, 3))


def test_every_pair_and_every_explanation_as_in_the_library() -> None:
    rng = np.random.default_rng(20)
    models, names = list(hypotheses.NAMED), pair_names()
    count = max(len(models), len(names))
    asked = [drawn(rng, names[k % len(names)], models[k % len(models)], short=True) for k in range(count)]
    assert compared([(Settings(), 2), *asked]) == []


MORE = """
const sent = [];
window.postMessage = (message) => sent.push(message);
const ask = async (what, ...given) => {
  await window.onmessage({ data: { number: 0, what, given } });
  return sent.pop().found;
};
const all = async () => {
  await ask('learn', data.part);
  await ask('run', data.settings);
  return {
    people: await ask('people', data.settings), possible: await ask('possible', data.settings, 3),
    moved: await ask('moved', data.settings, 5),
  };
};
return all();
"""


def test_uncertain_people_and_a_joint_that_is_moved_as_in_the_library() -> None:
    settings = Settings(pair="elbow-flexors-triceps", days=30, weeks=3)
    data = {"part": part(settings.pair, settings.model), "settings": settings.to_data()}
    found = evaluate(MODEL_SCRIPTS, MORE, data)
    assert found["people"] == 24
    expected = page.possible(settings, 3)
    for name, values in expected.items():  # their set-points are not derived anew
        room = 5e-3 * max(1.0, float(np.max(np.abs(values))))
        assert found["possible"][name] == pytest.approx(values, abs=room), name
    whole = page.moved(settings, 5, found["moved"]["degrees"])
    assert set(whole) == set(found["moved"]["now"])
    for name, values in whole.items():
        assert found["moved"]["now"][name] == pytest.approx(values, rel=1e-9, abs=1e-9), name
    least = np.interp(0.0, -np.array(found["moved"]["now"]["net_torque"]), found["moved"]["degrees"])
    rest = page.run(settings)["course"]["series"]["resting_angle"][5]
    assert least == pytest.approx(rest, abs=1.0)


@pytest.mark.slow
def test_many_settings_of_every_pair_under_every_explanation() -> None:
    rng = np.random.default_rng(21)
    for model in hypotheses.NAMED:
        asked = [drawn(rng, name, model) for name in pair_names() for _ in range(3)]
        assert compared(asked) == []


def test_settings_that_cannot_be_are_refused_as_by_the_library() -> None:
    good = Settings().to_data()
    changes: list[dict[str, Any]] = [
        {"pair": "hip-flexors-gluteus-maximum"}, {"model": "combinde"}, {"cause": "remove"},
        {"hours": 12.5}, {"weeks": 2.5}, {"adherence": -0.1}, {"stress": 7}, {"seed": 10000}, {"days": 29},
        {"words": "contract at 20 %MVC"}, {"words": "contract at 20 %MVC for 7 s\nstretsh for 10 s"},
        {"words": "stretch the biceps for 10 s"}, {"words": "hold at 170 deg for 5 s"},
        {"words": "contract at 20 %MVC for 7 s", "clinic_weeks": 0, "adherence": 0},
    ]  # fmt: skip
    found = answers([({**good, **change}, 1) for change in changes])
    for change, one in zip(changes, found, strict=True):
        told = one["run"].get("fault") or one["session"].get("fault")
        assert told is not None, change
        assert told == refusal({**good, **change}), change


def refusal(data: dict[str, Any]) -> dict[str, Any] | None:
    """What the library says of settings that cannot be, as the page is told it."""
    try:
        settings = Settings.from_data(data)
        page.run(settings)
        page.session(settings)
    except SettingError as problem:
        return problem.to_data()
    except MusclebalanceError as problem:
        return SettingError("", str(problem)).to_data()
    return None


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
    const { series } = (await ask('run', settings)).course;
    found.push({ segments, series });
  }
  return found;
};
return each();
"""


def test_days_that_are_known_are_not_computed_again_and_have_the_same_bits():
    base = Settings(weeks=8, days=30)
    asked = [
        base,
        replace(base, weeks=9),
        replace(base, weeks=6),
        replace(base, home_per_week=base.home_per_week - 1),
        replace(base, words=base.words.replace("20 %MVC", "25 %MVC")),
        replace(base, days=40),
        base,
    ]
    parts = [part(base.pair, base.model)]
    script = ASK.removesuffix("return all();\n") + COUNTED
    together = evaluate(MODEL_SCRIPTS, script, {"parts": parts, "asked": [one.to_data() for one in asked]})
    for one, found in zip(asked, together, strict=True):
        (alone,) = evaluate(MODEL_SCRIPTS, script, {"parts": parts, "asked": [one.to_data()]})
        assert found["series"] == alone["series"]
    first, longer, shorter, home, effort, past, again = (one["segments"] for one in together)
    assert shorter == again == 0
    assert 0 < longer < first / 8
    assert 0 < home < effort
    assert past > effort  # ten more days at the desk, and a course from another morning
