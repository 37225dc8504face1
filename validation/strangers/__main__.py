"""``python3 dev.py strangers [--cases N] [--seed S] [--record FILE]``: run cases, go on where it was left."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from musclebalance.core.writing import write_text

from .counting import Count, count_block
from .drawing import SIZE

#: Blocks come back more often than this [s], or a process is lost.
LOST = 3600


def counted(seed: int, blocks: Sequence[int], workers: int) -> Iterator[Count]:
    """Run blocks, here or in processes of their own, and give each as it is done."""
    run = partial(count_block, seed)
    if workers == 1:
        yield from map(run, blocks)
        return
    ignoring = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the processes from here
    with multiprocessing.get_context("spawn").Pool(workers, signal.signal, ignoring) as pool:
        coming = pool.imap_unordered(run, blocks)
        for _ in blocks:
            yield coming.next(LOST)


def main(arguments: list[str]) -> int:
    """Run cases and print the count; 1 when something does not hold."""
    parser = argparse.ArgumentParser(prog="strangers", description=__doc__)
    many = f"cases in all, those of the record included; whole blocks of {SIZE}"
    parser.add_argument("--cases", type=int, default=1000, help=many)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument(
        "--record", type=Path, default=Path("out/strangers.json"), help="the count, kept here"
    )
    given = parser.parse_args(arguments)
    kept: dict[str, Any] = {"seed": given.seed, "blocks": [], "counts": {}, "wrong": {}}
    if given.record.exists():
        kept = json.loads(given.record.read_text("utf-8"))
        if kept["seed"] != given.seed or "blocks" not in kept:
            parser.error(f"{given.record} counts other cases; give seed {kept['seed']}, or another --record.")
    given.record.parent.mkdir(parents=True, exist_ok=True)
    counts = Counter(kept["counts"])
    left = sorted({*range(-(-given.cases // SIZE))} - {*kept["blocks"]})
    try:
        for done in counted(given.seed, left, given.workers):
            for number, wrong in done.wrong.items():
                print(f"case {number}: {'; '.join(wrong)}", flush=True)
            kept["wrong"] |= {str(number): wrong for number, wrong in done.wrong.items()}
            counts.update(done.counts)
            kept |= {"blocks": sorted([*kept["blocks"], done.block]), "counts": dict(sorted(counts.items()))}
            write_text(given.record, json.dumps(kept))
    except KeyboardInterrupt:
        print(f"stopped; the blocks that are done are kept in {given.record}")
        return 130
    except multiprocessing.TimeoutError:
        print(f"a process was lost; blocks without an answer: {sorted({*left} - {*kept['blocks']})}")
        return 1
    print(json.dumps(kept["counts"], indent=1))
    print(f"{len(kept['wrong'])} of {counts['cases']} cases of seed {given.seed} do not hold")
    return 1 if kept["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
