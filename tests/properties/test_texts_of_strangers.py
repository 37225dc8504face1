"""Whatever words, TOML or JSON say, they are read or refused in one line that states the limit; no hang."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

import pytest

import musclebalance as mb
from musclebalance.core.errors import LONGEST_LINE, MusclebalanceError

HEAD = 'pair = "hip-flexors-gluteus-maximus"\n'
LIFE = '[lifestyle]\nkind = "healthy"\n'
EVENT = '[[events]]\nday = 3\nclock = "18:00"\nchanges = [["capacity_agonist", "add", -0.3]]\n'
WHOLE = (resources.files("musclebalance") / "cli" / "scenario.toml").read_text("utf-8")
WHOLE = WHOLE.format(name="x.toml", pair="hip-flexors-gluteus-maximus") + EVENT
STEP = "contract at 20 %MVC for 7 s"
BIG, HUGE = "9" * 400, "9" * 5000
PHRASES = [
    "stretch to 70 % of the barrier for 10 s", STEP, "release for 3 s", "stretch to 15 deg for 30 s assisted",
    "contract the hip flexors at 20 %MVC for 7 s at -10 deg", "do walk for 3 min",
    "take up the slack for 3 s",
    "work the antagonist at 60 %MVC for 3 s against 10 N m", "stretch for 10 s offset 0.5 lopt",
]  # fmt: skip
JUNK = [
    *(
        "",
        " ",
        "%",
        "\x00",
        "for",
        "at",
        "to",
        "-",
        "+",
        ".",
        "e",
        "1e5",
        "1e308",
        "nan",
        "٣",
        "²",
        "°",
        "\u202e",
    ),
    *(
        "🦵",
        "the",
        ":",
        "#",
        "repeat",
        "times",
        "\n",
        "\t",
        "\\",
        "'",
        '"',
        "N",
        "m",
        "deg",
        BIG,
        "0",
        "-0",
        "1e-7",
    ),
]
VALUES = [
    *(
        "nan",
        "inf",
        "-1",
        "0",
        "1e300",
        BIG,
        '""',
        '"x"',
        "[]",
        "{}",
        "true",
        "[[]]",
        "1979-05-27",
        "07:32:00",
    ),
    *('"\\u0000"', '[1, "a"]', "-9223372036854775808", "'''x'''", "0x10", "1_000", "+5", "1.5", '"18:00"'),
]
PLAIN: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        1e308,
        int(BIG),
        "",
        "x",
        [],
        {},
        [[]],
        {"a": 1},
        1.5,
        "18:00",
        [1, "a"],
        -0.0,
        [None],
    ),
]


def told(read: Callable[[], Any]) -> str:
    """How a text is refused, in one line that can be read; nothing where it is read."""
    message = ""
    try:
        read()
    except MusclebalanceError as refusal:
        message = str(refusal)
        assert message
        assert "\n" not in message
        assert len(message) < LONGEST_LINE + 100
    return message


def test_words_with_anything_in_them():
    rng, read = random.Random(11), 0
    for _ in range(400):
        words = rng.choice(PHRASES).split(" ")
        for _ in range(rng.randint(1, 4)):
            place, junk = rng.randrange(len(words) + 1), rng.choice(JUNK)
            match rng.randrange(4):
                case 0:
                    del words[place : place + 1]
                case 1:
                    words.insert(place, junk)
                case 2:
                    words[place : place + 1] = [junk]
                case _:
                    words = "".join((" ".join(words[:place]), junk, " ".join(words[place:]))).split(" ")
        read += not told(lambda words=words: mb.session(" ".join(words)))
    assert 0 < read < 200


def test_toml_with_anything_in_it():
    rng, lines, read = random.Random(12), WHOLE.splitlines(), 0
    for _ in range(300):
        changed = list(lines)
        for _ in range(rng.randint(1, 3)):
            place = rng.randrange(len(changed))
            key, equals, _ = changed[place].partition("=")
            match rng.randrange(4):
                case 0:
                    del changed[place]
                case 1:
                    changed.insert(place, rng.choice(lines))
                case 2 if equals:
                    changed[place] = f"{key}= {rng.choice(VALUES)}"
                case _:
                    at = rng.randrange(len(changed[place]) + 1)
                    sign = rng.choice("[]{}\"'=#\\\x00,.é\u202e")
                    changed[place] = changed[place][:at] + sign + changed[place][at:]
        read += not told(lambda changed=changed: mb.Scenario.parse("\n".join(changed)))
    assert 0 < read < 250


def places(data: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in nested data."""
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield (*where, key)
        yield from places(data[key], (*where, key))


def test_json_with_anything_in_it():
    rng, whole, read = random.Random(13), mb.Scenario.parse(WHOLE).to_dict(), 0
    every = list(places(whole))
    for _ in range(300):
        data = copy.deepcopy(whole)
        *path, key = rng.choice(every)
        holder: Any = data
        for part in path:
            holder = holder[part]
        if rng.random() < 0.2:
            del holder[key]
        else:
            holder[key] = rng.choice(PLAIN)
        read += not told(lambda data=data: mb.Scenario.parse(json.dumps(data), "json"))
    assert 0 < read < 150


def nested(levels: int, times: int, inside: str) -> str:
    """Repeats within repeats, in words."""
    blocks = "".join(f"{'  ' * level}repeat {times} times:\n" for level in range(levels))
    return blocks + "  " * levels + inside


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        (nested(3, 1000, STEP), "outside 0 to 43200 s"),
        (nested(3, 1000, "stretch to barrier"), "outside 0 to 20000"),
        (nested(3, 1000, "contract at 20 %MVC for 0.000001 s"), "outside 0 to 20000"),
        (nested(22, 1, STEP), "20 deep at most"),
        (nested(2000, 1, STEP), "20 deep at most"),
        (f"{STEP}\n" * 20_000, "10000 lines at most"),
        (f"{STEP}\nrepeat {HUGE} times", "whole number of times"),
        (f"{STEP}\nrepeat 1001 times", "outside 1 to 1000"),
        *(
            (f"contract at 20 %MVC for {number} s", "of 1000 digits at most")
            for number in (
                "1e12",
                "1e999999999999999999999999",
                "1e-999999999999999999999999",
                HUGE,
                "9" * 10**6,
            )
        ),
        ("contract at 20 %MVC for 7 " + "s" * 10**6, "no unit"),
    ],
    ids=lambda text: text[:20],
)
def test_words_beyond_a_limit_are_refused_with_it(words, limit):
    assert limit in told(lambda: mb.session(words))


def test_repeats_in_python_have_the_same_depth():
    item: Any = mb.Step("rest", 1)
    for _ in range(2000):
        item = mb.Repeat(1, (item,))
    assert "20 deep at most" in told(lambda: mb.Session([item]))


PHASE = '[[plan]]\nsession = "a"\nweeks = 1\n'
PLANNED = HEAD + LIFE + '[sessions.a]\nwords = "release for 3 s"\n' + PHASE
DAILY = PLANNED + "every = 1\n"
DOTTED, A_RAMP = "a" + " . a" * 10_000, '{quantity = "effort", first = 0.1, last = 1}, '
HOLIDAYS = f"holidays = [{', '.join(f'[{k}, {k + 1}]' for k in range(1, 600))}]\n"
MINUTES = ", ".join(f'"{k // 60:02d}:{k % 60:02d}"' for k in range(1000))


def listed(name: str, one: str, times: int) -> str:
    """A list of so many of one thing."""
    return f"{name} = [{one * times}]\n"


@pytest.mark.parametrize(
    ("kind", "text", "limit"),
    [
        ("toml", HEAD + 'title = "' + "a" * 10**6 + '"\n' + LIFE, "more than 500000 characters"),
        ("json", '{"title": "' + "a" * 10**6 + '"}', "more than 500000 characters"),
        (
            "toml",
            HEAD + "title = " + "[" * 10_000 + "]" * 10_000 + "\n" + LIFE,
            "nested deeper than 20 levels",
        ),
        ("toml", HEAD + DOTTED + " = 1\n" + LIFE, "nested deeper than 20 levels"),
        ("toml", HEAD + "title = {" + DOTTED + " = 1}\n" + LIFE, "nested deeper than 20 levels"),
        ("toml", HEAD + LIFE + "[" + DOTTED + "]\nb = 1\n", "nested deeper than 20 levels"),
        ("toml", HEAD + LIFE + DOTTED + "\n", "nested deeper than 20 levels"),
        ("toml", HEAD + LIFE + '["' + " " * 100_000 + '"]\n', "No key"),
        ("json", '{"a": ' * 50_000 + "1" + "}" * 50_000, "nested deeper than 20 levels"),
        ("json", "{" + ", ".join(f'"k{k}": 1' for k in range(30_000)) + "}", "No key 'k0'"),
        ("json", '{"events": [' + "1,\n" * 100_000 + "1]}", "key 'pair' is missing"),
        ("toml", DAILY + listed("ramps", A_RAMP, 9000), "more than one ramp"),
        ("toml", HOLIDAYS + DAILY, "outside 0 to 500"),
        ("toml", DAILY + (PHASE + "per_week = 1\nstart = 1\n") * 600, "outside 1 to 500"),
        ("toml", DAILY + listed("time", '"18:00", ', 20_000), "each of them once"),
        ("toml", DAILY + f"time = [{MINUTES}]", "outside 1 to 96"),
        ("toml", DAILY + "adherence = {}", "give keep and resume"),
        ("toml", HEAD + LIFE + '[sessions.a]\ntechnique = "Sham"\nsession = 5\n', "not what Sham() takes"),
        ("toml", HEAD + "seed = 0x" + "f" * 5000 + "\n" + LIFE, "seed"),
        ("toml", HEAD + "weeks = " + HUGE + "\n" + LIFE, "number of thousands of digits"),
    ],
    ids=range(20),
)
def test_files_beyond_a_limit_are_refused_with_it(kind, text, limit):
    message = told(lambda: mb.Scenario.parse(text, kind))
    assert message
    assert limit in message


def test_a_plan_in_python_has_the_same_limits():
    pir = mb.Plan(mb.PIR(), 3, 1)
    many = pir
    for _ in range(8):
        many = many & many
    assert "outside 1 to 500" in told(lambda: many & many)
    hourly = tuple(f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in (0, 30))
    assert "outside 0 to 20000" in told(lambda: mb.Plan(mb.Step("rest", 1), every=1, weeks=500, time=hourly))
    twice = [mb.Ramp("effort", 0.1, 0.2), mb.Ramp("effort", 0.1, 0.9)]
    assert "more than one ramp" in told(lambda: mb.Plan(mb.PIR(), 3, 1, ramps=twice))


SIGNS = [
    *map(chr, range(32)),
    "\x7f",
    "\x85",
    "\x9b",
    "\u2028",
    "\u2029",
    "\ud800",
    "\\",
    "'",
    "$",
    "{",
    "💪",
    "é",
]


@pytest.mark.parametrize("sign", SIGNS, ids=[f"U+{ord(sign):04X}" for sign in SIGNS])
def test_names_and_titles_are_refused_or_read_back(sign, tmp_path):
    name, plan = f"a{sign}b", mb.Plan(mb.PIR(), 3, 1)
    life, pair = mb.Lifestyle.healthy(), "hip-flexors-gluteus-maximus"
    makes: list[Callable[[], dict[str, Any]]] = [
        lambda: {"title": name},
        lambda: {"lifestyle": mb.Lifestyle(name, life.week)},
        lambda: {"lifestyle": mb.Lifestyle("x", ((mb.Bout(name, 24, exposures=(mb.Exposure(),)),),))},
        lambda: {"plan": mb.Plan(mb.PIR().named(name), 3, 1)},
        lambda: {"plan": mb.Plan(mb.PIR().named("PIR", name), 3, 1)},
        lambda: {"events": (mb.Event.trauma(1, label=name),)},
    ]
    whole: dict[str, Any] = {"lifestyle": life, "plan": plan, "weeks": 1.0}
    for make in makes:
        if told(make) or told(lambda make=make: mb.Scenario(pair, **{**whole, **make()})):
            continue
        one = mb.Scenario(pair, **{**whole, **make()})
        for kind in ("toml", "json"):
            one.save(tmp_path / f"x.{kind}")
            again = mb.Scenario.load(tmp_path / f"x.{kind}")
            assert again.to_dict() == one.to_dict()
        (session,) = (phase.session for phase in one.plan.phases)
        assert mb.session(str(session)).name == session.name
        mb.write_sessions([session], tmp_path / "x.csv")
        assert mb.read_session(tmp_path / "x.csv").name == session.name


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_file_without_end_is_refused(kind, tmp_path):
    path = tmp_path / f"long.{kind}"
    path.write_text("#" * 2_000_000, "utf-8")
    assert "more than 500000 characters" in told(lambda: mb.Scenario.load(path))


def test_a_name_of_any_length_is_not_echoed_whole():
    for call in (
        lambda: mb.pair("x" * 10**6),
        lambda: mb.session("x" * 10**6),
        lambda: mb.Session([mb.Step("rest", 1)], name="x:" * 10**6),
        lambda: mb.technique("x" * 10**6),
        lambda: mb.Scenario.load("x" * 5000 + ".toml"),
        lambda: mb.load("x" * 5000 + ".npz"),
        lambda: mb.Step("rest", 1, muscle="1" * 10**6),
        lambda: mb.hypotheses.get("x" * 10**6),
        lambda: mb.PIR(effort="9" * 10**6 + " %MVC"),
        lambda: mb.PIR(contract="5" + " " * 10**5 + "x" + " " * 10**5 + "y"),
        lambda: mb.Lifestyle.office(wake="1" * 10**6),
        lambda: mb.variables("x" * 10**6),
    ):
        assert told(call)
