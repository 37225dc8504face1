"""Pages written at build time: public names by task, mechanisms, the nomenclature tables, the notebooks."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import GenericAlias, UnionType

import api
import model_pages
import nbformat
import nomenclature
from sphinx.application import Sphinx

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
    api.write(here / "api" / "generated")
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
