"""The page as one file."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from musclebalance.app import Settings, export
from musclebalance.app.bodies import pairs_of
from musclebalance.core.errors import MusclebalanceError

SHORT = Settings(days=30, weeks=2, clinic_weeks=1, home_weeks=1, model="core")
FEW: dict[str, Any] = {"pairs": (SHORT.pair,), "models": ("core",)}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    lines: list[str] = []
    path = export(tmp_path_factory.mktemp("page") / "page.html", SHORT, **FEW, progress=lines.append)
    assert lines == ["explanation 1 of 1: core"]
    return path.read_text(encoding="utf-8")


def held(page: str) -> dict[str, Any]:
    """Data in a file."""
    found = re.search(r"window\.MUSCLEBALANCE = (.*?);\n", page)
    assert found is not None
    return dict(json.loads(found[1]))


def test_file_needs_nothing_else(written: str) -> None:
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"(?!data:)", written)
    assert "connect-src" not in written  # default-src 'none' forbids every request
    script = re.search(r"<script>(.*)</script>", written, re.S)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}' 'wasm-unsafe-eval'" in written


def test_file_holds_the_model_of_what_it_offers(written: str) -> None:
    data = held(written)
    assert [one["name"] for one in data["choices"]["pairs"]] == [SHORT.pair]
    assert [one["name"] for one in data["choices"]["models"]] == ["core"]
    assert data["choices"]["defaults"] == SHORT.to_data()
    model = json.loads(gzip.decompress(base64.b64decode(data["model"])))
    assert set(model["kernels"]) == {"core"}
    assert set(model["people"]) == set(model["pairs"]) == set(model["portraits"]) == {SHORT.pair}
    assert "MB.kernel" in data["worker"]


def test_markup_in_remarks_stays_text(tmp_path: Path) -> None:
    words = "stretch for 20 s # <!--<script></script><b>\u2028"
    short = Settings(words=words, model="core")
    page = export(tmp_path / "page.html", short, **FEW).read_text(encoding="utf-8")
    data = re.search(r"window\.MUSCLEBALANCE = (.*?);\n", page)
    assert data is not None
    assert not set("<\u2028") & set(data[1])
    assert held(page)["choices"]["defaults"]["words"] == words


def test_a_file_that_begins_with_a_body_offers_its_pairs(tmp_path: Path) -> None:
    begin = Settings(body="lower", treated="left", model="core")
    page = export(tmp_path / "page.html", begin, **FEW).read_text(encoding="utf-8")
    data = held(page)
    assert {one["name"] for one in data["choices"]["pairs"]} == set(pairs_of("lower", begin.pair))
    assert [one["name"] for one in data["choices"]["bodies"]] == ["pair", "sides", "lower"]
    assert data["choices"]["defaults"]["treated"] == "left"


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(MusclebalanceError, match=r"\.html"):
        export(tmp_path / "page.txt")
    with pytest.raises(MusclebalanceError, match="cannot be written"):
        export(tmp_path / "none" / "page.html", SHORT, progress=pytest.fail)
    with pytest.raises(MusclebalanceError, match="Did you mean 'core'"):
        export(tmp_path / "page.html", SHORT, models=("cor",))
    with pytest.raises(MusclebalanceError, match="Did you mean 'hip-flexors"):
        export(tmp_path / "page.html", SHORT, pairs=("hip-flexors-gluteus",))
    assert not list(tmp_path.iterdir())
