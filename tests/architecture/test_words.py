"""Words the project does not use, and places it does not name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEXT = {"", ".py", ".md", ".rst", ".ipynb", ".toml", ".cff", ".yml", ".html", ".css", ".js", ".txt", ".sh"}
#: claims; written in two halves so that this file does not hold them
CLAIMS = [
    *("valid" + "ated", "clinically " + "proven", "clinical " + "tool"),
    *("state[- ]of[- ]the[- ]" + "art", "blaz" + "ing"),
]
#: places of one machine, one registry, one tracker
PLACES = [
    r"(?<![\w.<>{}])/(?:work|root|tmp|home|Users|opt|mnt)/(?!\.\.\.)\w",
    r"pypi\." + r"org/simple",
    r"files\.python" + r"hosted",
    r"registry\." + r"npmjs",
    r"index[-_]url\s*[= ]\s*http",
    r"\b(?:issue|helper) +#?\d+\b",
    r"Co-" + r"authored-by",
]
ENGINE_WORDS = (
    *(
        "muscle",
        "muscles",
        "agonist",
        "antagonist",
        "joint",
        "joints",
        "tendon",
        "fibre",
        "sarcomere",
        "tone",
    ),
    *("pain", "fatigue", "posture", "stretch", "spasm", "patient", "therapist", "tissue", "nerve", "PIR"),
)


def hits(paths: list[Path], patterns: list[str], root: Path, flags: int = 0) -> list[str]:
    expressions = [re.compile(pattern, flags) for pattern in patterns]
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found += [
                f"{path.relative_to(root)}:{number}: {match.group(0)!r}"
                for expression in expressions
                if (match := expression.search(line))
            ]
    return found


@pytest.fixture(scope="module")
def texts(files: list[Path]) -> list[Path]:
    return [p for p in files if p.suffix in TEXT and "data" not in p.parts]


def test_no_claims(texts, root):
    assert not hits(texts, [rf"\b{claim}\b" for claim in CLAIMS], root, re.IGNORECASE)


def test_no_places(texts, root):
    assert not hits([p for p in texts if p != Path(__file__)], PLACES, root, re.IGNORECASE)


def test_the_patterns_find_what_they_should():
    home, claim = "/ro" + "ot/project", "A " + "valid" + "ated model"
    assert any(re.search(pattern, home) for pattern in PLACES)
    assert any(re.search(pattern, claim) for pattern in CLAIMS)
    assert not any(re.search(pattern, "tests/home/x and a/tmp/b of 3 sessions") for pattern in PLACES)


def test_the_engine_has_no_word_of_anatomy(modules, root):
    engine = [m.path for m in modules if m.room == "engine"]
    assert engine
    found = hits(engine, [rf"(?<![A-Za-z])(?:{'|'.join(ENGINE_WORDS)})(?![A-Za-z])"], root)
    assert not found, found
