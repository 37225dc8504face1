"""Small bodies made by hand: a limb on a hinge with three muscles, for OpenSim and for MuJoCo."""

from __future__ import annotations

#: Muscles of the OpenSim file by kind: their passive fields, as a model's author would write them.
PASSIVE = {
    "Thelen2003Muscle": """
                    <FmaxMuscleStrain>0.60</FmaxMuscleStrain>
                    <KshapePassive>4.0</KshapePassive>""",
    "Millard2012EquilibriumMuscle": """
                    <FiberForceLengthCurve name="{name}_FiberForceLengthCurve">
                        <strain_at_zero_force>0.05</strain_at_zero_force>
                        <strain_at_one_norm_force> 0.7 </strain_at_one_norm_force>
                        <stiffness_at_one_norm_force>9</stiffness_at_one_norm_force>
                        <stiffness_at_low_force>0.3</stiffness_at_low_force>
                        <curviness>0.6</curviness>
                    </FiberForceLengthCurve>""",
    "DeGrooteFregly2016Muscle": """
                    <passive_fiber_strain_at_one_norm_force>0.55</passive_fiber_strain_at_one_norm_force>""",
}
OSIM = """<?xml version="1.0" encoding="UTF-8" ?>
<OpenSimDocument Version="40000">
	<!-- a limb; the tabs and this Ω are to stay -->
    <Model name="limb">
        <BodySet name="bodyset"><objects>
            <Body name="limb"><mass>2</mass><mass_center>0 -0.2 0</mass_center>
                <inertia>0.02 0.005 0.02 0 0 0</inertia></Body>
        </objects></BodySet>
        <JointSet name="jointset"><objects>
            <PinJoint name="hinge">
                <socket_parent_frame>hinge_parent</socket_parent_frame>
                <socket_child_frame>hinge_child</socket_child_frame>
                <coordinates><Coordinate name="angle"><range>-2 2</range></Coordinate></coordinates>
                <frames>
                    <PhysicalOffsetFrame name="hinge_parent">
                        <socket_parent>/ground</socket_parent>
                        <translation>0 0 0</translation></PhysicalOffsetFrame>
                    <PhysicalOffsetFrame name="hinge_child">
                        <socket_parent>/bodyset/limb</socket_parent>
                        <translation>0 0 0</translation></PhysicalOffsetFrame>
                </frames>
            </PinJoint>
        </objects></JointSet>
        <ForceSet name="forceset">
            <objects>{muscles}
                <CoordinateActuator name="motor"><coordinate>angle</coordinate></CoordinateActuator>
            </objects>
        </ForceSet>
    </Model>
</OpenSimDocument>
"""
MUSCLE = """
                <{kind} name="{name}">
                    <GeometryPath name="geometrypath"><PathPointSet><objects>
                        <PathPoint name="a"><socket_parent_frame>/ground</socket_parent_frame>
                            <location>{side} 0.15 0</location></PathPoint>
                        <PathPoint name="b"><socket_parent_frame>/bodyset/limb</socket_parent_frame>
                            <location>{side} -0.15 0</location></PathPoint>
                    </objects></PathPointSet></GeometryPath>
                    <ignore_tendon_compliance>{rigid}</ignore_tendon_compliance>
                    <max_isometric_force>1000.0</max_isometric_force>
                    <optimal_fiber_length>0.12</optimal_fiber_length>
                    <tendon_slack_length>0.16</tendon_slack_length>
                    <pennation_angle_at_optimal>{pennation}</pennation_angle_at_optimal>{passive}
                </{kind}>"""
MJCF = """<mujoco model="limb">
  <default>
    <muscle fpmax="1.4"/>
    <default class="strong"><muscle force="800" range="0.8 1.2"/></default>
    <default class="general"><general gaintype="muscle" biastype="muscle" dyntype="muscle"
      dynprm="0.01 0.04" gainprm="0.7 1.1 500 200 0.5 1.6 1.5 1.2 1.2"
      biasprm="0.7 1.1 500 200 0.5 1.6 1.5 1.2 1.2"/></default>
  </default>
  <worldbody>
    <site name="front" pos="0.04 0 0.15"/> <site name="back" pos="-0.04 0 0.15"/>
    <body name="limb">
      <joint name="hinge" type="hinge" axis="0 1 0" damping="1"/>
      <geom type="capsule" size="0.02" fromto="0 0 0 0 0 -0.4"/>
      <site name="front2" pos="0.04 0 -0.15"/> <site name="back2" pos="-0.04 0 -0.15"/>
    </body>
  </worldbody>
  <tendon>
    <spatial name="front"><site site="front"/><site site="front2"/></spatial>
    <spatial name="back"><site site="back"/><site site="back2"/></spatial>
  </tendon>
  <actuator>
    <!-- Ω stays -->
    <muscle name="flexor" tendon="front"   lengthrange="0.22 0.34" class='strong' />
    <muscle name="extensor" tendon="back" lengthrange="0.22 0.34"/>
    <general name="third" class="general" tendon="back" lengthrange="0.22 0.34"/>
    <motor name="motor" joint="hinge"/>
  </actuator>
</mujoco>
"""


def osim(
    kind: str = "Thelen2003Muscle", rigid: bool = True, pennation: float = 0.0, passive: bool = True
) -> str:
    """An OpenSim model with muscles `flexor`, `extensor` and `other` of one kind."""
    muscles = "".join(
        MUSCLE.format(
            kind=kind, name=name, side=side, rigid=str(rigid).lower(), pennation=pennation,
            passive=PASSIVE[kind].format(name=name) if passive else "",
        )
        for name, side in (("flexor", 0.04), ("extensor", -0.04), ("other", 0.03))
    )  # fmt: skip
    return OSIM.format(muscles=muscles)
