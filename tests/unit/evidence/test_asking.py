"""What is expected of arms: narrower given others, of the same study most, and never of what was fitted."""

import pandas as pd
import pytest

from musclebalance import evidence
from musclebalance.core.errors import FileError, MusclebalanceError, OutOfRangeError, UnknownNameError

ARM = {
    "row_id": "static", "pair": "hamstrings-quadriceps", "technique": "static stretch", "stretch": 30,
    "repetitions": 4, "per_week": 5, "weeks": 4, "limit": "22 to 40", "people": 20, "unit": "deg",
    "readout": "knee extension",
}  # fmt: skip
PILOT = ARM | {"row_id": "pilot", "stretch": 20, "weeks": 2, "change": 9.0, "spread": 6.0}
DRAWS = 24


def asked(given=None, **changed):
    known = None if given is None else pd.DataFrame([given])
    return evidence.predict(pd.DataFrame([ARM | changed]), known, draws=DRAWS)


@pytest.fixture(scope="module")
def alone():
    return asked()


def test_a_pilot_narrows_and_moves_what_is_expected(alone):
    told = asked(PILOT)
    one, other = alone.arms[0], told.arms[0]
    assert other.high - other.low < 0.9 * (one.high - one.low)
    assert other.predicted > one.predicted
    assert told.given == ("pilot",)
    assert told.draws < alone.draws == pytest.approx(DRAWS)


def test_another_study_tells_less(alone):
    same, other = asked(PILOT), asked(PILOT | {"study": "elsewhere"})
    widths = [found.arms[0].high - found.arms[0].low for found in (same, other)]
    assert widths[0] < widths[1]


def test_a_change_in_the_arm_that_is_asked_for_is_not_read(alone):
    assert asked(change=55.0).arms == alone.arms


def test_words_and_table_of_what_is_expected(alone):
    frame = alone.to_frame()
    assert frame.loc["static", "low"] < frame.loc["static", "predicted"] < frame.loc["static", "high"]
    assert "given no other arm" in str(alone)
    assert max(map(len, str(alone).splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((["P018"],), MusclebalanceError, "P018 was calibrated on"),
        ((["P2000"],), UnknownNameError, "P2000"),
        ((["P021"], ["P021"]), MusclebalanceError, "asked for and given"),
        (([],), MusclebalanceError, "nothing is asked for"),
        ((["P021", "P021"],), MusclebalanceError, "P021 stands there 2 times"),
        ((["P021"], ["A058", "A058"]), MusclebalanceError, "A058 stands there 2 times"),
        ((pd.DataFrame([ARM]), pd.DataFrame([ARM])), FileError, "change"),
    ],
)
def test_what_cannot_be_forecast_is_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        evidence.predict(*arguments, draws=16)


@pytest.mark.parametrize("draws", [0, 7, 257, 9.5])
def test_draws_are_those_that_are_kept(draws):
    with pytest.raises((OutOfRangeError, MusclebalanceError)):
        evidence.predict(["P021"], draws=draws)
