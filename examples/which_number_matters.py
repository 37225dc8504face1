"""Which assumption matters for recovery, and when: elementary effects first, then Sobol indices.

python examples/which_number_matters.py
"""

from __future__ import annotations

from typing import Any

import musclebalance as mb
from musclebalance.inference import Sensitivity

CANDIDATES = (
    "chronicity", "memory_rate", "memory_release_rate", "tolerance_growth_time", "tolerance_slow_time",
    "length_time", "stretched_half", "agonist.passive_strain", "joint_stiffness", "stress_half",
)  # fmt: skip


def setting(weeks: int) -> dict[str, Any]:
    """Half a year of a desk, then PIR with the cause halved."""
    return {
        "plan": mb.Plan(mb.PIR(), per_week=3, weeks=weeks),
        "lifestyle": mb.Lifestyle.reduced(),
        "before": mb.Lifestyle.office(hours=8, stress=0.6),
        "outcomes": ["imbalance", "rom_agonist"],
        "weeks": range(0, weeks + 1, 4),
        "tol": 1e-3,
    }


def main(
    weeks: int = 8, trajectories: int = 6, n: int = 16, left: int = 4
) -> tuple[Sensitivity, Sensitivity]:
    """Screen, then look closer at the numbers that are left."""
    pair = mb.pair("hip-flexors-gluteus-maximus")
    screen = mb.morris(pair, CANDIDATES, trajectories=trajectories, seed=1, **setting(weeks))
    print(screen)
    chosen = list(screen.ranking("imbalance").index[:left])
    close = mb.sobol(pair, chosen, n=n, seed=1, **setting(weeks))
    print(close)
    print(close.to_frame()["total"].unstack("day").round(2))
    return screen, close


if __name__ == "__main__":
    main()
