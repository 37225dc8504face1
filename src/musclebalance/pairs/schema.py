"""What a muscle pair must state: every pair-specific parameter with its unit, bounds, symbol and meaning."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """One pair-specific parameter, without a value."""

    unit: str
    low: float
    high: float
    symbol: str
    meaning: str


#: Parameters each of the two muscles has (prefix ``agonist.`` or ``antagonist.``).
MUSCLE: dict[str, Field] = {
    "max_isometric_force": Field("N", 0.5, 20000, "F0",
        "sum of the maximal isometric forces of the muscles lumped together"),
    "optimal_fibre_length": Field("m", 0.002, 0.4, "lopt", "optimal fibre length, force-weighted mean"),
    "pennation": Field("deg", 0, 40, "alpha", "pennation angle at optimal length, force-weighted mean"),
    "moment_arm_c0": Field("m", -0.2, 0.2, "c0",
        "moment arm at the neutral angle; positive = the muscle raises the joint angle"),
    "moment_arm_c1": Field("m/rad", -0.3, 0.3, "c1",
        "first coefficient of the moment arm in (angle - neutral angle)"),
    "moment_arm_c2": Field("m/rad^2", -0.6, 0.6, "c2", "second coefficient of the moment arm"),
    "moment_arm_c3": Field("m/rad^3", -1, 1, "c3", "third coefficient of the moment arm"),
    "neutral_fibre_length": Field("-", 0.4, 1.7, "l0",
        "fibre length at the neutral angle, in optimal fibre lengths (rigid tendon)"),
    "passive_strain": Field("-", 0.15, 2.5, "e0",
        "fibre strain at which the passive force equals the maximal isometric force"),
    "tone_weight": Field("-", 0.001, 1, "w", "share of the stress and memory drive that reaches this muscle"),
    "end_range_torque": Field("N m", 0, 200, "Me",
        "torque of capsule and soft tissue at the healthy end of range in this direction"),
    "rom_limit": Field("deg", -180, 180, "qmax",
        "healthy end of the passive range in the direction that lengthens this muscle"),
    "rom_offset": Field("-", -1, 1, "dl_test",
        "length added by the neighbouring joint in the range-of-motion test, in optimal fibre lengths"),
    "strength_angle": Field("deg", -180, 180, "qtest", "joint angle of the isometric strength test"),
    "nerve_coupling": Field("-", 0, 1, "wn",
        "share of the intramuscular pressure that reaches a nerve in the compartment"),
}  # fmt: skip
#: Parameters of the joint.
JOINT: dict[str, Field] = {
    "neutral_angle": Field("deg", -180, 180, "q0", "angle at which the healthy relaxed joint rests"),
    "joint_stiffness": Field("N m/rad", 0, 50, "Kj",
        "linear stiffness of the joint itself about the neutral angle"),
    "fatigue_rate": Field("1/s", 1e-4, 0.1, "F", "rate at which active motor units fatigue"),
    "recovery_rate": Field("1/s", 1e-5, 0.1, "R", "rate at which fatigued motor units recover under load"),
    "rest_recovery": Field("-", 1, 40, "r", "factor on the recovery rate during rest"),
    "end_range_angle": Field("deg", 2, 60, "wc",
        "angle over which the torque of capsule and soft tissue grows e-fold"),
    "pressure_slope": Field("mmHg", 20, 500, "kP",
        "rise of intramuscular pressure from rest to maximal contraction"),
    "detectable_rest_angle": Field("deg", 0.5, 20, "dR",
        "smallest change of the resting angle that one repeat measurement can tell"),
    "detectable_rom": Field("deg", 0.5, 20, "dM",
        "smallest change of the range of motion that one repeat measurement can tell"),
    "pain_tone_scale": Field("-", 0.01, 1, "max w", "tone weight of the pair's more stress-prone muscle"),
    "range_low": Field("deg", -180, 180, "qlo", "lower end of the angles for which the moment-arm fit holds"),
    "range_high": Field("deg", -180, 180, "qhi",
        "upper end of the angles for which the moment-arm fit holds"),
}  # fmt: skip
#: What a muscle, and a joint, may state where it is known; otherwise the value of the law holds.
MUSCLE_MAY: dict[str, Field] = {
    "fibre_share": Field("-", 0.2, 1, "phi",
        "share of a passive stretch that the fibres take, the tendon the rest"),
}  # fmt: skip
JOINT_MAY = {"creep_share": Field("-", 0, 0.3, "chi_c", "share of a lasting bend that becomes creep")}
#: Activities that every pair can map to a posture.
ACTIVITIES = ("sleep", "free", "stand", "walk", "sit", "desk", "drive", "phone", "lift", "carry", "sport")
