'use strict';
// Steps, repeats and sessions, checked as the library checks them. Tables come with the page's data.
window.MB = window.MB || {};
MB.steps = (() => {
  const { Fault, number, quoted, range, rounded, whole } = MB.messages;
  const data = () => window.MUSCLEBALANCE.grammar;
  const TICKS = 1e6; // in a second
  const ticks = (seconds) => whole(seconds * TICKS);
  const patterns = new Map();
  const pattern = (name, more = '') => {
    const key = `${name} ${more}`;
    if (!patterns.has(key)) {
      const [source, flags] = data().patterns[name];
      patterns.set(key, new RegExp(source, flags + more));
    }
    return patterns.get(key);
  };
  const split = (text) => text.split(pattern('space', 'g')).filter((word) => word);
  const trimmed = (text, start = true) => {
    const runs = [...text.matchAll(pattern('space', 'g'))];
    const [first, last] = [runs[0], runs.at(-1)];
    const end = last && last.index + last[0].length === text.length ? last.index : text.length;
    const begin = start && first && first.index === 0 ? first[0].length : 0;
    return text.slice(Math.min(begin, end), end);
  };

  // Hundredfold, rounded so that 0.07 shows as 7.
  const percent = (value) => rounded(100 * value, 9);
  const spotted = (where) => (where ? ` (${where})` : '');
  const goals = (step) => data().goals.filter((name) => step[name] !== null);
  const example = (step) => `for example '${data().actions[step.action].example}'`;
  const checkSeconds = (step, where) => {
    const { noun } = data().actions[step.action];
    const { longest_step: longest } = data().limits;
    if (step.seconds === null && step.action !== 'stretch') {
      throw new Fault(`${noun} needs a length in seconds; ${example(step)}${spotted(where)}.`);
    }
    if (step.seconds === null) return;
    range(`length of ${noun}`, step.seconds, [0, longest], 's', where);
    if (step.seconds < 1 / TICKS) {
      const told = `${noun} of ${number(step.seconds)} s does nothing; give 1e-06 s or more`;
      throw new Fault(`${told}${spotted(where)}.`);
    }
  };
  const checkNumbers = (step, where) => {
    const what = step.action === 'contract' ? 'contraction' : 'effort';
    const efforts = [
      [what, step.effort],
      ['effort of the other muscle', step.partner_effort],
    ];
    for (const [name, effort] of efforts) range(name, percent(effort), [0, 100], '%MVC', where);
    for (const [name, effort] of efforts) {
      if (effort <= 0 || effort >= data().limits.least_effort) continue;
      const meant = `did you mean ${number(100 * percent(effort))} %MVC?`;
      const told = `${name} ${number(percent(effort))} %MVC is next to nothing`;
      throw new Fault(`${told}; ${meant}${spotted(where)}`);
    }
    for (const [name, [what, low, high, unit]] of Object.entries(data().bounds)) {
      const value = name === 'barrier' && step.barrier !== null ? percent(step.barrier) : step[name];
      if (value !== null) range(what, value, [low, high], unit, where);
    }
  };
  const checkName = (what, name, where) => {
    const words = split(name);
    const { words: taken } = data();
    const free = words.every((word) => !taken.includes(word.toLowerCase()) && pattern('word').test(word));
    if (words.length && words.join(' ') === name && free) return;
    throw new Fault(
      `${quoted(name)} is no name for a${what === 'activity' ? 'n' : ''} ${what}: give words of letters, ` +
        'digits and hyphens, each beginning with a letter, and none of ' +
        `${taken.map(quoted).join(', ')}${spotted(where)}.`,
    );
  };
  // Whether the action has what it needs and nothing that it cannot have.
  const checkFields = (step, where) => {
    const { noun, needs, may } = data().actions[step.action];
    const end = `; ${example(step)}${spotted(where)}.`;
    const has = (name) => (data().goals.includes(name) ? step[name] !== null : Boolean(step[name]));
    if (needs.length && !needs.some((name) => step[name] || (name === 'angle' && has(name)))) {
      const article = 'aeiou'.includes(needs[0][0]) ? 'an' : 'a';
      throw new Fault(`${noun} needs ${article} ${needs[0]}${end}`);
    }
    for (const name of ['effort', 'partner_effort', 'load', 'activity', ...data().goals]) {
      if (!has(name) || needs.includes(name) || may.includes(name)) continue;
      throw new Fault(`${noun} takes no ${name.replace('_', ' ')}${end}`);
    }
    if (goals(step).length > 1) {
      const given = goals(step).join(' and ');
      const told = `a stretch goes to one of barrier, angle and torque, and ${given} are given; keep one`;
      throw new Fault(`${told}${spotted(where)}.`);
    }
  };
  const step = (fields, where = '') => {
    const made = { ...data().step, ...fields };
    const { slack_barrier: slack, stretch_barrier: stretch, approach_barrier: approach } = data().limits;
    checkSeconds(made, where);
    checkNumbers(made, where);
    checkName('muscle', made.muscle, where);
    if (made.activity) checkName('activity', made.activity, where);
    checkFields(made, where);
    if (made.seconds !== null) made.seconds = ticks(made.seconds) / TICKS;
    if (!data().actions[made.action].names_muscle) made.muscle = 'agonist';
    if (['stretch', 'slack'].includes(made.action) && !goals(made).length) {
      const usual = made.action === 'slack' ? slack : stretch;
      made.barrier = made.seconds === null ? approach : usual;
    }
    return made;
  };
  const repeat = (times, items) => {
    range('number of repeats', times, [1, data().limits.most_repeats]);
    return { times, items };
  };

  // Number of steps and their length [s], repeats counted and not unrolled.
  const size = (items, depth = 0) => {
    const { deepest_repeat: deepest } = data().limits;
    if (depth > deepest) throw new Fault(`repeats within repeats are ${deepest} deep at most.`);
    let [steps, seconds] = [0, 0];
    for (const item of items) {
      const [count, time] = item.items ? size(item.items, depth + 1) : [1, item.seconds || 0];
      steps += (item.times || 1) * count;
      seconds += (item.times || 1) * time;
    }
    return [steps, seconds];
  };
  const checkTitle = (name) => {
    if (pattern('hidden').test(name)) {
      const told = `session name ${MB.messages.shown(name)} has a character that cannot be shown`;
      throw new Fault(`${told}; leave it out.`);
    }
    if (name !== trimmed(name) || /[\n\r\t:#,"]/.test(name)) {
      throw new Fault(`session name ${quoted(name)}: leave out line breaks, ':', '#', ',' and quotes.`);
    }
  };
  const session = (items, given = '') => {
    const name = given || 'session';
    const { longest_session: longest, most_steps: most } = data().limits;
    if (!items.length) {
      const told = "give for example 'contract at 20 %MVC for 7 s'.";
      throw new Fault(`session ${quoted(name)} has no steps; ${told}`);
    }
    checkTitle(name);
    const [count, seconds] = size(items);
    range(`length of session ${quoted(name)}`, seconds, [0, longest], 's');
    range(`steps of session ${quoted(name)}, repeats counted,`, count, [0, most]);
    return { name, items };
  };

  const unrolled = (items) =>
    items.flatMap((item) =>
      item.items ? Array.from({ length: item.times }, () => unrolled(item.items)).flat() : [item],
    );
  const lasting = (one, seconds) => step({ ...one, seconds });
  const alike = (one, other) => Object.keys(one).every((key) => key === 'seconds' || one[key] === other[key]);
  // Steps in order, repeats unrolled, approaches settled, equal neighbours joined.
  const flat = (given) => {
    const done = [];
    for (const one of unrolled(given.items)) {
      const before = done.at(-1);
      const approach = one.seconds === null;
      if (approach && before && before.action === 'stretch' && before.muscle === one.muscle) continue;
      const timed = approach ? lasting(one, data().limits.approach_seconds) : one;
      if (before && alike(before, timed)) done.push(lasting(done.pop(), before.seconds + timed.seconds));
      else done.push(timed);
    }
    return done;
  };
  // Pieces from the moment at which each one ends [ticks]; the last one ends exactly at `last`.
  const cut = (ends, inputs, last) => {
    const stops = [...ends.slice(0, -1).map(whole), last];
    return stops
      .map((stop, index) => ({ ticks: stop - (index ? stops[index - 1] : 0), inputs: inputs[index] }))
      .filter((piece) => piece.ticks > 0);
  };
  return { cut, pattern, split, trimmed, percent, ticks, step, repeat, session, lasting, flat };
})();
