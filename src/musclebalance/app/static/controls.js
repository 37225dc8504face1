'use strict';
// The form: sliders, lists and words, in step with the settings.
window.MB = window.MB || {};
MB.controls = (() => {
  const $ = (id) => document.getElementById(id);
  const WORDED = {
    effort: { unit: '%MVC', low: 0, high: 100, step: 5 },
    contraction: { unit: 's', low: 1, high: 30, step: 1 },
  };
  const SLIDERS = [
    ...['effort', 'contraction', 'clinic_per_week', 'clinic_weeks', 'home_per_week', 'home_weeks'],
    ...['adherence', 'weeks'],
  ];
  let look;
  const limits = () => ({ ...look.limits, ...WORDED });
  const title = (name) => (name in WORDED ? MB.text(`controls.${name}`) : MB.term(look.limits[name].label));
  const value = (settings, name) => (name in WORDED ? MB.words[name](settings.words) : settings[name]);
  const shown = (name, v) => {
    if (v === null) return MB.text('controls.none');
    if (name === 'adherence') return MB.text('value.share', { value: MB.number(100 * v, 0) });
    if (name === 'stress') return MB.text('value.of_one', { value: MB.number(v, 2) });
    if (name === 'days') return MB.text('value.days', { count: v });
    if (name.endsWith('weeks')) return MB.text('value.weeks', { count: v });
    const text = MB.number(v, Number.isInteger(v) ? 0 : 1);
    return MB.text('value.unit', { value: text, unit: MB.term(limits()[name].unit) });
  };
  const bare = (words) => words.trim();
  const technique = (settings) => look.techniques.find((t) => bare(t.words) === bare(settings.words));
  const treatment = (settings) => {
    const same = technique(settings);
    if (same) return MB.term(same.name);
    return MB.text(bare(settings.words) ? 'controls.own' : 'controls.untreated');
  };

  const slider = (host, now, write) => {
    const { name } = host.dataset;
    const limit = limits()[name];
    const id = `slider-${name}`;
    const label = Object.assign(document.createElement('label'), { htmlFor: id });
    const output = Object.assign(document.createElement('output'), { htmlFor: id });
    const input = Object.assign(document.createElement('input'), { type: 'range', id, name });
    Object.assign(input, { min: limit.low, max: limit.high, step: limit.step });
    input.addEventListener('input', () => write(name, Number(input.value)));
    host.append(label, output, input);
    return (settings) => {
      const v = value(settings, name);
      input.disabled = v === null;
      host.classList.toggle('off', v === null);
      if (v !== null) input.value = v;
      label.textContent = title(name);
      output.textContent = shown(name, v);
      input.setAttribute('aria-valuetext', `${label.textContent}: ${output.textContent}`);
    };
  };
  const option = (v) => Object.assign(document.createElement('option'), { value: v });
  const radio = (cause, change) => {
    const label = document.createElement('label');
    const input = Object.assign(document.createElement('input'), {
      type: 'radio',
      name: 'cause',
      value: cause,
    });
    input.addEventListener('change', () => change({ cause }));
    label.append(input, document.createElement('span'));
    return label;
  };
  // What the lists say, in the language chosen.
  const relabel = () => {
    const say = (id, names) =>
      [...$(id).options].forEach((one, k) => {
        one.textContent = names[k];
      });
    say('model', look.models.map((m) => MB.term(m.name))); // prettier-ignore
    const own = MB.text('controls.own');
    say('technique', [MB.text('controls.untreated'), ...look.techniques.map((t) => MB.term(t.name)), own]);
    document.querySelectorAll('#cause label').forEach((label, k) => {
      label.querySelector('span').textContent = MB.term(look.causes[k]);
    });
  };
  // What there is to choose of a body: its pairs, a side to look at, who lives the day, what is treated.
  const kindOf = (settings) => look.bodies.find((one) => one.name === settings.body) ?? look.bodies[0];
  const fill = (id, choices, value) => {
    $(id).replaceChildren(
      ...choices.map(([v, says]) => Object.assign(document.createElement('option'), { value: v, textContent: says })),
    );
    $(id).value = value;
  };
  const side = (name) => [name, MB.text(`side.${name}`)];
  const pairTitles = () => Object.fromEntries(look.pairs.map((p) => [p.name, p.title]));
  const bodied = (settings) => {
    const { name, pairs } = kindOf(settings);
    const titles = pairTitles();
    const labels = (pairs ?? []).flatMap((pair) => ['right', 'left'].map((one) => `${one} ${pair}`));
    const told = (one) => [one, MB.bodyView.treated(one, titles)];
    fill('kind', look.bodies.map((one) => [one.name, MB.text(`kind.${one.name}`)]), settings.body);
    fill('pair', (pairs ?? look.pairs.map((p) => p.name)).map((one) => [one, MB.term(titles[one])]), settings.pair);
    fill('side', ['right', 'left'].map(side), settings.side);
    fill('lived', ['both', 'right', 'left'].map((one) => [one, MB.text(`lived.${one}`)]), settings.lived);
    fill('treated', ['all', 'right', 'left', ...(pairs ?? []), ...labels].map(told), settings.treated);
    $('pair-label').textContent = MB.text(pairs ? 'controls.pair_looked' : 'controls.pair');
    for (const id of ['side', 'treated']) $(id).parentElement.hidden = name === 'pair';
    $('lived').parentElement.hidden = name !== 'sides';
  };
  // Another body begins with the same day on both sides, and with something that is not treated.
  const another = (body, { pair }) => {
    const { pairs } = look.bodies.find((one) => one.name === body);
    return {
      body,
      pair: pairs && !pairs.includes(pair) ? pairs[0] : pair,
      lived: 'both',
      treated: { pair: 'all', sides: 'right' }[body] ?? pairs[0],
    };
  };
  const listen = (now, change) => {
    for (const id of ['pair', 'model', 'side', 'lived', 'treated'])
      $(id).addEventListener('change', () => change({ [id]: $(id).value }));
    $('kind').addEventListener('change', () => change(another($('kind').value, now())));
    $('technique').addEventListener('change', () => {
      const found = look.techniques.find((t) => t.name === $('technique').value);
      if ($('technique').value !== 'own') change({ words: found ? found.words : '' });
      else $('words').focus();
    });
    $('words').addEventListener('input', () => change({ words: $('words').value }));
  };
  // make(look, source, settings(), change(part)) -> refresh(settings)
  const make = (given, source, now, change) => {
    look = given;
    const write = (name, v) =>
      change(
        name in WORDED
          ? { words: MB.words[name === 'effort' ? 'withEffort' : 'withContraction'](now().words, v) }
          : { [name]: v },
      );
    const sliders = [...document.querySelectorAll('.slider')].map((host) => slider(host, now, write));
    $('model').append(...look.models.map((m) => option(m.name)));
    $('technique').append(option(''), ...look.techniques.map((t) => option(t.name)), option('own'));
    $('cause').append(...look.causes.map((cause) => radio(cause, change)));
    listen(now, change);
    document.querySelectorAll('.live').forEach((e) => {
      e.hidden = !source.live;
    });
    return (settings) => {
      relabel();
      sliders.forEach((refresh) => refresh(settings));
      bodied(settings);
      $('model').value = settings.model;
      const model = look.models.find((m) => m.name === settings.model);
      $('question').textContent = model ? MB.term(model.question) : '';
      document.querySelectorAll('#cause input').forEach((input) => {
        input.checked = input.value === settings.cause;
      });
      if ($('words').value !== settings.words) $('words').value = settings.words;
      const same = technique(settings);
      $('technique').value = same ? same.name : bare(settings.words) ? 'own' : '';
      $('differs').textContent = same ? MB.term(same.differs) : '';
    };
  };
  // Settings of runs as rows of a table: what it is, then its value in each run.
  const told = (runs) => {
    const all = runs.map((run) => run.settings);
    const bodies = [
      [MB.text('controls.body'), ...all.map((s) => MB.text(`kind.${s.body}`))],
      [MB.text('controls.side'), ...all.map((s) => MB.text(`side.${s.side}`))],
      [MB.text('controls.lived'), ...all.map((s) => MB.text(`lived.${s.lived}`))],
      [MB.text('controls.treated'), ...all.map((s) => MB.bodyView.treated(s.treated, pairTitles()))],
    ];
    const rows = [
      ...(runs.some((run) => run.body) ? bodies : []),
      [MB.text('controls.pair'), ...runs.map((run) => MB.term(run.pair.title))],
      [MB.text('controls.model'), ...all.map((s) => MB.term(s.model))],
      ...['hours', 'stress', 'days'].map((name) => [title(name), ...all.map((s) => shown(name, s[name]))]),
      [MB.text('controls.cause'), ...all.map((s) => MB.term(s.cause))],
      [MB.text('controls.technique'), ...all.map(treatment)],
      [MB.text('controls.words'), ...all.map((s) => s.words.trim())],
    ];
    const doses = SLIDERS.map((name) => [title(name), ...all.map((s) => shown(name, value(s, name)))]);
    return [...rows, ...doses];
  };
  // Show an error at the setting it belongs to; null clears.
  const complain = (data) => {
    const words = data && data.field === 'words';
    $('words-error').textContent = words ? data.error : '';
    $('words').setAttribute('aria-invalid', words ? 'true' : 'false');
    $('error').textContent = data && !words ? data.error : '';
    if (words && data.line && document.activeElement !== $('words')) {
      const lines = $('words').value.split('\n');
      const start = lines.slice(0, data.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
      $('words').setSelectionRange(start, start + (lines[data.line - 1] || '').length);
    }
  };
  return { make, told, complain };
})();
