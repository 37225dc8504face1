"""The scoreboard: totals from rows, a user's own table, nulls, and the frozen results of the package."""

import json
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from musclebalance import evidence
from musclebalance.core.errors import FileError, MusclebalanceError, UnknownNameError
from musclebalance.evidence import calibrating, ranking, scoring
from musclebalance.model.hypotheses import NAMED
from validation import regenerate

DATA = resources.files("musclebalance") / "evidence" / "data" / "calibration"
OWN = {
    "row_id": "mine",
    "pair": "hamstrings-quadriceps",
    "technique": "PIR",
    "readout": "knee extension",
    "unit": "deg",
    "contract": 7,
    "effort": 0.2,
    "release": 3,
    "stretch": 20,
    "repetitions": 5,
    "per_week": 3,
    "weeks": 2,
    "limit": "22 to 40",
    "change": 6.0,
    "spread": 6.0,
    "people": 20,
}


@pytest.fixture(scope="module")
def own():
    return scoring.scoreboard(pd.DataFrame([OWN]), draws=16)


def test_own_table_is_scored(own):
    score = own.scores[0]
    assert (score.use, score.observed, score.unit) == ("own", 6.0, "deg")
    assert score.low < score.predicted < score.high
    assert 0 < score.predicted < 30
    assert "mine" in str(own)


def test_own_table_from_a_file_gives_the_same_numbers(own, tmp_path):
    path = tmp_path / "my_trials.csv"
    pd.DataFrame([OWN]).to_csv(path, index=False)
    assert scoring.scoreboard(path, draws=16).rows() == own.rows()


def test_a_row_that_is_not_scored_is_counted_and_told_with_its_reason():
    row = OWN | {"row_id": "tongue-1", "readout": "", "unit": "", "reason": "a tongue"}
    board = scoring.scoreboard(pd.DataFrame([row]), draws=16)
    assert "not scored: 1 row; see report" in str(board)
    assert "not read, tongue-1: a tongue" in board.report
    assert board.to_frame().empty
    assert list(board.to_frame()) == list(scoring.scoreboard(pd.DataFrame([OWN]), draws=16).to_frame())
    assert scoring.read_board(json.dumps(board.to_json())).report == board.report


def test_a_row_that_cannot_be_read_costs_no_other(own):
    board = scoring.scoreboard(pd.DataFrame([OWN, OWN | {"row_id": "b", "technique": "PNF"}]), draws=16)
    assert board.rows() == own.rows()
    assert board.unscored[0].id == "b"
    assert "row 0, mine: hamstrings" in board.report


def test_nulls_of_a_table_of_ones_own_are_shown():
    row = OWN | {"row_id": "nothing", "kind": "null", "change": None, "technique": "none", "people": 8}
    board = scoring.scoreboard(pd.DataFrame([row]), draws=16)
    assert board.totals("own")["nulls"] == 1
    assert "own: no results inside; 1 of 1 nulls" in str(board)
    assert "null: nothing" in str(board)


def test_a_table_without_the_columns_says_which():
    with pytest.raises(FileError, match=r"a column readout and a column change .* is needed"):
        scoring.scoreboard(pd.DataFrame([{"technique": "PIR"}]))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"draws": 0}, "draws 0 is outside 8 to 256"),
        ({"draws": 257}, "draws 257 is outside"),
        ({"draws": 8.5}, "draws 8.5 is not what scoreboard"),
        ({"seed": -1}, "seed -1 is not a whole number"),
        ({"progress": 5}, "progress 5 is not what scoreboard"),
        ({"model": "combind"}, "Did you mean 'combined'"),
    ],
)
def test_what_no_scoreboard_can_be_made_with_is_refused(wrong, told):
    with pytest.raises(MusclebalanceError, match=told):
        scoring.scoreboard(pd.DataFrame([OWN]), **wrong)


def test_more_of_a_dose_is_not_less_gain(own):
    twice = scoring.scoreboard(pd.DataFrame([OWN | {"weeks": 6}]), draws=16)
    assert twice.scores[0].predicted > own.scores[0].predicted


def test_unknown_calibration_names_the_nearest():
    with pytest.raises(UnknownNameError, match="combined"):
        calibrating.calibration("combine")


def test_totals_are_those_of_the_rows():
    body = json.loads((DATA / "scoreboard.json").read_text("utf-8"))
    for use in ("calibrate", "validate"):
        rows = [row for row in body["rows"] if row["use"] == use]
        rom = [row for row in rows if row["is_range"]]
        total = body[use]
        assert total["arms"] == len(rows)
        assert total["coverage"] == pytest.approx(np.mean([row["inside"] for row in rows]), abs=1e-4)
        assert total["rom_mae_deg"] == pytest.approx(
            np.mean([abs(row["predicted"] - row["observed"]) for row in rom]), abs=2e-3
        )
        assert total["sharpness_deg"] == pytest.approx(
            np.mean([row["high"] - row["low"] for row in rom]), abs=2e-3
        )
        assert all(row["inside"] == (row["low"] <= row["observed"] <= row["high"]) for row in rows)
        assert total["nulls_reproduced"] == sum(n["reproduced"] for n in body["nulls"] if n["use"] == use)


def test_held_out_rows_reach_the_aim():
    total = json.loads((DATA / "scoreboard.json").read_text("utf-8"))["validate"]
    assert total["arms"] >= 30
    assert total["coverage"] >= 0.80
    found = evidence.skill()
    errors = {name: found.totals(name, use="validate")["mae"] for name in found.contenders}
    assert min(errors, key=errors.__getitem__) == "combined"
    given = {name: found.totals(name, "given others", "validate")["mae"] for name in found.contenders}
    assert min(given, key=given.__getitem__) == "combined"
    assert given["combined"] < 2.7


def test_pages_show_every_row_and_every_miss():
    docs = Path(__file__).parents[3] / "docs"
    page = (docs / "evidence.md").read_text("utf-8")
    results = (docs / "evidence-results.md").read_text("utf-8")
    body = json.loads((DATA / "scoreboard.json").read_text("utf-8"))
    misses = page.split("## Misses")[1].split("\n## ")[0]
    for row in body["rows"]:
        assert results.count(f"\n| {row['id']} |") == 1
        assert (f"| {row['id']} |" in misses) is not row["inside"]
    assert f"{body['validate']['rom_mae_deg']:.1f}" in page.split("## Totals")[1].split("\n## ")[0]


@pytest.mark.slow
def test_recomputed_scoreboard_equals_the_frozen_one():
    body = json.loads((DATA / "scoreboard.json").read_text("utf-8"))
    board = scoring.scoreboard(draws=body["about"]["draws"], seed=body["about"]["seed"]).to_json()
    for old, new in zip(body["rows"], board["rows"], strict=True):
        assert old["id"] == new["id"]
        assert new["predicted"] == pytest.approx(old["predicted"], abs=0.02 + 0.002 * abs(old["predicted"]))
    assert board["validate"] == pytest.approx(body["validate"], rel=1e-2)


def test_frozen_draws_stay_in_bounds_and_carry_correlations():
    made = evidence.calibration()
    table = made.to_frame()
    for name, values in made.draws().items():
        assert table.loc[name, "prior"] > 0 or name.startswith("drift")
        assert np.isfinite(values).all()
    correlation = made.correlation()
    assert np.allclose(np.diag(correlation), 1.0)
    assert made.informed
    assert set(made.informed) < set(table.index)


@pytest.mark.parametrize("model", NAMED)
def test_frozen_sets_rest_on_today_s_equations_defaults_pairs_and_evidence(model):
    made = evidence.calibration(model)
    assert made.current, f"run `python -m validation.regenerate`: '{model}' is out of date"


def test_another_default_is_another_foundation(monkeypatch):
    before = calibrating.foundation("sensory")
    calibrating.foundation.cache_clear()
    model = NAMED["sensory"]
    monkeypatch.setitem(NAMED, "sensory", model - "wear")
    assert calibrating.foundation("sensory") != before
    calibrating.foundation.cache_clear()


def test_frozen_set_is_read_back_as_written(tmp_path):
    made = evidence.calibration()
    calibrating.save(made, tmp_path)
    again = calibrating.load(tmp_path / "combined.toml", tmp_path / "combined.csv")
    assert again.values == pytest.approx(made.values, rel=1e-5)
    for name, values in made.draws().items():
        np.testing.assert_allclose(again.sample[name], values, rtol=1e-4)


def test_ranking_measures_the_distance_to_the_best():
    def entry(name, *scores):
        per_study = dict(zip("abc", scores, strict=True))
        return ranking.Standing(name, "", sum(scores), 0.0, 0.0, per_study, 0, 1)

    first, second = ranking.ranked([entry("worse", -3.0, -2.0, -4.0), entry("better", -1.0, -2.0, -3.0)])
    assert (first.model, second.model) == ("better", "worse")
    assert second.behind == pytest.approx(3.0)
    assert second.uncertainty == pytest.approx(np.sqrt(3) * np.std([2.0, 0.0, 1.0], ddof=1))


def seeds():
    """Shares inside under several seeds, as they are kept."""
    return json.loads((calibrating.FOLDER / "seeds.json").read_text("utf-8"))


def test_frozen_tournament_ranks_all_hypotheses():
    from musclebalance.model import hypotheses

    found = evidence.tournament()
    assert {s.model for s in found.standings} == set(hypotheses.NAMED)
    assert found.standings[0].behind == 0.0
    best = found.experiment["best"]
    assert best["people_per_group"] >= 2
    assert best["separation"] == max(row["separation"] for row in found.experiment["ranking"])


def test_the_experiment_is_that_of_the_present_sets_of_the_two_best(monkeypatch):
    found = evidence.tournament()
    assert found.experiment["models"] == [s.model for s in found.standings[:2]]
    told = [row["words"] for row in found.experiment["ranking"][:2]]
    grid = [arm for arm in ranking.grid() if arm.id in told]
    monkeypatch.setattr(ranking, "grid", lambda: grid)
    again = ranking.discriminating_experiment(*map(evidence.calibration, found.experiment["models"]))
    for row, kept in zip(again["ranking"], found.experiment["ranking"], strict=False):
        assert row["words"] == kept["words"]
        for name in ("first", "second", "first_sd", "second_sd", "separation"):
            assert row[name] == pytest.approx(kept[name], abs=2e-3), (row["words"], name)


def test_chance_moves_coverage_by_less_than_a_point():
    kept, board = seeds(), scoring.published_scoreboard()
    totals = {use: board.totals(use) for use in scoring.USES}
    assert kept["results"] == {use: total["arms"] for use, total in totals.items()}
    first = kept["seeds"].index(board.settings["seed"])
    assert {use: each[first] for use, each in kept["inside"].items()} == {
        use: total["coverage"] for use, total in totals.items()
    }, "other sets than were scored: run python -m validation.regenerate"
    count = sum(kept["results"].values())
    inside = [
        sum(kept["results"][use] * kept["inside"][use][k] for use in scoring.USES)
        for k in range(len(kept["seeds"]))
    ]
    assert len(set(kept["seeds"])) >= 2
    assert max(inside) - min(inside) < 0.01 * count


@pytest.mark.parametrize(
    "change",
    [
        {"seeds": [1, 2]},
        {"results": {"calibrate": 164, "validate": 84}},
        {"inside": {"calibrate": [0.9, 0.9]}},
    ],
)
def test_chance_is_not_told_of_another_scoreboard(change):
    from validation.pages import scores

    kept, board = seeds(), scoring.published_scoreboard()
    kept |= change | {"inside": kept["inside"] | change.get("inside", {})}
    with pytest.raises(MusclebalanceError, match="regenerate --pages --chance --seed 0"):
        scores.evidence_page(board, evidence.calibration(), kept)


def test_sample_size_is_the_two_group_formula():
    arm = ranking.grid()[0]
    row = ranking._row(arm, (10.0, 5.0), (1.0, 1.0))
    assert row["people_per_group"] == int(np.ceil(2 * (3.241516 * arm.spread / 5.0) ** 2))


def test_regeneration_is_one_command(capsys):
    with pytest.raises(SystemExit):
        regenerate.main(["--help"])
    assert "--seed" in capsys.readouterr().out


def test_pages_are_those_of_the_frozen_results():
    from validation.pages import scores

    docs = Path(__file__).parents[3] / "docs"
    board, made, held = scoring.published_scoreboard(), evidence.calibration(), ranking.load()
    pages = {
        "evidence.md": scores.evidence_page(board, made, seeds()),
        "evidence-results.md": scores.results_page(board),
        "tournament.md": scores.tournament_page(held),
        "credibility.md": scores.credibility_page(board, made, held),
    }
    for name, text in pages.items():
        assert (docs / name).read_text("utf-8") == text, (
            f"{name}: run python -m validation.regenerate --texts"
        )
