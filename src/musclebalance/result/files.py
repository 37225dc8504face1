"""Save and load results: one ``.npz`` with a JSON header, or netCDF; never pickle, nothing is executed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ..core.arguments import public
from ..core.errors import FileError, MusclebalanceError, unknown
from ..core.parameters import Parameter, ParameterSet
from ..lifestyle import Bout, Lifestyle
from ..model import Mechanism, hypotheses
from ..model.body import Body
from ..model.exposure import Exposure, Segment
from ..model.laws import ALL, OPTIONAL
from ..model.model import Model
from ..pairs import parse
from ..timeline import Audit, AuditRow, SessionSpan, Timeline
from ..treatment import Dose
from .person import Person, Result

FORMAT = 2
SUFFIXES = (".npz", ".nc")


@public
def save(result: Result, path: str) -> None:
    """Write a result to a file that :func:`load` reads.

    Parameters
    ----------
    result : Result
    path : str
        Ending in ``.npz`` (no extra needed), or in ``.nc`` for the main variables as netCDF (extra ``io``),
        which other programs read.

    Raises
    ------
    FileError
        Another ending.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy(), days=1)
    >>> mb.save(person.history, "healthy.pkl")
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: healthy.pkl: cannot save as '.pkl'; end the name in .npz or .nc.
    """
    suffix = Path(path).suffix
    if not isinstance(result, Result):
        raise MusclebalanceError(
            f"mb.save keeps results, not {type(result).__name__}; of a person, save person.history."
        )
    if suffix == ".nc":
        result.to_xarray().to_netcdf(path, engine="h5netcdf")
    elif suffix == ".npz":
        timeline = result.timeline
        arrays = {
            "times": result.times,
            "states": result.states,
            "rows": result.rows,
            "start": result.person.state,
            "healthy": result.person.healthy_state,
            "segment_rows": timeline.rows,
            "ticks": timeline.ticks,
            "day_ends": timeline.day_ends,
        }
        with Path(path).open("wb") as file:
            np.savez_compressed(file, header=np.array(json.dumps(_header(result))), **arrays)  # type: ignore[arg-type]
    else:
        raise FileError(
            path,
            f"cannot save as {suffix or 'a file without ending'!r}; end the name in {' or '.join(SUFFIXES)}.",
        )


@public
def load(path: str, mechanisms: Iterable[Mechanism] = ()) -> Result:
    """Read a result that was saved as ``.npz``.

    Parameters
    ----------
    path : str
    mechanisms : iterable of Mechanism
        Your own mechanisms that the saved model used; those of the library are found by name.

    Raises
    ------
    FileError
        Not such a file, or written by a newer version.
    UnknownNameError
        The saved model used a mechanism that is neither in the library nor given.

    Examples
    --------
    >>> import musclebalance as mb
    >>> mb.load("nowhere.npz")
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: nowhere.npz: no such file.
    """
    if not Path(path).exists():
        raise FileError(path, "no such file.")
    if Path(path).suffix == ".nc":
        raise FileError(path, "netCDF holds the main variables for other programs; load the .npz file.")
    try:
        with np.load(path, allow_pickle=False) as data:
            header = json.loads(str(data["header"]))
            arrays = {name: data[name] for name in data.files if name != "header"}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        raise FileError(path, "not a saved result; save one with mb.save(result, 'name.npz').") from None
    if header.get("format") != FORMAT:
        raise FileError(
            path, f"written in format {header.get('format')!r}; this version reads format {FORMAT}."
        )
    person = _person(header, arrays, {m.name: m for m in (*ALL, *OPTIONAL, *mechanisms)})
    return Result(
        person,
        _timeline(header, arrays),
        arrays["times"],
        arrays["states"],
        arrays["rows"],
        header["provenance"],
    )


def _header(result: Result) -> dict[str, Any]:
    person, timeline = result.person, result.timeline
    return {
        "format": FORMAT,
        "provenance": dict(result.provenance),
        "pair": person.pair.to_toml(),
        "model": {
            "name": person.model.name,
            "question": person.model.question,
            "mechanisms": person.model.names,
        },
        "state_names": person.body.program.state_names,
        "parameters": [asdict(p) for p in person.parameters.values()],
        "healthy_life": {
            "name": person.healthy_life.name,
            "wake": person.healthy_life.wake,
            "week": [[asdict(b) for b in day] for day in person.healthy_life.week],
        },
        "table": [asdict(s) for s in timeline.table],
        "spans": [asdict(s) for s in timeline.spans],
        "events": timeline.events,
        "audit": {"beyond": timeline.audit.beyond, "rows": [asdict(r) for r in timeline.audit.rows]},
        "wake": timeline.wake,
    }


def _person(header: Mapping[str, Any], arrays: Mapping[str, Any], known: Mapping[str, Mechanism]) -> Person:
    for name in header["model"]["mechanisms"]:
        if name not in known:
            problem = unknown("mechanism", name, known)
            raise type(problem)(
                f"{problem} The saved model used it: give it to load(path, mechanisms=[...])."
            )
    model = Model(
        header["model"]["name"],
        tuple(known[n] for n in header["model"]["mechanisms"]),
        header["model"]["question"],
    )
    named = hypotheses.NAMED.get(model.name)
    values = ParameterSet(Parameter(**{**p, "source": tuple(p["source"])}) for p in header["parameters"])
    body = Body(named if named is not None and named == model else model, values)
    if tuple(header["state_names"]) != body.program.state_names:
        raise MusclebalanceError(
            "the saved states are not those of the present model; its mechanisms have changed since."
        )
    life = header["healthy_life"]
    healthy = Lifestyle(
        life["name"], tuple(tuple(_bout(b) for b in day) for day in life["week"]), life["wake"]
    )
    return Person(parse(header["pair"]), body, arrays["start"], arrays["healthy"], healthy)


def _bout(entry: Mapping[str, Any]) -> Bout:
    return Bout(**{**entry, "exposures": tuple(Exposure(**part) for part in entry.get("exposures", ()))})


def _timeline(header: Mapping[str, Any], arrays: Mapping[str, Any]) -> Timeline:
    def doses(row: Mapping[str, Any]) -> AuditRow:
        return AuditRow(
            row["technique"], row["week"], *(Dose(**row[k]) for k in ("prescribed", "adhered", "delivered"))
        )

    audit = Audit(tuple(doses(r) for r in header["audit"]["rows"]), header["audit"]["beyond"])
    table = tuple(Segment(**{**s, "event": tuple(tuple(c) for c in s["event"])}) for s in header["table"])
    events = tuple((i, tuple(tuple(c) for c in changes)) for i, changes in header["events"])
    spans = tuple(SessionSpan(**s) for s in header["spans"])
    return Timeline(
        table,
        arrays["segment_rows"],
        arrays["ticks"],
        arrays["day_ends"],
        spans,
        events,
        audit,
        header["wake"],
    )
