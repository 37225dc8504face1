'use strict';
// What calibration leaves uncertain: courses of people whom the trials do not tell apart, as a band.
window.MB = window.MB || {};
MB.band = (() => {
  const LOW = 0.05;
  const HIGH = 0.95;
  const quantile = (sorted, share) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  // Band of many courses: for each name the lower and the upper edge.
  const of = (courses) =>
    Object.fromEntries(
      Object.keys(courses[0]).map((name) => {
        const edges = { low: [], high: [] };
        courses[0][name].forEach((_, k) => {
          const sorted = courses.map((one) => one[name][k]).sort((a, b) => a - b);
          edges.low.push(quantile(sorted, LOW));
          edges.high.push(quantile(sorted, HIGH));
        });
        return [name, edges];
      }),
    );

  // make(page): source, draw(bands, people so far, people) -> follow(settings) | stop()
  const make = ({ source, draw }) => {
    let turn = 0;
    const stop = () => {
      turn += 1;
    };
    const follow = async (settings) => {
      turn += 1;
      const mine = turn;
      const people = await source.people(settings);
      const courses = [];
      for (let k = 0; k < people; k += 1) {
        const found = await source.possible(settings, k);
        if (mine !== turn) return;
        courses.push(found);
        if (courses.length % 6 === 0 || k === people - 1) draw(of(courses), courses.length, people);
      }
    };
    return { follow, stop };
  };
  return { make, of, quantile };
})();
