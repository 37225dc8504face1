"""Models out: adapted muscles in OpenSim and MuJoCo files, equations as SBML, fits as PEtab, archives."""

from __future__ import annotations

from .changes import Change, Changes
from .mujoco import to_mujoco
from .muscles import Adaptation, adaptation
from .omex import to_omex
from .opensim import to_opensim
from .petab import to_petab, to_petab_segment
from .sbml import to_sbml

__all__ = [
    "Adaptation", "Change", "Changes", "adaptation", "to_mujoco", "to_omex", "to_opensim", "to_petab",
    "to_petab_segment", "to_sbml",
]  # fmt: skip
