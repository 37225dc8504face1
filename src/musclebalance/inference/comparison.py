"""Comparison of hypotheses: predictions that tell them apart, the experiments behind them, the table."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, overload

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.calendar import TICKS_PER_SECOND, to_ticks
from ..core.errors import MusclebalanceError, unknown
from ..lifestyle import Bout, Event, Lifestyle
from ..model import hypotheses, readouts
from ..model.model import Model
from ..pairs import Pair
from ..result import Person, Result
from ..simulation import Body, develop, healthy, simulate
from ..simulation.people import run
from ..timeline import compile
from ..treatment import Plan, Session, StaticStretch, Step
from .body_comparison import BodyComparison, compare_body
from .problem import Lives
from .side_by_side import Prediction, beside, values_of
from .subject import Subject

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Compared unless asked otherwise: the explanations, and what any muscle does without them.
DEFAULT = ("combined", "classical", "mechanical", "neural", "sensory", "hypoalgesic", "background")

#: Rest before and after an acute experiment, so that nothing but the session differs.
LYING = Lifestyle("lying", ((Bout("free", 24.0),),))
#: Times after the end of a session at which range of motion is read [s].
MOMENTS: tuple[float, ...] = (
    10.0, 30.0, 60.0, 120.0, 180.0, 360.0, 600.0, 1200.0, 1800.0, 3600.0, 6 * 3600.0, 24 * 3600.0,
)  # fmt: skip
NAMED_MOMENTS = {10.0: "10s", 60.0: "1min", 360.0: "6min", 1800.0: "30min", 24 * 3600.0: "24h"}
FOLLOW_UP_WEEKS = 4  # after the end of the programme, when it is read again
SETTLED = 300.0  # after a single contraction [s]


P = Prediction
#: In the order of the table. All but the first two are differences from the same time without treatment.
PREDICTIONS: tuple[Prediction, ...] = (
    P("developed_imbalance", "-", "imbalance after the cause", "can it hold an imbalance at all?", 2),
    P("developed_rom", "deg", "range of motion after the cause", "and a loss of motion?", 1, "T56"),
    P("acute_rom_10s", "deg", "range 10 s after one session", "what is gone by 1 min was reflex or z"),
    P("acute_rom_1min", "deg", "range 1 min after", "the size trials report"),
    P("acute_rom_6min", "deg", "range 6 min after", "5-20 min: softening of tissue"),
    P("acute_rom_30min", "deg", "range 30 min after", "over 30 min, motion only: sensory", 1, "T07"),
    P("acute_rom_24h", "deg", "range 24 h after", "what sessions can add up"),
    P("acute_fixed_1min", "deg", "angle at fixed torque, 1 min", "up: mechanical; none: sensory"),
    P("acute_fixed_30min", "deg", "angle at fixed torque, 30 min", "up: mechanical; none: sensory"),
    P("reflex_1s", "%", "reflex depression after 1 s", "neural", 0, "T14"),
    P("reflex_10s", "%", "reflex depression after 10 s", "neural: gone before the effect is", 0, "T14"),
    P("rest_short_100", "deg", "rest, 100 %MVC at short length", "tighter: slack-length history", 2, "T10"),
    P("rest_short_5", "deg", "rest, 5 %MVC at short length", "as much: intensity irrelevant", 2, "T10"),
    P("rest_long_100", "deg", "rest, 100 %MVC at long length", "looser: contraction length decides", 2),
    P("tendon_contraction", "%", "tendon stiffness, contraction", "down: contraction acts on tendon", 0,
      "T09"),
    P("muscle_contraction", "%", "muscle stiffness, contraction", "unchanged by contraction", 0, "T09"),
    P("tendon_stretch", "%", "tendon stiffness, stretch", "unchanged by stretch", 0, "T09"),
    P("muscle_stretch", "%", "muscle stiffness, stretch", "down: stretch acts on muscle", 0, "T08"),
    P("long_stretch_fixed", "deg", "4 wk stretching, fixed torque", "0: refutes tissue alone", 1, "P025"),
    P("long_stretch_rom", "deg", "4 wk stretching, tolerated", "up: sensory", 1, "P026"),
    P("programme_rom", "deg", "programme: range", "weeks: length or tolerance"),
    P("programme_fixed", "deg", "programme: at fixed torque", "weeks: length, not tolerance"),
    P("programme_length", "%", "programme: muscle length", "structure", 2),
    P("programme_tone", "%MVC", "programme: tone", "memory, retrained", 2),
    P("programme_imbalance", "-", "programme: imbalance", "the sum of it", 2),
    P("programme_pain", "0-10", "programme: pain", "tone, not range, reaches pain here", 1, "D033"),
    P("acute_pain_3min", "0-10", "pain 3 min after one session", "relief by effort", 1, "T59"),
    P("kept_rom_4wk", "deg", "range kept 4 wk after the end", "tau of weeks", 1, "D001"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Comparison:
    """What each hypothesis predicts for the same programme.

    Parameters
    ----------
    pair : Pair
    predictions : mapping of str to mapping of str to float
        Hypothesis -> prediction -> value [unit of the prediction].
    treated, untreated : mapping of str to Result
        Hypothesis -> the programme, and the same weeks without it.
    course : mapping of str to ndarray (moments,)
        Hypothesis -> gain of range of motion after one session [deg].
    moments : tuple of float
        Seconds after that session.

    Examples
    --------
    >>> import musclebalance as mb
    >>> plan = mb.Plan(mb.PIR(repetitions=1), per_week=1, weeks=1)
    >>> found = mb.compare(mb.pair("hip-flexors-gluteus-maximus"), plan, models=("background",), days=1)
    >>> found.to_frame().loc["programme_pain", "background"]
    np.float64(0.0)
    """

    pair: Pair
    predictions: Mapping[str, Mapping[str, float]]
    treated: Mapping[str, Result]
    untreated: Mapping[str, Result]
    course: Mapping[str, Array]
    moments: tuple[float, ...] = MOMENTS

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the hypotheses, in order."""
        return tuple(self.predictions)

    @property
    def rows(self) -> tuple[Prediction, ...]:
        """The predictions, in the order of the table, with their meaning."""
        return PREDICTIONS

    def __getitem__(self, key: tuple[str, str]) -> float:
        """One number: ``comparison["sensory", "programme_rom"]``."""
        model, name = key
        if model not in self.predictions:
            raise unknown("hypothesis in this comparison", model, self.predictions)
        if name not in self.predictions[model]:
            raise unknown("prediction", name, self.predictions[model])
        return self.predictions[model][name]

    def to_frame(self) -> pd.DataFrame:
        """A row per prediction: unit, what is measured, what it tells, source; a column per hypothesis."""
        import pandas as pd

        heads = ["prediction", "unit", "measured", "tells", "source", *self.models]
        rows = [
            [p.name, p.unit, p.meaning, p.tells, p.source, *(self[m, p.name] for m in self.models)]
            for p in PREDICTIONS
        ]
        return pd.DataFrame(rows, columns=heads).set_index("prediction")

    def acute(self) -> pd.DataFrame:
        """Gain of range of motion after one session [deg]: a row per moment [s], a column per hypothesis."""
        import pandas as pd

        return pd.DataFrame(dict(self.course), index=pd.Index(self.moments, name="seconds"))

    def __str__(self) -> str:
        programme = next(iter(self.treated.values())).provenance["plan"].splitlines()
        lines = [f"{self.pair.title}: one programme under {len(self.models)} hypotheses"]
        lines += [
            textwrap.fill(phase, 79, initial_indent="  ", subsequent_indent="     ") for phase in programme
        ]
        lines += beside(self.predictions, PREDICTIONS)
        lines += [
            "",
            "differences from the same time without treatment (the first two: from health);",
            "0 without decimals is an exact null: nothing in the hypothesis changes it.",
        ]
        return "\n".join(lines)

    __repr__ = __str__


@overload
def compare(
    pair: Pair, plan: Plan, lifestyle: Lifestyle | None = ..., *, models: Iterable[str | Model] = ...,
    cause: Lifestyle | None = ..., days: int = ..., parameters: Mapping[str, float] | None = ...,
    events: Iterable[Event] = ..., first_weekday: str = ..., seed: int = ..., tol: float = ...,
    progress: Callable[[str], None] | None = ...,
) -> Comparison: ...  # fmt: skip
@overload
def compare(
    pair: Body, plan: Plan | Mapping[str, Plan | None], lifestyle: Lives | None = ..., *,
    models: Iterable[str | Model] = ..., cause: Lives | None = ..., days: int = ...,
    events: Mapping[str, Iterable[Event]] = ..., first_weekday: str = ..., seed: int = ..., tol: float = ...,
    progress: Callable[[str], None] | None = ...,
) -> BodyComparison: ...  # fmt: skip
@public
def compare(
    pair: Pair | Body, plan: Plan | Mapping[str, Plan | None], lifestyle: Lives | None = None, *,
    models: Iterable[str | Model] = DEFAULT, cause: Lives | None = None, days: int = 180,
    parameters: Mapping[str, float] | None = None,
    events: Iterable[Event] | Mapping[str, Iterable[Event]] = (), first_weekday: str = "Mon", seed: int = 0,
    tol: float = 1e-4, progress: Callable[[str], None] | None = None,
) -> Comparison | BodyComparison:  # fmt: skip
    """Run one programme under several hypotheses and tabulate what tells them apart.

    Each hypothesis gets its own person: healthy under that hypothesis, then `days` of the cause. One
    session is followed for a day, single contractions and stretches are tried, the programme is run against
    no treatment, and a healthy person stretches 20 min a day for 4 weeks.

    Of a body each hypothesis gets its own body, of the same pairs, bones and parameters, which lives through
    the cause; then the programme is run against no treatment, to its end.

    Parameters
    ----------
    pair, plan
        Its agonist is treated and measured; the first session is the one studied by itself. Or a healthy
        body, and a plan for all its pairs or by side or pair.
    lifestyle : Lifestyle, optional
        Life during the programme; default the healthy life (cause removed). Of a body, as the cause, also by
        side or pair.
    models : iterable of str or Model
        Names (``"sensory"``, ``"combined - tolerance"``) or models of your own, no name twice.
    cause, days
        Life that brought the imbalance about, by default 8 h at a desk with stress 0.6, and how long it was
        lived; 0 for a healthy start [d].
    parameters : mapping, optional
        Values that differ from the defaults, by name; a hypothesis without that number does without. A body
        brings its own.
    events, first_weekday, seed, tol
        As for :func:`musclebalance.simulate`, from the start of the programme on; adherence is the same under
        every hypothesis.
    progress : callable, optional
        Called with the name of each hypothesis before it runs.

    Returns
    -------
    Comparison or BodyComparison

    Examples
    --------
    >>> import musclebalance as mb
    >>> plan = mb.Plan(mb.PIR(repetitions=2), per_week=2, weeks=1)
    >>> found = mb.compare(mb.pair("hip-flexors-gluteus-maximus"), plan, models=("sensory", "neural"), days=7)
    >>> found["sensory", "programme_rom"] > found["neural", "programme_rom"]
    True
    """
    chosen = [hypotheses.get(model) for model in models]
    names = [model.name for model in chosen]
    if not names or len(set(names)) < len(names):
        raise MusclebalanceError(f"compare needs hypotheses of different names, got {names or 'none'}.")
    life, desk = lifestyle or Lifestyle.healthy(), cause or Lifestyle.office(hours=8, stress=0.6)
    Subject.of(pair, parameters=parameters).check_given("compare()", plan, life, desk)
    running: dict[str, Any] = {"seed": seed, "tol": tol, "events": events, "first_weekday": first_weekday}
    told = progress or (lambda name: None)
    if isinstance(pair, Body):
        return compare_body(pair, plan, life, desk, chosen, days, told, running)
    if isinstance(events, Mapping):
        raise MusclebalanceError("events by name are for a body; of one pair give them alone.")
    common = (cast(Plan, plan), cast(Lifestyle, life), cast(Lifestyle, desk))
    return _compare(pair, *common, chosen, days, values_of(parameters or {}, pair, chosen), told, running)


def _compare(
    pair: Pair, plan: Plan, life: Lifestyle, desk: Lifestyle, chosen: Sequence[Model], days: int,
    values: Mapping[str, Mapping[str, float]], progress: Callable[[str], None], running: dict[str, Any],
) -> Comparison:  # fmt: skip
    """The experiments of a pair under each hypothesis."""
    names, runs, tol = [model.name for model in chosen], [], running["tol"]
    length, running = plan.days + 7 * FOLLOW_UP_WEEKS, running | {"events": tuple(running["events"])}
    for model in chosen:
        progress(model.name)
        fresh = healthy(pair, model=model, parameters=values[model.name], tol=tol)
        person = develop(fresh, desk, days=days, tol=tol) if days else fresh
        treated, untreated = (simulate(person, p, life, days=length, **running) for p in (plan, None))
        found, rom = acute_course(person, plan.phases[0].session, tol)
        found |= developed(person) | contraction(person, tol) | stiffness(person, tol)
        found |= long_stretching(fresh, tol)
        found |= programme(treated, untreated, plan.days)
        runs.append(({row.name: found[row.name] for row in PREDICTIONS}, treated, untreated, rom))
    parts: Any = (dict(zip(names, part, strict=True)) for part in zip(*runs, strict=True))
    return Comparison(pair, *parts)


def after(person: Person, session: Session, moments: tuple[float, ...], tol: float) -> tuple[Array, Array]:
    """States some seconds after a session, and at the same times without it, lying before and after."""
    plan = Plan(session, days="Mon", weeks=1, time="10:00")
    end = compile(plan, LYING, person.pair, days=2).spans[0].end
    ticks = np.array([to_ticks(end + moment) for moment in moments], dtype=np.int64)
    found = []
    for arm in (plan, None):
        timeline = compile(arm, LYING, person.pair, days=2).cut(ticks)
        store = np.searchsorted(timeline.edges, ticks / TICKS_PER_SECOND - 1e-7) - 1
        found.append(run(person.body, person.state, timeline, store=store, tol=tol).states)
    return found[0], found[1]


def acute_course(person: Person, session: Session, tol: float) -> tuple[dict[str, float], Array]:
    """What one session does, and the gain of range (moments,) after it [deg]."""
    arms = after(person, session, MOMENTS, tol)
    body, muscle = person.body, "agonist"
    before = readouts.range_of_motion(body, person.state, muscle)
    torque = float(readouts.passive_torque_curve(body, person.state, muscle, np.atleast_1d(before))[0])
    ends = [readouts.range_of_motion(body, states, muscle, rested=False) for states in arms]
    angles = [readouts.angle_at_torque(body, states, muscle, torque, rested=False) for states in arms]
    rom, fixed, pain = ends[0] - ends[1], angles[0] - angles[1], _change(person, arms, "pain")
    found = {f"acute_rom_{name}": float(rom[MOMENTS.index(s)]) for s, name in NAMED_MOMENTS.items()}
    for name, values, s in (
        ("fixed_1min", fixed, 60),
        ("fixed_30min", fixed, 1800),
        ("pain_3min", pain, 180),
    ):
        found[f"acute_{name}"] = float(values[MOMENTS.index(s)])
    return found, rom


def contraction(person: Person, tol: float) -> dict[str, float]:
    """One contraction of 10 s, weak or full, at short or long length."""
    body = person.body
    side = np.sign(body.si("moment_arm_c0", "agonist"))
    neutral, limit = (person.parameters.value(n, "agonist") for n in ("neutral_angle", "rom_limit"))
    excursion = abs(limit - neutral)
    long, short = neutral - side * 0.5 * excursion, neutral + side * max(0.5 * excursion, 20.0)
    found = {}
    for name, effort, angle in (("short_100", 1.0, short), ("short_5", 0.05, short), ("long_100", 1.0, long)):
        held = Session((Step("contract", 10.0, "agonist", effort, angle=float(angle), offset=0.0),))
        treated, untreated = after(person, held, (SETTLED,), tol)
        shift = readouts.resting_angle(body, treated) - readouts.resting_angle(body, untreated)
        found[f"rest_{name}"] = float(side * shift[0])
    full = Session((Step("contract", 10.0, "agonist", 1.0), Step("release", 11.0)))
    treated, _ = after(person, full, (-10.0, -1.0), tol)
    reflex = 100.0 * _state(person, treated, "inhibition_agonist")
    return found | {"reflex_1s": float(reflex[0]), "reflex_10s": float(reflex[1])}


def stiffness(person: Person, tol: float) -> dict[str, float]:
    """Contraction alone and stretch alone."""
    contraction = Session((Step("contract", 40.0, "agonist", 0.6, offset=0.0),))
    stretch = StaticStretch(hold=30, rest=5, repetitions=4)
    found = {}
    for dose, session in (("contraction", contraction), ("stretch", stretch)):
        arms = after(person, session, (10.0,), tol)
        for tissue, state in (("tendon", "tendon_softening_agonist"), ("muscle", "softening_agonist")):
            found[f"{tissue}_{dose}"] = -100.0 * float(_change(person, arms, state)[0])
    return found


def long_stretching(person: Person, tol: float) -> dict[str, float]:
    """Folpp's trial: 20 min of stretching on 5 days a week for 4 weeks in healthy people, against none."""
    plan = Plan(StaticStretch(hold=1200, rest=0, repetitions=1), per_week=5, weeks=4)
    arms = (simulate(person, p, person.healthy_life, weeks=4, tol=tol).states[-1] for p in (plan, None))
    rom, fixed = _gains(person, *arms)
    return {"long_stretch_rom": rom, "long_stretch_fixed": fixed}


def programme(treated: Result, untreated: Result, day: int) -> dict[str, float]:
    """What the programme adds to the same time without it, on the day of its end and at follow-up."""
    person = treated.person
    index = int(np.argmin(np.abs(treated.days - day)))
    rom, fixed = _gains(person, treated.states[index], untreated.states[index])
    kept, _ = _gains(person, treated.states[-1], untreated.states[-1])

    def more(name: str) -> float:
        known = name in treated.variables
        return float(treated.values(name)[index] - untreated.values(name)[index]) if known else 0.0

    return {
        "programme_rom": rom, "programme_fixed": fixed, "programme_tone": more("tone_agonist"),
        "programme_length": 100.0 * more("resting_length_agonist"), "programme_imbalance": more("imbalance"),
        "programme_pain": more("pain"), "kept_rom_4wk": kept,
    }  # fmt: skip


def developed(person: Person) -> dict[str, float]:
    """What the cause has made of a healthy person."""
    now = float(readouts.range_of_motion(person.body, person.state, "agonist"))
    rom = float(now - person.reference.rom["agonist"])
    return {"developed_imbalance": float(person.imbalance), "developed_rom": rom}


def _gains(person: Person, treated: Array, untreated: Array) -> tuple[float, float]:
    """Gain of range and of the angle at a fixed torque [deg]."""
    body, muscle = person.body, "agonist"
    end = readouts.range_of_motion(body, untreated, muscle)
    torque = float(readouts.passive_torque_curve(body, untreated, muscle, np.atleast_1d(end))[0])
    rom = readouts.range_of_motion(body, treated, muscle) - end
    return float(rom), float(readouts.angle_at_torque(body, treated, muscle, torque) - end)


def _state(person: Person, states: Array, name: str) -> Array:
    """A state by its flat name; 0 where the hypothesis does not have it."""
    known = name in person.body.program.state_names
    return states[..., person.body.index(name)] if known else np.zeros(states.shape[:-1])


def _change(person: Person, arms: tuple[Array, Array], name: str) -> Array:
    """What treatment does to a state."""
    treated, untreated = (_state(person, states, name) for states in arms)
    return treated - untreated
