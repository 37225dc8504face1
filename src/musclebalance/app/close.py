"""One session second by second, for the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model.assembly import MUSCLES
from ..plot.session import close_up_of, session_phases
from .running import developed, followed, numbers, short
from .settings import SettingError, Settings

#: Points a session is drawn with, about.
POINTS = 400


def session(settings: Settings, number: int = 1) -> dict[str, Any]:
    """A session delivered under these settings, from 10 s before to 30 s after it."""
    result = followed(settings).result
    spans = result.timeline.spans
    if not spans:
        raise SettingError("words", "no session was delivered; choose a programme with weeks and adherence.")
    span, dense, seconds = close_up_of(result, number, every=lambda length: max(length / POINTS, 0.25))
    series = {"angle": dense.values("angle")}
    for muscle in MUSCLES:
        series[f"tension_{muscle}"] = dense.values(f"tension_{muscle}")
        series[f"length_{muscle}"] = dense.values(f"length_{muscle}")
        if f"inhibition_{muscle}" in dense.variables:
            series[f"inhibition_{muscle}"] = 100.0 * dense.values(f"inhibition_{muscle}")
    return {
        "number": number,
        "count": len(spans),
        "day": span.day,
        "where": span.where,
        "technique": span.technique,
        "seconds": numbers(seconds),
        "series": {name: numbers(np.asarray(values)) for name, values in series.items()},
        "phases": [
            {"start": short(a), "end": short(b), "name": name, "color": color}
            for a, b, name, color in session_phases(dense, span)
        ],
        "healthy_tension": {m: developed(settings)[2][f"resting_tension_{m}"] for m in MUSCLES},
    }
