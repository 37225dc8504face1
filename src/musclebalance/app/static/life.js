'use strict';
// Daily life: the hours of a working day, and a day as pieces of whole microseconds.
window.MB = window.MB || {};
MB.life = (() => {
  const SECOND = 1e6; // microseconds
  const DAY = 86400 * SECOND;
  const BLOCKS = 4;
  const EVENING = 2;
  const SLEEP = 8;

  // To the nearest whole number, halves to the even one.
  const round = (value) => {
    const below = Math.floor(value);
    const rest = value - below;
    if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
    return below % 2 === 0 ? below : below + 1;
  };

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
    return cut(ends, segments, DAY);
  };

  // Pieces from the moments at which segments end; the last one ends exactly at `last`.
  const cut = (ends, segments, last) => {
    const ticks = [...ends.slice(0, -1).map(round), last];
    return segments
      .map((one, k) => ({ ticks: ticks[k] - (k ? ticks[k - 1] : 0), inputs: one }))
      .filter((piece) => piece.ticks > 0);
  };

  const short = (value, digits) => String(Number(value.toPrecision(digits)));

  // One line: mean hours a day of each activity, the longest first.
  const text = (name, bouts, wake) => {
    const hours = new Map();
    const stress = new Map();
    for (const one of bouts.filter(({ hours: long }) => long > 0)) {
      hours.set(one.activity, (hours.get(one.activity) ?? 0) + one.hours);
      if (one.stress > 0) stress.set(one.activity, ` (stress ${short(one.stress, 6)})`);
    }
    const parts = [...hours].sort((one, other) => other[1] - one[1]);
    const told = parts.map(([activity, h]) => `${activity} ${short(h, 3)} h${stress.get(activity) ?? ''}`);
    return `${name}: ${told.join(', ')}; wakes ${wake}`;
  };

  return { SECOND, DAY, round, office, before, after, pieces, cut, text, short };
})();
