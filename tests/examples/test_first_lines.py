"""The first lines a user writes run as they stand."""

from __future__ import annotations

import pytest

import musclebalance as mb


def test_first_lines() -> None:
    pair = mb.pair("hip-flexors-gluteus-maximus")
    desk = mb.Lifestyle.office(hours=8, stress=0.6)
    person = mb.develop(pair, desk, days=180)

    pir = mb.PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)
    plan = mb.Plan(pir, per_week=3, weeks=4, where="clinic") + mb.Plan(
        pir, per_week=5, weeks=8, where="home", adherence=0.8
    )

    recovery = mb.simulate(person, plan, desk, weeks=16)
    assert "imbalance" in str(recovery)
    assert recovery["rom_agonist"].name == "rom_agonist [deg]"
    assert recovery.to_frame().shape == (113, len(recovery.names()))
    assert "rom_agonist" in recovery.to_xarray()
    axes = mb.plot.recovery(recovery)
    assert axes is not None

    words = mb.session(
        ["stretch to barrier", "contract at 20 %MVC for 7 s", "release for 3 s", "stretch for 20 s"]
    )
    assert words * 5 == pir
    assert "@" in mb.cite(recovery)


def test_names_are_listed_and_typos_are_helped() -> None:
    assert {"develop", "simulate", "PIR", "Plan", "plot"} <= set(dir(mb))
    with pytest.raises(AttributeError, match="Did you mean 'develop'"):
        mb.devellop  # noqa: B018
