"""Runs killed at any moment go on from the blocks that are there, with the same bits, and lose nobody.

`python3 dev.py pytest -m slow tests/reference/faults -s` kills a hundred runs and prints what became of them.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes to fork here")

PEOPLE = 64
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM) if hasattr(signal, "SIGKILL") else ()
#: Runs asked for on stdin, each in a process of its own, which says its people and a checksum of its numbers.
RUNS = f"""
import hashlib, os, signal, sys, traceback
import musclebalance as mb

def run(kind, folder):
    if kind == "cohort":
        people = cohort.develop(office, 5, tol=1e-2, checkpoint=folder, progress=False)
        return [people.state, people.healthy_state, people.numbers]
    trial = mb.trial(cohort, arms, mb.Lifestyle.reduced(), weeks=2, seed=2, before=office, before_days=5,
                     tol=1e-2, checkpoint=folder, progress=False)
    return [trial.people.state, trial.people.numbers, trial.arm, *trial.truth.values(), trial.sessions]

def answer(kind, folder):
    try:
        found = run(kind, folder)
        whole = hashlib.sha256(b"".join(array.tobytes() for array in found)).hexdigest()
        print("found", len(found[0]), whole, flush=True)
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(0)

cohort = mb.Cohort.sample(mb.pair("hip-flexors-gluteus-maximus"), n={PEOPLE}, seed=5)
arms = {{"PIR": mb.Plan(mb.PIR(), per_week=3, weeks=2, adherence=0.7), "none": None}}
office = mb.Lifestyle.office()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored in the background
cohort[:2].develop(days=1, progress=False)  # what is compiled once is
for line in sys.stdin:
    child = os.fork() or answer(*line.split())
    print("begun", child, flush=True)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    print("ended", flush=True)
    sys.stdin.readline()  # until then nobody else has its number
    os.waitpid(child, 0)
"""


@dataclass
class Killer:
    """Runs in processes, some of which are killed on their way."""

    server: subprocess.Popen[str]
    rng: random.Random
    kills: Counter[str] = field(default_factory=Counter)

    def run(self, kind: str, folder: Path, after: float | None = None) -> str:
        """What a run says at its end; nothing when it is killed so many seconds `after` its beginning."""
        self.ask(f"{kind} {folder}")
        said, how = "", ""
        assert self.server.stdout is not None
        for line in self.server.stdout:
            word, *rest = line.split()
            if word == "found":
                said = " ".join(rest)
            elif word == "begun" and after is not None:
                time.sleep(after)
                how = self.kill(int(rest[0]))
            elif word == "ended":
                break
        self.ask("on")
        if how and not said:
            self.kills[how] += 1
        return said

    def ask(self, line: str) -> None:
        """A line to the process in which they run."""
        assert self.server.stdin is not None
        self.server.stdin.write(f"{line}\n")
        self.server.stdin.flush()

    def kill(self, child: int) -> str:
        """Send a signal; a second one follows now and then, as from somebody impatient."""
        how = self.rng.choice(SIGNALS)
        for _ in range(self.rng.choice((1, 1, 2))):
            os.kill(child, how)
        return how.name


@contextmanager
def killer(seed: int) -> Iterator[Killer]:
    command = [sys.executable, "-c", RUNS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield Killer(server, random.Random(seed))
        assert server.stdin is not None
        server.stdin.close()


def killed_and_resumed(folder: Path, kills: int, seed: int, kinds: Sequence[str]) -> Counter[str]:
    """So many runs are killed, up to four in a row in one folder; what is left leads to the same end."""
    with killer(seed) as runs:
        usual, long = {}, {}
        for kind in kinds:
            begin = time.perf_counter()
            usual[kind] = runs.run(kind, folder / f"whole-{kind}")
            long[kind] = time.perf_counter() - begin
            assert usual[kind].startswith(f"{PEOPLE} ")
        round_, used = 0, 0
        while sum(runs.kills.values()) < kills:
            kind, round_ = runs.rng.choice(kinds), round_ + 1
            place = folder / f"{round_}-{kind}"
            for _ in range(min(runs.rng.randint(1, 4), kills - sum(runs.kills.values()))):
                said = runs.run(kind, place, after=runs.rng.uniform(0.0, long[kind]))
                assert said in ("", usual[kind])
                long[kind] *= 0.8 if said else 1.0  # it was too fast to be killed
            before = {path: path.stat().st_mtime_ns for path in place.glob("[!.]*")}
            assert runs.run(kind, place) == usual[kind]
            assert all(path.stat().st_mtime_ns == when for path, when in before.items())
            names = {path.name for path in place.glob("[!.]*")}
            assert names == {path.name for path in (folder / f"whole-{kind}").iterdir()}
            used += len(before)
        assert used or kills < 10, "no run was killed after its first block"
        print(f"{kills} killed in {round_} folders {dict(runs.kills)}; {used} blocks used again")
        return runs.kills


def test_three_killed_runs_go_on_and_lose_nobody(tmp_path: Path) -> None:
    assert sum(killed_and_resumed(tmp_path, kills=3, seed=4, kinds=("cohort",)).values()) == 3


@pytest.mark.slow
def test_a_hundred_killed_runs_go_on_and_lose_nobody(tmp_path: Path) -> None:
    killed = killed_and_resumed(tmp_path, kills=100, seed=5, kinds=("cohort", "trial"))
    assert sum(killed.values()) == 100
    assert set(killed) == {one.name for one in SIGNALS}


@pytest.mark.slow
def test_three_processes_in_one_folder_find_the_same(tmp_path: Path) -> None:
    with killer(1) as one, killer(2) as two, killer(3) as three:
        for kind in ("cohort", "trial"):
            usual = one.run(kind, tmp_path / f"alone-{kind}")
            with ThreadPoolExecutor(3) as threads:
                waiting = [threads.submit(runs.run, kind, tmp_path / kind) for runs in (one, two, three)]
                found = [future.result() for future in waiting]
            assert found == [usual] * 3
            assert not [path for path in (tmp_path / kind).iterdir() if path.suffix != ".npz"]
