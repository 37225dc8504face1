'use strict';
// What each panel shows of a run: lines, levels, phases.
window.MB = window.MB || {};
MB.panels = (() => {
  const { colors } = MB.theme;
  // Unit and digits of each panel.
  const TITLES = {
    imbalance: ['-', 2],
    rom: ['deg', 1],
    resting_length: ['-', 3],
    resting_tension: ['N', 0],
    strength_ratio: ['-', 3],
    pain: ['0–10', 1],
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
  const ink = (flat) => colors[`${flat.split('_').pop()}Ink`];
  const lines = (name, { run, other, untreated }) => {
    const found = [];
    const parts = both(name)
      ? ['agonist', 'antagonist'].map((m) => [`${name}_${m}`, colors[m], m === 'agonist' ? null : DASH])
      : [[name, colors.ink, null]];
    for (const [flat, color, dash] of parts) {
      const old = other && values(other, flat);
      if (old)
        found.push({
          x: other.weeks,
          y: old,
          color: both(name) ? color : colors.purple,
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
        color: colors.slate,
        ink: colors.slateInk,
        dash: '1.5 2.5',
        width: 1.8,
        name: 'untreated',
      });
    }
    for (const [flat, color, dash] of parts) {
      const now = values(run, flat);
      if (now) found.push({ x: run.weeks, y: now, color, ink: ink(flat), dash, name: flat });
    }
    return found;
  };
  // What calibration leaves uncertain, where it has been computed.
  const areas = (name, { run, band }) => {
    if (!band) return [];
    const flat = both(name) ? ['agonist', 'antagonist'].map((m) => [`${name}_${m}`, colors[m]]) : [[name, colors.ink]];
    return flat
      .filter(([own]) => band[own])
      .map(([own, color]) => {
        const change = name === 'rom' ? run.healthy[own] : 0;
        const moved = (values) => values.map((value) => value - change);
        return { x: run.weeks, low: moved(band[own].low), high: moved(band[own].high), color, name: own };
      });
  };
  const levels = (name, run) => {
    if (name === 'imbalance') return [{ y: 0.4, text: MB.text('panel.symmetric'), color: colors.grey }];
    if (name === 'rom') return [{ y: 0, text: MB.text('panel.healthy'), color: colors.grey }];
    const level = both(name) ? run.healthy[`${name}_agonist`] : run.healthy[name];
    if (level === undefined) return [];
    if (name !== 'resting_tension')
      return [{ y: level, text: name === 'pain' ? '' : MB.text('panel.healthy'), color: colors.grey }];
    return ['agonist', 'antagonist'].map((m) => ({
      y: run.healthy[`${name}_${m}`],
      text: MB.text('panel.healthy'),
      color: colors[m],
    }));
  };
  const spec = (name, shown, seek, domain) => {
    const [unit, digits] = TITLES[name];
    const title = MB.text(`panel.${name}`);
    const drawn = lines(name, shown);
    if (!drawn.length) return null;
    const own = drawn.filter((line) => !line.name.startsWith('A ') && line.name !== 'untreated');
    const muscle = (line) =>
      both(name) ? `${MB.term(shown.run.pair[line.name.split('_').pop()])} ` : '';
    const told = (line) =>
      MB.text('panel.line', {
        muscle: muscle(line),
        start: MB.number(line.y[shown.run.past.weeks.length - 1], digits),
        end: MB.number(line.y[line.y.length - 1], digits),
      });
    const says = MB.text('panel.says', { title, unit, lines: own.map(told).join('; ') });
    const bands = shown.run.phases.map((p, k) => ({
      start: p.start,
      end: p.end,
      label: MB.term(p.where),
      fill: colors.slate,
      opacity: k % 2 ? 0.07 : 0.14,
    }));
    return {
      title,
      term: name,
      unit,
      digits,
      domain,
      lines: drawn,
      areas: areas(name, shown),
      levels: levels(name, shown.run),
      bands,
      says,
      seek,
      zero: name === 'imbalance' || name === 'pain',
      least: LEAST[name],
      xLabel: MB.text('panel.weeks'),
      height: name === 'imbalance' ? 366 : ['strength_ratio', 'pain'].includes(name) ? 262 : 210,
    };
  };
  return { TITLES, joined, spec, both, values, DASH };
})();
