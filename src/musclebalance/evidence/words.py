"""What people call muscles, techniques, readouts and units, and what the model has for it.

The names stand in ``words.toml``. They are compared without capitals, dashes and brackets, and of a readout
words that do not change what is read (`passive`, `ROM`, `test`) are left out. What the model does not have is
refused with the reason, or the nearest name and all names.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from ..core.errors import MusclebalanceError, nearest, shown
from ..core.units import DEG
from ..pairs import pair, pair_names
from .published import READOUTS, TECHNIQUES

T = TypeVar("T")
#: A muscle: its pair, and which of the two it is there.
Muscle = tuple[str, str]
Muscles = frozenset[Muscle]

FILE: Mapping[str, Any] = tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))
EVERY_MUSCLE: Muscles = frozenset(
    (name, which) for name in pair_names() for which in ("agonist", "antagonist")
)
#: Units that become another one, and the factor to it; a "raw" one becomes percent of the first mean.
_CONVERTED = {"mm": ("points", 0.1), "cm": ("points", 1.0), "rad": ("deg", 1.0 / DEG)}
#: All that is known, as a refusal lists it.
LISTS = {
    "muscle": "hamstrings, quadriceps, calf, hip flexors, ...; mb.catalogue() shows all",
    "technique": ", ".join([*TECHNIQUES, "none"]),
    "unit of a change": "deg, percent, points, SD, deg/week, and N m and the like with pre",
    "readout": ", ".join(READOUTS),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A readout, the muscles it may be about, and whether less is better (None: its name leaves it open)."""

    readout: str
    muscles: Muscles
    falls: bool | None = False


def listed(text: str) -> list[str]:
    """The names in a text of the file."""
    return [" ".join(word.split()) for word in text.split(",") if word.strip()]


def plain(text: str) -> str:
    """A name without capitals, dashes, brackets and double spaces."""
    return " ".join(re.sub(r"[\s\-_/(),.;:+°\[\]]+", " ", re.sub("['’]", "", text.lower())).split())


def _muscle(text: str) -> Muscle:
    name, which = text.split()
    return name, which


def _joined(called: Mapping[str, str]) -> dict[str, Muscles]:
    """The muscles that each name may mean."""
    found: dict[str, Muscles] = {}
    for muscle, names in called.items():
        for word in map(plain, listed(names)):
            found[word] = found.get(word, frozenset()) | {_muscle(muscle)}
    return found


@cache
def _muscles() -> Mapping[str, Muscles]:
    """Every name of a muscle, those of the pairs among them."""
    own = {f"{name} {which}": str(getattr(pair(name), which)) for name, which in sorted(EVERY_MUSCLE)}
    return _joined({muscle: f"{name}, {FILE['muscles'].get(muscle, '')}" for muscle, name in own.items()})


def muscles(text: str) -> Muscles:
    """The muscles that a name may mean."""
    return _known("muscle", text, _muscles(), plain(text))


def technique(text: str) -> str:
    """The technique that a word means."""
    key = re.sub(r"\bstretch(ing|es|ed)\b", "stretch", plain(text))
    key = re.sub(r"\b(techniques?|groups?|program(me)?s?|training|alone)\b", "", key)
    return _known("technique", text, _named("techniques"), " ".join(key.split()))


def unit(text: str) -> tuple[str, float]:
    """The unit that a word means, and the factor to it."""
    key = " ".join(text.lower().split())
    name = _known("unit of a change", text, _units(), key, re.sub(r"\s*\(.*\)", "", key))
    return _CONVERTED.get(name, (name, 1.0))


@cache
def _units() -> Mapping[str, str]:
    return {word: name for name, names in FILE["units"].items() for word in listed(names)}


@cache
def _named(table: str) -> dict[str, str]:
    return {plain(word): name for name, names in FILE[table].items() for word in listed(names)}


@cache
def _meanings() -> Mapping[str, tuple[Meaning, ...]]:
    """Every name of a readout and what it may mean."""
    found: dict[str, tuple[Meaning, ...]] = {}
    for entry in FILE["readouts"]:
        of = frozenset(map(_muscle, listed(entry["of"]))) if "of" in entry else EVERY_MUSCLE
        falls = {"yes": True, "unsaid": None}.get(entry.get("falls", ""), False)
        for word in map(plain, listed(entry["called"])):
            bare = _bare(word)
            for name in {word, bare if bare.count(" ") > 1 else word}:
                found[name] = (*found.get(name, ()), Meaning(entry["readout"], of, falls))
    return found


def _bare(key: str) -> str:
    """A name without the words that do not change what is read."""
    return " ".join(word for word in key.split() if word not in listed(FILE["fillers"]["readouts"]))


def split(text: str) -> tuple[str, str | None]:
    """An outcome and the unit in brackets behind it, if there is one."""
    found = re.fullmatch(r"(.*\S)\s*[(\[](.*)[)\]]", text.strip())
    return (found[1], found[2]) if found and found[2].lower() in _units() else (text, None)


def readout(text: str) -> tuple[Meaning, ...]:
    """What an outcome may mean, as the muscle then settles."""
    key, known = plain(split(text)[0]), _meanings()
    strong = _strength(key)
    if strong:
        return (Meaning("strength", strong),)
    bare = _bare(key)
    if not bare and {"rom", "range"} & set(key.split()):
        named = listed(FILE["fillers"]["by_name"])
        kept = (name for name in READOUTS if READOUTS[name].kind == "range" and plain(name) not in named)
        return tuple(one for name in kept for one in known[plain(name)] if one.readout == name)
    return known[key] if key in known else _known("readout", text, known, bare, key)


def _strength(key: str) -> Muscles:
    """The muscles whose strength may be meant, none where it is another readout."""
    words = next((one for one in listed(FILE["fillers"]["strong"]) if re.search(rf"\b{one}\b", key)), None)
    if words is None and re.match(r"(?!.*passive).*\b(peak|isometric|isokinetic)\b.*\btorque\b", key):
        words = "torque"
    if words is None:
        return frozenset()
    fillers = (*listed(FILE["fillers"]["readouts"]), *listed(FILE["fillers"]["strength"]))
    rest = " ".join(word for word in key.replace(words, " ").split() if word not in fillers)
    return {**_muscles(), **_joined(FILE["makes"]), "": EVERY_MUSCLE}.get(rest, frozenset())


def _known(kind: str, text: str, known: Mapping[str, T], *keys: str) -> T:
    """What a name stands for, in the first of some spellings, or an error with the reason or nearest name."""
    for key in keys:
        if key in known:
            return known[key]
    for entry in FILE["refused"].get(kind, ()):
        if set(keys) & set(map(plain, listed(entry["called"]))):
            raise MusclebalanceError(f"{kind} {shown(text)}: {entry['why']}.")
    guess = next((near for key in keys if 3 <= len(key) <= 200 and (near := _nearest(key, known))), None)
    raise MusclebalanceError(
        f"no {kind} {shown(text)}. " + (f"Did you mean {guess!r}?" if guess else f"Known: {LISTS[kind]}.")
    )


def _nearest(key: str, known: Mapping[str, object]) -> str | None:
    """A known name that is nearly a text, the longest one among its words, or the one most like it."""
    alike = difflib.get_close_matches(key, list(known), n=1, cutoff=0.85)
    within = [name for name in known if len(name) > 2 and f" {name} " in f" {key} "]
    return alike[0] if alike else max(within, key=len) if within else nearest(key, known)
