"""A mechanism of your own: one function, its parameters with their sources, and a plus sign.

Muscles that lie still grow stiffer for half an hour and more; movement undoes it, an isometric effort does
not (Lakie and Robson 1988, evidence row T12). The library leaves that out. Here it is, added in a script::

    python examples/own_mechanism.py
"""

from __future__ import annotations

from typing import Any

import musclebalance as mb


def stillness(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Rest lets a muscle set; movement loosens it.

    Called once per muscle. Reads what the segment says (`m.phase_work`: is there movement?), owns the state
    `stillness`, and pulls on states of another mechanism: a muscle that has set has a shorter slack length.
    Each pull is a target and a rate [1/s]; what is written here is compiled with the library's own laws.
    """
    moving = m.phase_work + m.phase_stretch
    still = 1.0 - moving
    return {
        "stillness": [(1.0, still / p.setting_time), (0.0, moving / p.loosening_time)],
        "slack_history": [
            (p.setting_slack, m.stillness * still / p.setting_time),
            (0.0, moving / p.loosening_time),
        ],
        "slack_history_fast": (0.0, moving / p.loosening_time),
    }


STILLNESS = mb.Mechanism(
    "stillness",
    stillness,
    states=(mb.State("stillness", "S", "-", 0.0, 0.0, 1.0, "how far a muscle at rest has set"),),
    parameters=(
        mb.Parameter("setting_time", 30, "min", 5, 120, "rest in which it sets", ("T12",), "measured", "t_s"),
        mb.Parameter("loosening_time", 10, "s", 1, 60, "time of movement that undoes it", symbol="t_l"),
        mb.Parameter("setting_slack", 0.02, "-", 0, 0.05, "slack length lost when set [lopt]", symbol="h_s"),
    ),
)


def morning(model: mb.Model) -> dict[str, float]:
    """Resting tension of the hip flexors [N] through the morning of a desk day, under a model."""
    pair = mb.pair("hip-flexors-gluteus-maximus")
    desk = mb.Lifestyle.office(hours=8, stress=0)
    person = mb.develop(pair, desk, days=7, model=model)
    day = mb.simulate(person, None, desk, days=1, store="segments")
    tension = day.values("resting_tension_agonist")
    labels = day.timeline.labels
    first_desk = labels.index("desk")
    first_walk = next(i for i, label in enumerate(labels) if i > first_desk and label.startswith("walk"))
    last_of_walk = next(i for i in range(first_walk, len(labels)) if not labels[i + 1].startswith("walk"))
    return {
        "on waking": float(tension[0]),
        "after 2 h at the desk": float(tension[first_desk + 1]),
        "after a few minutes of walking": float(tension[last_of_walk + 1]),
    }


def main() -> dict[str, dict[str, float]]:
    """Compare the same morning with and without the mechanism."""
    library = mb.hypotheses.combined
    own = library + STILLNESS
    found = {model.name: morning(model) for model in (library, own)}
    print(own["stillness"], "\n")
    print(f"{'resting tension, hip flexors [N]':34}" + "".join(f"{name:>24}" for name in found))
    for moment in found[own.name]:
        print(f"{moment:34}" + "".join(f"{values[moment]:24.1f}" for values in found.values()))
    return found


if __name__ == "__main__":
    main()
