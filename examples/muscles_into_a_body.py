"""What half a year at a desk, and a programme, do to the muscles of a body in MuJoCo.

The muscles of a person go into a small leg that swings at the hip. Where MuJoCo is installed
(``pip install mujoco``), the leg is let go, relaxed, and comes to rest where its muscles hold it::

    python examples/muscles_into_a_body.py
"""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path

import musclebalance as mb

#: Thigh, shank and foot as one rod, with a muscle in front of the hip and one behind it.
LEG = """<mujoco model="leg">
  <option timestep="0.005" gravity="0 0 -9.81"/>
  <worldbody>
    <site name="pelvis" pos="0.06 0 0.05"/> <site name="sacrum" pos="-0.06 0 0.05"/>
    <body name="leg">
      <joint name="hip" type="hinge" axis="0 -1 0" damping="20"/>
      <geom type="capsule" size="0.05" fromto="0 0 0 0 0 -0.8" mass="11"/>
      <site name="femur_front" pos="0.04 0 -0.12"/> <site name="femur_back" pos="-0.04 0 -0.12"/>
    </body>
  </worldbody>
  <tendon>
    <spatial name="flexors"><site site="pelvis"/><site site="femur_front"/></spatial>
    <spatial name="extensors"><site site="sacrum"/><site site="femur_back"/></spatial>
  </tendon>
  <actuator>
    <muscle name="hip_flexors" tendon="flexors" lengthrange="0.12 0.21" range="0.8 1.45" force="2500"/>
    <muscle name="gluteus" tendon="extensors" lengthrange="0.12 0.21" range="0.6 1.2" force="2500"/>
  </actuator>
</mujoco>
"""
NAMES = {"agonist": "hip_flexors", "antagonist": "gluteus"}


def resting_angle(model: Path) -> float | None:
    """Angle at which the relaxed leg hangs [deg], flexion positive; None without MuJoCo."""
    if find_spec("mujoco") is None:
        return None
    import mujoco

    leg = mujoco.MjModel.from_xml_path(str(model))
    data = mujoco.MjData(leg)
    for _ in range(2000):
        mujoco.mj_step(leg, data)
    return float(data.qpos[0]) * 57.2958


def main(days: int = 180, weeks: int = 12) -> dict[str, tuple[float, float | None]]:
    """Optimal length of the hip flexors [healthy], and where the leg hangs, of three people."""
    pair = mb.pair("hip-flexors-gluteus-maximus")
    desk = mb.develop(pair, mb.Lifestyle.office(hours=8, stress=0.6), days=days)
    plan = mb.Plan(mb.PIR(effort=0.20), per_week=5, weeks=weeks)
    treated = mb.simulate(desk, plan, mb.Lifestyle.healthy(), weeks=weeks)
    people: dict[str, mb.Person | mb.Result] = {
        "healthy": mb.healthy(pair),
        "after the desk": desk,
        "after the programme": treated,
    }
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        healthy = Path(folder) / "leg.xml"
        healthy.write_text(LEG, "utf-8")
        for label, who in people.items():
            adapted = healthy.with_name(f"{label}.xml")
            mb.to_mujoco(who, model=healthy, names=NAMES, path=adapted)
            length = mb.adaptation(who)["agonist"].length
            found[label] = (length, resting_angle(adapted))
            hangs = "" if found[label][1] is None else f", the leg hangs at {found[label][1]:+.1f} deg"
            print(f"{label:20s} hip flexors {100 * (length - 1):+.1f} %{hangs}")
    return found


if __name__ == "__main__":
    main()
