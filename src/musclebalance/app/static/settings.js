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

  // The settings, or a fault that names the setting it belongs to.
  const checked = (settings, { choices }) => {
    const known = {
      pair: choices.pairs.map((pair) => pair.name),
      model: choices.models.map((model) => model.name),
      cause: choices.causes,
    };
    for (const [name, names] of Object.entries(known)) {
      at(name, () => {
        if (!names.includes(settings[name])) throw unknown(name, settings[name], names);
      });
    }
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
