"""Plans: sessions on days, adherence, doses, rules, scenario files, event tables, programmes."""

from .adherence import Diary, Habit
from .dose import Dose, session_dose
from .phase import Phase, Ramp, Slot
from .plan import Plan
from .published import Programme, programme, programmes
from .rules import Action, AdaptivePlan, Course, Level, Rule
from .scenario import Scenario
from .upkeep import Maintenance, maintenance
from .visits import Condition, Visit

__all__ = [
    "Action",
    "AdaptivePlan",
    "Condition",
    "Course",
    "Diary",
    "Dose",
    "Habit",
    "Level",
    "Maintenance",
    "Phase",
    "Plan",
    "Programme",
    "Ramp",
    "Rule",
    "Scenario",
    "Slot",
    "Visit",
    "maintenance",
    "programme",
    "programmes",
    "session_dose",
]
