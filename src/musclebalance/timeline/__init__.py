"""Timelines: plan and lifestyle compiled to segments, with the audit of the delivered dose."""

from .audit import Audit, AuditRow
from .compiling import Compiler, compile, next_block
from .timeline import SessionSpan, Timeline, join

__all__ = [
    "Audit", "AuditRow", "Compiler", "SessionSpan", "Timeline", "compile", "join", "next_block",
]  # fmt: skip
