"""What a session gives: repetitions, seconds under effort, seconds of stretch, effort integral."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter

from .steps import Session, Step

#: After isometric effort the first second belongs to the plateau of reflex inhibition [s].
PLATEAU_SECONDS = 1.0
MICROSECOND = 1e-6


@dataclass(frozen=True, slots=True)
class Dose:
    """A sum of doses, such as 1 session, 5 contractions, 6 stretches, 35 s of effort, 110 s of stretch.

    A contraction that is cut in two is one; one of the partner that follows at once is a second.
    """

    sessions: int = 0
    contractions: int = 0  # isometric
    stretches: int = 0  # to a barrier or an angle
    works: int = 0  # bouts of effort with movement
    effort_seconds: float = 0.0  # under voluntary effort of either muscle [s]
    stretch_seconds: float = 0.0  # [s]
    effort_integral: float = 0.0  # of both muscles' effort [MVC s]

    @property
    def repetitions(self) -> int:
        """Contractions; for a technique without any, bouts of work; for one without either, stretches."""
        return self.contractions or self.works or self.stretches

    def __add__(self, other: Dose) -> Dose:
        """Both together."""
        return Dose(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def __mul__(self, times: int) -> Dose:
        """This dose, `times` times."""
        return Dose(*(getattr(self, field.name) * times for field in fields(self)))

    def differs(self, other: Dose) -> tuple[str, ...]:
        """Names of what differs: counts exactly, times and integral by more than 1e-9 of their size."""
        return tuple(
            field.name
            for field in fields(self)
            if abs(getattr(self, field.name) - getattr(other, field.name))
            > (0 if field.type == "int" else 1e-9 * (1.0 + abs(getattr(self, field.name))))
        )

    def __str__(self) -> str:
        """One line."""
        counts = {
            "session": self.sessions,
            "contraction": self.contractions,
            "stretch": self.stretches,
            "work bout": self.works,
        }
        plural = {name: "es" if name == "stretch" else "s" for name in counts}
        parts = [f"{n} {name}{'' if n == 1 else plural[name]}" for name, n in counts.items() if n]
        effort = f"{self.effort_seconds:.6g} s of effort ({self.effort_integral:.4g} MVC s)"
        return ", ".join([*parts, effort, f"{self.stretch_seconds:.6g} s of stretch"])


_VALUES = attrgetter(*(field.name for field in fields(Dose)))


def total(doses: Iterable[Dose]) -> Dose:
    """Sum of doses; no dose at all when there is none."""
    columns = list(zip(*map(_VALUES, doses), strict=True))
    return Dose(*map(sum, columns)) if columns else Dose()


def with_plateaus(steps: Iterable[Step]) -> tuple[tuple[Step, bool], ...]:
    """Steps, each with whether it is a plateau: the first second after a run of contractions."""
    done: list[tuple[Step, bool]] = []
    due = 0.0
    pending: list[Step] = list(steps)
    for index, step in enumerate(pending):
        seconds = step.seconds or 0.0
        if step.action == "contract":
            done.append((step, False))
            follows = pending[index + 1].action if index + 1 < len(pending) else ""
            due = 0.0 if follows == "contract" else PLATEAU_SECONDS
            continue
        taken = min(due, seconds)
        left = seconds - taken
        due = round(due - taken, 6)
        if taken > 0:
            done.append((Step("release", taken), True))
        if left > MICROSECOND / 2:
            done.append((step.lasting(left), False))
    if due > 0:
        done.append((Step("release", due), True))
    return tuple(done)


def session_dose(session: Session) -> Dose:
    """Dose of one session, counted from its steps."""
    counts = {"contract": 0, "stretch": 0, "work": 0}
    effort_seconds = stretch_seconds = integral = 0.0
    before: tuple[object, ...] | None = None
    for step, plateau in with_plateaus(session.flat()):
        seconds = step.seconds or 0.0
        kind = run_kind(step, plateau)
        if kind is not None and kind != before:
            counts[step.action] += 1
        before = kind
        stretch_seconds += seconds if step.action == "stretch" else 0.0
        if step.effort or step.partner_effort:
            effort_seconds += seconds
            integral += seconds * (step.effort + step.partner_effort)
    return Dose(
        1, counts["contract"], counts["stretch"], counts["work"], effort_seconds, stretch_seconds, integral
    )


def run_kind(step: Step, plateau: bool) -> tuple[object, ...] | None:
    """What makes neighbouring steps one repetition: the action and the muscles that take part in it."""
    if plateau or step.action not in ("contract", "stretch", "work"):
        return None
    if step.action == "stretch":
        return ("stretch", step.muscle)
    return (step.action, step.muscle, step.effort > 0, step.partner_effort > 0)
