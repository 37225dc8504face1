"""A card that is none: memory of its own, and the card's entry compiled for this machine, run by threads."""

import ctypes
import threading

import numpy as np

from musclebalance.engine import jit, ptx

__all__ = ["CAPACITY", "Card", "host_text"]

CAPACITY = 1 << 28
_COMPILED = {}


def host_text(blueprint):
    """The text of a card's kernel; only how the entry is called differs."""
    return ptx.text(blueprint).replace("ptx_kernel ", "")


def compiled(text, entry):
    """The entry as a function of this machine."""
    if text not in _COMPILED:
        machine = jit.Machine()
        _COMPILED[text] = machine, machine.load(machine.compile(text), entry)
    return _COMPILED[text][1]


class Card:
    """Works on `people` at once, with `workers` threads that really run at the same time."""

    name = "Emulated"

    def __init__(self, people=8, memory=CAPACITY, workers=3):
        self.people, self.memory, self.workers = people, memory, workers
        self.lock = threading.Lock()
        self.launches = []  # people of each wave
        self.largest = 0  # most bytes that were in use
        self._held = {}
        self._running = []

    def free(self):
        return self.memory - sum(len(buffer) for buffer, _ in self._held.values())

    def load(self, assembly, entry):
        assert assembly.endswith(b"\0")
        return compiled(assembly[:-1].decode(), entry)

    def allocate(self, count):
        assert count <= self.free(), "more than there is"
        buffer = (ctypes.c_char * (count + 256))()
        address = -(-ctypes.addressof(buffer) // 256) * 256
        self._held[address] = buffer, count
        self.largest = max(self.largest, count)
        return address

    def release(self, address):
        assert not self.running(), "memory is given back while a kernel works on it"
        del self._held[address]

    def write(self, address, array):
        self._check(address, array)
        ctypes.memmove(address, array.ctypes.data, array.nbytes)

    def read(self, address, array):
        self._check(address, array)
        ctypes.memmove(array.ctypes.data, address, array.nbytes)

    def launch(self, function, people, task):
        assert not self.running()
        self.launches.append(people)
        threads = min(people, self.people)

        def work(count):
            for _ in range(count):
                function(task)

        counts = np.bincount(np.arange(threads) % self.workers)
        self._running = [threading.Thread(target=work, args=(int(count),)) for count in counts]
        for thread in self._running:
            thread.start()

    def running(self):
        return any(thread.is_alive() for thread in self._running)

    @property
    def idle(self):
        """Whether all memory was given back and nothing runs."""
        return not self._held and not self.running()

    def _check(self, address, array):
        assert array.flags.c_contiguous
        inside = (a <= address and address + array.nbytes <= a + n for a, (_, n) in self._held.items())
        assert any(inside), "outside what was allocated"
