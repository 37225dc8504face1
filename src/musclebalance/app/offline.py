"""The model as plain data, for a page without Python: kernels that run in a browser, and healthy people."""

from __future__ import annotations

import base64
import gzip
import json
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from ..core.units import to_si
from ..engine import kernel, wasm
from ..evidence.calibrating import calibration
from ..lifestyle import Lifestyle
from ..lifestyle.life import HEALTHY_HOURS, ON_FOOT
from ..model import hypotheses
from ..model.body import MUSCLES, program_of, split
from ..model.imbalance import PARAMETERS
from ..model.model import Model
from ..pairs import Pair, pair
from ..plot.joint import DRAWN_FROM
from ..plot.session import AFTER, BEFORE, PHASES
from ..plot.style import COLOURS
from ..result.variables import SHOWN, catalogue_of
from ..simulation import healthy
from .bodies import bodied_data, coupling
from .model_data import model_data, pair_data
from .page import choices
from .portrait import portrait
from .settings import TOLERANCE, Settings, script_data

#: Variables that the page draws, where the model has them.
DRAWN = (
    "resting_angle",
    *(f"{n}_{m}" for n in ("rom", "resting_tension", "resting_length", "tone") for m in MUSCLES),
    "memory_agonist",
    "pain",
    "strength_ratio",
    "imbalance",
)

#: What the page says of a dose.
DOSE = ("sessions", "repetitions", "effort_seconds", "stretch_seconds")
#: Points that a session is drawn with, about.
POINTS = 400
#: Quantities that the page reads off a state, in groups that are asked for together.
READINGS = {
    "at_rest": ("net_torque", "stiffness", *(f"elastic_force_{muscle}" for muscle in MUSCLES)),
    **{f"end_of_{muscle}": (f"tolerance_share_{muscle}",) for muscle in MUSCLES},
    "bone": ("misalignment", "stiffness"),
    "curve": ("net_torque", *(f"passive_torque_{muscle}" for muscle in MUSCLES)),
    "shown": tuple(f"{name}_{muscle}" for name in ("tension", "length") for muscle in MUSCLES),
    "force": tuple(
        f"{name}_{muscle}"
        for name in ("max_tension", "moment_arm", "active_curve", "strength")
        for muscle in MUSCLES
    ),
}
#: Numbers of a muscle that readings need beside the kernel, in internal units.
OF_A_MUSCLE = ("moment_arm_c0", "rom_limit", "rom_offset", "strength_angle")
#: People drawn from what calibration leaves uncertain.
DRAWS = 24


@lru_cache(maxsize=16)
def kernel_data(model: Model) -> dict[str, Any]:
    """A model's kernel, where it keeps what, and the names of its vectors."""
    program = program_of(model)
    groups = {
        group: tuple(name for name in names if name in program.quantities)
        for group, names in READINGS.items()
    }
    made = wasm.compiled(program, groups)
    memory, order = kernel.memory(made.layout, 1), list(made.layout.order)
    known, factors = catalogue_of(model), dict(SHOWN.values())
    stored = [name for name in DRAWN if name in known and name in program.state_names]
    return {
        "module": packed(made.code),
        "fields": list(made.fields),
        "readings": {group: list(names) for group, names in groups.items()},
        "states": list(program.state_names),
        "parameters": list(program.parameter_names),
        "inputs": list(program.input_names),
        "stored": [[name, factors.get(known[name].unit, 1.0)] for name in stored],
        "order": order,
        "slots": made.layout.slots,
        **{name: values[order].tolist() for name, values in (("low", program.low), ("high", program.high))},
        **{name: memory[name].tolist() for name in ("shares", "weights")},
    }


def person_data(pair: Pair, model: Model) -> dict[str, Any]:
    """The healthy person of a pair: parameters and state in the order of the kernel, numbers for readings."""
    person = healthy(pair, model=model, tol=TOLERANCE)
    body = person.body
    numbers = {muscle: {name: float(body.si(name, muscle)) for name in OF_A_MUSCLE} for muscle in MUSCLES}
    for muscle, found in numbers.items():
        found["tone_weight"] = float(body.value("tone_weight", muscle)) if "tone" in model else 1.0
    return {
        "parameters": body.vector.tolist(),
        "state": person.healthy_state.tolist(),
        "counted": person.parameters.counted(),
        "neutral_angle": float(body.si("neutral_angle")),
        "bodied": bodied_data(pair.name, model, TOLERANCE),
        **{name: float(body.value(name)) for name in PARAMETERS},
        **numbers,
    }


def about(muscles: Pair) -> dict[str, Any]:
    """Names, sides and cautions of a pair."""
    return {
        "title": muscles.title,
        "agonist": muscles.agonist,
        "antagonist": muscles.antagonist,
        "coordinate": muscles.coordinate.partition(" [")[0],
        "side": math.copysign(1.0, muscles.parameters.value("moment_arm_c0", "agonist")),
        "drawn_from": DRAWN_FROM.get(muscles.joint, 0.0),
        "cautions": list(muscles.cautions),
    }


@lru_cache(maxsize=16)
def draws_data(model: Model) -> dict[str, Any]:
    """What calibration leaves uncertain: names of a kernel's parameters, and drawn values of all of them.

    Set-points and healthy states are not derived anew: they would differ by a ten-thousandth.
    """
    drawn, known = calibration(model.name).draws(DRAWS), model.parameters
    columns: dict[str, list[float]] = {}
    for name, values in drawn.items():
        for flat in program_of(model).parameter_names:
            if name in known and split(flat)[0] == name:
                columns[flat] = to_si(values, known[name].unit).tolist()
    return {"names": list(columns), "values": np.transpose(list(columns.values())).tolist()}


def lives_data() -> dict[str, Any]:
    """Ready-made lives as (activity, hours, stress), and what the office day is made of."""
    made = {"healthy": Lifestyle.healthy(), "reduced": Lifestyle.reduced()}
    shares = {name: list(both) for name, both in ON_FOOT.items()}
    return {
        **{name: [[b.activity, b.hours, b.stress] for b in life.week[0]] for name, life in made.items()},
        "names": {name: life.name for name, life in made.items()},
        "wake": made["healthy"].wake,
        "office": {
            "sit": HEALTHY_HOURS["sit"],
            "shares": shares,
        },
    }


def common_data() -> dict[str, Any]:
    """What the model beside the page knows whatever pair and explanation it runs."""
    return {
        **model_data(),
        "lives": lives_data(),
        "coupling": coupling(),
        "tolerance": TOLERANCE,
        "defaults": Settings().to_data(),
        "script": script_data(),
        "choices": choices(),
        "page": {
            "phases": {phase: [name, COLOURS[name]] for phase, name in PHASES.items()},
            "around": [BEFORE, AFTER],
            "points": POINTS,
            "dose": list(DOSE),
        },
    }


def part(name: str, explanation: str) -> dict[str, Any]:
    """What the model beside the page needs of a pair under an explanation."""
    muscles, model = pair(name), hypotheses.get(explanation)
    return {
        **common_data(),
        "kernels": {model.name: kernel_data(model)},
        "draws": {model.name: draws_data(model)},
        "people": {name: {model.name: person_data(muscles, model)}},
        "pairs": {name: {**pair_data(muscles), "about": about(muscles)}},
        "portraits": {name: portrait(name)},
    }


def whole(offered: dict[str, Any], progress: Callable[[str], None] | None = None) -> str:
    """Every pair that is offered under every explanation, packed as text."""
    tell = progress or (lambda line: None)
    names, models = ([one["name"] for one in offered[kind]] for kind in ("pairs", "models"))
    found = {**common_data(), "choices": offered, "defaults": offered["defaults"], "people": {}}
    found["kernels"] = {name: kernel_data(hypotheses.get(name)) for name in models}
    found["draws"] = {name: draws_data(hypotheses.get(name)) for name in models}
    found["pairs"] = {name: {**pair_data(pair(name)), "about": about(pair(name))} for name in names}
    found["portraits"] = {name: portrait(name) for name in names}
    for number, model in enumerate(models, start=1):
        tell(f"explanation {number} of {len(models)}: {model}")
        for name in names:
            found["people"].setdefault(name, {})[model] = person_data(pair(name), hypotheses.get(model))
    return packed(json.dumps(found, separators=(",", ":")).encode())


def packed(code: bytes) -> str:
    """Bytes as short text."""
    return base64.b64encode(gzip.compress(code, mtime=0)).decode()
