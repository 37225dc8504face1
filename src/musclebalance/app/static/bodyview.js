'use strict';
// A body: its pairs on a figure seen from the front, their curves, the bone, left less right, what arrives where
// nothing is treated. The parts of the figure are those of musclebalance.plot.body.
window.MB = window.MB || {};
MB.bodyView = (() => {
  const $ = (id) => document.getElementById(id);
  const { text, term, number } = MB;
  const { colors } = MB.theme;
  const SIDES = ['left', 'right'];
  // Readings to choose from, and the change from healthy that has the fullest colour: less of it is worse (-1).
  const READINGS = {
    imbalance: null,
    rom_agonist: { most: 10, unit: 'deg', worse: -1 },
    rom_antagonist: { most: 10, unit: 'deg', worse: -1 },
    resting_tension_agonist: { most: 0.5, unit: '%', worse: 1 },
    resting_tension_antagonist: { most: 0.5, unit: '%', worse: 1 },
    resting_length_agonist: { most: 0.05, unit: '%', worse: -1 },
    resting_length_antagonist: { most: 0.05, unit: '%', worse: -1 },
  };
  const LOOK = { less: '#2b6cb0', neutral: '#f1ece0', more: '#b3261e' };
  const [SMALLEST, TALLEST] = [300, 400]; // px from sole to crown
  const [BESIDE, APART, LINE] = [0.2, 9, 14]; // of the names: from the middle, from one another, of a line
  const DASH = '5 2.5';
  const SAME = 1e-9;
  let reading = 'imbalance';

  const bare = (name) => name.replace(/_(agonist|antagonist)$/, '');
  const digits = (name) => MB.panels.TITLES[bare(name)][1];
  const unit = (name) => MB.panels.TITLES[bare(name)][0];
  // A number that is a change, with its sign.
  const signed = (value, places) => {
    const told = number(value, places);
    return value > 0 && told !== number(0, places) ? `+${told}` : told;
  };
  const label = ({ about, side }) => text('bodies.label', { pair: term(about.title), side: text(`side.${side}`) });
  const title = (run) => text(`bodies.${run.settings.body}`, { pair: term(run.pair.title) });
  // What a programme is for, in words; `pairs`: names of pairs in words.
  const treated = (name, titles) => {
    if (name === 'all') return text('treated.all');
    if (SIDES.includes(name)) return text('treated.side', { side: text(`side.${name}`) });
    const [, side, pair] = /^(?:(left|right) )?(.*)$/.exec(name);
    const words = { pair: term(titles[pair]), side: side ? text(`side.${side}`) : '' };
    return text(side ? 'treated.one' : 'treated.pair', words);
  };
  const titles = (run) => Object.fromEntries(run.body.pairs.map(({ name, about }) => [name, about.title]));
  const shown = (one) => MB.panels.values(one, reading);
  const known = (run) => Object.keys(READINGS).filter((name) => name in run.body.pairs[0].series);
  // As charts show it, where range is beyond healthy, or as it is.
  const readingName = (name, run, plain = false) => {
    const [, muscle] = /_(agonist|antagonist)$/.exec(name) ?? [];
    if (!muscle) return text(`panel.${name}`);
    const several = new Set(run.body.pairs.map((one) => one.name)).size > 1;
    const whose = several ? text(`bodies.${muscle}`) : term(run.pair[muscle]);
    const what = plain && bare(name) === 'rom' ? text('bodies.range') : text(`panel.${bare(name)}`);
    return text('bodies.of', { reading: what, muscle: whose });
  };
  const groups = (run) => [...new Set(run.body.pairs.map((one) => one.name))];
  const color = (run, name) => [colors.ink, colors.purple, colors.orange][groups(run).indexOf(name)];

  // --- the figure -----------------------------------------------------------------------------------------------
  const share = (one, k) => {
    const scale = READINGS[reading];
    const value = one.series[reading][k];
    const healthy = one.healthy[reading];
    const change = scale.unit === 'deg' ? value - healthy : value / healthy - 1;
    return (scale.worse * change) / scale.most;
  };
  const tint = (one, k, ramp) =>
    READINGS[reading] ? MB.body.tint(1 + share(one, k) / 2, LOOK) : MB.joint.color(one.series.imbalance[k], ramp);
  const wrapped = (words, most) => {
    const lines = [''];
    for (const word of words.split(' ')) {
      const line = `${lines[lines.length - 1]} ${word}`.trim();
      if (line.length > most && lines[lines.length - 1]) lines.push(word);
      else lines[lines.length - 1] = line;
    }
    return lines;
  };
  // Middles of blocks of text that stand apart, each near its own place and within the room.
  const spread = (places, sizes, [top, bottom]) => {
    const order = places.map((_, k) => k).sort((a, b) => places[a] - places[b]);
    const found = [...places];
    for (let round = 0; round < 200; round += 1) {
      order.forEach((below, n) => {
        const above = order[n - 1];
        const least = n ? (sizes[above] + sizes[below]) / 2 + APART : 0;
        const push = n ? Math.max(0, least - (found[below] - found[above])) / 2 : 0;
        if (n) found[above] = Math.max(found[above] - push, top + sizes[above] / 2);
        found[below] = Math.min(Math.max(found[below] + push, top + sizes[below] / 2), bottom - sizes[below] / 2);
      });
    }
    return found;
  };
  // What stands beside a pair: its name on the right side, the value, whether it is treated.
  const beside = (one, k, most) => {
    const value = { says: number(shown(one)[k], digits(reading)), bold: true };
    const lines = one.treated ? [value, { says: text('bodies.treated') }] : [value];
    if (one.side === 'left') return lines;
    const names = [`${term(one.about.agonist)},`, term(one.about.antagonist)];
    return [...names.flatMap((says) => wrapped(says, most)).map((says) => ({ says })), ...lines];
  };
  const words = (x, y, lines, attributes = {}) =>
    MB.svg('text', { x, y, fill: colors.ink, 'font-size': 12, ...attributes },
      ...lines.map((line, n) => MB.svg('tspan', { x, dy: n ? LINE : 0, 'font-weight': line.bold ? 600 : 400 }, line.says)));
  const silhouette = (parts, X, Y, tall) =>
    [1, -1].flatMap((side) =>
      parts.map(([[x0, y0], [x1, y1], r0, r1]) => {
        const radius = (r) => Math.min(r, 0.055) * tall;
        const ends = [[X(side * x0), Y(y0)], [X(side * x1), Y(y1)]];
        const [dx, dy] = [ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]];
        const long = Math.hypot(dx, dy);
        const [nx, ny] = [-dy / long, dx / long];
        const corner = ([x, y], r, way) => `${(x + way * r * nx).toFixed(1)} ${(y + way * r * ny).toFixed(1)}`;
        const [a, b] = [r0 * tall, r1 * tall];
        const d = `M${corner(ends[0], a, 1)}L${corner(ends[1], b, 1)}L${corner(ends[1], b, -1)}L${corner(ends[0], a, -1)}Z`;
        const round = ends.map(([cx, cy], n) => MB.svg('circle', { cx, cy, r: radius(n ? r1 : r0) }));
        return MB.svg('g', { fill: colors.bone }, MB.svg('path', { d }), ...round);
      }),
    );
  // The scale of colours, with what its ends mean.
  const key = (x, y, ramp) => {
    const scale = READINGS[reading];
    const long = 120;
    const at = (n) =>
      scale ? MB.body.tint(1 + ((n / 39) * 2 - 1) / 2, LOOK) : MB.joint.color(n / 39, ramp);
    const end = (way) => {
      const factor = scale.unit === '%' ? 100 : 1;
      return `${signed(way * scale.worse * scale.most * factor, 0)} ${scale.unit}`;
    };
    const ends = scale ? [end(-1), end(1)] : [number(0, 0), number(1, 0)];
    const cells = Array.from({ length: 40 }, (_, n) =>
      MB.svg('rect', { x: x - long / 2 + (n * long) / 40, y, width: long / 40 + 0.5, height: 9, fill: at(n) }));
    const told = (where, anchor, says) =>
      MB.svg('text', { x: where, y: y + 9, 'text-anchor': anchor, 'font-size': 11, fill: colors.soft }, says);
    return [...cells, told(x - long / 2 - 5, 'end', ends[0]), told(x + long / 2 + 5, 'start', ends[1])];
  };
  const map = (host, run, k, look, pick) => {
    const { figure, ramp } = look.drawing;
    const width = Math.max(host.clientWidth, 300);
    const tall = MB.view.clamp(0.95 * width, SMALLEST, TALLEST);
    const [middle, top] = [Math.round(0.57 * width), 42];
    const X = (x) => middle + tall * x;
    const Y = (y) => top + tall * (1 - y);
    const bone = run.body.bone;
    const height = top + tall + (bone ? 72 : 40);
    const says = text('bodies.map_says', { title: title(run), reading: readingName(reading, run) });
    const svg = MB.svg('svg', {
      width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': says,
      'font-family': MB.chart.FONT, 'font-size': 12, fill: colors.ink, 'data-map': reading,
    });
    svg.append(words(4, 17, [{ says: readingName(reading, run), bold: true }], { 'font-size': 13 }), ...silhouette(figure.parts, X, Y, tall));
    for (const side of SIDES) {
      const way = side === 'right' ? -1 : 1;
      const anchor = side === 'right' ? 'end' : 'start';
      svg.append(words(X(way * BESIDE), top - 6, [{ says: text(`side.${side}`) }], { 'text-anchor': anchor, fill: colors.soft }));
    }
    const names = groups(run);
    const most = Math.floor(X(-BESIDE) / 6.3);
    const blocks = run.body.pairs.map((one) => beside(one, k, most));
    const sizes = names.map((name) =>
      LINE * Math.max(...blocks.filter((_, n) => run.body.pairs[n].name === name).map((lines) => lines.length)));
    const heights = spread(names.map((name) => Y(figure.places[name][1])), sizes, [top, top + tall]);
    run.body.pairs.forEach((one, n) => {
      const [x, y, rx, ry] = figure.places[one.name];
      const way = one.side === 'right' ? 1 : -1;
      const here = heights[names.indexOf(one.name)];
      const focus = one.side === run.settings.side && one.name === run.settings.pair;
      const lines = blocks[n];
      const spot = MB.svg('ellipse', {
        cx: X(way * x), cy: Y(y), rx: rx * tall, ry: ry * tall, fill: tint(one, k, ramp),
        stroke: focus ? colors.ink : colors.rim, 'stroke-width': focus ? 2.2 : 1, 'data-pair': one.label,
        'data-value': shown(one)[k],
      });
      spot.append(MB.svg('title', {}, text('bodies.look', { label: label(one) })));
      spot.addEventListener('click', () => pick({ side: one.side, pair: one.name }));
      const line = { x1: X(way * x), y1: Y(y), x2: X(-way * (BESIDE - 0.01)), y2: here, stroke: colors.axis, 'stroke-width': 0.7 };
      const anchor = one.side === 'right' ? 'end' : 'start';
      svg.append(
        MB.svg('line', line), spot,
        words(X(-way * BESIDE), here + 11 - (LINE * lines.length) / 2, lines, { 'text-anchor': anchor }),
      );
    });
    if (bone) {
      const angle = signed(bone.beyond[k], 2);
      const says = text('bodies.bone_now', { bone: term(bone.name), coordinate: term(bone.coordinate), angle });
      const lines = wrapped(says, Math.floor(width / 6.5)).map((line) => ({ says: line }));
      svg.append(words(width / 2, top + tall + 18, lines, { 'text-anchor': 'middle' }));
    }
    svg.append(...key(width / 2, height - 20, ramp));
    host.replaceChildren(svg);
  };

  // --- curves ---------------------------------------------------------------------------------------------------
  const look = (run, one) =>
    one.side === 'left'
      ? { color: color(run, one.name), width: 4.5, opacity: 0.42, quiet: true }
      : { color: color(run, one.name), width: 1.8, dash: DASH, quiet: true };
  const bands = (run) => {
    const planned = run.body.phases;
    return planned.map((p, k) => ({
      start: p.start, end: p.end, label: term(p.where), fill: colors.slate, opacity: k % 2 ? 0.07 : 0.14,
    }));
  };
  const spec = (run, name, lines, more) => {
    const told = lines.map(({ says, y }) =>
      text('panel.line', {
        muscle: `${says} `,
        start: number(y[run.past.weeks.length - 1], more.digits),
        end: number(y[y.length - 1], more.digits),
      }));
    return {
      title: name, domain: [run.weeks[0], run.weeks[run.weeks.length - 1]], lines, bands: bands(run), seek: MB.view.seek,
      xLabel: text('panel.weeks'), height: 205,
      says: text('panel.says', { title: name, unit: more.unit, lines: told.join('; ') }), ...more,
    };
  };
  const grey = (y, says) => ({ y, text: says, color: colors.grey });
  const curves = (run) => {
    const lines = run.body.pairs.map((one) => ({
      x: run.weeks, y: shown(one), name: one.label, says: label(one), ...look(run, one),
    }));
    const single = groups(run).length === 1;
    const levels = { imbalance: [grey(0.4, text('panel.symmetric'))], rom: [grey(0, text('panel.healthy'))] };
    const healthy = single ? [grey(run.healthy[reading], text('panel.healthy'))] : [];
    return spec(run, text(`panel.${bare(reading)}`), lines, {
      unit: unit(reading), digits: digits(reading), levels: levels[bare(reading)] ?? healthy,
      zero: reading === 'imbalance', least: reading === 'imbalance' ? 1 : 0.02,
    });
  };
  const boneCurve = (run) => {
    const { bone } = run.body;
    const line = { x: run.weeks, y: bone.beyond, name: 'bone', color: colors.ink, says: term(bone.name) };
    return spec(run, text('bodies.bone', { coordinate: term(bone.coordinate) }), [line], {
      unit: 'deg', digits: 2, levels: [grey(0, text('panel.healthy'))], least: 0.5,
    });
  };
  // Left less right of each pair, where anything tells the sides apart.
  const differences = (run) => {
    const found = groups(run).map((name) => {
      const [left, right] = SIDES.map((side) => run.body.pairs.find((one) => one.name === name && one.side === side));
      const other = shown(right);
      return { one: left, y: shown(left).map((value, k) => value - other[k]) };
    });
    return found.some(({ y }) => y.some((value) => Math.abs(value) > SAME)) ? found : [];
  };
  const sidesCurve = (run) => {
    const lines = differences(run).map(({ one, y }) => ({
      x: run.weeks, y, name: one.name, says: term(one.about.title), color: color(run, one.name),
      dash: [null, DASH, '2 2'][groups(run).indexOf(one.name)],
    }));
    return spec(run, text('bodies.difference'), lines, {
      unit: unit(reading), digits: digits(reading), levels: [grey(0, '')], least: { imbalance: 0.1 }[reading] ?? 0.02,
    });
  };
  const legend = (run) => [
    ...groups(run).map((name) => ({
      text: term(run.body.pairs.find((one) => one.name === name).about.title), color: color(run, name), width: 2.4,
    })),
    { text: text('side.left'), color: colors.slate, width: 4.5, opacity: 0.42 },
    { text: text('side.right'), color: colors.slate, width: 1.8, dash: DASH },
  ];

  // --- words and numbers ------------------------------------------------------------------------------------------
  const largest = (ones, value) =>
    ones.reduce((best, one) => (Math.abs(value(one)) > Math.abs(value(best)) ? one : best), ones[0]);
  // Its name; that of both sides where they do not differ.
  const named = (one, ones, value) =>
    ones.some((other) => other !== one && other.name === one.name && Math.abs(value(other) - value(one)) < SAME)
      ? text('treated.pair', { pair: term(one.about.title) })
      : label(one);
  const at = (run, week) => MB.chart.at({ x: run.weeks }, week);
  // After so many months; at the end of the programme, in what is treated and elsewhere.
  const sentence = (run) => {
    const { pairs, bone, end_week: week } = run.body;
    const two = (value) => number(value, 2);
    const [zero, end] = [at(run, 0), at(run, week)];
    const imbalance = (k) => (one) => one.series.imbalance[k];
    const worst = largest(pairs, imbalance(zero));
    const start = text('bodies.start', {
      months: MB.count(Math.round(run.settings.days / 30), 'month'),
      value: two(imbalance(zero)(worst)),
      label: named(worst, pairs, imbalance(zero)),
    });
    const told = bone && text('bodies.start_bone', {
      bone: term(bone.name), coordinate: term(bone.coordinate), angle: signed(bone.beyond[zero], 2),
    });
    const some = pairs.filter((one) => one.treated);
    const others = pairs.filter((one) => !one.treated);
    const most = (ones) => two(imbalance(end)(largest(ones, imbalance(end))));
    const then = some.length
      ? text(others.length ? 'bodies.end' : 'bodies.end_all', {
          treated: treated(run.settings.treated, titles(run)),
          week: number(week, 0),
          value: most(some),
          other: others.length ? most(others) : '',
        })
      : text('bodies.end_none', { week: number(week, 0), value: most(others) });
    return [start, told, then].filter(Boolean).join(' ');
  };
  // What the treatment does where it is given, and how little of it arrives elsewhere.
  const arrives = (run, untreated) => {
    const { pairs, bone, end_week: week } = run.body;
    const some = pairs.filter((one) => one.treated);
    if (!some.length) return text('arrives.none');
    if (!untreated || !untreated.body) return null; // not yet
    const end = at(run, week);
    const gain = (one) => one.series[reading][end] - untreated.body.pairs[one.label][reading];
    const told = (value) => `${signed(value, digits(reading) + 1)} ${unit(reading) === '-' ? '' : unit(reading)}`.trim();
    const others = pairs.filter((one) => !one.treated);
    const here = largest(some, gain);
    const values = {
      reading: readingName(reading, run, true), week: number(week, 0), here: told(gain(here)),
      label: named(here, some, gain),
    };
    const moved = bone && text('arrives.bone', {
      bone: term(bone.name), angle: signed(bone.beyond[end] - untreated.body.posture, 2),
    });
    if (!others.length) return [text('arrives.all', values), moved].filter(Boolean).join(' ');
    const there = largest(others, gain);
    const part = Math.abs(gain(here)) > 1e-9 ? 100 * Math.abs(gain(there) / gain(here)) : 0;
    const elsewhere = { ...values, there: told(gain(there)), other: named(there, others, gain), share: number(part, 0) };
    return [text('arrives.some', elsewhere), moved].filter(Boolean).join(' ');
  };
  const table = (element, run, untreated) => {
    const { node, row, fill, named: titled } = MB.table;
    const { pairs, bone, end_week: week } = run.body;
    const last = run.weeks[run.weeks.length - 1];
    const weeks = [...new Set([0, week, last])];
    const plain = untreated && untreated.body;
    const places = digits(reading);
    const cells = (values, shownWith = places) => values.map((value) => node('td', number(value, shownWith)));
    const over = (y) => weeks.map((one) => y[at(run, one)]);
    const head = row(
      node('td', `${readingName(reading, run, true)} [${unit(reading)}]`),
      node('th', text('numbers.healthy'), { scope: 'col' }),
      ...weeks.map((one) => node('th', text('numbers.week', { week: number(one, 0) }), { scope: 'col' })),
      node('th', text('bodies.without', { week: number(week, 0) }), { scope: 'col' }),
    );
    const rows = pairs.map((one) => {
      const name = one.treated ? text('bodies.label_treated', { label: label(one) }) : label(one);
      const without = plain ? plain.pairs[one.label][reading] : null;
      return row(titled(name), ...cells([one.healthy[reading], ...over(one.series[reading]), without]));
    });
    const unlike = differences(run).map(({ one, y }) =>
      row(titled(text('bodies.row_difference', { pair: term(one.about.title) })), ...cells([0, ...over(y), null])));
    const posture = bone
      ? [row(titled(text('bodies.row_bone', { bone: term(bone.name), coordinate: term(bone.coordinate) })),
          ...cells([0, ...over(bone.beyond), plain ? plain.posture : null], 2))]
      : [];
    fill(element, head, [...rows, ...unlike, ...posture]);
  };

  // make(page): look, change(part) -> {drawn(run), moved(run, week, k)}
  const make = ({ look: given, change }) => {
    const { now } = MB.view;
    const options = (run) => {
      const names = known(run);
      if (!names.includes(reading)) reading = names[0];
      $('reading').replaceChildren(
        ...names.map((value) =>
          Object.assign(document.createElement('option'), { value, textContent: readingName(value, run, true) })),
      );
      $('reading').value = reading;
    };
    let cursors = [];
    const panel = (id, made) => {
      $(id).hidden = !made;
      if (made) cursors.push(MB.chart.draw($(id), made).cursor);
    };
    const drawn = (run) => {
      const body = Boolean(run.body);
      for (const id of ['body-box', 'closer']) $(id).hidden = !body;
      for (const id of ['task', 'uncertain']) $(id).hidden = body;
      const time = document.querySelector('.time');
      const home = body ? $('body-left') : $('joint-box');
      if (time.parentElement !== home) home.append(time);
      if (!body) return;
      options(run);
      $('body-title').textContent = title(run);
      $('closer').textContent = text('bodies.closer', {
        label: label({ about: run.pair, side: run.settings.side }),
      });
      cursors = [];
      panel('body-pairs', curves(run));
      panel('body-sides', differences(run).length ? sidesCurve(run) : null);
      panel('body-bone', run.body.bone ? boneCurve(run) : null);
      MB.view.legendInto($('body-legend'), legend(run));
      const told = arrives(run, now.untreated);
      $('arrives').classList.toggle('waiting', told === null);
      $('arrives').textContent = told ?? ($('arrives').textContent || text('results.computing'));
      table($('body-table'), run, now.untreated);
      const lived = run.settings.lived === 'both' ? '' : text('bodies.one_sided', { side: text(`side.${run.settings.lived}`) });
      $('body-evidence').textContent = [lived, text(`evidence.${run.settings.body}`), text('evidence.where')].filter(Boolean).join(' ');
    };
    const moved = (run, week, k) => {
      if (!run.body) return;
      map($('body-map'), run, k, given, change);
      cursors.forEach((cursor) => cursor(week));
    };
    $('reading').addEventListener('change', () => {
      reading = $('reading').value;
      MB.view.draw();
    });
    return { drawn, moved };
  };
  return { make, sentence, legend, title, treated, label };
})();
