"""Which number matters: local, Morris and Sobol sensitivity over time and for many outcomes."""

from __future__ import annotations

from .indices import Sensitivity, local_of, morris_of, sobol_of
from .model import Span, local_sensitivity, morris, sobol

__all__ = ["Sensitivity", "Span", "local_of", "local_sensitivity", "morris", "morris_of", "sobol", "sobol_of"]
