"""The laboratory's door: recordings of dynamometers, motion systems and muscle activity."""

from __future__ import annotations

from .curve import PassiveCurve, passive_curve
from .dynamometer import Recording, read_dynamometer
from .emg import Activity, percent_mvc, read_emg
from .motion import JointAngle, joint_angle, read_motion
from .signals import Signals
from .tissue import TissueOrTolerance, tissue_or_tolerance

__all__ = [
    "Activity", "JointAngle", "PassiveCurve", "Recording", "Signals", "TissueOrTolerance", "joint_angle",
    "passive_curve", "percent_mvc", "read_dynamometer", "read_emg", "read_motion", "tissue_or_tolerance",
]  # fmt: skip
