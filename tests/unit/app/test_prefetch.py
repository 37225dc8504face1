"""Computing ahead: only the setting that moved, in its direction, and never once something else is asked."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from musclebalance.app.running import STEPS, Prefetch, following, neighbours
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
    prefetch = Prefetch(done.append)
    prefetch.answered(BASE).join(10)
    assert done == neighbours(BASE)
    done.clear()
    now = replace(BASE, stress=0.65)
    prefetch.answered(now).join(10)
    assert done[:STEPS] == following(BASE, now)
    assert sorted(map(str, done[STEPS:])) == sorted(str(s) for s in neighbours(now) if s not in done[:STEPS])


def test_neighbours_are_one_step_each_way_of_what_costs_most() -> None:
    found = {(s.hours, round(s.stress, 10)) for s in neighbours(BASE)}
    assert found == {(8.5, 0.6), (7.5, 0.6), (8.0, 0.65), (8.0, 0.55)}
    assert len(neighbours(replace(BASE, stress=1.0, hours=12))) == 2


def test_stops_when_something_is_asked() -> None:
    begun, free = threading.Event(), threading.Event()
    done: list[Settings] = []

    def slow(settings: Settings) -> None:
        done.append(settings)
        begun.set()
        free.wait(10)

    prefetch = Prefetch(slow)
    thread = prefetch.answered(BASE)
    begun.wait(10)
    prefetch.asked()
    free.set()
    thread.join(10)
    assert len(done) == 1
