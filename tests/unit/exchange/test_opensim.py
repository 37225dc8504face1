"""Adapted muscles in an OpenSim file: what changes, that nothing else does, and what is refused."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import musclebalance as mb
from tests.unit.exchange.bodies import PASSIVE, osim

CHANGE = mb.Adaptation(length=0.92, strength=0.8, passive=1.1, slack=0.03)
ADAPTATIONS = st.builds(
    mb.Adaptation, st.floats(0.5, 1.5), st.floats(0.6, 1.6), st.floats(0.6, 1.6), st.floats(-0.1, 0.1)
)


def fields(path: Path, muscle: str) -> dict[str, float]:
    """Every number of a muscle by its tag, read by another parser."""
    (found,) = [e for e in ET.parse(path).iter() if e.get("name") == muscle and e.tag in PASSIVE]
    numbers = ((e.tag, e.text or "") for e in found.iter() if len(e) == 0)
    return {tag: float(text) for tag, text in numbers if re.fullmatch(r"\s*[-\d.e+]+\s*", text)}


def write(folder: Path, text: str, change=None, names=None) -> tuple[Path, mb.exchange.Changes]:
    (folder / "healthy.osim").write_text(text, "utf-8")
    found = mb.to_opensim(
        {"agonist": CHANGE} if change is None else change, model=folder / "healthy.osim",
        names=names or {"agonist": "flexor"}, path=folder / "adapted.osim",
    )  # fmt: skip
    return folder / "adapted.osim", found


def without_comments(content: bytes) -> bytes:
    return re.sub(rb"<!-- musclebalance:.*?-->\n\s*", b"", content)


@pytest.mark.parametrize("kind", PASSIVE)
def test_fields_are_what_the_laws_say(tmp_path: Path, kind: str) -> None:
    path, found = write(tmp_path, osim(kind, pennation=0.3))
    before, after = fields(tmp_path / "healthy.osim", "flexor"), fields(path, "flexor")
    share = 1.1 / 0.8
    expected = {
        "optimal_fiber_length": 0.12 * 0.92,
        "max_isometric_force": 800.0,
        "tendon_slack_length": 0.16 - 0.03 * 0.12 * math.cos(0.3),
    }
    k = math.log(1 + (math.exp(4.0) - 1) / share)
    expected |= {
        "Thelen2003Muscle": {"KshapePassive": k, "FmaxMuscleStrain": 0.6 * k / 4.0},
        "Millard2012EquilibriumMuscle": {
            "strain_at_one_norm_force": 0.7 + (1 / share - 1) / 9,
            "stiffness_at_low_force": 0.3 * share,
            "stiffness_at_one_norm_force": 9 * share,
        },
        "DeGrooteFregly2016Muscle": {
            "passive_fiber_strain_at_one_norm_force": 0.55 / (1 + math.log(share) / 2)
        },
    }[kind]
    assert after == pytest.approx(before | expected)
    assert {c.field.rpartition("/")[2] for c in found.changes} == set(expected)
    table = found.to_frame()
    assert (table["after"] / table["before"]).tolist() == pytest.approx(table["factor"].tolist())
    assert fields(path, "other") == fields(tmp_path / "healthy.osim", "other")


@pytest.mark.parametrize("kind", PASSIVE)
def test_every_other_byte_stays(tmp_path: Path, kind: str) -> None:
    path, found = write(tmp_path, osim(kind))
    old = (tmp_path / "healthy.osim").read_bytes().splitlines()
    new = without_comments(path.read_bytes()).splitlines()
    changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert len(changed) == len(found)
    number = re.compile(rb"(?<=>)\s*[-\d.e]+\s*(?=<)")
    assert all(number.sub(b"#", a.strip()) == number.sub(b"#", b.strip()) for a, b in changed)


def test_a_comment_says_what_changed_by_what_factor(tmp_path: Path) -> None:
    path, _ = write(tmp_path, osim())
    text = path.read_text("utf-8")
    (said,) = re.findall(r"\n( *)<!-- musclebalance: (.*) -->\n( *)<Thelen2003Muscle name=\"flexor\">", text)
    assert said[0] == said[2]
    assert "agonist; optimal_fiber_length 0.12 to 0.1104 (x 0.92); max_isometric_force 1000 to 800" in said[1]


@pytest.mark.parametrize("kind", PASSIVE)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_factors_of_one_change_nothing(tmp_path: Path, kind: str, ends: str) -> None:
    (tmp_path / "healthy.osim").write_bytes(osim(kind).replace("\n", ends).encode("latin-1", "ignore"))
    found = mb.to_opensim(
        {"agonist": mb.Adaptation(), "antagonist": mb.Adaptation()}, model=tmp_path / "healthy.osim",
        names={"agonist": ["flexor", "other"], "antagonist": "extensor"}, path=tmp_path / "same.osim",
    )  # fmt: skip
    assert (tmp_path / "same.osim").read_bytes() == (tmp_path / "healthy.osim").read_bytes()
    assert not found.changes
    assert "nothing changed" in str(found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(change=ADAPTATIONS, kind=st.sampled_from(sorted(PASSIVE)), passive=st.booleans())
def test_a_written_file_reads_as_its_changes_say(
    tmp_path: Path, change: mb.Adaptation, kind: str, passive: bool
) -> None:
    path, found = write(tmp_path, osim(kind, passive=passive), {"agonist": change})
    after = fields(path, "flexor")
    for one in found.changes:
        assert after[one.field.rpartition("/")[2]] == one.after


@pytest.mark.parametrize("kind", PASSIVE)
def test_a_field_that_the_file_leaves_to_its_defaults_is_written(tmp_path: Path, kind: str) -> None:
    """OpenSim leaves out what has its usual value, or keeps it once for all under <defaults>."""
    path, found = write(tmp_path, osim(kind, passive=False))
    usual = {"FmaxMuscleStrain": 0.6, "KshapePassive": 5.0, "strain_at_one_norm_force": 0.7,
             "stiffness_at_low_force": 0.2, "stiffness_at_one_norm_force": 2 / 0.7,
             "passive_fiber_strain_at_one_norm_force": 0.6}  # fmt: skip
    told = {c.field.rpartition("/")[2]: c for c in found.changes}
    assert all(told[name].before == usual[name] for name in set(usual) & set(told))
    assert set(told) <= set(fields(path, "flexor"))
    if kind == "Millard2012EquilibriumMuscle":
        assert fields(path, "flexor")["curviness"] == 0.75  # OpenSim takes all three or none
    own = f"<defaults><{kind} name='default'>{PASSIVE[kind].format(name='x')}</{kind}></defaults>"
    path, found = write(tmp_path, osim(kind, passive=False).replace("<BodySet", f"{own}<BodySet"))
    stated = {"FmaxMuscleStrain": 0.6, "KshapePassive": 4.0, "strain_at_one_norm_force": 0.7,
              "stiffness_at_low_force": 0.3, "stiffness_at_one_norm_force": 9,
              "passive_fiber_strain_at_one_norm_force": 0.55}  # fmt: skip
    told = {c.field.rpartition("/")[2]: c for c in found.changes}
    assert all(told[name].before == stated[name] for name in set(stated) & set(told))


@pytest.mark.parametrize(
    "curve", ["<FiberForceLengthCurve/>", "<FiberForceLengthCurve name='c'><!-- usual -->"]
)
def test_an_empty_curve_is_filled(tmp_path: Path, curve: str) -> None:
    end = "" if curve.endswith("/>") else "</FiberForceLengthCurve>"
    text = osim("Millard2012EquilibriumMuscle", passive=False)
    text = text.replace("</Millard2012EquilibriumMuscle>", f"{curve}{end}</Millard2012EquilibriumMuscle>")
    path, _ = write(tmp_path, text)
    assert fields(path, "flexor")["strain_at_one_norm_force"] < 0.7
    assert path.read_text("utf-8").count("<FiberForceLengthCurve") == 3


def test_a_result_on_a_day_is_written(tmp_path: Path, developed) -> None:
    (tmp_path / "healthy.osim").write_text(osim(), "utf-8")
    names = {"agonist": ["flexor", "other"], "antagonist": "extensor"}
    result = developed.history
    found = mb.to_opensim(
        result, model=tmp_path / "healthy.osim", names=names, path=tmp_path / "a.osim", day=60
    )
    factor = {(c.muscle, c.field): c.factor for c in found.changes}
    for muscle, role in (("flexor", "agonist"), ("other", "agonist"), ("extensor", "antagonist")):
        expected = result.at(f"resting_length_{role}", 60)
        assert factor[muscle, "optimal_fiber_length"] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("change", "names", "message"),
    [
        (None, {"agonist": "flexr"}, r"No muscle in healthy\.osim 'flexr'\. Did you mean 'flexor'\?"),
        (None, {"agonist": "motor"}, r"line \d+: 'motor' is <CoordinateActuator>, not one of the muscles"),
        ({"agonist": mb.Adaptation(passive=9, strength=0.9)}, {"agonist": "flexor"}, "fixed shape"),
    ],
)
def test_what_cannot_be_adapted_is_refused(tmp_path: Path, change, names, message: str) -> None:
    with pytest.raises(mb.MusclebalanceError, match=message):
        write(tmp_path, osim("DeGrooteFregly2016Muscle"), change, names)
    assert not (tmp_path / "adapted.osim").exists()


def test_an_adapted_model_is_not_adapted_again(tmp_path: Path) -> None:
    path, _ = write(tmp_path, osim())
    again = path.read_text("utf-8")
    with pytest.raises(mb.FileError, match="'flexor' was adapted already; start from the healthy model"):
        write(tmp_path, again)
    other, _ = write(tmp_path, again, names={"agonist": "other"})  # another muscle of it may be
    assert other.read_text("utf-8").count("<!-- musclebalance:") == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<mujoco/>", "begins with <mujoco>, so it is no OpenSim model"),
        (b"<OpenSimDocument><a></OpenSimDocument>", r"line 1: is no XML \(mismatched tag\)"),
        (b"", r"is no XML \(no element found\)"),
        ("<OpenSimDocument/>".encode("utf-16"), "is in UTF-16"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "healthy.osim").write_bytes(content)
    with pytest.raises(mb.FileError, match=message):
        mb.to_opensim(
            {"agonist": CHANGE}, model=tmp_path / "healthy.osim", names={"agonist": "flexor"},
            path=tmp_path / "new.osim",
        )  # fmt: skip


def test_a_number_that_is_none_names_its_line(tmp_path: Path) -> None:
    text = osim().replace("<KshapePassive>4.0", "<KshapePassive>four", 1)
    line = text[: text.index("four")].count("\n") + 1
    with pytest.raises(mb.FileError, match=f"line {line}: 'four' in <KshapePassive> is no number"):
        write(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "message"), [("a.xml", "ends in '.osim'"), ("healthy.osim", "another name")]
)
def test_where_it_may_not_go(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "healthy.osim").write_text(osim(), "utf-8")
    with pytest.raises(mb.FileError, match=message):
        mb.to_opensim(
            {"agonist": CHANGE}, model=tmp_path / "healthy.osim", names={"agonist": "flexor"},
            path=tmp_path / name,
        )  # fmt: skip
    assert (tmp_path / "healthy.osim").read_text("utf-8") == osim()


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-8-sig", "UTF-8"), ("iso-8859-1", "ISO-8859-1"), ("utf-8", "UTF-8")]
)
def test_places_are_found_in_every_encoding(tmp_path: Path, encoding: str, declared: str) -> None:
    """Letters of one, two and three bytes, and a mark of order, stand before the muscle."""
    text = osim().replace('encoding="UTF-8"', f'encoding="{declared}"').replace("Ω", "äöü" * 50)
    (tmp_path / "healthy.osim").write_bytes(text.encode(encoding))
    mb.to_opensim(
        {"agonist": mb.Adaptation(length=0.5)}, model=tmp_path / "healthy.osim", names={"agonist": "flexor"},
        path=tmp_path / "adapted.osim",
    )  # fmt: skip
    written = without_comments((tmp_path / "adapted.osim").read_bytes()).decode(encoding)
    assert written == text.replace(">0.12<", ">0.06<", 1)


def test_a_name_that_two_muscles_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mb.FileError, match=r"line \d+: two muscles are called 'flexor'"):
        write(tmp_path, osim().replace('name="other"', 'name="flexor"'))


def test_the_healthy_model_is_not_written_over_by_any_way_to_it(tmp_path):
    (tmp_path / "sub").mkdir()
    healthy, link = tmp_path / "healthy.osim", tmp_path / "link.osim"
    healthy.write_text(osim(), "utf-8")
    link.symlink_to(healthy)
    for model, path in ((healthy, tmp_path / "sub" / ".." / "healthy.osim"), (link, healthy)):
        with pytest.raises(mb.MusclebalanceError, match="is the model of the healthy body"):
            mb.to_opensim({"agonist": CHANGE}, model=model, names={"agonist": "flexor"}, path=path)
    assert healthy.read_text("utf-8") == osim()


def test_a_remark_below_the_comment_does_not_hide_an_adaptation(tmp_path):
    adapted, _ = write(tmp_path, osim())
    found = re.search(r'<\w+ name="flexor"', text := adapted.read_text("utf-8"))
    (tmp_path / "again.osim").write_text(
        f"{text[: found.start()]}<!-- mine -->{text[found.start() :]}", "utf-8"
    )
    with pytest.raises(mb.MusclebalanceError, match="was adapted already"):
        mb.to_opensim(
            {"agonist": CHANGE}, model=tmp_path / "again.osim", names={"agonist": "flexor"},
            path=tmp_path / "twice.osim",
        )  # fmt: skip


def test_no_tendon_becomes_shorter_than_nothing(tmp_path):
    with pytest.raises(mb.MusclebalanceError, match=r"tendon_slack_length .* none is below 0"):
        write(tmp_path, re.sub(r"(<tendon_slack_length>)[^<]*", r"\g<1>0.0001", osim()))


def test_entities_are_refused(tmp_path):
    head = '<!DOCTYPE OpenSimDocument [<!ENTITY muscle "">]>'
    with pytest.raises(mb.MusclebalanceError, match="defines entities"):
        write(tmp_path, re.sub(r"(<OpenSimDocument)", rf"{head}\1", osim(), count=1))
