"""One programme under several hypotheses: the predictions by which they can be told apart."""

from __future__ import annotations

from .predictions import PREDICTIONS, Prediction
from .table import Comparison, compare

__all__ = ["PREDICTIONS", "Comparison", "Prediction", "compare"]
