"""A thousand damaged files: each is refused in one line that names it, or read as exactly what was saved.

`python3 dev.py pytest -m slow tests/reference/faults/test_damaged.py -s` prints what became of them.
"""

from __future__ import annotations

import io
import json
import os
import random
import tomllib
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.engine import reopen, stream
from musclebalance.result.files import RECORD
from musclebalance.simulation.people import pack
from musclebalance.timeline import compile

h5py = pytest.importorskip("h5py")

FILES = int(os.environ.get("MUSCLEBALANCE_CASES", "1000"))
SEED = int(os.environ.get("MUSCLEBALANCE_SEED", "11"))
PAIR, DESK = mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office()
PLAN = mb.Plan(mb.PIR(), 3, 1, where="home", adherence=mb.Habit(0.9, 0.5))
PEOPLE = mb.Cohort.sample(PAIR, n=4, seed=1)


@dataclass(frozen=True)
class Saved:
    """A file as it was saved, and how it is read: the bytes of everything that was found."""

    name: str
    content: bytes
    read: Callable[[Path], bytes]
    found: bytes


def again(path: Path) -> bytes:
    """A loaded file, saved again."""
    mb.save(mb.load(path), copy := path.with_name("again.npz"))
    return copy.read_bytes()


def scenario(path: Path) -> bytes:
    return mb.Scenario.load(path).to_json().encode()


def developed(path: Path) -> bytes:
    return PEOPLE.develop(DESK, 1, tol=1e-2, checkpoint=path.parent, progress=False).state.tobytes()


def plan(path: Path) -> bytes:
    found = reopen(path.parent)
    return repr((found.people, found.block, found.names, found.times.tolist())).encode()


def write(folder: Path) -> Iterator[tuple[Path, Callable[[Path], bytes]]]:
    """One file of every kind."""
    result = mb.simulate(mb.healthy(PAIR), PLAN, DESK, events=[mb.Event.trauma(2)])
    people = PEOPLE.develop(days=1, progress=False)
    seen = pd.DataFrame({"day": [0, 7], "measurement": "pain", "value": [1.0, 2.0]})
    how = {"lifestyle": DESK, "free": ["pain_half"], "sampler": "none", "progress": False}
    for thing, name in (
        (result, "result.npz"),
        (result, "result.nc"),
        (result.final, "person.npz"),
        (mb.trial(people, {"PIR": PLAN, "none": None}, DESK, weeks=1, progress=False), "trial.npz"),
        (mb.fit(seen, PAIR, PLAN, **how), "fit.npz"),
    ):
        mb.save(thing, folder / name)
        yield folder / name, again
    one = mb.Scenario(PAIR.name, DESK, PLAN, develop_days=5, events=(mb.Event.trauma(2),), title="a title")
    for name in ("scenario.toml", "scenario.json"):
        one.save(folder / name)
        yield folder / name, scenario
    (folder / "blocks").mkdir()
    developed(folder / "blocks" / "any")
    (block,) = (folder / "blocks").iterdir()
    yield block, developed
    body, course = result.body, compile(None, DESK, PAIR, days=1)
    somebody = np.array([body.vector] * 2), people.state[:2]
    where = folder / "stream"
    stream(body.program, lambda a, b: somebody, 4, pack(body, course), where, block=2, progress=False)
    yield where / "plan.json", plan


def bits(one: Saved, others: list[bytes], rng: random.Random) -> bytes:
    content = bytearray(one.content)
    for _ in range(rng.randint(1, 3)):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content)


def cut_off(one: Saved, others: list[bytes], rng: random.Random) -> bytes:
    return one.content[: rng.choice([rng.randrange(len(one.content)), -rng.randrange(1, 99)])]


def zeros(one: Saved, others: list[bytes], rng: random.Random) -> bytes:
    """Some of it or all reads as zeros, as after a crash of the machine."""
    size = len(one.content)
    first, length = rng.choice([(0, size), (rng.randrange(size), 512), (rng.randrange(size), 4)])
    return (one.content[:first] + bytes(length) + one.content[first + length :])[:size]


def of_another(one: Saved, others: list[bytes], rng: random.Random) -> bytes:
    """Another file, in its place or from somewhere on."""
    other, first = rng.choice(others), rng.randrange(len(one.content))
    length = rng.choice([len(other), 512])
    spliced = one.content[:first] + other[first : first + length] + one.content[first + length :]
    return rng.choice([other, spliced, one.content + other])


def header(one: Saved, others: list[bytes], rng: random.Random) -> bytes:
    """Something in it says something else, in a file that is whole otherwise."""
    suffix = Path(one.name).suffix
    if suffix == ".npz":
        return other_words(one.content, rng)
    if suffix != ".nc":
        return reworded(one.content.decode(), rng).encode()
    file = io.BytesIO(one.content)
    with h5py.File(file, "r+") as data:
        record = data[RECORD][:].tobytes()
        del data[RECORD]
        data[RECORD] = np.frombuffer(other_words(record, rng), np.uint8)
    return file.getvalue()


def other_words(archive: bytes, rng: random.Random) -> bytes:
    """An archive with another letter in its header, or another number in one of its arrays."""
    with np.load(file := io.BytesIO(archive)) as data, zipfile.ZipFile(file) as packed:
        arrays, comment = dict(data), packed.comment
    name = rng.choice(["header", *arrays]) if "header" in arrays else rng.choice(list(arrays))
    array = arrays[name].copy()
    if array.dtype.kind == "U":
        array = np.array(reworded(str(array), rng)) if array.shape == () else array[:-1]
    else:
        array.flat[rng.randrange(array.size)] += 1 if array.size else 0
    np.savez(file := io.BytesIO(), **{**arrays, name: array})
    with zipfile.ZipFile(file, "a") as packed:
        packed.comment = comment
    return file.getvalue()


def reworded(text: str, rng: random.Random) -> str:
    """A text with another letter or digit somewhere."""
    place = rng.choice([k for k, sign in enumerate(text) if sign.isalnum()])
    kind = "0123456789" if text[place].isdigit() else "abcdefghijklmnopqrstuvwxyz"
    return text[:place] + rng.choice(kind.replace(text[place], "")) + text[place + 1 :]


DAMAGE = (bits, cut_off, zeros, of_another, header)


def outcome(one: Saved, path: Path, known: set[bytes], told: Callable[[], str]) -> str:
    """What becomes of a damaged file; every message is one line that names it."""
    refusal = ""
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            found = one.read(path)
    except mb.FileError as problem:
        refusal, found = str(problem), b""
    assert not warned
    said = told() + refusal
    assert not said or (path.name in said and "\n" not in said.rstrip("\n")), said
    if refusal:
        return "refused"
    if found == one.found:
        return "set aside, run again" if said else "as it was saved"
    assert not said
    if found in known:
        return "another file, as it was saved"
    assert one.read is scenario, f"{path.name} is misread"
    assert says(path, found), f"{path.name} does not say what is read"
    return "says something else"


def says(path: Path, found: bytes) -> bool:
    """Whether a text says what was read of it; text has no checksum, for people write it by hand."""
    said = (json.loads if path.suffix == ".json" else tomllib.loads)(path.read_text("utf-8"))
    names = {key: session.get("name", key) for key, session in said["sessions"].items()}
    said["sessions"] = {names[key]: session for key, session in said["sessions"].items()}
    for phase in said["plan"]:  # a plan calls a session by its heading; it is saved under its name
        phase["session"] = names[phase["session"]]
    return not [*differences(said, json.loads(found))]


def differences(said: Any, found: Any, where: str = "") -> Iterator[str]:
    """Where what stands in a text is not what was found."""
    if isinstance(said, dict) and isinstance(found, dict):
        for key in said:
            yield from differences(said[key], found.get(key), f"{where}.{key}")
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for k, pair in enumerate(zip(said, found, strict=True)):
            yield from differences(*pair, f"{where}[{k}]")
    elif said != found:
        yield f"{where}: {said!r} is read as {found!r}"


@pytest.mark.slow
def test_a_thousand_damaged_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = [(path, read) for path, read in write(tmp_path)]
    saved = [Saved(path.name, path.read_bytes(), read, read(path)) for path, read in written]
    contents = [one.content for one in saved]
    known = {read: {one.found for one in saved if one.read is read} for _, read in written}
    rng, counts = random.Random(SEED), Counter[tuple[str, str, str]]()
    capsys.readouterr()
    for number in range(FILES):
        one, damage = saved[number % len(saved)], DAMAGE[number // len(saved) % len(DAMAGE)]
        while (content := damage(one, contents, rng)) == one.content:
            pass
        (folder := tmp_path / f"{number}").mkdir()
        (path := folder / one.name).write_bytes(content)
        end = outcome(one, path, known[one.read], lambda: capsys.readouterr().err)
        counts["checkpoint" if one.read is developed else one.name, damage.__name__, end] += 1
    with capsys.disabled():
        print(f"\n{FILES} damaged files, seed {SEED}")
        for key, count in sorted(counts.items()):
            print(f"{count:4d}  {', '.join(key)}")
    sure = {what for what, _, end in counts if end in ("refused", "set aside, run again")}
    assert len(sure) == len(saved)
