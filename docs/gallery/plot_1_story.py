"""
The whole story on one slide
============================

Six months at a desk make the hip flexors short and tense. What becomes of it depends on the cause
as much as on the treatment: with the cause removed, much of the imbalance goes by itself; with the
cause unchanged, a programme holds it at a better level and no longer.
"""

import musclebalance as mb

pair = mb.pair("hip-flexors-gluteus-maximus")
desk = mb.Lifestyle.office(hours=8, stress=0.6)
person = mb.develop(pair, desk, days=180)

pir, static = (
    mb.PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5),
    mb.StaticStretch(),
)
plans = {
    name: mb.Plan(session, per_week=3, weeks=4, where="clinic")
    + mb.Plan(session, per_week=5, weeks=8, where="home", adherence=0.8)
    for name, session in (("PIR", pir), ("static stretching", static))
}
lives = {
    "cause removed": mb.Lifestyle.healthy(),
    "cause reduced": mb.Lifestyle.reduced(),
    "cause unchanged": desk,
}
causes = {
    cause: {
        arm: mb.simulate(person, plans.get(arm), life, weeks=16, seed=1) for arm in (*plans, "no treatment")
    }
    for cause, life in lives.items()
}

with mb.plot.style():
    axes = mb.plot.story(person.history, causes)

# %%
# How much of the recovery is due to treatment, with the cause removed:

start = person.imbalance
treated, untreated = (causes["cause removed"][arm].at("imbalance", 84) for arm in ("PIR", "no treatment"))
print(f"week 12: {start:.2f} -> {treated:.2f} with PIR, {untreated:.2f} without treatment")
assert treated < untreated < start
