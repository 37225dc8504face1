"""Every public name explains itself, and what the explanation shows is true."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import re
import sys
import types

import pytest

import musclebalance
from validation import house

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
#: Rooms and modules whose functions are public under the module's name, as in ``mb.plot.recovery``.
PUBLIC_MODULES = [
    *(name for name in musclebalance.__all__ if inspect.ismodule(getattr(musclebalance, name))),
    "engine",
]
SECTION = re.compile(r"^\s*(Parameters|Returns|Raises|Attributes|Examples|References)\n\s*-{3,}", re.M)


def public_names() -> list[str]:
    """Names of the top level, as `dir` shows them, without modules."""
    names = [n for n in dir(musclebalance) if not n.startswith("_")]
    return [n for n in names if not inspect.ismodule(getattr(musclebalance, n))]


def doctests() -> list[doctest.DocTest]:
    """Every docstring of the package that shows an example."""
    found = []
    for module in house.modules():
        if module.room != "__main__" and ">>> " in module.text:
            finder = doctest.DocTestFinder(exclude_empty=True)
            found += [test for test in finder.find(importlib.import_module(module.name)) if test.examples]
    return found


def public_objects() -> set[tuple[str, str]]:
    """Module and qualified name of everything that a user can reach by a documented name."""
    things = [getattr(musclebalance, name) for name in public_names()]
    for name in PUBLIC_MODULES:
        module = getattr(musclebalance, name, None) or importlib.import_module(f"musclebalance.{name}")
        names = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
        things += [getattr(module, n) for n in names]
    things += [kind for thing in things if inspect.isfunction(thing) for kind in returned(thing)]
    return {(t.__module__, t.__qualname__) for t in things if hasattr(t, "__qualname__")}


def returned(function: types.FunctionType) -> list[type]:
    """Classes of the package that a function says it returns: a user meets them, too."""
    names = re.findall(r"\b[A-Z]\w+", str(inspect.signature(function).return_annotation))
    known = [getattr(sys.modules[function.__module__], name, None) for name in names]
    return [kind for kind in known if inspect.isclass(kind) and kind.__module__.startswith("musclebalance")]


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


def test_public_function_hides_no_parameters(public):
    """``**options`` would hide from the reader, and from a type checker, what may be given."""
    name, thing = public
    if not inspect.isfunction(thing):
        pytest.skip("not a function")
    kinds = {p.name: p.kind for p in inspect.signature(thing).parameters.values()}
    hidden = [n for n, kind in kinds.items() if kind is inspect.Parameter.VAR_KEYWORD]
    assert not hidden, f"{name}(**{hidden[0]})"


def test_internals_explain_themselves_in_a_line():
    """Sections are for what a user can reach, and for the laws; elsewhere a sentence suffices."""
    public = public_objects()
    found = []
    for module in house.modules():
        if ".laws." in module.name:
            continue
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and (module.name, node.name) not in public:
                inner = [n for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
                found += [
                    f"{module.name}:{n.lineno} {n.name}"
                    for n in inner
                    if SECTION.search(ast.get_docstring(n) or "")
                ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("test", doctests(), ids=lambda test: test.name.removeprefix("musclebalance."))
def test_example_is_true(test):
    """An example runs with the names of its module."""
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=said.append, clear_globs=False)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    assert not runner.summarize(verbose=False).failed, "".join(said)
