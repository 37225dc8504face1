"""Who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys

from validation import house

FACES = {"plot", "app", "cli", "__main__"}
ENGINE_MAY_IMPORT = {"numpy", "scipy", "llvmlite", "tqdm", "sympy", "musclebalance"}


def test_import_contracts_hold(root):
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_name_every_room_that_exists(root, modules):
    """The contract is exhaustive; this says which line to add, which import-linter does not."""
    text = (root / "pyproject.toml").read_text()
    missing = {m.room for m in modules if m.room != "(top)" and f"({m.room})" not in text}
    assert not missing, f"add to the layers of [tool.importlinter] in pyproject.toml: {sorted(missing)}"


def test_no_files_import_each_other(modules):
    """Imports inside functions and for type checkers count: who needs the other's type needs the other."""
    assert not house.circles(modules)


def test_a_circle_is_found():
    made = [house.Module(f"m.{name}", house.PACKAGE / f"{name}.py") for name in "abc"]
    for module, text in zip(
        made, ("from . import b", "def f():\n    from .c import x", "import m.a"), strict=True
    ):
        vars(module)["text"] = text
    assert house.circles(made) == [["m.a", "m.b", "m.c"]]
    vars(made[2]).update(text="", tree=ast.parse(""))
    assert not house.circles(made)


def test_only_the_faces_draw(modules):
    found = [
        f"{m.path.name}:{line} imports {name}"
        for m in modules
        if m.room not in FACES
        for line, name in m.imports()
        if name.split(".")[0] == "matplotlib"
    ]
    assert not found, found


def test_engine_imports_numerical_libraries_and_errors_only(modules):
    engine = [m for m in modules if m.room == "engine"]
    assert engine, "the engine has moved; this test looks at nothing"
    for module in engine:
        for line, name in module.imports():
            top, where = name.split(".")[0], f"{module.name}:{line} imports {name}"
            assert top in ENGINE_MAY_IMPORT or top in sys.stdlib_module_names, where
            if top == "musclebalance":
                assert name.startswith(
                    ("musclebalance.engine", "musclebalance.core.errors", "musclebalance.core.writing")
                ), where


def test_nothing_below_the_faces_imports_the_top(modules):
    """``from musclebalance import ...`` inside the package would make every module depend on all others."""
    rooms = {m.room for m in modules}
    for module in modules:
        if module.room in FACES | {"(top)"}:
            continue
        for line, name in module.imports():
            top, _, rest = name.partition(".")
            if top == "musclebalance" and rest != "__version__":
                assert rest.split(".")[0] in rooms, f"{module.name}:{line} imports {name} from the top"


def test_nobody_takes_what_another_room_keeps_to_itself(modules):
    """A name that begins with an underscore belongs to its room."""
    rooms = {m.room for m in modules}
    found = []
    for module in modules:
        for line, name in module.imports():
            parts = name.split(".")
            foreign = parts[0] == "musclebalance" and parts[1] in rooms - {module.room}
            if foreign and any(part.startswith("_") and not part.endswith("__") for part in parts):
                found.append(f"{module.name}:{line} imports {name}")
    assert not found, found


def test_objects_do_not_import_their_verbs(modules):
    """A method reads its object's fields; what needs another module of the package is a function."""
    found = [
        f"{module.name}:{node.lineno} {kind.name}.{node.name} imports {ast.unparse(inner)}"
        for module in modules
        for kind in ast.walk(module.tree)
        if isinstance(kind, ast.ClassDef)
        for node in kind.body
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom)
        and (inner.level or (inner.module or "").startswith("musclebalance"))
    ]
    assert not found, "\n".join(found)
