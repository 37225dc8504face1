"""Sessions printed as words, in one canonical form that reads back as exactly the same session."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from .step import APPROACH_BARRIER, SLACK_BARRIER, STRETCH_BARRIER, Step

if TYPE_CHECKING:
    from .session import Repeat, Session


def plain(value: float) -> str:
    """Shortest decimal text that reads back as exactly `value`."""
    return _decimal(Decimal(repr(float(value))))


def percent(value: float) -> str:
    """A fraction as percent, exactly: 0.07 as ``"7"``."""
    return _decimal(Decimal(repr(float(value))) * 100)


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def step_words(step: Step) -> str:
    """One step in its canonical phrase."""
    verb = {"slack": "take up the slack", "position": "hold"}.get(step.action, step.action)
    parts = [f"do {step.activity}"] if step.action == "do" else [verb]
    if step.muscle != "agonist":
        parts.append(f"in the {step.muscle}" if step.action == "slack" else f"the {step.muscle}")
    if step.barrier is not None and not (step.action == "slack" and step.barrier == SLACK_BARRIER):
        implied = APPROACH_BARRIER if step.is_approach else STRETCH_BARRIER
        plainly = step.is_approach and step.barrier == implied
        parts.append("to the barrier" if plainly else f"to {percent(step.barrier)} % of the barrier")
    if step.action == "stretch" and step.angle is not None:
        parts.append(f"to {plain(step.angle)} deg")
    if step.effort:
        parts.append(f"at {percent(step.effort)} %MVC")
    if step.partner_effort:
        parts.append(f"with the partner at {percent(step.partner_effort)} %MVC")
    if step.action != "stretch" and step.angle is not None:
        parts.append(f"at {plain(step.angle)} deg")
    if step.load:
        parts.append(f"against {plain(step.load)} N m")
    if step.seconds is not None:
        parts.append(f"for {plain(step.seconds)} s")
    if step.offset is not None:
        parts.append(f"offset {plain(step.offset)} lopt")
    if step.assisted is not None:
        parts.append("assisted" if step.assisted else "unassisted")
    return " ".join(parts)


def session_words(session: Session) -> list[str]:
    """The session's phrases, repeats as blocks indented by two spaces."""
    return _lines(session.items, "")


def _lines(items: Iterable[Step | Repeat], indent: str) -> list[str]:
    lines: list[str] = []
    for item in items:
        if isinstance(item, Step):
            lines.append(indent + step_words(item))
        else:
            lines += [f"{indent}repeat {item.times} times:", *_lines(item.items, indent + "  ")]
    return lines
