"""Timelines that no programme of this library would write: random lives, plans, events and parameters.

``python3 dev.py strangers --cases 100000`` runs them in blocks of 250 that share pair, model and tolerance
(about 40 a second on a processor core) and keeps the count.
"""

from __future__ import annotations
