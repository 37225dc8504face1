"""Plans: sessions on days, phases, adherence, doses."""

from .adherence import Diary, Habit
from .dose import Dose, session_dose
from .phase import Phase, Ramp, Slot
from .plan import Plan

__all__ = ["Diary", "Dose", "Habit", "Phase", "Plan", "Ramp", "Slot", "session_dose"]
