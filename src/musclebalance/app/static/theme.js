'use strict';
// Colours, one palette for light and one for dark; style sheet and drawings take theirs from it.
window.MB = window.MB || {};
MB.theme = (() => {
  const KEPT = 'musclebalance.theme';
  const NAMES = ['auto', 'light', 'dark'];
  const palettes = {
    light: {
      paper: '#faf9f6', card: '#ffffff', field: '#ffffff', ink: '#26292b', soft: '#5c6265', line: '#dfe1dc',
      grid: '#eceee9', edge: '#868c88', axis: '#94a4a2', mark: '#832db6', bad: '#a31500', good: '#1c6b2a', bone: '#c9c3b8',
      rim: '#8d8678', arrow: '#c3c8c6', dot: '#bd1f01', agonistInk: '#bd1f01',
      antagonistInk: '#1c6bb0', slateInk: '#5c6170', off: '#666c6f',
    },
    dark: {
      paper: '#14171a', card: '#1d2124', field: '#262b2f', ink: '#e9e7e2', soft: '#adb4b7', line: '#363c40',
      grid: '#2c3235', edge: '#7e8689', axis: '#76817f', mark: '#c58bea', bad: '#ff9482', good: '#7fce8f', bone: '#6b675f',
      rim: '#a49d8f', arrow: '#50585b', dot: '#ff7d60', agonist: '#ff7d60', antagonist: '#68b0f0',
      agonistInk: '#ff8a70', antagonistInk: '#78baf4', slate: '#a3a9b5', slateInk: '#a9afba', grey: '#8b9b99',
      pale: '#3b4347', purple: '#c58bea', orange: '#ff9a4d', off: '#a0a7aa',
    },
  };
  // The palette in use: one object for good, with changing contents. The library's colours join the light one.
  const colors = { ...palettes.light };
  const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;
  let name = 'auto';
  const shown = () => (name === 'auto' ? (dark && dark.matches ? 'dark' : 'light') : name);
  const apply = (palette) => {
    Object.assign(colors, palettes[palette]);
    const root = document.documentElement;
    for (const [key, value] of Object.entries(colors)) root.style.setProperty(`--${key}`, value);
    root.style.colorScheme = palette;
    root.dataset.theme = palette;
  };
  // What `make` gives while all is drawn in light colours, as saved figures are.
  const inLight = (draw, make) => {
    if (shown() === 'light') return make();
    apply('light');
    try {
      draw();
      return make();
    } finally {
      apply(shown());
      draw();
    }
  };
  const join = (given) => {
    Object.assign(palettes.light, given);
    apply(shown());
    return colors;
  };
  const choose = (given) => {
    name = NAMES.includes(given) ? given : 'auto';
    apply(shown());
  };
  // start(draw): as chosen last; draws again when the system's colours change, and light on paper.
  const start = (draw) => {
    dark.addEventListener('change', () => {
      apply(shown());
      draw();
    });
    window.addEventListener('beforeprint', () => {
      apply('light');
      draw();
    });
    window.addEventListener('afterprint', () => {
      apply(shown());
      draw();
    });
  };
  const next = () => {
    choose(NAMES[(NAMES.indexOf(name) + 1) % NAMES.length]);
    MB.kept.set(KEPT, name);
    return name;
  };
  const remembered = () => choose(MB.kept.get(KEPT));
  return { colors, palettes, join, name: () => name, shown, choose, next, remembered, start, inLight };
})();
