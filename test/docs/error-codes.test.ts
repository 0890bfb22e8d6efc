import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startClientLogin, startRegistration } from '../../src/auth/client-handshake.ts';
import { defaultRateLimitOptions } from '../../src/auth/rate-limit.ts';
import { type ErrorCode, errorSentences } from '../../src/base/errors.ts';
import { newToken, randomId } from '../../src/base/ids.ts';
import { defaultFileLimits } from '../../src/words/file-limits.ts';
import { limits } from '../../src/words/limits.ts';
import { scopeOf } from '../support/cleanup.ts';
import { password, type RawClient, type Saved } from '../support/raw-client.ts';
import {
  type LineSettings,
  newFolder,
  type StartedLine,
  startLine,
} from '../support/started-line.ts';
import { codeIn, Page } from './page.ts';

/*
 * Brings errors about on a real server, and looks whether the connection goes on or ends, and with
 * which reason, as docs/protocol.md says.
 */

const rows = new Map(
  new Page('protocol.md').table('Error codes').map((row) => [codeIn(row.Code), row]),
);

type Phase = 'before login' | 'after login';

/** One way to an error. */
interface Way {
  readonly phase: Phase;
  readonly code: ErrorCode;
  readonly settings?: LineSettings;
  /** It leaves rooms, entries, app tokens or guesses behind that others would meet: it has a line of its own. */
  readonly leavesTraces?: boolean;
  /** Does what is answered with the error; `client` is logged in as `member` after login. */
  provoke(client: RawClient, line: StartedLine): unknown;
}

/** The reason with which the connection ends, says the page; undefined if it stays. */
function reasonOf(code: ErrorCode, phase: Phase): string | undefined {
  const connection = rows.get(code)?.Connection ?? '';
  const ends =
    connection.startsWith('ends') || (connection.startsWith('before') && !isMember(phase));
  if (!ends) return undefined;
  return /reason `([\w.]+)`/.exec(connection)?.[1] ?? 'protocol';
}

const isMember = (phase: Phase) => phase === 'after login';

/** Asks something harmless, to see that the connection goes on. */
async function assertGoesOn(client: RawClient, phase: Phase): Promise<void> {
  const re = client.nextId();
  if (isMember(phase)) client.send({ type: 'who', id: re, token: client.token });
  else client.send({ type: 'account.lookup', id: re, name: 'nobody' });
  const answer = await client.next();
  assert.ok(answer !== null && 're' in answer && answer.re === re);
}

const request = 'A'.repeat(43);
const lookUp = (client: RawClient, name: string) =>
  client.send({ type: 'account.lookup', id: client.nextId(), name });

const beforeLogin: readonly Omit<Way, 'phase'>[] = [
  { code: 'frame.invalid', provoke: (client) => client.sendBytes(Buffer.alloc(4)) },
  {
    code: 'frame.too-large',
    provoke: (client) => client.sendText('x'.repeat(limits.frameBytesBeforeLogin + 1)),
  },
  { code: 'message.invalid', provoke: (client) => client.send({ type: 'login.cancel' }) },
  { code: 'message.unexpected', provoke: (client) => client.send({ type: 'login.cancel', id: 1 }) },
  {
    code: 'auth.failed',
    provoke: async (client) => {
      await client.startLogin('nobody');
      client.send({ type: 'login.cancel', id: client.nextId() });
    },
  },
  {
    code: 'auth.resume',
    provoke: (client) =>
      client.startResume({ session: randomId(16), deviceToken: newToken(), epoch: randomId(16) }),
  },
  {
    code: 'auth.overtaken',
    provoke: async (client, line) => {
      const { welcome } = await line.signUp('slow');
      await (await line.connect()).resume(welcome);
      client.startResume(welcome);
    },
  },
  {
    code: 'auth.app-token',
    provoke: (client) =>
      client.send({
        type: 'attach',
        id: client.nextId(),
        session: randomId(16),
        secret: newToken(),
        receive: false,
        present: false,
      }),
  },
  {
    code: 'auth.pending',
    settings: { signUp: 'approve' },
    provoke: async (client) => {
      await client.register('patient');
      client.finishLogin(await client.startLogin('patient'));
    },
  },
  {
    code: 'auth.banned',
    provoke: async (client, line) => {
      (await line.signUp('banned')).client.cut();
      await line.operator.ban('banned', null, '');
      client.finishLogin(await client.startLogin('banned'));
    },
  },
  {
    code: 'auth.throttled',
    leavesTraces: true,
    provoke: async (client) => {
      for (let asked = 0; asked < defaultRateLimitOptions.burst; asked++) {
        lookUp(client, `nobody${asked}`);
        await client.expect('account.status');
      }
      lookUp(client, 'nobody');
    },
  },
  {
    code: 'sign-up.closed',
    settings: { signUp: 'closed' },
    provoke: (client) => client.startRegistration('late'),
  },
  { code: 'sign-up.code', provoke: (client) => client.startRegistration('guesser', 'wrong-code') },
  {
    code: 'sign-up.name-taken',
    provoke: async (client, line) => {
      await line.signUp('taken');
      client.startRegistration('taken');
    },
  },
  {
    code: 'forbidden',
    settings: { signUp: 'invite' },
    provoke: (client) => lookUp(client, 'nobody'),
  },
];

const afterLogin: readonly Omit<Way, 'phase'>[] = [
  { code: 'frame.invalid', provoke: (client) => client.sendText('not JSON') },
  {
    code: 'frame.too-large',
    provoke: (client) => client.sendText('x'.repeat(limits.frameBytes + 1)),
  },
  {
    code: 'message.invalid',
    provoke: (client) => client.request('history', { room: 'lobby', after: 0, limit: 0 }),
  },
  {
    code: 'message.unexpected',
    provoke: (client) => client.request('password.finish', { ke3: request, record: request }),
  },
  {
    code: 'auth.token',
    provoke: (client) => client.send({ type: 'who', id: 1, token: newToken() }),
  },
  {
    code: 'auth.failed',
    provoke: async (client) => {
      const { ke1 } = startClientLogin(password);
      client.request('password.start', { ke1, request: startRegistration(password).request });
      await client.expect('password.challenge');
      client.request('password.finish', { ke3: 'A'.repeat(86), record: 'A'.repeat(256) });
    },
  },
  { code: 'name.unknown', provoke: (client) => client.post('hi', { room: '@nobody' }) },
  { code: 'room.unknown', provoke: (client) => client.post('hi', { room: 'r000000000000none' }) },
  {
    code: 'room.name-taken',
    leavesTraces: true,
    provoke: async (client) => {
      for (const room of ['#taken', '#other']) {
        client.request('room.join', { room });
        await client.until('room.joined');
      }
      client.request('room.change', { room: '#other', change: { name: 'taken' } });
    },
  },
  {
    code: 'message.mid-reused',
    provoke: async (client) => {
      const mid = randomId(16);
      await client.say('one text', { mid });
      await client.expect('message');
      client.post('another text', { mid });
    },
  },
  {
    code: 'message.deleted',
    leavesTraces: true,
    provoke: async (client) => {
      for (const [kind, of] of [['text'], ['deletion', 1]] as const) {
        await client.say(kind === 'text' ? 'helo' : '', {
          kind,
          ...(of === undefined ? {} : { of }),
        });
        await client.expect('message');
      }
      client.post('hello', { kind: 'edit', of: 1 });
    },
  },
  {
    code: 'reactions.full',
    leavesTraces: true,
    provoke: async (client) => {
      await client.say('helo');
      await client.expect('message');
      for (const emoji of ['👍', '🎉', '😀', '🚀', '👀', '🔥', '💯', '✅']) {
        await client.say(emoji, { kind: 'reaction', of: 1 });
        await client.expect('message');
      }
      client.post('❌', { kind: 'reaction', of: 1 });
    },
  },
  { code: 'text.empty', provoke: (client) => client.post(' \n') },
  { code: 'text.too-long', provoke: (client) => client.post('x'.repeat(limits.textBytes + 1)) },
  {
    code: 'session.unknown',
    provoke: (client) => client.request('session.revoke', { session: randomId(16) }),
  },
  {
    code: 'token.name-taken',
    leavesTraces: true,
    provoke: async (client) => {
      const token = { name: 'cron', read: true, write: true };
      client.request('token.create', token);
      await client.expect('token.created');
      client.request('token.create', token);
    },
  },
  { code: 'forbidden', provoke: (client) => client.post('to myself', { room: '@member' }) },
  {
    code: 'files.off',
    provoke: (client) => client.request('file.begin', { upload: 'A'.repeat(22) }),
  },
  {
    code: 'file.interrupted',
    provoke: (client) =>
      client.request('file.write', { upload: 'A'.repeat(22), offset: 0, data: '', last: true }),
  },
  {
    code: 'file.unknown',
    provoke: (client) => client.request('file.read', { room: 'lobby', seq: 1, offset: 0 }),
  },
  {
    code: 'file.too-large',
    settings: { files: { ...defaultFileLimits, fileBytes: 9 } },
    provoke: (client) => client.request('file.begin', { upload: 'A'.repeat(22), bytes: 10 }),
  },
  {
    code: 'files.full',
    settings: { files: { ...defaultFileLimits, lineBytes: 0 } },
    provoke: (client) => client.request('file.begin', { upload: 'A'.repeat(22), bytes: 10 }),
  },
];

const ways: readonly Way[] = [
  ...beforeLogin.map((way) => ({ ...way, phase: 'before login' as const })),
  ...afterLogin.map((way) => ({ ...way, phase: 'after login' as const })),
];

describe('what becomes of a connection', () => {
  const scope = scopeOf(after);
  let shared: StartedLine;
  let member: Saved;

  before(async () => {
    shared = await startLine(scope);
    member = (await shared.signUp('member')).welcome;
  });

  /** The member of the line that those share who leave no traces. */
  async function memberAgain(): Promise<RawClient> {
    const client = await shared.connect();
    member = await client.resume(member, { lobby: Number.MAX_SAFE_INTEGER });
    return client;
  }

  for (const { phase, code, settings, leavesTraces = false, provoke } of ways) {
    const reason = reasonOf(code, phase);
    test(`${phase}, ${code}: it ${reason ? `ends with reason ${reason}` : 'stays'}`, async (t) => {
      const shares = settings === undefined && !leavesTraces;
      const ownScope = scopeOf((undo) => t.after(undo));
      const line = shares ? shared : await startLine(ownScope, settings);
      const client = await comeIn(line);
      await provoke(client, line);
      await client.refused(code);
      if (reason === undefined) return assertGoesOn(client, phase);
      assert.equal((await client.expect('bye')).reason, reason);
      assert.equal(await client.next(), null);

      async function comeIn(on: StartedLine): Promise<RawClient> {
        if (!isMember(phase)) return await on.connect();
        return shares ? await memberAgain() : (await on.signUp('member')).client;
      }
    });
  }

  for (const [code, versions, isPaused] of [
    ['version.unsupported', [2, 3], false],
    ['server.busy', [1], true],
  ] as const) {
    test(`at hello, ${code}: it ends with reason ${reasonOf(code, 'before login')}`, async (t) => {
      const line = await startLine(scopeOf((undo) => t.after(undo)));
      await line.operator.pause(isPaused);
      const client = await line.connect({ greet: false });
      client.send({ type: 'hello', versions, client: 'test', bindings: ['tls-exporter'] });
      await client.refused(code);
      assert.equal((await client.expect('bye')).reason, reasonOf(code, 'before login'));
      assert.equal(await client.next(), null);
    });
  }

  test(`after login, storage.full: it ${reasonOf('storage.full', 'after login') ?? 'stays'}`, async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const first = await startLine(scope);
    (await first.signUp('member')).client.cut();
    await first.server.stop();
    const bounds = { freeDiskBytes: Number.MAX_SAFE_INTEGER };
    const line = await startLine(scope, { dataFolder: first.folder, bounds });
    const { client } = await line.logIn('member');
    client.post('too much');
    await client.refused('storage.full');
    await assertGoesOn(client, 'after login');
  });

  test('after login, search.unavailable: it stays', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const dataFolder = newFolder(scope);
    // No index can be made where a folder stands.
    mkdirSync(join(dataFolder, 'search.sqlite'));
    const line = await startLine(scope, { dataFolder });
    const { client } = await line.signUp('member');
    client.request('search', { terms: ['hello'], limit: 1 });
    await client.refused('search.unavailable');
    await assertGoesOn(client, 'after login');
  });

  test('every code is brought about, but the two that nobody can', () => {
    const apart = [
      'version.unsupported',
      'server.busy',
      'storage.full',
      'search.unavailable',
      'server.stopping',
      'internal',
    ];
    const seen = new Set<string>([...ways.map(({ code }) => code), ...apart]);
    assert.deepEqual([...seen].sort(), Object.keys(errorSentences).sort());
  });
});
