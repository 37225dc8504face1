"""Treatment: steps, sessions and techniques, and the plans that put them on days."""

from __future__ import annotations

from .adaptive import Action, AdaptivePlan, Condition, Course, Level, Rule, Visit
from .grammar import session
from .plan import Diary, Habit, Phase, Plan, Ramp, Slot
from .published import Programme, programme, programmes
from .session_table import read_session, read_sessions, sessions_frame, write_sessions
from .steps import Dose, Repeat, Session, Step, session_dose
from .techniques import (
    CRAC,
    MET,
    PIR,
    TECHNIQUES,
    ContractRelax,
    Control,
    DynamicStretch,
    HoldRelax,
    IsometricStrength,
    LewitPIR,
    MovementBreak,
    Sham,
    StaticStretch,
    Strengthening,
    Technique,
    technique,
)

__all__ = [
    "CRAC", "MET", "PIR", "TECHNIQUES", "Action", "AdaptivePlan", "Condition", "ContractRelax", "Control",
    "Course", "Diary", "Dose", "DynamicStretch", "Habit", "HoldRelax", "IsometricStrength", "Level",
    "LewitPIR", "MovementBreak", "Phase", "Plan", "Programme", "Ramp", "Repeat", "Rule", "Session", "Sham",
    "Slot", "StaticStretch", "Step", "Strengthening", "Technique", "Visit", "programme", "programmes",
    "read_session", "read_sessions", "session", "session_dose", "sessions_frame", "technique",
    "write_sessions",
]  # fmt: skip
