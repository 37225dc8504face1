"""Proprioceptive neuromuscular facilitation: hold-relax, contract-relax, antagonist-contract."""

from __future__ import annotations

from .session import Session
from .step import STRETCH_BARRIER, Step
from .techniques import Items, at, in_sets, optional


def HoldRelax(
    effort: float = 0.60,
    contract: float = 6.0,
    release: float = 1.0,
    stretch: float = 9.0,
    repetitions: int = 3,
    muscle: str = "agonist",
    *,
    barrier: float = STRETCH_BARRIER,
    approach: float = 10.0,
    sets: int = 1,
    set_rest: float = 60.0,
    assisted: bool | None = True,
) -> Session:
    """PNF hold-relax: contraction of the stretched muscle at the end of range, then a passive stretch.

    Differs from `PIR` in stronger effort at the barrier itself, and in the few seconds between contractions,
    which are spent in the stretch.

    Parameters
    ----------
    effort, contract, release, stretch, repetitions, muscle, barrier, approach, sets, set_rest, assisted
        As in `PIR`.

    Returns
    -------
    Session

    References
    ----------
    .. [1] Feland JB, Marin HN. Effect of submaximal contraction intensity in contract-relax proprioceptive
       neuromuscular facilitation stretching. Br J Sports Med 2004;38:e18 (three contractions of 6 s, 10 s
       between; 20, 60 and 100 % alike). doi:10.1136/bjsm.2003.010967.

    Examples
    --------
    >>> print(HoldRelax().flat()[1])
    contract at 60 %MVC for 6 s
    """
    name = "PNF hold-relax"
    return _pnf(
        name,
        "FelandMarin2004",
        effort,
        contract,
        release,
        stretch,
        repetitions,
        muscle,
        barrier,
        approach,
        sets,
        set_rest,
        assisted,
        0.0,
    )


def ContractRelax(
    effort: float = 1.0,
    contract: float = 5.0,
    release: float = 1.0,
    stretch: float = 10.0,
    repetitions: int = 4,
    muscle: str = "agonist",
    *,
    barrier: float = STRETCH_BARRIER,
    approach: float = 10.0,
    sets: int = 1,
    set_rest: float = 60.0,
    assisted: bool | None = True,
) -> Session:
    """PNF contract-relax: as hold-relax, with maximal effort.

    The rotation that the classical pattern allows during the contraction has no place in a one-joint model;
    what is left of the difference is the effort.

    Parameters
    ----------
    effort, contract, release, stretch, repetitions, muscle, barrier, approach, sets, set_rest, assisted
        As in `PIR`.

    Returns
    -------
    Session

    References
    ----------
    .. [1] Kay AD, Husbands-Beasley J, Blazevich AJ. Effects of contract-relax, static stretching, and
       isometric contractions on muscle-tendon mechanics. Med Sci Sports Exerc 2015;47:2181-2190.

    Examples
    --------
    >>> print(ContractRelax().flat()[1])
    contract at 100 %MVC for 5 s
    """
    name = "PNF contract-relax"
    return _pnf(
        name,
        "Kay2015",
        effort,
        contract,
        release,
        stretch,
        repetitions,
        muscle,
        barrier,
        approach,
        sets,
        set_rest,
        assisted,
        0.0,
    )


def CRAC(
    effort: float = 0.60,
    contract: float = 5.0,
    release: float = 1.0,
    stretch: float = 10.0,
    repetitions: int = 3,
    muscle: str = "agonist",
    *,
    partner_effort: float = 0.30,
    barrier: float = STRETCH_BARRIER,
    approach: float = 10.0,
    sets: int = 1,
    set_rest: float = 60.0,
    assisted: bool | None = True,
) -> Session:
    """PNF contract-relax-antagonist-contract: the other muscle pulls into the stretch.

    Differs from `ContractRelax` in that the partner contracts (`partner_effort`) during the stretch.

    Parameters
    ----------
    partner_effort : float
        Effort of the other muscle during the stretch [fraction of MVC] (assumed).
    effort, contract, release, stretch, repetitions, muscle, barrier, approach, sets, set_rest, assisted
        As in `PIR`.

    Returns
    -------
    Session

    References
    ----------
    .. [1] Rowlands AV, Marginson VF, Lee J. Chronic flexibility gains: effect of isometric contraction
       duration during proprioceptive neuromuscular facilitation stretching techniques. Res Q Exerc Sport
       2003;74:47-51 (contractions of 5 and 10 s). PMID 12659475.

    Examples
    --------
    >>> print(CRAC(assisted=None).flat()[3])
    stretch to 90 % of the barrier with the partner at 30 %MVC for 10 s
    """
    return _pnf(
        "PNF CRAC",
        "P008",
        effort,
        contract,
        release,
        stretch,
        repetitions,
        muscle,
        barrier,
        approach,
        sets,
        set_rest,
        assisted,
        partner_effort,
    )


def _pnf(
    name: str,
    source: str,
    effort: float,
    contract: float,
    release: float,
    stretch: float,
    repetitions: int,
    muscle: str,
    barrier: float,
    approach: float,
    sets: int,
    set_rest: float,
    assisted: bool | None,
    partner: float,
) -> Session:
    """What the three PNF forms have in common: stretched first, then contract, let go, stretch further."""
    first = Step("stretch", approach, muscle, barrier=barrier, assisted=assisted, where=at(1, name))
    cycle: Items = (
        Step("contract", contract, muscle, effort, where=at(2, name)),
        *optional(release, "release", at(3, name)),
        Step(
            "stretch",
            stretch,
            muscle,
            partner_effort=partner,
            barrier=barrier,
            assisted=assisted,
            where=at(4, name),
        ),
    )
    return Session(in_sets(name, (first,), cycle, repetitions, sets, set_rest), name, source)
