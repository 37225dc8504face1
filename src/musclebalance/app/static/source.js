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
    return {
      live: true,
      choices: () => ask('choices', {}),
      // What the worker needs to know of a pair under an explanation, and the name of that part.
      named: ({ pair, model }) => `${pair} ${model}`,
      part: ({ pair, model }) => ask('model', { pair, model }),
      scenario: (settings) => ask('scenario', { settings }),
      open: (toml) => ask('open', { toml }),
      worker: () => new Worker('model.js'),
    };
  };

  const file = ({ choices, model, worker }) => ({
    live: false,
    choices: async () => choices,
    named: () => 'all',
    part: async () => model,
    worker: () => new Worker(URL.createObjectURL(new Blob([worker], { type: 'text/javascript' }))),
  });

  const make = () => {
    const behind = window.MUSCLEBALANCE ? file(window.MUSCLEBALANCE) : server();
    const worker = behind.worker();
    const waiting = new Map();
    let number = 0;
    let broken = null;
    worker.onmessage = ({ data }) => {
      const { resolve, reject } = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.fault) reject(new Refused(data.fault));
      else resolve(data.found);
    };
    worker.onerror = (event) => {
      broken = { error: MB.text('fault.browser', { why: event.message || MB.text('fault.worker') }) };
      for (const { reject } of waiting.values()) reject(new Refused(broken));
      waiting.clear();
    };
    const ask = (what, ...given) =>
      new Promise((resolve, reject) => {
        if (broken) {
          reject(new Refused(broken));
          return;
        }
        number += 1;
        waiting.set(number, { resolve, reject });
        worker.postMessage({ number, what, given });
      });
    // Parts that the worker knows or is learning; one that could not be had is asked for again.
    const learned = new Map();
    let bodies = [];
    const choices = async () => {
      const found = await behind.choices();
      bodies = found.bodies;
      return found;
    };
    const knowing = (settings) => {
      const { pairs } = bodies.find((one) => one.name === settings.body) ?? {};
      return Promise.all((pairs ?? [settings.pair]).map((pair) => knowingPair({ ...settings, pair })));
    };
    const knowingPair = (settings) => {
      const name = behind.named(settings);
      if (!learned.has(name)) {
        const learning = behind.part(settings).then((part) => ask('learn', part));
        learning.catch(() => learned.delete(name));
        learned.set(name, learning);
      }
      return learned.get(name);
    };
    const after = (what) => async (settings, ...more) => {
      await knowing(settings);
      return ask(what, settings, ...more);
    };
    return {
      live: behind.live,
      choices,
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
