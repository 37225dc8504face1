"""The whole model written a second time, plainly, in NumPy: rates of every state from the published forms.

One muscle is a dictionary of numbers in SI units; nothing here knows the engine.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np


def sat(x):
    """Smooth saturation: y over its own length, y the first three terms of sinh."""
    y = x + x**3 / 6 + x**5 / 120
    return y / np.hypot(1, y)


def sg(x):
    """Smooth switch from 0 to 1."""
    return (1 + sat(x / 2)) / 2


def plus_fast(x):
    """Smooth positive part, decaying fast to the left."""
    return x / 2 + np.sqrt(x**2 / 4 + np.log(2) ** 2 / (1 + x**2 / 25) ** 4)


def plus(x, width):
    return (x + np.hypot(x, width)) / 2


def curve(x):
    """Active force-length factor."""
    b = [
        (0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465),
        (0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188),
        (0.1, 1.0, 0.353553390593274, 0.0),
    ]
    return sum(b1 * np.exp(-0.5 * ((x - b2) / (b3 + b4 * x)) ** 2) for b1, b2, b3, b4 in b)


def exponential(x, strain):
    return np.exp(4 * (x - 1) / strain - 4)


def shortening(d, p):
    c = (p.moment_arm_c0, p.moment_arm_c1, p.moment_arm_c2, p.moment_arm_c3)
    return sum(ck * d ** (k + 1) / (k + 1) for k, ck in enumerate(c)) / p.optimal_fibre_length


def arm(d, p):
    return p.moment_arm_c0 + p.moment_arm_c1 * d + p.moment_arm_c2 * d**2 + p.moment_arm_c3 * d**3


def muscle(y, p, u, partner_effort, shared):
    """Named quantities of one muscle from its states, parameters and inputs."""
    q = SimpleNamespace()
    d = u.angle - p.neutral_angle
    q.arm = arm(d, p)
    q.length = p.neutral_fibre_length + u.offset - shortening(d, p)
    q.relative = q.length / y.resting_length
    faded = (y.slack_history + y.slack_history_fast) * sg((p.history_fade_length - q.relative) / 0.05)
    q.fibre = p.neutral_fibre_length * (1 - p.fibre_share) + p.fibre_share * q.length
    q.stretch = (q.fibre + faded - p.tendon_compliance * y.tendon_softening) / y.resting_length
    q.elastic = exponential(q.stretch, p.passive_strain)
    q.left = 1 - p.relaxation_fast_share - p.relaxation_slow_share
    q.rest_drive = y.tone * (1 - u.asleep) * (1 - 0.15 * partner_effort)
    q.drive = u.effort + q.rest_drive
    spare = 1 - y.fatigue - y.slow_fatigue
    q.active = q.drive - (plus(q.drive - spare, 0.01) - plus(-spare, 0.01))
    strength = y.strength_neural * y.strength_size * y.capacity * (1 - p.pain_weakness * shared.pain / 10)
    q.active_stress = q.active * curve(q.stretch) * strength
    kept = plus(q.elastic - y.relaxation_fast - y.relaxation_slow, 0.001)
    q.passive, kept = (1 - y.softening) * kept, kept / q.elastic
    q.top = p.max_isometric_force * np.cos(p.pennation)
    q.tension = q.top * (q.passive + q.active_stress)
    q.neutral = (
        p.moment_arm_c0 * q.top * plus(q.left * exponential(p.neutral_fibre_length, p.passive_strain), 0.001)
    )
    q.side = np.sign(p.moment_arm_c0)
    excursion, end = q.side * (shared.creep - d), q.side * (p.neutral_angle - p.rom_limit)
    rising = p.end_range_torque * np.exp((excursion - end) / p.end_range_angle)
    q.capsule = kept * (rising - p.end_range_torque * np.exp(-end / p.end_range_angle))
    q.capsule_stiffness = rising / p.end_range_angle
    q.torque = q.top * q.side * q.arm * q.passive + q.capsule + kept * p.joint_stiffness * excursion
    slope = p.fibre_share * 4 / p.passive_strain / y.resting_length
    q.stiffness = q.top * q.arm**2 / p.optimal_fibre_length * slope * (1 - y.softening) * q.elastic
    return surroundings(q, y, p, u)


def surroundings(q, y, p, u):
    """What follows from a muscle's tension: tolerance, tone, pressure, flow."""
    q.tolerated = tolerated(p, q)
    q.share = q.torque / q.tolerated
    q.tolerance = np.exp(y.tolerance_fast + y.tolerance_slow)
    q.near = q.share / q.tolerance
    beyond = q.left * (q.elastic - exponential(q.fibre, p.passive_strain))
    q.beyond = beyond + q.rest_drive * curve(q.stretch)
    q.stress_tone = p.tone_weight * p.stress_tone_max * u.stress / (u.stress + p.stress_half)
    at_rest = q.left * exponential(p.neutral_fibre_length, p.passive_strain)
    q.pressure = p.resting_pressure + p.pressure_slope * (q.active_stress + q.passive - at_rest)
    below = (93 - q.pressure) / 6
    opening = 93 - p.resting_pressure
    q.flow = y.hyperaemia * 6 * plus_fast(below) / opening
    q.nerve = plus(p.nerve_coupling * q.pressure - 30, 1) / (80 - 30)
    return q


def tolerated(p, q):
    """Passive torque of the healthy muscle, moved quickly from neutral rest to the healthy end of range."""
    d = p.rom_limit - p.neutral_angle
    end = -q.side * d
    length = p.neutral_fibre_length + p.fibre_share * (p.rom_offset - shortening(d, p))
    lost = (1 - q.left) * exponential(p.neutral_fibre_length, p.passive_strain)
    elastic = exponential(length, p.passive_strain)
    kept = plus(elastic - lost, 0.001)
    joint = p.end_range_torque * (1 - np.exp(-end / p.end_range_angle)) + p.joint_stiffness * end
    return q.top * q.side * arm(d, p) * kept + kept / elastic * joint


def tissue_rates(y, p, u, q):
    """Rates of the passive tissue and of serial length."""
    flag, hold = u.phase, u.phase == "hold"
    push = u.effort / (u.effort + p.effort_half)
    soft = 0.05 * plus_fast((q.share - p.softening_threshold) / 0.05)
    cube = (u.effort / 0.03) ** 4
    undo = sg((q.relative - 1.25) / 0.05) * (flag == "stretch")
    undo *= u.stretched * (0.5 * (1 + y.slack_history / p.history_max)) ** 2
    target = p.history_max * sat((p.neutral_fibre_length - q.length) / 0.08)
    strain = q.length / p.length_setpoint - y.resting_length
    long, longest = (sg((strain - start) / 0.02) for start in (0, p.stretched_strain))
    grow = y.long_share**2 / p.length_time
    lose = 1 / (1 + (y.stretched_share / p.stretched_half) ** 4) / p.length_time
    bounded = 0.3 * sat(strain / 0.3)
    up, down = plus(bounded, 0.002), plus(bounded, 0.002) - bounded
    above, under = p.length_max - y.resting_length, y.resting_length - p.length_min
    return {
        "relaxation_fast": (p.relaxation_fast_share * q.elastic - y.relaxation_fast) / p.relaxation_fast_time,
        "relaxation_slow": (p.relaxation_slow_share * q.elastic - y.relaxation_slow) / p.relaxation_slow_time,
        "softening": p.softening_rate * soft * (p.softening_max - y.softening)
        - y.softening / p.softening_recovery_time,
        "tendon_softening": hold
        * push
        / p.tendon_softening_time
        * (p.tendon_softening_max - y.tendon_softening)
        - y.tendon_softening / 600.0,
        "slack_history": cube / (1 + cube) / 1.5 * (target - y.slack_history)
        - y.slack_history * (1 / 5400 + undo / 4.0),
        "slack_history_fast": cube / (1 + cube) / 1.5 * (0.71 * target - y.slack_history_fast)
        - y.slack_history_fast * (1 / 20 + undo / 4.0),
        "resting_length": grow * up * above / (above + 0.005) - lose * down * under / (under + 0.005),
        "long_share": (long - y.long_share) / 86400.0,
        "stretched_share": (longest - y.stretched_share) / 86400.0,
        **tolerance_rates(y, p, u, q),
    }


def tolerance_rates(y, p, u, q):
    """Rates of what is tolerated."""
    push = u.effort / (u.effort + p.effort_half)
    near = sg((q.near - p.barrier_threshold) / 0.05) * (u.phase == "stretch") * u.stretched
    charge = (near + p.tolerance_contraction_weight * (u.phase == "hold") * push) / p.tolerance_charge_time
    return {
        "tolerance_fast": charge * (p.tolerance_fast_max - y.tolerance_fast)
        - y.tolerance_fast / p.tolerance_fast_time,
        "tolerance_trace": charge * (1 - y.tolerance_trace) - y.tolerance_trace / p.tolerance_trace_time,
        "tolerance_slow": y.tolerance_trace
        * (p.tolerance_slow_max - y.tolerance_slow)
        / p.tolerance_growth_time
        - (1 - y.tolerance_trace) * y.tolerance_slow / p.tolerance_slow_time,
    }


def drive_rates(y, p, u, q, pain):
    """Rates of reflexes, tone, memory, fatigue, flow, strength and injury."""
    hold, plateau, stretch = (u.phase == name for name in ("hold", "plateau", "stretch"))
    full = p.inhibition_max * u.effort * (1 + p.effort_half) / (u.effort + p.effort_half)
    quiet = u.phase not in ("work", "hold")
    low = u.effort * np.exp(-((u.effort / 0.06) ** 2)) * quiet + q.stress_tone + y.guarding
    short = sg((p.neutral_fibre_length - q.length - 0.06) / 0.02)
    charge = p.memory_rate * low / (low + 0.01 * p.tone_weight) * short
    near = sg((q.near - p.barrier_threshold) / 0.05) * stretch * u.stretched
    freed = u.phase in ("plateau", "release", "stretch")
    discharge = p.memory_release_rate * y.inhibition * freed + p.memory_stretch_rate * near + p.memory_leak
    gamma = p.tone_weight * p.gamma_gain * (y.metabolite + pain)
    habit = p.tone_weight * p.stress_tone_max * y.memory
    tone = q.stress_tone + habit + y.guarding + gamma * (1 - y.inhibition)
    tiring = p.fatigue_rate * q.drive**4 / (q.drive**4 + p.low_load**4)
    recovery = p.recovery_rate * (1.0 if u.phase in ("work", "hold") else p.rest_recovery)
    slow = p.slow_fatigue_rate * y.fatigue**2
    opened = 1 + (p.hyperaemia_max - 1) * y.metabolite / (y.metabolite + p.metabolite_half)
    made = 0.06 * q.active * (1 + 3 * plus(q.active - 0.15, 0.01))
    built = y.training_stimulus**2
    drive, size = (p.unused_drive, p.unused_size) if u.phase == "unused" else (1.0, 1.0)
    dose = u.effort**4 / (u.effort**4 + p.training_effort**4)
    decay = 0 if hold or plateau else y.inhibition / p.inhibition_time
    return {
        "inhibition": hold * (full - y.inhibition) / 1.0 - decay,
        "tone": (tone - y.tone) / 60.0,
        "memory": charge * (1 - y.memory) - discharge * y.memory,
        "fatigue": tiring * q.active - recovery * y.fatigue,
        "slow_fatigue": slow * (p.slow_fatigue_max - y.slow_fatigue) - y.slow_fatigue / p.slow_fatigue_time,
        "hyperaemia": (opened - y.hyperaemia) / p.hyperaemia_time,
        "metabolite": made * (1 - y.metabolite / 20) - p.clearance_rate * (q.flow + 0.02) * y.metabolite,
        "training_stimulus": dose / p.stimulus_time * (dose - y.training_stimulus)
        + near / p.stretch_stimulus_time * (1 - y.training_stimulus)
        - y.training_stimulus / p.stimulus_loss_time,
        "strength_neural": p.neural_training_rate * built * (p.neural_strength_max - y.strength_neural)
        - (y.strength_neural - drive) / p.neural_loss_time,
        "strength_size": p.size_training_rate * built * (p.size_strength_max - y.strength_size)
        - (y.strength_size - size) / p.size_loss_time,
        "capacity": (1 - y.capacity) / p.healing_time,
        "guarding": -y.guarding / p.guarding_time,
    }


def joint_rates(y, p, u, both, states):
    """Rates of angle, pain, sensitisation, creep and wear from both muscles' quantities."""
    qs, ps = both
    net = sum(q.arm * q.tension + q.side * q.capsule - q.neutral for q in qs)
    net += u.load - p.joint_stiffness * (y.angle - p.neutral_angle - y.creep)
    stiff = p.joint_stiffness + sum(q.left * q.stiffness + q.capsule_stiffness for q in qs)
    off = sum(q.arm * q.top * q.beyond for q in qs)
    off = 0.3 * sat(off / (0.3 * stiff))
    step = 0.0
    for q, own, stretched in zip(qs, ps, u.both_stretched, strict=True):
        want = u.barrier * q.tolerance - q.share
        gap = (want * q.tolerated + u.torque) / (q.stiffness + q.capsule_stiffness + own.joint_stiffness)
        step -= stretched * q.side * 0.35 * sat(gap / 0.35)
    angle = {
        "free": 0.67 * net / stiff,
        "posture": 1.0 * (u.angle_set + p.posture_gain * off - y.angle),
        "hold": 0.0,
        "stretch": 1.0 * step,
    }[u.mode]
    tissue = sum(s.tone for s in states) / (p.stress_tone_max * p.pain_tone_scale)
    tissue += p.pain_metabolite_weight * sum(s.metabolite for s in states)
    tissue += p.pain_nerve_weight * sum(q.nerve for q in qs)
    total = tissue + p.pain_sensitisation_weight * y.sensitisation
    left = np.prod([1 - p.hypoalgesia_max * s.tolerance_fast / p.tolerance_fast_max for s in states])
    bent = y.angle - p.neutral_angle
    loaded = bent**2 / (bent**2 + np.radians(3) ** 2)
    share = sum(q.tension / q.top for q in qs) / 2
    return {
        "angle": angle,
        "pain": (10 * total / (total + p.pain_half) * left - y.pain) / 120.0,
        "sensitisation": (tissue / (1 + tissue) - y.sensitisation) / p.sensitisation_time,
        "creep": (p.creep_share * bent - y.creep) * (loaded / 564.0 + (1 - loaded) * np.log(2) / 120.0),
        "wear": 1e-3 / 86400 * (off / 0.08726646259971647) ** 2 * (share + 0.1) * (1 - y.wear),
    }
