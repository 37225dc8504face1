"""Every cause of the popular account and every consequence, as short experiments that can be switched off."""

from __future__ import annotations

from .experiment import Experiment, run
from .scenarios import CAUSES, Cause
from .tables import CONSEQUENCES, Consequence

__all__ = ["CAUSES", "CONSEQUENCES", "Cause", "Consequence", "Experiment", "run"]
