"""Who may import whom."""

from __future__ import annotations

import subprocess
import sys

FACES = {"plot", "app", "cli", "__main__"}
ENGINE_MAY_IMPORT = {"numpy", "scipy", "llvmlite", "tqdm", "sympy", "musclebalance"}


def test_import_contracts_hold(root):
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_name_every_module_that_exists(root, modules):
    """The contract is exhaustive; this says which line to add, which import-linter does not."""
    text = (root / "pyproject.toml").read_text()
    missing = {m.layer for m in modules if m.layer and f"({m.layer})" not in text}
    assert not missing, f"add to the layers of [tool.importlinter] in pyproject.toml: {sorted(missing)}"


def test_only_the_faces_draw(modules):
    found = [
        f"{m.path.name}:{line} imports {name}"
        for m in modules
        if m.layer not in FACES
        for line, name in m.imports()
        if name.split(".")[0] == "matplotlib"
    ]
    assert not found, found


def test_engine_imports_numerical_libraries_and_errors_only(modules):
    engine = [m for m in modules if m.layer == "engine"]
    assert engine, "the engine has moved; this test looks at nothing"
    for module in engine:
        for line, name in module.imports():
            top, where = name.split(".")[0], f"{module.name}:{line} imports {name}"
            assert top in ENGINE_MAY_IMPORT or top in sys.stdlib_module_names, where
            if top == "musclebalance":
                assert name.startswith(("musclebalance.engine.", "musclebalance.core.errors")), where


def test_nothing_below_the_faces_imports_the_top(modules):
    """``from musclebalance import ...`` inside the package would make every module depend on all others."""
    layers = {m.layer for m in modules}
    for module in modules:
        if module.layer in FACES or not module.layer:
            continue
        for line, name in module.imports():
            top, _, rest = name.partition(".")
            if top == "musclebalance":
                allowed = rest.split(".")[0] in layers or rest == "__version__"
                assert allowed, f"{module.name}:{line} imports {name} from the top"
