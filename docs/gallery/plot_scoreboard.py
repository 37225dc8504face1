"""
The model against trials it has not seen
========================================

Change of range of motion in the held-out trials, as printed and as the calibrated model predicts it, with the
interval that should hold 95 % of repetitions. A study outside its interval is red. Intervals are wide: trials
of nearly the same dose differ by a factor of two, and most abstracts do not state the whole dose.
"""

import musclebalance as mb

board = mb.evidence.published_scoreboard()
scores = [s for s in board.scores if s.use == "validate" and s.is_range]
with mb.plot.style():
    mb.plot.forest(
        [f"{s.study}, {s.technique}" for s in scores],
        [s.observed for s in scores],
        [s.predicted for s in scores],
        predicted_interval=[(s.low, s.high) for s in scores],
        quantity="change of range of motion",
        unit="deg",
    )

total = board.totals("validate")
print(f"{100 * total['coverage']:.0f} % of {total['arms']} held-out results lie inside their interval")
assert total["coverage"] >= 0.8
assert total["rom_mae_deg"] < 4.75  # one mean for each phase
