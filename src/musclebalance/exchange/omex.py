"""COMBINE archives: a scenario, the data, the result, and what describes them, in one file."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ..core.arguments import public
from ..core.errors import FileError, MusclebalanceError, check_text
from ..core.writing import whole_file
from ..inference import Fit
from ..result import Result, save
from ..simulation import Scenario
from .sbml import CORE

COMBINE = "http://identifiers.org/combine.specifications/"
MANIFEST = "http://identifiers.org/combine.specifications/omex-manifest"
#: Format of a file by its ending.
FORMATS = {
    ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".txt": "text/plain", ".md": "text/markdown",
    ".toml": "application/toml", ".json": "application/json", ".yaml": "application/yaml",
    ".xml": "application/xml", ".osim": "application/xml", ".rdf": f"{COMBINE}omex-metadata",
    ".npz": "application/zip", ".nc": "application/x-netcdf", ".png": "image/png", ".svg": "image/svg+xml",
    ".pdf": "application/pdf", ".py": "text/x-python",
}  # fmt: skip
#: Earliest time that a zip file can hold; every file of an archive has it, so that bytes are repeatable.
EPOCH = (1980, 1, 1, 0, 0, 0)
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
OWN_PAIR = "own_pair.toml"


@public
def to_omex(
    path: str | Path, *, scenario: Scenario | str | Path | None = None, data: Sequence[str | Path] = (),
    result: Result | None = None, fit: Fit | None = None, description: str = "",
    creators: Sequence[str] = (), created: str | None = None,
) -> Path:  # fmt: skip
    """Write a scenario, data and a result into a COMBINE archive.

    Parameters
    ----------
    path : str or Path
        Ending in ``.omex``.
    scenario : Scenario or path, optional
        Becomes ``scenario.toml``, the archive's master file; a muscle pair of one's own goes with it.
    data : sequence of str or Path
        Files that go in under their names: visits, a model in SBML, figures; files of a PEtab problem.
    result, fit : Result and Fit, optional
        Become ``result.npz`` and ``fit.npz``, which :func:`musclebalance.load` reads, and ``result.csv``.
    description, creators : str, sequence of str
        What it is, and by whom.
    created : str, optional
        Date, ``"2026-11-28"``; nothing is dated by itself.

    Returns
    -------
    Path

    Notes
    -----
    A zip file with ``manifest.xml`` and ``metadata.rdf``. The same contents give the same bytes: no time of
    the clock is in it, files are stored in a fixed order, without compression.

    Raises
    ------
    FileError
        A file that is not there, another ending, or a place that cannot be written.
    MusclebalanceError
        Nothing to put in, or two files of one name.

    References
    ----------
    Bergmann et al. 2014, doi 10.1186/s12859-014-0369-z.

    Examples
    --------
    >>> import tempfile, zipfile, musclebalance as mb
    >>> week = mb.Scenario("hip-flexors-gluteus-maximus", mb.Lifestyle.healthy(), weeks=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     zipfile.ZipFile(mb.to_omex(f"{folder}/week.omex", scenario=week)).namelist()
    ['manifest.xml', 'metadata.rdf', 'scenario.toml']
    """
    if Path(path).suffix.lower() != ".omex":
        raise FileError(str(path), f"ends in {Path(path).suffix!r}; an archive's name ends in '.omex'.")
    if created is not None and not DATE.fullmatch(created):
        raise MusclebalanceError(f"created {created!r} is no date; write 2026-11-28 or 2026-11-28T09:30:00Z.")
    check_text("description", description)
    contents: dict[str, bytes] = {}
    for name, content in _contents(scenario, data, result, fit):
        if name in contents or name in ("manifest.xml", "metadata.rdf"):
            raise MusclebalanceError(f"two files of the archive are called {name!r}; rename one.")
        contents[name] = content
    if not contents:
        raise MusclebalanceError("nothing to put in; give a scenario, data, a result or a fit.")
    contents = {"metadata.rdf": _metadata(description, creators, created).encode(), **contents}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        for name, content in {"manifest.xml": _manifest(contents).encode(), **contents}.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            file.writestr(entry, content)
    with whole_file(path) as beside:
        beside.write_bytes(archive.getvalue())
    return Path(path)


def _contents(
    scenario: Scenario | str | Path | None, data: Sequence[str | Path], result: Result | None, fit: Fit | None
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file, in the order of the archive."""
    if scenario is not None:
        known = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
        if known.pair.lower().endswith(".toml"):
            yield OWN_PAIR, _read(known.pair)
            known = replace(known, pair=OWN_PAIR)
        yield "scenario.toml", known.to_toml().encode()
    for one in [data] if isinstance(data, str) else data:
        yield Path(one).name, _read(one)
    if result is not None:
        yield "result.csv", result.to_frame().to_csv(lineterminator="\n", float_format="%.9g").encode()
        yield "result.npz", _saved(result)
    if fit is not None:
        yield "fit.npz", _saved(fit)


def _read(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise FileError(str(path), f"cannot be read ({error.strerror}); check its name.") from None


def _saved(thing: Result | Fit) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "saved.npz"
        save(thing, place)
        return place.read_bytes()


def _manifest(contents: Mapping[str, bytes]) -> str:
    """What is in the archive, and in which format."""
    lines = [_entry(".", f"{COMBINE}omex"), _entry("./manifest.xml", MANIFEST)]
    for name, content in contents.items():
        lines.append(_entry(f"./{name}", _format(name, content), master=name == "scenario.toml"))
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<omexManifest xmlns="{MANIFEST}">'
    return "\n".join([head, *lines, "</omexManifest>\n"])


def _entry(location: str, kind: str, master: bool = False) -> str:
    last = ' master="true"' if master else ""
    return f"  <content location={quoteattr(location)} format={quoteattr(kind)}{last}/>"


def _format(name: str, content: bytes) -> str:
    """The format of a file, as archives name it."""
    if CORE.encode() in content[:2000]:
        return f"{COMBINE}sbml.level-3.version-2"
    kind = FORMATS.get(Path(name).suffix.lower(), "application/octet-stream")
    return kind if kind.startswith("http") else f"http://purl.org/NET/mediatypes/{kind}"


def _metadata(description: str, creators: Sequence[str], created: str | None) -> str:
    """Who made it, when, and what it is."""
    lines = [f"    <dcterms:description>{escape(description)}</dcterms:description>"] if description else []
    for name in [creators] if isinstance(creators, str) else creators:
        check_text("creator", name)
        given, _, family = name.strip().rpartition(" ")
        lines += [
            '    <dcterms:creator><rdf:Bag><rdf:li rdf:parseType="Resource">'
            '<vCard:hasName rdf:parseType="Resource">'
            f"<vCard:family-name>{escape(family)}</vCard:family-name>"
            f"<vCard:given-name>{escape(given)}</vCard:given-name>"
            "</vCard:hasName></rdf:li></rdf:Bag></dcterms:creator>"
        ]
    if created is not None:
        moment = created if "T" in created else f"{created}T00:00:00Z"
        lines.append(
            '    <dcterms:created rdf:parseType="Resource">'
            f"<dcterms:W3CDTF>{moment}</dcterms:W3CDTF></dcterms:created>"
        )
    inside = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
        '         xmlns:dcterms="http://purl.org/dc/terms/" xmlns:vCard="http://www.w3.org/2006/vcard/ns#">\n'
        f'  <rdf:Description rdf:about=".">\n{inside}\n  </rdf:Description>\n</rdf:RDF>\n'
    )
