"""Fit a person's own measurements: estimates with intervals, what the data cannot tell, forecasts."""

from __future__ import annotations

from .fit import Fit, fit
from .pooling import Pooled, fit_people
from .priors import Prior
from .problem import Setting
from .visits import Visits, read_visits

__all__ = ["Fit", "Pooled", "Prior", "Setting", "Visits", "fit", "fit_people", "read_visits"]
