"""Plain data as TOML text: what the standard library reads but does not write."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(data: Mapping[str, Any]) -> str:
    """TOML of nested dicts, lists, text, numbers, booleans; lists of dicts become arrays of tables."""
    lines: list[str] = []
    _table(data, (), lines)
    return "\n".join(lines).strip() + "\n"


def _table(data: Mapping[str, Any], where: tuple[str, ...], lines: list[str]) -> None:
    below = {key: value for key, value in data.items() if isinstance(value, dict) and _deep(where, value)}
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


def _deep(where: tuple[str, ...], value: Mapping[str, Any]) -> bool:
    """Tables of their own down to the second level; below that they are written in line."""
    return len(where) < 2


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
