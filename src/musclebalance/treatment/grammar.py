"""Sessions in words: a small grammar, read strictly and printed back in one canonical form.

A phrase is a verb, perhaps a muscle, and clauses in any order. ``repeat 5 times:`` opens an indented block;
``repeat 5 times`` on its own line repeats the phrases above it, back to the last such line.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain

from ..core.arguments import public
from ..core.errors import MusclebalanceError, nearest, shown
from .steps import ACTIONS, DEEPEST_REPEAT, GRAMMAR_WORDS, Item, Repeat, Session, Step

#: A phrase that is not blank: its number, its indentation, its text.
Row = tuple[int, int, str]

#: One phrase of every action; that of an activity comes last.
*_SHOWN, _LAST = (action.example for action in ACTIONS.values())
EXAMPLES = (
    "stretch to barrier",
    *_SHOWN,
    "contract the hip flexors at 20 %MVC for 7 s at -10 deg",
    "stretch to 15 deg for 30 s assisted",
    "repeat 5 times",
    _LAST,
)
#: Verb as written -> action.
_OTHERS = {"relax": "release", "hold": "position", "take up the slack": "slack", "take up slack": "slack"}
VERBS = {verb: verb for verb in ("stretch", "contract", "release", "rest", "work", "do")} | _OTHERS
CLAUSES = GRAMMAR_WORDS[:9]
#: Most lines of a session.
MOST_LINES = 10_000
#: Characters of a number, and what it is below.
LONGEST_NUMBER, MOST_NUMBER = 1000, 1e12
_PERCENT = Decimal("0.01")
#: Pain of 10 is the most that is borne, by definition; a lower rating is read as that share of its torque.
PAIN = Decimal("0.1")
#: Unit of time -> seconds.
SECONDS = {"s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60, "h": 3600}
_ANGLE: dict[str, tuple[str, Decimal | int]] = {"deg": ("angle", 1), "°": ("angle", 1)}
#: Clause with a number -> what the number is, and for each unit the field and the factor to its unit.
NUMBERS: dict[str, tuple[str, dict[str, tuple[str, Decimal | int]]]] = {
    "for": ("time", {unit: ("seconds", factor) for unit, factor in SECONDS.items()}),
    "at": (
        "effort or angle",
        {"%mvc": ("effort", _PERCENT), "%": ("effort", _PERCENT), **_ANGLE},
    ),
    **dict.fromkeys(
        ("to", "until"),
        (
            "barrier, angle or torque",
            {"%": ("barrier", _PERCENT), **_ANGLE, **dict.fromkeys(("nm", "n·m"), ("torque", 1))},
        ),
    ),
    "with": ("effort of the partner", dict.fromkeys(("%mvc", "%"), ("partner_effort", _PERCENT))),
    "against": ("load", {"nm": ("load", 1), "n·m": ("load", 1)}),
    "offset": ("length offset", {"lopt": ("offset", 1)}),
}
#: A word, a number or a unit.
TOKEN = re.compile(
    r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![^\s%a-zA-Z°])|%\s?MVC\b|%[a-zA-Z]+|%|°|[^\s%\d°][^\s%°]*|\S+",
    re.IGNORECASE,
)
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$")
_FOR: re.Match[str] = re.match("for", "for")  # type: ignore[assignment]
#: "3 x 30 s" at the end of a phrase.
TIMES = re.compile(r"\s(?:for\s+)?(\d{1,4})\s?[x×]\s?(?=\d)", re.IGNORECASE)
REPEAT = re.compile(r"repeat\s+(\S+)\s+times?\s*(:?)$", re.IGNORECASE)


class WordsError(MusclebalanceError):
    """A phrase that is not understood; the message says where, what is near, and gives examples."""

    def __init__(
        self, phrase: int, text: str, position: int, message: str, examples: Iterable[str] = ()
    ) -> None:
        like = ", ".join(map(repr, examples))
        hint = f" Examples: {like}." if like else ""
        super().__init__(f"phrase {phrase}, character {position} of {shown(text)}: {message}{hint}")
        self.phrase, self.position, self.message = phrase, position, message


class _Reader:
    """Tokens of one phrase and how far they have been read."""

    def __init__(self, phrase: int, text: str) -> None:
        self.phrase, self.text, self.index = phrase, text, 0
        self.tokens = list(TOKEN.finditer(text))

    def peek(self, ahead: int = 0) -> str:
        place = self.index + ahead
        return self.tokens[place].group().lower() if place < len(self.tokens) else ""

    def take(self) -> str:
        self.index += 1
        return self.tokens[self.index - 1].group()

    def skip(self, *words: str) -> None:
        if self.peek() in words:
            self.index += 1

    def fail(self, message: str, back: int = 0, examples: int = 3) -> WordsError:
        place = self.index - back
        position = self.tokens[place].start() + 1 if 0 <= place < len(self.tokens) else len(self.text) + 1
        like = _like(self.text, examples) if examples else ()
        return WordsError(self.phrase, self.text, position, message, like)

    def found(self) -> str:
        return shown(self.tokens[self.index].group()) if self.index < len(self.tokens) else "the end"

    def number(self, what: str) -> Decimal:
        if not NUMBER.match(self.peek()):
            comma = re.fullmatch(r"[-+]?\d+,\d+", self.peek())
            told = f"; write {self.peek().replace(',', '.')}" if comma else ""
            raise self.fail(f"a number is expected for the {what}, but {self.found()} stands there{told}.")
        size = math.inf if len(self.peek()) > LONGEST_NUMBER else abs(float(self.peek()))
        vanishes = size == 0.0 and self.peek().partition("e")[0].strip("+-0.") != ""
        if size >= MOST_NUMBER or vanishes:
            limit = f"write one below {MOST_NUMBER:g}, of {LONGEST_NUMBER} digits at most"
            raise self.fail(f"{self.found()} is no {what} that anybody means; {limit}.")
        digits = self.take()
        return Decimal(digits) if size else Decimal(0)

    def unit(self, known: Iterable[str], what: str) -> str:
        unit = self.peek().replace(" ", "")
        if unit not in known:
            guess = nearest(unit, known) or next(iter(known))
            near = "%MVC" if guess == "%mvc" else guess
            if not unit or unit in CLAUSES or unit == "of":
                raise self.fail(f"the {what} lacks its unit; write for example {near!r} after the number.")
            raise self.fail(f"no unit {self.found()} for the {what}. Did you mean {near!r}?")
        self.index += 1
        return unit


def _like(text: str, count: int) -> list[str]:
    """Examples nearest to what was written, those with the same verb first."""
    first = text.split()[0].lower() if text.split() else ""
    verb = nearest(first, [*(words.split()[0] for words in VERBS), "repeat"])
    same = [example for example in EXAMPLES if verb is not None and example.split()[0] == verb]
    return (same + [example for example in EXAMPLES if example not in same])[: max(count, min(len(same), 4))]


@public
def session(
    words: str | Iterable[str | Step | Repeat | Session], name: str = "", source: str = ""
) -> Session:
    """A session read from words.

    Parameters
    ----------
    words : str, or iterable of str, Step, Repeat and Session
        Lines of text, or a list of phrases; steps and sessions may stand among the phrases. A first line that
        ends in a colon is the name.
    name, source : str
        As in `Session`; the name replaces that of the words.

    Raises
    ------
    MusclebalanceError
        A phrase that is not understood, with its place, the nearest word and examples; no phrase at all.

    Examples
    --------
    >>> print(session(["contract at 20 %MVC for 7 s", "release for 3 s"], name="one PIR cycle") * 2)
    one PIR cycle:
      repeat 2 times:
        contract at 20 %MVC for 7 s
        release for 3 s
    """
    given = words.splitlines() if isinstance(words, str) else list(words)
    lines = [item for item in given if isinstance(item, str)]
    if len(lines) == len(given):
        items, found = parse_words(lines)
        return Session(items, name or found, source)
    parts = [parse_words([item])[0] if isinstance(item, str) else (item,) for item in given]
    return Session(chain.from_iterable(parts), name, source)


def parse_phrase(text: str, phrase: int = 1) -> Step:
    """Read one phrase as a step."""
    reader = _Reader(phrase, text)
    action = _verb(reader)
    fields: dict[str, object] = {}
    name = _name(reader)
    if name and action in ("release", "rest", "position"):
        raise reader.fail(f"{ACTIONS[action].noun} concerns the joint; leave out {name!r}.", back=1)
    if name:
        fields["activity" if action == "do" else "muscle"] = name
    while reader.index < len(reader.tokens):
        start = reader.index
        if NUMBER.match(reader.peek()) and reader.peek(1) in SECONDS:  # "rest 10 s"
            reader.tokens.insert(start, _FOR)
        for key, value in _clause(reader, action).items():
            if key in fields:
                what = {"seconds": "time"}.get(key, key.replace("_", " "))
                message = f"the {what} is given twice; leave one out."
                raise reader.fail(message, reader.index - start, examples=0)
            fields[key] = value
    if "seconds" not in fields and action != "stretch":
        raise reader.fail("how long? Add for example 'for 7 s'.")
    return Step(action, where=f"phrase {phrase}: {text!r}", **fields)  # type: ignore[arg-type]


def _verb(reader: _Reader) -> str:
    for verb, action in VERBS.items():
        words = verb.split()
        if [reader.peek(ahead) for ahead in range(len(words))] == words:
            reader.index += len(words)
            return action
    guess = nearest(reader.peek(), [*VERBS, "repeat"])
    hint = f" Did you mean {guess!r}?" if guess else ""
    raise reader.fail(f"no phrase begins with {reader.found()}.{hint}", examples=4)


def _name(reader: _Reader) -> str:
    """Muscle or activity: words up to the next clause, without a leading 'the' or 'in the'."""
    reader.skip("in")
    explicit = reader.peek() == "the"
    reader.skip("the")
    words: list[str] = []
    while reader.index < len(reader.tokens) and reader.peek() not in CLAUSES:
        if NUMBER.match(reader.peek()) and reader.peek(1) in SECONDS:
            break
        if NUMBER.match(reader.peek()) or reader.peek() in ("%mvc", "%"):
            raise reader.fail(f"{reader.found()} is not understood here.")
        guess = nearest(reader.peek(), CLAUSES)
        following = reader.peek(1)
        if guess and not explicit and (following == "barrier" or NUMBER.match(following)):
            raise reader.fail(f"{reader.found()} is not understood. Did you mean {guess!r}?")
        words.append(reader.take())
    if explicit and not words:
        raise reader.fail("a name is expected after 'the'.")
    return " ".join(words)


def _clause(reader: _Reader, action: str) -> dict[str, object]:
    word = reader.take().lower()
    if word in ("assisted", "unassisted"):
        return {"assisted": word == "assisted"}
    if word not in NUMBERS:
        guess = nearest(word, CLAUSES)
        after = f"After {ACTIONS[action].noun} comes {', '.join(map(repr, CLAUSES[:5]))}."
        hint = f"Did you mean {guess!r}?" if guess else after
        raise reader.fail(f"{word!r} is not understood here. {hint}", back=1)
    if word in ("to", "with", "until"):
        reader.skip("the")
    if word in ("to", "until") and reader.peek() == "barrier":
        reader.take()
        return {}
    if word == "with":
        if reader.peek() != "partner":
            message = f"'with' is followed by 'the partner at 20 %MVC', not by {reader.found()}."
            raise reader.fail(message, examples=0)
        reader.take()
        reader.skip("at")
    if word in ("to", "until") and reader.peek() == "pain":
        return {"barrier": _pain(reader)}
    what, units = NUMBERS[word]
    value = reader.number(what)
    if "nm" in units and (reader.peek(), reader.peek(1)) == ("n", "m"):
        reader.index += 2
        return {units["nm"][0]: float(value)}
    field, factor = units[reader.unit(units, what)]
    if field == "barrier" and reader.peek() == "of":
        reader.take()
        reader.skip("the")
        if reader.peek() != "barrier":
            raise reader.fail(f"'of the barrier' is expected, but {reader.found()} stands there.")
        reader.take()
    return {field: float(value * factor)}


def _pain(reader: _Reader) -> float:
    """The share of the tolerated torque that a rating of pain stands for."""
    reader.take()
    pain = reader.number("pain from 0 to 10")
    if not 0 <= pain <= 10:
        raise reader.fail("pain goes from 0 to 10, the most that is borne.", back=1)
    reader.skip("of")
    reader.skip("10")
    return float(PAIN * pain)


def parse_words(lines: Iterable[str]) -> tuple[tuple[Item, ...], str]:
    """Read phrases, one a line, into items and the name of the session ("" when the words carry none)."""
    rows: deque[Row] = deque()
    for phrase, line in enumerate(lines, start=1):
        text = line.split("#", 1)[0].rstrip()
        if text.strip():
            rows.append((phrase, len(text) - len(text.lstrip()), _sentence(text.strip())))
        if phrase > MOST_LINES:
            raise WordsError(phrase, text, 1, f"a session has {MOST_LINES} lines at most.")
    name = ""
    if rows and rows[0][2].endswith(":") and not REPEAT.match(rows[0][2]):
        name = rows.popleft()[2][:-1].strip()
    items = _block(rows, rows[0][1] if rows else 0)
    if rows:
        phrase, _, text = rows[0]
        message = "it is indented less than the first phrase; start it in the same column."
        raise WordsError(phrase, text, 1, message)
    return items, name


def _sentence(text: str) -> str:
    """A phrase without the full stop of a sentence; a full stop alone is left to be refused."""
    return text[:-1].rstrip() or text if text.endswith(".") and not text.endswith("..") else text


def _block(rows: deque[Row], indent: int, depth: int = 0) -> tuple[Item, ...]:
    """Items at this indentation, taken from the rows."""
    if depth > DEEPEST_REPEAT:
        message = f"repeats within repeats are {DEEPEST_REPEAT} deep at most."
        raise WordsError(rows[0][0], rows[0][2], 1, message)
    items: list[Item] = []
    since = 0
    while rows and rows[0][1] >= indent:
        phrase, column, text = rows.popleft()
        if column > indent:
            message = "it is indented without a 'repeat 5 times:' above it."
            raise WordsError(phrase, text, 1, message, ("repeat 5 times:",))
        if text.split()[0].lower() != "repeat":
            several = TIMES.search(text)
            once = TIMES.sub(" for ", text)
            step = parse_phrase(once, phrase)
            items.append(Repeat(int(several[1]), (step,)) if several else step)
            continue
        times, opens = _repeat(phrase, text)
        if opens:
            if not rows or rows[0][1] <= indent:
                message = "nothing is indented below it; indent the phrases to repeat by two spaces."
                raise WordsError(phrase, text, len(text), message)
            items.append(Repeat(times, _block(rows, rows[0][1], depth + 1)))
        else:
            if not items[since:]:
                raise WordsError(phrase, text, 1, "there is nothing above it to repeat.", EXAMPLES[2:4])
            items[since:] = [Repeat(times, tuple(items[since:]))]
            since = len(items)
    return tuple(items)


def _repeat(phrase: int, text: str) -> tuple[int, bool]:
    match = REPEAT.match(text)
    if match is None or re.fullmatch("[0-9]{1,9}", match.group(1)) is None:
        position = text.find(" ") + 2 if " " in text else len(text) + 1
        examples = ("repeat 5 times", "repeat 5 times:")
        raise WordsError(phrase, text, position, "a whole number of times is expected.", examples)
    return int(match.group(1)), bool(match.group(2))
