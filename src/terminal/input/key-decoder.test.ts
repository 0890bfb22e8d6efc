import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { KeyDecoder } from './key-decoder.ts';
import type { KeyEvent } from './key-event.ts';

/** The keys of bytes, with their characters in angle brackets unless they are text. */
function keysOf(...chunks: (string | Uint8Array)[]): string {
  const decoder = new KeyDecoder();
  const events = chunks.flatMap((chunk) => decoder.decode(chunk));
  return [...events, ...decoder.flush()].map(written).join('');
}

function written(event: KeyEvent): string {
  if (event.type === 'text') return event.text;
  return event.type === 'key' ? `<${event.name}>` : `<paste ${JSON.stringify(event.text)}>`;
}

describe('KeyDecoder', () => {
  const keys: Readonly<Record<string, string>> = {
    'a é你👍': 'a é你👍',
    '\r': '<enter>',
    '\n': '<enter>',
    'a\r\nb\n\r': 'a<enter>b<enter><enter>',
    '\t\x1b[Z': '<tab><shift-tab>',
    '\x7f\x08': '<backspace><backspace>',
    '\x00\x01\x1a\x1f\x1d': '<ctrl-space><ctrl-a><ctrl-z><ctrl-_><ctrl-]>',
    '\x1b': '<escape>',
    '\x1b\x1b': '<escape>',
    '\x1bb\x1bF\x1b1': '<alt-b><alt-f><alt-1>',
    '\x1bи\x1bА': '<alt-b><alt-f>',
    '\x1b\r\x1b\x7f\x1b\x18': '<alt-enter><alt-backspace><ctrl-alt-x>',
    '\x1b[': '<alt-[>',
    '\x1b[A\x1bOB\x1b\x1b[C\x1b\x1bOD': '<up><down><alt-right><alt-left>',
    '\x1b[1;5C\x1b[1;3D\x1b[1;2A\x1b[1;8B': '<ctrl-right><alt-left><shift-up><ctrl-alt-shift-down>',
    '\x1b[d\x1bOc\x1b[3^\x1b[7$x': '<shift-left><ctrl-right><ctrl-delete><shift-home>x',
    '\x1b[H\x1b[F\x1bOH\x1b[1~\x1b[4~\x1b[7~\x1b[8~': '<home><end><home><home><end><home><end>',
    '\x1b[3~\x1b[5~\x1b[6~\x1b[3;5~': '<delete><page-up><page-down><ctrl-delete>',
    '\x1bOP\x1b[[A\x1b[18~\x1b[19~\x1b[24~': '<f1><f1><f7><f8><f12>',
    '\x1bOM\x1bOp\x1bOk': '<enter>0+',
    '\x1b[13;2u\x1b[97;5u\x1b[98;3u\x1b[27;2;13~': '<shift-enter><ctrl-a><alt-b><shift-enter>',
    '\x1b[200~one\r\x03\x1b[A\x1b[201~x': '<paste "one\\r\\u0003\\u001b[A">x',
  };
  for (const [bytes, expected] of Object.entries(keys)) {
    test(`reads ${JSON.stringify(bytes)}`, () => {
      assert.equal(keysOf(bytes), expected);
    });
  }

  test('swallows whole what is no key', () => {
    for (const sequence of [
      '\x1b[?1;2c', // answers of terminals
      '\x1b[24;80R',
      '\x1b]11;rgb:1e1e/1e1e/1e1e\x07',
      '\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\',
      '\x1bP1$r0m\x1b\\',
      '\x1b[<0;10;20M', // the mouse
      '\x1b[I', // the window got the focus
      '\x1b[99~',
      '\x1b[?2026;2$y',
      '\x1b[57441u', // a key of kitty's own
    ])
      assert.equal(keysOf(`a${sequence}b`), 'ab', JSON.stringify(sequence));
  });

  test('goes on after a sequence that is broken', () => {
    assert.equal(keysOf('\x1b[12\x03x'), '<ctrl-c>x');
    assert.equal(keysOf('\x1b]0;title\x03x'), '<ctrl-c>x');
    assert.equal(keysOf('\x1b[1;\x1b[A'), '<up>');
  });

  const piece = fc.constantFrom(
    ...Object.keys(keys).filter((bytes) => bytes.startsWith('\x1b') && bytes.length > 2),
    '\x1b',
    '\x1b[',
    '\x1b]x',
    '\x1bP',
    '\x1b[200~',
    '\x1b[201~',
    '\r',
    '\n',
    '\x9b',
    'é',
    '👩‍👧',
  );
  const bytes = fc
    .array(
      fc.oneof(
        piece.map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 6 }),
      ),
    )
    .map((parts) => Buffer.concat(parts));

  test('reads the same keys wherever the bytes are cut', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 60 })), (all, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b)];
        const chunks = places.map((place, index) => all.subarray(place, places[index + 1]));
        assert.equal(keysOf(...chunks), keysOf(all));
      }),
      { numRuns: 300 },
    );
  });
});
