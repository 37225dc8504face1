"""The least weekly time of PIR that works for nearly everybody, when adherence falls with the burden.

python examples/least_time_that_works.py
"""

from __future__ import annotations

import musclebalance as mb


def main(people: int = 16, weeks: int = 8, budget: int = 48, gain: float = 3.0) -> mb.BestDose:
    """Search the programme by which all but the tenth who respond least gain `gain` degrees of range."""
    cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=people, seed=2)
    group = cohort.develop(tol=1e-3)
    low = sorted(group.read("rom_agonist"))[people // 10]
    found = mb.best_dose(
        group, "PIR", lifestyle=mb.Lifestyle.reduced(), weeks=weeks, outcome="rom_agonist", target=low + gain,
        percentile=10, limits={"minutes": 120.0, "session_minutes": 20.0}, burden=mb.Burden(half=90.0),
        budget=budget, seed=1,
    )  # fmt: skip
    print(found)
    print(found.pareto().round(2).to_string(index=False))
    return found


if __name__ == "__main__":
    main()
