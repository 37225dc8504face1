"""One trial is one arm in every spelling, and a table of any content is read or refused by name."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from musclebalance.core.errors import MusclebalanceError
from musclebalance.evidence import words
from musclebalance.evidence.own import COLUMNS, own_results
from musclebalance.evidence.published import DOSES

MINE = {"row_id": "mine", "pair": "hamstrings-quadriceps", "technique": "PIR", "readout": "hip flexion",
        "unit": "deg", "weeks": "4", "change": "8", "spread": "6", "people": "20"}  # fmt: skip


def read(*rows):
    return own_results(pd.DataFrame(rows))


SPELLINGS = {
    "technique": ("static stretch", "SS", "Static Stretching", "passive stretch", "static"),
    "readout": (
        "dorsiflexion",
        "Ankle dorsiflexion ROM",
        "DF",
        "weight-bearing lunge test",
        "passive dorsiflexion",
    ),
    "muscle": ("calf", "triceps surae", "Plantar-flexors", "gastrocnemius", ""),
    "unit": ("deg", "degrees", "°"),
    "stretch": ("15 to 60", "15-60", "15–60 s", "0.25 to 1 min"),
    "repetitions": ("4", "4x", "4.0"),
    "per_week": ("3", "3x/week", "3 per week"),
    "weeks": ("6", "6 weeks", "42 d"),
    "change": ("4.5", "+4.5", "4.50"),
    "error": ("1.25", "1.250"),
    "people": ("20", "20.0"),
}


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_one_trial_is_one_arm_in_every_spelling(data):
    called = {column.name: (column.name, *column.aliases) for column in COLUMNS}
    row = {
        data.draw(st.sampled_from(called[name])): data.draw(st.sampled_from(texts))
        for name, texts in SPELLINGS.items()
    }
    plain = {name: texts[0] for name, texts in SPELLINGS.items()}
    (arm,), (known,) = read(row).results, read(plain).results
    assert (arm.regimen, arm.readout, arm.unit) == (known.regimen, known.readout, known.unit)
    assert (arm.observed, arm.error, arm.people, arm.after) == (
        known.observed, known.error, known.people, known.after
    )  # fmt: skip


VOCABULARY = [
    *(
        "",
        "0",
        "-1",
        "8",
        "0.5",
        "15-60",
        "1e6",
        "1e308",
        "nan",
        "5 min",
        "24 h",
        "%",
        "<0.05",
        "ns",
        "max",
        "x",
    ),
    *(
        "deg",
        "percent",
        "N m",
        "SD",
        "points",
        "control",
        "untreated",
        "mine",
        "PNF",
        "CRAC",
        "MET",
        "dynamic",
    ),
    *(
        "SLR",
        "ROM",
        "strength",
        "pain",
        "VAS",
        "knee flexion",
        "Thomas",
        "stiffness",
        "sit and reach",
        "null",
    ),
    *("calf", "hamstrings", "upper trapezius", "agonist", "antagonist", "rectus femoris", "reference", "SE"),
]


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_table_of_any_content_is_read_or_refused_by_name_and_no_row_is_lost(data):
    names = data.draw(st.lists(st.sampled_from([column.name for column in COLUMNS]), unique=True, max_size=8))
    cells = st.sampled_from(VOCABULARY) | st.text(max_size=5)
    rows = [
        MINE | {"row_id": f"r{k}"} | {name: data.draw(cells) for name in names if name != "row_id"}
        for k in range(data.draw(st.integers(1, 3)))
    ]
    try:
        found = read(*rows)
    except MusclebalanceError as problem:
        refusal = str(problem)
        found = None
    if found is None:
        assert "data frame" in refusal
        return
    scored = (*found.results, *found.nulls)
    references = sum(str(row.get("kind", "")).lower() == "reference" for row in rows)
    assert len(rows) - references <= len(scored) + len(found.unscored) <= len(rows)
    for arm in scored:
        numbers = (arm.observed, arm.error, arm.spread, arm.people, *arm.after, *arm.regimen.limit)
        assert np.isfinite(numbers).all()
        assert arm.error > 0
        assert (arm.regimen.pair, arm.regimen.muscle) in words.EVERY_MUSCLE
        assert all(low <= high for _, low, high in arm.regimen.doses)
        assert f"{arm.id}: " in found.report
        assert {name for name, *_ in arm.regimen.doses} <= {*DOSES}
