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
    "AdaptivePlan": "treatment",
    "Bout": "lifestyle",
    "carried_moment": "pairs",
    "catalogue": "pairs",
    "cite": "simulation",
    "BestDose": "inference",
    "Burden": "inference",
    "Cohort": "population",
    "best_dose": "inference",
    "Sensitivity": "inference",
    "local_sensitivity": "inference",
    "morris": "inference",
    "sobol": "inference",
    "Fit": "inference",
    "Prior": "inference",
    "fit": "inference",
    "fit_people": "inference",
    "MeasurementError": "population",
    "Trial": "population",
    "assurance": "population",
    "trial": "population",
    "compare": "inference",
    "Comparison": "inference",
    "compile": "timeline",
    "ContractRelax": "treatment",
    "Control": "treatment",
    "Covariate": "population",
    "CRAC": "treatment",
    "develop": "simulation",
    "Diary": "treatment",
    "DoseError": "core.errors",
    "DynamicStretch": "treatment",
    "EngineError": "core.errors",
    "Event": "lifestyle",
    "Exposure": "model",
    "FileError": "core.errors",
    "Habit": "treatment",
    "healthy": "simulation",
    "HoldRelax": "treatment",
    "IsometricStrength": "treatment",
    "Level": "treatment",
    "LewitPIR": "treatment",
    "Lifestyle": "lifestyle",
    "load": "result",
    "loaded": "pairs",
    "maintenance": "simulation",
    "Mechanism": "model",
    "MET": "treatment",
    "Model": "model",
    "MovementBreak": "treatment",
    "MusclebalanceError": "core.errors",
    "one_day": "simulation",
    "OutOfRangeError": "core.errors",
    "Pair": "pairs",
    "pair": "pairs",
    "Parameter": "core.parameters",
    "ParameterSet": "core.parameters",
    "Person": "result",
    "PIR": "treatment",
    "Plan": "treatment",
    "programme": "treatment",
    "programmes": "treatment",
    "Quantity": "model",
    "Ramp": "treatment",
    "Repeat": "treatment",
    "Result": "result",
    "Rule": "treatment",
    "save": "result",
    "Scenario": "simulation",
    "Session": "treatment",
    "Sham": "treatment",
    "simulate": "simulation",
    "simulate_adaptive": "simulation",
    "simulate_scenario": "simulation",
    "Spread": "population",
    "State": "model",
    "StaticStretch": "treatment",
    "Step": "treatment",
    "Strengthening": "treatment",
    "study": "simulation",
    "technique": "treatment",
    "variables": "result.variables",
    "UnitError": "core.errors",
    "UnknownNameError": "core.errors",
}
#: Modules that are public under their own name.
_MODULES = {
    "bistable": "bistable",
    "evidence": "evidence",
    "hypotheses": "model.hypotheses",
    "imbalance": "model.imbalance",
    "plot": "plot",
    "readouts": "model.readouts",
    "sources": "core.sources",
}

__all__ = ["__version__", *_WHERE, *_MODULES]


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name in _MODULES:
        return import_module(f".{_MODULES[name]}", __name__)
    if name not in _WHERE:
        from .core.errors import unknown

        problem = unknown("name in musclebalance", name, __all__)
        raise AttributeError(str(problem))
    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Public names."""
    return sorted(__all__)
