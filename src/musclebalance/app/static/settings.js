'use strict';
// Settings are checked as the library checks them: names, bounds, whole numbers.
window.MB = window.MB || {};
MB.settings = (() => {
  const { Fault, number, range, unknown } = MB.messages;

  const at = (field, check) => {
    try {
      return check();
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      throw Object.assign(fault, { field });
    }
  };

  // Whether pair, side, life and treatment are such as the body has.
  const fits = (settings, { choices, coupling: { sides } }) => {
    const { name, pairs } = choices.bodies.find((one) => one.name === settings.body);
    const own = pairs ?? [];
    const labels = own.flatMap((pair) => sides.map((side) => `${side} ${pair}`));
    const treatable = name === 'pair' ? ['all'] : ['all', ...sides, ...own, ...labels];
    const rules = [
      ['pair', `pair of the ${name} cross`, pairs ?? choices.pairs.map((pair) => pair.name)],
      ['side', 'side', sides],
      ['lived', 'side that lives the day', name === 'sides' ? ['both', ...sides] : ['both']],
      ['treated', 'treated part of this body', treatable],
    ];
    for (const [field, what, known] of rules) {
      at(field, () => {
        if (!known.includes(settings[field])) throw unknown(what, settings[field], known);
      });
    }
  };

  // The settings, or a fault that names the setting it belongs to.
  const checked = (settings, data) => {
    const { choices } = data;
    const known = {
      pair: choices.pairs.map((pair) => pair.name),
      model: choices.models.map((model) => model.name),
      cause: choices.causes,
      body: choices.bodies.map((body) => body.name),
    };
    for (const [name, names] of Object.entries(known)) {
      at(name, () => {
        if (!names.includes(settings[name])) throw unknown(name, settings[name], names);
      });
    }
    fits(settings, data);
    for (const [name, limit] of Object.entries(choices.limits)) {
      const value = settings[name];
      at(name, () => {
        range(limit.label, value, [limit.low, limit.high], limit.unit);
        if (choices.whole.includes(name) && !Number.isInteger(value)) {
          throw new Fault(`${limit.label} ${number(value)} is not a whole number.`);
        }
      });
    }
    return settings;
  };
  return { checked };
})();
