"""A user's type checker and editor see the library as it is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

import musclebalance
from validation import house

SNIPPET = """
import musclebalance as mb

person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(hours=8), days=2)
result = mb.simulate(person, mb.Plan(mb.PIR(effort=0.2), per_week=3, weeks=1), mb.Lifestyle.healthy())
reveal_type(mb.simulate)
reveal_type(person)
reveal_type(result["rom_agonist"])
reveal_type(mb.PIR)
mb.simulate(person, None, mb.Lifestyle.healthy(), wekes=3)
mb.Pla
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory, root) -> str:
    """What mypy says of a user's lines, with the project's settings, so that it knows what lint has read."""
    file = tmp_path_factory.mktemp("user") / "lines.py"
    file.write_text(SNIPPET)
    command = [sys.executable, "-m", "mypy", "--config-file", str(root / "pyproject.toml"), str(file)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True).stdout


def test_signatures_are_real(said):
    revealed = re.findall(r'Revealed type is "(.*)"', said)
    assert len(revealed) == 4, said
    assert "weeks: Union[builtins.float, None]" in revealed[0] or "weeks: float | None" in revealed[0], (
        revealed
    )
    assert revealed[1].endswith("result.person.Person")
    assert "Series" in revealed[2]
    assert "effort: " in revealed[3]
    assert not [text for text in revealed if re.fullmatch(r"Any|def \(\*.*\) -> Any", text)]


def test_slips_are_found(said):
    assert 'Unexpected keyword argument "wekes"' in said
    assert 'has no attribute "Pla"' in said


def test_the_stub_names_what_is_there():
    """The stub is the one list of public names; every name in it can be loaded and is the thing it says."""
    stub = house.PACKAGE / "__init__.pyi"
    imports = [node for node in ast.parse(stub.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    listed = [alias.name for node in imports for alias in node.names]
    assert sorted(musclebalance.__all__) == sorted(["__version__", *listed])
    assert len(listed) == len(set(listed)) > 50
    for name in listed:
        assert getattr(musclebalance, name) is not None
    assert all(alias.asname == alias.name for node in imports for alias in node.names), "re-export with `as`"
