import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { InputError, PartylineError } from '../base/errors.ts';
import {
  finishRegistration,
  openChallenge,
  startClientLogin,
  startRegistration,
} from './client-handshake.ts';
import { isServerProof, makeClientProof } from './client-proof.ts';
import type { ChannelBinding, LoginContext } from './login-context.ts';
import { opaqueReady } from './opaque.ts';
import {
  answerRegistration,
  createServerKeys,
  decoyUid,
  finishServerLogin,
  type ServerKeys,
  startServerLogin,
  verifyKe3,
} from './server-handshake.ts';
import { type Stretching, stretchingFloor } from './stretching.ts';

const password = 'a line of our own';
const uid = Buffer.alloc(16, 7).toString('base64url');
const binding: ChannelBinding = { type: 'tls-exporter', data: Buffer.alloc(32, 1) };

let keys: ServerKeys;
let record: string;

before(async () => {
  await opaqueReady();
  keys = createServerKeys();
  record = register(password);
});

/** Signs up as a client does, and returns the record that the server keeps. */
function register(secret: string, account = uid): string {
  const { request, state } = startRegistration(secret);
  const response = answerRegistration(keys, account, request);
  const { serverId } = keys;
  const stretching = stretchingFloor;
  return finishRegistration({
    password: secret,
    state,
    response,
    uid: account,
    serverId,
    stretching,
  }).record;
}

/** The client's side of a challenge by `keys` for `account`. */
function challenge(secret: string, account: { uid: string; record: string | null }) {
  const { ke1, state: clientState } = startClientLogin(secret);
  const { ke2, state } = startServerLogin(keys, account, ke1);
  const open = (stretching: Stretching = stretchingFloor, serverId = keys.serverId) =>
    openChallenge({
      password: secret,
      state: clientState,
      ke2,
      uid: account.uid,
      serverId,
      stretching,
    });
  return { ke1, ke2, state, open };
}

/** The messages around a challenge, as payloads. */
function contextOf({ ke1, ke2 }: { ke1: string; ke2: string }): LoginContext {
  return {
    clientHello: Buffer.from('{"type":"hello","bindings":["tls-exporter","tls-server-end-point"]}'),
    serverHello: Buffer.from('{"type":"hello"}'),
    loginStart: Buffer.from(JSON.stringify({ type: 'login.start', ke1 })),
    loginChallenge: Buffer.from(JSON.stringify({ type: 'login.challenge', ke2 })),
  };
}

function opened(secret: string, account: { uid: string; record: string | null }) {
  const { ke1, ke2, state, open } = challenge(secret, account);
  const result = open();
  assert.ok(result);
  return { ...result, state, context: contextOf({ ke1, ke2 }) };
}

function refused(code: string, field?: string) {
  return (error: unknown) =>
    error instanceof PartylineError && error.code === code && error.field === field;
}

test('logs in with the password, and both sides prove themselves to each other', async () => {
  const { ke3, sessionKey, state, context } = opened(password, { uid, record });
  const proof = await makeClientProof(sessionKey, context, binding);
  const { serverProof } = finishServerLogin(keys, uid, state, ke3, context, binding, proof);
  assert.match(serverProof, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(await isServerProof(sessionKey, context, binding, proof, serverProof), true);
});

test('shows the client the same server key at every login, and another key for another server', () => {
  const first = opened(password, { uid, record }).serverPublicKey;
  assert.equal(opened(password, { uid, record }).serverPublicKey, first);
  const own = keys;
  keys = createServerKeys();
  const second = opened(password, { uid, record: register(password) }).serverPublicKey;
  keys = own;
  assert.notEqual(second, first);
});

test('takes a password in any of its Unicode forms', () => {
  const account = { uid, record: register('cafe\u0301 au\u00a0lait') };
  assert.ok(challenge('caf\u00e9 au lait', account).open());
});

test('opens nothing with a wrong password', () => {
  assert.equal(challenge('a line of my own', { uid, record }).open(), undefined);
});

test('answers an unknown name like a known one: same sizes, same path, the same id every time', () => {
  const decoy = { uid: decoyUid(keys, 'nobody'), record: null };
  const known = challenge('a wrong password', { uid, record });
  const unknown = challenge('a wrong password', decoy);
  assert.equal(unknown.ke2.length, known.ke2.length);
  assert.equal(unknown.state.length, known.state.length);
  assert.equal(decoy.uid.length, uid.length);
  assert.equal(unknown.open(), undefined);
  assert.equal(known.open(), undefined);
  assert.equal(decoyUid(keys, 'nobody'), decoy.uid);
  assert.notEqual(decoyUid(keys, 'somebody'), decoy.uid);
  assert.notEqual(decoyUid(createServerKeys(), 'nobody'), decoy.uid);
});

test('refuses a made-up answer to a known and to an unknown name with the same error', async () => {
  const { ke3, sessionKey } = opened(password, { uid, record });
  const accounts = [
    { uid, record },
    { uid: decoyUid(keys, 'nobody'), record: null },
  ];
  const refusals = accounts.map(async (account) => {
    const { ke1, ke2, state } = challenge(password, account);
    const context = contextOf({ ke1, ke2 });
    const proof = await makeClientProof(sessionKey, context, binding);
    try {
      finishServerLogin(keys, account.uid, state, ke3, context, binding, proof);
      return undefined;
    } catch (error) {
      assert.ok(error instanceof PartylineError);
      return { code: error.code, message: error.message, field: error.field };
    }
  });
  const errors = await Promise.all(refusals);
  assert.equal(errors[0]?.code, 'auth.failed');
  assert.deepEqual(errors[0], errors[1]);
});

test('refuses a login over another channel than the client sees, such as through a relay', async () => {
  const others: ChannelBinding[] = [
    { type: 'tls-exporter', data: Buffer.alloc(32, 2) },
    { type: 'tls-server-end-point', data: binding.data },
    { type: 'none', data: Buffer.alloc(0) },
  ];
  for (const other of others) {
    const { ke3, sessionKey, state, context } = opened(password, { uid, record });
    const proof = await makeClientProof(sessionKey, context, other);
    assert.throws(
      () => finishServerLogin(keys, uid, state, ke3, context, binding, proof),
      refused('auth.failed'),
    );
  }
});

test('refuses a login when any of the four messages was changed on the way', async () => {
  for (const name of ['clientHello', 'serverHello', 'loginStart', 'loginChallenge'] as const) {
    const { ke3, sessionKey, state, context } = opened(password, { uid, record });
    const changed = { ...context, [name]: Buffer.concat([context[name], Buffer.from(' ')]) };
    const proof = await makeClientProof(sessionKey, changed, binding);
    assert.throws(
      () => finishServerLogin(keys, uid, state, ke3, context, binding, proof),
      refused('auth.failed'),
      name,
    );
  }
});

test('refuses the proof of another login, and every proof that is not one', async () => {
  const earlier = opened(password, { uid, record });
  const replayed = await makeClientProof(earlier.sessionKey, earlier.context, binding);
  const { ke3, state, context } = opened(password, { uid, record });
  for (const proof of [replayed, '', 'A'.repeat(43), 'A'.repeat(44)]) {
    assert.throws(
      () => finishServerLogin(keys, uid, state, ke3, context, binding, proof),
      refused('auth.failed'),
    );
  }
});

test('lets the client see a wrong proof of the server', async () => {
  const { ke3, sessionKey, state, context } = opened(password, { uid, record });
  const proof = await makeClientProof(sessionKey, context, binding);
  const { serverProof } = finishServerLogin(keys, uid, state, ke3, context, binding, proof);
  const other: ChannelBinding = { type: 'tls-exporter', data: Buffer.alloc(32, 2) };
  for (const wrong of [proof, '', 'A'.repeat(43), serverProof.slice(1)]) {
    assert.equal(await isServerProof(sessionKey, context, binding, proof, wrong), false);
  }
  assert.equal(await isServerProof(sessionKey, context, other, proof, serverProof), false);
});

test('opens with the new password and not with the old one once the record was replaced', () => {
  const replaced = register('another line of ours');
  assert.equal(challenge(password, { uid, record: replaced }).open(), undefined);
  assert.ok(challenge('another line of ours', { uid, record: replaced }).open());
});

test('does not open an account with the record of another account', () => {
  const mallory = Buffer.alloc(16, 9).toString('base64url');
  const planted = register('the password of mallory', mallory);
  assert.equal(challenge('the password of mallory', { uid, record: planted }).open(), undefined);
});

test('opens nothing for a server of another id, key or stretching', () => {
  const { open } = challenge(password, { uid, record });
  assert.equal(open(stretchingFloor, Buffer.alloc(16).toString('base64url')), undefined);
  assert.equal(open({ ...stretchingFloor, iterations: 3 }), undefined);
  const own = keys;
  keys = { ...createServerKeys(), serverId: own.serverId };
  const other = challenge(password, { uid, record });
  keys = own;
  assert.equal(other.open(), undefined);
});

test('checks a password inside a session without a proof', () => {
  const { ke3, state } = opened(password, { uid, record });
  assert.equal(verifyKe3(keys, uid, state, ke3), true);
  const other = opened(password, { uid, record });
  assert.equal(verifyKe3(keys, uid, other.state, ke3), false);
});

test('stretches no password with parameters outside its bounds', () => {
  const step = { password, state: '', uid, serverId: keys.serverId };
  const stretching = { iterations: 1, memory: 8, parallelism: 1 };
  assert.throws(() => openChallenge({ ...step, ke2: '', stretching }), InputError);
  assert.throws(() => finishRegistration({ ...step, response: '', stretching }), InputError);
});

test('refuses OPAQUE messages of the wrong length or alphabet with the name of the field', () => {
  const { ke3, state, context } = opened(password, { uid, record });
  const { ke1 } = startClientLogin(password);
  for (const damage of [(text: string) => text.slice(1), (text: string) => `${text}A`, () => '']) {
    assert.throws(
      () => answerRegistration(keys, uid, damage(startRegistration(password).request)),
      refused('message.invalid', 'request'),
    );
    assert.throws(
      () => startServerLogin(keys, { uid, record }, damage(ke1)),
      refused('message.invalid', 'ke1'),
    );
    assert.throws(
      () => startServerLogin(keys, { uid, record: damage(record) }, ke1),
      refused('message.invalid', 'record'),
    );
    assert.throws(
      () => finishServerLogin(keys, uid, state, damage(ke3), context, binding, ''),
      refused('message.invalid', 'ke3'),
    );
  }
  assert.throws(
    () => startServerLogin(keys, { uid, record }, `${ke1.slice(1)}!`),
    refused('message.invalid', 'ke1'),
  );
});

const bytes = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((array) => Buffer.from(array).toString('base64url'));

test('survives any bytes as registration request and as KE1', () => {
  fc.assert(
    fc.property(bytes(32), bytes(96), (request, ke1) => {
      answersOrRefuses('request', () => answerRegistration(keys, uid, request));
      answersOrRefuses('ke1', () => startServerLogin(keys, { uid, record }, ke1));
    }),
    { numRuns: 50 },
  );
});

test('survives any bytes as record, from sign-up to the login that must follow', () => {
  const { ke1 } = startClientLogin(password);
  fc.assert(
    fc.property(bytes(192), (garbage) => {
      answersOrRefuses('record', () => startServerLogin(keys, { uid, record: garbage }, ke1));
    }),
    { numRuns: 50 },
  );
});

test('never lets any bytes pass as KE3', () => {
  const { state, context } = opened(password, { uid, record });
  fc.assert(
    fc.property(bytes(64), bytes(32), (ke3, proof) => {
      assert.equal(verifyKe3(keys, uid, state, ke3), false);
      assert.throws(
        () => finishServerLogin(keys, uid, state, ke3, context, binding, proof),
        refused('auth.failed'),
      );
    }),
    { numRuns: 50 },
  );
});

test('does not take a KE2 that a hostile server made up or changed in one byte', () => {
  const { ke2, state } = honestChallenge();
  const length = Buffer.from(ke2, 'base64url').length;
  fc.assert(
    fc.property(fc.nat(length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(ke2, 'base64url');
      changed.writeUInt8(changed.readUInt8(at) ^ change, at);
      answersOrRefuses('ke2', () => {
        const step = { password, state, uid, serverId: keys.serverId, stretching: stretchingFloor };
        assert.equal(openChallenge({ ...step, ke2: changed.toString('base64url') }), undefined);
      });
    }),
    { numRuns: 20 },
  );
});

function honestChallenge() {
  const { ke1, state } = startClientLogin(password);
  return { state, ke2: startServerLogin(keys, { uid, record }, ke1).ke2 };
}

function answersOrRefuses(field: string, call: () => unknown): void {
  try {
    call();
  } catch (error) {
    if (!refused('message.invalid', field)(error)) throw error;
  }
}

test('calls broken keys of the server an internal error, not the fault of a message', () => {
  const { ke1 } = startClientLogin(password);
  assert.throws(
    () => startServerLogin({ ...keys, setup: 'broken' }, { uid, record }, ke1),
    refused('internal'),
  );
});
