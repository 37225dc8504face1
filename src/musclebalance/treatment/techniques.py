"""The techniques: functions that build a session from its numbers, and the registry that lists them by name.

Parameters mean the same in every technique: `PIR` states their meaning, unit, bounds and errors. Full
references stand in `musclebalance.sources`, under the key that each session carries as its source.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown
from .steps import (
    APPROACH_BARRIER,
    APPROACH_SECONDS,
    MOST_REPEATS,
    SLACK_BARRIER,
    STRETCH_BARRIER,
    Repeat,
    Session,
    Step,
)


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique: name in code and files, what builds it, key of its source, what sets it apart."""

    name: str
    build: Callable[..., Session]
    source: str
    differs: str

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Parameter names with their defaults."""
        return {name: item.default for name, item in inspect.signature(self.build).parameters.items()}

    def session(self, **parameters: Any) -> Session:
        """Build a session; an unknown parameter is refused with the nearest name."""
        for name in parameters:
            if name not in self.parameters:
                raise unknown(f"parameter of {self.name}", name, self.parameters)
        return self.build(**parameters)


#: Every technique by its name.
TECHNIQUES: dict[str, Technique] = {}
_Build = TypeVar("_Build", bound=Callable[..., Session])
_Draft = Callable[..., Step]


@public
def technique(name: str) -> Technique:
    """A technique by name.

    Parameters
    ----------
    name : str
        As in code, e.g. ``"StaticStretch"``.

    Returns
    -------
    Technique
        Its ``parameters``, ``source``, what ``differs``, and ``session(...)``, which builds it.

    Raises
    ------
    UnknownNameError
        There is none of that name; the nearest is given.

    Examples
    --------
    >>> technique("StaticStretch").session(hold=30).name
    'static stretch'
    """
    if not isinstance(name, str):
        raise MusclebalanceError(f"a technique is named by text, not by {name!r}.")
    if name not in TECHNIQUES:
        raise unknown("technique", name, TECHNIQUES)
    return TECHNIQUES[name]


def _listed(differs: str) -> Callable[[_Build], _Build]:
    """List a technique under its own name, with the few words that set it apart."""

    def listed(build: _Build) -> _Build:
        TECHNIQUES[build.__name__] = Technique(build.__name__, build, build().source, differs)
        return build

    return listed


def _optional(action: str, seconds: float) -> _Draft | None:
    """A step that is left out when its time is 0."""
    return partial(Step, action, seconds) if seconds != 0 else None


def _stretch(seconds: float, muscle: str, barrier: float, assisted: bool | None, pull: float = 0) -> _Draft:
    return partial(Step, "stretch", seconds, muscle, 0.0, pull, barrier, assisted=assisted)


def _built(
    name: str, source: str, cycle: Iterable[_Draft | None],
    repetitions: int = 1, sets: int = 1, set_rest: float = 60.0, *, once: _Draft | None = None,
) -> Session:  # fmt: skip
    """The session that all techniques are: `once`, then the cycle `repetitions` times; all of it in sets."""
    where = f"session '{name}'"
    # messages number steps as they are described, those left out (None) included
    drafts = enumerate([once, *cycle] if once else cycle, start=1)
    steps = [draft(where=f"step {place} of {where}") for place, draft in drafts if draft is not None]
    first = 1 if once else 0
    times = _whole("number of repetitions", repetitions, where)
    one: list[Step | Repeat] = [*steps[:first], Repeat(times, tuple(steps[first:]))]
    sets = _whole("number of sets", sets, where)
    if sets == 1:
        return Session(one, name, source)
    more = (Step("rest", set_rest, where=f"pause between sets of {where}"), *one)
    return Session((*one, *more) if sets == 2 else (*one, Repeat(sets - 1, more)), name, source)


def _whole(what: str, value: int, where: str) -> int:
    check_range(what, value, 1, MOST_REPEATS, "", where)
    if int(value) != value:
        raise MusclebalanceError(f"{what} {value!r} is not a whole number ({where}).")
    return int(value)


def _cycles(
    name: str, source: str, contraction: _Draft, seconds: tuple[float, float, float],
    to: tuple[str, float, bool | None], repetitions: int, sets: int, set_rest: float, pull: float = 0.0,
) -> Session:  # fmt: skip
    """Approach, then contraction, release and stretch in turn: `seconds` of all but the contraction."""
    approach, release, stretch = seconds
    cycle = (contraction, _optional("release", release), _stretch(stretch, *to, pull))
    return _built(name, source, cycle, repetitions, sets, set_rest, once=_stretch(approach, *to))


@_listed("gentle effort, release, then a stretch in each cycle")
@public
def PIR(
    effort: float = 0.20, contract: float = 7.0, release: float = 3.0, stretch: float = 20.0,
    repetitions: int = 5, muscle: str = "agonist", *, barrier: float = STRETCH_BARRIER,
    approach: float = APPROACH_SECONDS, approach_barrier: float = APPROACH_BARRIER,
    angle: float | None = None, sets: int = 1, set_rest: float = 60.0, assisted: bool | None = None,
) -> Session:  # fmt: skip
    """Post-isometric relaxation with stretch: to the barrier, then contract, release, stretch, repeated.

    After Lewit & Simons 1984, with a stretch added. The full reference of every technique is
    ``sources.get(technique("PIR").source)``.

    Parameters
    ----------
    effort : float
        Effort of the contraction, 0 to 1 [fraction of MVC].
    contract, release, stretch, approach : float
        Seconds of each part of a cycle and of the first approach to the barrier, at most 43200 [s]; a
        release, rest or stretch of 0 is left out.
    repetitions, sets : int
        Cycles in a set and sets, 1 to 1000 each.
    muscle : str
        Treated muscle: ``"agonist"``, ``"antagonist"`` or its group name.
    barrier, approach_barrier : float
        How far it is stretched in the cycles and at the approach, 0 to 1 [fraction of the tolerated torque].
    angle : float, optional
        Joint angle of the contraction, -180 to 180 [deg]; by default where the joint is.
    set_rest : float
        Rest between sets [s].
    assisted : bool, optional
        A therapist moves the joint; None leaves it to the place (clinic: yes, home: no).

    Raises
    ------
    OutOfRangeError, MusclebalanceError
        A number that cannot be, with the step it belongs to.

    Examples
    --------
    >>> PIR(repetitions=5).seconds
    160.0
    """
    cycle = (
        partial(Step, "contract", contract, muscle, effort, angle=angle),
        _optional("release", release),
        _stretch(stretch, muscle, barrier, assisted) if stretch != 0 else None,
    )
    once = _stretch(approach, muscle, approach_barrier, assisted)
    return _built("PIR", "Lewit1984", cycle, repetitions, sets, set_rest, once=once)


@_listed("minimal effort; slack is taken up, never stretched")
@public
def LewitPIR(
    effort: float = 0.10, contract: float = 10.0, breath: float = 0.0, release: float = 10.0,
    slack: float = 3.0, repetitions: int = 4, muscle: str = "agonist", *,
    barrier: float = SLACK_BARRIER, assisted: bool | None = None,
) -> Session:  # fmt: skip
    """Post-isometric relaxation after Lewit: minimal effort, letting go, taking up slack, no stretch.

    The muscle is never taken beyond first resistance, so that the stretch dose is zero. After Lewit & Simons
    1984; the seconds are recalled, not read.

    Parameters
    ----------
    breath, slack : float
        Seconds of a held breath after the contraction, still at the same effort, 0 to 60, and of taking up
        the slack that has come [s].
    barrier : float
        First resistance [fraction of the tolerated torque] (assumed; none is published).
    effort, contract, release, repetitions, muscle, assisted
        As in `PIR`.

    Examples
    --------
    >>> print(LewitPIR().flat()[-1])
    take up the slack for 3 s
    """
    held = check_range("held breath", breath, 0.0, 60.0, "s", "step 2 of session 'Lewit PIR'") + contract
    taken = partial(Step, "slack", slack, muscle, barrier=barrier, assisted=assisted)
    cycle = (partial(Step, "contract", held, muscle, effort), _optional("release", release), taken)
    return _built("Lewit PIR", "Lewit1984", cycle, repetitions, once=taken)


@_listed("from the barrier, stretched by the therapist; also with the other muscle contracting")
@public
def MET(
    effort: float = 0.25, contract: float = 5.0, release: float = 3.0, stretch: float = 10.0,
    repetitions: int = 4, muscle: str = "agonist", *, form: str = "post-isometric",
    barrier: float = STRETCH_BARRIER, approach: float = 5.0, sets: int = 1, set_rest: float = 60.0,
    assisted: bool | None = True,
) -> Session:  # fmt: skip
    """Muscle energy technique: each cycle begins at the barrier, and the therapist carries it on.

    Numbers of Laudner 2015 (25 % effort, 5 s, four repetitions); forms as in Fryer 2011,
    doi:10.1016/j.ijosm.2010.04.004.

    Parameters
    ----------
    form : str
        ``"post-isometric"``, or ``"reciprocal"``: the *other* muscle contracts, the treated one is stretched.
    effort, contract, release, stretch, repetitions, muscle, barrier, approach, sets, set_rest, assisted
        As in `PIR`; the stretch cannot be left out.

    Examples
    --------
    >>> print(MET(form="reciprocal").flat()[1])
    contract the antagonist at 25 %MVC for 5 s
    """
    forms = ("post-isometric", "reciprocal")
    if form not in forms:
        raise unknown("form of MET", form, forms)
    other = {"agonist": "antagonist", "antagonist": "agonist"}.get(muscle.strip().lower())
    contraction = partial(Step, "contract", contract, muscle, effort)
    if form == "reciprocal" and other:
        contraction = partial(Step, "contract", contract, other, effort)
    elif form == "reciprocal":
        contraction = partial(Step, "contract", contract, muscle, partner_effort=effort)
    name = "MET reciprocal" if form == "reciprocal" else "MET"
    seconds, to = (approach, release, stretch), (muscle, barrier, assisted)
    return _cycles(name, "P076", contraction, seconds, to, repetitions, sets, set_rest)


@_listed("PNF: stronger effort at the end of range")
@public
def HoldRelax(
    effort: float = 0.60, contract: float = 6.0, release: float = 1.0, stretch: float = 9.0,
    repetitions: int = 3, muscle: str = "agonist", *, barrier: float = STRETCH_BARRIER,
    approach: float = 10.0, sets: int = 1, set_rest: float = 60.0, assisted: bool | None = True,
) -> Session:  # fmt: skip
    """PNF hold-relax: contraction of the stretched muscle at the end of range, then a passive stretch.

    The few seconds between contractions are spent in the stretch. Numbers of Feland & Marin 2004 (three
    contractions of 6 s, 10 s between; 20, 60 and 100 % alike).

    Parameters
    ----------
    effort, contract, release, stretch, repetitions, muscle, barrier, approach, sets, set_rest, assisted
        As in `PIR`; the stretch cannot be left out.

    Examples
    --------
    >>> print(HoldRelax().flat()[1])
    contract at 60 %MVC for 6 s
    """
    contraction = partial(Step, "contract", contract, muscle, effort)
    seconds, to = (approach, release, stretch), (muscle, barrier, assisted)
    return _cycles("PNF hold-relax", "FelandMarin2004", contraction, seconds, to, repetitions, sets, set_rest)


@_listed("PNF: maximal effort")
@public
def ContractRelax(
    effort: float = 1.0, contract: float = 5.0, release: float = 1.0, stretch: float = 10.0,
    repetitions: int = 4, muscle: str = "agonist", *, barrier: float = STRETCH_BARRIER,
    approach: float = 10.0, sets: int = 1, set_rest: float = 60.0, assisted: bool | None = True,
) -> Session:  # fmt: skip
    """PNF contract-relax: as hold-relax, with maximal effort.

    The rotation that the classical pattern allows during the contraction has no place in a one-joint model;
    what is left of the difference is the effort. Numbers of Kay 2015.

    Parameters
    ----------
    effort, contract, release, stretch, repetitions, muscle, barrier, approach, sets, set_rest, assisted
        As in `HoldRelax`.

    Examples
    --------
    >>> print(ContractRelax().flat()[1])
    contract at 100 %MVC for 5 s
    """
    contraction = partial(Step, "contract", contract, muscle, effort)
    seconds, to = (approach, release, stretch), (muscle, barrier, assisted)
    return _cycles("PNF contract-relax", "Kay2015", contraction, seconds, to, repetitions, sets, set_rest)


@_listed("PNF: the other muscle pulls into the stretch")
@public
def CRAC(
    effort: float = 0.60, contract: float = 5.0, release: float = 1.0, stretch: float = 10.0,
    repetitions: int = 3, muscle: str = "agonist", *, partner_effort: float = 0.30,
    barrier: float = STRETCH_BARRIER, approach: float = 10.0, sets: int = 1, set_rest: float = 60.0,
    assisted: bool | None = True,
) -> Session:  # fmt: skip
    """PNF contract-relax-antagonist-contract: in the stretch the other muscle pulls into it.

    Numbers of Rowlands 2003 (contractions of 5 and 10 s).

    Parameters
    ----------
    partner_effort : float
        Effort of the other muscle during the stretch [fraction of MVC] (assumed).
    effort, contract, release, stretch, repetitions, muscle, barrier, approach, sets, set_rest, assisted
        As in `HoldRelax`.

    Examples
    --------
    >>> print(CRAC(assisted=None).flat()[3])
    stretch to 90 % of the barrier with the partner at 30 %MVC for 10 s
    """
    contraction = partial(Step, "contract", contract, muscle, effort)
    seconds, to = (approach, release, stretch), (muscle, barrier, assisted)
    return _cycles("PNF CRAC", "P008", contraction, seconds, to, repetitions, sets, set_rest, partner_effort)


@_listed("held at the barrier, no effort")
@public
def StaticStretch(
    hold: float = 27.0, rest: float = 3.0, repetitions: int = 5, muscle: str = "agonist", *,
    barrier: float = STRETCH_BARRIER, angle: float | None = None, sets: int = 1, set_rest: float = 60.0,
    assisted: bool | None = None,
) -> Session:  # fmt: skip
    """Static stretching: held at the barrier (or at a fixed angle), let go, repeated; after Feland 2001.

    Parameters
    ----------
    hold, rest : float
        Seconds at the barrier and between [s].
    angle : float, optional
        Fixed joint angle instead of a barrier [deg].
    repetitions, muscle, barrier, sets, set_rest, assisted
        As in `PIR`.

    Examples
    --------
    >>> StaticStretch(hold=30, rest=10, repetitions=4).seconds
    160.0
    """
    to = barrier if angle is None else None
    held = partial(Step, "stretch", hold, muscle, barrier=to, angle=angle, assisted=assisted)
    cycle = (held, _optional("rest", rest))
    return _built("static stretch", "Feland2001", cycle, repetitions, sets, set_rest)


@_listed("brief swings driven by the other muscle")
@public
def DynamicStretch(
    hold: float = 1.0, back: float = 1.0, repetitions: int = 15, muscle: str = "agonist", *,
    effort: float = 0.20, barrier: float = 0.80, sets: int = 2, set_rest: float = 30.0,
) -> Session:  # fmt: skip
    """Dynamic stretching: brief swings towards the barrier by the other muscle; after Behm & Chaouachi 2011.

    Parameters
    ----------
    hold, back : float
        Seconds of the swing out and of the way back [s].
    effort, barrier : float
        Effort of the other muscle on the way out [fraction of MVC] and how far it goes [fraction of the
        tolerated torque] (both assumed).
    repetitions, muscle, sets, set_rest
        As in `PIR`.

    Examples
    --------
    >>> print(DynamicStretch().flat()[0])
    stretch to 80 % of the barrier with the partner at 20 %MVC for 1 s unassisted
    """
    cycle = (_stretch(hold, muscle, barrier, False, effort), _optional("rest", back))
    return _built("dynamic stretch", "BehmChaouachi2011", cycle, repetitions, sets, set_rest)


@_listed("effort without movement, at a chosen angle")
@public
def IsometricStrength(
    effort: float = 0.60, hold: float = 5.0, rest: float = 5.0, repetitions: int = 10,
    muscle: str = "antagonist", *, angle: float | None = None, sets: int = 3, set_rest: float = 90.0,
) -> Session:  # fmt: skip
    """Isometric strengthening, often of the weak antagonist; after American College of Sports Medicine 2009.

    Parameters
    ----------
    hold, rest : float
        Seconds of effort and between [s].
    effort, repetitions, muscle, angle, sets, set_rest
        As in `PIR`.

    Examples
    --------
    >>> print(IsometricStrength(angle=-10).flat()[0])
    contract the antagonist at 60 %MVC at -10 deg for 5 s
    """
    cycle = (partial(Step, "contract", hold, muscle, effort, angle=angle), _optional("rest", rest))
    return _built("isometric strength", "ACSM2009", cycle, repetitions, sets, set_rest)


@_listed("effort with movement")
@public
def Strengthening(
    effort: float = 0.60, work: float = 3.0, rest: float = 1.0, repetitions: int = 10,
    muscle: str = "antagonist", *, angle: float | None = None, load: float = 0.0, sets: int = 3,
    set_rest: float = 90.0,
) -> Session:  # fmt: skip
    """Strengthening with movement, usually of the weak antagonist; made progressive by a `Ramp` in the plan.

    Unlike isometric effort, it leaves no after-contraction inhibition and no trace on the slack length. The
    movement is represented by its mean angle. After the American College of Sports Medicine 2009.

    Parameters
    ----------
    effort, angle : float
        Mean effort while working [fraction of MVC], mean joint angle [deg]; by default where the joint is.
    work, rest : float
        Seconds of each repetition and between [s].
    load : float
        External moment, -500 to 500 [N m].
    repetitions, muscle, sets, set_rest
        As in `PIR`.

    Examples
    --------
    >>> print(Strengthening(effort=0.7).flat()[0])
    work the antagonist at 70 %MVC for 3 s
    """
    cycle = (partial(Step, "work", work, muscle, effort, angle=angle, load=load), _optional("rest", rest))
    return _built("strengthening", "ACSM2009", cycle, repetitions, sets, set_rest)


@_listed("an everyday activity that interrupts sitting")
@public
def MovementBreak(minutes: float = 3.0, activity: str = "walk") -> Session:
    """A break that is prescribed, and so can be missed; those of ``Lifestyle.with_breaks`` simply happen.

    Parameters
    ----------
    minutes : float
        How long [min].
    activity : str
        Any activity the muscle pair knows.

    Examples
    --------
    >>> print(MovementBreak(minutes=3))
    movement break:
      do walk for 180 s
    """
    name = "movement break"
    return Session(Step("do", 60.0 * minutes, activity=activity, where=f"step 1 of session '{name}'"), name)


@_listed("the same hands and time without effort and stretch")
@public
def Sham(session: Session | None = None) -> Session:
    """A sham of a session: the same hands for the same time; nobody contracts and nothing is stretched.

    Parameters
    ----------
    session : Session, optional
        What it imitates; the default `PIR` when left out.

    Examples
    --------
    >>> print(Sham().flat()[0])
    release for 160 s
    """

    def sham(step: Step) -> Step:
        acts = step.action in ("contract", "work", "stretch", "slack")
        return Step("release", step.seconds or APPROACH_SECONDS) if acts else step

    genuine = session or PIR()
    return genuine.map(sham).named(f"sham {genuine.name}", "")


@_listed("the same visits, at rest")
@public
def Control(minutes: float = 5.0) -> Session:
    """An attention control: the same visits, spent lying relaxed. For no treatment at all use ``plan=None``.

    Parameters
    ----------
    minutes : float
        How long [min].

    Examples
    --------
    >>> Control(minutes=5).seconds
    300.0
    """
    return Session(Step("rest", 60.0 * minutes, where="step 1 of session 'control'"), "control")
