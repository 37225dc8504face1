"""Bones that pairs share: how each pair moves with them, and where together they bring them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import Parameter

#: A pair that moves less than this share of its bone does not move with it.
LEAST_SHARE = 0.001

#: As `posture_gain` for a joint alone.
FOLLOWS = Parameter(
    "bone_gain", 0.3, "-", 0.0, 0.6, "share of the shift at rest that the posture of a shared bone follows"
)


@public
@dataclass(frozen=True, slots=True)
class Link:
    """How a pair's joint moves when a bone does.

    Parameters
    ----------
    pair : str
        Name of the pair.
    share : float
        Degrees by which the pair's angle grows for each degree of the bone, -2 to 2, not within 0.001 of
        0 [-].
    levels : float
        Joints in a row for which the pair's joint stands, 1 to 30: five for a lumbar spine of which the pair
        moves one level [-].

    Raises
    ------
    OutOfRangeError, MusclebalanceError

    Examples
    --------
    >>> Link("erector-spinae-rectus-abdominis", share=0.2, levels=5).share
    0.2
    """

    pair: str
    share: float
    levels: float = 1.0

    def __post_init__(self) -> None:
        check_range(f"share of {self.pair}", self.share, -2.0, 2.0)
        check_range(f"levels of {self.pair}", self.levels, 1.0, 30.0)
        if abs(self.share) < LEAST_SHARE:
            raise MusclebalanceError(
                f"{self.pair} does not move with the bone (share {self.share:g}); leave the link out."
            )


@public
@dataclass(frozen=True, slots=True)
class Bone:
    """A bone on which several pairs pull.

    Parameters
    ----------
    name, coordinate : str
        What it is called, and what its angle is, with its positive direction.
    links : tuple of Link
        The pairs that move with it, each named once; left and right of a pair move alike.
    follows : float
        Share of the shift at rest that its posture follows, 0 to 0.6 [-]; default that of a joint alone.

    Raises
    ------
    MusclebalanceError
        No pair, or one of them twice.

    Notes
    -----
    With ``w`` the share and ``n`` the levels of a link, ``K`` the stiffness of its relaxed pair and ``d`` the
    angle by which that pair alone pulls beyond the healthy one (`misalignment`), all at the posture of
    standing::

        posture = follows sum(n w K d) / sum(n w^2 K)

    the balance of the torques on the bone, followed in part as a joint alone follows its own pull.
    All imposed postures of daily life are shifted by ``w`` times it. A bone with one link of share 1 has the
    posture of that pair alone. Each side's pair brings its own joint; the bone moves in one plane and does
    not rotate between the sides.

    Examples
    --------
    >>> PELVIS.names
    ('hip-flexors-gluteus-maximus', 'erector-spinae-rectus-abdominis')
    """

    name: str
    coordinate: str
    links: tuple[Link, ...]
    follows: float = FOLLOWS.value

    def __post_init__(self) -> None:
        check_range(f"share that {self.name!r} follows", self.follows, FOLLOWS.low, FOLLOWS.high)
        object.__setattr__(self, "links", tuple(self.links))
        if not self.links or len(set(self.names)) < len(self.links):
            raise MusclebalanceError(f"bone {self.name!r} needs links to pairs, each pair once.")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the pairs that move with it."""
        return tuple(link.pair for link in self.links)

    def link(self, pair: str) -> Link | None:
        """How a pair moves with it; None if it does not."""
        return next((link for link in self.links if link.pair == pair), None)


#: Anterior tilt flexes both hips by as much and extends the lumbar spine; its pair moves one of five levels.
PELVIS = Bone(
    "pelvis",
    "anterior tilt",
    (Link("hip-flexors-gluteus-maximus", 1.0), Link("erector-spinae-rectus-abdominis", 0.2, levels=5.0)),
)
#: Protraction, elevation and extension of the upper neck in the proportions of the posture at a desk (15, 12,
#: 12 deg in the files of the pairs); no measurement of people stands behind them.
GIRDLE = Bone(
    "neck and shoulder girdle",
    "protraction",
    (
        Link("pectorals-rhomboids", 1.0),
        Link("upper-trapezius-lower-trapezius", 0.8),
        Link("suboccipitals-deep-neck-flexors", 0.8),
    ),
)
PATTERNS: Mapping[str, Bone] = {"lower": PELVIS, "upper": GIRDLE}


def pattern(name: str) -> Bone:
    """The bone of a crossed pattern."""
    if name not in PATTERNS:
        raise unknown("crossed pattern", name, PATTERNS)
    return PATTERNS[name]
