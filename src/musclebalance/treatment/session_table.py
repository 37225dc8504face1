"""Sessions as tables: one row a step, for spreadsheets and data frames.

A ``block`` cell such as ``1x5/2x3`` says that the row is in the first block, done five times, and therein in
the second block, done three times. Blank cells take the usual value; a stretch without a time is an approach.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import FileError, MusclebalanceError, unknown
from .steps import ACTIONS, Repeat, Session, Step, percent, plain

if TYPE_CHECKING:
    import pandas

#: column -> (field of a step, "text", "number", "percent" or "yes/no")
COLUMNS: Mapping[str, tuple[str, str]] = {
    "action": ("action", "text"),
    "muscle": ("muscle", "text"),
    "time [s]": ("seconds", "number"),
    "effort [%MVC]": ("effort", "percent"),
    "partner effort [%MVC]": ("partner_effort", "percent"),
    "barrier [%]": ("barrier", "percent"),
    "angle [deg]": ("angle", "number"),
    "load [N m]": ("load", "number"),
    "offset [lopt]": ("offset", "number"),
    "assisted": ("assisted", "yes/no"),
    "activity": ("activity", "text"),
}
HEADER = ("session", "block", *COLUMNS)
_BLOCK = re.compile(r"(\d+)x(\d+)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")

Row = tuple[int, tuple[tuple[int, int], ...], Step]


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
        cells = {column: _cell(_told(item, field), kind) for column, (field, kind) in COLUMNS.items()}
        rows.append({"session": name, "block": path, **cells})


def _told(step: Step, field: str) -> Any:
    """Value of a field, or None where it is what a blank cell means."""
    value = getattr(step, field)
    return None if field in ("effort", "partner_effort", "load") and value == 0 else value


def _cell(value: Any, kind: str) -> str:
    if value is None or value == "":
        return ""
    if kind == "yes/no":
        return "yes" if value else "no"
    return percent(value) if kind == "percent" else plain(value) if kind == "number" else str(value)


def write_sessions(sessions: Iterable[Session], path: str | Path | None = None) -> str:
    """Sessions as CSV text, one row a step.

    Parameters
    ----------
    sessions : iterable of Session
        Each under a name of its own.
    path : str or Path, optional
        Where to write the text as well.

    Returns
    -------
    str

    Examples
    --------
    >>> from musclebalance.treatment import Control
    >>> print(write_sessions([Control()]).splitlines()[1])
    control,,rest,agonist,300,,,,,,,,
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    seen: set[str] = set()
    for session in sessions:
        if session.name in seen:
            raise MusclebalanceError(
                f"two sessions are called {session.name!r}; rename one with session.named('...')."
            )
        seen.add(session.name)
        writer.writerows(session_rows(session))
    if path is not None:
        Path(path).write_text(text.getvalue(), encoding="utf-8")
    return text.getvalue()


def read_session(source: str | Path | pandas.DataFrame, name: str | None = None) -> Session:
    """One session from a CSV file or a data frame.

    Parameters
    ----------
    source : str, Path or DataFrame
        The file or table.
    name : str, optional
        Which session, when the table holds several.

    Returns
    -------
    Session

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


def read_sessions(source: str | Path | pandas.DataFrame) -> dict[str, Session]:
    """Sessions from a CSV file or a data frame, by name.

    Parameters
    ----------
    source : str, Path or DataFrame
        The file or table, with the columns of `sessions_frame`; only ``action`` is needed.

    Returns
    -------
    dict of str to Session

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
    if isinstance(source, (str, Path)):
        try:
            text = Path(source).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise FileError(str(source), f"cannot be read ({error.strerror}); check the path.") from None
        except UnicodeDecodeError:
            raise FileError(str(source), "is not UTF-8 text; save it as CSV (UTF-8).") from None
        return parse_csv(text, str(source))
    rows = [
        {str(column): _frame_cell(value) for column, value in row.items()}
        for row in source.to_dict("records")
    ]
    return _sessions([str(column) for column in source.columns], list(enumerate(rows, start=1)), "table")


def _frame_cell(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "yes" if value else "no"
    return plain(float(value)) if isinstance(value, (int, float)) else str(value)


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
    frame = pandas.DataFrame(rows, columns=list(HEADER), dtype=object)
    for column, (_, kind) in COLUMNS.items():
        if kind in ("number", "percent"):
            frame[column] = pandas.to_numeric(frame[column].replace("", None))
    return frame


def parse_csv(text: str, path: str = "table") -> dict[str, Session]:
    """Sessions from CSV text; `path` is named in errors."""
    reader = csv.reader(io.StringIO(text))
    rows: list[tuple[int, dict[str, str]]] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                continue
            if len(cells) != len(header):
                raise FileError(
                    path, f"{len(cells)} cells, but the header has {len(header)} columns.", reader.line_num
                )
            rows.append((reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise FileError(path, f"is not CSV ({error}).", reader.line_num) from None
    return _sessions(header, rows, path)


def _sessions(
    header: Sequence[str], rows: Sequence[tuple[int, Mapping[str, str]]], path: str
) -> dict[str, Session]:
    for column in header:
        if column not in HEADER:
            raise FileError(path, str(unknown("column", column, HEADER)), 1)
        if list(header).count(column) > 1:
            raise FileError(path, f"column {column!r} stands there twice.", 1)
    if "action" not in header:
        raise FileError(path, f"a column 'action' is needed; one of {', '.join(ACTIONS)} in each row.", 1)
    if not rows:
        raise FileError(path, "has a header but no rows; give one row for each step.", 1)
    grouped: dict[str, list[Row]] = {}
    last = ""
    for line, cells in rows:
        name = cells.get("session", "").strip() or last or "session"
        if name in grouped and name != last:
            raise FileError(
                path, f"rows of session {name!r} are not together; move them next to each other.", line
            )
        last = name
        grouped.setdefault(name, []).append(
            (line, _block(cells.get("block", ""), path, line), _step(cells, path, line))
        )
    return {name: _session(name, steps, path) for name, steps in grouped.items()}


def _session(name: str, rows: list[Row], path: str) -> Session:
    try:
        return Session(_nested(rows, 0), name)
    except FileError:
        raise
    except MusclebalanceError as error:
        raise FileError(path, str(error), rows[0][0]) from None


def _nested(rows: Sequence[Row], depth: int) -> tuple[Step | Repeat, ...]:
    items: list[Step | Repeat] = []
    for block, group in groupby(rows, key=lambda row: row[1][depth] if len(row[1]) > depth else None):
        inside = list(group)
        if block is None:
            items += [step for _, _, step in inside]
        else:
            items.append(Repeat(block[1], _nested(inside, depth + 1)))
    return tuple(items)


def _block(text: str, path: str, line: int) -> tuple[tuple[int, int], ...]:
    parts = [part.strip() for part in text.split("/")] if text.strip() else []
    found = [_BLOCK.fullmatch(part) for part in parts]
    blocks = tuple((int(match.group(1)), int(match.group(2))) for match in found if match is not None)
    if len(blocks) != len(parts) or any(not 1 <= times <= 1000 for _, times in blocks):
        raise FileError(
            path,
            f"block {text!r} is not understood; write '1x5' for the first block, done 5 times "
            "(1 to 1000), '1x5/2x3' for the second block in it.",
            line,
        )
    return blocks


def _step(cells: Mapping[str, str], path: str, line: int) -> Step:
    fields: dict[str, Any] = {}
    for column, (field, kind) in COLUMNS.items():
        text = cells.get(column, "").strip()
        if text:
            fields[field] = _value(text, kind, column, path, line)
    if "action" not in fields:
        raise FileError(path, f"column 'action' is empty; give one of {', '.join(ACTIONS)}.", line)
    try:
        return Step(**fields)
    except MusclebalanceError as error:
        raise FileError(path, str(error), line) from None


def _value(text: str, kind: str, column: str, path: str, line: int) -> Any:
    if kind == "text":
        return text
    if kind == "yes/no":
        if text.lower() not in ("yes", "no", "true", "false"):
            raise FileError(path, f"column {column!r}: {text!r} is neither 'yes' nor 'no'.", line)
        return text.lower() in ("yes", "true")
    if not _NUMBER.fullmatch(text):
        raise FileError(
            path, f"column {column!r}: {text!r} is not a number; the unit stands in the header.", line
        )
    return float(Decimal(text) / 100) if kind == "percent" else float(text)
