"""A pair of muscles of your own: one file, read, changed, simulated, written, and seen from the other side.

The library has twelve pairs of large muscles. Those that bend and straighten a finger are not among them; the
commented template is about these. Here it is, with two numbers measured on oneself::

    python examples/own_pair.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import musclebalance as mb

#: What a goniometer and a spring balance told [deg, N]: the finger stops short of straight and is strong.
MEASURED = {"agonist.rom_limit": 5, "agonist.max_isometric_force": 90}


def typing(hours: float) -> mb.Lifestyle:
    """A day at the keyboard [h]."""
    return mb.Lifestyle.office(hours=hours, stress=0.6)


def main() -> dict[str, float]:
    """From an empty file to a treated finger."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "finger.toml"
        mb.pairs.template(file)  # edit it; it loads as it stands
        mine = mb.pair(file).with_(MEASURED)
        mb.pairs.write(mine, Path(folder) / "mine.toml")
        assert mb.pair(Path(folder) / "mine.toml") == mine
    print(mine, "\n")
    for name in mine.parameters.changed:
        print(mine.parameters[name])

    person = mb.develop(mine, typing(hours=9), days=90)
    plan = mb.Plan(mb.PIR(effort=0.2), per_week=5, weeks=4)
    treated = mb.simulate(person, plan, typing(hours=4), weeks=4)
    print(f"\n{treated}\n")

    mirror = mb.develop(mine.swapped(), typing(hours=9), days=90)
    found = {
        "length that the flexors lost [%]": 100 * (1 - float(person.read("resting_length_agonist"))),
        "the same, seen from the other side [%]": 100 * (1 - float(mirror.read("resting_length_antagonist"))),
        "range gained by treatment [deg]": float(
            treated.values("rom_agonist")[-1] - person.read("rom_agonist")
        ),
    }
    for what, value in found.items():
        print(f"{what:45}{value:6.2f}")
    return found


if __name__ == "__main__":
    main()
