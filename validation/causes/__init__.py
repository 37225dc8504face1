"""Every cause of the popular account and every consequence, as short experiments that can be switched off."""

from __future__ import annotations

from .consequences import CONSEQUENCES as CONSEQUENCES
from .consequences import HIP as HIP
from .consequences import LINKS as LINKS
from .consequences import PAIRS as PAIRS
from .consequences import Consequence as Consequence
from .consequences import Link as Link
from .consequences import consequence as consequence
from .scenarios import CAUSES as CAUSES
from .scenarios import DAYS as DAYS
from .scenarios import Experiment as Experiment
from .scenarios import cause as cause
from .scenarios import run as run
