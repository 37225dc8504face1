"""Trials in virtual people: arms, allocation, drop-out, measurement error, analysis, power."""

from __future__ import annotations

from .analysis import Analysis
from .check import check_against
from .design import Design
from .measuring import MeasurementError
from .power import Power, assurance
from .run import trial
from .trial import Trial

__all__ = ["Analysis", "Design", "MeasurementError", "Power", "Trial", "assurance", "check_against", "trial"]
