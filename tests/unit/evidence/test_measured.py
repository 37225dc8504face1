"""Changes in any unit and sign, and how surely they are known: computed as told, or refused."""

import math

import pytest

from musclebalance.core.errors import FileError
from musclebalance.evidence.measured import CORRELATION
from musclebalance.evidence.published import SPREADS, Z95
from tests.unit.evidence.rows import MINE, own, read, refused


def test_before_and_after_are_a_change_and_a_deficit_falls():
    levels = MINE | {"change": "", "pre": "60", "post": "68"}
    assert read(levels).results[0].observed == pytest.approx(8.0)
    deficit = levels | {"readout": "knee extension deficit", "pre": "34", "post": "25"}
    assert read(deficit).results[0].observed == pytest.approx(9.0)
    reasons = refused(
        deficit | {"readout": "knee extension"},
        deficit | {"row_id": "b", "change": "9", "pre": "", "post": ""},
        levels | {"row_id": "c", "readout": "Thomas test", "pair": "hip-flexors-gluteus-maximus"},
        levels | {"row_id": "d", "change": "-8"},
    )
    words_of = (
        "is it what the knee lacks",
        "head the column gain",
        "sign of this test is not told",
        "opposite ways",
    )
    assert all(word in reason for word, reason in zip(words_of, reasons, strict=True))


def test_a_gain_is_for_the_better_whatever_falls():
    gains = {key: value for key, value in MINE.items() if key != "change"} | {"gain": "8"}
    for readout in ("knee extension", "knee extension deficit", "popliteal angle"):
        assert read(gains | {"readout": readout}).results[0].observed == 8.0
    assert (
        read(gains | {"readout": "Thomas", "pair": "hip-flexors-gluteus-maximus"}).results[0].observed == 8.0
    )


PAIN = {"pair": "", "muscle": "upper trapezius", "readout": "VAS"}


def test_pain_is_relieved_when_it_falls_in_points_of_ten():
    levels = PAIN | {"change": "", "spread": ""}
    for unit, pre, post in (("points", "6.2", "3.1"), ("mm", "62", "31"), ("cm", "6.2", "3.1")):
        arm = own(**levels, unit=unit, pre=pre, post=post)
        assert (arm.unit, arm.observed) == ("points", pytest.approx(3.1))
    assert own(**PAIN, unit="points", change="2").observed == 2.0
    reasons = refused(
        MINE | PAIN | {"unit": "points", "change": "-2"},
        MINE | levels | {"row_id": "b", "unit": "points", "pre": "62", "post": "31"},
    )
    assert "better or worse" in reasons[0]
    assert "pre 62 points is outside 0 to 10 points" in reasons[1]


def test_percent_of_a_known_range_becomes_degrees_and_units_of_torque_percent():
    arm = own(unit="%", change="10", spread="5", pre="80")
    assert (arm.unit, arm.observed, arm.spread) == ("deg", pytest.approx(8.0), pytest.approx(4.0))
    arm = own(unit="percent", change="10", spread="5")
    assert (arm.unit, arm.observed, arm.spread) == ("percent", 10.0, 5.0)
    torque = {
        "readout": "passive resistive torque",
        "unit": "N m",
        "change": "",
        "spread": "",
        "pre": "20",
        "post": "15",
    }
    arm = own(**torque, pre_sd="4", post_sd="3")
    sd = math.sqrt(16 + 9 - 2 * CORRELATION * 12) * 5.0
    assert (arm.unit, arm.observed, arm.spread) == ("percent", pytest.approx(-25.0), pytest.approx(sd))
    relative = {
        "unit": "percent of baseline (baseline = 100)",
        "change": "",
        "spread": "",
        "pre": "100",
        "post": "113.5",
    }
    arm = own(**relative, post_sd="10.4")
    assert (arm.observed, arm.spread) == (pytest.approx(13.5), pytest.approx(10.4))
    reasons = refused(MINE | {"unit": "%", "pair": "hip-flexors-gluteus-maximus", "readout": "hip extension"})
    assert "percent of what" in reasons[0]


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"spread": "6"}, 6 / math.sqrt(20), "from the SD of the change"),
        ({"spread": "6", "people": ""}, 6 / math.sqrt(15), "15 people presumed"),
        ({"error": "1.3"}, 1.3, "error 1.3 deg, as given"),
        ({"se": "1.3", "people": ""}, 1.3, "error 1.3 deg, as given"),
        ({"spread": "1.3", "dispersion": "SE"}, 1.3, "error 1.3 deg: the SD of the change, 1.3 deg, as SE"),
        ({"pre_sd": "2", "post_sd": "2", "dispersion": "SE"}, math.sqrt(8 * (1 - CORRELATION)), "as SE"),
        ({"error": "1.3", "p": "0.01"}, 1.3, "as given; p not used"),
        ({"95% CI": "5 to 11"}, 6 / (2 * Z95), "95 % interval"),
        ({"95% CI": "[5, 11]"}, 6 / (2 * Z95), "95 % interval"),
        ({"dispersion_type": "95% CI 5 to 11"}, 6 / (2 * Z95), "95 % interval"),
        ({"ci_low": "5", "ci_high": "11"}, 6 / (2 * Z95), "95 % interval"),
        (
            {"pre_sd": "9", "post_sd": "10"},
            math.sqrt(181 - 180 * CORRELATION) / math.sqrt(20),
            "0.7, assumed",
        ),
        ({"pre_sd": "9", "post_sd": "10", "correlation": "0.5"}, math.sqrt(91 / 20), "0.5, given"),
        ({"p": "0.05"}, 8 / 2.093, "from p = 0.05"),
        ({"p": "<0.05"}, 8 / 2.093, "at most from p < 0.05"),
        ({"p": "0.05", "people": ""}, 8 / Z95, "from p = 0.05"),
        ({"p": "ns"}, SPREADS["deg", False] / math.sqrt(20), "p says no spread"),
        ({}, SPREADS["deg", False] / math.sqrt(20), "no spread given: the usual one"),
    ],
)
def test_how_surely_a_change_is_known_and_how_that_was_found(given, error, told):
    found = read({key: value for key, value in MINE.items() if key != "spread"} | given)
    assert found.results[0].error == pytest.approx(error, rel=1e-3)
    assert told in found.report


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"ci": "9 to 11"}, "the change 8 deg is outside its interval"),
        ({"ci_low": "5"}, "both are needed"),
        ({"pre_sd": "9"}, "needed both"),
        ({"p": "2"}, "is no p value"),
        ({"p": "0.05", "change": "0"}, "p of a change of 0"),
        ({"dispersion": "IQR"}, "not SD or SE"),
        ({"sd": "5", "change": "", "pre": "60", "post": "68"}, "of what"),
        ({"pre": "60", "gain": "8"}, "change and gain are both given"),
        ({"effort": "0.2", "effort percent": "20"}, "keep one"),
        (
            {"spread": "6", "unit": "rad", "change": "0.2"},
            "spread of the change 343.775 deg is outside 0 to 180",
        ),
        (
            {"error": "6", "unit": "rad", "change": "0.2"},
            "error of the change 343.775 deg is outside 0 to 180",
        ),
        (
            {
                "spread": "60",
                "readout": "VAS",
                "muscle": "upper trapezius",
                "pair": "",
                "unit": "points",
                "change": "2",
            },
            "spread of the change 60 points is outside 0 to 10",
        ),
        ({"kind": "null", "error": "1"}, "more than 1.96 errors"),
        ({"kind": "printed null", "p": "0.01"}, "let kind be 'result'"),
    ],
)
def test_numbers_that_do_not_fit_together_are_refused(given, why):
    assert why in refused({key: value for key, value in MINE.items() if key != "spread"} | given)[0]


def test_a_null_may_print_a_change_within_its_error():
    (null,) = read(MINE | {"kind": "null", "change": "2"}).nulls
    assert null.observed == 2.0


def test_a_change_beside_levels_that_say_another_is_told():
    levels = MINE | {"pre": "60"}
    assert "not the" not in read(levels | {"post": "68"}).report
    told = read(levels | {"post": "75"}).report
    assert "change +8 deg, not the +15 between pre and post" in told


def test_units_stand_in_headings_too_and_may_not_disagree():
    bare = {key: value for key, value in MINE.items() if key not in ("unit", "change", "spread")}
    arm = read(bare | {"change [°]": "8", "sd (deg)": "6"}).results[0]
    assert (arm.unit, arm.observed, arm.spread) == ("deg", 8.0, 6.0)
    assert read(bare | {"change": "8", "readout": "SLR (°)"}).results[0].unit == "deg"
    with pytest.raises(FileError, match="spread is in % by its heading and the change in deg"):
        read(bare | {"change [deg]": "8", "change sd [%]": "6"})
