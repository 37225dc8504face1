"""What an import costs, counted in modules: times differ from machine to machine, modules do not."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

HEAVY = (
    *("numba", "llvmlite", "pandas", "matplotlib", "xarray", "h5netcdf", "h5py", "sympy", "statsmodels"),
    *("SALib", "emcee", "arviz", "dask", "distributed", "tqdm"),
    *("scipy.optimize", "scipy.integrate", "scipy.stats"),
    *("multiprocessing", "concurrent.futures.process", "asyncio"),
)
BUDGET = 60  # modules that `import musclebalance` may add to a bare interpreter


def in_fresh_python(code: str) -> Any:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def added() -> set[str]:
    """Modules that `import musclebalance` adds."""
    code = """
import json, sys
before = set(sys.modules)
import musclebalance
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    return set(in_fresh_python(code))


def test_top_level_import_loads_no_array_library(added):
    heavy = {name for name in added if name in HEAVY or name in {"numpy", "scipy"}}
    assert not heavy, f"`import musclebalance` loads {sorted(heavy)}; use the lazy top level"


def test_top_level_import_stays_within_its_budget(added):
    assert "musclebalance" in added
    assert len(added) <= BUDGET, f"{len(added)} modules: {sorted(added)}"


def test_modules_import_heavy_libraries_only_where_they_use_them(modules):
    found = [
        f"{module.name}:{line} imports {name}"
        for module in modules
        for line, name in module.imports(when_loaded=True)
        if any(name == heavy or name.startswith(f"{heavy}.") for heavy in HEAVY)
    ]
    assert not found, "move these into the functions that need them:\n" + "\n".join(found)


def test_importing_any_module_loads_nothing_heavy(modules):
    """Also through others: each public module in turn, in one interpreter, blamed for what it adds."""
    names = [m.name for m in modules if m.room != "__main__"]
    code = f"""
import importlib, json, sys
blame = {{}}
for name in {names!r}:
    before = set(sys.modules)
    importlib.import_module(name)
    new = [heavy for heavy in {HEAVY!r} if heavy in sys.modules and heavy not in before]
    if new:
        blame[name] = new
print(json.dumps(blame))
"""
    assert in_fresh_python(code) == {}
