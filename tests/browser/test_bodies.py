"""Bodies on the page in a real browser: choosing, looking, keeping, widths, colours, languages, one file."""

from __future__ import annotations

import csv
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import axe_core_python
import numpy as np
import pytest

from musclebalance.app import Settings, export
from tests.browser.test_looks import AXE, FAINT, choose, colors
from tests.browser.test_page import CATCH, kept, load, slide

pytestmark = pytest.mark.browser

SHORT = "#days=30&weeks=4&clinic_weeks=2&home_weeks=1&cause=unchanged"
LOWER = f"{SHORT}&body=lower&treated=right+hip-flexors-gluteus-maximus"
UPPER = f"{SHORT}&body=upper&pair=pectorals-rhomboids&treated=pectorals-rhomboids"
TEXT = "document.getElementById('{0}').textContent"


@pytest.mark.parametrize("width", [400, 1366])
@pytest.mark.parametrize(("body", "language"), [(LOWER, "en"), (UPPER, "de")])
def test_a_body_is_drawn_and_fits(browser: Any, address: str, body: str, language: str, width: int) -> None:
    load(browser, f"{address}{body}&lang={language}", width)
    assert browser.problems() == []
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert "NaN" not in browser.run("document.querySelector('main').innerHTML")
    pairs = browser.run("MB.page.now.run.body.pairs.length")
    assert browser.run("document.querySelectorAll('#body-map ellipse').length") == pairs
    assert browser.run("document.querySelectorAll('#body-pairs path[data-line]').length") == pairs
    assert browser.run("document.querySelectorAll('#body-bone path[data-line=bone]').length") == 1
    outside = browser.run(
        "(() => { const box = document.querySelector('#body-map svg').getBoundingClientRect();"
        " return [...document.querySelectorAll('#body-map text')].filter((t) => {"
        " const r = t.getBoundingClientRect(); return r.left < box.left - 1 || r.right > box.right + 1; })"
        ".map((t) => t.textContent); })()"
    )
    assert outside == []
    told = browser.run(TEXT.format("arrives"))
    assert "%" in told
    assert browser.run(TEXT.format("body-evidence")).count("B001") == 1


def test_sides_differ_by_dashes_and_each_curve_is_named(browser: Any, address: str) -> None:
    load(browser, address + LOWER)
    dashes = browser.run(
        "[...document.querySelectorAll('#body-pairs path[data-line]')].map((p) =>"
        " [p.dataset.line.split(' ')[0], Boolean(p.getAttribute('stroke-dasharray'))])"
    )
    assert dashes == [["left", False], ["right", True]] * 2
    says = browser.run("document.querySelector('#body-pairs svg').getAttribute('aria-label')")
    assert "Hip flexors and gluteus maximus, left" in says


def test_a_body_is_chosen_looked_at_and_linked(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    assert browser.run("document.getElementById('body-box').hidden")
    choose(browser, "kind", "lower")
    browser.until("MB.page.now.run.body")
    assert browser.run("MB.page.now.settings.treated") == "hip-flexors-gluteus-maximus"
    assert browser.run("document.getElementById('task').hidden")
    pick = "document.querySelector(\"#body-map [data-pair='left erector-spinae-rectus-abdominis']\")"
    browser.run(f"{pick}.dispatchEvent(new MouseEvent('click'))")
    browser.until("MB.page.now.run.settings.side === 'left'")
    assert "Erector spinae and rectus abdominis, left" in browser.run(TEXT.format("closer"))
    browser.until("document.getElementById('session-text').textContent.startsWith('No session')")
    choose(browser, "treated", "left")
    browser.until("MB.page.now.run.settings.treated === 'left'")
    link, before = browser.run("location.href"), browser.run("MB.page.now.run.body.bone.beyond")
    load(browser, link)
    assert browser.run("MB.page.now.run.body.bone.beyond") == before
    assert browser.run("document.getElementById('treated').value") == "left"
    choose(browser, "kind", "sides")
    browser.until("MB.page.now.run.settings.body === 'sides'")
    choose(browser, "lived", "right")
    browser.until("MB.page.now.run.settings.lived === 'right'")
    browser.until("!document.getElementById('body-sides').hidden")
    assert browser.run("document.getElementById('body-bone').hidden")
    choose(browser, "kind", "pair")
    browser.until("!MB.page.now.run.body")
    assert browser.run("document.getElementById('body-box').hidden")
    assert browser.run("document.querySelector('.time').parentElement.id") == "joint-box"
    assert browser.problems() == []


def test_another_moment_and_another_reading_colour_the_figure(browser: Any, address: str) -> None:
    load(browser, address + LOWER)
    fills = "[...document.querySelectorAll('#body-map ellipse')].map((e) => e.getAttribute('fill'))"
    end = browser.run(fills)
    browser.run(
        "(() => { const w = document.getElementById('when'); w.value = -4;"
        " w.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    assert browser.run(fills) != end
    for name in ("rom_agonist", "resting_tension_agonist", "resting_length_antagonist"):
        choose(browser, "reading", name)
        assert browser.run("document.querySelector('#body-map svg').dataset.map") == name
        shown = browser.run("Number(document.querySelector('#body-map ellipse').dataset.value)")
        found = browser.run(
            "(() => { const { run, week } = MB.page.now; const one = run.body.pairs[0];"
            f" return MB.panels.values(one, '{name}')[MB.chart.at({{ x: run.weeks }}, week)]; }})()"
        )
        assert shown == pytest.approx(found)
    assert browser.problems() == []


def test_a_slow_body_leaves_the_old_picture_paler(browser: Any, address: str) -> None:
    load(browser, address + LOWER)
    browser.run(
        "(() => { window.paled = false; new MutationObserver(() => { window.paled ||="
        " document.getElementById('results').classList.contains('stale'); })"
        ".observe(document.getElementById('results'), { attributes: true }); })()"
    )
    slide(browser, "days", 360)
    slide(browser, "hours", 6)
    assert browser.run("window.paled")
    assert not browser.run("document.getElementById('results').classList.contains('stale')")


def test_figure_table_script_and_no_scenario_of_a_body(browser: Any, address: str, tmp_path: Path) -> None:
    load(browser, address + LOWER)
    browser.run(CATCH)
    figure = kept(browser, "svg")
    assert figure.count("<svg") == 5
    assert "data-cursor" not in figure
    assert "Lower cross" in figure
    rows = list(csv.reader(kept(browser, "csv").splitlines()))
    (tmp_path / "again.py").write_text(kept(browser, "script"), encoding="utf-8")
    subprocess.run([sys.executable, "again.py"], cwd=tmp_path, check=True, capture_output=True)
    again = list(csv.reader((tmp_path / "recovery.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == again[0]
    assert rows[0][-1] == "pelvis: anterior tilt [deg]"
    numbers = [np.array(table[1:], dtype=float) for table in (rows, again)]
    np.testing.assert_allclose(numbers[0], numbers[1], rtol=2e-6, atol=1e-6)
    browser.run("document.getElementById('toml').click()")
    assert "one pair, not a body" in browser.until(TEXT.format("error"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_and_access_of_a_body(browser: Any, address: str, theme: str) -> None:
    load(browser, f"{address}{LOWER}&lang=de")
    browser.run("document.getElementById('keep-a').click()")
    colors(browser, theme)
    assert browser.run(FAINT) == []
    browser.run(resources.files(axe_core_python).joinpath("axe.min.js").read_text(encoding="utf-8") + ";1")
    for width in (1366, 400):
        browser.size(width, 768)
        browser.until(f"window.innerWidth === {width}")
        assert browser.run(AXE) == [], width


def test_one_file_begins_with_a_body(browser: Any, tmp_path: Path) -> None:
    begin = Settings(body="lower", treated="right", days=30, weeks=3, clinic_weeks=1, home_weeks=1)
    path = export(tmp_path / "page.html", begin, pairs=("elbow-flexors-triceps",), models=("combined",))
    browser.open(path.as_uri(), 1000)
    browser.run("document.querySelector('#views [data-view=explore]').click()")
    browser.until("document.body.dataset.settled")
    kinds = browser.run("[...document.querySelectorAll('#kind option')].map((o) => o.value)")
    assert kinds == ["pair", "sides", "lower"]
    assert browser.run("MB.page.now.run.body.pairs.length") == 4
    assert browser.problems() == []
