"""
The model against trials it has not seen
========================================

Change of range of motion in the held-out trials, as printed and as the calibrated model predicts it, with the
interval that should hold 95 % of repetitions; thin bars are 95 % intervals of what was observed, where its
standard error is known. Rows of one study share a shade, and what lies outside its interval is red. Intervals
are wide: trials of nearly the same dose differ by a factor of two, and most abstracts do not state the whole
dose.
"""

import musclebalance as mb

board = mb.evidence.published_scoreboard()
with mb.plot.style():
    mb.plot.scoreboard(board)

total = board.totals("validate")
print(f"{100 * total['coverage']:.0f} % of {total['arms']} held-out results lie inside their interval")
assert total["coverage"] >= 0.8
assert total["rom_mae_deg"] < 4.75  # one mean for each phase

# %%
# What was found to have no effect: the thin bar is what the trial could not tell from nothing.

with mb.plot.style():
    mb.plot.scoreboard(board, "null")
