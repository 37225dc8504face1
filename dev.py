"""Every task of the project behind one command: ``python3 dev.py TASK [ARGUMENTS]``.

Needs Python 3.11 or newer and nothing else. The first run of a task makes ``.venv`` and installs what the
task needs in the versions of ``constraints.txt``; later runs start at once, until pyproject.toml,
constraints.txt or Python change. ``lowest`` and ``newest`` make an environment of their own each time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent
NOTHING_COLLECTED = 5  # pytest's exit code when a selection holds no test


class Task(NamedTuple):
    """What a task is for, the extras it needs, and its commands; the last one gets the user's arguments.

    The commands `beside` run in order while the others do. `versions` names how they are chosen, `apart` an
    environment of the task's own, where what it needs is too heavy for the others.
    """

    help: str
    extras: str
    commands: tuple[tuple[str, ...], ...]
    may_be_empty: bool = False
    beside: tuple[tuple[str, ...], ...] = ()
    versions: str = "pinned"
    apart: str = ""

    @property
    def venv(self) -> Path:
        """The environment it runs in."""
        suffix = self.apart or ("" if self.versions == "pinned" else self.versions)
        return ROOT / f".venv-{suffix}".removesuffix("-")

    @property
    def python(self) -> Path:
        """The interpreter of that environment."""
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


LINT = (
    ("-m", "ruff", "check", "."),
    ("-m", "ruff", "format", "--check", "--quiet", "."),
    ("-m", "mypy"),
    ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
)
PYTEST = ("-m", "pytest", "--durations=25")
FIXED = ("--hypothesis-profile=fixed",)  # the same random cases everywhere; `slow` draws new ones each time
FAST = "not (slow or browser or cluster or simulators)"
APART = tuple(  # tested while the others are, after the documentation is built
    f"tests/{path}" for path in ("examples", "architecture", "unit/plot", "unit/inference")
)
WITHOUT = ("tests/unit/engine/test_kernels.py", "tests/unit/engine/test_stream.py")  # hold `nocompiler`
SMOKE = tuple(  # what reaches every dependency, in a few minutes
    f"tests/{path}"
    for path in (
        *("unit/engine/test_jit.py", "unit/engine/test_kernels.py", "unit/result/test_files.py"),
        *("unit/plot/test_course.py", "unit/inference/test_sensitivity.py", "unit/population/test_power.py"),
        "reference/fitting",
    )
)
SPHINX = ("-m", "sphinx", "-W", "--keep-going", "-q", "-d", "docs/_build/trees", "docs", "docs/_build/html")

TASKS = {
    "demo": Task("run the main job: summary, CSV and figure", "io", (("-m", "musclebalance", "demo"),)),
    "test": Task(
        "lint, types, layers, documentation, the tests without a compiler and with it",
        "test,docs",
        (
            *LINT,
            (*PYTEST, *FIXED, "-m", FAST, *(f"--ignore={folder}" for folder in APART)),
        ),
        beside=(
            SPHINX,
            (*PYTEST, "-m", "nocompiler", "--without-compiler", "-p", "no:cacheprovider", *WITHOUT),
            (*PYTEST, *FIXED, "-m", FAST, "-p", "no:cacheprovider", *APART),
        ),
    ),
    "lint": Task("ruff, mypy and the layer contract only", "test", LINT),
    "pytest": Task("the tests only, with pytest's own arguments", "test", (PYTEST,)),
    "format": Task(
        "format the code and mend what ruff can mend",
        "test",
        (("-m", "ruff", "check", "--fix", "."), ("-m", "ruff", "format", ".")),
    ),
    "slow": Task(
        "all tests but those in a browser, the slow ones too, and which lines they reach",
        "test",
        ((*PYTEST, "-m", "not (browser or simulators)", "--cov", "--cov-report=term"),),
        True,
    ),
    "strangers": Task(
        "random timelines, going on where it was left: --cases 100000 --seed 0",
        "test",
        (("-m", "validation.strangers"),),
    ),
    "browser": Task("the tests that need a browser", "test", ((*PYTEST, "-m", "browser"),), True),
    "simulators": Task(
        "OpenSim, MuJoCo, RoadRunner and others open and run what we write",
        "test,simulators",
        ((*PYTEST, "-m", "simulators"),),
        apart="simulators",
    ),
    "notebooks": Task("run every notebook", "test", ((*PYTEST, "tests/examples", "-k", "notebook"),), True),
    "lowest": Task(
        "some tests with the lowest versions that pyproject.toml allows",
        "test",
        ((*PYTEST, "-m", FAST, *SMOKE),),
        versions="lowest",
    ),
    "newest": Task(
        "some tests with the newest versions there are",
        "test",
        ((*PYTEST, "-m", FAST, *SMOKE),),
        versions="newest",
    ),
    "licences": Task("write docs/licences.md", "test", (("-m", "validation.licences"),)),
    "docs": Task("build the documentation offline, warnings are errors", "docs", (SPHINX,)),
    "bench": Task("run the benchmarks and write their table", "test", (("benchmarks/run.py",),)),
    "house": Task(
        "the house in figures: lines by room, circles, files of the first lines",
        "test",
        (("-m", "validation.house"),),
    ),
    "python": Task("Python of the project's environment", "io", ((),)),
}


def fingerprint() -> str:
    """Hash of everything that decides what is installed."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode(), str(ROOT).encode()])).hexdigest()


def pins(versions: str) -> str:
    """Constraints for pip; no hashes, with which pip installs no project that can be edited."""
    if versions == "newest":
        return ""
    if versions == "pinned":
        lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        return "\n".join(line.rstrip(" \\") for line in lines if "--hash" not in line)
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].items()
    asked = [project["dependencies"], *(wanted for extra, wanted in extras if extra not in ("docs", "test"))]
    return "\n".join(one.replace(">=", "==") for group in asked for one in group if ">=" in one)


def install(task: Task) -> None:
    """Make the environment and install the project with the task's extras, unless that is done already."""
    stamp, mark = task.venv / f"ready-{task.extras}", fingerprint()
    if task.versions != "pinned":
        shutil.rmtree(task.venv, ignore_errors=True)
    elif stamp.is_file() and stamp.read_text() == mark and task.python.exists():
        return
    print(f"dev.py: setting up {task.venv.name} for '{task.extras}'", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    if not task.python.exists():
        make = [uv, "venv", "-q", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
        subprocess.run([*make, task.venv], check=True)
    constraints = task.venv / "constraints.txt"
    constraints.write_text(pins(task.versions), "utf-8")
    target: list[str | Path] = ["-q", "-c", constraints, "-e", f"{ROOT}[{task.extras}]"]
    if uv:
        subprocess.run(
            [uv, "pip", "install", "--python", task.python, "--compile-bytecode", *target], check=True
        )
    else:
        subprocess.run(
            # what is imported is compiled then: 60 s of work in place of 100
            [task.python, "-m", "pip", "install", "--no-compile", "--disable-pip-version-check", *target],
            check=True,
        )
    stamp.write_text(mark)


def run(task: Task, arguments: list[str]) -> int:
    """Run a task; the exit code of the first command that fails is the answer."""
    if not task.beside:
        return in_order(task, arguments)
    with tempfile.TemporaryFile("w+") as said:
        beside = Beside(task, said)
        beside.start()
        try:
            code = in_order(task, arguments)
            if code == 0:
                print("dev.py: waiting for what runs beside", file=sys.stderr, flush=True)
                beside.join()
                code = beside.code
        finally:
            beside.stop()
            said.seek(0)
            print(said.read(), flush=True)
    return code if code >= 0 else 128 - code


class Beside(threading.Thread):
    """Commands run in order while others run; what they print goes to a file."""

    def __init__(self, task: Task, said: IO[str]) -> None:
        super().__init__()
        self.task, self.said = task, said
        self.code, self.stopped, self.turn = 0, False, threading.Lock()
        self.process: subprocess.Popen[str] | None = None

    def run(self) -> None:
        """Run them; stop at the first that fails."""
        for command in self.task.beside:
            with self.turn:
                if self.stopped or self.code:
                    return
                self.process = subprocess.Popen(
                    [self.task.python, *command],
                    cwd=ROOT,
                    stdout=self.said,
                    stderr=subprocess.STDOUT,
                    text=True,
                )
            begin = time.perf_counter()
            self.code = self.process.wait()
            print(f"dev.py: {time.perf_counter() - begin:.0f} s", file=self.said, flush=True)

    def stop(self) -> None:
        """End what still runs."""
        with self.turn:
            self.stopped = True
            if self.process is not None:
                self.process.terminate()  # does nothing to a process that has ended
        self.join()


def in_order(task: Task, arguments: list[str]) -> int:
    """Run the task's commands in order and stop at the first that fails; its exit code is the answer."""
    for number, command in enumerate(task.commands, 1):
        rest = arguments if number == len(task.commands) else []
        code = subprocess.run([task.python, *command, *rest], cwd=ROOT).returncode
        if code == NOTHING_COLLECTED and (task.may_be_empty or number < len(task.commands)):
            code = 0
        if code:
            return code if code > 0 else 128 - code
    return 0


def main(arguments: list[str]) -> int:
    """Run one task by name; without a name, list them."""
    if sys.version_info < (3, 11):  # noqa: UP036  (an older Python gets a sentence, not a traceback)
        print(f"dev.py: Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    if not arguments or arguments[0] not in TASKS:
        print("usage: python3 dev.py TASK [ARGUMENTS]\n")
        print("\n".join(f"  {name:<10} {task.help}" for name, task in TASKS.items()))
        return 0 if arguments in ([], ["-h"], ["--help"]) else 2
    task = TASKS[arguments[0]]
    try:
        install(task)
    except subprocess.CalledProcessError as error:
        print(f"dev.py: setting up {task.venv.name} failed: {error}", file=sys.stderr)
        print(
            f"Debian needs the package python3-venv; else delete {task.venv.name} and try again.",
            file=sys.stderr,
        )
        return 1
    try:
        return run(task, arguments[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
