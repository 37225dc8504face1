"""
Which number matters
====================

Imbalance eight weeks into a programme while the cause is halved, with one number of the model at a time a
fifth below and a quarter above its value: the rest is the same person, the same half year at the desk
before and the same programme. The widest swing stands on top; what hardly moves the outcome need not be
known well.
"""

import musclebalance as mb

pair = mb.pair("hip-flexors-gluteus-maximus")
desk, reduced = mb.Lifestyle.office(hours=8, stress=0.6), mb.Lifestyle.reduced()
plan = mb.Plan(mb.PIR(), per_week=3, weeks=8)
numbers = (
    "length_time",
    "stretched_half",
    "memory_rate",
    "memory_release_rate",
    "tolerance_slow_time",
    "joint_stiffness",
    "stress_half",
)


def outcome(**changed):
    """Imbalance at the end of the programme."""
    person = mb.develop(pair, desk, days=180, parameters=changed, tol=1e-3)
    return float(mb.simulate(person, plan, reduced, tol=1e-3)["imbalance"].iloc[-1])


known = mb.healthy(pair).parameters
swings = {
    name: (outcome(**{name: 0.8 * known.value(name)}), outcome(**{name: 1.25 * known.value(name)}))
    for name in numbers
}
with mb.plot.style():
    ax = mb.plot.tornado(swings, base=outcome(), quantity="imbalance after 8 weeks")

widest, narrowest = ax.get_yticklabels()[0].get_text(), ax.get_yticklabels()[-1].get_text()
print(f"most: {widest}; least: {narrowest}")
widths = {name: abs(high - low) for name, (low, high) in swings.items()}
assert widths[widest.replace(" ", "_")] == max(widths.values())
assert max(widths.values()) > 5.0 * min(widths.values())
