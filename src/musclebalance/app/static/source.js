'use strict';
// Where runs come from: the model behind the server, or the grid of runs in a file.
window.MB = window.MB || {};
MB.source = (() => {
  class Refused extends Error {
    constructor(data) {
      super(data.error);
      this.data = data;
    }
  }
  const live = () => {
    // By this the server knows which of its computations are this page's, and stops those that are passed over.
    const page = String(Math.random()).slice(2);
    let running = new AbortController();
    let following = new AbortController(); // what is asked for after a run; a newer run passes it over
    const ask = async (name, data, signal) => {
      let response;
      let found;
      try {
        response = await fetch(name, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Page': page },
          body: JSON.stringify(data),
          signal,
        });
        found = await response.json(); // an answer may be passed over while it is read
      } catch (error) {
        if (error.name === 'AbortError') throw new Refused({ error: 'Passed over.', passed: true });
        throw new Refused({
          error: 'The program behind this page has ended; start it again: musclebalance app',
        });
      }
      if (!response.ok) throw new Refused(found);
      return found;
    };
    return {
      live: true,
      choices: () => ask('choices', {}),
      run: (settings) => {
        following.abort();
        [running, following] = [new AbortController(), new AbortController()];
        return ask('run', { settings }, running.signal);
      },
      leave: () => running.abort(),
      untreated: (settings) => ask('untreated', { settings }, following.signal),
      session: (settings, number) => ask('session', { settings, number }, following.signal),
      portrait: (settings) => ask('portrait', { settings }, following.signal),
      scenario: (settings) => ask('scenario', { settings }),
      open: (toml) => ask('open', { toml }),
    };
  };
  const grid = (data) => {
    const { choices, grid: g } = data;
    const names = Object.keys(g.axes);
    const value = (settings, name) => (name === 'effort' ? MB.words.effort(settings.words) : settings[name]);
    const run = (settings) => {
      const key = names.map((name) => String(value(settings, name))).join('|');
      const found = g.runs[key];
      if (!found) throw new Refused({ error: 'This combination is not in the file.', field: '' });
      return found;
    };
    const later = (make) =>
      new Promise((resolve, reject) => {
        try {
          resolve(make());
        } catch (e) {
          reject(e);
        }
      });
    return {
      live: false,
      axes: g.axes,
      base: g.base,
      leave: () => {},
      choices: () => later(() => ({ ...choices, defaults: g.base })),
      run: (settings) =>
        later(() => {
          const found = run(settings);
          return {
            ...found,
            settings,
            pair: g.pair,
            healthy: g.healthy,
            past: g.pasts[found.past],
            milliseconds: 0,
          };
        }),
      untreated: (settings) =>
        later(() => {
          const found = run(settings);
          return { course: g.untreated[found.untreated], due: found.due };
        }),
      session: (settings) =>
        later(() => {
          const effort = 'effort' in g.axes ? String(value(settings, 'effort')) : '';
          if (!g.sessions[effort]) throw new Refused({ error: 'No session in this file.', field: 'session' });
          return g.sessions[effort];
        }),
      portrait: () => later(() => g.portrait),
    };
  };
  return { Refused, make: () => (window.MUSCLEBALANCE ? grid(window.MUSCLEBALANCE) : live()) };
})();
