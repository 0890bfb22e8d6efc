import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import type { LineMessage } from '../client/core/events.ts';
import { readEmoji } from '../words/emoji.ts';
import type { AtLine } from './at-line.ts';
import { runCommand } from './commands.ts';
import { editCommands } from './edit-commands.ts';
import { parseEmoji } from './emoji-shortcodes.ts';
import { plainStyle } from './style.ts';
import { Transcript } from './transcript.ts';

const commands = { table: editCommands, role: 'member' } as const;
let calls: unknown[];
let at: AtLine;

beforeEach(() => {
  calls = [];
  const transcript = new Transcript();
  for (const [index, text] of ['one', 'two', 'three'].entries()) {
    transcript.message(messageOf(index + 1, text), { style: plainStyle, now: 0 });
  }
  const recorded = (name: string) => {
    return ({ seq }: LineMessage, ...others: string[]) => calls.push([name, seq, ...others]);
  };
  const client = Object.fromEntries(
    ['edit', 'remove', 'reply', 'react', 'unreact'].map((name) => [name, recorded(name)]),
  );
  at = {
    client,
    transcript,
    room: 'lobby',
    screen: { print: () => {} },
    handOver: (_room: string, typed: string, work: () => void) => {
      work();
      calls.push(typed);
    },
  } as unknown as AtLine;
});

function messageOf(seq: number, text: string): LineMessage {
  const place = { room: 'lobby', roomName: 'lobby', seq, mid: 'm', replayed: false, at: 0 };
  const state = {
    names: [],
    file: null,
    of: null,
    edited: null,
    editedBy: null,
    deleted: false,
    reactions: [],
  };
  return { ...place, ...state, from: 'ana', own: seq === 2, kind: 'text', text };
}

const enter = (line: string) => runCommand(commands, at, line);

describe('commands about messages', () => {
  for (const [line, call] of [
    ['/edit two tea', ['edit', 2, 'two tea']],
    ['/edit 3 two tea', ['edit', 1, 'two tea']],
    ['/edit 0 degrees', ['edit', 2, '0 degrees']],
    ['/delete', ['remove', 2]],
    ['/del 1', ['remove', 3]],
    ['/react 1 :+1:', ['react', 3, '👍']],
    ['/react 2 🎉', ['react', 2, '🎉']],
    ['/unreact 2 :tada:', ['unreact', 2, '🎉']],
  ] as const) {
    test(line, async () => {
      await enter(line);
      assert.deepEqual(calls, [call, line.replace('/del ', '/delete ')]);
    });
  }

  test('/reply says the text', async () => {
    await enter('/reply 2  a  cup');
    assert.deepEqual(calls, [['reply', 2, 'a  cup'], 'a  cup']);
  });

  test('/numbers lets N be the number in front of a message', async () => {
    await enter('/numbers on');
    at.transcript.message(messageOf(4, 'four'), { style: plainStyle, now: 0 });
    await enter('/delete 1');
    await enter('/numbers OFF');
    await enter('/delete 2');
    assert.deepEqual(
      [calls[0], calls[2]],
      [
        ['remove', 4],
        ['remove', 3],
      ],
    );
  });

  for (const line of [
    '/edit',
    '/edit 2',
    '/delete two',
    '/delete 4',
    '/reply text',
    '/reply 1',
    '/react :+1:',
    '/react 1',
    '/react 1 yes',
    '/react 1 :thumbs:',
    '/unreact 1 :nonsense:',
    '/numbers',
    '/numbers maybe',
  ]) {
    test(`${line} is refused in words`, async () => {
      await assert.rejects(enter(line), InputError);
      assert.deepEqual(calls, []);
    });
  }
});

test('short names are those of emojis, and a name that is not there gets the nearest', () => {
  for (const name of ['+1', '-1', 'heart', 'warning', 'stopwatch', 'x', 'Tada']) {
    assert.ok(readEmoji(parseEmoji(`:${name}:`)), name);
  }
  assert.throws(() => parseEmoji(':rockt:'), /rocket/);
  assert.throws(() => parseEmoji(':constructor:'), InputError);
});
