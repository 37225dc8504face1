"""One step of a session: stretch, contract, release, take up the slack, rest, hold a position, work."""

from __future__ import annotations

import re
from dataclasses import InitVar, dataclass, replace
from typing import TYPE_CHECKING

from ..core.calendar import TICKS_PER_SECOND, to_ticks
from ..core.errors import MusclebalanceError, check_range, number, unknown

if TYPE_CHECKING:
    from .session import Session

ACTIONS = ("stretch", "contract", "release", "slack", "rest", "position", "work", "do")
MUSCLES = ("agonist", "antagonist")
SHORTEST_STEP = 1 / TICKS_PER_SECOND
LONGEST_STEP = 12 * 3600.0
#: An approach ("stretch to barrier", no time) goes to first firm resistance and takes this long [s].
APPROACH_SECONDS = 10.0
APPROACH_BARRIER = 0.7
STRETCH_BARRIER = 0.9
#: Slack is taken up to the first resistance, well before a stretch (assumed; Lewit gives no torque).
SLACK_BARRIER = 0.3
#: What each action must and may say, beyond the muscle and the time.
NEEDS = {
    "contract": ("effort", "partner_effort"),
    "work": ("effort",),
    "position": ("angle",),
    "do": ("activity",),
}
MAY = {
    "stretch": ("barrier", "angle", "effort", "partner_effort"),
    "contract": ("effort", "partner_effort", "angle"),
    "release": (),
    "slack": ("barrier",),
    "rest": (),
    "position": ("angle", "load"),
    "work": ("effort", "partner_effort", "angle", "load"),
    "do": ("activity",),
}
_WITH_MUSCLE = ("stretch", "contract", "slack", "work")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to one muscle for some seconds.

    Parameters
    ----------
    action : str
        ``"stretch"`` (moved to a barrier or an angle), ``"contract"`` (isometric), ``"release"`` (let go,
        the joint stays), ``"slack"`` (moved to first resistance only), ``"rest"`` (the joint is free),
        ``"position"`` (held at an angle), ``"work"`` (effort with movement) or ``"do"`` (an everyday
        activity).
    seconds : float, optional
        Length, above 0, at most 43200, kept in whole microseconds [s].
        Only a stretch may leave it out: then it is the approach to the
        barrier, which takes 10 s, and nothing where the step before has already stretched the same muscle.
    muscle : str
        ``"agonist"``, ``"antagonist"`` or the name the muscle pair gives the group, e.g. ``"hip flexors"``.
        Ignored where the action concerns the joint (release, rest, position, do).
    effort, partner_effort : float
        Voluntary effort of that muscle and of its partner [fraction of MVC, 0..1].
    barrier : float, optional
        Fraction of the tolerated torque, 0..1. Default 0.9 for a stretch, 0.7 for an approach, 0.3 for slack.
    angle : float, optional
        Joint angle instead of a barrier, or at which the contraction, work or position is held [deg].
    load : float
        External moment during work or position [N m].
    offset : float, optional
        Length offset of the treated muscle from the joint the pair does not model [optimal fibre lengths];
        None positions the limb as in that muscle's range-of-motion test.
    activity : str
        Name of the activity to do; the muscle pair says what it is.
    assisted : bool, optional
        A therapist moves the joint; None leaves it to the place (clinic: yes, home: no).
    where : str
        Place in the user's input, for messages only; not kept.

    Raises
    ------
    UnknownNameError, OutOfRangeError, MusclebalanceError
        For an action, a number or a field that cannot be.

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
    where: InitVar[str] = ""

    def __post_init__(self, where: str) -> None:
        """Check every field and fill in the barrier."""
        spot = f" ({where})" if where else ""
        if self.action not in ACTIONS:
            raise unknown("action", self.action, ACTIONS)
        self._check_numbers(where)
        _check_name("muscle", self.muscle, spot)
        if self.activity:
            _check_name("activity", self.activity, spot)
        needs = NEEDS.get(self.action, ())
        if needs and not any(
            getattr(self, field) or (field == "angle" and self.angle is not None) for field in needs
        ):
            raise MusclebalanceError(
                f"{NOUNS[self.action]} needs {_article(needs[0])}; {_EXAMPLES[self.action]}{spot}."
            )
        for field in ("effort", "partner_effort", "barrier", "angle", "load", "activity"):
            if getattr(self, field) and field not in MAY[self.action]:
                what = field.replace("_", " ")
                raise MusclebalanceError(
                    f"{NOUNS[self.action]} takes no {what}; {_EXAMPLES[self.action]}{spot}."
                )
        if self.barrier is not None and self.angle is not None:
            raise MusclebalanceError(
                f"a stretch goes to a barrier or to an angle, not to both; leave one out{spot}."
            )
        for field in ("seconds", "effort", "partner_effort", "barrier", "angle", "load", "offset"):
            value = getattr(self, field)
            object.__setattr__(self, field, value if value is None else float(value))
        if self.seconds is not None:
            object.__setattr__(self, "seconds", to_ticks(self.seconds) / TICKS_PER_SECOND)
        if self.action not in _WITH_MUSCLE:
            object.__setattr__(self, "muscle", "agonist")
        if self.barrier is None and self.angle is None and self.action in ("stretch", "slack"):
            usual = SLACK_BARRIER if self.action == "slack" else STRETCH_BARRIER
            object.__setattr__(self, "barrier", APPROACH_BARRIER if self.seconds is None else usual)

    def _check_numbers(self, where: str) -> None:
        if self.seconds is not None:
            what = f"length of {NOUNS[self.action]}"
            if not check_range(what, self.seconds, 0.0, LONGEST_STEP, "s", where) >= SHORTEST_STEP:
                given = f"{NOUNS[self.action]} of {number(float(self.seconds))} s"
                spot = f" ({where})" if where else ""
                raise MusclebalanceError(f"{given} does nothing; give 1e-06 s or more{spot}.")
        elif self.action != "stretch":
            raise MusclebalanceError(
                f"{NOUNS[self.action]} needs a length in seconds; {_EXAMPLES[self.action]}"
                f"{f' ({where})' if where else ''}."
            )
        what = "contraction" if self.action == "contract" else "effort"
        check_range(what, _percent(self.effort), 0.0, 100.0, "%MVC", where)
        check_range("effort of the other muscle", _percent(self.partner_effort), 0.0, 100.0, "%MVC", where)
        if self.barrier is not None:
            check_range("barrier", _percent(self.barrier), 0.0, 100.0, "% of the tolerated torque", where)
        if self.angle is not None:
            check_range("joint angle", self.angle, -180.0, 180.0, "deg", where)
        if self.offset is not None:
            check_range("length offset", self.offset, -1.5, 1.5, "lopt", where)
        check_range("load", self.load, -500.0, 500.0, "N m", where)

    @property
    def is_approach(self) -> bool:
        """Whether this is a stretch without a time."""
        return self.seconds is None

    def lasting(self, seconds: float) -> Step:
        """The same step for another time [s]."""
        return replace(self, seconds=seconds)

    def same_but_time(self, other: Step) -> bool:
        """Whether the two differ in nothing but their length."""
        return replace(self, seconds=1.0) == replace(other, seconds=1.0)

    def __add__(self, other: Step | Session) -> Session:
        """This, then that."""
        from .session import Session

        return Session((self,)) + other

    def __mul__(self, times: int) -> Session:
        """This step, repeated."""
        from .session import Session

        return Session((self,)) * times

    __rmul__ = __mul__

    def __str__(self) -> str:
        """The step in words."""
        from .words import step_words

        return step_words(self)


def _check_name(what: str, name: str, spot: str) -> None:
    """Names must survive being written in words: no digits first, no words of the grammar."""
    words = name.split() if isinstance(name, str) else []
    taken = [word for word in words if word.lower() in GRAMMAR_WORDS]
    if not words or " ".join(words) != name or taken or not all(_WORD.fullmatch(word) for word in words):
        raise MusclebalanceError(
            f"{name!r} is no name for a{'n' if what == 'activity' else ''} {what}: "
            "give words of letters, digits and hyphens, "
            f"each beginning with a letter, and none of {', '.join(map(repr, GRAMMAR_WORDS))}{spot}."
        )


_WORD = re.compile(r"[^\W\d_][\w./()'-]*")
#: Words with a meaning of their own in phrases.
GRAMMAR_WORDS = ("for", "at", "to", "with", "against", "offset", "assisted", "unassisted", "the", "in")


def _percent(value: float) -> float:
    """Hundredfold, rounded so that 0.07 shows as 7; what is no number is left for the check to refuse."""
    return round(100.0 * value, 9) if isinstance(value, (int, float)) else value


def _article(word: str) -> str:
    words = word.replace("_", " ")
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


_EXAMPLES = {
    "stretch": "for example 'stretch to 90 % of the barrier for 20 s'",
    "contract": "for example 'contract at 20 %MVC for 7 s'",
    "release": "for example 'release for 3 s'",
    "slack": "for example 'take up the slack for 3 s'",
    "rest": "for example 'rest for 60 s'",
    "position": "for example 'hold at 20 deg for 30 s'",
    "work": "for example 'work the antagonist at 60 %MVC for 3 s'",
    "do": "for example 'do walk for 3 min'",
}
NOUNS = {
    "stretch": "a stretch",
    "contract": "a contraction",
    "release": "a release",
    "slack": "taking up the slack",
    "rest": "a rest",
    "position": "holding a position",
    "work": "work",
    "do": "an activity",
}
