"""Inference: fits of a person, sensitivity, the best dose, and explanations side by side."""

from __future__ import annotations

from .body_comparison import BodyComparison
from .comparison import PREDICTIONS, Comparison, compare
from .dose import BestDose, Burden, Space, best_dose, dose_space
from .fitting import Fit, fit
from .forecasting import Forecast, forecast, next_measurement
from .pooling import Pooled, fit_people
from .search import Archive, minimise
from .sensitivity import Sensitivity, local_of, local_sensitivity, morris, morris_of, sobol, sobol_of
from .side_by_side import Prediction
from .visits import Visits, read_visits

__all__ = [
    "PREDICTIONS", "Archive", "BestDose", "BodyComparison", "Burden", "Comparison", "Fit", "Forecast",
    "Pooled", "Prediction", "Sensitivity", "Space", "Visits", "best_dose", "compare", "dose_space", "fit",
    "fit_people", "forecast", "local_of", "local_sensitivity", "minimise", "morris", "morris_of",
    "next_measurement", "read_visits", "sobol", "sobol_of",
]  # fmt: skip
