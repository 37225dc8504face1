"""Timelines: plan and lifestyle compiled to segments, with the audit of the delivered dose."""

from .audit import Audit, AuditRow
from .compiling import Compiler, compile
from .course import join, next_block
from .segment import INPUTS, Segment
from .timeline import SessionSpan, Timeline

__all__ = [
    "INPUTS",
    "Audit",
    "AuditRow",
    "Compiler",
    "Segment",
    "SessionSpan",
    "Timeline",
    "compile",
    "join",
    "next_block",
]
