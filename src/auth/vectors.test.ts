import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import type { BindingType } from '../words/binding-type.ts';
import { openChallenge, startClientLogin } from './client-handshake.ts';
import { isServerProof, makeClientProof } from './client-proof.ts';
import { bindingBytes, type LoginContext } from './login-context.ts';
import { opaqueReady } from './opaque.ts';
import { proofKey, proveClient, proveServer, transcriptHash } from './proof.ts';
import { decoyUid, finishServerLogin, startServerLogin } from './server-handshake.ts';
import { defaultStretching } from './stretching.ts';

interface Vectors {
  payloads: Record<keyof LoginContext | 'loginFinish', string>;
  transcriptHash: string;
  sessionKey: string;
  clientProofKey: string;
  serverProofKey: string;
  proofs: {
    type: BindingType;
    data: string;
    bindingBytes: string;
    clientProof: string;
    serverProof: string;
  }[];
  opaque: {
    password: string;
    account: string;
    serverKeys: { setup: string; serverId: string; decoySecret: string };
    record: string;
    stretching: typeof defaultStretching;
    login: Record<
      'clientState' | 'ke1' | 'serverState' | 'ke2' | 'ke3' | 'serverPublicKey',
      string
    >;
    decoyAccount: { name: string; account: string };
  };
}

const file = new URL('../../test/vectors/login.json', import.meta.url);
const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'));
const { sessionKey, opaque } = vectors;
const { account: uid, serverKeys: keys, record, password, stretching } = opaque;

const context: LoginContext = {
  clientHello: Buffer.from(vectors.payloads.clientHello),
  serverHello: Buffer.from(vectors.payloads.serverHello),
  loginStart: Buffer.from(vectors.payloads.loginStart),
  loginChallenge: Buffer.from(vectors.payloads.loginChallenge),
};

const bindings = vectors.proofs.map((proof) => ({
  ...proof,
  binding: { type: proof.type, data: Buffer.from(proof.data, 'hex') },
}));

before(opaqueReady);

test('hashes the transcript to the bytes of the vectors', () => {
  assert.equal(transcriptHash(context).toString('hex'), vectors.transcriptHash);
});

test('derives the proof keys of the vectors', () => {
  assert.equal(
    proofKey(sessionKey, context, 'client').export().toString('hex'),
    vectors.clientProofKey,
  );
  assert.equal(
    proofKey(sessionKey, context, 'server').export().toString('hex'),
    vectors.serverProofKey,
  );
});

test('makes the proofs of the vectors for every binding type', () => {
  assert.deepEqual(
    vectors.proofs.map((proof) => proof.type),
    ['tls-exporter', 'tls-server-end-point', 'none', 'web'],
  );
  for (const { binding, bindingBytes: bytes, clientProof, serverProof } of bindings) {
    assert.equal(Buffer.from(bindingBytes(binding)).toString('hex'), bytes);
    assert.equal(proveClient(sessionKey, context, binding), clientProof);
    assert.equal(proveServer(sessionKey, context, binding, clientProof), serverProof);
  }
});

test('makes and takes the same proofs by the Web Crypto API', async () => {
  for (const { binding, clientProof, serverProof } of bindings) {
    assert.equal(await makeClientProof(sessionKey, context, binding), clientProof);
    assert.ok(await isServerProof(sessionKey, context, binding, clientProof, serverProof));
  }
});

test('finds the messages of the vectors in their payloads', () => {
  const { ke1, ke2, ke3 } = opaque.login;
  assert.equal(JSON.parse(vectors.payloads.loginStart).ke1, ke1);
  assert.equal(JSON.parse(vectors.payloads.loginChallenge).ke2, ke2);
  assert.equal(JSON.parse(vectors.payloads.loginFinish).ke3, ke3);
  assert.equal(JSON.parse(vectors.payloads.loginFinish).proof, bindings[0]?.clientProof);
  assert.deepEqual(JSON.parse(vectors.payloads.serverHello).stretching, defaultStretching);
});

test('opens the challenge of the vectors to their KE3 and session key', () => {
  const { clientState: state, ke2, ke3, serverPublicKey } = opaque.login;
  const { serverId } = keys;
  const opened = openChallenge({ password, state, ke2, uid, serverId, stretching });
  assert.deepEqual(opened, { ke3, sessionKey, serverPublicKey });
});

test('finishes the login of the vectors on the server', () => {
  const { serverState, ke3 } = opaque.login;
  for (const { binding, clientProof, serverProof } of bindings) {
    const finished = finishServerLogin(keys, uid, serverState, ke3, context, binding, clientProof);
    assert.equal(finished.serverProof, serverProof);
  }
});

test('still logs in with keys and a record that were stored when the vectors were made', () => {
  const { ke1, state } = startClientLogin(password);
  const { ke2 } = startServerLogin(keys, { uid, record }, ke1);
  const { serverId } = keys;
  const opened = openChallenge({ password, state, ke2, uid, serverId, stretching });
  assert.equal(opened?.serverPublicKey, opaque.login.serverPublicKey);
});

test('gives the unknown name of the vectors its account id', () => {
  const { name, account } = opaque.decoyAccount;
  assert.equal(decoyUid(keys, name), account);
});
