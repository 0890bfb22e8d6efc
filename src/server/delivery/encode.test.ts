import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeFrame } from '../../wire/frame.ts';
import { FrameWriter } from '../../wire/frame-writer.ts';
import { writeContent } from '../../words/content.ts';
import { entryBytes, mostEntryBytes } from '../../words/entry-bytes.ts';
import { messageKinds } from '../../words/message-kind.ts';
import { type Entry, readRuns, writeRuns } from '../../words/runs.ts';
import { encodeMessages, type OutgoingMessage, textOf, writePosted } from './encode.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ maxLength: 70_000 }));
const first = fc.integer({ min: 1, max: 2 ** 40 });
const entries: fc.Arbitrary<Entry[]> = fc
  .array(
    fc.record({
      mid: fc.constantFrom('M'.repeat(22), 'N'.repeat(22)),
      from: fc.constantFrom('ana', 'b.o-b_2'),
      at: fc.nat({ max: 8.64e15 }),
      content: fc
        .record(
          {
            kind: fc.constantFrom(...messageKinds),
            text: fc.oneof(text, fc.constantFrom('","', '"}', '\\', '","names":["ana"]')),
            names: fc.constant(['ana', 'bob']),
            edited: fc.nat(),
            editedBy: fc.constant('ana'),
          },
          { requiredKeys: ['kind', 'text'] },
        )
        .map((content) => writeContent(content)),
      of: fc.constantFrom(0, 7),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) => all.map((entry, index) => ({ seq: index + 1, ...entry })));
const runs = entries.map(writeRuns);
const live = fc.record(
  { type: fc.constant('entries' as const), room: fc.constantFrom('lobby', 'r2'), first, runs },
  { noNullPrototype: true },
);
const page = fc.record(
  {
    type: fc.constant('history' as const),
    re: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    room: fc.constantFrom('lobby', 'r2'),
    first,
    runs,
    more: fc.boolean(),
    dropped: fc.record(
      { through: fc.integer({ min: 1, max: 2 ** 53 - 1 }), keepMs: fc.nat(), keepBytes: fc.nat() },
      { requiredKeys: ['through'], noNullPrototype: true },
    ),
  },
  { requiredKeys: ['type', 're', 'room', 'first', 'runs', 'more'], noNullPrototype: true },
);
const posted = fc.record(
  {
    type: fc.constant('posted' as const),
    re: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    room: fc.constantFrom('lobby', 'r2'),
    seq: fc.nat(),
    at: fc.nat({ max: 8.64e15 }),
    away: fc.boolean(),
  },
  { noNullPrototype: true },
);
const any: fc.Arbitrary<OutgoingMessage> = fc.oneof(
  live,
  page,
  fc.constant({ type: 'ping' as const, mark: 'MMMMMMMM' }),
);

test('writes every message as JSON does', () => {
  fc.assert(
    fc.property(any, (one) => {
      const whole = 'runs' in one ? { ...one, runs: JSON.parse(one.runs) } : one;
      assert.equal(textOf(one), JSON.stringify(whole));
    }),
  );
});

test('writes acknowledgements as frames of the JSON that they are', () => {
  fc.assert(
    fc.property(fc.array(posted), (all) => {
      const writer = new FrameWriter();
      for (const one of all) writePosted(writer, one);
      assert.equal(writer.count, all.length);
      const apart = Buffer.concat(all.map((one) => encodeFrame(JSON.stringify(one))));
      assert.ok(writer.take().equals(apart));
    }),
  );
});

test('writes runs as a plain reading of the entries says, and they are read as they were', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const read = Array.from(readRuns<object>(1, JSON.parse(writeRuns(all))), (entry) => {
        return { ...entry, content: JSON.stringify(entry.content) };
      });
      assert.deepEqual(read, all);
      const senders = all.map(({ from }) => from);
      const changes = senders.filter((from, index) => from !== senders[index - 1]).length;
      assert.equal(JSON.parse(writeRuns(all)).length, changes);
    }),
  );
});

test('an entry with a content and a text, or with neither, is refused', () => {
  const mid = 'M'.repeat(22);
  for (const told of [{ mid }, { mid, text: 'Hi', content: { kind: 'text', text: 'Hi' } }]) {
    const runs = [{ from: 'ana', at: 1, entries: [told] }];
    assert.throws(() => Array.from(readRuns(1, runs)), { code: 'message.invalid' });
  }
});

test('an entry takes no more room than is reckoned for it', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const bytes = all.reduce((sum, entry, index) => sum + entryBytes(entry, all[index - 1]), 0);
      assert.ok(Buffer.byteLength(writeRuns(all)) <= bytes + 2);
      assert.ok(bytes <= all.reduce((sum, entry) => sum + mostEntryBytes(entry), 0));
    }),
  );
});

test('encodes many messages as it does each one by itself', () => {
  fc.assert(
    fc.property(fc.array(any), (messages) => {
      const wellFormed = messages.filter((one) => textOf(one).isWellFormed());
      const apart = Buffer.concat(wellFormed.map((one) => encodeFrame(textOf(one))));
      assert.ok(encodeMessages(wellFormed).equals(apart));
    }),
  );
});
