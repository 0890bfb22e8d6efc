import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ExampleLine } from './line.fixture.ts';
import {
  accountSubject,
  impose,
  lift,
  liftAll,
  lineScope,
  networkSanctionOn,
  sanctionedAccount,
  sanctionOn,
  sanctionWords,
} from './sanctions.ts';
import { exampleSanction } from './tables.suite.ts';
import type { Account } from './tables.ts';

let line: ExampleLine;
let ada: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada');
});

/** The account as it is now. */
function now(account: Account): Account {
  return line.tables.account(account.id) as Account;
}

function onAda(changes: Parameters<typeof exampleSanction>[0] = {}) {
  return exampleSanction({ subject: accountSubject(ada.id), ...changes });
}

describe('a sanction on an account', () => {
  test('holds until its end, in its scope, for its kind, and for that account', () => {
    impose(line.tables, onAda({ scope: 12, kind: 'mute', until: 5_000 }));
    const held = (scope: number, kind: 'ban' | 'mute', account: Account, at: number) =>
      sanctionOn(line.tables, scope, kind, now(account), at) !== undefined;
    assert.equal(held(12, 'mute', ada, 4_999), true);
    assert.equal(held(12, 'mute', ada, 5_000), false);
    assert.equal(held(lineScope, 'mute', ada, 4_999), false);
    assert.equal(held(12, 'ban', ada, 4_999), false);
    assert.equal(held(12, 'mute', line.operator, 4_999), false);
  });

  test('marks the account for as long as there is one in any scope', () => {
    impose(line.tables, onAda());
    impose(line.tables, onAda({ scope: 12 }));
    assert.equal(now(ada).sanctioned, true);
    assert.deepEqual(lift(line.tables, onAda()), onAda());
    assert.equal(now(ada).sanctioned, true);
    lift(line.tables, onAda({ scope: 12 }));
    assert.deepEqual(now(ada), ada);
    assert.equal(lift(line.tables, onAda()), undefined);
  });

  test('goes with all others on it', () => {
    for (const scope of [0, 3, 12]) impose(line.tables, onAda({ scope }));
    impose(line.tables, onAda({ kind: 'mute' }));
    liftAll(line.tables, now(ada));
    assert.deepEqual(now(ada), ada);
    assert.deepEqual(line.tables.snapshot().sanctions, []);
  });

  test('costs an account that is under none no look-up', () => {
    const nothing = {
      sanction: () => assert.fail('looked up'),
    };
    assert.equal(sanctionOn(nothing, lineScope, 'ban', ada, 1), undefined);
  });

  test('names the account', () => {
    assert.equal(sanctionedAccount({ subject: accountSubject(12) }), 12);
    assert.equal(sanctionedAccount({ subject: 'network:10.0.0.0/8' }), undefined);
  });
});

describe('a sanction on a network', () => {
  const held = (address: string, at = 1) =>
    networkSanctionOn(line.tables, 'ban', address, at)?.subject;

  test('holds for every address in it until its end', () => {
    impose(line.tables, exampleSanction({ subject: 'network:10.0.0.0/8', until: 5_000 }));
    impose(line.tables, exampleSanction({ subject: 'network:2001:db8::/32' }));
    assert.equal(held('10.20.30.40', 4_999), 'network:10.0.0.0/8');
    assert.equal(held('::ffff:10.20.30.40'), 'network:10.0.0.0/8');
    assert.equal(held('10.20.30.40', 5_000), undefined);
    assert.equal(held('11.0.0.1'), undefined);
    assert.equal(held('2001:db8:1::7'), 'network:2001:db8::/32');
    assert.equal(networkSanctionOn(line.tables, 'mute', '10.20.30.40', 1), undefined);
  });

  test('holds for nobody at the server itself', () => {
    impose(line.tables, exampleSanction({ subject: 'network:0.0.0.0/0' }));
    assert.equal(held('console'), undefined);
  });

  test('that lasts longest is the one that is told of', () => {
    impose(line.tables, exampleSanction({ subject: 'network:10.0.0.0/8', until: 5_000 }));
    impose(line.tables, exampleSanction({ subject: 'network:10.1.0.0/16', until: null }));
    impose(line.tables, exampleSanction({ subject: 'network:10.1.2.0/24', until: 9_000 }));
    assert.equal(held('10.1.2.3'), 'network:10.1.0.0/16');
    assert.equal(held('10.2.0.1'), 'network:10.0.0.0/8');
  });
});

test('a person is told of a sanction with its end to the minute and its reason', () => {
  const until = Date.UTC(2026, 0, 31, 23, 59, 30);
  const told = (changes: { until: number | null; reason: string }) =>
    sanctionWords('muted.line', changes).text;
  assert.equal(
    told({ until, reason: 'noise' }),
    'You are muted on this line until 2026-01-31 23:59 UTC: noise',
  );
  assert.equal(
    told({ until, reason: '' }),
    'You are muted on this line until 2026-01-31 23:59 UTC.',
  );
  assert.equal(told({ until: null, reason: '' }), 'You are muted on this line.');
});
