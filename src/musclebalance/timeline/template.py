"""Sessions and bouts of daily life as segments of whole microseconds, for one muscle pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from ..core.calendar import DAY_TICKS, TICKS_PER_SECOND, to_ticks
from ..core.errors import MusclebalanceError, unknown
from ..lifestyle import Bout
from ..model.exposure import Exposure
from ..treatment.dose import with_plateaus
from ..treatment.steps import MUSCLES, Session, Step
from .segment import Segment

#: (ticks, segment of duration 0)
Piece = tuple[int, Segment]
#: (muscle whose test position it is, its length offset [optimal fibre lengths])
Position = tuple[str, float]


class PairLike(Protocol):
    """What a timeline asks of a muscle pair."""

    @property
    def agonist(self) -> str:
        """Group name of the agonist."""

    @property
    def antagonist(self) -> str:
        """Group name of the antagonist."""

    @property
    def parameters(self) -> Any:
        """Parameter set with ``value("rom_offset", "agonist")`` and the same for the antagonist."""

    def activity(self, name: str) -> tuple[Exposure, ...]:
        """What an activity does to the joint."""


def resolve_muscle(pair: PairLike, name: str) -> str:
    """``"agonist"`` or ``"antagonist"`` from either word or the pair's own group name."""
    known = {
        "agonist": "agonist",
        "antagonist": "antagonist",
        pair.agonist.lower(): "agonist",
        pair.antagonist.lower(): "antagonist",
    }
    found = known.get(name.strip().lower())
    if found is None:
        raise unknown("muscle in this pair", name, (*MUSCLES, pair.agonist, pair.antagonist))
    return found


def resolved(session: Session, pair: PairLike) -> Session:
    """The session with every muscle called agonist or antagonist."""
    number = 0

    def change(step: Step) -> Step:
        nonlocal number
        number += 1
        try:
            return replace(step, muscle=resolve_muscle(pair, step.muscle))
        except MusclebalanceError as error:
            raise type(error)(f"{error} (step {number} of session '{session.name}')") from None

    return session.map(change)


def session_pieces(session: Session, where: str, pair: PairLike) -> tuple[Piece, ...]:
    """Segments of one session whose muscles are resolved."""
    flat = with_plateaus(session.flat())
    numbered = Counter(step.action for step, plateau in flat if not plateau)
    seen: Counter[str] = Counter()
    pieces: list[Piece] = []
    for (step, plateau), position in zip(flat, _positions([step for step, _ in flat], pair), strict=True):
        seen[step.action] += not plateau
        many = numbered[step.action] > 1 and step.action not in ("release", "rest")
        count = f" {seen[step.action]}/{numbered[step.action]}" if many else ""
        verb = "plateau" if plateau else _VERBS.get(step.action, step.action) + count
        ticks = to_ticks(step.seconds or 0.0)
        if step.action == "do":
            pieces += _activity_pieces(step.activity, ticks, session.name, pair)
        else:
            segment = _step_segment(step, plateau, where, position)
            pieces.append((ticks, replace(segment, label=f"{session.name}: {verb}")))
    return tuple(pieces)


def _positions(steps: Sequence[Step], pair: PairLike) -> list[Position]:
    """Where the limb lies in each step: the muscle whose test position it is, and its length offset."""
    stretched = [step.muscle for step in steps if step.action in ("stretch", "slack")]
    positions: list[Position] = []
    now: Position = ("agonist", 0.0)
    placed = False
    for step in steps:
        muscle, fresh = now[0], False
        if step.action in ("stretch", "slack"):
            muscle, fresh = step.muscle, True
        elif step.action in TREATS and not (placed and stretched):
            muscle, fresh = (stretched[0] if stretched else step.muscle), True
        if step.offset is not None:
            now, placed = (muscle, step.offset), True
        elif fresh:
            now, placed = (muscle, pair.parameters.value("rom_offset", muscle)), True
        positions.append(now)
    return positions


def _activity_pieces(activity: str, ticks: int, name: str, pair: PairLike) -> tuple[Piece, ...]:
    exposures = pair.activity(activity)
    _check_shares(activity, exposures)
    bout = Bout(activity, 0.0)
    edges: list[tuple[float, Segment]] = []
    share = 0.0
    for exposure in exposures:
        share += exposure.share
        segment = replace(_life_segment(exposure, bout), label=f"{name}: {activity}", kind="session")
        edges.append((share * ticks, segment))
    return _between_edges(edges, ticks)


def _between_edges(edges: Sequence[tuple[float, Segment]], end: int) -> tuple[Piece, ...]:
    """Pieces from the moment at which each segment ends; all moments in ticks, the last one exactly `end`."""
    ticks = [*(round(edge) for edge, _ in edges[:-1]), end]
    spans = zip([0, *ticks[:-1]], ticks, edges, strict=True)
    return tuple((stop - start, segment) for start, stop, (_, segment) in spans if stop > start)


TREATS = ("stretch", "contract", "slack", "work")
_VERBS = {"slack": "take up slack", "position": "hold position"}


def _step_segment(step: Step, plateau: bool, where: str, position: Position) -> Segment:
    mode, phase = {
        "stretch": ("stretch", "stretch"),
        "contract": ("hold", "hold"),
        "release": ("hold", "release"),
        "slack": ("stretch", "release"),
        "rest": ("free", "rest"),
        "position": ("posture", "rest"),
        "work": ("hold", "work"),
    }[step.action]
    if step.angle is not None:
        mode = "posture"
    efforts = (step.effort, step.partner_effort)[:: 1 if step.muscle == "agonist" else -1]
    moved = step.action in ("stretch", "slack")
    muscle, offset = position
    return Segment(
        mode=mode,
        phase="plateau" if plateau else phase,
        angle=step.angle,
        barrier=step.barrier,
        muscle=step.muscle if step.action in TREATS else None,
        load=step.load,
        kind="session",
        assisted=moved and (where == "clinic" if step.assisted is None else step.assisted),
        effort_agonist=efforts[0],
        effort_antagonist=efforts[1],
        offset_agonist=offset if muscle == "agonist" else 0.0,
        offset_antagonist=offset if muscle == "antagonist" else 0.0,
    )


def life_pieces(bouts: Sequence[Bout], pair: PairLike) -> tuple[Piece, ...]:
    """Segments of one day of life, exactly 24 h long."""
    edges: list[tuple[float, Segment]] = []
    clock = 0.0
    for bout in bouts:
        exposures = bout.exposures or pair.activity(bout.activity)
        _check_shares(bout.activity, exposures)
        once = TICKS_PER_SECOND * 3600.0 * bout.hours / bout.repeats
        parts = [(once * exposure.share, _life_segment(exposure, bout)) for exposure in exposures]
        for length, segment in parts * (bout.repeats if len(parts) > 1 else 1):
            clock += length if len(parts) > 1 else once * bout.repeats
            edges.append((clock, segment))
    return _between_edges(edges, DAY_TICKS)


def _check_shares(activity: str, exposures: Sequence[Exposure]) -> None:
    total = sum(exposure.share for exposure in exposures)
    if abs(total - 1.0) > 1e-9:
        raise MusclebalanceError(
            f"the shares of activity {activity!r} add up to {total:.6g}, not to 1; "
            "mend the pair's activities."
        )


def _life_segment(exposure: Exposure, bout: Bout) -> Segment:
    return Segment(
        mode=exposure.mode,
        phase=exposure.phase,
        angle=exposure.angle,
        effort_agonist=exposure.effort_agonist,
        effort_antagonist=exposure.effort_antagonist,
        load=exposure.load,
        stress=bout.stress,
        offset_agonist=exposure.offset_agonist,
        offset_antagonist=exposure.offset_antagonist,
        label=bout.activity,
    )


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Equal neighbours made one."""
    done: list[Piece] = []
    for ticks, segment in pieces:
        if done and done[-1][1] == segment:
            done[-1] = (done[-1][0] + ticks, segment)
        else:
            done.append((ticks, segment))
    return tuple(done)


def overlay(
    life: Sequence[Piece],
    sessions: Sequence[tuple[int, Sequence[Piece]]],
    cuts: Sequence[tuple[int, tuple[tuple[str, str, float], ...]]] = (),
) -> tuple[tuple[Piece, ...], list[tuple[int, int]]]:
    """A day of life with sessions in it."""
    pieces: list[Piece] = []
    edges: list[tuple[int, int]] = []
    clock = 0
    for start, session in sessions:
        pieces += joined(_between(life, clock, start))
        clock = start + sum(ticks for ticks, _ in session)
        pieces += session
        edges.append((start, clock))
    pieces += joined(_between(life, clock, DAY_TICKS))
    done = tuple(_with_events(pieces, cuts))
    starts, total = [], 0
    for ticks, _ in done:
        starts.append(total)
        total += ticks
    index = {start: place for place, start in enumerate(starts)}
    spans = [(index[start], index.get(stop, len(done)) - 1) for start, stop in edges]
    return done, spans


def _between(life: Sequence[Piece], start: int, stop: int) -> list[Piece]:
    """The part of the day from start to stop [ticks]."""
    found: list[Piece] = []
    clock = 0
    for ticks, segment in life:
        overlap = min(clock + ticks, stop) - max(clock, start)
        if overlap > 0:
            found.append((overlap, segment))
        clock += ticks
    return found


def _with_events(
    pieces: Sequence[Piece], cuts: Sequence[tuple[int, tuple[tuple[str, str, float], ...]]]
) -> list[Piece]:
    """Pieces cut where an event strikes, the event on the piece that begins there."""
    done = list(pieces)
    for moment, changes in cuts:
        clock = 0
        for place, (ticks, segment) in enumerate(done):
            if clock <= moment < clock + ticks:
                struck = replace(segment, event=(*(segment.event if moment == clock else ()), *changes))
                before = [(moment - clock, segment)] if moment > clock else []
                done[place : place + 1] = [*before, (clock + ticks - moment, struck)]
                break
            clock += ticks
    return done
