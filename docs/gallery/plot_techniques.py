"""
The techniques side by side
===========================

One row is one session as it is compiled to segments: what the joint does is the colour of the strip, how
hard the muscles work is the height of the bar above it (the highest is maximal effort). Post-isometric
relaxation and its relatives differ in effort, in what is stretched, and in who contracts. The two kinds of
strengthening go on after the three minutes shown.
"""

import matplotlib.pyplot as plt

import musclebalance as mb
from musclebalance import timeline
from musclebalance.plot.style import COLOURS as MEANING
from musclebalance.plot.session import PHASES
from musclebalance.treatment import TECHNIQUES

WORDS = {
    "stretch": "stretch", "hold": "isometric contraction", "release": "release", "rest": "rest, joint free",
    "work": "movement",
}  # fmt: skip
COLOURS = {phase: MEANING[PHASES[phase]] for phase in (*WORDS, "plateau")}
EFFORTS = (MEANING["agonist"], MEANING["antagonist"])
END = 180.0

pair = mb.pair("hip-flexors-gluteus-maximus")
life = mb.Lifestyle.healthy()
sessions = [item.session() for name, item in TECHNIQUES.items() if name not in ("MovementBreak", "Control")]
sessions.insert(3, mb.MET(form="reciprocal"))

fig, ax = plt.subplots(figsize=(9.0, 6.6), layout="constrained")
doses = {}
for row, session in enumerate(sessions):
    made = timeline.compile(mb.Plan(session, 1, 1), life, pair)
    (span,) = made.spans
    doses[session.name] = made.audit.delivered
    for index in range(span.first, span.last + 1):
        segment, begin = made.segment(index), made.edges[index] - span.start
        length = min(segment.duration, END - begin)
        if length <= 0:
            break
        ax.broken_barh([(begin, length)], (row - 0.12, 0.42), color=COLOURS[segment.phase], linewidth=0)
        efforts = segment.effort_agonist, segment.effort_antagonist
        for effort, colour in zip(efforts, EFFORTS, strict=True):
            if effort:
                height = 0.45 * effort
                ax.broken_barh([(begin, length)], (row - 0.16 - height, height), color=colour, linewidth=0)
ax.set_yticks(range(len(sessions)), [session.name for session in sessions])
ax.invert_yaxis()
ax.set_xlim(0, END)
ax.set_xlabel("time in the session [s]")
ax.spines[["left", "right", "top"]].set_visible(False)
ax.tick_params(axis="y", length=0)
handles = [
    plt.Rectangle((0, 0), 1, 1, color=colour) for colour in (*(COLOURS[phase] for phase in WORDS), *EFFORTS)
]
labels = [
    *WORDS.values(),
    "effort of the agonist",
    "effort of the antagonist",
]
fig.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False, fontsize="small")

for name, dose in doses.items():
    print(f"{name}: {dose}")
assert doses["Lewit PIR"].stretch_seconds == 0.0
assert doses["PIR"].effort_seconds == 35.0
assert doses["PNF CRAC"].effort_seconds > doses["PNF hold-relax"].effort_seconds
