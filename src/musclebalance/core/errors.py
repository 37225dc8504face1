"""Errors that say what was given, what is allowed, the nearest name, and what to do."""

from __future__ import annotations

import difflib
import math
import operator
import re
import secrets
from collections.abc import Iterable
from typing import Any

#: Letters from which a given text counts as a name cut short.
WORD = 3
#: Most characters of a line of a message; of more, the beginning and the end are told.
LONGEST_LINE = 1000
#: Control characters but tabs and ends of lines, separators of lines and paragraphs, halves of characters.
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class MusclebalanceError(ValueError):
    """Base of every error this library raises on purpose.

    Examples
    --------
    >>> import musclebalance as mb
    >>> try:
    ...     mb.PIR(effort=1.4)
    ... except mb.MusclebalanceError as error:
    ...     print(type(error).__name__)
    OutOfRangeError
    """

    def __str__(self) -> str:
        """The message, in which a long input is not echoed whole."""
        return "\n".join(map(_cut, ValueError.__str__(self).split("\n")))


class UnknownNameError(MusclebalanceError, KeyError):
    """A name (parameter, pair, step, column, ...) that does not exist.

    Examples
    --------
    >>> raise unknown("parameter", "fatige_rate", ["fatigue_rate"])
    Traceback (most recent call last):
    musclebalance.core.errors.UnknownNameError: No parameter 'fatige_rate'. Did you mean 'fatigue_rate'?
    """

    __str__ = MusclebalanceError.__str__  # a KeyError would show its message in quotes


class OutOfRangeError(MusclebalanceError):
    """A number outside its bounds, or not a number at all.

    Examples
    --------
    >>> check_range("contraction", 140, 0, 100, "%MVC")
    Traceback (most recent call last):
    musclebalance.core.errors.OutOfRangeError: contraction 140 %MVC is outside 0 to 100 %MVC.
    """


class UnitError(MusclebalanceError):
    """A quantity in a unit that cannot be converted to the one expected.

    Examples
    --------
    >>> from musclebalance.core.units import parse
    >>> parse("7", "time")
    Traceback (most recent call last):
    musclebalance.core.errors.UnitError: '7' has no unit; a time is expected, for example '7 s'.
    """


class DoseError(MusclebalanceError):
    """The delivered dose differs from the prescribed dose.

    Examples
    --------
    >>> issubclass(DoseError, MusclebalanceError)
    True
    """


class FileError(MusclebalanceError):
    """A file that cannot be read as given; the message names the line.

    Parameters
    ----------
    path : str
        The file as the user named it.
    message : str
        What is wrong and what to do.
    line : int, optional
        Line number, counted from 1; of a data frame the row, counted from 0.
    counted : str
        ``"line"``, or ``"row"`` of a data frame.

    Examples
    --------
    >>> raise FileError("visits.csv", "the angle is missing; fill it or delete the line.", 7)
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: visits.csv, line 7: the angle is missing; fill it or delete the line.
    """

    def __init__(self, path: str, message: str, line: int | None = None, counted: str = "line") -> None:
        name = str(path) if str(path).isprintable() else repr(str(path))
        where = f"{name}, {counted} {line}" if line is not None else name
        super().__init__(f"{where}: {message}")
        self.path = path
        self.line = line


class EngineError(MusclebalanceError):
    """The integration stopped; `partial` holds what was solved until then.

    Parameters
    ----------
    message : str
        Which person, which segment, why, and what to do.
    partial : object, optional
        The solution up to that point.

    Examples
    --------
    >>> EngineError("person 3 stopped in segment 7.", partial="what was solved").partial
    'what was solved'
    """

    def __init__(self, message: str, partial: object = None) -> None:
        super().__init__(message)
        self.partial = partial


def nearest(given: str, known: Iterable[str]) -> str | None:
    """The known name closest to `given`, or None when nothing is near."""
    known = list(known)
    by_case = {name.lower(): name for name in known}
    wanted = given.lower()
    if len(wanted) >= WORD:  # a name cut short: 'hip-flexors' begins 'hip-flexors-gluteus-maximus'
        holding = [name for name in by_case if wanted in name]
        if holding:
            return by_case[min(holding, key=lambda name: (name.find(wanted), len(name)))]
    found = difflib.get_close_matches(wanted, list(by_case), n=1, cutoff=0.6)
    if found:
        return by_case[found[0]]
    # 'hamstrng' is far from 'hamstrings-quadriceps' as a whole, near to a word of it
    words: dict[str, str] = {}
    for name in known:
        for word in re.split(r"[-_. ]", name.lower()):
            words.setdefault(word, name)
    found = difflib.get_close_matches(wanted, list(words), n=1, cutoff=0.75)
    return words[found[0]] if found else None


def unknown(kind: str, given: object, known: Iterable[str]) -> UnknownNameError:
    """The error for an unknown name; it suggests the nearest known one, or lists them."""
    names = list(known)
    text = f"No {kind} {shown(given)}."
    guess = nearest(str(given), names) if len(str(given)) <= 200 else None
    if guess is not None:
        return UnknownNameError(f"{text} Did you mean {guess!r}?")
    some = ", ".join(repr(name) for name in names[:8])
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return UnknownNameError(
        f"{text} Known: {some}{more}." if names else f"{text} There is none to choose from."
    )


def number(value: float) -> str:
    """Format a number for a message: short, without trailing zeros."""
    return f"{value:.6g}"


def check_range(what: str, value: float, low: float, high: float, unit: str = "", where: str = "") -> float:
    """`value` [unit] as a float, or an error when it is not a finite number within [low, high].

    `what` names the quantity in the user's words, `where` the place in the input ("step 3 of session 'PIR'").
    """
    spot = f" ({where})" if where else ""
    tail = f" {unit}" if unit else ""
    if isinstance(value, str | bytes | bool) or getattr(value, "ndim", 0) != 0:
        given = None
    else:
        try:
            given = float(value)
        except (TypeError, ValueError):
            given = None
        except OverflowError:
            given = math.inf
    if given is None:
        raise OutOfRangeError(
            f"{what} {shown(value)} is not a number; give {_interval(low, high, tail)}{spot}."
        )
    if math.isfinite(given) and low <= given <= high:
        return given
    raise OutOfRangeError(f"{what} {number(given)}{tail} is outside {_interval(low, high, tail)}{spot}.")


def check_whole(what: str, value: int, low: int, high: int, unit: str = "", where: str = "") -> int:
    """`value` [unit] as an int, or an error when it is not a whole number within [low, high]."""
    given = check_range(what, value, low, high, unit, where)
    if not given.is_integer():
        spot = f" ({where})" if where else ""
        tail = f" {unit}" if unit else ""
        raise OutOfRangeError(f"{what} {number(given)}{tail} is not a whole number{spot}.")
    return int(value)


def check_pairs(what: str, rows: Iterable[Any], example: str) -> list[tuple[Any, Any]]:
    """The pairs of values that `rows` are, or an error that shows one that is not."""
    pairs: list[tuple[Any, Any]] = []
    for row in rows:
        if isinstance(row, str) or not hasattr(row, "__len__") or len(row) != 2:
            raise MusclebalanceError(f"{what}: {shown(row)} is no pair; write for example {example}.")
        pairs.append((row[0], row[1]))
    return pairs


def check_text(what: str, text: str) -> None:
    """Refuse text with characters that no screen shows and no file gives back."""
    if HIDDEN.search(text):
        raise MusclebalanceError(f"{what} {shown(text)} has a character that cannot be shown; leave it out.")


def check_seed(seed: int | None) -> int:
    """A seed of random numbers; None draws one, which the result names."""
    if seed is None:
        return secrets.randbits(32)
    try:
        given = -1 if isinstance(seed, bool) else operator.index(seed)
    except TypeError:
        given = -1
    if not 0 <= given < 2**128:
        raise OutOfRangeError(
            f"seed {shown(seed)} is not a whole number of 0 or more; give one, or None to have one drawn."
        )
    return given


def shown(value: object) -> str:
    """A value as a message shows it, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # an integer of more digits than Python writes
        text = "a number of thousands of digits"
    return text if len(text) <= 80 else f"{text[:77]}..."


def _cut(line: str) -> str:
    """A line of a message, without the middle of one that echoes a long input."""
    kept = LONGEST_LINE // 2
    return line if len(line) <= LONGEST_LINE else f"{line[:kept]} [...] {line[-kept:]}"


def _interval(low: float, high: float, tail: str) -> str:
    if math.isinf(high):
        return f"{number(low)}{tail} or more"
    if math.isinf(low):
        return f"{number(high)}{tail} or less"
    return f"{number(low)} to {number(high)}{tail}"
