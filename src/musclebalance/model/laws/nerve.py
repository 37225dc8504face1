"""Pressure on a nerve that runs in the muscle's compartment."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, Quantity


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Intramuscular pressure above 30 mmHg compresses a nerve in the compartment.

    Notes
    -----
    ``P_n = c_n P_im``; index ``[P_n - 30]+/50`` is 0 up to 30 mmHg (venular flow impaired), 0.4 at 50
    (capillary flow impaired), 1 at 80 mmHg (no intraneural flow). ``c_n`` is 0 where no nerve runs in the
    compartment.

    References
    ----------
    Rydevik, Lundborg & Bagge 1981, doi 10.1016/S0363-5023(81)80003-2 (T29); Lundborg et al. 1983 (T30).
    """
    m.nerve_pressure = p.nerve_coupling * m.pressure
    m.nerve_index = f.positive(m.nerve_pressure - p.nerve_threshold, 1.0) / (
        p.nerve_block - p.nerve_threshold
    )
    return {}


nerve = Mechanism(
    "nerve",
    law,
    quantities=(
        Quantity("nerve_pressure", "P_n", "mmHg", "pressure on the nerve"),
        Quantity("nerve_index", "N_n", "-", "nerve compression: 0 below 30 mmHg, 1 at 80 mmHg"),
    ),
    parameters=(
        P(
            "nerve_threshold",
            30.0,
            "mmHg",
            (20.0, 50.0),
            "pressure at which venular flow of a nerve is impaired",
            "T29",
            "measured",
        ),
        P(
            "nerve_block",
            80.0,
            "mmHg",
            (60.0, 200.0),
            "pressure at which a nerve has no flow",
            "T29",
            "measured",
        ),
    ),
    needs=("nerve_coupling",),
)
