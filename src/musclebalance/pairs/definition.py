"""A muscle pair: two muscles, one joint, and every number that belongs to this pair alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..core.errors import MusclebalanceError, unknown
from ..core.parameters import Basis, ParameterSet
from ..model.assembly import MUSCLES
from ..model.exposure import Exposure
from .geometry import Geometry


@dataclass(frozen=True, slots=True)
class Activity:
    """What one named activity does to this joint: parts whose shares add up to 1, and their origin."""

    exposures: tuple[Exposure, ...]
    basis: Basis = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        total = sum(exposure.share for exposure in self.exposures)
        if abs(total - 1.0) > 1e-9:
            raise MusclebalanceError(
                f"the shares of an activity add up to {total:.6g}; they must add up to 1."
            )


@dataclass(frozen=True)
class Pair:
    """Two opposing muscle groups at one joint, as a dated and citable set of numbers.

    Parameters
    ----------
    name, title : str
        ``"hip-flexors-gluteus-maximus"`` and the same for people.
    joint : str
        Joint.
    coordinate : str
        What the angle means and which direction is positive.
    agonist, antagonist : str
        The group that gets short and tight in this pair's story, and its partner.
    parameters : ParameterSet
        Everything that is specific to the pair.
    geometry : mapping
        ``"agonist"`` and ``"antagonist"`` as read from `source`, with the residuals of the fit.
    source : str
        Musculoskeletal model the geometry and forces come from.
    alternatives : tuple of str
        Other models that `pair(name, source=...)` accepts.
    actions : mapping
        Activity name -> :class:`Activity`.
    cautions : tuple of str
        What a reader must know before using a number of this pair.
    date : str
        Date of this set (ISO 8601).
    nerves : mapping
        ``"agonist"``, ``"antagonist"`` -> the nerve that runs there by anatomy, where there is one.

    Examples
    --------
    >>> from musclebalance.pairs import pair
    >>> hip = pair("hip-flexors-gluteus-maximus")
    >>> hip.agonist, hip.parameters.value("optimal_fibre_length", "agonist")
    ('hip flexors', 0.1126)
    """

    name: str
    title: str
    joint: str
    coordinate: str
    agonist: str
    antagonist: str
    parameters: ParameterSet
    geometry: Mapping[str, Geometry]
    source: str
    alternatives: tuple[str, ...]
    actions: Mapping[str, Activity]
    cautions: tuple[str, ...]
    date: str
    nerves: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.name, self.source, self.date, self.parameters))

    @property
    def activities(self) -> tuple[str, ...]:
        """Names of the activities this pair can map to a posture."""
        return tuple(self.actions)

    def activity(self, name: str) -> tuple[Exposure, ...]:
        """What the named activity does to this joint: the parts of a bout in order.

        Parameters
        ----------
        name : str
            ``"desk"``, ``"walk"``, ``"sleep"``, ...

        Raises
        ------
        UnknownNameError
        """
        if name not in self.actions:
            raise unknown(f"activity (of pair {self.name!r})", name, self.actions)
        return self.actions[name].exposures

    def with_(self, values: Mapping[str, float] | None = None, /, **named: float) -> Pair:
        """A copy with some parameters changed; see :meth:`ParameterSet.with_`."""
        return replace(self, parameters=self.parameters.with_(values, **named))

    def with_entrapment(self, muscle: str | None = None, share: float = 1.0) -> Pair:
        """A copy in which the pressure in a muscle reaches the nerve that runs there.

        Parameters
        ----------
        muscle : {"agonist", "antagonist"}, optional
            Which muscle; by default every muscle of the pair with a nerve.
        share : float
            Share of the intramuscular pressure that reaches the nerve, 0 to 1 [-]; 0 in healthy people.

        Raises
        ------
        MusclebalanceError
            No nerve runs there by anatomy.

        Examples
        --------
        >>> from musclebalance.pairs import pair
        >>> pair("triceps-surae-tibialis-anterior").nerves["antagonist"]
        'deep fibular nerve, in the anterior compartment'
        """
        if muscle is not None and muscle not in MUSCLES:
            raise unknown("muscle", muscle, MUSCLES)
        chosen = tuple(self.nerves) if muscle is None else (muscle,)
        missing = [name for name in chosen if name not in self.nerves]
        if missing or not chosen:
            raise MusclebalanceError(
                f"no nerve runs in the {missing[0] if missing else 'muscles'} of pair {self.name!r} by "
                f"anatomy; known: {', '.join(self.nerves) or 'none'}."
            )
        return self.with_({f"{name}.nerve_coupling": share for name in chosen})

    def with_activity(self, name: str, *exposures: Exposure) -> Pair:
        """A copy in which the named activity (new or known) is these parts, whose shares add up to 1."""
        activity = Activity(tuple(exposures), "assumed", (), "set by the user")
        return replace(self, actions={**self.actions, name: activity})

    def sources(self) -> tuple[str, ...]:
        """Every source key of the pair, each once, in order of first use."""
        keys = [key for entry in self.parameters.values() for key in entry.source]
        keys += [key for activity in self.actions.values() for key in activity.source]
        return tuple(dict.fromkeys(keys))

    def __str__(self) -> str:
        value = self.parameters.value
        lines = [
            f"{self.title} ({self.name}), {self.date}",
            f"  angle: {self.coordinate}; rests at {value('neutral_angle'):g} deg",
            f"  fit holds from {value('range_low'):g} to {value('range_high'):g} deg; "
            f"geometry and forces from {self.source}",
        ]
        for part, shape in self.geometry.items():
            lines.append(
                f"  {part:<10} {getattr(self, part)}: {value('max_isometric_force', part):.0f} N, "
                f"fibre {1e3 * value('optimal_fibre_length', part):.0f} mm, "
                f"moment arm {1e3 * value('moment_arm_c0', part):+.0f} mm "
                f"(fit rms {1e3 * shape.moment_arm_rms:.1f} mm), "
                f"rests at {value('neutral_fibre_length', part):.2f} lopt, "
                f"range ends at {value('rom_limit', part):g} deg"
            )
        lines += [
            f"  parameters {len(self.parameters)}, of which assumed {len(self.parameters.assumed)}; "
            f"other models: {', '.join(self.alternatives) or 'none'}",
            f"  activities: {', '.join(self.activities)}",
            *(f"  caution: {text}" for text in self.cautions),
        ]
        return "\n".join(lines)

    __repr__ = __str__
