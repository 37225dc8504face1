"""A session: steps in order, with repeats; the same whether built from objects, words, a table or a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..core.errors import MusclebalanceError, check_range, unknown
from .step import APPROACH_SECONDS, Step

if TYPE_CHECKING:
    from pathlib import Path

    import pandas

LONGEST_SESSION = 12 * 3600.0
MOST_REPEATS = 1000


@dataclass(frozen=True, slots=True)
class Repeat:
    """Steps done several times.

    Parameters
    ----------
    times : int
        1 to 1000.
    items : tuple of Step or Repeat
        What is repeated.

    Examples
    --------
    >>> Repeat(5, (Step("release", 3),)).times
    5
    """

    times: int
    items: tuple[Step | Repeat, ...]

    def __post_init__(self) -> None:
        """Check the count."""
        if isinstance(self.times, bool) or not isinstance(self.times, int):
            raise MusclebalanceError(
                f"repeat {self.times!r} times: give a whole number from 1 to {MOST_REPEATS}."
            )
        check_range("number of repeats", self.times, 1, MOST_REPEATS)
        if not self.items:
            raise MusclebalanceError(
                "a repeat has no steps; put them before 'repeat 5 times' or below 'repeat 5 times:'."
            )


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Session:
    """What happens from beginning to end of one treatment.

    Parameters
    ----------
    steps : iterable of Step, Repeat, Session or str, or one str
        Steps in order; a string is read as words (``"contract at 20 %MVC for 7 s"``).
    name : str
        What to call it; the technique in the audit.
    source : str
        Where the technique is described; a key of `musclebalance.core.sources` or text.

    Raises
    ------
    MusclebalanceError
        No step, a phrase that is not understood, or longer than 12 h.

    Notes
    -----
    Sessions are equal when they do the same thing in the same order, however they were written: repeats are
    unrolled, a step cut in two is one step, and the name does not count.

    Examples
    --------
    >>> print(Session(["contract at 20 %MVC for 7 s", "release for 3 s"], name="one PIR cycle") * 2)
    one PIR cycle:
      repeat 2 times:
        contract at 20 %MVC for 7 s
        release for 3 s
    """

    items: tuple[Step | Repeat, ...]
    name: str
    source: str

    def __init__(self, steps: str | Step | Iterable[Any], name: str = "", source: str = "") -> None:
        items, found = _read(steps)
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "name", name or found or "session")
        object.__setattr__(self, "source", source)
        if not items:
            raise MusclebalanceError(
                f"session {self.name!r} has no steps; give for example ['contract at 20 %MVC for 7 s']."
            )
        if self.name != self.name.strip() or any(sign in self.name for sign in '\n:#,"'):
            raise MusclebalanceError(
                f"session name {self.name!r}: leave out line breaks, ':', '#', ',' and quotes."
            )
        unmerged = sum(step.seconds or 0.0 for step in _unroll(items))
        check_range(f"length of session {self.name!r}", unmerged, 0.0, LONGEST_SESSION, "s")

    def flat(self) -> tuple[Step, ...]:
        """Steps in order, repeats unrolled, approaches settled, equal neighbours joined."""
        done: list[Step] = []
        for step in _unroll(self.items):
            before = done[-1] if done else None
            if step.is_approach:
                if before is not None and before.action == "stretch" and before.muscle == step.muscle:
                    continue
                step = step.lasting(APPROACH_SECONDS)
            if before is not None and before.same_but_time(step):
                done[-1] = before.lasting((before.seconds or 0.0) + (step.seconds or 0.0))
            else:
                done.append(step)
        return tuple(done)

    @property
    def seconds(self) -> float:
        """Length [s]."""
        return sum(step.seconds or 0.0 for step in self.flat())

    def named(self, name: str, source: str | None = None) -> Session:
        """The same session under another name."""
        return Session(self.items, name, self.source if source is None else source)

    def words(self) -> list[str]:
        """The session as phrases, blocks indented by two spaces."""
        from .words import session_words

        return session_words(self)

    def to_frame(self) -> pandas.DataFrame:
        """The session as a table, one row a step; see `musclebalance.treatment.session_table`."""
        from .session_table import sessions_frame

        return sessions_frame([self])

    def to_csv(self, path: str | Path | None = None) -> str:
        """The session as CSV text, written to `path` when given."""
        from .session_table import write_sessions

        return write_sessions([self], path)

    @classmethod
    def from_table(cls, source: str | Path | pandas.DataFrame, name: str | None = None) -> Session:
        """A session from a CSV file or a data frame.

        Parameters
        ----------
        source : str, Path or DataFrame
            The file or table.
        name : str, optional
            Which session, when the table holds several.

        Raises
        ------
        FileError, UnknownNameError
            A line that cannot be read; no session of that name.
        """
        from .session_table import read_sessions

        found = read_sessions(source)
        if name is None and len(found) > 1:
            raise MusclebalanceError(
                f"the table holds {len(found)} sessions ({', '.join(found)}); say which with name=."
            )
        if name is not None and name not in found:
            raise unknown("session in the table", name, found)
        return found[name] if name is not None else next(iter(found.values()))

    def map(self, change: Any) -> Session:
        """The session with every step replaced by ``change(step)``."""
        return Session(_map(self.items, change), self.name, self.source)

    def __add__(self, other: Session | Step) -> Session:
        """This, then that."""
        if isinstance(other, Step):
            return Session((*self.items, other), self.name, self.source)
        if not isinstance(other, Session):
            return NotImplemented
        names = [name for name in dict.fromkeys((self.name, other.name)) if name != "session"]
        sources = "; ".join(source for source in dict.fromkeys((self.source, other.source)) if source)
        return Session((*self.items, *other.items), " + ".join(names), sources)

    def __mul__(self, times: int) -> Session:
        """This session, repeated."""
        return Session((Repeat(times, self.items),), self.name, self.source)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        """Whether both do the same in the same order."""
        return self.flat() == other.flat() if isinstance(other, Session) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.flat())

    def __str__(self) -> str:
        """The session in words."""
        return "\n".join((f"{self.name}:", *(f"  {line}" for line in self.words())))

    def __repr__(self) -> str:
        return f"Session({self.words()!r}, name={self.name!r})"


def _unroll(items: Iterable[Step | Repeat]) -> Iterator[Step]:
    for item in items:
        if isinstance(item, Step):
            yield item
        else:
            for _ in range(item.times):
                yield from _unroll(item.items)


def _map(items: Iterable[Step | Repeat], change: Any) -> tuple[Step | Repeat, ...]:
    return tuple(
        change(item) if isinstance(item, Step) else replace(item, items=_map(item.items, change))
        for item in items
    )


def _read(steps: str | Step | Iterable[Any]) -> tuple[tuple[Step | Repeat, ...], str]:
    """Items and, when the words carry one, the name."""
    from .grammar import parse_words

    if isinstance(steps, str):
        return parse_words(steps.splitlines())
    if isinstance(steps, (Step, Repeat, Session)):
        steps = [steps]
    given = list(steps)
    if given and all(isinstance(item, str) for item in given):
        return parse_words(given)
    items: list[Step | Repeat] = []
    for index, item in enumerate(given, start=1):
        if isinstance(item, (Step, Repeat)):
            items.append(item)
        elif isinstance(item, Session):
            items += item.items
        elif isinstance(item, str):
            items += parse_words([item])[0]
        else:
            raise MusclebalanceError(
                f"item {index} of the session is {item!r}; give steps, sessions or phrases "
                "such as 'release for 3 s'."
            )
    return tuple(items), ""
