"""Pages written at build time: one per public module, the nomenclature tables, the notebooks."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import nomenclature
from sphinx.application import Sphinx

import musclebalance


def public_modules() -> list[str]:
    """Dotted names of all modules without an underscore part, top level first."""
    names = ["musclebalance"] + [m.name for m in walk_packages(musclebalance.__path__, "musclebalance.")]
    return [
        n
        for n in names
        if not any(part.startswith("_") for part in n.split(".")) and n != "musclebalance.data"
    ]


def hidden(name: str) -> bool:
    """Whether the package exports something else under the module's name, e.g. a function."""
    package, _, tail = name.rpartition(".")
    return bool(package) and getattr(import_module(package), tail, None) is not import_module(name)


def write_api(folder: Path) -> None:
    """One page per documented module, with all it defines."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in public_modules():
        if (import_module(name).__doc__ or "").strip():
            text = (
                f"{name}\n{'=' * len(name)}\n\n.. automodule:: {name}\n   :members:\n   :show-inheritance:\n"
            )
            (folder / f"{name}.rst").write_text(text, "utf-8")


def copy_notebooks(source: Path, target: Path) -> None:
    """Notebooks live at the top of the checkout; the site executes a copy."""
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        target.mkdir()
        for path in sorted(source.glob("*.ipynb")):
            shutil.copy(path, target)


def prepare(app: Sphinx) -> None:
    """Write all generated sources before Sphinx reads any."""
    here = Path(app.srcdir)
    write_api(here / "api" / "generated")
    nomenclature.renew(here / "nomenclature.md")
    copy_notebooks(here.parent / "notebooks", here / "notebooks")


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("builder-inited", prepare, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
