"""Virtual people: sampled or read from a table, and randomised trials in them."""

from __future__ import annotations

from .body_cohort import BodyCohort
from .cohort import Cohort
from .measuring import MeasurementError
from .redrawing import Power, assurance, power, predictive_check, sample_size
from .run_trial import trial
from .sampling import COVARIATES, SPREADS, Covariate
from .trials import Analysis, Trial, analyse

__all__ = [
    "COVARIATES", "SPREADS", "Analysis", "BodyCohort", "Cohort", "Covariate", "MeasurementError", "Power",
    "Trial", "analyse", "assurance", "power", "predictive_check", "sample_size", "trial",
]  # fmt: skip
