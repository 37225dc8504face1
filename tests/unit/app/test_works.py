"""Computations of the page end: at their limit, for something newer, or when nobody waits any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from musclebalance.app.running import followed
from musclebalance.app.settings import Settings
from musclebalance.app.works import NotDone, Work, Works
from musclebalance.core.errors import MusclebalanceError

WAIT = 60


class Endless:
    """A computation that ends only when it is stopped."""

    def __init__(self) -> None:
        self.begun, self.ended = threading.Event(), threading.Event()

    def __call__(self) -> None:
        try:
            self.begun.set()
            while True:
                time.sleep(0.001)
        finally:
            self.ended.set()


def here() -> bool:
    return False


@contextmanager
def asked(
    works: Works, page: str, name: str, compute: Callable[[], Any], gone: Callable[[], bool] = here
) -> Iterator[list[BaseException]]:
    """Ask in another thread; what was raised is known at the end."""
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            works.do(page, name, compute, gone)
        except MusclebalanceError as error:
            raised.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    yield raised
    thread.join(WAIT)
    assert not thread.is_alive()


def test_what_is_found_or_raised_is_handed_on() -> None:
    works = Works()
    assert works.do("a", "run", lambda: 3, here) == 3
    with pytest.raises(ZeroDivisionError):
        works.do("a", "run", lambda: 1 // 0, here)


def test_what_takes_too_long_is_stopped() -> None:
    slow = Endless()
    with pytest.raises(NotDone, match=r"stopped after 0\.1 s; ask for less"):
        Works(longest=0.1).do("a", "run", slow, here)
    assert slow.ended.wait(WAIT)


def test_an_integration_is_stopped_as_by_ctrl_c() -> None:
    long = Settings(days=720, weeks=52, hours=3.25)
    before = threading.active_count()
    with pytest.raises(NotDone, match="nobody waited"):
        Works().do("a", "run", lambda: followed(long), lambda: True)
    for _ in range(WAIT * 100):
        if threading.active_count() <= before:
            break
        time.sleep(0.01)
    assert threading.active_count() <= before
    assert Works().do("a", "run", lambda: 3, here) == 3


@pytest.mark.parametrize(
    ("page", "name", "stopped"),
    [
        ("a", "run", True),
        ("a", "session", True),  # the same
        ("b", "run", False),
        ("b", "session", False),
        ("a", "scenario", False),
    ],
)
def test_a_newer_computation_of_the_page_takes_the_place_of_an_older(
    page: str, name: str, stopped: bool
) -> None:
    works, slow, left = Works(), Endless(), threading.Event()
    with asked(works, "a", "session", slow, left.is_set) as raised:
        assert slow.begun.wait(WAIT)
        works.do(page, name, lambda: None, here)
        if not stopped:
            assert not slow.ended.is_set()
            left.set()
    assert "newer settings" in str(raised[0]) if stopped else "nobody" in str(raised[0])
    assert slow.ended.wait(WAIT)


def test_more_than_may_run_at_once_is_refused_until_one_has_ended() -> None:
    works, slow, left = Works(most=1, patience=0.01), Endless(), threading.Event()
    with asked(works, "a", "run", slow, left.is_set):
        assert slow.begun.wait(WAIT)
        with pytest.raises(NotDone, match="1 computations are running already; try again"):
            works.do("b", "run", lambda: None, here)
        left.set()
    works.patience = WAIT
    assert works.do("b", "run", lambda: 3, here) == 3


def test_a_stop_that_comes_at_the_end_harms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops at any moment of a short computation: it ends, gives its place back, and no thread fails."""
    failed: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", failed.append)
    for k in range(300):
        ended = threading.Event()
        work = Work(lambda k=k: sum(range(10 * k)), ended.set)
        work.stop("over")
        assert ended.wait(WAIT)
        assert work.join(WAIT)
        with suppress(NotDone):
            assert work.result() == sum(range(10 * k))
    assert not failed
