"""Several arms from one starting point: programmes crossed with what becomes of the cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.arguments import public
from ..core.errors import EngineError, MusclebalanceError
from ..engine.executor import carrying
from ..lifestyle import Lifestyle
from ..result import Person, Result
from ..treatment import Plan
from .run import simulate

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Study:
    """Results of all arms, from one person.

    Parameters
    ----------
    person : Person
        The common start.
    results : mapping
        ``(life, programme) -> Result``.
    control : str
        Programme that the others are compared with.
    stopped : str
        Why arms are missing, and which one is partial; empty when the study is whole.
    """

    person: Person
    results: Mapping[tuple[str, str], Result]
    control: str
    stopped: str = ""

    def __getitem__(self, key: tuple[str, str]) -> Result:
        if key not in self.results:
            known = ", ".join(repr(k) for k in self.results)
            raise MusclebalanceError(f"no arm {key!r}. Known: {known}.")
        return self.results[key]

    @property
    def lives(self) -> tuple[str, ...]:
        """Names of the lives, in order."""
        return tuple(dict.fromkeys(life for life, _ in self.results))

    @property
    def programmes(self) -> tuple[str, ...]:
        """Names of the programmes, in order."""
        return tuple(dict.fromkeys(programme for _, programme in self.results))

    @property
    def moments(self) -> dict[str, float]:
        """Days at which the study reads: before, after the longest programme, at follow-up [d]."""
        whole = [r for r in self.results.values() if r.stopped is None]
        return max((r.moments for r in whole or self.results.values()), key=len)

    @property
    def whole_lives(self) -> tuple[str, ...]:
        """Names of the lives all of whose programmes, the control among them, reached the end."""
        needed = (*self.programmes, self.control)
        return tuple(life for life in self.lives if all(self._whole(life, p) for p in needed))

    def due_to_treatment(self, life: str, programme: str) -> dict[str, dict[str, float | None]]:
        """Share of each recovery that is due to the programme, per component and moment."""
        return self[life, programme].due_to_treatment(self[life, self.control])

    def _whole(self, life: str, programme: str) -> bool:
        arm = self.results.get((life, programme))
        return arm is not None and arm.stopped is None

    def table(self, name: str) -> pd.DataFrame:
        """One variable: a row per arm, a column per moment [unit shown]; NaN beyond an arm's end."""
        import pandas as pd

        rows = {
            arm: {
                f"{when} (d {day:.0f})": r.at(name, day) if day <= r.days[-1] else np.nan
                for when, day in self.moments.items()
            }
            for arm, r in self.results.items()
        }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index = pd.MultiIndex.from_tuples(frame.index, names=["cause", "programme"])
        return frame

    def to_frame(self) -> pd.DataFrame:
        """Trajectories of all arms, one below the other: cause, programme, day, main readouts with units."""
        import pandas as pd

        frames = {arm: r.to_frame() for arm, r in self.results.items()}
        return pd.concat(frames, names=["cause", "programme", "day"])

    def summary(self) -> dict[str, Any]:
        """Everything as plain data, ready for JSON."""
        arms = []
        for (life, programme), result in self.results.items():
            entry = {"cause": life, "programme": programme, **result.summary()}
            compared = programme != self.control and self._whole(life, self.control)
            if compared and self._whole(life, programme):
                entry["due_to_treatment"] = self.due_to_treatment(life, programme)
            arms.append(entry)
        return {
            "stopped": self.stopped or None,
            "start": str(self.person.history) if self.person.history else str(self.person),
            "control": self.control,
            "arms": arms,
        }


@public
def study(
    person: Person,
    programmes: Mapping[str, Plan | None],
    lives: Mapping[str, Lifestyle],
    *,
    weeks: float,
    seed: int = 0,
    tol: float = 1e-4,
    control: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Study:
    """Simulate every programme in every life, from the same person.

    Parameters
    ----------
    person : Person
    programmes : mapping
        Name -> plan; None is no treatment.
    lives : mapping
        Name -> lifestyle.
    weeks, tol : float
        Length of every arm; error tolerance of a step.
    seed : int
        The same for all arms, so that equal plans are adhered to alike.
    control : str, optional
        Programme that the others are compared with; default the first without treatment, else the first.
    progress : callable, optional
        Called with the name of each arm before it runs.

    Raises
    ------
    EngineError, Interrupted
        An arm's integration stopped, or Ctrl-C; the :class:`Study` of the arms that were run hangs on it as
        ``partial``, the one that stopped with the days it reached.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> programmes = {"none": None, "PIR": mb.Plan(mb.PIR(), per_week=3, weeks=1)}
    >>> mb.study(person, programmes, {"healthy": mb.Lifestyle.healthy()}, weeks=1).control
    'none'
    """
    reference = _control(programmes, lives, control)
    results: dict[tuple[str, str], Result] = {}
    for arm in product(lives, programmes):
        plan, life = programmes[arm[1]], lives[arm[0]]
        try:
            if progress is not None:
                progress(": ".join(arm))
            results[arm] = simulate(person, plan, life, weeks=weeks, seed=seed, tol=tol)
        except (EngineError, KeyboardInterrupt) as stop:
            part = getattr(stop, "partial", None)
            raise carrying(stop, _partial(person, results, arm, part, reference)) from None
    return Study(person, results, reference)


def _control(
    programmes: Mapping[str, Plan | None], lives: Mapping[str, Lifestyle], control: str | None
) -> str:
    """Name of the programme that the others are compared with, in a study that has something to compare."""
    if not programmes or not lives:
        raise MusclebalanceError("a study needs at least one programme and one life.")
    untreated = (name for name, plan in programmes.items() if plan is None)
    found = control or next(untreated, next(iter(programmes)))
    if found not in programmes:
        raise MusclebalanceError(
            f"the control {found!r} is not among the programmes {', '.join(map(repr, programmes))}."
        )
    return found


def _partial(
    person: Person, results: Mapping[tuple[str, str], Result], arm: tuple[str, str], part: object,
    control: str,
) -> Study | None:  # fmt: skip
    """The arms that were run and the part of the one that stopped; None when there is nothing."""
    done = {**results, arm: part} if isinstance(part, Result) else dict(results)
    if not done:
        return None
    why = part.stopped if isinstance(part, Result) else "of which nothing is kept"
    return Study(person, done, control, f"{arm[0]}: {arm[1]}, {why}")
