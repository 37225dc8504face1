'use strict';
// What the page shows, computed here from the library's kernels and tables.
window.MB = window.MB || {};
MB.course = (() => {
  const SYMMETRIC = 0.4;
  const PERSON = ['pair', 'model', 'hours', 'stress', 'days'];
  const LIFE = [...PERSON, 'cause', 'weeks', 'body', 'side', 'lived'];
  const CLOSE = 1e-5; // tolerance of a session close up
  const KEPT = 100; // courses and people that are kept
  const ANGLES = 121; // of a curve of torque
  const LATEST = 60; // courses that a new one may begin like: of two settings and all whom the band shows

  const key = (settings, names) => JSON.stringify(names.map((name) => settings[name]));

  // What was made last, by what decides it.
  const kept = (make) => {
    const known = new Map();
    return (name, ...given) => {
      if (!known.has(name)) known.set(name, make(...given));
      const found = known.get(name);
      known.delete(name);
      known.set(name, found);
      if (known.size > KEPT) known.delete(known.keys().next().value);
      return found;
    };
  };

  // `data`: kernels by model, pairs, people by pair and model, lives, page; `kernels`: made ones by model.
  const make = (data, kernels) => {
    const readers = new Map();
    // The person of these settings; with a draw, one of those whom calibration leaves possible.
    const reader = (settings) => {
      const name = key(settings, ['pair', 'model', 'draw', 'body']);
      if (!readers.has(name)) {
        const { names, values } = data.draws[settings.model];
        const [person, own] = MB.bodyCourse.person(settings, data.people[settings.pair][settings.model], data);
        const drawn = settings.draw === undefined ? own : { names, values: values[settings.draw] };
        const made = new MB.readings.Reader(kernels[settings.model], person, drawn);
        readers.set(name, made);
        made.kernel.parameters = made.parameters;
        made.healthy = Float64Array.from(person.state);
        made.all(made.healthy); // the reference of every loss
      }
      const made = readers.get(name);
      made.kernel.parameters = made.parameters;
      return made;
    };

    const readings = new WeakMap(); // of states: each is one person's
    const readOnce = (settings, state) => {
      if (!readings.has(state)) readings.set(state, reader(settings).all(state));
      return readings.get(state);
    };
    const read = (settings, states) => {
      const found = states.map((state) => readOnce(settings, state));
      const names = found.length ? Object.keys(found[0]) : [];
      return Object.fromEntries(names.map((name) => [name, found.map((one) => one[name])]));
    };

    // Days that are those of an earlier course, from the same morning on, are taken from it: the same bits, for
    // every segment begins with nothing but the state before it.
    let latest = [];
    const begun = (name, start, days) => {
      let found = [Float64Array.from(start)];
      for (const one of latest) {
        if (one.name !== name || !one.states[0].every((value, k) => value === start[k])) continue;
        let count = 0;
        while (count < days.length && days[count] === one.days[count]) count += 1;
        if (count >= found.length) found = one.states.slice(0, count + 1);
      }
      return found;
    };

    const lived = (settings, bouts, days, sessions, given, start) => {
      const { kernel } = reader(settings);
      const life = MB.life.pieces(bouts, data.pairs[settings.pair]);
      const timeline = MB.timeline.make(days, life, sessions, given, kernel.model.inputs);
      const name = key(settings, ['pair', 'model', 'draw']);
      const states = begun(name, start, timeline.days);
      const known = states.length - 1;
      if (known < days) {
        const rest = Object.fromEntries(
          ['durations', 'rows', 'stored'].map((one) => [one, timeline[one].slice(timeline.begins[known])]),
        );
        const done = kernel.run(states[known], { ...rest, table: timeline.table }, data.tolerance);
        states.push(...done.states);
      }
      latest = [{ name, days: timeline.days, states }, ...latest].slice(0, LATEST);
      return { timeline, states };
    };

    const developed = kept((settings) => {
      const { healthy } = reader(settings);
      const bouts = MB.life.before(settings, data.lives);
      const { states } = lived(settings, bouts, settings.days, {}, [], healthy);
      return { states, read: read(settings, states), healthy: read(settings, [healthy]) };
    });
    const past = (settings) =>
      MB.bodyCourse.alone(settings)
        ? developed(key(settings, [...PERSON, 'draw']), settings)
        : looked(settings, bodyPast(settings));

    const sessionsOf = (settings, name = settings.pair) => {
      if (!settings.words.trim()) return null;
      const session = MB.grammar.session(settings.words);
      const phases = MB.timeline.phases(settings);
      if (!phases.length) return null;
      const pair = data.pairs[name];
      const made = phases.map(({ where }) => [where, MB.treatment.pieces(session, where, pair)]);
      return { session, pair, phases, pieces: Object.fromEntries(made) };
    };

    const followed = kept((settings) => {
      const planned = sessionsOf(settings);
      const given = planned ? MB.timeline.prescribed(settings) : [];
      const { states } = past(settings);
      const bouts = MB.life.after(settings, data.lives);
      const pieces = planned ? planned.pieces : {};
      const days = 7 * settings.weeks;
      const course = lived(settings, bouts, days, pieces, given, states[states.length - 1]);
      return { ...course, planned, given, days, read: read(settings, course.states) };
    });
    const course = (settings) =>
      MB.bodyCourse.alone(settings)
        ? followed(JSON.stringify(settings), settings)
        : looked(settings, bodyCourse(settings));

    // A body, whichever of its pairs is looked at.
    const { lived: livedBody, healthy: healthyBody } = MB.bodyCourse.make(data, { reader, read });
    const whole = (settings) => {
      const { pairs } = MB.bodyCourse.kindOf(settings, data);
      return { ...settings, side: '', pair: pairs ? pairs[0] : settings.pair };
    };
    const bodyDeveloped = kept((settings) => {
      const healthy = healthyBody(settings);
      const bouts = MB.life.before(settings, data.lives);
      const found = livedBody(settings, bouts, settings.days, healthy.states);
      const ones = found.ones.map((one) => ({ ...one, healthy: read(one.who, [reader(one.who).healthy]) }));
      return { ones, posture: healthy.posture, beyond: MB.bodyCourse.beyond(found.postures, healthy.posture) };
    });
    const bodyPast = (settings) =>
      bodyDeveloped(key(whole(settings), [...PERSON, 'body', 'lived']), whole(settings));
    const bodyFollowed = kept((settings) => {
      const before = bodyPast(settings);
      const start = before.ones.map(({ states }) => states[states.length - 1]);
      const planned = sessionsOf(settings);
      const given = planned ? MB.timeline.prescribed(settings) : [];
      const [bouts, days] = [MB.life.after(settings, data.lives), 7 * settings.weeks];
      const plan = planned && ((pair) => sessionsOf(settings, pair));
      const found = livedBody(settings, bouts, days, start, plan, given);
      const ones = found.ones.map((one) => ({
        ...one,
        days,
        planned: plan && one.treated ? plan(one.pair) : null,
        given: one.treated ? given : [],
        shifts: found.postures.map((angle) => one.share * angle),
      }));
      return { ones, beyond: MB.bodyCourse.beyond(found.postures, before.posture) };
    });
    const bodyCourse = (settings) => bodyFollowed(JSON.stringify(whole(settings)), whole(settings));
    const looked = ({ side, pair }, { ones }) => ones.find((one) => one.label === `${side} ${pair}`);

    // All pairs of a body, before and after week 0, and its bone.
    const bodyOf = (settings) => {
      if (MB.bodyCourse.alone(settings)) return null;
      const [before, after] = [bodyPast(settings), bodyCourse(settings)];
      const join = (one, other) => [...one.slice(0, -1), ...other];
      const { bone } = MB.bodyCourse.kindOf(settings, data);
      return {
        end_week: end(settings, sessionsOf(settings)) / 7,
        phases: MB.timeline.delivered((after.ones.find((one) => one.planned) ?? { timeline: { spans: [] } }).timeline.spans),
        bone: bone && { ...bone, beyond: join(before.beyond, after.beyond) },
        pairs: after.ones.map(({ label, side, pair, planned, read: now }, k) => {
          const { read: then, healthy } = before.ones[k];
          return {
            label,
            side,
            name: pair,
            about: data.pairs[pair].about,
            treated: planned !== null,
            series: Object.fromEntries(Object.keys(now).map((name) => [name, join(then[name], now[name])])),
            healthy: Object.fromEntries(Object.entries(healthy).map(([name, [one]]) => [name, one])),
          };
        }),
      };
    };

    const end = (settings, planned) => {
      const last = 7 * settings.weeks;
      if (!planned) return last;
      const phases = planned.phases;
      return Math.min(phases[phases.length - 1].start + phases[phases.length - 1].days, last);
    };

    const doses = ({ planned, given, days }) => {
      const none = Object.fromEntries(data.page.dose.map((name) => [name, 0]));
      if (!planned) return { prescribed: none, delivered: none };
      const one = MB.treatment.dose(planned.session, planned.pair);
      const within = given.filter((slot) => slot.day < days);
      const times = (count) =>
        Object.fromEntries(data.page.dose.map((name) => [name, one[name] * count]));
      return {
        prescribed: times(within.length),
        delivered: times(within.filter((slot) => slot.done).length),
      };
    };

    const seconds = ({ session, pair }) =>
      MB.steps.flat(MB.treatment.resolved(session, pair)).reduce((sum, step) => sum + step.seconds, 0);

    const summary = (settings, found) => {
      const { imbalance } = found.read;
      const at = end(settings, found.planned);
      return {
        before: imbalance[0],
        after: imbalance[at],
        after_week: at / 7,
        end: imbalance[imbalance.length - 1],
        symmetric_day: symmetric(imbalance),
      };
    };

    const run = (settings) => {
      const before = past(settings);
      const found = course(settings);
      return {
        settings,
        pair: data.pairs[settings.pair].about,
        counted: reader(settings).person.counted,
        past: points(before.read, -settings.days),
        course: points(found.read, 0),
        healthy: Object.fromEntries(Object.entries(before.healthy).map(([name, [one]]) => [name, one])),
        phases: MB.timeline.delivered(found.timeline.spans),
        sessions: found.timeline.spans.length,
        session_seconds: found.planned ? seconds(found.planned) : 0,
        dose: doses(found),
        summary: summary(settings, found),
        lives: lives(settings, data.lives),
        script: MB.script.text(settings, data),
        ...(MB.bodyCourse.alone(settings) ? {} : { body: bodyOf(settings) }),
      };
    };

    const untreated = (settings) => {
      const plain = Object.fromEntries(Object.entries({ ...settings, words: '' }).map(([name, value]) => [
        name, LIFE.includes(name) || name === 'words' ? value : data.defaults[name],
      ]));
      const found = course(plain);
      const treated = course(settings);
      const at = end(settings, treated.planned);
      const [start, here, there] = [
        treated.read.imbalance[0], treated.read.imbalance[at], found.read.imbalance[at],
      ];
      const share = start === 0 || (start - here) / start < 0.01 ? null : (there - here) / (start - here);
      const shown = ['imbalance', 'strength_ratio', 'pain'].filter((name) => name in found.read);
      return {
        course: points(Object.fromEntries(shown.map((name) => [name, found.read[name]])), 0),
        due: treated.planned ? share : null,
        ...(MB.bodyCourse.alone(settings) ? {} : { body: bodyUntreated(settings, plain) }),
      };
    };

    // At the end of the programme: what the body would be like without it.
    const bodyUntreated = (settings, plain) => {
      const at = end(settings, sessionsOf(settings));
      const { ones, beyond } = bodyCourse(plain);
      const values = (series) => Object.fromEntries(Object.entries(series).map(([name, all]) => [name, all[at]]));
      return {
        posture: beyond[at],
        pairs: Object.fromEntries(ones.map(({ label, read: series }) => [label, values(series)])),
      };
    };

    // A session second by second, integrated anew from the morning of its day.
    const session = (settings, number = 1) => {
      const found = course(settings);
      const { spans, kinds } = found.timeline;
      if (!spans.length) {
        const told = 'no session was delivered; choose a programme with weeks and adherence.';
        throw Object.assign(new MB.messages.Fault(told), { field: 'words' });
      }
      MB.messages.range('session', number, [1, spans.length]);
      const span = spans[number - 1];
      const { kernel, place } = reader(settings);
      const day = kinds[span.where];
      const { fine, from, begin } = MB.closeUp.around(day, data.page);
      const packed = MB.closeUp.packed(fine, from, kernel.model.inputs);
      packed.table = MB.bodyCourse.shifted(packed.table, (found.shifts ?? [])[span.day - 1], kernel.model.inputs);
      const done = kernel.run(found.states[span.day - 1], packed, CLOSE);
      const series = MB.closeUp.series(kernel, place, done.states, packed);
      const healthy = past(settings).healthy;
      return {
        number,
        count: spans.length,
        day: span.day,
        where: span.where,
        technique: found.planned.session.name,
        seconds: MB.closeUp.seconds(fine, from, begin),
        series,
        phases: MB.closeUp.phases(day, data.page.phases),
        healthy_tension: Object.fromEntries(
          MB.readings.MUSCLES.map((muscle) => [muscle, healthy[`resting_tension_${muscle}`][0]]),
        ),
      };
    };

    // Courses of one of the people whom calibration leaves possible, joined with their past.
    const possible = (settings, draw) => {
      const who = { ...settings, draw };
      const [before, after] = [past(who).read, course(who).read];
      return Object.fromEntries(
        Object.keys(after).map((name) => [name, [...before[name].slice(0, -1), ...after[name]]]),
      );
    };

    // What a hand feels and sees that moves the joint over its angles [deg], on a day and in health.
    const moved = (settings, day) => {
      const [before, after] = [past(settings).states, course(settings).states];
      const state = day < 0 ? before[before.length - 1 + day] : after[Math.min(day, after.length - 1)];
      const { person } = reader(settings);
      const [low, high] = data.pairs[settings.pair].range;
      const degrees = Array.from({ length: ANGLES }, (_, k) => low + (k / (ANGLES - 1)) * (high - low));
      const angles = degrees.map((one) => (one * Math.PI) / 180);
      const read = (one) => reader(settings).moved(one, angles);
      return { day, degrees, now: read(state), healthy: read(person.state) };
    };

    return { run, untreated, session, moved, possible, people: (model) => data.draws[model].values.length };
  };

  const points = (read, first) => ({
    weeks: Object.values(read)[0].map((_, k) => (first + k) / 7),
    series: read,
  });

  // First of the days from which the imbalance stays below the level of symmetry.
  const symmetric = (imbalance) => {
    let last = imbalance.length - 1;
    while (last >= 0 && imbalance[last] < SYMMETRIC) last -= 1;
    return last === imbalance.length - 1 ? null : last + 1;
  };

  const lives = (settings, known) => {
    const { wake, names } = known;
    const office = `office ${MB.messages.number(settings.hours)} h`;
    const before = MB.life.before(settings, known);
    const name = { removed: names.healthy, reduced: names.reduced, unchanged: office }[settings.cause];
    return {
      before: MB.life.text(office, before, wake),
      after: MB.life.text(name, MB.life.after(settings, known), wake),
    };
  };

  return { make };
})();
