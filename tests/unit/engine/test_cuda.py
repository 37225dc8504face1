"""The driver's functions are called as they are declared: against a driver made of a few lines of C."""

import ctypes
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from musclebalance.core.errors import MusclebalanceError
from musclebalance.engine import cuda, gpu, integrate, ptx
from musclebalance.engine.layout import lay_out
from tests import emulated

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs gcc and a shared library of Linux")
SOURCE = Path(__file__).with_name("libcuda.c")


class Driver:
    """A driver that is none, and what was asked of it."""

    def __init__(self, path):
        self.path = str(path)
        self._library = ctypes.CDLL(self.path)
        self._library.fake_record.restype = ctypes.c_char_p
        self._library.fake_held.restype = ctypes.c_size_t

    def set(self, name, value):
        self._library.fake_set(name.encode(), value)

    def run(self, function):
        self._body = function  # as long as it may be called
        self._library.fake_body(function)

    @property
    def calls(self):
        return self._library.fake_record().decode().splitlines()

    @property
    def held(self):
        return self._library.fake_held()


@pytest.fixture
def driver(tmp_path):
    path = tmp_path / "libcuda.so.1"
    command = ["gcc", "-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-o", path, SOURCE, "-lpthread"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Driver(path)


def test_every_function_has_the_arguments_that_it_is_declared_with():
    """The fake's declarations are written from the driver's own; both must agree with the table."""
    text = re.sub(r"\s+", " ", SOURCE.read_text())
    for name, types in cuda.FUNCTIONS.items():
        (declared,) = re.findall(rf"int {name}\(([^)]*)\) {{", text)
        given = declared.split(", ")
        assert len(given) == len(types), name
        for one, kind in zip(given, types, strict=True):
            wanted = 8 if "*" in one or "u64" in one or "size_t" in one else 4
            assert ctypes.sizeof(kind) == wanted, (name, one)


def test_opening_a_card(driver):
    card = cuda.Card(driver.path)
    assert (card.name, card.people) == ("Fake card", 512)
    assert driver.calls == [
        "cuInit 0", "cuDriverGetVersion", "cuDeviceGet 0", "cuDeviceGetName 7", "cuDeviceGetAttribute 75 7",
        "cuDeviceGetAttribute 76 7", "cuDeviceGetAttribute 16 7", "cuDevicePrimaryCtxRetain 7",
        "cuStreamCreate 1", "cuStreamCreate 1",
    ]  # fmt: skip


def test_people_on_it_have_the_bits_of_the_processor(driver, program, people, toy, monkeypatch, fresh):
    """Everything but the card: the PTX is made and handed over, the kernel runs on this machine."""
    driver.run(emulated.compiled(emulated.host_text(lay_out(program)), ptx.ENTRY))
    card = cuda.Card(driver.path)
    monkeypatch.setattr(gpu, "_LOADED", {})
    monkeypatch.setattr(gpu, "card", lambda: card)
    course = toy.course(days=2)
    expected = integrate(program, *people, course)
    driver.set("clear", 0)
    with ThreadPoolExecutor(1) as thread:  # another thread than the one that opened it
        found = thread.submit(integrate, program, *people, course, executor="gpu").result()
    assert found.states.tobytes() == expected.states.tobytes()
    assert (found.steps == expected.steps).all()
    calls = driver.calls
    assert calls[:3] == ["cuModuleLoadData .target sm_75", "cuModuleGetFunction 0x30 people",
                         "cuFuncGetAttribute 3 0xf0"]  # fmt: skip
    assert [one for one in calls if "Launch" in one] == ["cuLaunchKernel 0xf0 1 1 1 32 1 1 0 0x51 (nil)"]
    copies = [one.split()[-1] for one in calls if "Memcpy" in one]
    assert set(copies) == {"0x52"}  # they do not wait for the kernel
    assert calls.count("cuStreamQuery 0x51") == 4
    names = [one.split()[0] for one in calls]
    assert names.count("cuMemAlloc_v2") == names.count("cuMemFree_v2") == 1
    assert driver.held == 0


def test_memory_that_the_threads_take_is_not_given_away(driver):
    card = cuda.Card(driver.path)
    before = card.free()
    assert before == 1 << 28
    card.load(b"kernel\0", "people")
    assert card.free() == before - 1000 * 2048 * 2
    driver.set("memory", 1000)
    assert card.free() == 0


def test_bytes_come_back_as_they_were_written(driver):
    card = cuda.Card(driver.path)
    address = card.allocate(4096)
    card.write(address + 8, np.arange(100.0))
    found = np.zeros(50)
    card.read(address + 8 * 51, found)
    assert (found == np.arange(50, 100)).all()
    card.release(address)
    assert driver.held == 0


def test_a_large_cohort_fills_the_card_and_no_more(driver):
    card = cuda.Card(driver.path)
    driver.run(ctypes.CFUNCTYPE(None, ctypes.c_uint64)(lambda task: None))
    for count, blocks in ((1, 1), (32, 1), (33, 2), (512, 16), (10_000, 16)):
        driver.set("clear", 0)
        card.launch(None, count, 0)
        assert driver.calls == [f"cuLaunchKernel (nil) {blocks} 1 1 32 1 1 0 0x51 (nil)"]


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("capability", 61, r"Fake card has compute capability 6\.1, 7\.5 is needed: use a later card"),
        ("driver", 10020, r"Fake card has a driver for CUDA 10\.2, 11\.0 is needed: renew it"),
        ("cuInit", 100, r"cuInit says CUDA_ERROR_NO_DEVICE: the driver shows no card: look at `nvidia-smi`"),
        ("cuInit", 803, r"cuInit says error 803: .*restart the machine"),
        ("cuInit", 999, r"cuInit says error 999: run it again; if it stays, report it"),
        ("cuDevicePrimaryCtxRetain", 2, r"CUDA_ERROR_OUT_OF_MEMORY on Fake card: other programs hold"),
    ],
)
def test_a_card_that_cannot_be_used_is_refused_with_what_to_do(driver, what, value, said):
    driver.set(what, value)
    with pytest.raises(cuda.CardError, match=said) as refused:
        cuda.Card(driver.path)
    assert str(refused.value).endswith("leave executor= out, and the processor finds the same numbers.")


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("cuModuleLoadData", 222, "the driver is too old for the kernel"),
        ("cuMemAlloc_v2", 2, "OUT_OF_MEMORY on Fake card: other programs hold the card's memory"),
        ("cuLaunchKernel", 701, "the kernel needs more than this card has"),
        ("cuStreamQuery", 702, "as it does on a card with a screen"),
        ("cuMemcpyDtoHAsync_v2", 700, "error 700 on Fake card: run it again"),
    ],
)
def test_whatever_stops_it_leaves_no_memory_taken_and_is_not_blamed_on_people(
    driver, program, people, toy, monkeypatch, fresh, what, value, said
):
    card = cuda.Card(driver.path)
    driver.run(ctypes.CFUNCTYPE(None, ctypes.c_uint64)(lambda task: None))
    monkeypatch.setattr(gpu, "_LOADED", {})
    monkeypatch.setattr(gpu, "card", lambda: card)
    driver.set(what, value)
    with pytest.raises(cuda.CardError, match=said):
        integrate(program, *people, toy.course(), executor="gpu")
    assert driver.held == 0
    assert not card.lock.locked()


def test_a_library_that_is_no_driver_is_refused(tmp_path):
    library = tmp_path / "empty.so"
    done = subprocess.run(["gcc", "-shared", "-o", library, "-x", "c", "/dev/null"], check=False)
    assert done.returncode == 0
    with pytest.raises(MusclebalanceError, match=r"finds no NVIDIA driver \(.*undefined symbol: cuInit"):
        cuda.Card(str(library))
    with pytest.raises(MusclebalanceError, match=r"finds no NVIDIA driver \(.*No such file"):
        cuda.Card(str(tmp_path / "none.so"))
