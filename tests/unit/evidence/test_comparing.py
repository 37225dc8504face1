"""Skill: scores of forecasts that are known, intervals by study, and the frozen comparison recomputed."""

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest

from musclebalance import evidence
from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.evidence import baselines, comparing, contrasting, fitted
from musclebalance.evidence.forecast import Forecast
from musclebalance.evidence.published import Z95, calibration_arms, published, scored
from validation.pages import skill as pages

CALIBRATE = (*published("calibrate").results, *published("calibrate").nulls)
ROWS = tuple(calibration_arms())


@dataclasses.dataclass(frozen=True)
class Seer:
    """Knows every result, but for what it adds; its standard deviation is that given."""

    name: str = "seer"
    off: float = 0.0
    deviation: float = 2.0

    def forecast(self, arms, without=""):
        mean = np.array([[arm.observed + self.off for arm in arms]])
        covariance = self.deviation**2 * np.eye(len(arms))[None]
        return Forecast.even(mean, covariance)

    known = forecast


def marked(*contenders):
    marks = tuple(mark for one in contenders for mark in comparing.marks_of(one, CALIBRATE))
    return comparing.Skill(marks, {}, contenders[0].name, {"seed": 0})


@pytest.fixture(scope="module")
def frozen():
    return evidence.skill()


def test_errors_scores_and_coverage_of_known_forecasts():
    found = marked(Seer(off=1.0), Seer("far", off=-5.0))
    near, far = found.totals("seer"), found.totals("far")
    assert (near["mae"], near["bias"], near["coverage"], near["coverage_by_study"]) == pytest.approx(
        (1, 1, 1, 1)
    )
    assert (far["mae"], far["bias"], far["coverage"]) == pytest.approx((5, -5, 0))
    assert near["width"] == pytest.approx(2 * Z95 * 2.0, rel=1e-6)
    assert near["pit"] == pytest.approx(0.3085, abs=1e-3)
    assert near["log_score"] == pytest.approx(-0.125 - np.log(2 * np.sqrt(2 * np.pi)))
    assert found.behind("far") == pytest.approx((-4, -4, -4))
    assert near["crps"] < far["crps"]
    assert near["results"] == len(published("calibrate").results)


def test_totals_of_parts_are_those_of_the_whole(frozen):
    whole = frozen.totals(frozen.model)
    for field in pages.FIELDS:
        parts = frozen.by(field, frozen.model).values()
        assert sum(t["results"] for t in parts) == whole["results"]
        assert np.nansum([t["mae"] * t["rom_results"] for t in parts]) == pytest.approx(
            whole["mae"] * whole["rom_results"]
        )


def test_an_interval_by_study_holds_the_mean_and_knows_that_rows_cluster():
    rng = np.random.default_rng(0)
    level = rng.normal(size=12)
    values, studies = np.repeat(level, 5), [f"s{i // 5}" for i in range(60)]
    mean, low, high = comparing.by_study(values, studies)
    assert mean == pytest.approx(level.mean())
    assert low < mean < high
    assert high - low == pytest.approx(2 * Z95 * level.std() / np.sqrt(12), rel=0.1)
    with pytest.raises(MusclebalanceError, match="no result"):
        comparing.by_study(np.array([]), [])


def test_effects_and_nulls_are_counted_together():
    seer, blind = marked(Seer()), marked(baselines.Regression("none", baselines.nothing, ROWS))
    assert seer.found("seer")["effects_found"] == seer.found("seer")["effects"] > 40
    assert blind.found("none")["effects_found"] == 0
    for found, name in ((seer, "seer"), (blind, "none")):
        assert found.found(name)["nulls_reproduced"] == found.found(name)["nulls"] == 37


def test_the_floor_is_the_error_of_the_known_spread():
    floor = comparing.noise_floor(Seer(deviation=3.0), ROWS)
    for way in (comparing.LEFT_OUT, comparing.GIVEN):
        mean, low, high = floor[way]
        assert mean == pytest.approx(3.0 * np.sqrt(2 / np.pi), rel=0.01)
        assert low < mean < high


def test_contrasts_are_of_one_thing_and_have_the_slope_of_what_is_predicted():
    arms = {arm.id: arm for arm in scored().results}
    kinds = {
        ("P011", "P012"): "treatment", ("T012", "P008-P007"): "weeks", ("P022", "P024"): "dose or technique",
        ("P001", "P001+28d"): "time after", ("T012", "P009-P007"): "", ("P018", "P019"): "",
    }  # fmt: skip
    for (one, other), kind in kinds.items():
        assert contrasting.kind_of(arms[one], arms[other]) == kind
    pairs = list(contrasting.contrasts(marked(Seer(off=3.0)), "seer", tuple(arms.values())))
    assert {pair.kind for pair in pairs} == set(contrasting.KINDS)
    same_unit = [pair for pair in pairs if {arms[name].unit for name in pair.arms.split(", ")} == {"deg"}]
    told = contrasting.judged(same_unit)
    assert (told["slope"], told["error"], told["skill"]) == pytest.approx((1.0, 0.0, 1.0), abs=1e-9)
    halved = [dataclasses.replace(pair, predicted=0.5 * pair.observed) for pair in same_unit]
    assert contrasting.judged(halved)["slope"] == pytest.approx(2.0)


@pytest.mark.slow
def test_no_held_out_number_moves_what_is_fitted():
    held = published("validate").results
    moved = [dataclasses.replace(arm, observed=arm.observed + 99.0) for arm in held]
    law = baselines.law_of_levers("mine", ROWS)
    made = fitted.fit(law, [arm for arm in ROWS if arm.about.kind == "range"][:12], seed=1)
    for contender in (baselines.Regression("one mean", baselines.one_mean, ROWS), made):
        one, other = (list(comparing.marks_of(contender, arms)) for arms in (held, moved))
        for a, b in zip(one, other, strict=True):
            if a.way == comparing.LEFT_OUT:
                assert (a.predicted, a.low, a.high) == (b.predicted, b.low, b.high)
                assert a.observed + 99.0 == pytest.approx(b.observed)


def test_words_that_are_not_known_are_refused(frozen):
    with pytest.raises(UnknownNameError, match="one mean"):
        frozen.totals("one men")
    with pytest.raises(UnknownNameError, match="left out"):
        frozen.totals("one mean", "leftout")
    with pytest.raises(UnknownNameError, match="combined"):
        evidence.skill("combinde")


def test_what_is_frozen_is_read_back(frozen):
    again = comparing.read(json.loads(json.dumps(frozen.to_json())))
    assert again == frozen


@pytest.mark.parametrize("name", baselines.REGRESSIONS)
def test_frozen_baselines_are_what_is_computed_today(frozen, name):
    seed = frozen.settings["seed"]
    found = marked(baselines.Regression(name, baselines.REGRESSIONS[name], ROWS, seed))
    for way in comparing.WAYS:
        for key, value in found.totals(name, way).items():
            assert value == pytest.approx(frozen.totals(name, way)[key], rel=1e-3, abs=1e-3), (way, key)


def test_the_printed_comparison_is_short_and_has_the_figures(frozen):
    text = str(frozen)
    assert max(map(len, text.splitlines())) <= 80
    for name in frozen.contenders:
        assert f"{frozen.totals(name)['mae']:.2f}" in text
        assert name in text


def test_the_page_shows_the_figures_recomputed_from_the_marks(frozen):
    page = (Path(__file__).parents[3] / "docs" / "evidence.md").read_text("utf-8")
    assert pages.sections(frozen) in page
    model = frozen.totals(frozen.model)
    assert f"| **{frozen.model}** | {model['mae']:.2f} | {model['crps']:.2f} |" in page


def test_the_page_says_what_was_missed_in_figures_recomputed(frozen):
    page, table = (
        (Path(__file__).parents[3] / "docs" / "evidence.md").read_text("utf-8"),
        pages.limits(frozen),
    )
    assert table in page
    for way in (comparing.LEFT_OUT, comparing.GIVEN):
        assert f"{frozen.totals(frozen.model, way)['width']:.1f} deg" in table
        # the interval of normal errors whose mean size is the floor's
        drawn = np.random.default_rng(0).standard_normal(400_000)
        drawn *= frozen.floor[way][0] / np.abs(drawn).mean()
        alone = float(re.search(rf"{frozen.floor[way][0]:.1f} deg makes ([\d.]+) deg by itself", table)[1])
        assert alone == pytest.approx(np.diff(np.quantile(drawn, (0.025, 0.975)))[0], rel=0.02)
    densities = {name: sum(mark.log_score for mark in frozen.of(name)) for name in frozen.contenders}
    assert f"| {densities[frozen.model]:.0f} |" in table
    for name in baselines.FORMULAS:
        assert f"*{name}* {densities[name]:.0f}" in table
        assert f"*{name}* {frozen.totals(name, comparing.GIVEN)['crps']:.2f}" in table


def test_what_was_missed_follows_the_marks():
    """A forecaster who knows everything misses nothing: no figure of the page is typed."""
    names = ("no effect", "one mean", *baselines.FORMULAS)
    seers = (Seer("model", deviation=0.5), *(Seer(name, off=1.0 + k) for k, name in enumerate(names)))
    found = dataclasses.replace(marked(*seers), floor=dict.fromkeys(comparing.WAYS[:2], (2.0, 1.0, 3.0)))
    table = pages.limits(found)
    assert "| 0.00 deg | one mean 2.00; the difference -2.00 (-2.00 to -2.00) does not contain zero" in table
    assert table.count("| 2.0 deg | the noise floor's mean error of 2.0 deg makes 9.8 deg") == 2
    assert "(slope 1) | 1.00 |" in table


@pytest.mark.slow
def test_the_whole_comparison_recomputed_is_the_frozen_one(frozen):
    found = evidence.skill(fresh=True, seed=frozen.settings["seed"])
    for name in frozen.contenders:
        for way in comparing.WAYS:
            new, old = found.totals(name, way), frozen.totals(name, way)
            assert new["mae"] == pytest.approx(old["mae"], abs=0.15)
            assert new["coverage"] == pytest.approx(old["coverage"], abs=0.03)
