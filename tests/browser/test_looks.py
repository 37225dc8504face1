"""The page in two languages and two palettes: contrast, access, terms, strip, comparison, cautions, paper."""

from __future__ import annotations

import base64
from importlib import resources
from pathlib import Path
from typing import Any

import axe_core_python
import pytest

pytestmark = pytest.mark.browser

SHORT = "#days=30&weeks=4&clinic_weeks=2&home_weeks=1"
TEXT = "document.getElementById('{0}').textContent"
#: Texts whose contrast to what is behind them is below 4.5, as (text, contrast).
FAINT = """(() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => parts(color).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (parts(color)[3] !== 0) return color;
    }
    return 'rgb(255,255,255)';
  };
  const found = [];
  let seen = 0;
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || e.closest('script,style')) continue;
    const style = getComputedStyle(e);
    const inside = e instanceof SVGElement;
    const [a, b] = [light(inside ? style.fill : style.color), light(behind(e))].sort((x, y) => y - x);
    seen += 1;
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) found.push(`${e.textContent}: ${contrast.toFixed(2)}`);
  }
  return seen > 100 ? found : [`only ${seen} texts seen`];
})()"""


AXE = "axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html)}`))"


def load(browser: Any, address: str, width: int = 1366, height: int = 768) -> None:
    browser.open(address, width, height)
    browser.until("document.body.dataset.settled")


def choose(browser: Any, name: str, value: str) -> None:
    browser.run(
        f"(() => {{ const s = document.getElementById('{name}'); s.value = '{value}';"
        " s.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )


def colors(browser: Any, theme: str) -> None:
    """Presses the button until the colours are those wanted."""
    for _ in range(3):
        if browser.run("MB.theme.name()") == theme:
            break
        browser.run("document.getElementById('theme').click()")
    assert browser.run("document.documentElement.dataset.theme") == theme


def test_language_is_in_link_page_and_numbers(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    assert browser.run("document.documentElement.lang") == "en"
    browser.run("document.getElementById('language').focus()")
    choose(browser, "language", "de")
    assert browser.run("document.documentElement.lang") == "de"
    assert browser.run("document.activeElement.id") == "language"
    assert "Dysbalance" in browser.run(TEXT.format("headline"))
    assert "," in browser.run(TEXT.format("headline"))
    link = browser.run("location.href")
    assert "lang=de" in link
    choose(browser, "language", "en")
    browser.run("localStorage.removeItem('musclebalance.language')")
    load(browser, link)
    assert "Dysbalance" in browser.run(TEXT.format("headline"))
    assert browser.run("MB.page.now.settings.days") == 30
    load(browser, address + "?lang=de" + SHORT)
    assert "Hüftbeuger" in browser.run(TEXT.format("legend"))
    assert browser.problems() == []


def test_no_english_is_left_in_german(browser: Any, address: str) -> None:
    load(browser, address + SHORT + "&lang=de")
    browser.run(
        "(() => { window.untold = new Set(); const known = MB.languages.de.terms; const term = MB.term;"
        " MB.term = (text) => { if (!(text in known)) window.untold.add(text); return term(text); }; })()"
    )
    for kind in ("pair", "model", "technique"):
        names = browser.run(f"[...document.querySelectorAll('#{kind} option')].map((o) => o.value)")
        assert len(names) > 5
        for name in names:
            before = browser.run("Number(document.body.dataset.run)")
            if name == "own" or browser.run(f"document.getElementById('{kind}').value") == name:
                continue
            choose(browser, kind, name)
            browser.until(f"Number(document.body.dataset.run) > {before}")
            browser.until("document.body.dataset.settled === document.body.dataset.run")
    assert browser.run("[...window.untold]") == []
    assert browser.problems() == []


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_and_access(browser: Any, address: str, theme: str, language: str) -> None:
    load(browser, f"{address}{SHORT}&lang={language}")
    browser.run("document.getElementById('keep-a').click()")
    colors(browser, theme)
    assert browser.run(FAINT) == []
    browser.run(resources.files(axe_core_python).joinpath("axe.min.js").read_text(encoding="utf-8") + ";1")
    for width in (1366, 400):
        browser.size(width, 768)
        browser.until(f"window.innerWidth === {width}")
        assert browser.run(AXE) == [], width
    for view in ("question", "teacher"):
        browser.run(f"document.querySelector('#views [data-view={view}]').click()")
        assert [one for one in browser.run(FAINT) if not one.startswith("only")] == []
        assert browser.run(AXE) == [], view


def test_figures_are_saved_in_light_colours(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    browser.run(
        "(() => { window.kept = []; const real = URL.createObjectURL; URL.createObjectURL = (blob) => {"
        " window.kept.push(blob); return real(blob); }; HTMLAnchorElement.prototype.click = () => {}; })()"
    )
    saved = []
    for theme in ("light", "dark"):
        colors(browser, theme)
        browser.run("document.getElementById('svg').click()")
        saved.append(browser.run("window.kept[window.kept.length - 1].text()"))
        assert browser.run("document.documentElement.dataset.theme") == theme
    ink = browser.run("MB.theme.palettes.dark.ink")
    assert saved[0] == saved[1]
    assert ink not in saved[1]
    assert browser.run(f"document.querySelector('#main-chart svg').getAttribute('fill') === '{ink}'")


def test_terms_explain_themselves(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    browser.run("document.querySelector('#headline .term').focus()")
    assert browser.run("!document.getElementById('definition').hidden")
    assert browser.run(TEXT.format("definition")).startswith("Imbalance:")
    assert "√" in browser.run("document.querySelector('#definition .equation').textContent")
    lifted = "[...document.querySelectorAll('.lifted')].map((e) => e.dataset.panel)"
    assert browser.run(lifted) == ["imbalance"]
    browser.run("MB.view.draw()")  # the focus survives a redraw
    assert browser.run("document.activeElement.dataset.term") == "imbalance"
    browser.key("Escape", 27)
    assert browser.run("document.getElementById('definition').hidden")
    terms = browser.run(
        "(() => { const all = [...document.querySelectorAll('.term')].filter((e) => e.offsetParent);"
        " return all.map((e) => { e.click(); const box = document.getElementById('definition');"
        " const at = box.getBoundingClientRect(); return [e.dataset.term, !box.hidden && at.left >= 0 &&"
        " at.right <= innerWidth && box.textContent.length > 30]; }); })()"
    )
    assert {"imbalance", "symmetric", "mvc", "barrier", "resting_length", "resting_tension"} <= {
        name for name, _ in terms
    }
    assert all(shown for _, shown in terms), terms


def test_every_term_marked_is_defined_and_focus_is_kept(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    for target in ("#table .term", "#main-chart .term", "#with-cause", "#to-cautions", "#theme"):
        browser.run(f"document.querySelector('{target}').focus()")
        browser.run("MB.view.draw()")
        assert browser.run(f"document.activeElement === document.querySelector('{target}')"), target


def test_controls_and_consequence_are_in_view(browser: Any, address: str) -> None:
    load(browser, address + SHORT, 1366, 768)
    browser.run("document.getElementById('controls').scrollTop = 1e4")
    for what in ("#headline", "#main-chart svg", "#joint svg"):
        box = browser.run(
            f"(() => {{ const b = document.querySelector('{what}').getBoundingClientRect();"
            " return [b.top, b.bottom]; })()"
        )
        assert 0 <= box[0] < box[1] <= 768, what
    assert browser.run("document.getElementById('slider-weeks').getBoundingClientRect().bottom <= 768")
    load(browser, address, 400, 768)
    browser.run("document.getElementById('slider-effort').scrollIntoView({block: 'start'})")
    browser.until("document.body.classList.contains('away')")
    strip = browser.run(
        "(() => { const b = document.querySelector('#mini > div').getBoundingClientRect();"
        " return [b.top, b.bottom]; })()"
    )
    slider = browser.run("document.getElementById('slider-effort').getBoundingClientRect().top")
    assert strip[0] == 0
    assert strip[1] <= slider
    assert browser.run("document.querySelectorAll('#spark path').length") == 1
    assert "→" in browser.run(TEXT.format("mini-text"))


def test_a_and_b_are_compared_in_words(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    assert browser.run("document.getElementById('versus').hidden")
    browser.run("document.getElementById('keep-a').click()")
    assert "the same imbalance" in browser.run(TEXT.format("versus"))
    choose(browser, "technique", "")
    browser.until("MB.page.now.run.settings.words === ''")
    told = browser.run(TEXT.format("versus"))
    assert "higher" in told
    assert "of effort and stretch less (0 instead of " in told


def test_cautions_and_assumptions_are_in_sight(browser: Any, address: str) -> None:
    load(browser, address + SHORT)
    cautions = browser.run("MB.page.now.run.pair.cautions")
    assert browser.run("[...document.querySelectorAll('#cautions li')].map((e) => e.textContent)") == cautions
    counted = browser.run("MB.page.now.run.counted")
    begin = f"{counted['assumed_decisive_parameters']} of the {counted['decisive_parameters']} numbers"
    assert browser.run(TEXT.format("basis")).startswith(begin)
    browser.run("document.getElementById('to-cautions').click()")
    assert browser.run("document.activeElement.id") == "caution-box"
    assert "days=30" in browser.run("location.hash")


def test_paper_has_the_settings_and_no_controls(browser: Any, address: str, tmp_path: Path) -> None:
    load(browser, address + SHORT)
    colors(browser, "dark")
    browser.call("Emulation.setEmulatedMedia", media="print")
    hidden = "getComputedStyle(document.querySelector('{0}')).display === 'none'"
    for what in ("form", ".looks", ".time", "#mini"):
        assert browser.run(hidden.format(what)), what
    assert not browser.run(hidden.format("#settings-box"))
    assert "hours at the desk" in browser.run(TEXT.format("settings"))
    browser.call("Emulation.setEmulatedMedia", media="")
    data = base64.b64decode(browser.call("Page.printToPDF")["data"])
    assert data.startswith(b"%PDF")
    assert browser.run("document.documentElement.dataset.theme") == "dark"
