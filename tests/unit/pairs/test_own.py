"""A pair in a file of one's own: read strictly, written to the digit, refused with line, key and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError, OutOfRangeError
from musclebalance.model.exposure import Exposure
from musclebalance.pairs import pair, pair_names, parse, template, write
from musclebalance.pairs.schema import ACTIVITIES, JOINT, MUSCLE

EVERY = [(name, source) for name in pair_names() for source in (None, *pair(name).alternatives)]
PARTS = ("agonist", "antagonist")
ROW = re.compile(r"^(\w+) = \[(.+?), \"assumed\"")
ROWS = [k for k, line in enumerate(template().splitlines()) if ROW.match(line)]
#: A joint of 20 N muscles with fibres of 10 mm.
SMALL = {
    "max_isometric_force": 20, "optimal_fibre_length": 0.010, "end_range_torque": 0.02, "moment_arm_c1": 0,
    "moment_arm_c2": 0, "moment_arm_c3": 0, "neutral_fibre_length": 1.0, "joint_stiffness": 0.02,
    "agonist.moment_arm_c0": 0.005, "antagonist.moment_arm_c0": -0.005,
}  # fmt: skip


def edited(*changes: tuple[str, str]) -> str:
    text = template()
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def small() -> mb.Pair:
    """The pair of the template as small as muscles of the hand may be."""
    weak = Exposure(1.0, phase="work", angle=60.0, effort_agonist=0.4)
    return parse(template()).with_activity("lift", weak).with_activity("carry", weak).with_(SMALL)


def test_the_template_loads_as_it_stands(tmp_path: Path):
    path = tmp_path / "mine.toml"
    assert template(path) == path.read_text("utf-8") == template()
    assert mb.pair(path) == mb.pair(str(path)) == parse(template())
    assert list(mb.pair(path).parameters) == [*(f"{p}.{key}" for p in PARTS for key in MUSCLE), *JOINT]
    assert mb.pair(path).activities == ACTIVITIES


def test_the_template_gives_the_unit_of_every_row():
    lines = template().splitlines()
    for k in ROWS:
        name = ROW.match(lines[k])[1]  # type: ignore[index]
        unit = (MUSCLE.get(name) or JOINT[name]).unit
        assert f"# [{unit}]" in lines[k], lines[k]


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path):
    path = tmp_path / "mine.toml"
    template(path)
    first = mb.pair(path)
    path.write_text(edited(("force = [75,", "force = [80,")), "utf-8")
    assert first.parameters.value("max_isometric_force", "agonist") == 75
    assert mb.pair(path).parameters.value("max_isometric_force", "agonist") == 80


def test_a_written_file_is_not_replaced_by_the_template(tmp_path: Path):
    template(tmp_path / "mine.toml")
    with pytest.raises(FileError, match="exists already"):
        template(tmp_path / "mine.toml")


@pytest.mark.parametrize("name", ["mine.txt", "mine", "mine.json"])
def test_other_endings_are_refused(tmp_path: Path, name: str):
    for act in (template, lambda path: write(pair(pair_names()[0]), path), mb.pair):
        with pytest.raises(FileError, match=r"ends in '.*'; the file of a pair ends in '\.toml'"):
            act(tmp_path / name)


def test_a_file_holds_one_model(tmp_path: Path):
    template(tmp_path / "mine.toml")
    with pytest.raises(FileError, match="leave out source='gait2392'"):
        mb.pair(tmp_path / "mine.toml", source="gait2392")
    with pytest.raises(FileError, match="cannot be read"):
        mb.pair("nowhere.toml")


@pytest.mark.parametrize(("name", "source"), EVERY)
def test_every_pair_of_the_library_survives_its_own_file(name: str, source: str | None, tmp_path: Path):
    entry = pair(name, source)
    write(entry, tmp_path / "pair.toml")
    assert mb.pair(tmp_path / "pair.toml") == entry
    assert not list(entry.faults())


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(EVERY), st.dictionaries(
        st.sampled_from([*MUSCLE, *(f"{p}.{key}" for p in PARTS for key in MUSCLE), *JOINT]),
        st.floats(0.8, 1.25), max_size=6,
    ),
    st.floats(0.0, 1.0), st.text(max_size=8),
)  # fmt: skip
def test_changed_pairs_survive_to_the_digit(which, factors, effort, activity):
    entry = pair(*which)
    try:
        entry = entry.with_activity(activity, Exposure(0.25, effort_agonist=effort), Exposure(0.75))
        for name, factor in factors.items():
            known = entry.parameters[name if name in entry.parameters else f"agonist.{name}"]
            entry = entry.with_({name: known.value * factor})
    except OutOfRangeError:
        return  # what does not fit is refused; tests of it are beside this one
    assert parse(entry.to_toml()) == entry
    assert parse(entry.swapped().to_toml()) == entry.swapped()


def test_a_value_of_one_muscle_alone_survives():
    entry = pair("elbow-flexors-triceps").with_({"agonist.fatigue_rate": 0.012})
    again = parse(entry.to_toml())
    assert again == entry
    assert again.parameters["agonist.fatigue_rate"].pedigree == "changed from 0.00912 1/s"


def test_a_written_file_tells_units_and_what_was_changed():
    text = pair("hip-flexors-gluteus-maximus").with_({"agonist.max_isometric_force": 300}).to_toml()
    row = '\nmax_isometric_force = [300.0, "changed", 2447.9, "derived", "Rajagopal2016"]  # [N] sum of'
    assert row in text


def test_text_with_a_unit_is_converted_and_a_number_alone_is_an_assumption():
    made = parse(edited(('[0.045, "assumed"]', '"45 mm"'), ('force = [75, "assumed"]', "force = 75")))
    assert made.parameters["agonist.optimal_fibre_length"].value == pytest.approx(0.045)
    assert made.parameters["agonist.max_isometric_force"].basis == "assumed"


def test_a_table_is_the_cubic_that_it_was_made_of():
    angles = np.arange(0, 91, 10)
    x = np.radians(angles - 30)
    arm = -0.008 + 0.0009 * x - 0.0002 * x**2 + 0.0001 * x**3
    length = 0.055 * 1.02 - (-0.008 * x + 0.00045 * x**2 - 0.0002 / 3 * x**3 + 0.000025 * x**4)
    table = [f"{name} = {[float(v) for v in column]}" for name, column in
             (("angle", angles), ("moment_arm", arm), ("length", length))]  # fmt: skip
    old = template()
    start, end = old.index("angle = [0, 15"), old.index('# source = "Smith2020" ')
    made = parse(old[:start] + "\n".join([*table, 'source = "T26"', ""]) + old[end:])
    value = made.parameters.value
    found = [value(f"moment_arm_c{k}", "antagonist") for k in range(4)]
    assert found == pytest.approx([-0.008, 0.0009, -0.0002, 0.0001], rel=1e-4)
    assert value("neutral_fibre_length", "antagonist") == pytest.approx(1.02, rel=1e-5)
    assert made.parameters["antagonist.moment_arm_c0"].pedigree == "derived: T26"
    assert made.geometry["antagonist"].moment_arm_rms < 1e-8


@pytest.mark.parametrize("k", ROWS)
@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("[1e9, \"assumed\"]", r"is outside .* to .*\. Correct it; a number alone is in"),
        ("[nan, \"assumed\"]", "is outside"),
        ("[true, \"assumed\"]", "is not a number"),
        ("[]", r"write \[value in .*, basis, source, \.\.\.\]"),
        ("{ value = 3 }", "is"),
        ("\"much\"", "no number with a unit"),
        ("\"3 furlongs\"", "furlongs"),
        ("[1, \"assummed\"]", "Did you mean 'assumed'"),
        ("[1, \"measured\"]", "needs a source"),
        ("[1, \"assumed\", 7]", "put its key in quotes"),
        ("[1, \"changed\", 2]", "a changed row reads"),
        ("[1, \"changed\", 2, \"changed\"]", "No basis 'changed'"),
    ],
)  # fmt: skip
def test_every_row_can_be_wrong_in_every_way_and_is_refused_at_its_line(k: int, row: str, told: str):
    lines = template().splitlines()
    name = ROW.match(lines[k])[1]  # type: ignore[index]
    lines[k] = f"{name} = {row}"
    with pytest.raises(FileError, match=told) as caught:
        parse("\n".join(lines), "mine.toml")
    assert caught.value.line == k + 1
    assert str(caught.value).startswith(f"mine.toml, line {k + 1}: ")
    assert name in str(caught.value)


@pytest.mark.parametrize("k", ROWS)
def test_every_row_is_needed_and_a_slip_in_its_name_is_told(k: int):
    lines = template().splitlines()
    name = ROW.match(lines[k])[1]  # type: ignore[index]
    without = [line for j, line in enumerate(lines) if j != k]
    with pytest.raises(FileError, match=rf"lacks '{name}', the .*; add {name} = \[") as caught:
        parse("\n".join(without))
    assert lines[caught.value.line - 1] in ("[joint_values]", "[agonist]", "[antagonist]")  # type: ignore[operator]
    lines[k] = lines[k].replace(name, f"{name[:-1]}y" if name[-1] != "y" else name[:-1], 1)
    with pytest.raises(FileError, match=f"line {k + 1}: .*Did you mean"):
        parse("\n".join(lines))


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        ('name = "finger', 'nam = "finger', "nam", "Did you mean 'name'"),
        ('joint = "base of the index finger"', "joint = 3", "joint", "put it in quotes"),
        ('joint = "base of the index finger"', 'joint = " "', "joint", "say it in words"),
        ('date = "2026-11-28"', 'date = "28.11.2026"', "date", "write year-month-day"),
        ('cautions = ["an', 'cautions = [3, "an', "cautions", "put each entry in quotes"),
        ("[30, \"assumed\"]   ", "[120, \"assumed\"]", "neutral_angle",
         "outside the range of angles, 0 to 90 deg"),
        ("range_low = [0,", "range_low = [95,", "range_low", "exchange them"),
        ("range_high = [90,", "range_high = [100,", "angle", "add angles or narrow the range"),
        ("[0.010,", "[-0.010,", "antagonist", "have the same sign"),
        ("[0.045,", "[0.0045,", "optimal_fibre_length",
         "optimal lengths at range_.* correct optimal_fibre_length"),
        ("neutral_fibre_length = [1.0", "neutral_fibre_length = [1.69", "passive_strain",
         "passive force exceeds"),
        ("neutral_fibre_length = [1.0", "neutral_fibre_length = [0.41", "neutral_fibre_length",
         "at range_high 90"),
        ("rom_limit = [0,", "rom_limit = [60,", "rom_limit",
         "lengthen from neutral_angle 30 deg towards 0 deg"),
        ("rom_limit = [90,", "rom_limit = [91,", "rom_limit", "finger extensors is outside the range"),
        ("strength_angle = [30,", "strength_angle = [-5,", "strength_angle", "outside the range of angles"),
        ("end_range_torque = [0.2", "end_range_torque = [20", "end_range_torque", "10 times the isometric"),
        ("joint_stiffness = [0.1", "joint_stiffness = [40", "joint_stiffness", "10 times the isometric"),
        ("sleep = { angle = 45", "sleep = { angle = 145", "sleep", "145 deg is outside 0 to 90 deg"),
        ("sleep = { angle = 45", "sleep = { angel = 45", "sleep", "Did you mean 'angle'"),
        ("sleep = { angle = 45", 'sleep = { mode = "lying"', "sleep", "No mode 'lying'"),
        ("sleep = { angle = 45", "sleep = { angle = true", "sleep", "is not a number"),
        ("sleep = {", "slep = {", None, "lacks the activity 'sleep'"),
        ("load = -0.2 }", "load = -20 }", "lift", "load of activity 'lift' -20 N m"),
        ("{ share = 0.5, angle = 30,", "{ share = 0.4, angle = 30,", "lift", "add up to 0.9"),
        ('"FreyLaw2012"]      #', '"FreyLaw2013"]      #', "fatigue_rate",
         "Did you mean 'FreyLaw2012'.*Describe"),
        ('title = "Round', 'titel = "Round', "titel", "Did you mean 'title'"),
        ('title = "Round numbers of an example"', 'note = "x"', "sources", "has no title"),
        ("angle = [0, 15,", "angle = [15, 0,", "angle", "sort the columns"),
        ("angle = [0, 15,", "angle = [0, 10, 15,", "moment_arm|length", "give one for each"),
        ("length = [0.0498, 0.0520, 0.0541, 0.0562, 0.0582, 0.0602, 0.0621]",
         "length = [0.0621, 0.0602, 0.0582, 0.0562, 0.0541, 0.0520, 0.0498]",
         "length", "correct sign or unit"),
        ("length = [0.0498", "lenght = [0.0498", "lenght", "Did you mean 'length'"),
        ("# source = \"Smith2020\" ", "source = \"Smith2020\" #", "antagonist", "No source 'Smith2020'"),
        ("[antagonist.curve]", "moment_arm_c0 = 3\n[antagonist.curve]", "moment_arm_c0",
         "leave out one of them"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_line_and_remedy(old: str, new: str, at: str | None, told: str):
    text = edited((old, new))
    with pytest.raises(FileError, match=told) as caught:
        parse(text, "mine.toml")
    if at is not None:
        assert re.search(at, text.splitlines()[caught.value.line - 1]), caught.value  # type: ignore[operator]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"neutral_angle": 120}, "neutral_angle 120 deg is outside the range of angles, -30 to 110 deg"),
        ({"range_low": 50, "range_high": -50}, "range_low 50 deg is not below range_high -50 deg; exchange"),
        ({"range_high": 60}, "activity 'sit' 85 deg is outside|rom_limit 110 deg"),
        ({"agonist.rom_limit": 20}, "rom_limit 20 deg does not lengthen the hip flexors"),
        ({"agonist.rom_limit": -60}, "rom_limit -60 deg of the hip flexors is outside"),
        ({"agonist.optimal_fibre_length": 0.03}, "hip flexors would be .* correct optimal_fibre_length"),
        (
            {"antagonist.neutral_fibre_length": 1.6},
            "gluteus maximus would be .* correct neutral_fibre_length",
        ),
        ({"agonist.moment_arm_c0": -0.02}, "have the same sign"),
        ({"agonist.moment_arm_c1": -0.2}, "changes sign near .* deg"),
        ({"agonist.strength_angle": 150}, "strength_angle 150 deg of the hip flexors is outside"),
        ({"max_isometric_force": 1}, "is beyond 10 times the isometric torque"),
    ],
)
def test_a_changed_pair_is_held_to_the_same(changes: dict[str, float], told: str):
    with pytest.raises(OutOfRangeError, match=told) as caught:
        pair("hip-flexors-gluteus-maximus").with_(changes)
    assert str(caught.value).count("hip-flexors-gluteus-maximus") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"agonist.end_range_torque": 30},
        {"joint_stiffness": 50, "agonist.end_range_torque": 25},
        {"agonist.rom_limit": 60},
    ],
)
def test_an_end_of_range_that_nothing_resists_is_refused_of_one_person_and_of_many(changes: dict[str, float]):
    """Of the hamstrings it lies short of neutral, where capsule and joint pull the other way."""
    legs = pair("hamstrings-quadriceps")
    told = "nothing resists the lengthening of the hamstrings: the passive torque is -.* must be above 0"
    for model in ("combined", "core"):
        with pytest.raises(OutOfRangeError, match=told):
            mb.healthy(legs, model=model, parameters=changes)
        own = {name: np.array([legs.parameters[name].value, value]) for name, value in changes.items()}
        with pytest.raises(OutOfRangeError, match=f"'hamstrings-quadriceps', person 1: .*{told}"):
            mb.healthy(legs, own=own, model=model)
    with pytest.raises(OutOfRangeError, match=told):
        legs.with_(changes)
    with pytest.raises(FileError, match=rf"row 1: .*{told}"):
        mb.Cohort.from_table(legs, pd.DataFrame(own))


def test_up_to_there_the_range_is_read():
    legs, life = pair("hamstrings-quadriceps"), mb.Lifestyle.office()
    for torque in (0.0, 20.0, 27.9):
        person = mb.healthy(legs, parameters={"agonist.end_range_torque": torque}, tol=1e-2)
        course = mb.simulate(person, mb.Plan(mb.PIR(), 7, weeks=1), life, days=2, tol=1e-2, progress=False)
        assert np.isfinite(course.values("rom_agonist")).all()


def test_parameters_of_a_simulation_are_held_to_the_pair_too():
    hip, life = pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.healthy()
    wrong = {"neutral_angle": 120}
    with pytest.raises(OutOfRangeError, match="neutral_angle 120 deg is outside the range of angles"):
        mb.healthy(hip, parameters=wrong)
    with pytest.raises(OutOfRangeError, match="neutral_angle 120 deg"):
        mb.develop(hip, life, days=1, parameters=wrong)
    with pytest.raises(OutOfRangeError, match="neutral_angle 120 deg"):
        mb.Cohort.sample(hip, n=3, parameters=wrong)
    both = mb.healthy(hip, parameters={"tone_weight": 0.3, "agonist.posture_gain": 0.2})
    assert both.parameters.changed == (
        "agonist.tone_weight",
        "antagonist.tone_weight",
        "agonist.posture_gain",
    )


def test_a_new_activity_is_held_to_the_joint():
    with pytest.raises(OutOfRangeError, match="activity 'squat' 150 deg is outside -30 to 110 deg"):
        pair("hip-flexors-gluteus-maximus").with_activity("squat", Exposure(angle=150))


def test_geometry_follows_the_parameters():
    hip = pair("hip-flexors-gluteus-maximus")
    longer = hip.with_({"agonist.neutral_fibre_length": 1.1, "agonist.moment_arm_c0": 0.028})
    assert longer.geometry["agonist"].fibre_length(0, 0) == 1.1
    assert longer.geometry["agonist"].moment_arm(0, 0) == 0.028
    assert longer.strength("agonist") > hip.strength("agonist")


def test_muscles_of_the_hand_develop_and_are_treated():
    desk = mb.Lifestyle.office(hours=8, stress=0.6)
    person = mb.develop(parse(small().to_toml()), desk, days=20)
    plan = mb.Plan(mb.PIR(effort=0.2), per_week=3, weeks=1)
    result = mb.simulate(person, plan, desk, weeks=1)
    assert person.imbalance > 0.01
    assert result.values("rom_agonist")[-1] > float(person.read("rom_agonist"))
    assert np.isfinite(result.states).all()


def test_a_result_of_ones_own_pair_is_kept_whole(tmp_path: Path):
    own = small().with_({"agonist.tone_weight": 0.3})
    result = mb.develop(own, mb.Lifestyle.healthy(), days=1).history
    mb.save(result, str(tmp_path / "own.npz"))
    assert mb.load(str(tmp_path / "own.npz")).person.pair == own


def test_sources_of_the_file_are_cited():
    text = edited(('force = [75, "assumed"', 'force = [75, "measured", "Ann2020"'))
    text += '[sources.Ann2020]\ntitle = "Ann\'s fingers"\n'
    made = parse(text)
    assert "Ann's fingers" in mb.cite(made)
    assert "Ann's fingers" in mb.cite(mb.healthy(made))
    assert parse(made.to_toml()) == made


@pytest.mark.parametrize(("name", "source"), EVERY)
def test_every_model_can_be_cited(name: str, source: str | None):
    assert "DeGroote" in mb.cite(mb.healthy(pair(name, source)))


def test_a_scenario_finds_the_pair_beside_it(tmp_path: Path):
    template(tmp_path / "mine.toml")
    file = tmp_path / "scenario.toml"
    file.write_text('pair = "mine.toml"\nweeks = 1\n[lifestyle]\nkind = "healthy"\n')
    result = mb.simulate_scenario(mb.Scenario.load(file))
    assert result.person.pair == mb.pair(tmp_path / "mine.toml")


def test_a_pair_of_ones_own_is_named_in_errors():
    with pytest.raises(MusclebalanceError, match="finger-flexors-extensors"):
        parse(template()).activity("wave")
