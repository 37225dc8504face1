"""Parameters cannot exist without unit, bounds, meaning and source; sets are frozen and changed by copy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.core.parameters import Parameter, ParameterSet


def table() -> ParameterSet:
    return ParameterSet(
        [
            Parameter("time", 5.0, "min", 3.0, 7.0, "a time", "T05", "derived"),
            Parameter("weight", 0.2, "-", 0.0, 1.0, "a weight"),
            Parameter("agonist.force", 10.0, "N", 0.0, 100.0, "a force", "T05", "measured"),
            Parameter("antagonist.force", 20.0, "N", 0.0, 100.0, "a force", "T05", "measured"),
        ]
    )


@pytest.mark.parametrize(
    "change", [{"unit": ""}, {"meaning": ""}, {"basis": "guess"}, {"basis": "measured", "source": ()}]
)
def test_a_parameter_needs_unit_meaning_basis_and_source(change: dict[str, object]) -> None:
    fields = {
        "name": "x",
        "value": 1.0,
        "unit": "-",
        "low": 0.0,
        "high": 2.0,
        "meaning": "m",
        "source": ("T05",),
        "basis": "derived",
    }
    with pytest.raises(MusclebalanceError, match="x"):
        Parameter(**(fields | change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "near"),
    [
        ("mins", "min"),
        ("secs", "sec"),
        ("N m/rads", "rad"),
        ("1/days2", "days"),
        ("dg", "deg"),
        ("newton", None),
    ],
)
def test_a_unit_that_is_not_known_is_refused(unit: str, near: str | None) -> None:
    with pytest.raises(UnknownNameError, match=f"parameter 'x', unit '{unit}'") as caught:
        Parameter("x", 1.0, unit, 0.0, 2.0, "a meaning")
    assert near is None or f"Did you mean '{near}'?" in str(caught.value)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("N m/rad", 1.0), ("deg/s", math.pi / 180), ("1/d", 1 / 86400), ("N/mm", 1e3), ("m/rad^2", 1.0),
     ("%MVC/d", 0.01 / 86400), ("mm^2", 1e-6), ("1/(N s)", 1.0), ("kN·mm", 1.0), ("1/lopt", 1.0)],
)  # fmt: skip
def test_every_unit_that_is_taken_is_converted(unit: str, factor: float) -> None:
    assert Parameter("x", 1.0, unit, 0.0, 2.0, "a meaning").si == pytest.approx(factor, rel=1e-12)


def test_bounds_are_kept() -> None:
    with pytest.raises(OutOfRangeError, match="parameter 'time' 9 min is outside 3 to 7 min"):
        table().with_(time=9)


def test_bounds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(MusclebalanceError, match="not in order"):
        Parameter("x", 1.0, "-", 2.0, 0.0, "m")


def test_a_typo_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match=r"No parameter 'wieght'\. Did you mean 'weight'"):
        table().with_(wieght=0.1)
    with pytest.raises(UnknownNameError, match="Did you mean 'weight'"):
        table()["weigth"]


def test_changing_makes_a_copy() -> None:
    before = table()
    after = before.with_(weight=0.5)
    assert (before["weight"].value, after["weight"].value) == (0.2, 0.5)


def test_a_fitted_value_says_so_and_counts_as_an_assumption() -> None:
    after = table().fitted({"time": 6.0})
    assert "(fitted)" in str(after["time"])
    assert after.changed == ()
    assert after.assumed == ("time", "weight")


def test_a_changed_value_says_from_what_and_counts_as_an_assumption() -> None:
    after = table().with_({"agonist.force": 30}, time="6 min", weight=0.3)
    assert after["agonist.force"].basis == "changed"
    assert str(after["agonist.force"]) == "agonist.force = 30 N [0, 100] (changed from 10 N) a force"
    assert after.changed == ("time", "weight", "agonist.force")
    assert after.assumed == after.changed
    assert (table().changed, table().assumed) == ((), ("weight",))
    assert after.to_frame().loc["time", "basis"] == "changed"


def test_the_first_value_is_remembered_and_comes_back_with_its_source() -> None:
    twice = table().with_(time=6).with_(time=7)
    assert twice["time"].pedigree == "changed from 5 min"
    assert twice.with_(time=5) == table()
    assert table().with_(time=5) == table()


def test_drawn_and_computed_values_keep_their_basis() -> None:
    drawn = table().valued({"time": 6.0, "antagonist.weight": 0.4})
    assert (drawn["time"].value, drawn["time"].basis, drawn.changed) == (6.0, "derived", ())
    assert drawn.value("weight", "antagonist") == 0.4


def test_changed_goes_with_what_stood_before() -> None:
    with pytest.raises(MusclebalanceError, match="what stood before it"):
        Parameter("x", 1.0, "-", 0.0, 2.0, "m", basis="changed")


def test_one_name_sets_both_muscles_and_a_dotted_name_one() -> None:
    assert table().with_(force=30).value("force", "antagonist") == 30
    one = table().with_({"agonist.force": 30})
    assert (one.value("force", "agonist"), one.value("force", "antagonist")) == (30, 20)


def test_a_shared_value_may_become_a_muscles_own() -> None:
    own = table().with_({"agonist.weight": 0.9})
    assert (own.value("weight", "agonist"), own.value("weight", "antagonist")) == (0.9, 0.2)


def test_a_set_is_a_mapping() -> None:
    assert table().get("tme") is None
    assert table().get("time") == table()["time"]
    with pytest.raises(KeyError) as caught:
        table()["tme"]
    assert str(caught.value) == "No parameter 'tme'. Did you mean 'time'?"


def test_a_name_twice_is_refused() -> None:
    with pytest.raises(MusclebalanceError, match="given twice"):
        ParameterSet([*table().parameters, Parameter("weight", 0.1, "-", 0, 1, "again")])


def test_internal_units_and_assumptions() -> None:
    assert table()["time"].si == 300.0
    assert table().assumed == ("weight",)


def test_frame_and_text_show_everything() -> None:
    frame = table().to_frame()
    assert list(frame.loc["time", ["value", "unit", "basis", "source"]]) == [5.0, "min", "derived", "T05"]
    assert "time = 5 min [3, 7] (derived: T05) a time" in str(table())


@given(st.dictionaries(st.sampled_from(["time", "weight", "agonist.force"]), st.floats(0, 100)))
def test_whatever_is_set_stays_within_bounds_or_is_refused(values: dict[str, float]) -> None:
    try:
        changed = table().with_(values)
    except OutOfRangeError:
        return
    assert all(p.low <= p.value <= p.high for p in changed.values())


def test_a_number_that_nobody_has_looked_at_matters():
    own = Parameter("my_rate", 0.1, "1/d", 0.0, 1.0, "rate of a mechanism of one's own")
    known = Parameter("guarding_time", 19.0, "d", 5.0, 60.0, "time constant of guarding", ("T01",), "derived")
    values = ParameterSet([own, known])
    assert values.decisive == ("my_rate",)
    assert values.counted()["assumed_decisive_parameters"] == 1
