"""Sessions and bouts of daily life as segments of whole microseconds, for one muscle pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Protocol

from ..core.calendar import DAY_TICKS, TICKS_PER_SECOND, to_ticks
from ..core.errors import MusclebalanceError, unknown
from ..lifestyle import Bout
from ..model.exposure import Change, Exposure, Segment
from ..treatment.steps import MUSCLES, Session, Step, with_plateaus

#: (ticks, segment of duration 0)
Piece = tuple[int, Segment]
#: (muscle whose test position it is, its length offset [optimal fibre lengths])
Position = tuple[str, float]

#: Actions that treat a muscle.
TREATS = ("stretch", "contract", "slack", "work")
#: Action -> how the joint is driven, and what the muscles do.
MODE_AND_PHASE = {
    "stretch": ("stretch", "stretch"),
    "contract": ("hold", "hold"),
    "release": ("hold", "release"),
    "slack": ("stretch", "release"),
    "rest": ("free", "rest"),
    "position": ("posture", "rest"),
    "work": ("hold", "work"),
}
#: Action -> its name on plots, where that is another.
VERBS = {"slack": "take up slack", "position": "hold position"}


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

    def check_position(
        self, what: str, angle: float | None, muscle: str = ..., offset: float = ..., load: float = ...,
        *, stretches: bool = ..., torque: float | None = ...,
    ) -> None:  # fmt: skip
        """Refuse a position that the joint cannot take, or that leaves a muscle slack."""


def resolve_muscle(pair: PairLike, name: str) -> str:
    """``"agonist"`` or ``"antagonist"`` from either word or the pair's own group name."""
    groups = (pair.agonist, pair.antagonist)
    known = dict(zip((*MUSCLES, *map(str.lower, groups)), MUSCLES * 2, strict=True))
    found = known.get(name.strip().lower())
    if found is None:
        raise unknown("muscle in this pair", name, (*MUSCLES, *groups))
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
        verb = "plateau" if plateau else VERBS.get(step.action, step.action) + count
        ticks = to_ticks(step.seconds or 0.0)
        if step.action == "do":
            pieces += _activity_pieces(step.activity, ticks, session.name, pair)
        else:
            what = f"{step.action} of the {getattr(pair, step.muscle)}"
            moves = step.action in ("stretch", "slack")
            try:
                pair.check_position(
                    what, step.angle, *position, step.load, stretches=moves, torque=step.torque
                )
            except MusclebalanceError as error:
                raise type(error)(f"{str(error)[:-1]} (session '{session.name}').") from None
            segment = _step_segment(step, plateau, where, position)
            pieces.append((ticks, replace(segment, label=f"{session.name}: {verb}")))
    return tuple(pieces)


def _positions(steps: Sequence[Step], pair: PairLike) -> list[Position]:
    """Where the limb lies in each step: as the last stretch needed it, or as the first one will."""
    stretched = [step.muscle for step in steps if step.action in ("stretch", "slack")]
    positions: list[Position] = []
    now: Position = ("agonist", 0.0)
    placed = False
    for step in steps:
        muscle = now[0]
        moved = step.action in ("stretch", "slack")
        fresh = step.action in TREATS and (moved or not (placed and stretched))
        if fresh:
            muscle = stretched[0] if stretched and not moved else step.muscle
        if fresh or step.offset is not None:
            own = step.offset
            now = (muscle, pair.parameters.value("rom_offset", muscle) if own is None else own)
            placed = True
        positions.append(now)
    return positions


def _step_segment(step: Step, plateau: bool, where: str, position: Position) -> Segment:
    mode, phase = MODE_AND_PHASE[step.action]
    efforts = (step.effort, step.partner_effort)[:: 1 if step.muscle == "agonist" else -1]
    moved = step.action in ("stretch", "slack")
    muscle, offset = position
    return Segment(
        mode=mode if step.angle is None else "posture",
        phase="plateau" if plateau else phase,
        angle=step.angle,
        barrier=step.barrier,
        torque=step.torque,
        muscle=step.muscle if step.action in TREATS else None,
        load=step.load,
        kind="session",
        assisted=moved and (where == "clinic" if step.assisted is None else step.assisted),
        effort_agonist=efforts[0],
        effort_antagonist=efforts[1],
        offset_agonist=offset if muscle == "agonist" else 0.0,
        offset_antagonist=offset if muscle == "antagonist" else 0.0,
    )


def _activity_pieces(activity: str, ticks: int, name: str, pair: PairLike) -> tuple[Piece, ...]:
    """An activity that is a step of a session."""
    exposures = _whole(activity, pair.activity(activity))
    ends = [share * ticks for share in accumulate(exposure.share for exposure in exposures)]
    label = f"{name}: {activity}"
    segments = [exposure.segment(label=label, kind="session") for exposure in exposures]
    return _cut(ends, segments, ticks)


def life_pieces(bouts: Sequence[Bout], pair: PairLike) -> tuple[Piece, ...]:
    """Segments of one day of life, exactly 24 h long."""
    ends: list[float] = []
    segments: list[Segment] = []
    clock = 0.0
    for bout in bouts:
        exposures = _whole(bout.activity, bout.exposures or pair.activity(bout.activity))
        for one in bout.exposures:
            what = f"activity {bout.activity!r}"
            pair.check_position(what, one.angle, "agonist", one.offset_agonist, one.load)
            pair.check_position(what, one.angle, "antagonist", one.offset_antagonist)
        asleep = bout.activity == "sleep" and not bout.stress  # who lies awake under stress has that stress
        parts = [
            exposure.segment(stress=bout.stress, asleep=asleep, label=bout.activity) for exposure in exposures
        ]
        once = TICKS_PER_SECOND * 3600.0 * bout.hours / bout.repeats
        several = len(parts) > 1
        lengths = [once * exposure.share for exposure in exposures] if several else [once * bout.repeats]
        for _ in range(bout.repeats if several else 1):
            for length in lengths:
                clock += length
                ends.append(clock)
            segments += parts
    return _cut(ends, segments, DAY_TICKS)


def _whole(activity: str, exposures: tuple[Exposure, ...]) -> tuple[Exposure, ...]:
    """The exposures of an activity, when their shares add up to 1."""
    total = sum(exposure.share for exposure in exposures)
    if abs(total - 1.0) > 1e-9:
        raise MusclebalanceError(
            f"the shares of activity {activity!r} add up to {total:.6g}, not to 1; "
            "mend the pair's activities."
        )
    return exposures


def _cut(ends: Sequence[float], segments: Sequence[Segment], last: int) -> tuple[Piece, ...]:
    """Pieces from the moment at which each segment ends [ticks]; the last one ends exactly at `last`."""
    ticks = [*map(round, ends[:-1]), last]
    spans = zip([0, *ticks[:-1]], ticks, segments, strict=True)
    return tuple((stop - start, segment) for start, stop, segment in spans if stop > start)


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
    cuts: Sequence[tuple[int, tuple[Change, ...]]] = (),
) -> tuple[tuple[Piece, ...], list[tuple[int, int]]]:
    """A day of life with sessions (start, pieces) in it, and the first and last piece of each session."""
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
    starts = accumulate((ticks for ticks, _ in done), initial=0)
    index = {start: place for place, start in enumerate(starts)}
    return done, [(index[start], index[stop] - 1) for start, stop in edges]


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


def _with_events(pieces: Sequence[Piece], cuts: Sequence[tuple[int, tuple[Change, ...]]]) -> list[Piece]:
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
