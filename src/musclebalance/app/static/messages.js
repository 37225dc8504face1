'use strict';
// Messages in the words of the library: what was given, what is allowed, the nearest name. Characters are
// counted as code points, as the library counts them.
window.MB = window.MB || {};
MB.messages = (() => {
  const LONGEST_LINE = 1000;
  const LONGEST_SHOWN = 80;
  const LONGEST_NAME = 200;
  const cut = (line) => {
    const signs = [...line];
    const kept = LONGEST_LINE / 2;
    if (signs.length <= LONGEST_LINE) return line;
    return `${signs.slice(0, kept).join('')} [...] ${signs.slice(-kept).join('')}`;
  };
  class Fault extends Error {
    constructor(message) {
      super(message.split('\n').map(cut).join('\n'));
    }
  }
  const SHORT = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = (sign) => {
    if (SHORT[sign]) return SHORT[sign];
    if (sign === ' ' || !/[\p{C}\p{Z}]/u.test(sign)) return sign;
    const code = sign.codePointAt(0).toString(16);
    if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
    return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
  };
  const quoted = (text) => {
    const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
    return quote + [...text].map((sign) => (sign === quote ? `\\${quote}` : escaped(sign))).join('') + quote;
  };
  const shown = (text) => {
    const signs = [...quoted(text)];
    if (signs.length <= LONGEST_SHOWN) return signs.join('');
    return `${signs.slice(0, LONGEST_SHOWN - 3).join('')}...`;
  };
  // The digits kept of a number, given those that JavaScript rounds up in a tie and all there are.
  const even = (up, all, length) => {
    const kept = all.slice(0, length);
    return /^50*$/.test(all.slice(length)) && '02468'.includes(kept.at(-1)) ? kept : up;
  };
  const rounded = (value, decimals) => {
    const all = value.toFixed(100);
    return Number(even(value.toFixed(decimals), all, all.indexOf('.') + 1 + decimals));
  };
  const whole = (value) => {
    const below = Math.floor(value);
    return value - below === 0.5 ? below + (below % 2 ? 1 : 0) : Math.round(value);
  };
  const number = (value, digits = 6) => {
    const [all, power] = value.toExponential(100).split('e');
    const up = value.toExponential(digits - 1);
    const kept = even(up, all, all.indexOf('.') + digits);
    const text = kept === up ? up : `${kept}e${power}`;
    const [mantissa, exponent] = text.split('e');
    if (exponent >= -4 && exponent < digits) return String(Number(text));
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${Number(mantissa)}e${exponent < 0 ? '-' : '+'}${size}`;
  };
  const range = (what, value, [low, high], unit = '', where = '') => {
    if (low <= value && value <= high) return;
    const spot = where ? ` (${where})` : '';
    const tail = unit ? ` ${unit}` : '';
    const allowed = `${number(low)} to ${number(high)}${tail}`;
    throw new Fault(`${what} ${number(value)}${tail} is outside ${allowed}${spot}.`);
  };
  // Longest run of signs that two stretches of two texts have in common, the first of several.
  const longest = (a, b, [fromA, toA, fromB, toB]) => {
    let best = [fromA, fromB, 0];
    let before = new Map();
    for (let i = fromA; i < toA; i += 1) {
      const runs = new Map();
      for (let j = fromB; j < toB; j += 1) {
        if (a[i] !== b[j]) continue;
        const size = (before.get(j - 1) || 0) + 1;
        runs.set(j, size);
        if (size > best[2]) best = [i - size + 1, j - size + 1, size];
      }
      before = runs;
    }
    return best;
  };
  const matches = (a, b, [fromA, toA, fromB, toB]) => {
    const [i, j, size] = longest(a, b, [fromA, toA, fromB, toB]);
    if (!size) return 0;
    return size + matches(a, b, [fromA, i, fromB, j]) + matches(a, b, [i + size, toA, j + size, toB]);
  };
  // The text most alike (Ratcliff and Obershelp), when it is alike enough; of two the later in the alphabet.
  const closest = (wanted, known, least) => {
    const b = [...wanted];
    let best = null;
    for (const text of known) {
      const a = [...text];
      const share = (count) => (a.length + b.length ? (2 * count) / (a.length + b.length) : 1);
      if (share(Math.min(a.length, b.length)) < least) continue;
      const score = share(matches(a, b, [0, a.length, 0, b.length]));
      if (score < least || (best && score < best.score)) continue;
      if (!best || score > best.score || text > best.text) best = { score, text };
    }
    return best && best.text;
  };
  const holding = (wanted, known) => {
    const found = known.filter((name) => name.includes(wanted));
    const key = (name) => [name.indexOf(wanted), name.length];
    return found.reduce((best, name) => {
      const [[place, length], [first, least]] = [key(name), key(best)];
      return place < first || (place === first && length < least) ? name : best;
    }, found[0]);
  };
  const nearest = (given, known) => {
    const byCase = new Map(known.map((name) => [name.toLowerCase(), name]));
    const names = [...byCase.keys()];
    const wanted = given.toLowerCase();
    const near = ([...wanted].length >= 3 && holding(wanted, names)) || closest(wanted, names, 0.6);
    if (near) return byCase.get(near);
    const words = new Map();
    for (const name of known) {
      for (const word of name.toLowerCase().split(/[-_. ]/)) if (!words.has(word)) words.set(word, name);
    }
    const word = closest(wanted, words.keys(), 0.75);
    return word === null ? null : words.get(word);
  };
  const unknown = (kind, given, known) => {
    const text = `No ${kind} ${shown(given)}.`;
    const guess = [...given].length <= LONGEST_NAME ? nearest(given, known) : null;
    if (guess !== null) return new Fault(`${text} Did you mean ${quoted(guess)}?`);
    const more = known.length > 8 ? ` and ${known.length - 8} more` : '';
    return new Fault(`${text} Known: ${known.slice(0, 8).map(quoted).join(', ')}${more}.`);
  };
  return { Fault, nearest, number, quoted, range, rounded, shown, unknown, whole };
})();
