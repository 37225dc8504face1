"""musclebalance: opposing muscle pairs, how they get out of balance, and what contract-release does about it.

A research and teaching model. Start with::

    import musclebalance as mb
    pair = mb.pair("hip-flexors-gluteus-maximus")
    person = mb.develop(pair, mb.Lifestyle.office(hours=8, stress=0.6), days=180)
    plan = mb.Plan(mb.PIR(effort=0.20), per_week=3, weeks=8)
    print(mb.simulate(person, plan, mb.Lifestyle.healthy(), weeks=12))

Names are loaded on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: Public name -> module that defines it.
_WHERE = {
    "AdaptivePlan": "plan",
    "Bout": "lifestyle",
    "carried_moment": "pairs",
    "catalogue": "pairs",
    "cite": "citation",
    "BestDose": "optimization",
    "Burden": "optimization",
    "Cohort": "cohort",
    "best_dose": "optimization",
    "Sensitivity": "sensitivity",
    "local_sensitivity": "sensitivity",
    "morris": "sensitivity",
    "sobol": "sensitivity",
    "Fit": "fitting",
    "Prior": "fitting",
    "fit": "fitting",
    "fit_people": "fitting",
    "MeasurementError": "trials",
    "Trial": "trials",
    "assurance": "trials",
    "trial": "trials",
    "compare": "comparison",
    "Comparison": "comparison",
    "compile": "timeline",
    "ContractRelax": "protocol",
    "Control": "protocol",
    "Covariate": "cohort",
    "CRAC": "protocol",
    "develop": "simulation",
    "Diary": "plan",
    "DoseError": "errors",
    "DynamicStretch": "protocol",
    "EngineError": "errors",
    "Event": "lifestyle",
    "Exposure": "exposure",
    "FileError": "errors",
    "Habit": "plan",
    "healthy": "simulation",
    "HoldRelax": "protocol",
    "IsometricStrength": "protocol",
    "Level": "plan",
    "LewitPIR": "protocol",
    "Lifestyle": "lifestyle",
    "load": "result",
    "loaded": "pairs",
    "maintenance": "simulation",
    "Mechanism": "mechanisms",
    "MET": "protocol",
    "Model": "model",
    "MovementBreak": "protocol",
    "MusclebalanceError": "errors",
    "one_day": "simulation",
    "OutOfRangeError": "errors",
    "Pair": "pairs",
    "pair": "pairs",
    "Parameter": "parameters",
    "ParameterSet": "parameters",
    "Person": "person",
    "PIR": "protocol",
    "Plan": "plan",
    "programme": "plan",
    "programmes": "plan",
    "Quantity": "mechanisms",
    "Ramp": "plan",
    "Repeat": "protocol",
    "Result": "result",
    "Rule": "plan",
    "Scenario": "plan",
    "Session": "protocol",
    "Sham": "protocol",
    "simulate": "simulation",
    "simulate_adaptive": "simulation",
    "simulate_scenario": "simulation",
    "Spread": "cohort",
    "State": "mechanisms",
    "StaticStretch": "protocol",
    "Step": "protocol",
    "Strengthening": "protocol",
    "study": "simulation",
    "technique": "protocol",
    "UnitError": "errors",
    "UnknownNameError": "errors",
}
#: Modules that are public under their own name.
_MODULES = ("core", "evidence", "hypotheses", "indices", "plot", "readouts", "sources")

__all__ = ["__version__", *_WHERE, *_MODULES]


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name not in _WHERE:
        from .errors import unknown

        problem = unknown("name in musclebalance", name, __all__)
        raise AttributeError(str(problem))
    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Public names."""
    return sorted(__all__)
