"""An NVIDIA card by its driver's own functions, which every driver brings: nothing has to be installed.

References
----------
.. [1] NVIDIA, CUDA Driver API, https://docs.nvidia.com/cuda/cuda-driver-api.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from ctypes import byref, c_char_p, c_int, c_size_t, c_uint, c_uint64, c_void_p
from typing import Any

from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from .ptx import DRIVER, OLDEST

LIBRARY = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
ELSEWHERE = "leave executor= out, and the processor finds the same numbers"
#: Functions used, and the types of their arguments; each returns 0, or the number of an error.
FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "cuInit": (c_uint,),
    "cuDriverGetVersion": (c_void_p,),
    "cuDeviceGet": (c_void_p, c_int),
    "cuDeviceGetName": (c_char_p, c_int, c_int),
    "cuDeviceGetAttribute": (c_void_p, c_int, c_int),
    "cuDevicePrimaryCtxRetain": (c_void_p, c_int),
    "cuCtxSetCurrent": (c_void_p,),
    "cuStreamCreate": (c_void_p, c_uint),
    "cuStreamQuery": (c_void_p,),
    "cuStreamSynchronize": (c_void_p,),
    "cuModuleLoadData": (c_void_p, c_char_p),
    "cuModuleGetFunction": (c_void_p, c_void_p, c_char_p),
    "cuFuncGetAttribute": (c_void_p, c_int, c_void_p),
    "cuMemGetInfo_v2": (c_void_p, c_void_p),
    "cuMemAlloc_v2": (c_void_p, c_size_t),
    "cuMemFree_v2": (c_uint64,),
    "cuMemcpyHtoDAsync_v2": (c_uint64, c_void_p, c_size_t, c_void_p),
    "cuMemcpyDtoHAsync_v2": (c_void_p, c_uint64, c_size_t, c_void_p),
    "cuLaunchKernel": (c_void_p, *(c_uint,) * 7, c_void_p, c_void_p, c_void_p),
    "cuGetErrorName": (c_int, c_void_p),
}
PROCESSORS, THREADS, MAJOR, MINOR = 16, 39, 75, 76  # attributes of a device
LOCAL_BYTES = 3  # attribute of a function
OWN_STREAM = 1  # a stream that does not wait for others
WARP = 32
RESIDENT = 65536 // 256  # threads a processor keeps: its registers, at 255 and one more for each thread
NOT_READY, OUT_OF_MEMORY = 600, 2
REMEDIES = {
    OUT_OF_MEMORY: "other programs hold the card's memory: end them, or give fewer people a block (block=)",
    3: "the process is ending",
    100: "the driver shows no card: look at `nvidia-smi`, and whether CUDA_VISIBLE_DEVICES hides it",
    218: "the driver cannot compile the kernel: renew it",
    222: "the driver is too old for the kernel: renew it",
    701: "the kernel needs more than this card has",
    702: "the driver ends kernels that run for seconds, as it does on a card with a screen: use one without",
    803: "the driver and its library are of different versions: restart the machine",
}


class CardError(MusclebalanceError):
    """There is no card that can be used, or it stopped; says what was found and what to do."""


class Card:
    """The first card that the driver shows; a `CardError` if there is none, or one that is too old."""

    def __init__(self, library: str = LIBRARY) -> None:
        try:
            self._library = ctypes.CDLL(library)
            for name, types in FUNCTIONS.items():
                getattr(self._library, name).argtypes = types
        except (OSError, AttributeError) as problem:
            raise CardError(
                f"executor='gpu' finds no NVIDIA driver ({problem}): install the driver of an NVIDIA card, "
                f"or {ELSEWHERE}."
            ) from None
        self._call("cuInit", 0)
        driver = self._found(c_int, "cuDriverGetVersion")
        self._device = self._found(c_int, "cuDeviceGet", 0)
        named = ctypes.create_string_buffer(256)
        self._call("cuDeviceGetName", named, len(named), self._device)
        self.name = named.value.decode(errors="replace")
        capability = self._attribute(MAJOR), self._attribute(MINOR)
        _check(self.name, capability, OLDEST, "compute capability", "use a later card")
        _check(self.name, (driver // 1000, driver % 1000 // 10), DRIVER, "a driver for CUDA", "renew it")
        #: People that it works on at once.
        self.people = RESIDENT * self._attribute(PROCESSORS)
        #: Held by whoever uses it.
        self.lock = threading.Lock()
        self._context = self._found(c_void_p, "cuDevicePrimaryCtxRetain", self._device)
        self._kernels, self._copies = (self._made("cuStreamCreate", OWN_STREAM) for _ in range(2))
        self._reserve = 0  # bytes that the threads take for themselves when a kernel starts

    def free(self) -> int:
        """Memory that can be had [bytes]."""
        free, total = c_size_t(), c_size_t()
        self._within("cuMemGetInfo_v2", byref(free), byref(total))
        return max(free.value - self._reserve, 0)

    def load(self, assembly: bytes, entry: str) -> Any:
        """A function of a kernel, compiled by the driver, which keeps what it compiles."""
        module = self._made("cuModuleLoadData", assembly)
        function = self._made("cuModuleGetFunction", module, entry.encode())
        local = self._found(c_int, "cuFuncGetAttribute", LOCAL_BYTES, function)
        threads = self._attribute(THREADS) * self._attribute(PROCESSORS)
        self._reserve = max(self._reserve, local * threads)
        return function

    def allocate(self, count: int) -> int:
        """Address of so many bytes."""
        address = c_uint64()
        self._within("cuMemAlloc_v2", byref(address), count)
        return address.value

    def release(self, address: int) -> None:
        """Give memory back."""
        self._within("cuMemFree_v2", address)

    def write(self, address: int, array: NDArray[Any]) -> None:
        """Copy an array to the card, also while a kernel runs."""
        self._within("cuMemcpyHtoDAsync_v2", address, array.ctypes.data, array.nbytes, self._copies)
        self._call("cuStreamSynchronize", self._copies)

    def read(self, address: int, array: NDArray[Any]) -> None:
        """Copy memory of the card into an array, also while a kernel runs."""
        self._within("cuMemcpyDtoHAsync_v2", array.ctypes.data, address, array.nbytes, self._copies)
        self._call("cuStreamSynchronize", self._copies)

    def launch(self, function: Any, people: int, task: int) -> None:
        """Start a kernel on a task, with a thread for each person, as many as the card keeps at most."""
        blocks = -(-min(people, self.people) // WARP)
        argument = c_uint64(task)
        arguments = (c_void_p * 1)(ctypes.addressof(argument))
        shape = (blocks, 1, 1, WARP, 1, 1, 0)
        self._within("cuLaunchKernel", function, *shape, self._kernels, arguments, None)

    def running(self) -> bool:
        """Whether the kernel that was started is still at work."""
        return self._within("cuStreamQuery", self._kernels) == NOT_READY

    def _attribute(self, which: int) -> int:
        return int(self._found(c_int, "cuDeviceGetAttribute", which, self._device))

    def _made(self, name: str, *args: Any) -> Any:
        """A handle that a function of this card's context gives."""
        self._call("cuCtxSetCurrent", self._context)
        return self._found(c_void_p, name, *args)

    def _found(self, kind: Any, name: str, *args: Any) -> Any:
        """What a function writes to its first argument."""
        value = kind()
        self._call(name, byref(value), *args)
        return value.value

    def _within(self, name: str, *args: Any) -> int:
        """Call a function in this card's context, from whichever thread."""
        self._call("cuCtxSetCurrent", self._context)
        return self._call(name, *args)

    def _call(self, name: str, *args: Any) -> int:
        """Call a function of the driver; an error becomes a sentence."""
        code = int(getattr(self._library, name)(*args))
        if code in (0, NOT_READY):
            return code
        said = c_char_p()
        self._library.cuGetErrorName(code, byref(said))
        told = said.value.decode() if said.value else f"error {code}"
        remedy = REMEDIES.get(
            code, "run it again; if it stays, report it with the versions of driver and card"
        )
        where = f" on {self.name}" if hasattr(self, "name") else ""
        raise CardError(f"executor='gpu': {name} says {told}{where}: {remedy}, or {ELSEWHERE}.")


def _check(card: str, found: tuple[int, int], needed: tuple[int, int], what: str, remedy: str) -> None:
    """Refuse what is older than it has to be."""
    if found < needed:
        have, least = (".".join(map(str, version)) for version in (found, needed))
        raise CardError(f"the card {card} has {what} {have}, {least} is needed: {remedy}, or {ELSEWHERE}.")
