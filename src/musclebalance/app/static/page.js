'use strict';
// The page: what is set, what has been computed, and everything that follows from it.
window.MB = window.MB || {};
MB.page = (() => {
  const $ = (id) => document.getElementById(id);
  const source = MB.source.make();
  const now = { settings: null, run: null, other: null, otherSettings: null, untreated: null, session: null, portrait: null, week: null, follow: true };
  let look; let refresh; let cursors = []; let phaseCursor = () => {}; let most = 1;
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  // --- computing: one request at a time, the newest settings next
  let busy = false; let waiting = false;
  const compute = async () => {
    if (busy) { waiting = true; return; }
    busy = true;
    do {
      waiting = false;
      const asked = now.settings; const begin = performance.now();
      try {
        const data = MB.panels.joined(await source.run(asked));
        const answered = performance.now();
        const samePast = now.run && now.untreatedKey === lifeKey(asked);
        Object.assign(now, { run: data, session: null, untreated: samePast ? now.untreated : null });
        if (samePast && now.untreated) now.untreated = { ...now.untreated, due: null };
        MB.controls.complain(null);
        draw();
        $('speed').textContent = source.live
          ? `computed in ${MB.number(data.milliseconds, 0)} ms, answered in ${MB.number(answered - begin, 0)} ms, drawn after ${MB.number(performance.now() - begin, 0)} ms; tolerance ${look.tolerance}`
          : 'from the grid of runs in this file';
        document.body.dataset.run = String(Number(document.body.dataset.run || 0) + 1);
        document.body.dataset.latency = (performance.now() - begin).toFixed(1);
      } catch (error) {
        refuse(error);
      }
    } while (waiting);
    busy = false;
    if (now.run && now.run.settings) extras();
  };
  const refuse = (error) => {
    if (!(error instanceof MB.source.Refused)) throw error;
    MB.controls.complain(error.data);
    $('results').classList.add('stale');
    document.body.dataset.refused = String(Number(document.body.dataset.refused || 0) + 1);
  };
  const lifeKey = (s) => [s.pair, s.model, s.hours, s.stress, s.days, s.cause, s.weeks].join('|');
  let extraNumber = 0;
  const extras = async () => {
    const mine = ++extraNumber; const asked = now.settings;
    const still = () => mine === extraNumber && !busy;
    const steps = [
      async () => { const found = await source.untreated(asked); if (still()) { now.untreated = found; now.untreatedKey = lifeKey(asked); draw(); } },
      async () => {
        if (!now.run.sessions) { now.session = null; drawSession(); return; }
        const number = clamp(Number($('number').value) || 1, 1, now.run.sessions);
        const found = await source.session(asked, number); if (still()) { now.session = found; drawSession(); }
      },
      async () => { if (!now.portrait || now.portrait.pair !== asked.pair) { const found = await source.portrait(asked); if (still()) { now.portrait = found; drawPhase(); seek(now.week); } } },
    ];
    for (const step of steps) {
      if (!still()) return;
      try { await step(); } catch (error) {
        if (!(error instanceof MB.source.Refused)) throw error;
        if (step === steps[2]) { now.portrait = null; $('phase').textContent = error.message; } else if (step === steps[1]) { now.session = null; drawSession(error.message); }
      }
    }
    document.body.dataset.settled = document.body.dataset.run;
  };
  const change = (part) => {
    stop();
    now.settings = { ...now.settings, ...part };
    refresh(now.settings);
    history.replaceState(null, '', MB.state.link(now.settings, now.otherSettings, look.defaults));
    compute();
  };

  // --- drawing
  const domain = () => {
    const runs = now.other ? [now.run, now.other] : [now.run];
    return [Math.min(...runs.map((r) => r.weeks[0])), Math.max(...runs.map((r) => r.weeks[r.weeks.length - 1]))];
  };
  const draw = () => {
    const { run } = now;
    $('results').classList.remove('stale');
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
    seek(now.follow || now.week === null ? x1 : now.week);
  };
  const legend = () => {
    const { colors } = look; const items = [
      { text: now.run.pair.agonist, color: colors.agonist, width: 2 }, { text: now.run.pair.antagonist, color: colors.antagonist, width: 2, dash: MB.panels.DASH }];
    if (now.run.sessions) items.push({ text: 'without treatment', color: colors.slate, width: 1.8, dash: '1.5 2.5' });
    if (now.other) items.push({ text: 'scenario A', color: colors.purple, width: 1.8, dash: '3 1.5' }, { text: 'A, each muscle', color: colors.slate, width: 1.1, opacity: 0.65 });
    return items;
  };
  const drawLegend = () => $('legend').replaceChildren(...legend().map((item) => {
    const span = document.createElement('span');
    span.append(MB.svg('svg', { width: 34, height: 8 }, MB.svg('line', { x1: 1, x2: 33, y1: 4, y2: 4, stroke: item.color, 'stroke-width': item.width, 'stroke-dasharray': item.dash, 'stroke-opacity': item.opacity })), item.text);
    return span;
  }));
  const drawPhase = () => {
    const { run, portrait } = now;
    if (!portrait || portrait.pair !== run.settings.pair) {
      phaseCursor = () => {};
      $('phase').textContent = portrait === null || now.settings.pair !== (portrait || {}).pair ? 'The phase plane of the core model is being computed …' : '';
      return;
    }
    const tone = run.series.memory_agonist;
    const length = run.series.resting_length_agonist || (tone && tone.map(() => 1));
    const cause = now.cause || '0';
    const ends = portrait.planes[cause].points.filter((p) => p.kind === 'stable').length;
    phaseCursor = MB.phase.draw($('phase'), { portrait, cause, look, path: tone ? { tone, length } : null,
      says: `Phase plane of the core model ${cause === '0' ? 'without' : 'with'} the cause, ${ends} stable points${tone ? '; the line is the path of this person' : '; this explanation has no remembered tone'}` });
    const hint = document.createElement('div');
    hint.className = 'phase-hint';
    const label = document.createElement('label');
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', id: 'with-cause', checked: cause === '1' });
    box.addEventListener('change', () => { now.cause = box.checked ? '1' : '0'; drawPhase(); seek(now.week); $('with-cause').focus(); });
    label.append(box, ' arrows with the cause');
    const text = document.createElement('p');
    text.className = 'hint';
    text.textContent = tone ? 'Core model: purple, tone stands still; grey, length does; shaded, stays tense by itself. Black: this person.' : 'This explanation has no remembered tone, so there is no path to show.';
    hint.append(label, text);
    $('phase').append(hint);
  };
  const caption = (week) => (week < -0.07 ? `${MB.number(-week, 1)} weeks before` : `week ${MB.number(week, 1)}`);
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
    const of = (name) => Object.fromEntries(['agonist', 'antagonist'].map((m) => [m, (run.series[`${name}_${m}`] || [])[k] ?? null]));
    const healthy = Object.fromEntries(['agonist', 'antagonist'].map((m) => [m, run.healthy[`fibre_length_${m}`]]));
    MB.joint.draw($('joint'), { angle: run.series.resting_angle[k], healthyAngle: run.healthy.resting_angle, length: of('fibre_length'), healthyLength: healthy,
      restingLength: of('resting_length'), tension: of('resting_tension'), caption: caption(run.weeks[k]) }, run.pair, look, most);
  };
  const drawSession = (problem) => {
    const { session, run } = now; const host = $('session');
    if (!session) {
      host.replaceChildren(); $('session-phases').replaceChildren();
      $('session-text').textContent = problem || (run.sessions ? '' : 'No session: there is no treatment.');
      return;
    }
    $('number').max = session.count; $('number').value = session.number; $('number').disabled = !source.live;
    $('session-text').textContent = `of ${session.count}: ${session.technique}, day ${session.day}, ${session.where}${source.live ? '' : '; of the settings the file was made with, at this effort'}`;
    const names = [...new Map(session.phases.map((p) => [p.name, p.color]))];
    $('session-phases').replaceChildren(...names.flatMap(([name, color]) => {
      const swatch = document.createElement('span');
      swatch.className = 'swatch';
      swatch.style.background = color; swatch.style.opacity = 0.4;
      return [swatch, name];
    }));
    const x = session.seconds; const ends = [x[0], x[x.length - 1]];
    const pair = (name) => ['agonist', 'antagonist'].filter((m) => session.series[`${name}_${m}`]).map((m) => ({ x, y: session.series[`${name}_${m}`], color: look.colors[m], dash: m === 'agonist' ? null : MB.panels.DASH, width: 1.6, name: `${name}_${m}` }));
    const panels = [[run.pair.coordinate, 'deg', 1, [{ x, y: session.series.angle, color: '#26292b', width: 1.6, name: 'angle' }]], ['tension', 'N', 0, pair('tension')], ['reflex inhibition', '%', 0, pair('inhibition')]];
    host.replaceChildren();
    const cursor = []; const top = Math.max(...['agonist', 'antagonist'].map((m) => Math.max(...session.series[`tension_${m}`])));
    const go = (second) => {
      cursor.forEach((c) => c(second));
      const k = MB.chart.at({ x }, second);
      if (k === null) return;
      const of = (name) => Object.fromEntries(['agonist', 'antagonist'].map((m) => [m, session.series[`${name}_${m}`][k]]));
      const healthy = Object.fromEntries(['agonist', 'antagonist'].map((m) => [m, run.healthy[`fibre_length_${m}`]]));
      MB.joint.draw($('joint'), { angle: session.series.angle[k], healthyAngle: run.healthy.resting_angle, length: of('length'), healthyLength: healthy,
        restingLength: { agonist: null, antagonist: null }, tension: of('tension'), caption: `session, ${MB.number(second, 0)} s` }, run.pair, look, top);
    };
    for (const [title, unit, digits, lines] of panels) {
      if (!lines.length) continue;
      const box = document.createElement('div');
      host.append(box);
      const bands = session.phases.map((p) => ({ start: p.start, end: p.end, fill: p.color, opacity: 0.2, label: '' }));
      cursor.push(MB.chart.draw(box, { title, unit, digits, lines, bands, domain: ends, xLabel: 'seconds in the session', seek: go, least: 1, says: `${title} in the session, ${unit}: from ${MB.number(Math.min(...lines.flatMap((l) => l.y)), digits)} to ${MB.number(Math.max(...lines.flatMap((l) => l.y)), digits)}` }).cursor);
    }
    host.onpointerleave = () => { cursor.forEach((c) => c(NaN)); seek(now.week); };
  };

  // --- playing
  let timer = null;
  const stop = () => { if (timer) { clearInterval(timer); timer = null; $('play').textContent = 'Play'; $('play').setAttribute('aria-pressed', 'false'); } };
  const play = () => {
    if (timer) { stop(); return; }
    const [x0, x1] = domain(); let week = now.week >= x1 - 0.01 ? x0 : now.week;
    $('play').textContent = 'Stop'; $('play').setAttribute('aria-pressed', 'true');
    timer = setInterval(() => { week += (x1 - x0) / 120; seek(week); if (week >= x1) stop(); }, 60);
  };

  // --- keeping
  const tell = (text) => { $('kept').textContent = text; };
  const title = () => `${now.run.pair.title}, cause ${now.settings.cause}`;
  const pictures = () => [...document.querySelectorAll('#joint svg, [data-panel]:not([hidden]) > svg, #phase svg')];
  const wire = () => {
    const { save, figure, png, csv } = MB.keep;
    const on = (id, action) => $(id).addEventListener('click', async () => {
      try { await action(); } catch (error) { MB.controls.complain(error.data || { error: error.message, field: '' }); }
    });
    on('svg', () => { save('musclebalance.svg', figure(pictures(), title(), legend()).text, 'image/svg+xml'); tell('Figure saved as SVG.'); });
    on('png', async () => { save('musclebalance.png', await png(figure(pictures(), title(), legend()))); tell('Figure saved as PNG.'); });
    on('csv', () => { save('musclebalance.csv', csv(now.run, look.columns), 'text/csv'); tell('Table saved as CSV, one row a day.'); });
    on('script', () => { save('musclebalance_run.py', now.run.script, 'text/x-python'); tell('Script saved: it computes these numbers again.'); });
    on('toml', async () => { save('scenario.toml', (await source.scenario(now.settings)).toml, 'text/plain'); tell('Scenario saved; files do not hold the explanation.'); });
    on('open', () => $('file').click());
    $('file').addEventListener('change', async () => {
      const [file] = $('file').files;
      if (!file) return;
      try {
        const found = await source.open(await file.text(), now.settings.model);
        delete found.milliseconds;
        change(found); tell(`Opened ${file.name}.`);
      } catch (error) { refuse(error); }
      $('file').value = '';
    });
    on('link', async () => {
      history.replaceState(null, '', MB.state.link(now.settings, now.otherSettings, look.defaults));
      try { await navigator.clipboard.writeText(location.href); tell('Link copied.'); } catch (error) { tell('The link stands in the address bar.'); }
    });
    const compare = (settings, run) => {
      Object.assign(now, { otherSettings: settings, other: run });
      for (const id of ['swap-a', 'drop-a']) $(id).disabled = !settings;
      if (now.run) { history.replaceState(null, '', MB.state.link(now.settings, settings, look.defaults)); draw(); }
    };
    on('keep-a', () => { compare(now.settings, now.run); tell('Kept as A; what you change now is compared with it.'); });
    on('drop-a', () => { compare(null, null); tell('A is forgotten.'); });
    on('swap-a', () => change(now.otherSettings));
    on('play', play);
    $('when').addEventListener('input', () => { stop(); seek(Number($('when').value)); });
    $('number').addEventListener('change', () => { if (now.run) extras(); });
    let width = window.innerWidth;
    window.addEventListener('resize', () => { if (now.run && window.innerWidth !== width) { width = window.innerWidth; draw(); drawSession(); } });
    window.addEventListener('hashchange', () => { now.settings = MB.state.read(location.hash, look.defaults).settings; refresh(now.settings); compute(); });
    return compare;
  };
  const start = async () => {
    look = await source.choices();
    const linked = MB.state.read(location.hash, look.defaults);
    now.settings = linked.settings;
    refresh = MB.controls.make(look, source, () => now.settings, change);
    refresh(now.settings);
    const compare = wire();
    if (linked.other) {
      try { compare(linked.other, MB.panels.joined(await source.run(linked.other))); } catch (error) { refuse(error); }
    }
    await compute();
  };
  window.addEventListener('DOMContentLoaded', start);
  return { now, seek };
})();
