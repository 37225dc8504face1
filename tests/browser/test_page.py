"""The page in a real browser: load, sliders, comparison, keeping, bad input, keyboard, widths, one file."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musclebalance.app import Settings, export
from musclebalance.plot.joint import outline
from tests.page import run

pytestmark = pytest.mark.browser

SHORT = "#days=30&weeks=4&clinic_weeks=2&home_weeks=1"
#: Keeps what the page would save, instead of asking the browser to.
CATCH = """(() => { window.kept = []; const real = URL.createObjectURL;
URL.createObjectURL = (blob) => { window.kept.push(blob); return real(blob); };
HTMLAnchorElement.prototype.click = function () { window.kept.name = this.download; }; return true; })()"""
LAST = "(async () => { const b = window.kept[window.kept.length - 1]; return b ? await b.text() : null; })()"


def load(browser: Any, address: str, width: int = 1000) -> None:
    browser.open(address, width)
    browser.until("document.body.dataset.settled")


def runs(browser: Any) -> int:
    return int(browser.run("document.body.dataset.run || '0'"))


def slide(browser: Any, name: str, value: float) -> None:
    """Move a slider as a hand would, and wait for the new run."""
    before = runs(browser)
    browser.run(
        f"(() => {{ const s = document.getElementById('slider-{name}'); s.value = {value};"
        " s.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    browser.until(f"Number(document.body.dataset.run) > {before}")


def imbalance(browser: Any) -> list[float]:
    return [float(v) for v in browser.run("MB.page.now.run.course.series.imbalance")]


def write(browser: Any, words: str) -> None:
    browser.run(
        f"(() => {{ const w = document.getElementById('words'); w.value = {json.dumps(words)};"
        " w.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


def kept(browser: Any, button: str) -> str:
    before = browser.run("window.kept.length")
    browser.run(f"document.getElementById('{button}').click()")
    browser.until(f"window.kept.length > {before} && window.kept.name")
    return str(browser.run(LAST))


@pytest.mark.parametrize("width", [400, 1000, 1600])
def test_page_loads_and_fits(browser: Any, address: str, width: int) -> None:
    load(browser, address + "#seed=0", width)
    assert browser.problems() == []
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert "imbalance" in browser.run("document.getElementById('headline').textContent")
    assert browser.run("document.querySelectorAll('main svg path[data-line]').length") >= 10
    assert browser.run("document.querySelectorAll('#session svg').length") == 3
    assert browser.run("document.querySelectorAll('#phase svg path[data-line=path]').length") == 1
    small = browser.run(
        "[...document.querySelectorAll('main svg text')].filter((t) => t.textContent.trim() && "
        "parseFloat(getComputedStyle(t).fontSize) < 10.5).length"
    )
    assert small == 0
    assert all(url.startswith((address, "data:", "blob:")) for url in browser.asked())


def test_sliders_move_everything(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    first, pose = imbalance(browser), browser.run("document.querySelector('#joint svg').dataset.angle")
    slide(browser, "stress", 0.1)
    second = imbalance(browser)
    assert second[0] < first[0]
    assert browser.run("document.querySelector('#joint svg').dataset.angle") != pose
    slide(browser, "effort", 60)
    assert "contract at 60 %MVC" in browser.run("document.getElementById('words').value")
    assert imbalance(browser)[-1] != second[-1]
    assert "stress=0.1" in browser.run("location.hash")
    expected = run(Settings.from_data(browser.run("MB.page.now.settings")))
    np.testing.assert_allclose(imbalance(browser), expected["course"]["series"]["imbalance"], rtol=1e-9)
    assert browser.problems() == []


def test_quick_moves_end_at_the_last_one(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    browser.run(
        "(() => { const s = document.getElementById('slider-clinic_per_week');"
        " for (const v of [1, 2, 3, 4, 5, 6]) {"
        " s.value = v; s.dispatchEvent(new Event('input', {bubbles: true})); } })()"
    )
    browser.until("MB.page.now.run.settings.clinic_per_week === 6")
    assert runs(browser) <= 4  # newest wins; those in between are not computed
    assert browser.run("document.querySelector('#slider-clinic_per_week').value") == "6"


GUESS = """(() => { const point = document.querySelector('[data-guess]'); point.focus();
for (let k = 0; k < 10; k += 1)
  point.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
return Number(point.getAttribute('aria-valuenow')); })()"""


@pytest.mark.parametrize("width", [400, 1366])
def test_it_begins_with_a_question_and_a_guess(browser: Any, address: str, width: int) -> None:
    browser.open(address, width, 768)
    browser.until("!!document.querySelector('[data-guess]')")
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run("getComputedStyle(document.getElementById('board')).display") == "none"
    assert browser.run("document.querySelectorAll('#ask-chart path[data-line]').length") == 1  # the past only
    guess = browser.run(GUESS)
    assert 0.6 < guess < 0.9
    assert f"{guess:.2f}" in browser.run("document.getElementById('ask-answer').textContent")
    browser.until("MB.page.now.untreated !== undefined")
    browser.run("document.getElementById('ask-reveal').click()")
    browser.until("document.querySelectorAll('#ask-chart path[data-line]').length === 3")
    told = browser.run("document.getElementById('ask-answer').textContent")
    settings = Settings(home_weeks=0)
    expected = run(settings)["course"]["series"]["imbalance"][28]
    assert f"the model says {expected:.2f} in week 4" in told
    for _ in range(4):
        browser.run("document.getElementById('ask-next').click()")
        browser.until("!document.getElementById('ask-reveal').hidden")
    assert "1 of 4" in browser.run("document.getElementById('ask-count').textContent")
    browser.run("document.getElementById('ask-reveal').click()")
    browser.run("document.getElementById('ask-more').click()")
    browser.until("document.body.dataset.view === 'explore' && MB.page.now.run.settings.home_weeks === 0")
    assert browser.problems() == []


def test_numbers_in_the_sentence_are_dragged_by_keys(browser: Any, address: str) -> None:
    browser.open(address, 1366, 768)
    browser.until("!!document.querySelector('[data-guess]')")
    browser.run(
        "(() => { const n = document.querySelector('#ask .drag'); n.focus();"
        " n.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true })); })()"
    )
    assert browser.run("document.querySelector('#ask .drag').textContent") == "7"
    assert browser.run("document.querySelector('#ask .drag').getAttribute('aria-valuenow')") == "7"


LEAST = """document.querySelectorAll('#ask .drag').forEach((number) => {
for (let k = 0; k < 40; k += 1)
  number.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true })); })"""


def test_a_question_shows_no_answer_but_that_of_its_numbers(browser: Any, address: str) -> None:
    browser.open(address, 1366, 768)
    browser.until("!!document.querySelector('[data-guess]')")
    browser.run(f"({LEAST}, document.getElementById('ask-reveal').click())")
    told = browser.run("document.getElementById('ask-answer').textContent")
    assert "the model says" not in told  # not yet: the numbers are new
    browser.until("document.getElementById('ask-answer').textContent.includes('the model says')")
    told = browser.run("document.getElementById('ask-answer').textContent")
    numbers = browser.run("[...document.querySelectorAll('#ask .drag')].map((n) => Number(n.textContent))")
    assert numbers == [4, 60, 2]
    settings = Settings(hours=4.0, days=60, clinic_per_week=2, home_weeks=0)
    expected = run(settings)["course"]["series"]["imbalance"][28]
    assert f"the model says {expected:.2f} in week 4" in told
    browser.run(
        "(document.getElementById('ask-next').click(), document.getElementById('ask-reveal').click())"
    )
    assert "the model says" not in browser.run("document.getElementById('ask-answer').textContent")
    browser.until("/would be [0-9]/.test(document.getElementById('ask-answer').textContent)")


def test_words_at_the_joint_are_not_cut(browser: Any, address: str) -> None:
    for pair, language in (("hip-adductors-abductors", "en"), ("pectorals-rhomboids", "de")):
        load(browser, f"{address}#pair={pair}&lang={language}&weeks=4&clinic_weeks=4&home_weeks=0", 1366)
        outside = browser.run(
            "(() => { const box = document.querySelector('#joint svg').getBoundingClientRect();"
            " return [...document.querySelectorAll('#joint text')].filter((text) => {"
            " const r = text.getBoundingClientRect();"
            " return r.left < box.left - 1 || r.right > box.right + 1 || r.bottom > box.bottom + 1; })"
            ".map((text) => text.textContent); })()"
        )
        assert outside == []


def test_challenges_say_what_is_reached(browser: Any, address: str) -> None:
    load(browser, address + "#cause=unchanged&weeks=12&clinic_weeks=12&home_weeks=0")
    browser.run(
        "(() => { const c = document.getElementById('challenge'); c.value = 'minutes';"
        " c.dispatchEvent(new Event('change')); })()"
    )
    goals = browser.run("[...document.querySelectorAll('#goals li')].map((g) => g.className)")
    assert goals == ["open", "met", "open", "open"]
    assert browser.run("document.getElementById('challenge-done').textContent") == ""
    browser.run("document.querySelector('#cause input[value=reduced]').click()")
    browser.until("MB.page.now.run.settings.cause === 'reduced'")
    goals = browser.run("[...document.querySelectorAll('#goals li')].map((g) => g.className)")
    assert goals == ["met", "met", "open", "met"]
    told = browser.run("document.querySelectorAll('#goals li')[2].textContent")
    assert told.endswith("at most 5 minutes a week (now 8.0)")
    assert browser.run("document.getElementById('challenge-done').textContent") == ""
    slide(browser, "clinic_per_week", 1)
    browser.until("MB.page.now.run.settings.clinic_per_week === 1")
    goals = browser.run("[...document.querySelectorAll('#goals li')].map((g) => g.className)")
    assert goals == ["open", "met", "met", "met"]
    slide(browser, "clinic_per_week", 3)
    browser.run(
        "(() => { const t = document.getElementById('technique'); t.value = 'HoldRelax';"
        " t.dispatchEvent(new Event('change')); })()"
    )
    assert browser.until("document.getElementById('challenge-done').textContent").startswith("Done.")
    assert browser.run("[...document.querySelectorAll('#goals li')].every((g) => g.className === 'met')")


def test_the_joint_is_felt_and_the_body_stands_as_it_does(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    browser.until("!!document.querySelector('#feel path[data-line=now]')")
    browser.run(
        "(() => { const a = document.getElementById('feel-angle'); a.value = 40;"
        " a.dispatchEvent(new Event('input')); })()"
    )
    assert "At 40 deg it pushes with" in browser.run("document.getElementById('feel-text').textContent")
    assert abs(float(browser.run("document.querySelector('#joint svg').dataset.angle")) - 40) < 1
    browser.run("document.getElementById('feel').dispatchEvent(new Event('pointerleave'))")
    angle = float(browser.run("document.querySelector('#joint svg').dataset.angle"))
    shift = float(browser.run("document.querySelector('#body svg').dataset.shift"))
    healthy = float(browser.run("MB.page.now.run.healthy.resting_angle"))
    assert shift == pytest.approx(angle - healthy)
    ratios = browser.run("[...document.querySelectorAll('#body [data-ratio]')].map((m) => m.dataset.ratio)")
    assert len(ratios) == 2


def test_people_whom_calibration_leaves_possible_make_a_band(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    browser.run("document.getElementById('band').click()")
    browser.until("document.getElementById('band-text').textContent.startsWith('24 of 24')")
    low, high = (browser.run(f"MB.page.now.band.imbalance.{edge}") for edge in ("low", "high"))
    middle = browser.run("MB.page.now.run.series.imbalance")
    assert all(a <= b for a, b in zip(low, high, strict=True))
    assert low[-1] - 0.02 < middle[-1] < high[-1] + 0.02
    assert browser.run("document.querySelectorAll('[data-panel=imbalance] path[data-area]').length") == 1
    slide(browser, "stress", 0.1)
    assert browser.run("MB.page.now.band") is None  # it belongs to settings that are gone
    assert browser.problems() == []


def test_scrubbing_moves_joint_and_cursors(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    at = "document.querySelector('#joint svg').dataset.angle"
    end = float(browser.run(at))
    browser.run(
        "(() => { const w = document.getElementById('when'); w.value = 0;"
        " w.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    series = browser.run("MB.page.now.run.past.series.resting_angle")
    assert float(browser.run(at)) == pytest.approx(series[-1])
    assert float(browser.run(at)) != end
    assert (
        browser.run("document.querySelectorAll('svg [data-cursor] circle, circle[data-cursor]').length") > 5
    )


def test_joint_is_drawn_as_in_python(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    look = browser.run("MB.source.make().choices()")["drawing"]
    for angle, side, length in ((0.0, 1, 1.0), (35.0, -1, 0.8), (-12.0, 1, 1.2), (75.0, -1, 1.1)):
        found = browser.run(f"MB.joint.outline({angle}, {side}, {length}, {json.dumps(look)})")
        expected = outline(angle, side, length)
        for part in ("path", "belly", "bone"):
            np.testing.assert_allclose(found[part], expected[part], atol=1e-12)


def test_bad_words_are_told_and_the_curves_stay(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    before = imbalance(browser)
    write(browser, "PIR:\n  contract at 20 %MVC for 7 s\n  strech for 3 s")
    message = browser.until("document.getElementById('words-error').textContent")
    assert "Did you mean 'stretch'?" in message
    assert browser.run("document.getElementById('words').getAttribute('aria-invalid')") == "true"
    assert (
        browser.run(
            "(() => { const w = document.getElementById('words');"
            " return w.value.slice(w.selectionStart, w.selectionEnd); })()"
        ).strip()
        == "strech for 3 s"
    )
    assert imbalance(browser) == before
    pale = "Number(getComputedStyle(document.getElementById('panels')).opacity) < 0.6"
    browser.until(pale)
    assert browser.run("document.querySelectorAll('#session svg').length") == 3
    browser.size(400)  # drawing anew for another width does not make them current
    browser.until("window.innerWidth === 400")
    browser.until(pale)
    write(browser, "PIR:\n  contract at 20 %MVC for 7 s\n  stretch for 3 s")
    browser.until("document.getElementById('words-error').textContent === ''")
    assert browser.run("document.getElementById('technique').value") == "own"
    browser.until("getComputedStyle(document.getElementById('panels')).opacity === '1'")


def test_bad_link_is_told(browser: Any, address: str) -> None:
    browser.open(address + "#hours=40")
    assert "outside 0 to 12" in browser.until("document.getElementById('error').textContent")
    browser.open(address + "#words=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert "no phrase begins with" in browser.until("document.getElementById('words-error').textContent")
    assert browser.run("document.querySelectorAll('img').length") == 0


def test_two_scenarios_in_a_link(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    browser.run("document.getElementById('keep-a').click()")
    slide(browser, "clinic_per_week", 7)
    link = browser.run("location.href")
    assert browser.run(
        "[...document.querySelectorAll('#table th')].some((c) => c.textContent.startsWith('A week'))"
    )
    a, b = browser.run("MB.page.now.other.course.series.imbalance"), imbalance(browser)
    assert a[-1] != b[-1]
    load(browser, link)
    assert browser.run("MB.page.now.other.course.series.imbalance") == a
    assert imbalance(browser) == b
    assert browser.run("document.querySelectorAll('path[data-line^=\"A \"]').length") > 5
    browser.run("document.getElementById('swap-a').click()")
    browser.until("MB.page.now.run.settings.clinic_per_week === 3")


def test_figure_table_script_and_scenario(browser: Any, address: str, tmp_path: Path) -> None:
    load(browser, address + SHORT)
    browser.run(CATCH)
    figure = kept(browser, "svg")
    assert figure.startswith("<svg")
    assert figure.count("<svg") >= 8
    assert "data-cursor" not in figure
    browser.run("document.getElementById('png').click()")
    browser.until("window.kept[window.kept.length - 1].type === 'image/png'")
    assert browser.run("window.kept[window.kept.length - 1].size") > 20_000
    rows = list(csv.reader(kept(browser, "csv").splitlines()))
    (tmp_path / "again.py").write_text(kept(browser, "script"), encoding="utf-8")
    subprocess.run([sys.executable, "again.py"], cwd=tmp_path, check=True, capture_output=True)
    again = list(csv.reader((tmp_path / "recovery.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == again[0]
    numbers = [np.array(table[1:], dtype=float) for table in (rows, again)]
    np.testing.assert_allclose(numbers[0], numbers[1], rtol=2e-6, atol=1e-6)
    toml = kept(browser, "toml")
    assert 'pair = "hip-flexors-gluteus-maximus"' in toml
    changed = json.dumps(toml.replace("seed = 0", "seed = 3"))
    browser.run(
        f"(() => {{ const t = new DataTransfer(); t.items.add(new File([{changed}], 's.toml'));"
        " const f = document.getElementById('file'); f.files = t.files;"
        " f.dispatchEvent(new Event('change')); })()"
    )
    browser.until("MB.page.now.run.settings.seed === 3")
    assert browser.problems() == []


def test_keyboard(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    browser.run("document.getElementById('slider-hours').focus()")
    before = runs(browser)
    browser.key("ArrowLeft", 37)
    browser.until(f"Number(document.body.dataset.run) > {before}")
    assert browser.run("MB.page.now.settings.hours") == 7.5
    browser.key("Tab", 9)
    assert browser.run("document.activeElement.id") == "slider-stress"
    unnamed = browser.run(
        "[...document.querySelectorAll('input:not([hidden]), select, textarea, button')].filter((e) => "
        "!e.hidden && !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && "
        "!e.textContent.trim()).map((e) => e.id)"
    )
    assert unnamed == []
    assert browser.run(
        "[...document.querySelectorAll('main svg[role=img]')].every((s) => s.getAttribute('aria-label'))"
    )
    assert "stress" in browser.run("document.getElementById('slider-stress').getAttribute('aria-valuetext')")


def test_every_pair_and_explanation_draws(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    for kind in ("pair", "model"):
        for name in browser.run(f"[...document.querySelectorAll('#{kind} option')].map((o) => o.value)"):
            browser.run(
                f"(() => {{ const s = document.getElementById('{kind}'); s.value = '{name}';"
                " s.dispatchEvent(new Event('change')); })()"
            )
            browser.until(f"MB.page.now.run.settings.{kind} === '{name}'")
            assert "NaN" not in browser.run("document.querySelector('main').innerHTML"), name
    assert browser.problems() == []


def test_single_file_opens_from_disk(browser: Any, tmp_path: Path) -> None:
    base = Settings(days=30, weeks=3, clinic_weeks=1, home_weeks=1)
    models = ("combined", "core")
    path = export(tmp_path / "page.html", base, pairs=("elbow-flexors-triceps",), models=models)
    load(browser, path.as_uri())
    assert browser.problems() == []
    assert browser.run("[...document.querySelectorAll('#model option')].map((o) => o.value)") == list(models)
    assert browser.run("document.getElementById('toml').hidden")
    first = imbalance(browser)
    slide(browser, "stress", 0.25)
    assert imbalance(browser)[0] < first[0]
    browser.run("document.querySelector('#cause input[value=unchanged]').click()")
    browser.until("MB.page.now.run.settings.cause === 'unchanged'")
    pick = "(() => {{ const s = document.getElementById('{0}'); s.value = '{1}';"
    pick += " s.dispatchEvent(new Event('change')); }})()"
    for kind, name in (("pair", "elbow-flexors-triceps"), ("model", "core")):
        browser.run(pick.format(kind, name))
        browser.until(f"MB.page.now.run.settings.{kind} === '{name}'")
    settings = Settings.from_data(browser.run("MB.page.now.run.settings"))
    expected = run(settings)
    assert settings.stress == 0.25
    for name, values in expected["course"]["series"].items():
        found = browser.run(f"MB.page.now.run.course.series.{name}")
        np.testing.assert_allclose(found, values, rtol=1e-9, atol=1e-9, err_msg=name)
    assert not [url for url in browser.asked() if re.match("https?:", url)]
    assert browser.problems() == []
