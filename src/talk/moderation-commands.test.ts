import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import type { AtLine } from './at-line.ts';
import { runCommand } from './commands.ts';
import { moderationCommands } from './moderation-commands.ts';
import { plainStyle } from './style.ts';

const serverTime = Date.UTC(2026, 0, 31, 12);
const minuteMs = 60_000;

let asked: unknown[];
let printed: string[];
let answers: Record<string, unknown>;

/** An operator at a line whose clock is an hour ahead of theirs; each request is noted and answered. */
function atLine(): AtLine {
  const operator = new Proxy(
    {},
    {
      get:
        (_target, name: string) =>
        async (...values: unknown[]) => {
          asked.push([name, ...values]);
          return answers[name];
        },
    },
  );
  return {
    client: { serverTime, operator },
    screen: { print: (line: string) => printed.push(line) },
    view: () => ({ style: plainStyle, now: serverTime - 60 * minuteMs }),
  } as unknown as AtLine;
}

async function run(line: string): Promise<void> {
  await runCommand({ table: moderationCommands, role: 'operator' }, atLine(), line);
}

beforeEach(() => {
  asked = [];
  printed = [];
  answers = { kick: 1, sanctions: [], audit: { acts: [], more: false } };
});

describe('bans and mutes', () => {
  test('reckon the time by the clock of the server', async () => {
    await run('/ban ben 30m enough of this');
    await run('/mute @Eve 1h');
    await run('/ban eve');
    assert.deepEqual(asked, [
      ['ban', 'ben', serverTime + 30 * minuteMs, 'enough of this', { force: false }],
      ['mute', 'eve', serverTime + 60 * minuteMs, ''],
      ['ban', 'eve', null, '', { force: false }],
    ]);
    assert.match(printed[0] ?? '', /^ben is banned from the line until /);
    assert.match(printed[2] ?? '', /until you \/unban them\.$/);
  });

  test('take addresses and networks, and say which of IPv6 is meant', async () => {
    await run('/ban 10.0.0.0/8 1d a crowd');
    await run('/ban 2001:db8::7 --force');
    await run('/unban 192.0.2.7');
    await run('/unmute @10.0.0.7');
    assert.deepEqual(asked, [
      ['ban', '10.0.0.0/8', serverTime + 24 * 60 * minuteMs, 'a crowd', { force: false }],
      ['ban', '2001:db8::/64', null, '', { force: true }],
      ['unban', '192.0.2.7'],
      ['unmute', '@10.0.0.7'],
    ]);
    assert.match(printed[1] ?? '', /^2001:db8::\/64 is banned/);
  });

  for (const line of ['/ban', '/ban 10.0.0.0/40', '/ban ana 0s', '/mute -']) {
    test(`refuse ${line}, and ask for nothing`, async () => {
      await assert.rejects(run(line), InputError);
      assert.deepEqual(asked, []);
    });
  }

  test('are listed with who imposed them, until when, and why', async () => {
    await run('/bans');
    answers.sanctions = [
      { kind: 'ban', name: 'ben', until: null, reason: '', by: 'olga', at: serverTime },
      {
        kind: 'mute',
        network: '10.0.0.0/8',
        until: serverTime + minuteMs,
        reason: 'a \u001b[31mcrowd',
        by: null,
        at: serverTime,
      },
    ];
    await run('/bans');
    assert.equal(printed[0], 'Nobody is banned from the line or muted on it.');
    assert.match(printed[1] ?? '', /^ {2}ben banned by olga, \d\d:\d\d$/);
    assert.match(printed[2] ?? '', /^ {2}10\.0\.0\.0\/8 muted until .*, \d\d:\d\d: a .*crowd$/);
    assert.ok(!printed.join('').includes('\u001b'));
  });
});

describe('a kick', () => {
  test('says how many connections ended', async () => {
    await run('/kick ana a break');
    await run('/kick 192.0.2.0/24');
    answers.kick = 0;
    await run('/kick ben');
    assert.deepEqual(asked[0], ['kick', 'ana', 'a break']);
    assert.deepEqual(printed, [
      'ana was kicked from the line.',
      '1 connection from 192.0.2.0/24 ended.',
      'ben is not here.',
    ]);
  });
});

describe('a lockdown', () => {
  const lockdown = { since: serverTime, newcomersSince: serverTime, slowMs: 10_000 };

  for (const [line, expected] of [
    ['/lockdown on', { newcomersSince: null, slowMs: 0 }],
    ['/lockdown ON 1h', { newcomersSince: serverTime - 60 * minuteMs, slowMs: 0 }],
    ['/lockdown on --slow', { newcomersSince: null, slowMs: 10_000 }],
    ['/lockdown on 1h --slow 30s', { newcomersSince: serverTime - 60 * minuteMs, slowMs: 30_000 }],
    ['/lockdown off', null],
  ] as const) {
    test(`is changed by ${line}`, async () => {
      answers.status = { lockdown: expected && { since: serverTime, ...expected } };
      await run(line);
      assert.deepEqual(asked, [['lockdown', expected], ['status']]);
    });
  }

  test('is shown, and not changed, by /lockdown alone', async () => {
    answers.status = { lockdown };
    await run('/lockdown');
    answers.status = { lockdown: null };
    await run('/lockdown');
    assert.deepEqual(asked, [['status'], ['status']]);
    assert.match(printed.join('\n'), /nobody signs up.\n.*kept out.\n.*once in 10 seconds.\n.*not/);
  });

  for (const line of [
    '/lockdown maybe',
    '/lockdown off 1h',
    '/lockdown on 1h 2h',
    '/lockdown on x',
  ]) {
    test(`is not changed by ${line}`, async () => {
      await assert.rejects(run(line), InputError);
      assert.deepEqual(asked, []);
    });
  }
});

describe('the audit', () => {
  const act = {
    position: 12,
    at: serverTime,
    by: 'olga',
    act: 'account.ban',
    reason: '',
    facts: [],
  };

  test('asks for all, for one account, and for what was before', async () => {
    for (const line of ['/audit', '/audit Ana', '/audit 40', '/audit ana 40', '/audit @7']) {
      await run(line);
    }
    assert.deepEqual(asked, [
      ['audit', { limit: 20 }],
      ['audit', { limit: 20, name: 'ana' }],
      ['audit', { limit: 20, before: 40 }],
      ['audit', { limit: 20, name: 'ana', before: 40 }],
      ['audit', { limit: 20, name: '7' }],
    ]);
    assert.deepEqual(new Set(printed), new Set(['Nothing was done.']));
  });

  test('shows the newest last, and how to see what was before', async () => {
    const acts = [
      { ...act, position: 14, act: 'line.lockdown', facts: [{ name: 'on', value: 'true' }] },
      { ...act, name: 'ana', until: serverTime + minuteMs, reason: 'noise' },
      {
        ...act,
        position: 3,
        act: 'account.role',
        name: 'ben',
        facts: [{ name: 'role', value: 'operator' }],
      },
      { ...act, position: 2, by: null, act: 'of another version', facts: [] },
    ];
    answers.audit = { acts, more: true };
    await run('/audit ana');
    const [hint, unknown, role, ban, lockdown] = printed;
    assert.equal(hint, '/audit ana 2 shows what was done before.');
    assert.match(unknown ?? '', /^ {2}2 \d\d:\d\d the line of another version$/);
    assert.match(role ?? '', /olga changed the role of ben \(role operator\)$/);
    assert.match(ban ?? '', /^ {2}12 \d\d:\d\d olga banned ana until \d\d:\d\d: noise$/);
    assert.match(lockdown ?? '', /olga changed the lockdown \(on true\)$/);
  });

  for (const line of ['/audit ana x', '/audit ana 1 2', '/audit ana 0']) {
    test(`refuses ${line}`, async () => {
      await assert.rejects(run(line), InputError);
    });
  }
});
