"""Folders of finished blocks: whatever happens to a file, its block is run again and nobody is lost."""

from __future__ import annotations

import io
import itertools
import os
import random
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musclebalance.core.errors import EngineError, FileError
from musclebalance.engine import checkpoint, executor
from musclebalance.engine.naming import digest

PEOPLE, SIZE = 23, 5


@dataclass(frozen=True, eq=False)
class Block:
    """Some people whose numbers are quickly made; person 7 cannot be integrated."""

    numbers: np.ndarray

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, who: slice) -> Block:
        return Block(self.numbers[who])

    @property
    def digest(self) -> str:
        return digest(self)

    @property
    def shapes(self) -> checkpoint.Shapes:
        return {"path": (np.float64, (4, 2)), "final": (np.float64, (2,)), "doses": (np.int64, ())}


def work(block: Block) -> checkpoint.Arrays:
    if (block.numbers == 7).any():
        raise EngineError("person 0, segment 3: stopped.")
    path = np.sin(np.arange(8.0).reshape(4, 2) + block.numbers[:, None, None])
    return {"path": path, "final": path[:, -1].copy(), "doses": block.numbers**2}


def blocks() -> list[Block]:
    return [Block(np.arange(k, min(k + SIZE, PEOPLE))) for k in range(0, PEOPLE, SIZE)]


def run(folder: Path, work: Callable[[Any], Any] = work) -> bytes:
    """Everything that is found, as bytes."""
    found = executor.gather(work, blocks(), checkpoint=folder, progress=False)
    assert len(found.kept) == PEOPLE - 1
    assert found.stopped == ("person 7, segment 3: stopped.",)
    return b"".join(array.tobytes() for _, array in sorted({**found.arrays, "kept": found.kept}.items()))


def never(block: Block) -> checkpoint.Arrays:
    raise AssertionError("a block that is there is run again")


def bits_flipped(content: bytes, rng: random.Random) -> bytes:
    flipped = bytearray(content)
    flipped[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def zeroed(content: bytes, rng: random.Random) -> bytes:
    """A sector of a disk that reads as zeros."""
    first = rng.randrange(len(content) - 64)
    return content[:first] + bytes(64) + content[first + 64 :]


DAMAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "empty": lambda content, rng: b"",
    "cut off": lambda content, rng: content[: rng.randrange(1, len(content))],
    "last byte gone": lambda content, rng: content[:-1],
    "first byte gone": lambda content, rng: content[1:],
    "longer": lambda content, rng: content + rng.randbytes(rng.randrange(1, 99)),
    "a bit": bits_flipped,
    "a sector": zeroed,
    "noise": lambda content, rng: rng.randbytes(rng.randrange(1, 5000)),
    "words": lambda content, rng: b"hello\n",
    "twice": lambda content, rng: content * 2,
}


def set_aside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if ".damaged" in path.name)


def check_run_again(folder: Path, path: Path, wanted: bytes, told: str) -> str:
    """The numbers are the same, the file stands beside its successor, and one sentence says so."""
    lines = told.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"musclebalance: {path} is damaged ("), lines[0]
    assert "pickle" not in lines[0]
    assert path.is_file()
    assert run(folder, never) == wanted
    assert not list(folder.glob(".*"))
    return lines[0]


@pytest.mark.parametrize("kind", DAMAGE)
def test_every_file_damaged_anywhere_is_set_aside_and_run_again(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted, rng = run(tmp_path), random.Random(kind)
    files = sorted(tmp_path.glob("*.npz"))
    assert len(files) == 5
    for round_ in range(3):
        for path in files:
            damaged = DAMAGE[kind](path.read_bytes(), rng)
            path.write_bytes(damaged)
            assert run(tmp_path) == wanted
            check_run_again(tmp_path, path, wanted, capsys.readouterr().err)
            aside = path.with_name(f"{path.name}.damaged{round_ or ''}")
            assert aside.read_bytes() == damaged
    assert len(set_aside(tmp_path)) == 15


def without_one(found: checkpoint.Arrays) -> checkpoint.Arrays:
    """The last person is not in it; those who stopped are."""
    short = len(found["kept"]) - 1
    return {name: array if name == "stopped" else array[:short] for name, array in found.items()}


CHANGES: dict[str, Callable[[checkpoint.Arrays], checkpoint.Arrays]] = {
    "one person short": without_one,
    "one person twice": lambda a: {**a, "kept": a["kept"][[0, *range(len(a["kept"]) - 1)]]},
    "another order": lambda a: {**a, "kept": a["kept"][::-1]},
    "people by name": lambda a: {**a, "kept": a["kept"].astype(str)},
    "one stopped as well": lambda a: {**a, "stopped": np.array([*a["stopped"], "person 99, stopped"])},
    "a table of people": lambda a: {**a, "kept": a["kept"][:, None]},
    "nothing": lambda a: {},
    "something else": lambda a: {**a, "more": np.zeros(3)},
    "objects": lambda a: {**a, "final": np.array([None] * len(a["kept"]))},
    **{
        f"{name} {how}": lambda a, name=name, change=change: {**a, name: change(a[name])}
        for name in ("path", "final")
        for how, change in {
            "shorter": lambda v: v[:-1],
            "flat": np.ravel,
            "single": lambda v: v.astype(np.float32),
            "big-endian": lambda v: v.astype(">f8"),
            "complex": lambda v: v + 0j,
            "NaN": lambda v: np.where(v == v.max(), np.nan, v),
            "infinite": lambda v: np.where(v == v.max(), np.inf, v),
        }.items()
    },
    **{
        f"no {name}": lambda a, name=name: {n: v for n, v in a.items() if n != name}
        for name in ("path", "final", "doses", "kept", "stopped")
    },
}


@pytest.mark.parametrize("kind", CHANGES)
def test_arrays_that_cannot_be_of_a_block_are_set_aside_whoever_wrote_them(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The checksum is right; what it is of is not what was asked for."""
    wanted, folder = run(tmp_path), checkpoint.Folder(tmp_path, lambda block, found: "")
    for block in blocks():
        path = tmp_path / f"{block.digest}.npz"
        folder.write(block, CHANGES[kind](checkpoint.load(path)))
        assert run(tmp_path) == wanted
        check_run_again(tmp_path, path, wanted, capsys.readouterr().err)


def marked(name: str, content: bytes) -> bytes:
    """Any archive with the checksum of a block."""
    body = content[:-2] + checkpoint.MARK.to_bytes(2, "little")
    return body + checkpoint._checksum(name, body)


def archives() -> Iterator[tuple[str, bytes]]:
    packed, bomb, pickled = io.BytesIO(), io.BytesIO(), io.BytesIO()
    np.savez_compressed(packed, **work(Block(np.arange(5))))
    np.savez_compressed(bomb, path=np.zeros(10**7))
    np.savez(pickled, path=np.array([{}], dtype=object))
    yield "compressed", packed.getvalue()
    yield "a bomb", bomb.getvalue()
    yield "pickled", pickled.getvalue()
    yield "no archive", b"nonsense" * 40
    yield "a list of nothing", b"PK\5\6" + bytes(18)


@pytest.mark.parametrize(
    ("kind", "content"), [*archives()], ids=lambda one: one if isinstance(one, str) else ""
)
def test_archives_of_strangers_are_set_aside(
    tmp_path: Path, kind: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = run(tmp_path)
    for path in sorted(tmp_path.glob("*.npz")):
        path.write_bytes(marked(path.stem, content))
        assert run(tmp_path) == wanted
        check_run_again(tmp_path, path, wanted, capsys.readouterr().err)


def test_a_block_under_the_name_of_another_is_set_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted, files = run(tmp_path), sorted(tmp_path.glob("*.npz"))
    for path, other in itertools.pairwise(files):
        path.write_bytes(other.read_bytes())
        assert run(tmp_path) == wanted
        check_run_again(tmp_path, path, wanted, capsys.readouterr().err)


def test_what_is_no_file_is_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted, (first, second, *_) = run(tmp_path), sorted(tmp_path.glob("*.npz"))
    first.unlink()
    first.mkdir()
    (first / "notes").write_text("mine")
    assert run(tmp_path) == wanted
    assert "cannot be read: Is a directory" in check_run_again(
        tmp_path, first, wanted, capsys.readouterr().err
    )
    assert (tmp_path / f"{first.name}.damaged" / "notes").read_text() == "mine"
    second.unlink()
    second.symlink_to(tmp_path / "nowhere")
    assert run(tmp_path) == wanted == run(tmp_path, never)
    assert capsys.readouterr().err == ""
    assert not second.is_symlink()


@pytest.mark.parametrize("limit", [0, 1, 1000, 4095])
def test_a_full_disk_is_told_before_any_work(tmp_path: Path, limit: int, files_up_to: Any) -> None:
    with files_up_to(limit), pytest.raises(FileError, match="cannot keep results there") as stop:
        run(tmp_path / "new", never)
    assert str(stop.value).startswith(f"{tmp_path / 'new'}: ")
    assert not list((tmp_path / "new").iterdir())


@pytest.mark.parametrize("limit", [4096, 4097, 5000, 9000])
def test_a_disk_that_fills_up_leaves_whole_files_only(tmp_path: Path, limit: int, files_up_to: Any) -> None:
    def large(block: Block) -> checkpoint.Arrays:
        path = np.full((len(block), 400, 2), 1.0)
        return {"path": path, "final": path[:, 0], "doses": block.numbers}

    with files_up_to(limit), pytest.raises(FileError, match=r"\.npz: cannot be written \(File too large\)"):
        executor.gather(large, blocks(), checkpoint=tmp_path, progress=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", ["file", "file/below", "a\0b", "x" * 300])
def test_a_place_that_takes_no_files_is_told_before_any_work(tmp_path: Path, given: str) -> None:
    (tmp_path / "file").write_text("here already")
    with pytest.raises(FileError, match="cannot keep results there") as stop:
        run(tmp_path / given, never)
    assert "\n" not in str(stop.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read_is_told_before_any_work(tmp_path: Path) -> None:
    run(tmp_path)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FileError, match="cannot keep results there"):
            run(tmp_path, never)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder here that takes no files of anybody")
def test_a_folder_that_takes_no_files_of_anybody_is_told() -> None:
    with pytest.raises(FileError, match="/proc/self: cannot keep results there"):
        run(Path("/proc/self"), never)


def test_what_a_killed_process_left_half_is_taken_away_after_a_day(tmp_path: Path) -> None:
    old, fresh, mine = (tmp_path / name for name in (".a.npz.1.npz", ".b.npz.2.npz", "mine.npz"))
    for path in (old, fresh, mine):
        path.write_bytes(b"half")
    for path in (old, mine):
        os.utime(path, (time.time() - 90_000,) * 2)
    (tmp_path / ".gone.npz").symlink_to(tmp_path / "nowhere")  # as one that is finished while it is looked at
    run(tmp_path)
    assert not old.exists()
    assert fresh.read_bytes() == mine.read_bytes() == b"half"


def test_a_file_is_an_archive_that_numpy_reads(tmp_path: Path) -> None:
    run(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for block in blocks():
            with np.load(tmp_path / f"{block.digest}.npz") as data:
                assert set(data.files) == {*block.shapes, "kept", "stopped"}


def test_many_at_once_in_one_folder_some_of_them_vandals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Runs beside each other, while somebody damages files again and again, find the same numbers."""
    wanted, rng, found, over = run(tmp_path), random.Random(5), list[bytes](), threading.Event()

    def vandal() -> None:
        while not over.is_set():
            for path in sorted(tmp_path.glob("*.npz")):
                path.write_bytes(rng.randbytes(200))
            time.sleep(0.01)

    threads = [threading.Thread(target=lambda: found.extend(run(tmp_path) for _ in range(8))) for _ in "abc"]
    breaking = threading.Thread(target=vandal)
    for thread in (breaking, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    breaking.join()
    assert found == [wanted] * 24
    assert capsys.readouterr().err.count("is damaged") > 5
