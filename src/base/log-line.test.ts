import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLogLine, formatLogWords } from './log-line.ts';

const at = Date.UTC(2030, 0, 2, 3, 4, 5, 6);
const head = '{"level":"info","time":"2030-01-02T03:04:05.006Z","event":"a"';

test('a line begins with level, time and event, and ends with its end', () => {
  assert.equal(formatLogLine('info', 'a', { b: 1, c: undefined }, at), `${head},"b":1}\n`);
});

test('a circle is put into words, and what is there twice without one is not', () => {
  const twice = { x: 1 };
  const circle: Record<string, unknown> = { twice, again: [twice, twice] };
  circle.self = { circle };
  assert.equal(
    formatLogLine('info', 'a', { circle }, at),
    `${head},"circle":{"twice":{"x":1},"again":[{"x":1},{"x":1}],"self":{"circle":"[Circular]"}}}\n`,
  );
});

test('a whole number of any size is told as text', () => {
  assert.equal(
    formatLogLine('info', 'a', { size: 2n ** 64n }, at),
    `${head},"size":"18446744073709551616"}\n`,
  );
});

test('an error that is its own cause is told', () => {
  const error = new Error('broken');
  error.cause = error;
  assert.match(formatLogLine('info', 'a', { error }, at), /"message":"broken".*"message":"broken"/);
});

test('facts that throw are left out, and the event is told', () => {
  const facts = {
    get broken(): never {
      throw new Error('no');
    },
  };
  const hidden = { toJSON: () => facts.broken };
  assert.equal(formatLogLine('info', 'a', { hidden }, at), `${head}}\n`);
});

test('a line in words has the same facts, with JSON for what is no plain word', () => {
  const at = Date.UTC(2026, 10, 27, 20, 7);
  const facts = {
    name: 'ana',
    reason: 'two words',
    count: 3,
    empty: '',
    list: ['a'],
    quote: 'a"b',
  };
  assert.equal(
    formatLogWords('warn', 'login.failed', facts, at),
    '2026-11-27T20:07:00.000Z warn login.failed name=ana reason="two words" count=3 empty="" list=["a"] quote="a\\"b"\n',
  );
});
