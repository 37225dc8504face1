"""TOML and JSON read strictly: keys known, values of the right kind, errors with their line; TOML written."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from .errors import HIDDEN, FileError, MusclebalanceError, shown, unknown

Where = tuple[str | int, ...]
Made = TypeVar("Made")

#: Levels of tables and lists within one another, and characters of a text.
DEEPEST, LARGEST = 20, 500_000
_LONG_NUMBER = re.compile(r"\d[\d_]{1000,}")


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
    if not str(path):
        raise FileError("''", "is no name of a file; check the path.")
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise FileError(str(path), f"cannot be read ({error.strerror}); check the path.") from None
    except UnicodeDecodeError:
        raise FileError(str(path), "is not UTF-8 text; save it in UTF-8.") from None
    except ValueError:  # a NUL, or half a character, in the name
        raise FileError(repr(str(path)), "is no name of a file; check the path.") from None
    suffix = Path(path).suffix.lower()
    if suffix not in (".toml", ".json"):
        raise FileError(str(path), f"ends in {suffix!r}; scenario files end in '.toml' or '.json'.")
    return parse(text, suffix[1:], str(path))


def parse(text: str, kind: str, path: str = "scenario") -> Document:
    """Parse TOML or JSON text; `path` is named in errors."""
    if kind not in ("toml", "json"):
        raise unknown("kind of text", kind, ("toml", "json"))
    if len(text) > LARGEST:
        raise FileError(path, f"has more than {LARGEST} characters; shorten it.")
    try:
        found = _toml(text, path) if kind == "toml" else _json(text, path)
    except RecursionError:
        raise FileError(path, f"is nested deeper than {DEEPEST} levels.", _deepest_line(text)) from None
    except FileError:
        raise
    except ValueError:  # Python reads no integer that long
        long = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, long.start()) + 1 if long else None
        raise FileError(path, "a number of thousands of digits cannot be used here.", line) from None
    _check_depth(found)
    return found


def _toml(text: str, path: str) -> Document:
    deep = _DEEP_KEY.search(text)
    if deep:
        line = text.count("\n", 0, deep.end()) + 1
        raise FileError(path, f"is nested deeper than {DEEPEST} levels.", line)
    try:
        return Document(path, tomllib.loads(text), _toml_lines(text))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else max(1, len(text.splitlines()))
        message = re.sub(r"\s*\(at .*\)", "", str(error))
        raise FileError(path, f"is not TOML: {message}.", line) from None


def _json(text: str, path: str) -> Document:
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise FileError(path, f"is not JSON: {error.msg}.", error.lineno) from None
    except _JsonError as error:
        raise FileError(path, str(error)) from None
    if not isinstance(data, dict):
        raise FileError(path, "must hold an object with keys such as 'pair' and 'plan'.", 1)
    return Document(path, data, _json_lines(text))


def _check_depth(document: Document) -> None:
    """Refuse tables and lists that are nested too deep to be shown."""
    below: list[tuple[Any, Where]] = [(document.data, ())]
    while below:
        value, where = below.pop()
        if len(where) > DEEPEST:
            line = next((n for at, n in document.lines.items() if at[:1] == where[:1]), None)
            raise FileError(document.path, f"{where[0]}: is nested deeper than {DEEPEST} levels.", line)
        if isinstance(value, dict):
            below += [(inner, (*where, key)) for key, inner in value.items()]
        elif isinstance(value, list):
            below += [(inner, (*where, k)) for k, inner in enumerate(value) if isinstance(inner, dict | list)]


def _deepest_line(text: str) -> int:
    """The first line on which more brackets open than may."""
    open_ = 0
    for number, line in enumerate(text.splitlines(), start=1):
        open_ += sum(line.count(sign) for sign in "[{") - sum(line.count(sign) for sign in "]}")
        if line.count("[") + line.count("{") > DEEPEST or open_ > DEEPEST:
            return number
    return 1


class _JsonError(ValueError):
    """Something JSON allows and this library does not."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _JsonError(f"key {shown(key)} stands twice in the same object; leave one out.")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise _JsonError(f"{name} is not a number that can be used here.")


_HEADER = re.compile(r"^\s*(\[\[?)(.+?)\]\]?\s*(#.*)?$")
_ONE = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_PART = re.compile(_ONE)
_KEY = re.compile(rf"^\s*({_ONE}(?:\s*\.\s*{_ONE})*)\s*=")
_DEEP_KEY = re.compile(rf"(?:^|[\[{{,])[ \t]*{_ONE}(?:[ \t]*\.[ \t]*{_ONE}){{{DEEPEST}}}", re.MULTILINE)


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
    breaks = [match.start() for match in re.finditer("\n", text)]

    def walk(place: int, where: Where) -> int:
        place = skip.match(text, place).end()  # type: ignore[union-attr]
        lines.setdefault(where, bisect_left(breaks, place) + 1)
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
                lines[(*where, key)] = bisect_left(breaks, place) + 1
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

    def only(self, known: Iterable[str] | str) -> None:
        """Refuse keys that are not known (an iterable, or words in a row)."""
        names = known.split() if isinstance(known, str) else list(known)
        for key in self.data:
            if key not in names:
                self.fail(key, str(unknown("key", key, names)))

    def text(self, key: str, default: str | None = None) -> str:
        """A string."""
        value = self._value(key, default, "text in quotes")
        if not isinstance(value, str):
            self.fail(key, f"{shown(value)} is not text; put it in quotes.")
        if HIDDEN.search(value):
            self.fail(key, f"{shown(value)} has a character that cannot be shown; leave it out.")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A number."""
        value = self._value(key, default, "a number")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            told = "; write it without quotation marks and unit" if isinstance(value, str) else ""
            self.fail(key, f"{shown(value)} is not a number{told}.")
        if not abs(value) <= sys.float_info.max:
            self.fail(key, f"{shown(value)} is not a number that can be used here.")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self.number(key, default)
        return value if isinstance(value, int) else self.fail(key, f"{shown(value)} is not a whole number.")

    def maybe(self, read: Callable[[str], Made], key: str) -> Made | None:
        """A value read in one of these ways, None when the key is missing."""
        return read(key) if key in self.data else None

    def items(self, key: str) -> Sequence[Any]:
        """A list; empty when the key is missing."""
        value = self.data.get(key, [])
        if not isinstance(value, list):
            self.fail(key, f"{shown(value)} is not a list; use [ ... ].")
        return value

    def texts(self, key: str, problem: str) -> Any:
        """A string or a list of strings; anything else is the problem that is told."""
        value = self.data[key]
        if not all(isinstance(item, str) for item in (value if isinstance(value, list) else [value])):
            self.fail(key, problem.format(shown(value)))
        return value

    def table(self, key: str) -> Fields:
        """A table below this one."""
        return self._below(self._value(key, None, "a table"), (*self.where, key))

    def tables(self, key: str) -> list[Fields]:
        """A list of tables; empty when the key is missing."""
        return [self._below(v, (*self.where, key, k)) for k, v in enumerate(self.items(key))]

    def made(self, key: str | None, build: Callable[[], Made]) -> Made:
        """What `build` returns; an error of this library becomes one at this place."""
        try:
            return build()
        except FileError:
            raise
        except MusclebalanceError as error:
            self.fail(key, str(error))

    def _below(self, value: Any, where: Where) -> Fields:
        if not isinstance(value, dict):
            self.document.fail(where, f"{shown(value)} is not a table; write {{ key = value }}.")
        return Fields(self.document, value, where)

    def _value(self, key: str, default: Any, kind: str) -> Any:
        if key in self.data:
            return self.data[key]
        if default is None:
            self.fail(None, f"key {key!r} is missing; give {kind}.")
        return default


_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(data: Mapping[str, Any]) -> str:
    """TOML of nested dicts, lists, text, numbers, booleans; lists of dicts become arrays of tables."""
    lines: list[str] = []
    _table(data, (), lines)
    return "\n".join(lines).strip() + "\n"


def _table(data: Mapping[str, Any], where: tuple[str, ...], lines: list[str]) -> None:
    # tables of their own down to the second level; below that they are written in line
    below = {key: value for key, value in data.items() if isinstance(value, dict) and len(where) < 2}
    arrays = {key: value for key, value in data.items() if not where and _is_tables(value)}
    for key, value in data.items():
        if key not in below and key not in arrays:
            lines.append(f"{_key(key)} = {_value(value)}")
    for key, value in below.items():
        path = (*where, key)
        if any(not isinstance(item, dict) for item in value.values()) or not value:
            lines += ["", f"[{'.'.join(map(_key, path))}]"]
        _table(value, path, lines)
    for key, value in arrays.items():
        for item in value:
            lines += ["", f"[[{_key(key)}]]"]
            lines += [f"{_key(name)} = {_value(entry)}" for name, entry in item.items()]


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any, indent: str = "") -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
    if not isinstance(value, (list, tuple)):
        return repr(value)
    inner = indent + "  "
    parts = [_value(item, inner) for item in value]
    phrases = len(parts) > 2 and all(isinstance(item, str) for item in value)
    if sum(map(len, parts)) <= 90 and not phrases:
        return "[" + ", ".join(parts) + "]"
    return "[\n" + "".join(f"{inner}{part},\n" for part in parts) + indent + "]"
