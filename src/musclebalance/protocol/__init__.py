"""Techniques as clinicians prescribe them: steps, sessions, and the words and tables they are written in."""

from .exercises import (
    Control,
    DynamicStretch,
    IsometricStrength,
    MovementBreak,
    Sham,
    StaticStretch,
    Strengthening,
)
from .pnf import CRAC, ContractRelax, HoldRelax
from .registry import TECHNIQUES, Technique, technique
from .session import Repeat, Session
from .step import Step
from .techniques import MET, PIR, LewitPIR

__all__ = [
    "CRAC",
    "MET",
    "PIR",
    "TECHNIQUES",
    "ContractRelax",
    "Control",
    "DynamicStretch",
    "HoldRelax",
    "IsometricStrength",
    "LewitPIR",
    "MovementBreak",
    "Repeat",
    "Session",
    "Sham",
    "StaticStretch",
    "Step",
    "Strengthening",
    "Technique",
    "technique",
]
