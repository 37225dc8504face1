"""One programme under six explanations: which trials could tell them apart, and which they already fail.

Post-isometric relaxation of tight hamstrings, under every named hypothesis and under none::

    python examples/compare_hypotheses.py
"""

from __future__ import annotations

import musclebalance as mb

#: Folpp et al. 2006 (evidence rows P025, P026): 20 min of stretching, 5 days a week, for 4 weeks.
STANDARDISED_TORQUE, TOLERATED_TORQUE = (-4.0, 3.0), (5.0, 12.0)


def refuted(found: mb.Comparison) -> dict[str, str]:
    """Hypotheses that miss the trial's 95 % intervals, and where."""
    misses = {}
    for model in found.models:
        at_fixed, at_tolerated = found[model, "long_stretch_fixed"], found[model, "long_stretch_rom"]
        if not STANDARDISED_TORQUE[0] <= at_fixed <= STANDARDISED_TORQUE[1]:
            misses[model] = f"{at_fixed:+.1f} deg at the standardised torque"
        elif not TOLERATED_TORQUE[0] <= at_tolerated <= TOLERATED_TORQUE[1]:
            misses[model] = f"{at_tolerated:+.1f} deg at the tolerated torque"
    return misses


def main() -> mb.Comparison:
    """Compare, print the table, and hold it against one trial."""
    pair = mb.pair("hamstrings-quadriceps")
    plan = mb.Plan(mb.PIR(effort=0.20), per_week=3, weeks=8)
    found = mb.compare(pair, plan, days=60)
    print(found)
    print("\ngain of range [deg] after one session, by seconds since its end")
    print(found.acute().round(1).to_string())
    print(
        "\nfour weeks of stretching; Folpp 2006: -4 to 3 deg at a standard, 5 to 12 at the tolerated torque"
    )
    for model, miss in refuted(found).items():
        print(f"  refuted: {model:12s} {miss}")
    return found


if __name__ == "__main__":
    main()
