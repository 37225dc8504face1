"""Parameters cannot exist without unit, bounds, meaning and source; sets are frozen and changed by copy."""

from __future__ import annotations

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
