"""Lifestyles: named activities through a day, from waking to waking, and events that strike once.

A lifestyle knows nothing of joints. It says "desk, 2 h, stress 0.6"; the muscle pair says what a desk does
to it. A bout may also say so itself: an angle, a load, an effort (`Exposure`).
"""

from __future__ import annotations

from .day import CYCLES, Bout, Event
from .life import Lifestyle

__all__ = ["CYCLES", "Bout", "Event", "Lifestyle"]
