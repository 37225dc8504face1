"""How far the fibres are stretched, and the elastic passive force that follows."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, Quantity
from .curves import PASSIVE_SHAPE, passive_force


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Fibre stretch and elastic force from joint angle, serial length, slack history and tendon compliance.

    Notes
    -----
    ``x = (l + h sg((x_h - l/n)/w_h) - lambda kt) / n``: a muscle with fewer sarcomeres in series (``n <
    1``) is stretched more at the same joint angle; the slack-length history `h` fades at long length,
    where a stretch abolishes it (T11). ``KE = 4/e0`` is the steepness of the passive curve.
    """
    m.relative_length = m.length / m.resting_length
    history = m.slack_history * f.switch((p.history_fade_length - m.relative_length) / p.history_fade_width)
    m.stretch = (m.length + history - p.tendon_compliance * m.tendon_softening) / m.resting_length
    m.elastic_force = passive_force(m.stretch, p.passive_strain, f)
    m.healthy_elastic_force = passive_force(m.length, p.passive_strain, f)
    m.passive_steepness = PASSIVE_SHAPE / p.passive_strain / m.resting_length
    return {}


stretch = Mechanism(
    "stretch",
    law,
    quantities=(
        Quantity("relative_length", "l/n", "lopt", "fibre length relative to the present serial length"),
        Quantity("stretch", "x", "lopt", "fibre stretch that sets forces"),
        Quantity("elastic_force", "f_P", "-", "elastic passive force before stress relaxation and softening"),
        Quantity(
            "healthy_elastic_force", "f_P(l)", "-", "elastic passive force the healthy muscle would have here"
        ),
        Quantity("passive_steepness", "KE/n", "1/lopt", "relative slope of the passive curve against length"),
    ),
    parameters=(
        P(
            "history_fade_length",
            1.10,
            "-",
            (1.0, 1.4),
            "relative length at which the slack-length history has half faded [lopt]",
            "T11",
            symbol="x_h",
        ),
        P("history_fade_width", 0.05, "-", (0.01, 0.2), "width of that fading [lopt]", "T11", symbol="w_h"),
        P(
            "tendon_compliance",
            0.02,
            "-",
            (0.0, 0.15),
            "fibre length taken up by a fully softened tendon [lopt]; only lambda kt_max matters",
            "T09",
            symbol="lambda",
        ),
    ),
    needs=("passive_strain",),
)
