'use strict';
// The model beside the page: it learns kernels and people, and answers one request after another.
(() => {
  const known = { kernels: {}, draws: {}, people: {}, pairs: {}, portraits: {} };
  window.MUSCLEBALANCE = known;
  const kernels = {};
  let course = null;

  const learn = async (given) => {
    const part = typeof given === 'string' ? await MB.kernel.unpacked(given).json() : given;
    for (const [name, value] of Object.entries(part)) {
      if (name === 'people') {
        for (const [pair, people] of Object.entries(value)) {
          known.people[pair] = { ...known.people[pair], ...people };
        }
      } else {
        known[name] = name in known && typeof value === 'object' ? { ...known[name], ...value } : value;
      }
    }
    course ??= MB.course.make(known, kernels);
  };

  const ready = async ({ model }) => {
    kernels[model] ??= await MB.kernel.Kernel.make(known.kernels[model]);
  };

  const answers = {
    learn,
    run: async (settings) => {
      MB.settings.checked(settings, known);
      await ready(settings);
      const begin = performance.now();
      const found = course.run(settings);
      return { ...found, milliseconds: performance.now() - begin };
    },
    untreated: async (settings) => course.untreated(settings),
    session: async (settings, number) => course.session(settings, number),
    moved: async (settings, day) => course.moved(settings, day),
    possible: async (settings, draw) => course.possible(settings, draw),
    people: async ({ model }) => course.people(model),
    portrait: async (settings) => known.portraits[settings.pair],
  };

  const told = (error) => {
    if (!(error instanceof MB.messages.Fault)) {
      return { error: `the page made a mistake (${error.message}).`, field: '' };
    }
    const words = error instanceof MB.grammar.WordsError;
    const { field = words ? 'words' : '', phrase: line = null, position = null } = error;
    return { error: error.message, field, line, position };
  };

  window.onmessage = async ({ data: { number, what, given } }) => {
    try {
      window.postMessage({ number, found: await answers[what](...given) });
    } catch (error) {
      window.postMessage({ number, fault: told(error) });
    }
  };
})();
