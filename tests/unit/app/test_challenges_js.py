"""Every challenge of the page can be met, and is not met by doing nothing."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("llvmlite")

from musclebalance.app import Settings, offline
from musclebalance.app.offline import part
from musclebalance.app.page import LANGUAGES, MODEL_SCRIPTS
from musclebalance.treatment import TECHNIQUES
from tests.javascript import evaluate

SCRIPTS = ("text.js", *(f"strings.{code}.js" for code in LANGUAGES), "challenges.js", *MODEL_SCRIPTS)
DAILY = {"clinic_weeks": 12, "clinic_per_week": 7}
SHORT = str(TECHNIQUES["HoldRelax"].session())
#: What solves each challenge.
SOLUTIONS: dict[str, dict[str, Any]] = {
    "minutes": {"cause": "reduced", "words": SHORT, "clinic_weeks": 12, "home_weeks": 0},
    "hands-off": {"words": ""},
    "stays": {
        "cause": "unchanged",
        "words": SHORT,
        "home_weeks": 14,
        "home_per_week": 7,
        **DAILY,
        "weeks": 26,
    },
    "home": {"clinic_weeks": 0, "home_weeks": 12, "adherence": 0.5},
    "tolerance": {"home_weeks": 0, **DAILY},
}
MET = """
const sent = [];
window.postMessage = (message) => sent.push(message);
const ask = async (what, ...given) => {
  await window.onmessage({ data: { number: 0, what, given } });
  return sent.pop().found;
};
const all = async () => {
  for (const one of data.parts) await ask('learn', one);
  const found = {};
  for (const { id, start = {}, goals } of MB.challenges.LIST) {
    const told = [];
    for (const own of [{}, data.solutions[id], { ...data.solutions[id], hours: 2 }]) {
      const run = await ask("run", { ...data.settings, ...start, ...own });
      told.push(goals(run).map((goal) => [goal.met, goal.text]));
    }
    found[id] = told;
  }
  return found;
};
return all();
"""


def test_every_challenge_can_be_met_but_not_by_a_healthier_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offline, "portrait", lambda name: {"pair": name})
    settings = Settings().to_data()
    parts = [part(settings["pair"], model) for model in ("combined", "sensory")]
    found = evaluate(SCRIPTS, MET, {"parts": parts, "settings": settings, "solutions": SOLUTIONS})
    assert set(found) == set(SOLUTIONS)
    for name, (untouched, solved, eased) in found.items():
        assert not all(met for met, _ in untouched), (name, untouched)
        assert all(met for met, _ in solved), (name, solved)
        assert name == "tolerance" or not all(met for met, _ in eased), (name, eased)
