"""The page as one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from musclebalance.app import Settings, export
from musclebalance.app.exporting import effort_of, with_effort
from musclebalance.app.running import run
from musclebalance.core.errors import MusclebalanceError

SHORT = Settings(days=30, weeks=2, clinic_weeks=1, home_weeks=1)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    lines: list[str] = []
    path = export(
        tmp_path_factory.mktemp("page") / "page.html",
        SHORT,
        {"stress": (0.2,), "effort": (60,)},
        progress=lines.append,
    )
    assert lines[-1] == "run 4 of 4"
    return path.read_text(encoding="utf-8")


def test_file_needs_nothing_else(written: str) -> None:
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"(?!data:)", written)
    assert "connect-src" not in written  # default-src 'none' forbids every request
    script = re.search(r"<script>(.*)</script>", written, re.S)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in written


def test_file_holds_the_runs_of_the_model(written: str) -> None:
    found = re.search(r"window\.MUSCLEBALANCE = (.*?);\n", written)
    assert found is not None
    grid = json.loads(found[1])["grid"]
    assert grid["axes"] == {"stress": [0.2, 0.6], "effort": [20.0, 60.0]}
    assert set(grid["runs"]) == {"0.2|20", "0.2|60", "0.6|20", "0.6|60"}
    assert set(grid["sessions"]) == {"20", "60"}
    whole = run(Settings.from_data({**SHORT.to_data(), "words": with_effort(SHORT.words, 60)}))
    one = grid["runs"]["0.6|60"]
    assert one["course"]["series"]["imbalance"][-1] == pytest.approx(
        whole["course"]["series"]["imbalance"][-1], rel=1e-4
    )
    assert one["past"] in grid["pasts"]
    assert one["untreated"] in grid["untreated"]


def test_markup_in_remarks_stays_text(tmp_path: Path) -> None:
    words = "stretch for 20 s # <!--<script></script><b>\u2028"
    short = Settings(words=words, days=30, weeks=1, clinic_weeks=1, home_weeks=0)
    page = export(tmp_path / "page.html", short, {}).read_text(encoding="utf-8")
    data = re.search(r"window\.MUSCLEBALANCE = (.*?);\n", page)
    assert data is not None
    assert not set("<\u2028") & set(data[1])
    assert json.loads(data[1])["grid"]["base"]["words"] == words


def test_effort_in_words() -> None:
    assert effort_of(SHORT.words) == 20
    assert effort_of("stretch for 3 s") is None
    assert effort_of(with_effort(SHORT.words, 55.5)) == 55.5


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(MusclebalanceError, match=r"\.html"):
        export(tmp_path / "page.txt")
    with pytest.raises(MusclebalanceError, match="cannot be written"):
        export(tmp_path / "none" / "page.html", SHORT, {}, progress=pytest.fail)
    with pytest.raises(MusclebalanceError, match="Did you mean 'stress'"):
        export(tmp_path / "page.html", SHORT, {"stres": (1,)})
    with pytest.raises(MusclebalanceError, match="at most 2000"):
        export(tmp_path / "page.html", SHORT, {"seed": range(2001)})
    with pytest.raises(MusclebalanceError, match="outside 0 to 1"):
        export(tmp_path / "page.html", SHORT, {"stress": (3,)})
    assert not list(tmp_path.iterdir())
