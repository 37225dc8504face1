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
    week: null,
    follow: true,
    band: null,
  };
  const followers = []; // of a new run, and of another moment: {drawn(run), moved(run, week)}
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
  const draw = () => {
    const { run } = now;
    $('headline').textContent = MB.panels.sentence(run, now.untreated && now.untreated.due);
    $('mini').textContent = MB.panels.brief(run);
    most = Math.max(...['agonist', 'antagonist'].map((m) => Math.max(...run.series[`resting_tension_${m}`])));
    const [x0, x1] = domain();
    cursors = [];
    document.querySelectorAll('[data-panel]').forEach((host) => {
      const spec = MB.panels.spec(host.dataset.panel, now, look, seek, [x0, x1]);
      host.hidden = !spec;
      if (spec) cursors.push(MB.chart.draw(host, spec).cursor);
    });
    Object.assign($('when'), { min: x0, max: x1 });
    MB.panels.table($('table'), now);
    $('lives').textContent = `Before: ${run.lives.before}. From week 0: ${run.lives.after}.`;
    drawLegend();
    drawPhase();
    for (const one of followers) if (one.drawn) one.drawn(run);
    seek(now.follow || now.week === null ? x1 : now.week);
  };
  const legend = () => {
    const { colors } = look;
    const items = [
      { text: now.run.pair.agonist, color: colors.agonist, width: 2 },
      { text: now.run.pair.antagonist, color: colors.antagonist, width: 2, dash: MB.panels.DASH },
    ];
    if (now.run.sessions)
      items.push({ text: 'without treatment', color: colors.slate, width: 1.8, dash: '1.5 2.5' });
    if (now.other)
      items.push(
        { text: 'scenario A', color: colors.purple, width: 1.8, dash: '3 1.5' },
        { text: 'A, each muscle', color: colors.slate, width: 1.1, opacity: 0.65 },
      );
    return items;
  };
  const drawLegend = () =>
    $('legend').replaceChildren(
      ...legend().map((item) => {
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
    if (!portrait || portrait.pair !== run.settings.pair) {
      phaseCursor = () => {};
      $('phase').textContent =
        portrait === null || now.settings.pair !== (portrait || {}).pair
          ? 'The phase portrait of the bistable model is being computed …'
          : '';
      return;
    }
    const tone = run.series.memory_agonist;
    const length = run.series.resting_length_agonist || (tone && tone.map(() => 1));
    const cause = now.cause || '0';
    const ends = portrait.planes[cause].points.filter((p) => p.kind === 'stable').length;
    phaseCursor = MB.phase.draw($('phase'), {
      portrait,
      cause,
      look,
      path: tone ? { tone, length } : null,
      says: `Phase portrait of the bistable model ${cause === '0' ? 'without' : 'with'} the cause, ${MB.count(ends, 'stable point')}${tone ? '; the line is the path of this person' : '; this explanation has no remembered tone'}`,
    });
    const hint = document.createElement('div');
    hint.className = 'phase-hint';
    const label = document.createElement('label');
    const box = Object.assign(document.createElement('input'), {
      type: 'checkbox',
      id: 'with-cause',
      checked: cause === '1',
    });
    box.addEventListener('change', () => {
      now.cause = box.checked ? '1' : '0';
      drawPhase();
      seek(now.week);
      $('with-cause').focus();
    });
    label.append(box, ' arrows with the cause');
    const text = document.createElement('p');
    text.className = 'hint';
    text.textContent = tone
      ? 'Bistable model. Purple: tone nullcline; grey: length nullcline; shaded: stays tense by itself; black: this person.'
      : 'This explanation has no remembered tone, so there is no path to show.';
    hint.append(label, text);
    $('phase').append(hint);
  };
  const caption = (week) =>
    week < -0.07 ? `${MB.count(-week, 'week', 1)} before` : `week ${MB.number(week, 1)}`;
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
    seek,
    joint,
    followers,
    use: (given) => {
      look = given;
    },
  };
})();
