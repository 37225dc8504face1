"""Save and load what was computed: ``.npz`` with a JSON header, or netCDF; nothing is pickled or executed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import FileError, MusclebalanceError, UnknownNameError, unknown
from ..core.record import STORED, packed, unpacked
from ..core.writing import whole_file
from ..model import Mechanism, hypotheses
from ..model.body import program_of
from ..model.laws import ALL, OPTIONAL
from ..model.model import Model
from .person import Result

FORMAT = 3
SUFFIXES = (".npz", ".nc")
#: Most bytes that a file may unpack to, and its header.
LARGEST, LARGEST_HEADER = 4_000_000_000, 40_000_000
#: Variable of a netCDF file that holds the whole record.
RECORD = "musclebalance_record"


@public
def save(thing: Any, path: str | Path) -> None:
    """Write a result, a person, a body, its course, a trial or a fit to a file that :func:`load` reads.

    The file is written beside its place and put there when it is whole.

    Parameters
    ----------
    thing : Result, Person, Body, BodyCourse, Trial or Fit
    path : str or Path
        Ending in ``.npz`` (no extra needed); a result may also end in ``.nc``: its main variables as netCDF
        (extra ``io``), which other programs read, with the whole record beside them.

    Raises
    ------
    FileError
        Another ending, or a place that cannot be written.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy(), days=1)
    >>> mb.save(person.history, "healthy.pkl")
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: healthy.pkl: cannot save as '.pkl'; end the name in .npz or .nc.
    """
    suffix = Path(path).suffix.lower()
    if type(thing) not in STORED.values():
        raise MusclebalanceError(
            f"mb.save keeps results, people alone, bodies, trials and fits, not {type(thing).__name__}."
        )
    if suffix not in SUFFIXES:
        ending = suffix or "a file without ending"
        raise FileError(str(path), f"cannot save as {ending!r}; end the name in {' or '.join(SUFFIXES)}.")
    if suffix == ".nc" and not isinstance(thing, Result):
        raise FileError(str(path), f"a {type(thing).__name__} is saved as .npz; change the ending.")
    content = _archive(thing) if suffix == ".npz" else _netcdf(thing)
    with whole_file(path) as beside:
        beside.write_bytes(content)


@public
def load(path: str | Path, mechanisms: Iterable[Mechanism] = ()) -> Any:
    """Read what :func:`save` has written; it goes on from there as what was saved would have.

    Parameters
    ----------
    path : str or Path
    mechanisms : iterable of Mechanism
        Your own mechanisms that the saved model used; those of the library are found by name.

    Returns
    -------
    Result, Person, Body, BodyCourse, Trial or Fit

    Raises
    ------
    FileError
        Not such a file, damaged, or written in another format.
    UnknownNameError
        The saved model used a mechanism that is neither in the library nor given.

    Examples
    --------
    >>> import musclebalance as mb
    >>> mb.load("nowhere.npz")
    Traceback (most recent call last):
    musclebalance.core.errors.FileError: nowhere.npz: no such file.
    """
    known = {m.name: m for m in (*ALL, *OPTIONAL, *mechanisms)}
    try:
        if not Path(path).exists():
            raise FileError(str(path), "no such file.")
        source = _record_of(path) if Path(path).suffix.lower() == ".nc" else path
        header, arrays = _opened(source, str(path))
    except MusclebalanceError:
        raise
    except Exception:  # whatever a damaged archive leads numpy, zipfile, zlib or HDF5 to raise
        raise FileError(str(path), "not a saved result, or damaged; save one with mb.save().") from None
    kind: Any = _kind(str(header["what"]))
    if kind is None:
        raise FileError(str(path), f"holds {header['what']!r}, which this version does not read.")
    try:
        found = unpacked(kind, header["data"], arrays, {"Model": lambda told: _model(told, known)})
        found.check()
    except UnknownNameError as error:
        raise UnknownNameError(f"{path}: {error}") from None
    except MusclebalanceError as error:
        raise FileError(str(path), str(error)) from None
    except Exception:  # data that no version of this library has written
        raise FileError(str(path), "is not what mb.save() writes; save it again.") from None
    return found


def _netcdf(result: Result) -> bytes:
    """The bytes of a netCDF file, made in memory: HDF5 ends the process when its disk is full."""
    data = result.to_xarray()
    data[RECORD] = ("byte", np.frombuffer(_archive(result), dtype=np.uint8))
    data[RECORD].attrs["long_name"] = "the whole result, for musclebalance.load"
    with data.to_netcdf(engine="h5netcdf") as view:  # Python 3.12 can crash where an error keeps such a view
        return bytes(view)


def _archive(thing: Any) -> bytes:
    """The bytes of a saved file."""
    data, arrays = packed(thing.for_file(), {"Model": _model_words})
    header = json.dumps({"format": FORMAT, "what": type(thing).__name__, "data": data})
    file = io.BytesIO()
    named: dict[str, Any] = {f"a{number}": array for number, array in enumerate(arrays)}
    digest = np.array(_digest(header, arrays))
    np.savez_compressed(file, header=np.array(header), digest=digest, **named)
    return file.getvalue()


def _opened(source: str | Path | io.BytesIO, path: str) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """Header and arrays of a saved file, after a look at its size."""
    with zipfile.ZipFile(source) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        if sum(sizes.values()) > LARGEST:
            raise FileError(path, f"unpacks to more than {LARGEST / 1e9:g} GB; it is not a saved result.")
        if sizes.get("header.npy", 0) > LARGEST_HEADER:
            raise FileError(path, f"has a header of more than {LARGEST_HEADER / 1e6:g} MB; it is no result.")
    with np.load(source, allow_pickle=False) as data:
        text = str(data["header"])
        header = json.loads(text)
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            told = header.get("format") if isinstance(header, dict) else None
            raise FileError(path, f"written in format {told!r}; this version reads format {FORMAT}.")
        arrays = [data[f"a{number}"] for number in range(len(data.files) - 2)]
        if str(data["digest"]) != _digest(text, arrays):
            raise FileError(path, "was changed since it was saved; save it again with mb.save().")
        return {"what": "", "data": None} | header, arrays


def _digest(header: str, arrays: Iterable[NDArray[Any]]) -> str:
    """What tells a file that was changed from the one that was written."""
    found = hashlib.sha256(header.encode())
    for array in arrays:
        found.update(f"{array.dtype.str}{array.shape}".encode())
        found.update(array.tobytes())
    return found.hexdigest()


def _record_of(path: str | Path) -> io.BytesIO:
    """The whole record that stands in a netCDF file."""
    import h5py

    with h5py.File(path) as file:
        if RECORD not in file:
            raise FileError(str(path), "this netCDF file holds no whole result; load the .npz file.")
        return io.BytesIO(np.asarray(file[RECORD]).tobytes())


def _kind(name: str) -> type | None:
    """The class of a public name that a file may hold."""
    if name not in STORED and name.isidentifier():
        getattr(import_module(__name__.partition(".")[0]), name, None)  # the top level imports its room
    return STORED.get(name)


def _model_words(model: Model) -> dict[str, Any]:
    states = list(program_of(model).state_names)
    return {
        "name": model.name, "question": model.question, "mechanisms": list(model.names), "states": states
    }  # fmt: skip


def _model(told: Any, known: Mapping[str, Mechanism]) -> Model:
    """A model by the names of its mechanisms."""
    names = told.get("mechanisms") if isinstance(told, dict) else None
    if not isinstance(names, list) or not all(isinstance(told.get(key), str) for key in ("name", "question")):
        raise MusclebalanceError("the model is damaged.")
    for name in names:
        if name not in known:
            problem = unknown("mechanism", name, known)
            raise type(problem)(
                f"{problem} The saved model used it: give it to load(path, mechanisms=[...])."
            )
    model = Model(told["name"], tuple(known[name] for name in names), told["question"])
    if list(program_of(model).state_names) != told.get("states"):
        raise MusclebalanceError(
            "the saved states are not those of the present model; its mechanisms have changed since."
        )
    named = hypotheses.NAMED.get(model.name)
    return named if named is not None and named == model else model
