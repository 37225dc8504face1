"""Cohorts on disk: what is kept, reopened, refused."""

from concurrent.futures import Future

import numpy as np
import pytest

from musclebalance.core.errors import FileError, MusclebalanceError, UnknownNameError
from musclebalance.engine import Interrupted, integrate, reopen, stream


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
