"""Names of things by what they hold."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from musclebalance.core.errors import MusclebalanceError
from musclebalance.engine import naming
from musclebalance.engine.naming import digest


class Colour(Enum):
    RED = 1
    BLUE = 2


@dataclass(frozen=True)
class Thing:
    name: str
    parts: tuple[Any, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Other:
    name: str
    parts: tuple[Any, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


class Loose:
    def __init__(self, value: object) -> None:
        self.value = value


def power(exponent: int) -> Any:
    return lambda x: x**exponent


DIFFERENT: list[object] = [
    *(None, True, 1, 1.0, -1, "1", b"1", 1j, 0.0, -0.0, float("nan"), float("inf"), ...),
    *((), [], {}, set(), (1,), [1], {1}, (1, 2), (2, 1), ((1,), 2), (1, (2,)), "12", ("1", "2")),
    *({"a": 1, "b": 2}, {"a": 2, "b": 1}, {"a": {"b": 1}}, MappingProxyType({"a": 1})),
    *(
        np.zeros(3),
        np.zeros(4),
        np.zeros((3, 1)),
        np.zeros(3, np.float32),
        np.zeros(3, int),
        np.zeros(3, "<U1"),
    ),
    *(np.float64(1), np.int64(1), np.array(1), np.array([None]), np.array([{}])),
    *(Thing("a"), Thing("b"), Other("a"), Thing("a", (1,)), Thing("a", more={"x": np.zeros(2)})),
    *(Thing("a", more={"x": np.ones(2)}), Loose(1), Loose(2), Colour.RED, Colour.BLUE, Path("a"), Path("b")),
    *(Thing, Other, int, np.exp, np.sin, len, power(2), power(3), partial(power, 2), partial(power, 3)),
]


def test_different_things_have_different_names() -> None:
    assert len({digest(one) for one in DIFFERENT}) == len(DIFFERENT)
    assert digest(1, 2) != digest((1, 2)) != digest(12)


def test_order_of_a_set_and_who_is_shared_do_not_matter() -> None:
    words = [f"word {k}" for k in range(20)]
    assert digest(set(words)) == digest(set(dict.fromkeys(reversed(words))))
    one, same = Thing("a", (1,)), Thing("a", (1,))
    assert digest((one, one)) == digest((one, same))
    assert digest(np.arange(6).reshape(2, 3).T) == digest(np.arange(6).reshape(2, 3).T.copy())


def test_what_holds_itself_has_a_name() -> None:
    ring: list[object] = [1]
    ring.append(ring)
    assert len(digest(ring)) == 32


def test_what_has_no_content_is_refused() -> None:
    with pytest.raises(MusclebalanceError, match="cannot name a lock by what it holds"):
        digest(Thing("a", (threading.Lock(),)))


MODULE = '''
import functools
from dataclasses import dataclass

LIMIT = {limit}

def helper(x):
    return x {sign} LIMIT

@dataclass(frozen=True)
class Rule:
    """{words}"""

    often: int = 1
    BOUND = {bound}

    def decide(self, visit):
        return helper(visit) > self.size and visit in ("a", "b", "c")

    @property
    def size(self):
        return {size}
'''
USUAL = {"limit": 3, "sign": "+", "words": "A rule.", "bound": 7, "size": 2}


def rule(**changes: object) -> Any:
    scope: dict[str, Any] = {"__name__": "somebodys"}
    sys.modules["somebodys"] = type(sys)("somebodys")
    try:
        exec(compile(MODULE.format(**USUAL | changes), "somebodys", "exec"), scope)
    finally:
        del sys.modules["somebodys"]
    return scope["Rule"]()


def test_code_of_somebody_else_counts_with_what_it_uses() -> None:
    changes = [{"limit": 4}, {"sign": "-"}, {"bound": 8}, {"size": 5}]
    names = [digest(rule(**change)) for change in changes]
    assert len({digest(rule()), *names}) == 5
    assert digest(rule()) == digest(rule(words="What it is for."))


NAMES = """
import sys
sys.path[:0] = {path!r}
import musclebalance as mb
from musclebalance.engine.naming import digest, origin
pair = mb.pair("hip-flexors-gluteus-maximus")
plan = mb.Plan(mb.PIR(), per_week=3, weeks=4, adherence=0.7)
cohort = mb.Cohort.sample(pair, n=5, seed=5)
print(digest(origin(), cohort, plan, cohort.lives(), {{"a", "b", "c", "d"}}))
"""


def test_every_process_finds_the_same_name() -> None:
    code = NAMES.format(path=[str(naming.PACKAGE.parent)])
    environments = ({"PYTHONHASHSEED": seed} for seed in ("1", "2"))
    found = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=one
        ).stdout
        for one in environments
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 32


def test_every_file_that_decides_numbers_is_in_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter more in files drawn at random, a file of another name, a file less."""
    package = tmp_path / "musclebalance"
    shutil.copytree(naming.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    monkeypatch.setattr(naming, "PACKAGE", package)
    usual, find = naming.origin.__wrapped__(), naming.origin.__wrapped__
    files = [path for path in sorted(package.rglob("*")) if path.suffix in naming.DECIDING]
    assert {".py", ".toml", ".csv"} <= {path.suffix for path in files}
    seen = {usual}
    for path in random.Random(2).sample(files, 12):
        text = path.read_bytes()
        path.write_bytes(text + b"\n")
        seen.add(find())
        path.write_bytes(text)
    assert find() == usual
    path = files[0].rename(files[0].with_name("renamed.py"))
    seen.add(find())
    path.unlink()
    seen.add(find())
    assert len(seen) == 15
    (package / "notes.txt").write_text("decide nothing")
    (package / "model" / "__pycache__").mkdir()
    assert find() in seen


def test_the_names_are_of_what_makes_the_numbers() -> None:
    known = naming.origin()
    assert np.__version__ in known
    assert sys.version in known
    assert naming.origin() is known
    assert len(set(itertools.chain(known))) == len(known)
