"""`python3 dev.py bench [--quick] [--json]`: measure the engine against its peers, write docs/benchmarks.md.

`python3 dev.py bench --gpu` measures people on an NVIDIA card, and writes nothing.

The peers live in an environment of their own, benchmarks/.venv, made on first use.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import case
from report import ratios, write

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEERS = HERE / ".venv"
PARTIAL = HERE / "partial.json"


def environment() -> Path:
    """Python of the peers' environment; made and filled on first use, what cannot be built is left out."""
    python = PEERS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = (HERE / "requirements.txt").read_text()
    stamp = PEERS / "requirements.done"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print("bench: setting up benchmarks/.venv (once)", file=sys.stderr)
    venv.create(PEERS, with_pip=True)
    for line in wanted.splitlines():
        if line and not line.startswith("#"):
            command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", line]
            if subprocess.run(command).returncode:
                print(f"bench: {line} could not be installed; it is left out of the table", file=sys.stderr)
    stamp.write_text(wanted)
    return python


def main() -> int:
    """Build the case, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and people, under five minutes")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--gpu", action="store_true", help="people on an NVIDIA card instead (benchmarks/gpu.py)"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    given = parser.parse_args()
    if given.gpu:
        import gpu

        return gpu.main(given.json)
    python = environment()
    with tempfile.TemporaryDirectory() as directory:
        problem, found = Path(directory) / "case.pickle", Path(directory) / "found.json"
        begin = time.perf_counter()
        case.build(problem)
        print(f"bench: built the case in {time.perf_counter() - begin:.1f} s", file=sys.stderr)
        command = [str(python), str(HERE / "measure.py"), str(problem), str(found)]
        paths = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(HERE)]), "OPENBLAS_NUM_THREADS": "1"}
        code = 1
        try:
            code = subprocess.run(
                [*command, *(["--quick"] if given.quick else [])], env={**os.environ, **paths}
            ).returncode
        finally:
            if code and found.exists():  # the stages that were done before it stopped
                shutil.copy(found, PARTIAL)
                print(f"bench: stopped; what was measured is in {PARTIAL}", file=sys.stderr)
        if code:
            return code
        result = json.loads(found.read_text())
    result["ratios"] = ratios(result)
    write(result, given.output)
    print(f"bench: wrote {given.output}", file=sys.stderr)
    print(json.dumps(result) if given.json else json.dumps(result["ratios"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
