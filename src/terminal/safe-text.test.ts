import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { safeText } from './safe-text.ts';

const onLine = (text: string) => safeText(text, { newlines: false });
const inBlock = (text: string) => safeText(text, { newlines: true });

const codePoints = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));

describe('safeText lets through', () => {
  for (const text of [
    'plain ASCII, with [brackets] and ~',
    'Ünïcödé, précomposed',
    'zerfallen: e\u{301} o\u{308}',
    'Ελληνικά кириллица עברית العربية हिन्दी ไทย',
    '你好，世界 こんにちは 안녕하세요',
    '\u{1100}\u{1161}\u{11a8}',
    '€ ∑ → ½ ™ “quotes” — dashes …',
    'a\u{a0}b\u{3000}c',
    '🎉 👍🏽 ☎ 🇩🇪',
    '👩‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 ❤️ ☎︎ #️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  ]) {
    test(JSON.stringify(text), () => assert.equal(onLine(text), text));
  }
});

describe('safeText shows as U+FFFD', () => {
  const refused: Readonly<Record<string, readonly string[]>> = {
    'C0 controls, but tab and newline': codePoints(0, 0x1f).filter(
      (character) => character !== '\t' && character !== '\n',
    ),
    'DEL and C1 controls': codePoints(0x7f, 0x9f),
    'bidi controls': [
      '\u{61c}',
      '\u{200e}',
      '\u{200f}',
      ...codePoints(0x202a, 0x202e),
      ...codePoints(0x2066, 0x2069),
    ],
    'zero-width characters': ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}'],
    'letters that cannot be seen': ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}', '\u{34f}'],
    'variation selectors and tags on their own': [
      '\u{fe0f}',
      '\u{e0100}',
      '\u{e0041}',
      '\u{e007f}',
    ],
    'line and paragraph separators': ['\u{2028}', '\u{2029}'],
    'private use, unassigned and non-characters': ['\u{e000}', '\u{378}', '\u{ffff}', '\u{10ffff}'],
    'lone surrogates': ['\ud800', '\udfff'],
  };
  for (const [kind, characters] of Object.entries(refused)) {
    test(kind, () => {
      for (const character of characters) {
        const name = `U+${character.codePointAt(0)?.toString(16)}`;
        assert.equal(onLine(`a${character}b`), 'a\u{fffd}b', name);
        assert.equal(inBlock(`a${character}b`), 'a\u{fffd}b', name);
      }
    });
  }

  test('the escape of a terminal sequence, and leaves the rest to be read', () => {
    assert.equal(onLine('\x1b[31mred\x1b]0;title\x07'), '\u{fffd}[31mred\u{fffd}]0;title\u{fffd}');
  });

  test('a joiner that joins no emoji', () => {
    assert.equal(onLine('👩\u{200d}x'), '👩\u{fffd}x');
    assert.equal(onLine('x\u{200d}👩'), 'x\u{fffd}👩');
    assert.equal(onLine('👩\u{200d}\u{200d}👩'), '👩\u{fffd}\u{fffd}👩');
  });

  test('a mark with nothing to stand on', () => {
    assert.equal(onLine('\u{301}a'), '\u{fffd}a');
    assert.equal(inBlock('a\n\u{301}b'), 'a\n\u{fffd}b');
  });
});

describe('safeText', () => {
  test('drops the fifth combining mark in a row and what follows it', () => {
    const marks = '\u{300}\u{301}\u{302}\u{303}';
    assert.equal(onLine(`a${marks}\u{304}\u{305}b${marks}`), `a${marks}b${marks}`);
    assert.equal(onLine(`a${'\u{300}'.repeat(10_000)}`), `a${'\u{300}'.repeat(4)}`);
  });

  test('turns a tab into four spaces', () => assert.equal(onLine('a\tb'), 'a    b'));

  test('lets a newline through only where it may be', () => {
    assert.equal(inBlock('a\nb\r\nc'), 'a\nb\nc');
    assert.equal(onLine('a\nb\r\nc'), 'a\u{fffd}b\u{fffd}c');
    assert.equal(inBlock('a\rb'), 'a\u{fffd}b');
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        ...['a', ' ', '\n', '\r', '\t', '\x1b', '\u{9b}', '\u{301}', '\u{1161}', '\u{200d}'],
        ...['\u{fe0f}', '\u{20e3}', '1', '👩', '🏽', '🏴', '\u{e0067}', '\u{e007f}', '\ud83d'],
      ),
      maxLength: 40,
    }),
  );
  const unsafe =
    /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{61c}\u{200b}\u{200c}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}]/u;

  test('never gives back what is unsafe, whatever it is given', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.doesNotMatch(onLine(text), unsafe);
        assert.doesNotMatch(inBlock(text).replaceAll('\n', ''), unsafe);
      }),
    );
  });

  test('changes nothing when applied a second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.equal(onLine(onLine(text)), onLine(text));
        assert.equal(inBlock(inBlock(text)), inBlock(text));
      }),
    );
  });

  test('takes a text of the largest size in a moment', () => {
    const started = performance.now();
    for (const unit of ['\u{301}', '👩\u{200d}', '\u{fe0f}', '\x1b', '\u{1f3f4}\u{e0067}']) {
      onLine(unit.repeat(16 * 1024));
    }
    assert.ok(performance.now() - started < 1_000);
  });
});
