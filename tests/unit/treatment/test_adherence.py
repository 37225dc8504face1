"""Adherence: probability, habit, diary; seeded, one stream per person."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance.core.errors import FileError, MusclebalanceError, OutOfRangeError
from musclebalance.treatment import Diary, Habit
from musclebalance.treatment.plan import check_adherence, draw, expected, person_stream

DAYS = range(1, 20_001)


def test_a_probability_is_met_in_the_long_run():
    assert draw(0.8, DAYS, person_stream(1, 0)).mean() == pytest.approx(0.8, abs=0.01)
    assert draw(1.0, DAYS, person_stream(1, 0)).all()
    assert not draw(0.0, DAYS, person_stream(1, 0)).any()


def test_raising_the_probability_only_adds_sessions():
    lazy, keen = (draw(chance, DAYS, person_stream(5, 2)) for chance in (0.6, 0.7))
    assert np.all(keen >= lazy)
    assert keen.sum() > lazy.sum()


def test_people_and_purposes_have_their_own_streams():
    assert not np.array_equal(draw(0.5, DAYS, person_stream(1, 0)), draw(0.5, DAYS, person_stream(1, 1)))
    assert not np.array_equal(
        draw(0.5, DAYS, person_stream(1, 0, 0)), draw(0.5, DAYS, person_stream(1, 0, 1))
    )
    assert np.array_equal(draw(0.5, DAYS, person_stream(1, 3)), draw(0.5, DAYS, person_stream(1, 3)))


def test_a_habit_keeps_and_resumes_as_stated():
    done = draw(Habit(keep=0.9, resume=0.3), DAYS, person_stream(3, 0))
    before, now = done[:-1], done[1:]
    assert now[before].mean() == pytest.approx(0.9, abs=0.01)
    assert now[~before].mean() == pytest.approx(0.3, abs=0.02)
    assert done.mean() == pytest.approx(Habit(0.9, 0.3).long_run, abs=0.02)
    assert Habit(0.9, 0.3).long_run == pytest.approx(0.75)


def test_a_habit_without_memory_is_a_probability():
    habit = draw(Habit(keep=0.7, resume=0.7), DAYS, person_stream(3, 0))
    assert np.array_equal(habit, draw(0.7, DAYS, person_stream(3, 0)))


@pytest.mark.parametrize(
    "adherence", [0.0, 0.37, 1.0, Habit(0.9, 0.2), Habit(0.9, 0.2, start=1.0), Habit(1.0, 0.1)]
)
def test_what_is_expected_is_the_mean_of_what_is_drawn(adherence):
    days = range(1, 21)
    drawn = [draw(adherence, days, person_stream(0, person)).sum() for person in range(2000)]
    assert np.mean(drawn) == pytest.approx(expected(adherence, days), abs=0.35)
    assert expected(Diary([1, 3, 99], [2]), [1, 2, 3]) == 2


def test_a_diary_is_followed():
    assert draw(Diary([3, 1], [2]), [1, 2, 3], person_stream(0, 0)).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: check_adherence(1.2, "phase 'PIR'"), "adherence 1.2 is outside 0 to 1 (phase 'PIR')."),
        (lambda: check_adherence("often"), "adherence 'often' is not a number"),
        (lambda: Habit(1.2, 0.1), "probability of keeping the habit 1.2 is outside 0 to 1"),
        (lambda: Habit(1.0, 0.0), "never changes; give start="),
        (lambda: Diary([1, 2], [2]), "day 2 of the diary is both done and missed"),
        (lambda: Diary([0]), "day of the diary 0 d is outside"),
        (
            lambda: draw(Diary([1]), [1, 2], person_stream(0, 0)),
            "no entry for day 2, on which a session is prescribed",
        ),
        (lambda: draw(Diary([1, 2]), [1], person_stream(0, 0)), "done on day 2, on which none is prescribed"),
    ],
)
def test_errors_say_what_is_wrong(make, message):
    with pytest.raises(MusclebalanceError) as caught:
        make()
    assert message in str(caught.value)


def test_error_kinds():
    with pytest.raises(OutOfRangeError):
        check_adherence(-0.1)


def test_a_diary_is_read_from_a_file(tmp_path):
    path = tmp_path / "diary.csv"
    path.write_text("day,done\n1,yes\n3,no\n\n5,Yes\n")
    assert Diary.read(path) == Diary([1, 5], [3])


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("tag,done\n1,yes\n", 1, "No column 'tag'. Known: 'day', 'done'"),
        ("day,done\n1,yes\n2,perhaps\n", 3, "column 'done': 'perhaps' is not one of 'yes', 'true'"),
        ("day,done\n1,yes\n-2,no\n", 3, "column 'day': value -2 is outside 1 to"),
        ("day,done\n1,yes\n1,no\n", 3, "day 1 stands there twice"),
    ],
)
def test_a_bad_diary_is_refused_with_its_line(text, line, message, tmp_path):
    path = tmp_path / "diary.csv"
    path.write_text(text)
    with pytest.raises(FileError, match=message) as caught:
        Diary.read(path)
    assert caught.value.line == line
    with pytest.raises(FileError, match="check the path"):
        Diary.read(tmp_path / "none.csv")
