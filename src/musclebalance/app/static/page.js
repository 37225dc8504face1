'use strict';
// The page: one run at a time, the newest settings next, and then what may follow more slowly.
window.MB = window.MB || {};
MB.page = (() => {
  const $ = (id) => document.getElementById(id);
  const source = MB.source.make();
  const { now, clamp, draw, drawPhase, seek } = MB.view;
  let look;
  let refresh;
  let play;
  const PATIENT = 600; // ms after which the old picture turns paler

  let busy = false;
  let refused = false;
  let waiting = false;
  const compute = async () => {
    if (busy) {
      waiting = true;
      return;
    }
    busy = true;
    do {
      waiting = false;
      const asked = now.settings;
      const begin = performance.now();
      const slow = setTimeout(() => now.run && $('results').classList.add('stale'), PATIENT);
      try {
        const data = MB.panels.joined(await source.run(asked));
        const answered = performance.now();
        const samePast = now.run && now.untreatedKey === lifeKey(asked);
        Object.assign(now, { run: data, session: null, untreated: samePast ? now.untreated : null });
        if (samePast && now.untreated) now.untreated = { ...now.untreated, due: null, body: null };
        refused = false;
        MB.controls.complain(null);
        $('results').classList.remove('stale');
        draw();
        $('speed').textContent =
          MB.text('numbers.speed', {
            computed: MB.number(data.milliseconds, 0),
            answered: MB.number(answered - begin, 0),
            drawn: MB.number(performance.now() - begin, 0),
            tolerance: MB.number(look.tolerance, 2),
          });
        document.body.dataset.run = String(Number(document.body.dataset.run || 0) + 1);
        document.body.dataset.latency = (performance.now() - begin).toFixed(1);
      } catch (error) {
        refused = true;
        $('results').classList.add('stale');
        refuse(error);
      } finally {
        clearTimeout(slow);
      }
    } while (waiting);
    busy = false;
    if (now.run && !refused) extras();
  };
  const refuse = (error) => {
    if (!(error instanceof MB.source.Refused)) throw error;
    MB.controls.complain(error.data);
    if (!now.run) $('headline').textContent = MB.text('results.nothing');
    document.body.dataset.refused = String(Number(document.body.dataset.refused || 0) + 1);
  };
  const lifeKey = (s) =>
    [s.pair, s.model, s.hours, s.stress, s.days, s.cause, s.weeks, s.body, s.side, s.lived].join('|');
  let extraNumber = 0;
  const extras = async () => {
    const mine = ++extraNumber;
    const asked = now.settings;
    const still = () => mine === extraNumber && !busy;
    const steps = [
      async () => {
        const found = await source.untreated(asked);
        if (still()) {
          now.untreated = found;
          now.untreatedKey = lifeKey(asked);
          draw();
        }
      },
      async () => {
        if (!now.run.sessions) {
          now.session = null;
          MB.session.draw(look);
          return;
        }
        const number = clamp(Number($('number').value) || 1, 1, now.run.sessions);
        const found = await source.session(asked, number);
        if (still()) {
          now.session = found;
          MB.session.draw(look);
        }
      },
      async () => {
        if (!now.portrait || now.portrait.pair !== asked.pair) {
          const found = await source.portrait(asked);
          if (still()) {
            Object.assign(now, { portrait: found, unknown: null });
            drawPhase();
            seek(now.week);
          }
        }
      },
    ];
    for (const step of steps) {
      if (!still()) return;
      try {
        await step();
      } catch (error) {
        if (!(error instanceof MB.source.Refused)) throw error;
        if (!still()) return;
        if (step === steps[2]) {
          now.portrait = null;
          now.unknown = error.message;
          drawPhase();
        } else if (step === steps[1]) {
          now.session = null;
          MB.session.draw(look, error.message);
        }
      }
    }
    document.body.dataset.settled = document.body.dataset.run;
  };
  const link = () =>
    history.replaceState(null, '', MB.state.link(now.settings, now.otherSettings, look.defaults));
  const change = (part) => {
    MB.buttons.stop();
    now.settings = { ...now.settings, ...part };
    refresh(now.settings);
    link();
    compute();
  };
  // All of the page written and drawn anew: in another language, in other colours.
  const again = () => {
    refresh(now.settings);
    link();
    if (!now.run) return;
    draw();
    MB.session.draw(look);
    play.again();
  };
  // What happens outside the form: another width, another link.
  const follow = () => {
    let width = window.innerWidth;
    window.addEventListener('resize', () => {
      if (!now.run || window.innerWidth === width) return;
      width = window.innerWidth;
      draw();
      MB.session.draw(look);
    });
    window.addEventListener('hashchange', () => {
      now.settings = MB.state.read(location.hash, look.defaults).settings;
      refresh(now.settings);
      compute();
    });
  };
  const start = async () => {
    MB.looks.begin();
    look = await source.choices();
    look.colors = MB.theme.join(look.colors);
    MB.view.use(look);
    const linked = MB.state.read(location.hash, look.defaults);
    now.settings = linked.settings;
    refresh = MB.controls.make(look, source, () => now.settings, change);
    refresh(now.settings);
    const compare = MB.buttons.make({ look, source, change, refuse, extras });
    follow();
    MB.looks.start(again);
    play = MB.play.make({ look, source, change, refuse });
    let wrong = null;
    if (linked.other) {
      try {
        compare(linked.other, MB.panels.joined(await source.run(linked.other)));
      } catch (error) {
        wrong = error;
      }
    }
    await compute();
    if (wrong) refuse(wrong);
  };
  window.addEventListener('DOMContentLoaded', start);
  return { now, seek };
})();
