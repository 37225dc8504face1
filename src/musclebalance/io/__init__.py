"""The laboratory's door: recordings of dynamometers, motion systems and muscle activity."""

from __future__ import annotations

from .curve import PassiveCurve, passive_curve
from .dynamometer import Recording, read_dynamometer
from .emg import Activity, percent_mvc, read_emg
from .signals import Signals
from .tissue import TissueOrTolerance, tissue_or_tolerance

__all__ = [
    "Activity", "PassiveCurve", "Recording", "Signals", "TissueOrTolerance", "passive_curve",
    "percent_mvc", "read_dynamometer", "read_emg", "tissue_or_tolerance",
]  # fmt: skip
