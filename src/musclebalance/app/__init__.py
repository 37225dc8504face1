"""The interactive page: a pair, a day, a programme in words, and what becomes of the balance, at once.

The model runs in the browser. :func:`serve` shows the page from this machine; :func:`export` writes it as
one HTML file that needs nothing else.
"""

from __future__ import annotations

from .exporting import export
from .server import serve
from .settings import Settings

__all__ = ["Settings", "export", "serve"]
