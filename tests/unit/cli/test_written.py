"""Tables that are written: no spreadsheet runs what stands in them, and the library reads it back."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from musclebalance.cli.commands import write_table
from musclebalance.core.tables import Column, read

FORMULAS = (
    "=1+1", '=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "-2+3", "-1 week", "@SUM(A1)", "=\t1",
    "\t=1", "\r=1", "'=1", "''=1", "=", "-", "=x,y", "=x\ny",
)  # fmt: skip
OTHERS = (
    "plain", "-5", "+3.2e-4", "'tis", "a\x0bb", "a\x1cb", "a\x85b", "a\u2028b", "a\rb", "a\r\nb", "a\nb",
    "a,b", 'a"b',
)  # fmt: skip


@pytest.mark.parametrize("text", [*FORMULAS, *OTHERS])
def test_texts_come_back_and_none_is_a_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.csv"
    frame = pd.DataFrame({"study": [text, "b"], "gain": [-1.5, 2.0]}, index=pd.Index([text, "c"], name="arm"))
    write_table(str(path), frame)
    found = read(path, (Column("arm"), Column("study"), Column("gain", float)), blank=()).rows[0]
    same = text.replace("\r\n", "\n").replace("\r", "\n")  # lines end in one way
    assert (found["arm"], found["study"]) == (same, same)
    with path.open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    harmless = ("=", "-", "-5", "+3.2e-4", "-1.5")
    assert "-1.5" in cells  # numbers stay numbers
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r\n" and cell not in harmless]


def test_headings_are_no_formulas_either(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(str(path), pd.DataFrame({"=1+1": [1.0]}), index=False)
    assert path.read_text().startswith("'=1+1\n")
