"""Treatment: steps, sessions and techniques, and the plans that put them on days."""

from __future__ import annotations

from .adaptive import Action, AdaptivePlan, Course, Level, Rule
from .adherence import Diary, Habit
from .dose import Dose, session_dose
from .exercises import (
    Control,
    DynamicStretch,
    IsometricStrength,
    MovementBreak,
    Sham,
    StaticStretch,
    Strengthening,
)
from .ladder import Maintenance, maintenance
from .phase import Phase, Ramp, Slot
from .plan import Plan
from .pnf import CRAC, ContractRelax, HoldRelax
from .published import Programme, programme, programmes
from .registry import TECHNIQUES, Technique, technique
from .session import Repeat, Session
from .step import Step
from .techniques import MET, PIR, LewitPIR
from .visits import Condition, Visit

__all__ = [
    "CRAC",
    "MET",
    "PIR",
    "TECHNIQUES",
    "Action",
    "AdaptivePlan",
    "Condition",
    "ContractRelax",
    "Control",
    "Course",
    "Diary",
    "Dose",
    "DynamicStretch",
    "Habit",
    "HoldRelax",
    "IsometricStrength",
    "Level",
    "LewitPIR",
    "Maintenance",
    "MovementBreak",
    "Phase",
    "Plan",
    "Programme",
    "Ramp",
    "Repeat",
    "Rule",
    "Session",
    "Sham",
    "Slot",
    "StaticStretch",
    "Step",
    "Strengthening",
    "Technique",
    "Visit",
    "maintenance",
    "programme",
    "programmes",
    "session_dose",
    "technique",
]
