import assert from 'node:assert/strict';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { startServer } from '../../src/embed.ts';
import {
  connect,
  formatAddress,
  InputError,
  type Line,
  type LineOptions,
  midOf,
  openLine,
  PartylineError,
  parseAddress,
  savedSession,
} from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { newFolder, startLine } from '../support/started-line.ts';

/** Values that a program in JavaScript may give by mistake. */
const junk: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  Number.NaN,
  10n,
  '',
  'x y!',
  '\ud800',
  Symbol('s'),
  [],
  [1],
  {},
  { nothing: 1 },
  Object.create(null),
  () => {},
  new Date(Number.NaN),
];

/** The words of an engine, and of regular expressions, which tell a person nothing. */
const insides =
  /is not a function|is not iterable|not an object|Cannot (?:read propert|destructure|convert|mix|access)|undefined \(|\^\[|\^\(|must match/;

/** Every public method with one argument of each, where the others are right. */
function callsOn(line: Line): Record<string, (bad: never) => unknown> {
  const { account, operator } = line;
  const token = { name: 't', read: true, write: true };
  return {
    'send, text': (bad) => line.send(bad),
    'send, options': (bad) => line.send('x', bad),
    'send, to': (bad) => line.send('x', { to: bad }),
    'send, room': (bad) => line.send('x', { room: bad }),
    'send, kind': (bad) => line.send('x', { kind: bad }),
    'send, of': (bad) => line.send('x', { of: bad }),
    'send, mid': (bad) => line.send('x', { mid: bad }),
    'send, signal': (bad) => line.send('x', { signal: bad }),
    'messages, options': (bad) => line.messages(bad).return?.(),
    'messages, rooms': (bad) => line.messages({ rooms: bad }).return?.(),
    'messages, signal': (bad) => line.messages({ signal: bad }).return?.(),
    'history, room': (bad) => line.history(bad, { after: 0 }),
    'history, options': (bad) => line.history('lobby', bad),
    'history, after': (bad) => line.history('lobby', { after: bad }),
    'history, limit': (bad) => line.history('lobby', { after: 0, limit: bad }),
    'on, listener': (bad) => line.on('closed', bad),
    'account.createToken': (bad) => account.createToken(bad),
    'account.createToken, name': (bad) => account.createToken({ ...token, name: bad }),
    'account.createToken, rooms': (bad) => account.createToken({ ...token, rooms: bad }),
    'account.createToken, expiresAt': (bad) => account.createToken({ ...token, expiresAt: bad }),
    'account.revoke': (bad) => account.revoke(bad),
    'account.changePassword, current': (bad) => account.changePassword(bad, 'short'),
    'account.changePassword, next': (bad) => account.changePassword('x', bad),
    'operator.sessions': (bad) => operator.sessions(bad),
    'operator.revoke': (bad) => operator.revoke(bad, 'all'),
    'operator.revoke, session': (bad) => operator.revoke('ben', bad),
    'operator.kick': (bad) => operator.kick(bad),
    'operator.kick, reason': (bad) => operator.kick('ben', bad),
    'operator.ban': (bad) => operator.ban(bad, null),
    'operator.ban, until': (bad) => operator.ban('ben', bad),
    'operator.unban': (bad) => operator.unban(bad),
    'operator.admit': (bad) => operator.admit(bad),
    'operator.changeRole': (bad) => operator.changeRole('ben', bad),
    'operator.reset': (bad) => operator.reset(bad),
    'operator.invite': (bad) => operator.invite(bad),
    'operator.changeSignUp': (bad) => operator.changeSignUp(bad),
    'operator.pause': (bad) => operator.pause(bad),
    'operator.stop': (bad) => operator.stop(bad),
    'operator.log': (bad) => operator.log(bad),
    midOf: (bad) => midOf(bad),
    parseAddress: (bad) => parseAddress(bad),
    formatAddress: (bad) => formatAddress(bad),
    'savedSession, server': (bad) => savedSession('/nowhere', bad),
    'savedSession, name': (bad) => savedSession('/nowhere', 'localhost', bad),
  };
}

/** The error thrown, at once or later; undefined if there was none. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

function assertForPersons(thrown: unknown, where: string): void {
  if (thrown === undefined) return;
  const isOurs = thrown instanceof InputError || thrown instanceof PartylineError;
  assert.ok(isOurs, `${where}: ${(thrown as Error)?.stack}`);
  assert.doesNotMatch(thrown.message, insides, where);
}

describe('what a program gives by mistake', () => {
  const scope = scopeOf(after);
  let line: Line;
  let address: string;

  before(async () => {
    // Some of it names a folder, which is made.
    const home = process.cwd();
    process.chdir(newFolder(scope));
    scope.after(() => process.chdir(home));
    const started = await startLine(scope);
    address = started.server.address();
    line = await signUpOn(scope, address, 'ann');
  });

  test('is refused by every method in words of its own, and nothing of the engine is seen', async () => {
    for (const [name, call] of Object.entries(callsOn(line))) {
      for (const bad of junk) {
        const where = `${name} of ${typeof bad === 'symbol' ? 'a symbol' : JSON.stringify(bad, (_, each) => (typeof each === 'bigint' ? `${each}n` : each))}`;
        assertForPersons(await thrownBy(() => call(bad as never)), where);
      }
    }
    assert.equal(line.state.type, 'online');
  });

  test('is refused among the options of connect and startServer, each by its name', async () => {
    const names = [
      ...['address', 'token', 'session', 'dataFolder', 'name', 'password', 'signUp'],
      ...['credentials', 'profile', 'deviceName', 'software', 'since', 'catchUp', 'receive'],
      ...['present', 'reconnect', 'retryFirstConnection', 'signal', 'onState', 'timing', 'log'],
      ...['clock', 'nothing'],
    ];
    const way = { address: 'localhost:1', name: 'ann', password: 'x' };
    for (const bad of junk) {
      const given = bad as LineOptions;
      if (bad !== undefined) assertForPersons(await thrownBy(() => openLine(given).abort()), 'all');
      assertForPersons(await thrownBy(() => connect(Symbol('s') as never)), 'connect');
      for (const name of names) {
        const open = () => openLine({ ...way, [name]: bad }).abort();
        assertForPersons(await thrownBy(open), name);
      }
    }
    const dataFolder = newFolder(scope);
    for (const name of [
      'dataFolder',
      'host',
      'port',
      'name',
      'operator',
      'signUp',
      'log',
      'bounds',
      'floodLimits',
    ]) {
      for (const bad of [null, -1, 10n, Symbol('s'), [1], () => {}]) {
        const start = () => startServer({ dataFolder, port: 0, [name]: bad } as never);
        const thrown = await thrownBy(start);
        assert.ok(thrown instanceof InputError, `${name}: ${(thrown as Error)?.stack}`);
        assert.match(thrown.message, new RegExp(`${name}`));
      }
    }
  });

  test('is named: what was attempted, what is wrong, and what is expected', async () => {
    const cases: [() => unknown, string][] = [
      [
        () => line.send('x', { room: 'lobby', to: 'ben' }),
        'Cannot send: both a person (to) and a room (room) are given; give one of them.',
      ],
      [() => line.send(7 as never), 'Cannot send: the text must be a text, and is 7.'],
      [
        () => line.send('x', { two: 'ben' } as never),
        'Cannot send: there is no option "two"; there are to, room, kind, of, names, mid, signal.',
      ],
      [
        () => line.send('x', { room: 'ben' }),
        'There is no room "ben": write #ben for a room, @ben for a person, or lobby.',
      ],
      [
        () => connect({ address, tokn: 'x' } as never),
        /^Cannot connect: there is no option "tokn"; there are address, token, /.source,
      ],
      [
        () => line.account.createToken({ name: 'a\nb', read: true, write: true }),
        'Cannot ask the server (token.create): The field "name" must have 1 to 64 characters, none of control.',
      ],
      [
        () => line.operator.kick('Ben!'),
        'Cannot ask the server (account.kick): The field "name" must be a name: 1 to 32 characters out of a-z, 0-9, ".", "_" and "-".',
      ],
    ];
    for (const [call, sentence] of cases) {
      const thrown = await thrownBy(call);
      assert.ok(thrown instanceof InputError);
      if (sentence.startsWith('^')) assert.match(thrown.message, new RegExp(sentence));
      else assert.equal(thrown.message, sentence);
    }
  });

  test('does not matter where a person was meant, however the name is written', async () => {
    await signUpOn(scope, address, 'ben');
    const { room } = await line.send('hello', { to: 'Ben' });
    assert.equal((await line.send('again', { room: '@BEN' })).room, room);
    assert.equal((await line.history('@Ben', { after: 0 })).messages.length, 2);
  });
});

describe('a message that is sent again under its mid', () => {
  const scope = scopeOf(after);

  test('is stored once, whichever line sends it, and refused with another text', async () => {
    const started = await startLine(scope);
    const address = started.server.address();
    const ann = await signUpOn(scope, address, 'ann');
    const mid = midOf('deploy-4711');
    assert.match(mid, /^-{8}[\w-]{13}A$/);
    assert.equal(midOf(mid), mid);
    const first = await ann.send('deployed', { mid });
    await ann.send('something else');
    const { token } = await ann.account.createToken({ name: 'again', read: true, write: true });
    const other = await connect({ address, token });
    scope.after(() => other.abort());
    assert.deepEqual(await other.send('deployed', { mid }), first);
    await assert.rejects(other.send('undone', { mid }), { code: 'message.mid-reused' });
    const both = [ann.send('twice', { mid: midOf('b') }), ann.send('twice', { mid: midOf('b') })];
    const [one, two] = await Promise.allSettled(both);
    assert.deepEqual([one?.status, two?.status], ['fulfilled', 'rejected']);
    const { messages } = await ann.history('lobby', { after: 0 });
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['deployed', 'something else', 'twice'],
    );
  });
});
