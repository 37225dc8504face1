"""Sessions as tables: one row a step, for spreadsheets and data frames.

A ``block`` cell such as ``1x5/2x3`` says that the row is in the first block, done five times, and therein in
the second block, done three times. Blank cells take the usual value; a stretch without a time is an approach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..core.arguments import public
from ..core.cells import YES_NO, choice, number, share
from ..core.errors import MusclebalanceError, shown, unknown
from ..core.sheet import written
from ..core.tables import Column, Named, Row, Table, read
from ..core.writing import write_text
from .steps import Repeat, Session, Step, percent, plain

if TYPE_CHECKING:
    import pandas


#: field of a step -> its column, and how a value is written
FIELDS: dict[str, tuple[Column, Callable[[Any], str]]] = {
    "action": (Column("action", needed=True, filled=True), str),
    "muscle": (Column("muscle"), str),
    "seconds": (Column("time", number(), "s"), plain),
    "effort": (Column("effort", share(), "%MVC"), percent),
    "partner_effort": (Column("partner effort", share(), "%MVC"), percent),
    "barrier": (Column("barrier", share(), "%"), percent),
    "angle": (Column("angle", number(), "deg"), plain),
    "torque": (Column("torque", number(), "N m"), plain),
    "load": (Column("load", number(), "N m"), plain),
    "offset": (Column("offset", number(), "lopt"), plain),
    "assisted": (Column("assisted", choice(YES_NO)), lambda value: "yes" if value else "no"),
    "activity": (Column("activity"), str),
}
Block = tuple[tuple[int, int], ...]
#: Line, blocks and step of a row.
Entry = tuple[int, Block, Step]


def _block(text: str) -> Block:
    """Blocks that a row is in, from the outermost: position and repetitions of each."""
    found = [re.fullmatch(r"\s*(\d+)x(\d+)\s*", part) for part in text.split("/")]
    blocks = tuple((int(match[1]), int(match[2])) for match in found if match)
    if len(blocks) != len(found) or any(not 1 <= times <= 1000 for _, times in blocks):
        raise MusclebalanceError(
            f"{shown(text)} is not understood; write '1x5' for the first block, done 5 times (1 to 1000), "
            "'1x5/2x3' for the second block in it."
        )
    return blocks


COLUMNS = (Column("session"), Column("block", _block), *(column for column, _ in FIELDS.values()))


def session_rows(session: Session) -> list[dict[str, str]]:
    """The session as rows of text cells, one for each step."""
    rows: list[dict[str, str]] = []
    _collect(session.items, "", rows, session.name)
    return rows


def _collect(items: Iterable[Step | Repeat], path: str, rows: list[dict[str, str]], name: str) -> None:
    block = 0
    for item in items:
        if isinstance(item, Repeat):
            block += 1
            _collect(item.items, f"{path}{'/' if path else ''}{block}x{item.times}", rows, name)
            continue
        told = {field: getattr(item, field) for field in FIELDS}
        told |= {
            field: None for field in ("effort", "partner_effort", "load") if told[field] == 0
        }  # as a blank
        cells = {
            column.heading: "" if told[field] in (None, "") else write(told[field])
            for field, (column, write) in FIELDS.items()
        }
        rows.append({"session": name, "block": path, **cells})


@public
def write_sessions(sessions: Iterable[Session], path: str | Path | None = None) -> str:
    """Sessions as CSV text, one row a step.

    Parameters
    ----------
    sessions : iterable of Session
        Each under a name of its own.
    path : str or Path, optional
        Where to write the text as well.

    Examples
    --------
    >>> from musclebalance.treatment import Control
    >>> print(write_sessions([Control()]).splitlines()[1])
    control,,rest,agonist,300,,,,,,,,,
    """
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for session in sessions:
        if session.name in seen:
            raise MusclebalanceError(
                f"two sessions are called {session.name!r}; rename one with session.named('...')."
            )
        seen.add(session.name)
        rows += session_rows(session)
    text = written([column.heading for column in COLUMNS], rows)
    if path is not None:
        write_text(path, text)
    return text


@public
def read_session(source: str | Path | TextIO | pandas.DataFrame, name: str | None = None) -> Session:
    """One session from a CSV file or a data frame.

    Parameters
    ----------
    source : str, Path, open text file or DataFrame
        The file or table.
    name : str, optional
        Which session, when the table holds several.

    Raises
    ------
    FileError, UnknownNameError
        A line that cannot be read; no session of that name.

    Examples
    --------
    >>> from musclebalance.treatment import PIR
    >>> read_session(sessions_frame([PIR()])) == PIR()
    True
    """
    found = read_sessions(source)
    if name is None and len(found) > 1:
        raise MusclebalanceError(
            f"the table holds {len(found)} sessions ({', '.join(found)}); say which with name=."
        )
    if name is not None and name not in found:
        raise unknown("session in the table", name, found)
    return found[name] if name is not None else next(iter(found.values()))


@public
def sessions_frame(sessions: Iterable[Session]) -> pandas.DataFrame:
    """Sessions as a data frame, one row a step.

    Parameters
    ----------
    sessions : iterable of Session

    Returns
    -------
    DataFrame
        Numbers as numbers, percent as percent, blanks as missing.

    Examples
    --------
    >>> from musclebalance.treatment import PIR
    >>> sessions_frame([PIR()])["block"].tolist()
    ['', '1x5', '1x5', '1x5']
    """
    import pandas

    rows = [row for session in sessions for row in session_rows(session)]
    frame = pandas.DataFrame(rows, columns=[column.heading for column in COLUMNS], dtype=object)
    for column, write in FIELDS.values():
        if write in (plain, percent):
            frame[column.heading] = pandas.to_numeric(frame[column.heading].replace("", None))
    return frame


@public
def read_sessions(source: str | Path | TextIO | pandas.DataFrame) -> Named[Session]:
    """Sessions from a CSV file or a data frame, by name.

    Parameters
    ----------
    source : str, Path, open text file or DataFrame
        The file or table, with the columns of `sessions_frame`; only ``action`` is needed.

    Returns
    -------
    mapping of str to Session
        Its ``report`` tells how the table was understood.

    Raises
    ------
    FileError
        Naming the line; nothing is kept then.

    Examples
    --------
    >>> from musclebalance.treatment import MET, PIR
    >>> list(read_sessions(sessions_frame([PIR(), MET()])))
    ['PIR', 'MET']
    """
    table = read(source, COLUMNS, most=20_000)
    grouped: dict[str, list[Entry]] = {}

    def take(row: Row) -> None:
        last = next(reversed(grouped), "session")
        name = row["session"] or last
        if name in grouped and name != last:
            raise MusclebalanceError(
                f"rows of session {name!r} are not together; move them next to each other."
            )
        step = Step(
            **{field: row[column.name] for field, (column, _) in FIELDS.items() if column.name in row}
        )
        grouped.setdefault(name, []).append((row.line, row["block"] or (), step))

    table.each(take)
    return Named({name: _session(name, entries, table) for name, entries in grouped.items()}, table.report)


def _session(name: str, entries: list[Entry], table: Table) -> Session:
    try:
        return Session(_nested(entries, 0), name)
    except MusclebalanceError as error:
        raise table.error(str(error), entries[0][0]) from None


def _nested(entries: Sequence[Entry], depth: int) -> tuple[Step | Repeat, ...]:
    items: list[Step | Repeat] = []
    for block, group in groupby(
        entries, key=lambda entry: entry[1][depth] if len(entry[1]) > depth else None
    ):
        inside = list(group)
        if block is None:
            items += [step for _, _, step in inside]
        else:
            items.append(Repeat(block[1], _nested(inside, depth + 1)))
    return tuple(items)
