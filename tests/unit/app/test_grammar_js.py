"""Sessions in words, read by the page: the same steps as the library's, or the same error."""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from dataclasses import asdict
from typing import Any

import pytest

from musclebalance.app.model_data import SPACE, expression, model_data
from musclebalance.app.settings import SettingError, Settings
from musclebalance.core.errors import MusclebalanceError, nearest, number, shown
from musclebalance.treatment import TECHNIQUES, Repeat
from musclebalance.treatment import session as read
from musclebalance.treatment.grammar import EXAMPLES, NUMBER, TOKEN
from musclebalance.treatment.steps import WORD
from tests import phrases
from tests.javascript import evaluate

SCRIPTS = ("messages.js", "steps.js", "grammar.js")
READ = """
window.MUSCLEBALANCE = data.model;
return data.texts.map((text) => {
  try {
    return MB.grammar.session(text);
  } catch (error) {
    if (!(error instanceof MB.grammar.WordsError)) throw error;
    return { error: error.message, field: 'words', line: error.phrase, position: error.position };
  }
});
"""


def plain(item: Any) -> dict[str, Any]:
    """A session, repeat or step as the page has it."""
    return (
        asdict(item)
        if not isinstance(item, Repeat)
        else {"times": item.times, "items": [*map(plain, item.items)]}
    )


def by_library(text: str) -> dict[str, Any]:
    """What the library makes of a text: the session, or what the page shows of the error."""
    try:
        made = read(text)
    except MusclebalanceError as error:
        if not text.strip():  # on the page: no session
            return {"error": str(error), "field": "words", "line": None, "position": None}
        with pytest.raises(SettingError) as caught:
            Settings(words=text)
        return caught.value.to_data()
    return {"name": made.name, "items": [*map(plain, made.items)]}


def compare(texts: list[str]) -> tuple[int, int]:
    """How many of the texts are sessions and how many are not, the same for the page as for the library."""
    found = evaluate(SCRIPTS, READ, {"model": model_data(), "texts": texts})
    expected = [by_library(text) for text in texts]
    for text, one, other in zip(texts, found, expected, strict=True):
        assert one == other, text[:500]
    refused = sum("error" in one for one in expected)
    return len(texts) - refused, refused


SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2)))


@pytest.mark.parametrize("seed", SEEDS)
def test_sessions_of_the_grammar(seed: int) -> None:
    rng = random.Random(seed)
    assert compare([phrases.session(rng) for _ in range(800)]) == (800, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_slips(seed: int) -> None:
    rng = random.Random(seed)
    texts = [phrases.slip(rng, phrases.phrase(rng)).replace("{agonist}", "psoas") for _ in range(900)]
    texts += [phrases.slip(rng, phrases.session(rng)) for _ in range(200)]
    good, bad = compare(texts)
    assert bad >= 800
    assert good >= 80


def test_techniques_and_examples() -> None:
    texts = [str(technique.session()) for technique in TECHNIQUES.values()]
    assert compare([*texts, *EXAMPLES[:4], *EXAMPLES[5:]])[1] == 1  # "repeat 5 times" follows a phrase


def deep(levels: int) -> str:
    lines = "".join(f"{' ' * depth}repeat 2 times:\n" for depth in range(levels))
    return f"{lines}{' ' * levels}stretch to barrier"


STEP = "contract at 20 %MVC for 7 s"
TEXTS = {
    "nothing": "",
    "spaces": "   \n\t",
    "remark": "# nothing",
    "a full stop alone": f"{STEP}\n.",
    "nul": f"{STEP}\x00",
    "nul inside": "contract\x00 at 20 %MVC for 7 s",
    "right to left": f"\u202e{STEP}",
    "homoglyph": "\u0441ontract at 20 %MVC for 7 s",
    "no width": "con\u200btract at 20 %MVC for 7 s",
    "emoji": f"💪 {STEP}",
    "emoji after": f"{STEP} 💪",
    "emojis": f"{'💪' * 90} {STEP}",
    "combining": "contracẗ at 20 %MVC for 7 s",
    "full width": "ｃｏｎｔｒａｃｔ at 20 %MVC for 7 s",
    "full width digits": "contract at ２０ %MVC for ７.５ s",
    "Arabic digits": "contract at ٢٠ %MVC for 7 s",
    "mathematical digits": "rest for 𝟙𝟚.𝟛 s",
    "Arabic zero": "rest for ٠ s",
    "superscript": "contract at 2⁰ %MVC for 7 s",
    "circled": "contract at ⑳ %MVC for 7 s",
    "Roman": "contract at Ⅷ %MVC for 7 s",
    "minus sign": "contract at −20 %MVC for 7 s",
    "negative": "contract at -20 %MVC for 7 s",
    "140": "contract at 140 %MVC for 7 s",
    "no time": "contract at 20 %MVC for 0 s",
    "minus time": "contract at 20 %MVC for -7 s",
    "half a tick": "rest for 0.0000005 s",
    "nan": "contract at nan %MVC for 7 s",
    "inf": "contract at inf %MVC for 7 s",
    "1e400": "contract at 1e400 %MVC for 7 s",
    "1e-400": "contract at 20 %MVC for 1e-400 s",
    "1e99999": "contract at 20 %MVC for 1e99999 s",
    "1e huge": f"contract at 20 %MVC for 1e{'9' * 24} s",
    "1e-huge": f"contract at 20 %MVC for 1e-{'9' * 24} s",
    "0e huge": f"rest 0e{'9' * 24} s",
    "1e999999 h": "rest for 1e999999 h",
    "1000 digits": f"rest for 1.{'3' * 998} s",
    "1001 digits": f"rest for 1.{'3' * 999} s",
    "5000 digits": f"contract at 20 %MVC for {'9' * 5000} s",
    "many digits": f"contract at 20 %MVC for {'9' * 100000} s",
    "small power": f"rest for {'1' + '0' * 300}e-300 s",
    "tie of 28 digits": f"rest for {'1' * 27}.5 s",
    "tie": f"rest for 1.{'0' * 26}15 s",
    "tie of a percentage": "contract at 50.0009765625 %MVC for 7 s",
    "six digits": "rest for 100000.5 s",
    "six digits, odd": "rest for 100001.5 s",
    "next to nothing": "contract at 0.2 %MVC for 7 s",
    "next to nothing, partner": "work at 20 % with the partner at 0.3 % for 3 s",
    "repeat 1e9": f"{STEP}\nrepeat 1000000000 times",
    "repeat 1e9 block": f"repeat 1000000000 times:\n  {STEP}",
    "repeat 0": f"{STEP}\nrepeat 0 times",
    "repeat -1": f"{STEP}\nrepeat -1 times",
    "repeat 1.5": f"{STEP}\nrepeat 1.5 times",
    "repeat many digits": f"{STEP}\nrepeat {'9' * 5000} times",
    "repeat Arabic": f"{STEP}\nrepeat ٥000 times",
    "repeat once": f"{STEP}\nrepeat 1 time",
    "repeat long s": f"{STEP}\nrepeat 2 timeſ",
    "repeat alone": f"{STEP}\nrepeat",
    "repeat  gap": f"{STEP}\nrepeat   x  times",
    "several": "rest 3 × 10 s",
    "several of none": "rest 0 x 10 s",
    "several, Arabic": "rest for ٣ x 10 s",
    "several twice": "rest 3 x 4 x 10 s",
    "1000 x 1000": "repeat 1000 times:\n  repeat 1000 times:\n    contract at 20 %MVC for 1 s",
    "1000^6 approaches": deep(6).replace("2 times", "1000 times"),
    "1000^3": "repeat 1000 times:\n  repeat 1000 times:\n    repeat 1000 times:\n      rest 0.000001 s",
    "20 deep": deep(14),
    "21 deep": deep(21),
    "23 deep": deep(23),
    "200 deep": deep(200),
    "20 deep, several": deep(20).replace("2 times", "1 times").replace("stretch to barrier", "rest 2 x 3 s"),
    "20 deep, repeated": f"{deep(20).replace('2 times', '1 times')}\n{' ' * 20}repeat 1 times",
    "repeats one after another": "contract at 20 %MVC for 1 s\n" + "repeat 2 times\n" * 50,
    "too many lines": "release for 0.01 s\n" * 10_001,
    "long word": f"stretch the {'a' * 20000} for 3 s",
    "long token": f"contract at 20 %MVC for 7 {'s' * 20000}",
    "long spaces": f"contract{' ' * 20000}at 20 %MVC for 7 s",
    "many numbers": f"contract at {'1.' * 5000}",
    "many signs": f"contract at {'+' * 20000}",
    "many percent": f"contract at {'%' * 5000}",
    "quote": f'name":\n  {STEP}',
    "both quotes": f'it\'s "x":\n  {STEP}',
    "markup": f"<script>alert(1)</script>:\n  {STEP}",
    "formula": f"=cmd|' /C calc'!A0:\n  {STEP}",
    "name of a phrase": "x (phrase 7:\n  rest for 13 h",
    "hidden name": f"a\u0007b:\n  {STEP}",
    "empty name": f":\n  {STEP}",
    "twice": "contract at 20 %MVC at 30 %MVC for 7 s",
    "tabs": f"repeat 5 times:\n\t{STEP}\n        release for 3 s",
    "less indented": f"  {STEP}\nrelease for 3 s",
    "more indented": f"{STEP}\n  release for 3 s",
    "only repeat": "repeat 5 times",
    "only repeat:": "repeat 5 times:",
    "nothing below": f"repeat 5 times:\n{STEP}",
    "the": "stretch the for 3 s",
    "the the": "take up the slack in the in the the for 3 s",
    "carriage return": f"{STEP}\rrelease for 3 s",
    "form feed": f"{STEP}\x0crelease for 3 s",
    "next line": f"{STEP}\x85release for 3 s",
    "line separator": f"{STEP}\u2028release for 3 s",
    "file separator": f"{STEP}\x1crelease for 3 s",
    "unit separator": f"{STEP}\x1frelease for 3 s",
    "byte order mark": f"\ufeff{STEP}",
    "no-break spaces": "contract\u00a0at\u00a020\u00a0%MVC\u00a0for\u00a07\u00a0s",
    "surrogate": f"{STEP} \ud800",
    "comma": "contract at 20,5 %MVC for 7 s",
    "underscore": "contract at 2_0 %MVC for 7 s",
    "hex": "contract at 0x14 %MVC for 7 s",
    "unit": "contract at 20 %MVX for 7 s",
    "bare": "contract at 20 for 7",
    "no unit": "contract at 20 %MVC for 7",
    "no time at all": "contract at 20 %MVC",
    "unknown activity": "do fly for 3 min",
    "13 h": "rest for 13 h",
    "13 times 1 h": "repeat 13 times:\n  rest for 1 h",
    "Turkish": "contract at 20 %mvcİ for 7 ı",
    "Kelvin": "contract at 20K %MVC for 7 s",
    "long message": f"contract at 140 %MVC the {'very ' * 300}long muscle for 7 s",
    "pain 11": "stretch to pain 11 of 10",
    "pain -0": "stretch to pain -0 of 10 for 3 s",
    "pain just above": "stretch to pain 10.00000000000000000000000001 for 3 s",
    "pain 7": "stretch until pain 7 for 3 s",
    "two goals": "stretch to 20 deg to 15 N m for 3 s",
    "no effort": "contract for 3 s",
    "no angle": "hold for 3 s",
    "no activity": "do for 3 s",
    "angle 0": "hold at 0 deg for 3 s",
    "load of a stretch": "stretch against 3 Nm for 3 s",
    "barrier of a contraction": "contract to barrier at 20 % for 3 s",
    "angle 181": "hold at 181 deg for 3 s",
    "torque 501": "stretch to 501 N m for 3 s",
    "offset 2": "stretch offset 2 lopt for 3 s",
    "load -501": "hold at 3 deg against -501 N m for 3 s",
    "barrier 101": "stretch to 101 % for 3 s",
    "of the wall": "stretch to 70 % of the wall",
    "with friends": "stretch with friends for 3 s",
    "in a name": "stretch the to for 3 s",
    "digit in a name": "do walk 2 for 3 s",
    "sign in a name": "do walk&run for 3 s",
    "name of a joint": "rest the knee for 3 s",
    "stop": f"{STEP}.",
    "stops": f"{STEP}..",
    "assistend": "stretch to barrier assistend",
}


def test_texts_of_strangers() -> None:
    good, bad = compare([*TEXTS.values()])
    assert good > 20
    assert bad > 80


def test_names_near() -> None:
    rng = random.Random(3)
    known = [
        "hip-flexors-gluteus-maximus",
        "hamstrings-quadriceps",
        "elbow flexors",
        "stretch",
        "Rest",
        "rest",
        "",
    ]
    given = ["", "hip", "reſt", "Elbow", "quadrizeps", "ham", "maximus", "\U0001f9b5" * 7, "s", "REST"]
    letters = "abcdefhilmnoprstuxz -"
    given += ["".join(rng.choices(letters, k=rng.randint(1, 9))) for _ in range(500)]
    for name in known:
        given += [phrases.slip(rng, name) for _ in range(200)]
    found = evaluate(
        SCRIPTS,
        "return data.given.map((one) => MB.messages.nearest(one, data.known))",
        {"given": given, "known": known},
    )
    assert found == [nearest(name, known) for name in given]
    assert sum(name is not None for name in found) > 500


def test_numbers_and_texts_as_shown() -> None:
    rng = random.Random(4)
    values = [
        0.0,
        0.5,
        100000.5,
        100001.5,
        999999.5,
        1e5,
        123456.5,
        1e-5,
        0.0001,
        0.00012345650,
        1e22,
        -2.5,
        1e-300,
    ]
    values += [rng.choice((-1, 1)) * 10 ** rng.uniform(-8, 12) for _ in range(500)]
    values += [rng.randrange(2**24) / 2**10 for _ in range(500)]
    body = """
    const { number, rounded, whole, shown } = MB.messages;
    return data.values.map((x) => [number(x), rounded(x, 9), rounded(x, 2), whole(x)]);
    """
    expected = [[number(x), round(x, 9), round(x, 2), round(x)] for x in values]
    assert evaluate(SCRIPTS, body, {"values": values}) == expected
    signs = ["".join(map(chr, rng.choices(range(0x3000), k=12))) for _ in range(2000)]
    known = [text for text in signs if all(assigned(sign) for sign in text)]
    assert evaluate(SCRIPTS, "return data.map(MB.messages.shown)", known) == [shown(text) for text in known]


def assigned(sign: str) -> bool:
    """Whether every version of Unicode in use knows the sign."""
    return unicodedata.category(sign) != "Cn"


def test_regular_expressions_mean_the_same() -> None:
    white = "".join(chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace())
    assert re.fullmatch(f"[{SPACE}]+", white)
    assert all(chr(code).isspace() for code in range(sys.maxunicode + 1) if re.match(f"[{SPACE}]", chr(code)))
    rng = random.Random(5)
    signs = "aeE1٢.+-% \t°²MVCmvc·'()/_İıſKß\x1f\x85\ufeff💪"
    texts = ["".join(rng.choices(signs, k=rng.randint(1, 12))) for _ in range(3000)]
    body = """
    const found = (texts, pattern) => texts.map((text) => text.match(pattern) ?? []);
    return data.map(([[source, flags], texts]) => found(texts, new RegExp(source, flags + 'g')));
    """
    patterns = (TOKEN, NUMBER, WORD)
    found = evaluate((), body, [[expression(pattern), texts] for pattern in patterns])
    for pattern, all_found in zip(patterns, found, strict=True):
        for text, one in zip(texts, all_found, strict=True):
            assert one == [match.group() for match in pattern.finditer(text)], text
