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

import re
from importlib import import_module
from pathlib import Path
from typing import Any

__version__ = "0.1.0"

#: Public name -> module that holds it, read from the stub beside this file: one list for all.
_WHERE = {
    name: module
    for module, name in re.findall(
        r"^from (\.[\w.]*) import (\w+) as \2$", Path(__file__).with_suffix(".pyi").read_text("utf-8"), re.M
    )
}

__all__ = ["__version__", *_WHERE]


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _WHERE:
        from .core.errors import unknown

        raise AttributeError(str(unknown("name in musclebalance", name, __all__)))
    where = _WHERE[name]
    holder = {} if where == "." else vars(import_module(where, __name__))
    value = holder.get(name) or import_module(f"{where.removesuffix('.')}.{name}", __name__)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Public names."""
    return sorted(__all__)
