import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Content, eraseText, isErased, kindOf, readContent, writeContent } from './content.ts';
import { type EntryKind, entryKinds } from './message-kind.ts';

const file = { name: 'tea.txt', bytes: 3, hash: '0'.repeat(64), type: 'text/plain' } as const;
const others = Object.keys(entryKinds).filter((kind) => kind !== 'file') as EntryKind[];

const contents: fc.Arbitrary<Content> = fc.oneof(
  fc.record(
    {
      kind: fc.constantFrom(...others),
      text: fc.string({ unit: 'grapheme' }),
      names: fc.array(fc.constantFrom('ana', 'bob')),
    },
    { requiredKeys: ['kind', 'text'], noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant('file' as const),
      text: fc.string({ unit: 'grapheme', minLength: 1 }),
      file: fc.constant(file),
    },
    { noNullPrototype: true },
  ),
);

describe('a content', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(contents, (content) => {
        assert.deepEqual(readContent(JSON.parse(writeContent(content))), content);
      }),
    );
  });

  test('tells its kind without being parsed', () => {
    fc.assert(
      fc.property(contents, (content) => {
        assert.equal(kindOf(writeContent(content)), content.kind);
      }),
    );
  });

  test('has one form, kind first', () => {
    assert.equal(
      writeContent({ text: 'a "quote"\n', kind: 'text' }),
      '{"kind":"text","text":"a \\"quote\\"\\n"}',
    );
    assert.equal(
      writeContent({ names: ['ana'], text: 'tea', kind: 'action' }),
      '{"kind":"action","text":"tea","names":["ana"]}',
    );
    const { name, bytes, hash, type } = file;
    assert.equal(
      writeContent({ kind: 'file', file: { type, hash, bytes, name }, text: 'tea' }),
      `{"kind":"file","text":"tea","file":${JSON.stringify(file)}}`,
    );
  });

  test('is as long without its text, and so is what is left of it', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const written = writeContent(content);
        const erased = eraseText(written);
        assert.equal(erased.length, written.length);
        const { file: _file, ...left } = content;
        assert.deepEqual(readContent(JSON.parse(erased)), { ...left, text: '' });
        assert.ok(isErased(erased));
        assert.equal(isErased(written), content.text === '');
        assert.equal(eraseText(erased), erased);
      }),
    );
  });

  test('says when its text was edited, and by whom if that was not its sender', () => {
    const content = { kind: 'text', text: 'tea', edited: 5, editedBy: 'olga' } as const;
    assert.deepEqual(readContent(JSON.parse(writeContent(content))), content);
    const { text, kind } = content;
    for (const edited of [-1, 0.5, 1e300, '5', null]) {
      assert.deepEqual(readContent({ kind, text, edited, editedBy: 5 }), { kind, text });
    }
  });

  test('of a kind or shape that this version does not know is unknown', () => {
    const unknown = { kind: 'unknown', text: '' };
    assert.deepEqual(readContent({ kind: 'poll', question: 'tea?' }), unknown);
    assert.deepEqual(readContent({ kind: 'text' }), unknown);
    assert.deepEqual(readContent({ kind: 'text', text: 1 }), unknown);
    assert.deepEqual(
      readContent({ kind: 'file', text: 'tea', file: { ...file, bytes: -1 } }),
      unknown,
    );
    assert.deepEqual(readContent({ kind: 'toString', text: 'tea' }), unknown);
    assert.deepEqual(readContent({}), unknown);
  });
});
