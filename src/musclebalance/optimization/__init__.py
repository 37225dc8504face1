"""The best dose: least weekly time, or fastest recovery, within limits and for people who respond little."""

from __future__ import annotations

from .best import BestDose, best_dose
from .burden import Burden
from .search import Archive, minimise
from .space import Space, dose_space

__all__ = ["Archive", "BestDose", "Burden", "Space", "best_dose", "dose_space", "minimise"]
