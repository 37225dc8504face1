"""What each lesson must find: numbers of its notebook and of its hidden solution, with bounds.

Notebooks hold no assertions, so that no number a student changes ends in one. The documentation runs each
notebook once with one cell more, which the page does not show; the tests read what that cell printed.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

#: Lesson -> expression in its names -> lowest and highest value.
EXPECTED: dict[str, dict[str, tuple[float, float]]] = {
    "01_first_recovery": {
        "person.imbalance": (0.85, 1.0),
        "a": (0.6, 0.75),
        "b": (0.25, 0.33),
        "both": (0.05, 0.13),
        "gain": (5.0, 8.0),
        "100 * longer": (-0.5, 0.5),
        "by_hours[0]": (0.25, 0.35),
        "by_hours[2] - by_hours[0]": (0.0, 0.1),
        "by_hours[8] - by_hours[6]": (0.1, 0.4),
    },
    "02_why_rest_alone": {
        "weeks_to_half": (22.0, 27.0),
        "memory.iloc[-1] / memory.iloc[0]": (0.15, 0.27),
        "treated.at('memory_agonist', 28) / memory.iloc[0]": (0.0, 0.2),
        "rest.at('imbalance', 365)": (0.0, 0.1),
        "ill.final[0]": (0.84, 0.9),
        "waiting.final[0]": (0.7, 0.8),
        "abs(waiting.final[2] - 1)": (0.0, 0.005),
        "enough": (3, 3),
        "left": (0.21, 0.23),
    },
    "03_one_session": {
        "result.timeline.spans[0].end - result.timeline.spans[0].start": (170.0, 170.0),
        "without_reflex.abs().max()": (0.0, 0.1),
        "table.loc[60, 'combined'] - table.loc[60, 'combined - softening']": (3.0, 6.0),
        "table.loc[60, 'combined'] - table.loc[60, 'combined - tolerance']": (3.0, 6.0),
        "table.loc[600, 'combined - softening'] - table.loc[600, 'combined - tolerance']": (0.4, 2.0),
        "table.loc[3600, 'combined']": (-0.1, 0.2),
        "table.loc[86400, 'combined']": (0.3, 1.5),
        "max(gain.values()) - min(gain.values())": (0.0, 0.5),
    },
    "04_pir_against_stretching": {
        "pir.seconds - static.seconds": (0.0, 0.0),
        "difference": (-0.5, 0.5),
        "borges.ci_low": (-3.0, -0.5),
        "borges.ci_high": (0.5, 5.0),
        "gain_pir": (9.0, 13.0),
        "arms['PIR'].at('rom_agonist', 84) - arms['no treatment'].at('rom_agonist', 84)": (0.0, 4.0),
        "gains[58] / gains[15]": (1.01, 1.06),
        "gains[5] / gains[29]": (0.6, 0.85),
    },
    "05_stress_or_posture": {
        "(values[0, -1, 0] - values[0, 0, 0]) / (values[-1, 0, 0] - values[0, 0, 0])": (10.0, 100.0),
        "(values[-1, 0, 1] - values[0, 0, 1]) / (values[0, -1, 1] - values[0, 0, 1])": (0.4, 0.6),
        "outcome['as usual'] - outcome['walks']": (0.03, 0.3),
        "outcome['walks'] - outcome['stands']": (0.2, 0.8),
    },
    "06_muscle_or_tolerance": {
        "trial.change_mean['P025']": (-1, -1),
        "trial.change_mean['P026']": (8, 8),
        "found['combined'][0]": (-4.0, 3.0),
        "found['combined'][1]": (5.0, 12.0),
        "found['mechanical'][1]": (0.0, 2.0),
        "abs(found['sensory'][0])": (0.0, 0.1),
        "found['sensory'][1]": (5.0, 12.0),
        "longer[60] - longer[20]": (0.3, 2.0),
        "longer[120]": (2.5, 3.0),
    },
    "07_a_trial_in_virtual_people": {
        "needed": (4, 12),
        "power['PIR against none'].power[-1]": (0.98, 1.0),
        "power['PIR against stretching'].power.max()": (0.0, 0.15),
        "for_pain / needed": (2.0, 4.5),
    },
    "08_one_person_fitted": {
        "narrower['tolerance_growth_time']": (0.2, 0.6),
        "narrower['chronicity']": (-0.1, 0.2),
        "narrower['tolerance_slow_time']": (-0.1, 0.1),
        "course.at('rom_agonist', 84) - band['low'].iloc[-1]": (0.0, 10.0),
        "band['high'].iloc[-1] - course.at('rom_agonist', 84)": (0.0, 10.0),
        "best.variable == 'rom_agonist'": (1, 1),
        "best.day": (49, 63),
        "best.contraction": (0.01, 0.1),
    },
    "09_which_number_matters": {
        "winner['week 6'] == 'tolerance_growth_time'": (1, 1),
        "winner['week 9'] == 'tolerance_slow_time'": (1, 1),
        "screen.names[int(effect[:, 0].argmax())] == 'chronicity'": (1, 1),
        "effect[screen.names.index('tolerance_growth_time'), 0]": (0.0, 0.1),
        "effect[[screen.names.index(n) for n in ('memory_rate', 'memory_release_rate')]].max()": (0.0, 0.5),
        "order.index('chronicity')": (0, 0),
        "order.index('tolerance_growth_time')": (3, 5),
    },
    "10_least_time_that_works": {
        "best.feasible": (1, 1),
        "best.results['minutes']": (1.0, 8.0),
        "best.tried['outcome'][best.tried['minutes'] < best.results['minutes']].max() - best.wish.target": (
            -10.0,
            0.0,
        ),
        "ranks['per_week']": (0.85, 1.0),
        "ranks['session_minutes']": (-0.3, 0.4),
        "ranks['effort']": (-0.4, 0.4),
    },
    "11_from_the_laboratory": {
        "change['range']": (7.3, 8.2),
        "change['tissue']": (1.5, 3.0),
        "change['tissue'] + change['tolerance'] - change['range']": (-0.001, 0.001),
        "parts.table.loc['tissue', 'low']": (-2.0, 0.0),
        "found.table.loc['chronicity', 'low']": (20.0, 120.0),
        "found.table.loc['chronicity', 'high']": (120.0, 720.0),
        "abs(found.tied[0][2])": (0.7, 1.0),
        "interval['low']": (0.0, 2.0),
    },
    "12_crossed_pelvis": {
        "hip": (6.0, 8.0),
        "-tilt": (0.03, 0.2),
        "r_model": (-1.0, -0.9),
        "r_seen": (-0.15, 0.0),
        "change(without_desk.postures['pelvis'])": (-0.8, -0.3),
    },
}
HIDDEN = "remove-cell"


def solution(notebook: NotebookNode) -> str:
    """The code of the solution, which a reader has to unfold."""
    folded = [cell.source for cell in notebook.cells if "<summary>Solution</summary>" in cell.source]
    return "\n".join(code for text in folded for code in re.findall(r"```python\n(.*?)```", text, re.S))


def probed(notebook: NotebookNode, name: str) -> NotebookNode:
    """The notebook with a last cell that runs the solution and prints what is expected of the lesson."""
    copy = deepcopy(notebook)
    values = ", ".join(f"{text!r}: float({text})" for text in EXPECTED[name])
    source = f"{solution(notebook)}\nimport json\nprint(json.dumps({{{values}}}))"
    copy.cells.append(new_code_cell(source, id="probe", metadata={"tags": [HIDDEN]}))
    return copy


def values(executed: NotebookNode) -> dict[str, float]:
    """What the last cell printed."""
    found: dict[str, float] = json.loads(executed.cells[-1].outputs[-1].text.splitlines()[-1])
    return found
