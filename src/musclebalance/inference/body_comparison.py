"""A body under several hypotheses: what the cause does to its pairs and bones, and what a programme does."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..core.errors import unknown
from ..model.model import Model
from ..population.body_cohort import changed
from ..simulation import Body, BodyCourse, develop, healthy, simulate
from ..simulation.labels import shared_out
from ..simulation.living import events_of, length_of
from ..simulation.reading import OF, POSTURE, reading_of
from .side_by_side import WIDTH, Prediction, beside, values_of
from .subject import full_name

if TYPE_CHECKING:
    import pandas as pd

#: What the cause has made of health, and what the programme adds to the same time without it.
DEVELOPED, PROGRAMME = "developed", "programme"
#: What is read of every pair: variable, unit, words, decimals.
READ = (
    ("imbalance", "-", "imbalance", 2), ("rom_agonist", "deg", "range, agonist", 1),
    ("rom_antagonist", "deg", "range, antagonist", 1),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class BodyComparison:
    """What each hypothesis predicts for one programme of a body.

    Parameters
    ----------
    predictions : mapping of str to mapping of str to float
        Hypothesis -> prediction -> value [unit of the prediction].
    treated, untreated : mapping of str to BodyCourse
        Hypothesis -> the programme, and the same weeks without it.

    Examples
    --------
    >>> import musclebalance as mb
    >>> calves = mb.both_sides(mb.pair("triceps-surae-tibialis-anterior"), crossing=0)
    >>> plan = {"left": mb.Plan(mb.StaticStretch(), per_week=5, weeks=1)}
    >>> found = mb.compare(calves, plan, models=("sensory",), days=0)
    >>> found["sensory", "programme_rom_agonist of right"]
    0.0
    """

    predictions: Mapping[str, Mapping[str, float]]
    treated: Mapping[str, BodyCourse]
    untreated: Mapping[str, BodyCourse]

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the hypotheses, in order."""
        return tuple(self.predictions)

    @property
    def body(self) -> Body:
        """The body under the first hypothesis, when the programme begins."""
        return next(iter(self.treated.values())).body

    @property
    def rows(self) -> tuple[Prediction, ...]:
        """The predictions, in the order of the table."""
        return tuple(row for part in _rows(self.body).values() for row in part)

    def __getitem__(self, key: tuple[str, str]) -> float:
        """One number: ``found["sensory", "programme_rom_agonist of left"]``, ``"developed_posture"``.

        After ``developed_`` or ``programme_`` a reading is named as for :meth:`Bodies.read`.
        """
        model, name = key
        if model not in self.predictions:
            raise unknown("hypothesis in this comparison", model, self.predictions)
        kind, _, asked = name.partition("_")
        full = name
        if kind in (DEVELOPED, PROGRAMME):
            one = next(iter(self.body.people.values())).model
            reading = reading_of(asked, tuple(self.body.people), self.body.bones, one)
            full = f"{kind}_{full_name(reading)}"
        if full not in self.predictions[model]:
            raise unknown("prediction", name, self.predictions[model])
        return self.predictions[model][full]

    def to_frame(self) -> pd.DataFrame:
        """A row per prediction: unit, pair or bone, what is measured; a column per hypothesis."""
        import pandas as pd

        heads = ["prediction", "unit", "where", "measured", *self.models]
        rows = [
            [
                row.name,
                row.unit,
                where,
                row.meaning.strip(),
                *(self.predictions[m][row.name] for m in self.models),
            ]
            for where, part in _rows(self.body).items()
            for row in part
        ]
        return pd.DataFrame(rows, columns=heads).set_index("prediction")

    def __str__(self) -> str:
        results = next(iter(self.treated.values())).results
        lines = [f"a body of {len(results)} pairs: one programme under {len(self.models)} hypotheses"]
        done: dict[str, list[str]] = {}
        for label, result in results.items():
            done.setdefault(result.provenance["plan"], []).append(label)
        for plan, labels in done.items():
            for words in (f"{', '.join(labels)}:", *(f"  {phase}" for phase in plan.splitlines())):
                lines += textwrap.wrap(words, WIDTH, initial_indent="  ", subsequent_indent=" " * 7)
        table: list[Prediction | str] = []
        for where, part in _rows(self.body).items():
            table += [where, *part]
        lines += beside(self.predictions, table)
        lines += [
            "",
            "cause: what it has made of health; programme: at its end, against no treatment;",
            "0 without decimals is an exact null: nothing in the hypothesis changes it.",
        ]
        return "\n".join(lines)

    __repr__ = __str__


def _rows(body: Body) -> dict[str, tuple[Prediction, ...]]:
    """The rows of every pair and bone, by its name."""
    read = {label: [(f"{name}{OF}{label}", *rest) for name, *rest in READ] for label in body.people}
    read |= {bone.name: [(f"{POSTURE}{OF}{bone.name}", "deg", bone.coordinate, 2)] for bone in body.bones}
    return {
        where: tuple(
            Prediction(f"{kind}_{name}", unit, f"  {word}: {meaning}", "", digits)
            for kind, word in ((DEVELOPED, "cause"), (PROGRAMME, "programme"))
            for name, unit, meaning, digits in some
        )
        for where, some in read.items()
    }


def compare_body(
    body: Body, plan: Any, life: Any, cause: Any, models: Sequence[Model], days: int,
    progress: Callable[[str], None], running: Mapping[str, Any],
) -> BodyComparison:  # fmt: skip
    """The body under each hypothesis through the cause, then the programme against no treatment."""
    people, tol = body.people, running["tol"]
    values = {label: values_of(changed(one.body), one.pair, models) for label, one in people.items()}
    length = length_of(shared_out(plan, tuple(people), "plan"), None, None)
    running = {**running, "events": events_of(running["events"], tuple(people))}
    found, treated, untreated = {}, {}, {}
    for model in models:
        progress(model.name)
        fresh = {
            label: healthy(
                one.pair, one.healthy_life, model=model, parameters=values[label][model.name], tol=tol
            )
            for label, one in people.items()
        }
        start = Body(fresh, body.bones, body.crossing)
        if days:
            start = develop(start, cause, days=days, tol=tol)
        arms = (simulate(start, one, life, days=length, **running) for one in (plan, None))
        treated[model.name], untreated[model.name] = with_, without = tuple(arms)
        found[model.name] = _predicted(with_, without)
    return BodyComparison(found, treated, untreated)


def _predicted(treated: BodyCourse, untreated: BodyCourse) -> dict[str, float]:
    """What the cause has made of health, and what the programme adds."""
    found = {}
    for label, person in treated.body.people.items():
        health = {"imbalance": 0.0, **{f"rom_{muscle}": rom for muscle, rom in person.reference.rom.items()}}
        for name, *_ in READ:
            with_, without = (course[label].values(name) for course in (treated, untreated))
            found[f"{DEVELOPED}_{name}{OF}{label}"] = float(without[0] - health[name])
            found[f"{PROGRAMME}_{name}{OF}{label}"] = float(with_[-1] - without[-1])
    for name, without in untreated.postures.items():
        found[f"{DEVELOPED}_{POSTURE}{OF}{name}"] = float(without[0])
        found[f"{PROGRAMME}_{POSTURE}{OF}{name}"] = float(treated.postures[name][-1] - without[-1])
    return found
