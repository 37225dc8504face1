'use strict';
// What each panel shows of a run: lines, levels, phases; numbers in the table; the sentence on top.
window.MB = window.MB || {};
MB.panels = (() => {
  const TITLES = {
    imbalance: ['imbalance', '-', 2],
    rom: ['range − healthy', 'deg', 1],
    resting_length: ['resting length', '-', 3],
    resting_tension: ['resting tension', 'N', 0],
    strength_ratio: ['strength ratio', '-', 3],
    pain: ['pain', '0–10', 1],
  };
  const LEAST = {
    imbalance: 1,
    pain: 2,
    rom: 2,
    resting_length: 0.02,
    resting_tension: 20,
    strength_ratio: 0.05,
  };
  const DASH = '8 2.6';
  const INK = '#26292b';
  // A run with its past and course joined: weeks, series.
  const joined = (data) => {
    const series = {};
    for (const name of Object.keys(data.course.series))
      series[name] = [...data.past.series[name].slice(0, -1), ...data.course.series[name]];
    return { ...data, weeks: [...data.past.weeks.slice(0, -1), ...data.course.weeks], series };
  };
  const both = (name) => ['rom', 'resting_length', 'resting_tension'].includes(name);
  const values = (run, name) => {
    if (!(name in run.series)) return null;
    if (!name.startsWith('rom_')) return run.series[name];
    return run.series[name].map((v) => v - run.healthy[name]);
  };
  const lines = (name, { run, other, untreated }, look) => {
    const found = [];
    const parts = both(name)
      ? ['agonist', 'antagonist'].map((m) => [`${name}_${m}`, look.colors[m], m === 'agonist' ? null : DASH])
      : [[name, '#26292b', null]];
    for (const [flat, color, dash] of parts) {
      const old = other && values(other, flat);
      if (old)
        found.push({
          x: other.weeks,
          y: old,
          color: both(name) ? color : look.colors.purple,
          dash: both(name) ? dash : '3 1.5',
          width: both(name) ? 1.1 : 1.8,
          opacity: both(name) ? 0.65 : 1,
          quiet: both(name),
          name: `A ${flat}`,
        });
    }
    if (untreated && untreated.course.series[name] && run.sessions) {
      found.push({
        x: untreated.course.weeks,
        y: untreated.course.series[name],
        color: look.colors.slate,
        dash: '1.5 2.5',
        width: 1.8,
        name: 'untreated',
      });
    }
    for (const [flat, color, dash] of parts) {
      const now = values(run, flat);
      if (now) found.push({ x: run.weeks, y: now, color, dash, name: flat });
    }
    return found;
  };
  // What calibration leaves uncertain, where it has been computed.
  const areas = (name, { run, band }, look) => {
    if (!band) return [];
    const flat = both(name) ? ['agonist', 'antagonist'].map((m) => [`${name}_${m}`, look.colors[m]]) : [[name, INK]];
    return flat
      .filter(([own]) => band[own])
      .map(([own, color]) => {
        const change = name === 'rom' ? run.healthy[own] : 0;
        const moved = (values) => values.map((value) => value - change);
        return { x: run.weeks, low: moved(band[own].low), high: moved(band[own].high), color, name: own };
      });
  };
  const levels = (name, run, look) => {
    if (name === 'imbalance') return [{ y: 0.4, text: 'symmetric below', color: look.colors.grey }];
    if (name === 'rom') return [{ y: 0, text: 'healthy', color: look.colors.grey }];
    const level = both(name) ? run.healthy[`${name}_agonist`] : run.healthy[name];
    if (level === undefined) return [];
    if (name !== 'resting_tension')
      return [{ y: level, text: name === 'pain' ? '' : 'healthy', color: look.colors.grey }];
    return ['agonist', 'antagonist'].map((m) => ({
      y: run.healthy[`${name}_${m}`],
      text: 'healthy',
      color: look.colors[m],
    }));
  };
  const spec = (name, shown, look, seek, domain) => {
    const [title, unit, digits] = TITLES[name];
    const drawn = lines(name, shown, look);
    if (!drawn.length) return null;
    const own = drawn.filter((line) => !line.name.startsWith('A ') && line.name !== 'untreated');
    const says =
      `${title} [${unit}]: ` +
      own
        .map(
          (line) =>
            `${both(name) ? shown.run.pair[line.name.split('_').pop()] + ' ' : ''}` +
            `${MB.number(line.y[shown.run.past.weeks.length - 1], digits)} at week 0, ${MB.number(line.y[line.y.length - 1], digits)} at the end`,
        )
        .join('; ');
    const bands = shown.run.phases.map((p, k) => ({
      start: p.start,
      end: p.end,
      label: p.where,
      fill: look.colors.slate,
      opacity: k % 2 ? 0.07 : 0.14,
    }));
    return {
      title,
      unit,
      digits,
      domain,
      lines: drawn,
      areas: areas(name, shown, look),
      levels: levels(name, shown.run, look),
      bands,
      says,
      seek,
      zero: name === 'imbalance' || name === 'pain',
      least: LEAST[name],
      xLabel: 'weeks from the start of the programme',
      height: name === 'imbalance' ? 366 : ['strength_ratio', 'pain'].includes(name) ? 262 : 210,
    };
  };
  const sentence = (run, due) => {
    const s = run.summary;
    const n = (v) => MB.number(v, 2);
    const [given, asked] = [run.dose.delivered.sessions, run.dose.prescribed.sessions];
    const months = Math.round(run.settings.days / 30);
    const start = `After ${months === 1 ? 'a month' : `${months} months`} of such days the imbalance is ${n(s.before)} (healthy 0). `;
    const what = run.sessions
      ? `${given === asked ? MB.count(given, 'session') : `${given} of ${MB.count(asked, 'session')}`} and ${MB.count(s.after_week, 'week')} later it is ${n(s.after)}`
      : `Without treatment it is ${n(s.end)} at the end`;
    const share =
      due === null || due === undefined || !run.sessions
        ? ''
        : due > 1
          ? '; without the programme it would have got worse'
          : `; ${MB.number(100 * due, 0)} % of the recovery is due to the programme`;
    const symmetric =
      s.symmetric_day === null
        ? 'It does not become symmetric.'
        : s.symmetric_day <= 0
          ? 'It counts as symmetric throughout.'
          : s.symmetric_day < 7
            ? 'Symmetric from the first week on.'
            : `Symmetric from week ${MB.number(s.symmetric_day / 7, 0)} on.`;
    return `${start}${what}${share}. ${symmetric}`;
  };
  const brief = (run) => {
    const s = run.summary;
    return `imbalance ${MB.number(s.before, 2)} → ${MB.number(s.after, 2)} (week ${MB.number(s.after_week, 0)}) → ${MB.number(s.end, 2)}`;
  };
  const ROWS = [
    ['imbalance', 'imbalance [-]', 2],
    ['resting_angle', 'resting angle [deg]', 1],
    ['rom_agonist', 'range, {agonist} [deg]', 1],
    ['rom_antagonist', 'range, {antagonist} [deg]', 1],
    ['resting_length_agonist', 'resting length, {agonist} [-]', 3],
    ['resting_length_antagonist', 'resting length, {antagonist} [-]', 3],
    ['resting_tension_agonist', 'resting tension, {agonist} [N]', 0],
    ['resting_tension_antagonist', 'resting tension, {antagonist} [N]', 0],
    ['strength_ratio', 'strength ratio [-]', 3],
    ['pain', 'pain [0–10]', 1],
  ];
  // Weeks the table shows: the start, the end of the programme, the end of the simulation.
  const moments = (run) => [...new Set([0, run.summary.after_week, run.weeks[run.weeks.length - 1]])];
  const cells = (run, name, digits) =>
    moments(run).map((week) =>
      MB.number((run.series[name] || [])[MB.chart.at({ x: run.weeks }, week)], digits),
    );
  const table = (element, { run, other }) => {
    const node = (name, text, attributes = {}) => {
      const e = document.createElement(name);
      e.textContent = text;
      for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
      return e;
    };
    const head = document.createElement('tr');
    element.classList.toggle('two', Boolean(other));
    const runs = other
      ? [
          ['B', run],
          ['A', other],
        ]
      : [['', run]];
    head.append(node('th', '', { scope: 'col' }), node('th', 'healthy', { scope: 'col' }));
    for (const [label, one] of runs) {
      for (const week of moments(one))
        head.append(node('th', `${label} week ${MB.number(week, 0)}`.trim(), { scope: 'col' }));
    }
    const thead = document.createElement('thead');
    thead.append(head);
    const body = document.createElement('tbody');
    for (const [name, label, digits] of ROWS) {
      if (!run.series[name]) continue;
      const tr = document.createElement('tr');
      tr.append(
        node(
          'th',
          label.replace(/\{(\w+)\}/, (_, m) => run.pair[m]),
          { scope: 'row' },
        ),
        node('td', MB.number(run.healthy[name], digits)),
      );
      for (const [, one] of runs) for (const text of cells(one, name, digits)) tr.append(node('td', text));
      body.append(tr);
    }
    const dose = document.createElement('tr');
    const say = (one) => {
      const d = one.dose.delivered;
      return `${MB.count(d.sessions, 'session')}, ${MB.number(d.effort_seconds / 60, 0)} min of effort, ${MB.number(d.stretch_seconds / 60, 0)} min of stretch`;
    };
    dose.append(node('th', 'dose delivered', { scope: 'row' }), node('td', ''));
    for (const [, one] of runs) dose.append(node('td', say(one), { colspan: moments(one).length }));
    body.append(dose);
    element.replaceChildren(thead, body);
  };
  return { TITLES, joined, spec, sentence, brief, table, both, values, DASH };
})();
