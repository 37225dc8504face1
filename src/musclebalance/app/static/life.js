'use strict';
// Daily life: the hours of a working day, and a day as pieces of whole microseconds.
window.MB = window.MB || {};
MB.life = (() => {
  const { number } = MB.messages;
  const SECOND = 1e6; // microseconds
  const DAY = 86400 * SECOND;
  const BLOCKS = 4;
  const EVENING = 2; // hours
  const SLEEP = 8;

  const bout = (activity, hours, stress = 0) => ({ activity, hours, stress });

  const office = (hours, stress, lives) => {
    const { sit, shares } = lives.office;
    const seat = Math.max(sit - hours - EVENING, 0);
    const left = 16 - hours - seat - EVENING;
    const share = (name) => {
      const [healthy, desk] = shares[name];
      return healthy + (desk - healthy) * Math.min(hours / 8, 1);
    };
    const [walk, stand] = [left * share('walk'), left * share('stand')];
    const work = [bout('desk', hours, stress), ...(seat ? [bout('sit', seat)] : []), bout('walk', walk)];
    const worked = work.reduce((sum, one) => sum + one.hours, 0);
    const free = 24 - worked - stand - EVENING - SLEEP;
    const block = work.map((one) => bout(one.activity, one.hours / BLOCKS, one.stress));
    return [
      bout('free', free / 4),
      bout('stand', stand / 2),
      ...Array.from({ length: BLOCKS }, () => block).flat(),
      bout('stand', stand / 2),
      bout('free', free / 4),
      bout('sit', EVENING),
      bout('free', free / 2),
      bout('sleep', SLEEP),
    ];
  };

  const fixed = (name, lives) => lives[name].map(([activity, hours, stress]) => bout(activity, hours, stress));

  // The day before the programme, and the day from week 0 on.
  const before = (settings, lives) => office(settings.hours, settings.stress, lives);
  const after = (settings, lives) => {
    if (settings.cause === 'unchanged') return before(settings, lives);
    return fixed(settings.cause === 'removed' ? 'healthy' : 'reduced', lives);
  };

  const segment = (exposure, more) => {
    const { share: _, ...own } = exposure;
    return { ...own, barrier: null, torque: null, muscle: null, assisted: false, kind: 'life', ...more };
  };

  // Pieces of a day, 24 h in all: {ticks, inputs}.
  const pieces = (bouts, pair) => {
    const ends = [];
    const segments = [];
    let clock = 0;
    for (const { activity, hours, stress } of bouts) {
      const exposures = pair.activities[activity];
      const asleep = activity === 'sleep' && !stress;
      for (const exposure of exposures) {
        const once = SECOND * 3600 * hours;
        clock += exposures.length > 1 ? once * exposure.share : once;
        ends.push(clock);
        segments.push(segment(exposure, { stress, asleep, label: activity }));
      }
    }
    return MB.steps.cut(ends, segments, DAY);
  };

  // One line: mean hours a day of each activity, the longest first.
  const text = (name, bouts, wake) => {
    const hours = new Map();
    const stress = new Map();
    for (const one of bouts.filter(({ hours: long }) => long > 0)) {
      hours.set(one.activity, (hours.get(one.activity) ?? 0) + one.hours);
      if (one.stress > 0) stress.set(one.activity, ` (stress ${number(one.stress)})`);
    }
    const parts = [...hours].sort((one, other) => other[1] - one[1]);
    const told = parts.map(([activity, h]) => `${activity} ${number(h, 3)} h${stress.get(activity) ?? ''}`);
    return `${name}: ${told.join(', ')}; wakes ${wake}`;
  };

  return { SECOND, DAY, before, after, pieces, text };
})();
