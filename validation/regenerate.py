"""One command for calibration, skill, scoreboard, tournament and every generated page.

``python -m validation.regenerate`` writes the frozen sets to the package's data and the pages to
the documentation, from a seed. Hypotheses are calibrated in two processes.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from musclebalance.evidence import calibrating, comparing, scoring
from musclebalance.evidence.fitted import leave_out
from musclebalance.evidence.published import scored
from musclebalance.evidence.ranking import (
    Standing,
    Tournament,
    discriminating_experiment,
    dump,
    ranked,
    standing,
)
from musclebalance.evidence.ranking import load as load_tournament
from musclebalance.model import hypotheses

from . import page
from .pages import causes, evidence_data, pairs, sensitivity, sources, targets
from .pages.scores import credibility_page, evidence_page, results_page, tournament_page

#: Hypotheses that are calibrated at a time, and the one that the library uses.
WORKERS, DEFAULT = 2, "combined"
#: So many seeds of unknown doses, the given one first, under which the scoreboard is compared.
SEEDS = 2
#: Package data beside this file's package.
DATA = Path(__file__).parents[1] / "src" / "musclebalance" / "evidence" / "data" / "calibration"


def main(arguments: list[str] | None = None) -> None:
    """Regenerate everything."""
    parser = argparse.ArgumentParser(prog="python -m validation.regenerate", description=__doc__)
    parser.add_argument("docs", nargs="?", default="docs", type=Path, help="folder of the pages")
    parser.add_argument("--data", default=DATA, type=Path, help="folder of the frozen sets")
    parser.add_argument("--seed", default=0, type=int)
    parser.add_argument(
        "--points", default=calibrating.POINTS, type=int, help="designed model runs per protocol and round"
    )
    parser.add_argument("--models", nargs="*", default=list(hypotheses.NAMED), help="hypotheses to calibrate")
    parser.add_argument(
        "--chance",
        action="store_true",
        help="also score under several seeds of the unknown doses, as after every calibration",
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--pages", action="store_true", help="only the scoreboard and the pages, from the frozen sets"
    )
    only.add_argument(
        "--texts", action="store_true", help="only the pages of the scores, from the frozen scores"
    )
    chosen = parser.parse_args(arguments)
    anew = not (chosen.pages or chosen.texts)
    if anew:
        _calibrate(chosen.data, chosen.models, chosen.seed, chosen.points)
        calibrating.calibration.cache_clear()
    if anew or chosen.chance:
        _chance(chosen.data, chosen.seed)
    if not chosen.texts:
        _score(chosen.data, chosen.seed)
        _pages(chosen.docs)
    _texts(chosen.data, chosen.docs)


def _calibrate(data: Path, models: list[str], seed: int, points: int) -> None:
    """Calibrate every hypothesis, hold the tournament, find the experiment."""
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        made = list(pool.map(partial(_one, data=data, seed=seed, points=points), models))
    sets, standings = {one.model: one for one, _ in made}, [entry for _, entry in made]
    ranking = ranked(standings)
    found = {}
    if len(ranking) > 1:
        found = discriminating_experiment(sets[ranking[0].model], sets[ranking[1].model], seed)
    held = Tournament(ranking, datetime.date.today().isoformat(), found)
    (data / "tournament.json").write_text(dump(held), "utf-8")
    _say(str(held))


def _one(name: str, data: Path, seed: int, points: int) -> tuple[calibrating.Calibration, Standing]:
    """Calibrate one hypothesis and leave studies out; of the default, hold it beside the baselines."""
    model, started = hypotheses.get(name), time.perf_counter()
    trained, u, made = calibrating.calibrate(model, seed, points)
    calibrating.save(made, data)
    fitted = leave_out(trained, u, seed, calibrating.draws_kept(u, seed))
    place = standing(model, fitted, u)
    if name == DEFAULT:
        found = comparing.compared(fitted, held_out=True)
        (data / "skill.json").write_text(json.dumps(found.to_json()) + "\n", "utf-8")
    _say(f"{name}: {time.perf_counter() - started:.0f} s, score {place.score:.1f}")
    return made, place


def _default(data: Path) -> calibrating.Calibration:
    return calibrating.load(data / f"{DEFAULT}.toml", data / f"{DEFAULT}.csv")


def _chance(data: Path, seed: int) -> None:
    """Score the default under several seeds of unknown doses, for what the page says of chance."""
    seeds = range(seed, seed + SEEDS)
    boards = [scoring.score(_default(data), scored(), seed=one) for one in seeds]
    inside = {use: [board.totals(use)["coverage"] for board in boards] for use in scoring.USES}
    counts = {use: boards[0].totals(use)["arms"] for use in scoring.USES}
    body = {"seeds": [*seeds], "results": counts, "inside": inside}
    (data / "seeds.json").write_text(json.dumps(body, indent=1) + "\n", "utf-8")


def _score(data: Path, seed: int) -> None:
    """Score the calibrated default model."""
    text = json.dumps(scoring.score(_default(data), scored(), seed=seed).to_json(), indent=1) + "\n"
    (data / "scoreboard.json").write_text(text, "utf-8")


def _texts(data: Path, docs: Path) -> None:
    """Write the pages of the scores: they show what is kept, to the last digit."""
    found, seeds = (json.loads((data / name).read_text("utf-8")) for name in ("skill.json", "seeds.json"))
    board = scoring.read_board((data / "scoreboard.json").read_text("utf-8"))
    board, held = replace(board, skill=comparing.read(found)), load_tournament(data / "tournament.json")
    for name, text in (
        ("evidence.md", evidence_page(board, _default(data), seeds)),
        ("evidence-results.md", results_page(board)),
        ("tournament.md", tournament_page(held)),
        ("credibility.md", credibility_page(board, _default(data), held)),
    ):
        (docs / name).write_text(text, "utf-8")
    for use in scoring.USES:
        _say(f"{use}: {json.dumps(board.totals(use))}")


def _pages(docs: Path) -> None:
    """Write the pages of the data, the pairs, their sources, the targets and the causes."""
    page.write(docs / "evidence-data", evidence_data.pages())
    page.write(docs / "model" / "pairs", pairs.pages())
    for name, markdown in (
        ("model/sources.md", sources.markdown),
        ("model/targets.md", targets.markdown),
        ("model/causes.md", causes.markdown),
    ):
        (docs / name).write_text(markdown(), "utf-8")
    sensitivity.write(docs / "model/sensitivity.md")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
