"""Studies: arms from one start, what treatment is worth, the demonstration and its report."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from musclebalance.cli import demo
from musclebalance.cli.demo import study_text
from musclebalance.core.errors import MusclebalanceError
from musclebalance.model.imbalance import due_to_treatment
from musclebalance.simulation import Study, study


@pytest.fixture(scope="module")
def found() -> Study:
    return demo.run()


def test_nine_arms_from_one_start(found: Study) -> None:
    assert len(found.results) == 9
    starts = {arm: r.values("imbalance")[0] for arm, r in found.results.items()}
    assert len(set(starts.values())) == 1


def test_due_to_treatment_is_what_no_treatment_leaves(found: Study) -> None:
    treated, control = found["cause removed", "PIR"], found["cause removed", "no treatment"]
    shares = found.due_to_treatment("cause removed", "PIR")
    start = treated.at("pain", 0)
    expected = (control.at("pain", 84) - treated.at("pain", 84)) / (start - treated.at("pain", 84))
    assert shares["pain"]["after"] == pytest.approx(expected)
    assert shares["resting_length_antagonist"]["after"] == pytest.approx(0.02, abs=0.05)


def test_what_did_not_recover_has_no_share(found: Study) -> None:
    shares = found.due_to_treatment("cause unchanged", "no treatment")
    assert all(share["after"] is None for name, share in shares.items() if name.startswith("resting_length"))
    assert due_to_treatment(1.0, 1.0, 1.0) is None
    assert due_to_treatment(0.9, 0.95, 0.9, healthy=1.0) == pytest.approx(1.0)


def test_the_report_fits_one_screen_and_shows_everything(found: Study) -> None:
    lines = study_text(found).splitlines()
    assert len(lines) <= 55
    assert max(map(len, lines)) <= 110
    text = "\n".join(lines)
    for word in (
        "imbalance",
        "resting length, hip flexors",
        "resting tension, gluteus maximus",
        "resting angle",
        "range, hip flexors",
        "strength ratio",
        "pain",
        "symmetric",
        "sessions prescribed",
        "assumptions",
    ):
        assert word in text


def test_tables_and_trajectories(found: Study, tmp_path: Path) -> None:
    table, image = demo.write(found, tmp_path)
    frame = pd.read_csv(table)
    assert len(frame) == 9 * 113
    assert {"cause", "programme", "day", "imbalance [-]", "pain [0-10]"} <= set(frame.columns)
    assert image.stat().st_size > 20_000
    assert list(found.table("pain").columns) == ["before (d 0)", "after (d 84)", "follow-up (d 112)"]
    np.testing.assert_allclose(frame["imbalance [-]"].iloc[0], found.person.imbalance, rtol=1e-5)


def test_unknown_arms_and_empty_studies_are_refused(found: Study) -> None:
    with pytest.raises(MusclebalanceError, match="no arm"):
        found["cause removed", "massage"]
    with pytest.raises(MusclebalanceError, match="at least one programme"):
        study(found.person, {}, {}, weeks=1)
