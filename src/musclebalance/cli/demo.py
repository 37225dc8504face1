"""The main job: half a year at a desk, then sixteen weeks with and without treatment and cause."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..core.errors import MusclebalanceError
from ..lifestyle import Lifestyle
from ..pairs import pair
from ..simulation import Study, develop, study
from ..treatment import PIR, Plan, Session, StaticStretch

PAIR = "hip-flexors-gluteus-maximus"
DAYS, WEEKS = 180, 16


def programme(session: Session) -> Plan:
    """Three times a week in the clinic for 4 weeks, then five at home for 8 weeks at 80 % adherence."""
    clinic = Plan(session, per_week=3, weeks=4, where="clinic")
    return clinic + Plan(session, per_week=5, weeks=8, where="home", adherence=0.8)


def run(seed: int = 0, tol: float = 1e-4, progress: Callable[[str], None] | None = None) -> Study:
    """Develop the imbalance and simulate all nine arms."""
    desk = Lifestyle.office(hours=8, stress=0.6)
    if progress is not None:
        progress(f"{DAYS} days of {desk.name}")
    person = develop(pair(PAIR), desk, days=DAYS, tol=tol)
    pir = PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)
    static = StaticStretch(hold=29, rest=3, repetitions=5)
    programmes = {"no treatment": None, "PIR": programme(pir), "stretching": programme(static)}
    lives = {
        "cause removed": Lifestyle.healthy(),
        "cause reduced": Lifestyle.reduced(),
        "cause unchanged": desk,
    }
    return study(person, programmes, lives, weeks=WEEKS, seed=seed, tol=tol, progress=progress)


def write(found: Study, folder: str | Path, figure: bool = True) -> list[Path]:
    """Write trajectories (CSV) and the figure (PNG) into a folder; returns what was written."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    table = target / "trajectories.csv"
    found.to_frame().to_csv(table, float_format="%.6g")
    if not figure:
        return [table]
    image = target / "recovery.png"
    draw(found, image)
    return [table, image]


def draw(found: Study, path: Path) -> None:
    """The figure for a slide: how the imbalance came about, and what becomes of it in each arm."""
    import matplotlib.pyplot as plt

    from .. import plot

    if found.person.history is None:
        raise MusclebalanceError("the study's person has no history to draw; start from develop().")
    arms = {
        life: {programme: found[life, programme] for programme in found.programmes} for life in found.lives
    }
    with plot.style():
        figure = plot.story(found.person.history, arms)[0].figure
        figure.savefig(path)
        plt.close(figure)
