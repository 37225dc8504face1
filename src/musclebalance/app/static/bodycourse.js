'use strict';
// A body: its pairs live side by side, each as it does alone, and meet every morning as the library's do. There
// the torques on their bone are in balance, which shifts the postures of the day, and traces cross over.
window.MB = window.MB || {};
MB.bodyCourse = (() => {
  const ROUNDS = 50; // to the end of a balance
  const STILL = 1e-9; // [rad]
  const DEGREE = Math.PI / 180;
  const LATEST = 8; // courses that a new one may begin like

  const alone = ({ body }) => body === undefined || body === 'pair';
  const kindOf = (settings, { choices }) => choices.bodies.find((one) => one.name === settings.body);
  // The pairs of a body, left before right: who lives there, how a bone moves it, whether it is treated.
  const members = (settings, data) => {
    const { pairs, bone } = kindOf(settings, data);
    const { sides } = data.coupling;
    return (pairs ?? [settings.pair]).flatMap((pair, n) =>
      sides.map((side, k) => ({
        label: `${side} ${pair}`,
        pair,
        side,
        who: { ...settings, pair },
        twin: 2 * n + 1 - k,
        share: bone ? bone.links[pair][0] : 0,
        levels: bone ? bone.links[pair][1] : 1,
        treated: ['all', side, pair, `${side} ${pair}`].includes(settings.treated),
      })),
    );
  };
  // The healthy person of a pair in a body, from the one alone, and parameters that differ.
  const person = (settings, own, data) => {
    if (alone(settings)) return [own, undefined];
    const { state, counted, names, values } = own.bodied[kindOf(settings, data).bone ? 'bone' : 'free'];
    return [{ ...own, state, counted }, { names, values }];
  };
  // Where one side lives the day, the other does something else meanwhile.
  const bouts = (settings, side, day, { one_sided: activity }) =>
    settings.lived === 'both' || settings.lived === side
      ? day
      : day.map((one) => (one.activity === activity ? { ...one, activity: 'stand' } : one));

  // Sums do not depend on which side comes first.
  const sum = (values) => values.sort((a, b) => a - b).reduce((all, value) => all + value, 0);
  // The rows of a packed table that impose a posture, moved by an angle [rad].
  const shifted = (table, shift, inputs) => {
    if (!shift) return table;
    const [mode, angle] = ['mode_posture', 'angle_set'].map((name) => inputs.indexOf(name));
    const found = [...table];
    for (let row = 0; row < table.length; row += inputs.length) {
      if (table[row + mode] > 0) found[row + angle] += shift;
    }
    return found;
  };

  // `reader`: of the kernel, places and numbers of a pair; `read`: readings of states by name.
  const make = (data, { reader, read }) => {
    const pulled = (ones, bone, states, angle) => {
      const [torques, weights] = [[], []];
      ones.forEach(({ who, share, levels }, k) => {
        const { kernel, place, person: own } = reader(who);
        const state = Float64Array.from(states[k]);
        state[place.angle] = own.bodied.standing + share * angle;
        const inputs = kernel.model.inputs.map((name) => Number(['mode_posture', 'phase_rest'].includes(name)));
        const [pull, stiffness] = kernel.read('bone', state, inputs);
        const weight = levels * share * stiffness;
        torques.push(weight * pull);
        weights.push(weight * share);
      });
      return bone.follows * (sum(torques) / sum(weights));
    };
    // Angle of the bone [rad] that states bring about.
    const balanced = (ones, bone, states) => {
      if (!bone) return 0;
      let angle = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const found = pulled(ones, bone, states, angle);
        const moved = Math.abs(found - angle);
        angle = found;
        if (moved < STILL) break;
      }
      return angle;
    };
    // What crosses from one side to the other; a state that nothing reaches stays the same object.
    const met = (ones, states) =>
      ones.map(({ who, twin }, k) => {
        const { place } = reader(who);
        let mine = states[k];
        for (const name of data.coupling.traces) {
          if (!(name in place)) continue;
          const crossed = data.coupling.crossing * states[twin][place[name]];
          if (!(crossed > mine[place[name]])) continue;
          if (mine === states[k]) mine = Float64Array.from(mine);
          mine[place[name]] = crossed;
        }
        return mine;
      });
    const oneDay = (one, line, day, state, shift) => {
      const { kernel } = reader(one.who);
      const [from, to] = [line.begins[day], line.begins[day + 1]];
      const part = Object.fromEntries(
        ['durations', 'rows', 'stored'].map((name) => [name, line[name].slice(from, to)]),
      );
      const table = shifted(line.table, shift, kernel.model.inputs);
      return kernel.run(state, { ...part, table }, data.tolerance).final;
    };
    // The two sides have the same bits until something tells them apart.
    const next = (ones, bone, lines, day, { states, posture }) => {
      const ends = [];
      ones.forEach((one, k) => {
        const same = states[one.twin] === states[k] && lines[one.twin].days[day] === lines[k].days[day];
        const known = one.twin < k && same;
        ends.push(known ? ends[one.twin] : oneDay(one, lines[k], day, states[k], one.share * posture));
      });
      const morning = met(ones, ends);
      return { states: morning, posture: balanced(ones, bone, morning) };
    };

    // Mornings that are those of an earlier course are taken from it.
    let latest = [];
    const begun = (name, start, lines, length) => {
      let found = [start];
      for (const one of latest) {
        const alike = one.name === name && start.states.every((state, k) => state === one.mornings[0].states[k]);
        if (!alike) continue;
        const same = (day) => lines.every((line, k) => line.days[day] === one.lines[k].days[day]);
        let count = 0;
        while (count < length && count < one.mornings.length - 1 && same(count)) count += 1;
        if (count >= found.length) found = one.mornings.slice(0, count + 1);
      }
      return found;
    };
    // A course of so many days: `day` of life before anything one-sided, sessions of those who are treated.
    const lived = (settings, day, length, start, planned = null, given = []) => {
      const ones = members(settings, data);
      const { bone } = kindOf(settings, data);
      const lines = ones.map(({ who, side, pair, treated }) => {
        const life = MB.life.pieces(bouts(settings, side, day, data.coupling), data.pairs[pair]);
        const pieces = planned && treated ? planned(pair).pieces : {};
        const { inputs } = reader(who).kernel.model;
        return MB.timeline.make(length, life, pieces, treated ? given : [], inputs);
      });
      const name = JSON.stringify([settings.body, settings.model, ...ones.map((one) => one.label)]);
      const mornings = begun(name, { states: start, posture: balanced(ones, bone, start) }, lines, length);
      while (mornings.length <= length) {
        mornings.push(next(ones, bone, lines, mornings.length - 1, mornings[mornings.length - 1]));
      }
      latest = [{ name, lines, mornings }, ...latest].slice(0, LATEST);
      const states = ones.map((_, k) => mornings.map((one) => one.states[k]));
      return {
        ones: ones.map((one, k) => ({ ...one, timeline: lines[k], states: states[k], read: read(one.who, states[k]) })),
        postures: mornings.map((one) => one.posture),
      };
    };
    // The healthy body: states of its pairs, left and right the same, and the angle of its bone [rad].
    const healthy = (settings) => {
      const ones = members(settings, data);
      const states = [];
      ones.forEach(({ who, twin }, k) => states.push(twin < k ? states[twin] : reader(who).healthy));
      return { states, posture: balanced(ones, kindOf(settings, data).bone, states) };
    };
    return { lived, healthy };
  };

  const beyond = (postures, healthy) => postures.map((angle) => (angle - healthy) / DEGREE);
  return { make, members, person, alone, kindOf, shifted, beyond };
})();
