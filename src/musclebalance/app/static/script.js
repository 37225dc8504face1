'use strict';
// The Python script that computes what the page shows, from the library's own template.
window.MB = window.MB || {};
MB.script = (() => {
  const ESCAPES = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

  // A string as Python writes it.
  const quoted = (text) => {
    const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
    const inside = text.replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign]).replaceAll(mark, `\\${mark}`);
    return `${mark}${inside}${mark}`;
  };
  const real = (value) => (Number.isInteger(value) ? `${value}.0` : String(value));

  const plan = (settings, trimmed) => {
    const clinic = { per_week: settings.clinic_per_week, weeks: settings.clinic_weeks, where: '"clinic"' };
    const home = {
      per_week: settings.home_per_week,
      weeks: settings.home_weeks,
      where: '"home"',
      adherence: real(settings.adherence),
    };
    const phases = [clinic, home].filter((phase) => phase.weeks);
    if (!trimmed(settings.words) || !phases.length) return 'plan = None';
    const lines = settings.words.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/).filter(trimmed);
    const told = phases.map((phase) => Object.entries(phase).map(([name, v]) => `${name}=${v}`).join(', '));
    const made = told.map((text) => `mb.Plan(session, ${text})`).join(' + ');
    return `session = mb.session([\n    ${lines.map(quoted).join(',\n    ')},\n])\nplan = (\n    ${made}\n)`;
  };

  const text = (settings, { script, pairs }) => {
    const given = {
      title: pairs[settings.pair].about.title,
      pair: quoted(settings.pair),
      model: quoted(settings.model),
      hours: real(settings.hours),
      stress: real(settings.stress),
      after: script.after[settings.cause],
      days: settings.days,
      weeks: settings.weeks,
      seed: settings.seed,
      plan: plan(settings, MB.steps.trimmed),
      ...script.common,
    };
    return script.template.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  };
  return { text };
})();
