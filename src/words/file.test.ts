import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isFileName, readFileFacts, suggestFileName } from './file.ts';

const facts = { name: 'tea.txt', bytes: 3, hash: '0'.repeat(64), type: 'text/plain' };

describe('the name of a file', () => {
  test('is one line without a path, and looks like what it is', () => {
    for (const name of [
      'tea.txt',
      '.bashrc',
      'été 2026.pdf',
      'чай.txt',
      '👩\u200d🔧.png',
      'a'.repeat(255),
    ]) {
      assert.ok(isFileName(name), name);
    }
    const wrong = ['', '.', '..', ' a', 'a ', '/etc/passwd', '..\\a', 'a\nb', 'a\u0000', 'a\u009b'];
    const tricks = ['tea\u202etxt.exe', '\u2066a', 'a\u200e', '\ufeffa', 'a\u2028b', 'a\u00adb'];
    for (const name of [...wrong, ...tricks, 'a\ud800', 'é'.repeat(128)]) {
      assert.ok(!isFileName(name), JSON.stringify(name));
    }
  });

  test('is made out of any text, and stays as it is where it is one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const name = suggestFileName(text);
        assert.ok(isFileName(name), name);
        if (isFileName(text.normalize('NFC'))) assert.equal(name, text.normalize('NFC'));
      }),
      { numRuns: 200 },
    );
    const made = [
      '/a/b/tea.txt',
      'C:\\a\\tea.txt',
      'te\u202ea.txt',
      '..',
      `${'é'.repeat(200)}.png`,
    ];
    assert.deepEqual(made.map(suggestFileName), [
      'tea.txt',
      'tea.txt',
      'tea.txt',
      'file',
      `${'é'.repeat(125)}.png`,
    ]);
  });
});

test('facts of a file are read as they are, and nothing else is taken for them', () => {
  assert.deepEqual(readFileFacts({ ...facts, more: 1 }), facts);
  const wrong = [
    { name: '../tea' },
    { bytes: -1 },
    { bytes: 0.5 },
    { hash: 'F'.repeat(64) },
    { type: 'text/plain; charset=utf-8' },
    { type: 'TEXT/PLAIN' },
    { name: undefined },
  ];
  for (const part of wrong) assert.equal(readFileFacts({ ...facts, ...part }), undefined);
  for (const value of [null, undefined, 'tea.txt', 5])
    assert.equal(readFileFacts(value), undefined);
});
