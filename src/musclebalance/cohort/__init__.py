"""Virtual people, sampled or read from a table, and what their lives made of them."""

from __future__ import annotations

from .cohort import Cohort
from .spread import COVARIATES, SPREADS, Covariate, Spread

__all__ = ["COVARIATES", "SPREADS", "Cohort", "Covariate", "Spread"]
