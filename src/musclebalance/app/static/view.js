'use strict';
// Drawing what has been computed: charts, joint, phase portrait, legend, all following one moment.
window.MB = window.MB || {};
MB.view = (() => {
  const $ = (id) => document.getElementById(id);
  // What is set and what has been computed; everything on the page reads from here.
  const now = {
    settings: null,
    run: null,
    other: null,
    otherSettings: null,
    untreated: null,
    session: null,
    portrait: null,
    unknown: null, // why there is no portrait
    week: null,
    follow: true,
    band: null,
  };
  const followers = []; // of a new run, and of another moment: {drawn(run), moved(run, week)}
  const { colors } = MB.theme;
  let look;
  let cursors = [];
  let phaseCursor = () => {};
  let most = 1;
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  const domain = () => {
    const runs = now.other ? [now.run, now.other] : [now.run];
    return [
      Math.min(...runs.map((r) => r.weeks[0])),
      Math.max(...runs.map((r) => r.weeks[r.weeks.length - 1])),
    ];
  };
  // The headline, what A has to do with it, what it rests on; said aloud once it has come to rest.
  let saying = null;
  const words = () => {
    const { run, other } = now;
    const due = now.untreated && now.untreated.due;
    const sentence = run.body ? MB.bodyView.sentence(run) : MB.headline.sentence(run, due);
    MB.terms.write($('headline'), sentence);
    $('versus').hidden = !other;
    const looked = run.body ? `${MB.bodyView.label({ about: run.pair, side: run.settings.side })}. ` : '';
    $('versus').textContent = other ? looked + MB.headline.versus(run, other) : '';
    MB.headline.basis($('basis'), run);
    MB.headline.cautions($('assumed'), $('cautions'), run);
    $('mini-text').textContent = MB.headline.brief(run);
    clearTimeout(saying);
    saying = setTimeout(() => {
      $('spoken').textContent = [MB.terms.plain(sentence), $('versus').textContent].join(' ').trim();
    }, 700);
  };
  const draw = () => {
    const { run } = now;
    words();
    most = Math.max(...['agonist', 'antagonist'].map((m) => Math.max(...run.series[`resting_tension_${m}`])));
    const [x0, x1] = domain();
    cursors = [];
    document.querySelectorAll('[data-panel]').forEach((host) => {
      const spec = MB.panels.spec(host.dataset.panel, now, seek, [x0, x1]);
      host.hidden = !spec;
      if (spec) cursors.push(MB.chart.draw(host, spec).cursor);
    });
    Object.assign($('when'), { min: x0, max: x1 });
    MB.table.draw($('table'), now);
    const lives = { before: MB.told(run.lives.before), after: MB.told(run.lives.after) };
    $('lives').textContent = MB.text('numbers.lives', lives);
    MB.table.settings($('settings'), MB.controls.told([run, now.other].filter(Boolean)), now.other);
    drawLegend();
    drawPhase();
    for (const one of followers) if (one.drawn) one.drawn(run);
    seek(now.follow || now.week === null ? x1 : now.week);
  };
  const legend = () => {
    const { pair, sessions } = now.run;
    const items = [
      { text: MB.term(pair.agonist), color: colors.agonist, width: 2 },
      { text: MB.term(pair.antagonist), color: colors.antagonist, width: 2, dash: MB.panels.DASH },
    ];
    if (sessions)
      items.push({ text: MB.text('legend.untreated'), color: colors.slate, width: 1.8, dash: '1.5 2.5' });
    if (now.other)
      items.push(
        { text: MB.text('legend.a'), color: colors.purple, width: 1.8, dash: '3 1.5' },
        { text: MB.text('legend.a_muscles'), color: colors.slate, width: 1.1, opacity: 0.65 },
      );
    return items;
  };
  const drawLegend = () => legendInto($('legend'), legend());
  const legendInto = (host, items) =>
    host.replaceChildren(
      ...items.map((item) => {
        const span = document.createElement('span');
        span.append(
          MB.svg(
            'svg',
            { width: 34, height: 8 },
            MB.svg('line', {
              x1: 1,
              x2: 33,
              y1: 4,
              y2: 4,
              stroke: item.color,
              'stroke-width': item.width,
              'stroke-dasharray': item.dash,
              'stroke-opacity': item.opacity,
            }),
          ),
          item.text,
        );
        return span;
      }),
    );
  const drawPhase = () => {
    const { run, portrait } = now;
    phaseCursor = () => {};
    const known = portrait && portrait.pair === run.settings.pair;
    $('plane').hidden = !known;
    $('with-cause').disabled = !known;
    if (!known) {
      $('phase-text').textContent = now.unknown || MB.text('phase.computing');
      return;
    }
    const tone = run.series.memory_agonist;
    const length = run.series.resting_length_agonist || (tone && tone.map(() => 1));
    const cause = $('with-cause').checked ? '1' : '0';
    const ends = portrait.planes[cause].points.filter((p) => p.kind === 'stable').length;
    $('phase-text').textContent = MB.text(tone ? 'phase.path' : 'phase.none');
    phaseCursor = MB.phase.draw($('plane'), {
      portrait,
      cause,
      path: tone ? { tone, length } : null,
      says: MB.text(cause === '0' ? 'phase.says_without' : 'phase.says_with', {
        points: MB.count(ends, 'stable'),
        path: MB.text(tone ? 'phase.says_path' : 'phase.says_none'),
      }),
    });
  };
  const caption = (week) =>
    week < -0.07
      ? MB.text('time.before', { weeks: MB.count(-week, 'week', 1) })
      : MB.text('time.week', { week: MB.number(week, 1) });
  const seek = (week) => {
    const { run } = now;
    if (!run) return;
    const last = run.weeks[run.weeks.length - 1];
    now.week = clamp(week, run.weeks[0], Math.max(last, domain()[1]));
    now.follow = now.week >= last - 1e-6;
    $('when').value = now.week;
    $('when-text').textContent = caption(now.week);
    $('when').setAttribute('aria-valuetext', caption(now.week));
    cursors.forEach((cursor) => cursor(now.week));
    MB.headline.spark($('spark'), now, domain(), now.week);
    const k = MB.chart.at({ x: run.weeks }, Math.min(now.week, last));
    phaseCursor(k);
    const of = (name) =>
      Object.fromEntries(
        ['agonist', 'antagonist'].map((m) => [m, (run.series[`${name}_${m}`] || [])[k] ?? null]),
      );
    joint(run, k, { angle: run.series.resting_angle[k], length: of('fibre_length'), tension: of('resting_tension') });
    for (const one of followers) if (one.moved) one.moved(run, run.weeks[k], k);
  };
  // The joint at a moment, at rest or where a hand holds it.
  const joint = (run, k, pose) => {
    const each = (value) => Object.fromEntries(['agonist', 'antagonist'].map((m) => [m, value(m)]));
    MB.joint.draw(
      $('joint'),
      {
        healthyAngle: run.healthy.resting_angle,
        healthyLength: each((m) => run.healthy[`fibre_length_${m}`]),
        restingLength: each((m) => (run.series[`resting_length_${m}`] || [])[k] ?? null),
        caption: caption(run.weeks[k]),
        ...pose,
      },
      run.pair,
      look,
      most,
    );
  };
  return {
    now,
    clamp,
    domain,
    draw,
    drawPhase,
    legend,
    legendInto,
    seek,
    joint,
    followers,
    use: (given) => {
      look = given;
    },
  };
})();
