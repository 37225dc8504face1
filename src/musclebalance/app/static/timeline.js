'use strict';
// Plan and life to one timeline: days of life, with sessions on those days on which they are done.
window.MB = window.MB || {};
MB.timeline = (() => {
  const { SECOND, DAY } = MB.life;
  const USUAL = [[], [2], [0, 3], [0, 2, 4], [0, 1, 3, 4], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5]];
  const EVENING = 11 * 3600 * SECOND; // 18:00, after waking at 07:00

  const same = (one, other) => Object.keys(one).every((name) => one[name] === other[name]);

  const joined = (pieces) => {
    const done = [];
    for (const piece of pieces) {
      const last = done[done.length - 1];
      if (last && same(last.inputs, piece.inputs)) last.ticks += piece.ticks;
      else done.push({ ...piece });
    }
    return done;
  };

  const between = (life, start, stop) => {
    const found = [];
    let clock = 0;
    for (const { ticks, inputs } of life) {
      const overlap = Math.min(clock + ticks, stop) - Math.max(clock, start);
      if (overlap > 0) found.push({ ticks: overlap, inputs });
      clock += ticks;
    }
    return found;
  };

  const length = (pieces) => pieces.reduce((sum, piece) => sum + piece.ticks, 0);

  // A day of life with a session in its evening, or without one; the place of the session in it.
  const day = (life, session) => {
    if (!session) return { pieces: joined(life), first: -1, last: -1 };
    const early = joined(between(life, 0, EVENING));
    const late = joined(between(life, EVENING + length(session), DAY));
    return {
      pieces: [...early, ...session, ...late],
      first: early.length,
      last: early.length + session.length - 1,
    };
  };

  // Phases of the programme: first in the clinic, then at home.
  const phases = (settings) => {
    const clinic = { where: 'clinic', perWeek: settings.clinic_per_week, weeks: settings.clinic_weeks };
    const home = { where: 'home', perWeek: settings.home_per_week, weeks: settings.home_weeks };
    const made = [{ ...clinic, adherence: 1 }, { ...home, adherence: settings.adherence }];
    let start = 0;
    return made.filter((phase) => phase.weeks).map((phase) => {
      const placed = { ...phase, start, days: 7 * phase.weeks };
      start += placed.days;
      return placed;
    });
  };

  // Prescribed sessions in order: their day, from 0, phase, and whether they are done.
  const prescribed = (settings) =>
    phases(settings).flatMap((phase, index) => {
      const weekdays = USUAL[phase.perWeek] ?? [0, 1, 2, 3, 4, 5, 6];
      const next = MB.random.stream(settings.seed, 0, index);
      const days = [];
      for (let k = 0; k < phase.days; k += 1) {
        if (weekdays.includes((phase.start + k) % 7)) days.push(phase.start + k);
      }
      return days.map((one) => ({ day: one, phase: index, where: phase.where, done: next() < phase.adherence }));
    });

  // A timeline of so many days: lengths [s], rows of inputs, which segments end a day, sessions; what each day
  // holds as a text, and the segment that it begins with.
  const make = (days, life, sessions, given, names) => {
    const kinds = { '': day(life, null) };
    for (const [where, pieces] of Object.entries(sessions)) kinds[where] = day(life, pieces);
    const table = [];
    const rows = new Map();
    const row = (inputs) => {
      const values = MB.treatment.values({ inputs }, names);
      const key = values.join();
      if (!rows.has(key)) {
        rows.set(key, rows.size);
        table.push(...values);
      }
      return rows.get(key);
    };
    const packed = Object.fromEntries(
      Object.entries(kinds).map(([where, kind]) => [where, kind.pieces.map((piece) => row(piece.inputs))]),
    );
    const texts = Object.fromEntries(
      Object.entries(kinds).map(([where, kind]) => [where, JSON.stringify(kind.pieces)]),
    );
    const done = new Map(given.filter((one) => one.done && one.day < days).map((one) => [one.day, one]));
    const made = { durations: [], rows: [], stored: [], table, spans: [], kinds, days: [], begins: [0] };
    for (let k = 0; k < days; k += 1) {
      const session = done.get(k);
      const where = session ? session.where : '';
      const kind = kinds[where];
      kind.pieces.forEach((piece, place) => {
        made.durations.push(piece.ticks / SECOND);
        made.rows.push(packed[where][place]);
        made.stored.push(place === kind.pieces.length - 1 ? 1 : 0);
      });
      made.days.push(texts[where]);
      made.begins.push(made.durations.length);
      if (session) made.spans.push({ ...session, day: k + 1 });
    }
    return made;
  };

  // Start and end [weeks] of each phase as delivered: it lasts until the next one begins.
  const delivered = (spans) => {
    const byPhase = new Map();
    for (const span of spans) byPhase.set(span.phase, [...(byPhase.get(span.phase) ?? []), span]);
    const found = [...byPhase.values()].sort((one, other) => one[0].day - other[0].day);
    const starts = found.map((ones) => (ones[0].day - 1) / 7);
    return found.map((ones, k) => {
      const following = Math.min(...starts.filter((other) => other > starts[k]));
      const end = Math.min(Math.ceil(ones[ones.length - 1].day / 7), following);
      return { start: starts[k], end, where: ones[0].where };
    });
  };

  return { phases, prescribed, make, delivered };
})();
