"""Timelines: plan and lifestyle compiled to segments, with the audit of the delivered dose."""

from .compiling import Compiler, compile, next_block
from .timeline import Audit, AuditRow, SessionSpan, Timeline, join

__all__ = [
    "Audit", "AuditRow", "Compiler", "SessionSpan", "Timeline", "compile", "join", "next_block",
]  # fmt: skip
