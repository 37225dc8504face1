"""Every public name explains itself, and what the explanation shows is true."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re

import pytest

import musclebalance

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def public_names() -> list[str]:
    """Names of the top level, as `dir` shows them, without modules."""
    names = [n for n in dir(musclebalance) if not n.startswith("_")]
    return [n for n in names if not inspect.ismodule(getattr(musclebalance, n))]


@pytest.fixture(params=public_names())
def public(request) -> tuple[str, object]:
    return request.param, getattr(musclebalance, request.param)


def test_there_are_public_names():
    assert len(public_names()) > 5


def test_public_name_has_a_docstring_with_an_example(public):
    name, thing = public
    text = (thing if callable(thing) else type(thing)).__doc__ or ""
    assert text.strip(), f"{name} has no docstring"
    assert ">>> " in text, f"{name} has no example"


def test_public_function_documents_its_parameters(public):
    name, thing = public
    if not callable(thing):
        pytest.skip("a value, not a function")
    text = inspect.getdoc(thing) or ""
    try:
        names = [n for n in inspect.signature(thing).parameters if not n.startswith("_")]
    except ValueError:
        pytest.skip("no signature")
    section = re.search(r"^Parameters\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", text, re.S | re.M)
    said = section.group(1) if section else ""
    missing = [n for n in names if not re.search(rf"\*{{0,2}}\b{n}\b", said)]
    assert not missing, f"{name}: {missing} not in the Parameters section"


def test_examples_in_docstrings_are_true(modules, subtests):
    """All doctests of the package; a module's examples run with the module's own names."""
    attempted = 0
    for module in modules:
        if module.layer == "__main__" or ">>> " not in module.path.read_text("utf-8"):
            continue
        with subtests.test(module.name):
            result = doctest.testmod(importlib.import_module(module.name), optionflags=FLAGS)
            attempted += result.attempted
            assert not result.failed
    assert attempted > 5
