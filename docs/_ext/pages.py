"""Pages written at build time: one per public module, the nomenclature tables, the notebooks."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import GenericAlias, UnionType

import model_pages
import nbformat
import nomenclature
from sphinx.application import Sphinx

import musclebalance
from validation import lessons

TOCTREE = """
Here the lessons have been run. To run them yourself, open the folder `notebooks` of the checkout.

```{toctree}
:glob:
:hidden:
:maxdepth: 1

[0-9]*
```
"""


def public_modules() -> list[str]:
    """Dotted names of all modules without an underscore part, top level first."""
    names = ["musclebalance"] + [m.name for m in walk_packages(musclebalance.__path__, "musclebalance.")]
    return [n for n in names if not any(part.startswith("_") for part in n.split("."))]


def write_api(folder: Path) -> None:
    """One page per documented module with what it defines, and one that lists the names of the top level."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in public_modules():
        module = import_module(name)
        if (module.__doc__ or "").strip() and name != "musclebalance":
            text = (
                f"{name}\n{'=' * len(name)}\n\n.. automodule:: {name}\n   :members:\n   :ignore-module-all:\n"
            )
            (folder / f"{name}.rst").write_text(text, "utf-8")
    (folder / "top_level.inc").write_text("\n".join(top_level()), "utf-8")


def top_level() -> Iterator[str]:
    """Each name of ``import musclebalance as mb`` with a link to where it is defined and its first line."""
    for name in sorted(musclebalance.__all__, key=str.lower):
        thing = getattr(musclebalance, name)
        if inspect.ismodule(thing):
            where, text = f":py:mod:`mb.{name} <{thing.__name__}>`", thing.__doc__
        elif callable(thing):
            where, text = f":py:obj:`mb.{name} <{thing.__module__}.{thing.__qualname__}>`", thing.__doc__
        else:
            continue
        yield f"* {where}: {(text or '').strip().splitlines()[0]}"


def copy_notebooks(source: Path, target: Path) -> None:
    """Lessons live at the top of the checkout; the site executes a copy, with a cell that the tests read."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for path in sorted(source.glob("*.ipynb")):
        probed = lessons.probed(nbformat.read(path, as_version=4), path.stem)
        nbformat.write(probed, target / path.name)
    shutil.copy(source / "lesson.py", target)
    (target / "index.md").write_text((source / "README.md").read_text("utf-8") + TOCTREE, "utf-8")


def forget_figures(gallery: Path, figures: Path) -> None:
    """Remove what the gallery has made of scripts that are no longer there."""
    for made in figures.glob("plot_*"):
        if not (gallery / f"{made.name.partition('.')[0]}.py").exists():
            made.unlink()


def prepare(app: Sphinx) -> None:
    """Write all generated sources before Sphinx reads any."""
    here = Path(app.srcdir)
    forget_figures(here / "gallery", here / "figures")
    write_api(here / "api" / "generated")
    model_pages.write(here / "model" / "generated")
    nomenclature.renew(here / "nomenclature.md")
    copy_notebooks(here.parent / "notebooks", here / "notebooks")


def skip_aliases(app: Sphinx, what: str, name: str, obj: object, skip: bool, options: object) -> bool | None:
    """Leave out aliases such as ``Piece = tuple[int, Segment]``, whose signature autodoc cannot format."""
    return True if isinstance(obj, GenericAlias | UnionType) else None


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("builder-inited", prepare, priority=100)
    app.connect("autodoc-skip-member", skip_aliases)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
