'use strict';
// One session second by second; pointing at it moves the joint.
window.MB = window.MB || {};
MB.session = (() => {
  const $ = (id) => document.getElementById(id);
  const { now, seek } = MB.view;
  const { colors } = MB.theme;
  const ends = (lines, digits) => {
    const all = lines.flatMap((line) => line.y);
    return { low: MB.number(Math.min(...all), digits), high: MB.number(Math.max(...all), digits) };
  };
  // draw(look, problem): the session that is known, or why there is none.
  const draw = (look, problem) => {
    const { session, run } = now;
    const host = $('session');
    if (!session) {
      host.replaceChildren();
      $('session-phases').replaceChildren();
      $('session-text').textContent = problem || (run.sessions ? '' : MB.text('session.none'));
      return;
    }
    $('number').max = session.count;
    $('number').value = session.number;
    $('session-text').textContent =
      MB.text('session.which', {
        count: session.count,
        technique: MB.term(session.technique),
        day: session.day,
        where: MB.term(session.where),
      });
    const names = [...new Map(session.phases.map((p) => [p.name, p.color]))];
    $('session-phases').replaceChildren(
      ...names.flatMap(([name, color]) => {
        const swatch = document.createElement('span');
        swatch.className = 'swatch';
        swatch.style.background = color;
        swatch.style.opacity = 0.4;
        return [swatch, MB.term(name)];
      }),
    );
    const x = session.seconds;
    const pair = (name) =>
      ['agonist', 'antagonist']
        .filter((m) => session.series[`${name}_${m}`])
        .map((m) => ({
          x,
          y: session.series[`${name}_${m}`],
          color: colors[m],
          ink: colors[`${m}Ink`],
          dash: m === 'agonist' ? null : MB.panels.DASH,
          width: 1.6,
          name: `${name}_${m}`,
        }));
    const panels = [
      [
        MB.term(run.pair.coordinate),
        'deg',
        1,
        [{ x, y: session.series.angle, color: colors.ink, width: 1.6, name: 'angle' }],
      ],
      [MB.text('session.tension'), 'N', 0, pair('tension')],
      [MB.text('session.inhibition'), '%', 0, pair('inhibition')],
    ];
    host.replaceChildren();
    const cursor = [];
    const top = Math.max(
      ...['agonist', 'antagonist'].map((m) => Math.max(...session.series[`tension_${m}`])),
    );
    const go = (second) => {
      cursor.forEach((c) => c(second));
      const k = MB.chart.at({ x }, second);
      if (k === null) return;
      const of = (name) =>
        Object.fromEntries(['agonist', 'antagonist'].map((m) => [m, session.series[`${name}_${m}`][k]]));
      const healthy = Object.fromEntries(
        ['agonist', 'antagonist'].map((m) => [m, run.healthy[`fibre_length_${m}`]]),
      );
      MB.joint.draw(
        $('joint'),
        {
          angle: session.series.angle[k],
          healthyAngle: run.healthy.resting_angle,
          length: of('length'),
          healthyLength: healthy,
          restingLength: { agonist: null, antagonist: null },
          tension: of('tension'),
          caption: MB.text('time.second', { second: MB.number(second, 0) }),
        },
        run.pair,
        look,
        top,
      );
    };
    for (const [title, unit, digits, lines] of panels) {
      if (!lines.length) continue;
      const box = document.createElement('div');
      host.append(box);
      const bands = session.phases.map((p) => ({
        start: p.start,
        end: p.end,
        fill: p.color,
        opacity: 0.2,
        label: '',
      }));
      cursor.push(
        MB.chart.draw(box, {
          title,
          unit,
          digits,
          lines,
          bands,
          domain: [x[0], x[x.length - 1]],
          xLabel: MB.text('session.seconds'),
          seek: go,
          least: 1,
          says: MB.text('session.says', { title, unit, ...ends(lines, digits) }),
        }).cursor,
      );
    }
    host.onpointerleave = () => {
      cursor.forEach((c) => c(NaN));
      seek(now.week);
    };
  };

  return { draw };
})();
