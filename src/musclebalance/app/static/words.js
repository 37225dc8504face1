'use strict';
// Sliders for effort and seconds write into the words of the session and read from them.
window.MB = window.MB || {};
MB.words = (() => {
  const EFFORT = /^(\s*contract\b.*?\bat\s+)([\d.]+)(\s*%\s*MVC)/i;
  const SECONDS = /^(\s*contract\b.*?\bfor\s+)([\d.]+)(\s*s(?:ec|econds?)?\b)/i;
  const first = (words, pattern) => {
    for (const line of words.split('\n')) {
      const found = pattern.exec(line);
      if (found) return Number(found[2]);
    }
    return null;
  };
  const set = (words, pattern, value) =>
    words
      .split('\n')
      .map((line) => line.replace(pattern, `$1${value}$3`))
      .join('\n');
  return {
    effort: (words) => first(words, EFFORT),
    contraction: (words) => first(words, SECONDS),
    withEffort: (words, value) => set(words, EFFORT, value),
    withContraction: (words, value) => set(words, SECONDS, value),
  };
})();
