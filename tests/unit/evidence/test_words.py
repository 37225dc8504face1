"""Names of muscles, techniques and readouts: all that stand in the file mean what the model has."""

import pytest

from musclebalance.evidence import words
from musclebalance.evidence.published import READOUTS, TECHNIQUES
from tests.unit.evidence.rows import own


@pytest.mark.parametrize("name", READOUTS)
def test_every_readout_of_the_model_has_its_own_name(name):
    assert name in {meaning.readout for meaning in words.readout(name)}


@pytest.mark.parametrize("entry", words.FILE["readouts"], ids=lambda entry: entry["readout"])
def test_names_of_readouts_mean_what_the_model_has(entry):
    assert entry["readout"] in READOUTS
    for word in words.listed(entry["called"]):
        moved = [f" Passive {word} ROM "] if READOUTS[entry["readout"]].kind == "range" else []
        for spelt in (word, word.upper(), f"{word} (deg)", word.replace(" ", "-"), *moved):
            assert entry["readout"] in {meaning.readout for meaning in words.readout(spelt)}, spelt


def test_names_of_techniques_are_those_that_can_be_built():
    assert set(words.FILE["techniques"]) == {*TECHNIQUES, "none"}
    for name, called in words.FILE["techniques"].items():
        for word in words.listed(called):
            for spelt in (word, word.upper(), f"{word} group", word.replace("stretch", "stretching")):
                assert words.technique(spelt) == name


def test_muscles_and_movements_are_of_pairs_that_exist():
    for table in ("muscles", "makes"):
        assert {tuple(muscle.split()) for muscle in words.FILE[table]} <= words.EVERY_MUSCLE
    for muscle in words.FILE["muscles"]:
        for word in words.listed(words.FILE["muscles"][muscle]):
            assert tuple(muscle.split()) in words.muscles(word)


def test_no_name_of_a_readout_has_two_readouts_of_one_muscle():
    for word, meanings in words._meanings().items():
        seen = [(muscle, meaning) for meaning in meanings for muscle in meaning.muscles]
        assert len({muscle for muscle, _ in seen}) == len(seen), word


HAMSTRINGS, QUADRICEPS = (("hamstrings-quadriceps", which) for which in ("agonist", "antagonist"))
CALF, ROTATORS = ("triceps-surae-tibialis-anterior", "agonist"), "shoulder-internal-external-rotators"


@pytest.mark.parametrize(
    ("muscle", "text", "readout", "of"),
    [
        ("", "AKE", "knee extension", HAMSTRINGS),
        ("", "Passive knee extension (90/90)", "knee extension", HAMSTRINGS),
        ("", "SLR", "hip flexion", HAMSTRINGS),
        ("hamstring", "hip flexion", "hip flexion", HAMSTRINGS),
        (
            "gluteus maximus",
            "hip flexion",
            "hip flexion, knee bent",
            ("hip-flexors-gluteus-maximus", "antagonist"),
        ),
        ("", "knee flexion ROM", "knee flexion", QUADRICEPS),
        ("rectus femoris", "Ely's test", "knee flexion", QUADRICEPS),
        ("rectus femoris", "hip extension", "hip extension", ("hip-flexors-gluteus-maximus", "agonist")),
        ("", "weight-bearing lunge test", "dorsiflexion", CALF),
        ("calf", "ROM", "dorsiflexion", CALF),
        ("quads", "range of motion", "knee flexion", QUADRICEPS),
        ("", "hip abduction", "hip abduction", ("hip-adductors-abductors", "agonist")),
        ("", "hip adduction", "hip adduction", ("hip-adductors-abductors", "antagonist")),
        ("", "shoulder internal rotation", "shoulder rotation", (ROTATORS, "antagonist")),
        ("", "shoulder external rotation", "shoulder rotation", (ROTATORS, "agonist")),
        ("", "cervical rotation", "neck rotation", ("suboccipitals-deep-neck-flexors", "agonist")),
        ("plantar flexors", "musculotendinous stiffness", "passive torque", CALF),
        ("hamstrings", "peak isokinetic torque", "strength", HAMSTRINGS),
        ("", "knee extension 1RM", "strength", QUADRICEPS),
        ("", "isometric plantar flexion strength", "strength", CALF),
        ("hamstrings", "peak passive torque", "tolerated torque", HAMSTRINGS),
    ],
)
def test_what_people_write_is_read_of_the_right_muscle(muscle, text, readout, of):
    unit = "deg" if READOUTS[readout].kind == "range" else "percent"
    arm = own(pair="", muscle=muscle, readout=text, unit=unit)
    assert (arm.readout, (arm.regimen.pair, arm.regimen.muscle)) == (readout, of)
    assert arm.label == text
