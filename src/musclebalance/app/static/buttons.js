'use strict';
// The buttons: comparing, keeping, opening, playing.
window.MB = window.MB || {};
MB.buttons = (() => {
  const $ = (id) => document.getElementById(id);
  const { now, domain, draw, drawPhase, legend, seek } = MB.view;

  let timer = null;
  const stop = () => {
    if (timer) {
      clearInterval(timer);
      timer = null;
      $('play').textContent = MB.text('time.play');
      $('play').setAttribute('aria-pressed', 'false');
    }
  };
  const play = () => {
    if (timer) {
      stop();
      return;
    }
    const [x0, x1] = domain();
    let week = now.week >= x1 - 0.01 ? x0 : now.week;
    $('play').textContent = MB.text('time.stop');
    $('play').setAttribute('aria-pressed', 'true');
    timer = setInterval(() => {
      week += (x1 - x0) / 120;
      seek(week);
      if (week >= x1) stop();
    }, 60);
  };
  const tell = (text) => {
    $('kept').textContent = text;
  };
  const title = () => {
    const { run } = now;
    const pair = run.body ? MB.bodyView.title(run) : MB.term(run.pair.title);
    return MB.text('figure.title', { pair, cause: MB.term(run.settings.cause) });
  };
  // Of a body the figure and its curves, of a pair everything that is drawn of it.
  const ALONE = '#joint svg, [data-panel]:not([hidden]) > svg, #plane:not([hidden]) > svg';
  const BODY = '#body-map svg, #body-charts > :not([hidden]) > svg';
  const pictures = () => [...document.querySelectorAll(now.run.body ? BODY : ALONE)];
  const legends = () => (now.run.body ? MB.bodyView.legend(now.run) : legend());
  // make(page) -> compare(settings, run): keep a scenario as A, or null to forget it.
  const make = ({ look, source, change, refuse, extras }) => {
    const { save, figure, png, csv } = MB.keep;
    const drawn = () => MB.theme.inLight(draw, () => figure(pictures(), title(), legends(), Boolean(now.run.body)));
    const on = (id, action) =>
      $(id).addEventListener('click', async () => {
        try {
          await action();
        } catch (error) {
          MB.controls.complain(error.data || { error: error.message, field: '' });
        }
      });
    on('svg', () => {
      save('musclebalance.svg', drawn().text, 'image/svg+xml');
      tell(MB.text('kept.svg'));
    });
    on('png', async () => {
      save('musclebalance.png', await png(drawn()));
      tell(MB.text('kept.png'));
    });
    on('csv', () => {
      save('musclebalance.csv', csv(now.run, look.columns), 'text/csv');
      tell(MB.text('kept.csv'));
    });
    on('script', () => {
      save('musclebalance_run.py', now.run.script, 'text/x-python');
      tell(MB.text('kept.script'));
    });
    on('toml', async () => {
      save('scenario.toml', (await source.scenario(now.settings)).toml, 'text/plain');
      tell(MB.text('kept.toml'));
    });
    on('open', () => $('file').click());
    $('file').addEventListener('change', async () => {
      const [file] = $('file').files;
      if (!file) return;
      try {
        const found = await source.open(await file.text());
        delete found.milliseconds;
        change(found);
        tell(MB.text('kept.opened', { file: file.name }));
      } catch (error) {
        refuse(error);
      }
      $('file').value = '';
    });
    on('link', async () => {
      history.replaceState(null, '', MB.state.link(now.settings, now.otherSettings, look.defaults));
      try {
        await navigator.clipboard.writeText(location.href);
        tell(MB.text('kept.link'));
      } catch (error) {
        tell(MB.text('kept.address'));
      }
    });
    const compare = (settings, run) => {
      Object.assign(now, { otherSettings: settings, other: run });
      for (const id of ['swap-a', 'drop-a']) $(id).disabled = !settings;
      if (now.run) {
        history.replaceState(null, '', MB.state.link(now.settings, settings, look.defaults));
        draw();
      }
    };
    on('keep-a', () => {
      compare(now.run.settings, now.run);
      tell(MB.text('kept.a'));
    });
    on('drop-a', () => {
      compare(null, null);
      tell(MB.text('kept.dropped'));
    });
    on('swap-a', () => change(now.otherSettings));
    on('play', play);
    $('when').addEventListener('input', () => {
      stop();
      seek(Number($('when').value));
    });
    $('with-cause').addEventListener('change', () => {
      drawPhase();
      seek(now.week);
    });
    $('number').addEventListener('change', () => {
      if (now.run) extras();
    });
    return compare;
  };
  return { make, stop };
})();
