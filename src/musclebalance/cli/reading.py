"""The command that says what is in a laboratory's file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import FileError, MusclebalanceError, unknown
from .checks import in_range
from .commands import TABLES, checked, command, option, output, say, write_table

if TYPE_CHECKING:
    from pandas import DataFrame

KINDS = ("dynamometer", "emg", "motion", "visits")
#: What files with these endings hold; any other text is a dynamometer's unless --as or --pair says otherwise.
ENDINGS = {".mot": "motion", ".sto": "motion", ".trc": "motion", ".c3d": "motion", ".xlsx": "visits"}


def kind(given: str) -> str:
    """A kind of file."""
    if given not in KINDS:
        raise unknown("kind of file", given, KINDS)
    return given


def yes_no(given: str) -> bool:
    """A yes or a no."""
    if given not in ("yes", "no"):
        raise unknown("answer", given, ("yes", "no"))
    return given == "yes"


def settings(given: str) -> dict[str, str]:
    """Settings such as ``angle=POSITION;torque=Torque``."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in given.split(";"))):
        name, sign, value = (text.strip() for text in part.partition("="))
        if not sign or not name or not value:
            raise MusclebalanceError(
                f"{part!r} is no setting; write for example 'angle=POSITION;torque=Torque'."
            )
        found[name] = value
    return found


@command(
    "say what is in a file of a laboratory: what was seen, what was left out and why",
    " knee.txt --columns 'angle=POS (ANAT)'",
    option("file", "recording of a dynamometer, muscle activity, motion (.mot .sto .trc .c3d) or visits"),
    checked(
        option("--as", "dynamometer, emg, motion or visits (default: by the ending)", metavar="KIND"), kind
    ),
    checked(option("--columns", "headings by role, as 'angle=POSITION;torque=Torque'"), settings),
    checked(option("--units", "units by role, as 'torque=N m'"), settings),
    checked(
        option("--rate", "samples a second, where the file has no time [Hz]"), in_range("rate", 1e-3, 1e6)
    ),
    checked(
        option("--degrees", "yes or no: rotations are in degrees, where a motion file is silent"), yes_no
    ),
    option("--pair", "muscle pair of visits"),
    checked(option("--days", "days of visits by label, as 'pre=0;post=28'"), settings),
    option("--worksheet", "worksheet of a workbook that has several"),
    output("--csv", TABLES, "write what was read as a table in the units shown"),
)
def read(options: Namespace) -> None:
    """Read a file as one kind, print what was seen, write it if asked."""
    ending = Path(options.file).suffix.lower()
    what = getattr(options, "as") or ("visits" if options.pair else ENDINGS.get(ending, "dynamometer"))
    readers: Mapping[str, Callable[[Namespace], tuple[Any, DataFrame]]] = {
        "dynamometer": _dynamometer, "emg": _emg, "motion": _motion, "visits": _visits,
    }  # fmt: skip
    _refuse_unused(options, what)
    try:
        told, frame = readers[what](options)
    except FileError as error:
        sure = getattr(options, "as") or options.pair or ending in ENDINGS or not Path(options.file).is_file()
        hint = (
            "" if sure else f" It was read as {what}; say --as {' or '.join(sorted({*KINDS} - {what}))} else."
        )
        raise MusclebalanceError(f"{error}{hint}") from None
    if options.csv:
        if Path(options.csv).absolute() == Path(options.file).absolute():
            raise FileError(options.csv, "is the file that is read; give --csv another name.")
        write_table(options.csv, frame, index=what != "visits")
    say(f"read as {what}\n{told}")


def _refuse_unused(options: Namespace, what: str) -> None:
    """Refuse options that this kind of file has no use for."""
    used = {
        "dynamometer": ("columns", "units", "rate"), "emg": ("columns", "units", "rate"),
        "motion": ("degrees",), "visits": ("pair", "days", "worksheet"),
    }[what]  # fmt: skip
    for name in ("columns", "units", "rate", "degrees", "pair", "days", "worksheet"):
        if getattr(options, name) is not None and name not in used:
            raise MusclebalanceError(
                f"--{name} says nothing of {what}; leave it out, or say --as another kind."
            )


def _dynamometer(options: Namespace) -> tuple[Any, DataFrame]:
    from ..io import read_dynamometer

    columns = {role: int(head) if head.isdigit() else head for role, head in (options.columns or {}).items()}
    found = read_dynamometer(options.file, columns=columns, units=options.units, rate=options.rate)
    return found, found.to_frame()


def _emg(options: Namespace) -> tuple[Any, DataFrame]:
    from ..io import read_emg

    unit = (options.units or {}).get("emg")
    found = read_emg(options.file, muscles=options.columns, unit=unit, rate=options.rate)
    return found, found.to_frame()


def _motion(options: Namespace) -> tuple[Any, DataFrame]:
    from ..io import read_motion

    found = read_motion(options.file, degrees=options.degrees)
    return found, found.to_frame()


def _visits(options: Namespace) -> tuple[Any, DataFrame]:
    import pandas as pd

    from ..inference import read_visits
    from ..pairs import pair

    if options.pair is None:
        raise MusclebalanceError(
            "visits are of a muscle pair; say --pair, as in --pair hamstrings-quadriceps."
        )
    days = {label: int(in_range(f"day of {label!r}", 0, 3653, whole=True)(day))
            for label, day in (options.days or {}).items()}  # fmt: skip
    found = read_visits(options.file, pair(options.pair), days=days, worksheet=options.worksheet)
    frames = [
        pd.DataFrame({
            "person": who, "day": one.days, "measurement": one.names, "value": one.values, "sd": one.sd
        })
        for who, one in found.items()
    ]  # fmt: skip
    counted = [
        f"  {who or 'one person'}: {len(one)} measurements over {int(one.days.max())} days"
        + "".join(f"\n    {note}" for note in one.notes)
        for who, one in found.items()
    ]
    return "\n".join([found.report, *counted]), pd.concat(frames)
