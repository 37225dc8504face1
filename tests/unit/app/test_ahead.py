"""Computing ahead: only the setting that moved, in its direction, and never once something else is asked."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from musclebalance.app.ahead import STEPS, Ahead, following
from musclebalance.app.settings import Settings

BASE = Settings()


def test_next_steps_go_on_in_the_same_direction() -> None:
    assert [s.stress for s in following(BASE, replace(BASE, stress=0.65))] == pytest.approx([0.7, 0.75])
    assert [s.days for s in following(BASE, replace(BASE, days=120))] == [60]


def test_end_of_the_slider() -> None:
    assert following(replace(BASE, stress=0.95), replace(BASE, stress=1.0)) == []
    assert [s.hours for s in following(BASE, replace(BASE, hours=10))] == [12.0]


def test_nothing_to_guess_from() -> None:
    assert following(BASE, BASE) == []
    assert following(BASE, replace(BASE, cause="reduced")) == []
    assert following(BASE, replace(BASE, stress=0.65, hours=7.5)) == []


def test_runs_what_comes_next() -> None:
    done: list[Settings] = []
    ahead = Ahead(done.append)
    assert ahead.answered(BASE) is None
    thread = ahead.answered(replace(BASE, stress=0.65))
    assert thread is not None
    thread.join(10)
    assert done == following(BASE, replace(BASE, stress=0.65))
    assert len(done) == STEPS


def test_stops_when_something_is_asked() -> None:
    begun, free = threading.Event(), threading.Event()
    done: list[Settings] = []

    def slow(settings: Settings) -> None:
        done.append(settings)
        begun.set()
        free.wait(10)

    ahead = Ahead(slow)
    ahead.answered(BASE)
    thread = ahead.answered(replace(BASE, stress=0.65))
    assert thread is not None
    begun.wait(10)
    ahead.asked()
    free.set()
    thread.join(10)
    assert len(done) == 1
