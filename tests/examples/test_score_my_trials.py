"""The example on a trial of one's own says what it should."""

import pytest


@pytest.fixture(scope="module")
def board(example):
    return example("score_my_trials").main(draws=16)


def test_all_arms_are_scored(board):
    assert [score.id for score in board.scores] == ["pir", "stretch", "control"]
    assert not board.unscored
    assert board.totals("own")["arms"] == 3


def test_treatment_is_expected_to_do_more_than_none(board):
    pir, stretch, control = (score.predicted for score in board.scores)
    assert 3.0 < pir < 25.0
    assert 3.0 < stretch < 25.0
    assert control < 5.0


def test_a_blank_dose_is_named_as_drawn(board):
    assert [score.doses_unknown for score in board.scores] == [False, True, False]
