"""Adapted muscles in a MuJoCo file: what changes, that nothing else does, and what is refused."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import musclebalance as mb
from tests.unit.exchange.bodies import MJCF

CHANGE = mb.Adaptation(length=0.92, strength=0.8, passive=1.1, slack=0.03)
ALL = {"agonist": ["flexor", "third"], "antagonist": "extensor"}


def attributes(path: Path, name: str) -> dict[str, list[float]]:
    """Numbers of an actuator by attribute, read by another parser."""
    (found,) = [e for e in ET.parse(path).iter() if e.get("name") == name and e.get("tendon")]
    wanted = ("range", "force", "scale", "fpmax", "gainprm", "biasprm", "lengthrange")
    return {key: [float(word) for word in found.attrib[key].split()] for key in wanted if key in found.attrib}


def write(folder: Path, text: str = MJCF, change=CHANGE, names=None) -> tuple[Path, mb.exchange.Changes]:
    (folder / "healthy.xml").write_text(text, "utf-8")
    found = mb.to_mujoco(
        {"agonist": change, "antagonist": change}, model=folder / "healthy.xml",
        names=names or ALL, path=folder / "adapted.xml",
    )  # fmt: skip
    return folder / "adapted.xml", found


def optimal(numbers: list[float], lengthrange: list[float]) -> tuple[float, float]:
    """Optimal length and tendon length that MuJoCo takes from the two ranges."""
    length = (lengthrange[1] - lengthrange[0]) / (numbers[1] - numbers[0])
    return length, lengthrange[0] - numbers[0] * length


def test_the_optimal_length_is_longer_and_the_tendon_as_before(tmp_path: Path) -> None:
    path, _ = write(tmp_path)
    for name, before in (("flexor", [0.8, 1.2]), ("extensor", [0.75, 1.05]), ("third", [0.7, 1.1])):
        after = attributes(path, name)
        numbers = after["gainprm" if name == "third" else "range"][:2]
        old, new = optimal(before, after["lengthrange"]), optimal(numbers, after["lengthrange"])
        assert new[0] == pytest.approx(0.92 * old[0])
        assert new[1] == pytest.approx(old[1] - 0.03 * old[0])


def test_forces_are_what_the_laws_say(tmp_path: Path) -> None:
    path, found = write(tmp_path)
    flexor, extensor, third = (attributes(path, name) for name in ("flexor", "extensor", "third"))
    assert flexor["force"] == pytest.approx([640.0])
    assert flexor["fpmax"] == pytest.approx([1.4 * 1.1 / 0.8])  # of the defaults of all muscles
    assert "scale" not in flexor
    assert extensor["scale"] == pytest.approx([160.0])  # its force is left to MuJoCo
    assert "force" not in extensor
    assert third["gainprm"] == third["biasprm"]
    assert third["gainprm"][2:] == pytest.approx([400, 200, 0.5, 1.6, 1.5, 1.2 * 1.1 / 0.8, 1.2])
    assert {c.muscle for c in found.changes} == {"flexor", "extensor", "third"}


def test_every_other_byte_stays(tmp_path: Path) -> None:
    path, _ = write(tmp_path)
    text = re.sub(r"<!-- musclebalance:.*?-->\n\s*", "", path.read_text("utf-8"))
    added = r' (range|force|scale|fpmax|gainprm|biasprm)="[^"]*"'
    for name in ("flexor", "extensor", "third"):
        (line,) = [one for one in text.splitlines() if f'name="{name}" ' in one and "lengthrange" in one]
        text = text.replace(line, re.sub(added, "", line))
    assert text == MJCF


def test_attributes_are_changed_where_they_stand(tmp_path: Path) -> None:
    own = MJCF.replace('name="extensor"', "force = '500'  range='0.7  1.1' name=\"extensor\"")
    path, _ = write(tmp_path, own)
    line = next(one for one in path.read_text("utf-8").splitlines() if "<muscle force =" in one)
    assert line.startswith("    <muscle force = '400'  range='0.7")
    assert line.count("range=") == 2  # that of the file and lengthrange


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.builds(mb.Adaptation, st.floats(0.5, 1.5), st.floats(0.5, 2), st.floats(0.5, 2), st.floats(-0.2, 0.2))
)
def test_a_written_file_reads_as_its_changes_say(tmp_path: Path, change: mb.Adaptation) -> None:
    path, found = write(tmp_path, change=change, names={"agonist": "flexor"})
    after = attributes(path, "flexor")
    for one in found.changes:
        name, _, place = one.field.partition("[")
        assert after[name][int(place[:1] or 0)] == one.after


def test_factors_of_one_change_nothing(tmp_path: Path) -> None:
    path, found = write(tmp_path, change=mb.Adaptation())
    assert path.read_text("utf-8") == MJCF
    assert not found.changes


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("motor", r"line \d+: 'motor' is <motor>, not one of the muscle actuators"),
        ("flexr", r"No muscle in healthy\.xml 'flexr'\. Did you mean 'flexor'\?"),
        ("servo", "'servo' is <general>, not one of the muscle"),
    ],
)
def test_actuators_that_are_no_muscles_are_refused(tmp_path: Path, name: str, message: str) -> None:
    text = MJCF.replace(
        "<motor", '<general name="servo" joint="hinge" gaintype="fixed" biastype="none"/><motor'
    )
    with pytest.raises(mb.MusclebalanceError, match=message):
        write(tmp_path, text, names={"agonist": name})
    assert not (tmp_path / "adapted.xml").exists()


def test_a_file_that_includes_others_says_so(tmp_path: Path) -> None:
    text = MJCF.replace("<worldbody>", '<include file="muscles.xml"/><worldbody>')
    with pytest.raises(mb.MusclebalanceError, match=r"The file includes muscles\.xml; give the file"):
        write(tmp_path, text, names={"agonist": "soleus"})


def test_a_class_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mb.FileError, match="no default class 'strnog'"):
        write(tmp_path, MJCF.replace("class='strong'", "class='strnog'"))


def test_a_general_muscle_without_numbers_is_refused(tmp_path: Path) -> None:
    text = re.sub(r'\s*dynprm="0.01 0.04"[^/]*/>', "/>", MJCF).replace('<muscle fpmax="1.4"/>', "")
    with pytest.raises(mb.FileError, match="'third' has no gainprm"):
        write(tmp_path, text)


def test_an_adapted_model_is_not_adapted_again(tmp_path: Path) -> None:
    path, _ = write(tmp_path)
    with pytest.raises(mb.FileError, match="was adapted already"):
        write(tmp_path, path.read_text("utf-8"))


def test_an_attribute_within_the_value_of_another_is_left_alone(tmp_path):
    body = """<mujoco><actuator><muscle name="m" user="force='3'" force="1400"/></actuator></mujoco>"""
    (tmp_path / "healthy.xml").write_text(body)
    mb.to_mujoco(
        {"agonist": mb.Adaptation(strength=0.5)}, model=tmp_path / "healthy.xml", names={"agonist": "m"},
        path=tmp_path / "adapted.xml",
    )  # fmt: skip
    text = (tmp_path / "adapted.xml").read_text()
    assert """user="force='3'" force="700\"""" in text


def test_names_that_are_none_are_refused(tmp_path):
    with pytest.raises(mb.MusclebalanceError, match="give a name, or a list of names"):
        write(tmp_path, names={"agonist": 3})
