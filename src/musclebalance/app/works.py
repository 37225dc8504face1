"""What the page asks to be computed: few things at a time, and none for longer than somebody waits for it."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from ..core.errors import MusclebalanceError

#: Computations at a time, how long one may take [s], and how long one waits for its turn [s].
MOST, LONGEST, PATIENCE = 4, 60.0, 2.0
#: How often it is looked whether somebody still waits [s].
LOOK = 0.05


class NotDone(MusclebalanceError):
    """A computation that was not begun, or was stopped; says why."""


class Work:
    """A computation in a thread of its own, which stops as at Ctrl-C."""

    def __init__(self, compute: Callable[[], Any], ended: Callable[[], object] = lambda: None) -> None:
        self.why = ""  # it was stopped
        self._compute, self._ended = compute, ended
        self._found: Any = None
        self._problem: BaseException | None = None
        self._lock, self._begun, self._over = threading.Lock(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._begun.wait()  # a stop from now on arrives where it is expected

    def _run(self) -> None:
        try:
            try:
                self._begun.set()
                self._found = self._compute()
            except BaseException as problem:
                self._problem = problem
            with self._lock:
                self._over.set()
        except KeyboardInterrupt:  # it came when everything was done
            self._over.set()
        self._ended()

    def stop(self, why: str) -> None:
        """Interrupt it, once."""
        with self._lock:
            if self.why or self._over.is_set():
                return
            self.why = why
            thread = ctypes.c_ulong(self._thread.ident or 0)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(KeyboardInterrupt))

    def join(self, seconds: float | None = None) -> bool:
        """Wait for its end; whether it is over."""
        return self._over.wait(seconds)

    def result(self) -> Any:
        """What was found, or the error that was raised."""
        if self.why:
            raise NotDone(self.why)
        if self._problem is not None:
            raise self._problem
        return self._found


class Works:
    """The computations of all pages: a newer one of a page takes the place of its older ones."""

    def __init__(self, most: int = MOST, longest: float = LONGEST, patience: float = PATIENCE) -> None:
        self.longest, self.patience = longest, patience
        self._most, self._room = most, threading.Semaphore(most)
        self._lock, self._now = threading.Lock(), dict[tuple[str, str], Work]()

    def do(self, page: str, name: str, compute: Callable[[], Any], gone: Callable[[], bool]) -> Any:
        """What `compute` finds, unless a newer run of the page, or one of the same name, begins meanwhile."""
        key = (page, name)
        with self._lock:
            for other, work in self._now.items():
                if other == key or (name == "run" and other[0] == page):
                    work.stop("newer settings took its place.")
        if not self._room.acquire(timeout=self.patience):
            raise NotDone(
                f"{self._most} computations are running already; try again when one of them has ended, "
                "or close another page."
            )
        with self._lock:
            work = self._now[key] = Work(compute, self._room.release)
        try:
            self._wait(work, gone)
            return work.result()
        finally:
            with self._lock:
                if self._now.get(key) is work:
                    del self._now[key]

    def _wait(self, work: Work, gone: Callable[[], bool]) -> None:
        """Wait while somebody waits, and not longer than the limit."""
        end = monotonic() + self.longest
        while not work.join(LOOK) and not work.why:
            if gone():
                work.stop("nobody waited for it any more.")
            elif monotonic() > end:
                work.stop(
                    f"stopped after {self.longest:g} s; ask for less: fewer days, weeks or repetitions."
                )
