"""The interactive page: a pair, a day, a programme in words, and what becomes of the balance, at once.

:func:`serve` shows it from this machine; :func:`export` writes it as one HTML file with a grid of runs.
"""

from __future__ import annotations

from .exporting import export
from .server import serve
from .settings import Settings

__all__ = ["Settings", "export", "serve"]
