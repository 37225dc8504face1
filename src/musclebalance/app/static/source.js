'use strict';
// Where runs come from: the model in a worker of this page. A server, where there is one, gives the worker
// what it does not know yet, and reads and writes scenario files.
window.MB = window.MB || {};
MB.source = (() => {
  class Refused extends Error {
    constructor(data) {
      super(data.error);
      this.data = data;
    }
  }

  const server = () => {
    const ask = async (name, data) => {
      let response;
      let found;
      try {
        response = await fetch(name, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(data),
        });
        found = await response.json();
      } catch (error) {
        throw new Refused({ error: MB.text('fault.ended') });
      }
      if (!response.ok) throw new Refused(found);
      return found;
    };
    const asked = new Map();
    return {
      live: true,
      choices: () => ask('choices', {}),
      // What the worker needs to know of a pair under an explanation; null if it knows.
      part: ({ pair, model }) => {
        const key = `${pair} ${model}`;
        if (asked.has(key)) return null;
        asked.set(key, true);
        return ask('model', { pair, model }).catch((error) => {
          asked.delete(key);
          throw error;
        });
      },
      scenario: (settings) => ask('scenario', { settings }),
      open: (toml) => ask('open', { toml }),
      worker: () => new Worker('model.js'),
    };
  };

  const file = ({ choices, model, worker }) => {
    let whole = model;
    return {
      live: false,
      choices: async () => choices,
      part: () => {
        const part = whole;
        whole = null;
        return part;
      },
      worker: () => new Worker(URL.createObjectURL(new Blob([worker], { type: 'text/javascript' }))),
    };
  };

  const make = () => {
    const behind = window.MUSCLEBALANCE ? file(window.MUSCLEBALANCE) : server();
    const worker = behind.worker();
    const waiting = new Map();
    let number = 0;
    worker.onmessage = ({ data }) => {
      const { resolve, reject } = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.fault) reject(new Refused(data.fault));
      else resolve(data.found);
    };
    worker.onerror = (event) => {
      const fault = { error: MB.text('fault.browser', { why: event.message || MB.text('fault.worker') }) };
      for (const { reject } of waiting.values()) reject(new Refused(fault));
      waiting.clear();
    };
    const ask = (what, ...given) =>
      new Promise((resolve, reject) => {
        number += 1;
        waiting.set(number, { resolve, reject });
        worker.postMessage({ number, what, given });
      });
    let learning = Promise.resolve();
    const knowing = async (settings) => {
      const part = behind.part(settings);
      const earlier = learning.catch(() => null);
      if (part) learning = earlier.then(() => part).then((given) => ask('learn', given));
      await learning;
    };
    const after = (what) => async (settings, ...more) => {
      await knowing(settings);
      return ask(what, settings, ...more);
    };
    return {
      live: behind.live,
      choices: behind.choices,
      scenario: behind.scenario,
      open: behind.open,
      run: after('run'),
      untreated: after('untreated'),
      session: after('session'),
      portrait: after('portrait'),
      moved: after('moved'),
      possible: after('possible'),
      people: after('people'),
    };
  };
  return { Refused, make };
})();
