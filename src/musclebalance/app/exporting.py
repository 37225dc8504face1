"""The page as one HTML file that needs neither Python nor a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..core.errors import FileError, unknown
from ..core.writing import whole_file
from ..model import hypotheses
from ..pairs import pair_names
from .bodies import pairs_of
from .offline import whole
from .page import choices, single, worker
from .settings import Settings


def export(
    path: str | Path,
    settings: Settings | None = None,
    *,
    pairs: Sequence[str] | None = None,
    models: Sequence[str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Write the page with the model in it as one HTML file; `pairs` and `models` are those to choose from."""
    target, begin = Path(path), settings or Settings()
    if target.suffix.lower() not in (".html", ".htm"):
        raise FileError(str(path), "the page is written as '.html'.")
    named = _chosen("pair", pairs, pairs_of(begin.body, begin.pair), pair_names())
    explained = _chosen("model", models, (begin.model,), tuple(hypotheses.NAMED))
    with whole_file(target) as beside:  # a folder that takes no file is found before anything is made
        offered = choices(begin, named, explained)
        data = {"choices": offered, "model": whole(offered, progress), "worker": worker()}
        beside.write_text(single(data), encoding="utf-8")
    return target


def _chosen(
    what: str, given: Sequence[str] | None, own: Sequence[str], known: Sequence[str]
) -> tuple[str, ...]:
    """Names that the file offers, in the library's order."""
    wanted = set(known if given is None else (*given, *own))
    for name in given or ():
        if name not in known:
            raise unknown(what, name, known)
    return tuple(name for name in known if name in wanted)
