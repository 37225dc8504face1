"""Inference: fits of a person, sensitivity, the best dose, and explanations side by side."""

from __future__ import annotations

from .best_dose import BestDose, best_dose
from .burden import Burden
from .comparison import Comparison, compare
from .dose_space import Space, dose_space
from .fit import Fit, fit
from .indices import Sensitivity, local_of, morris_of, sobol_of
from .pooling import Pooled, fit_people
from .predictions import PREDICTIONS, Prediction
from .problem import Setting
from .search import Archive, minimise
from .sensitivity import local_sensitivity, morris, sobol
from .visits import Visits, read_visits

__all__ = [
    "PREDICTIONS",
    "Archive",
    "BestDose",
    "Burden",
    "Comparison",
    "Fit",
    "Pooled",
    "Prediction",
    "Sensitivity",
    "Setting",
    "Space",
    "Visits",
    "best_dose",
    "compare",
    "dose_space",
    "fit",
    "fit_people",
    "local_of",
    "local_sensitivity",
    "minimise",
    "morris",
    "morris_of",
    "read_visits",
    "sobol",
    "sobol_of",
]
