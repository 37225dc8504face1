"""A randomised trial in virtual people, in ten lines, and how many people it would need.

python examples/trial_in_ten_lines.py
"""

from __future__ import annotations

import musclebalance as mb


def main(people: int = 150, weeks: int = 8) -> mb.Trial:
    """Run the trial and print it."""
    cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n=people, seed=1)
    pir = mb.Plan(mb.PIR(effort=0.20), per_week=3, weeks=weeks, where="home", adherence=0.8)
    static = mb.Plan(mb.StaticStretch(), per_week=3, weeks=weeks, where="home", adherence=0.8)
    arms = {"PIR": pir, "static": static, "none": None}
    trial = mb.trial(cohort, arms, mb.Lifestyle.reduced(), weeks=weeks, seed=1, dropout=0.1, tol=1e-3)
    print(trial)
    print(mb.power(trial, "rom_agonist", week=weeks, n=[10, 20, 40]))
    print(trial.responders("rom_agonist").round(2))
    print("per arm for a power of 0.9:", mb.sample_size(trial, "rom_agonist", power=0.9))
    return trial


if __name__ == "__main__":
    main()
