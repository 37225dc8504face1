'use strict';
// Sessions in words, read as the library reads them: the same steps, or the same error at the same place.
window.MB = window.MB || {};
MB.grammar = (() => {
  const { Fault, nearest, number, quoted, shown } = MB.messages;
  const { pattern, split, trimmed } = MB.steps;
  const data = () => window.MUSCLEBALANCE.grammar;
  const count = (text) => [...text].length;
  const is = (name, text) => pattern(name).test(text);
  const NUMERAL = /^([-+]?)(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?$/;
  // Decimal numbers have this many digits.
  const PRECISION = 28;

  // An error in the words: the line it is in (`phrase`) and the character, null where there is none.
  class WordsError extends Fault {
    constructor(message, phrase = null, position = null) {
      super(message);
      this.phrase = phrase;
      this.position = position;
    }
  }
  const misread = (phrase, text, position, message, examples = []) => {
    const hint = examples.length ? ` Examples: ${examples.map(quoted).join(', ')}.` : '';
    const place = `phrase ${phrase}, character ${position} of ${shown(text)}`;
    return new WordsError(`${place}: ${message}${hint}`, phrase, position);
  };

  // Digits of any script as those from 0 to 9; in each script they stand in order.
  const digit = (sign) => {
    const code = sign.codePointAt(0);
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
    return String(before % 10);
  };
  const plain = (text) => text.replace(/\p{Nd}/gu, digit);
  const decimal = (text) => {
    const [, sign, before, after = '', power = '0'] = NUMERAL.exec(plain(text));
    return { sign, digits: BigInt(before + after), power: Number(power) - after.length };
  };
  // The product as the library has it: rounded to the digits of a decimal number, then to a float.
  const times = (one, other) => {
    let digits = one.digits * other.digits;
    let power = one.power + other.power;
    const over = digits.toString().length - PRECISION;
    if (over > 0) {
      const unit = 10n ** BigInt(over);
      const rest = 2n * (digits % unit);
      digits /= unit;
      if (rest > unit || (rest === unit && digits % 2n)) digits += 1n;
      power += over;
    }
    return Number(`${one.sign}${digits}e${power}`);
  };
  const above = (one, limit) => {
    const scale = 10n ** BigInt(Math.abs(one.power));
    return one.power < 0 ? one.digits > limit * scale : one.digits * scale > limit;
  };

  // Examples nearest to what was written, those with the same verb first.
  const like = (text, most) => {
    const { examples, verbs } = data();
    const first = (words) => words.split(' ')[0];
    const verb = nearest((split(text)[0] || '').toLowerCase(), [...Object.keys(verbs).map(first), 'repeat']);
    const same = examples.filter((example) => verb !== null && first(example) === verb);
    const others = examples.filter((example) => !same.includes(example));
    return [...same, ...others].slice(0, Math.max(most, Math.min(same.length, 4)));
  };

  // Tokens of one phrase and how far they have been read.
  class Reader {
    constructor(phrase, text) {
      let [place, end] = [0, 0];
      this.tokens = Array.from(text.matchAll(pattern('token', 'g')), ({ 0: token, index }) => {
        place += count(text.slice(end, index));
        end = index;
        return { text: token, place };
      });
      Object.assign(this, { phrase, text, index: 0 });
    }

    get over() {
      return this.index >= this.tokens.length;
    }

    peek(ahead = 0) {
      return (this.tokens[this.index + ahead]?.text ?? '').toLowerCase();
    }

    take() {
      this.index += 1;
      return this.tokens[this.index - 1].text;
    }

    skip(word) {
      if (this.peek() === word) this.index += 1;
    }

    fail(message, back = 0, examples = 3) {
      const token = this.tokens[this.index - back];
      const position = (token ? token.place : count(this.text)) + 1;
      return misread(this.phrase, this.text, position, message, examples ? like(this.text, examples) : []);
    }

    found() {
      return this.over ? 'the end' : shown(this.tokens[this.index].text);
    }

    number(what) {
      const text = this.peek();
      if (!is('number', text)) {
        const comma = /^[\-+]?\p{Nd}+,\p{Nd}+$/v.test(text);
        const told = comma ? `; write ${text.replace(',', '.')}` : '';
        throw this.fail(`a number is expected for the ${what}, but ${this.found()} stands there${told}.`);
      }
      const { longest_number: longest, most_number: most } = data().limits;
      const size = count(text) > longest ? Infinity : Math.abs(Number(plain(text)));
      const vanishes = size === 0 && /[^\-+0.]/v.test(text.split('e')[0]);
      if (size >= most || vanishes) {
        const limit = `write one below ${number(most)}, of ${longest} digits at most`;
        throw this.fail(`${this.found()} is no ${what} that anybody means; ${limit}.`);
      }
      this.take();
      return decimal(size ? text : '0');
    }

    unit(known, what) {
      const unit = this.peek().replaceAll(' ', '');
      if (!known.includes(unit)) {
        const guess = nearest(unit, known) || known[0];
        const near = quoted(guess === '%mvc' ? '%MVC' : guess);
        if (!unit || unit === 'of' || data().clauses.includes(unit)) {
          throw this.fail(`the ${what} lacks its unit; write for example ${near} after the number.`);
        }
        throw this.fail(`no unit ${this.found()} for the ${what}. Did you mean ${near}?`);
      }
      this.index += 1;
      return unit;
    }

    // A time without "for", as in "rest 10 s".
    get timed() {
      return is('number', this.peek()) && data().times.includes(this.peek(1));
    }
  }

  const readVerb = (reader) => {
    const { verbs } = data();
    for (const [verb, action] of Object.entries(verbs)) {
      const words = verb.split(' ');
      if (words.some((word, ahead) => reader.peek(ahead) !== word)) continue;
      reader.index += words.length;
      return action;
    }
    const guess = nearest(reader.peek(), [...Object.keys(verbs), 'repeat']);
    const hint = guess ? ` Did you mean ${quoted(guess)}?` : '';
    throw reader.fail(`no phrase begins with ${reader.found()}.${hint}`, 0, 4);
  };

  // Muscle or activity: words up to the next clause, without a leading "the" or "in the".
  const readName = (reader) => {
    const { clauses } = data();
    reader.skip('in');
    const explicit = reader.peek() === 'the';
    reader.skip('the');
    const words = [];
    while (!reader.over && !clauses.includes(reader.peek()) && !reader.timed) {
      if (is('number', reader.peek()) || ['%mvc', '%'].includes(reader.peek())) {
        throw reader.fail(`${reader.found()} is not understood here.`);
      }
      const guess = nearest(reader.peek(), clauses);
      const following = reader.peek(1);
      if (guess && !explicit && (following === 'barrier' || is('number', following))) {
        throw reader.fail(`${reader.found()} is not understood. Did you mean ${quoted(guess)}?`);
      }
      words.push(reader.take());
    }
    if (explicit && !words.length) throw reader.fail("a name is expected after 'the'.");
    return words.join(' ');
  };

  // The share of the tolerated torque that a rating of pain stands for.
  const readPain = (reader) => {
    reader.take();
    const pain = reader.number('pain from 0 to 10');
    if (pain.sign === '-' || above(pain, 10n)) {
      throw reader.fail('pain goes from 0 to 10, the most that is borne.', 1);
    }
    reader.skip('of');
    reader.skip('10');
    return times(pain, decimal(data().pain));
  };

  const expect = (reader, word, message, examples) => {
    if (reader.peek() !== word) throw reader.fail(`${message(reader.found())}.`, 0, examples);
    reader.take();
  };
  // A number with its unit, as the field it gives.
  const readNumber = (reader, word) => {
    const [what, units] = data().numbers[word];
    const value = reader.number(what);
    if (units.nm && reader.peek() === 'n' && reader.peek(1) === 'm') {
      reader.index += 2;
      return [units.nm[0], Number(`${value.sign}${value.digits}e${value.power}`)];
    }
    const [field, factor] = units[reader.unit(Object.keys(units), what)];
    if (field === 'barrier' && reader.peek() === 'of') {
      reader.take();
      reader.skip('the');
      expect(reader, 'barrier', (found) => `'of the barrier' is expected, but ${found} stands there`);
    }
    return [field, times(value, decimal(factor))];
  };
  const readClause = (reader, action) => {
    const { clauses, numbers, actions } = data();
    const word = reader.take().toLowerCase();
    if (['assisted', 'unassisted'].includes(word)) return ['assisted', word === 'assisted'];
    if (!Object.hasOwn(numbers, word)) {
      const guess = nearest(word, clauses);
      const after = clauses.slice(0, 5).map(quoted).join(', ');
      const hint = guess ? `Did you mean ${quoted(guess)}?` : `After ${actions[action].noun} comes ${after}.`;
      throw reader.fail(`${quoted(word)} is not understood here. ${hint}`, 1);
    }
    const goes = ['to', 'until'].includes(word);
    if (goes || word === 'with') reader.skip('the');
    if (goes && reader.peek() === 'barrier') {
      reader.take();
      return null;
    }
    if (word === 'with') {
      const told = (found) => `'with' is followed by 'the partner at 20 %MVC', not by ${found}`;
      expect(reader, 'partner', told, 0);
      reader.skip('at');
    }
    return goes && reader.peek() === 'pain' ? ['barrier', readPain(reader)] : readNumber(reader, word);
  };

  const readClauses = (reader, action, fields) => {
    while (!reader.over) {
      const start = reader.index;
      if (reader.timed) reader.tokens.splice(start, 0, { text: 'for', place: 0 });
      const clause = readClause(reader, action);
      if (clause && Object.hasOwn(fields, clause[0])) {
        const what = clause[0] === 'seconds' ? 'time' : clause[0].replaceAll('_', ' ');
        throw reader.fail(`the ${what} is given twice; leave one out.`, reader.index - start, 0);
      }
      if (clause) fields[clause[0]] = clause[1];
    }
  };
  const readPhrase = (text, phrase) => {
    const reader = new Reader(phrase, text);
    const action = readVerb(reader);
    const name = readName(reader);
    if (name && ['release', 'rest', 'position'].includes(action)) {
      const { noun } = data().actions[action];
      throw reader.fail(`${noun} concerns the joint; leave out ${quoted(name)}.`, 1);
    }
    const fields = name ? { [action === 'do' ? 'activity' : 'muscle']: name } : {};
    readClauses(reader, action, fields);
    if (!('seconds' in fields) && action !== 'stretch') {
      throw reader.fail("how long? Add for example 'for 7 s'.");
    }
    return MB.steps.step({ action, ...fields }, `phrase ${phrase}: ${quoted(text)}`);
  };

  const readTimes = (phrase, text) => {
    const found = pattern('repeat').exec(text);
    if (found && /^[0-9]{1,9}$/.test(found[1])) return [Number(found[1]), Boolean(found[2])];
    const space = text.indexOf(' ');
    const position = count(space < 0 ? text : text.slice(0, space + 1)) + 1;
    const examples = ['repeat 5 times', 'repeat 5 times:'];
    throw misread(phrase, text, position, 'a whole number of times is expected.', examples);
  };
  const readStep = ({ phrase, text }) => {
    const several = pattern('several').exec(text);
    const step = readPhrase(text.replaceAll(pattern('several', 'g'), ' for '), phrase);
    return several ? MB.steps.repeat(Number(plain(several[1])), [step]) : step;
  };
  const readBelow = (rows, { phrase, indent, text }, depth) => {
    if (rows.length && rows[0].indent > indent) return readBlock(rows, rows[0].indent, depth + 1);
    const message = 'nothing is indented below it; indent the phrases to repeat by two spaces.';
    throw misread(phrase, text, count(text), message);
  };
  // Items at this indentation, taken from the rows.
  const readBlock = (rows, indent, depth = 0) => {
    const { deepest_repeat: deepest } = data().limits;
    if (depth > deepest) {
      const message = `repeats within repeats are ${deepest} deep at most.`;
      throw misread(rows[0].phrase, rows[0].text, 1, message);
    }
    const items = [];
    let since = 0;
    while (rows.length && rows[0].indent >= indent) {
      const row = rows.shift();
      const { phrase, text } = row;
      if (row.indent > indent) {
        const message = "it is indented without a 'repeat 5 times:' above it.";
        throw misread(phrase, text, 1, message, ['repeat 5 times:']);
      }
      if (split(text)[0].toLowerCase() !== 'repeat') {
        items.push(readStep(row));
        continue;
      }
      const [often, opens] = readTimes(phrase, text);
      if (opens) {
        items.push(MB.steps.repeat(often, readBelow(rows, row, depth)));
        continue;
      }
      if (items.length === since) {
        const examples = data().examples.slice(2, 4);
        throw misread(phrase, text, 1, 'there is nothing above it to repeat.', examples);
      }
      items.push(MB.steps.repeat(often, items.splice(since)));
      since = items.length;
    }
    return items;
  };

  // A phrase without the full stop of a sentence; a full stop alone is left to be refused.
  const sentence = (text) => {
    const stopped = text.endsWith('.') && !text.endsWith('..');
    return (stopped && trimmed(text.slice(0, -1), false)) || text;
  };
  // Phrases that are not blank: number, indentation, text.
  const readRows = (text) => {
    const lines = text.split(/\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]/);
    if (lines.at(-1) === '') lines.pop();
    const { most_lines: most } = data().limits;
    const rows = [];
    for (const [index, line] of lines.entries()) {
      const phrase = index + 1;
      const written = trimmed(line.split('#')[0], false);
      const bare = trimmed(written);
      if (bare) rows.push({ phrase, indent: count(written) - count(bare), text: sentence(bare) });
      if (phrase > most) throw misread(phrase, written, 1, `a session has ${most} lines at most.`);
    }
    return rows;
  };
  const readWords = (text) => {
    const rows = readRows(text);
    let name = '';
    if (rows.length && rows[0].text.endsWith(':') && !is('repeat', rows[0].text)) {
      name = trimmed(rows.shift().text.slice(0, -1));
    }
    const items = readBlock(rows, rows.length ? rows[0].indent : 0);
    if (rows.length) {
      const message = 'it is indented less than the first phrase; start it in the same column.';
      throw misread(rows[0].phrase, rows[0].text, 1, message);
    }
    return MB.steps.session(items, name);
  };

  // A session read from words, or a WordsError; the message of a step that cannot be names its phrase.
  const session = (text) => {
    try {
      return readWords(text);
    } catch (error) {
      if (!(error instanceof Fault) || error instanceof WordsError) throw error;
      const place = /\(phrase (\p{Nd}+)/u.exec(error.message);
      throw new WordsError(error.message, place && Number(plain(place[1])));
    }
  };
  return { WordsError, session };
})();
