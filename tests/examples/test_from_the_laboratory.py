"""From files of a laboratory to a fitted person: the truth comes back, and what cannot be told is said."""

from __future__ import annotations

import pytest

import musclebalance as mb


def test_a_laboratorys_files_become_a_person(example, capsys, tmp_path):
    parts, found, band = example("from_the_laboratory").main(str(tmp_path))
    truth = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(hours=8), days=120)
    before = truth.history.at("rom_agonist", 120)
    assert parts.ends[0] == pytest.approx(before, abs=0.1)
    change = parts.table["change"]
    assert change["range"] == pytest.approx(7.7, abs=0.3)
    assert change["tissue"] == pytest.approx(2.2, abs=0.6)
    low, high = found.table.loc["chronicity", ["low", "high"]]
    assert low < 120.0 < high
    low, high = found.table.loc["agonist.passive_strain", ["low", "high"]]
    assert low < 0.3 < high
    assert found.described
    assert [{a, b} for a, b, _ in found.tied] == [{"chronicity", "agonist.passive_strain"}]
    assert band["low"].iloc[0] < before + 7.7 < band["high"].iloc[0] + 1.0
    assert (tmp_path / "tissue_or_tolerance.png").stat().st_size > 10_000
    told = capsys.readouterr().out
    for part in (
        "'Force.Torque' is in N m, as stated; the file says N",
        "time from the counters at 1000 Hz (line 3)",
        "3 columns of measurements turned into 3 lines",
        "decimal commas",
        "passive_torque_agonist at 15 angles",
        "cannot be told apart: chronicity and agonist.passive_strain",
    ):
        assert part in told
    assert any(step.startswith("at most 5 %MVC: 4") for step in parts.before.seen), parts.before.seen
