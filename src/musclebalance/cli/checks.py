"""What is checked before anything runs: numbers, files to be written, extras, the keys of a scenario."""

from __future__ import annotations

import os
import tempfile
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..core.errors import FileError, MusclebalanceError, check_range, check_seed, check_whole, number, shown
from ..core.toml import Document, load

if TYPE_CHECKING:
    from ..model import Model
    from ..pairs import Pair
    from ..simulation import Scenario
    from ..treatment import Plan

#: Extra of this library that installs a package.
EXTRAS = {"statsmodels": "trial", "emcee": "bayes", "xarray": "io", "h5netcdf": "io"}


def in_range(what: str, low: float, high: float, unit: str = "", whole: bool = False) -> Callable[[Any], Any]:
    """A reader of a number on the command line, within bounds."""

    def read(given: Any) -> Any:
        value: Any = _number(given) if isinstance(given, str) else given
        if whole:
            check_range(what, value, low, high, unit)
            return check_whole(what, value, int(low), max(value, int(low)), unit)
        return check_range(what, value, low, high, unit)

    return read


def seed(given: Any) -> int:
    """A seed of random numbers."""
    in_range("seed", 0, inf)(given)
    value: Any = _number(given) if isinstance(given, str) else given
    return check_seed(value)


def _number(text: str) -> int | float | str:
    """The number that a text is, whole if it is one; what is none stays text."""
    for kind in (int, float):
        try:
            return kind(text)
        except (ValueError, OverflowError):
            continue
    return text


def check_installed(needed: str, what: str) -> None:
    """Refuse what needs a package that is not installed."""
    if find_spec(needed) is None:
        raise MusclebalanceError(f"{what} needs {needed}: pip install 'musclebalance[{EXTRAS[needed]}]'.")


def check_name(name: str) -> Path:
    """Refuse a name that no file can have, or that would not be shown as it is."""
    if not name.strip() or not name.isprintable():
        raise FileError(repr(name), "is no name of a file; give another.")
    try:
        Path(name).stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:
        raise FileError(shown(name), f"cannot be used ({getattr(error, 'strerror', error)}).") from None
    return Path(name)


def check_writable(name: str, endings: Sequence[str]) -> None:
    """Refuse a file that cannot be written."""
    path = check_name(name)
    if path.suffix.lower() not in endings:
        raise FileError(name, f"no known kind of file; end the name in {' or '.join(endings)}.")
    if path.is_dir():
        raise FileError(name, "is a folder; give the name of a file.")
    if not path.absolute().parent.is_dir():
        raise FileError(name, "its folder does not exist; make it first.")
    if path.exists() and not os.access(path, os.W_OK):
        raise FileError(name, "may not be written; give another name.")
    _check_takes_files(name, path.absolute().parent)
    if path.suffix.lower() == ".nc":
        for needed in ("xarray", "h5netcdf"):
            check_installed(needed, "writing .nc")


def check_folder(name: str) -> None:
    """Refuse a folder that is none and cannot be made, or takes no files."""
    path = check_name(name).absolute()
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    if not there.is_dir():
        raise FileError(name, "is a file, not a folder; give another name.")
    _check_takes_files(name, there)


def _check_takes_files(name: str, folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise FileError(name, f"its folder takes no files ({error.strerror}); choose another.") from None


@dataclass(frozen=True)
class Asked:
    """A scenario file as a command takes it, and where its keys stand."""

    document: Document
    scenario: Scenario
    pair: Pair
    model: Model

    def refuse(self, key: str | tuple[str, ...], message: str) -> NoReturn:
        """Refuse the scenario for what a key says."""
        self.document.fail((key,) if isinstance(key, str) else key, message)

    def plan(self, what: str) -> Plan:
        """The programme that `what` needs."""
        if self.scenario.plan is None:
            raise FileError(self.document.path, f"has no plan; {what} needs a programme ([[plan]]).")
        return self.scenario.plan

    def length(self, most: float, what: str) -> float:
        """Weeks of the simulation: those of the file, or of its programme."""
        given = self.scenario.weeks
        weeks = self.plan(what).weeks if given is None else given
        if weeks > most:
            self.refuse("weeks", f"{what} lasts {number(most)} weeks at most, not {number(weeks)}.")
        return float(weeks)

    def check_weeks(self, least: float, why: str) -> None:
        """Refuse a length that ends before what a command reads."""
        weeks = self.scenario.weeks
        if weeks is not None and weeks < least - 1e-9:
            self.refuse("weeks", f"{number(weeks)} weeks are too short: {why}; give {number(least)} or more.")


def asked_of(options: Namespace) -> Asked:
    """The scenario file of a command; a model and a seed on the command line come before the file's."""
    from ..model import hypotheses
    from ..pairs import pair
    from ..simulation import Scenario
    from ..simulation.healthy import complete_parameters

    scenario = Scenario.load(options.file)
    given = {name: getattr(options, name, None) for name in ("model", "seed")}
    scenario = replace(scenario, **{name: value for name, value in given.items() if value is not None})
    model = hypotheses.get(scenario.model)
    asked = Asked(load(options.file), scenario, pair(scenario.pair), model)
    known = complete_parameters(asked.pair, model)
    for name, value in scenario.parameters.items():
        try:
            known.with_({name: value})
        except MusclebalanceError as error:
            asked.refuse(("parameters", name), f"{error} (model {scenario.model!r})")
    return asked
