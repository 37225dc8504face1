"""Rooms stay small enough to read in one sitting."""

from __future__ import annotations

import ast

FILE_LINES, FUNCTION_LINES = 400, 60


def test_files_are_short(files, root):
    code = [p for p in files if p.suffix == ".py"]
    assert len(code) > 10
    lines = {str(p.relative_to(root)): p.read_text("utf-8").count("\n") for p in code}
    long = {name: n for name, n in lines.items() if n > FILE_LINES}
    assert not long, f"{FILE_LINES} lines are the limit: {long}"


def test_functions_are_short(files, root):
    long = {}
    for path in (p for p in files if p.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{path.relative_to(root)}:{node.lineno} {node.name}"] = lines
    assert not long, f"{FUNCTION_LINES} lines are the limit: {long}"


def test_no_class_inherits_from_a_concrete_class_of_the_package(modules):
    """Only errors and protocols may be subclassed."""
    own = {n.name for m in modules for n in ast.walk(m.tree) if isinstance(n, ast.ClassDef)}
    found = [
        f"{module.name}:{node.lineno} {node.name}({base.id})"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name) and base.id in own and not base.id.endswith(("Error", "Protocol"))
    ]
    assert not found, found
