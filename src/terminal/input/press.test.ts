import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isBetweenGraphemes } from '../ruler.ts';
import { defaultBindings } from './bindings.ts';
import type { InputEvent, InputSetting } from './input-event.ts';
import { emptyInput, type InputState } from './input-state.ts';
import { KeyDecoder } from './key-decoder.ts';
import { press } from './press.ts';

const setting: InputSetting = {
  bindings: defaultBindings,
  complete: (before) => {
    const word = /\S*$/.exec(before)?.[0] ?? '';
    const words = ['/me ', '/msg ', '/mute ', '👍 ', '👎 '];
    return [word === '' ? [] : words.filter((each) => each.startsWith(word)), word];
  },
  quote: (text) => (text.startsWith('/') ? `/${text}` : text),
  isQuestion: false,
};

/** The state, and the events, after keys given as the bytes of a terminal; `PAUSE` is a pause. */
function after(keys: string, state = emptyInput, around = setting) {
  const decoder = new KeyDecoder();
  const events: InputEvent[] = [];
  for (const part of keys.split(pause)) {
    for (const key of [...decoder.decode(part), ...decoder.flush()]) {
      const pressed = press(state, key, around);
      state = pressed.state;
      if (pressed.event !== undefined) events.push(pressed.event);
    }
  }
  return { state, events, shown: shown(state) };
}

const pause = '{pause}';
const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

/** The text with a bar for the cursor. */
function shown({ text, cursor }: InputState): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

describe('press', () => {
  const cases: Readonly<Record<string, readonly [keys: string, expected: string][]>> = {
    'moves and deletes by the grapheme': [
      ['a👩‍👩‍👧b\x02\x02', 'a|👩‍👩‍👧b'],
      ['a👩‍👩‍👧b\x02\x7f', 'a|b'],
      ['🇩🇪x\x01\x1b[C', '🇩🇪|x'],
      ['🇩🇪x\x01\x1b[3~', '|x'],
      ['e\u{301}\x02', '|e\u{301}'],
      ['\u{301}\x01e', 'e\u{301}|'],
    ],
    'moves by words and to the ends of the line': [
      ['one two\x1bb', 'one |two'],
      ['one two\x1bb\x1bb', '|one two'],
      ['один, два\x01\x1bf', 'один|, два'],
      ['one two\x01\x1bf\x1bf', 'one two|'],
      ['a\x1b\rbc\x1b[H', 'a\n|bc'],
      ['ab\x1b\rc\x1b[A\x05', 'ab|\nc'],
    ],
    'moves between the rows of a text of several lines': [
      ['abc\x1b\rd\x1b[A', 'a|bc\nd'],
      ['a\x1b\rbcd\x1b[A\x1b[B', 'a\nb|cd'],
    ],
    'takes words and the rest of a row away': [
      ['one two-three\x17', 'one |'],
      ['one two-three\x1b\x7f', 'one two-|'],
      ['one two\x01\x1bd', '| two'],
      ['one two\x15', '|'],
      ['one two\x1bb\x0b', 'one |'],
      ['a\x1b\rb\x15\x15', 'a|'],
      ['ab\x14', 'ba|'],
      ['a👍\x14', '👍a|'],
    ],
    'brings back what was taken away': [
      ['one two\x15\x19', 'one two|'],
      ['one two three\x17\x17\x19', 'one two three|'],
      ['one two\x01\x1bd\x1bd\x19', 'one two|'],
      ['one\x15two\x15\x19\x1by', 'one|'],
      ['one\x15two\x15\x19\x1by\x1by', 'two|'],
    ],
    undoes: [
      ['one\x15\x1f', 'one|'],
      ['one two\x17\x1f\x1f', '|'],
      ['one\x03\x1f', 'one|'],
    ],
    'goes through the history, and back to what was being typed': [
      ['one\rtwo\rthr\x1b[A', 'two|'],
      ['one\rtwo\rthr\x1b[A\x1b[A\x1b[A', 'one|'],
      ['one\rtwo\rthr\x1b[A\x1b[A\x1b[B\x1b[B', 'thr|'],
      ['one\rtwo\rone\r\x1b[A\x1b[A', 'two|'],
    ],
    'searches the history': [
      ['first one\rsecond one\r\x12one', 'second |one'],
      ['first one\rsecond one\r\x12one\x12', 'first |one'],
      ['first one\rsecond one\r\x12ONE\x12\x12', 'first |one'],
      ['first one\rsecond one\rdraft\x12one\x07', 'draft|'],
      [`first one\rdraft\x12one\x1b${pause}`, 'draft|'],
      ['first one\rdraft\x12one\r!', 'first !|one'],
      ['first one\r\x12one\x01', '|first one'],
      ['first one\rother\r\x12onx\x7f', 'first |one'],
    ],
    'completes what is common, then goes through the candidates': [
      ['/me\t', '/me |'],
      ['/\t', '/m|'],
      ['/\t\t', '/me |'],
      ['/\t\t\t', '/msg |'],
      ['/\t\t\t\x1b[Z\x1b[Z', '/mute |'],
      ['/m\t', '/m|'],
      ['/m\x1b[Z', '/mute |'],
      ['/m\t\tx', '/me x|'],
      ['x \t', 'x |'],
    ],
    'keeps a pasted text out of the way of keys': [
      [paste('a\x03b\rc\r\n'), 'a\x03b\nc|'],
      [paste('/stop\nnow'), '//stop\nnow|'],
      [`say ${paste('/stop\nnow')}`, 'say /stop\nnow|'],
      [paste('/stop'), '/stop|'],
    ],
  };
  for (const [behaviour, pairs] of Object.entries(cases)) {
    test(behaviour, () => {
      for (const [keys, expected] of pairs)
        assert.equal(after(keys).shown, expected, JSON.stringify(keys));
    });
  }

  test('clears at Ctrl-C, and leaves only at two of them without a text', () => {
    const typed = after('half a line\x03');
    assert.deepEqual(typed.events, [{ type: 'cleared' }]);
    assert.equal(after('\x19', typed.state).shown, 'half a line|');
    assert.equal(after('\x1b[A', typed.state).shown, 'half a line|');
    assert.deepEqual(after('\x03', typed.state).events, [{ type: 'leaving' }]);
    assert.deepEqual(after('\x03\x03').events, [{ type: 'leaving' }, { type: 'interrupted' }]);
    const [first, second] = after('\x03\x02\x03').events;
    assert.deepEqual([first, second], [{ type: 'leaving' }, { type: 'leaving' }]);
  });

  test('ends at Ctrl-D without a text, and deletes with one', () => {
    assert.deepEqual(after('\x04').events, [{ type: 'ended' }]);
    const deleted = after('ab\x01\x04');
    assert.deepEqual([deleted.events, deleted.shown], [[], '|b']);
  });

  test('asks before it takes a paste of more than ten lines', () => {
    const lines = Array.from({ length: 11 }, (_, index) => `line ${index}`).join('\n');
    const asked = after(`x${paste(lines)}z`);
    assert.deepEqual([asked.shown, asked.state.mode.type], ['x|', 'asking-paste']);
    const taken = after('y', asked.state);
    assert.equal(taken.shown, `x${lines}|`);
    assert.deepEqual(taken.events, [{ type: 'pasted', lines: 11 }]);
    const left = after('\x03', asked.state);
    assert.deepEqual([left.shown, left.events], ['x|', [{ type: 'paste-dropped' }]]);
    assert.equal(after('\x19', left.state).shown, `x${lines}|`);
    assert.equal(after(paste(lines.slice(0, lines.lastIndexOf('\n')))).state.mode.type, 'plain');
  });

  test('hands on what is the screen’s', () => {
    const { events, shown } = after('text\x1b[5~\x1ba\x18\x05\x1b[19~\x1b3');
    const actions = ['page-up', 'room-active', 'edit-outside', 'list-members', 'room-3'];
    assert.deepEqual(
      events,
      actions.map((action) => ({ type: 'action', action })),
    );
    assert.equal(shown, 'text|');
    assert.deepEqual(after('\x1b[H\x1b[F').events, [
      { type: 'action', action: 'oldest' },
      { type: 'action', action: 'newest' },
    ]);
    assert.equal(after('a\x18b').shown, 'ab|');
  });

  test('takes the answer to a question in one line, and leaves it at Ctrl-C', () => {
    const question = { ...setting, isQuestion: true };
    const { events, state } = after('a\x1b\rb\r', emptyInput, question);
    assert.deepEqual(events, [{ type: 'entered', text: 'ab' }]);
    assert.deepEqual(state.history, []);
    assert.deepEqual(after('secret\x03', emptyInput, question).events, [{ type: 'interrupted' }]);
  });

  const piece = fc.constantFrom(
    ...[
      'a',
      ' ',
      'é',
      'e',
      '\u{301}',
      '🇩',
      '🇪',
      '👩‍👩‍👧',
      '\u{200d}',
      'नि',
      '你',
      '\ud83d',
      '/m',
      '-',
    ],
    ...['\r', '\t', '\x1b[Z', '\x7f', '\x1b\r', '\x1b\x7f', '\x1b[3~'],
    ...['\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D', '\x1b[H', '\x1b[F', '\x1bb', '\x1bf', '\x1bd'],
    ...Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)),
    ...['\x1by', paste('p\r\nq🇩'), paste('\n'.repeat(9) + 'x'.repeat(3)), paste('l\n'.repeat(12))],
    ...['y', 'n', pause],
  );

  test('never throws, never has its cursor within a grapheme, and forgets no line that Ctrl-C cleared', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        let state = emptyInput;
        for (const keys of pieces) {
          const before = state;
          const next = after(keys, state);
          state = next.state;
          const { text, cursor } = state;
          assert.ok(cursor >= 0 && cursor <= text.length);
          assert.ok(isBetweenGraphemes(text, cursor), JSON.stringify([text, cursor]));
          if (next.events[0]?.type === 'cleared') {
            assert.equal(state.killRing.at(-1), before.text);
            assert.equal(state.history.at(-1), before.text);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  test('bounds what it keeps', () => {
    let state = emptyInput;
    const long = paste('x'.repeat(300_000));
    for (let index = 0; index < 8; index++) state = after(`${index}${long}\x15\x19\r`, state).state;
    for (const kept of [state.history, state.killRing])
      assert.ok(kept.join('').length <= 1024 * 1024 && kept.length > 1);
  });
});
