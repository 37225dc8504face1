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
    "Bout": "lifestyle",
    "Cohort": "cohort",
    "Covariate": "cohort",
    "Spread": "cohort",
    "Event": "lifestyle",
    "Lifestyle": "lifestyle",
    "Model": "model",
    "Mechanism": "mechanisms",
    "Quantity": "mechanisms",
    "State": "mechanisms",
    "MusclebalanceError": "errors",
    "UnknownNameError": "errors",
    "OutOfRangeError": "errors",
    "UnitError": "errors",
    "FileError": "errors",
    "DoseError": "errors",
    "EngineError": "errors",
    "Parameter": "parameters",
    "ParameterSet": "parameters",
    "Pair": "pairs",
    "catalogue": "pairs",
    "pair": "pairs",
    "Person": "person",
    "Plan": "plan",
    "PIR": "protocol",
    "Session": "protocol",
    "StaticStretch": "protocol",
    "Step": "protocol",
    "Result": "result",
    "cite": "citation",
    "compare": "comparison",
    "Comparison": "comparison",
    "compile": "timeline",
    "develop": "simulation",
    "healthy": "simulation",
    "load": "result",
    "maintenance": "simulation",
    "simulate": "simulation",
    "simulate_adaptive": "simulation",
}
#: Modules that are public under their own name.
_MODULES = ("hypotheses", "indices", "plot", "readouts", "sources")

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
