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

  const fill = (template, given) =>
    template.replace(/\{\{|\}\}|\{(\w+)\}/g, (sign, name) => (name ? given[name] : sign[0]));

  // What the script of a body says beside that of a pair.
  const body = (settings, { made, sided }, { one_sided: activity }, desks) => {
    const own = Object.fromEntries(['body', 'pair', 'model', 'lived'].map((name) => [name, quoted(settings[name])]));
    const lives = settings.lived === 'both' ? [] : ['before', 'after'].filter((name) => desks[name]);
    return {
      body: fill(made[settings.body], own),
      one_sided: lives.map((name) => `\n${fill(sided, { ...own, name })}`).join(''),
    };
  };

  const text = (settings, data) => {
    const { script, pairs, lives, coupling } = data;
    const alone = MB.bodyCourse.alone(settings);
    const planned = plan(settings, MB.steps.trimmed);
    const some = settings.treated !== 'all' && planned !== 'plan = None';
    const does = (bouts) => bouts.some((one) => one.activity === coupling.one_sided && one.hours > 0);
    const desks = { before: does(MB.life.before(settings, lives)), after: does(MB.life.after(settings, lives)) };
    const name = settings.body[0].toUpperCase() + settings.body.slice(1);
    const crossed = !alone && MB.bodyCourse.kindOf(settings, data).bone;
    const given = {
      title: crossed ? `${name} cross` : pairs[settings.pair].about.title,
      ...(alone ? {} : body(settings, script.body, coupling, desks)),
      plans: some ? `{${quoted(settings.treated)}: plan}` : 'plan',
      pair: quoted(settings.pair),
      model: quoted(settings.model),
      hours: real(settings.hours),
      stress: real(settings.stress),
      after: script.after[settings.cause],
      days: settings.days,
      weeks: settings.weeks,
      seed: settings.seed,
      plan: planned,
      ...script.common,
    };
    return fill(alone ? script.template : script.body.template, given);
  };
  return { text };
})();
