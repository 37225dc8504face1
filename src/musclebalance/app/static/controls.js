'use strict';
// The form: sliders, lists and words, in step with the settings.
window.MB = window.MB || {};
MB.controls = (() => {
  const $ = (id) => document.getElementById(id);
  const WORDED = {
    effort: { label: 'effort of contractions', unit: '%MVC', low: 0, high: 100, step: 5 },
    contraction: { label: 'contraction', unit: 's', low: 1, high: 30, step: 1 },
  };
  const shown = (name, value, limit) => {
    if (value === null) return 'no contraction';
    if (name === 'adherence') return `${MB.number(100 * value, 0)} %`;
    if (name === 'stress') return `${MB.number(value, 2)} of 1`;
    if (name === 'days') return `${MB.number(value, 0)} days`;
    return `${MB.number(value, Number.isInteger(value) ? 0 : 1)} ${limit.unit}`;
  };
  // make(look, source, settings(), change(part)) -> refresh(settings)
  const make = (look, source, now, change) => {
    const limits = { ...look.limits, ...WORDED };
    const value = (settings, name) => (name in WORDED ? MB.words[name](settings.words) : settings[name]);
    const write = (name, v) =>
      change(
        name in WORDED
          ? { words: MB.words[name === 'effort' ? 'withEffort' : 'withContraction'](now().words, v) }
          : { [name]: v },
      );
    const sliders = [...document.querySelectorAll('.slider')].map((host) => {
      const { name } = host.dataset;
      const limit = limits[name];
      const id = `slider-${name}`;
      const label = Object.assign(document.createElement('label'), { htmlFor: id, textContent: limit.label });
      const output = Object.assign(document.createElement('output'), { htmlFor: id });
      const input = Object.assign(document.createElement('input'), { type: 'range', id, name });
      Object.assign(input, { min: limit.low, max: limit.high, step: limit.step });
      input.addEventListener('input', () => write(name, Number(input.value)));
      host.append(label, output, input);
      return (settings) => {
        const v = value(settings, name);
        const missing = v === null;
        input.disabled = missing;
        host.classList.toggle('off', missing);
        if (v !== null) input.value = v;
        output.textContent = shown(name, v, limit);
        input.setAttribute('aria-valuetext', `${limit.label}: ${output.textContent}`);
      };
    });
    const option = (text, v) =>
      Object.assign(document.createElement('option'), { textContent: text, value: v });
    $('pair').append(...look.pairs.map((p) => option(p.title, p.name)));
    $('model').append(...look.models.map((m) => option(m.name, m.name)));
    $('technique').append(
      option('no treatment', ''),
      ...look.techniques.map((t) => option(t.name, t.name)),
      option('own words', 'own'),
    );
    $('cause').append(
      ...look.causes.map((cause) => {
        const label = document.createElement('label');
        const input = Object.assign(document.createElement('input'), {
          type: 'radio',
          name: 'cause',
          value: cause,
        });
        input.addEventListener('change', () => change({ cause }));
        label.append(input, cause);
        return label;
      }),
    );
    for (const id of ['pair', 'model']) $(id).addEventListener('change', () => change({ [id]: $(id).value }));
    $('technique').addEventListener('change', () => {
      const found = look.techniques.find((t) => t.name === $('technique').value);
      if ($('technique').value !== 'own') change({ words: found ? found.words : '' });
      else $('words').focus();
    });
    $('words').addEventListener('input', () => change({ words: $('words').value }));
    document.querySelectorAll('.live').forEach((e) => {
      e.hidden = !source.live;
    });
    return (settings) => {
      sliders.forEach((refresh) => refresh(settings));
      $('pair').value = settings.pair;
      $('model').value = settings.model;
      $('question').textContent = (look.models.find((m) => m.name === settings.model) || {}).question || '';
      document.querySelectorAll('#cause input').forEach((input) => {
        input.checked = input.value === settings.cause;
      });
      if ($('words').value !== settings.words) $('words').value = settings.words;
      const bare = (words) => words.trim();
      const same = look.techniques.find((t) => bare(t.words) === bare(settings.words));
      $('technique').value = same ? same.name : bare(settings.words) ? 'own' : '';
    };
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
  return { make, complain };
})();
