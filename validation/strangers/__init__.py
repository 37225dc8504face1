"""Timelines that no programme of this library would write: random lives, plans, events and parameters.

``python3 dev.py strangers --cases 100000`` runs them for hours and keeps the count.
"""

from __future__ import annotations
