"""The pitcher's shoulders: a season of one-sided sport, and stretching the throwing side.

Prints what becomes of both sides, which of the published differences the model gives (strength), and which it
does not (rotation, which in pitchers is bone). Run with ``python examples/pitchers_shoulders.py``.
"""

from __future__ import annotations

import musclebalance as mb

PAIR = "shoulder-internal-external-rotators"


def main(weeks: int = 26) -> tuple[mb.BodyCourse, mb.BodyCourse]:
    """The season, and the season with stretching of the external rotators on the right side."""
    shoulders = mb.both_sides(mb.pair(PAIR))
    pitcher = mb.Lifestyle.sport("Mon Tue Wed Thu Fri Sat", hours=2)
    lives = mb.one_sided(pitcher, "right", "sport")
    stretch = mb.StaticStretch(hold=30, rest=30, repetitions=5, muscle="antagonist")
    plans = {"right": mb.Plan(stretch, per_week=5, weeks=weeks)}
    season = mb.simulate(shoulders, None, lives, weeks=weeks)
    stretched = mb.simulate(shoulders, plans, lives, weeks=weeks)
    return season, stretched


def told(course: mb.BodyCourse, name: str) -> str:
    """Both sides of a reading at the end, and how unlike they are."""
    left, right = (float(course.values(name, f"{side} {PAIR}")[-1]) for side in ("left", "right"))
    found = course.symmetry(name)
    return f"left {left:6.1f}, right {right:6.1f}, limb symmetry {found.limb_symmetry[-1]:5.1f} %"


if __name__ == "__main__":
    without, with_stretch = main()
    for title, course in (("a season", without), ("a season, the right side stretched", with_stretch)):
        print(title)
        for name in (
            "strength_torque_agonist",
            "strength_torque_antagonist",
            "rom_antagonist",
            "rom_agonist",
        ):
            print(f"  {name:28s} {told(course, name)}")
    print("pitchers lack 11 deg of internal rotation on that side (Wilk 2012), turned by growth of the bone")
