"""Compiled kernels on disk: only what this user wrote is run; without a place, it goes on."""

import ctypes
import errno
import hashlib
import hmac
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import pytest

from musclebalance.core.errors import MusclebalanceError
from musclebalance.engine import integrate, jit, kernel, store

pytestmark = pytest.mark.skipif(jit.missing() != "", reason="no compiler here")
posix = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives a file away")


@pytest.fixture(scope="module")
def compile_once():
    """The compiler, which remembers: what is tested here is what becomes of its code."""
    return cache(kernel._machine().compile)


@pytest.fixture
def answer(fresh, program, toy, capsys, monkeypatch, compile_once):
    """Compute as a new process would; the final states, and what is said."""
    monkeypatch.setattr(jit.Machine, "child", lambda self: nullcontext())
    monkeypatch.setattr(jit, "compile_in", lambda child, text: compile_once(text))

    def compute():
        kernel._KERNELS.clear()
        capsys.readouterr()
        solution = integrate(program, toy.PARAMS, program.rest, toy.course(), on_error="return")
        return solution.final.tobytes(), capsys.readouterr().err

    return compute


@pytest.fixture
def kept(fresh, answer):
    """The kernel on disk, and the states it gives."""
    states, said = answer()
    assert "not kept" not in said
    assert answer() == (states, "")
    (path,) = fresh.glob("*.kernel")
    return path, states


@pytest.fixture
def planted(kept):
    """Layout and code of a kernel that does something else, and what tells that it was run."""
    ran = ctypes.c_int64(0)
    place = f"inttoptr (i64 {ctypes.addressof(ran)} to ptr)"
    text = f"define void @advance(ptr %p) {{\n store i64 1, ptr {place}\n ret void\n}}"
    head = kept[0].read_bytes()[store.SEAL :].split(b"\n", 1)[0]
    return head + b"\n" + kernel._machine().compile(text), ran


def sealed(path, code, name=None, key=None):
    return store._seal(key or (path.parent / "key").read_bytes(), name or path.stem, code) + code


def test_a_planted_kernel_would_be_seen_to_run(kept, planted, answer):
    path, _ = kept
    path.write_bytes(sealed(path, planted[0]))
    answer()
    assert planted[1].value == 1


def another_key(path, code):
    path.write_bytes(sealed(path, code, key=b"k" * store.SEAL))


def checksum_only(path, code):
    path.write_bytes(hashlib.sha256(code).digest() + code)


def seal_without_name(path, code):
    path.write_bytes(hmac.digest((path.parent / "key").read_bytes(), code, "sha256") + code)


def another_kernels_name(path, code):
    path.write_bytes(sealed(path, code, name="0" * len(path.stem)))


def key_taken_away(path, code):
    another_key(path, code)
    (path.parent / "key").unlink()


def open_to_others(path, code):
    path.write_bytes(sealed(path, code))
    path.chmod(0o666)


def open_to_the_group(path, code):
    path.write_bytes(sealed(path, code))
    path.chmod(0o660)


def of_another_user(path, code):
    path.write_bytes(sealed(path, code))
    os.chown(path, 65534, 65534)


def a_link(path, code):
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.write_bytes(sealed(path, code))
    elsewhere.chmod(0o600)
    path.unlink()
    path.symlink_to(elsewhere)


def a_pipe(path, code):
    path.unlink()
    os.mkfifo(path, 0o600)


def cut_short(path, code):
    path.write_bytes(path.read_bytes()[:2000])


def shorter_than_a_seal(path, code):
    path.write_bytes(path.read_bytes()[:10])


def empty(path, code):
    path.write_bytes(b"")


def one_bit(path, code):
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


PLANTS = [another_key, checksum_only, seal_without_name, another_kernels_name, key_taken_away]
HARM = [cut_short, shorter_than_a_seal, empty, one_bit]
POSIX_PLANTS = [open_to_others, open_to_the_group, a_link, a_pipe]


@pytest.mark.parametrize(
    "plant",
    [
        *PLANTS,
        *HARM,
        *(pytest.param(plant, marks=posix) for plant in POSIX_PLANTS),
        pytest.param(of_another_user, marks=root),
    ],
    ids=lambda plant: plant.__name__,
)
def test_a_kernel_that_cannot_be_trusted_is_named_and_compiled_again(kept, planted, answer, fresh, plant):
    (path, states), (code, ran) = kept, planted
    plant(path, code)
    again, said = answer()
    assert (again, ran.value) == (states, 0)
    refused, compiled = said.splitlines()
    assert refused.startswith(f"musclebalance: {path}: ")
    assert refused.endswith("; compiled again.")
    assert "compiling this model" in compiled
    assert "not kept" not in compiled
    assert not path.is_symlink()
    assert answer() == (states, "")
    assert sorted(p.name for p in fresh.iterdir()) == sorted([path.name, "key"])


@posix
def test_folder_and_files_are_the_users_alone_whatever_the_umask(fresh, answer):
    before = os.umask(0)
    try:
        answer()
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in fresh.iterdir()}
    assert (stat.S_IMODE(fresh.stat().st_mode), modes) == (0o700, {0o600})


def folder_open(folder, monkeypatch):
    folder.chmod(0o777)
    return "is open to others (mode 0777)"


def folder_of_another(folder, monkeypatch):
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    return f"belongs to user {user}"


def folder_is_a_link(folder, monkeypatch):
    folder.rename(folder.with_name("real"))
    folder.symlink_to(folder.with_name("real"))
    return "is a link"


@posix
@pytest.mark.parametrize("make", [folder_open, folder_of_another, folder_is_a_link])
def test_from_a_folder_that_cannot_be_trusted_nothing_is_read_and_into_it_nothing_written(
    kept, planted, answer, fresh, monkeypatch, make
):
    (path, states), (code, ran) = kept, planted
    path.write_bytes(sealed(path, code))
    why, before = make(fresh, monkeypatch), path.read_bytes()
    again, said = answer()
    assert (again, ran.value) == (states, 0)
    assert said.count("\n") == 1
    assert f"(not kept: {fresh}: {why}" in said
    assert path.read_bytes() == before
    assert len(list(fresh.iterdir())) == 2


def key_short(key):
    key.write_bytes(b"short")


def key_open(key):
    key.chmod(0o644)


def key_link(key):
    key.rename(key.parent.parent / "elsewhere")
    key.symlink_to(key.parent.parent / "elsewhere")


@pytest.mark.parametrize(
    "spoil", [key_short, pytest.param(key_open, marks=posix), pytest.param(key_link, marks=posix)]
)
def test_a_key_that_others_may_know_is_made_anew_and_what_it_sealed_is_not_run(
    kept, planted, answer, fresh, spoil
):
    (path, states), (code, ran), key = kept, planted, fresh / "key"
    path.write_bytes(sealed(path, code))
    before = key.read_bytes()
    spoil(key)
    again, said = answer()
    assert (again, ran.value) == (states, 0)
    assert f"musclebalance: {key}: " in said
    assert said.count("\n") == 3
    assert key.read_bytes() != before
    assert len(key.read_bytes()) == store.SEAL
    assert answer() == (states, "")


def test_processes_that_begin_together_agree_on_one_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(store._key, [tmp_path] * 64))
    assert keys == {(tmp_path / "key").read_bytes()}
    assert os.listdir(tmp_path) == ["key"]


def fail(number):
    def failing(*arguments, **options):
        raise OSError(number, os.strerror(number))

    return failing


@pytest.mark.parametrize(
    ("place", "name", "number"),
    [
        (os, "replace", errno.EACCES),
        (os, "link", errno.ENOTSUP),
        (store.tempfile, "mkstemp", errno.EROFS),
        (store, "open", errno.ENOSPC),
        (Path, "mkdir", errno.ENOSPC),
    ],
    ids=lambda part: str(part) if isinstance(part, str) else "",
)
def test_where_nothing_can_be_kept_the_answer_comes_and_nothing_is_left(
    fresh, answer, monkeypatch, place, name, number
):
    with monkeypatch.context() as patch:
        patch.setattr(place, name, fail(number), raising=False)
        states, said = answer()
    assert said.count("\n") == 1
    assert f"(not kept: {fresh}: {os.strerror(number)})" in said
    assert {p.name for p in fresh.glob("*")} <= {"key"}
    assert answer()[0] == states


@pytest.mark.parametrize("where", ["a file", "below a file", "name too long"])
def test_a_place_that_cannot_be_a_folder(answer, monkeypatch, tmp_path, where):
    there = {"a file": "f", "below a file": "f/folder", "name too long": "x" * 5000}[where]
    (tmp_path / "f").write_text("mine")
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / there))
    assert "(not kept: " in answer()[1]
    assert (tmp_path / "f").read_text() == "mine"


def test_a_full_folder_leaves_no_part(kept, answer, fresh, monkeypatch):
    path, states = kept
    path.unlink()
    path.mkdir()
    again, said = answer()
    assert again == states
    assert said.count("\n") == 2
    assert sorted(p.name for p in fresh.iterdir()) == sorted([path.name, "key"])


@pytest.fixture
def nobody(monkeypatch):
    """A user without a home folder and without an entry in the list of users."""
    pwd = pytest.importorskip("pwd")

    def unknown(user):
        raise KeyError(user)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in (store.VARIABLE, "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(store.sys, "platform", "linux")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"HOME": "/h"}, "/h/.cache/musclebalance"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/musclebalance"),
        ({"HOME": "/h", "XDG_CACHE_HOME": ""}, "/h/.cache/musclebalance"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "x/y"}, "/h/.cache/musclebalance"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "."}, "/h/.cache/musclebalance"),
        ({"HOME": "/h", "MUSCLEBALANCE_CACHE": "/m"}, "/m"),
        ({"HOME": "/h", "MUSCLEBALANCE_CACHE": ""}, "/h/.cache/musclebalance"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/musclebalance"),
        ({"MUSCLEBALANCE_CACHE": "/m"}, "/m"),
        ({"HOME": "h"}, None),
        ({"XDG_CACHE_HOME": "x"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_where_kernels_are_kept(nobody, monkeypatch, given, expected):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert store.directory() == (None if expected is None else Path(expected))


@pytest.mark.parametrize("given", ["rel", "./x", "~/x", " /x"])
def test_a_place_given_by_half_is_refused(answer, monkeypatch, given, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(store.VARIABLE, given)
    with pytest.raises(MusclebalanceError, match=rf"^{store.VARIABLE} '{given}' is no absolute path; .*\.$"):
        answer()
    assert not list(tmp_path.iterdir())


def test_without_a_home_the_answer_comes_and_nothing_is_written(fresh, nobody, answer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (states, said), (again, said_again) = answer(), answer()
    assert states == again
    assert said.count("\n") == said_again.count("\n") == 1
    assert f"(not kept: this user has no home folder; {store.VARIABLE} can name a place)" in said
    assert not list(tmp_path.iterdir())
