"""Blocks of Python on pages: found, and each run alone as a reader would paste it."""

from __future__ import annotations

import ast
import builtins
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import musclebalance as mb

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^(`{3,})(?:python|\{code-cell\}[^\n]*)\n(.*?)^\1$", re.M | re.S)
#: Pages that are one worked example, read from the top: a file is made, then read, then used.
TOGETHER = ("docs/laboratory.md",)
OPTION = re.compile(r"^:\w+:.*\n", re.M)


def pages() -> list[Path]:
    """Pages that a reader opens: the README and the documentation's own, but no generated copies."""
    skip = {"_build", "notebooks", "generated", "figures"}
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in found if not skip & set(path.relative_to(ROOT).parts)]


def blocks(path: Path) -> list[str]:
    """The blocks of Python of a page, in order."""
    found = [OPTION.sub("", code) for _, code in BLOCK.findall(path.read_text("utf-8"))]
    return ["\n".join(found)] if path.relative_to(ROOT).as_posix() in TOGETHER else found


@lru_cache
def run(path: Path, number: int) -> dict[str, Any]:
    """Names that a block leaves behind, run in a namespace and a folder of its own."""
    space: dict[str, Any] = {"__name__": "__main__"}
    before = Path.cwd()
    with TemporaryDirectory() as folder, remembered():
        os.chdir(folder)
        try:
            exec(compile(blocks(path)[number], f"{path.name}, block {number + 1}", "exec"), space)
        finally:
            os.chdir(before)
    return space


def left_behind(path: Path) -> dict[str, Any]:
    """Names that the blocks of a page leave behind, each run alone; of one name the last."""
    spaces = [run(path, number) for number in range(len(blocks(path)))]
    return {name: value for space in spaces for name, value in space.items()}


@contextmanager
def remembered() -> Iterator[None]:
    """Lives that several blocks begin with are lived once; what refits every study is only called.

    The calibration behind `skill` takes many minutes; a slow test of the evidence does it.
    """
    lives = mock.patch.multiple(mb, develop=DEVELOP, healthy=HEALTHY)
    with lives, mock.patch.object(mb.evidence, "skill", autospec=True):
        yield


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, called once for arguments that print alike."""
    kept: dict[str, Any] = {}

    def call(*given: Any, **named: Any) -> Any:
        key = repr((given, named))
        if key not in kept:
            kept[key] = function(*given, **named)
        return kept[key]

    return call


DEVELOP, HEALTHY = once(mb.develop), once(mb.healthy)


def unbound(code: str) -> set[str]:
    """Names that a block reads and that neither it nor Python itself binds."""
    read, bound = set(), set(dir(builtins))
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.alias(name=name, asname=other):
                bound.add((other or name).partition(".")[0])
    return read - bound
