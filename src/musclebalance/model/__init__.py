"""The model: laws, the sets of them that make a hypothesis, a body with numbers, and what is read off it."""

from __future__ import annotations

from .exposure import Exposure, Segment
from .mechanism import Mechanism, Quantity, State
from .model import Model

__all__ = ["Exposure", "Mechanism", "Model", "Quantity", "Segment", "State"]
