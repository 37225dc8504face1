'use strict';
// A question with a picture: guess, then see what the model says. Numbers in the sentence can be dragged.
window.MB = window.MB || {};
MB.question = (() => {
  const $ = (id) => document.getElementById(id);
  const { text, number } = MB;
  const ALONE = { body: 'pair', side: 'right', lived: 'both', treated: 'all' };
  const BASE = { ...ALONE, hours: 8, stress: 0.6, days: 180, clinic_per_week: 3, clinic_weeks: 4, home_weeks: 0, weeks: 16 };
  // What each question asks: settings, numbers to drag and the least they may be (its words hold from there on),
  // the curve, the week of the guess.
  const QUESTIONS = [
    { id: 'cause', settings: { cause: 'removed' }, drag: { hours: 4, days: 60, clinic_per_week: 2 }, week: 4 },
    { id: 'desk', settings: { cause: 'unchanged' }, drag: { hours: 4, clinic_per_week: 2 }, week: 16 },
    { id: 'double', settings: { cause: 'unchanged', clinic_per_week: 6 }, drag: { clinic_per_week: 4 }, week: 4 },
    {
      id: 'weeks',
      settings: { cause: 'unchanged', clinic_per_week: 5, clinic_weeks: 6, weeks: 12 },
      drag: { clinic_per_week: 2 },
      series: 'rom_agonist',
      week: 6,
      most: 20,
    },
  ];
  const SPAN = { days: 30 };
  const BEFORE = 12; // weeks shown before week 0
  const one = (element, attributes = {}, ...children) => {
    const made = document.createElement(element);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // A number in a sentence that a pointer drags sideways and arrow keys change.
  const draggable = (name, limit, value, change) => {
    const node = one('span', {
      class: 'drag',
      role: 'slider',
      tabindex: '0',
      'aria-label': text(`limit.${name}`),
      'aria-valuemin': limit.low,
      'aria-valuemax': limit.high,
    });
    let now = value;
    const show = () => {
      node.textContent = number(now, 0);
      node.setAttribute('aria-valuenow', now);
    };
    const set = (next) => {
      const kept = Math.min(Math.max(next, limit.low), limit.high);
      if (kept === now) return;
      now = kept;
      show();
      change(now);
    };
    const step = SPAN[name] || Math.max(limit.step, 1);
    node.addEventListener('keydown', (event) => {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      set(now + way * step);
    });
    node.addEventListener('pointerdown', (event) => {
      const [from, begun] = [event.clientX, now];
      node.setPointerCapture(event.pointerId);
      const move = (moved) => set(begun + step * Math.round((moved.clientX - from) / 14));
      node.addEventListener('pointermove', move);
      node.addEventListener('lostpointercapture', () => node.removeEventListener('pointermove', move), { once: true });
      event.preventDefault();
      node.focus();
    });
    show();
    return node;
  };

  // The words of a sentence with nodes in the places of names in braces.
  const woven = (sentence, nodes) =>
    sentence.split(/(\{\w+\})/).map((part) => {
      const name = /^\{(\w+)\}$/.exec(part);
      return name ? nodes[name[1]] : part;
    });

  // make(page): look, source, explore(settings) -> {open(place)}
  const make = ({ look, source, explore }) => {
    const shown = { place: 0, settings: null, run: null, untreated: null, guess: null, at: 0, open: false, fresh: false };
    const asked = () => QUESTIONS[shown.place];
    const series = () => asked().series || 'imbalance';
    // Range of motion is asked as what has been gained since week 0.
    const values = (run, from = run.course.series[series()][0]) => {
      const change = series() === 'imbalance' ? 0 : from;
      return {
        past: run.past.series[series()].map((value) => value - change),
        course: run.course.series[series()].map((value) => value - change),
      };
    };
    const places = () => (series() === 'imbalance' ? 2 : 1);

    // One at a time, the newest settings next; until their answer is there, none is shown.
    let busy = false;
    const compute = async () => {
      shown.fresh = false;
      if (busy) return;
      busy = true;
      while (!shown.fresh) {
        const { settings } = shown;
        const run = await source.run(settings);
        if (settings !== shown.settings) continue;
        Object.assign(shown, { run, untreated: null });
        draw();
        const untreated = series() === 'imbalance' ? await source.untreated(settings) : null;
        if (settings !== shown.settings) continue;
        Object.assign(shown, { untreated, fresh: true });
        draw();
      }
      busy = false;
    };

    const sentence = () => {
      const nodes = Object.fromEntries(
        Object.entries(asked().drag).map(([name, low]) => [
          name,
          draggable(name, { ...look.limits[name], low }, shown.settings[name], (value) => {
            shown.settings = { ...shown.settings, [name]: value };
            Object.assign(shown, { open: false });
            compute();
          }),
        ]),
      );
      const muscle = MB.term(look.pairs.find((pair) => pair.name === shown.settings.pair).agonist);
      $('ask').replaceChildren(...woven(text(`question.${asked().id}.ask`, { muscle }), nodes));
    };

    const reached = () => {
      const { course } = values(shown.run);
      return course[Math.min(7 * asked().week, course.length - 1)];
    };

    const draw = () => {
      const { run, untreated } = shown;
      const open = shown.open && shown.fresh;
      const { past, course } = values(run);
      const { ink, slate } = look.colors;
      const from = Math.max(run.past.weeks.length - 1 - 7 * BEFORE, 0);
      const lines = [{ x: run.past.weeks.slice(from), y: past.slice(from), color: ink, name: 'past' }];
      if (open && untreated) {
        const y = untreated.course.series.imbalance;
        lines.push({ x: untreated.course.weeks, y, color: slate, dash: '1.5 2.5', width: 1.8, name: 'untreated' });
      }
      if (open) lines.push({ x: run.course.weeks, y: course, color: ink, name: 'course' });
      const most = asked().most || Math.max(1, ...past) * 1.3;
      const start = past[past.length - 1];
      shown.at = Math.min(shown.guess === null ? start : shown.guess, most); // where the curve stands until moved
      const chart = MB.chart.draw($('ask-chart'), {
        title: text(`question.${asked().id}.title`),
        unit: series() === 'imbalance' ? '-' : 'deg',
        digits: places(),
        domain: [run.past.weeks[from], run.course.weeks[run.course.weeks.length - 1]],
        lines,
        levels: series() === 'imbalance' ? [{ y: 0.4, text: text('level.symmetric'), color: look.colors.grey }] : [],
        bands: run.phases.map((phase) => ({ ...phase, label: text(`where.${phase.where}`), fill: slate, opacity: 0.12 })),
        zero: true,
        least: most,
        says: text('question.chart', { start: number(start, places()) }),
        xLabel: text('axis.weeks'),
        height: 330,
      });
      handle(chart, start, most);
      tell();
    };

    // The guess: a point to drag up and down at its week, joined with where the curve stands at week 0.
    const handle = (chart, start, most) => {
      const week = asked().week;
      const dashed = MB.svg('line', { stroke: look.colors.purple, 'stroke-width': 1.6, 'stroke-dasharray': '5 4' });
      const point = MB.svg('circle', { r: 11, fill: look.colors.purple, stroke: look.colors.card, 'stroke-width': 3 });
      for (const [name, value] of Object.entries({
        tabindex: 0, role: 'slider', 'aria-label': text('question.handle', { week }), 'aria-valuemin': 0,
        'aria-valuemax': most.toFixed(2), 'data-guess': '',
      })) point.setAttribute(name, value);
      const place = () => {
        const [x, y] = [chart.X(week), chart.Y(shown.at)];
        for (const [name, value] of Object.entries({ x1: chart.X(0), y1: chart.Y(start), x2: x, y2: y })) {
          dashed.setAttribute(name, value);
        }
        point.setAttribute('cx', x);
        point.setAttribute('cy', y);
        point.setAttribute('aria-valuenow', shown.at.toFixed(2));
        point.setAttribute('aria-valuetext', number(shown.at, places()));
      };
      const set = (value) => {
        shown.guess = Math.min(Math.max(value, 0), most);
        shown.at = shown.guess;
        place();
        tell();
      };
      point.addEventListener('keydown', (event) => {
        const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
        if (!way) return;
        event.preventDefault();
        set(shown.at + way * most * 0.02);
      });
      const follow = (event) => set(chart.y(event));
      chart.svg.addEventListener('pointerdown', (event) => {
        if (shown.open) return;
        chart.svg.setPointerCapture(event.pointerId);
        follow(event);
        chart.svg.addEventListener('pointermove', follow);
        chart.svg.addEventListener('lostpointercapture', () => chart.svg.removeEventListener('pointermove', follow), {
          once: true,
        });
        event.preventDefault();
      });
      chart.svg.style.touchAction = 'none';
      chart.svg.setAttribute('role', 'group'); // it holds a control now
      chart.svg.append(dashed, point);
      place();
    };

    const tell = () => {
      const { open, at: guess, run, untreated } = shown;
      $('ask-reveal').hidden = open;
      $('ask-next').hidden = !open;
      $('ask-more').hidden = !open;
      if (!open) {
        $('ask-answer').textContent = text('question.guess', {
          week: asked().week, value: number(guess, places()),
        });
        return;
      }
      if (!shown.fresh) {
        $('ask-answer').textContent = text('results.computing');
        return;
      }
      const found = reached();
      const told = { guess: number(guess, places()), found: number(found, places()), week: asked().week };
      const near = Math.abs(guess - found) < (series() === 'imbalance' ? 0.08 : 1.5);
      const without = untreated && number(untreated.course.series.imbalance[7 * asked().week], 2);
      const half = number(values(run).course[7 * Math.floor(asked().week / 2)], places());
      $('ask-answer').textContent =
        `${text(near ? 'question.near' : 'question.far', told)} ` +
        text(`question.${asked().id}.answer`, { ...told, without, half });
    };

    const count = () => {
      $('ask-count').textContent = text('question.count', { place: shown.place + 1, count: QUESTIONS.length });
    };
    const open = (place) => {
      shown.place = (place + QUESTIONS.length) % QUESTIONS.length;
      const settings = { ...look.defaults, ...BASE, ...asked().settings };
      Object.assign(shown, { settings, guess: null, open: false, untreated: null });
      count();
      sentence();
      return compute();
    };
    $('ask-reveal').addEventListener('click', () => {
      shown.open = true;
      if (shown.run) draw();
      $('ask-next').focus();
    });
    $('ask-next').addEventListener('click', () => open(shown.place + 1));
    $('ask-more').addEventListener('click', () => explore(shown.settings));
    // The same in another language or other colours.
    const retell = () => {
      count();
      sentence();
      if (shown.run) draw();
    };
    return { open, redraw: () => shown.run && draw(), retell };
  };
  return { make, QUESTIONS };
})();
