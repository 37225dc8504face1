"""Formulas as MathML: read by every current browser without a script, so the pages work offline."""

from __future__ import annotations

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import wrap_displaymath
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def convert(node: nodes.Element, tex: str, block: bool) -> str:
    """MathML of a formula; what cannot be converted is a warning, and so an error in our builds."""
    try:
        return str(tex2mathml(tex, as_block=block))
    except MathError as error:
        logger.warning("formula %r: %s", tex, error, location=node)
        return f"<code>{tex}</code>"


def inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(f'<span class="math">{convert(node, node.astext(), block=False)}</span>')
    raise nodes.SkipNode


def display(self: HTML5Translator, node: nodes.math_block) -> None:
    tex = node.astext()
    if node.get("nowrap", node.get("no-wrap")):
        tex = wrap_displaymath(tex, None, numbering=False) if r"\begin" not in tex else tex
    self.body.append(f'<div class="formula">{convert(node, tex, block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, object]:
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    app.config.html_math_renderer = "mathml"  # type: ignore[attr-defined]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
