"""The command that writes what other programs read."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import FileError, MusclebalanceError
from .checks import asked_of, in_range
from .commands import OTHER_HYPOTHESIS, SEED, TOLERANCE, checked, command, option, output, progress

if TYPE_CHECKING:
    from ..model import Segment
    from ..pairs import Pair
    from ..result import Person, Result

#: Ending of the file to be written -> options that go with it, the needed ones first.
KINDS = {
    ".osim": ("body", "agonist", "antagonist", "day"),
    ".xml": ("body", "agonist", "antagonist", "day"),
    ".sbml": ("segment", "day"),
    ".yaml": (),
    ".omex": ("data",),
}
BODIES = (".osim", ".xml")
OPTIONS = tuple(dict.fromkeys(name for names in KINDS.values() for name in names))


@command(
    "write adapted muscles, equations, a fit or an archive for other programs",
    " mine.toml desk.osim --body gait.osim --agonist psoas_r,iliacus_r",
    option("file", "scenario file, which is run, or a result, person or fit that was saved (.npz)"),
    output(
        "output", tuple(KINDS),
        "muscles in a body (.osim OpenSim, .xml MuJoCo), equations of one segment (.sbml), tables of a fit "
        "(PEtab's problem .yaml), scenario, data and result (.omex)",
    ),
    option("--body", "OpenSim or MuJoCo file of the healthy body", metavar="FILE"),
    option("--agonist", "its muscles that are the agonist, separated by commas", metavar="NAMES"),
    option("--antagonist", "its muscles that are the antagonist", metavar="NAMES"),
    checked(option("--day", "day of the result (default: the end)"), in_range("day", 0, 36_500, "d")),
    option("--segment", "what holds in it, in words: 'stretch for 20 s' (default: rest)", metavar="WORDS"),
    option("--data", "file for the archive; may be given again", action="append", metavar="FILE"),
    OTHER_HYPOTHESIS,
    SEED,
    TOLERANCE,
)  # fmt: skip
def export(options: Namespace) -> None:
    """Write one file; what does not go with its kind is refused before anything is run."""
    kind = Path(options.output).suffix.lower()
    given = [name for name in OPTIONS if getattr(options, name) is not None]
    if strange := [name for name in given if name not in KINDS[kind]]:
        raise FileError(
            options.output, f"--{strange[0]} does not go with a file ending in {kind}; leave it out."
        )
    WRITERS[kind](options)


def _body(options: Namespace) -> None:
    """Adapted muscles in a copy of a body."""
    from ..exchange import to_mujoco, to_opensim
    from ..exchange.mujoco import MuJoCo
    from ..exchange.opensim import OpenSim

    kind = Path(options.output).suffix.lower()
    names = {
        role: [name.strip() for name in getattr(options, role).split(",")]
        for role in ("agonist", "antagonist")
        if getattr(options, role) is not None
    }
    if options.body is None or not names:
        raise FileError(
            options.output,
            "needs --body FILE, and its muscles: --agonist NAMES, --antagonist NAMES, or both.",
        )
    reader = (OpenSim if kind == ".osim" else MuJoCo).read(options.body)
    for several in names.values():
        for name in several:
            reader.muscle(name)
    write = to_opensim if kind == ".osim" else to_mujoco
    print(write(_person(options), model=options.body, names=names, path=options.output, day=options.day))


def _equations(options: Namespace) -> None:
    """The equations of one segment."""
    from ..exchange import to_sbml

    who = _person(options)
    segment = _segment(options.segment, who.pair)
    print(f"written: {to_sbml(who, segment, options.output, day=options.day)}")


def _tables(options: Namespace) -> None:
    """The tables of a fit."""
    from ..exchange import to_petab
    from ..inference import Fit

    fit = _saved(options.file)
    if Path(options.output).name != "problem.yaml":
        raise FileError(options.output, "PEtab's file is called problem.yaml; its tables go beside it.")
    if not isinstance(fit, Fit):
        raise FileError(options.file, "is no fit; save one with mb.save(mb.fit(...), 'fit.npz').")
    print(f"written: {to_petab(fit, Path(options.output).parent)}, and its tables beside it")


def _archive(options: Namespace) -> None:
    """Scenario, data and result in one file."""
    from ..exchange import to_omex
    from ..inference import Fit
    from ..result import Result

    data = options.data or ()
    found = _saved(options.file)
    if found is None:
        result = _run(options)
        path = to_omex(options.output, scenario=asked_of(options).scenario, data=data, result=result)
    elif isinstance(found, Result):
        path = to_omex(options.output, data=data, result=found)
    elif isinstance(found, Fit):
        path = to_omex(options.output, data=data, fit=found)
    else:
        raise FileError(options.file, "holds no result and no fit.")
    print(f"written: {path}")


WRITERS: dict[str, Callable[[Namespace], None]] = {
    ".osim": _body, ".xml": _body, ".sbml": _equations, ".yaml": _tables, ".omex": _archive,
}  # fmt: skip


def _saved(path: str) -> Any:
    """What a saved file holds; None of a scenario."""
    from ..result import load

    return load(path) if Path(path).suffix.lower() in (".npz", ".nc") else None


def _person(options: Namespace) -> Person | Result:
    """Who is asked about: what was saved, or what a scenario comes to."""
    from ..result import Person, Result

    found = _saved(options.file)
    if found is None:
        return _run(options)
    if not isinstance(found, Person | Result):
        raise FileError(options.file, f"holds a {type(found).__name__}, not a result or a person.")
    return found


def _run(options: Namespace) -> Result:
    from ..simulation import simulate_scenario

    return simulate_scenario(asked_of(options).scenario, tol=options.tol, progress=progress)


def _segment(words: str | None, pair: Pair) -> Segment:
    """What one phrase says; without one, rest."""
    from ..model import Segment
    from ..simulation.lab import session_segments
    from ..treatment import session

    if words is None:
        return Segment(label="rest")
    asked = session([words])
    if len(asked.flat()) != 1:
        raise MusclebalanceError(
            f"--segment {words!r} is more than one step; SBML is of one, as 'hold for 7 s'."
        )
    return session_segments(asked, pair)[0]
