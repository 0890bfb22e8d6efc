import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyProposals } from '../chat/proposals.fixture.ts';
import { type OrderEntry, readEntry, writeEntry } from './entry.ts';
import { packProposals, unpackProposals } from './packing.ts';
import { examplePost } from './storage.suite.ts';

const empty: OrderEntry = {
  rulesVersion: 7,
  writer: 'writer',
  number: 1,
  proposals: packProposals([]),
};

test('an entry is read as it was written, whatever is proposed', () => {
  fc.assert(
    fc.property(anyProposals, fc.nat(), (proposals, number) => {
      const read = readEntry(
        writeEntry({ ...empty, number, proposals: packProposals(proposals) }),
        7,
      );
      assert.ok(read.proposals);
      assert.deepEqual(unpackProposals(read.proposals), structuredClone(proposals));
      assert.deepEqual([read.rulesVersion, read.writer, read.number], [7, 'writer', number]);
    }),
    { numRuns: 30 },
  );
});

test('texts of every plane come through', () => {
  const posts = [examplePost('a', { text: 'é 中 😀 \u{10ffff} \u0000 "\\' }), examplePost('b')];
  const { proposals } = readEntry(writeEntry({ ...empty, proposals: packProposals(posts) }), 7);
  assert.deepEqual(proposals && unpackProposals(proposals), posts);
});

test('an entry of other rules is known as such, whatever else it holds', () => {
  assert.deepEqual(readEntry(writeEntry(empty), 8), { rulesVersion: 7, proposals: undefined });
  const later = Buffer.from('{"rules":9,"of":"another form"}');
  assert.deepEqual(readEntry(later, 7), { rulesVersion: 9, proposals: undefined });
});

test('bytes of somebody else are no entry', () => {
  for (const text of ['', 'null', '{}', '{"rules":7}', '{"rules":7,"writer":"w","number":1}']) {
    assert.throws(() => readEntry(Buffer.from(text), 7), text);
  }
});
