'use strict';
// What a run comes to, in sentences: alone, beside A, and what it rests on; and small, for a strip.
window.MB = window.MB || {};
MB.headline = (() => {
  const { colors } = MB.theme;
  const n = (value) => MB.number(value, 2);
  const start = ({ settings, summary }) =>
    MB.text('headline.start', {
      months: MB.count(Math.round(settings.days / 30), 'month'),
      before: n(summary.before),
    });
  const given = ({ dose }) => {
    const [done, asked] = [dose.delivered.sessions, dose.prescribed.sessions];
    const sessions = MB.count(asked, 'session');
    return done === asked ? sessions : MB.text('headline.some', { given: done, asked: sessions });
  };
  const share = (due) => {
    if (due === null || due === undefined) return '';
    if (due > 1) return MB.text('headline.worse');
    return MB.text('headline.share', { share: MB.number(100 * due, 0) });
  };
  const course = (run, due) => {
    const { summary } = run;
    if (!run.sessions) return MB.text('headline.untreated', { end: n(summary.end) });
    return MB.text('headline.treated', {
      sessions: given(run),
      weeks: MB.count(summary.after_week, 'week'),
      week: MB.number(summary.after_week, 0),
      after: n(summary.after),
      share: share(due),
    });
  };
  const symmetry = ({ summary: { symmetric_day: day } }) => {
    if (day === null) return MB.text('headline.never');
    if (day <= 0) return MB.text('headline.always');
    if (day < 7) return MB.text('headline.soon');
    return MB.text('headline.from', { week: MB.number(day / 7, 0) });
  };
  const sentence = (run, due) => [start(run), course(run, due), symmetry(run)].join(' ');

  // B beside A: imbalance at the end, weeks to symmetry, minutes spent.
  const end = (here, there) => {
    const told = { here: n(here), there: n(there), by: n(Math.abs(here - there)) };
    if (told.here === told.there) return MB.text('versus.same', told);
    return MB.text(here < there ? 'versus.less' : 'versus.more', told);
  };
  const sooner = (here, there) => {
    if (here === null && there === null) return MB.text('versus.neither');
    if (here === null) return MB.text('versus.only_a');
    if (there === null) return MB.text('versus.only_b');
    const weeks = MB.count(Math.abs(here - there) / 7, 'week', Math.abs(here - there) % 7 ? 1 : 0);
    if (here === there) return MB.text('versus.at_once');
    return MB.text(here < there ? 'versus.earlier' : 'versus.later', { weeks });
  };
  const minutes = ({ dose: { delivered: d } }) => Math.round((d.effort_seconds + d.stretch_seconds) / 60);
  const spent = (here, there) => {
    const told = { here, there, minutes: MB.count(Math.abs(here - there), 'minute') };
    if (here === there) return MB.text('versus.same_minutes', told);
    return MB.text(here < there ? 'versus.fewer_minutes' : 'versus.more_minutes', told);
  };
  const versus = (run, other) => {
    const [b, a] = [run.summary, other.summary];
    return MB.text('versus.all', {
      end: end(b.end, a.end),
      symmetry: sooner(b.symmetric_day, a.symmetric_day),
      minutes: spent(minutes(run), minutes(other)),
    });
  };

  // What the run rests on: how many numbers are assumptions, and what is known to be amiss.
  const counts = ({ counted }) => ({
    all: counted.parameters,
    decisive: counted.decisive_parameters,
    assumed: counted.assumed_decisive_parameters,
  });
  const basis = (element, run) => {
    const link = document.createElement('a');
    const { cautions } = run.pair;
    Object.assign(link, { href: '#caution-box', id: 'to-cautions' });
    link.textContent = MB.text('basis.cautions', { count: cautions.length });
    link.addEventListener('click', (event) => {
      event.preventDefault(); // the address holds the settings
      document.getElementById('caution-box').focus();
    });
    const held = document.activeElement && document.activeElement.id === 'to-cautions';
    MB.terms.write(element, MB.text('basis.line', counts(run)));
    element.append(link, '.');
    if (held) link.focus({ preventScroll: true });
  };
  const cautions = (text, list, run) => {
    MB.terms.write(text, MB.text('cautions.assumed', counts(run)));
    list.replaceChildren(
      ...run.pair.cautions.map((caution) =>
        Object.assign(document.createElement('li'), { textContent: MB.term(caution) }),
      ),
    );
  };

  const brief = ({ summary: s }) =>
    MB.text('mini.text', {
      before: n(s.before),
      after: n(s.after),
      week: MB.number(s.after_week, 0),
      end: n(s.end),
    });
  // A small curve of imbalance with A, the start of the programme and the week shown.
  const spark = (host, { run, other }, [x0, x1], week) => {
    const [width, height] = [132, 34];
    const runs = other ? [other, run] : [run];
    const most = Math.max(0.5, ...runs.flatMap((one) => one.series.imbalance));
    const X = (x) => 2 + ((x - x0) / (x1 - x0)) * (width - 4);
    const Y = (y) => height - 2 - (y / most) * (height - 4);
    const d = ({ weeks, series }) =>
      weeks.map((w, k) => `${k ? 'L' : 'M'}${X(w).toFixed(1)} ${Y(series.imbalance[k]).toFixed(1)}`).join('');
    const upright = (x, stroke, dash) =>
      MB.svg('line', { x1: X(x), x2: X(x), y1: 0, y2: height, stroke, 'stroke-dasharray': dash });
    const line = (one, stroke) =>
      MB.svg('path', { d: d(one), fill: 'none', stroke, 'stroke-width': 1.8, 'data-spark': '' });
    const level = MB.svg('line', { x1: 2, x2: width - 2, y1: Y(0.4), y2: Y(0.4), stroke: colors.line });
    host.replaceChildren(
      MB.svg(
        'svg',
        { width, height, viewBox: `0 0 ${width} ${height}` },
        level,
        upright(0, colors.axis, '2 3'),
        upright(week, colors.ink, null),
        ...runs.map((one) => line(one, one === run ? colors.ink : colors.purple)),
      ),
    );
  };
  return { sentence, versus, basis, cautions, brief, spark };
})();
