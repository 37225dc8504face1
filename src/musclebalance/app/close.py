"""One session second by second, for the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.errors import check_range
from ..model.assembly import MUSCLES
from ..plot.session import AFTER, BEFORE
from ..plot.session import _phases as phase_strips
from ..simulation.lab import close_up
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
    span = spans[int(check_range("session", number, 1, len(spans))) - 1]
    start, end = max(span.start - BEFORE, 0.0), min(span.end + AFTER, float(result.timeline.edges[-1]))
    dense = close_up(result, start, end, every=max((end - start) / POINTS, 0.25))
    series = {"angle": dense.values("angle")}
    for muscle in MUSCLES:
        series[f"tension_{muscle}"] = dense.values(f"tension_{muscle}")
        series[f"length_{muscle}"] = dense.values(f"length_{muscle}")
        if f"inhibition_{muscle}" in dense.variables:
            series[f"inhibition_{muscle}"] = 100.0 * dense.values(f"inhibition_{muscle}")
    seconds = dense.times - span.start
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
            for a, b, (name, color) in phase_strips(dense, span.start, float(seconds[-1]))
        ],
        "healthy_tension": {m: developed(settings)[2][f"resting_tension_{m}"] for m in MUSCLES},
    }
