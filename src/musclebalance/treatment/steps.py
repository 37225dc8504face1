"""Steps, repeats and sessions, their words, which `grammar` reads back exactly, and their dose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import InitVar, dataclass, fields, replace
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from ..core.arguments import public
from ..core.calendar import TICKS_PER_SECOND, to_ticks
from ..core.errors import MusclebalanceError, OutOfRangeError, check_range, check_text, number, unknown

MUSCLES = ("agonist", "antagonist")
#: A smaller effort is a slip of the unit, 0.2 %MVC written for 20 %MVC [fraction of MVC].
LEAST_EFFORT = 0.01
LONGEST_STEP = LONGEST_SESSION = 12 * 3600.0
#: Most steps of a session, repeats counted, and how deep repeats may stand in repeats.
MOST_STEPS, DEEPEST_REPEAT = 20_000, 20
MOST_REPEATS = 1000
#: An approach ("stretch to barrier", no time) goes to first firm resistance and takes this long [s].
APPROACH_SECONDS = 10.0
APPROACH_BARRIER = 0.7
STRETCH_BARRIER = 0.9
#: Slack is taken up to the first resistance, well before a stretch (assumed; Lewit gives no torque).
SLACK_BARRIER = 0.3
#: Words with a meaning of their own in phrases.
GRAMMAR_WORDS = (
    "for", "at", "to", "with", "against", "offset", "assisted", "unassisted", "until", "the", "in"
)  # fmt: skip
#: A word of a name.
WORD = re.compile(r"[^\W\d_][\w./()'-]*")


class Action(NamedTuple):
    """What can be done in a step: in words, which field it needs (one of them), which others it may have."""

    noun: str
    example: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    names_muscle: bool = False


EFFORTS = ("effort", "partner_effort")
GOALS = ("barrier", "angle", "torque")
#: Field -> what it is called, and its bounds in the unit that messages name.
BOUNDS = {
    "barrier": ("barrier", 0.0, 100.0, "% of the tolerated torque"),
    "angle": ("joint angle", -180.0, 180.0, "deg"),
    "torque": ("torque of a stretch", 0.0, 500.0, "N m"),
    "offset": ("length offset", -1.5, 1.5, "lopt"),
    "load": ("load", -500.0, 500.0, "N m"),
}
ACTIONS = {
    "stretch": Action("a stretch", "stretch to 90 % of the barrier for 20 s", (), (*GOALS, *EFFORTS), True),
    "contract": Action("a contraction", "contract at 20 %MVC for 7 s", EFFORTS, ("angle",), True),
    "release": Action("a release", "release for 3 s"),
    "slack": Action("taking up the slack", "take up the slack for 3 s", (), ("barrier",), True),
    "rest": Action("a rest", "rest for 60 s"),
    "position": Action("holding a position", "hold at 20 deg for 30 s", ("angle",), ("load",)),
    "work": Action(
        "work",
        "work the antagonist at 60 %MVC for 3 s",
        ("effort",),
        ("partner_effort", "angle", "load"),
        True,
    ),
    "do": Action("an activity", "do walk for 3 min", ("activity",)),
}


@public
@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to one muscle for some seconds.

    Parameters
    ----------
    action : str
        ``"stretch"`` (moved to a barrier or an angle), ``"contract"`` (isometric), ``"release"`` (let go, the
        joint stays), ``"slack"`` (moved to first resistance only), ``"rest"`` (the joint is free),
        ``"position"`` (held at an angle), ``"work"`` (effort with movement) or ``"do"`` (an activity).
    seconds : float, optional
        Length, above 0, at most 43200, kept in whole microseconds [s]. Without it a stretch is the approach
        to the barrier, which takes 10 s, or no time right after a stretch of the same muscle.
    muscle : str
        ``"agonist"``, ``"antagonist"`` or the group's name in the pair, e.g. ``"hip flexors"``. Ignored where
        the action concerns the joint (release, rest, position, do).
    effort, partner_effort : float
        Voluntary effort of that muscle and of its partner [fraction of MVC, 0..1].
    barrier : float, optional
        Fraction of the tolerated torque, 0..1. Default 0.9 for a stretch, 0.7 for an approach, 0.3 for slack.
    angle : float, optional
        Joint angle of a stretch, instead of a barrier, or of a contraction, work or a position [deg].
    torque : float, optional
        Passive torque of the treated muscle that a stretch goes to and then holds, instead of a barrier or an
        angle, 0 to 500 [N m].
    load : float
        External moment during work or position [N m].
    offset : float, optional
        Length offset of the treated muscle due to the joint the pair does not model [optimal fibre lengths];
        by default as in that muscle's range-of-motion test.
    activity : str
        The everyday activity to do; the muscle pair says what it is.
    assisted : bool, optional
        A therapist moves the joint; by default the place decides (clinic: yes, home: no).
    where : str
        Place in the user's input, for messages only; not kept.

    Raises
    ------
    UnknownNameError, OutOfRangeError, MusclebalanceError
        An action, a number or a field that cannot be.

    Examples
    --------
    >>> print(Step("contract", 7, effort=0.2))
    contract at 20 %MVC for 7 s
    """

    action: str
    seconds: float | None = None
    muscle: str = "agonist"
    effort: float = 0.0
    partner_effort: float = 0.0
    barrier: float | None = None
    angle: float | None = None
    load: float = 0.0
    offset: float | None = None
    activity: str = ""
    assisted: bool | None = None
    torque: float | None = None
    where: InitVar[str] = ""

    def __post_init__(self, where: str) -> None:
        if self.action not in ACTIONS:
            raise unknown("action", self.action, ACTIONS)
        spot = f" ({where})" if where else ""
        self._check_numbers(where, spot)
        _check_name("muscle", self.muscle, spot)
        if self.activity:
            _check_name("activity", self.activity, spot)
        self._check_fields(spot)
        for field in ("seconds", "effort", "partner_effort", "load", "offset", *GOALS):
            value = getattr(self, field)
            object.__setattr__(self, field, value if value is None else float(value))
        if self.seconds is not None:
            object.__setattr__(self, "seconds", to_ticks(self.seconds) / TICKS_PER_SECOND)
        if not ACTIONS[self.action].names_muscle:
            object.__setattr__(self, "muscle", "agonist")
        if self.action in ("stretch", "slack") and not self._goals:
            usual = SLACK_BARRIER if self.action == "slack" else STRETCH_BARRIER
            object.__setattr__(self, "barrier", APPROACH_BARRIER if self.seconds is None else usual)

    def _check_numbers(self, where: str, spot: str) -> None:
        noun = ACTIONS[self.action].noun
        if self.seconds is not None:
            time = check_range(f"length of {noun}", self.seconds, 0.0, LONGEST_STEP, "s", where)
            if time < 1 / TICKS_PER_SECOND:
                raise MusclebalanceError(
                    f"{noun} of {number(time)} s does nothing; give 1e-06 s or more{spot}."
                )
        elif self.action != "stretch":
            raise MusclebalanceError(f"{noun} needs a length in seconds; {self._example}{spot}.")
        what = "contraction" if self.action == "contract" else "effort"
        check_range(what, _percent(self.effort), 0.0, 100.0, "%MVC", where)
        other = "effort of the other muscle"
        check_range(other, _percent(self.partner_effort), 0.0, 100.0, "%MVC", where)
        for name, effort in ((what, self.effort), (other, self.partner_effort)):
            if 0.0 < effort < LEAST_EFFORT:
                raise OutOfRangeError(
                    f"{name} {_percent(effort):g} %MVC is next to nothing; did you mean "
                    f"{100.0 * _percent(effort):g} %MVC?{spot}"
                )
        for name, (called, low, high, unit) in BOUNDS.items():
            value = getattr(self, name)
            if value is not None:
                check_range(called, _percent(value) if name == "barrier" else value, low, high, unit, where)

    def _check_fields(self, spot: str) -> None:
        """Whether the action has what it needs and nothing that it cannot have."""
        noun, _, needs, may, _ = ACTIONS[self.action]
        if needs and not any(getattr(self, f) or (f == "angle" and self.angle is not None) for f in needs):
            article = "an" if needs[0][0] in "aeiou" else "a"
            raise MusclebalanceError(f"{noun} needs {article} {needs[0]}; {self._example}{spot}.")
        for field in ("effort", "partner_effort", "load", "activity", *GOALS):
            given = getattr(self, field)
            if (given is not None if field in GOALS else given) and field not in (*needs, *may):
                what = field.replace("_", " ")
                raise MusclebalanceError(f"{noun} takes no {what}; {self._example}{spot}.")
        if len(self._goals) > 1:
            given = " and ".join(self._goals)
            raise MusclebalanceError(
                f"a stretch goes to one of barrier, angle and torque, and {given} are given; keep one{spot}."
            )

    @property
    def _goals(self) -> tuple[str, ...]:
        """What a stretch is told to go to."""
        return tuple(name for name in GOALS if getattr(self, name) is not None)

    @property
    def _example(self) -> str:
        return f"for example '{ACTIONS[self.action].example}'"

    @property
    def is_approach(self) -> bool:
        """Whether this is a stretch without a time."""
        return self.seconds is None

    def lasting(self, seconds: float) -> Step:
        """The same step for another time [s]."""
        return replace(self, seconds=seconds)

    def same_but_time(self, other: Step) -> bool:
        """Whether the two differ in nothing but their length."""
        return bool(_ALL_BUT_TIME(self) == _ALL_BUT_TIME(other))

    def __add__(self, other: Step | Session) -> Session:
        return Session(self) + other

    def __mul__(self, times: int) -> Session:
        return Session(self) * times

    __rmul__ = __mul__

    def __str__(self) -> str:
        """The step in its canonical phrase."""
        verb = {"slack": "take up the slack", "position": "hold", "do": f"do {self.activity}"}
        stretch, slack = self.action == "stretch", self.action == "slack"
        angle = None if self.angle is None else f"{plain(self.angle)} deg"
        parts = (
            verb.get(self.action, self.action),
            self.muscle != "agonist" and f"{'in the' if slack else 'the'} {self.muscle}",
            self._goal,
            stretch and angle and f"to {angle}",
            self.torque is not None and f"to {plain(self.torque)} N m",
            self.effort and f"at {percent(self.effort)} %MVC",
            self.partner_effort and f"with the partner at {percent(self.partner_effort)} %MVC",
            not stretch and angle and f"at {angle}",
            self.load and f"against {plain(self.load)} N m",
            self.seconds and f"for {plain(self.seconds)} s",
            self.offset is not None and f"offset {plain(self.offset)} lopt",
            self.assisted is not None and ("assisted" if self.assisted else "unassisted"),
        )
        return " ".join(str(part) for part in parts if part)

    @property
    def _goal(self) -> str:
        """The barrier in words; not said where slack is taken up as usual."""
        if self.barrier is None or (self.action == "slack" and self.barrier == SLACK_BARRIER):
            return ""
        plainly = self.is_approach and self.barrier == APPROACH_BARRIER
        return "to the barrier" if plainly else f"to {percent(self.barrier)} % of the barrier"


_ALL_BUT_TIME = attrgetter(*(field.name for field in fields(Step) if field.name != "seconds"))


def _check_name(what: str, name: str, spot: str) -> None:
    """Names must survive being written in words: no digits first, no words of the grammar."""
    words = name.split() if isinstance(name, str) else []
    taken = any(word.lower() in GRAMMAR_WORDS for word in words)
    if not words or " ".join(words) != name or taken or not all(map(WORD.fullmatch, words)):
        raise MusclebalanceError(
            f"{name!r} is no name for a{'n' if what == 'activity' else ''} {what}: "
            "give words of letters, digits and hyphens, "
            f"each beginning with a letter, and none of {', '.join(map(repr, GRAMMAR_WORDS))}{spot}."
        )


def _percent(value: float) -> float:
    """Hundredfold, rounded so that 0.07 shows as 7; what is no number is left for the check to refuse."""
    return round(100.0 * value, 9) if isinstance(value, (int, float)) else value


def plain(value: float, times: int = 1) -> str:
    """Shortest decimal text of exactly `value`, or of so many times it; a float reads back the same."""
    exact = (Decimal(repr(float(value))) * times).normalize() + 0  # 1E+1 becomes 10, -0 becomes 0
    return format(exact, "f")


def percent(value: float) -> str:
    """A fraction as percent, exactly: 0.07 as ``"7"``."""
    return plain(value, 100)


@public
@dataclass(frozen=True, slots=True)
class Repeat:
    """Steps done several times.

    Parameters
    ----------
    times : int
        1 to 1000.
    items : tuple of Step or Repeat
        What is repeated.

    Examples
    --------
    >>> Repeat(5, (Step("release", 3),)).times
    5
    """

    times: int
    items: tuple[Step | Repeat, ...]

    def __post_init__(self) -> None:
        if isinstance(self.times, bool) or not isinstance(self.times, int):
            raise MusclebalanceError(
                f"repeat {self.times!r} times: give a whole number from 1 to {MOST_REPEATS}."
            )
        check_range("number of repeats", self.times, 1, MOST_REPEATS)
        if not self.items:
            raise MusclebalanceError(
                "a repeat has no steps; put them before 'repeat 5 times' or below 'repeat 5 times:'."
            )


Item = Step | Repeat


def _size(items: Iterable[Item], depth: int = 0) -> tuple[int, float]:
    """Number of steps and their length [s], repeats counted and not unrolled."""
    if depth > DEEPEST_REPEAT:
        raise MusclebalanceError(f"repeats within repeats are {DEEPEST_REPEAT} deep at most.")
    steps, seconds = 0, 0.0
    for item in items:
        if isinstance(item, Repeat):
            inside = _size(item.items, depth + 1)
            steps, seconds = steps + item.times * inside[0], seconds + item.times * inside[1]
        else:
            steps, seconds = steps + 1, seconds + (item.seconds or 0.0)
    return steps, seconds


@public
@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Session:
    """What happens from beginning to end of one treatment.

    ``a + b`` is a, then b; ``5 * a`` is a five times. Sessions are equal when they do the same things in the
    same order: repeats are unrolled, a step cut in two is one step, and the name does not count.

    Parameters
    ----------
    steps : Step, Repeat, Session or iterable of them
        In order; `musclebalance.session` reads words instead.
    name : str
        What to call it; the technique in the audit.
    source : str
        Where the technique is described; a key of `musclebalance.sources` or text.

    Raises
    ------
    MusclebalanceError
        No step, something that is no step, or longer than 12 h.

    Examples
    --------
    >>> (Session([Step("contract", 7, effort=0.2), Step("release", 3)], name="PIR") * 5).seconds
    50.0
    """

    items: tuple[Item, ...]
    name: str
    source: str

    def __init__(
        self, steps: Item | Session | Iterable[Item | Session], name: str = "", source: str = ""
    ) -> None:
        object.__setattr__(self, "items", tuple(_items(steps)))
        object.__setattr__(self, "name", name or "session")
        object.__setattr__(self, "source", source)
        if not self.items:
            raise MusclebalanceError(
                f"session {self.name!r} has no steps; give for example 'contract at 20 %MVC for 7 s'."
            )
        check_text("session name", self.name)
        check_text("source of the session", source)
        if self.name != self.name.strip() or any(sign in self.name for sign in '\n\r\t:#,"'):
            raise MusclebalanceError(
                f"session name {self.name!r}: leave out line breaks, ':', '#', ',' and quotes."
            )
        count, seconds = _size(self.items)
        check_range(f"length of session {self.name!r}", seconds, 0.0, LONGEST_SESSION, "s")
        check_range(f"steps of session {self.name!r}, repeats counted,", count, 0, MOST_STEPS)

    def flat(self) -> tuple[Step, ...]:
        """Steps in order, repeats unrolled, approaches settled, equal neighbours joined."""
        done: list[Step] = []
        for step in _unrolled(self.items):
            before = done[-1] if done else None
            if step.is_approach:
                if before is not None and before.action == "stretch" and before.muscle == step.muscle:
                    continue
                step = step.lasting(APPROACH_SECONDS)
            if before is not None and before.same_but_time(step):
                done[-1] = before.lasting((before.seconds or 0.0) + (step.seconds or 0.0))
            else:
                done.append(step)
        return tuple(done)

    @property
    def seconds(self) -> float:
        """Length [s]."""
        return sum(step.seconds or 0.0 for step in self.flat())

    def named(self, name: str, source: str | None = None) -> Session:
        """The same session under another name."""
        return Session(self.items, name, self.source if source is None else source)

    def words(self) -> list[str]:
        """The session as phrases, blocks indented by two spaces."""
        return list(_lines(self.items, ""))

    def map(self, change: Callable[[Step], Step]) -> Session:
        """The session with every step replaced by ``change(step)``."""
        return Session(_mapped(self.items, change), self.name, self.source)

    def __add__(self, other: Session | Step) -> Session:
        if isinstance(other, Step):
            return Session((*self.items, other), self.name, self.source)
        if not isinstance(other, Session):
            return NotImplemented
        names = [name for name in dict.fromkeys((self.name, other.name)) if name != "session"]
        sources = "; ".join(source for source in dict.fromkeys((self.source, other.source)) if source)
        return Session((*self.items, *other.items), " + ".join(names), sources)

    def __mul__(self, times: int) -> Session:
        return Session((Repeat(times, self.items),), self.name, self.source)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        """Whether both do the same in the same order."""
        return self.flat() == other.flat() if isinstance(other, Session) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.flat())

    def __str__(self) -> str:
        return "\n".join((f"{self.name}:", *(f"  {line}" for line in self.words())))

    def __repr__(self) -> str:
        return f"session({self.words()!r}, name={self.name!r})"


def _items(steps: object) -> Iterator[Item]:
    """Steps and repeats; sessions among them are opened, anything else is refused."""
    given = steps if isinstance(steps, Iterable) and not isinstance(steps, str) else [steps]
    for place, item in enumerate(given, start=1):
        if isinstance(item, (Step, Repeat)):
            yield item
        elif isinstance(item, Session):
            yield from item.items
        else:
            raise MusclebalanceError(
                f"item {place} of the session is {item!r}; give steps, repeats or sessions. Phrases such as "
                "'release for 3 s' are read by session(...)."
            )


def _unrolled(items: Iterable[Item]) -> Iterator[Step]:
    for item in items:
        yield from (item,) if isinstance(item, Step) else _unrolled(item.items * item.times)


def _mapped(items: Iterable[Item], change: Callable[[Step], Step]) -> tuple[Item, ...]:
    return tuple(
        change(item) if isinstance(item, Step) else replace(item, items=_mapped(item.items, change))
        for item in items
    )


def _lines(items: Iterable[Item], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Step):
            yield f"{indent}{item}"
        else:
            yield f"{indent}repeat {item.times} times:"
            yield from _lines(item.items, indent + "  ")


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
        return total((self, other))

    def __mul__(self, times: int) -> Dose:
        return Dose(*(value * times for value in _VALUES(self)))

    def differs(self, other: Dose) -> tuple[str, ...]:
        """Names of what differs: counts exactly, times and integral by more than 1e-9 of their size."""
        return tuple(
            field.name
            for field, one, two in zip(fields(self), _VALUES(self), _VALUES(other), strict=True)
            if abs(one - two) > (0 if field.type == "int" else 1e-9 * (1.0 + abs(one)))
        )

    def __str__(self) -> str:
        counts = {
            ("session", "sessions"): self.sessions,
            ("contraction", "contractions"): self.contractions,
            ("stretch", "stretches"): self.stretches,
            ("work bout", "work bouts"): self.works,
        }
        parts = [f"{n} {one if n == 1 else more}" for (one, more), n in counts.items() if n]
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
    steps = list(steps)
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        seconds = step.seconds or 0.0
        if step.action == "contract":
            done.append((step, False))
            due = 0.0 if following and following.action == "contract" else PLATEAU_SECONDS
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
    steps = [step for step, _ in with_plateaus(session.flat())]
    counts = Counter(action for (action, *_), _ in groupby(steps, _repetition))
    effort_seconds = stretch_seconds = integral = 0.0
    for step in steps:
        seconds = step.seconds or 0.0
        stretch_seconds += seconds if step.action == "stretch" else 0.0
        if step.effort or step.partner_effort:
            effort_seconds += seconds
            integral += seconds * (step.effort + step.partner_effort)
    return Dose(
        1, counts["contract"], counts["stretch"], counts["work"], effort_seconds, stretch_seconds, integral
    )


def _repetition(step: Step) -> tuple[object, ...]:
    """What makes neighbouring steps one repetition: the action and the muscles that take part in it."""
    active = () if step.action == "stretch" else (step.effort > 0, step.partner_effort > 0)
    return (step.action, step.muscle, *active)
