'use strict';
// The engine's kernel, compiled to WebAssembly: one person through a timeline, and what is read off a state.
window.MB = window.MB || {};
MB.kernel = (() => {
  const LINE = 64; // bytes: no register's load straddles two of them
  const PAGE = 65536;
  const ONES = ['span', 'step', 'fresh'];
  const COUNTERS = 8;
  const OUTCOMES = [
    '',
    'a rate or target is not finite.',
    'the step shrank to nothing.',
    'too many steps in a segment.',
    'stopped before the end.',
  ];

  // What was compressed and written in letters.
  const unpacked = (text) => {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')));
  };

  // Length of every array of a task, in elements; as `kernel.pack` in Python.
  const lengths = (model, segments, table, stored) => {
    const states = model.order.length;
    const rows = 8 * Math.ceil(states / 8);
    const own = { values: Math.max(model.slots, 1), k: 8 * rows };
    for (const name of ['y', 'u', 'slope', 'drift', 'right', 'shares', 'weights']) own[name] = rows;
    for (const name of ['low', 'high', 'start', 'final']) own[name] = states;
    for (const name of ['durations', 'rows', 'stored']) own[name] = segments;
    return {
      ...own,
      settings: 3,
      counters: COUNTERS,
      params: model.parameters.length,
      first_jump: segments + 1,
      table,
      output: stored * states,
    };
  };

  class Kernel {
    static async make(model) {
      const module = await WebAssembly.compile(await unpacked(model.module).arrayBuffer());
      return new Kernel(model, module);
    }

    constructor(model, module) {
      this.model = model;
      this.memory = new WebAssembly.Memory({ initial: 4 });
      const env = { __linear_memory: this.memory };
      env.__stack_pointer = new WebAssembly.Global({ value: 'i32', mutable: true }, PAGE);
      this.functions = new WebAssembly.Instance(module, { env }).exports;
      let at = PAGE; // below it lies the stack
      const place = (count) => {
        const here = at;
        at += LINE * Math.ceil((8 * count) / LINE);
        return here;
      };
      const { parameters, inputs, order, readings } = model;
      const most = Math.max(...Object.values(readings).map((names) => names.length));
      this.person = place(parameters.length);
      this.inputs = place(inputs.length);
      this.state = place(order.length);
      this.found = place(most);
      this.free = at;
    }

    // The person whose parameters these are.
    set parameters(values) {
      this.doubles(this.person, values.length).set(values);
      this.own = values;
    }

    doubles(at, count) {
      return new Float64Array(this.memory.buffer, at, count);
    }

    // Quantities of a group at a state, in the order of the model's `readings`.
    read(group, state, inputs) {
      this.doubles(this.state, state.length).set(state);
      this.doubles(this.inputs, inputs.length).set(inputs);
      this.functions[group](this.person, this.inputs, this.state, this.found);
      return this.doubles(this.found, this.model.readings[group].length);
    }

    // States at the ends of the stored segments, one array each, the last state, steps.
    run(start, timeline, tolerance, most = 100000) {
      const { durations, rows, table, stored } = timeline;
      const { model } = this;
      const count = stored.reduce((sum, one) => sum + one, 0);
      const places = this.placed(lengths(model, durations.length, table.length, count));
      const reals = (name, values) => this.doubles(places[name], values.length).set(values);
      const wholes = (name, values) => {
        const low = new Int32Array(this.memory.buffer, places[name], 2 * values.length);
        values.forEach((value, k) => {
          low[2 * k] = value; // the upper half is 0
        });
      };
      reals('settings', [tolerance, most, 0.3 * tolerance ** 0.2]);
      wholes('sizes', [1]);
      wholes('last', [durations.length]);
      for (const name of ['shares', 'weights', 'low', 'high']) reals(name, model[name]);
      reals('start', model.order.map((place) => start[place]));
      reals('params', this.own);
      reals('durations', durations);
      reals('table', table);
      wholes('rows', rows);
      wholes('stored', stored);
      for (const name of ONES) reals(name, [1]);
      this.functions.advance(places.addresses);
      const status = this.whole(places.status);
      if (status) throw new Error(`segment ${this.whole(places.reached)}: ${OUTCOMES[status]}`);
      return {
        states: Array.from({ length: count }, (_, k) => this.ordered(places.output, k)),
        final: this.ordered(places.final, 0),
        steps: this.whole(places.all_steps),
        rejected: this.whole(places.all_rejected),
      };
    }

    whole(at) {
      return new Int32Array(this.memory.buffer, at, 1)[0];
    }

    // One state of an array of them, in the order of the model's names.
    ordered(at, k) {
      const { order } = this.model;
      const here = this.doubles(at + 8 * order.length * k, order.length);
      const state = new Float64Array(order.length);
      order.forEach((place, row) => {
        state[place] = here[row];
      });
      return state;
    }

    // Room for the arrays of a task, all zero, and the table of their addresses.
    placed(sizes) {
      const { fields } = this.model;
      let at = this.free;
      const places = {};
      const place = (name, count) => {
        places[name] = at;
        at += LINE * Math.ceil((8 * count) / LINE);
      };
      place('addresses', fields.length);
      for (const name of fields) place(name, Math.max(sizes[name] ?? 1, 1));
      const missing = at - this.memory.buffer.byteLength;
      if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
      new Uint8Array(this.memory.buffer, this.free, at - this.free).fill(0);
      const addresses = new Uint32Array(this.memory.buffer, places.addresses, fields.length);
      fields.forEach((name, k) => {
        addresses[k] = places[name];
      });
      return places;
    }
  }

  return { Kernel, unpacked };
})();
