"""Rooms stay small enough to read in one sitting, and few enough to remember."""

from __future__ import annotations

import ast

from validation import house

FILE_CODE, FUNCTION_CODE = 400, 40  # lines of code: blank lines, comments and docstrings do not count
#: 28 files of the house, and those that check arguments, read pairs of one's own and fit figures to a size.
ENTRIES, FIRST_LINES_FILES = 22, 33


def test_files_are_short(files, root):
    code = {str(p.relative_to(root)): house.Module(p.stem, p).code for p in files if p.suffix == ".py"}
    assert len(code) > 10
    long = {name: n for name, n in code.items() if n > FILE_CODE}
    assert not long, f"{FILE_CODE} lines of code are the limit: {long}"


def test_functions_are_short(files, root):
    long = {}
    for path in (p for p in files if p.suffix == ".py"):
        module = house.Module(path.stem, path)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = module.code_of(node)
                if lines > FUNCTION_CODE:
                    long[f"{path.relative_to(root)}:{node.lineno} {node.name}"] = lines
    assert not long, f"{FUNCTION_CODE} lines of code are the limit: {long}"


def test_code_is_counted_without_what_explains_it():
    text = 'def f():\n    """One\n\n    two.\n    """\n    # why\n    x = """a\n    b"""\n\n    return x\n'
    module = house.Module("made", house.PACKAGE / "made.py")
    vars(module)["text"] = text
    assert (module.lines, module.docstrings, module.code) == (10, 4, 4)
    assert module.code_of(module.tree.body[0]) == 4


def test_there_are_few_rooms():
    entries = sorted(path.name for path in house.PACKAGE.iterdir() if path.name != "__pycache__")
    assert len(entries) <= ENTRIES, entries


def test_a_users_first_lines_run_through_few_files():
    seen = [path.relative_to(house.PACKAGE).as_posix() for path in house.touched() if not house.apart(path)]
    assert "simulation/run.py" in seen, "the tracing sees nothing"
    assert len(seen) <= FIRST_LINES_FILES, seen


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
