'use strict';
// The random stream of a person, number by number that of Python's `numpy.random.default_rng`.
// Algorithms: M. E. O'Neill, PCG: a family of simple fast space-efficient statistically good algorithms for
// random number generation, HMC-CS-2014-0905 (PCG XSL RR 128/64); the same author's seed sequences.
window.MB = window.MB || {};
MB.random = (() => {
  const POOL = 4;
  const MULTIPLIER = (2549297995355413924n << 64n) | 4865540595714422341n;
  const SIZE = (1n << 128n) - 1n;
  const HALF = (1n << 64n) - 1n;

  const scrambler = (first, factor) => {
    let constant = first;
    return (value) => {
      let mixed = (value ^ constant) >>> 0;
      constant = Math.imul(constant, factor) >>> 0;
      mixed = Math.imul(mixed, constant) >>> 0;
      return (mixed ^ (mixed >>> 16)) >>> 0;
    };
  };
  const joined = (x, y) => {
    const mixed = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) >>> 0;
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };

  // Whole numbers from 0 to 2^53 as words of 32 bits, the least first.
  const words = (value) => {
    const high = Math.floor(value / 2 ** 32);
    return high ? [value >>> 0, high] : [value >>> 0];
  };

  const pool = (seed, key) => {
    const given = words(seed);
    while (key.length && given.length < POOL) given.push(0);
    const entropy = [...given, ...key.flatMap(words)];
    const scramble = scrambler(0x43b0d7e5, 0x931e8875);
    const mixed = Array.from({ length: POOL }, (_, k) => scramble(entropy[k] ?? 0));
    const spread = (value, except) => {
      for (let to = 0; to < POOL; to += 1) {
        if (to !== except) mixed[to] = joined(mixed[to], scramble(value()));
      }
    };
    for (let from = 0; from < POOL; from += 1) spread(() => mixed[from], from);
    for (const value of entropy.slice(POOL)) spread(() => value, -1);
    return mixed;
  };

  const seeds = (seed, key) => {
    const mixed = pool(seed, key);
    const scramble = scrambler(0x8b51f9dd, 0x58f38ded);
    const half = Array.from({ length: 2 * POOL }, (_, k) => BigInt(scramble(mixed[k % POOL])));
    return Array.from({ length: POOL }, (_, k) => half[2 * k] | (half[2 * k + 1] << 32n));
  };

  // A function that gives the next number from 0 up to 1.
  const stream = (seed, ...key) => {
    const [high, low, after, last] = seeds(seed, key);
    const increment = ((((after << 64n) | last) << 1n) | 1n) & SIZE;
    let state = 0n;
    const step = () => {
      state = (state * MULTIPLIER + increment) & SIZE;
    };
    step();
    state = (state + ((high << 64n) | low)) & SIZE;
    step();
    return () => {
      step();
      const turn = state >> 122n;
      const value = ((state >> 64n) ^ state) & HALF;
      const turned = ((value >> turn) | (value << ((64n - turn) & 63n))) & HALF;
      return Number(turned >> 11n) / 2 ** 53;
    };
  };
  return { stream };
})();
