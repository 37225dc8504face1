"""What is saved is read back with everything, goes on identically, and is refused when it is damaged."""

from __future__ import annotations

import dataclasses
import gc
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.result import files

PAIR = mb.pair("hip-flexors-gluteus-maximus")
DESK = mb.Lifestyle.office(hours=8, stress=0.6)
PLAN = mb.Plan(mb.PIR(), 3, 1, where="home", adherence=mb.Habit(0.9, 0.5))


def test_a_person_with_activities_a_pair_and_numbers_of_their_own_goes_on_from_the_file(tmp_path):
    own = dataclasses.replace(PAIR, name="mine").with_activity("desk", mb.Exposure(angle=30))
    own = own.with_({"agonist.max_isometric_force": 2000})
    person = mb.develop(own, DESK, days=5, parameters={"length_time": 6})
    result = mb.simulate(person, PLAN, DESK, events=[mb.Event.trauma(2)])
    mb.save(result, tmp_path / "r.npz")
    read = mb.load(tmp_path / "r.npz")
    assert str(read) == str(result)
    assert read.provenance == dict(result.provenance)
    assert read.person.pair == own
    for again in (mb.simulate(read.person, PLAN, DESK, events=[mb.Event.trauma(2)]), read):
        np.testing.assert_array_equal(again.states, result.states)
    after, before = (mb.simulate(one.final, None, DESK, weeks=1).states for one in (read, result))
    np.testing.assert_array_equal(after, before)


def test_trials_and_fits_are_read_back(tmp_path):
    people = mb.Cohort.sample(PAIR, n=4, seed=1).develop(days=2, progress=False)
    trial = mb.trial(people, {"PIR": PLAN, "none": None}, DESK, weeks=1, progress=False)
    mb.save(trial, tmp_path / "t.npz")
    assert str(mb.load(tmp_path / "t.npz")) == str(trial)
    seen = pd.DataFrame({"day": [0, 7], "measurement": "pain", "value": [1.0, 2.0]})
    fit = mb.fit(seen, PAIR, PLAN, lifestyle=DESK, free=["pain_half"], sampler="none", progress=False)
    mb.save(fit, tmp_path / "f.npz")
    read = mb.load(tmp_path / "f.npz")
    assert str(read) == str(fit)
    assert read.parameters == fit.parameters


def test_what_is_empty_stays_what_it_is(tmp_path):
    result = mb.simulate(mb.healthy(PAIR), None, DESK, days=1)
    mb.save(result, tmp_path / "r.npz")
    read = mb.load(tmp_path / "r.npz").provenance
    assert (read["changed"], read["events"]) == ({}, [])
    assert read == dict(result.provenance)


def test_netcdf_holds_the_whole_result(tmp_path):
    pytest.importorskip("h5netcdf")
    result = mb.simulate(mb.healthy(PAIR), PLAN, DESK)
    mb.save(result, tmp_path / "r.nc")
    np.testing.assert_array_equal(mb.load(tmp_path / "r.nc").states, result.states)


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    result = mb.simulate(mb.healthy(PAIR), PLAN, DESK)
    for path in (tmp_path / "nowhere" / "r.npz", "/proc/r.npz"):
        with pytest.raises(mb.FileError, match=r"cannot be written .*; check the folder"):
            mb.save(result, path)
    (tmp_path / "d.npz").mkdir()
    with pytest.raises(mb.FileError, match="what was there is kept"):
        mb.save(result, tmp_path / "d.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["d.npz"]


@pytest.mark.parametrize("ending", [".npz", ".nc"])
@pytest.mark.parametrize("limit", [0, 1, 100, 2000, 9000])
def test_a_full_disk_leaves_the_old_file_and_the_process(tmp_path, developed, files_up_to, ending, limit):
    if ending == ".nc":
        pytest.importorskip("h5netcdf")
    path = tmp_path / f"r{ending}"
    mb.save(developed.history, path)
    before = path.read_bytes()
    assert len(before) > limit
    with files_up_to(limit), pytest.raises(mb.FileError, match=r"\(File too large\); what was there is kept"):
        mb.save(developed.history, path)
    gc.collect()  # what the error held goes quietly
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "r.npz"
    mb.save(mb.simulate(mb.healthy(PAIR), PLAN, DESK, store="segments"), path)
    return path.read_bytes()


def refused_or_read(path) -> bool:
    try:
        mb.load(path)
    except MusclebalanceError as error:
        told = str(error)
        assert path.name in told
        return True
    return False


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_bytes_are_refused_or_make_no_difference(saved, tmp_path, data):
    raw = bytearray(saved)
    at = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        raw[at] ^= data.draw(st.integers(1, 255))
    else:
        del raw[at:]
    path = tmp_path / "damaged.npz"
    path.write_bytes(bytes(raw))
    refused_or_read(path)


def opened(raw: bytes) -> tuple[str, list[np.ndarray]]:
    """Header and arrays of a saved file."""
    with np.load(io.BytesIO(raw)) as archive:
        return str(archive["header"]), [archive[f"a{k}"] for k in range(len(archive.files) - 2)]


def write(path, header: str, arrays) -> None:
    """A file of these, sealed as if the library had written it."""
    digest = files._digest(header, arrays)
    named = {f"a{k}": array for k, array in enumerate(arrays)}
    np.savez(path, header=np.array(header), digest=np.array(digest), **named)


def test_what_was_changed_since_it_was_saved_is_refused(saved, tmp_path):
    header, arrays = opened(saved)
    with np.load(io.BytesIO(saved)) as archive:
        whole = {name: archive[name] for name in archive.files}
    edits = [("header", np.array(header.replace("hip", "hop", 1)))]
    for name in [f"a{k}" for k in range(len(arrays))]:
        array = whole[name]
        edits += [
            (name, array * 0),
            (name, array[::-1]),
            (name, array + array.dtype.type(1)),
            (name, array[:-1]),
        ]
    for name, edit in edits:
        same = np.array_equal(edit, whole[name])
        np.savez(tmp_path / "edited.npz", **{**whole, name: edit})
        assert refused_or_read(tmp_path / "edited.npz") != same, name
    np.savez(tmp_path / "same.npz", **whole)
    assert not refused_or_read(tmp_path / "same.npz")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_edited_header_is_refused_unless_it_says_the_same(saved, tmp_path, data):
    text, arrays = opened(saved)
    header = json.loads(text)
    place = header
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 5)) == 0:
            place[key] = data.draw(JUNK)
            break
        place = place[key]
    path = tmp_path / "edited.npz"
    write(path, json.dumps(header), arrays)
    refused_or_read(path)


def test_arrays_that_do_not_fit_are_refused(saved, tmp_path):
    header, arrays = opened(saved)
    path = tmp_path / "edited.npz"
    for k, array in enumerate(arrays):
        for damage in (array[:-1], array.astype(complex), array * np.nan, array[None]):
            write(path, header, [*arrays[:k], damage, *arrays[k + 1 :]])
            assert refused_or_read(path), k


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1e6)
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", bytes(2_000_000))
    with pytest.raises(mb.FileError, match=r"unpacks to more than 0.001 GB"):
        mb.load(path)


def test_a_header_of_any_length_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_HEADER", 1e6)
    np.savez_compressed(tmp_path / "long.npz", header=np.array("x" * 1_000_000))
    with pytest.raises(mb.FileError, match="header of more than 1 MB"):
        mb.load(tmp_path / "long.npz")
