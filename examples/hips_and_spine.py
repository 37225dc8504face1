"""Does treating the hip flexors move the lumbar spine? Half a year at a desk, then ten weeks of stretching.

Prints range of the hips, tilt of the pelvis and length of the back's muscles, with and without the
programme, and draws the body. Run with ``python examples/hips_and_spine.py [figure.png]``.
"""

from __future__ import annotations

import sys

import musclebalance as mb

HIP, BACK = "hip-flexors-gluteus-maximus", "erector-spinae-rectus-abdominis"


def main(days: int = 180, weeks: int = 10) -> dict[str, mb.BodyCourse]:
    """The course of the body with and without the programme, the desk going on."""
    desk = mb.Lifestyle.office(hours=8, stress=0.6)
    bent = mb.develop(mb.crossed("lower"), desk, days=days)
    stretch = mb.StaticStretch(hold=30, rest=10, repetitions=4)
    plans = {"stretching": {HIP: mb.Plan(stretch, per_week=5, weeks=weeks)}, "nothing": None}
    return {name: mb.simulate(bent, plan, desk, weeks=weeks) for name, plan in plans.items()}


def changes(course: mb.BodyCourse) -> dict[str, float]:
    """What changed from the first morning to the last."""
    tilt, hip, back = course.postures["pelvis"], course[f"left {HIP}"], course[f"left {BACK}"]
    return {
        "hip extension [deg]": float(hip.values("rom_agonist")[-1] - hip.values("rom_agonist")[0]),
        "tilt of the pelvis [deg]": float(tilt[-1] - tilt[0]),
        "length of the erector spinae [%]": 100.0
        * float(back.values("resting_length_agonist")[-1] - back.values("resting_length_agonist")[0]),
    }


if __name__ == "__main__":
    courses = main()
    for name, course in courses.items():
        print(f"{name}: " + ", ".join(f"{what} {value:+.2f}" for what, value in changes(course).items()))
    print("so a hip that gains 7 deg moves the pelvis by a tenth of a degree, which nobody could measure")
    if len(sys.argv) > 1:
        import matplotlib.pyplot as plt

        with mb.plot.style():
            mb.plot.body(courses["stretching"])
            plt.savefig(sys.argv[1])
