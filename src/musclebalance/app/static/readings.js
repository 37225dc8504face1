'use strict';
// What an examiner reads off a state: resting angle, range of motion, tension, strength, imbalance.
window.MB = window.MB || {};
MB.readings = (() => {
  const MUSCLES = ['agonist', 'antagonist'];
  const DEGREE = Math.PI / 180;
  const EXHAUSTED = 1e-3;
  const COMPOSITE_UNIT = 1.75;
  const clip = (value, low, high) => Math.min(Math.max(value, low), high);

  // A person as the readings need them: kernel, parameters by name, places of states.
  class Reader {
    // `drawn`: names of parameters that have other values, and these.
    constructor(kernel, person, drawn = { names: [], values: [] }) {
      this.kernel = kernel;
      this.own = Object.fromEntries(kernel.model.parameters.map((name, k) => [name, person.parameters[k]]));
      drawn.names.forEach((name, k) => {
        this.own[name] = drawn.values[k];
      });
      this.parameters = kernel.model.parameters.map((name) => this.own[name]);
      this.person = person;
      const { states, inputs, readings } = kernel.model;
      this.place = Object.fromEntries(states.map((name, k) => [name, k]));
      this.groups = readings;
      this.rest = inputs.map((name) => (name === 'mode_free' || name === 'phase_rest' ? 1 : 0));
      this.tests = Object.fromEntries(
        MUSCLES.map((muscle) => [
          muscle,
          this.rest.map((value, k) => (inputs[k] === `offset_${muscle}` ? person[muscle].rom_offset : value)),
        ]),
      );
      this.reference = null;
    }

    quantity(group, name, state, inputs = this.rest) {
      return this.kernel.read(group, state, inputs)[this.groups[group].indexOf(name)];
    }

    // The state with the joint at its resting angle and passive tissue relaxed there.
    settled(state) {
      const y = Float64Array.from(state);
      const { angle } = this.place;
      let before = null;
      for (let round = 0; round < 100; round += 1) {
        this.relax(y);
        const [torque, stiffness] = this.kernel.read('at_rest', y, this.rest);
        let slope = -stiffness;
        if (before) {
          // Newton's slope is that of tissue that does not relax; the chord between two relaxed moments is not.
          const change = y[angle] - before.angle;
          const chord = (torque - before.torque) / (change === 0 ? 1 : change);
          if (Math.abs(change) > 1e-7 && chord < 0) slope = chord;
        }
        const step = clip(-torque / slope, -0.2, 0.2);
        before = { angle: y[angle], torque };
        y[angle] += step;
        if (Math.abs(step) < 1e-9) return y;
      }
      throw new Error('no resting angle found.');
    }

    relax(y) {
      if (!('relaxation_fast_agonist' in this.place)) return;
      const [, , ...force] = this.kernel.read('at_rest', y, this.rest);
      MUSCLES.forEach((muscle, k) => {
        for (const term of ['fast', 'slow']) {
          y[this.place[`relaxation_${term}_${muscle}`]] =
            this.own[`relaxation_${term}_share_${muscle}`] * force[k];
        }
      });
    }

    // Passive range of motion against a muscle [deg] from a settled state.
    range(settled, muscle) {
      const own = this.person[muscle];
      const neutral = this.person.neutral_angle;
      const end = Math.abs(own.rom_limit - neutral);
      const [low, high] = [Math.min(-1, end - 1.6), end + 60 * DEGREE];
      const y = Float64Array.from(settled);
      const share = (excursion) => {
        y[this.place.angle] = neutral - Math.sign(own.moment_arm_c0) * excursion;
        return this.kernel.read(`end_of_${muscle}`, y, this.tests[muscle])[0];
      };
      let found = chords(share, end);
      if (!(found > low && found < high)) found = bisected((x) => share(x) - 1, low, high);
      return found / DEGREE;
    }

    // Quantities of the groups `curve` and `shown` by name, each over angles [rad] to which a hand moves the
    // joint quickly from where it rests.
    moved(state, angles) {
      const y = this.settled(state);
      const names = [...this.groups.curve, ...this.groups.shown];
      const rows = Array.from(angles, (angle) => {
        y[this.place.angle] = angle;
        return ['curve', 'shown'].flatMap((group) => [...this.kernel.read(group, y, this.rest)]);
      });
      return Object.fromEntries(names.map((name, k) => [name, rows.map((row) => row[k])]));
    }

    // Largest isometric torque of a muscle at its test angle [N m].
    torque(state, muscle) {
      const y = Float64Array.from(state);
      y[this.place.angle] = this.person[muscle].strength_angle;
      const names = this.groups.force;
      const values = this.kernel.read('force', y, this.rest);
      const read = (name) => values[names.indexOf(`${name}_${muscle}`)];
      const lost = (name) => (`${name}_${muscle}` in this.place ? state[this.place[`${name}_${muscle}`]] : 0);
      const left = Math.max(1 - lost('fatigue') - lost('slow_fatigue'), EXHAUSTED);
      return read('max_tension') * Math.abs(read('moment_arm')) * read('active_curve') * read('strength') * left;
    }

    // Everything the page draws of a state.
    all(state) {
      const y = this.settled(state);
      const found = { resting_angle: y[this.place.angle] / DEGREE };
      for (const muscle of MUSCLES) found[`rom_${muscle}`] = this.range(y, muscle);
      const shown = this.kernel.read('shown', y, this.rest);
      const names = this.groups.shown;
      for (const muscle of MUSCLES) {
        found[`resting_tension_${muscle}`] = shown[names.indexOf(`tension_${muscle}`)];
        found[`fibre_length_${muscle}`] = shown[names.indexOf(`length_${muscle}`)];
      }
      for (const [name, factor] of this.kernel.model.stored) found[name] = state[this.place[name]] * factor;
      found.strength_ratio = this.torque(state, 'agonist') / this.torque(state, 'antagonist');
      this.reference ??= { ...found };
      found.imbalance = this.imbalance(state, found);
      return found;
    }

    // Composite of four components in detectable differences, relative to the first state that was read.
    imbalance(state, found) {
      const { person, reference } = this;
      const read = (name, otherwise) => (name in this.place ? state[this.place[name]] : otherwise);
      const length = MUSCLES.map((muscle) => read(`resting_length_${muscle}`, 1));
      const tone = MUSCLES.map((muscle) => read(`tone_${muscle}`, 0) / person[muscle].tone_weight);
      const lost = MUSCLES.map((muscle) => Math.max(reference[`rom_${muscle}`] - found[`rom_${muscle}`], 0));
      const side = Math.sign(person.agonist.moment_arm_c0);
      const parts = [
        Math.log(length[1] / length[0]) / person.detectable_length_contrast,
        (side * (found.resting_angle - reference.resting_angle)) / person.detectable_rest_angle,
        Math.hypot(...lost) / person.detectable_rom,
        (tone[0] - tone[1]) / person.detectable_tone_contrast,
      ];
      return Math.sqrt(parts.reduce((sum, part) => sum + part ** 2, 0) / 4) / COMPOSITE_UNIT;
    }
  }

  // Where a reading that grows about exponentially is 1: chords of its logarithm; NaN if they lead nowhere.
  const chords = (reading, start) => {
    let x = start - 0.05;
    let before = start;
    let value = Math.log(reading(before));
    for (let round = 0; round < 12; round += 1) {
      const now = Math.log(reading(x));
      const step = clip((-now * (x - before)) / (now - value), -0.5, 0.5);
      if (Math.abs(step) < 1e-9 || now === 0) return x + (step || 0);
      if (!Number.isFinite(step)) return NaN;
      [before, value, x] = [x, now, x + step];
    }
    return NaN;
  };

  const bisected = (difference, from, to) => {
    let [low, high] = [from, to];
    if (!(difference(low) <= 0 && difference(high) >= 0)) throw new Error('the range of motion has no end.');
    while (high - low > 1e-13) {
      const middle = 0.5 * (low + high);
      if (middle === low || middle === high) break;
      if (difference(middle) > 0) high = middle;
      else low = middle;
    }
    return 0.5 * (low + high);
  };

  return { Reader, MUSCLES };
})();
