"""Sessions in words by chance: what the grammar takes, and the same with slips in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Random = random.Random
NAMES = ("", "PIR:", "my session:", "Tuesday (new):", "Ü zweite:", "  # remark", "Sitzung №1:")
MUSCLES = ("", "", "the agonist ", "antagonist ", "the antagonist ", "in the {agonist} ", "the {antagonist} ")
STRANGE = (
    "", " ", "  ", "%", "\x00", "for", "at", "to", "-", "+", ".", "e", "1e5", "1e308", "nan", "٣", "²", "°",
    "\u202e", "🦵", "the", ":", "#", "repeat", "times", "\n", "\t", "\\", "'", '"', "N", "m", "deg", "9" * 24,
    "0", "-0", "0.0000001", "1e-7", "barrier", "of", "pain", "with", "partner", "7,5", "%MVX", "secs", "mins",
    "ſ", "İ", "\u00a0", "\x85", "\r", "in", "1e-400", "until", "againts", "assisst", "1.5", "x", "30 x",
)  # fmt: skip


def number(rng: Random, low: float, high: float) -> str:
    """A number of the range in one of the ways in which people write numbers."""
    value = rng.uniform(low, high)
    return rng.choice(
        (f"{value:.0f}", f"{value:.1f}", f"{value:.3f}", repr(value), f"{value:.2e}", f"+{abs(value):.2f}")
    )


def clauses(rng: Random, *needed: str, may: Sequence[str] = ()) -> str:
    """The needed clauses and some of the others, in any order."""
    chosen = [*needed, *(clause for clause in may if rng.random() < 0.3)]
    rng.shuffle(chosen)
    return " ".join(chosen)


def time(rng: Random) -> str:
    """How long, up to two minutes."""
    units = (("s", 120), ("sec", 60), ("seconds", 90), ("min", 2), ("minutes", 1.5), ("h", 0.03))
    unit, most = rng.choice(units)
    long = number(rng, 1, most) if most > 2 else f"{rng.uniform(0.001, most):.3f}"
    return f"{rng.choice(('for ', 'for ', ''))}{long} {unit}"


def effort(rng: Random) -> str:
    return f"{number(rng, 2, 99)} {rng.choice(('%MVC', '% mvc', '%'))}"


def goal(rng: Random) -> str:
    return rng.choice(
        (
            "to barrier",
            "until the barrier",
            f"to {number(rng, 1, 99)} % of the barrier",
            f"to {number(rng, 1, 99)}%",
            f"to pain {rng.randint(0, 10)} of 10",
            f"until {number(rng, -60, 60)} {rng.choice(('deg', '°'))}",
            f"to {number(rng, 0, 30)} {rng.choice(('N m', 'Nm', 'N·m'))}",
        )
    )


def phrase(rng: Random) -> str:
    """One phrase without a fault of grammar."""
    muscle = rng.choice(MUSCLES)
    angle, load = f"at {number(rng, -40, 100)} deg", f"against {number(rng, -60, 60)} N m"
    partner = f"with {rng.choice(('', 'the '))}partner {rng.choice(('', 'at '))}{effort(rng)}"
    offset, assisted = f"offset {number(rng, -0.5, 0.1)} lopt", rng.choice(("assisted", "unassisted"))
    long, at = time(rng), f"at {effort(rng)}"
    makers: tuple[Callable[[], str], ...] = (
        lambda: f"stretch {muscle}{clauses(rng, long, may=(goal(rng), partner, offset, assisted))}",
        lambda: f"Stretch {muscle}{clauses(rng, goal(rng), may=(assisted, offset))}",
        lambda: f"contract {muscle}{clauses(rng, long, at, may=(partner, angle, offset))}",
        lambda: f"CONTRACT {muscle}{clauses(rng, at)} for {rng.randint(1, 6)} x {rng.randint(1, 20)} s",
        lambda: f"{rng.choice(('release', 'relax', 'rest'))} {long}",
        lambda: (
            f"take up {rng.choice(('the ', ''))}slack {muscle}{clauses(rng, long, may=(assisted, offset))}"
        ),
        lambda: f"hold {clauses(rng, long, angle, may=(load,))}",
        lambda: f"work {muscle}{clauses(rng, long, at, may=(partner, angle, load, offset))}",
        lambda: f"do {rng.choice(('walk', 'stand', 'free', 'desk', 'sit', 'juggle'))} {long}",
    )
    return rng.choice(makers)() + rng.choice(("", "", "", ".", "  # as usual"))


def block(rng: Random, indent: str = "", depth: int = 0) -> list[str]:
    """Phrases and repeats at one indentation."""
    lines: list[str] = []
    for _ in range(rng.randint(1, 4)):
        if depth < 2 and rng.random() < 0.15:
            lines += [f"{indent}repeat {rng.randint(1, 4)} times:", *block(rng, indent + "  ", depth + 1)]
        else:
            lines.append(indent + phrase(rng))
    if rng.random() < 0.15:
        lines.append(f"{indent}repeat {rng.randint(1, 5)} times")
    return lines


def session(rng: Random, agonist: str = "hip flexors", antagonist: str = "gluteus maximus") -> str:
    """A session without a fault; a pair may still refuse its positions."""
    lines = [rng.choice(NAMES), *block(rng, rng.choice(("", "  ")))]
    text = rng.choice(("\n", "\n", "\n\n", "\r\n")).join(line for line in lines if line)
    return text.format(agonist=agonist, antagonist=antagonist)


def slip(rng: Random, text: str) -> str:
    """The same with a few slips: words left out, put in, exchanged, cut or in another order."""
    words = text.split(" ")
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(words))
        word = words[place]
        cut = rng.randrange(len(word) + 1)
        words[place] = rng.choice(
            ("", rng.choice(STRANGE), f"{word} {rng.choice(STRANGE)}", word[:cut] + word[cut + 1 :])
        )
        if rng.random() < 0.3:
            words[place] = word[:cut] + rng.choice((*STRANGE, *"abdefiorst")) + word[cut:]
        if rng.random() < 0.1:
            rng.shuffle(words)
    return " ".join(words)
