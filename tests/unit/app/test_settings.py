"""Settings of the page: bounds, words, scenarios."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from musclebalance.app.settings import CAUSES, LIMITS, SettingError, Settings
from musclebalance.lifestyle import Lifestyle
from musclebalance.simulation import Scenario
from musclebalance.treatment import PIR, Plan, StaticStretch


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"pair": "hip-flexors-gluteus-maximum"}, "pair", "Did you mean 'hip-flexors-gluteus-maximus'?"),
        ({"model": "combind"}, "model", "Did you mean 'combined'?"),
        ({"cause": "gone"}, "cause", "'removed'"),
        ({"hours": 13}, "hours", "13 h a day is outside 0 to 12 h a day"),
        ({"stress": "much"}, "stress", "is not a number"),
        ({"weeks": 3.5}, "weeks", "whole number"),
        ({"weeks": float("nan")}, "weeks", "outside"),
        ({"wrods": ""}, "wrods", "Did you mean 'words'?"),
        ({"words": 7}, "words", "not text"),
    ],
)
def test_bad_settings_are_named(given: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_data(given)
    assert caught.value.field == field
    assert says in str(caught.value)


def test_bad_words_are_shown_at_their_place() -> None:
    with pytest.raises(SettingError) as caught:
        Settings(words="PIR:\n  contract at 20 %MVC for 7 s\n  strech for 3 s")
    assert caught.value.to_data()["line"] == 3
    assert caught.value.to_data()["position"] == 1
    assert "Did you mean 'stretch'?" in str(caught.value)


def test_effort_out_of_range_is_shown_in_its_line() -> None:
    with pytest.raises(SettingError, match="140 %MVC is outside 0 to 100 %MVC") as caught:
        Settings(words="release for 3 s\ncontract at 140 %MVC for 7 s")
    assert (caught.value.field, caught.value.line) == ("words", 2)


def test_not_a_table() -> None:
    with pytest.raises(SettingError, match="a table of names and values, not list"):
        Settings.from_data([1])


def test_plan_has_the_phases_that_last() -> None:
    assert Settings().plan is not None
    assert str(Settings().plan).count("\n") == 1
    home = Settings(clinic_weeks=0).plan
    assert home is not None
    assert [phase.where for phase in home.phases] == ["home"]
    assert Settings(clinic_weeks=0, home_weeks=0).plan is None
    assert Settings(words=" \n").plan is None


def test_life_follows_the_cause() -> None:
    lives = {cause: Settings(cause=cause).after for cause in CAUSES}
    assert lives["removed"] == Lifestyle.healthy()
    assert lives["unchanged"] == Settings().before
    assert len({str(life) for life in lives.values()}) == 3


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(cause="reduced", hours=7.5, stress=0.35),
        Settings(cause="unchanged", words=""),
        Settings(clinic_weeks=0, adherence=0.35, words=str(StaticStretch())),
        Settings(home_weeks=0, clinic_per_week=2, seed=4, days=60, model="sensory"),
    ],
)
def test_settings_survive_a_scenario_file(settings: Settings) -> None:
    back = Settings.from_scenario(Scenario.parse(settings.scenario().to_toml()))
    assert str(back.plan) == str(settings.plan)
    same = ("pair", "model", "hours", "stress", "days", "cause", "weeks", "seed", "words")
    assert [getattr(back, n) for n in same] == [getattr(settings, n) for n in same]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"lifestyle": Lifestyle.working(6, 0.5, walk=1, stand=4, evening=2)}, "life"),
        ({"plan": Plan(PIR(), every=2, weeks=4)}, "whole weeks"),
        ({"plan": Plan(PIR(), per_week=3, weeks=4).holiday(3, 9)}, "holidays"),
        ({"plan": Plan(PIR(), per_week=3, weeks=4) + Plan(StaticStretch(), per_week=3, weeks=4)}, "several"),
        ({"plan": Plan(PIR(), per_week=3, weeks=4, time="09:00")}, "18:00"),
        ({"first_weekday": "Tue"}, "Monday"),
        ({"parameters": {"length_time": "5 d"}}, "parameters"),
    ],
)
def test_scenario_beyond_the_page_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingError, match="no control") as caught:
        Settings.from_scenario(replace(Settings().scenario(), **change))
    assert says in str(caught.value)
    assert caught.value.field == "file"


def test_every_slider_reaches_its_default() -> None:
    for name, limit in LIMITS.items():
        steps = (getattr(Settings(), name) - limit.low) / limit.step
        assert steps == pytest.approx(round(steps)), name
