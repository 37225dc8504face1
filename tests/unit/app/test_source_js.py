"""Where the page's runs come from: what fails once is asked for again, and nothing waits for ever."""

from __future__ import annotations

from typing import Any

from musclebalance.app.page import LANGUAGES
from tests.javascript import evaluate

SCRIPTS = ("text.js", *(f"strings.{code}.js" for code in LANGUAGES), "source.js")
BEGIN = """
const asked = [];
let worker = null;
let fails = 0;
window.Worker = class {
  constructor() { worker = this; }
  postMessage({ number, what, given }) {
    if (this.silent) return;
    setTimeout(() => this.onmessage({ data: { number, found: [what, given[0].pair] } }));
  }
};
window.fetch = async (name, { body }) => {
  asked.push(JSON.parse(body).pair);
  if (fails > 0) { fails -= 1; throw new Error('no network'); }
  return { ok: true, json: async () => JSON.parse(body) };
};
const source = MB.source.make();
const run = (pair) => source.run({ pair, model: 'core' }).catch((error) => error.data.error);
"""


def found(body: str) -> Any:
    return evaluate(SCRIPTS, f"{BEGIN}\nreturn (async () => {{ {body} }})();")


def test_a_pair_is_learned_once_for_all_who_ask() -> None:
    body = "const runs = await Promise.all([run('a'), run('a'), run('b')]); return [runs, asked];"
    assert found(body) == [[["run", "a"], ["run", "a"], ["run", "b"]], ["a", "b"]]


def test_what_could_not_be_learned_is_asked_for_again_and_bars_nothing_else() -> None:
    told, known, again, asked = found(
        "await run('a'); fails = 1; const told = await run('b');"
        " return [told, await run('a'), await run('b'), asked];"
    )
    assert isinstance(told, str)
    assert (known, again) == (["run", "a"], ["run", "b"])
    assert asked == ["a", "b", "b"]


def test_after_a_fault_of_the_worker_every_question_is_refused() -> None:
    waiting, later, other = found(
        "await run('a'); worker.silent = true; const waits = run('a'); await new Promise(setImmediate);"
        " worker.onerror({ message: 'no module' });"
        " return [await waits, await run('a'), await run('b')];"
    )
    assert "no module" in waiting
    assert waiting == later == other
