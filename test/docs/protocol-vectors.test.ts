import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { opaqueReady } from '../../src/auth/opaque.ts';
import { proveClient, transcriptHash } from '../../src/auth/proof.ts';
import {
  answerRegistration,
  createServerKeys,
  finishServerLogin,
  startServerLogin,
} from '../../src/auth/server-handshake.ts';
import { leastStretching } from '../support/light-stretching.ts';
import {
  blindedMessage,
  type ClientSecrets,
  finishLogin,
  type Parameters,
  registrationRecord,
  startLogin,
} from '../support/opaque-by-rfc.ts';
import { codeIn, Page, type Table } from './page.ts';

const page = new Page('protocol.md');
const section = 'Test vectors';

function read(name: string) {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));
}

const hexOf = (text: string) => Buffer.from(text, 'base64url').toString('hex');

/** A table of names and values. */
function valuesOf(table: Table | undefined): Record<string, string> {
  assert.ok(table);
  return Object.fromEntries(
    table.map((row) => [codeIn(row.Value), codeIn(row.Hexadecimal ?? row.Text)]),
  );
}

test('app tokens on the page are those of the vectors', () => {
  const rows = page.table(`${section} > App tokens as people keep them`).map((row) => ({
    ...(row.Fingerprint && { fingerprint: codeIn(row.Fingerprint) }),
    session: codeIn(row.Session),
    secret: codeIn(row.Secret),
    text: codeIn(row.Text),
  }));
  assert.deepEqual(rows, read('app-tokens.json').tokens.map(withoutName));
});

describe('frames on the page', () => {
  const vectors = read('frames.json');

  test('are those of the vectors', () => {
    const rows = page.table(`${section} > Frames that are right`);
    for (const row of rows) {
      const text = JSON.parse(codeIn(row['Text, as a JSON string']));
      const vector = vectors.frames.find((frame: { text: string }) => frame.text === text);
      assert.equal(codeIn(row['Frame, in hexadecimal']), vector?.hex, text);
    }
    assert.ok(rows.length >= 6);
  });

  test('streams are those of the vectors', () => {
    const rows = page.table(`${section} > Streams`).map((row) => ({
      hex: codeIn(row.Bytes),
      maxBytes: Number(row['Largest payload']),
      texts: JSON.parse(codeIn(row['Texts that come out'])),
      partial: row['Ends inside a frame'] === 'yes',
    }));
    const expected = vectors.streams.filter(({ hex }: { hex: string }) => hex !== '');
    assert.deepEqual(rows, expected.map(withoutName));
  });

  test('refusals are those of the vectors', () => {
    const rows = page.table(`${section} > Frames that are refused`).map((row) => ({
      hex: codeIn(row.Bytes),
      maxBytes: Number(row['Largest payload']),
      texts: JSON.parse(codeIn(row['Texts before it'])),
      code: codeIn(row.Code),
    }));
    assert.deepEqual(rows, vectors.refused.map(withoutName));
  });
});

function withoutName({ name: _, ...rest }: { name: string }): object {
  return rest;
}

const login = read('login.json');
const loginPath = `${section} > A login`;

describe('the login on the page', () => {
  const [keys, proofs] = page.tables(loginPath);

  test('has the payloads of the vectors, and their lengths', () => {
    const pattern = /^`(\w+)`, (\d+) bytes, length `(\w{8})`:\n\n```json\n(.+)\n```$/gm;
    const payloads: Record<string, string> = {};
    for (const [, name = '', bytes, length = '', payload = ''] of page.text.matchAll(pattern)) {
      payloads[name] = payload;
      assert.equal(Number(bytes), Buffer.byteLength(payload));
      assert.equal(Number.parseInt(length, 16), Buffer.byteLength(payload));
    }
    assert.deepEqual(payloads, login.payloads);
  });

  test('has the keys of the vectors', () => {
    const { transcriptHash, clientProofKey, serverProofKey } = login;
    const sessionKey = hexOf(login.sessionKey);
    const expected = { transcriptHash, sessionKey, clientProofKey, serverProofKey };
    assert.deepEqual(valuesOf(keys), expected);
  });

  test('has the proofs of the vectors', () => {
    const rows = proofs?.map((row) => ({
      type: codeIn(row.Binding),
      data: row.Data === '' ? '' : codeIn(row.Data),
      bindingBytes: codeIn(row['As bytes']),
      clientProof: codeIn(row['Client proof']),
      serverProof: codeIn(row['Server proof']),
    }));
    assert.deepEqual(rows, login.proofs);
  });

  test('puts the transcript together as the code does', () => {
    const { clientHello, serverHello, loginStart, loginChallenge } = login.payloads;
    const context = {
      clientHello: Buffer.from(clientHello),
      serverHello: Buffer.from(serverHello),
      loginStart: Buffer.from(loginStart),
      loginChallenge: Buffer.from(loginChallenge),
    };
    assert.equal(transcriptHash(context).toString('hex'), valuesOf(keys).transcriptHash);
    assert.match(page.text, /^transcript = "partyline\/1 login" \|\| 0x00$/m);
  });
});

describe('OPAQUE by the page and the RFCs alone', () => {
  const path = `${section} > The same login in OPAQUE`;
  const [common, registration, exchange] = page.tables(path).map(valuesOf);
  const parameters: Parameters = {
    password: common?.password ?? '',
    account: common?.account ?? '',
    serverId: common?.serverId ?? '',
    stretching: JSON.parse(common?.stretching ?? ''),
  };
  const bytes = (table: Record<string, string> | undefined, name: string) =>
    Buffer.from(table?.[name] ?? assert.fail(`"${name}" is on the page`), 'hex');

  test('begins with the password, account, server and parameters of the vectors', () => {
    const { password, account, stretching, serverKeys } = login.opaque;
    assert.deepEqual(parameters, { password, account, stretching, serverId: serverKeys.serverId });
  });

  test('registers with the request and the record of the vectors', () => {
    const blind = bytes(registration, 'blind');
    const nonce = bytes(registration, 'envelopeNonce');
    const response = bytes(registration, 'response');
    const request = blindedMessage(parameters.password, blind).toString('hex');
    const record = registrationRecord(parameters, { blind, nonce }, response).toString('hex');
    assert.equal(request, registration?.request);
    assert.equal(record, registration?.record);
    assert.deepEqual(
      [registration?.request, registration?.response, registration?.record],
      [
        hexOf(login.opaque.registration.request),
        hexOf(login.opaque.registration.response),
        hexOf(login.opaque.record),
      ],
    );
  });

  test('logs in with KE1, KE3 and the session key of the vectors, over every value of the page', () => {
    const secrets: ClientSecrets = {
      blind: bytes(exchange, 'blind'),
      nonce: bytes(exchange, 'clientNonce'),
      keyshareSecret: bytes(exchange, 'keyshareSecret'),
    };
    const { ke1, ke2, ke3 } = login.opaque.login;
    assert.equal(startLogin(parameters.password, secrets).toString('base64url'), ke1);
    const finished = finishLogin(parameters, secrets, Buffer.from(ke2, 'base64url'));
    assert.ok(finished);
    const { ke3: ownKe3, sessionKey, ...steps } = finished;
    assert.equal(ownKe3.toString('base64url'), ke3);
    assert.equal(sessionKey.toString('base64url'), login.sessionKey);
    const { blind: _, clientNonce: __, keyshareSecret: ___, ...shown } = exchange ?? {};
    const hex = Object.entries(steps).map(([name, value]) => [name, value.toString('hex')]);
    assert.deepEqual(shown, Object.fromEntries(hex));
  });

  test('has messages of the lengths that the page says', () => {
    const { record, registration: registered, login: exchanged } = login.opaque;
    const messages: Record<string, string> = { record, ...registered, ...exchanged };
    const [, lengths] = page.tables('OPAQUE');
    assert.ok(lengths);
    for (const row of lengths) {
      const message = messages[codeIn(row.Field)] ?? '';
      assert.equal(message.length, Number(row.Characters));
      assert.equal(Buffer.from(message, 'base64url').length, Number(row.Bytes));
      const parts = [...(row['Parts in bytes'] ?? '').matchAll(/ (\d+)(?=,|$)/g)].map(
        ([, digits]) => Number(digits),
      );
      assert.equal(
        parts.reduce((sum, part) => sum + part, 0),
        Number(row.Bytes),
        row.Field,
      );
    }
  });
});

describe('a client without the library', () => {
  before(opaqueReady);
  const secret = (seed: number) => {
    const bytes = Buffer.alloc(32, seed);
    bytes[31] = 1; // below the order of the group
    return bytes;
  };

  test('signs up and logs in at the server of this project', () => {
    const keys = createServerKeys();
    const account = 'AAECAwQFBgcICQoLDA0ODw';
    const { serverId } = keys;
    const parameters = { password: 'caf\u00e9 au lait', account, serverId };
    const own = { ...parameters, stretching: leastStretching };
    const request = blindedMessage(own.password, secret(2)).toString('base64url');
    const response = Buffer.from(answerRegistration(keys, account, request), 'base64url');
    const random = { blind: secret(2), nonce: secret(3) };
    const record = registrationRecord(own, random, response).toString('base64url');

    const secrets = { blind: secret(4), nonce: secret(5), keyshareSecret: secret(6) };
    const ke1 = startLogin(own.password, secrets).toString('base64url');
    const { ke2, state } = startServerLogin(keys, { uid: account, record }, ke1);
    const finished = finishLogin(own, secrets, Buffer.from(ke2, 'base64url'));
    assert.ok(finished);
    const empty = Buffer.from('{}');
    const context = {
      clientHello: empty,
      serverHello: empty,
      loginStart: empty,
      loginChallenge: empty,
    };
    const binding = { type: 'none', data: new Uint8Array() } as const;
    const proof = proveClient(finished.sessionKey.toString('base64url'), context, binding);
    const ke3 = finished.ke3.toString('base64url');
    const result = finishServerLogin(keys, account, state, ke3, context, binding, proof);
    assert.match(result.serverProof, /^[\w-]{43}$/);
  });
});
