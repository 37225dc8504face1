'use strict';
// Numbers in a table at the start, the end of the programme and the end; and, for paper, the settings.
window.MB = window.MB || {};
MB.table = (() => {
  const ROWS = [
    ['imbalance', 2],
    ['resting_angle', 1],
    ['rom_agonist', 1],
    ['rom_antagonist', 1],
    ['resting_length_agonist', 3],
    ['resting_length_antagonist', 3],
    ['resting_tension_agonist', 0],
    ['resting_tension_antagonist', 0],
    ['strength_ratio', 3],
    ['pain', 1],
  ];
  const node = (name, text, attributes = {}) => {
    const e = document.createElement(name);
    e.textContent = text;
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    return e;
  };
  // The name of a row, with its terms.
  const named = (text) => {
    const e = node('th', '', { scope: 'row' });
    MB.terms.write(e, text);
    return e;
  };
  const row = (...cells) => {
    const tr = document.createElement('tr');
    tr.append(...cells);
    return tr;
  };
  const part = (name, ...rows) => {
    const e = document.createElement(name);
    e.append(...rows);
    return e;
  };
  // Puts rows into a table; a term in it that had the focus keeps it.
  const fill = (element, head, body) => {
    const buttons = () => [...element.querySelectorAll('.term')];
    const held = buttons().indexOf(document.activeElement);
    element.replaceChildren(part('thead', head), part('tbody', ...body));
    if (held >= 0 && buttons()[held]) buttons()[held].focus({ preventScroll: true });
  };
  // Weeks the table shows: the start, the end of the programme, the end of the simulation.
  const moments = (run) => [...new Set([0, run.summary.after_week, run.weeks[run.weeks.length - 1]])];
  const cells = (run, name, digits) =>
    moments(run).map((week) =>
      MB.number((run.series[name] || [])[MB.chart.at({ x: run.weeks }, week)], digits),
    );
  const label = (name, pair) => {
    const [, bare, muscle] = /^(.*?)(?:_(agonist|antagonist))?$/.exec(name);
    return MB.text(`row.${bare}`, { muscle: muscle ? MB.term(pair[muscle]) : '' });
  };
  const delivered = ({ dose: { delivered: d } }) =>
    MB.text('numbers.delivered', {
      sessions: MB.count(d.sessions, 'session'),
      effort: MB.number(d.effort_seconds / 60, 0),
      stretch: MB.number(d.stretch_seconds / 60, 0),
    });
  const head = (runs) => {
    const week = (title) => (at) =>
      node('th', `${title} ${MB.text('numbers.week', { week: MB.number(at, 0) })}`.trim(), { scope: 'col' });
    return row(
      node('td', ''),
      node('th', MB.text('numbers.healthy'), { scope: 'col' }),
      ...runs.flatMap(([title, one]) => moments(one).map(week(title))),
    );
  };
  const draw = (element, { run, other }) => {
    const runs = other ? [['B', run], ['A', other]] : [['', run]]; // prettier-ignore
    element.classList.toggle('two', Boolean(other));
    const body = ROWS.filter(([name]) => run.series[name]).map(([name, digits]) =>
      row(
        named(label(name, run.pair)),
        node('td', MB.number(run.healthy[name], digits)),
        ...runs.flatMap(([, one]) => cells(one, name, digits).map((text) => node('td', text))),
      ),
    );
    const dose = row(
      node('th', MB.text('numbers.dose'), { scope: 'row' }),
      node('td', ''),
      ...runs.map(([, one]) => node('td', delivered(one), { colspan: moments(one).length })),
    );
    fill(element, head(runs), [...body, dose]);
  };
  // What is set, one row each, with A beside it.
  const settings = (element, rows, other) => {
    const titles = other ? ['settings.of_b', 'settings.of_a'].map((key) => MB.text(key)) : [''];
    const top = row(node('td', ''), ...titles.map((title) => node(title ? 'th' : 'td', title)));
    fill(
      element,
      top,
      rows.map(([name, ...values]) =>
        row(node('th', name, { scope: 'row' }), ...values.map((value) => node('td', value))),
      ),
    );
  };
  return { draw, settings, node, row, fill, named };
})();
