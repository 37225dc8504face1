'use strict';
// One session second by second: its day cut finely, and what is read off the states in it.
window.MB = window.MB || {};
MB.closeUp = (() => {
  const { SECOND } = MB.life;
  const SHORTEST = 0.25; // between two points [s]
  const DEGREES = 180 / Math.PI;

  // The day of a session up to its end, cut finely around it; the first piece that is looked at.
  const around = (day, page) => {
    const edges = [0];
    for (const piece of day.pieces) edges.push(edges[edges.length - 1] + piece.ticks);
    const [before, after] = page.around;
    const [begin, stop] = [edges[day.first], edges[day.last + 1]];
    const [low, high] = [Math.max(begin - before * SECOND, 0), stop + after * SECOND];
    const every = MB.messages.whole(Math.max((high - low) / SECOND / page.points, SHORTEST) * SECOND);
    const moments = new Set(edges.filter((edge) => edge > 0 && edge < high));
    for (let at = low; at < high; at += every) if (at > 0) moments.add(at);
    const ends = [...moments].sort((a, b) => a - b).concat(high);
    let owner = 0;
    const fine = ends.map((end, k) => {
      const start = k ? ends[k - 1] : 0;
      while (edges[owner + 1] <= start) owner += 1;
      return { ticks: end - start, end, inputs: day.pieces[owner].inputs };
    });
    return { fine, from: ends.findIndex((end) => end >= low), begin, stop };
  };

  const packed = (fine, from, names) => {
    const rows = new Map();
    const table = [];
    const row = (inputs) => {
      if (!rows.has(inputs)) {
        rows.set(inputs, rows.size);
        table.push(...MB.treatment.values({ inputs }, names));
      }
      return rows.get(inputs);
    };
    return {
      durations: fine.map((piece) => piece.ticks / SECOND),
      rows: fine.map((piece) => row(piece.inputs)),
      stored: fine.map((_, k) => (k >= from ? 1 : 0)),
      table,
      inputs: names.length,
      from,
    };
  };

  const seconds = (fine, from, begin) => fine.slice(from).map((piece) => (piece.end - begin) / SECOND);

  const series = (kernel, place, states, { rows, table, inputs, from }) => {
    const names = kernel.model.readings.shown;
    const found = { angle: states.map((state) => state[place.angle] * DEGREES) };
    const read = states.map((state, k) => {
      const row = rows[from + k];
      return [...kernel.read('shown', state, table.slice(row * inputs, (row + 1) * inputs))];
    });
    for (const muscle of MB.readings.MUSCLES) {
      for (const name of ['tension', 'length']) {
        const at = names.indexOf(`${name}_${muscle}`);
        found[`${name}_${muscle}`] = read.map((values) => values[at]);
      }
      const inhibition = place[`inhibition_${muscle}`];
      if (inhibition !== undefined) {
        found[`inhibition_${muscle}`] = states.map((state) => 100 * state[inhibition]);
      }
    }
    return found;
  };

  // Begin and end [s in the session], name and colour of each phase; neighbours of one kind are one.
  const phases = (day, looks) => {
    const found = [];
    let clock = 0;
    for (const { ticks, inputs } of day.pieces.slice(day.first, day.last + 1)) {
      const [name, color] = looks[inputs.phase];
      const last = found[found.length - 1];
      const end = (clock + ticks) / SECOND;
      if (last && last.name === name && last.color === color) last.end = end;
      else found.push({ start: clock / SECOND, end, name, color });
      clock += ticks;
    }
    return found;
  };

  return { around, packed, seconds, series, phases };
})();
