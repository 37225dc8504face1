"""The laboratory's door: recordings of dynamometers, motion systems and muscle activity."""

from __future__ import annotations

from .curve import PassiveCurve, passive_curve
from .dynamometer import Recording, read_dynamometer
from .emg import Activity, percent_mvc, read_emg
from .signals import Signals

__all__ = [
    "Activity", "PassiveCurve", "Recording", "Signals", "passive_curve", "percent_mvc", "read_dynamometer",
    "read_emg",
]  # fmt: skip
