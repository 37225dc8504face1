"""Reading TOML and JSON strictly: keys known, values of the right kind, errors with their line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, NoReturn

from .errors import FileError, MusclebalanceError, unknown

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file and the line on which each key stands."""

    path: str
    data: dict[str, Any]
    lines: Mapping[Where, int]

    def fail(self, where: Where, message: str) -> NoReturn:
        """Raise a `FileError` at a key."""
        known = where
        while known and known not in self.lines:
            known = known[:-1]
        spot = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
        raise FileError(self.path, f"{spot}: {message}" if spot else message, self.lines.get(known))


def load(path: str | Path) -> Document:
    """Read a ``.toml`` or ``.json`` file."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError(str(path), f"cannot be read ({error.strerror}); check the path.") from None
    except UnicodeDecodeError:
        raise FileError(str(path), "is not UTF-8 text.") from None
    suffix = Path(path).suffix.lower()
    if suffix not in (".toml", ".json"):
        raise FileError(str(path), f"ends in {suffix!r}; scenario files end in '.toml' or '.json'.")
    return parse(text, suffix[1:], str(path))


def parse(text: str, kind: str, path: str = "scenario") -> Document:
    """Parse TOML or JSON text; `path` is named in errors."""
    if kind == "toml":
        try:
            return Document(path, tomllib.loads(text), _toml_lines(text))
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found.group(1)) if found else max(1, len(text.splitlines()))
            message = re.sub(r"\s*\(at .*\)", "", str(error))
            raise FileError(path, f"is not TOML: {message}.", line) from None
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise FileError(path, f"is not JSON: {error.msg}.", error.lineno) from None
    except _JsonError as error:
        raise FileError(path, str(error)) from None
    if not isinstance(data, dict):
        raise FileError(path, "must hold an object with keys such as 'pair' and 'plan'.", 1)
    return Document(path, data, _json_lines(text))


class _JsonError(ValueError):
    """Something JSON allows and this library does not."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise _JsonError(f"key {key!r} stands twice in the same object; leave one out.")
    return dict(pairs)


def _no_constant(name: str) -> NoReturn:
    raise _JsonError(f"{name} is not a number that can be used here.")


_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")


def _toml_lines(text: str) -> dict[Where, int]:
    """Line of each table header and key; values that span lines are stepped over."""
    lines: dict[Where, int] = {}
    counts: dict[Where, int] = {}
    table: Where = ()
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if depth == 0 and not quote:
            header, key = _HEADER.match(line), _KEY.match(line)
            if header:
                table = _resolve(_parts(header.group(2)), counts)
                if header.group(1) == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    lines.setdefault(table, number)
                    table = (*table, counts[table])
                lines[table] = number
                continue
            if key:
                lines[(*table, *_parts(key.group(1)))] = number
                line = line[key.end() :]
        depth, quote = _open(line, depth, quote)
    return lines


def _parts(text: str) -> Where:
    return tuple(part.strip("\"'") for part in _PART.findall(text))


def _resolve(parts: Where, counts: Mapping[Where, int]) -> Where:
    """Insert the position of the current element after each array of tables but the last part."""
    where: Where = ()
    for index, part in enumerate(parts):
        where = (*where, part)
        if where in counts and index < len(parts) - 1:
            where = (*where, counts[where])
    return where


def _open(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Bracket depth and open multi-line quote after a line of values."""
    place = 0
    while place < len(line):
        if quote:
            end = line.find(quote, place)
            if end < 0:
                return depth, quote
            place, quote = end + 3, ""
            continue
        if line.startswith(('"""', "'''"), place):
            place, quote = place + 3, line[place : place + 3]
            continue
        sign = line[place]
        if sign == "#":
            break
        if sign in "\"'":
            match = re.compile(r'"(?:[^"\\]|\\.)*"' if sign == '"' else r"'[^']*'").match(line, place)
            place = match.end() if match else len(line)
            continue
        depth += (sign in "[{") - (sign in "]}")
        place += 1
    return depth, quote


def _json_lines(text: str) -> dict[Where, int]:
    """Line of each key and list element of JSON text that is known to be right."""
    lines: dict[Where, int] = {}
    skip = re.compile(r"[\s,:]*")
    scalar = re.compile(r"[^\s,\]}]+")

    def walk(place: int, where: Where) -> int:
        place = skip.match(text, place).end()  # type: ignore[union-attr]
        lines.setdefault(where, text.count("\n", 0, place) + 1)
        opening = text[place]
        if opening == '"':
            return int(scanstring(text, place + 1)[1])
        if opening not in "[{":
            return scalar.match(text, place).end()  # type: ignore[union-attr]
        place, index = place + 1, 0
        while True:
            place = skip.match(text, place).end()  # type: ignore[union-attr]
            if text[place] in "]}":
                return place + 1
            if opening == "{":
                key, place = scanstring(text, place + 1)
                lines[(*where, key)] = text.count("\n", 0, place) + 1
                place = walk(place, (*where, key))
            else:
                place = walk(place, (*where, index))
                index += 1

    walk(0, ())
    return lines


@dataclass(slots=True)
class Fields:
    """One table of a document, from which keys are taken one by one; what is left over is an error."""

    document: Document
    data: Mapping[str, Any]
    where: Where = ()

    def fail(self, key: str | None, message: str) -> NoReturn:
        """Raise at a key of this table, or at the table."""
        self.document.fail((*self.where, key) if key is not None else self.where, message)

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that are not known."""
        names = list(known)
        for key in self.data:
            if key not in names:
                self.fail(key, str(unknown("key", key, names)))

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        value = self._value(key, default, "text in quotes")
        return (
            value if isinstance(value, str) else self.fail(key, f"{value!r} is not text; put it in quotes.")
        )

    def number(self, key: str, default: float | None = None) -> float:
        """A number."""
        value = self._value(key, default, "a number")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.fail(key, f"{value!r} is not a number.")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self.number(key, default)
        return value if isinstance(value, int) else self.fail(key, f"{value!r} is not a whole number.")

    def items(self, key: str) -> Sequence[Any]:
        """A list; empty when the key is missing."""
        value = self.data.get(key, [])
        return value if isinstance(value, list) else self.fail(key, f"{value!r} is not a list; use [ ... ].")

    def table(self, key: str) -> Fields:
        """A table below this one."""
        value = self._value(key, None, "a table")
        if not isinstance(value, dict):
            self.fail(key, f"{value!r} is not a table.")
        return Fields(self.document, value, (*self.where, key))

    def tables(self, key: str) -> list[Fields]:
        """A list of tables; empty when the key is missing."""
        found: list[Fields] = []
        for index, value in enumerate(self.items(key)):
            if not isinstance(value, dict):
                self.document.fail((*self.where, key, index), f"{value!r} is not a table.")
            found.append(Fields(self.document, value, (*self.where, key, index)))
        return found

    def made(self, key: str | None, build: Callable[[], Any]) -> Any:
        """What `build` returns; an error of this library becomes one at this place."""
        try:
            return build()
        except FileError:
            raise
        except MusclebalanceError as error:
            self.fail(key, str(error))

    def _value(self, key: str, default: Any, kind: str) -> Any:
        if key in self.data:
            return self.data[key]
        if default is None:
            self.fail(None, f"key {key!r} is missing; give {kind}.")
        return default
