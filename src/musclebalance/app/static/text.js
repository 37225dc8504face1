'use strict';
// Texts, terms and numbers in the language that is chosen; each language is one file, strings.CODE.js.
window.MB = window.MB || {};
MB.languages = MB.languages || {};
MB.language = (() => {
  const KEPT = 'musclebalance.language';
  const asked = (text) => new URLSearchParams(text.replace(/^[#?]/, '')).get('lang');
  const known = (code) => (code && MB.languages[code] ? code : null);
  let chosen = null; // by the link or by hand, so that links keep it
  let code = 'en';
  const use = (given) => {
    code = given;
    if (typeof document !== 'undefined') document.documentElement.lang = code;
  };
  // The link decides, then what was chosen last, then the browser; English otherwise.
  const guess = () => {
    chosen = known(asked(location.hash)) || known(asked(location.search));
    const wished = (navigator.languages || [navigator.language]).map((one) => known(one.slice(0, 2)));
    use(chosen || known(MB.kept.get(KEPT)) || wished.find(Boolean) || 'en');
  };
  const choose = (given) => {
    chosen = given;
    MB.kept.set(KEPT, given);
    use(given);
  };
  return { code: () => code, linked: () => chosen, guess, choose, use };
})();
// What the browser remembers from one visit to the next; some forbid it for files.
MB.kept = {
  get: (name) => {
    try {
      return window.localStorage.getItem(name);
    } catch (error) {
      return null;
    }
  },
  set: (name, value) => {
    try {
      window.localStorage.setItem(name, value);
    } catch (error) {
      // the choice lasts as long as the page
    }
  },
};
(() => {
  const mine = () => MB.languages[MB.language.code()];
  // What has no value stays, for whoever fills it in later.
  const fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  // The text of a key. A text with forms follows the number `count`, as it is shown.
  MB.text = (key, values = {}) => {
    const found = mine().texts[key];
    if (found === undefined) throw new Error(`no text "${key}" in ${MB.language.code()}`);
    if (typeof found === 'string') return fill(found, values);
    const form = new Intl.PluralRules(MB.language.code()).select(Number(values.count));
    return fill(found[form] ?? found.other, { ...values, count: MB.number(values.count, values.digits || 0) });
  };
  // A name that the library gives; names of one's own stay as they are.
  MB.term = (text) => mine().terms[text] ?? text;
  MB.number = (value, digits) => {
    if (value === null || value === undefined || !Number.isFinite(value)) return '–';
    const text = (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits);
    return text.replace('-', '−').replace('.', mine().decimal);
  };
  // A number with its noun, one of the texts count.NOUN.
  MB.count = (value, noun, digits = 0) =>
    MB.text(`count.${noun}`, { count: Number(value.toFixed(digits)), digits });
  // A line of the library with names and numbers in it, as "desk 8 h (stress 0.6)".
  MB.told = (line) =>
    line
      .replace(/[a-z][a-z ]*[a-z]/g, (name) => MB.term(name))
      .replace(/(\d)\.(\d)/g, `$1${mine().decimal}$2`);
  // Puts the texts into the page: data-text is what an element says, data-label what it is called.
  MB.translate = (root) => {
    for (const e of root.querySelectorAll('[data-text]')) MB.terms.write(e, MB.text(e.dataset.text));
    for (const e of root.querySelectorAll('[data-label]'))
      e.setAttribute('aria-label', MB.text(e.dataset.label));
  };
})();
