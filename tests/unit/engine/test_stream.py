"""Cohorts on disk: what is kept, reopened, refused."""

import json
import random
import shutil
import sys
from concurrent.futures import Future

import numpy as np
import pytest

from musclebalance.core.errors import FileError, MusclebalanceError, UnknownNameError
from musclebalance.engine import Interrupted, checkpoint, integrate, reopen, stream


@pytest.fixture(scope="module")
def course(toy):
    return toy.course(days=1)


def supplier(people):
    params, y0 = people
    return lambda first, last: (params[first:last], y0[first:last])


@pytest.mark.nocompiler
def test_streamed_and_reopened_like_in_memory(tmp_path, program, people, course):
    whole = integrate(program, *people, course)
    stream(program, supplier(people), 21, course, tmp_path, block=6)
    found = reopen(tmp_path)
    assert found.complete
    assert found.firsts == (0, 6, 12, 18)
    assert (found.times == course.ends).all()
    assert found.names == program.state_names
    assert (found.status == 0).all()
    for first, values in found.blocks():
        assert values.tobytes() == whole.states[first : first + 6].tobytes()


def test_nothing_is_read_before_it_is_asked_for(tmp_path, program, people, course):
    stream(program, supplier(people), 21, course, tmp_path, block=6)
    found = reopen(tmp_path)
    blocks = found.blocks()
    next(blocks)
    for path in tmp_path.glob("*-*.npz"):
        path.write_bytes(b"cut off")
    assert found.complete
    with pytest.raises(FileError, match="is damaged"):
        next(blocks)


def test_named_quantities_and_chosen_ends(tmp_path, program, people, course):
    found = stream(
        program,
        supplier(people),
        21,
        course,
        tmp_path,
        names=["strain_left", "tone_right"],
        store=[2, 8],
        block=8,
    )
    whole = integrate(program, *people, course, store=[2, 8])
    inputs = course.table[course.rows[[2, 8]]]
    wanted = program.evaluate(["strain_left"], whole.states, people[0][:, None, :], inputs)["strain_left"]
    assert found["strain_left"].shape == (21, 2)
    assert (found["strain_left"] == wanted).all()
    with pytest.raises(UnknownNameError, match="Did you mean 'tone_right'"):
        found["tone_rigt"]
    with pytest.raises(UnknownNameError, match="No state or quantity 'strain'"):
        stream(program, supplier(people), 21, course, tmp_path / "other", names=["strain"])


def test_other_people_are_done_again_other_plans_refused(tmp_path, program, people, course):
    stream(program, supplier(people), 21, course, tmp_path, block=8, store=[8])
    changed = (people[0] * 1.01, people[1])
    found = stream(program, supplier(changed), 21, course, tmp_path, block=8, store=[8])
    whole = integrate(program, *changed, course, store=[8])
    assert (found["slack_left"][:, 0] == whole.states[:, 0, program.state_names.index("slack_left")]).all()
    assert len(list(tmp_path.glob("*.npz"))) == 3  # of these people only
    with pytest.raises(MusclebalanceError, match="another plan"):
        stream(program, supplier(people), 21, course, tmp_path, block=8, store=[8], tol=1e-5)


@pytest.mark.parametrize("damage", [lambda whole: b"cut off", lambda whole: whole[:2000], lambda whole: b""])
def test_a_damaged_block_is_done_again(tmp_path, program, people, course, damage, capsys):
    found = stream(program, supplier(people), 21, course, tmp_path, block=8)
    wanted = found.values(8).tobytes()
    (path,) = tmp_path.glob("000000008-*.npz")
    path.write_bytes(damage(path.read_bytes()))
    again = stream(program, supplier(people), 21, course, tmp_path, block=8)
    assert "is damaged" in capsys.readouterr().err
    assert again.values(8).tobytes() == wanted
    assert again.complete


class Stopping:
    """Runs blocks at once, and is stopped by the user at the fourth."""

    count = 0

    def submit(self, function, /, *args):
        self.count += 1
        if self.count == 4:
            raise KeyboardInterrupt
        future = Future()
        future.set_result(function(*args))
        return future


def test_ctrl_c_leaves_whole_blocks_and_the_next_call_goes_on(tmp_path, program, people, course, monkeypatch):
    monkeypatch.setattr("musclebalance.engine.executor.workers", lambda: 1)  # three blocks under way
    whole = integrate(program, *people, course)
    with pytest.raises(Interrupted) as stop:
        stream(program, supplier(people), 21, course, tmp_path, block=3, executor=Stopping())
    partial = reopen(tmp_path)
    assert stop.value.partial.firsts == partial.firsts == (0, 3, 6)
    assert partial.values(6).tobytes() == whole.states[6:9].tobytes()
    assert np.isnan(partial["position"][9:]).all()
    (path,) = tmp_path.glob("000000000-*.npz")
    before = path.stat().st_mtime_ns
    monkeypatch.undo()
    done = stream(program, supplier(people), 21, course, tmp_path, block=3)
    assert done.complete
    assert np.concatenate([v for _, v in done.blocks()]).tobytes() == whole.states.tobytes()
    assert path.stat().st_mtime_ns == before


def test_missing_blocks_read_as_nan(tmp_path, program, people, course):
    stream(program, supplier(people), 21, course, tmp_path, block=8, store=[8])
    next(tmp_path.glob("000000008-*.npz")).unlink()
    found = reopen(tmp_path)
    assert not found.complete
    assert np.isnan(found["position"][8:16]).all()
    assert np.isfinite(found["position"][16:]).all()
    assert (found.status[8:16] == 4).all()


def test_nothing_there(tmp_path):
    with pytest.raises(FileError, match=r"plan\.json: no stored cohort here"):
        reopen(tmp_path)


def again(folder, program, people, course):
    return stream(program, supplier(people), 21, course, folder, block=6, store=[4, 8], progress=False)


def test_a_bit_anywhere_in_any_file_changes_no_number(tmp_path, program, people, course, capsys):
    """Blocks are set aside and run again; a damaged plan is told in a sentence, opened or resumed."""
    whole, rng = tmp_path / "whole", random.Random(3)
    wanted = again(whole, program, people, course)["position"].tobytes()
    for path in sorted(whole.iterdir()):
        for round_ in range(6):
            folder = tmp_path / f"{path.name}-{round_}"
            shutil.copytree(whole, folder)
            content = bytearray(path.read_bytes())
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
            (folder / path.name).write_bytes(content)
            if path.suffix == ".json":
                refused = pytest.raises(
                    FileError, match=r"plan\.json: is damaged: delete it and run the same"
                )
                with refused:
                    reopen(folder)
                with refused:
                    again(folder, program, people, course)
                (folder / path.name).unlink()
            else:
                with pytest.raises(
                    FileError, match=f"{path.name}: is damaged .*: run the same `stream` again"
                ):
                    reopen(folder)["position"]
                with pytest.raises(FileError, match="is damaged"):
                    _ = reopen(folder).status
            assert again(folder, program, people, course)["position"].tobytes() == wanted
            told = capsys.readouterr().err.splitlines()
            assert len(told) == (path.suffix == ".npz")
            assert reopen(folder)["position"].tobytes() == wanted


PLANS = [
    "",
    "{",
    "[]",
    "null",
    "3",
    "{}",
    '{"people": 3}',
    "[" * 99_999,
    "\xff\xfe{",
]


@pytest.mark.parametrize("text", PLANS, ids=range(len(PLANS)))
def test_a_plan_that_is_none_is_told_in_a_sentence(tmp_path, program, people, course, text):
    again(tmp_path, program, people, course)
    (tmp_path / "plan.json").write_text(text, encoding="latin-1")
    for use in (lambda: reopen(tmp_path), lambda: again(tmp_path, program, people, course)):
        with pytest.raises(FileError, match=r"plan\.json: is damaged") as stop:
            use()
        assert "\n" not in str(stop.value)


def test_a_plan_that_somebody_has_changed_is_not_followed(tmp_path, program, people, course):
    again(tmp_path, program, people, course)
    plan = json.loads((tmp_path / "plan.json").read_text())
    for name, value in {"people": 10**6, "block": 0, "names": 3, "times": "x", "digest": ""}.items():
        (tmp_path / "plan.json").write_text(json.dumps({**plan, name: value}))
        with pytest.raises(FileError, match="is damaged"):
            reopen(tmp_path)


CHANGES = {
    "one person short": lambda a: {name: array[:-1] for name, array in a.items()},
    "not finished": lambda a: {**a, "status": np.full_like(a["status"], 4)},
    "no values": lambda a: {name: array for name, array in a.items() if name != "values"},
    "no status": lambda a: {name: array for name, array in a.items() if name != "status"},
    "other times": lambda a: {**a, "values": a["values"][:, 1:]},
    "other numbers": lambda a: {**a, "values": a["values"].astype(np.float32)},
    "more": lambda a: {**a, "more": np.zeros(2)},
    "no end": lambda a: {**a, "final": a["final"] * np.nan},
}


@pytest.mark.parametrize("kind", CHANGES)
def test_arrays_that_cannot_be_of_a_block_are_run_again(tmp_path, program, people, course, kind, capsys):
    found = again(tmp_path, program, people, course)
    wanted = found["position"].tobytes()
    for path in found.files().values():
        block = type("Named", (), {"digest": path.stem})
        changed = CHANGES[kind](checkpoint.load(path))
        checkpoint.Folder(tmp_path, lambda block, found: "").write(block, changed)
        if kind.startswith(("one", "no values", "other")):
            with pytest.raises(FileError, match="is damaged"):
                reopen(tmp_path)["position"]
        assert again(tmp_path, program, people, course)["position"].tobytes() == wanted
        told = capsys.readouterr().err
        assert told.startswith(f"musclebalance: {path} is damaged (")
        assert told.count("\n") == 1


def test_files_of_others_in_the_folder_are_let_be(tmp_path, program, people, course, capsys):
    """Other names are nobody's business; a block of other people is never read as one of these."""
    wanted = again(tmp_path, program, people, course)["position"].tobytes()
    for name in ("my-notes.npz", ".000000006-x.npz", "000000006-0.npz", "thesis.txt"):
        (tmp_path / name).write_bytes(b"mine")
    block = type("Named", (), {"digest": "000000006-" + "f" * 32})
    (path,) = tmp_path.glob("000000006-[0-9a-f][0-9a-f]*.npz")
    folder = checkpoint.Folder(tmp_path, lambda block, found: "")
    folder.write(block, {**checkpoint.load(path), "values": np.zeros((6, 2, len(program.state_names)))})
    found = again(tmp_path, program, people, course)
    assert found["position"].tobytes() == wanted == reopen(tmp_path)["position"].tobytes()
    assert found.firsts == (0, 6, 12, 18)
    assert f"000000006-{'f' * 32}.npz is of other people; it is kept as" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_bytes() == (tmp_path / "my-notes.npz").read_bytes() == b"mine"


def test_blocks_of_another_version_are_not_used(tmp_path, program, people, course, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(sys.modules["musclebalance.engine.stream"], "origin", lambda: ("older",))
        again(tmp_path, program, people, course)
    with pytest.raises(MusclebalanceError, match="or another version of this library"):
        again(tmp_path, program, people, course)
