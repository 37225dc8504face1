"""Fit a person's own measurements: estimates with intervals, what the data cannot tell, forecasts."""

from __future__ import annotations

from .fit import Fit, fit
from .pooling import Pooled, fit_people
from .priors import Prior
from .visits import Visits, read_visits

__all__ = ["Fit", "Pooled", "Prior", "Visits", "fit", "fit_people", "read_visits"]
