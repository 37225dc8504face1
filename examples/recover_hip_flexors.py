"""Half a year at a desk, then sixteen weeks of treatment: the main job, written out.

The same as the command `musclebalance demo`, with the names a user would write. Change anything, run again::

    python examples/recover_hip_flexors.py
"""

from __future__ import annotations

import musclebalance as mb

DAYS, WEEKS = 180, 16


def programme(session: mb.Session) -> mb.Plan:
    """Three sessions a week in the clinic for 4 weeks, then five a week at home for 8."""
    clinic = mb.Plan(session, per_week=3, weeks=4, where="clinic")
    home = mb.Plan(session, per_week=5, weeks=8, where="home", adherence=0.8)
    return clinic + home


def develop() -> mb.Person:
    """Let the imbalance come about: 8 h a day at a desk, under stress."""
    pair = mb.pair("hip-flexors-gluteus-maximus")
    desk = mb.Lifestyle.office(hours=8, stress=0.6)
    return mb.develop(pair, desk, days=DAYS)


def recover(person: mb.Person, seed: int = 0) -> dict[tuple[str, str], mb.Result]:
    """Every programme in every life: what becomes of the cause matters as much as the treatment."""
    lives = {
        "cause removed": mb.Lifestyle.healthy(),
        "cause reduced": mb.Lifestyle.reduced(),
        "cause unchanged": mb.Lifestyle.office(hours=8, stress=0.6),
    }
    programmes = {
        "no treatment": None,
        "PIR": programme(mb.PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)),
        "stretching": programme(mb.StaticStretch(hold=29, rest=3, repetitions=5)),
    }
    return {
        (cause, name): mb.simulate(person, plan, life, weeks=WEEKS, seed=seed)
        for cause, life in lives.items()
        for name, plan in programmes.items()
    }


def main() -> dict[tuple[str, str], mb.Result]:
    """Develop, recover, and print what came of it."""
    person = develop()
    print(person, "\n")
    arms = recover(person)
    print(f"{'imbalance (healthy 0)':32}{'before':>8}{'week 12':>9}{'week 16':>9}  symmetric")
    for (cause, name), result in arms.items():
        imbalance = result["imbalance"]
        day = result.time_to_symmetry
        when = "not reached" if day is None else f"from day {day:.0f}"
        print(f"{f'{cause}: {name}':32}{imbalance[0]:8.2f}{imbalance[84]:9.2f}{imbalance[112]:9.2f}  {when}")
    print("\n", arms["cause removed", "PIR"], sep="")
    return arms


if __name__ == "__main__":
    main()
