import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isolated, safeProse, safeProseAt, safeText } from './safe-text.ts';

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
    const before = process.threadCpuUsage();
    for (const unit of ['\u{301}', '👩\u{200d}', '\u{fe0f}', '\x1b', '\u{1f3f4}\u{e0067}']) {
      onLine(unit.repeat(16 * 1024));
    }
    assert.ok(process.threadCpuUsage(before).user < 1_000_000);
  });
});

describe('safeProse lets through', () => {
  const written: Readonly<Record<string, string>> = {
    'Persian, with its half-space': 'می\u{200c}خواهم کتاب\u{200c}ها را',
    'Persian, with a letter in its joining form': 'سال ۱۳۵۰ ه\u{200d}.ش.',
    'Urdu, with marks': 'کَرَم\u{200c}',
    'Hindi, with half forms and without': 'क्\u{200d}ष क्\u{200c}ष',
    Sinhala: 'ශ්\u{200d}රී ලංකා, ක්\u{200d}ෂ',
    'Bengali, with ya-phalaa after ra': 'র\u{200d}্যাপ, র্\u{200d}য',
    'Malayalam, with chillu letters as they were': 'അവന്\u{200d} നന്\u{200d}മ',
    'Mongolian, with variation selectors': 'ᠭ\u{180b}ᠠ',
    'Khmer and Thai, with zero-width spaces': 'ខ្ញុំ\u{200b}ស្រឡាញ់ ภาษา\u{200b}ไทย',
    'Japanese, with a variant of an ideograph': '葛\u{e0100}飾区 辻\u{fe00}',
    'German, with a soft hyphen': 'Donau\u{ad}dampf',
    'Hebrew, with directional marks': 'מחיר \u{200e}$5\u{200f}.',
    'Arabic, with isolates': 'قال \u{2066}hello!\u{2069} ثم',
    'emoji sequences': '👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 #️⃣',
  };
  for (const [what, text] of Object.entries(written)) {
    test(what, () => {
      assert.equal(safeProse(text), text);
      assert.equal(safeProse(`${text}\n${text}`), `${text}\n${text}`);
    });
  }
});

describe('safeProse shows as U+FFFD', () => {
  const refused: Readonly<Record<string, readonly [text: string, shown: string]>> = {
    'joiners among letters that have none': ['a\u{200d}b\u{200c}c', 'a\u{fffd}b\u{fffd}c'],
    'the second of two joiners': ['می\u{200c}\u{200c}خ', 'می\u{200c}\u{fffd}خ'],
    'variation selectors at a letter of ASCII': ['a\u{fe0f}b\u{fe00}', 'a\u{fffd}b\u{fffd}'],
    'a soft hyphen at the edge of a word': ['a\u{ad} \u{ad}b', 'a\u{fffd} \u{fffd}b'],
    'zero-width spaces where there are others': ['a\u{200b}b', 'a\u{fffd}b'],
    'directional marks on their own': ['\u{200f}', '\u{fffd}'],
    'embeddings and overrides': ['\u{202e}abc\u{202c}\u{202a}', '\u{fffd}abc\u{fffd}\u{fffd}'],
    'isolates that do not end within their line': [
      'a\u{2067}b\u{2066}c\u{2069}\nd\u{2069}',
      'a\u{fffd}b\u{2066}c\u{2069}\nd\u{fffd}',
    ],
  };
  for (const [what, [text, shown]] of Object.entries(refused)) {
    test(what, () => assert.equal(safeProse(text), shown));
  }
});

describe('safeProse', () => {
  const anyProse = fc.string({
    unit: fc.constantFrom(
      ...[
        'a',
        ' ',
        '\n',
        '\r',
        '\t',
        '\x1b',
        '\u{9b}',
        '\u{301}',
        '\u{64b}',
        '\u{200c}',
        '\u{200d}',
      ],
      ...[
        '\u{fe0f}',
        '1',
        '👩',
        '🏽',
        '\u{ad}',
        '\u{200b}',
        '\u{200e}',
        '\u{200f}',
        '\u{61c}',
        '\u{202e}',
      ],
      ...[
        '\u{2066}',
        '\u{2067}',
        '\u{2068}',
        '\u{2069}',
        'م',
        'ש',
        'क',
        '्',
        'ខ',
        'র',
        '葛',
        '\u{e0100}',
      ],
    ),
    maxLength: 40,
  });
  const neverShown = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{202a}-\u{202e}\u{2060}\u{feff}]/u;

  /** How many isolates stand open at most and at the end; fails at an end that nothing has begun. */
  function openAtEnd(line: string): number {
    let open = 0;
    for (const character of line) {
      if (character === '\u{2069}') open -= 1;
      else if (character >= '\u{2066}' && character <= '\u{2068}') open += 1;
      assert.ok(open >= 0);
    }
    return open;
  }

  test('gives back no control and no isolate that is open, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(anyProse, fc.string({ unit: 'binary' })), (text) => {
        for (const line of safeProse(text).split('\n')) {
          assert.doesNotMatch(line, neverShown);
          assert.equal(openAtEnd(isolated(line)), 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('changes nothing when applied a second time', () => {
    fc.assert(
      fc.property(anyProse, (text) => assert.equal(safeProse(safeProse(text)), safeProse(text))),
      { numRuns: 500 },
    );
  });

  test('keeps the place of a cursor at what stands behind it', () => {
    fc.assert(
      fc.property(anyProse, anyProse, (before, after) => {
        const whole = safeProseAt(`${before}|${after}`, before.length, '↵');
        fc.pre(!before.endsWith('\r'));
        assert.equal(whole.text[whole.place], '|');
      }),
    );
  });

  test('isolates a line that is written from right to left, and no other', () => {
    assert.equal(isolated('שלום'), '\u{2068}שלום\u{2069}');
    assert.equal(isolated('hello, мир, नमस्ते'), 'hello, мир, नमस्ते');
  });

  test('takes a text of the largest size in a moment', () => {
    const before = process.threadCpuUsage();
    for (const unit of ['م\u{200c}', '\u{200d}', '\u{2066}', '\u{ad}a', '\u{64b}', 'क्\u{200d}']) {
      safeProse(unit.repeat(8 * 1024));
    }
    assert.ok(process.threadCpuUsage(before).user < 1_000_000);
  });
});
