"""Whether the numbers of a pair fit each other: every limit here comes from the pair's own other numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import SimpleNamespace

import numpy as np

from ..core.errors import number
from ..core.parameters import ParameterSet
from ..engine import functions
from ..model.laws.mechanics import healthy_torque, stretch
from ..model.laws.tissue import relaxation
from .geometry import Geometry

#: Fibre lengths that a range of motion may ask for [lopt].
FIBRE = (0.3, 2.0)
#: Largest torque at the end of range, and per radian of the joint itself, in isometric torques.
MOST_PASSIVE = 10.0
Fault = tuple[str, str]


def strength(parameters: ParameterSet, muscle: str) -> float:
    """Isometric torque of the healthy, rested muscle at the neutral angle [N m]."""
    value = parameters.value
    force = value("max_isometric_force", muscle) * math.cos(math.radians(value("pennation", muscle)))
    return abs(force * value("moment_arm_c0", muscle))


def tolerated_torque(parameters: ParameterSet, muscle: str) -> float:
    """Passive torque of the healthy muscle, stretched quickly, at its healthy end of range [N m]."""
    mine = {p.name: p.si for p in stretch.parameters}
    mine |= {name.removeprefix(f"{muscle}."): parameters[name].si for name in parameters}
    force = mine["max_isometric_force"] * math.cos(mine["pennation"])
    relaxed = 1.0 - sum(p.value for p in relaxation.parameters if p.name.endswith("_share"))
    body = SimpleNamespace(max_tension=force, relaxed_share=relaxed)
    side = math.copysign(1.0, mine["moment_arm_c0"])
    return float(healthy_torque(body, SimpleNamespace(**mine), functions, side))  # type: ignore[arg-type]


def unresisted(name: str, torque: float) -> str:
    """A healthy end of range short of neutral, where the joint pulls on by more than the muscle resists."""
    return (
        f"at the healthy end of range nothing resists the lengthening of the {name}: the passive torque is "
        f"{number(torque)} N m, and must be above 0; lower end_range_torque or joint_stiffness, which pull "
        "towards neutral_angle, or correct rom_limit."
    )


def faults(
    parameters: ParameterSet, shapes: Mapping[str, Geometry], names: Mapping[str, str]
) -> Iterator[Fault]:
    """Name of each parameter that does not fit the others, and what is wrong with it."""
    found = list(_of_range(parameters)) or list(_of_arms(parameters, shapes, names))
    if not found:
        for muscle, shape in shapes.items():
            found += _of_lengths(parameters, muscle, shape, names[muscle])
            found += _of_tests(parameters, muscle, shape, names[muscle])
        found += _of_passive(parameters)
    yield from found


def _of_range(parameters: ParameterSet) -> Iterator[Fault]:
    low, high, neutral = (parameters.value(name) for name in ("range_low", "range_high", "neutral_angle"))
    if low >= high:
        yield (
            "range_low",
            f"range_low {number(low)} deg is not below range_high {number(high)} deg; exchange them.",
        )
    elif not low <= neutral <= high:
        yield (
            "neutral_angle",
            f"neutral_angle {number(neutral)} deg is outside the range of angles, {number(low)} to "
            f"{number(high)} deg; change it, or range_low and range_high.",
        )


def _of_arms(
    parameters: ParameterSet, shapes: Mapping[str, Geometry], names: Mapping[str, str]
) -> Iterator[Fault]:
    """One muscle raises the angle, the other lowers it, wherever the joint may be."""
    value = parameters.value
    low, high, neutral = value("range_low"), value("range_high"), value("neutral_angle")
    for muscle, name in names.items():
        if value("moment_arm_c0", muscle) == 0.0:
            yield (
                f"{muscle}.moment_arm_c0",
                f"moment_arm_c0 of the {name} is 0 m; without a lever they are no muscle of this joint.",
            )
            return
    first, second = (value("moment_arm_c0", muscle) for muscle in names)
    if first * second > 0.0:
        yield (
            "antagonist.moment_arm_c0",
            f"moment_arm_c0 of the {' and of the '.join(names.values())} have the same sign; the muscle that "
            "raises the angle has a positive one, its antagonist a negative one.",
        )
    for muscle, shape in shapes.items():
        sign = math.copysign(1.0, shape.coefficients[0])
        lost = [a for a in np.linspace(low, high, 61) if sign * shape.moment_arm(float(a), neutral) <= 0.0]
        if lost:
            yield (
                f"{muscle}.moment_arm_c1",
                f"the moment arm of the {names[muscle]} changes sign near {lost[0]:.0f} deg; correct "
                "moment_arm_c1 to c3, or end the range (range_low, range_high) before it.",
            )


def _of_lengths(parameters: ParameterSet, muscle: str, shape: Geometry, name: str) -> Iterator[Fault]:
    """Fibres can follow the joint through its range; the neighbouring joint may help (`rom_offset`)."""
    value = parameters.value
    neutral, offset = value("neutral_angle"), value("rom_offset", muscle)
    ends = {end: shape.fibre_length(value(end), neutral) for end in ("range_low", "range_high")}
    change = max(ends.values()) - min(ends.values())
    for end, length in ends.items():
        shortest, longest = length + max(offset, 0.0), length + min(offset, 0.0)
        if FIBRE[0] <= shortest and longest <= FIBRE[1]:
            continue
        wrong = "neutral_fibre_length"
        told = f"{number(shape.neutral_fibre_length)} lopt"
        if change > FIBRE[1] - FIBRE[0]:
            wrong = "optimal_fibre_length"
            told = f"{number(shape.optimal_fibre_length)} m for a moment arm of {shape.coefficients[0]:.3g} m"
        yield (
            f"{muscle}.{wrong}",
            f"the fibres of the {name} would be {length:.2f} optimal lengths at {end} "
            f"{number(value(end))} deg, outside {FIBRE[0]:g} to {FIBRE[1]:g}; correct {wrong} ({told}), the "
            "moment arm or the range.",
        )
        return


def _of_tests(parameters: ParameterSet, muscle: str, shape: Geometry, name: str) -> Iterator[Fault]:
    """Where the muscle is tested, the joint can go, and its range ends where the muscle is long."""
    value = parameters.value
    low, high, neutral = value("range_low"), value("range_high"), value("neutral_angle")
    for test in ("rom_limit", "strength_angle"):
        angle = value(test, muscle)
        if not low <= angle <= high:
            yield (
                f"{muscle}.{test}",
                f"{test} {number(angle)} deg of the {name} is outside the range of angles, {number(low)} to "
                f"{number(high)} deg; change it, or range_low and range_high.",
            )
            return
    end, most = value("rom_limit", muscle), 1.0 + value("passive_strain", muscle)
    length = shape.fibre_length(end, neutral) + value("rom_offset", muscle)
    if length <= shape.neutral_fibre_length:
        far = high if shape.coefficients[0] < 0.0 else low
        yield (
            f"{muscle}.rom_limit",
            f"rom_limit {number(end)} deg does not lengthen the {name}: they lengthen from neutral_angle "
            f"{number(neutral)} deg towards {number(far)} deg; give an angle on that side.",
        )
    elif length > most:
        yield (
            f"{muscle}.passive_strain",
            f"at rom_limit {number(end)} deg the fibres of the {name} are {length:.2f} optimal lengths long, "
            f"where passive force exceeds max_isometric_force (1 + passive_strain is {most:.2f}); raise "
            "passive_strain, or correct rom_limit or the lengths.",
        )
    elif (torque := tolerated_torque(parameters, muscle)) <= 0.0:
        yield f"{muscle}.end_range_torque", unresisted(name, torque)


def _of_passive(parameters: ParameterSet) -> Iterator[Fault]:
    """The joint's own torques are of the size of its muscles'."""
    most = MOST_PASSIVE * max(strength(parameters, muscle) for muscle in ("agonist", "antagonist"))
    names = ("agonist.end_range_torque", "antagonist.end_range_torque", "joint_stiffness")
    for name in names:
        entry = parameters[name]
        if entry.value > most:
            yield (
                name,
                f"{name} {number(entry.value)} {entry.unit} is beyond {MOST_PASSIVE:g} times the isometric "
                f"torque of the stronger muscle, {number(most)} {entry.unit}; correct it, or "
                "max_isometric_force or moment_arm_c0.",
            )
