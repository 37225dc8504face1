'use strict';
// From a session to the pieces of a timeline, for one muscle pair, and to its dose, as the library has them.
window.MB = window.MB || {};
MB.treatment = (() => {
  const { Fault, number, range, rounded, unknown } = MB.messages;
  const { cut, step, lasting, flat, ticks } = MB.steps;
  const data = () => window.MUSCLEBALANCE.treatment;
  const MUSCLES = ['agonist', 'antagonist'];
  const MOVES = ['stretch', 'slack'];

  const muscleOf = (pair, name) => {
    const groups = MUSCLES.map((muscle) => pair[muscle]);
    const known = new Map(MUSCLES.map((muscle) => [muscle, muscle]));
    MUSCLES.forEach((muscle, index) => known.set(groups[index].toLowerCase(), muscle));
    const found = known.get(MB.steps.trimmed(name).toLowerCase());
    if (!found) throw unknown('muscle in this pair', name, [...MUSCLES, ...groups]);
    return found;
  };
  // What is made, or its fault in other words.
  const retold = (make, tell) => {
    try {
      return make();
    } catch (error) {
      throw error instanceof Fault ? new Fault(tell(error.message)) : error;
    }
  };
  // The session with every muscle called agonist or antagonist.
  const resolved = (session, pair) => {
    let place = 0;
    const change = (item) => {
      if (item.items) return { ...item, items: item.items.map(change) };
      place += 1;
      const tell = (message) => `${message} (step ${place} of session '${session.name}')`;
      return { ...item, muscle: retold(() => muscleOf(pair, item.muscle), tell) };
    };
    return { ...session, items: session.items.map(change) };
  };

  // Steps, each with whether it is a plateau: the first second after a run of contractions.
  const withPlateaus = (steps) => {
    const { plateau_seconds: long, microsecond } = data();
    const done = [];
    const plateau = (seconds) => done.push([step({ action: 'release', seconds }), true]);
    let due = 0;
    steps.forEach((one, index) => {
      if (one.action === 'contract') {
        done.push([one, false]);
        due = steps[index + 1]?.action === 'contract' ? 0 : long;
        return;
      }
      const taken = Math.min(due, one.seconds);
      const left = one.seconds - taken;
      due = rounded(due - taken, 6);
      if (taken > 0) plateau(taken);
      if (left > microsecond / 2) done.push([lasting(one, left), false]);
    });
    if (due > 0) plateau(due);
    return done;
  };
  // Where the limb lies in each step: as the last stretch needed it, or as the first one will.
  const positions = (steps, pair) => {
    const stretched = steps.filter((one) => MOVES.includes(one.action)).map((one) => one.muscle);
    let now = ['agonist', 0];
    let placed = false;
    return steps.map((one) => {
      const moved = MOVES.includes(one.action);
      const fresh = data().treats.includes(one.action) && (moved || !(placed && stretched.length));
      if (fresh || one.offset !== null) {
        const asked = stretched.length && !moved ? stretched[0] : one.muscle;
        const muscle = fresh ? asked : now[0];
        now = [muscle, one.offset === null ? pair.muscles[muscle].rom_offset : one.offset];
        placed = true;
      }
      return now;
    });
  };

  // Refuse a position that the joint cannot take, or that leaves a muscle slack which is stretched.
  const checkPosition = (pair, what, one, [muscle, offset]) => {
    const { offsets, most_torque: most, lengthens } = pair.muscles[muscle];
    const where = `pair ${MB.messages.quoted(pair.name)}`;
    const { angle, load, torque } = one;
    if (angle !== null) range(`angle of ${what}`, angle, pair.range, 'deg', where);
    if (offset) range(`length offset of ${what}`, offset, offsets, 'lopt', where);
    if (load) range(`load of ${what}`, load, [-pair.most_load, pair.most_load], 'N m', where);
    if (torque !== null) range(`torque of ${what}`, torque, [0, most], 'N m', where);
    const slack = angle !== null && offset <= 0 && lengthens * (angle - pair.neutral) <= 0;
    if (!slack || !MOVES.includes(one.action)) return;
    const end = pair.range[lengthens > 0 ? 1 : 0];
    throw new Fault(
      `${what} to ${number(angle)} deg leaves the ${pair[muscle]} slack: they lengthen from ` +
        `${number(pair.neutral)} deg towards ${number(end)} deg (${where}).`,
    );
  };
  const USUAL = { barrier: null, torque: null, muscle: null, stress: 0, asleep: false, assisted: false };
  const stepInputs = (one, plateau, where, [muscle, offset]) => {
    const [mode, phase] = data().mode_and_phase[one.action];
    const own = one.muscle === 'agonist';
    return {
      ...USUAL,
      mode: one.angle === null ? mode : 'posture',
      phase: plateau ? 'plateau' : phase,
      angle: one.angle,
      barrier: one.barrier,
      torque: one.torque,
      muscle: data().treats.includes(one.action) ? one.muscle : null,
      load: one.load,
      assisted: MOVES.includes(one.action) && (one.assisted === null ? where === 'clinic' : one.assisted),
      effort_agonist: own ? one.effort : one.partner_effort,
      effort_antagonist: own ? one.partner_effort : one.effort,
      offset_agonist: muscle === 'agonist' ? offset : 0,
      offset_antagonist: muscle === 'antagonist' ? offset : 0,
      kind: 'session',
    };
  };
  // An activity that is a step of a session.
  const activityPieces = (activity, long, name, pair) => {
    if (!Object.hasOwn(pair.activities, activity)) {
      const kind = `activity (of pair ${MB.messages.quoted(pair.name)})`;
      throw unknown(kind, activity, Object.keys(pair.activities));
    }
    const parts = pair.activities[activity];
    let share = 0;
    const ends = parts.map((part) => (share += part.share) * long);
    const more = { ...USUAL, label: `${name}: ${activity}`, kind: 'session' };
    const inputs = parts.map(({ share: _, ...own }) => ({ ...own, ...more }));
    return cut(ends, inputs, long);
  };
  // What steps are called on plots, in order.
  const labels = (planned, name) => {
    const numbered = {};
    const seen = {};
    const count = (counts, action) => (counts[action] = (counts[action] || 0) + 1);
    for (const [{ action }, plateau] of planned) if (!plateau) count(numbered, action);
    return planned.map(([{ action }, plateau]) => {
      if (plateau) return `${name}: plateau`;
      const place = count(seen, action);
      const many = numbered[action] > 1 && !['release', 'rest'].includes(action);
      const told = many ? ` ${place}/${numbered[action]}` : '';
      return `${name}: ${data().verbs[action] || action}${told}`;
    });
  };
  const stepPiece = (one, plateau, { session, where, pair, position, label }) => {
    const tell = (message) => `${message.slice(0, -1)} (session '${session.name}').`;
    const what = `${one.action} of the ${pair[one.muscle]}`;
    retold(() => checkPosition(pair, what, one, position), tell);
    return { ticks: ticks(one.seconds), inputs: { ...stepInputs(one, plateau, where, position), label } };
  };
  // Pieces {ticks [microseconds], inputs} of a session in the clinic or at home, for one muscle pair.
  const pieces = (given, where, pair) => {
    const session = resolved(given, pair);
    const planned = withPlateaus(flat(session));
    const places = positions(planned.map(([one]) => one), pair);
    const called = labels(planned, session.name);
    return planned.flatMap(([one, plateau], index) => {
      if (one.action === 'do') return activityPieces(one.activity, ticks(one.seconds), session.name, pair);
      const [position, label] = [places[index], called[index]];
      return [stepPiece(one, plateau, { session, where, pair, position, label })];
    });
  };

  // Values of the named engine inputs in a piece [SI]; what is not imposed reads 0.
  const values = ({ inputs }, names) => {
    const { modes, phases } = data();
    const known = {};
    for (const mode of modes) known[`mode_${mode}`] = inputs.mode === mode;
    for (const phase of phases) known[`phase_${phase}`] = inputs.phase === phase;
    known.angle_set = (inputs.angle || 0) * (Math.PI / 180);
    for (const name of ['barrier', 'torque']) known[name] = inputs[name] || 0;
    const stretches = [inputs.mode, inputs.phase].includes('stretch');
    for (const muscle of MUSCLES) {
      known[`stretched_${muscle}`] = stretches && inputs.muscle === muscle;
      for (const name of ['effort', 'offset']) known[`${name}_${muscle}`] = inputs[`${name}_${muscle}`];
    }
    for (const name of ['load', 'stress', 'asleep', 'assisted']) known[name] = inputs[name];
    return names.map((name) => {
      if (!Object.hasOwn(known, name)) throw unknown('segment input', name, Object.keys(known));
      return Number(known[name]);
    });
  };

  // What makes neighbouring steps one repetition: the action and the muscles that take part in it.
  const repetition = (one) => {
    const active = one.action === 'stretch' ? [] : [one.effort > 0, one.partner_effort > 0];
    return [one.action, one.muscle, ...active].join();
  };
  // Dose of one session, counted from its steps.
  const dose = (session, pair) => {
    const steps = withPlateaus(flat(resolved(session, pair))).map(([one]) => one);
    const counts = { contract: 0, stretch: 0, work: 0 };
    const sums = { effort_seconds: 0, stretch_seconds: 0, effort_integral: 0 };
    steps.forEach((one, index) => {
      const { action, seconds, effort, partner_effort: partner } = one;
      const begins = index === 0 || repetition(steps[index - 1]) !== repetition(one);
      if (begins && action in counts) counts[action] += 1;
      if (action === 'stretch') sums.stretch_seconds += seconds;
      if (!effort && !partner) return;
      sums.effort_seconds += seconds;
      sums.effort_integral += seconds * (effort + partner);
    });
    const { contract: contractions, stretch: stretches, work: works } = counts;
    const repetitions = contractions || works || stretches;
    return { sessions: 1, contractions, stretches, works, ...sums, repetitions };
  };
  return { resolved, pieces, values, dose };
})();
