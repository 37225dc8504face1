"""Virtual people: sampled or read from a table, and randomised trials in them."""

from __future__ import annotations

from .analysis import Analysis
from .check import check_against
from .cohort import Cohort
from .design import Design
from .measuring import MeasurementError
from .power import Power, assurance
from .running import trial
from .sampling import COVARIATES, SPREADS, Covariate
from .trial import Trial

__all__ = [
    "COVARIATES",
    "SPREADS",
    "Analysis",
    "Cohort",
    "Covariate",
    "Design",
    "MeasurementError",
    "Power",
    "Trial",
    "assurance",
    "check_against",
    "trial",
]
